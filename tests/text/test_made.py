"""What is made of a text is kept for it alone, and made again where what is kept is damaged."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from govcrawl.text import made

TEXT = "".join(f"key{n} = 'value {n}'\n" for n in range(200))


class Made:
    """How often something was made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, int]:
        self.times += 1
        return {"a": self.times}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(made, "_folders", lambda: [tmp_path / "no" / "way", tmp_path / "cache"])
    (tmp_path / "no").write_text("in the way")
    return tmp_path / "cache"


def test_the_same_source_is_made_once(folder: Path) -> None:
    make, source = Made(), TEXT.encode()
    assert made.kept("x", source, make) == made.kept("x", source, make) == {"a": 1}
    assert made.kept("x", source + b"#", make) == {"a": 2}
    assert made.kept("x", source, make) == {"a": 1}
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("cut", [0, 10, 40, 66, -1])
def test_a_damaged_file_is_made_again(folder: Path, cut: int) -> None:
    make, source = Made(), TEXT.encode()
    made.kept("x", source, make)
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:cut])
    assert made.kept("x", source, make) == {"a": 2}
    assert made.kept("x", source, make) == {"a": 2}


def test_nothing_is_written_where_python_writes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    made.kept("x", TEXT.encode(), Made())
    assert not folder.exists()


def test_a_text_is_what_msgspec_makes_of_it(folder: Path) -> None:
    assert folder
    for text in (TEXT, TEXT + "day = 2024-01-05\n"):
        expected = msgspec.toml.decode(text)
        for _ in range(2):
            assert made.toml("t", text, dict) == expected
    with pytest.raises(msgspec.ValidationError):
        made.toml("t", TEXT, list[int])
    with pytest.raises(msgspec.DecodeError):
        made.toml("t", TEXT + "=", dict)

"""The fingerprint sees what decides a reading, and nothing else."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

from govcrawl import fingerprint
from tests.conftest import ROOT

PACKAGE = ROOT / "govcrawl"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package, to change."""
    shutil.copytree(PACKAGE, tmp_path / "govcrawl", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "govcrawl"


def of(package: Path) -> str:
    """Its fingerprint, in a process of its own; what it keeps stays beside the copy."""
    return subprocess.run(
        [sys.executable, "-c", "from govcrawl import fingerprint as f; print(f.reader_version())"],
        cwd=package.parent,
        env={"PYTHONPATH": str(package.parent), "XDG_CACHE_HOME": str(package.parent / "cache")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def changed(path: Path, edit: Callable[[str], str]) -> None:
    before = path.read_text("utf-8")
    assert edit(before) != before
    path.write_text(edit(before), "utf-8")


def test_comments_docstrings_and_layout_do_not_count(copied: Path) -> None:
    before = of(copied)
    changed(copied / "reading/formats/decode.py", lambda s: "# a comment\n" + s)
    changed(
        copied / "reading/page/sections.py", lambda s: s.replace('"""', '"""Said otherwise. ', 1)
    )
    changed(copied / "reading/reader.py", lambda s: s.replace("\n\n\n", "\n\n\n\n"))
    changed(copied / "lexicon/page.toml", lambda s: "# a comment\n" + s)
    assert of(copied) == before


@pytest.mark.parametrize(
    ("path", "edit"),
    [
        ("reading/formats/decode.py", lambda s: s + "\nEXTRA = 1\n"),
        ("text/simplified.tsv", lambda s: s + "\U00020000\t一\n"),
        ("lexicon/repairs.toml", lambda s: s.replace("年{1}月", "年{1}月份")),
        ("messages/catalogue.toml", lambda s: s.replace("the file is empty", "an empty file")),
    ],
)
def test_code_data_and_texts_count(copied: Path, path: str, edit: Callable[[str], str]) -> None:
    before = of(copied)
    changed(copied / path, edit)
    assert of(copied) != before


def test_a_new_version_of_a_library_is_another_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(wanted: str) -> Callable[[str], str]:
        real = metadata.version
        return lambda name: "99.0" if name == wanted else real(name)

    def fresh() -> str:
        fingerprint.reader_version.cache_clear()
        return fingerprint.reader_version()

    before = fresh()
    for name in ("lxml", "trafilatura", "pypdfium2"):
        with monkeypatch.context() as patch:
            patch.setattr(metadata, "version", version(name))
            assert fresh() != before, name
    assert fresh() == before


def test_a_missing_extra_is_another_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    assert set(fingerprint.libraries().values()) == {
        "-",
        f"{sys.version_info.major}.{sys.version_info.minor}",
    }


def test_every_library_that_the_reader_imports_is_known() -> None:
    imported = set()
    for part in fingerprint._PARTS:
        path = PACKAGE / part
        for file in path.rglob("*.py") if path.is_dir() else [path]:
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    imported |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    imported.add(node.module.partition(".")[0])
    others = imported - set(sys.stdlib_module_names) - {"govcrawl"}
    assert others - set(fingerprint.LIBRARIES) == {"tomli"} & others


def test_every_room_that_the_reader_imports_counts() -> None:
    parts = {part.removesuffix(".py") for part in fingerprint._PARTS} | {"messages"}
    imported = set()
    for part in fingerprint._PARTS:
        path = PACKAGE / part
        for file in path.rglob("*.py") if path.is_dir() else [path]:
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("govcrawl."):
                    imported.add(str(node.module).split(".")[1])
    assert imported - parts == set()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "govcrawl"


def test_it_is_worked_out_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fingerprint._files_digest(PACKAGE)
    with monkeypatch.context() as patch:
        patch.setattr(fingerprint, "_parts", lambda root: iter(["other", str(root)]))
        assert fingerprint._files_digest(PACKAGE) == first
        (kept,) = cache.iterdir()
        for damaged in (b"", b"\xff", kept.read_bytes()[:-1], b"0 " + b"0" * 64):
            kept.write_bytes(damaged)
            assert fingerprint._files_digest(PACKAGE) != first, damaged
    (kept,) = cache.iterdir()
    kept.unlink()
    assert fingerprint._files_digest(PACKAGE) == first


def test_an_edit_that_sets_size_and_time_back_is_seen(copied: Path, cache: Path) -> None:
    file = copied / "reading/formats/decode.py"
    file.write_text(file.read_text("utf-8") + "\nEXTRA = 1\n", "utf-8")
    told, before = file.stat(), fingerprint._files_digest(copied)
    file.write_text(file.read_text("utf-8").replace("EXTRA = 1", "EXTRA = 2"), "utf-8")
    os.utime(file, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert file.stat().st_size == told.st_size
    assert fingerprint._files_digest(copied) != before
    assert len(list(cache.iterdir())) == 1


def test_without_a_cache_it_is_the_same(cache: Path) -> None:
    kept = fingerprint._files_digest(PACKAGE)
    for path in cache.iterdir():
        path.unlink()
    cache.rmdir()
    cache.write_text("in the way")
    assert fingerprint._files_digest(PACKAGE) == kept


def test_it_is_computed_fast(cache: Path) -> None:
    begin = time.process_time()
    fingerprint._files_digest(PACKAGE)
    first = time.process_time() - begin
    assert first < 2
    begin = time.process_time()
    fingerprint._files_digest(PACKAGE)
    assert time.process_time() - begin < first / 4
    assert cache.is_dir()

"""The fingerprint sees what decides a reading, and nothing else."""

from __future__ import annotations

import ast
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
    return subprocess.run(
        [sys.executable, "-c", "from govcrawl import fingerprint as f; print(f.reader_version())"],
        cwd=package.parent,
        env={"PYTHONPATH": str(package.parent)},
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
    changed(copied / "reading/decode.py", lambda s: "# a comment\n" + s)
    changed(copied / "reading/sections.py", lambda s: s.replace('"""', '"""Said otherwise. ', 1))
    changed(copied / "reading/reader.py", lambda s: s.replace("\n\n\n", "\n\n\n\n"))
    changed(copied / "lexicon/page.toml", lambda s: "# a comment\n" + s)
    assert of(copied) == before


@pytest.mark.parametrize(
    ("path", "edit"),
    [
        ("reading/decode.py", lambda s: s + "\nEXTRA = 1\n"),
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


def test_it_is_computed_fast() -> None:
    fingerprint.reader_version.cache_clear()
    begin = time.process_time()
    fingerprint.reader_version()
    assert time.process_time() - begin < 2

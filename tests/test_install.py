"""The wheel works where there is no checkout: commands, samples, types."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

import pytest

from tests.conftest import ROOT

_PROGRAM = """\
import govcrawl

for report in govcrawl.parse("page.html"):
    for figure in report.statistics:
        value: int | float | None = figure.value
        print(figure.metric, value)
    plain: dict[str, object] = report.to_dict()
"""


def _run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GOVCRAWL_", "PYTHONPATH"))}
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def _pythons() -> list[Path]:
    """An interpreter of the oldest and the newest version, of those that are on the machine."""
    found = []
    for version in ("3.10", "3.13"):
        places = [Path(place) for place in (shutil.which(f"python{version}"),) if place]
        places += sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        works = [
            p for p in places if _run(p, "-c", "import venv, ensurepip", cwd=ROOT).returncode == 0
        ]
        found += works[:1]
    return found or [Path(sys.executable)]


def _checkout(folder: Path) -> Path:
    """The committed files, and nothing that was built of them."""
    folder.mkdir()
    listed = _run("git", "ls-files", "-z", cwd=ROOT).stdout.split("\0")
    for name in filter(None, listed):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def _wheel(source: Path, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    built = _run(
        sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, source, cwd=folder
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.mark.long
@pytest.mark.timeout(600)
def test_two_builds_of_the_wheel_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    one = _wheel(_checkout(tmp_path / "one"), tmp_path / "a")
    other = _checkout(tmp_path / "somewhere else")
    for path in other.rglob("*"):
        os.utime(path, (1, 1))
    assert one.read_bytes() == _wheel(other, tmp_path / "b").read_bytes()


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("python", _pythons(), ids=lambda path: path.parts[-3])
@pytest.mark.parametrize("editable", [False, True], ids=["wheel", "checkout"])
def test_in_an_empty_folder(python: Path, editable: bool, tmp_path: Path) -> None:
    """As the README says it, from the installation to an export that opens."""
    source = _checkout(tmp_path / "source")
    given = ["-e", source] if editable else [_wheel(source, tmp_path / "wheels")]
    _run(python, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    programs = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    installed = _run(programs / "pip", "install", "-q", *given, "mypy", cwd=tmp_path)
    assert installed.returncode == 0, installed.stderr
    empty = tmp_path / "empty"
    empty.mkdir()
    demo = _run(programs / "govcrawl", "demo", cwd=empty)
    assert demo.returncode == 0, demo.stderr
    assert demo.stderr == ""
    export = _run(
        programs / "govcrawl", "export", "data/demo", "--to", "csv,sqlite,xlsx", "out", cwd=empty
    )
    assert export.returncode == 0, export.stderr
    asked = _run(programs / "govcrawl", "query", "out", "SELECT count(*) FROM reports", cwd=empty)
    assert asked.stdout.split() == ["count(*)", "17"]
    shutil.copy(ROOT / "samples" / "pages" / "list-facts.html", empty / "page.html")
    (empty / "program.py").write_text(_PROGRAM, "utf-8")
    assert "proactive_disclosure.total" in _run(programs / "python", "program.py", cwd=empty).stdout
    if not editable:  # mypy does not follow the hook of an editable installation
        typed = _run(programs / "mypy", "--strict", "program.py", cwd=empty)
        assert typed.returncode == 0, typed.stdout
    missing = _run(
        programs / "govcrawl", "export", "data/demo", "--to", "parquet", "out", cwd=empty
    )
    assert missing.returncode == 2
    assert "pip install 'govcrawl[data]'" in missing.stderr


def test_container_file_runs_what_is_there() -> None:
    """Its syntax is checked by a linter where there is one; no engine runs here."""
    text = (ROOT / "Containerfile").read_text("utf-8")
    for name in ("deploy/requirements.txt",):
        assert name in text
        assert (ROOT / name).is_file()
    linter = shutil.which("hadolint")
    if linter:
        done = _run(linter, ROOT / "Containerfile", cwd=ROOT)
        assert done.returncode == 0, done.stdout


def test_the_lock_has_every_dependency_with_its_digests() -> None:
    lines = (ROOT / "deploy" / "requirements.txt").read_text("utf-8").splitlines()
    pinned = {re.split("==", line)[0].lower() for line in lines if "==" in line}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["data"]]
    names = {re.split(r"[^\w.-]", text)[0].lower().replace("_", "-") for text in wanted}
    assert names <= pinned
    for number, line in enumerate(lines):
        if "==" in line:
            assert "--hash=sha256:" in lines[number + 1], line

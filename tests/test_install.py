"""The wheel works where there is no checkout: commands, samples, types."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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


@pytest.mark.long
@pytest.mark.timeout(900)
def test_wheel_in_an_empty_folder(tmp_path: Path) -> None:
    built = _run(
        sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, ROOT, cwd=tmp_path
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    _run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    programs = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    installed = _run(programs / "pip", "install", "-q", wheel, "mypy", cwd=tmp_path)
    assert installed.returncode == 0, installed.stderr
    empty = tmp_path / "empty"
    empty.mkdir()
    demo = _run(programs / "govcrawl", "demo", cwd=empty)
    assert demo.returncode == 0, demo.stderr
    feed = empty / "data" / "demo" / "reports.jsonl"
    assert feed.stat().st_size
    export = _run(programs / "govcrawl", "export", feed, "--to", "csv,sqlite", "out", cwd=empty)
    assert export.returncode == 0, export.stderr
    (empty / "program.py").write_text(_PROGRAM, "utf-8")
    typed = _run(programs / "mypy", "--strict", "program.py", cwd=empty)
    assert typed.returncode == 0, typed.stdout

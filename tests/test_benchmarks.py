"""The benchmarks run from their one command, and every figure has its peer."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

WHAT = ("reading", "documents", "crawling", "starting", "reparse")


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("what", WHAT)
def test_every_figure_is_a_ratio_to_a_peer(what: str, tmp_path: Path) -> None:
    folder, out = tmp_path / "pages", tmp_path / "out.md"
    folder.mkdir()
    for page in sorted((ROOT / "samples").rglob("*.html"))[:4]:
        shutil.copy(page, folder / f"{page.parent.name}-{page.name}")
    command = [sys.executable, "-m", "benchmarks", folder, "--only", what, "--rounds", "1"]
    done = subprocess.run(
        [*command, "--pages", "8", "--write", out],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    rows = [line.split("|")[1:-1] for line in out.read_text("utf-8").splitlines() if "|" in line]
    assert len(rows) >= 2
    for _, figure, ratio in rows[2:]:
        assert not figure.strip() or float(ratio) >= 0, (figure, ratio)

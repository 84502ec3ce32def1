"""Exports of many records: time and memory (long; nothing here holds records)."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import govcrawl
from govcrawl import feed
from govcrawl.commands.demo import SHOWN
from govcrawl.outputs.package import export
from tests.conftest import ROOT
from tests.outputs.records import generated

_PEAK = """\
import resource, sys
from pathlib import Path
from govcrawl.outputs.package import export
export([Path(sys.argv[1])], sys.argv[3].split(","), Path(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def _peak(path: Path, out: Path, formats: str) -> int:
    """MiB that an export of a feed holds at most."""
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, path, out, formats],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("formats", ["csv,sqlite", "xlsx", "parquet"])
def test_memory_does_not_grow_with_the_feed(formats: str, tmp_path: Path) -> None:
    few = _peak(generated(tmp_path / "few.jsonl", 2_000), tmp_path / "few", formats)
    many = _peak(generated(tmp_path / "many.jsonl", 20_000), tmp_path / "many", formats)
    assert many < few * 1.5 + 40, (few, many)


@pytest.mark.long
def test_a_workbook_of_1000_reports_takes_ten_seconds_of_processor_time(tmp_path: Path) -> None:
    """Reports in the mix of the sample portals: two thirds with all tables of their form."""
    portals = [ROOT / "samples" / "portals" / name for name in SHOWN]
    pages = sorted(page for portal in portals for page in portal.rglob("*.html"))
    reports = [msgspec.to_builtins(r) for page in pages for r in govcrawl.parse(page)]
    with (tmp_path / "feed.jsonl").open("wb") as file:
        for number in range(1_000):
            record = reports[number % len(reports)]
            file.write(feed.encode_json({**record, "report_id": f"{number:06d}-x-2023-own"}))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    export([tmp_path / "feed.jsonl"], ["xlsx"], tmp_path / "out")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < 10

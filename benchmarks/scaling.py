"""How ``scrapy reparse`` grows: two workers beside one, and ten times the pages beside the pages, on
files and on one WARC file.

Workers are compared by the clock, the least of the rounds, and say something on a quiet machine only;
memory is the most that the command and any of its processes held.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.parent import archived, many
from benchmarks.starting import ROOT

_PROGRAM = """\
import resource, sys
from scrapy.cmdline import execute
try:
    execute(["scrapy", *sys.argv[1:]])
finally:
    used = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(max(used) // 1024)
"""


class Grown(NamedTuple):
    """Seconds by the clock of one and of two workers, MiB at a tenth of the pages and at all."""

    one: float
    two: float
    few: int
    many: int


def measure(files: list[Path], pages: int, rounds: int, *, warc: bool) -> Grown:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, where in ((max(1, pages // 10), "few"), (pages, "all")):
            (folder / where).mkdir()
            (archived if warc else many)(files[:number], folder / where, number)
        one, two, most = [], [], 0
        for _ in range(rounds):
            seconds, most = _run(folder, "all", 1)
            one.append(seconds)
            two.append(_run(folder, "all", 2)[0])
        return Grown(min(one), min(two), _run(folder, "few", 1)[1], most)


def _run(folder: Path, pages: str, jobs: int) -> tuple[float, int]:
    """Seconds and MiB of a reparse."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GOVCRAWL_DATA_DIR": str(folder / "data")}
    given = [str(folder / pages), "--jobs", str(jobs), "-O", str(folder / "feed.jsonl")]
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, "reparse", *given],
        cwd=ROOT,
        env=environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return time.perf_counter() - begun, int(done.stdout.split()[-1])

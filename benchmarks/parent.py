"""How much of a record's cost is the parent's in ``scrapy reparse``: python benchmarks/parent.py FOLDER [--records N]

FOLDER holds saved pages or WARC files. One worker reads them, as often as it takes to have
``--records`` of them; the processor time of this process (looking through archives, handing out
tasks, keeping and writing records) is set against that of the worker that loads, reads and
encodes. Both are processor time, so that other programs on the machine do not count; the start
of the worker is left out. The parent should take at most 5 % of the worker: then twenty workers
keep one parent busy.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from scrapy.settings import Settings

from govcrawl import settings as project
from govcrawl.execution.start import start
from govcrawl.fingerprint import reader_version
from govcrawl.reparsing import Reparse
from govcrawl.runs import Run


class _Quiet:
    def __init__(self) -> None:
        self.records = 0

    def advance(self, *, records: int, failed: bool) -> None:  # noqa: ARG002
        self.records += records


def measure(folder: str, records: int) -> tuple[int, float, float]:
    """Records, and seconds of processor time of the parent and of the worker."""
    given = Settings()
    given.setmodule(project)
    found, parent, worker = 0, 0.0, 0.0
    with tempfile.TemporaryDirectory() as data:
        given.set("GOVCRAWL_DATA_DIR", data)
        execution = start(given, reader_version(), jobs=1)
        try:
            while found < records:
                theirs = execution.call(time.process_time).result()
                begun = time.process_time()
                run = Run.begin(Path(data), "reparse", exclusive=False)
                watch = _Quiet()
                limit = given.getint("DOWNLOAD_MAXSIZE")
                with (
                    Reparse(run, [folder], execution, limit, everything=True) as reparse,
                    Path(os.devnull).open("wb") as sink,
                ):
                    reparse.scan()
                    reparse.read(sink, watch)
                if not watch.records:
                    raise SystemExit(f"{folder}: no reports")
                found += watch.records
                parent += time.process_time() - begun
                worker += execution.call(time.process_time).result() - theirs
        finally:
            execution.close()
    return found, parent, worker


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--records", type=int, default=300)
    options = parser.parse_args()
    number, ours, theirs = measure(options.folder, options.records)
    print(
        f"{number} records: parent {1000 * ours / number:.3f} ms, worker {1000 * theirs / number:.3f} ms a record"
    )
    print(f"the parent's share: {100 * ours / theirs:.1f} %")

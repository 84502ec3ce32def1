"""How much of a record's cost is the parent's in ``scrapy reparse``: python benchmarks/parent.py FOLDER [--pages N]

FOLDER holds saved pages or WARC files. One worker reads them, each several times where they are
fewer than ``--pages``; the processor time of this process (looking through archives, handing out
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
from govcrawl.reparsing import Reparse, files_under
from govcrawl.runs import Run


class _Quiet:
    def __init__(self) -> None:
        self.records = 0

    def advance(self, *, records: int, failed: bool) -> None:  # noqa: ARG002
        self.records += records


def many(files: list[Path], folder: Path, number: int) -> None:
    """Links to the files, again and again until there are so many."""
    for n in range(max(number, len(files))):
        file = files[n % len(files)]
        (folder / f"{n:06}{''.join(file.suffixes[-2:])}").symlink_to(file)


def measure(folder: str, pages: int) -> tuple[int, float, float]:
    """Records, and seconds of processor time of the parent and of the worker."""
    given = Settings()
    given.setmodule(project)
    with tempfile.TemporaryDirectory() as data:
        given.set("GOVCRAWL_DATA_DIR", data)
        links = Path(data, "pages")
        links.mkdir()
        many([path.resolve() for path in files_under(Path(folder))], links, pages)
        execution = start(given, reader_version(), jobs=1)
        try:
            theirs = execution.call(time.process_time).result()
            begun = time.process_time()
            run, watch = Run.begin(Path(data), "reparse"), _Quiet()
            limit = given.getint("DOWNLOAD_MAXSIZE")
            with (
                Reparse(run, [str(links)], execution, limit, everything=True) as reparse,
                Path(os.devnull).open("wb") as sink,
            ):
                reparse.scan()
                reparse.read(sink, watch)
            ours = time.process_time() - begun
            return watch.records, ours, execution.call(time.process_time).result() - theirs
        finally:
            execution.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--pages", type=int, default=600, help="files to read, at least")
    options = parser.parse_args()
    number, ours, theirs = measure(options.folder, options.pages)
    print(
        f"{number} records: parent {1000 * ours / number:.3f} ms, worker {1000 * theirs / number:.3f} ms a record"
    )
    print(f"the parent's share: {100 * ours / theirs:.1f} %")

"""How much of a record's cost is the parent's in ``scrapy reparse``: python benchmarks/parent.py FOLDER [--pages N] [--warc]

FOLDER holds saved pages or WARC files; with ``--warc`` its pages are read from a WARC file as another
crawler writes it, each at an address of its own, so that most of what is read may be no report. One worker reads them, each several times where they are
fewer than ``--pages``; the processor time of this process (looking through archives, handing out
tasks, keeping and writing records) is set against that of the worker that loads, reads and
encodes. Both are processor time, so that other programs on the machine do not count; the start
of the worker is left out. The parent should take at most 5 % of the worker: then twenty workers
keep one parent busy. What a run does once, however much it reads (the catalogue of messages is
loaded), is left out too.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from io import BytesIO
from pathlib import Path

from scrapy.settings import Settings
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from govcrawl import settings as project
from govcrawl.execution.start import start
from govcrawl.fingerprint import reader_version
from govcrawl.messages import catalogue
from govcrawl.reparsing import Reparse, files_under
from govcrawl.runs import Run


class _Quiet:
    def __init__(self) -> None:
        self.pages = self.records = 0

    def advance(self, *, records: int, failed: bool) -> None:  # noqa: ARG002
        self.pages += 1
        self.records += records


def many(files: list[Path], folder: Path, number: int) -> None:
    """Links to the files, again and again until there are so many."""
    for n in range(max(number, len(files))):
        file = files[n % len(files)]
        (folder / f"{n:06}{''.join(file.suffixes[-2:])}").symlink_to(file)


def archived(files: list[Path], folder: Path, number: int) -> None:
    """A WARC file of so many of them."""
    with (folder / "pages.warc.gz").open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for n in range(number):
            file = files[n % len(files)]
            kind = "application/pdf" if file.suffix == ".pdf" else "text/html"
            head = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                f"http://www.example.gov.cn/{n}/{file.name}",
                "response",
                payload=BytesIO(file.read_bytes()),
                http_headers=head,
            )
            writer.write_record(record)


def measure(folder: str, pages: int, *, warc: bool) -> tuple[int, int, float, float]:
    """Pages and records, and seconds of processor time of the parent and of the worker."""
    given = Settings()
    given.setmodule(project)
    with tempfile.TemporaryDirectory() as data:
        given.set("GOVCRAWL_DATA_DIR", data)
        links = Path(data, "pages")
        links.mkdir()
        (archived if warc else many)(
            [path.resolve() for path in files_under(Path(folder))], links, pages
        )
        catalogue()
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
            return (
                watch.pages,
                watch.records,
                ours,
                execution.call(time.process_time).result() - theirs,
            )
        finally:
            execution.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--pages", type=int, default=600, help="files to read, at least")
    parser.add_argument("--warc", action="store_true", help="read the pages from a WARC file")
    options = parser.parse_args()
    read, records, ours, theirs = measure(options.folder, options.pages, warc=options.warc)
    print(
        f"{read} pages, {records} records: parent {1000 * ours / read:.3f} ms, "
        f"worker {1000 * theirs / read:.3f} ms a page"
    )
    print(f"the parent's share: {100 * ours / theirs:.1f} %")

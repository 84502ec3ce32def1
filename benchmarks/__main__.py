"""How fast this is beside others, in one command; every figure is a ratio within the same run.

    python -m benchmarks [FOLDER …] [--only WHAT …] [--rounds N] [--pages N] [--write docs/benchmarks.md]

FOLDER holds saved pages (``.html``) and PDFs; the samples of the project where none is given. WHAT:
reading, documents, crawling, starting, reparse. Processor time is measured where nothing else is
said, so that other programs on the machine weigh little. ``--write`` puts the results, with the day
and the machine, into a file.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from benchmarks import crawling, parent, reading, scaling, starting

_SAMPLES = starting.ROOT / "samples"
Rows = list[tuple[str, str, str]]


def _reading(options: argparse.Namespace) -> Rows:
    pages = reading.pages_in(options.folders)
    found = reading.measure(pages, options.rounds)
    peer = found[reading.PEER]
    size = sum(map(len, pages)) // max(1, len(pages)) // 1000
    rows = [
        (name, f"{taken:.2f} ms a page", f"{taken / peer:.2f}")
        for name, taken in sorted(found.items(), key=lambda item: item[1])
    ]
    return [(f"{len(pages)} pages, {size} kB on average", "", "÷ trafilatura"), *rows]


def _documents(options: argparse.Namespace) -> Rows:
    try:
        import pdfplumber
    except ImportError:
        return [("pdfplumber is not installed", "", "")]
    from govcrawl.reading import read

    files = sorted(p for folder in options.folders for p in folder.rglob("*.pdf"))
    if not files:
        return [("no PDF in the folders", "", "")]
    rows: Rows = [("", "", "÷ pdfplumber finding tables")]
    for path in files[:12]:
        data = path.read_bytes()
        ours = theirs = float("inf")
        for _ in range(options.rounds):
            begun = time.process_time()
            read(data, url=path.as_uri())
            middle = time.process_time()
            with pdfplumber.open(path) as document:
                for page in document.pages:
                    page.extract_tables()
            ours = min(ours, middle - begun)
            theirs = min(theirs, time.process_time() - middle)
        rows.append((path.name, f"{1000 * ours:.0f} ms", f"{ours / theirs:.2f}"))
    return rows


def _crawling(options: argparse.Namespace) -> Rows:
    number = options.pages
    found = crawling.measure(reading.pages_in(options.folders), number, options.rounds)
    bare, ours = found["bare"], found["ours"]

    def row(name: str, key: str, what: str) -> tuple[str, str, str]:
        each = (1000 * bare[key] / number, 1000 * ours[key] / number)
        return name, f"{each[1]:.1f} against {each[0]:.1f} {what}", f"{each[1] / each[0]:.1f}"

    def part(name: str, key: str) -> tuple[str, str, str]:
        taken = f"{1000 * ours[key] / number:.1f} ms a page"
        return name, taken, f"{ours[key] / bare['processor']:.1f}"

    return [
        (f"{number} pages, parsing, archive and store on", "", "÷ bare Scrapy"),
        row("processor time of the crawl's process and its workers", "processor", "ms a page"),
        row("thread of the reactor", "reactor", "ms a page"),
        part("worker processes, their start among it", "workers"),
        part("thread of the archive", "archive"),
        part("thread that looks after the workers", "pool"),
        row("by the clock", "clock", "ms a page"),
        ("pages a second, share of bare Scrapy's", "", f"{bare['clock'] / ours['clock']:.2f}"),
        (
            "loop lag, 99th percentile",
            f"{ours['late']:.0f} against {bare['late']:.0f} ms",
            f"{ours['late'] / bare['late']:.1f}",
        ),
    ]


def _starting(options: argparse.Namespace) -> Rows:
    found = starting.measure(reading.pages_in(options.folders)[0], options.rounds)
    return [
        ("", "", "÷ bare Scrapy project"),
        ("scrapy -h", f"{found['ours']:.2f} s", f"{found['ours'] / found['bare']:.2f}"),
        (
            "scrapy reparse of one small file",
            f"{found['file']:.2f} s",
            f"{found['file'] / found['bare']:.2f}",
        ),
    ]


def _reparse(options: argparse.Namespace) -> Rows:
    rows: Rows = []
    for folder in options.folders:
        files = [p.resolve() for p in reading.files_in([folder])]
        for warc, what in ((False, "files"), (True, "one WARC")) if files else ():
            name = f"{folder.name}, {what}"
            pages, _, ours, theirs = parent.measure(str(folder), options.pages, warc=warc)
            each = f"{1000 * ours / pages:.2f} against {1000 * theirs / pages:.2f} ms a page"
            rows.append((f"{name}: parent, worker", each, f"{ours / theirs:.3f}"))
            grown = scaling.measure(files, options.pages, options.rounds, warc=warc)
            clock = f"{grown.one:.1f} against {grown.two:.1f} s by the clock"
            rows.append((f"{name}: one worker, two", clock, f"{grown.one / grown.two:.2f}"))
            memory = f"{grown.many} against {grown.few} MiB"
            number = f"{options.pages} pages, {max(1, options.pages // 10)}"
            rows.append((f"{name}: {number}", memory, f"{grown.many / grown.few:.2f}"))
    return [(f"{options.pages} pages", "", "÷"), *rows]


WHAT: dict[str, Callable[[argparse.Namespace], Rows]] = {
    "reading": _reading,
    "documents": _documents,
    "crawling": _crawling,
    "starting": _starting,
    "reparse": _reparse,
}
TITLES = {
    "reading": "Bytes to record, one core",
    "documents": "PDF",
    "crawling": "Crawl",
    "starting": "Start",
    "reparse": "Reparse",
}


def machine() -> str:
    """The day, the machine and the versions that the figures are of."""
    day = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    names = ("lxml", "scrapy", "trafilatura")
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    model = next(
        (
            line.partition(":")[2].strip()
            for line in _lines("/proc/cpuinfo")
            if line.startswith("model name")
        ),
        platform.processor() or platform.machine(),
    )
    return (
        f"{day}, {os.cpu_count()} cores of {model}, {platform.system()}, Python "
        f"{platform.python_version()}, {libraries}"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8").splitlines()
    except OSError:
        return []


def _section(what: str, rows: Rows) -> str:
    head, *rest = rows
    lines = [f"### {TITLES[what]}", ""]
    lines += [f"| {head[0]} | {head[1]} | {head[2]} |", "|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in rest]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--only", nargs="+", choices=list(WHAT), default=list(WHAT))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, default=200, help="pages of a crawl and a reparse")
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args()
    options.folders = [folder.resolve() for folder in options.folders] or [_SAMPLES]
    if not reading.pages_in(options.folders):
        sys.stderr.write(f"no saved pages under {', '.join(map(str, options.folders))}\n")
        return 2
    parts = [f"## {machine()}\n"]
    print(parts[0])
    for what in options.only:
        parts.append(_section(what, WHAT[what](options)))
        print(parts[-1], flush=True)
    if options.write:
        head = "# Benchmarks\n\nMade by `python -m benchmarks`.\n"
        options.write.write_text("\n".join([head, *parts]), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

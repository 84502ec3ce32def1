"""Reads cases in a process of its own: names on standard input, one line of JSON for each.

The process ends itself where a case uses more processor time than the limit (the kernel's
timer, which no C code can hold up), and has an address space of ``MEMORY`` beyond its start.
"""

from __future__ import annotations

import json
import logging
import resource
import signal
import sys
import time
import warnings
from pathlib import Path

from govcrawl import feed
from govcrawl.reading import read
from govcrawl.reading.formats import ocr
from tests.fuzz import documents, pages
from tests.fuzz.faults import faults

#: Bytes of address space that one reading may add.
MEMORY = 1 << 30
#: One in so many is read twice and held against the schema.
STRICT = 16


def make(case: str) -> tuple[bytes, str | None, str | None]:
    """Bytes, address and Content-Type of a case: ``page:7``, ``shared:7``, ``document:7``."""
    kind, _, number = case.partition(":")
    return documents.make(int(number)) if kind == "document" else pages.make(kind, int(number))


def run(case: str, limit: float) -> dict[str, object]:
    """Read one case and say what was broken, how long it took (processor seconds) and how
    much memory the process has had at most (bytes)."""
    data, url, claim = make(case)
    _RAISED.clear()
    headers = {"Content-Type": claim} if claim is not None else None
    signal.setitimer(signal.ITIMER_PROF, limit)
    start = time.process_time()
    reading = read(data, url=url, headers=headers)
    seconds = time.process_time() - start
    signal.setitimer(signal.ITIMER_PROF, 0)
    strictly = int(case.rpartition(":")[2]) % STRICT == 0
    found = faults(reading, strictly=strictly)
    if strictly and seconds < limit / 4:
        again = read(data, url=url, headers=headers)
        if [*map(feed.encode, again.reports)] != [*map(feed.encode, reading.reports)]:
            found.append("a second reading differs")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {
        "case": case,
        "bytes": len(data),
        "seconds": seconds,
        "peak": peak,
        "reports": len(reading.reports),
        "faults": found,
        "raised": _RAISED[:1],
    }


_RAISED: list[str] = []


class _Tracebacks(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            _RAISED.append(logging.Formatter().formatException(record.exc_info)[-1500:])


def _keep_tracebacks() -> None:
    logging.getLogger().setLevel(logging.CRITICAL)
    reader = logging.getLogger("govcrawl.reading.reader")
    reader.setLevel(logging.ERROR)
    reader.handlers, reader.propagate = [_Tracebacks()], False


def main() -> None:
    limit = float(sys.argv[1])
    warnings.simplefilter("ignore")
    _keep_tracebacks()
    ocr.engine = lambda: None  # type: ignore[assignment]  # seconds a page by design, in an extra
    run("page:0", 60.0)
    run("document:0", 60.0)
    run("document:1", 60.0)
    pages_used = int(Path("/proc/self/statm").read_text().split()[0])
    bound = pages_used * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(run(line.strip(), limit)), flush=True)


if __name__ == "__main__":
    main()

"""Bytes to record, side by side with what others do with the same page, on one core.

    python benchmarks/reading.py FOLDER [--rounds 5]

Every round runs every contestant on every page, interleaved, so that a noisy machine is noisy
for all. Printed: mean over pages of the median over rounds, and the ratio to the bare parse.
GNE takes part where it is installed (``pip install gne``).
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import lxml.html
import trafilatura

from govcrawl.reading import read
from govcrawl.reading.decode import decode

Contestant = Callable[[bytes], object]


def _bare_parse(data: bytes) -> object:
    return lxml.html.fromstring(
        decode(data).text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")
    )


def _ours(data: bytes) -> object:
    return read(data, url="file:///page.html")


def _trafilatura(data: bytes) -> object:
    return trafilatura.extract(data, with_metadata=True)


def contestants() -> dict[str, Contestant]:
    """Name → function from bytes; those whose package is missing are left out."""
    found: dict[str, Contestant] = {
        "lxml parse (decode + tree)": _bare_parse,
        "govcrawl (bytes to record)": _ours,
        "trafilatura.extract(with_metadata=True)": _trafilatura,
    }
    try:
        from gne import GeneralNewsExtractor
    except ImportError:
        return found
    extractor = GeneralNewsExtractor()
    found["GNE (extract)"] = lambda data: extractor.extract(decode(data).text)
    return found


def measure(pages: list[bytes], rounds: int) -> dict[str, list[float]]:
    """Seconds per page, the median of the rounds, for every contestant."""
    runners = contestants()
    times: dict[str, list[list[float]]] = {name: [[] for _ in pages] for name in runners}
    for turn in range(rounds + 1):  # the first round warms up and is not counted
        for i, page in enumerate(pages):
            for name, run in runners.items():
                gc.collect(0)
                start = time.perf_counter()
                try:
                    run(page)
                except Exception as error:
                    if not turn:
                        print(f"  {name} fails on page {i}: {error!r:.80}", file=sys.stderr)
                if turn:
                    times[name][i].append(time.perf_counter() - start)
        print(f"round {turn}/{rounds}", file=sys.stderr)
    return {name: [statistics.median(t) for t in pages_] for name, pages_ in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    files = sorted(p for p in options.folder.rglob("*") if p.suffix in {".html", ".htm", ".shtml"})
    if not files:
        sys.exit(f"no .html, .htm or .shtml files under {options.folder}")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    logging.disable(logging.CRITICAL)
    results = measure([p.read_bytes() for p in files], options.rounds)
    floor = statistics.mean(results["lxml parse (decode + tree)"])
    print(
        f"{len(files)} pages, {sum(p.stat().st_size for p in files) // len(files)} bytes on average"
    )
    print(f"{'':42}{'mean ms':>9}{'median':>9}{'max':>9}{'x parse':>9}")
    for name, seconds in sorted(results.items(), key=lambda item: statistics.mean(item[1])):
        mean = statistics.mean(seconds)
        print(
            f"{name:42}{mean * 1e3:9.2f}{statistics.median(seconds) * 1e3:9.2f}"
            f"{max(seconds) * 1e3:9.2f}{mean / floor:9.1f}"
        )


if __name__ == "__main__":
    main()

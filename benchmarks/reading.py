"""Bytes to record, side by side with what others do with the same page, on one core.

Every round runs every contestant on every page, interleaved, so that a noisy machine is noisy for
all; what counts is processor time, the least of the rounds. resiliparse and GNE take part where they
are installed (``pip install resiliparse gne``).
"""

from __future__ import annotations

import gc
import importlib
import logging
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import lxml.etree
import trafilatura

from govcrawl.reading import read
from govcrawl.reading.formats.decode import decode

Contestant = Callable[[bytes], object]
PEER = "trafilatura.extract(with_metadata=True)"
OURS = "govcrawl, bytes to record"
_PAGES = {".html", ".htm", ".shtml"}


def pages_in(folders: list[Path]) -> list[bytes]:
    """The saved pages below some folders."""
    return [path.read_bytes() for path in files_in(folders)]


def files_in(folders: list[Path]) -> list[Path]:
    """Their files."""
    return sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in _PAGES)


def contestants() -> dict[str, Contestant]:
    """Name → function from bytes; those whose package is missing are left out."""
    found: dict[str, Contestant] = {
        "lxml.etree.HTML of the bytes": lxml.etree.HTML,
        OURS: lambda data: read(data, url="file:///page.html"),
        PEER: lambda data: trafilatura.extract(data, with_metadata=True),
        "trafilatura.extract(fast=True)": lambda data: trafilatura.extract(data, fast=True),
    }
    with suppress(ImportError):
        plain: Any = importlib.import_module("resiliparse.extract.html2text")
        found["resiliparse, main text only"] = lambda data: plain.extract_plain_text(
            decode(data).text, main_content=True
        )
    with suppress(ImportError):
        news: Any = importlib.import_module("gne").GeneralNewsExtractor()
        found["GNE"] = lambda data: news.extract(decode(data).text)
    return found


def measure(pages: list[bytes], rounds: int = 3) -> dict[str, float]:
    """Milliseconds of processor time a page, of every contestant."""
    logging.disable(logging.CRITICAL)
    runners = contestants()
    least: dict[str, list[float]] = {name: [float("inf")] * len(pages) for name in runners}
    try:
        for turn in range(rounds + 1):  # the first warms up
            for i, page in enumerate(pages):
                for name, run in runners.items():
                    gc.collect(0)
                    begun = time.process_time()
                    with suppress(Exception):  # GNE gives up on some pages
                        run(page)
                    if turn:
                        least[name][i] = min(least[name][i], time.process_time() - begun)
    finally:
        logging.disable(logging.NOTSET)
    return {name: 1000 * statistics.mean(times) for name, times in least.items()}

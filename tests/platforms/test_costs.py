"""What is looked for in every page that comes, over the largest of the samples."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from govcrawl.platforms import PLATFORMS
from govcrawl.platforms.challenges import _RULES
from govcrawl.reading.formats.decode import decode
from govcrawl.text.sought import search

_SAMPLES = Path(__file__).resolve().parents[2] / "samples"
#: How much longer than one look for a plain pattern, which takes 0.07 ms in 80 kB. Those that no
#: word stands before took 30 to 40 times as long.
_MOST = 20
_PATTERNS = {
    f"{platform.name}: {pattern.pattern}": pattern
    for platform in PLATFORMS
    for pattern, _ in getattr(platform, "signs", ())
} | {f"{rule.message.code}: {rule.body.pattern}": rule.body for rule in _RULES if rule.body}


@pytest.fixture(scope="module")
def page() -> str:
    """Eighty thousand characters of one page, its end repeated."""
    largest = max(_SAMPLES.rglob("*.html"), key=lambda path: path.stat().st_size)
    text = decode(largest.read_bytes()).text
    return (text * (80_000 // len(text) + 1))[:80_000]


def _seconds(look: Callable[[], object]) -> float:
    """Processor time of five, the least of four tries."""
    least = float("inf")
    for _ in range(4):
        begun = time.process_time()
        for _ in range(5):
            look()
        least = min(least, time.process_time() - begun)
    return least


@pytest.mark.parametrize("name", _PATTERNS)
def test_no_pattern_costs_a_page_more_than_a_few_looks(name: str, page: str) -> None:
    plain = re.compile("no such text anywhere")
    pattern = _PATTERNS[name]
    assert _seconds(lambda: search(pattern, page)) <= _MOST * _seconds(lambda: plain.search(page))

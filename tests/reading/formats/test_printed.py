"""The whole set of printed reports (``benchmarks/printed.py``), class by class."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import printed

pytestmark = pytest.mark.long
#: Least share of right cells by class; nothing is wrong, and nothing is missing unsaid.
LEAST = {
    "browser ruled": 0.98,
    "browser unruled": 0.90,
    "varied ruled": 0.98,
    "varied unruled": 0.90,
    "odd ruled": 0.98,
    "odd unruled": 0.90,
    "library ruled": 0.98,
    "library unruled": 0.90,
    "office ruled": 0.98,
    "office unruled": 0.90,
    "two_up ruled": 0.98,
    "two_up unruled": 0.90,
    "struck ruled": 0.98,
    "struck unruled": 0.90,
    "hidden ruled": 0.98,
    "hidden unruled": 0.90,
    "raised ruled": 0.98,
    "raised unruled": 0.90,
    "watermark ruled": 0.98,
    "watermark unruled": 0.90,
    "upright ruled": 0.98,
    "upright unruled": 0.90,
}


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    "only", ["library", "browser-", "varied-", "odd-", "worn-", "two_up", "office"]
)
def test_the_set_of_printed_reports(only: str, tmp_path: Path) -> None:
    printed.make(tmp_path, only)
    counts = printed.score(tmp_path, only, listed=True)
    if not counts:
        pytest.skip("neither Chromium nor LibreOffice here")
    for group, found in counts.items():
        cells = sum(found[kind] for kind in ("right", "wrong", "said", "unsaid"))
        assert (found["wrong"], found["unsaid"]) == (0, 0), group
        assert found["right"] >= LEAST.get(group, 0.0) * cells, group

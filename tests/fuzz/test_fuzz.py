"""A fixed share of the cases, in CI; all of them with ``python -m tests.fuzz``.

``GOVCRAWL_FUZZ_PAGES`` and ``GOVCRAWL_FUZZ_DOCUMENTS`` set how many.
"""

from __future__ import annotations

import os
import sys

import pytest

from tests.fuzz import runner
from tests.fuzz.runner import Tally, run
from tests.fuzz.worker import make

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="address space and processor time are bounded by Linux"
)
PAGES = int(os.environ.get("GOVCRAWL_FUZZ_PAGES", "700"))
DOCUMENTS = int(os.environ.get("GOVCRAWL_FUZZ_DOCUMENTS", "120"))


def _check(tally: Tally, cases: int) -> None:
    print(tally)
    assert tally.failures == []
    assert (tally.cases, tally.crashes, tally.hangs) == (cases, 0, 0)
    assert tally.reports > cases // 20  # the mutants are still pages, not noise


@pytest.mark.timeout(7200)
def test_mutated_pages() -> None:
    _check(run(f"page:{n}" for n in range(PAGES)), PAGES)


@pytest.mark.timeout(3600)
def test_mutated_documents() -> None:
    _check(run(f"document:{n}" for n in range(DOCUMENTS)), DOCUMENTS)


def test_a_hang_and_a_crash_are_counted() -> None:
    tally = run(["document:7", "nonsense:x", "page:2"], limit=0.05)
    assert (tally.cases, tally.hangs, tally.crashes) == (3, 1, 1)


def test_a_case_is_the_same_everywhere() -> None:
    for case in ("page:5", "page:77", "document:3", "document:4"):
        assert make(case) == make(case)
    assert len({make(f"page:{n}")[0] for n in range(50)}) > 45
    assert runner.LIMIT <= 5

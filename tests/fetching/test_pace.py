"""When an address may be asked again, by a clock of the tests' own."""

from __future__ import annotations

import pytest
from scrapy.http import Response

from govcrawl.fetching.pace import Pace, retry_after


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def paced(limit: float = 60.0) -> tuple[Pace, Clock]:
    clock = Clock()
    return Pace(limit, clock), clock


def test_names_on_one_address_share_its_delay() -> None:
    pace, clock = paced()
    assert [pace.plan("10.0.0.1", 1.0) for _ in range(3)] == [0.0, 1.0, 2.0]
    assert pace.plan("10.0.0.2", 1.0) == 0.0
    clock.now += 10
    assert pace.plan("10.0.0.1", 1.0) == 0.0


def test_a_request_that_leaves_late_puts_the_next_one_off() -> None:
    pace, clock = paced()
    pace.plan("a", 1.0)
    clock.now += 0.4  # the machine was busy
    pace.leaves("a")
    assert pace.plan("a", 1.0) == 1.0


def test_waits_grow_while_there_is_no_answer() -> None:
    pace, clock = paced()
    waits = []
    for _ in range(9):
        wait = pace.plan("a", 1.0)
        waits.append(wait)
        clock.now += wait
        pace.silent("a")
    assert waits == [0, 2, 4, 8, 16, 32, 64, 64, 64]
    pace.answered("a", 200, None)
    assert pace.plan("a", 1.0) == 1.0


@pytest.mark.parametrize(
    ("status", "waits"), [(503, [2, 4, 8]), (429, [2, 4, 8]), (504, [2, 4, 8]), (500, [1, 1, 1])]
)
def test_waits_grow_while_a_server_is_busy_and_says_no_time(
    status: int, waits: list[float]
) -> None:
    pace, clock = paced()
    pace.plan("a", 1.0)
    found = []
    for _ in waits:
        pace.answered("a", status, None)
        found.append(pace.plan("a", 1.0))
        clock.now += found[-1]
    assert found == waits
    pace.answered("a", 200, None)
    assert pace.plan("a", 1.0) == 1.0


def test_a_stated_time_is_waited_for_within_the_limit() -> None:
    pace, clock = paced(limit=60)
    pace.plan("a", 1.0)
    pace.answered("a", 503, 30.0)
    assert not pace.overlong("a")
    assert pace.plan("a", 1.0) == 30.0
    pace.answered("a", 429, 3600.0)
    assert pace.overlong("a") == 3600.0
    clock.now += 3599
    assert not pace.overlong("a")


@pytest.mark.parametrize(
    ("status", "stated", "seconds"),
    [
        (503, "30", 30.0),
        (429, "0", 0.0),
        (503, "Mon, 30 Nov 2026 12:00:45 GMT", 45.0),
        (503, "Mon, 30 Nov 2026 11:00:00 GMT", 0.0),
        (200, "30", None),
        (503, "soon", None),
        (503, "", None),
        (503, "-5", None),
        (503, "²", None),
    ],
)
def test_retry_after_as_seconds_or_as_a_date(
    status: int, stated: str, seconds: float | None
) -> None:
    headers = {"Retry-After": stated.encode(), "Date": "Mon, 30 Nov 2026 12:00:00 GMT"}
    assert retry_after(Response("http://a.cn/", status, headers)) == seconds

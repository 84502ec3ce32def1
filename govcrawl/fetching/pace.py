"""When an address may be asked again: the pace that portals on one machine share, what a server
asks for in ``Retry-After``, and waits that grow while it gives no answer or one that says no more
than "not now".

Scrapy keeps the delay of a name; here it is kept by the address that names lead to. Seconds
throughout, of a clock that only goes forward.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from scrapy.http import Response

#: Answers that say "not now"; others have no use for Retry-After here (RFC 9110, 10.2.3).
BUSY = (429, 503)
#: Answers of a gateway that had none itself, and those above.
UNANSWERED = (*BUSY, 502, 504)
_DOUBLINGS = 6  # of the usual delay: 64 s where that is one second


def retry_after(response: Response) -> float | None:
    """The seconds that a busy server asks to be left alone for, stated as such or as a date; None
    where it states nothing that can be read.

    >>> retry_after(Response("http://a.cn/", 503, {"Retry-After": "30"}))
    30.0
    """
    stated = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if response.status not in BUSY or not stated:
        return None
    if stated.isascii() and stated.isdigit():
        return float(stated[:9])
    try:
        until = _moment(stated)
        now = _moment((response.headers.get("Date") or b"").decode("latin-1"))
    except ValueError:
        return None
    return max(0.0, (until - now).total_seconds())


def _moment(text: str) -> datetime:
    """An HTTP date; the present for an empty text: the server's own clock is asked first."""
    if not text:
        return datetime.now(timezone.utc)
    found = parsedate_to_datetime(text)
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


class Pace:
    """The addresses of one crawl. ``limit``: the longest Retry-After that is waited for."""

    def __init__(self, limit: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self._clock = clock
        self._last: dict[str, float] = {}  # when the latest request was to leave
        self._rest: dict[str, float] = defaultdict(lambda: float("-inf"))  # not before that
        self._silences: Counter[str] = Counter()

    def plan(self, address: str, delay: float) -> float:
        """Seconds to wait before the next request to an address, which is taken as sent then."""
        now = self._clock()
        silences = min(self._silences[address], _DOUBLINGS)
        begin = max(now, self._rest[address])
        if address in self._last:
            begin = max(begin, self._last[address] + delay * 2**silences)
        self._last[address] = begin
        return begin - now

    def leaves(self, address: str) -> None:
        """A request leaves now, which may be later than planned: the machine was busy."""
        self._last[address] = max(self._last[address], self._clock())

    def overlong(self, address: str) -> float:
        """Seconds that an address asks to be left alone for beyond what is waited for; else 0."""
        left = self._rest[address] - self._clock()
        return left if left > self.limit else 0.0

    def answered(self, address: str, status: int, after: float | None) -> None:
        """An answer came, with its Retry-After where it has one; one that says "not now" and not
        until when is as good as none."""
        if after is None and status in UNANSWERED:
            self.silent(address)
            return
        self._silences[address] = 0
        if after is not None:
            self._rest[address] = max(self._rest[address], self._clock() + after)

    def silent(self, address: str) -> None:
        """A request had no answer."""
        self._silences[address] += 1

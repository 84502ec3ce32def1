"""What a run has asked of each host, counted where the requests leave.

The ledger is in ``run.json`` under ``hosts`` and equals what the servers logged: every
attempt counts, with robots.txt, redirects and retries.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timezone
from urllib.parse import urlsplit


@dataclass(slots=True)
class Robots:
    """How the host's robots.txt answered and what it asked for. ``status`` is None where it was
    not asked or gave no answer; ``crawl_delay`` is as printed, in seconds; ``disallowed`` counts
    the addresses that were not fetched for it."""

    status: int | None = None
    crawl_delay: float | None = None
    disallowed: int = 0


@dataclass(slots=True)
class Host:
    """Requests to one host and port. ``bytes`` are of bodies as sent; ``unanswered`` requests
    ended without a whole response; ``minimum_interval`` is the shortest time between the starts
    of two requests, in seconds, ``retry_after`` the longest time that the host asked for in a
    header of that name."""

    host: str
    requests: int = 0
    unanswered: int = 0
    bytes: int = 0
    first_at: str | None = None
    last_at: str | None = None
    minimum_interval: float | None = None
    retry_after: float | None = None
    statuses: dict[str, int] = field(default_factory=dict)
    robots: Robots = field(default_factory=Robots)


class Ledger:
    """The hosts of one run, in the order in which they were first asked."""

    def __init__(self) -> None:
        self._hosts: dict[str, Host] = {}
        self._last: dict[str, float] = {}

    def __getitem__(self, url: str) -> Host:
        """The entry of a URL's host."""
        name = urlsplit(url).netloc
        return self._hosts.setdefault(name, Host(name))

    def hosts(self) -> list[Host]:
        """Every host that was asked for something."""
        return [host for host in self._hosts.values() if host.requests]

    def asked(self, url: str) -> Host:
        """A request leaves now."""
        host, moment = self[url], time.monotonic()
        host.requests += 1
        host.last_at = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        host.first_at = host.first_at or host.last_at
        before = self._last.get(host.host)
        if before is not None:
            interval = round(moment - before, 3)
            shortest = host.minimum_interval
            host.minimum_interval = interval if shortest is None else min(shortest, interval)
        self._last[host.host] = moment
        return host

    def since(self, url: str) -> float | None:
        """Seconds since a URL's host was last asked; None where it was not yet."""
        before = self._last.get(urlsplit(url).netloc)
        return None if before is None else time.monotonic() - before

    def replayed(self, url: str, status: int, size: int) -> None:
        """A request that this run sent before it was killed, and the answer that it had."""
        host = self[url]
        host.requests += 1
        host.bytes += size
        self.answered(url, status)

    def answered(self, url: str, status: int) -> None:
        """A whole response came."""
        host = self[url]
        host.statuses[str(status)] = host.statuses.get(str(status), 0) + 1
        if urlsplit(url).path == "/robots.txt":
            host.robots.status = status

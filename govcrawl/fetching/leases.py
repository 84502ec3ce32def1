"""One crawl at a time asks an address, of many that run side by side on one or several machines.

``crawlall`` begins no two crawls of one site or address at once; where links lead a crawl to the host of
another, both would ask it. So each takes the lease of an address for every request: a lock on a file of
a folder that all see, held from the departure of the request to its end, beside the time of the last
departure, which the next one keeps its distance from. Nobody waits for a second lease while it holds one,
and a lock ends with its process, so that none waits for ever.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

#: Seconds between two looks whether another crawl has given up a lease.
_LOOK = 0.1
_PLAIN = re.compile(r"[^0-9A-Za-z.-]")


class Leases:
    """Those of one crawl. ``clock``: the time of day, which other machines have too."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.folder, self._clock = folder, clock
        self._locks: dict[str, FileLock] = {}
        self._under_way: Counter[str] = Counter()

    def take(self, address: str, delay: float) -> float:
        """Take the lease of an address for a request that leaves now; 0, else after how many
        seconds to ask again. ``delay``: seconds between two requests to it. Raises OSError."""
        if not self._under_way[address]:  # those of this crawl keep their own pace
            left = self._lock(address, delay)
            if left > 0:
                return left
        self._under_way[address] += 1
        self._path(address, "last").write_text(repr(self._clock()), "ascii")
        return 0.0

    def give(self, address: str) -> None:
        """A request to an address is over."""
        self._under_way[address] -= 1
        if not self._under_way[address]:
            self._locks.pop(address).release()

    def _lock(self, address: str, delay: float) -> float:
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._path(address, "lock"), timeout=0)
        try:
            lock.acquire()
        except Timeout:
            return _LOOK
        last = float("-inf")
        with suppress(FileNotFoundError, ValueError):  # the machine went down while it was written
            last = float(self._path(address, "last").read_text("ascii"))
        # The clock of another machine may be ahead: nobody waits for longer than the delay.
        left = min(delay, last + delay - self._clock())
        if left > 0:
            lock.release()
            return left
        self._locks[address] = lock
        return 0.0

    def _path(self, address: str, what: str) -> Path:
        return self.folder / f"{_PLAIN.sub('_', address)}.{what}"

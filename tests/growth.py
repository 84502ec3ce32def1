"""How the time of a function grows with its input, on a machine that others use as well."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

#: Twice the input takes twice the time where the work is linear, four times where it is square.
LINEAR = 3.0
#: Processor seconds below which growth is not measured: the clock and the caches say more.
_LEAST = 0.02
_ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of this thread for one call, however busy the machine is."""
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def growth(work: Callable[[T], object], once: T, twice: T, *, rounds: int = _ROUNDS) -> float:
    """How many times longer ``work`` takes on ``twice`` than on ``once``, by the best of several
    rounds, which take turns; ends as soon as a round shows linear growth."""
    collected = gc.isenabled()
    gc.disable()  # a collection counts all objects of the tests before
    try:
        work(once)
        short = long = float("inf")
        for _ in range(rounds):
            short = min(short, seconds(lambda: work(once)))
            long = min(long, seconds(lambda: work(twice)))
            if long <= LINEAR * max(short, _LEAST):
                break
        return long / max(short, _LEAST)
    finally:
        if collected:
            gc.enable()

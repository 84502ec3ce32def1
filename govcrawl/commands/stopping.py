"""One way to stop: the first signal ends a run cleanly, the second at once."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

#: Ctrl-C, a scheduler's wish, the end of the terminal.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StoppedError(BaseException):
    """Raised by the second signal, wherever the program is."""


@contextmanager
def stopping(first: Callable[[str], None]) -> Iterator[None]:
    """``first`` is told the name of the first signal, the second raises StoppedError, the third
    ends the process. A signal that is ignored (``nohup``) stays so."""
    told = 0

    def handle(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        nonlocal told
        told += 1
        if told == 1:
            first(signal.Signals(number).name)
            return
        for one in before:
            signal.signal(one, signal.SIG_DFL)
        raise StoppedError(signal.Signals(number).name)

    before = {
        one: signal.signal(one, handle)
        for one in SIGNALS
        if signal.getsignal(one) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


@contextmanager
def hangup_as_termination() -> Iterator[None]:
    """Scrapy answers Ctrl-C and TERM as it should; the end of the terminal counts as TERM."""
    before = signal.getsignal(signal.SIGHUP)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)

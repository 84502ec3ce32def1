"""One way to stop: the first signal ends a run cleanly, the second at once; commands without a run
end at once, in one line."""

from __future__ import annotations

import argparse
import functools
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

from scrapy.commands import ScrapyCommand

from govcrawl import runs
from govcrawl.commands.checking import check_settings
from govcrawl.messages import say

_C = TypeVar("_C", bound=ScrapyCommand)
if TYPE_CHECKING:  # Scrapy on Python 3.10 takes an alias for a class and falls over it
    _Run = Callable[[_C, list[str], argparse.Namespace], None]

#: Ctrl-C, a scheduler's wish, the end of the terminal.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StoppedError(BaseException):
    """Raised by the second signal, wherever the program is."""


@contextmanager
def stopping(first: Callable[[str], None]) -> Iterator[None]:
    """``first`` is told the name of the first signal, the second raises StoppedError, the third
    ends the process. A signal that is ignored (``nohup``) stays so; once the first has ended the
    run, all are."""
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
        # After a run that a signal has ended a further one must not change the exit status, which
        # its ``run.json`` has already: the interpreter would die of it while it ends.
        for one, handler in before.items():
            signal.signal(one, signal.SIG_IGN if told == 1 else handler)


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


def in_one_line(run: _Run[_C]) -> _Run[_C]:
    """Wraps the ``run`` of a command: Ctrl-C, a reader of its output that goes away, and what the
    system refuses (a full disk, a file where a folder should be) end it with status 1 and one
    line, not with a traceback."""

    @functools.wraps(run)
    def wrapped(command: _C, args: list[str], opts: argparse.Namespace) -> None:
        assert command.settings is not None
        check_settings(command.settings)
        try:
            run(command, args, opts)
            sys.stdout.flush()
            return
        except KeyboardInterrupt:
            said = say("interrupted", error="SIGINT")
        except BrokenPipeError as error:
            _let_go()
            said = say("interrupted", error=error.strerror)
        except OSError as error:
            said = say("crashed", error=error)
        command.exitcode = runs.CRASH
        sys.stderr.write(f"{said}\n")
        try:
            sys.stdout.flush()
        except OSError:
            _let_go()

    return wrapped


def _let_go() -> None:
    """What is left for standard output has nowhere to go; the interpreter would say so as well."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""The view of a source within limits of time and memory: drawn where its pages are read, in a worker
process that a hostile file may take down."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import TypeVar

from govcrawl.execution.execution import Execution
from govcrawl.execution.pool import Pool, WorkerDiedError
from govcrawl.execution.task import PageTask
from govcrawl.inspection.block_view import lines_view
from govcrawl.inspection.facts import Facts
from govcrawl.inspection.html_view import shows
from govcrawl.inspection.sources import source_view
from govcrawl.messages import say
from govcrawl.reading.formats.decode import decode
from govcrawl.reading.formats.sniff import HTML, sniff
from govcrawl.reading.model import Attached

_T = TypeVar("_T")


def guarded_view(
    execution: Execution,
    facts: Facts,
    data: bytes,
    task: PageTask,
    attached: Sequence[Attached] = (),
) -> str:
    """The view of a source; the blocks that were read of it where that takes too much."""
    draw = partial(
        source_view,
        data,
        facts,
        name=task.url,
        content_type=task.content_type,
        attached=attached,
    )
    try:
        return _within(execution, draw)
    except WorkerDiedError:
        note = escape(str(say("inspect_too_much")))
        return f"<p class='note'>{note}</p>{lines_view(facts)}"


def guarded_shows(execution: Execution, data: bytes, task: PageTask, wanted: str) -> bool:
    """Whether a page shows a text that no block holds."""
    try:
        return _within(execution, partial(_shows, data, task.url, task.content_type, wanted))
    except WorkerDiedError:
        return False


def _within(execution: Execution, function: Callable[[], _T]) -> _T:
    """Call a function where pages are read, within the time of a page."""
    if isinstance(execution, Pool):
        timed: Callable[[], _T] = partial(_timed, execution.limits.seconds, function)
        return execution.call(timed).result()
    return execution.call(function).result()


def _timed(seconds: float, function: Callable[[], _T]) -> _T:
    """In a worker: its process ends when the time is over."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return function()
    except MemoryError:
        os._exit(1)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _shows(data: bytes, name: str, content_type: str | None, wanted: str) -> bool:
    if sniff(data, name=name, content_type=content_type) != HTML:
        return False
    return shows(decode(data, content_type=content_type).text, wanted)

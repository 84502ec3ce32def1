"""Saved files → feed lines, in worker processes that may die without taking the run along.

Each file is read by one task. A task that kills its worker, or is still reading when its time
is up (the worker ends itself then, also from within C code), breaks the pool: the pool is
rebuilt, the unfinished files are tried once more one at a time, and only the one that does it
again is reported as failed. Results come in the order of the paths whatever the number of
workers, and only a small window of them is held at any time.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import stat
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import NamedTuple, TypeAlias

from govcrawl import feed
from govcrawl.messages import Message, say
from govcrawl.reading.model import Reading
from govcrawl.report import Severity

#: What a folder is searched for; a file named on its own is read whatever its name.
SUFFIXES = (
    ".html",
    ".htm",
    ".shtml",
    ".txt",
    ".pdf",
    ".docx",
    ".doc",
    ".wps",
    ".xls",
    ".xlsx",
    ".ofd",
    ".zip",
    ".warc",
    ".warc.gz",
)
#: Files in flight or waiting for their turn, per worker.
_WINDOW = 4

#: ``read(data, url=…)``: bytes of one file and its ``file://`` URL → what was read.
Read: TypeAlias = Callable[..., Reading]


class Outcome(NamedTuple):
    """One file's result: its records as feed lines, what is to be said, whether it failed."""

    path: Path
    lines: list[bytes]
    issues: list[tuple[Message, Severity, str | None]]
    failed: bool


def files_under(path: Path) -> Iterator[Path]:
    """The files of a folder whose suffix is listed, its sub-folders included; a file is
    itself. Hidden files and folders are left out, and so are links that lead to folders."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name.lower().endswith(SUFFIXES):
                yield Path(folder, name)


def read_file(path: Path, *, read: Read, seconds: float, max_bytes: int) -> Outcome:
    """Read one file; never raises. Ends the process where reading takes longer than
    ``seconds``."""
    try:
        status = path.stat()
        size = status.st_size
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for without end
            return _failure(path, say("unreadable_file", path=path, error="not a regular file"))
        if size > max_bytes:
            return _failure(path, say("file_too_large", path=path, size=size, limit=max_bytes))
        if path.name.lower().endswith((".warc", ".warc.gz")):
            return _failure(path, say("archive_not_supported", path=path))
        data = path.read_bytes()
    except OSError as error:
        return _failure(path, say("unreadable_file", path=path, error=error.strerror or error))
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - the watchdog wants a real file
        faulthandler.dump_traceback_later(seconds, file=nowhere, exit=True)
        try:
            reading = read(data, url=path.as_uri())
            lines = [feed.encode(report) for report in reading.reports]
        except Exception as error:  # the reader promises not to; a batch must not depend on it
            return _failure(path, say("reading_failed", path=path, error=repr(error)[:300]))
        finally:
            faulthandler.cancel_dump_traceback_later()
    issues: list[tuple[Message, Severity, str | None]] = [
        (Message(i.code, i.message, i.message_en), i.severity, i.evidence) for i in reading.issues
    ]
    failed = not lines and any(severity == "error" for _, severity, _ in issues)
    if not lines and not issues:
        issues.append((say("not_a_report", url=path.name), "info", None))
    return Outcome(path, lines, issues, failed)


def read_files(
    paths: Iterable[Path], *, read: Read, jobs: int, seconds: float, max_bytes: int
) -> Iterator[Outcome]:
    """Read files in ``jobs`` processes; one Outcome for each path, in the order given."""
    task = partial(read_file, read=read, seconds=seconds, max_bytes=max_bytes)
    waiting = iter(paths)
    window: deque[tuple[Path, Future[Outcome] | None]] = deque()
    pool = _pool(jobs)
    try:
        while True:
            for path in waiting:
                window.append((path, _submit(pool, task, path)))
                if len(window) == _WINDOW * jobs:
                    break
            if not window:
                return
            path, future = window.popleft()
            try:
                if future is None:
                    raise BrokenProcessPool
                yield future.result()
            except BrokenProcessPool:
                pool.shutdown()
                window.appendleft((path, future))
                yield from _one_by_one(window, task, seconds)
                window.clear()
                pool = _pool(jobs)
    finally:
        pool.shutdown(cancel_futures=True)


def _one_by_one(
    window: Iterable[tuple[Path, Future[Outcome] | None]],
    task: Callable[[Path], Outcome],
    seconds: float,
) -> Iterator[Outcome]:
    """What a broken pool left: finished results as they are, each other file alone."""
    pool = _pool(1)
    try:
        for path, future in window:
            if future is not None and future.done() and future.exception() is None:
                yield future.result()
                continue
            begun = time.monotonic()
            try:
                yield pool.submit(task, path).result()
            except BrokenProcessPool:
                late = time.monotonic() - begun >= seconds
                code = "reading_timeout" if late else "reading_crashed"
                yield _failure(path, say(code, path=path, limit=f"{seconds:g}"))
                pool.shutdown()
                pool = _pool(1)
    finally:
        pool.shutdown()


def _submit(
    pool: ProcessPoolExecutor, task: Callable[[Path], Outcome], path: Path
) -> Future[Outcome] | None:
    try:
        return pool.submit(task, path)
    except BrokenProcessPool:
        return None


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=_context(), initializer=_ignore_interrupts)


def _context() -> BaseContext:
    """Workers start from a clean server process that has the reader loaded already; forking
    the parent instead would copy whatever its threads hold."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "govcrawl.reading.reader"])
    return context


def _ignore_interrupts() -> None:
    """Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _failure(path: Path, message: Message) -> Outcome:
    return Outcome(path, [], [(message, "error", None)], failed=True)

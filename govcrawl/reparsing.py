"""Saved files and archived pages → feed lines, in worker processes that may die without taking
the run along.

Each file or page is read by one task. A task that kills its worker, or is still reading when its time
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
from govcrawl.archive.content import TooLargeError
from govcrawl.archive.pages import SUFFIXES as ARCHIVE_SUFFIXES
from govcrawl.archive.pages import ArchivedPage
from govcrawl.messages import Message, phrase, say
from govcrawl.reading.model import Reading
from govcrawl.report import Report, Severity

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
    *ARCHIVE_SUFFIXES,
)
#: Files in flight or waiting for their turn, per worker.
_WINDOW = 4
_NOTICE = 150  # characters of a body that only leads to its document

#: ``read(data, url=…)``: bytes of one file and its ``file://`` URL → what was read.
Read: TypeAlias = Callable[..., Reading]
Item: TypeAlias = "Path | ArchivedPage"
Issues: TypeAlias = list[tuple[Message, Severity, str | None]]


class Place(NamedTuple):
    """Where a result comes from: a file, or a page of an archive (its address and portal, the
    number of its target in the crawl, whether it lay at home there, and the run)."""

    path: Path
    url: str
    portal: str | None = None
    archived: bool = False
    target: int = 0
    at_home: bool = True
    run: str | None = None


class Outcome(NamedTuple):
    """One result: its records as feed lines, what is to be said, whether it failed. A page of
    an archive that nobody announced as a report, and that is none, is no finding: ``silent``."""

    place: Place
    lines: list[bytes]
    issues: Issues
    failed: bool
    silent: bool = False

    @property
    def path(self) -> Path:
        return self.place.path


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


def read_item(item: Item, *, read: Read, seconds: float, max_bytes: int) -> Outcome:
    """Read one file or page; never raises. Ends the process where reading takes longer than
    ``seconds``."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - the watchdog wants a real file
        faulthandler.dump_traceback_later(seconds, file=nowhere, exit=True)
        try:
            if isinstance(item, Path):
                return _read_file(item, read, max_bytes)
            return _read_page(item, read, max_bytes)
        except Exception as error:  # the reader promises not to; a batch must not depend on it
            place = place_of(item)
            name = place.url if place.archived else place.path
            return _failure(place, say("reading_failed", path=name, error=repr(error)[:300]))
        finally:
            faulthandler.cancel_dump_traceback_later()


def place_of(item: Item) -> Place:
    if isinstance(item, Path):
        return Place(item, item.as_uri())
    return Place(item.path, item.url, item.portal, True, item.target, item.at_home, item.run)


def _read_file(path: Path, read: Read, max_bytes: int) -> Outcome:
    place = place_of(path)
    try:
        status = path.stat()
        size = status.st_size
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for without end
            return _failure(place, say("unreadable_file", path=path, error="not a regular file"))
        if size > max_bytes:
            return _failure(place, say("file_too_large", path=path, size=size, limit=max_bytes))
        data = path.read_bytes()
    except OSError as error:
        return _failure(place, say("unreadable_file", path=path, error=error.strerror or error))
    reading = read(data, url=place.url)
    lines = [feed.encode(report) for report in reading.reports]
    issues = _said(reading)
    failed = not lines and any(severity == "error" for _, severity, _ in issues)
    if not lines and not issues:
        issues.append(
            (say("not_a_report", why=phrase("not_a_report.silent", name=path.name)), "info", None)
        )
    return Outcome(place, lines, issues, failed)


def _read_page(page: ArchivedPage, read: Read, max_bytes: int) -> Outcome:
    """The same as the crawl does with the page (``govcrawl.pipelines.read``). Of another
    crawler's pages most are no reports, and that is not said of each."""
    place = place_of(page)
    try:
        body, linked_from = page.body(max_bytes), page.linked_from(max_bytes)
    except TooLargeError:
        size = f"> {max_bytes}"
        return _failure(place, say("archive_too_large", url=page.url, size=size, limit=max_bytes))
    given = {"linked_from": linked_from, "listed": page.listed}
    more = {name: value for name, value in given.items() if value}
    reading = read(
        body,
        url=page.url,
        headers={"Content-Type": page.content_type} if page.content_type else {},
        portal=page.portal,
        fetched_at=page.fetched_at,
        **more,
    )
    if not reading.reports and linked_from and page.others:
        return Outcome(place, [], [], failed=False, silent=True)
    if page.documents and page.announced and all(map(is_notice, reading.reports)):
        return Outcome(place, [], [], failed=False, silent=True)
    if linked_from and linked_from.url:
        for report in reading.reports:
            report.source.aliases = [linked_from.url]
    reports = [
        report
        for report in reading.reports
        if not page.years or report.report_year is None or report.report_year in page.years
    ]
    if not reading.reports and page.ours and not page.announced:
        return Outcome(place, [], [], failed=False, silent=True)
    issues = _said(reading)
    if page.truncated:
        issues.append((say("archive_truncated", url=page.url), "warn", None))
    failed = not reading.reports and any(severity == "error" for _, severity, _ in issues)
    if not reading.reports and not issues and page.ours:
        issues.append(
            (say("not_a_report", why=phrase("not_a_report.silent", name=page.url)), "info", None)
        )
    lines = [feed.encode(report) for report in reports]
    return Outcome(place, lines, issues, failed, silent=bool(reading.reports and not reports))


def is_notice(report: Report) -> bool:
    """Whether a record holds next to nothing: the page only says that there is a report, in a
    document that it links."""
    return len(report.body) < _NOTICE and not report.table_cells and not report.statistics


def _said(reading: Reading) -> Issues:
    return [
        (Message(i.code, i.message, i.message_en), i.severity, i.evidence) for i in reading.issues
    ]


def read_items(
    items: Iterable[Item], *, read: Read, jobs: int, seconds: float, max_bytes: int
) -> Iterator[Outcome]:
    """Read files and pages in ``jobs`` processes; one Outcome for each, in the order given."""
    task = partial(read_item, read=read, seconds=seconds, max_bytes=max_bytes)
    waiting = iter(items)
    window: deque[tuple[Item, Future[Outcome] | None]] = deque()
    pool = _pool(jobs)
    try:
        while True:
            for item in waiting:
                window.append((item, _submit(pool, task, item)))
                if len(window) == _WINDOW * jobs:
                    break
            if not window:
                return
            item, future = window.popleft()
            try:
                if future is None:
                    raise BrokenProcessPool
                yield future.result()
            except BrokenProcessPool:
                pool.shutdown()
                window.appendleft((item, future))
                yield from _one_by_one(window, task, seconds)
                window.clear()
                pool = _pool(jobs)
    finally:
        pool.shutdown(cancel_futures=True)


def _one_by_one(
    window: Iterable[tuple[Item, Future[Outcome] | None]],
    task: Callable[[Item], Outcome],
    seconds: float,
) -> Iterator[Outcome]:
    """What a broken pool left: finished results as they are, each other file alone."""
    pool = _pool(1)
    try:
        for item, future in window:
            if future is not None and future.done() and future.exception() is None:
                yield future.result()
                continue
            begun = time.monotonic()
            try:
                yield pool.submit(task, item).result()
            except BrokenProcessPool:
                late = time.monotonic() - begun >= seconds
                code = "reading_timeout" if late else "reading_crashed"
                place = place_of(item)
                name = place.url if place.archived else place.path
                yield _failure(place, say(code, path=name, limit=f"{seconds:g}"))
                pool.shutdown()
                pool = _pool(1)
    finally:
        pool.shutdown()


def _submit(
    pool: ProcessPoolExecutor, task: Callable[[Item], Outcome], item: Item
) -> Future[Outcome] | None:
    try:
        return pool.submit(task, item)
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


def _failure(place: Place, message: Message) -> Outcome:
    return Outcome(place, [], [(message, "error", None)], failed=True)

"""Saved files and archived pages → one feed: what ``scrapy reparse`` does.

Files come first, in the order of their paths, one record for each report that a file holds, also where two
files hold the same one. Then the pages of archives, told apart, merged and sorted as the crawl
does it. Few results are held at any time, and none is decoded: a task's outcome has all that
is needed.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Protocol, cast

from govcrawl import runs
from govcrawl.archive.pages import SUFFIXES as ARCHIVE_SUFFIXES
from govcrawl.archive.pages import Archives, is_archive
from govcrawl.archive.reader import Problem
from govcrawl.execution.execution import Execution
from govcrawl.execution.outcome import Outcome
from govcrawl.execution.task import InFile, PageTask
from govcrawl.messages import Message, say
from govcrawl.parts import Part, Shard, with_part
from govcrawl.report import Change, Severity
from govcrawl.runs import Run, Target
from govcrawl.store.collection import Collection, Found
from govcrawl.store.sharing import SharedIds

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
    ".mht",
    ".mhtml",
    ".eml",
    ".odt",
    ".ods",
    ".xhtml",
    ".jsp",
    ".asp",
    ".aspx",
    ".php",
    *ARCHIVE_SUFFIXES,
)
_SHOWN = 20  # names of skipped files that are listed
# The crawl's own number of a target stands below the number of the argument.
_TARGET_BITS = 20


class Watch(Protocol):
    """What is told of each page that is done."""

    def advance(self, *, records: int, failed: bool) -> None: ...


class Sink(Protocol):
    """Where the lines go."""

    def write(self, line: bytes, /) -> object: ...


def files_under(path: Path, skipped: list[Path] | None = None) -> Iterator[Path]:
    """The files of a folder whose suffix is listed or that have none, its sub-folders included;
    a file is itself. Hidden files and folders are left out, and so are links that lead to
    folders. ``skipped`` takes the files that are not hidden and not given."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(folder)
        for name in sorted(names):
            if name.startswith("."):
                continue
            if name.lower().endswith(SUFFIXES) or "." not in name:
                yield here / name
            elif skipped is not None:
                skipped.append(here / name)


class Reparse:
    """One run over the files and archives that its arguments name; a context manager. ``scan``
    first, then ``read``."""

    def __init__(
        self,
        run: Run,
        args: list[str],
        execution: Execution,
        max_bytes: int,
        *,
        everything: bool,
        shard: Shard | None = None,
    ) -> None:
        self.reparse_run, self.execution, self.everything = run, execution, everything
        self._shard = shard
        self._named = _collect(args, run)
        paths = sorted(path for path in self._named if is_archive(path))
        self._files = sorted(self._named.keys() - set(paths)) if paths else sorted(self._named)
        self.archives = Archives(paths, max_bytes)
        self._collection = Collection(run)
        self._runs: dict[tuple[str, str], str] = {}  # that fetched a report last

    def __enter__(self) -> Reparse:
        return self

    def __exit__(self, *_: object) -> None:
        self.archives.close()
        self._collection.close(keep=False)

    def scan(self) -> int:
        """Look through the archives; the number of files and pages to read."""
        for path, problems in self.archives.scan(self.execution.call):
            for problem in problems:
                self._problem(problem, path)
            if self.execution.stopped.is_set():
                return 0
        return len(self._files) + len(self.archives)

    def read(self, sink: Sink, watch: Watch) -> None:
        """Read everything (or what there was until the execution was told to stop) and write
        the records."""
        if self._shard is not None:
            self._read_part(self._shard, sink, watch)
        else:
            self._read_whole(sink, watch)
        for message in self.archives.damaged:
            self.reparse_run.issue(message, "warn")

    def _read_whole(self, sink: Sink, watch: Watch) -> None:
        shared = SharedIds()
        for task, outcome in self.execution.map(self._file_tasks()):
            target = self._account(task, outcome, watch)
            target.new += len(outcome.records)
            for record in outcome.records:
                shared.add(record, is_file=True)
                sink.write(record.line)
        for task, outcome in self.execution.map(self._pages()):
            self._account(task, outcome, watch)
            for record in outcome.records:
                if task.run:
                    self._runs[record.report_id, task.url] = task.run
                self._collection.add(record, task.target, at_home=task.at_home)
        for found in self._collection.resolve():
            if self._as_published(found):
                self._target(found.entry.target).new += 1
                shared.add(found.entry.record, is_file=False)
                sink.write(self._collection.line(found))
        shared.tell(self.reparse_run)

    def _read_part(self, shard: Shard, sink: Sink, watch: Watch) -> None:
        """Read the pages of a part, each record with what the whole needs to know of it."""
        numbers = deque[int]()  # of the tasks under way
        every = enumerate(chain(self._file_tasks(), self._pages()))

        def mine() -> Iterator[PageTask]:
            for number, task in every:
                if shard.has(number):
                    numbers.append(number)
                    yield task

        for task, outcome in self.execution.map(mine()):
            part = Part(shard=shard, page=numbers.popleft())
            target = self._account(task, outcome, watch)
            target.new += len(outcome.records)
            for record in outcome.records:
                if not isinstance(task.place, InFile):
                    emitted, changes = self._fate(task.run, record.report_id, record.url)
                    part = Part(
                        shard=shard,
                        page=part.page,
                        archived=True,
                        target=task.target,
                        at_home=task.at_home,
                        emitted=emitted,
                        changes=changes,
                    )
                sink.write(with_part(record.line, part))

    def _file_tasks(self) -> Iterator[PageTask]:
        for path in self._files:
            number = self._named[path] << _TARGET_BITS
            yield PageTask(place=InFile(path), url=path.as_uri(), target=number, announced=True)

    def _pages(self) -> Iterator[PageTask]:
        for path, page in self.archives.pages():
            if isinstance(page, Problem):
                self._problem(page, path)
                continue
            # The crawl's own number of the target decides between copies, as it did there.
            page.target = min(page.target, (1 << _TARGET_BITS) - 1)
            page.target |= self._named[path] << _TARGET_BITS
            yield page

    def _problem(self, problem: Problem, path: Path) -> None:
        """Something in an archive cannot be read. An unfinished end loses nothing that the
        crawl has used."""
        severity: Severity = "warn" if problem.torn else "error"
        self.reparse_run.issue(problem.message, severity, url=path.as_uri())
        self._target(self._named[path] << _TARGET_BITS).failed += not problem.torn

    def _as_published(self, found: Found) -> bool:
        """Give a record the changes that its crawl saw; whether it stands in that crawl's feed.
        The archives of several crawls give every report, whatever each of them emitted."""
        run = self._runs.get((found.entry.report_id, found.entry.url))
        emitted, found.changes = self._fate(run, found.entry.report_id, found.entry.url)
        return emitted

    def _fate(self, run: str | None, report_id: str, url: str) -> tuple[bool, list[Change]]:
        """Whether a record stands in the feed, and the changes that its crawl saw."""
        made = self.archives.verdict(run, report_id, url) if run else None
        if made is None:
            return True, []
        emitted = made.emitted or self.everything or not self.archives.one_run
        return emitted, cast("list[Change]", made.changes)

    def _account(self, task: PageTask, outcome: Outcome, watch: Watch) -> Target:
        """Say and count what a page came to; the target that it belongs to."""
        target = self._target(task.target)
        for message, severity, evidence in outcome.said:
            self.reparse_run.issue(
                message, severity, url=task.url, portal=task.portal, evidence=evidence
            )
        target.pages += 1
        if not outcome.silent:
            target.failed += outcome.status == "failed"
            target.not_reports += outcome.status == "none"
        watch.advance(records=len(outcome.records), failed=outcome.failed)
        return target

    def _target(self, number: int) -> Target:
        """The target (argument) that named a file first."""
        return self.reparse_run.targets[number >> _TARGET_BITS]


def _collect(args: list[str], run: Run) -> dict[Path, int]:
    """Every file to read → the number of the argument (and target) that named it first."""
    files: dict[Path, int] = {}
    for number, arg in enumerate(args):
        path = Path(arg)
        target = Target(portal=None, url=arg, listing_complete=True)
        run.targets.append(target)
        if not path.exists():
            target.failed += 1
            missing = say("no_such_path", path=arg)
            target.reason = str(missing)
            run.issue(missing, url=arg)
            continue
        before = len(files)
        skipped: list[Path] = []
        # Not resolved: a link is read under its own name.
        for file in files_under(Path(os.path.abspath(path)), skipped):  # noqa: PTH100
            files.setdefault(file, number)
        if len(files) == before:
            run.issue(say("no_files", path=arg, suffixes=" ".join(SUFFIXES)), "warn", url=arg)
        if skipped:
            names = ", ".join(file.name for file in skipped[:_SHOWN])
            message = say("files_skipped", path=arg, count=len(skipped), names=names)
            run.issue(message, "info", url=arg)
    return files


def verdict(run: Run, *, replaces: Path | None, stopped: str | None) -> tuple[int, Message]:
    """The exit status, and what it says, of the run's targets; their outcomes are filled in.

    ``replaces``: the file whose place the records are to take; one that holds records is not replaced
    by none, nor by a part of what was asked for. ``stopped``: what ended the run early.
    """
    for target in run.targets:
        target.found = target.new + target.failed
        if stopped:
            target.outcome, target.listing_complete = "incomplete", False
            reason = say("interrupted", error=stopped)
        elif not target.failed:
            target.outcome, reason = ("ok" if target.new else "empty"), say("all_well")
        else:
            target.outcome = "incomplete" if target.new or target.not_reports else "failed"
            reason = say("children_failed", failed=target.failed)
        target.reason = target.reason or str(reason)
    total = run.counts
    for name in ("found", "new", "not_reports", "failed"):
        setattr(total, name, sum(getattr(target, name) for target in run.targets))
    holds = replaces is not None and replaces.is_file() and replaces.stat().st_size > 0
    if stopped:
        said = say("stopped_kept" if holds else "interrupted", error=stopped, path=replaces)
        return (runs.PARTIAL if total.new and not holds else runs.REFUSED), said
    if total.new:
        return (runs.PARTIAL, say("partial")) if total.failed else (runs.OK, say("all_well"))
    if total.failed:
        return runs.REFUSED, say("refused")
    if holds:
        return runs.REFUSED, say("nothing_to_write", path=replaces)
    return runs.OK, say("all_well")

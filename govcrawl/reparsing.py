"""Saved files and archived pages → one feed: what ``scrapy reparse`` does.

Files come first, in the order of their paths, one record for each report that a file holds, also where two
files hold the same one; then the documents that pages link and that are beside them, each with its page
(``govcrawl.saved``). Then the pages of archives, told apart, merged and sorted as the crawl does it.
Few results are held at any time, and none is decoded: a task's outcome has all that is needed. How
every file ended is in ``files.jsonl`` of the run.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Container, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, Protocol, cast

from govcrawl import runs
from govcrawl.archive.archived_pages import Archives
from govcrawl.archive.warc_reader import Problem
from govcrawl.execution.execution import Execution
from govcrawl.execution.outcome import Outcome, Status
from govcrawl.execution.task import InFile, Inline, PageTask, Place
from govcrawl.feed import Doubts
from govcrawl.messages import Message, say
from govcrawl.parts import Part, Shard, with_part
from govcrawl.reading.page.joining import Piece, joined
from govcrawl.report import Change, Severity
from govcrawl.runs import Run, Target
from govcrawl.saved.ends import End, Ends
from govcrawl.saved.folder import Saved, Unit, lists_beside
from govcrawl.saved.kinds import SUFFIXES, Found, Seen, files_under, told_all
from govcrawl.saved.manifest import SUFFIXES as LISTS
from govcrawl.storage import path_of, uri_of
from govcrawl.store.collection import Collection
from govcrawl.store.collection import Found as Collected
from govcrawl.store.sharing import SharedIds

_AHEAD, _AT_ONCE = 4, 64  # pieces of work given out, files of one
_SHOWN = 20  # names of skipped files that are listed
# The crawl's own number of a target is below the number of the argument.
_TARGET_BITS = 20
# A record's number among all: the round in which it is read, then the page's number. Documents are
# read in the rounds after their pages, archives last.
_ROUND_BITS = 40
_LAST_ROUND, _ARCHIVES = 1 << 16, 1 << 17
_ENDS: Final[dict[Status, End]] = {
    "read": "read",
    "none": "not_report",
    "elsewhere": "not_report",
    "failed": "unreadable",
}


class Watch(Protocol):
    """What is told of each page that is done."""

    def advance(self, *, records: int, failed: bool) -> None: ...


class Sink(Protocol):
    """Where the lines go."""

    def write(self, line: bytes, /) -> object: ...


@dataclass(slots=True)
class _Waiting:
    """A page whose documents are to be read. ``number``: its own among the files; ``task``: its
    own, None where they are read without it; ``groups``: the formats of each document that are
    left; ``got``: whether one of them was a report."""

    number: int
    unit: Unit
    task: PageTask | None
    groups: list[list[Path]]
    got: bool = False


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
        self._named, found, self._ends = _collect(args, run, execution)
        paths = sorted(file.path for file in found if file.kind == "archive")
        beside = [path for path in self._named if path not in self._ends]
        self._saved = Saved(found, self._root, beside)
        self._units: list[Unit] = []
        self.archives = Archives(paths, max_bytes)
        self._max_bytes = max_bytes
        self._collection = Collection(run)
        self._runs: dict[tuple[str, str], str] = {}  # that fetched a report last

    def _root(self, path: Path) -> Path | None:
        return self._named[path].root

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
            self._ends.archive(path, whole=all(problem.torn for problem in problems))
            if self.execution.stopped.is_set():
                return 0
        self._units, owned = self._saved.units(self.execution.call, self._max_bytes)
        for message, severity, path in self._saved.said:
            self.reparse_run.issue(message, severity, url=uri_of(path))
            self._target_of(path).failed += severity == "error"
        for path in self._saved.manifests:
            self._ends.skip(path, "manifest")
        for path, page in owned.items():
            self._ends.belongs(path, page)
        return len(self._units) + len(self.archives)

    def read(self, sink: Sink, watch: Watch) -> None:
        """Read everything (or what there was until the execution was told to stop) and write
        the records."""
        if self._shard is not None:
            self._read_part(self._shard, sink, watch)
        else:
            self._read_whole(sink, watch)
        for message in self.archives.damaged:
            self.reparse_run.issue(message, "warn")
        self._ends.write()

    def _read_whole(self, sink: Sink, watch: Watch) -> None:
        shared = SharedIds()
        for _, _, outcome in self._files(None, watch):
            for record in outcome.records:
                shared.add(record, is_file=True)
                self._emit(record.line, record.doubts, sink)
        for _, task, outcome in self._archived(None):
            self._account(task, outcome, watch)
            for record in outcome.records:
                if task.run:
                    self._runs[record.report_id, task.url] = task.run
                self._collection.add(record, task.target, at_home=task.at_home)
        for found in self._collection.resolve():
            if self._as_published(found):
                self._target(found.entry.target).new += 1
                shared.add(found.entry.record, is_file=False)
                line = self._collection.line(found)
                self._emit(line, self._collection.doubts(found), sink)
        shared.tell(self.reparse_run)

    def _read_part(self, shard: Shard, sink: Sink, watch: Watch) -> None:
        """Read the pages of a part, each record with what the whole needs to know of it."""
        for number, _, outcome in self._files(shard, watch):
            for record in outcome.records:
                self.reparse_run.doubts(record.doubts)
                sink.write(with_part(record.line, Part(shard=shard, page=number)))
        for number, task, outcome in self._archived(shard):
            target = self._account(task, outcome, watch)
            target.new += len(outcome.records)
            for record in outcome.records:
                emitted, changes = self._fate(task.run, record.report_id, record.url)
                part = Part(
                    shard=shard,
                    page=number,
                    archived=True,
                    target=task.target,
                    at_home=task.at_home,
                    emitted=emitted,
                    changes=changes,
                )
                self.reparse_run.doubts(record.doubts)
                sink.write(with_part(record.line, part))

    def _emit(self, line: bytes, doubts: Doubts, sink: Sink) -> None:
        """Write a record; its issues are issues of the run too."""
        self.reparse_run.doubts(doubts)
        sink.write(line)

    def _archived(self, shard: Shard | None) -> Iterator[tuple[int, PageTask, Outcome]]:
        """The pages of archives that are in a part, each with its number among all. What cannot be
        read is said in its place, however far ahead pages are given out."""
        coming = deque[int | tuple[Path, Problem]]()

        def mine() -> Iterator[PageTask]:
            number = 0
            for path, page in self.archives.pages():
                if isinstance(page, Problem):
                    coming.append((path, page))
                    continue
                if shard is None or shard.has(number):
                    coming.append((_ARCHIVES << _ROUND_BITS) + number)
                    yield self._numbered(path, page)
                number += 1

        def number() -> int | None:
            while coming:
                one = coming.popleft()
                if isinstance(one, int):
                    return one
                self._problem(one[1], one[0])
            return None

        for task, outcome in self.execution.map(mine()):
            found = number()
            assert found is not None
            yield found, task, outcome
        number()

    def _files(self, shard: Shard | None, watch: Watch) -> Iterator[tuple[int, PageTask, Outcome]]:
        """Every file of a part with its number, then the documents of those that hold no report
        themselves, format by format, then what is left to say of their pages."""
        mine: list[tuple[int, Unit]] = []
        for number, unit in enumerate(self._units):
            if shard is None or shard.has(number):
                mine.append((number, unit))
            else:
                self._ends.drop(unit)
        waiting: list[_Waiting] = []
        todo = deque(mine)
        for task, outcome in self.execution.map(self._task(unit) for _, unit in mine):
            number, unit = todo.popleft()
            if outcome.status == "elsewhere":
                waiting.append(_Waiting(number, unit, task, self._groups(unit, outcome)))
                continue
            yield number, task, self._file_done(unit, task, outcome, watch)
            if outcome.status == "read":
                for path in (p for group in unit.groups for p in group.paths):
                    self._ends.skip(path, "attachment")
            else:  # they are alone
                waiting.append(_Waiting(number, unit, None, [[*g.paths] for g in unit.groups]))
        yield from self._documents(waiting, watch)

    def _groups(self, unit: Unit, outcome: Outcome) -> list[list[Path]]:
        """The documents that are read in a page's place, each in its formats; the others of a page
        that is the summary of one of them are its attachments."""
        groups = [[*group.paths] for group in unit.groups]
        if not outcome.holder:
            return groups
        paths = [path for group in groups for path in group]
        whole = [path for path in paths if self._saved.link_to(path, unit) == outcome.holder]
        for path in paths:
            if path not in whole:
                self._ends.skip(path, "attachment")
        return [whole[:1]]

    def _documents(
        self, waiting: list[_Waiting], watch: Watch
    ) -> Iterator[tuple[int, PageTask, Outcome]]:
        """The documents that pages link: of each the formats one after the other until one is a
        report; then the pages of which none was, as they are."""
        round_ = 0
        left = [page for page in waiting if any(page.groups)]
        while left:
            round_ += 1
            units = [
                (page, n, self._document(page, n))
                for page in left
                for n, g in enumerate(page.groups)
                if g
            ]
            todo = deque(units)
            for task, outcome in self.execution.map(task for _, _, (_, task) in units):
                page, n, (unit, _) = todo.popleft()
                page.groups[n].pop(0)
                page.got = page.got or bool(outcome.records)
                number = (round_ << _ROUND_BITS) + page.number
                yield number, task, self._file_done(unit, task, outcome, watch)
                if outcome.records and page.task is not None:
                    for path in page.groups[n]:
                        self._ends.skip(path, "other_format")
                    page.groups[n] = []
            if todo:
                return  # stopped
            left = [page for page in left if any(page.groups)]
        again = [page for page in waiting if page.task is not None and not page.got]
        for page in waiting:
            if page.got and page.task is not None:
                self._ends.done(page.unit, "read", [])
                self._target(page.task.target).pages += 1
                watch.advance(records=0, failed=False)
        rest = deque(again)
        alone = (replace(p.task, documents=()) for p in again if p.task is not None)
        for task, outcome in self.execution.map(alone):
            page = rest.popleft()
            number = (_LAST_ROUND << _ROUND_BITS) + page.number
            yield number, task, self._file_done(page.unit, task, outcome, watch)

    def _document(self, page: _Waiting, number: int) -> tuple[Unit, PageTask]:
        """The next format of a document, with the page that links it."""
        path, listed = page.groups[number][0], page.unit.groups[number].listed
        if page.task is None:
            unit = Unit(path, self._saved.contexts[path])
            return unit, self._task(unit)
        unit = self._saved.document(path, page.unit, listed)
        return unit, replace(self._task(unit), linked_from=page.task, listed=listed)

    def _file_done(self, unit: Unit, task: PageTask, outcome: Outcome, watch: Watch) -> Outcome:
        """Count a file and note how it ended."""
        target = self._account(task, outcome, watch)
        target.new += len(outcome.records)
        self._ends.done(unit, _ENDS[outcome.status], [r.report_id for r in outcome.records])
        return outcome

    def _task(self, unit: Unit) -> PageTask:
        place: Place = InFile(unit.path)
        content_type = unit.context.content_type
        if unit.parts:
            body = self._joined(unit)
            if body is not None:
                place, content_type = Inline(body), "text/html; charset=utf-8"
        bare = isinstance(place, InFile) and unit.context.url is None
        return PageTask(
            place=place,
            url=unit.url,
            content_type=content_type,
            fetched_at=unit.context.fetched_at,
            target=self._named[unit.path].number << _TARGET_BITS,
            announced=True,
            documents=tuple(tuple(uri_of(p) for p in g.paths) for g in unit.groups),
            attached=tuple(self._attached(unit)),
            saved=None if bare else unit.path,
            local=tuple(unit.local.items()),
        )

    def _attached(self, unit: Unit) -> Iterator[PageTask]:
        """The files that a page attaches, under the addresses that it links; none where they are the
        reports of several bodies."""
        if any(group.listed for group in unit.groups):
            return
        for path in (path for group in unit.groups for path in group.paths):
            yield PageTask(
                place=InFile(path),
                url=self._saved.link_to(path, unit),
                content_type=self._saved.contexts[path].content_type,
            )

    def _joined(self, unit: Unit) -> bytes | None:
        """The pages of an article as one; None where they cannot be put together, and each is
        said."""
        try:
            pieces = [
                Piece(self._saved.contexts[path].url or uri_of(path), path.read_bytes())
                for path in (unit.path, *unit.parts)
            ]
            return joined(pieces)
        except (OSError, ValueError) as error:
            for path in unit.parts:
                message = say("unreadable_file", path=path, error=error)
                self.reparse_run.issue(message, url=uri_of(path))
                self._ends.broken(path)
            self._target_of(unit.path).failed += 1
            return None

    def _numbered(self, path: Path, page: PageTask) -> PageTask:
        """A page with the number of the argument that names its file. The crawl's own number of the
        target decides between copies, as it did there."""
        page.target = min(page.target, (1 << _TARGET_BITS) - 1)
        page.target |= self._named[path].number << _TARGET_BITS
        return page

    def _problem(self, problem: Problem, path: Path) -> None:
        """Something in an archive cannot be read. An unfinished end loses nothing that the
        crawl has used."""
        severity: Severity = "warn" if problem.torn else "error"
        self.reparse_run.issue(problem.message, severity, url=uri_of(path))
        self._target_of(path).failed += not problem.torn

    def _as_published(self, found: Collected) -> bool:
        """Give a record the changes that its crawl saw; whether it is in that crawl's feed.
        The archives of several crawls give every report, whatever each of them emitted."""
        run = self._runs.get((found.entry.report_id, found.entry.url))
        emitted, found.changes = self._fate(run, found.entry.report_id, found.entry.url)
        return emitted

    def _fate(self, run: str | None, report_id: str, url: str) -> tuple[bool, list[Change]]:
        """Whether a record is in the feed, and the changes that its crawl saw."""
        made = self.archives.verdict(run, report_id, url) if run else None
        if made is None:
            return True, []
        emitted = made.emitted or self.everything or not self.archives.one_run
        return emitted, cast("list[Change]", made.changes)

    def _account(self, task: PageTask, outcome: Outcome, watch: Watch) -> Target:
        """Report and count the result of a page; the target that it belongs to."""
        target = self._target(task.target)
        url = uri_of(task.saved) if task.saved is not None else task.url
        for message, severity, evidence in outcome.said:
            self.reparse_run.issue(
                message, severity, url=url, portal=task.portal, evidence=evidence
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

    def _target_of(self, path: Path) -> Target:
        return self.reparse_run.targets[self._named[path].number]


class _Named(NamedTuple):
    """The argument that named a file first, and the path below which folders may be named after
    hosts: a mirror's folder is named, or what is in it."""

    number: int
    root: Path | None


def _collect(
    args: list[str], run: Run, execution: Execution
) -> tuple[dict[Path, _Named], list[Found], Ends]:
    """Every file that the arguments name with the argument that named it first, what each is, and
    the list of how they end."""
    named: dict[Path, _Named] = {}
    found: list[Found] = []
    ends = Ends(run)
    for number, arg in enumerate(args):
        path = path_of(arg)
        target = Target(portal=None, url=arg, listing_complete=True)
        run.targets.append(target)
        if not path.exists():
            target.failed += 1
            missing = say("no_such_path", path=arg)
            target.reason = str(missing)
            run.issue(missing, url=arg)
            continue
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - not resolved: a link is read under its own name
        alone = not path.is_dir()
        root = Path.cwd() if alone and not path.is_absolute() else None if alone else whole.parent
        if root is not None and root not in whole.parents:
            root = None
        skipped: list[Path] = []
        read = 0
        for kind in _told(execution, files_under(whole), named, alone=alone):
            file = kind.path
            named[file] = _Named(number, root)
            ends.names(file, target)
            read += kind.kind not in ("other", "list")
            if kind.kind in ("other", "list"):
                ends.skip(file, "kind")
                skipped.append(file)
            found.append(kind)
        if alone:
            for listed in lists_beside(whole):
                if listed not in named:
                    named[listed] = _Named(number, root)
                    found.append(Found(listed, Seen("list")))
        if not read and not alone:
            run.issue(say("no_files", path=arg, suffixes=" ".join(SUFFIXES)), "warn", url=arg)
        lost = [file for file in skipped if not file.name.lower().endswith(LISTS)]
        if lost:
            names = ", ".join(file.name for file in lost[:_SHOWN])
            message = say("files_skipped", path=arg, count=len(lost), names=names)
            run.issue(message, "info", url=arg)
    found.sort(key=lambda file: file.path)
    return named, found, ends


def _told(
    execution: Execution, files: Iterator[Path], known: Container[Path], *, alone: bool
) -> Iterator[Found]:
    """What files are that are not ``known`` yet. Others look at them, many at once: to open each
    costs this process more than all else that it does for a page."""
    begun = deque[tuple[list[Path], list[str], Future[list[Seen]]]]()
    left = (file for file in files if file not in known)
    while True:
        while len(begun) < _AHEAD and (some := list(islice(left, _AT_ONCE))):
            names = [str(file) for file in some]  # quicker handed over than paths
            begun.append((some, names, execution.call(told_all, names, alone)))
        if not begun:
            return
        some, names, future = begun.popleft()
        try:
            seen = future.result()
        except RuntimeError:  # its worker died
            seen = told_all(names, alone)
        yield from map(Found, some, seen)


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
        if total.failed:
            return runs.PARTIAL, say("partial")
        return runs.all_well(run.errors)
    if total.failed:
        return runs.REFUSED, say("refused")
    if holds:
        return runs.REFUSED, say("nothing_to_write", path=replaces)
    return runs.all_well(run.errors)

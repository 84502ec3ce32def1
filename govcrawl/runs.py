"""One run's traces: its folder, its issues, its verdict, and files that are replaced whole.

``<data>/runs/<run id>/issues.jsonl`` grows as the run goes; ``listed.jsonl`` holds the entries
that its listings listed; ``run.json`` is written last, so a run without it was killed. Until
then ``resume.json`` says what it was asked to do and ``base/`` holds the stores of its portals as
they were when the run began: with the archive, that is all that ``--resume`` needs.

Each portal's store has a lock (``<data>/state/<name>.lock``), so that runs on different portals
go side by side; ``<name>.run`` beside it names the run that works on it, or was killed there.
``<data>/.lock`` is held while a run takes its locks, and by what works on the whole directory.
Exit status: 0 all well · 1 crash · 2 usage · 3 partial · 4 refused ·
5 another run holds the lock.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

import msgspec
from filelock import FileLock, Timeout

from govcrawl import __version__, feed
from govcrawl.expectations import Difference
from govcrawl.feed import Doubts
from govcrawl.ledger import Host, Ledger
from govcrawl.messages import Message, say
from govcrawl.report import Severity

Outcome: TypeAlias = Literal["ok", "empty", "incomplete", "blocked", "broken", "failed"]

logger = logging.getLogger("govcrawl.issues")
logger.addHandler(logging.NullHandler())  # commands without a log (reparse) stay silent
_LEVELS = {"error": logging.ERROR, "warn": logging.WARNING, "info": logging.INFO}

OK, CRASH, USAGE, PARTIAL, REFUSED, LOCKED = range(6)


class LockedError(RuntimeError):
    """Another run works on the same portal, or something on the whole data directory."""


#: Seconds to wait for others that take their locks at the same moment.
_GATE = 5.0
#: What a run keeps in its folder until it is over.
_RESUMABLE = ("resume.json", "found.jsonl", "base", "next")


@dataclass(slots=True)
class Counts:
    """``found`` is always ``new + changed + unchanged + failed``; what was looked at and is no
    report is in ``not_reports``. ``reparsed``: those of ``changed`` that the source did not
    change; ``vanished``: known reports that none of their addresses gives any more."""

    found: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    not_reports: int = 0
    failed: int = 0
    reparsed: int = 0
    vanished: int = 0


@dataclass(slots=True)
class ListingPage:
    """One page of a listing as it was read: the certificate of what is not there. ``entries``
    counts its links to articles, ``column`` is the address at which the listing begins, ``body``
    the name of the body whose column it is, empty for the target's own."""

    url: str
    sha256: str
    entries: int
    column: str
    body: str = ""


@dataclass(slots=True)
class BodySeen:
    """A body that a target's pages name. ``walked``: its ways were followed to their end;
    ``reason`` says what came of it, or why it was not; ``columns``: its listings; ``asked``:
    whether it was asked for (``bodies=``). ``search`` numbers the search for its column."""

    name: str
    url: str
    walked: bool = False
    reason: str = ""
    columns: list[str] = field(default_factory=list)
    asked: bool = False
    search: int = 0


@dataclass(slots=True)
class Entry:
    """One line of ``listed.jsonl``: an entry of a target's listings that may be a report, title
    and date as the listing gives them. ``target`` is the number of the target in ``run.json``.
    ``outcome``: ``report`` (``reports`` are the ids of its records), ``none`` (no report was
    read there), ``failed``, ``away`` (on another site, not followed), ``listing`` (a list of
    reports itself), ``dropped`` (not followed, by the ``rule`` named). ``column``: the listing
    that shows it."""

    target: int
    url: str
    title: str
    date: str | None = None
    outcome: str = ""
    reports: list[str] = field(default_factory=list)
    rule: str = ""
    column: str = ""


@dataclass(slots=True)
class Target:
    """The result of a run for one portal or URL. ``pages`` counts listing and article pages fetched,
    ``years`` are the report years asked for (None for all), ``columns`` the listings found,
    ``bodies_asked`` whether only the target's own or ``all`` bodies were, ``bodies`` those seen;
    ``hosts`` the names that count as this portal's, by ``hosts_rule``;
    ``stopped_at`` the page where the first of them broke off, ``since_last_good`` what is
    missing where the outcome is not as expected. Of a folder of saved files: ``files``, how many
    were read, are no report, could not be read or were skipped, and ``context``, how many owe
    their address to what (``files.jsonl`` has both file by file)."""

    portal: str | None
    url: str
    outcome: Outcome = "failed"
    reason: str = ""
    platform: str | None = None
    listing_complete: bool = False
    pages: int = 0
    found: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    not_reports: int = 0
    reparsed: int = 0
    vanished: int = 0
    years: list[int] | None = None
    columns: list[str] = field(default_factory=list)
    stopped_at: str | None = None
    since_last_good: Difference | None = None
    listing: list[ListingPage] = field(default_factory=list)
    bodies_asked: str = ""
    bodies: list[BodySeen] = field(default_factory=list)
    hosts: dict[str, str] = field(default_factory=dict)
    hosts_rule: str = ""
    files: dict[str, int] = field(default_factory=dict)
    context: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class RunReport:
    """``run.json``, field by field in the order of the contract."""

    run_id: str
    command: str
    started_at: str
    finished_at: str
    govcrawl_version: str
    exit_status: int
    reason: str
    counts: Counts
    targets: list[Target]
    hosts: list[Host]


class _Resumable(msgspec.Struct):
    """``resume.json``. ``feeds``: size of each feed that the run appends to, when it began."""

    command: str
    started_at: str
    feeds: dict[str, int] = {}
    stores: list[str] = []


@dataclass(slots=True)
class Written:
    """A feed that the run wrote. ``current``: it holds every current record; else what is new or
    changed was appended to it."""

    name: str
    records: int
    current: bool


@dataclass(slots=True)
class Run:
    """A run under way. ``finish`` writes ``run.json`` and lets the lock go; a second call does
    nothing, so that a crash after the verdict cannot rewrite it. ``resumed``: an earlier process
    began it and was killed. ``errors``: how many of its ``issues`` state that something was not read
    or not had."""

    data_dir: Path
    command: str
    run_id: str
    started_at: str
    targets: list[Target] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    ledger: Ledger = field(default_factory=Ledger)
    exit_status: int | None = None
    reason: str = ""
    issues: int = 0
    errors: int = 0
    stores: list[str] = field(default_factory=list)
    locks: list[FileLock] = field(default_factory=list)
    resumed: bool = False
    interrupted: dict[str, Path] = field(default_factory=dict)
    feeds: dict[str, int] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)
    unsaid: OSError | None = None
    _issues: BinaryIO | None = field(default=None, init=False, repr=False)

    @classmethod
    def begin(cls, data_dir: Path, command: str, *, stores: Iterable[str] = ()) -> Run:
        """Make the run's folder and take the locks of these stores.

        Raises LockedError where another run holds one (the refusal is on record then: its own
        ``run.json`` says 5), OSError where the folder cannot be made.
        """
        now = datetime.now(timezone.utc)
        run_id = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        run = cls(data_dir, command, run_id, stamp(now), stores=sorted(set(stores)))
        run.folder.mkdir(parents=True)
        (run.folder / "issues.jsonl").touch()
        if run.stores:
            try:
                run.locks = _locked(data_dir, run.stores)
            except LockedError as error:
                run.finish(LOCKED, str(error))
                raise
            for name in run.stores:
                before = _open_run(data_dir, name)
                if before is not None:
                    run.interrupted[name] = before
                _note_of(data_dir, name).write_text(run_id, "utf-8")
        return run

    @classmethod
    def resume(cls, data_dir: Path, command: str, *, stores: Iterable[str]) -> Run | None:
        """Take up the last run on these stores, if it was killed or crashed and was asked for
        the same; None where there is no such run.

        Raises LockedError where another run holds a lock, OSError where a file fails.
        """
        names = sorted(set(stores))
        if not data_dir.is_dir():
            return None
        locks = _locked(data_dir, names)
        run = None
        try:
            run = cls._interrupted(data_dir, command, names)
        finally:
            if run is None:
                for lock in locks:
                    lock.release()
        if run is not None:
            run.locks = locks
            for name in run.stores:
                _note_of(data_dir, name).write_text(run.run_id, "utf-8")
            (run.folder / "issues.jsonl").write_bytes(b"")  # both are written anew
            (run.folder / "run.json").unlink(missing_ok=True)
        return run

    @classmethod
    def _interrupted(cls, data_dir: Path, command: str, names: list[str]) -> Run | None:
        folders = {_open_run(data_dir, name) for name in names}
        folder = next(iter(folders))
        if folder is None or len(folders) > 1:
            return None
        try:
            said = msgspec.json.decode((folder / "resume.json").read_bytes(), type=_Resumable)
        except (OSError, msgspec.MsgspecError):
            return None
        if said.command != command or said.stores != names or not (folder / "base").is_dir():
            return None
        return cls(
            data_dir,
            command,
            folder.name,
            said.started_at,
            stores=names,
            resumed=True,
            feeds=said.feeds,
        )

    @property
    def staged(self) -> Path:
        """``run.json`` as it will be, on disk before anything is published."""
        return self.folder / ".run.json"

    def appends_to(self, feed: Path) -> int:
        """The size of a feed before the run appended to it, remembered over a crash."""
        name = str(feed.absolute())
        if name not in self.feeds:
            self.feeds[name] = feed.stat().st_size if feed.is_file() else 0
            self.note()
        return self.feeds[name]

    def note(self) -> None:
        """Write ``resume.json``: from here on the run can be taken up."""
        note = _Resumable(self.command, self.started_at, self.feeds, self.stores)
        with replacing(self.folder / "resume.json") as file:
            file.write(msgspec.json.encode(note))

    @property
    def folder(self) -> Path:
        return self.data_dir / "runs" / self.run_id

    def issue(
        self,
        message: Message,
        severity: Severity = "error",
        *,
        url: str | None = None,
        portal: str | None = None,
        evidence: str | None = None,
        logged: bool = True,
    ) -> None:
        """Append one line to ``issues.jsonl``; it is on disk when this returns, or the run cannot
        be published (``all_said``). It also goes to the log, unless not ``logged``: the log is
        about the crawl, not about what reports say."""
        if logged:
            about = {"run_id": self.run_id, "url": url, "portal": portal}
            logger.log(_LEVELS[severity], "%s", message, extra=about)
        line = feed.issue_line(message, severity, url=url, portal=portal, evidence=evidence)
        self._append(line, 1, int(severity == "error"))

    def _append(self, lines: bytes, count: int, errors: int) -> None:
        """Write lines of ``issues.jsonl``, which stays open: a run may have many."""
        try:
            if self._issues is None:
                self._issues = (self.folder / "issues.jsonl").open("ab")
            self._issues.write(lines)
            self._issues.flush()
        except OSError as error:
            self.unsaid = self.unsaid or error
        self.issues += count
        self.errors += errors

    def all_said(self) -> None:
        """Raises OSError where an issue could not be written."""
        if self.unsaid is not None:
            raise self.unsaid

    def doubts(self, told: Doubts) -> None:
        """Repeat the issues of a record."""
        if told.issues:
            self._append(told.lines, told.issues, told.errors)

    def write_listed(self, entries: list[Entry]) -> None:
        """Write ``listed.jsonl``. Raises OSError where it cannot be written."""
        with replacing(self.folder / "listed.jsonl") as file:
            file.writelines(feed.encode_json(entry) for entry in entries)

    def stage(self, exit_status: int, reason: str) -> None:
        """Write what ``run.json`` will say once everything is published. Raises OSError where that
        or an issue cannot be written."""
        self.all_said()
        with replacing(self.staged) as file:
            file.write(self._report(exit_status, reason))

    def finish(self, exit_status: int, reason: str) -> None:
        """Write ``run.json`` and release the lock; a run that cannot say how it ended crashed."""
        if self.exit_status is not None:
            return
        try:
            with replacing(self.folder / "run.json") as file:
                file.write(self._report(exit_status, reason))
            self._tidy(exit_status)
        except OSError as error:
            exit_status, reason = CRASH, str(say("crashed", error=error))
            logger.error("%s", reason)
        finally:
            if self._issues is not None:
                with contextlib.suppress(OSError):  # of what could not be written, reported before
                    self._issues.close()
                self._issues = None
            self.exit_status, self.reason = exit_status, reason
            self._let_go()

    def finish_staged(self) -> None:
        """The process was killed when everything was published but ``run.json``: say what it
        would have said."""
        report = msgspec.json.decode(self.staged.read_bytes(), type=RunReport)
        self.counts, self.targets = report.counts, report.targets
        self.staged.replace(self.folder / "run.json")
        self._tidy(report.exit_status)
        self.exit_status, self.reason = report.exit_status, report.reason
        self._let_go()

    def _let_go(self) -> None:
        locks, self.locks = self.locks, []
        for lock in locks:
            lock.release()

    def _report(self, exit_status: int, reason: str) -> bytes:
        report = RunReport(
            run_id=self.run_id,
            command=self.command,
            started_at=self.started_at,
            finished_at=stamp(datetime.now(timezone.utc)),
            govcrawl_version=__version__,
            exit_status=exit_status,
            reason=reason,
            counts=self.counts,
            targets=self.targets,
            hosts=self.ledger.hosts(),
        )
        return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"

    def _tidy(self, exit_status: int) -> None:
        """A crashed run keeps what ``--resume`` needs; it and earlier ones on its portals can no
        longer be resumed once a run is concluded."""
        self.staged.unlink(missing_ok=True)
        if exit_status == CRASH or not self.locks:
            return
        for name in self.stores:
            _note_of(self.data_dir, name).unlink(missing_ok=True)
        for folder in {self.folder, *self.interrupted.values()}:
            for name in _RESUMABLE:
                path = folder / name
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)


def _locked(data_dir: Path, names: Iterable[str]) -> list[FileLock]:
    """The locks of these stores. Raises LockedError where another run holds one, or something
    works on the whole directory."""
    held: list[FileLock] = []
    folder = data_dir / "state"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(data_dir / ".lock", timeout=_GATE):
            for name in names:
                lock = FileLock(folder / f"{name}.lock", timeout=0)
                try:
                    lock.acquire()
                except Timeout:
                    raise LockedError(str(say("locked", path=data_dir, portal=name))) from None
                held.append(lock)
    except Timeout:
        raise LockedError(str(say("locked_whole", path=data_dir))) from None
    except BaseException:
        for lock in held:
            lock.release()
        raise
    return held


@contextlib.contextmanager
def whole_directory(data_dir: Path) -> Iterator[None]:
    """While no run works on any portal of a data directory, and none can begin.

    Raises LockedError where one does.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(data_dir / ".lock", timeout=_GATE):
            for path in sorted((data_dir / "state").glob("*.lock")):
                lock = FileLock(path, timeout=0)
                try:
                    lock.acquire()
                except Timeout:
                    name = path.name.removesuffix(".lock")
                    raise LockedError(str(say("locked", path=data_dir, portal=name))) from None
                lock.release()
            yield
    except Timeout:
        raise LockedError(str(say("locked_whole", path=data_dir))) from None


def _note_of(data_dir: Path, name: str) -> Path:
    """The file that names the run which works on a store."""
    return data_dir / "state" / f"{name}.run"


def _open_run(data_dir: Path, name: str) -> Path | None:
    """The folder of the run that was killed or crashed while it worked on a store."""
    try:
        run_id = _note_of(data_dir, name).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    folder = data_dir / "runs" / run_id
    return folder if run_id and folder.is_dir() else None


def crawl_verdict(targets: list[Target]) -> tuple[int, Message]:
    """The exit status of a crawl, from the outcomes of its targets.

    0 where every target is ``ok`` or ``empty``; 4 where none is and none is ``incomplete`` with
    a report found; 3 for all between.
    """
    good = sum(target.outcome in ("ok", "empty") for target in targets)
    if targets and good == len(targets):
        return OK, say("all_well")
    if good or any(t.outcome == "incomplete" and t.found > t.failed for t in targets):
        return PARTIAL, say("partial")
    return REFUSED, say("refused")


def all_well(errors: int) -> tuple[int, Message]:
    """The exit status of a run whose targets were all read: 3 where so many issues say all the same
    that something was not read, of a report's own pages say."""
    return (PARTIAL, say("errors_said", count=errors)) if errors else (OK, say("all_well"))


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write a file that appears whole or not at all.

    The bytes go to a file without a name where there are such (else a hidden one beside ``path``),
    reach the disk, and take its name in one step; on any exception the old file stays. Links are followed; what is no regular file
    (a pipe, ``/dev/stdout``) is written straight.
    """
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():
        with path.open("wb") as straight:
            yield straight
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    file = _nameless(path.parent)
    named = file is None
    try:
        with file or part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if not named:
                part.unlink(missing_ok=True)
                # Only with a folder given does it follow the link to the file.
                fd = file.fileno()
                os.link(f"/proc/self/fd/{fd}", part, src_dir_fd=fd, follow_symlinks=True)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):  # not every system lets a folder be opened
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _nameless(folder: Path) -> BinaryIO | None:
    """A new file without a name, of which nothing is left where the process is killed; None
    where the system (or its file system) has none."""
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None or not os.path.isdir("/proc/self/fd"):  # noqa: PTH112
        return None
    try:
        return os.fdopen(os.open(folder, flag | os.O_RDWR, 0o666), "wb")
    except OSError:
        return None


def stamp(moment: datetime | None = None) -> str:
    """A moment, now by default: ISO 8601 in UTC."""
    moment = moment or datetime.now(timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

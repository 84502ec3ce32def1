"""What the matrix is made from: the records of feeds, and what the runs looked at."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import msgspec

from govcrawl import feed
from govcrawl.feed import FeedError
from govcrawl.messages import say
from govcrawl.runs import Entry, Target


class _Region(msgspec.Struct, gc=False):
    adcode: str | None = None


class _Agency(msgspec.Struct, weakref=True):
    name: str | None = None
    name_as_written: str | None = None
    level: str | None = None
    type: str | None = None
    region: _Region = msgspec.field(default_factory=_Region)


class _Source(msgspec.Struct):
    url: str | None = None
    aliases: list[str] = []
    portal: str | None = None
    provenance: str = "local"
    fetched_at: str | None = None


class _Evidence(msgspec.Struct, weakref=True):
    field: str = ""
    rule: str = ""
    text: str = ""


class _Issue(msgspec.Struct, gc=False):
    code: str = ""


#: The issues that the matrix asks about.
_ISSUES = {
    code: _Issue(code)
    for code in (
        *("year_conflict", "year_inferred", "agency_conflict", "agency_not_found"),
        *("region_ambiguous", "publish_date_conflict"),
    )
}


class _Change(msgspec.Struct, rename={"before": "from"}):
    field: str = ""
    before: Any = None
    by: str = ""
    seen_before: str | None = None
    seen_after: str | None = None


class Line(msgspec.Struct):
    """What the matrix needs of a record; a line of an older version may lack any of it.
    ``content`` distinguishes one text from another; body and tables are not kept."""

    report_id: str
    schema_version: str = ""
    id_provisional: bool = False
    title: str | None = None
    report_year: int | None = None
    coverage: str = "own"
    agency: _Agency = msgspec.field(default_factory=_Agency)
    publish_date: str | None = None
    document_date: str | None = None
    source: _Source = msgspec.field(default_factory=_Source)
    field_evidence: list[_Evidence] = []
    issues: list[_Issue] = []
    changes: list[_Change] = []
    body: str | None = None
    tables: Any = None
    content: bytes = b""

    def urls(self) -> list[str]:
        """Where the report was found, its own address first."""
        return [url for url in (self.source.url, *self.source.aliases) if url]

    def doubtful(self) -> bool:
        """Whether its year or its body is inferred or contradicted: it is no contradiction."""
        return self.says(
            "year_conflict",
            "year_inferred",
            "agency_conflict",
            "agency_not_found",
            "region_ambiguous",
        )

    def says(self, *codes: str) -> bool:
        """Whether one of these issues (of ``_ISSUES``, others are not kept) is in the record."""
        assert _ISSUES.keys() >= set(codes)
        return any(issue.code in codes for issue in self.issues)


class RunFile(msgspec.Struct):
    """What the matrix needs of a ``run.json``. ``listed`` are the entries of ``listed.jsonl`` by
    the number of their target, None where the run left no such file."""

    run_id: str
    command: str
    finished_at: str
    targets: list[Target]
    started_at: str = ""
    folder: str = ""

    @property
    def read_at(self) -> str:
        """From when on the listings were read."""
        return self.started_at or self.finished_at


@dataclass(slots=True)
class Sight:
    """What one run saw of one target. ``ids`` are the reports that its listings led to, ``open``
    the entries of which no report is in the feeds; both None where the run left no list.
    ``entries``: all that its listings listed."""

    run: RunFile
    target: Target
    ids: frozenset[str] | None = None
    open: list[Entry] | None = None
    dates: dict[str, set[str]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether the listings were read to their end and every loss is on the list."""
        lost = self.target.failed
        if self.open is not None:
            lost -= sum(entry.outcome == "failed" for entry in self.open)
        return self.target.listing_complete and bool(self.target.listing) and lost <= 0


def read_line(text: bytes) -> Line:
    """What the matrix needs of one line of a feed. Raises ValueError where it is no record."""
    try:
        line = _line.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    held = msgspec.json.encode([line.body, line.tables], order="deterministic")
    line.content, line.body, line.tables = hashlib.sha256(held).digest()[:16], None, None
    # A feed of a hundred thousand records is held in memory: only what is asked of them stays,
    # and what is alike stays once.
    line.field_evidence = [_same(e) for e in line.field_evidence if e.field == "publish_date"]
    line.issues = [_ISSUES[one.code] for one in line.issues if one.code in _ISSUES]
    line.agency, source = _same(line.agency), line.source
    line.coverage = intern(line.coverage)
    if line.agency.name or line.agency.name_as_written:
        line.title = None  # nothing else is called by it
    if line.publish_date:
        line.publish_date = intern(line.publish_date)
    if line.document_date:
        line.document_date = intern(line.document_date)
    source.provenance = intern(source.provenance)
    source.portal = intern(source.portal) if source.portal else None
    source.fetched_at = intern(source.fetched_at) if source.fetched_at else None
    return line


_line = msgspec.json.Decoder(Line)
_S = TypeVar("_S", _Agency, _Evidence)


def _same(value: _S) -> _S:
    """One shared value in place of all equal ones; they are never changed."""
    return _kept.setdefault(msgspec.msgpack.encode(value), value)  # type: ignore[return-value]


#: By their values, as long as they are referenced.
_kept: WeakValueDictionary[bytes, _Agency | _Evidence] = WeakValueDictionary()


def read_feed(path: Path) -> Iterator[Line]:
    """The records of a feed. Raises FeedFileError, and FeedError for a line that is no record:
    without it the matrix would miss a report that is there."""
    for number, text in feed.lines(path):
        if not text.strip():
            continue
        place = f"{path}:{number}"
        try:
            line = read_line(text)
        except ValueError as error:
            raise FeedError(say("feed_bad_line", place=place, error=error)) from None
        feed.check_version(line.schema_version, place)
        yield line


def distinct(lines: Iterable[Line]) -> list[Line]:
    """Each report once: of one address the newest reading counts, and one text at several
    addresses is one report."""
    by_place: dict[tuple[str, str | None], Line] = {}
    for line in lines:
        place = line.report_id, line.source.url
        before = by_place.get(place)
        if before is None or (line.source.fetched_at or "") >= (before.source.fetched_at or ""):
            by_place[place] = line
    by_text: dict[tuple[str, bytes], Line] = {}
    for line in by_place.values():
        first = by_text.setdefault((line.report_id, line.content or str(id(line)).encode()), line)
        if first is not line:
            known = first.urls()
            added = [url for url in line.urls() if url not in known]
            first.source.aliases = [*first.source.aliases, *added]
            first.publish_date = first.publish_date or line.publish_date
            if not any(e.field == "publish_date" for e in first.field_evidence):
                first.field_evidence = [*first.field_evidence, *line.field_evidence]
    return list(by_text.values())


def read_runs(folders: Iterable[Path]) -> list[RunFile]:
    """The crawls of data directories, the last one first; what is no ``run.json`` is left out."""
    runs: dict[str, RunFile] = {}
    for folder in folders:
        for path in sorted(folder.glob("runs/*/run.json")):
            try:
                run = msgspec.json.decode(path.read_bytes(), type=RunFile)
            except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                continue
            if not run.command.startswith(("reparse", "archive")):
                run.folder = str(path.parent)
                runs[run.run_id] = run
    return sorted(runs.values(), key=lambda run: (run.finished_at, run.run_id), reverse=True)


def data_dirs(feeds: Iterable[Path], configured: Path) -> list[Path]:
    """The data directory of the settings, and those that the feeds are in."""
    places = [configured]
    for path in feeds:
        here = path.resolve().parent
        places += [place for place in (here, here.parent) if (place / "runs").is_dir()]
    return list(dict.fromkeys(place.resolve() for place in places))


def sights(
    runs: Iterable[RunFile], known: frozenset[str]
) -> dict[tuple[str | None, str], list[Sight]]:
    """What was seen of each target (by its portal and address), the last run first, back to the
    last that read all its years to the end. ``known`` are the ids in the feeds."""
    found: dict[tuple[str | None, str], list[Sight]] = defaultdict(list)
    done: set[tuple[str | None, str]] = set()
    for run in runs:
        listed: dict[int, list[Entry]] | None = None
        for number, target in enumerate(run.targets):
            key = target.portal, target.url
            if key in done:
                continue
            if listed is None:
                listed = _listed(run)
            sight = Sight(run, target)
            if listed is not _NO_LIST:
                _take(sight, listed.get(number, []), known)
            found[key].append(sight)
            if sight.whole and target.years is None:
                done.add(key)
    return found


_NO_LIST: dict[int, list[Entry]] = {}


def _listed(run: RunFile) -> dict[int, list[Entry]]:
    if not run.folder:
        return _NO_LIST
    entries: dict[int, list[Entry]] = defaultdict(list)
    decoder = msgspec.json.Decoder(Entry)
    try:
        with Path(run.folder, "listed.jsonl").open("rb") as lines:
            for line in lines:
                entry = decoder.decode(line)
                entries[entry.target].append(entry)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return _NO_LIST
    return entries


def _take(sight: Sight, entries: list[Entry], known: frozenset[str]) -> None:
    sight.entries = entries
    sight.ids = frozenset(name for entry in entries for name in entry.reports)
    sight.open = [
        entry
        for entry in entries
        if entry.outcome == "failed"
        or (entry.outcome != "listing" and not known & set(entry.reports))
    ]
    for entry in entries:
        for name in entry.reports:
            if entry.date:
                sight.dates.setdefault(name, set()).add(entry.date)

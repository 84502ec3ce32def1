"""The matrix of agencies and years: what was published in time, and what was not found.

A state is claimed on proof only. ``late`` and ``early`` need a publication date with its
evidence that nothing contradicts; a fetch time proves nothing. ``not_found`` needs a listing that
was read to its end after the deadline, and carries that reading as its certificate: it says that
the report is not there, not that it was never published. All else is ``unknown``, with the reason.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

import msgspec

from govcrawl.lexicon.deadlines import Deadline, deadline, kind_of
from govcrawl.messages import Message, say
from govcrawl.portals import Portal
from govcrawl.runs import ListingPage, Target

State: TypeAlias = Literal[
    "on_time", "late", "early", "changed", "twice", "not_found", "unknown", "not_due"
]
_FIRST_YEAR = 2008
#: How a publication date must have been read to prove a day.
_PROOF = re.compile(r"visible_label|header_label|title_line|below_title|meta:.*")
_URL_DATE = re.compile(r"/t?(20\d\d)[-/]?(\d{2})[-/]?(\d{2})[_/.]")


class _Region(msgspec.Struct):
    adcode: str | None = None


class _Agency(msgspec.Struct):
    name: str | None = None
    name_as_written: str | None = None
    type: str | None = None
    region: _Region = msgspec.field(default_factory=_Region)


class _Source(msgspec.Struct):
    url: str | None = None
    aliases: list[str] = []
    portal: str | None = None
    provenance: str = "local"


class _Evidence(msgspec.Struct):
    field: str = ""
    rule: str = ""
    text: str = ""


class _Issue(msgspec.Struct):
    code: str = ""


class _Change(msgspec.Struct):
    by: str = ""


class Line(msgspec.Struct):
    """What the matrix needs of a record; a line of an older version may lack any of it."""

    report_id: str
    title: str | None = None
    report_year: int | None = None
    coverage: str = "own"
    agency: _Agency = msgspec.field(default_factory=_Agency)
    publish_date: str | None = None
    source: _Source = msgspec.field(default_factory=_Source)
    field_evidence: list[_Evidence] = []
    issues: list[_Issue] = []
    changes: list[_Change] = []


class RunFile(msgspec.Struct):
    """What the matrix needs of a ``run.json``."""

    run_id: str
    command: str
    finished_at: str
    targets: list[Target]


@dataclass(slots=True, kw_only=True)
class Certificate:
    """A listing that was read to its end: the run, when it ended, and every page with its hash."""

    run_id: str
    finished_at: str
    listing: list[ListingPage]


@dataclass(slots=True, kw_only=True)
class Cell:
    """One agency and one year. ``days`` after the deadline (``late``); ``timing`` is the state
    in time of a report that has also changed or is found twice; ``evidence`` is the date as
    printed; ``urls`` are where the report was found."""

    agency: str
    adcode: str | None
    year: int
    state: State
    reason: str
    reason_en: str
    timing: State | None = None
    days: int | None = None
    due: str | None = None
    published: str | None = None
    evidence: str | None = None
    urls: list[str] = field(default_factory=list)
    certificate: Certificate | None = None


@dataclass(slots=True)
class _Row:
    agency: str
    adcode: str | None
    types: list[str | None] = field(default_factory=list)
    portals: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)
    reports: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))
    years: frozenset[int] | None = None


def read_feed(path: Path) -> Iterator[Line]:
    """The records of a feed. Raises OSError, and msgspec.MsgspecError for a line that is none."""
    decoder = msgspec.json.Decoder(Line)
    with path.open("rb") as lines:
        for line in lines:
            if line.strip():
                yield decoder.decode(line)


def read_runs(data_dir: Path) -> list[RunFile]:
    """The crawls of a data directory, the last one first; what is no ``run.json`` is left out."""
    runs = []
    for path in data_dir.glob("runs/*/run.json"):
        try:
            run = msgspec.json.decode(path.read_bytes(), type=RunFile)
        except (OSError, msgspec.MsgspecError):
            continue
        if run.command.startswith("crawl"):
            runs.append(run)
    return sorted(runs, key=lambda run: (run.finished_at, run.run_id), reverse=True)


def matrix(
    lines: Iterable[Line],
    runs: list[RunFile],
    portals: Mapping[str, Portal],
    *,
    today: datetime.date,
    years: frozenset[int] | None = None,
) -> list[Cell]:
    """Every cell, agencies in the order of their region and name, years in order."""
    rows = _rows(lines, portals)
    _add_unseen(rows, runs, portals)
    seen = {year for row in rows for year in row.reports}
    seen |= {year for row in rows for year in row.years or ()}
    first = min(seen, default=today.year - 1)
    shown = years or frozenset(range(max(first, _FIRST_YEAR), today.year))
    cells = []
    for row in sorted(rows, key=lambda r: (r.adcode or "~", r.agency)):
        cells += [_cell(row, year, runs, today) for year in sorted(shown)]
    return cells


def _rows(lines: Iterable[Line], portals: Mapping[str, Portal]) -> list[_Row]:
    once = {(line.report_id, line.source.url): line for line in lines}
    rows: dict[tuple[str, str | None], _Row] = {}
    for line in once.values():
        name = line.agency.name or line.agency.name_as_written or line.title or line.report_id
        key = name, line.agency.region.adcode
        row = rows.setdefault(key, _Row(*key))
        row.types.append(line.agency.type)
        if line.report_year is not None:
            row.reports[line.report_year].append(line)
        if line.source.portal:
            row.portals.add(line.source.portal)
        if line.source.provenance != "third_party" and line.source.url:
            row.hosts.add(urlsplit(line.source.url).netloc)
    named = {row.agency for row in rows.values()}
    for portal_id, portal in portals.items():
        for agency in portal.agencies:
            if agency not in named:
                rows[agency, portal.adcode] = _Row(agency, portal.adcode, portals={portal_id})
    for row in rows.values():
        stated = [portals[p].expected_years() for p in row.portals if p in portals]
        row.years = frozenset().union(*(y for y in stated if y)) or None
    return list(rows.values())


def _add_unseen(rows: list[_Row], runs: list[RunFile], portals: Mapping[str, Portal]) -> None:
    """Rows for targets of which there is no record at all."""
    for run in runs:
        for target in run.targets:
            if any(_belongs(target, row) for row in rows):
                continue
            host = urlsplit(target.url).netloc
            portal = portals.get(target.portal or "")
            row = _Row(portal.name if portal else host, portal.adcode if portal else None)
            row.hosts.add(host)
            row.portals |= {target.portal} if target.portal else set()
            row.years = portal.expected_years() if portal else None
            rows.append(row)


def _belongs(target: Target, row: _Row) -> bool:
    if target.portal and target.portal in row.portals:
        return True
    return urlsplit(target.url).netloc in row.hosts


def _cell(row: _Row, year: int, runs: list[RunFile], today: datetime.date) -> Cell:
    reports = row.reports.get(year, [])
    if reports:
        return _found(row, year, reports, today)
    types = [t for t in row.types if t]
    due = deadline(year, kind_of(types[-1] if types else "government", "own"))
    if due is not None and today <= due.day:
        return _make(row, year, "not_due", say("cell_not_due", day=due.day), due)
    earliest = min(row.reports, default=None)
    expected = row.years is not None and year in row.years
    if earliest is not None and year < earliest and not expected:
        return _make(row, year, "unknown", say("cell_before_first", year=earliest), due)
    certificate, message = _search(row, year, runs, due)
    state: State = "not_found" if certificate else "unknown"
    return _make(row, year, state, message, due, certificate=certificate)


def _search(
    row: _Row, year: int, runs: list[RunFile], due: Deadline | None
) -> tuple[Certificate | None, Message]:
    """The proof that a report is not there, or why there is none."""
    reason: Message | None = None
    for run in runs:
        for target in run.targets:
            if not _belongs(target, row):
                continue
            if target.years is not None and year not in target.years:
                continue
            if due is not None and run.finished_at[:10] <= due.day.isoformat():
                reason = reason or say("cell_run_too_early", run=run.run_id)
            elif target.listing_complete and not target.failed and target.listing:
                pages = len(target.listing)
                proof = Certificate(
                    run_id=run.run_id, finished_at=run.finished_at, listing=target.listing
                )
                return proof, say("cell_not_found", pages=pages, day=run.finished_at[:10])
            else:
                reason = reason or say("cell_unread", reason=target.reason)
    return None, reason or say("cell_no_run")


def _found(row: _Row, year: int, reports: list[Line], today: datetime.date) -> Cell:
    by_coverage: dict[str, list[Line]] = defaultdict(list)
    for report in reports:
        by_coverage[report.coverage].append(report)
    # A government's own report and its region's may differ in kind: the one due first is judged.
    coverage = "own" if "own" in by_coverage else "aggregate"
    judged = [_judge(report, year, row) for report in by_coverage[coverage]]
    order: list[State] = ["on_time", "early", "late", "unknown"]
    cell = min(judged, key=lambda c: (order.index(c.state), c.published or "", c.urls))
    cell.urls = sorted({url for c in judged for url in c.urls})
    if cell.published and cell.published > today.isoformat():
        cell.state, cell.days, message = "unknown", None, say("cell_future", day=cell.published)
        cell.reason, cell.reason_en = message.zh, message.en
    elif len(judged) > 1:
        _mark(cell, "twice", say("cell_twice", count=len(judged)))
    elif any(change.by == "source" for change in by_coverage[coverage][0].changes):
        _mark(cell, "changed", say("cell_changed"))
    return cell


def _mark(cell: Cell, state: State, message: Message) -> None:
    cell.timing, cell.state = cell.state, state
    cell.reason, cell.reason_en = f"{message.zh}；{cell.reason}", f"{message.en}; {cell.reason_en}"


def _judge(report: Line, year: int, row: _Row) -> Cell:
    """One report against its deadline."""
    due = deadline(year, kind_of(report.agency.type, report.coverage))
    evidence = next((e for e in report.field_evidence if e.field == "publish_date"), None)
    published = _day(report.publish_date)
    days = None
    if due is None:
        state, message = "unknown", say("cell_no_deadline")
    elif published is None:
        state, message = "unknown", say("cell_no_date")
    elif due.day >= published > datetime.date(year, 12, 31):
        state, message = "on_time", say("cell_on_time", day=published, due=due.day)
    else:
        doubt = _doubt(report, published, due, year, evidence)
        late = published > due.day
        if doubt is not None:
            state, message = "unknown", doubt
        elif late:
            days = (published - due.day).days
            state, message = "late", say("cell_late", days=days, day=published, due=due.day)
        else:
            state, message = "early", say("cell_early", day=published)
    cell = _make(row, year, state, message, due)  # type: ignore[arg-type]
    cell.days, cell.published = days, report.publish_date
    cell.evidence = evidence.text if evidence else None
    cell.urls = [report.source.url] if report.source.url else []
    return cell


def _doubt(
    report: Line, published: datetime.date, due: Deadline, year: int, evidence: _Evidence | None
) -> Message | None:
    """Why a date that would accuse does not prove it."""
    if evidence is None or not _PROOF.fullmatch(evidence.rule):
        return say("cell_unproven", day=published)
    if report.source.provenance == "third_party":
        return say("cell_copy", day=published)
    if any(issue.code == "publish_date_conflict" for issue in report.issues):
        return say("cell_conflict", day=published)
    for url in filter(None, (report.source.url, *report.source.aliases)):
        match = _URL_DATE.search(url)
        day = _day("-".join(match.groups())) if match else None
        if day and due.day >= day > datetime.date(year, 12, 31):
            return say("cell_conflict", day=published)
    return None


def _day(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text or "")
    except ValueError:
        return None


def _make(
    row: _Row,
    year: int,
    state: State,
    message: Message,
    due: Deadline | None,
    *,
    certificate: Certificate | None = None,
) -> Cell:
    return Cell(
        agency=row.agency,
        adcode=row.adcode,
        year=year,
        state=state,
        reason=message.zh,
        reason_en=message.en,
        due=due.day.isoformat() if due else None,
        certificate=certificate,
    )

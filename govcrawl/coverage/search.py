"""The proof that a report is not there, or why there is none.

A report is ``not_found`` only where a listing that shows the body was read to its end after the
deadline, and nothing else can be that report: no entry that was not read, no record whose body or
year is in doubt, no body that may be the same one under another name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from govcrawl.bodies import Body, Places, alike, body_of, may_name, titled
from govcrawl.coverage.inputs import Line, Sight
from govcrawl.coverage.rows import BodyRow
from govcrawl.domains import host_kind, site_of
from govcrawl.lexicon.agencies import kind_of
from govcrawl.lexicon.deadlines import Deadline
from govcrawl.lexicon.reforms import GREAT_REFORM, began, ends_of
from govcrawl.messages import Message, say
from govcrawl.portals import Portal
from govcrawl.reading.agency.agency_names import name_in_title, parse_name
from govcrawl.reading.titles import classify_title
from govcrawl.runs import Entry, ListingPage

#: Bodies that a listing shows: where none of so many has a report of a year, a message is given.
_MANY = 5
_LOCAL = re.compile(r"^[省市区县州旗](?=.{2})")  # 县财政局
_GOVERNMENT = "人民政府"
_OPEN = {
    "failed": "cell_entry_failed",
    "none": "cell_entry_unread",
    "away": "cell_entry_away",
    "report": "cell_not_in_feeds",
    "dropped": "cell_entry_dropped",
}


@dataclass(slots=True, kw_only=True)
class Certificate:
    """A listing that was read to its end: the run, when it ended, the target, every page of the
    listings that show the body with its hash, and the entries that were ``dropped``, each with
    the rule: none of them can be the report."""

    run_id: str
    finished_at: str
    portal: str | None
    url: str
    listing: list[ListingPage]
    dropped: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class _Source:
    """The listings of one target: the runs that read them, and the rows that they show."""

    sights: list[Sight]
    portal: Portal | None
    rows: list[BodyRow] = field(default_factory=list)
    titles: dict[str, tuple[int | None, Body]] = field(default_factory=dict)


class Search:
    """Every target's listings, and which rows they show. ``unseen`` are rows
    of their own for targets that show none, and for bodies that are listed only;
    ``years`` those of entries that are not in the feeds."""

    def __init__(
        self,
        rows: list[BodyRow],
        seen: Mapping[tuple[str | None, str], list[Sight]],
        portals: Mapping[str, Portal],
    ) -> None:
        self.places = Places(rows)
        self.unseen: list[BodyRow] = []
        self.years: set[int] = set()
        self._alike: dict[int, list[BodyRow]] = {}
        self._showing: dict[int, list[_Source]] = defaultdict(list)
        self.sources = [
            _Source(found, portals.get(portal or "")) for (portal, _), found in seen.items()
        ]
        by_id = {line.report_id: row for row in rows for line in (*row.lines, *row.undated)}
        for source in self.sources:
            ids = frozenset().union(*(sight.ids or () for sight in source.sights))
            shown = {id(row): row for name, row in by_id.items() if name in ids}
            for row in rows:
                if _stated(row, source):
                    shown[id(row)] = row
            source.rows = list(shown.values())
            self._announced(source)
            source.rows = source.rows or [self._unseen(source)]
            for row in source.rows:
                self._showing[id(row)].append(source)

    def _announced(self, source: _Source) -> None:
        """Rows for bodies of which a listing lists reports and none is in the feeds."""
        for entry in source.sights[0].open or ():
            verdict = classify_title(entry.title)
            if (
                entry.outcome in ("dropped", "away")
                or verdict.kind != "report"
                or host_kind(entry.url) == "third_party"
            ):
                continue
            if verdict.year is not None:
                self.years.add(verdict.year)
            body, name = titled(entry.title), name_in_title(entry.title)
            if body.place and not any(body[1:]):  # of a place itself: its government's
                body, name = body._replace(organ=_GOVERNMENT), f"{name}{_GOVERNMENT}"
            known = self.places.near(body.place)
            if body.organ and not any(row.named and may_name(body, row.body) for row in known):
                row = BodyRow(name, body)
                self.unseen.append(row)
                self.places.add(row)
                source.rows.append(row)

    def _unseen(self, source: _Source) -> BodyRow:
        """A row for a target of whose reports there is no record."""
        target = source.sights[0].target
        portal = source.portal
        name = portal.name if portal else site_of(target.url) or target.url
        for known in self.unseen:
            if target.portal is not None and target.portal in known.portals:
                return known
        body = Body(portal.region if portal else None, "", "", "")
        row = BodyRow(name, body, named=portal is not None and kind_of(name) is not None)
        row.expected, row.years = row.named, portal.expected_years() if portal else None
        row.portals |= {target.portal} if target.portal else set()
        self.unseen.append(row)
        return row

    def look(
        self, row: BodyRow, year: int, due: Deadline | None
    ) -> tuple[Certificate | None, Message]:
        """The proof that a row's report of a year is not there, or why there is none."""
        showing = self._showing[id(row)]
        newest = (_open_entry(row, year, source, source.sights[0]) for source in showing)
        doubt = next(filter(None, newest), None)
        doubt = doubt or _lifetime(row, year) or self._mistaken(row, year)
        if doubt is not None:
            return None, doubt
        proofs: list[tuple[Certificate, Message]] = []
        for source in showing:
            proof, message = self._of_source(row, year, due, source)
            if proof is None:  # the report may be where was not read
                return None, message
            proofs.append((proof, message))
        if not proofs:
            return None, say("cell_not_listed" if self.sources else "cell_no_run")
        if not row.named:
            return None, say("cell_nobody")
        if not row.reports and not row.expected:
            return None, say("cell_never_read")
        return max(proofs, key=lambda proof: proof[0].finished_at)

    def _of_source(
        self, row: BodyRow, year: int, due: Deadline | None, source: _Source
    ) -> tuple[Certificate | None, Message]:
        """What the runs over one target prove, the last one first: one that failed takes nothing
        back, but an entry that it saw may be the report."""
        reason: Message | None = None
        for sight in source.sights:
            proof, message = self._proof(row, year, due, source, sight)
            if proof is not None or message.code in _OPEN.values():
                return proof, message
            reason = reason or message
        return None, reason or say("cell_no_run")

    def _mistaken(self, row: BodyRow, year: int) -> Message | None:
        """A record that may be the report, under another year or another body's name."""
        if row.lines and all(line.doubtful() for line in row.lines):
            return say("cell_row_doubtful", url=row.lines[0].source.url)
        for line in row.undated:
            return say("cell_undated", url=line.source.url)
        for line in row.lines:
            doubtful = line.says("year_conflict", "year_inferred")
            if doubtful and abs((line.report_year or 0) - year) == 1:
                return say("cell_year_doubtful", url=line.source.url)
        if id(row) not in self._alike:
            about = self.places.near(row.body.place)
            self._alike[id(row)] = [
                other for other in about if other is not row and alike(row.body, other.body)
            ]
        for other in self._alike[id(row)]:
            for line in (*other.reports.get(year, ()), *other.undated):
                at_once = set(row.reports) & set(other.reports) - {year}
                near = other.named or _together(row, other)
                if near and not at_once and not _elsewhere(row, other, line):
                    return say("cell_perhaps", agency=other.agency, url=line.source.url)
        return None

    def _proof(
        self, row: BodyRow, year: int, due: Deadline | None, source: _Source, sight: Sight
    ) -> tuple[Certificate | None, Message]:
        run, target = sight.run, sight.target
        seen = _open_entry(row, year, source, sight)
        if seen is not None:
            return None, seen
        if target.years is not None and year not in target.years:
            return None, say("cell_other_years", run=run.run_id)
        if due is not None and run.read_at[:10] <= due.day.isoformat():
            return None, say("cell_run_too_early", run=run.run_id)
        if not sight.whole:
            return None, say("cell_unread", reason=target.reason)
        shown = [other for other in source.rows if other.reports]
        nobody = len(shown) > 0 and not any(other.reports.get(year) for other in shown)
        if nobody and row.expected and row.years is None and not row.reports:
            return None, say("cell_year_nowhere", count=len(shown))
        unseen = _column_unseen(row, sight)
        if unseen is not None:
            return None, unseen
        mine = _columns(row, sight)
        covered = _years(row, sight, mine)
        if covered and not min(covered) <= year <= max(covered) + 1:
            first, last = min(covered), max(covered)
            return None, say("cell_years_not_covered", first=first, last=last, year=year)
        listing = [page for page in target.listing if not mine or page.column in mine]
        proof = Certificate(
            run_id=run.run_id,
            finished_at=run.finished_at,
            portal=target.portal,
            url=target.url,
            listing=listing or target.listing,
            dropped=[entry for entry in sight.entries if entry.outcome == "dropped"],
        )
        code = "cell_not_found_of_any" if nobody and len(shown) >= _MANY else "cell_not_found"
        pages, day = len(proof.listing), run.finished_at[:10]
        return proof, say(code, pages=pages, day=day, count=len(shown))


def _column_unseen(row: BodyRow, sight: Sight) -> Message | None:
    """Why a body's own pages may hold what the listings lack: they were seen, and no column
    of annual reports was found on them."""
    for seen in sight.target.bodies:
        body = body_of(_LOCAL.sub("", seen.name), None, None)
        if not seen.columns and any(body[1:]) and may_name(body, row.body):
            return say("cell_unread", reason=seen.reason)
    return None


def _columns(row: BodyRow, sight: Sight) -> set[str]:
    """The listings that led to reports of a row; empty where the run does not say."""
    ids = {line.report_id for line in (*row.lines, *row.undated)}
    return {e.column for e in sight.entries if e.column and ids & set(e.reports)}


def _years(row: BodyRow, sight: Sight, columns: set[str]) -> set[int]:
    """The report years that these listings are known to hold."""
    shown = [e for e in sight.entries if e.column in columns] if columns else []
    years = {y for e in shown if (y := classify_title(e.title).year) is not None}
    return years | set(row.reports) if years else set()


def _stated(row: BodyRow, source: _Source) -> bool:
    """Whether a target shows a row by what is said: a portal's file expects it; or, where the
    entries are not on record, its reports name the target's portal or are below the target."""
    target = source.sights[0].target
    if any(sight.ids is not None for sight in source.sights):
        return row.expected and target.portal is not None and target.portal in row.portals
    if target.portal is not None:
        return target.portal in row.portals
    folders = [_path(url).rpartition("/")[0] + "/" for url in (target.url, *target.columns)]
    urls = [_path(url) for line in (*row.lines, *row.undated) for url in line.urls()]
    return any(url.startswith(folder) for url in urls for folder in folders)


def _path(url: str) -> str:
    try:
        return site_of(url) + (urlsplit(url).path or "/")
    except ValueError:
        return url


def _elsewhere(row: BodyRow, other: BodyRow, line: Line) -> bool:
    """Whether a record's own words put it in another place than a row."""
    places = row.body.place, other.body.place
    written = parse_name(line.agency.name_as_written or "")
    return None not in places and places[0] != places[1] and bool(written.places)


def _together(row: BodyRow, other: BodyRow) -> bool:
    """Whether two rows come from one portal or host."""
    return bool(row.portals & other.portals or row.hosts & other.hosts)


def _open_entry(row: BodyRow, year: int, source: _Source, sight: Sight) -> Message | None:
    """An entry of a listing that may be the report, and why it is not in the feeds."""
    for entry in sight.open or ():
        if _may_be(row, year, entry, source):
            place = f"{entry.title} {entry.url}".strip()
            return say(_OPEN.get(entry.outcome, "cell_entry_unread"), entry=place)
    return None


def _may_be(row: BodyRow, year: int, entry: Entry, source: _Source) -> bool:
    """Whether an entry without a record may be a row's report of a year."""
    if entry.title not in source.titles:
        source.titles[entry.title] = classify_title(entry.title).year, titled(entry.title)
    stated, body = source.titles[entry.title]
    if stated is not None and stated != year:
        return False
    if stated is None and entry.date and entry.date < f"{year + 1}-01-01":
        return False
    return len(source.rows) == 1 or may_name(body, row.body)


def _lifetime(row: BodyRow, year: int) -> Message | None:
    """Why a body may not have been there: before its first report, before its name began, after
    a reform that it did not outlive for all that is known."""
    asked = row.expected and row.years is not None and year in row.years
    first, last = min(row.reports, default=None), max(row.reports, default=None)
    if first is not None and year < first and not asked:
        return say("cell_before_first", year=first)
    start = began(row.body.organ)
    if start is not None and year < start and (first is None or year < first):
        return say("cell_before_reform", year=start)
    if last is not None and year < last:
        return None
    for end in ends_of(row.body.organ):
        if year >= end.year and (last is None or last <= end.year):
            return say("cell_after_reform", year=end.year, names="、".join(end.successors))
    lasting = row.type == "government" and not row.body.township and not row.body.zone
    if last is not None and last < GREAT_REFORM <= year and not lasting and not asked:
        return say("cell_outlived", year=last)
    return None


def listing_dates(seen: Iterable[list[Sight]]) -> dict[str, set[str]]:
    """The dates that listings print of each report, by its id."""
    dates: dict[str, set[str]] = {}
    for found in seen:
        for sight in found:
            for name, days in sight.dates.items():
                dates.setdefault(name, set()).update(days)
    return dates

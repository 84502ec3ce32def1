"""One cell of the matrix: the date of a report that was found compared with its deadline, and whether
the date is a proof."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from govcrawl.coverage.inputs import Line
from govcrawl.coverage.rows import BodyRow
from govcrawl.coverage.search import Certificate
from govcrawl.domains import site_of
from govcrawl.lexicon.deadlines import Deadline, deadline, kind_of
from govcrawl.messages import Message, say
from govcrawl.reading.page.dates import url_date

State: TypeAlias = Literal[
    "on_time", "late", "early", "changed", "twice", "not_found", "unknown", "not_due"
]
#: How a publication date must have been read to prove a day.
_PROOF = re.compile(r"visible_label|header_label|title_line|below_title|listing|meta:.*")
#: Report years that share one publication date: a body's, and a website's.
_MOVED_ROW, _MOVED_HOST = 2, 3
_LONG = 365  # days late: with a signature in time, rather the day of a move
_SHOWN = 3  # changed fields named in a cell


@dataclass(slots=True, kw_only=True)
class Cell:
    """One body and one year; ``year`` is None for a report whose year is not known. ``former``
    are the body's earlier names, ``days`` those after the deadline (``late``); ``timing`` is the
    state in time of a report that has also changed or is found twice; ``evidence`` is the date
    as printed; ``urls`` are where the report was found."""

    agency: str
    former: list[str]
    adcode: str | None
    year: int | None
    state: State
    reason: str
    reason_en: str
    coverage: str | None = None
    timing: State | None = None
    days: int | None = None
    due: str | None = None
    published: str | None = None
    evidence: str | None = None
    urls: list[str] = field(default_factory=list)
    certificate: Certificate | None = None


class Moved:
    """Dates that are rather those of a move: reports of several years have them."""

    def __init__(self, rows: Iterable[BodyRow]) -> None:
        # Years as the bits of a number: a feed has as many dates as records.
        self._hosts: dict[str, dict[str, int]] = defaultdict(dict)
        for row in rows:
            for line in row.lines:
                if line.publish_date and line.report_year is not None:
                    days = self._hosts[site_of(line.source.url)]
                    days[line.publish_date] = days.get(line.publish_date, 0) | _bit(line)

    def of(self, row: BodyRow, line: Line) -> bool:
        day = line.publish_date or ""
        own = {other.report_year for other in row.lines if other.publish_date == day} - {None}
        years = self._hosts[site_of(line.source.url)].get(day, 0)
        return len(own) >= _MOVED_ROW or years.bit_count() >= _MOVED_HOST


def _bit(line: Line) -> int:
    return 1 << ((line.report_year or 0) % 4096)


@dataclass(slots=True)
class Judge:
    """What a date is judged by. ``dates`` are those that listings print, by report."""

    today: datetime.date
    moved: Moved
    dates: dict[str, set[str]]

    def found(self, row: BodyRow, year: int, reports: list[Line]) -> Cell:
        """The cell of a year of which there are reports. A government's own report and that on
        its region are judged apart; the cell is the worse one's, and has both."""
        by_coverage: dict[str, list[Line]] = defaultdict(list)
        for report in reports:
            by_coverage[report.coverage].append(report)
        cells = [self._of_one(row, year, by_coverage[name]) for name in sorted(by_coverage)]
        worst: list[State] = ["late", "early", "twice", "changed", "on_time", "unknown"]
        cell = min(cells, key=lambda c: worst.index(c.timing or c.state))
        for other in cells:
            if other is not cell:
                cell.reason += f"；另一份（{other.coverage}）：{other.reason}"
                cell.reason_en += f"; the other one ({other.coverage}): {other.reason_en}"
                cell.urls += [url for url in other.urls if url not in cell.urls]
                cell.former = cell.former or other.former
        return cell

    def undated(self, row: BodyRow, line: Line) -> Cell:
        cell = make(row, None, "unknown", say("cell_no_year"), None)
        cell.urls, cell.coverage = line.urls(), line.coverage
        return cell

    def _of_one(self, row: BodyRow, year: int, reports: list[Line]) -> Cell:
        own = [line for line in reports if line.source.provenance != "third_party"]
        judged = [(self._timing(row, year, line), line) for line in own or reports]
        order: list[State] = ["on_time", "early", "late", "unknown"]
        cell, line = min(
            judged, key=lambda p: (order.index(p[0].state), p[0].published or "", p[0].urls)
        )
        cell.urls = list(dict.fromkeys(url for other, _ in judged for url in other.urls))
        changed = [change for change in line.changes if change.by == "source"]
        if len(judged) > 1:
            _mark(cell, "twice", say("cell_twice", count=len(judged)))
        elif changed:
            names = list(dict.fromkeys(change.field for change in changed if change.field))
            fields = "、".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")
            seen = max((change.seen_after or "" for change in changed), default="")[:10]
            _mark(cell, "changed", say("cell_changed", fields=fields or "?", day=seen or "?"))
        return cell

    def _timing(self, row: BodyRow, year: int, line: Line) -> Cell:
        """One report against its deadline."""
        due = deadline(year, kind_of(line.agency.type, line.coverage))
        evidence = next((e for e in line.field_evidence if e.field == "publish_date"), None)
        published, days = _day(line.publish_date), None
        state: State = "unknown"
        if due is None:
            message = say("cell_no_deadline")
        elif published is None:
            message = say("cell_no_date")
        elif published > self.today:
            message = say("cell_future", day=published)
        elif due.day >= published > datetime.date(year, 12, 31):
            state, message = "on_time", say("cell_on_time", day=published, due=due.day)
        elif doubt := self._doubt(row, line, published, due, evidence.rule if evidence else ""):
            message = doubt
        elif published > due.day:
            days = (published - due.day).days
            state, message = "late", say("cell_late", days=days, day=published, due=due.day)
        else:
            state, message = "early", say("cell_early", day=published)
        cell = make(row, year, state, message, due)
        cell.days, cell.published, cell.coverage = days, line.publish_date, line.coverage
        cell.evidence = evidence.text if evidence else None
        cell.urls = line.urls()
        return cell

    def _doubt(
        self, row: BodyRow, line: Line, published: datetime.date, due: Deadline, rule: str
    ) -> Message | None:
        """Why a date after the deadline does not prove that the report was late."""
        if not _PROOF.fullmatch(rule):
            return say("cell_unproven", day=published)
        if line.source.provenance == "third_party":
            return say("cell_copy", day=published)
        if line.says("year_conflict", "year_inferred"):
            return say("cell_its_year", day=published)
        if line.doubtful():
            return say("cell_its_body", day=published)
        others = {url_date(url) for url in line.urls()} | self.dates.get(line.report_id, set())
        # A page that was dated anew: what it said before is known.
        others |= {str(x.before) for x in line.changes if x.field == "publish_date"}
        in_time = any(
            day and due.day >= day >= datetime.date(due.day.year, 1, 1) for day in map(_day, others)
        )
        if in_time or line.says("publish_date_conflict"):
            return say("cell_conflict", day=published)
        if published <= due.day:
            return None
        if self.moved.of(row, line):
            return say("cell_moved", day=published)
        signed = _day(line.document_date)
        if signed and signed <= due.day and (published - due.day).days > _LONG:
            return say("cell_long_after", day=published, signed=signed)
        return None


def make(
    row: BodyRow,
    year: int | None,
    state: State,
    message: Message,
    due: Deadline | None,
    *,
    certificate: Certificate | None = None,
) -> Cell:
    return Cell(
        agency=row.agency,
        former=row.former,
        adcode=row.body.place,
        year=year,
        state=state,
        reason=message.zh,
        reason_en=message.en,
        due=due.day.isoformat() if due else None,
        certificate=certificate,
    )


def _mark(cell: Cell, state: State, message: Message) -> None:
    cell.timing, cell.state = cell.state, state
    cell.reason, cell.reason_en = f"{message.zh}；{cell.reason}", f"{message.en}; {cell.reason_en}"


def _day(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text or "")
    except ValueError:
        return None

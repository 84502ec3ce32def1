"""The matrix of bodies and years: what was published in time, and what was not found.

A state is claimed on proof only. ``late`` and ``early`` need a publication date with its
evidence that nothing contradicts; a fetch time proves nothing. ``not_found`` needs a listing that
shows the body and was read to its end after the deadline, and carries that reading as its
certificate: it states that the report is not there, not that it was never published. All else is
``unknown``, with the reason.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping

from govcrawl.coverage.inputs import (
    Line,
    RunFile,
    data_dirs,
    distinct,
    read_feed,
    read_line,
    read_runs,
    sights,
)
from govcrawl.coverage.rows import BodyRow, rows_of
from govcrawl.coverage.search import Search, listing_dates
from govcrawl.coverage.timeliness import Cell, Judge, Moved, State, make
from govcrawl.lexicon.deadlines import deadline, kind_of
from govcrawl.messages import say
from govcrawl.portals import Portal

__all__ = [
    "Cell",
    "Line",
    "RunFile",
    "State",
    "cells_of",
    "data_dirs",
    "matrix",
    "read_feed",
    "read_line",
    "read_runs",
]
#: The Regulations came into force on 1 May 2008: no earlier report exists.
_FIRST_YEAR = 2008


def matrix(
    lines: Iterable[Line],
    runs: list[RunFile],
    portals: Mapping[str, Portal],
    *,
    today: datetime.date,
    years: frozenset[int] | None = None,
) -> list[Cell]:
    """Every cell of ``cells_of``."""
    return list(cells_of(lines, runs, portals, today=today, years=years))


def cells_of(
    lines: Iterable[Line],
    runs: list[RunFile],
    portals: Mapping[str, Portal],
    *,
    today: datetime.date,
    years: frozenset[int] | None = None,
) -> Iterator[Cell]:
    """Every cell, one after the other once all is read: bodies in the order of their region and
    name, years in order; reports whose year is not known come last in their row. ``runs`` have the last
    one first."""
    # Where region or body is unknown, a substitute is in the id: such records have no row.
    reports = distinct(line for line in lines if not line.id_provisional)
    met = {key for run in runs for target in run.targets if (key := target.portal)}
    met |= {line.source.portal for line in reports if line.source.portal}
    rows = rows_of(reports, {key: portal for key, portal in portals.items() if key in met})
    seen = sights(runs, frozenset(line.report_id for line in reports))
    search = Search(rows, seen, portals)
    rows += search.unseen
    judge = Judge(today, Moved(rows), listing_dates(seen.values()))
    found = {year for row in rows for year in row.reports} | search.years
    found |= {year for row in rows for year in row.years or ()}
    first = max(min(found, default=today.year - 1), _FIRST_YEAR)
    shown = years or found | set(range(first, today.year))
    return _in_order(rows, shown, search, judge)


def _in_order(
    rows: list[BodyRow], shown: Iterable[int], search: Search, judge: Judge
) -> Iterator[Cell]:
    for row in sorted(rows, key=lambda r: (r.body.place or "~", r.agency)):
        for year in sorted(shown):
            yield _cell(row, year, search, judge)
        for line in row.undated:
            yield judge.undated(row, line)


def _cell(row: BodyRow, year: int, search: Search, judge: Judge) -> Cell:
    reports = row.reports.get(year)
    if reports:
        return judge.found(row, year, reports)
    # What a body's own report and one on its region are due by may differ: the later day counts.
    coverages = {line.coverage for line in row.lines} or {"own"}
    days = [deadline(year, kind_of(row.type or "government", name)) for name in coverages]
    due = max((day for day in days if day is not None), default=None)
    if due is None:
        return make(row, year, "unknown", say("cell_no_deadline"), None)
    if judge.today <= due.day:
        return make(row, year, "not_due", say("cell_not_due", day=due.day), due)
    certificate, message = search.look(row, year, due)
    state: State = "not_found" if certificate else "unknown"
    return make(row, year, state, message, due, certificate=certificate)

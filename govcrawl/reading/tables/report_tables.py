"""All grids of a report → values, cells, quality and era."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from govcrawl.messages import Both
from govcrawl.reading.model import Grid, GridCell
from govcrawl.reading.tables import applicants, applications, outcomes, proactive, schedules
from govcrawl.reading.tables.collect import Collector
from govcrawl.reading.tables.halves import below_each_other
from govcrawl.reading.tables.labels import LabelIndex
from govcrawl.reading.tables.layout import GridRow, rows_of, transposed
from govcrawl.reading.tables.spelling import correct
from govcrawl.reading.tables.stacked import unstacked
from govcrawl.report import Era, Issue, Number, Statistic, TableCell, TableQuality

_Kind = Literal["proactive", "applications", "outcomes", "other"]
_INDEXES: dict[_Kind, tuple[LabelIndex[Any], ...]] = {
    "proactive": (proactive.ROWS, proactive.COLUMNS),
    "applications": (applications.ROWS, applications.GROUPS, applicants.COLUMNS),
    "outcomes": (outcomes.GROUPS, outcomes.COLUMNS),
}
#: Report year of the form of 国办公开办函〔2021〕30号.
_FIRST_2021 = 2021
#: Report year of the form of 国办公开办函〔2019〕60号.
_FIRST_2019 = 2019
#: Rows of a grid without any label that can be the values of a torn table.
_BARE_ROWS = 2
#: Figures of such a grid.
_BARE_FIGURES = 10


@dataclass(frozen=True, slots=True)
class TablesResult:
    """``values`` holds every key that the tables found should have (None where not read) and,
    under ``unknown.``, what no form lists. ``statistics`` are the figures of schedules that
    that no form has, with their units. ``era`` is None where no table tells it. ``sources`` and
    ``statistic_sources`` are the source cells of ``cells`` and ``statistics``, one each."""

    values: dict[str, Number | None] = field(default_factory=dict)
    cells: list[TableCell] = field(default_factory=list)
    quality: list[TableQuality] = field(default_factory=list)
    era: Era | None = None
    issues: list[Issue] = field(default_factory=list)
    statistics: list[Statistic] = field(default_factory=list)
    sources: list[GridCell] = field(default_factory=list)
    statistic_sources: list[GridCell] = field(default_factory=list)
    #: evidence of an error of the reading, by key or beginning of keys
    doubts: dict[str, Both] = field(default_factory=dict)


def is_statistical(grid: Grid) -> bool:
    """Whether a grid is, or continues, a table of figures rather than layout, a header block,
    contacts or a list of links."""
    rows, turned = _upright(grid)
    grid.worked_out = grid.cells, rows, turned
    if any(
        proactive.is_heading(row)
        or applicants.is_heading(row)
        or applications.is_row(row)
        or outcomes.is_heading(row)
        or (proactive.is_row(row) and any(cell.value.state == "read" for cell in row.own))
        for row in rows
    ):
        return True
    if len(rows) <= _BARE_ROWS and not any(row.labels for row in rows):
        # the figures of table 4, their headings on the page before
        return sum(cell.value.state == "read" for row in rows for cell in row.own) >= _BARE_FIGURES
    return schedules.is_schedule(rows, grid.caption)


def read_tables(grids: Sequence[Grid], *, report_year: int | None) -> TablesResult:
    """Read the tables of one report, in reading order.

    ``table`` of the cells counts the statistical tables among ``grids`` from 0. The era comes
    from the labels; ``report_year`` decides only where they leave it open.
    """
    if not grids:
        return TablesResult()
    out = Collector()
    table2 = proactive.ProactiveReader(out)
    table3 = applications.ApplicationsReader(out, report_year)
    table4 = outcomes.OutcomesReader(out, report_year)
    lists = schedules.SchedulesReader(out, report_year)
    index = 0
    last: _Kind = "other"
    for grid in grids:
        rows, out.turned = _upright(below_each_other(grid))
        rows = unstacked(rows)
        dump = grid.kind == "dump"
        taken = False
        for kind, run in _runs(rows, last, table3.started, table4.open):
            if kind != "other":
                correct(run, _INDEXES[kind], out)
            if kind == "proactive":
                table2.read(run, index, dump=dump)
            elif kind == "applications":
                table3.read(run, index, dump=dump)
            elif kind == "outcomes":
                table4.read(run, index, dump=dump, caption=grid.caption)
            elif not lists.read(run, grid, index):
                continue
            taken = True
            last = kind
        index += taken
    lists.finish()
    era = _era(table2, table3, table4, lists.era, report_year)
    form_era: Era = "format_2019_trial" if era == "format_2019_trial" else "format_2021"
    table2.finish(form_era)
    table3.finish(form_era)
    table4.finish(form_era, whole=table3.whole)
    quality = sorted(
        (tally.quality() for tally in out.tallies if tally.states or tally.expected),
        key=lambda quality: quality.table,
    )
    return TablesResult(
        out.values,
        out.cells,
        quality,
        era,
        out.issues,
        out.statistics,
        out.sources,
        out.statistic_sources,
        out.doubts,
    )


def _upright(grid: Grid) -> tuple[list[GridRow], bool]:
    """The rows of a grid as its form has them: tables 3 and 4 are also printed with their
    rows as columns. True if the grid had to be turned."""
    known, grid.worked_out = grid.worked_out, None
    if known is not None and known[0] is grid.cells:
        # given once: who reads rows may change them
        rows, turned = known[1:]
        return rows, turned
    rows = rows_of(grid)
    if applications.is_turned(rows) or outcomes.is_turned(rows):
        return rows_of(transposed(grid)), True
    return rows, False


def _runs(
    rows: list[GridRow], last: _Kind, applications_started: bool, outcomes_open: bool
) -> list[tuple[_Kind, list[GridRow]]]:
    """Runs of rows of one kind. A row that does not tell belongs to the rows before it; at the
    start of a grid to the rows after it, or to the table that the grid continues."""
    kinds: list[_Kind | None] = []
    for row in rows:
        kind: _Kind | None = None
        if not row.labels:
            pass
        elif proactive.is_heading(row):
            kind = "proactive"
        elif outcomes.is_heading(row):
            kind = "outcomes"
        elif applicants.is_heading(row):
            kind = "applications"
            applications_started = True
        elif applications_started and applications.is_row(row):
            kind = "applications"
        elif last == "proactive" and proactive.is_row(row):
            kind = "proactive"
        if kind is not None:
            last = kind
        kinds.append(kind)
    told = [kind for kind in kinds if kind is not None]
    if not told:
        if outcomes_open and len(rows) <= 3 and last == "outcomes":
            return [("outcomes", rows)]
        return [("other", rows)]
    runs: list[tuple[_Kind, list[GridRow]]] = []
    current: _Kind = told[0]
    for row, kind in zip(rows, kinds, strict=True):
        current = kind or current
        if runs and runs[-1][0] == current:
            runs[-1][1].append(row)
        else:
            runs.append((current, [row]))
    return runs


def _era(
    table2: proactive.ProactiveReader,
    table3: applications.ApplicationsReader,
    table4: outcomes.OutcomesReader,
    listed: Era | None,
    report_year: int | None,
) -> Era | None:
    trial, current = table2.votes["format_2019_trial"], table2.votes["format_2021"]
    if trial != current:
        return "format_2019_trial" if trial > current else "format_2021"
    if table2.started or table3.started or table4.started:
        if table3.subrows_seen:
            return "format_2021"
        if report_year is not None and report_year >= _FIRST_2019:
            return "format_2021" if report_year >= _FIRST_2021 else "format_2019_trial"
        return "format_2019_trial" if table3.single_seen else "format_2021"
    return listed

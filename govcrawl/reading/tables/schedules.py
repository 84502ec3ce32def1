"""Lists with a figure a row: the schedules known by name, and lists that no form has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from govcrawl.lexicon.forms import FORMS, Schedule, ScheduleRow
from govcrawl.messages import phrase
from govcrawl.reading.model import Grid
from govcrawl.reading.tables.cells import is_count_unit, money_unit
from govcrawl.reading.tables.collect import Collector, Tally
from govcrawl.reading.tables.column_kinds import Layout, Panel, is_heading, layout_of, main_column
from govcrawl.reading.tables.labels import LabelIndex, numberless, skeleton
from govcrawl.reading.tables.layout import Cell, GridRow, place
from govcrawl.reading.tables.spelling import correct
from govcrawl.report import Era
from govcrawl.text import squash
from govcrawl.text.numerals import TENS
from govcrawl.text.patterns import ARABIC_BRACKETS, HAN_BRACKETS, HAN_MARKER

_UNLISTED = "unknown"
#: Shares of the labelled rows of a list (its head apart) that a schedule has: alone enough, and
#: enough together with ``_NEARLY_ALL`` or the usual era.
_ALL_BUT_FEW, _HALF = 0.8, 0.5
#: Share of the rows of a list whose labels are those of one schedule.
_NEARLY_ALL = 0.7
#: The first report year of a form (国办发〔2014〕32号).
_FIRST_YEARS: dict[Era, int] = {"stat_2014": 2014}
_SCHEDULE_TAG = re.compile(rf"^(?:附表|附件|表)[{TENS}0-9]*[:、.\s]*")
_CAPTION_UNIT = re.compile(r"\(?(?:计量)?单位[:为]?[^)]*\)?$")
_MARKERS = (
    re.compile(f"^{HAN_MARKER}"),
    re.compile(f"^{HAN_BRACKETS}"),
    re.compile(r"^[0-9]{1,2}[、.]"),
    re.compile(f"^{ARABIC_BRACKETS}"),
)
_PART = re.compile(r"^其中[:、,]?")
#: Rows that close a form and hold no figures.
_FOOTER = re.compile(
    r"^(?:单位负责人|审核人|填报人|填表人|联系电话|填报日期|填报单位|制表人|注)[:：]?"
)


class _Family:
    """The schedules of one era: rows found by label, distinguished by their place."""

    def __init__(self, era: Era, schedules: Sequence[Schedule]) -> None:
        self.era = era
        self.rows: list[tuple[Schedule, ScheduleRow]] = [
            (schedule, row) for schedule in schedules for row in schedule.rows
        ]
        self.index = LabelIndex[int]((i, row.labels) for i, (_, row) in enumerate(self.rows))
        self.tops: list[int] = []
        for i, (_, row) in enumerate(self.rows):
            self.tops.append(i if row.level == 1 or not self.tops else self.tops[-1])

        self.captions = {skeleton(c) for schedule in schedules for c in schedule.captions}

    def matches(self, rows: Sequence[GridRow]) -> tuple[int, float]:
        """How many rows have a label of this family, and what share that is of
        the rows that the schedules met have."""
        found: set[int] = set()
        count = 0
        for row in rows:
            at = [i for cell in row.own if cell.label for i in self.index.find(cell.label)]
            count += bool(at)
            found.update(at)
        met = {self.rows[i][0].name for i in found}
        size = sum(len(s.rows) for s in FORMS.schedules if s.name in met)
        return count, len(found) / size if size else 0.0

    def choose(self, label: str, last: int) -> int | None:
        """The row a label names, after row ``last``: labels that recur are distinguished by the
        section they are in."""
        found = self.index.find(label)
        if len(found) < 2:
            return found[0] if found else None
        ahead = [i for i in found if i > last]
        here = [i for i in ahead if last >= 0 and self.tops[i] == self.tops[last]]
        if here:
            return here[0]
        return ahead[0] if len(ahead) == 1 else None


def _families() -> tuple[_Family, ...]:
    eras = dict.fromkeys(schedule.era for schedule in FORMS.schedules)
    return tuple(_Family(era, [s for s in FORMS.schedules if s.era == era]) for era in eras)


_FAMILIES = _families()


def is_schedule(rows: Sequence[GridRow], caption: str) -> bool:
    """Whether rows are a list of figures, known by name or not."""
    _, listed = _family(rows, caption, None)
    return layout_of(rows, caption, None, listed) is not None


def _family(
    rows: Sequence[GridRow], caption: str, usual: Era | None, year: int | None = None
) -> tuple[_Family | None, int]:
    """The family a list belongs to, with the number of its rows found.

    A few labels (行政复议数) are common to the lists of many provinces: they count only under
    the schedule's own caption, or where they make up nearly all rows, or nearly the whole
    schedule is there among local rows. No form was used before its ``year``, whatever an earlier
    table of the same name is called.
    """
    labelled = sum(bool(row.labels) and len(row.own) > 1 for row in rows)
    if not caption:
        caption = next((row.own[0].source.text for row in rows if row.labels), "")
    named = skeleton(_plain_caption(caption))
    best: tuple[int, bool, _Family] | None = None
    for family in _FAMILIES:
        if year is not None and year < _FIRST_YEARS.get(family.era, year):
            continue
        count, share = family.matches(rows)
        if not count:
            continue
        own = (
            named in family.captions
            or count >= _ALL_BUT_FEW * (labelled - 1)
            or ((share >= _NEARLY_ALL or family.era == usual) and count >= _HALF * (labelled - 1))
        )
        if own and (best is None or (count, family.era == usual) > best[:2]):
            best = (count, family.era == usual, family)
    return (best[2], best[0]) if best else (None, 0)


def _plain_caption(caption: str) -> str:
    return _CAPTION_UNIT.sub("", _SCHEDULE_TAG.sub("", squash(caption)))


def is_listed(label: str) -> bool:
    """Whether a schedule known by name has this label (a skeleton)."""
    return any(family.index.find(label) for family in _FAMILIES)


def is_label(label: str) -> bool:
    """Whether this is a label of such a schedule as a whole, and not one that goes on."""
    return any(label in family.index for family in _FAMILIES)


@dataclass(slots=True)
class _Path:
    """Labels above the current row of an unlisted schedule, outermost first."""

    levels: list[tuple[int, str, bool]]

    def take(self, text: str) -> list[str]:
        folded = squash(text)
        part = _PART.match(folded)
        if part:
            folded = folded[part.end() :]
        name = numberless(text)
        marked = next((n for n, m in enumerate(_MARKERS, 2) if m.match(folded)), None)
        level = marked
        if level is None:
            if part:
                level = (self.levels[-1][0] if self.levels else 0) + 10
            else:
                plain = [entry[0] for entry in self.levels if entry[2]]
                level = plain[-1] if plain else (self.levels[-1][0] if self.levels else 1)
        elif part and self.levels and self.levels[-1][0] >= level:
            level = self.levels[-1][0] + 10
        while self.levels and self.levels[-1][0] >= level:
            self.levels.pop()
        self.levels.append((level, name, marked is None and part is None))
        return [entry[1] for entry in self.levels]


@dataclass(frozen=True, slots=True)
class _OpenPanel:
    """The panel whose rows are being read. ``family``: the schedules known by name that it belongs
    to; ``main``: the column of the report's year (its number in ``panel.values``); ``name``: of the
    list; ``unit``: of money, where the caption states one."""

    family: _Family | None
    panel: Panel
    main: int | None
    path: _Path
    name: str
    unit: str | None
    table: int


@dataclass(frozen=True, slots=True)
class _Before:
    """The list read last: a list without headings that fits its columns continues it."""

    table: int
    family: _Family | None
    layout: Layout


class SchedulesReader:
    """Reads lists one by one; remembers what was seen of each known schedule."""

    def __init__(self, collector: Collector, report_year: int | None) -> None:
        self._out = collector
        self._year = report_year
        self.era: Era | None = None
        self._seen: dict[str, tuple[Schedule, Tally]] = {}
        self._last: dict[Era, int] = {}
        self._captions: set[str] = set()
        self._before: _Before | None = None
        self._keys: Counter[str] = Counter()

    def read(self, rows: Sequence[GridRow], grid: Grid, table: int) -> bool:
        """Read one list; False if the rows are none."""
        family, listed = _family(rows, grid.caption, self.era, self._year)
        layout = layout_of(rows, grid.caption, self._year, listed)
        if layout is None or not layout.headed:
            before = self._before
            if before is not None and before.table == table - 1 and before.layout.continues(rows):
                layout = before.layout.of_rows(rows)
                family = family or before.family
        if layout is None:
            return False
        self._before = _Before(table, family, layout)
        if family is not None:
            correct(layout.rows, (family.index,), self._out)
            self.era = self.era or family.era
        caption_unit = money_unit(squash(layout.caption))
        name = self._name(layout, table)
        for panel in layout.panels:
            opened = _OpenPanel(
                family, panel, main_column(panel), _Path([]), name, caption_unit, table
            )
            self._panel(opened, layout)
        return True

    def _name(self, layout: Layout, table: int) -> str:
        name = numberless(_plain_caption(layout.caption))[:30] or f"table{table}"
        if name in self._captions and not layout.continued:
            name = f"{name}{table}"
        self._captions.add(name)
        return name

    def _panel(self, opened: _OpenPanel, layout: Layout) -> None:
        panel = opened.panel
        if opened.family is not None and opened.main is None:
            self._out.issue(
                "table_year_column_unclear", " | ".join(leaf.text for leaf in panel.values)
            )
        for row in layout.rows:
            labels = [
                cell
                for cell in row.cells
                if cell.label and panel.start <= cell.start < panel.label_end
            ]
            cells = [
                cell
                for cell in row.cells
                if panel.label_end <= cell.start < panel.end
                or (cell.start >= panel.label_end and panel is layout.panels[-1])
            ]
            own = [cell for cell in labels if cell.source.row == row.number]
            values = self._values(panel, cells)
            if not own:
                if any(cell.value.state == "read" for cell in values):
                    self._unlabelled(row)
                continue
            if _FOOTER.match(squash(own[-1].source.text)) or is_heading(own[-1], values):
                continue
            unit_cell = next((c for c in cells if (c.start, c.end) == panel.unit), None)
            unit = unit_cell.source.text if unit_cell is not None and unit_cell.label else None
            self._row(opened, row, labels, values, unit)

    def _values(self, panel: Panel, cells: list[Cell]) -> list[Cell]:
        """Cells under the figures' headings. In a row that lost its unit cell the only figure
        is in the unit's place."""
        first = panel.values[0].start
        values = [
            cell for cell in cells if cell.end > first and (cell.start, cell.end) not in panel.codes
        ]
        if not values and len(panel.values) == 1:
            values = [
                cell
                for cell in cells[-1:]
                if not is_count_unit(cell.source.text) or cell.value.state != "refused"
            ]
        return values

    def _row(
        self,
        opened: _OpenPanel,
        row: GridRow,
        labels: list[Cell],
        values: list[Cell],
        unit: str | None,
    ) -> None:
        """Read one row; ``labels`` outermost first, ``unit`` as its own cell prints it."""
        family, panel, main, table = opened.family, opened.panel, opened.main, opened.table
        leaf = labels[-1]
        at = None
        if family is not None:
            at = family.choose(leaf.label, self._last.get(family.era, -1))
            if at is None and family.index.find(leaf.label):
                self._out.issue("table_row_ambiguous", leaf.source.text, label=leaf.source.text)
        above = [cell.source.text for cell in labels[:-1]]
        names = [numberless(text) for text in above] + opened.path.take(leaf.source.text)
        placed = place(values, panel.values)
        listed = at is not None and family is not None and family.rows[at][1].key is not None
        merged = [] if listed and main is not None else [cell for cell, _, _ in placed.merged]
        if at is None or listed:
            self._out.unplaced(names[-1], [*merged, *placed.extra])
        printed = money_unit(unit or "") or opened.unit
        if at is not None and family is not None:
            self._last[family.era] = at
            schedule, form_row = family.rows[at]
            if form_row.key is None:
                return
            tally = self._tally(schedule, table)
            for i, column in enumerate(panel.values):
                cell = placed.cells[i]
                if i != main:
                    if cell is not None and cell.value.state != "blank":
                        key = f"{_UNLISTED}.{form_row.key}.{column.key}"
                        self._out.put(tally, key, cell, table, row.number, known=False)
                elif cell is not None:
                    self._out.put(
                        tally,
                        form_row.key,
                        cell,
                        table,
                        row.number,
                        unit=form_row.unit,
                        printed_unit=printed or money_unit(column.text),
                    )
                else:
                    self._out.refuse(tally, form_row.key, placed.refused.get(i), table, row.number)
            return
        self._unlisted(opened, row, names, placed.cells, unit)

    def _unlisted(
        self,
        opened: _OpenPanel,
        row: GridRow,
        names: list[str],
        cells: Sequence[Cell | None],
        unit: str | None,
    ) -> None:
        """Take a row that no form has, under a key made of its labels."""
        panel, table = opened.panel, opened.table
        if all(cell is None or cell.value.state == "blank" for cell in cells):
            return
        tally = self._out.tally(f"{_UNLISTED}.{opened.name}", table)
        base = ".".join([_UNLISTED, opened.name, *names])
        if opened.family is not None:
            self._out.issue("table_row_unknown", base, table=phrase("schedule"), label=names[-1])
        line = " | ".join(cell.source.text for cell in row.cells)
        for i, column in enumerate(panel.values):
            cell = cells[i]
            if cell is None or cell.value.state == "blank":
                continue
            single = len(panel.values) == 1 and panel.scopes[i] != "cumulative"
            key = base if single else f"{base}.{column.key or i + 1}"
            self._keys[key] += 1
            if self._keys[key] > 1:
                key = f"{key}#{self._keys[key]}"
            self._out.put(tally, key, cell, table, row.number, known=False)
            self._out.statistic(
                key, cell, unit or opened.unit, panel.scopes[i] == "cumulative", line
            )

    def _tally(self, schedule: Schedule, table: int) -> Tally:
        found = self._seen.get(schedule.name)
        if found is None:
            found = (schedule, self._out.tally(schedule.name, table))
            found[1].era = schedule.era
            self._seen[schedule.name] = found
        return found[1]

    def _unlabelled(self, row: GridRow) -> None:
        self._out.issue(
            "table_row_unlabelled", " | ".join(cell.source.text for cell in row.own)[:200]
        )

    def finish(self) -> None:
        """Give every key of the schedules met a place."""
        for schedule, tally in self._seen.values():
            tally.expected = [row.key for row in schedule.rows if row.key is not None]
            self._out.finish(tally, schedule.title)

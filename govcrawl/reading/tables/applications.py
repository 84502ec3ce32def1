"""Table 3, 收到和处理政府信息公开申请情况: what was done, by who applied."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from govcrawl.lexicon.forms import ApplicationRow, Item
from govcrawl.messages import phrase
from govcrawl.reading.tables.applicants import (
    COLUMNS,
    FORM,
    ORGANISATIONS,
    SUBTOTAL,
    is_heading,
    leaves_of,
    names_several,
    splits_years,
)
from govcrawl.reading.tables.cells import is_count_unit
from govcrawl.reading.tables.collect import Collector, Tally
from govcrawl.reading.tables.column_kinds import period_of
from govcrawl.reading.tables.joint import Vector, decide, spell, splits, sums_of
from govcrawl.reading.tables.labels import LabelIndex, are_alike, path_of, skeleton
from govcrawl.reading.tables.layout import Cell, GridRow, Interval, Leaf, empty_headings, place
from govcrawl.report import Era
from govcrawl.text import squash

NAME = "applications"
ROWS = LabelIndex[ApplicationRow]((row, row.labels) for row in FORM.rows)
GROUPS = LabelIndex[Item]((item, item.labels) for item in FORM.groups)
_ROW_ORDER = {row.key: i for i, row in enumerate(FORM.rows)}
_COLUMN_ORDER = [item.key for item in FORM.columns if not item.optional]
TELLING_ROWS = {
    key for row in FORM.rows if not row.ambiguous for key in map(skeleton, row.labels)
} | {key for item in FORM.groups for key in map(skeleton, item.labels)}
_OTHER_TOTAL = "results.other_total"
_TOTAL_ROW, _LEFT, _CAME = "results.total", "carried_out", ("received_new", "carried_in")
_ABSENT = object()
#: Rows put apart that show how a report prints what is nothing.
_MOST_OF_THE_FORM = 18
_OTHER_PARTS = [row.key for row in FORM.rows if row.group == "results.other"]


def keys_of(era: Era) -> list[str]:
    """The keys of the table in a form, as it is printed without rows of an agency's own."""
    rows = [row.key for row in FORM.rows if era in row.eras]
    return [f"{NAME}.{row}.{column}" for row in rows for column in _COLUMN_ORDER]


def is_row(row: GridRow) -> bool:
    """Whether a row has a label of this table that no other has."""
    return any(label in TELLING_ROWS or ROWS.find(label) for label in row.labels if len(label) > 2)


def is_turned(rows: Sequence[GridRow]) -> bool:
    """Whether the rows of this table are printed as columns."""
    return any(
        len(row.labels) > 3
        and sum(label in TELLING_ROWS for label in row.labels) > 3
        and not any(cell.value.state == "read" for cell in row.own)
        for row in rows
    ) and not any(map(names_several, rows))


def _is_filler(cell: Cell) -> bool:
    """Whether a cell between a row's label and its figures is blank or their unit."""
    return cell.value.state == "blank" or is_count_unit(cell.source.text)


@dataclass(slots=True)
class _State:
    """What carries over from one piece of the table to the next."""

    leaves: list[Leaf] = field(default_factory=list)
    label_end: int = 0
    spare: list[Interval] = field(default_factory=list)
    group: str = ""
    order: int = -1
    #: a row whose label was cut by a page end: its label and its value cells
    cut: tuple[GridRow, Cell, list[Cell], int] | None = None
    #: rows that no form has since the last known one
    strange: list[_Strange] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Strange:
    """A row with figures whose label is not known, and the path under which it is kept unless
    it turns out to be a row of the form."""

    row: GridRow
    leaf: Cell
    values: list[Cell]
    table: int
    path: str


@dataclass(frozen=True, slots=True)
class _Run:
    """A row's figures in one run of digits, with the ways to part them that its sum allows."""

    cell: Cell
    splits: list[list[str]]
    table: int
    row: int

    def vector(self, texts: Sequence[str]) -> Vector:
        """The figures of a split but the last, marks for none being 0."""
        return tuple(int(text) if text.isdigit() else 0 for text in texts[:-1])


class ApplicationsReader:
    """Reads the pieces of table 3 in order."""

    def __init__(self, collector: Collector, report_year: int | None) -> None:
        self._out = collector
        self._year = report_year
        self._state = _State()
        self._tally: Tally | None = None
        self._unknown_columns: set[str] = set()
        self._runs: dict[str, _Run] = {}
        #: some row has run together with blanks in it
        self._blanks = False
        self.subrows_seen = False
        self.single_seen = False
        #: whether the table has run together and was put apart with a figure or a mark in each cell
        self.whole = False

    @property
    def started(self) -> bool:
        return bool(self._state.leaves)

    def read(self, rows: Sequence[GridRow], table: int, *, dump: bool) -> None:
        """Read a run of rows of one physical table."""
        tally = self._tally = self._tally or self._out.tally(NAME, table)
        i = 0
        while i < len(rows):
            j = i
            if i + 1 < len(rows) and self._heads_years(rows[i], rows[i + 1]):
                j += 1
            while j < len(rows) and self._is_heading_row(rows[j]):
                j += 1
            if i < j < len(rows) and not is_row(rows[j]) and splits_years(rows[j], self._year):
                j += 1
            if j > i:
                self._headings(rows[i:j])
                i = j
                continue
            self._data(tally, rows[i], table, dump)
            i += 1

    def _is_heading_row(self, row: GridRow) -> bool:
        labels = row.labels
        if not labels or any(cell.value.state == "read" for cell in row.own):
            return False
        if is_heading(row):
            return True
        telling = [label for label in labels if label in TELLING_ROWS]
        known = sum(label in COLUMNS or label in ORGANISATIONS for label in labels)
        return not telling and (known >= 2 or not ORGANISATIONS.isdisjoint(labels))

    def _heads_years(self, row: GridRow, below: GridRow) -> bool:
        """Whether a row without figures heads the headings below: several years."""
        return (
            len(row.labels) > 1
            and TELLING_ROWS.isdisjoint(row.labels)
            and not any(cell.value.state == "read" for cell in row.own)
            and self._is_heading_row(below)
        )

    # -- headings ---------------------------------------------------------------------------

    def _headings(self, rows: Sequence[GridRow]) -> None:
        leaves = leaves_of(rows, self._year)
        if sum(leaf.known for leaf in leaves) < 2 and (self._state.leaves or len(leaves) < 3):
            return
        known = {leaf.key for leaf in leaves}
        if self._state.leaves and len(known) < len(self._state.leaves):
            return  # a repeated heading cut by the page end says less than the first
        if self._tally is not None and leaves != self._state.leaves:
            self._settle(self._tally, len(FORM.rows))
        self._state.leaves = leaves
        starts = [leaf.start for leaf in leaves if leaf.start >= 0]
        label_end = self._state.label_end = min(starts, default=0)
        self._state.spare = empty_headings(rows, label_end)

    # -- data -------------------------------------------------------------------------------

    def _data(self, tally: Tally, row: GridRow, table: int, dump: bool) -> None:
        state = self._state
        row, period = self._without_period(row)
        leaf, values = self._split(row, hanging=period is not None)
        if leaf is None:
            if any(cell.value.state == "read" for cell in row.own):
                self._unplaced(row, table)
            return
        if state.cut is not None:
            leaf, values, row, table = self._join_cut(row, leaf, values, table)
        context = self._context(row, leaf)
        found = ROWS.find(leaf.label)
        if not found and not GROUPS.find(leaf.label):
            found, context = self._by_path(leaf, context)
        form_row = self._choose(found, context, leaf)
        if form_row is None:
            groups = GROUPS.find(leaf.label)
            if groups and not any(cell.value.state == "read" for cell in values):
                state.group = groups[0].key
                return
            if not groups and not found and self._may_be_cut(leaf):
                state.cut = (row, leaf, values, table)
                return
            self._unknown(row, leaf, values, table, context)
            return
        self._settle(tally, _ROW_ORDER[form_row.key])
        if form_row.key == _OTHER_TOTAL and (not values or leaf.source.rowspan > 1):
            state.group = "results.other"
            self._out.unplaced(form_row.key, values)
            return
        self.subrows_seen |= form_row.group == "results.other"
        self.single_seen |= form_row.key == _OTHER_TOTAL
        state.group = form_row.group
        state.order = _ROW_ORDER[form_row.key]
        key = f"{NAME}.{form_row.key}"
        if id(leaf.source) in self._out.corrected:
            self._out.doubt(key, phrase("doubt.corrected", label=leaf.source.text))
        own = period is None or period_of(period.source.text, self._year) == "year"
        if period is not None and not own:
            key = f"unknown.{key}.{squash(period.source.text)}"
        self._values(tally, row, values, key, table, dump, known=own)

    def _without_period(self, row: GridRow) -> tuple[GridRow, Cell | None]:
        """A row printed once a year: the row without the cell that names the year."""
        for cell in row.own:
            if cell.end <= self._state.label_end and period_of(cell.source.text, self._year):
                cells = [other for other in row.cells if other is not cell]
                return GridRow(row.number, cells, row.own), cell
        return row, None

    def _split(self, row: GridRow, *, hanging: bool) -> tuple[Cell | None, list[Cell]]:
        """The cell with the row's own label (``hanging``: or one that hangs down from the row
        above), and the value cells after it."""
        label_end = self._state.label_end
        at = -1
        at_leaf = False
        for i, cell in enumerate(row.cells):
            if not cell.label or not (hanging or cell.source.row == row.number):
                continue
            if GROUPS.find(cell.label):
                at, at_leaf = i, False
            elif ROWS.find(cell.label):
                at, at_leaf = i, True
            elif cell.start < label_end and not at_leaf:
                at = i  # an unknown label to the right of a group's names the row
        if at < 0:
            return None, []
        # a group's label may hang down to the right of a row that broken spans moved left
        values = [
            cell for cell in row.cells[at + 1 :] if cell.source.row == row.number or not cell.label
        ]
        n = len(self._state.leaves)
        while len(values) > n and values[0].end <= label_end and _is_filler(values[0]):
            values = values[1:]
        return row.cells[at], values

    def _by_path(self, leaf: Cell, context: str | None) -> tuple[list[ApplicationRow], str | None]:
        """The row whose whole path is printed as one label, and its group."""
        *above, last = path_of(leaf.source.text)
        groups = [GROUPS.find(label) for label in above]
        found = ROWS.find(last)
        if not groups or not all(groups) or not found:
            return [], context
        return found, groups[-1][0].key

    def _context(self, row: GridRow, leaf: Cell) -> str | None:
        """The innermost group that the labels beside the leaf name."""
        named = None
        for cell in row.cells:
            if cell is not leaf and cell.label and (groups := GROUPS.find(cell.label)):
                named = groups[0].key
        return named

    def _choose(
        self, found: list[ApplicationRow], context: str | None, leaf: Cell
    ) -> ApplicationRow | None:
        for row in found:
            if not row.ambiguous:
                return row
            # beside 三、本年度办理结果 alone the rows before tell the group, as beside nothing
            group = context if context not in (None, "results") else self._state.group
            if group == row.group:
                return row
            # 总计 closes the results: any group may precede it, if no group holds it
            if row.key == "results.total" and (
                context in (None, "results") or "七" in leaf.source.text
            ):
                return row
        return None

    def _values(
        self,
        tally: Tally,
        row: GridRow,
        values: list[Cell],
        key: str,
        table: int,
        dump: bool,
        *,
        known: bool,
    ) -> None:
        leaves = self._state.leaves
        placed = place(values, leaves, self._state.spare)
        if dump and known and self._glued(placed.merged, leaves, key, table, row.number):
            return
        for i, leaf in enumerate(leaves):
            if not leaf.known:
                cell = placed.cells[i]
                if cell is not None and cell.value.state != "blank":
                    self._unknown_column(leaf)
                    name = f"unknown.{key.removeprefix('unknown.')}.{leaf.key}"
                    self._out.put(tally, name, cell, table, row.number, known=False)
                continue
            full = f"{key}.{leaf.key}"
            cell = placed.cells[i]
            if cell is not None:
                if known or cell.value.state != "blank":
                    self._out.put(tally, full, cell, table, row.number, unit=FORM.unit, known=known)
            elif known:
                self._out.refuse(tally, full, placed.refused.get(i), table, row.number)
        merged = [] if known else [cell for cell, _, _ in placed.merged]
        self._out.unplaced(key, [*merged, *placed.extra])

    def _glued(
        self,
        merged: list[tuple[Cell, int, int]],
        leaves: list[Leaf],
        key: str,
        table: int,
        row: int,
    ) -> bool:
        """Keep a row whose figures have run together until the table is whole: its own sum and those
        of the columns decide."""
        if len(merged) != 1 or merged[0][1:] != (0, len(leaves) - 1):
            return False
        cell = merged[0][0]
        if [leaf.key for leaf in leaves] != _COLUMN_ORDER:
            return False
        found = splits(cell.source.text, len(leaves))
        if not found and found is not None:
            self._blanks = True
            return False
        self._runs[key] = _Run(cell, found or [], table, row)
        return True

    def _take_split(self, tally: Tally, key: str, run: _Run, vector: Vector, how: str) -> None:
        texts = next(texts for texts in run.splits if run.vector(texts) == vector)
        keys = [f"{key}.{column}" for column in _COLUMN_ORDER]
        self._out.put_texts(tally, keys, texts, run.cell, run.table, run.row)
        self._out.doubt(key, phrase("doubt.split"))
        self._out.issue(
            "table_split_by_sum",
            f"{key}: {run.cell.source.text} → {' '.join(texts)}",
            how=phrase(f"table_split_by_sum.{how}"),
        )

    def _solve(self, tally: Tally) -> None:
        """Decide the rows that have run together. Where a cell was blank, a row's sum may hold for
        figures that are none of its own: so the columns must hold too, over the whole table; where
        that is too much to search, no row whose figures may be next to a blank counts."""
        if not self._runs:
            return
        decided = self._jointly()
        n_taken = 0
        for key, run in self._runs.items():
            vector = None if decided is None else decided.get(key)
            how = "sums" if len(run.splits) == 1 else "table"
            if decided is None and len(run.splits) == 1:
                vector = run.vector(run.splits[0])
            if vector is not None:
                self._take_split(tally, key, run, vector, how)
                n_taken += 1
                continue
            for column in _COLUMN_ORDER:
                self._out.refuse(tally, f"{key}.{column}", run.cell, run.table, run.row)
        self.whole = decided is not None and n_taken >= _MOST_OF_THE_FORM and not self._blanks

    def _jointly(self) -> dict[str, Vector] | None:
        """What rows and columns decide together; None where there is too much to look at or too
        little of the table, nothing where a row has blanks or contradicts the others."""
        choices = {row.key: self._choices(f"{NAME}.{row.key}") for row in FORM.rows}
        results = [
            row.key
            for row in FORM.rows
            if row.group.startswith("results") and row.key != _TOTAL_ROW and choices[row.key] != []
        ]
        came = [key for key in _CAME if choices[key] != []]
        self._fill_in(choices, results, came)
        used = [*results, *came, _TOTAL_ROW, _LEFT]
        if not came or any(not choices[key] for key in used):
            # a row that is there and has no figures, or not as many as there are columns
            blank = self._blanks or any(
                choices[key] is None and f"{NAME}.{key}" not in self._runs for key in used
            )
            return {} if blank else None
        rows = {key: choices[key] or [] for key in used}
        decided = decide(
            {key: rows[key] for key in results},
            rows[_TOTAL_ROW],
            [rows[key] for key in came],
            rows[_LEFT],
        )
        if decided is None:
            return None
        names = {"total": _TOTAL_ROW, "left": _LEFT} | {
            f"came{n}": key for n, key in enumerate(came)
        }
        return {f"{NAME}.{names.get(k, k)}": vector for k, vector in decided.items()}

    def _fill_in(
        self,
        choices: dict[str, list[Vector] | None],
        results: Sequence[str],
        came: Sequence[str],
    ) -> None:
        """Give rows that may be parted in too many ways those that the other rows allow: the total
        of the results, and what came in."""
        parts = [choices[key] for key in results]
        if choices[_TOTAL_ROW] is None and all(parts):
            sums = sums_of([part for part in parts if part])
            choices[_TOTAL_ROW] = self._spelled(_TOTAL_ROW, sums or ())
        unknown = [key for key in came if choices[key] is None]
        total, left = choices[_TOTAL_ROW], choices[_LEFT]
        if len(unknown) != 1 or not total or not left:
            return
        others = [choices[key] or [] for key in came if key not in unknown] or [
            [(0,) * len(total[0])]
        ]
        wanted = {
            tuple(t + rest - o for t, rest, o in zip(goal, behind, other, strict=True))
            for goal in total
            for behind in left
            for other in others[0]
        }
        choices[unknown[0]] = self._spelled(unknown[0], wanted)

    def _spelled(self, row: str, vectors: Collection[Vector]) -> list[Vector] | None:
        """Which figures a row that has run together can hold; None where it holds none of them."""
        run = self._runs.get(f"{NAME}.{row}")
        if run is None or run.splits:
            return None
        text = run.cell.source.text
        found = [(v, texts) for v in vectors if min(v) >= 0 and (texts := spell(text, v))]
        run.splits.extend(texts for _, texts in found)
        return [vector for vector, _ in found] or None

    def _choices(self, key: str) -> list[Vector] | None:
        """The figures that a row may have: [] where the row is not there, None where it is
        there and any figure may be in it."""
        run = self._runs.get(key)
        if run is not None:
            return [run.vector(texts) for texts in run.splits] or None
        values = [self._out.values.get(f"{key}.{column}", _ABSENT) for column in _COLUMN_ORDER]
        if all(value is _ABSENT for value in values):
            return []
        whole = tuple(value for value in values[:-1] if isinstance(value, int))
        return [whole] if len(whole) == len(values) - 1 else None

    # -- what does not fit ----------------------------------------------------------------

    def _may_be_cut(self, leaf: Cell) -> bool:
        """Whether the label may be the first half of a known one."""
        return len(leaf.label) > 1 and any(
            key.startswith(leaf.label) and key != leaf.label for key in ROWS
        )

    def _join_cut(
        self, row: GridRow, leaf: Cell, values: list[Cell], table: int
    ) -> tuple[Cell, list[Cell], GridRow, int]:
        cut = self._state.cut
        self._state.cut = None
        assert cut is not None
        first_row, first, first_values, first_table = cut
        whole = skeleton(first.source.text + leaf.source.text)
        first_empty = all(cell.value.state == "blank" for cell in first_values)
        empty = all(cell.value.state == "blank" for cell in values)
        if not ROWS.find(leaf.label) and ROWS.find(whole) and (first_empty or empty):
            joined = Cell(leaf.source, leaf.start, leaf.end, leaf.value, whole)
            if empty:
                return joined, first_values, first_row, first_table
            return joined, values, row, table
        assert self._tally is not None
        self._unknown(first_row, first, first_values, first_table, None)
        return leaf, values, row, table

    def _unknown(
        self,
        row: GridRow,
        leaf: Cell,
        values: list[Cell],
        table: int,
        context: str | None,
    ) -> None:
        if not values or all(cell.value.state == "blank" for cell in values):
            return
        group = context or self._state.group
        path = ".".join(part for part in (NAME, group, leaf.label) if part)
        self._state.strange.append(_Strange(row, leaf, values, table, path))

    def _settle(self, tally: Tally, following: int) -> None:
        """Say what the rows with unknown labels are, now that the row after them is known: rows
        of the form, where just as many of it are missing there and their labels are alike."""
        strange, self._state.strange = self._state.strange, []
        if not strange:
            return
        missing = [
            row
            for row in FORM.rows[self._state.order + 1 : following]
            if row.key != _OTHER_TOTAL
            and not any(f"{NAME}.{row.key}.{column}" in tally.states for column in _COLUMN_ORDER)
        ]
        if len(missing) == len(strange) and all(
            any(are_alike(found.leaf.label, skeleton(label)) for label in row.labels)
            for found, row in zip(strange, missing, strict=True)
        ):
            for found, row in zip(strange, missing, strict=True):
                self._take_missing(tally, found, row)
            return
        for found in strange:
            label = found.leaf.source.text
            self._out.issue("table_row_unknown", label, table=phrase("table_3"), label=label)
            self._out.doubt(NAME, phrase("doubt.unknown_row", label=label))
            key = f"unknown.{found.path}"
            self._values(tally, found.row, found.values, key, found.table, dump=False, known=False)

    def _take_missing(self, tally: Tally, found: _Strange, row: ApplicationRow) -> None:
        label, official = found.leaf.source.text, row.labels[0]
        self._out.issue(
            "table_row_by_elimination",
            f"{label} → {official}",
            table=phrase("table_3"),
            label=label,
            official=official,
        )
        self.subrows_seen |= row.group == "results.other"
        key = f"{NAME}.{row.key}"
        self._out.doubt(key, phrase("doubt.eliminated", label=label))
        self._values(tally, found.row, found.values, key, found.table, dump=False, known=True)

    def _unknown_column(self, leaf: Leaf) -> None:
        if leaf.key not in self._unknown_columns:
            self._unknown_columns.add(leaf.key)
            self._out.issue(
                "table_column_unknown", leaf.text, table=phrase("table_3"), label=leaf.text
            )

    def _unplaced(self, row: GridRow, table: int) -> None:
        self._out.issue(
            "table_row_unlabelled",
            f"table {table} row {row.number}: "
            + " | ".join(cell.source.text for cell in row.own)[:200],
        )

    # -- the end --------------------------------------------------------------------------

    def finish(self, era: Era | None) -> None:
        """Close the table: the keys it should have, by era and by the rows it prints."""
        if self._state.cut is not None and self._tally is not None:
            row, leaf, values, table = self._state.cut
            self._state.cut = None
            self._unknown(row, leaf, values, table, None)
        tally = self._tally
        if tally is not None:
            self._settle(tally, len(FORM.rows))
            self._solve(tally)
        if tally is None or not (tally.states or self.started or self._state.order >= 0):
            return
        tally.era = era
        columns = list(_COLUMN_ORDER)
        if any(leaf.key == SUBTOTAL for leaf in self._state.leaves):
            columns.append(SUBTOTAL)
        single = self.single_seen
        keys = []
        for form_row in FORM.rows:
            if form_row.key == _OTHER_TOTAL:
                if not single and (self.subrows_seen or era != "format_2019_trial"):
                    continue
            elif form_row.key in _OTHER_PARTS and not self.subrows_seen:
                if single or era == "format_2019_trial":
                    continue
            keys.append(form_row.key)
        tally.expected = [f"{NAME}.{key}.{column}" for key in keys for column in columns]
        self._out.finish(tally, FORM.caption)

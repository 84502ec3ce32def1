"""Table 4, 政府信息公开行政复议、行政诉讼情况: outcomes of each kind of case."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

from govcrawl.lexicon.forms import FORMS, Item
from govcrawl.messages import phrase
from govcrawl.reading.tables.collect import Collector, Tally
from govcrawl.reading.tables.column_kinds import period_of
from govcrawl.reading.tables.glued import is_run, split_run
from govcrawl.reading.tables.labels import LabelIndex, skeleton
from govcrawl.reading.tables.layout import (
    MAX_HEADINGS,
    Cell,
    GridRow,
    Interval,
    Leaf,
    empty_headings,
    place,
)
from govcrawl.report import Era
from govcrawl.text import has_han

NAME = "reconsideration_litigation"
_FORM = FORMS.outcomes
COLUMNS = LabelIndex[Item]((item, item.labels) for item in _FORM.columns)
GROUPS = LabelIndex[Item]((item, item.labels) for item in _FORM.groups)
_KEYS = [item.key for item in _FORM.columns]
_GROUP_KEYS = [item.key for item in _FORM.groups if not item.optional]
#: Only these headings tell the table; 其他 and 总计 are in others too.
TELLING = {
    key
    for item in _FORM.columns
    if item.key not in ("other", "total")
    for key in map(skeleton, item.labels)
} | {skeleton("其他结果")}
_KINDS = {
    key
    for item in _FORM.groups
    if item.key.startswith("litigation.")
    for key in map(skeleton, item.labels)
}
RECONSIDERATION, LITIGATION = skeleton("行政复议"), skeleton("行政诉讼")


def keys_of() -> list[str]:
    """The keys of the table."""
    return [f"{group}.{key}" for group in _GROUP_KEYS for key in _KEYS]


def is_heading(row: GridRow) -> bool:
    """Whether a row holds headings of this table."""
    labels = row.labels
    if not labels:
        return False
    if sum(label in TELLING for label in labels) >= 2 or any(label in _KINDS for label in labels):
        return True
    return set(labels) <= {RECONSIDERATION, LITIGATION} and all(
        cell.value.state in ("refused", "blank") for cell in row.own
    )


def is_turned(rows: Sequence[GridRow]) -> bool:
    """Whether the outcomes are printed one below the other."""
    columns: Counter[int] = Counter()
    for row in rows:
        telling = [cell.start for cell in row.own if cell.label in TELLING]
        if len(telling) > 1:
            return False
        columns.update(telling)
    return any(count > 2 for count in columns.values())


class OutcomesReader:
    """Reads table 4 in one piece or several."""

    def __init__(self, collector: Collector, report_year: int | None) -> None:
        self._out = collector
        self._year = report_year
        self._caption: str | None = None
        self._tally: Tally | None = None
        self._heads: list[Cell] = []
        self._spare: list[Interval] = []
        self._leaves: list[Leaf] = []
        self._row_group: Cell | None = None
        #: figures that have run together, their table and row
        self._run: tuple[Cell, int, int] | None = None

    @property
    def started(self) -> bool:
        """Whether figures of this table were read."""
        return self._run is not None or (self._tally is not None and bool(self._tally.states))

    @property
    def open(self) -> bool:
        """Whether headings were read that no figures have followed yet."""
        return bool(self._heads) and not self.started

    def read(self, rows: Sequence[GridRow], table: int, *, dump: bool, caption: str = "") -> None:
        """Read a run of rows of one physical table; ``caption`` may name its only group."""
        named = [
            found[0].key for part in caption.split("：") if (found := GROUPS.find(skeleton(part)))
        ]
        self._caption = named[-1] if named else None
        self._tally = self._tally or self._out.tally(NAME, table)
        fresh = True
        for row in rows:
            if _is_headings(row):
                if fresh:
                    self._heads, self._spare = [], []
                    fresh = False
                self._spare += empty_headings([row], 0)
                self._heads.extend(cell for cell in row.own if cell.label)
                self._leaves = []
                continue
            fresh = True
            if not self._leaves:
                self._leaves = _leaves(self._heads)
            self._data(row, table, dump)

    def _data(self, row: GridRow, table: int, dump: bool) -> None:
        assert self._tally is not None
        leaves = self._leaves
        label = next(
            (cell for cell in reversed(row.cells) if cell.label and GROUPS.find(cell.label)), None
        )
        cells = row.cells
        group = self._caption
        if label is not None:
            group = GROUPS.find(label.label)[0].key
            cells = cells[next(i for i, c in enumerate(cells) if c is label) + 1 :]
        elif cells and has_han(cells[0].label):
            cells = cells[1:]
        if not cells or (all(cell.value.state == "blank" for cell in cells) and not leaves):
            return
        if not leaves:
            self._out.unplaced(NAME, cells)
            return
        while cells and len(cells) > len(leaves) and cells[0].end <= leaves[0].start:
            cells = cells[1:]
        # a figure may look like a year; what names one comes before the figures, or in words
        if any(
            period_of(cell.source.text, self._year) == "other"
            for cell in row.own
            if cell.end <= leaves[0].start or has_han(cell.source.text)
        ):
            self._unknown_year(row, cells, table)
            return
        placed = place(cells, leaves, self._spare)
        if dump and self._is_run(placed.merged, leaves, table, row.number):
            return
        for i, leaf in enumerate(leaves):
            key, known = _key(leaf, group)
            cell = placed.cells[i]
            if known and cell is not None:
                self._out.put(self._tally, key, cell, table, row.number, unit=_FORM.unit)
            elif known:
                self._out.refuse(self._tally, key, placed.refused.get(i), table, row.number)
            elif cell is not None and cell.value.state != "blank":
                self._out.put(self._tally, key, cell, table, row.number, known=False)
        self._out.unplaced(NAME, placed.extra)

    def _unknown_year(self, row: GridRow, cells: Sequence[Cell], table: int) -> None:
        """The figures of another year are kept as unknown."""
        assert self._tally is not None
        placed = place(cells, self._leaves, self._spare)
        year = row.own[0].label or str(row.number)
        for leaf, cell in zip(self._leaves, placed.cells, strict=True):
            if cell is not None and cell.value.state != "blank":
                key = f"unknown.{NAME}.{year}.{leaf.key}"
                self._out.put(self._tally, key, cell, table, row.number, known=False)

    def _is_run(
        self, merged: list[tuple[Cell, int, int]], leaves: list[Leaf], table: int, row: int
    ) -> bool:
        """Keep figures that have run together until it is known how the report prints blanks."""
        if len(merged) != 1 or merged[0][1:] != (0, len(leaves) - 1):
            return False
        if [leaf.key for leaf in leaves] != keys_of() or not is_run(merged[0][0].source.text):
            return False
        if self._run is not None:
            return False
        self._run = merged[0][0], table, row
        return True

    def _part(self, tally: Tally, *, whole: bool) -> None:
        """The three sums L1 and L2 may allow one split only."""
        if self._run is None:
            return
        cell, table, row = self._run
        texts = split_run(cell.source.text, (len(_KEYS),) * len(_GROUP_KEYS), blanks=not whole)
        if texts is None:
            for key in keys_of():
                self._out.refuse(tally, key, cell, table, row)
            return
        self._out.put_texts(tally, keys_of(), texts, cell, table, row)
        self._out.issue(
            "table_split_by_sum",
            f"{NAME}: {cell.source.text} → {' '.join(texts)}",
            how=phrase("table_split_by_sum.sums"),
        )

    def finish(self, era: Era | None, *, whole: bool = False) -> None:
        """Close the table with the keys it should have. ``whole``: the report leaves no cell blank."""
        if self._tally is not None:
            self._part(self._tally, whole=whole)
        telling = sum(cell.label in TELLING for cell in self._heads)
        if self._tally is None or not (self._tally.states or telling > 2):
            return
        self._tally.era = era
        self._tally.expected = keys_of()
        self._out.finish(self._tally, _FORM.caption)


def _is_headings(row: GridRow) -> bool:
    if any(cell.value.state in ("read", "not_applicable") for cell in row.own):
        return False
    labels = row.labels
    return bool(labels) and (
        is_heading(row)
        or sum(bool(COLUMNS.find(label)) for label in labels) >= 2
        or (2 * len(labels) >= len(row.own) and any(GROUPS.find(label) for label in labels))
    )


def _key(leaf: Leaf, group: str | None) -> tuple[str, bool]:
    """The key of a figure from its column and, where groups are rows, from its row."""
    if not leaf.known:
        return f"unknown.{NAME}.{leaf.key}", False
    if leaf.key in _KEYS:
        if group in _GROUP_KEYS:
            return f"{group}.{leaf.key}", True
        return f"unknown.{NAME}.{group or ''}.{leaf.key}".replace("..", "."), False
    if leaf.key.startswith("litigation.") and leaf.key.count(".") == 1:
        return f"unknown.{NAME}.{leaf.key}", False
    return leaf.key, True


def _leaves(heads: list[Cell]) -> list[Leaf]:
    """Outcome headings, left to right, each with its group."""
    if len(heads) > MAX_HEADINGS:
        return []
    groups = [cell for cell in heads if GROUPS.find(cell.label)]
    outcomes = [cell for cell in heads if COLUMNS.find(cell.label)]
    left = min((cell.start for cell in [*groups, *outcomes]), default=0)
    others = [
        cell
        for cell in heads
        if not GROUPS.find(cell.label)
        and not COLUMNS.find(cell.label)
        and cell.start >= left
        and not any(
            o.source.row > cell.source.row and cell.start <= o.start and o.end <= cell.end
            for o in heads
        )
    ]
    if not outcomes:
        return []
    if not groups:
        # headings of one group a row: the row says which group
        return _ordered(outcomes, others, [""] * len(outcomes))
    in_order = sorted(outcomes, key=lambda cell: cell.start)
    if not _overlap(in_order) and not _crossed(groups):
        above = [_group_above(cell, groups) for cell in in_order]
        official = _official(in_order, groups)
        if official is None and _contradict(in_order, above):
            return []
        return _ordered(in_order, others, official or above)
    # broken spans: only the full official sequence, as the source has it, can be trusted
    official = _official(outcomes, groups)
    return [
        Leaf(f"{group}.{COLUMNS.find(cell.label)[0].key}", cell.source.text, -1, -1)
        for group, cell in zip(official or (), outcomes, strict=bool(official))
    ]


def _official(outcomes: list[Cell], groups: list[Cell]) -> list[str] | None:
    """The group of each heading where the sequence is the official one: the five outcomes
    three times, all groups named."""
    keys = [COLUMNS.find(cell.label)[0].key for cell in outcomes]
    starts = {GROUPS.find(cell.label)[0].key: cell.start for cell in groups}
    if keys != _KEYS * len(_GROUP_KEYS) or not set(_GROUP_KEYS) <= set(starts):
        return None
    named = sorted(_GROUP_KEYS, key=lambda key: starts[key])
    if named[0] != _GROUP_KEYS[0]:
        return None
    return [group for group in named for _ in _KEYS]


def official_groups(outcomes: Sequence[str], labels: Sequence[str]) -> list[str] | None:
    """The group headings, left to right, of a flattened heading that is the official one."""
    keys = [COLUMNS.find(label)[0].key for label in outcomes]
    named = [found[0].key for label in labels if (found := GROUPS.find(label))]
    if keys != _KEYS * len(_GROUP_KEYS) or not set(_GROUP_KEYS) <= set(named):
        return None
    order = sorted(_GROUP_KEYS, key=named.index)
    if named[0] != _GROUP_KEYS[0]:
        return None
    titles = {item.key: item.labels[0] for item in _FORM.groups}
    return [titles[key] for key in order]


def _ordered(outcomes: list[Cell], others: list[Cell], groups: list[str]) -> list[Leaf]:
    leaves = []
    for cell, group in zip(outcomes, groups, strict=True):
        key = COLUMNS.find(cell.label)[0].key
        leaves.append(
            Leaf(f"{group}.{key}" if group else key, cell.source.text, cell.start, cell.end)
        )
    leaves += [Leaf(c.label, c.source.text, c.start, c.end, known=False) for c in others]
    leaves.sort(key=lambda leaf: leaf.start)
    seen: set[str] = set()
    for leaf in leaves:
        if leaf.known and leaf.key in seen:
            leaf.known = False
        seen.add(leaf.key)
    return leaves


def _group_above(cell: Cell, groups: list[Cell]) -> str:
    """The innermost group heading over a column."""
    over = [
        group
        for group in groups
        if group.source.row < cell.source.row
        and group.start <= cell.start
        and cell.end <= group.end
    ]
    if not over:
        return ""
    best = max(over, key=lambda group: group.source.row)
    return GROUPS.find(best.label)[0].key


def _contradict(outcomes: list[Cell], groups: list[str]) -> bool:
    """Whether a group has an outcome twice, or only some lawsuits are under their kind."""
    named = [
        (group, COLUMNS.find(c.label)[0].key) for group, c in zip(groups, outcomes, strict=True)
    ]
    kinds = {group for group in groups if group.startswith("litigation")}
    return len(set(named)) < len(named) or ("litigation" in kinds and len(kinds) > 1)


def _crossed(groups: list[Cell]) -> bool:
    """Whether 行政复议 reaches over a kind of lawsuit: a heading under it is missing."""
    kinds = [cell for cell in groups if cell.label in _KINDS]
    return any(
        cell.label == RECONSIDERATION and cell.start < kind.end and kind.start < cell.end
        for cell in groups
        for kind in kinds
    )


def _overlap(ordered: list[Cell]) -> bool:
    return any(a.end > b.start for a, b in itertools.pairwise(ordered))

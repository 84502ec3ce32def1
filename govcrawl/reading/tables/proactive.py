"""Table 2, 主动公开政府信息情况: blocks by item of article 20."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from govcrawl.lexicon.forms import FORMS, Block, Item
from govcrawl.messages import phrase
from govcrawl.reading.tables.cells import is_count_unit, money_unit
from govcrawl.reading.tables.collect import Collector, Tally
from govcrawl.reading.tables.glued import split_digits
from govcrawl.reading.tables.labels import LabelIndex, skeleton
from govcrawl.reading.tables.layout import (
    Cell,
    GridRow,
    Interval,
    Leaf,
    Placement,
    empty_headings,
    place,
)
from govcrawl.report import Era
from govcrawl.text import has_han, squash

NAME = "proactive"
TITLE = "二、主动公开政府信息情况"
CAPTIONS = LabelIndex[str]((block.key, block.labels) for block in FORMS.blocks)
_HEADING = skeleton("信息内容")
ROWS = LabelIndex[tuple[str, Item]](
    ((block.key, item), item.labels) for block in FORMS.blocks for item in block.rows
)
COLUMNS = LabelIndex[tuple[Block, Item]](
    ((block, item), item.labels) for block in FORMS.blocks for item in block.columns
)
_BLOCK_ORDER = {block.key: i for i, block in enumerate(FORMS.blocks)}


def keys_of(era: Era) -> list[str]:
    """The keys of the table in a form."""
    return [
        f"{block.key}.{item.key}.{column.key}"
        for block in FORMS.blocks
        if block.era == era
        for item in block.rows
        for column in block.columns
    ]


def is_heading(row: GridRow) -> bool:
    """Whether a row is a block's caption or its headings."""
    labels = row.labels
    if any(label in CAPTIONS for label in labels):
        return True
    columns = sum(bool(COLUMNS.find(label)) for label in labels)
    return columns > 1 or (columns == 1 and _HEADING in labels)


def is_row(row: GridRow) -> bool:
    """Whether a row has a row label of this table (as other tables may)."""
    labels = row.labels
    return bool(labels) and bool(ROWS.find(labels[0]))


@dataclass(frozen=True, slots=True)
class _Pending:
    """A row that waits for the era: its label, the headings it is under, its cells, and
    the money unit that the row or its block prints."""

    block: str
    label: str
    headings: list[Cell]
    spare: list[Interval]
    cells: list[Cell]
    unit: str | None
    row: int
    table: int
    dump: bool


class ProactiveReader:
    """Reads the blocks of table 2 in order, in one physical table or several."""

    def __init__(self, collector: Collector) -> None:
        self._out = collector
        self._tally: Tally | None = None
        self._block = ""
        self._headings: list[Cell] = []
        self._spare: list[Interval] = []
        #: what each era's headings were seen to say
        self.votes: dict[Era, int] = {"format_2019_trial": 0, "format_2021": 0}
        self._pending: list[_Pending] = []
        self._unit: str | None = None
        self._blocks_seen: set[str] = set()

    @property
    def started(self) -> bool:
        return self._tally is not None

    def read(self, rows: Sequence[GridRow], table: int, *, dump: bool) -> None:
        """Take a run of rows; keys are given in `finish`, when the era is known."""
        self._tally = self._tally or self._out.tally(NAME, table)
        for row in rows:
            self._row(row, table, dump)

    def _row(self, row: GridRow, table: int, dump: bool) -> None:
        caption = next((cell for cell in row.own if CAPTIONS.find(cell.label)), None)
        if caption is not None:
            self._block = CAPTIONS.find(caption.label)[0]
            self._unit = money_unit(squash(caption.source.text))
            # headings of no block (agencies) head them all
            if any(COLUMNS.find(cell.label) for cell in self._headings):
                self._headings = []
            if len(row.labels) == 1:
                return
        labels = [cell for cell in row.cells if cell.label]
        columns = [cell for cell in labels if COLUMNS.find(cell.label)]
        has_number = any(cell.value.state == "read" for cell in row.own)
        if not has_number and (columns or any(c.label == _HEADING for c in labels)):
            self._take_headings(labels, columns)
            self._spare = empty_headings([row], 0)
            return
        leaf = next((cell for cell in labels if ROWS.find(cell.label)), None)
        if leaf is None:
            if has_number and labels:
                self._wait("", labels[-1], row, table, dump)
            elif has_number:
                self._out.issue(
                    "table_row_unlabelled", " | ".join(cell.source.text for cell in row.own)[:200]
                )
            return
        found = ROWS.find(leaf.label)
        block = next((key for key, _ in found if key == self._block), found[0][0])
        if block != self._block:
            # the caption row is missing: the row's own label says which block it is
            self._block = block
        self._blocks_seen.add(block)
        self._wait(block, leaf, row, table, dump)

    def _wait(self, block: str, leaf: Cell, row: GridRow, table: int, dump: bool) -> None:
        at = next(i for i, cell in enumerate(row.cells) if cell is leaf)
        cells = row.cells[at + 1 :]
        texts = [leaf.source.text, *(c.source.text for c in cells if is_count_unit(c.source.text))]
        unit = next((unit for text in texts if (unit := money_unit(squash(text)))), self._unit)
        self._pending.append(
            _Pending(
                block, leaf.label, self._headings, self._spare, cells, unit, row.number, table, dump
            )
        )

    def _take_headings(self, labels: list[Cell], columns: list[Cell]) -> None:
        first = next((i for i, cell in enumerate(labels) if cell.label == _HEADING), None)
        if first is not None:
            heads = labels[first + 1 :]
        else:
            # whatever is left of the first known heading is the corner
            heads = labels[labels.index(columns[0]) :] if columns else []
        self._headings = heads
        for cell in heads:
            eras = {
                block.era
                for block, _ in COLUMNS.find(cell.label)
                if block.key == self._block or not self._block
            }
            if len(eras) == 1:
                self.votes[eras.pop()] += 1

    # -- the end --------------------------------------------------------------------------

    def finish(self, era: Era) -> None:
        """Give the rows their keys under the form of ``era``."""
        tally = self._tally
        if tally is None or not self._blocks_seen:
            return
        tally.era = era
        for pending in self._pending:
            self._read_row(tally, era, pending)
        tally.expected = keys_of(era)
        self._out.finish(tally, TITLE)

    def _read_row(self, tally: Tally, era: Era, pending: _Pending) -> None:
        label, table, row, cells = pending.label, pending.table, pending.row, pending.cells
        block = next((b for b in FORMS.blocks if b.era == era and b.key == pending.block), None)
        item = None
        if block is not None:
            item = next((i for _, i in ROWS.find(label) if i in block.rows), None)
        leaves, units = _leaves(pending.headings, block)
        prefix = (
            f"{block.key}.{item.key}"
            if block is not None and item is not None
            else f"unknown.{pending.block or NAME}.{label}"
        )
        known = block is not None and item is not None
        if not known:
            self._out.issue("table_row_unknown", label, table=phrase("table_2"), label=label)
        placed = place(cells, leaves, pending.spare) if leaves else Placement([], {}, [], cells)
        if pending.dump and known and _are_scrambled(leaves, block):
            placed = Placement([None] * len(leaves), dict.fromkeys(range(len(leaves))), [], cells)
        if pending.dump and known and self._from_run(tally, prefix, leaves, placed, table, row):
            return
        for i, leaf in enumerate(leaves):
            cell = placed.cells[i]
            if known and leaf.known:
                key = f"{prefix}.{leaf.key}"
                if cell is not None:
                    unit, printed = units[i]
                    printed = pending.unit or printed
                    self._out.put(tally, key, cell, table, row, unit=unit, printed_unit=printed)
                    self._say_unit(key, cell, unit, printed)
                else:
                    self._out.refuse(tally, key, placed.refused.get(i), table, row)
            elif cell is not None and cell.value.state != "blank" and not _is_unit(cell):
                key = f"unknown.{prefix.removeprefix('unknown.')}.{leaf.key}"
                self._out.put(tally, key, cell, table, row, known=False)
        merged = [] if known else [cell for cell, _, _ in placed.merged]
        self._out.unplaced(prefix, [*merged, *placed.extra])

    def _from_run(
        self, tally: Tally, prefix: str, leaves: list[Leaf], placed: Placement, table: int, row: int
    ) -> bool:
        """No sum binds the columns of this table, so a run is decided only when it has as
        many digits as there are columns."""
        if len(placed.merged) != 1 or not all(leaf.known for leaf in leaves):
            return False
        cell, first, last = placed.merged[0]
        texts = split_digits(cell.source.text, len(leaves))
        if texts is None or (first, last) != (0, len(leaves) - 1):
            return False
        keys = [f"{prefix}.{leaf.key}" for leaf in leaves]
        self._out.put_texts(tally, keys, texts, cell, table, row)
        self._out.issue(
            "table_split_by_sum",
            f"{prefix}: {cell.source.text}",
            how=phrase("table_split_by_sum.digits"),
        )
        return True

    def _say_unit(self, key: str, cell: Cell, unit: str | None, printed: str | None) -> None:
        """A sum of money whose unit nothing prints is taken as printed, and reported."""
        value = cell.value
        if unit == "元" and value.number and not printed and value.unit is None:
            self._out.issue("table_unit_unprinted", key, text=cell.source.text)


def _are_scrambled(leaves: Sequence[Leaf], block: Block | None) -> bool:
    """Whether headings that have lost their columns are not the form's, in its order: lines of
    several headings set side by side were read across."""
    if block is None:
        return False
    order = [item.key for item in block.columns]
    known = [order.index(leaf.key) for leaf in leaves if leaf.known]
    return known != sorted(known) or any(
        not leaf.known and leaf.key and has_han(leaf.text) for leaf in leaves
    )


def _is_unit(cell: Cell) -> bool:
    return bool(cell.label) and is_count_unit(cell.source.text)


def _leaves(
    headings: list[Cell], block: Block | None
) -> tuple[list[Leaf], list[tuple[str | None, str | None]]]:
    """Headings of a block as leaves, with the unit of the key and the unit they print."""
    leaves: list[Leaf] = []
    units: list[tuple[str | None, str | None]] = []
    seen: set[str] = set()
    for cell in headings:
        item = None
        if block is not None:
            item = next((i for b, i in COLUMNS.find(cell.label) if b == block), None)
        if item is None or item.key in seen:
            leaves.append(Leaf(cell.label, cell.source.text, cell.start, cell.end, known=False))
            units.append((None, None))
            continue
        seen.add(item.key)
        leaves.append(Leaf(item.key, cell.source.text, cell.start, cell.end))
        units.append((item.unit, money_unit(squash(cell.source.text))))
    return leaves, units

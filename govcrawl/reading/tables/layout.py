"""A grid as rows of classified cells, and the alignment of value cells with headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import msgspec
from msgspec.structs import replace

from govcrawl.reading.model import Grid, GridCell
from govcrawl.reading.tables.cells import Value, in_words, parse_cell
from govcrawl.reading.tables.labels import skeleton
from govcrawl.text import has_han, squash


class Cell(msgspec.Struct, eq=False, gc=False):
    """A cell with its column interval ``start:end``, its text read as a value, and its label
    skeleton ("" where there is no Chinese character, for blanks and for 无)."""

    source: GridCell
    start: int
    end: int
    value: Value
    label: str


@dataclass(slots=True)
class GridRow:
    """``cells`` are all that cover the row, left to right; ``own`` those that begin in it."""

    number: int
    cells: list[Cell]
    own: list[Cell]

    @property
    def labels(self) -> list[str]:
        return [cell.label for cell in self.own if cell.label]


@dataclass(slots=True)
class Leaf:
    """A heading with one value cell below it in each row. ``start`` is -1 where the
    headings' own spans contradict each other, so that only the order counts."""

    key: str
    text: str
    start: int
    end: int
    known: bool = True


@dataclass(slots=True)
class Placement:
    """The value cells of a row by heading: ``cells[i]`` is that of leaf ``i``. Where a leaf has
    none, ``refused[i]`` holds the cell at fault, or None. ``merged`` cells cover several leaves
    (first, last). ``extra`` cells are outside of all headings."""

    cells: list[Cell | None]
    refused: dict[int, Cell | None]
    merged: list[tuple[Cell, int, int]]
    extra: list[Cell]


def rows_of(grid: Grid) -> list[GridRow]:
    """Rows with their cells in column order; a cell that spans rows is in each of them."""
    rows = [GridRow(number, [], []) for number in range(grid.n_rows)]
    spanning = False
    for source in grid.cells:
        value = parse_cell(source.text)
        worded = value.state == "refused" and has_han(source.text)
        label = skeleton(source.text) if worded else ""
        cell = Cell(source, source.column, source.column + source.colspan, value, label)
        if source.row >= grid.n_rows:
            continue
        rows[source.row].own.append(cell)
        rows[source.row].cells.append(cell)
        if source.rowspan > 1:
            spanning = True
            for number in range(source.row + 1, min(source.row + source.rowspan, grid.n_rows)):
                rows[number].cells.append(cell)
    if spanning:
        for row in rows:
            row.cells.sort(key=lambda cell: cell.start)
    _take_words(rows)
    return rows


#: A numeral that is also drawn for the dash of a blank.
_DASH_LIKE = "一"
#: Cells of a row without a label of which all are numerals.
_BARE = 3


def _take_words(rows: Sequence[GridRow]) -> None:
    """Chinese numerals after a row's label are figures. 一 alone may be a dash: it counts where
    another numeral is in the table."""
    found: list[tuple[Cell, Value]] = []
    for row in rows:
        named = [cell for cell in row.own if cell.label]
        # a row of figures only needs no label
        labelled = len(named) >= _BARE and all(
            in_words(cell.source.text).state == "read" for cell in named
        )
        for cell in named:
            if labelled and (value := in_words(cell.source.text)).state == "read":
                found.append((cell, value))
            labelled = labelled or len(cell.label) > 1
    if any(squash(cell.source.text) != _DASH_LIKE for cell, _ in found):
        for cell, value in found:
            cell.value, cell.label = value, ""


def transposed(grid: Grid) -> Grid:
    """The grid with its rows as columns."""
    cells = [
        replace(
            cell,
            row=cell.column,
            column=cell.row,
            rowspan=cell.colspan,
            colspan=cell.rowspan,
        )
        for cell in sorted(grid.cells, key=lambda cell: (cell.column, cell.row))
    ]
    return Grid(cells, grid.n_columns, grid.n_rows, grid.caption, grid.kind)


#: No form comes near; headings are compared with each other.
MAX_HEADINGS = 120
Interval: TypeAlias = tuple[int, int]


def place(
    cells: Sequence[Cell], leaves: Sequence[Leaf], spare: Sequence[Interval] = ()
) -> Placement:
    """Align the value cells of a row with the headings.

    By ruled position where each heading has exactly one cell of its own interval. Else by
    visual order, if there are as many cells as headings, none missing between them, and the
    widths agree (forms whose heading spans differ from the data's). Else only cells whose interval is a heading's keep
    their place, and only if the row begins and ends where the headings do: a missing cell
    would have moved its neighbours. A cell that hangs down from another row or covers several
    headings belongs to none of them. A figure beside all headings, unless under an empty one
    (``spare``), shows that a heading is missing or the row displaced: nothing in it is certain.
    """
    n = len(leaves)
    ruled, rest = _by_interval(cells, leaves)
    if len(ruled) < n:
        order = list(cells)
        while len(order) > n and order[-1].value.state == "blank":
            order.pop()
        if len(order) == n and _without_gaps(order) and _widths_agree(order, leaves):
            ruled, rest = dict(enumerate(order)), list(cells[n:])
        elif not _same_extent(cells, leaves):
            cause = cells[0] if len(cells) == 1 and n == 1 else None
            return _nothing_placed(cells, n, cause)
    if any(_is_stray(cell, leaves, spare) for cell in rest):
        return _nothing_placed(cells, n, None)
    result = Placement([None] * n, {}, [], [])
    for i, cell in ruled.items():
        if cell.source.rowspan > 1 and n > 0:
            result.refused[i] = cell
        else:
            result.cells[i] = cell
    for cell in rest:
        covered = [i for i, leaf in enumerate(leaves) if i not in ruled and _overlap(leaf, cell)]
        if not covered:
            result.extra.append(cell)
            continue
        result.merged.append((cell, covered[0], covered[-1]))
        result.refused |= dict.fromkeys(covered, cell)
    for i in range(n):
        if result.cells[i] is None and i not in result.refused:
            result.refused[i] = None
    return result


def _by_interval(
    cells: Sequence[Cell], leaves: Sequence[Leaf]
) -> tuple[dict[int, Cell], list[Cell]]:
    """The cells whose column interval is that of a heading, by its number, and the other cells."""
    by_interval = {(leaf.start, leaf.end): i for i, leaf in enumerate(leaves) if leaf.start >= 0}
    ruled: dict[int, Cell] = {}
    rest: list[Cell] = []
    for cell in cells:
        i = by_interval.get((cell.start, cell.end))
        if i is None:
            rest.append(cell)
        else:
            ruled[i] = cell
    return ruled, rest


def _nothing_placed(cells: Sequence[Cell], n: int, cause: Cell | None) -> Placement:
    """A placement in which none of ``n`` headings has a cell, because of ``cause`` if it is known."""
    return Placement([None] * n, dict.fromkeys(range(n), cause), [], list(cells))


def _overlap(leaf: Leaf, cell: Cell) -> bool:
    return leaf.start < cell.end and cell.start < leaf.end


def _is_stray(cell: Cell, leaves: Sequence[Leaf], spare: Sequence[Interval]) -> bool:
    return (
        cell.value.state == "read"
        and not any(_overlap(leaf, cell) for leaf in leaves)
        and not any(start <= cell.start and cell.end <= end for start, end in spare)
    )


def empty_headings(rows: Sequence[GridRow], left: int) -> list[Interval]:
    """Columns from ``left`` on with a heading that says nothing."""
    return [
        (cell.start, cell.end)
        for row in rows
        for cell in row.own
        if cell.start >= left and cell.value.state == "blank"
    ]


def _without_gaps(cells: Sequence[Cell]) -> bool:
    """Whether each cell begins where the one before ends."""
    return all(a.end == b.start for a, b in pairwise(cells))


def _widths_agree(cells: Sequence[Cell], leaves: Sequence[Leaf]) -> bool:
    widths = [cell.end - cell.start for cell in cells]
    if max(widths) == 1 or any(leaf.start < 0 for leaf in leaves):
        return True
    expected = [leaf.end - leaf.start for leaf in leaves]
    return widths == expected or sum(widths) == sum(expected)


def _same_extent(cells: Sequence[Cell], leaves: Sequence[Leaf]) -> bool:
    if not cells or not leaves or any(leaf.start < 0 for leaf in leaves):
        return False
    return cells[0].start <= leaves[0].start and cells[-1].end >= leaves[-1].end

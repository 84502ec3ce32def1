"""A form printed in two halves side by side, put below each other again."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from govcrawl.reading.model import Grid, GridCell
from govcrawl.reading.tables import applications
from govcrawl.reading.tables.labels import skeleton

_FIRST: Final = skeleton("自然人")
#: Rows of the form that each half must name: years side by side are named once.
_FEWEST_ROWS: Final = 3


def below_each_other(grid: Grid) -> Grid:
    """The grid with its right half below the left one, where both are the form's."""
    middle = grid.n_columns // 2
    if grid.n_columns % 2 or middle < 2:
        return grid
    firsts = [cell for cell in grid.cells if skeleton(cell.text) == _FIRST]
    if len(firsts) != 2 or firsts[0].row != firsts[1].row:
        return grid
    if abs(firsts[1].column - firsts[0].column) != middle:
        return grid
    halves: list[list[GridCell]] = [[], []]
    for cell in grid.cells:
        if cell.column < middle < cell.column + cell.colspan:
            return grid
        halves[cell.column >= middle].append(cell)
    if any(sum(map(_names_a_row, half)) < _FEWEST_ROWS for half in halves):
        return grid
    right = [
        replace(cell, row=cell.row + grid.n_rows, column=cell.column - middle) for cell in halves[1]
    ]
    return Grid([*halves[0], *right], 2 * grid.n_rows, middle, grid.caption, grid.kind)


def _names_a_row(cell: GridCell) -> bool:
    return len(cell.text) > 3 and bool(applications.ROWS.find(skeleton(cell.text)))

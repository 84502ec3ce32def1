"""A sheet that is a page: its lines of text between its tables.

Reports are also published as spreadsheets, the title in the first cell, a paragraph a row, and
the tables of the form below. A row with one filled cell is a line of text unless it belongs to
the table around it.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from govcrawl.reading.model import Block, Grid, GridCell
from govcrawl.reading.tables.labels import skeleton
from govcrawl.reading.tables.proactive import CAPTIONS
from govcrawl.text import squash
from govcrawl.text.ink import ink_length
from govcrawl.text.numerals import ORDINAL

#: A line of text is longer than this, or is a title, a heading or a sentence.
_LONGEST_LABEL = 25
_TEXT = re.compile(rf"^{ORDINAL}、|^\({ORDINAL}\)(?!项)|[。；：:]$|报告|年报")
_LONGEST_TITLE = 60


def blocks_of(grid: Grid) -> list[Block]:
    """The lines and tables of a sheet, in order."""
    rows: list[list[GridCell]] = [[] for _ in range(grid.n_rows)]
    for cell in grid.cells:
        rows[cell.row].append(cell)
    covered = _covered(grid)
    blocks: list[Block] = []
    table: list[int] = []

    def close() -> None:
        while table and not any(cell.text for cell in rows[table[-1]]):
            table.pop()
        if table:
            blocks.append(_table(grid, rows, table))
            table.clear()

    for number, row in enumerate(rows):
        filled = [cell for cell in row if cell.text]
        if len(filled) == 1 and number not in covered and _is_text(filled[0]):
            close()
            blocks.append(_line(filled[0]))
        elif filled or table:
            table.append(number)
    close()
    return blocks


def _covered(grid: Grid) -> set[int]:
    """Rows that a filled cell of a row above reaches into."""
    return {
        row
        for cell in grid.cells
        if cell.rowspan > 1 and cell.text
        for row in range(cell.row + 1, cell.row + cell.rowspan)
    }


def _is_text(cell: GridCell) -> bool:
    if CAPTIONS.find(skeleton(cell.text)):
        return False
    return ink_length(cell.text) > _LONGEST_LABEL or _TEXT.search(squash(cell.text)) is not None


def _line(cell: GridCell) -> Block:
    prominent = cell.colspan > 1 and len(cell.text) <= _LONGEST_TITLE
    return Block(kind="paragraph", text=cell.text, prominent=prominent, place=cell.place)


def _table(grid: Grid, rows: list[list[GridCell]], numbers: list[int]) -> Block:
    first = numbers[0]
    cells = [replace(cell, row=cell.row - first) for n in numbers for cell in rows[n]]
    filled = [cell.text for cell in cells if cell.text]
    if len(filled) == 1:
        return _line(next(cell for cell in cells if cell.text))
    part = Grid(cells, numbers[-1] - first + 1, grid.n_columns, grid.caption, grid.kind)
    return Block(kind="table", text=" ".join(filled), grid=part)

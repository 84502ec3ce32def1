"""``w:tbl`` → grid: spans once, cells joined, rows that begin or end late kept in place."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from govcrawl.reading.formats.docx.docx_places import DocxText, Piece
from govcrawl.reading.formats.ooxml import W, attribute, integer
from govcrawl.reading.model import Block, Grid, GridCell

MAX_TABLES = 400
MAX_COLUMNS = 200
MAX_ROWS = 20_000


class TableBuilder:
    """Collects the cells of one table while the document is walked."""

    def __init__(self) -> None:
        self.in_cell = False
        #: the open cell continues the one above: Word does not show what is in it
        self.continued = False
        self.holds_table = False
        #: what is in the cells, by the number of the cell
        self._contents: dict[int, list[Block]] = {}
        self._cells: list[GridCell] = []
        #: Column → index of the cell above that a ``vMerge`` continues.
        self._open: dict[int, int] = {}
        self._row = -1
        self._column = 0
        self._width = 0
        self._texts: list[str] = []
        self._pieces: list[Piece] = []
        self._current: int | None = None

    def start_row(self, element: Any) -> None:
        """``gridBefore`` (17.4.15) leaves columns out at the row's start."""
        self._row += 1
        self._column = _clip(integer(element.find(f"{W}trPr/{W}gridBefore"), "val", 0))

    def start_cell(self, element: Any) -> None:
        """Places a cell; a continued vertical merge only makes the cell above longer."""
        self.in_cell = True
        self._texts = []
        self._pieces = []
        self._current = None
        span = max(1, _clip(integer(element.find(f"{W}tcPr/{W}gridSpan"), "val", 1)))
        merge = element.find(f"{W}tcPr/{W}vMerge")
        column = self._column
        self._column = _clip(column + span)
        if self._row < 0 or self._row >= MAX_ROWS or self._column == column:
            return
        self._width = max(self._width, self._column)
        above = self._open.get(column)
        self.continued = False
        if merge is not None and attribute(merge, "val") in {None, "continue"}:
            self._current = self._continued(above, column)
            self.continued = self._current is not None
        if self._current is None:
            self._current = len(self._cells)
            span = self._column - column
            place = DocxText((), cell=element)
            self._cells.append(GridCell("", self._row, column, 1, span, None, place))
        for c in range(column, self._column):
            self._open.pop(c, None)
        if merge is not None:
            self._open[column] = self._current

    def _continued(self, above: int | None, column: int) -> int | None:
        """Make the cell above one row longer, if it ends where this one would begin."""
        if above is None:
            return None
        cell = self._cells[above]
        if cell.colspan != self._column - column or cell.row + cell.rowspan != self._row:
            return None
        self._cells[above] = replace(cell, rowspan=cell.rowspan + 1)
        return above

    def add_text(self, lines: list[str], pieces: Sequence[Piece]) -> None:
        """Text of the open cell, a paragraph or line at a time, and what it is made of."""
        self._texts.extend(lines)
        if lines:
            self._pieces.extend(pieces)

    def add_blocks(self, blocks: Sequence[Block]) -> None:
        """Paragraphs and tables of the open cell."""
        self.holds_table |= any(block.kind == "table" for block in blocks)
        if self._current is not None:
            self._contents.setdefault(self._current, []).extend(blocks)

    def in_order(self) -> list[Block]:
        """What is in all cells, row by row."""
        return [block for number in sorted(self._contents) for block in self._contents[number]]

    def end_cell(self) -> None:
        """Closes the cell: its paragraphs become one text."""
        self.in_cell = False
        text = join(self._texts)
        if self._current is None or not text:
            return
        cell = self._cells[self._current]
        assert isinstance(cell.place, DocxText)
        self._cells[self._current] = replace(
            cell,
            text=join([cell.text, text]) if cell.text else text,
            place=dataclasses.replace(cell.place, pieces=(*cell.place.pieces, *self._pieces)),
        )

    def grid(self) -> Grid:
        """The finished table."""
        return Grid(
            cells=self._cells,
            n_rows=min(self._row + 1, MAX_ROWS),
            n_columns=self._width,
        )


def join(parts: list[str]) -> str:
    """Paragraphs of a cell as one text: no space where Chinese meets, one between words and
    between numbers, which may be two.

    >>> join(["三、", "本", "年度"]), join(["12", "34"])
    ('三、本年度', '12 34')
    """
    text = ""
    for part in parts:
        if text and part and text[-1].isascii() and part[0].isascii():
            text += " "
        text += part
    return text


def pieces_of(cell: GridCell) -> Sequence[Piece]:
    """What a cell's text is made of."""
    return cell.place.pieces if isinstance(cell.place, DocxText) else ()


def _clip(columns: int) -> int:
    return min(max(columns, 0), MAX_COLUMNS)

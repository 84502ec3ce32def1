"""Ruled tables compared with the text in them: lines that are not the table's own.

Lines may enclose several cells of a form at once: a frame around the whole table, lines around the
headings only, or around the figures only. Where a heading of a form is not a cell of its own, the
table is looked for once more by where its text is, as if no line were there, and the reading
that gives more of the form's figures is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

from govcrawl.reading.formats.pdf.pdf_lines import Line
from govcrawl.reading.formats.pdf.pdf_page import Char
from govcrawl.reading.formats.pdf.pdf_pieces import to_pieces
from govcrawl.reading.formats.pdf.pdf_places import Sheet
from govcrawl.reading.formats.pdf.pdf_stitch import to_grid
from govcrawl.reading.formats.pdf.pdf_tables import RuledTable
from govcrawl.reading.formats.pdf.pdf_unruled import Found, find_unruled
from govcrawl.reading.tables import read_tables
from govcrawl.text import squash

_MOST_TABLES: Final = 60
#: Headings of forms, and how long a cell is that holds nothing else.
_HEADINGS: Final = {
    "第二十条第": 12,
    "信息内容": 6,
    "自然人": 6,
    "申请人情况": 8,
    "法人或其他组织": 10,
    "行政复议": 6,
    "统计指标": 6,
}
#: A line outside of all lines that is a row of headings, or of figures.
_LONGEST_LINE: Final = 60
_ROW = re.compile(r"^(?:\D{0,40}\s)?[\d,.]+(?:\s+[\d,.]+){2,}$")


def is_lumped(tables: Sequence[RuledTable], outside: Sequence[Line]) -> bool:
    """Whether a heading of a form is in a cell with other texts, or a table's headings or
    figures are outside of all cells."""
    if not tables or len(tables) > _MOST_TABLES:
        return False
    for cell in chain.from_iterable(table.cells for table in tables):
        if len(cell.text) > min(_HEADINGS.values()):
            text = squash(cell.text)
            if any(word in text and len(text) > most for word, most in _HEADINGS.items()):
                return True
    for line in outside:
        if len(line.text) <= _LONGEST_LINE:
            if _ROW.match(line.text):
                return True
            text = squash(line.text)
            if any(text.startswith(word) for word in _HEADINGS):
                return True
    return False


def rivals(
    pages: Sequence[tuple[int, Sequence[Char]]], tables: Mapping[int, Sequence[RuledTable]]
) -> list[tuple[Found, list[RuledTable]]]:
    """Tables told by their text that say more than the ruled ones in whose place they are, each
    with those. ``pages`` are numbers and characters outside of tables."""
    owners = {
        (number, char.index): table
        for number, there in tables.items()
        for table in there
        for cell in table.cells
        for char in cell.chars
    }
    pieces = to_pieces(
        [
            (n, [*chars, *(c for t in tables.get(n, ()) for cell in t.cells for c in cell.chars)])
            for n, chars in pages
        ]
    )
    found: list[tuple[Found, list[RuledTable]]] = []
    taken: set[int] = set()
    for each in find_unruled(pieces):
        stood = {
            id(table): table
            for piece in each.pieces
            for char in piece.chars
            if (table := owners.get((piece.page, char.index))) is not None
        }
        if not stood or taken & set(stood):
            continue
        ruled = list(stood.values())
        if _figures([each.table]) > _figures(ruled):
            found.append((each, ruled))
            taken |= set(stood)
    return found


def _figures(tables: Sequence[RuledTable]) -> int:
    """How many figures of the forms are read from tables."""
    numbers = {cell.page for table in tables for cell in table.cells}
    sheets = {n: Sheet(n) for n in numbers | {table.page for table in tables}}
    read = read_tables([to_grid(table, sheets) for table in tables], report_year=None)
    return sum(
        value is not None and not key.startswith("unknown.") for key, value in read.values.items()
    )

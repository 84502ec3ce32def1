"""Spreadsheets → blocks: one grid a sheet, from bytes, by python-calamine.

Calamine gives values without merged areas for ``.xls``; for ``.xlsx`` it gives the areas too,
and a merged label spans its rows and columns as in the other formats.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from govcrawl import anchors
from govcrawl.reading.formats import issues
from govcrawl.reading.formats.sheets import sheet_limits
from govcrawl.reading.formats.sheets.sheet_layout import blocks_of
from govcrawl.reading.model import Block, Document, Grid, GridCell, PlaceCache
from govcrawl.text import collapse
from govcrawl.text.ink import ink_length, ink_span

MAX_SHEETS = 50
#: Rows × columns read from one sheet.
MAX_CELLS = 100_000


def read_sheets(data: bytes, media_type: str) -> Document:
    """Read every visible sheet: its name as a heading, then its cells. Never raises."""
    try:
        import python_calamine
    except ImportError:
        return issues.missing_library(media_type, "office")
    try:
        sheet_limits.check(data, media_type)
        workbook = python_calamine.load_workbook(BytesIO(data))
        return _read(workbook, media_type)
    except sheet_limits.TooLargeError as error:
        return issues.over(media_type, error.what, error.found, error.limit)
    except Exception as error:  # a damaged file: the library raises many kinds
        return issues.damaged(media_type, error)
    except BaseException as error:  # a panic of the library is outside of Exception
        if type(error).__name__ != "PanicException":
            raise
        return issues.damaged(media_type, ValueError())


def _read(workbook: Any, media_type: str) -> Document:
    document = Document(blocks=[], media_type=media_type)
    names = [m.name for m in workbook.sheets_metadata if "Visible" in str(m.visible)]
    if len(names) > MAX_SHEETS:
        document.issues.append(issues.capped("sheets", len(names), MAX_SHEETS))
    for name in names[:MAX_SHEETS]:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.height * sheet.width > MAX_CELLS:
            document.issues.append(issues.capped("cells", sheet.height * sheet.width, MAX_CELLS))
            continue
        # values begin at the first used cell, merged areas count from the sheet's corner
        first = sheet.start or (0, 0)
        merged = [
            tuple((r - first[0], c - first[1]) for r, c in area)
            for area in sheet.merged_cell_ranges or ()
        ]
        grid = _grid(sheet.to_python(), merged, name, first)
        if grid is None:
            continue
        document.blocks += sheet_blocks(name, grid)
    return document


def sheet_blocks(name: str, grid: Grid) -> list[Block]:
    """The name of a sheet, which is no text of the document, and what is in it."""
    heading = Block(kind="paragraph", text=collapse(name), prominent=True)
    heading.settle("metadata", "sheet_name")
    return [heading, *blocks_of(grid)]


def _grid(
    values: list[list[Any]], merged: list[Any], sheet: str, first: tuple[int, int]
) -> Grid | None:
    if not any(_text(v) for row in values for v in row):
        return None
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    n_rows, n_columns, area = len(values), max(map(len, values)), 0
    for (r0, c0), (r1, c1) in merged:
        if r0 < 0 or c0 < 0 or r0 >= n_rows or c0 >= n_columns:
            continue
        r1, c1 = min(r1, n_rows - 1), min(c1, n_columns - 1)
        area += (r1 - r0 + 1) * (c1 - c0 + 1)
        if area > MAX_CELLS:  # areas that overlap: damaged
            break
        spans[r0, c0] = (r1 - r0 + 1, c1 - c0 + 1)
        covered.update(
            (r, c) for r in range(r0, r1 + 1) for c in range(c0, c1 + 1) if (r, c) != (r0, c0)
        )
    cells = []
    for r, row in enumerate(values):
        for c, value in enumerate(row):
            if (r, c) not in covered:
                rowspan, colspan = spans.get((r, c), (1, 1))
                printed = value if isinstance(value, str) else ""
                place = SheetCell(sheet, first[0] + r + 1, first[1] + c + 1, printed)
                cells.append(
                    GridCell(_text(value), r, c, max(rowspan, 1), max(colspan, 1), None, place)
                )
    return Grid(cells=cells, n_rows=n_rows, n_columns=n_columns)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        # a sheet stores 12 as 12.0 and 96171.6 with its binary tail
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return collapse(str(value))


@dataclass(slots=True)
class SheetCell:
    """A cell by its place in its sheet, from 1. ``text``: as it is stored, of a cell that holds
    text; any other is one value and has no smaller part."""

    sheet: str
    row: int
    column: int
    text: str = ""

    def anchor(self, start: int, end: int | None, _cache: PlaceCache) -> str:
        size = ink_length(self.text)
        last = size if end is None else min(end, size)
        part = start < last and (start, last) != (0, size)
        spans = (ink_span(self.text, start, last),) if part else ()
        return str(anchors.SheetPlace(self.sheet, self.row, self.column, spans))

"""Headings set without lines over figures that have them: told by the columns below.

A style may draw the lines of cells and none around headings, so that all headings are one cell, or
are over the table as text. Each heading belongs to the column of figures that it is over; the
row is taken only where it reads as the form's, whole and in its order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from govcrawl.reading.formats.pdf.pdf_lines import Line
from govcrawl.reading.formats.pdf.pdf_page import Char
from govcrawl.reading.formats.pdf.pdf_pieces import Piece, to_pieces
from govcrawl.reading.formats.pdf.pdf_rows import text_of
from govcrawl.reading.formats.pdf.pdf_tables import RuledCell, RuledTable
from govcrawl.reading.tables import applicants, outcomes
from govcrawl.reading.tables.cells import parse_cell
from govcrawl.reading.tables.labels import skeleton

_APPLICANTS: Final = [x.key for x in applicants.FORM.columns if x.key != applicants.SUBTOTAL]
_GROUPS: Final = frozenset(applicants.APPLICANTS | applicants.ORGANISATIONS)
_OUTCOMES: Final = ["upheld", "corrected", "other", "pending", "total"] * 3
_OUTCOME_GROUPS: Final = (
    "reconsideration",
    "litigation.direct",
    "litigation.after_reconsideration",
)
#: Texts in the rows of a table over its figures where its headings have lost their lines.
_MOST_TEXTS: Final = 4
#: Points over a table within which its headings are.
_REACH: Final = 130.0


def set_headings(tables: Sequence[RuledTable], lines: Sequence[Line]) -> set[int]:
    """Give the tables of a page the headings that have no lines; the indices of the characters
    among the ``lines`` outside of tables that became headings."""
    gone: set[int] = set()
    floor = float("inf")
    for table in tables:
        below, floor = floor, table.bottom
        figures = _first_figures(table)
        if figures is None:
            continue
        row, cells = figures
        over = [cell for cell in table.cells if cell.row < row]
        filled = [cell for cell in over if cell.text]
        if len(filled) > _MOST_TEXTS or any(c.row + c.rowspan > row for c in over):
            continue
        outside = [
            char
            for line in lines
            if table.top - 1 < line.y < min(table.top + _REACH, below)
            for char in line.chars
        ]
        inside = [char for cell in over for char in cell.chars]
        pieces = to_pieces([(table.page, [*inside, *outside])])
        made = _headings(pieces, cells)
        if made is None:
            continue
        headings, used = made
        taken = {char.index for piece in used for char in piece.chars}
        rest = [_without(cell, taken) for cell in filled]
        _put(table, row, headings, [cell for cell in rest if cell is not None])
        gone |= taken & {char.index for char in outside}
    return gone


def _first_figures(table: RuledTable) -> tuple[int, list[RuledCell]] | None:
    """The first row of figures and its cells, as many as table 3 or 4 has columns."""
    rows: dict[int, list[RuledCell]] = defaultdict(list)
    for cell in table.cells:
        if cell.rowspan == 1 and cell.box is not None:
            rows[cell.row].append(cell)
    for row, cells in sorted(rows.items()):
        cells.sort(key=lambda c: c.column)
        labelled = [c for c in cells if not _is_figure(c)]
        figures = cells[len(labelled) :]
        if len(figures) not in (len(_APPLICANTS), len(_OUTCOMES)) or not any(
            c.text for c in figures
        ):
            continue
        if all(map(_is_figure, figures)):
            return row, figures
    return None


def _is_figure(cell: RuledCell) -> bool:
    return parse_cell(cell.text).state != "refused"


def _headings(
    pieces: Sequence[Piece], columns: Sequence[RuledCell]
) -> tuple[list[list[RuledCell]], list[Piece]] | None:
    """The rows of headings over the figures, and the pieces they are made of."""
    edges = [(cell.box[0], cell.box[2]) for cell in columns if cell.box]
    first, last = edges[0][0], edges[-1][1]
    over = [p for p in pieces if first < p.middle < last and not p.is_value]
    index = outcomes.GROUPS if len(columns) == len(_OUTCOMES) else None
    groups = [p for p in over if (index.find(p.label) if index else p.label in _GROUPS)]
    # what is higher is of the page
    top = min((p.v for p in groups), default=0.0) - 1
    leaves = [p for p in over if p not in groups and p.v > top]
    places = [[p for p in leaves if x0 <= p.middle <= x1] for x0, x1 in edges]
    texts = [skeleton(text_of(found)) for found in places]
    start = columns[0].column
    if index is None:
        known = [found[0].key for t in texts if (found := applicants.COLUMNS.find(t))]
        if known != _APPLICANTS:
            return None
        return [_row(places, columns)], [*groups, *leaves]
    known = [found[0].key for t in texts if (found := outcomes.COLUMNS.find(t))]
    named = {index.find(p.label)[0].key: p for p in groups}
    kinds = [named.get(key) for key in _OUTCOME_GROUPS]
    if known != _OUTCOMES or any(p is None for p in kinds):
        return None
    order = sorted((p for p in kinds if p), key=lambda p: p.middle)
    # each kind over its own five columns, 行政复议 over the first
    if order[0] is not kinds[0] or any(
        not edges[5 * n][0] < piece.middle < edges[5 * n + 4][1] for n, piece in enumerate(order)
    ):
        return None
    litigation = named.get("litigation")
    upper = [_cell([order[0]], start, 5), _cell([litigation] if litigation else [], start + 5, 10)]
    middle = [_cell([piece], start + 5 * n, 5) for n, piece in enumerate(order)]
    return [upper, middle, _row(places, columns)], [*groups, *leaves]


def _row(places: Sequence[list[Piece]], columns: Sequence[RuledCell]) -> list[RuledCell]:
    return [
        _cell(found, column.column, column.colspan)
        for found, column in zip(places, columns, strict=True)
    ]


def _cell(pieces: Sequence[Piece], column: int, colspan: int) -> RuledCell:
    ordered = sorted(pieces, key=lambda p: (p.v, p.x0))
    return RuledCell(
        0,
        column,
        1,
        colspan,
        0.0,
        ordered[0].page if ordered else 0,
        lines=[p.line() for p in ordered],
        text=text_of(ordered),
    )


def _without(cell: RuledCell, taken: set[int]) -> RuledCell | None:
    """A cell without the characters that became headings; None where nothing is left."""
    rest: list[Char] = [char for char in cell.chars if char.index not in taken]
    if not any(char.text != " " for char in rest):
        return None
    pieces = to_pieces([(cell.page, rest)])
    return replace(
        cell, chars=rest, lines=[p.line() for p in pieces], text=text_of(pieces, apart=True)
    )


def _put(
    table: RuledTable, row: int, headings: list[list[RuledCell]], rest: Sequence[RuledCell]
) -> None:
    """Set the headings in the place of what was over ``row``, a row each for what is left."""
    cells = [replace(cell, row=n, rowspan=1, column=0, colspan=1) for n, cell in enumerate(rest)]
    start = min(cell.column for cell in headings[-1])
    if start == 0:  # no label column: what is left is no corner of the table
        cells = [replace(cell, colspan=len(table.xs) - 1) for cell in cells]
    at = len(cells)
    for n, found in enumerate(headings):
        cells += [replace(cell, row=at + n, page=cell.page or table.page) for cell in found]
    at += len(headings)
    cells += [replace(cell, row=cell.row - row + at) for cell in table.cells if cell.row >= row]
    table.cells = cells
    table.n_rows += at - row

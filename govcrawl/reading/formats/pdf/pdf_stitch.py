"""Tables that a page break cut → one table: rows in order, cut cells and rows made whole."""

from __future__ import annotations

import re
from dataclasses import replace

from govcrawl.reading.formats.pdf.pdf_lines import join
from govcrawl.reading.formats.pdf.pdf_places import PrintedText, Sheets
from govcrawl.reading.formats.pdf.pdf_spread import is_word
from govcrawl.reading.formats.pdf.pdf_tables import SNAP, RuledCell, RuledTable
from govcrawl.reading.model import Grid, GridCell
from govcrawl.text import even
from govcrawl.text.numerals import TENS

#: Points by which the column edges of two pages may differ; pages of a book are shifted.
_SHIFT = 6.0
_MAX_HEADER_ROWS = 6
_MARKED = re.compile(
    rf"^(?:\(?[{TENS}0-9]{{1,3}}[)、.,:]|第[{TENS}0-9]+[条章节项款]|\(|其中|总计|小计|合计)"
)
_FRAGMENT = re.compile(r"[\d.,]+")
_NUMERIC = re.compile(r"^[+-]?[\d.,%\s]+(?:[万亿]?元|件|条|个|次)?$|^[/\-—–无]+$")


def continues(above: RuledTable, below: RuledTable) -> bool:
    """Whether ``below``, first on its page with no text before it, goes on with ``above``: the
    outer edges agree, and the columns of one are all columns of the other, at least in the rows
    that meet (forms stack blocks of different columns)."""
    if below.page != above.last_page + 1:
        return False
    a, b = above.xs, below.xs
    shift = b[0] - a[0]
    if abs(shift) > _SHIFT or abs((b[-1] - shift) - a[-1]) > SNAP + 1:
        return _are_headings(above) and abs(a[-1] - b[-1]) <= SNAP + 1 and _within(a, b)
    moved = [x - shift for x in b]
    if _within(moved, a) or _within(a, moved):
        return True
    last = {
        a[k]
        for c in above.cells
        if c.row + c.rowspan == above.n_rows
        for k in (c.column, c.column + c.colspan)
    }
    first = {moved[k] for c in below.cells if c.row == 0 for k in (c.column, c.column + c.colspan)}
    return len(first) > 2 and len(first) == len(last) and _within(sorted(first), sorted(last))


def _are_headings(table: RuledTable) -> bool:
    """Whether a table has headings over several columns and nothing else: the rows that a page's
    end parts from theirs, whose first columns may have no lines."""
    printed = [cell for cell in table.cells if cell.text]
    return any(cell.colspan > 1 for cell in printed) and not any(
        _is_number(cell.text) for cell in printed
    )


def _within(few: list[float], many: list[float]) -> bool:
    return all(min(abs(x - y) for y in many) <= SNAP + 1 for x in few)


def _union(a: list[float], b: list[float]) -> list[float]:
    """The edges of both, those of ``a`` where they are the same."""
    return sorted([*a, *(x for x in b if min(abs(x - y) for y in a) > SNAP + 1)])


def stitch(above: RuledTable, below: RuledTable) -> list[str]:
    """Append ``below`` to ``above`` in place; returns the repeated header cells it dropped."""
    shift = below.xs[0] - above.xs[0]
    moved = [x - shift for x in below.xs]
    edges = _union(above.xs, moved)
    first = above.cells = _remapped(above.cells, above.xs, edges)
    below.cells = _remapped(below.cells, moved, edges)
    above.xs = below.xs = edges
    dropped = _drop_header(above, below)
    second = below.cells
    last_row = above.n_rows - 1
    bottoms = {
        (c.column, c.colspan): i for i, c in enumerate(first) if c.row + c.rowspan - 1 == last_row
    }
    tops = {(c.column, c.colspan): i for i, c in enumerate(second) if c.row == 0}
    pairs = [(first[i], second[tops[key]]) for key, i in bottoms.items() if key in tops]
    if _is_cut_row(pairs, len(bottoms), len(tops)):
        joined, offset = {id(b): (a, b) for a, b in pairs}, last_row
    else:
        # columns left of rows that both have a marker (1. 2.) hold the labels of groups
        groups = max((a.column for a, b in pairs if _both_marked(a, b)), default=0)
        heading = _is_cut_heading(first, second, last_row)
        joined = {
            id(b): (a, b)
            for a, b in pairs
            if _is_cut_cell(a, b, group=heading or a.column < groups)
        }
        offset = above.n_rows
    replaced = {id(a): _whole(a, b, offset) for a, b in joined.values()}
    above.cells = [replaced.get(id(c), c) for c in first] + [
        replace(c, row=c.row + offset) for c in second if id(c) not in joined
    ]
    above.n_rows = offset + below.n_rows
    above.bottom, above.last_page = below.bottom, below.last_page
    return dropped


def _whole(a: RuledCell, b: RuledCell, offset: int) -> RuledCell:
    return replace(
        a,
        rowspan=offset + b.row + b.rowspan - a.row,
        text=join(a.text, b.text, wrapped=a.is_full(b.text[:1] or "国")),
        lines=a.lines + b.lines,
        page=a.page if a.text or not b.text else b.page,
    )


def _is_cut_row(pairs: list[tuple[RuledCell, RuledCell]], bottoms: int, tops: int) -> bool:
    """Whether the last row and the first one are halves of one row: a label runs on, and the
    numbers are in one half only."""
    if not pairs or len(pairs) != bottoms or len(pairs) != tops:
        return False
    if _figures_run_on(pairs):
        return True
    if _label_above(pairs) or _headings_run_on(pairs):
        return True
    runs_on = False
    numbers = [0, 0]
    for a, b in pairs:
        single = a.rowspan == 1 and b.rowspan == 1
        if not single:
            if a.text and b.text and not _runs_on(a, b):
                return False
            continue
        for half, cell in enumerate((a, b)):
            numbers[half] += _is_number(cell.text)
        if a.text and b.text:
            if not _runs_on(a, b):
                return False
            runs_on = True
    return runs_on and not all(numbers)


def _label_above(pairs: list[tuple[RuledCell, RuledCell]]) -> bool:
    """Whether the lower half has figures and no label, or the rest of one, under a row that has
    both: no form begins a page with figures that nothing names."""
    labelled = named = False
    figures = 0
    whole = True
    for a, b in pairs:
        if a.rowspan > 1 or b.rowspan > 1:
            if a.text and b.text and not _runs_on(a, b):
                return False
        elif _is_fragment(b.text):
            if not _is_fragment(a.text):
                return False
            figures += 1
            whole = whole and (not a.text or a.is_full(b.text[0]))
        elif a.text and not _is_fragment(a.text):
            if a.text and b.text and not _runs_on(a, b):
                return False
            labelled = True
            named = named or bool(b.text)
        elif b.text:
            return False
    # with words in both halves they may be two rows, if no figure ran over its cell's end
    return labelled and figures > 0 and (whole or not named)


def _is_fragment(text: str) -> bool:
    """Whether a text may be a part of a figure."""
    return _FRAGMENT.fullmatch(even(text)) is not None


def _figures_run_on(pairs: list[tuple[RuledCell, RuledCell]]) -> bool:
    """Whether a row of figures without a label was cut, its longer figures in the middle."""
    rest = [(a, b) for a, b in pairs if b.text]
    return (
        0 < len(rest) < len(pairs)
        and all(not a.text or _is_number(a.text) for a, _ in pairs)
        and all(a.text.isdigit() and b.text.isdigit() and a.is_full(b.text[0]) for a, b in rest)
    )


def _headings_run_on(pairs: list[tuple[RuledCell, RuledCell]]) -> bool:
    """Whether headings were cut that are words of the forms only with both halves: blanks among
    their characters leave lines that are not full."""
    both = [(a, b) for a, b in pairs if a.text and b.text]
    return (
        len(both) > 1
        and not any(_is_number(cell.text) for pair in pairs for cell in pair)
        and all(is_word(a.text + b.text) for a, b in both)
        and not all(is_word(a.text) and is_word(b.text) for a, b in both)
    )


def _is_cut_heading(first: list[RuledCell], second: list[RuledCell], last_row: int) -> bool:
    """Whether the break runs through a heading: it divides further below, and has no numbers.
    What does not divide then reaches over both of its rows."""
    last = [c for c in first if c.row + c.rowspan - 1 == last_row]
    top = [c for c in second if c.row == 0]
    if any(_is_number(c.text) for c in [*last, *top]):
        return False
    wide = {(c.column, c.column + c.colspan) for c in last if c.colspan > 1 and c.text}
    return any(
        sum(start <= c.column and c.column + c.colspan <= end for c in top if c.text) > 1
        for start, end in wide
    )


def _both_marked(a: RuledCell, b: RuledCell) -> bool:
    return all(_MARKED.match(even(c.text)) and not _is_number(c.text) for c in (a, b))


def _is_cut_cell(a: RuledCell, b: RuledCell, *, group: bool) -> bool:
    """Whether two cells above and below the break are one: a group's label, or its rest."""
    if a.rowspan == 1 and b.rowspan == 1 and not group:  # two rows, not one
        return False
    if not a.text or not b.text:
        # one half has the label of the group, or both are blank beside their rows
        return not _is_number(a.text) and not _is_number(b.text)
    return _runs_on(a, b)


def _runs_on(a: RuledCell, b: RuledCell) -> bool:
    return (
        not _is_number(a.text)
        and not _is_number(b.text)
        and not _MARKED.match(even(b.text))
        and a.is_full(b.text[:1])
    )


def _is_number(text: str) -> bool:
    return bool(text) and _NUMERIC.match(even(text)) is not None


def _remapped(cells: list[RuledCell], own: list[float], edges: list[float]) -> list[RuledCell]:
    """Cells with their columns counted in ``edges``."""
    if own is edges:
        return cells
    to = [min(range(len(edges)), key=lambda k, x=x: abs(edges[k] - x)) for x in own]  # type: ignore[misc]
    return [
        replace(c, column=to[c.column], colspan=max(1, to[c.column + c.colspan] - to[c.column]))
        for c in cells
    ]


def _drop_header(above: RuledTable, below: RuledTable) -> list[str]:
    """Remove from ``below`` the header rows that repeat the table's first rows."""
    count = 0
    for rows in range(min(_MAX_HEADER_ROWS, above.n_rows, below.n_rows - 1), 0, -1):
        ours, theirs = _head(above, rows), _head(below, rows)
        if ours is not None and ours == theirs:
            count = rows
            break
    if not count:
        return []
    dropped = [c.text for c in below.cells if c.row < count and c.text]
    below.cells = [replace(c, row=c.row - count) for c in below.cells if c.row >= count]
    below.n_rows -= count
    return dropped


def _head(table: RuledTable, rows: int) -> list[tuple[int, int, int, int, str]] | None:
    """The first ``rows`` rows if no cell reaches below them and all in them is words."""
    head = [c for c in table.cells if c.row < rows]
    if any(c.row + c.rowspan > rows or _is_number(c.text) for c in head):
        return None
    whole = len(head) == 1 and head[0].colspan == len(table.xs) - 1
    if sum(1 for c in head if c.text) < (1 if whole else 2):
        return None
    return [(c.row, c.column, c.rowspan, c.colspan, c.text) for c in head]


def to_grid(table: RuledTable, sheets: Sheets) -> Grid:
    """The grid that the later stages read."""
    return Grid(
        cells=[
            GridCell(
                c.text,
                c.row,
                c.column,
                c.rowspan,
                c.colspan,
                sheets[c.page].number,
                place=PrintedText(c.lines, sheets, (c.page, c.box) if c.box else None),
            )
            for c in sorted(table.cells, key=lambda c: (c.row, c.column))
        ],
        n_rows=table.n_rows,
        n_columns=len(table.xs) - 1,
    )

"""Ruling lines → tables: each cell is what its lines enclose, never where its text is.

Lines are merged, those that touch form a table, and positions of a table's grid with no line
between them are one cell. So a group label centred beside its rows belongs to all of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from govcrawl.reading.formats.pdf.pdf_boxes import box_edges
from govcrawl.reading.formats.pdf.pdf_lines import Line, join, to_lines
from govcrawl.reading.formats.pdf.pdf_page import Box, Char, Edge, Page
from govcrawl.reading.formats.pdf.pdf_parts import parted
from govcrawl.text.characters import printed_as

#: Points within which two lines are one, or touch.
SNAP = 3.0
#: Gaps in a line that are bridged: dashes, corners that do not meet.
_BRIDGE = 4.5
_SHORTEST = 4.0
#: Height, in points, of a row of one cell at the end of a table.
_END_ROW = 45.0
#: The same of a row of several cells, cut off from its table by the end of a page.
_CUT_ROW = 90.0
#: Height in points of a row that no line of text fits into.
_SLIVER = 7.0
#: Cells that reach into a row from above, so that it is none; labels of groups are fewer.
_REACHING = 4
#: Merged lines on a page, and positions in the grid of one table.
MAX_LINES = 3000
MAX_POSITIONS = 40_000
#: Inner margins of a cell, left and right together; Word's default is 10.8.
CELL_MARGINS = 12.0
#: Indent of a paragraph, in em.
_LEAST_INDENT = 1.4
#: Cells for each one with text beyond which lines are a drawing; blank forms have about 7.
_EMPTIEST = 25
_NUMBER_CHARS = printed_as("0123456789.,%") | {"-"}


@dataclass(slots=True)
class RuledCell:
    """A cell and the lines of text in it; row and column of its upper left corner. ``box`` is what
    its lines enclose, None where it has none."""

    row: int
    column: int
    rowspan: int
    colspan: int
    width: float
    page: int
    chars: list[Char] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    text: str = ""
    box: Box | None = None

    def is_full(self, following: str = "国") -> bool:
        """Whether the last line leaves no room for another character: it was wrapped."""
        if not self.lines:
            return False
        line = self.lines[-1]
        return (line.x1 - line.x0) + line.step(following) > self.width - CELL_MARGINS


@dataclass(slots=True)
class RuledTable:
    """A table on one page, or several stitched. ``xs`` are the column edges in points from
    the left; ``top``/``bottom`` its extent on its first and last page. ``unruled``: told by where
    its text is; such a table is whole."""

    page: int
    xs: list[float]
    n_rows: int
    cells: list[RuledCell]
    top: float
    bottom: float
    last_page: int
    unruled: bool = False


def find_tables(page: Page) -> tuple[list[RuledTable], list[Char], bool]:
    """Tables of a page from top to bottom, the characters outside them, and whether the
    page had more lines than are looked at (then none are). A low one with text in one cell is
    among them: it may be a row of a table that began or goes on on another page."""
    across, upwards = box_edges(page.fills)
    horizontal = _merge(page.horizontal + across)
    vertical = _merge(page.vertical + upwards)
    if not horizontal or not vertical:
        return [], page.chars, False
    if len(horizontal) + len(vertical) > MAX_LINES:
        return [], page.chars, True
    tables, rest = [], page.chars
    capped = False
    touching = _components(horizontal, vertical)
    apart = [lines for each in touching for lines in parted(*each, page.chars)]
    for h, v in sorted(apart, key=lambda c: _area(c[0])):
        grid = _Lattice(h, v)
        if grid.n_rows * grid.n_columns > MAX_POSITIONS:
            capped = True
            continue
        low = _area(h) <= _END_ROW
        if grid.n_rows * grid.n_columns == 1 and not (
            low and grid.xs[-1] - grid.xs[0] > page.width / 2
        ):
            continue
        cells = grid.cells(page.number)
        inside, outside = _split(rest, grid)
        _fill(cells, inside, grid)
        cells, n_rows = _without_slivers(cells, grid)
        # a frame around the page, a box around text or a drawing is no table
        filled = sum(1 for c in cells if c.text)
        if filled + low < 2 or filled * _EMPTIEST < len(cells):
            continue
        rest = outside
        tables.append(
            RuledTable(
                page.number,
                grid.xs,
                n_rows,
                cells,
                grid.ys[0],
                grid.ys[-1],
                page.number,
            )
        )
    tables.sort(key=lambda t: -t.top)
    return tables, rest, capped


def _without_slivers(cells: list[RuledCell], grid: _Lattice) -> tuple[list[RuledCell], int]:
    """The cells without rows in which no text begins and that are too low for any, or that the
    cells of the row above reach into, or that nothing but the frame goes on in: where a page's end
    cuts boxes, their lines end at different heights."""
    printed = {c.row for c in cells if c.text}
    gone = [
        r
        for r in range(grid.n_rows)
        if r not in printed
        and (
            grid.ys[r] - grid.ys[r + 1] < _SLIVER
            or sum(bool(c.text) and c.row < r < c.row + c.rowspan for c in cells) >= _REACHING
            or (r in grid.open_rows() and [c.row for c in cells].count(r) == 1)
        )
    ]
    if not gone or len(gone) == grid.n_rows:
        return cells, grid.n_rows
    kept: list[RuledCell] = []
    for cell in cells:
        within = sum(cell.row <= r < cell.row + cell.rowspan for r in gone)
        if within < cell.rowspan:
            cell.rowspan -= within
            cell.row -= sum(r < cell.row for r in gone)
            kept.append(cell)
    return kept, grid.n_rows - len(gone)


def _area(edges: list[Edge]) -> float:
    ys = [e[0] for e in edges]
    return max(ys) - min(ys)


def _merge(edges: list[Edge]) -> list[Edge]:
    """Lines at the same position become one where they overlap or nearly meet."""
    if not edges:
        return []
    merged: list[Edge] = []
    for group in _clusters(edges):
        position = group[len(group) // 2][0]
        group.sort(key=lambda e: e[1])
        start, end = group[0][1], group[0][2]
        for _, a, b in group[1:]:
            if a <= end + _BRIDGE:
                end = max(end, b)
            else:
                merged.append((position, start, end))
                start, end = a, b
        merged.append((position, start, end))
    return [e for e in merged if e[2] - e[1] >= _SHORTEST]


def _clusters(edges: list[Edge]) -> list[list[Edge]]:
    groups: list[list[Edge]] = []
    first = last = 0.0
    for edge in sorted(edges):
        # neighbours chain, but a cluster stays thinner than a row
        if groups and edge[0] - last <= SNAP / 2 and edge[0] - first <= SNAP:
            groups[-1].append(edge)
        else:
            groups.append([edge])
            first = edge[0]
        last = edge[0]
    return groups


def _components(
    horizontal: list[Edge], vertical: list[Edge]
) -> list[tuple[list[Edge], list[Edge]]]:
    """Sets of lines that touch each other, each with lines both ways."""
    parent = list(range(len(horizontal) + len(vertical)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    order = sorted(range(len(vertical)), key=lambda i: vertical[i][0])
    xs = [vertical[i][0] for i in order]
    n = len(horizontal)
    for i, (y, x0, x1) in enumerate(horizontal):
        for k in range(bisect_left(xs, x0 - SNAP), bisect_right(xs, x1 + SNAP)):
            _, y0, y1 = vertical[order[k]]
            if y0 - SNAP <= y <= y1 + SNAP:
                parent[find(i)] = find(n + order[k])
    found: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for i, edge in enumerate(horizontal):
        found.setdefault(find(i), ([], []))[0].append(edge)
    for i, edge in enumerate(vertical):
        found.setdefault(find(n + i), ([], []))[1].append(edge)
    untouched = [h[0] for h, v in found.values() if not v]
    closed = [(_closed(h, v), v) for h, v in found.values() if h and v]
    return [(_with_end_rows(h, untouched), v) for h, v in closed if len(h) >= 2]


def _closed(horizontal: list[Edge], vertical: list[Edge]) -> list[Edge]:
    """The lines across, with the one that a row lacks where a page begins or ends: the verticals
    of a single row end together, at a line or without one."""
    if len(horizontal) != 1 or len(vertical) < 3:
        return horizontal
    y, x0, x1 = horizontal[0]
    for far in ([edge[2] for edge in vertical], [edge[1] for edge in vertical]):
        end = far[0]
        if max(far) - min(far) <= SNAP and _SLIVER < abs(end - y) <= _CUT_ROW:
            return [*horizontal, (end, x0, x1)]
    return horizontal


def _with_end_rows(own: list[Edge], untouched: list[Edge]) -> list[Edge]:
    """Add the line above or below that no vertical line touches: of a table without outer
    verticals, when its first or last row is one cell."""
    left, right = min(e[1] for e in own), max(e[2] for e in own)
    low, high = min(e[0] for e in own), max(e[0] for e in own)
    alike = [e for e in untouched if abs(e[1] - left) <= SNAP and abs(e[2] - right) <= SNAP]
    above = min((e for e in alike if SNAP < e[0] - high <= _END_ROW), default=None)
    below = max((e for e in alike if SNAP < low - e[0] <= _END_ROW), default=None)
    return [*own, *(e for e in (above, below) if e is not None)]


class _Lattice:
    """Grid of one table: ``xs`` from the left, ``ys`` from the top."""

    def __init__(self, horizontal: list[Edge], vertical: list[Edge]) -> None:
        # a table without outer verticals reaches as far as its horizontals, and the reverse
        left = min(e[1] for e in horizontal)
        right = max(e[2] for e in horizontal)
        low, high = min(e[1] for e in vertical), max(e[2] for e in vertical)
        self.xs = _positions([e[0] for e in vertical] + [left, right])
        self.ys = _positions([e[0] for e in horizontal] + [low, high])[::-1]
        self._h = sorted(horizontal)
        self._v = sorted(vertical)
        self.n_rows = len(self.ys) - 1
        self.n_columns = len(self.xs) - 1

    def position(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a point, None outside."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_left([-v for v in self.ys], -y) - 1
        if 0 <= column < self.n_columns and 0 <= row < self.n_rows:
            return row, column
        return None

    def open_rows(self) -> list[int]:
        """The first and the last row, if no line closes the table above or below."""
        heights = [edge[0] for edge in self._h]
        ends = ((0, self.ys[0], max(heights)), (self.n_rows - 1, self.ys[-1], min(heights)))
        return [row for row, end, line in ends if abs(end - line) > SNAP]

    def cells(self, page: int) -> list[RuledCell]:
        """Cells in reading order."""
        owner = self._owners()
        return [
            RuledCell(
                r,
                c,
                rs,
                cs,
                self.xs[c + cs] - self.xs[c],
                page,
                box=(self.xs[c], self.ys[r + rs], self.xs[c + cs], self.ys[r]),
            )
            for r, c, rs, cs in _rectangles(owner, self.n_rows, self.n_columns)
        ]

    def _owners(self) -> list[list[int]]:
        columns, rows = self.n_columns, self.n_rows
        parent = list(range(rows * columns))

        def find(i: int) -> int:
            while parent[i] != i:
                parent[i] = parent[parent[i]]
                i = parent[i]
            return i

        for r in range(rows):
            for c in range(columns):
                here = r * columns + c
                if c + 1 < columns and not _covered(
                    self._v, self.xs[c + 1], self.ys[r + 1], self.ys[r]
                ):
                    parent[find(here + 1)] = find(here)
                if r + 1 < rows and not _covered(
                    self._h, self.ys[r + 1], self.xs[c], self.xs[c + 1]
                ):
                    parent[find(here + columns)] = find(here)
        return [[find(r * columns + c) for c in range(columns)] for r in range(rows)]


def _positions(values: list[float]) -> list[float]:
    values = sorted(values)
    kept = [values[0]]
    for value in values[1:]:
        if value - kept[-1] > SNAP:
            kept.append(value)
    return kept


def _covered(edges: list[Edge], at: float, start: float, end: float) -> bool:
    """Whether a line at ``at`` runs from ``start`` to ``end``."""
    slack = max(SNAP, 0.15 * (end - start))
    for k in range(bisect_left(edges, (at - SNAP, -1e9, -1e9)), len(edges)):
        position, a, b = edges[k]
        if position > at + SNAP:
            return False
        if a <= start + slack and b >= end - slack:
            return True
    return False


def _rectangles(
    owner: list[list[int]], n_rows: int, n_columns: int
) -> list[tuple[int, int, int, int]]:
    """Cells as rectangles; where lines leave another shape it is cut into rectangles."""
    runs: list[tuple[int, int, int, int]] = []
    open_runs: dict[tuple[int, int, int], int] = {}
    for r in range(n_rows):
        following: dict[tuple[int, int, int], int] = {}
        c = 0
        while c < n_columns:
            end = c
            while end < n_columns and owner[r][end] == owner[r][c]:
                end += 1
            key = (owner[r][c], c, end)
            at = open_runs.get(key)
            if at is None:
                at = len(runs)
                runs.append((r, c, 1, end - c))
            else:
                row, column, rowspan, colspan = runs[at]
                runs[at] = (row, column, rowspan + 1, colspan)
            following[key] = at
            c = end
        open_runs = following
    return runs


def _split(chars: list[Char], grid: _Lattice) -> tuple[list[Char], list[Char]]:
    left, right = grid.xs[0], grid.xs[-1]
    top, bottom = grid.ys[0], grid.ys[-1]
    inside: list[Char] = []
    outside: list[Char] = []
    for char in chars:
        x, y = (char.x0 + char.x1) / 2, (char.bottom + char.top) / 2
        within = left <= x <= right and bottom <= y <= top
        # a figure may run over the table's right edge
        within = within or (x > right and bool(inside) and _is_one_number(inside[-1], char))
        (inside if within else outside).append(char)
    return inside, outside


def _fill(cells: list[RuledCell], chars: list[Char], grid: _Lattice) -> None:
    at: dict[tuple[int, int], RuledCell] = {}
    for cell in cells:
        for r in range(cell.row, cell.row + cell.rowspan):
            for c in range(cell.column, cell.column + cell.colspan):
                at[r, c] = cell
    for token in _tokens(chars):
        x = (token[0].x0 + token[-1].x1) / 2
        place = grid.position(x, (token[0].bottom + token[0].top) / 2)
        if place is not None:
            at[place].chars.extend(token)
    for cell in cells:
        if cell.chars:
            cell.lines = to_lines(cell.chars, page=cell.page, columns=False)
            cell.text = cell_text(cell)


def _tokens(chars: list[Char]) -> list[list[Char]]:
    """A number printed in one go stays whole even if it runs over its cell's edge."""
    tokens: list[list[Char]] = []
    for char in chars:
        if tokens and char.text in _NUMBER_CHARS and _is_one_number(tokens[-1][-1], char):
            tokens[-1].append(char)
        else:
            tokens.append([char])
    return tokens


def _is_one_number(last: Char, char: Char) -> bool:
    """Whether a character goes on with a number that the one before it, in the order in which they
    were shown, belongs to."""
    return (
        char.text in _NUMBER_CHARS
        and last.text in _NUMBER_CHARS
        and char.index == last.index + 1
        and abs(char.y - last.y) < 0.1 * char.size
        and -0.3 * char.size < char.x0 - last.x1 < 0.06 * char.size
    )


def cell_text(cell: RuledCell) -> str:
    """The lines of a cell as one text."""
    text = ""
    before: Line | None = None
    for line in cell.lines:
        wrapped = before is not None and (
            (before.x1 - before.x0) + before.step("0") > cell.width - CELL_MARGINS
            or _is_indented(cell, before, line)
        )
        text = join(text, line.text, wrapped=wrapped)
        before = line
    return text


def _is_indented(cell: RuledCell, first: Line, second: Line) -> bool:
    """Whether a line begins far from its cell's left edge and fills the rest of it: the first of a
    paragraph with an indent. Lines set to the right end together, and are not distinguished from it."""
    if cell.box is None or first is not cell.lines[0]:
        return False
    left, right = first.x0 - cell.box[0], cell.box[2] - first.x1
    step = first.step("0")
    return (
        right < step + CELL_MARGINS / 2
        and left - right > _LEAST_INDENT * first.em
        and abs(first.x1 - second.x1) > step / 2
    )

"""Rows of a Word 97-2003 table → grid, by the edges of their cells.

Each row states its own edges, so a merged cell is one that reaches over edges of other rows.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from msgspec.structs import replace

from govcrawl.messages import issue
from govcrawl.reading.formats.doc.doc_places import DocPlace, joined
from govcrawl.reading.formats.doc.doc_properties import Row
from govcrawl.reading.model import Block, Grid, GridCell
from govcrawl.report import Issue

_MAX_ISSUE_TEXT = 200
#: Twips (1/20 point) within which the edges of two rows are one.
_SNAP = 80


@dataclass(slots=True)
class TableRow:
    """The text of a row's cells, what its end states about them, and where they are."""

    texts: list[str]
    row: Row
    places: list[DocPlace | None] = field(default_factory=list)

    def placed(self) -> list[tuple[str, DocPlace | None]]:
        """The texts with their places."""
        return list(zip_longest(self.texts, self.places))

    def is_certain(self) -> bool:
        """Whether cells and edges belong together one to one."""
        edges = self.row.edges
        return (
            not self.row.edited
            and len(edges) == len(self.texts) + 1
            and all(a < b for a, b in pairwise(edges))
        )


def parts(rows: list[TableRow]) -> list[list[TableRow]]:
    """Tables that are next to each other without a paragraph between: where one row and the
    next have no edge in common but the left one, and end elsewhere."""
    found = [rows[:1]]
    for before, row in pairwise(rows):
        a, b = before.row.edges[1:], row.row.edges[1:]
        apart = a and b and all(abs(x - y) > _SNAP for x in a for y in b)
        if apart and len(a) > 1 and len(b) > 1:
            found.append([row])
        else:
            found[-1].append(row)
    return found


def to_blocks(rows: list[TableRow]) -> tuple[list[Block], list[Issue]]:
    """A table as a block with its grid; as a paragraph where it is a frame around one text; as a
    paragraph a row, with an issue, where its cells and edges do not fit."""
    texts = [text for row in rows for text in row.texts if text]
    if not texts:
        return [], []
    if len(texts) == 1:
        place = joined([p for row in rows for t, p in row.placed() if t])
        return [Block(kind="paragraph", text=texts[0], place=place)], []
    grid = to_grid(rows)
    if grid is not None:
        return [Block(kind="table", text=" ".join(texts), grid=grid)], []
    blocks = [
        Block(
            kind="paragraph",
            text=" ".join(text for text in row.texts if text),
            place=joined([p for t, p in row.placed() if t]),
        )
        for row in rows
        if any(row.texts)
    ]
    return blocks, [issue("table_uncertain", " ".join(texts)[:_MAX_ISSUE_TEXT])]


def to_grid(rows: list[TableRow]) -> Grid | None:
    """A grid, or None where a cell's column cannot be told: then nothing may be placed."""
    if not all(row.is_certain() for row in rows):
        if len({len(row.texts) for row in rows}) != 1 or any(row.row.edges for row in rows):
            return None
        # no row says anything and all are alike: a plain table
        edges = tuple(range(0, 999 * len(rows[0].texts) + 1, 999))
        rows = [TableRow(r.texts, Row(edges), r.places) for r in rows]
    starts = _clusters([row.row.edges for row in rows])
    cells: list[GridCell] = []
    open_cells: dict[tuple[int, int], int] = {}
    for r, row in enumerate(rows):
        columns = [bisect_right(starts, edge) - 1 for edge in row.row.edges]
        following: dict[tuple[int, int], int] = {}
        for first, last in _merged(row):
            column, span = columns[first], columns[last + 1] - columns[first]
            text = " ".join(t for t in row.texts[first : last + 1] if t)
            place = joined(row.places[first : last + 1])
            down = row.row.down[first] if row.row.down else 0
            above = open_cells.get((column, span)) if down == 1 else None
            if above is not None:
                old = cells[above]
                both = f"{old.text} {text}".strip() if text else old.text
                above_place = old.place if isinstance(old.place, DocPlace) else None
                cells[above] = replace(
                    old, rowspan=old.rowspan + 1, text=both, place=joined((above_place, place))
                )
                following[column, span] = above
                continue
            if down:
                following[column, span] = len(cells)
            cells.append(GridCell(text, r, column, 1, span, place=place))
        open_cells = following
    return Grid(cells=cells, n_rows=len(rows), n_columns=len(starts) - 1)


def _clusters(rows: list[tuple[int, ...]]) -> list[int]:
    """The first edge of each group that is one line on the page. Two edges of one row are never
    one: some programs end rows with a cell that is hardly there."""
    narrow = sorted({(b, a) for row in rows for a, b in pairwise(row) if b - a <= _SNAP})
    starts: list[int] = []
    first_of_pair, passed = -(1 << 20), 0
    for edge in sorted({edge for row in rows for edge in row}):
        while passed < len(narrow) and narrow[passed][0] <= edge:
            first_of_pair = max(first_of_pair, narrow[passed][1])
            passed += 1
        if not starts or edge - starts[-1] > _SNAP or first_of_pair >= starts[-1]:
            starts.append(edge)
    return starts


def _merged(row: TableRow) -> list[tuple[int, int]]:
    """First and last cell of each set merged across. [MS-DOC] and older programs disagree on
    which of two values opens a set: the first one met does."""
    sets: list[tuple[int, int]] = []
    opener = 0
    for i in range(len(row.texts)):
        flag = row.row.across[i] if i < len(row.row.across) else 0
        if flag and opener and flag != opener:
            sets[-1] = (sets[-1][0], i)
            continue
        opener = flag
        sets.append((i, i))
    return sets

"""Figures without lines between them → rows and columns.

Figures on one line are a row; columns are told by the headings and what is below them; a row
belongs to the label beside it. A figure that was wrapped in a narrow column is on two lines
and belongs together where the row's sum says so, and only one way to put the lines together does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, TypeAlias

from govcrawl.reading.formats.pdf.pdf_labels import Label
from govcrawl.reading.formats.pdf.pdf_lines import join
from govcrawl.reading.formats.pdf.pdf_pieces import Piece
from govcrawl.reading.tables import applications
from govcrawl.reading.tables.cells import BLANK, parse_cell
from govcrawl.text.patterns import PRINTED_DIGITS

#: Heights of the font's box within which two lines of figures may be one row.
_WRAPPED: Final = 2.2
#: Ways to put lines of figures together that are looked at.
_MOST_WAYS: Final = 4000
#: Figures of a row of table 3, the last of them the sum.
_WIDTH: Final = 7

#: A part of a figure that was wrapped.
_PART: Final = re.compile(rf"[{PRINTED_DIGITS},，]+")

Column: TypeAlias = tuple[float, float]


@dataclass(slots=True)
class Row:
    """Figures on one line, by column; ``label`` once it is known."""

    v: float
    values: list[Piece]
    label: Label | None = None
    at: dict[int, list[Piece]] = field(default_factory=dict)
    placed: bool = True


def text_of(pieces: Iterable[Piece], *, apart: bool = False) -> str:
    text = ""
    for piece in sorted(pieces, key=lambda p: (p.v, p.x0)):
        text = f"{text} {piece.text}".strip() if apart else join(text, piece.text, wrapped=True)
    return text


def to_rows(values: Iterable[Piece]) -> list[Row]:
    """Figures on one line each."""
    rows: list[Row] = []
    for piece in sorted(values, key=lambda p: p.v):
        if rows and piece.v - rows[-1].v < 0.4 * piece.size:
            rows[-1].values.append(piece)
        else:
            rows.append(Row(piece.v, [piece]))
    for row in rows:
        row.values.sort(key=lambda p: p.x0)
    return rows


def merged(spans: Iterable[Column]) -> list[Column]:
    """Spans that overlap are one column."""
    joined: list[Column] = []
    for x0, x1 in sorted(spans):
        if joined and x0 < joined[-1][1] - 0.3:
            joined[-1] = (joined[-1][0], max(x1, joined[-1][1]))
        else:
            joined.append((x0, x1))
    return joined


def columns_of(
    heads: Sequence[Piece], rows: Sequence[Row], number: int
) -> tuple[list[Column] | None, list[str]]:
    """``number`` columns, each from its heading and the figures below it, and the headings'
    texts; None where headings and figures do not part into so many."""
    titles = merged((p.x0, p.x1) for p in heads)
    figures = merged((p.x0, p.x1) for row in rows for p in row.values)
    if len(titles) != number == len(figures):
        # headings whose characters are spread over the widths of their columns, or that reach
        # into the next one
        edges = [(a[1] + b[0]) / 2 for a, b in pairwise(figures)]
        places: list[list[Piece]] = [[] for _ in figures]
        for piece in heads:
            places[bisect_right(edges, piece.middle)].append(piece)
        return figures, [text_of(found) for found in places]
    if len(titles) != number:
        return None, []
    texts = [text_of([p for p in heads if x0 <= p.middle <= x1]) for x0, x1 in titles]
    if len(figures) == number:
        # in order: figures may be set beside their heading's text, never across another's
        both = [(min(a[0], b[0]), max(a[1], b[1])) for a, b in zip(titles, figures, strict=True)]
        if all(a[1] <= b[0] + 0.3 for a, b in pairwise(both)):
            return both, texts
        if all(a[0] < b[1] and b[0] < a[1] for a, b in zip(titles, figures, strict=True)):
            return figures, texts
        return None, []
    both = merged([*titles, *figures])
    if len(both) != number:
        return None, []
    return both, texts


def place(rows: Sequence[Row], columns: Sequence[Column], *, headed: bool = False) -> bool:
    """Give each row's figures their columns; whether all found one."""
    if headed and any(len(row.values) == len(columns) for row in rows):
        # columns as wide as the figures below the headings; whole rows tell by their order
        wide = list(columns)
        for row in rows:
            if len(row.values) == len(columns) and _are_level(row.values):
                wide = [
                    (min(c[0], p.x0), max(c[1], p.x1))
                    for c, p in zip(wide, row.values, strict=True)
                ]
        if all(a[1] <= b[0] for a, b in pairwise(wide)):
            columns = wide
    sure = True
    for row in rows:
        row.at = {}
        if headed and len(row.values) == len(columns) and _are_level(row.values):
            row.at = {n: [piece] for n, piece in enumerate(row.values)}
            continue
        for piece in row.values:
            over = [n for n, (x0, x1) in enumerate(columns) if piece.x0 < x1 and x0 < piece.x1]
            if len(over) != 1 or over[0] in row.at:
                row.placed = sure = False
                break
            row.at[over[0]] = [piece]
    return sure


def match(rows: Sequence[Row], labels: Sequence[Label]) -> bool:
    """Give each row of figures the label beside it; whether rows and labels agree one to one, in
    order."""
    named = [label for label in labels if label.kind == "row"]
    taken: set[int] = set()
    # what names a group in one form and a row in another is a row where nothing else is
    for doubtful in (False, True):
        for row in rows:
            if row.label is not None:
                continue
            beside = [
                (abs(label.middle - row.v), k)
                for k, label in enumerate(named)
                if _is_beside(row, label)
                and k not in taken
                and (doubtful or label.label not in applications.GROUPS)
            ]
            if beside:
                _, k = min(beside)
                row.label = named[k]
                taken.add(k)
    for k, label in enumerate(named):
        if k not in taken and label.label in applications.GROUPS:
            label.kind = "group"
    order = [named.index(row.label) for row in rows if row.label]
    # a label whose row is blank has no figures: it is printed, and its cells are
    return all(row.label for row in rows) and order == sorted(order)


def _is_beside(row: Row, label: Label) -> bool:
    size = row.values[0].size if row.values else 10.0
    return label.top - 0.7 * size <= row.v <= label.bottom + 0.7 * size


def keep_sums(rows: Sequence[Row]) -> None:
    """Where rows and labels do not agree one to one, a row counts only if it is whole and adds
    up, and no figures without a label are just above or below: they may be its own, wrapped,
    and the first lines of two equal figures add up too."""
    for above, below in pairwise(rows):
        if (above.label is None) != (below.label is None):
            size = (above.values or below.values)[0].size
            if below.v - above.v < _WRAPPED * size:
                above.placed = below.placed = False
    for row in rows:
        # the label of a group may be beside a row whose own was not found
        doubtful = row.label is None or row.label.label in applications.GROUPS
        # nor may two lines of figures be beside one label
        doubtful = doubtful or any(
            row.label is not None and other.label is None and _is_beside(other, row.label)
            for other in rows
        )
        if doubtful or not _adds_up(row.at, lenient=False):
            row.placed = False


def check_sums(rows: Sequence[Row]) -> None:
    """A row whose figures do not add up to the sum it prints was misread, or misprinted. It is
    taken where it is whole, on one line, and nothing just above or below it can be a part of it,
    and most rows add up; else no line tells which, and it is not taken."""
    wrong = [n for n, row in enumerate(rows) if row.placed and not _adds_up(row.at, lenient=True)]
    doubted = [n for n in wrong if not _stands_alone(rows, n)]
    if 2 * len(wrong) > len(rows):
        doubted = wrong
    for n in doubted:
        rows[n].placed = False
        for k in (n - 1, n + 1):
            # what may be a part of it, wrapped, is no row of its own
            if 0 <= k < len(rows) and len(rows[k].values) < _WIDTH and _are_near(rows[k], rows[n]):
                rows[k].placed = False


def _stands_alone(rows: Sequence[Row], n: int) -> bool:
    """Whether a row has a figure for each column, on one line, and the rows above and below it too
    or are out of its reach."""
    row = rows[n]
    if len(row.values) != _WIDTH or not _are_level(row.values):
        return False
    beside = [rows[k] for k in (n - 1, n + 1) if 0 <= k < len(rows)]
    return all(len(other.values) == _WIDTH or not _are_near(other, row) for other in beside)


def _are_near(one: Row, other: Row) -> bool:
    """Whether two lines of figures may be one row, wrapped."""
    values = one.values or other.values
    return bool(values) and abs(one.v - other.v) < _WRAPPED * values[0].size


def _adds_up(at: Mapping[int, Sequence[Piece]], *, lenient: bool) -> bool:
    """Whether the last of seven figures is the sum of the others, blanks being nothing.
    ``lenient``: also where it is blank, or a figure is none."""
    values = [parse_cell(text_of(at[c])) if c in at else BLANK for c in range(_WIDTH)]
    if any(value.state == "refused" for value in values):
        return lenient
    if lenient and values[-1].state != "read":
        return True
    return sum(value.number or 0 for value in values[:-1]) == (values[-1].number or 0)


# -- wrapped figures -----------------------------------------------------------------------------


def join_wrapped(rows: Sequence[Row], columns: Sequence[Column]) -> list[Row]:
    """The rows with lines of figures that no label is beside put to the row above or below,
    where its sum holds then, and in one way only."""
    anchors = [n for n, row in enumerate(rows) if row.label is not None]
    if len(anchors) == len(rows) or not anchors:
        return list(rows)
    edges = [-1, *anchors, len(rows)]
    gaps = [list(rows[a + 1 : b]) for a, b in pairwise(edges)]
    kept: list[Row] = []
    start = 0
    while start < len(anchors):
        # rows with lines between them are decided together
        end = start + 1
        while end < len(anchors) and gaps[end]:
            end += 1
        group = [rows[anchors[k]] for k in range(start, end)]
        between = gaps[start : end + 1]
        if start:
            between[0] = []  # decided with the rows above
        kept += _decide(group, between, columns) if any(between) else group
        start = end
    return kept


def _decide(
    group: Sequence[Row], between: Sequence[Sequence[Row]], columns: Sequence[Column]
) -> list[Row]:
    """``between[k]`` are the lines before row ``k``, the last those after all."""
    ways: list[list[Row]] = []
    stack: list[tuple[list[Row], int]] = [([], len(between[0]))]
    tried = 0
    while stack and len(ways) < 2 and tried < _MOST_WAYS:
        made, above = stack.pop()
        k = len(made)
        if k == len(group):
            ways.append(made)
            continue
        before, after = between[k], between[k + 1]
        last = k + 1 == len(group)
        for n in (len(after),) if last else range(len(after) + 1):
            tried += 1
            lines = [*before[len(before) - above :], group[k], *after[:n]]
            row = _joined(group[k], lines, columns)
            if row is not None:
                stack.append(([*made, row], len(after) - n))
    if len(ways) == 1 and tried < _MOST_WAYS:
        return ways[0]
    flat: list[Row] = []
    for k, row in enumerate(group):
        flat += [*between[k], row]
    return [*flat, *between[-1]]


def _joined(row: Row, lines: Sequence[Row], columns: Sequence[Column]) -> Row | None:
    """One row of several lines; None where a figure has no column, lines are too far apart, or the
    sum does not hold."""
    at = _put_together(row, lines, columns)
    if at is None or not _adds_up(at, lenient=len(lines) == 1):
        return None
    values = [piece for line in lines for piece in line.values]
    return Row(row.v, values, row.label, at, True)


def _put_together(
    row: Row, lines: Sequence[Row], columns: Sequence[Column]
) -> dict[int, list[Piece]] | None:
    if any(b.v - a.v > _WRAPPED * a.values[0].size for a, b in pairwise(lines) if a.values):
        return None
    at: dict[int, list[Piece]] = {}
    for line in lines:
        for piece in line.values:
            over = [n for n, (x0, x1) in enumerate(columns) if piece.x0 < x1 and x0 < piece.x1]
            if len(over) != 1 or (line is not row and not _PART.fullmatch(piece.text)):
                return None
            at.setdefault(over[0], []).append(piece)
    return at


def settle_single(row: Row, rows: Sequence[Row], columns: Sequence[Column], group: int) -> None:
    """Place the one row of a table, whose figures add up in groups of ``group``, the last of each
    being the sum. Lines just above or below are its own, wrapped, if only with them it adds up."""
    size = row.values[0].size
    lines = [row]
    for other in sorted(rows, key=lambda r: abs(r.v - row.v)):
        if other is not row and min(abs(other.v - line.v) for line in lines) < _WRAPPED * size:
            lines.append(other)
    alone = place([row], columns) and _groups_add_up(row.at, len(columns), group)
    row.placed = alone and len(lines) == 1
    if len(lines) > 1 and not (alone and _has_sums(row.at, len(columns), group)):
        at = _put_together(row, sorted(lines, key=lambda r: r.v), columns)
        sure = not alone or (at is not None and _has_sums(at, len(columns), group))
        if at is not None and sure and _groups_add_up(at, len(columns), group):
            row.at, row.placed = at, True
            row.values = [piece for pieces in at.values() for piece in pieces]


def _has_sums(at: Mapping[int, Sequence[Piece]], width: int, group: int) -> bool:
    """Whether each group prints its sum."""
    return all(
        end in at and parse_cell(text_of(at[end])).state == "read"
        for end in range(group - 1, width, group)
    )


def _groups_add_up(at: Mapping[int, Sequence[Piece]], width: int, group: int) -> bool:
    for start in range(0, width, group):
        values = [
            parse_cell(text_of(at[c])) if c in at else BLANK for c in range(start, start + group)
        ]
        if any(value.state == "refused" for value in values):
            continue
        if values[-1].state == "read" and sum(v.number or 0 for v in values[:-1]) != (
            values[-1].number or 0
        ):
            return False
    return True


def _are_level(values: Sequence[Piece]) -> bool:
    """Whether figures are on one line, none of them wrapped."""
    return all(abs(p.v - values[0].v) < 0.4 * p.size for p in values)

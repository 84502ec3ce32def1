"""Lines that touch → one set of lines a table, where tables of different widths touch each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Final, TypeAlias

from govcrawl.reading.formats.pdf.pdf_page import Char, Edge
from govcrawl.text import squash

#: Points within which two lines are one, or touch.
_SNAP: Final = 3.0
#: By how many points the sides of two tables differ that are not one.
_OTHER: Final = 8.0
#: Points below a table's upper edge within which its first headings are, and what they are.
_REACH: Final = 40.0
_HEADINGS: Final = (
    "第二十条第",
    "信息内容",
    "申请人情况",
    "自然人",
    "行政复议",
    "统计指标",
    "指标",
)
Lines: TypeAlias = tuple[list[Edge], list[Edge]]
_Sides: TypeAlias = tuple[float, float]


def parted(horizontal: list[Edge], vertical: list[Edge], chars: Sequence[Char] = ()) -> list[Lines]:
    """The lines of one table each, from top to bottom; all in one where they are one table, or
    where what follows does not begin (``chars``) as one of the forms' tables does.

    Tables are distinguished by their sides: a table ends where the outermost verticals do and others
    go on, further in or out. Only where every line across, but for those between two tables,
    ends at these sides: a table without outer verticals has none."""
    ys = _heights(horizontal)
    if len(ys) < 3:
        return [(horizontal, vertical)]
    bands = [_sides(vertical, low, high) for high, low in pairwise(ys)]
    if any(side is None for side in bands):
        return [(horizontal, vertical)]
    sides = [side for side in bands if side is not None]
    runs = [list(run) for _, run in groupby(range(len(sides)), key=_Numbered(sides))]
    if len(runs) < 2:
        return [(horizontal, vertical)]
    found: list[Lines] = []
    for number, run in enumerate(runs):
        top, bottom = ys[run[0]], ys[run[-1] + 1]
        # where a page's end cuts a row its lines run on
        over = top if number else float("inf")
        under = bottom if number + 1 < len(runs) else -float("inf")
        own = [e for e in horizontal if under + _SNAP < e[0] < over - _SNAP]
        if not _end_at(own, sides[run[0]]):
            return [(horizontal, vertical)]
        found.append(_clipped(horizontal, vertical, sides[run[0]], (under, over)))
        if number and not _begins_a_form(chars, sides[run[0]], top):
            return [(horizontal, vertical)]
    return found


def _begins_a_form(chars: Sequence[Char], sides: _Sides, top: float) -> bool:
    """Whether the first rows below a height have a heading of a form."""
    near = [
        char
        for char in chars
        if top - _REACH < char.y < top and sides[0] <= (char.x0 + char.x1) / 2 <= sides[1]
    ]
    text = squash("".join(char.text for char in sorted(near, key=lambda char: char.index)))
    return any(word in text for word in _HEADINGS)


def _clipped(
    horizontal: Sequence[Edge], vertical: Sequence[Edge], sides: _Sides, heights: _Sides
) -> Lines:
    """The lines within a table's sides and heights."""
    (left, right), (low, high) = sides, heights
    across = [
        (y, max(x0, left), min(x1, right))
        for y, x0, x1 in horizontal
        if low - _SNAP <= y <= high + _SNAP and x0 < right - _SNAP and x1 > left + _SNAP
    ]
    upwards = [
        (x, max(y0, low), min(y1, high))
        for x, y0, y1 in vertical
        if min(y1, high) - max(y0, low) > _SNAP
    ]
    return across, upwards


class _Numbered:
    """The number of the table that a band belongs to: another where the sides change."""

    def __init__(self, sides: Sequence[_Sides]) -> None:
        self._numbers = [0]
        for above, below in pairwise(sides):
            other = any(abs(a - b) > _OTHER for a, b in zip(above, below, strict=True))
            self._numbers.append(self._numbers[-1] + other)

    def __call__(self, band: int) -> int:
        return self._numbers[band]


def _heights(horizontal: Sequence[Edge]) -> list[float]:
    """Where lines run across, from the top."""
    kept: list[float] = []
    for y in sorted((edge[0] for edge in horizontal), reverse=True):
        if not kept or kept[-1] - y > _SNAP:
            kept.append(y)
    return kept


def _sides(vertical: Sequence[Edge], low: float, high: float) -> _Sides | None:
    """The outermost verticals of a band; None where it has none, or one."""
    middle = (low + high) / 2
    xs = [x for x, y0, y1 in vertical if y0 <= middle <= y1]
    if not xs or max(xs) - min(xs) <= _SNAP:
        return None
    return min(xs), max(xs)


def _end_at(edges: Sequence[Edge], sides: _Sides) -> bool:
    """Whether there are lines across that end at these sides, and none goes on."""
    if not edges:
        return False
    left, right = min(e[1] for e in edges), max(e[2] for e in edges)
    return abs(left - sides[0]) <= _SNAP and abs(right - sides[1]) <= _SNAP

"""Figures that the edge of the printed area cuts.

A browser paints nothing beyond the page's margins, and leaves the rest out of the text:
of 5466 in a table that is too wide 546 is left, its last digit half seen. Such a figure is no
figure: it is marked, so that the cell it is in is refused and reported.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from typing import Any, Final

from govcrawl.reading.formats.pdf.pdf_page import Char, Page, Point

#: The mark in place of the rest of a figure.
REST: Final = "…"
#: Ink begins so far into a digit's box, in heights of the box: a digit that begins just before the
#: edge is left out too.
_BEARING: Final = 0.1
#: Share of a page's width within which no edge cuts.
_WIDEST_MARGIN: Final = 0.6
#: Segments of a path that can be nothing but one box, and runs looked at.
_BOX_SEGMENTS: Final = 5
_MOST_RUNS: Final = 200


def mark_cut(
    raw: Any, page: Page, runs: Mapping[int, int], turn: Callable[[float, float], Point]
) -> None:
    """Mark the figures of a page that its edge cuts. ``runs`` are the addresses of the text
    objects. What is cut reaches further than all that is not, so only the outermost is looked at."""
    bound = _WIDEST_MARGIN * page.width
    far = [char for char in page.chars if char.x1 > bound]
    if not far:
        return
    outermost = max(char.x1 for char in far)
    asked: set[int] = set()
    edge = float("inf")
    for char in far:
        if char.x1 + char.size < outermost or char.run in asked or char.run not in runs:
            continue
        asked.add(char.run)
        edge = min(edge, _edge(raw, runs[char.run], turn))
        if len(asked) >= _MOST_RUNS:
            break
    if edge > page.width:
        return
    for char in far:
        if char.text.isdigit() and char.x0 < edge < char.x1 + _BEARING * char.size:
            # its box may begin within a cell that its end is outside of
            first = _first_of(char, {other.index: other for other in page.chars})
            first.text = REST + first.text


def _first_of(char: Char, by_index: Mapping[int, Char]) -> Char:
    """The first digit of the figure that a digit belongs to."""
    before = by_index.get(char.index - 1)
    while before is not None and before.run == char.run and before.text.isdigit():
        char, before = before, by_index.get(before.index - 1)
    return char


def _edge(raw: Any, address: int, turn: Callable[[float, float], Point]) -> float:
    """The right edge of the box within which a text is painted; infinite where there is none. The
    library knows none of a text that is within it."""
    clip = raw.FPDFPageObj_GetClipPath(ctypes.cast(address, raw.FPDF_PAGEOBJECT))
    x, y = ctypes.c_float(), ctypes.c_float()
    edge = float("inf")
    for i in range(max(0, raw.FPDFClipPath_CountPaths(clip)) if clip else 0):
        count = raw.FPDFClipPath_CountPathSegments(clip, i)
        if not 0 < count <= _BOX_SEGMENTS:
            continue
        points = []
        for k in range(count):
            if raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, i, k), x, y):
                points.append(turn(x.value, y.value)[0])
        edge = min(edge, max(points, default=edge))
    return edge

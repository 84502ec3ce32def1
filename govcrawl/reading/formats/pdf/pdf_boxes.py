"""Cells drawn as filled boxes, with no line between them but what shows through.

A browser prints a table whose lines are the background of the table, or white, as one box a
cell. Where such boxes tile an area their edges are the lines; the stripes of every second row
(zebra) tile half of it, and are none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import Final

from govcrawl.reading.formats.pdf.pdf_page import THIN, Box, Edge, Fill

#: Share of an area that its boxes must cover to tile it.
_TILED: Final = 0.88
_FEWEST: Final = 4
_MOST: Final = 3000
#: Pairs of boxes looked at on a page.
_MOST_PAIRS: Final = 300_000
#: Smallest side of a cell, in points.
_SMALLEST: Final = 5.0


def box_edges(fills: list[Fill]) -> tuple[list[Edge], list[Edge]]:
    """Horizontal and vertical edges of the boxes that tile an area."""
    boxes = sorted({_rounded(f.box) for f in fills if _is_cell(f.box)})
    if not _FEWEST <= len(boxes) <= _MOST:
        return [], []
    boxes = _without_containers(boxes)
    horizontal: list[Edge] = []
    vertical: list[Edge] = []
    groups = _groups(boxes)
    tiled = [group for group in groups if len(group) >= _FEWEST and _tiles(group)]
    if tiled:
        # the first or last row of a table that the page's end parts from the rest
        tiled += [group for group in groups if group not in tiled and _is_row(group)]
    for group in tiled:
        for x0, y0, x1, y1 in group:
            horizontal += [(y0, x0, x1), (y1, x0, x1)]
            vertical += [(x0, y0, y1), (x1, y0, y1)]
    return horizontal, vertical


def _is_row(group: list[Box]) -> bool:
    """Whether boxes are side by side, all of one height."""
    low, high = group[0][1], group[0][3]
    return len(group) > 1 and all(abs(b[1] - low) < 1 and abs(b[3] - high) < 1 for b in group)


def _is_cell(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) >= _SMALLEST


def _rounded(box: Box) -> Box:
    return (round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1))


def _without_containers(boxes: list[Box]) -> list[Box]:
    """Boxes that do not are under several others: the background of a table or of a page."""
    centres = sorted(((b[0] + b[2]) / 2, (b[1] + b[3]) / 2) for b in boxes)
    xs = [x for x, _ in centres]
    kept = []
    for box in boxes:
        inside = 0
        for k in range(bisect_left(xs, box[0]), bisect_right(xs, box[2])):
            inside += box[1] <= centres[k][1] <= box[3]
            if inside > 2:
                break
        if inside <= 2:
            kept.append(box)
    return kept


def _groups(boxes: list[Box]) -> list[list[Box]]:
    """Boxes that touch, or nearly."""
    parent = list(range(len(boxes)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    pairs = 0
    for i, (_, y0, x1, y1) in enumerate(boxes):  # sorted by their left edges
        for k in range(i + 1, len(boxes)):
            pairs += 1
            if boxes[k][0] > x1 + THIN:
                break
            if pairs > _MOST_PAIRS:
                return []
            if boxes[k][1] <= y1 + THIN and boxes[k][3] >= y0 - THIN:
                parent[find(i)] = find(k)
    groups: dict[int, list[Box]] = defaultdict(list)
    for i, box in enumerate(boxes):
        groups[find(i)].append(box)
    return list(groups.values())


def _tiles(group: list[Box]) -> bool:
    left, bottom = min(b[0] for b in group), min(b[1] for b in group)
    right, top = max(b[2] for b in group), max(b[3] for b in group)
    # a box laid over another one, as a cell over the stripe of its row, counts once or nearly
    area = sum((b[2] - b[0]) * (b[3] - b[1]) for b in group)
    whole = (right - left) * (top - bottom)
    return _TILED * whole <= area <= 2.2 * whole and _has_columns(group, left)


def _has_columns(group: list[Box], left: float) -> bool:
    """Whether boxes of several rows begin at the same places: the shading of running text, a
    box a line or a word, has no columns."""
    rows: dict[int, set[float]] = defaultdict(set)
    for x0, y0, _, _ in group:
        if x0 > left + THIN:
            rows[round(x0 / THIN)].add(y0)
    inner = sum(map(len, rows.values()))
    shared = sum(len(ys) for ys in rows.values() if len(ys) > 1)
    return shared > 1 and shared * 5 >= inner * 4

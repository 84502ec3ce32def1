"""Formats without a view of their own (spreadsheets, OpenDocument, Word 97, OFD): the blocks that
the reader made of them, paragraphs and tables laid out.

A figure is marked where its anchor leads: each character of a block tells its own place, and those
that are within the places of an anchor belong to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from govcrawl.anchors import Anchor, CharsPlace, PdfPlace
from govcrawl.inspection.block_view import marked
from govcrawl.inspection.facts import Facts
from govcrawl.inspection.marks import Marks
from govcrawl.reading.model import Document, Grid, GridCell, Place, PlaceCache
from govcrawl.text.ink import ink_length, ink_span

_MAX_CHARS = 200_000  # of a document that are looked up


class _Unit:
    """A paragraph or cell: its text and marks."""

    __slots__ = ("marks", "text")

    def __init__(self, text: str) -> None:
        self.text, self.marks = text, Marks()


#: A character of a unit: its number among those that are no white space, -1 for the unit as a
#: whole, and the span or box in which it is.
_Spot = tuple[_Unit, int, Any]


def document_view(document: Document, facts: Facts) -> str:
    """The blocks of a document as HTML."""
    spots: dict[Any, list[_Spot]] = defaultdict(list)
    left = _MAX_CHARS
    shown: list[_Unit | list[tuple[GridCell, _Unit]]] = []
    for block in document.blocks:
        if block.grid is not None:
            cells = [(cell, _Unit(cell.text)) for cell in _ordered(block.grid)]
            shown.append(cells)
            units = [(cell.place, unit) for cell, unit in cells]
        else:
            unit = _Unit(block.text)
            shown.append(unit)
            units = [(block.place, unit)]
        for place, unit in units:
            if place is not None and left > 0:
                left -= 1 + len(unit.text)
                for key, spot in _spots(place, unit, document.place_cache):
                    spots[key].append(spot)
    for number, anchor in enumerate(facts.anchors):
        _mark(anchor, spots, figure=number)
    for number, line in enumerate(facts.lines):
        if line.fate not in ("body", "table"):
            _mark(line.anchor, spots, line=number)
    return "".join(
        f"<p>{marked(one.text, one.marks)}</p>" if isinstance(one, _Unit) else _table(one)
        for one in shown
    )


def _ordered(grid: Grid) -> list[GridCell]:
    return sorted(grid.cells, key=lambda cell: (cell.row, cell.column))


def _spots(place: Place, unit: _Unit, cache: PlaceCache) -> Iterator[tuple[Any, _Spot]]:
    """The characters of a unit by what holds them, and the unit as a whole."""
    whole = place.anchor(0, None, cache)
    if not whole:
        return
    for one in Anchor.parse(whole).places:
        key, at = _key(one)
        yield key, (unit, -1, at)
    for n in range(ink_length(unit.text)):
        found = place.anchor(n, n + 1, cache)
        for one in Anchor.parse(found).places if found else ():
            key, at = _key(one)
            if at is None:
                return  # a value that has no smaller part
            yield key, (unit, n, at)


def _key(place: Any) -> tuple[Any, Any]:
    """What holds a place, and where it is in that."""
    if isinstance(place, PdfPlace):
        return place.page, place
    if isinstance(place, CharsPlace):
        return "", (place.start, place.end)
    bare = replace(place, spans=())
    return bare, place.spans[0] if place.spans else None


def _mark(
    anchor: str | None,
    spots: dict[Any, list[_Spot]],
    *,
    figure: int | None = None,
    line: int | None = None,
) -> None:
    found: dict[int, tuple[_Unit, list[int]]] = {}
    for place in Anchor.parse(anchor).places if anchor else ():
        key, _ = _key(place)
        for unit, n, at in spots.get(key, ()):
            if n < 0:
                if _same(place, at, unit):
                    found.setdefault(id(unit), (unit, []))
            elif _within(place, at):
                found.setdefault(id(unit), (unit, []))[1].append(n)
    for unit, numbers in found.values():
        start, end = 0, len(unit.text)
        if numbers:
            start, end = ink_span(unit.text, min(numbers), max(numbers) + 1)
        if figure is not None:
            unit.marks.figures.append((start, end, figure))
        elif line is not None:
            unit.marks.lines.append((start, end, line))


def _within(place: Any, at: Any) -> bool:
    """Whether a character's span or box is in a place."""
    if isinstance(place, PdfPlace):
        x, y = (at.x0 + at.x1) / 2, (at.y0 + at.y1) / 2
        return bool(place.x0 <= x <= place.x1 and place.y0 <= y <= place.y1)
    spans = ((place.start, place.end),) if isinstance(place, CharsPlace) else place.spans
    return not spans or any(a <= at[0] and at[1] <= b for a, b in spans)


def _same(place: Any, at: Any, unit: _Unit) -> bool:
    """Whether a place is that of a unit as a whole."""
    if at is None:
        return not place.spans
    return not unit.text and (place == at or _within(place, at))


def _table(cells: list[tuple[GridCell, _Unit]]) -> str:
    out, row = ["<table>"], -1
    used = [cell.column for cell, unit in cells if unit.text or unit.marks.figures]
    last = max(used, default=-1)
    for cell, unit in cells:
        if cell.column > last:
            continue
        if cell.row != row:
            out.append("<tr>" if row < 0 else "</tr><tr>")
            row = cell.row
        spans = "".join(
            f" {name}='{size}'"
            for name, size in (("rowspan", cell.rowspan), ("colspan", cell.colspan))
            if size > 1
        )
        out.append(f"<td{spans}>{marked(unit.text, unit.marks)}</td>")
    out.append("</tr></table>")
    return "".join(out)

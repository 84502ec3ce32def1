"""Anchors into a DOCX file: which paragraph or cell, and which characters of its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from govcrawl import anchors
from govcrawl.reading.formats.ooxml import W
from govcrawl.reading.model import PlaceCache
from govcrawl.text.ink import ink_length, ink_span

#: A text and the ``w:t`` that holds it; None for what the word processor draws (numbers, tabs).
Piece: TypeAlias = tuple[str, Any]
#: More characters than any text has.
_FAR = 1 << 62
_DELETED = f"{W}delText"


@dataclass(slots=True)
class DocxText:
    """The text of a line or a cell, from its ``first`` character (white space not counted) in
    ``pieces`` on. ``cell`` is the ``w:tc`` it is in, None for text outside tables."""

    pieces: Sequence[Piece]
    first: int = 0
    cell: Any = None

    def anchor(self, start: int, end: int | None, cache: PlaceCache) -> str:
        end = _FAR if end is None else end
        tag = f"{W}p" if self.cell is None else f"{W}tc"
        found: dict[Any, list[tuple[int, int]]] = {}
        at = -self.first
        for text, source in self.pieces:
            size = ink_length(text)
            first, last = max(start - at, 0), min(end - at, size)
            at += size
            if first >= last or source is None:
                continue
            holder = next(source.iterancestors(tag), None)
            if holder is None:
                continue
            base = _offsets(holder, cache)[source]
            spans = found.setdefault(holder, [])
            # deleted text is no text of its paragraph: it has a place in it and no length
            a, b = (0, 0) if source.tag == _DELETED else ink_span(text, first, last)
            span = (base + a, base + b)
            if spans and spans[-1][1] == span[0]:
                span = (spans.pop()[0], span[1])
            spans.append(span)
        if self.cell is None:
            return " ".join(_paragraph(p, tuple(s), cache) for p, s in found.items())
        if not found:
            return _cell(self.cell, (), cache)
        return " ".join(_cell(c, tuple(s), cache) for c, s in found.items())


def _offsets(holder: Any, cache: PlaceCache) -> dict[Any, int]:
    """Where each ``w:t`` below an element begins in the text of them all."""
    known: dict[Any, int] | None = cache.get(("docx text", holder))
    if known is None:
        known, at = {}, 0
        for element in holder.iter(f"{W}t", _DELETED):
            known[element] = at
            if element.tag != _DELETED:
                at += len(element.text or "")
        cache["docx text", holder] = known
    return known


def _numbers(element: Any, cache: PlaceCache) -> dict[Any, int]:
    """The numbers of all paragraphs and tables of the element's part, from 1."""
    root = element.getroottree().getroot()
    known: dict[Any, int] | None = cache.get(("docx numbers", root))
    if known is None:
        known = {
            found: n for tag in (f"{W}p", f"{W}tbl") for n, found in enumerate(root.iter(tag), 1)
        }
        cache["docx numbers", root] = known
    return known


def _paragraph(element: Any, spans: anchors.Spans, cache: PlaceCache) -> str:
    return str(anchors.ParagraphPlace(_numbers(element, cache)[element], spans))


def _cell(element: Any, spans: anchors.Spans, cache: PlaceCache) -> str:
    row = next(element.iterancestors(f"{W}tr"))
    table = next(row.iterancestors(f"{W}tbl"))
    own = cache.get(("docx table", table))
    if own is None:
        own = cache["docx table", table] = _own_cells(table)
    place = anchors.CellPlace(
        _numbers(table, cache)[table], own[element][0], own[element][1], spans
    )
    return str(place)


def _own_cells(table: Any) -> dict[Any, tuple[int, int]]:
    """Row and number in it of each cell of a table itself, not of those in its cells."""
    found: dict[Any, tuple[int, int]] = {}
    rows = 0
    for row in table.iter(f"{W}tr"):
        if next(row.iterancestors(f"{W}tbl")) is not table:
            continue
        rows += 1
        cells = (c for c in row.iter(f"{W}tc") if next(c.iterancestors(f"{W}tr")) is row)
        found.update({cell: (rows, n) for n, cell in enumerate(cells, 1)})
    return found

"""Where the text of a paragraph or a cell is on its pages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from govcrawl.anchors import Anchor, PdfPlace
from govcrawl.reading.formats.pdf.pdf_lines import Line
from govcrawl.reading.formats.pdf.pdf_page import Box, Char
from govcrawl.reading.model import PlaceCache


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a page as it is read is in the file: on which page, how far to the right on it, and
    by what angle (degrees, anticlockwise) and about what point its picture was turned."""

    number: int
    left: float = 0.0
    turn: tuple[float, float, float] | None = None

    def place(self, box: Box) -> PdfPlace:
        """The place of a box; of one that was turned, what holds it."""
        x0, y0, x1, y1 = box[0] + self.left, box[1], box[2] + self.left, box[3]
        if self.turn is not None:
            angle, cx, cy = self.turn
            cos, sin = math.cos(math.radians(-angle)), math.sin(math.radians(-angle))
            corners = [(x - cx, y - cy) for x in (x0, x1) for y in (y0, y1)]
            xs = [cx + x * cos - y * sin for x, y in corners]
            ys = [cy + x * sin + y * cos for x, y in corners]
            x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
        return PdfPlace(self.number, x0, y0, x1, y1)


#: By the number under which a page is read.
Sheets: TypeAlias = dict[int, Sheet]


@dataclass(slots=True)
class PrintedText:
    """The lines of one text, or a blank cell. Satisfies ``Place`` and ``RecognisedPlace``."""

    lines: Sequence[Line]
    sheets: Sheets
    #: page and box of a cell, for one that is blank
    cell: tuple[int, Box] | None = None

    def is_joined(self) -> bool:
        """Whether the text was put together of several lines, on one page or two."""
        return len(self.lines) > 1

    def anchor(self, start: int, end: int | None, cache: PlaceCache) -> str:
        """A box for each line that the characters are on."""
        del cache
        places: list[PdfPlace] = []
        if not self.lines and self.cell is not None:
            page, box = self.cell
            places.append(self.sheets[page].place(box))
        for line, chars in self._parts(start, end):
            box = (
                min(c.x0 for c in chars),
                min(c.bottom for c in chars),
                max(c.x1 for c in chars),
                max(c.top for c in chars),
            )
            places.append(self.sheets[line.page].place(box))
        return str(Anchor(tuple(places))) if places else ""

    def confidence(self, start: int, end: int | None) -> float | None:
        """The least confidence with which these characters were recognised, 0 to 1; None where
        they are printed."""
        scores = [
            c.confidence
            for _, chars in self._parts(start, end)
            for c in chars
            if c.confidence is not None
        ]
        return min(scores) if scores else None

    def _parts(self, start: int, end: int | None) -> list[tuple[Line, list[Char]]]:
        found: list[tuple[Line, list[Char]]] = []
        at = 0
        for line in self.lines:
            first, last = max(start - at, 0), len(line.chars) if end is None else end - at
            at += len(line.chars)
            if first < min(last, len(line.chars)):
                found.append((line, line.chars[first:last]))
        return found

"""Where the text of a paragraph or a cell stands on its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from govcrawl.anchors import Anchor, PdfPlace
from govcrawl.reading.formats.pdf_lines import Line
from govcrawl.reading.formats.pdf_page import Box, Char
from govcrawl.reading.model import PlaceCache

#: Of each page as it is read: the page of the file, and how far to the right on it its left edge is.
Sheets: TypeAlias = dict[int, tuple[int, float]]


@dataclass(slots=True)
class PrintedText:
    """The lines of one text, or a blank cell. Satisfies ``Place`` and ``RecognisedPlace``."""

    lines: Sequence[Line]
    sheets: Sheets
    #: page and box of a cell, for one that is blank
    cell: tuple[int, Box] | None = None

    def anchor(self, start: int, end: int | None, cache: PlaceCache) -> str:
        """A box for each line that the characters stand on."""
        del cache
        places: list[PdfPlace] = []
        if not self.lines and self.cell is not None:
            page, (x0, y0, x1, y1) = self.cell
            sheet, left = self.sheets.get(page, (page, 0.0))
            places.append(PdfPlace(sheet, x0 + left, y0, x1 + left, y1))
        for line, chars in self._parts(start, end):
            sheet, left = self.sheets.get(line.page, (line.page, 0.0))
            places.append(
                PdfPlace(
                    sheet,
                    min(c.x0 for c in chars) + left,
                    min(c.bottom for c in chars),
                    max(c.x1 for c in chars) + left,
                    max(c.top for c in chars),
                )
            )
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

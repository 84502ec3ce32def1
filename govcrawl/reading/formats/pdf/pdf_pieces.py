"""Characters outside ruled tables → pieces: what is together on one line of one column.

Pieces of all pages are laid below each other (``v`` grows downwards), each page directly under the
one before, so that a table that a page's end cuts is read as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from govcrawl.reading.formats.pdf.pdf_lines import BOX_TO_EM, Line, is_wide, tidy
from govcrawl.reading.formats.pdf.pdf_page import Char
from govcrawl.reading.formats.pdf.pdf_spread import regrouped
from govcrawl.reading.tables.cells import parse_cell
from govcrawl.reading.tables.labels import skeleton
from govcrawl.text.patterns import PRINTED_DIGITS

#: Gaps, in heights of the font's box, that part two pieces: between texts shown in one go, between
#: figures of them, and between texts shown one by one.
_GAP, _GAP_OF_FIGURES, _GAP_OF_RUNS = 1.1, 0.2, 0.12
#: The same for Chinese characters spread over a line, all alike.
_GAP_OF_SPREAD, _ALIKE = 0.5, 0.03
#: Distance from the last line of a page to the first of the next, in heights of the box.
_STEP_OVER = 1.25
#: The number of a label, set on a line of its own in a narrow column.
_MARKER = re.compile(rf"[{PRINTED_DIGITS}]{{1,2}}[.．、]")
_FIGURE = re.compile(rf"[{PRINTED_DIGITS},，.．%+\-]+")


@dataclass(slots=True)
class Piece:
    """Text on one line; ``v`` is its baseline measured downwards over all pages, ``size`` the
    height of its font's box."""

    chars: list[Char]
    text: str
    page: int
    x0: float
    x1: float
    y: float
    v: float
    size: float

    def line(self) -> Line:
        """The piece as a line of its own."""
        em = self.size * BOX_TO_EM
        return Line(self.chars, self.text, self.x0, self.x1, self.y, em, self.page)

    @property
    def middle(self) -> float:
        """Centre from left to right."""
        return (self.x0 + self.x1) / 2

    @property
    def label(self) -> str:
        """The skeleton of a label; "" where there is no word."""
        return "" if self.is_value else skeleton(self.text)

    @property
    def is_value(self) -> bool:
        """Whether this is a figure, a part of one, or a mark that means none."""
        if _MARKER.fullmatch(self.text):
            return False
        return bool(_FIGURE.fullmatch(self.text)) or parse_cell(self.text).state != "refused"


def to_pieces(pages: Sequence[tuple[int, Iterable[Char]]]) -> list[Piece]:
    """Pieces of the pages (number, characters), from top to bottom and left to right."""
    found: list[Piece] = []
    offset = 0.0
    for number, chars in pages:
        pieces = _of_page(number, chars)
        if not pieces:
            continue
        high, low = max(p.y for p in pieces), min(p.y for p in pieces)
        for piece in pieces:
            piece.v = offset + high - piece.y
        offset += high - low + _STEP_OVER * median(p.size for p in pieces)
        found += sorted(pieces, key=lambda p: (p.v, p.x0))
    return found


def _of_page(number: int, chars: Iterable[Char]) -> list[Piece]:
    groups: list[list[Char]] = []
    ordered = sorted((c for c in chars if c.text != " "), key=lambda c: c.index)
    for i, char in enumerate(ordered):
        if groups and (_goes_on(groups[-1][-1], char) or _is_spread(ordered, i)):
            groups[-1].append(char)
        else:
            groups.append([char])
    return [_piece(number, group) for group in regrouped(groups)]


def _goes_on(before: Char, char: Char) -> bool:
    if abs(before.y - char.y) > 0.15 * max(before.size, char.size):
        return False
    gap = (char.x0 - before.x1) / max(before.size, char.size)
    if before.run != char.run or before.run < 0:
        most = _GAP_OF_RUNS if before.run >= 0 or char.index != before.index + 1 else _GAP
    elif not (is_wide(before.text) or is_wide(char.text)):
        most = _GAP_OF_FIGURES
    else:
        most = _GAP
    return -0.3 < gap < most


def _is_spread(chars: Sequence[Char], i: int) -> bool:
    """Whether a character goes on with the one before in a line that was spread to its width,
    character by character: the gaps beside it are alike."""
    gap = _gap(chars, i)
    if gap is None or not 0 < gap < _GAP_OF_SPREAD:
        return False
    beside = [_gap(chars, k) for k in (i - 1, i + 1)]
    return any(other is not None and abs(other - gap) < _ALIKE for other in beside)


def _gap(chars: Sequence[Char], i: int) -> float | None:
    """The gap before a wide character, in heights of its box; None where another line begins."""
    if not 0 < i < len(chars):
        return None
    before, char = chars[i - 1], chars[i]
    if (
        not (is_wide(before.text) and is_wide(char.text))
        or abs(before.y - char.y) > 0.1 * char.size
    ):
        return None
    return (char.x0 - before.x1) / char.size


def _piece(number: int, chars: list[Char]) -> Piece:
    return Piece(
        chars=chars,
        text=tidy("".join(c.text for c in chars)),
        page=number,
        x0=min(c.x0 for c in chars),
        x1=max(c.x1 for c in chars),
        y=median(c.y for c in chars),
        v=0.0,
        size=max(median(c.size for c in chars), 1.0),
    )

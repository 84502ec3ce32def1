"""Which characters of a text belong to which figures and lines, as pieces to be wrapped."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from govcrawl.text.patterns import PRINTED_DIGITS

#: Digits that no figure owns are marked by themselves, so that none is without a state.
_DIGITS = re.compile(rf"[{PRINTED_DIGITS}]+(?:[.,，．][{PRINTED_DIGITS}]+)*")


class Piece(NamedTuple):
    """A run of characters: ``figures`` and ``line`` are the numbers of those it belongs to,
    ``digit`` whether it is a number that no figure owns."""

    text: str
    figures: tuple[int, ...]
    line: int | None
    digit: bool

    @property
    def plain(self) -> bool:
        return not self.figures and self.line is None and not self.digit


class Marks:
    """Marks of one text, character positions as half-open spans."""

    def __init__(self) -> None:
        self.figures: list[tuple[int, int, int]] = []
        self.lines: list[tuple[int, int, int]] = []

    def pieces(self, text: str) -> Iterator[Piece]:
        """The text cut where a mark begins or ends; joined, the pieces are the text. A figure
        or a line without characters (a blank, a deletion) is an empty piece."""
        blank = defaultdict[int, list[int]](list)
        gaps = defaultdict[int, list[int]](list)
        for marks, empty in ((self.figures, blank), (self.lines, gaps)):
            for start, end, number in marks:
                if min(end, len(text)) <= start:
                    empty[min(start, len(text))].append(number)
        cuts = {0, len(text)}
        for start, end, _ in (*self.figures, *self.lines):
            cuts |= {max(0, min(start, len(text))), max(0, min(end, len(text)))}
        digits = [m.span() for m in _DIGITS.finditer(text)]
        for span in digits:
            cuts |= set(span)
        ordered = sorted(cuts)
        for start, end in itertools.pairwise([*ordered, ordered[-1]]):
            if start in blank:
                yield Piece("", tuple(dict.fromkeys(blank.pop(start))), None, False)
            for number in gaps.pop(start, ()):
                yield Piece("", (), number, False)
            if start == end:
                break
            figures = tuple(dict.fromkeys(f for a, b, f in self.figures if a <= start and end <= b))
            line = next((n for a, b, n in self.lines if a <= start and end <= b), None)
            digit = not figures and any(a <= start and end <= b for a, b in digits)
            yield Piece(text[start:end], figures, line, digit)


class MarksByText(defaultdict[int, Marks]):
    """Marks of several texts, by a number of the text."""

    def __init__(self) -> None:
        super().__init__(Marks)


def attributes(piece: Piece) -> dict[str, str]:
    """The attributes of the element that wraps a piece."""
    found = {}
    if piece.figures:
        found["data-f"] = " ".join(map(str, piece.figures))
    if piece.line is not None:
        found["data-n"] = str(piece.line)
    if piece.digit:
        found["data-d"] = ""
    return found

"""Lines → paragraphs: wrapped lines are joined, over page breaks too.

A paragraph ends where a line stops short of the margin, and begins where one is indented;
markers (``一、`` ``(一)`` ``1.``) and the gap between lines decide where neither tells. Lines
of a title stay apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from govcrawl.reading.formats.contents import LEADERS
from govcrawl.reading.formats.pdf.pdf_lines import Line, is_wide, join
from govcrawl.reading.formats.pdf.pdf_places import PrintedText, Sheets
from govcrawl.reading.model import Block
from govcrawl.text import even, has_han
from govcrawl.text.numerals import TENS
from govcrawl.text.patterns import ARABIC_MARKER, HAN_MARKER

#: A line that ends this many em before the margin was not wrapped: Chinese line breaking
#: moves at most a character and its punctuation.
_SHORT = 2.2
_INDENT = 1.2
#: Titles are larger than the text by at least this factor.
_LARGER = 1.12
_LONGEST_HEADING = 80
#: Text that ends left of this share of the page's width never reached its margin.
_NARROWEST = 0.72
#: Lines from which the margins of left or right pages are told by themselves.
_FEW_LINES = 12

_MARKER = re.compile(
    rf"^(?:第[{TENS}百]{{1,3}}[章节部编]|{HAN_MARKER}|\([{TENS}0-9]{{1,3}}\)|{ARABIC_MARKER})"
)
_HEAD = 12  # characters of a line that hold its marker
_SENTENCE_END = re.compile(r"[。！？；：!?;:][”’』」）)]*$")
#: A word with the marks that may not begin a line, which go where it goes.
_FIRST_WORD = re.compile(r"[!-~]+[，。；：！？、）》」』”’】]*")
_BOLD = re.compile(r"hei|黑|bold|xbs|小标宋|heavy|black", re.IGNORECASE)
_BOLD_WEIGHT = 600


@dataclass(frozen=True, slots=True)
class _Frame:
    """Left and right margin of the text on a page."""

    left: float
    right: float


class Layout:
    """What the lines of a document tell about its type area."""

    def __init__(self, lines: Sequence[Line], sizes: dict[int, tuple[float, float]]) -> None:
        ems: Counter[float] = Counter()
        for line in lines:
            ems[round(line.em * 2) / 2] += len(line.text)
        self.em = ems.most_common(1)[0][0] if ems else 12.0
        fonts = Counter(line.font[0] for line in lines if line.font and self.is_body(line))
        self.font = fonts.most_common(1)[0][0] if fonts else ""
        self._sizes = sizes
        groups: dict[tuple[float, float, int], list[Line]] = {}
        for line in lines:
            if self.is_body(line):
                groups.setdefault(self._key(line), []).append(line)
        everything = [line for line in lines if self.is_body(line)] or list(lines)
        # a few lines may all be indented: then both sides of a sheet share their margins
        for key in [k for k, group in groups.items() if len(group) < _FEW_LINES]:
            both = groups[key] + groups.get((key[0], key[1], 1 - key[2]), [])
            groups[key] = both
        self._frames = {key: self._frame(group, key[0]) for key, group in groups.items()}
        self._default = self._frame(everything, max((w for w, _ in sizes.values()), default=0.0))
        leadings = Counter(
            round((a.y - b.y) * 2) / 2
            for a, b in pairwise(lines)
            if a.page == b.page and self.is_body(a) and self.is_body(b) and a.y > b.y
        )
        self.leading = leadings.most_common(1)[0][0] if leadings else self.em * 1.8

    def is_body(self, line: Line) -> bool:
        """Whether a line is set in the size of the running text."""
        return abs(line.em - self.em) <= 0.1 * self.em + 0.3

    def frame(self, line: Line) -> _Frame:
        """The margins that hold for a line's page."""
        return self._frames.get(self._key(line), self._default)

    def _key(self, line: Line) -> tuple[float, float, int]:
        # left and right pages of a book have different margins
        width, height = self._sizes.get(line.page, (0.0, 0.0))
        return round(width), round(height), line.page % 2

    def _frame(self, lines: Sequence[Line], width: float) -> _Frame:
        """Where lines begin and end most: margins of justified text, whatever hangs over.
        Where all lines are short the margins are taken as equal."""
        if not lines:
            return _Frame(0.0, 595.0)
        need = max(2, len(lines) // 8)
        lefts = Counter(round(line.x0 / 3) for line in lines)
        rights = Counter(round(line.x1 / 3) for line in lines)
        left = min((k for k, n in lefts.items() if n + lefts[k + 1] >= need), default=None)
        right = max((k for k, n in rights.items() if n + rights[k - 1] >= need), default=None)
        x0 = left * 3.0 if left is not None else min(line.x0 for line in lines)
        x1 = right * 3.0 if right is not None else max(line.x1 for line in lines)
        return _Frame(x0, x1 if x1 > width * _NARROWEST else max(x1, width - x0))

    def is_prominent(self, line: Line) -> bool:
        """A line set apart: larger, centred or bold."""
        if line.em >= self.em * _LARGER or self.is_centred(line):
            return True
        if line.font is None or len(line.text) > _LONGEST_HEADING:
            return False
        name, weight = line.font
        return (weight >= _BOLD_WEIGHT or bool(_BOLD.search(name))) and name != self.font

    def is_centred(self, line: Line) -> bool:
        """Equal space, and more than an indent, on both sides."""
        frame = self.frame(line)
        before, after = line.x0 - frame.left, frame.right - line.x1
        return min(before, after) > 2.6 * self.em and abs(before - after) < 1.2 * self.em


def to_paragraphs(lines: Sequence[Line], layout: Layout, sheets: Sheets) -> list[Block]:
    """Join the lines between two tables into paragraphs."""
    blocks: list[Block] = []
    first: Line | None = None
    before: Line | None = None
    text = ""
    own: list[Line] = []

    def close() -> None:
        if first is not None and text:
            blocks.append(
                Block(
                    kind="paragraph",
                    text=text,
                    page=sheets[first.page].number,
                    prominent=len(own) == 1 and layout.is_prominent(first),
                    place=PrintedText(own, sheets),
                )
            )

    for line in lines:
        if before is None or first is None or _breaks(before, line, first, layout):
            close()
            first, text, own = line, line.text, [line]
        else:
            text = join(text, line.text, wrapped=True)
            own.append(line)
        before = line
    close()
    return blocks


def _breaks(before: Line, line: Line, first: Line, layout: Layout) -> bool:
    """Whether ``line`` begins a new paragraph."""
    # the size of Chinese text is known from its characters, that of others only roughly
    sure = has_han(line.text) and has_han(before.text)
    if abs(line.em - before.em) > (0.15 if sure else 0.35) * before.em and not (
        layout.is_body(line) and layout.is_body(before)
    ):
        return True
    if LEADERS.search(before.text[-200:]):
        return True
    em = layout.em
    frame = layout.frame(before)
    larger = before.em >= layout.em * _LARGER
    room = (frame.right - frame.left) - (before.x1 - before.x0)
    alike = before.page == line.page and abs(line.em - before.em) < 0.06 * before.em
    if larger and alike and room < 1.5 * before.em + 2 * em:
        return False  # a title that was too long for its line, which may be indented
    if larger or layout.is_centred(line) or (before is first and layout.is_centred(before)):
        return True
    if _is_short(before, line, frame, em):
        return True
    ended = _SENTENCE_END.search(before.text) is not None
    marked = _MARKER.match(even(line.text[:_HEAD])) is not None
    if before.page == line.page and before.y - line.y > 2.4 * layout.leading:
        return True
    indent = line.x0 - layout.frame(line).left
    indent_before = before.x0 - frame.left
    if indent >= _INDENT * em:
        if abs(indent - indent_before) < 0.5 * em and before is not first:
            return ended or marked  # a block set in from the margin
        hanging = indent_before < indent and _MARKER.match(even(first.text[:_HEAD])) is not None
        if hanging and first.x0 - layout.frame(first).left < _INDENT * em:
            return ended and marked
        if abs(indent - indent_before) < 0.5 * em and before is first:
            return ended or marked or indent <= 3 * em
        return True
    return ended and marked


def _is_short(before: Line, line: Line, frame: _Frame, em: float) -> bool:
    """Whether a line ends before the margin although the next word would have fitted."""
    room = frame.right - before.x1
    if room <= _SHORT * em:
        return False
    word = _FIRST_WORD.match(line.text)
    if word is None or (before.text and is_wide(before.text[-1]) and word.end() <= 2):
        return True
    # a long address or number that could not be broken goes to the next line whole
    needed = sum(c.x1 - c.x0 for c in line.chars[: word.end()])
    return needed < room - em

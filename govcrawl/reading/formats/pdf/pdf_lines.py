"""Characters → lines of text: spaces that are layout go, spaces between words stay."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from govcrawl.reading.formats.pdf.pdf_page import Char
from govcrawl.text.patterns import PRINTED_ENCLOSED

#: Gap, in em, that parts two words of Latin letters or digits where no space is printed.
_WORD_GAP = 0.22
#: Gap, in em, beyond which Chinese text is parted too (columns of a signature).
_COLUMN_GAP = 1.6
#: The box of a font is a little higher than its em.
BOX_TO_EM = 0.87

_WIDE = f"\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef“”‘’…—·{PRINTED_ENCLOSED}\U00020000-\U0003ffff"
_IS_WIDE = re.compile(f"[{_WIDE}]")
_SPACES = re.compile(r" +")
#: A space between a Chinese character and a digit comes from typesetting.
_TYPESET_SPACE = re.compile(rf"(?<=[{_WIDE}]) (?=[0-9])|(?<=[0-9%‰]) (?=[{_WIDE}])")
#: A space beside Chinese punctuation is half of its width.
_PUNCTUATION_SPACE = re.compile(
    r" (?=[、，。；：！？）》」』”’】])|(?<=[、，。；：！？（《「『“‘【]) "
)
_ADDRESS = re.compile(r"[A-Za-z]*:?[\w.+-]*(?:@|//|www\.|\.[a-z])", re.ASCII)
_ASCII_END = re.compile(r"[!-~]+$")
_ASCII_START = re.compile(r"[!-~]+")
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(slots=True)
class Line:
    """Characters on one baseline, from left to right."""

    chars: list[Char]
    text: str
    x0: float
    x1: float
    y: float
    em: float
    page: int = 0
    font: tuple[str, int] | None = None

    def step(self, following: str) -> float:
        """Width that the character ``following`` would take at the line's end."""
        if is_wide(following):
            return self.em
        narrow = [c.x1 - c.x0 for c in self.chars if not is_wide(c.text)]
        return max(median(narrow), self.em / 2) if narrow else self.em / 2


def is_wide(char: str) -> bool:
    """Whether a character takes a full width in Chinese text.

    >>> is_wide("年"), is_wide("，"), is_wide("2")
    (True, True, False)
    """
    return _IS_WIDE.match(char) is not None


def to_lines(chars: Iterable[Char], *, page: int = 0, columns: bool = True) -> list[Line]:
    """Group characters by baseline, top to bottom. ``columns`` keeps wide gaps as a space."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: (-c.y, c.x0)):
        if rows and rows[-1][0].y - char.y <= 0.4 * min(rows[-1][0].size, char.size):
            rows[-1].append(char)
        else:
            rows.append([char])
    lines = []
    for row in rows:
        row.sort(key=lambda c: (c.x0, c.index))
        line = _line(row, page, columns=columns)
        if line is not None:
            lines.append(line)
    return lines


def _line(row: list[Char], page: int, *, columns: bool) -> Line | None:
    printed = [c for c in row if c.text != " "]
    if not printed:
        return None
    widths = [c.x1 - c.x0 for c in printed if _HAN.match(c.text) and c.x1 - c.x0 > 0.5]
    em = median(widths) if widths else median(c.size for c in printed) * BOX_TO_EM
    return Line(
        chars=printed,
        text=_text(row, em, columns=columns),
        x0=printed[0].x0,
        x1=max(c.x1 for c in printed),
        y=printed[0].y,
        em=max(em, 1.0),
        page=page,
    )


def _text(row: list[Char], em: float, *, columns: bool) -> str:
    parts: list[str] = []
    before: Char | None = None
    for char in row:
        if before is not None and before.text != " " and char.text != " ":
            gap = char.x0 - before.x1
            both_wide = is_wide(before.text) or is_wide(char.text)
            if gap > (_COLUMN_GAP if both_wide else _WORD_GAP) * em and (columns or not both_wide):
                parts.append(" ")
        parts.append(char.text)
        before = char
    return tidy("".join(parts))


def tidy(text: str) -> str:
    """Drop the spaces that typesetting puts into Chinese text.

    >>> tidy("2024 年 ，共 3 件 ( PDF file )")
    '2024年，共3件 ( PDF file )'
    """
    text = _SPACES.sub(" ", text).strip()
    return _PUNCTUATION_SPACE.sub("", _TYPESET_SPACE.sub("", text)) if " " in text else text


def join(first: str, second: str, *, wrapped: bool) -> str:
    """Join two lines of one text. ``wrapped``: the first filled its width, so that a number
    running over its end is one number; otherwise two numbers stay two.

    >>> join("行政规范性", "文件", wrapped=True), join("4472", "28", wrapped=True)
    ('行政规范性文件', '447228')
    >>> join("426716", "26270", wrapped=False), join("annual", "report", wrapped=True)
    ('426716 26270', 'annual report')
    >>> join("邮箱：office@exam", "ple.org。", wrapped=True)
    '邮箱：office@example.org。'
    """
    if not first or not second:
        return first + second
    a, b = first[-1], second[0]
    if is_wide(a) or is_wide(b):
        return first + second
    if wrapped and (not (a.isalpha() and b.isalpha()) or _is_address(first, second)):
        return first + second
    return f"{first} {second}"


def _is_address(first: str, second: str) -> bool:
    """Whether the break is inside an e-mail address or a URL."""
    tail, head = _ASCII_END.search(first[-80:]), _ASCII_START.match(second[:80])
    word = (tail[0] if tail else "") + (head[0] if head else "")
    return _ADDRESS.match(word) is not None

"""Characters shown one by one over a line → groups: which belong together is told by the forms' words.

A line that is justified, letter-spaced or padded with blanks is shown a character at a time. The
gaps inside a cell are alike, and may be as wide as those between two cells or wider, so gaps alone
do not tell where a heading ends. The words of the forms do: a line is cut into as few of them, or
parts of them, as there can be, each with gaps that are alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from govcrawl.lexicon.forms import FORMS
from govcrawl.reading.formats.pdf.pdf_page import Char
from govcrawl.text import has_han, squash
from govcrawl.text.numerals import ORDINAL

#: Gap in heights of the font's box beyond which two characters of one line are shown apart.
_APART: Final = 0.1
#: By how much, in heights of the box, the gaps of one word may differ.
_ALIKE: Final = 0.08
#: Gap beside a mark, as a share of those between characters, or of a character.
_MARK_GAP: Final = 1.3
#: Characters of a line looked at together, and of a word on one line.
_MOST: Final = 120
_LONGEST: Final = 48
#: What a part of a line costs: a word, its beginning or end, a part of its middle, a character that
#: is a part of one, and a group that no form has.
_WORD, _PART, _MIDDLE, _SINGLE, _UNKNOWN = 1.0, 1.2, 1.8, 2.5, 3.0
#: Characters of a part so short that it is in many words by chance.
_SHORT: Final = 3
_HEADINGS: Final = (
    "信息内容", "申请人情况", "统计指标", "指标名称", "统计项目", "指标", "项目", "单位", "计量单位",
    "数量", "统计数", "统计数量", "人次", "万元",
)  # fmt: skip
_MARKER: Final = re.compile(rf"^(?:{ORDINAL}、|\({ORDINAL}\)|\d{{1,2}}[.、]|其中[:,、]?)")
_LONE_MARKER: Final = re.compile(r"\d{1,2}[.、]")
_NO_WORD: Final = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")
_DIGITS: Final = re.compile(r"[\d,.%+-]+")


def regrouped(groups: Sequence[list[Char]]) -> list[list[Char]]:
    """Groups of characters in the order in which they are shown, those of spread lines put
    together by words."""
    made: list[list[Char]] = []
    for line in _lines(groups):
        made += _cut(line) if _is_spread(line) else line
    return made


def _lines(groups: Sequence[list[Char]]) -> Iterator[list[list[Char]]]:
    """Groups that follow each other on one baseline, from left to right."""
    line: list[list[Char]] = []
    for group in groups:
        if line:
            before, char = line[-1][-1], group[0]
            high = max(before.size, char.size)
            level = (
                abs(before.y - char.y) <= 0.15 * high and abs(before.size - char.size) < 0.15 * high
            )
            if not level or char.x0 - before.x1 < -0.3 * high:
                yield line
                line = []
        line.append(group)
    if line:
        yield line


def _is_spread(line: Sequence[Sequence[Char]]) -> bool:
    """Whether neighbouring Chinese characters were shown one by one, apart."""
    chars = [char for group in line for char in group]
    return len(chars) <= _MOST and any(
        a.run != b.run >= 0
        and b.x0 - a.x1 > _APART * (b.top - b.bottom)
        and has_han(a.text)
        and has_han(b.text)
        for a, b in pairwise(chars)
    )


def _cut(line: Sequence[list[Char]]) -> list[list[Char]]:
    """The line cut into words at the least cost; figures and what no form has stay as they are."""
    chars = [char for group in line for char in group]
    texts = [squash(char.text) for char in chars]
    starts: dict[int, int] = {}
    at = 0
    for group in line:
        starts[at] = at + len(group)
        at += len(group)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * len(chars)
    for start in range(len(chars)):
        cost = best[start][0]
        if cost == float("inf"):
            continue
        ends = _ends(chars, texts, start)
        if start in starts:
            end = starts[start]
            ends.append((end, 0.0 if _DIGITS.fullmatch("".join(texts[start:end])) else _UNKNOWN))
        for end, more in ends:
            if cost + more < best[end][0]:
                best[end] = cost + more, start
    if best[-1][0] == float("inf"):
        return list(line)
    made: list[list[Char]] = []
    end = len(chars)
    while end:
        start = best[end][1]
        made.append(chars[start:end])
        end = start
    return made[::-1]


def _ends(chars: Sequence[Char], texts: Sequence[str], start: int) -> list[tuple[int, float]]:
    """Where a word, or a part of one, that starts here may end, and what it costs."""
    found: list[tuple[int, float]] = []
    text = ""
    low, high, beside = float("inf"), 0.0, 0.0
    for end in range(start, min(start + _LONGEST, len(chars))):
        char = chars[end]
        if end > start:
            gap = char.x0 - chars[end - 1].x1
            if has_han(texts[end]) and has_han(texts[end - 1]):
                low, high = min(low, gap), max(high, gap)
                if high - low > _ALIKE * char.size:
                    break
            else:
                beside = max(beside, gap)
        text += texts[end]
        if beside > _MARK_GAP * max(high, char.size):
            continue
        cost = _cost(text)
        if cost is not None:
            found.append((end + 1, cost))
    return found


def is_word(text: str) -> bool:
    """Whether a text is a word of the forms, whatever blanks are in it.

    >>> is_word("商 业 企 业"), is_word("商 业 企")
    (True, False)
    """
    return _NO_WORD.sub("", squash(text)) in _words()[0]


@lru_cache(maxsize=4096)
def _cost(text: str) -> float | None:
    """What a text costs as a word of the forms or a part of one; None if it is neither."""
    if _LONE_MARKER.fullmatch(text):
        return _SINGLE
    stem = _NO_WORD.sub("", _MARKER.sub("", text))
    if not has_han(stem) or _DIGITS.match(text[-1]):
        return None
    words, ends, parts = _words()
    if stem in words:
        return _WORD
    if len(stem) == 1:
        return _SINGLE if stem in parts else None
    if stem in ends:
        return _PART
    if stem not in parts:
        return None
    return _SINGLE + 0.2 if len(stem) <= _SHORT else _MIDDLE


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], frozenset[str], str]:
    """The words of the forms, their beginnings and ends, and all of them in one text."""
    words = {_NO_WORD.sub("", squash(text)) for text in _texts()}
    words |= {_NO_WORD.sub("", _MARKER.sub("", squash(text))) for text in _texts()}
    ends = {word[:n] for word in words for n in range(2, len(word))}
    ends |= {word[n:] for word in words for n in range(1, len(word) - 1)}
    return frozenset(words), frozenset(ends), "\n".join(sorted(words))


def _texts() -> Iterable[str]:
    yield from _HEADINGS
    yield from (*FORMS.applications.applicants, *FORMS.applications.organisations)
    for row in FORMS.applications.rows:
        yield from row.labels
    for item in (
        *FORMS.applications.columns,
        *FORMS.applications.groups,
        *FORMS.outcomes.columns,
        *FORMS.outcomes.groups,
    ):
        yield from item.labels
    for block in FORMS.blocks:
        yield from block.labels
        for entry in (*block.columns, *block.rows):
            yield from entry.labels
    for schedule in FORMS.schedules:
        for listed in schedule.rows:
            yield from listed.labels

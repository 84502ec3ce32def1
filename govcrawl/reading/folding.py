"""A folded copy of a text to match on, with the way back to the printed one.

Folding maps full-width forms, CJK radicals and odd spaces to their plain forms (NFKC where it
keeps one character one character) and drops white space, but for one blank between two digits:
whether that blank joins a number or parts two is for the number grammar to say.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for first, last in ((0x2E80, 0x2FDF), (0xFE30, 0xFE6F), (0xFF01, 0xFFEF), (0x2000, 0x200A)):
        for code in range(first, last + 1):
            folded = unicodedata.normalize("NFKC", chr(code))
            if len(folded) == 1 and folded != chr(code):
                table[code] = folded
    table |= dict.fromkeys(map(ord, "\t\r\x0b\x0c\x85\xa0\u202f\u205f\u3000"), " ")
    table |= dict.fromkeys(map(ord, "“”„‟"), '"')
    table |= {ord("∶"): ":", ord("﹐"): ",", ord("｡"): "。", ord("—"): "-", ord("–"): "-"}
    return table


_TABLE = _table()
# Nearly all that is folded in a usual text; replacing is much faster than a table.
_USUAL = tuple((c, _TABLE[ord(c)]) for c in "，：；（）？！“”\u3000\xa0")
_ODD = re.compile(f"[{re.escape(''.join(map(chr, _TABLE)))}]")
_DIGITS = frozenset("0123456789")
_GAP = re.compile(r"[ \u200b-\u200f\u2060\ufeff\u00ad]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` is what to match on; ``printed(i)`` is the offset of its character ``i`` in
    the text that was folded. Line feeds stay."""

    text: str
    _starts: list[int]
    _shifts: list[int]

    def printed(self, index: int) -> int:
        """Offset in the printed text of the folded text's character ``index``."""
        return index + self._shifts[bisect_right(self._starts, index) - 1]


def fold(text: str) -> Folded:
    """Fold a text. Linear in its length."""
    even = text
    for printed, plain in _USUAL:
        even = even.replace(printed, plain)
    if _ODD.search(even):
        even = even.translate(_TABLE)
    parts: list[str] = []
    starts, shifts = [0], [0]
    at = length = 0
    for gap in _GAP.finditer(even):
        first, end = gap.span()
        cuts = [(first, end)]
        if (
            first
            and even[first - 1] in _DIGITS
            and even[end : end + 1] in _DIGITS
            and " " in gap[0]
        ):
            stays = even.index(" ", first)
            cuts = [(first, stays), (stays + 1, end)]
        for first, end in cuts:
            if first == end:
                continue
            parts.append(even[at:first])
            length += first - at
            at = end
            if starts[-1] == length:
                shifts[-1] = at - length
            else:
                starts.append(length)
                shifts.append(at - length)
    parts.append(even[at:])
    return Folded("".join(parts), starts, shifts)

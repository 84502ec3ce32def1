"""Counting the characters of a text but for white space and invisible ones: what it keeps
however it is laid out, so that a place in one copy of it is found in another."""

from __future__ import annotations

import re
from bisect import bisect_right

from govcrawl.text.characters import INVISIBLE
from govcrawl.text.folding import char_class, first_of

# Written out, since a class of white space within a set is asked character by character.
_BLANKS = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
_NONE = re.compile(f"{first_of(_BLANKS + INVISIBLE)}{char_class(_BLANKS + INVISIBLE)}*")


def ink_length(text: str) -> int:
    """How many characters of a text are neither white space nor invisible.

    >>> ink_length("共 3\\u200b 件。")
    4
    """
    return len(_NONE.sub("", text))


def ink_span(text: str, first: int, last: int) -> tuple[int, int]:
    """The offsets of the characters ``first:last`` (at least one) of those that count.

    >>> ink_span("共 3\\u200b 件。", 1, 3)
    (2, 6)
    """
    start, end = first, last - 1
    for gap in _NONE.finditer(text):
        if gap.start() > end:
            break
        size = gap.end() - gap.start()
        end += size
        if gap.start() <= start:
            start += size
    return start, end + 1


class InkIndex:
    """The same for many places of one long text."""

    def __init__(self, text: str) -> None:
        self._ends: list[int] = []
        self._gone = [0]
        for gap in _NONE.finditer(text):
            self._ends.append(gap.end())
            self._gone.append(self._gone[-1] + gap.end() - gap.start())
        self.length = len(text) - self._gone[-1]

    def before(self, offset: int) -> int:
        """How many come before an offset that is not within white space.

        >>> InkIndex("共 3 件").before(4)
        2
        """
        return offset - self._gone[bisect_right(self._ends, offset)]

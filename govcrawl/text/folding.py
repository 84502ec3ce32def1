"""Folded copies of a text to match on; what is stored is always as printed.

``even`` gives characters their plain forms (``characters.TABLE``), ``squash`` drops all white
space besides, ``fold`` keeps lines, a blank between two digits (whether it joins a number or
parts two is for the number grammar to say) and the way back to the printed offsets.
``squash(t)`` is ``fold(t).text`` without its white space.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

import msgspec

from govcrawl.text.characters import INVISIBLE, TABLE

#: What takes one place on both sides, and what takes several or none.
_ONE = {ord(printed): plain for printed, plain in TABLE.items() if len(plain) == 1}
_OTHER = {printed: plain for printed, plain in TABLE.items() if len(plain) != 1}
_ALL = {ord(printed): plain for printed, plain in TABLE.items()}
# Most of what is folded in a usual text. Replacing is much faster than a table, which looks
# every character up.
_USUAL = tuple((char, TABLE[char]) for char in "，：（）；“”、\u3000\xa0？！" if char in TABLE)


def char_class(chars: str) -> str:
    """A set of characters as a pattern, its neighbours as ranges."""
    codes = sorted(map(ord, chars))
    parts: list[str] = []
    first = last = codes[0]
    for code in [*codes[1:], 0x110000]:
        if code != last + 1:
            parts.append(
                re.escape(chr(first)) + (f"-{re.escape(chr(last))}" if last > first else "")
            )
            first = code
        last = code
    return f"[{''.join(parts)}]"


def first_of(chars: str) -> str:
    """As ``char_class``, for the first character of a match: a search asks the ranges of a set
    beyond the first 65,536 characters one by one, of each character; here they are one range,
    and only what is in it is asked for exactly."""
    near = "".join(char for char in chars if char <= "\uffff")
    if len(near) == len(chars):
        return char_class(chars)
    return f"{char_class(near)[:-1]}\U00010000-\U0010ffff](?<={char_class(chars)})"


_ODD = re.compile(first_of("".join(TABLE)))
_REMEMBERED = 2000  # characters up to which a squashed text is kept for the next who asks
_SHORT = 200  # characters up to which what is usual is not replaced first
_FEW = 60  # kinds of characters up to which replacing them one by one is faster than a table
# One class first, which lets the search skip ahead.
_CUT = re.compile(f"{first_of(' ' + ''.join(_OTHER))}{char_class(' ' + INVISIBLE)}*")
_CUT_FEWER = re.compile(f"{first_of(''.join(_OTHER))}{char_class(INVISIBLE)}*")
_INVISIBLE = re.compile(f"{first_of(INVISIBLE)}{char_class(INVISIBLE)}*")
_DIGITS = frozenset("0123456789")
_CJK = "\u3400-\u9fff\uff00-\uffef\u3000-\u303f"
_WRAPPED_CJK = re.compile(rf"(?<=[{_CJK}])[ \t\r]*\n\s*(?=[{_CJK}])")
_HAN = re.compile(r"[\u3400-\u9fff]")


class Folded(msgspec.Struct, frozen=True, gc=False):
    """``text`` is what to match on; ``printed(i)`` is the offset of its character ``i`` in
    the text that was folded. Line feeds stay."""

    text: str
    _starts: list[int]
    _shifts: list[int]

    def printed(self, index: int) -> int:
        """Offset in the printed text of the folded text's character ``index``; several folded
        characters of one printed character (㎡) have the same offset."""
        return index + self._shifts[bisect_right(self._starts, index) - 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded text's ``start:end`` is in the printed text; not for empty ones."""
        return self.printed(start), self.printed(end - 1) + 1


def _replaced(text: str, table: dict[int, str]) -> str:
    """``text.translate(table)``, faster where few of its characters are met."""
    if len(text) > _SHORT:
        for printed, plain in _USUAL:
            text = text.replace(printed, plain)
    found = _ODD.findall(text)
    if not found:
        return text
    met = set(found)
    if len(met) > _FEW:
        return text.translate(table)
    for char in met:
        if (other := table.get(ord(char))) is not None:
            text = text.replace(char, other)
    return text


def even(text: str) -> str:
    """A text in plain characters, white space as it is but for its width.

    >>> even("（一）公開條數：１２")
    '(一)公开条数:12'
    """
    if text.isascii() and text.isprintable():
        return text
    return _replaced(text, _ALL)


def _squash(text: str) -> str:
    return "".join(even(text).split())


# Stages ask for the same lines and labels again and again.
_squash_once = lru_cache(maxsize=4096)(_squash)


def squash(text: str) -> str:
    """A text in plain characters without any white space.

    >>> squash("索 引 号：（一）“三公”"), squash("⑴收到申請１２件")
    ('索引号:(一)"三公"', '(1)收到申请12件')
    """
    return _squash_once(text) if len(text) <= _REMEMBERED else _squash(text)


# Several stages ask for the body of one report.
@lru_cache(maxsize=8)
def fold(text: str, *, blanks: bool = False) -> Folded:
    """Fold a text; with ``blanks`` its white space stays. Linear in its length."""
    usual = text.isascii() and text.isprintable()
    plain = text if usual else _replaced(text, _ONE)
    parts: list[str] = []
    starts, shifts = [0], [0]
    at = length = 0

    def shift(place: int) -> None:
        if starts[-1] == length:
            shifts[-1] = place - length
        else:
            starts.append(length)
            shifts.append(place - length)

    for cut in (_CUT_FEWER if blanks else _CUT).finditer(plain):
        first, end = cut.span()
        parts.append(plain[at:first])
        length += first - at
        at = end
        if several := _OTHER.get(plain[first]):
            if several[0] in _DIGITS and first and plain[first - 1] in _DIGITS:
                several = " " + several  # 12⒊ is no 123
            parts.append(several)
            for _ in several:
                shift(first)
                length += 1
        elif (
            not blanks
            and first
            and plain[first - 1] in _DIGITS
            and plain[end : end + 1] in _DIGITS
            and (blank := plain.find(" ", first, end)) >= 0
        ):
            parts.append(" ")
            shift(blank)
            length += 1
        shift(end)
    parts.append(plain[at:])
    return Folded("".join(parts), starts, shifts)


def collapse(text: str) -> str:
    """One line of text as printed: runs of white space become one space, invisible characters go.

    >>> collapse(" 一\\u3000概\\u200b 述 ")
    '一 概 述'
    """
    return " ".join(_INVISIBLE.sub("", text).split())


def unwrap(text: str) -> str:
    """A source line break between two Chinese characters is layout, not text.

    >>> unwrap("主动公开\\n  政府信息 3\\n条")
    '主动公开政府信息 3\\n条'
    """
    return _WRAPPED_CJK.sub("", text) if "\n" in text else text


def has_han(text: str) -> bool:
    """Whether the text holds any Chinese character."""
    return _HAN.search(text) is not None

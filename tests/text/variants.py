"""The same page in other characters: traditional ones, full-width digits, invisible ones between."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import cycle

from govcrawl.reading.formats.decode import decode
from govcrawl.text.characters import TABLE

_TEXT = re.compile(
    r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<!\[CDATA\[.*?\]\]>|<[^<>]*>|&#?\w+;|([^<>&]+)",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(r"(charset\s*=\s*[\"']?)[\w-]+", re.IGNORECASE)
_HAN_PAIR = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_PLAIN_DIGITS = re.compile(r"(?<![\w@./:%-])[0-9]+(?![\w@./:-])")


@lru_cache(maxsize=1)
def _traditional() -> dict[int, str]:
    """Simplified character → the traditional one that text in Big5 would have."""
    known: dict[str, list[str]] = {}
    for printed, plain in TABLE.items():
        if len(plain) == 1 and "\u4e00" <= printed <= "\u9fff":
            known.setdefault(plain, []).append(printed)

    def usual(char: str) -> tuple[bool, int]:
        try:
            char.encode("big5")
        except UnicodeEncodeError:
            return True, ord(char)
        return False, ord(char)

    return {ord(plain): min(chars, key=usual) for plain, chars in known.items()}


def traditional(text: str) -> str:
    """A text in traditional characters."""
    return text.translate(_traditional())


def full_width(text: str) -> str:
    """A text with the digits of its figures in full width."""
    return _PLAIN_DIGITS.sub(
        lambda m: m[0].translate({48 + d: 0xFF10 + d for d in range(10)}), text
    )


def with_invisible(text: str) -> str:
    """A text with a character without width between any two Chinese ones, and any two digits of
    a figure: others in turn."""
    marks = cycle("\u200b\ufeff\u2060\u061c\u00ad\ufe0f\U000e0001")
    parted = _HAN_PAIR.sub(lambda _: next(marks), text)
    return _PLAIN_DIGITS.sub(
        lambda m: "".join(d + next(marks) for d in m[0][:-1]) + m[0][-1], parted
    )


VARIANTS: dict[str, Callable[[str], str]] = {
    "traditional": traditional,
    "full_width": full_width,
    "invisible": with_invisible,
}


def varied(data: bytes, change: Callable[[str], str], *, html: bool) -> bytes:
    """A page or text file with its visible text changed, in UTF-8."""
    text = decode(data).text
    if not html:
        return change(text).encode()

    def piece(match: re.Match[str]) -> str:
        return change(match[2]) if match[2] else match[0]

    return _CHARSET.sub(r"\1utf-8", _TEXT.sub(piece, text)).encode()

"""The one table of characters: what each printed character is matched as.

Full-width and compatibility forms, enclosed numerals, quotes, dashes, radicals, spaces, invisible
characters, and traditional characters as their simplified ones. Data: ``characters.toml`` by
hand, ``forms.tsv`` and ``simplified.tsv`` generated (``govcrawl.text.build``).
"""

from __future__ import annotations

from importlib import resources

import msgspec

from govcrawl.text.made import toml


class CharactersError(ValueError):
    """A data file of the room does not say what it must; the message names file and place."""


class _Radicals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pairs: str


class _ByHand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    invisible: list[str]
    spaces: list[str]
    kept: str
    simplified: dict[str, str]
    marks: dict[str, str]
    radicals: _Radicals
    enclosed: dict[str, str]


def _text(name: str) -> str:
    return resources.files("govcrawl.text").joinpath(name).read_text("utf-8")


def _pairs(name: str) -> dict[str, str]:
    """The pairs of a generated table; a row is the printed character, a tab, the plain text."""
    table: dict[str, str] = {}
    for number, row in enumerate(_text(name).split("\n"), 1):
        if not row or row[0] == "#":
            continue
        printed, tab, plain = row.partition("\t")
        if len(printed) != 1 or not tab or not plain or printed in table:
            raise CharactersError(f"govcrawl/text/{name}, line {number}: not a pair of its own")
        table[printed] = plain
    return table


def _span(ranges: list[str]) -> str:
    """The characters of ranges written ``200B-200F``."""
    chars: list[str] = []
    for written in ranges:
        first, last = (int(end, 16) for end in written.split("-"))
        chars += map(chr, range(first, last + 1))
    return "".join(chars)


def _by_hand() -> _ByHand:
    try:
        return toml("characters.toml", _text("characters.toml"), _ByHand)
    except msgspec.DecodeError as error:
        raise CharactersError(f"govcrawl/text/characters.toml: {error}") from error


def _table(hand: _ByHand) -> dict[str, str]:
    """Printed character → what it is matched as, each pair followed to its end (a radical of a
    traditional character becomes the simplified one)."""
    table = _pairs("simplified.tsv") | _pairs("forms.tsv")
    radicals = hand.radicals.pairs
    table.update(zip(radicals[::2], radicals[1::2], strict=True))
    for rows in (hand.marks, hand.enclosed):
        table.update((printed, plain) for plain, all_of in rows.items() for printed in all_of)
    table |= hand.simplified | {char: char for char in hand.kept}
    table |= dict.fromkeys(SPACES, " ") | dict.fromkeys(INVISIBLE, "")
    followed: dict[str, str] = {}
    for printed, plain in table.items():
        plain = _followed(plain, table)
        if plain != printed:
            followed[printed] = plain
    return followed


def _followed(plain: str, table: dict[str, str]) -> str:
    """The key of a plain text under which its variants are found, where characters are replaced once more."""
    if len(plain) != 1:
        return "".join(_followed(char, table) for char in plain)
    for _ in range(3):
        further = table.get(plain, plain)
        if further == plain:
            break
        plain = further
    return plain


_HAND = _by_hand()
#: Characters that a text is the same without.
INVISIBLE = _span(_HAND.invisible)
#: White space but the plain blank and the line feed.
SPACES = _span(_HAND.spaces)
#: Every character that is not matched as itself, and what it is matched as: one character for
#: most, several for enclosed numerals and ligatures, none for invisible ones.
TABLE = _table(_HAND)
#: Numerals in circles, one character each, and their values.
CIRCLED = {
    char: int(plain[1:-1])
    for char, plain in TABLE.items()
    if plain[0:1] == "(" and plain[1:-1].isdecimal() and not "\u2474" <= char <= "\u2487"
}
#: Every enclosed or dotted numeral, and what it is matched as: ``(1)``, ``(一)``, ``1.``
ENCLOSED = {
    char: plain
    for char, plain in TABLE.items()
    if len(plain) > 1 and plain[-1] in ".)" and "\u2460" <= char <= "\u33ff"
}
_RAISED = {
    ord(char): "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(plain)]
    for char, plain in (TABLE | {digit: digit for digit in "0123456789"}).items()
    if len(plain) == 1 and plain.isascii() and plain.isdecimal()
}
_RADICALS = _pairs("forms.tsv") | dict(
    zip(_HAND.radicals.pairs[::2], _HAND.radicals.pairs[1::2], strict=True)
)


def raised_digits(text: str) -> str:
    """A text with its digits raised: as a mark of a note, which is no digit of the number before.

    >>> raised_digits("[2]"), raised_digits("１")
    ('[²]', '¹')
    """
    return text.translate(_RAISED)


def whole(char: str) -> str:
    """The character that a radical means where a font names it so; any other as it is.

    >>> whole("⻓"), whole("⾧"), whole("長"), whole("①")
    ('长', '長', '長', '①')
    """
    return _RADICALS.get(char, char) if "\u2e80" <= char <= "\u2fdf" else char


def printed_as(plain: str) -> frozenset[str]:
    """Some plain characters and all that are matched as one of them.

    >>> sorted(printed_as("1"))[:2]
    ['1', '１']
    """
    return frozenset(plain) | {char for char, of in TABLE.items() if of and of in plain}

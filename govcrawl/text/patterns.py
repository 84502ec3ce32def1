"""Parts that patterns over folded text share: numbering before a line, dates, brackets.

Each is a part to compose, without groups of its own; named groups are the composer's. Where a
pattern has to see text as printed, ``RAW`` parts take both widths.
"""

from __future__ import annotations

import re
from typing import Final

from govcrawl.text.numerals import HAN_DAY, HAN_YEAR, NUMERALS, ORDINAL, TENS, UNITS, YEAR

#: Chinese characters, as contents of a character class.
HAN: Final = "\u3400-\u9fff"
DIGIT: Final = "[0-9]"
#: A number of up to two digits that counts parts, in either script.
NUMBER: Final = f"(?:{ORDINAL}|[0-9]{{1,2}})"

#: 一、 at the beginning of a heading; (一); 1、 and 1. but not 1.5; (1)
HAN_MARKER: Final = rf"{ORDINAL}[、.]"
HAN_BRACKETS: Final = rf"\({ORDINAL}\)"
ARABIC_MARKER: Final = r"[0-9]{1,2}[、.](?![0-9])"
ARABIC_BRACKETS: Final = r"\([0-9]{1,2}\)"
#: Any of the four.
MARKER: Final = f"(?:{HAN_MARKER}|{HAN_BRACKETS}|{ARABIC_MARKER}|{ARABIC_BRACKETS})"

#: A heading's number that counts in Chinese: 一、 or (一).
HAN_HEADING: Final = f"(?:{HAN_MARKER}|{HAN_BRACKETS})"
#: Digits of both widths, for patterns that have to see text as printed; contents of a class.
PRINTED_DIGITS: Final = "0-9０-９"
#: The usual enclosed numerals, as printed; contents of a class.
PRINTED_ENCLOSED: Final = "①-⑳㈠-㈩"
#: Numerals in circles and raised digits, as printed; contents of a class.
PRINTED_CIRCLED: Final = "①-⑳❶-➓"
RAISED: Final = "⁰¹²³⁴-⁹"
#: What marks a note after a figure, as printed; contents of a character class.
NOTE_MARKS: Final = "①-⓿❶-➓⁰¹²³⁴-⁹"

#: 第三部分, 第二条: a numbered part of a document.
PART: Final = rf"第{NUMBER}(?:部分|[章节部编条项款])"

#: 2017-1-31, 2017年1月31日: year, month and day in Arabic digits.
DATE: Final = rf"(?<![0-9]){YEAR}(?:[-/.]|年)[0-9]{{1,2}}(?:[-/.]|月)[0-9]{{1,2}}(?![0-9])日?"
#: 二〇一七年一月三十一日
HAN_DATE: Final = rf"{HAN_YEAR}年(?:{HAN_DAY}|元)月{HAN_DAY}日"
#: A year in either script.
ANY_YEAR: Final = f"(?:{YEAR}|{HAN_YEAR})"

# Without backslashes, so that they may be in any kind of string of a data file.
_PARTS: Final = {
    "units": UNITS,
    "tens": TENS,
    "numerals": NUMERALS,
    "ordinal": ORDINAL,
    "number": NUMBER,
    "year": YEAR,
    "han_year": HAN_YEAR,
    "any_year": ANY_YEAR,
}
_NAMED: Final = re.compile(r"\{\{(\w+)\}\}")


def compose(pattern: str) -> str:
    """The patterns of a data file with their named parts filled in: ``{{units}}``, ``{{tens}}``
    and ``{{numerals}}`` are contents of a class, ``{{ordinal}}`` and the others whole parts.
    Raises ValueError for a name that is none.

    >>> compose("第{{ordinal}}师") == f"第{ORDINAL}师"
    True
    """

    def part(match: re.Match[str]) -> str:
        if match[1] not in _PARTS:
            raise ValueError(f"there is no part {match[1]} of patterns")
        return _PARTS[match[1]]

    return _NAMED.sub(part, pattern)

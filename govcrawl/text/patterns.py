"""Parts that patterns over folded text share: numbering before a line, dates, brackets.

Each is a part to compose, without groups of its own; named groups are the composer's. Where a
pattern has to see text as printed, ``RAW`` parts take both widths.
"""

from __future__ import annotations

from typing import Final

from govcrawl.text.numerals import HAN_DAY, HAN_YEAR, ORDINAL, YEAR

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
#: What marks a note behind a figure, as printed; contents of a character class.
NOTE_MARKS: Final = "①-⓿❶-➓⁰¹²³⁴-⁹"

#: 第三部分, 第二条: a numbered part of a document.
PART: Final = rf"第{NUMBER}(?:部分|[章节部编条项款])"

#: 2017-1-31, 2017年1月31日: year, month and day in Arabic digits.
DATE: Final = rf"(?<![0-9]){YEAR}(?:[-/.]|年)[0-9]{{1,2}}(?:[-/.]|月)[0-9]{{1,2}}(?![0-9])日?"
#: 二〇一七年一月三十一日
HAN_DATE: Final = rf"{HAN_YEAR}年(?:{HAN_DAY}|元)月{HAN_DAY}日"
#: A year in either script.
ANY_YEAR: Final = f"(?:{YEAR}|{HAN_YEAR})"

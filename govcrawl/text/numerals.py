"""Chinese numerals: their values, and the classes of characters they are written in.

The classes are contents for a character class of a pattern over folded text, to compose
(``rf"[{NUMERALS}]+"``); ``ORDINAL`` and ``HAN_YEAR`` are whole parts of a pattern.
"""

from __future__ import annotations

import re
from typing import Final

#: One to nine.
UNITS: Final = "一二三四五六七八九"
#: What counts as zero in a numeral.
NOUGHTS: Final = "零〇"
#: What is typed for 〇 in years: circles, and the letter o of three alphabets.
ZEROS: Final = "〇零○◯OoΟοОо0"
#: Digits written one after another (二〇一七), as typed.
HAN_DIGITS: Final = ZEROS + UNITS
#: One to ten, of which ordinals up to 99 are made.
TENS: Final = UNITS + "十"
#: What numerals are written in.
NUMERALS: Final = NOUGHTS + "一二两三四五六七八九十百千万亿廿卅"
#: An ordinal up to 99 (十二), as headings have them.
ORDINAL: Final = f"[{TENS}]{{1,3}}"
#: A year of this century or the end of the last, digit by digit.
HAN_YEAR: Final = f"(?:二[{ZEROS}][{HAN_DIGITS}]{{2}}|一九[{HAN_DIGITS}]{{2}})"
#: A day of a month, or a month.
HAN_DAY: Final = f"(?:[一二三]?十[{UNITS}]?|[{UNITS}]|廿[{UNITS}]?|卅一?)"
#: A year, month and day in Arabic digits.
YEAR: Final = "(?:19|20)[0-9]{2}"

_DIGITS = {char: value for value, char in enumerate("零" + UNITS)} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_TENS = str.maketrans({"廿": "二十", "卅": "三十", "〇": "零", "两": "二"})
_WIDE = {0x30 + digit: 0xFF10 + digit for digit in range(10)}
_BY_DIGIT = str.maketrans(HAN_DIGITS, "0" * len(ZEROS) + "123456789")
#: Formal figures and Roman ones, as ordinals in one character.
FORMAL: Final = {
    char: value
    for row in ("壹贰叁肆伍陆柒捌玖拾", "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ")
    for value, char in enumerate(row, 1)
}
#: Values of what scales a numeral or Arabic digits.
SCALES: Final = _SMALL | _LARGE | {"百万": 10**6, "千万": 10**7, "万亿": 10**12}
LARGEST: Final = 10**12  # values are below


#: Formal figures and the numerals they mean, before what is counted. 队伍, 收拾, 大陆 are words.
_FORMALLY = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_FORMAL_RUN = re.compile(
    r"(?<![队退入行大登着内收捡壹贰叁肆伍陆柒捌玖拾佰仟零])[壹贰叁肆伍陆柒捌玖拾佰仟][壹贰叁肆伍陆柒捌玖拾佰仟零万]{0,12}(?=[件条次宗份起项篇人名个期场元])"
)


def plain(text: str) -> str:
    """A text with its formal figures as plain numerals, each character in its place.

    >>> plain("收到申请壹拾肆件，专职贰人，组织队伍")
    '收到申请一十四件，专职二人，组织队伍'
    """
    return _FORMAL_RUN.sub(lambda run: run[0].translate(_FORMALLY), text)


def wide(value: int) -> str:
    """A number in full-width digits, as word processors print it.

    >>> wide(12)
    '１２'
    """
    return str(value).translate(_WIDE)


def write(value: int) -> str:
    """``10203`` as ``一万零二百零三``; 0 <= value < 10**12, ValueError else."""
    if not 0 <= value < LARGEST:
        raise ValueError(f"no numeral for {value}")
    if value == 0:
        return "零"
    digits = str(value)
    out: list[str] = []
    pending_zero = False
    for i, digit in enumerate(digits):
        place = len(digits) - i - 1
        if digit != "0":
            out.append("零" * pending_zero + UNITS[int(digit) - 1])
            out.append(("", "十", "百", "千")[place % 4])
            pending_zero = False
        elif out:
            pending_zero = True
        if place and place % 4 == 0 and int(digits[max(0, i - 3) : i + 1]):
            out.append("万" if place == 4 else "亿")
    text = "".join(out)
    return text[1:] if text.startswith("一十") else text


def read(text: str) -> int | None:
    """The value of a well-formed numeral (两, 廿 and a bare 百 … 亿 count), None for any
    other string: ``三百二`` and ``一二`` are left alone, since they can be read two ways.

    >>> [read(t) for t in ("一千零一十", "廿三", "两万", "二〇", "百", "三百二", "一千一十", "一百十一")]
    [1010, 23, 20000, None, 100, None, 1010, 111]
    """
    if not text or len(text) > 24:
        return None
    even = text.translate(_TENS)
    if even[0] in "百千万亿":
        even = "一" + even
    total = section = digit = 0
    for char in even:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit = 0
        elif char in _LARGE:
            total = (
                (total + section + digit) * _LARGE[char]
                if char == "亿"
                else (total + (section + digit) * _LARGE[char])
            )
            section = digit = 0
        else:
            return None
    value = total + section + digit
    if value >= LARGEST:
        return None
    # Strict by writing the value out again; a leading 一 before 十 or a scale is optional.
    canonical = write(value)
    if even in (canonical, "一" + canonical):
        return value
    # Without 零 and without 一 before 十 (一千一十, 一百十一), where that can be read one way only.
    plain = even[-1] in _SMALL or even[-2:-1] == "十"
    return value if plain and _loose(even) == _loose(canonical) else None


def _loose(text: str) -> str:
    return text.replace("零", "").replace("一十", "十")


def ordinal(text: str) -> int | None:
    """The value of an ordinal up to 99, formal and Roman figures in one character included.

    >>> [ordinal(t) for t in ("三", "十", "十二", "二十", "二十一", "百", "拾", "Ⅱ", "12")]
    [3, 10, 12, 20, 21, None, 10, 2, 12]
    """
    if text.isascii() and text.isdecimal() and len(text) < 3:
        return int(text)
    value = FORMAL.get(text) or read(text)
    return value if value is not None and 0 < value < 100 else None


def by_digit(text: str) -> int | None:
    """The value of digits written one after another, typed zeros as they come.

    >>> by_digit("二〇一七"), by_digit("二OO八"), by_digit("2017"), by_digit("十二")
    (2017, 2008, 2017, None)
    """
    plain = text.translate(_BY_DIGIT)
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 16 else None


def day(text: str) -> int | None:
    """The value of a month or a day as dates write it (元 is the first, 廿 twenty).

    >>> day("元"), day("廿三"), day("卅"), day("三十一"), day("08")
    (1, 23, 30, 31, 8)
    """
    if text == "元":
        return 1
    if text.isascii() and text.isdecimal() and len(text) < 3:
        return int(text)
    return read(text)

"""One cell as printed → its value: a number, a blank, not applicable, or not readable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from govcrawl.report import CellState, Number
from govcrawl.text import even, squash
from govcrawl.text.numerals import TENS
from govcrawl.text.numerals import read as read_numeral
from govcrawl.text.patterns import NOTE_MARKS, PRINTED_DIGITS

_NOT_APPLICABLE = re.compile(
    r"^(?:[-/\\_─━~]+|无|暂无|没有|空|N/?A|不适用|不涉及|未涉及|无数据|未统计)$", re.IGNORECASE
)
COUNT_UNITS = "人次|宗次|件次|条次|批次|场次|件|条|个|项|次|人|篇|宗|份|起|例|期|场|部|处|家|名|户|类|种|页|万条|万人次|万次"
_NUMBER = re.compile(
    rf"^([+-]?)(\d{{1,3}}(?:,\d{{3}})+|\d+)(\.\d+)?"
    rf"(?:(千|百万|千万|万|亿)?(元)|(万|亿)?({COUNT_UNITS}|%)?)$"
)
_ONLY_MARK = re.compile(f"^[{NOTE_MARKS}]+$")
_BRACKETED_UNIT = re.compile(r"^([^()]+)\((\D{1,3})\)$")
#: Marks of a footnote after a figure or a label; folding would make digits of ``①`` and ``¹``.
_MARK = re.compile(
    rf"(?<=[^\s*※])\s*(?:[\[(（〔]?注?[{NOTE_MARKS}]+[\])）〕]?|[*＊※]+"
    rf"|[\[［【][{PRINTED_DIGITS}]{{1,2}}[\]］】]|[(（]注[{PRINTED_DIGITS}]{{1,2}}[)）])$"
)
#: Two numbers in one cell, or one broken by a line end: it cannot be determined which.
_BROKEN = re.compile(r"\d\s+\d")
_FACTOR = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
_MULTIPLE = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
#: Characters of a cell that can be a number with its unit.
_MAX_LENGTH = 32
#: Characters of a number in Chinese numerals (九千九百九十九万 has 8).
_MAX_WORDS = 9
_NUMERAL = re.compile(rf"^[{TENS}零〇百千万两]+$")
_MARK_REACH = 60  # characters at the end of a cell that may hold a footnote's mark
_MONEY_UNIT = re.compile(r"(?:千|百万|千万|万|亿)?元")


@dataclass(frozen=True, slots=True)
class Value:
    """``number`` is as printed, before its ``unit`` (``元``, ``万元``, ``件``, ``%``) and
    ``multiple`` (``万``) are taken into account; None unless ``state`` is ``read``."""

    state: CellState
    number: Decimal | int | None = None
    unit: str | None = None
    multiple: str | None = None


BLANK = Value("blank")
NOT_APPLICABLE = Value("not_applicable")
REFUSED = Value("refused")


@lru_cache(maxsize=8192)
def parse_cell(text: str) -> Value:
    """What a value cell says.

    >>> parse_cell("1,288").number, parse_cell("＋2").number, parse_cell("１２").number
    (1288, 2, 12)
    >>> parse_cell("12（件）").number, parse_cell("12①").number
    (12, 12)
    >>> parse_cell("251000元").unit, parse_cell("／").state, parse_cell("426716 26270").state
    ('元', 'not_applicable', 'refused')
    >>> parse_cell("०.०४").state, parse_cell("28045168076347.628465").state
    ('refused', 'refused')
    """
    if text.isascii() and text.isdigit() and len(text) < 16 and (text[0] != "0" or text == "0"):
        return Value("read", int(text))
    folded = squash(unmarked(text))
    if not folded:
        return BLANK
    if folded in ("零", "〇"):
        return Value("read", 0)
    if _NOT_APPLICABLE.match(folded):
        return NOT_APPLICABLE
    if len(folded) > _MAX_LENGTH or _BROKEN.search(text) or _ONLY_MARK.match(text):
        return REFUSED
    match = _NUMBER.match(_BRACKETED_UNIT.sub(r"\1\2", folded))
    if match is None:
        return REFUSED
    sign, whole, fraction, money_scale, money, multiple, unit = match.groups()
    whole = whole.replace(",", "")
    # Beyond 15 digits JSON's numbers are no longer what is printed.
    if len(whole) + len((fraction or "").lstrip(".")) > 15:
        return REFUSED
    if len(whole) > 1 and whole[0] == "0":
        return REFUSED
    if not f"{whole}{fraction or ''}".isascii():  # digits of another script: an error of conversion
        return REFUSED
    number = Decimal(f"{sign}{whole}{fraction}") if fraction else int(f"{sign}{whole}")
    if money:
        return Value("read", number, (money_scale or "") + money)
    return Value("read", number, unit, multiple)


def in_words(text: str) -> Value:
    """What a cell says in Chinese numerals, refused where it is none.

    >>> in_words("十二").number, in_words("一、").state
    (12, 'refused')
    """
    folded = squash(text)
    if not folded or len(folded) > _MAX_WORDS or not _NUMERAL.match(folded):
        return REFUSED
    number = read_numeral(folded)
    return REFUSED if number is None else Value("read", number)


def unmarked(text: str) -> str:
    """A cell without the mark of a footnote at its end.

    >>> unmarked("12①"), unmarked("维持（注¹）"), unmarked("①当面申请"), unmarked("12[1]")
    ('12', '维持', '①当面申请', '12')
    """
    return text[:-_MARK_REACH] + _MARK.sub("", text[-_MARK_REACH:])


def money_unit(label: str) -> str | None:
    """The money unit a heading or a unit cell names: ``本年收费金额(单位:万元)`` → ``万元``."""
    match = _MONEY_UNIT.search(even(label))
    return match.group() if match else None


def is_count_unit(text: str) -> bool:
    """Whether a cell holds nothing but a unit or the rule that means none (``——``)."""
    return _UNIT_CELL.match(squash(text)) is not None


_UNIT_CELL = re.compile(
    rf"^\(?(?:单位:)?(?:(?:{COUNT_UNITS})(?:[/、(]?(?:{COUNT_UNITS})\)?)*|(?:千|万|百万|亿)?元|%|-+)\)?$"
)


def in_unit(value: Value, unit: str | None, printed: str | None) -> Number | None:
    """The number in ``unit``, the unit of the key (None: as printed).

    ``printed`` is the unit that the row or heading names, used where the cell has none. Money
    is converted; a count in a money cell, or money in a count cell, gives None.
    """
    number = value.number
    if number is None:
        return None
    own = value.unit
    if value.multiple and unit is not None and unit.endswith("元") and own is None:
        own = value.multiple + "元"
    elif value.multiple:
        number *= _MULTIPLE[value.multiple]
    if unit is not None and unit.endswith("元"):
        own = own or printed or unit
        if own not in _FACTOR:
            return None
        if own != unit:
            number = Decimal(number) * _FACTOR[own] / _FACTOR[unit]
    elif unit is not None and (own is not None and (own.endswith("元") or own == "%")):
        return None
    elif unit is not None and isinstance(number, Decimal) and number != number.to_integral_value():
        return None  # 21.764 cases: a dot between thousands, or nothing that can be counted
    return plain(number)


def plain(number: Decimal | int) -> Number:
    """An int where the number is whole, else a float.

    >>> plain(Decimal("96171.60")), plain(Decimal("25.10") * 10000)
    (96171.6, 251000)
    """
    if isinstance(number, int):
        return number
    return int(number) if number == number.to_integral_value() else float(number)

"""The number grammar: printed quantities of a Chinese text and what they say.

Reads a folded text (``folding.fold``). A quantity is a value, what qualifies it (约, 余,
以上 …) and its unit; years, document numbers, telephone numbers, ordinals and ranges are no
quantities. Rules: domain description §3.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from govcrawl.lexicon.vocabulary import CLASSIFIERS, UNITS
from govcrawl.report import Number

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_SCALE = _SMALL | _LARGE | {"百万": 10**6, "千万": 10**7, "万亿": 10**12}
_LONGEST = 15  # digits; longer runs are serial numbers


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity. ``start:end`` is the printed value with its 万, ``left:right`` the whole
    expression with qualifiers and unit; ``value`` is None where the text gives no definite
    one (数十, 3-5). ``lower``/``upper`` are inclusive bounds, None for open."""

    left: int
    start: int
    end: int
    right: int
    value: Number | None
    modifier: Literal["exact", "approx"]
    lower: Number | None
    upper: Number | None
    unit: str | None


def to_chinese(value: int) -> str:
    """``10203`` as ``一万零二百零三``; 0 <= value < 10**12, ValueError else."""
    if not 0 <= value < 10**12:
        raise ValueError(f"no numeral for {value}")
    if value == 0:
        return "零"
    digits = str(value)
    out: list[str] = []
    pending_zero = False
    for i, digit in enumerate(digits):
        place = len(digits) - i - 1
        if digit != "0":
            out.append("零" * pending_zero + "零一二三四五六七八九"[int(digit)])
            out.append(("", "十", "百", "千")[place % 4])
            pending_zero = False
        elif out:
            pending_zero = True
        if place and place % 4 == 0 and int(digits[max(0, i - 3) : i + 1]):
            out.append("万" if place == 4 else "亿")
    text = "".join(out)
    return text[1:] if text.startswith("一十") else text


def from_chinese(text: str) -> int | None:
    """The value of a well-formed numeral (两, 廿 and a bare 百 … 亿 count), None for any
    other string: ``三百二`` and ``一二`` are left alone, since they can be read two ways."""
    if not text or len(text) > 24:
        return None
    even = text.replace("〇", "零").replace("两", "二").replace("廿", "二十")
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
    if value >= 10**12:
        return None
    # Strict by writing the value out again; a leading 一 before 十 or a scale is optional.
    canonical = to_chinese(value)
    return value if even in (canonical, "一" + canonical) else None


_UNIT = "|".join(map(re.escape, CLASSIFIERS))
# Behind a Chinese numeral only what metrics are counted in: 一级, 三大, 一步 are words.
_COUNTED = frozenset().union(*(words for name, words in UNITS.items() if name != "other"))
_NUMERALS = "零〇一二两三四五六七八九十百千万亿廿"
_BEHIND = (
    r"(?P<more>[余多来](?P<later>[万亿](?!元))?)?"
    rf"(?P<unit>(?:{_UNIT})(?![门例]))?(?P<after>以上|以下|以内|左右|上下)?"
)
# Both begin with a plain set of characters, which lets the search skip ahead.
_ARABIC = re.compile(
    r"(?P<number>[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,6})?(?![0-9])"
    r"|[0-9]{1,3}(?: [0-9]{3}){1,4}(?![0-9]| [0-9])"
    r"|[0-9]+(?:\.[0-9]+)?)(?P<scale>百万|千万|万亿|[百千]|[万亿](?!元))?" + _BEHIND
)
_CHINESE = re.compile(rf"(?P<number>[{_NUMERALS}]+)(?P<scale>(?!))?" + _BEHIND)
_PERCENT = re.compile(
    rf"百分之(?P<number>[0-9]+(?:\.[0-9]+)?|[{_NUMERALS}]+)(?P<scale>(?!))?" + _BEHIND
)
_PLAIN = frozenset({"类", "部", "户", "册", "天", "个月", "个工作日", "方面", "小时"})
_GLUED = re.compile(r"[0-9A-Za-z_./]$")
_BEFORE = re.compile(
    r"(?:(?P<over>超过|超|逾|突破|破|不少于|不低于|至少|多达)|(?P<near>(?<![最附])(?:将近|接近|近)|不足|不到|少于)"
    r"|(?P<about>大约|大概|(?<![节预签违制公特条契])约(?:为|有)?))$"
)
_VAGUE = re.compile(r"(?:几|若干)$")
_VAGUE_SCALE = re.compile(r"[上成数]$")  # 上百, 成千, 数十; but 件数12件
_NIL = re.compile(r"[为是计]$")  # 为零
# What stands right before or after a run of digits that is no quantity of its own.
_NOT_BEFORE = re.compile(r"(?:第|[〔\[〕#№]|No\.?|[0-9][-~]|[0-9]至|[0-9] )$")
_NOT_BEFORE_CHINESE = re.compile(r"[第每同统唯万进之这那哪任某另周星初十百千零之分逐第说元]$")
_NOT_AFTER = re.compile(r"[-~][0-9]|至[0-9]| [0-9]")
_ALONE = re.compile(r"[,;。、)和及与以]|主要|包括|其中|内容|$")  # what may follow a number without unit


def _number(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else float(value)


def _value_of(match: re.Match[str]) -> Number | None:
    printed = match["number"]
    if printed[0] in _NUMERALS:
        whole = from_chinese(printed)
        if whole is None:
            return None
        value = Decimal(whole)
    else:
        plain = printed.replace(",", "").replace(" ", "")
        if len(plain) > _LONGEST:
            return None
        value = Decimal(plain) * _SCALE.get(match["scale"] or "", 1)
    return _number(value * _SCALE.get(match["later"] or "", 1))


def _bounds(
    value: Number, match: re.Match[str], before: re.Match[str] | None
) -> tuple[Literal["exact", "approx"], Number | None, Number | None]:
    kind = before.lastgroup if before else None
    after, more = match["after"], match["more"]
    if kind == "over" or after == "以上" or (more and more[0] in "余多"):
        return "approx", value, None
    if kind == "near" or after in ("以下", "以内"):
        return "approx", None, value
    if kind == "about" or after or more:
        return "approx", None, None
    return "exact", value, value


def _matches(text: str) -> Iterator[re.Match[str]]:
    found = list(_PERCENT.finditer(text)) if "百分之" in text else []
    found += _ARABIC.finditer(text)
    found += _CHINESE.finditer(text)
    found.sort(key=re.Match.start)
    end = 0
    for match in found:
        if match.start() >= end:
            end = match.end()
            yield match


def quantities(text: str) -> Iterator[Quantity]:
    """The quantities of a folded text in order, as far as one may be a figure."""
    for match in _matches(text):
        first, unit = match.start("number"), match["unit"]
        if unit is None and match.re is not _PERCENT and not _ALONE.match(text, match.end()):
            continue
        ahead = text[max(0, match.start() - 6) : match.start()]
        before = _BEFORE.search(ahead)
        start = match.start()
        if match.re is _PERCENT:
            unit = "%"
        elif text[first] in _NUMERALS:
            bare_scale = before is not None and text[first] in "百千万亿"
            nil = match["number"] == "零" and _NIL.search(ahead)
            if not (unit or bare_scale or nil) or _NOT_BEFORE_CHINESE.search(ahead):
                continue
            if unit and unit not in _COUNTED and unit not in _PLAIN:
                continue
        elif _GLUED.search(ahead):
            continue
        value = _value_of(match)
        if value is None and text[first] in _NUMERALS:
            continue
        if value is not None and (
            _NOT_BEFORE.search(ahead)
            or _VAGUE.search(ahead)
            or (text[first] in "十百千万亿" and _VAGUE_SCALE.search(ahead))
            or _NOT_AFTER.match(text, match.end())
        ):
            value = None
        modifier: Literal["exact", "approx"] = "exact"
        lower = upper = None
        if value is not None:
            modifier, lower, upper = _bounds(value, match, before)
        last = "later" if match["later"] else "scale" if match["scale"] else "number"
        left = start - (len(before[0]) if before else 0)
        yield Quantity(
            left, start, match.end(last), match.end(), value, modifier, lower, upper, unit
        )

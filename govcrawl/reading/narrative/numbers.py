"""The number grammar: printed quantities of a Chinese text and what they say.

Reads a folded text (``govcrawl.text.fold``). A quantity is a value, what qualifies it (约, 余,
以上 …) and its unit; years, document numbers, telephone numbers, ordinals and ranges are no
quantities. Rules: domain description §3.2.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

import msgspec

from govcrawl.lexicon.vocabulary import CLASSIFIERS, UNITS
from govcrawl.report import Number
from govcrawl.text.numerals import NUMERALS, SCALES
from govcrawl.text.numerals import read as read_numeral
from govcrawl.text.patterns import HAN

_LONGEST = 15  # digits; longer runs are serial numbers


class Quantity(msgspec.Struct, frozen=True, gc=False):
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


_UNIT = "|".join(map(re.escape, CLASSIFIERS))
# After a Chinese numeral only what metrics are counted in: 一级, 三大, 一步 are words.
_COUNTED = frozenset().union(*(words for name, words in UNITS.items() if name != "other"))
_BEHIND = (
    r"(?P<more>[余多来](?P<later>[万亿](?!元))?)?"
    rf"(?P<unit>(?:{_UNIT})(?![门例]))?(?P<after>以上|以下|以内|左右|上下)?"
)
# Both begin with one character of a set, which lets the search skip ahead.
_ARABIC = re.compile(
    r"(?P<number>[0-9](?:[0-9]{0,2}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,6})?(?![0-9])"
    r"|[0-9]{0,2}(?: [0-9]{3}){1,4}(?![0-9]| [0-9])"
    r"|[0-9]*(?:\.[0-9]+)?))(?P<scale>百万|千万|万亿|[百千]|[万亿](?!元))?(?P<rest>(?<=万)[1-9]千(?:[1-9]百)?)?"
    + _BEHIND
)
_CHINESE = re.compile(
    rf"(?P<number>[{NUMERALS}][{NUMERALS}]*)(?P<scale>(?!))?(?P<rest>(?!))?" + _BEHIND
)
_PERCENT = re.compile(
    rf"百分之(?P<number>[0-9]+(?:\.[0-9]+)?|[{NUMERALS}]+)(?P<scale>(?!))?(?P<rest>(?!))?" + _BEHIND
)
#: 36(含网上12)件: a bracket between a number and its classifier.
PARTED = re.compile(
    rf"\((?=[^()]{{0,12}}[{HAN}]{{2}})[^()。;\n]{{1,40}}\)(?P<unit>(?:{_UNIT})(?![门例目]))"
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
# What is right before or after a run of digits that is no quantity of its own.
_NOT_BEFORE = re.compile(r"(?:第|[〔\[〕#№]|No\.?|[0-9][-~]|[0-9]至|[0-9] )$")
_NOT_BEFORE_CHINESE = re.compile(r"[第每同统唯万进之这那哪任某另周星初十百千零之分逐第说元]$")
_NOT_AFTER = re.compile(r"[-~][0-9]|至[0-9]| [0-9]")
_ALONE = re.compile(
    r"[,;。、)和及与以]|主要|包括|其中|内容|$"
)  # what may follow a number without unit


#: What may be right before a number and change it; the last characters of the above.
_SUSPECT = frozenset(
    "过超逾突破于少达近接足到约概为有几干上成数第〔[〕#№oO.-~至 0123456789/_"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)


#: What may be right after a number and make it none of its own.
_SUSPECT_BEHIND = frozenset("-~至 ")
_BARE_SCALES = frozenset("百千万亿")


def _number(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else float(value)


def _value_of(number: str, scale: str | None, rest: str | None, later: str | None) -> Number | None:
    """The value of a number by its parts, None where it has none that is definite."""
    if number.isdecimal() and number.isascii() and not (scale or later or rest):
        return int(number) if len(number) <= _LONGEST else None
    if number[0] in NUMERALS:
        whole = read_numeral(number)
        if whole is None:
            return None
        value = Decimal(whole)
    else:
        plain = number.replace(",", "").replace(" ", "")
        if len(plain) > _LONGEST:
            return None
        value = Decimal(plain) * SCALES.get(scale or "", 1)
        for digit, of in zip(rest[::2], rest[1::2], strict=True) if rest else ():
            value += Decimal(digit) * SCALES[of]  # 3万5千
    return _number(value * SCALES.get(later or "", 1))


def _bounds(
    value: Number, more: str | None, after: str | None, before: re.Match[str] | None
) -> tuple[Literal["exact", "approx"], Number | None, Number | None]:
    kind = before.lastgroup if before else None
    if kind == "over" or after == "以上" or (more and more[0] in "余多"):
        return "approx", value, None
    if kind == "near" or after in ("以下", "以内"):
        return "approx", None, value
    if kind == "about" or after or more:
        return "approx", None, None
    return "exact", value, value


def _matches(text: str) -> list[re.Match[str]]:
    """The numbers of a text in order; of those that overlap, the first."""
    found = list(_ARABIC.finditer(text))
    others = [*(_PERCENT.finditer(text) if "百分之" in text else ()), *_CHINESE.finditer(text)]
    if not others:
        return found
    out: list[re.Match[str]] = []
    end = 0
    for match in sorted(others + found, key=re.Match.start):
        if match.start() >= end:
            end = match.end()
            out.append(match)
    return out


def _is_word(
    number: str, more: str | None, unit: str | None, ahead: str, before: re.Match[str] | None
) -> bool:
    """Whether Chinese numerals are part of a word, or of a number that is none: 一级, 百, 同一."""
    scale = number[0] in _BARE_SCALES
    if scale and not (before or more) and not _VAGUE_SCALE.search(ahead):
        return True
    nil = number == "零" and _NIL.search(ahead)
    if not (unit or (scale and before is not None) or nil) or _NOT_BEFORE_CHINESE.search(ahead):
        return True
    return bool(unit and unit not in _COUNTED and unit not in _PLAIN)


def _is_vague(text: str, first: str, ahead: str, right: int) -> bool:
    """Whether what is around a number leaves open which it is: 数十, 3-5. ``ahead`` is empty
    where nothing before it may."""
    if ahead and (
        _NOT_BEFORE.search(ahead)
        or _VAGUE.search(ahead)
        or (first in "十百千万亿" and _VAGUE_SCALE.search(ahead))
    ):
        return True
    return text[right : right + 1] in _SUSPECT_BEHIND and _NOT_AFTER.match(text, right) is not None


def quantities(text: str) -> list[Quantity]:
    """The quantities of a folded text in order, as far as one may be a figure."""
    out: list[Quantity] = []
    inside, shared = 0, ""  # where a bracket ends whose numbers have the classifier after it
    for match in _matches(text):
        number, scale, rest, more, later, unit, after = match.groups()
        start, right = match.span()
        arabic = match.re is _ARABIC
        if unit is None and arabic:
            if text.startswith("(", right):
                parted = PARTED.match(text, right)
                if parted is not None:
                    unit, inside, shared = parted["unit"], parted.end(), parted["unit"]
            elif right < inside:
                unit = shared
        if match.re is _PERCENT:
            unit = "%"
        elif unit is None and not _ALONE.match(text, right):
            continue
        suspect = start > 0 and text[start - 1] in _SUSPECT
        ahead = text[max(0, start - 6) : start]
        before = _BEFORE.search(ahead) if suspect else None
        if match.re is _CHINESE:
            if _is_word(number, more, unit, ahead, before):
                continue
        elif suspect and arabic and _GLUED.search(ahead):
            continue
        value = _value_of(number, scale, rest, later)
        if value is None and number[0] in NUMERALS:
            continue
        if value is not None and _is_vague(text, number[0], ahead if suspect else "", right):
            value = None
        modifier: Literal["exact", "approx"] = "exact"
        lower = upper = value
        if value is not None and (before or more or after):
            modifier, lower, upper = _bounds(value, more, after, before)
        end = match.end("later" if later else "rest" if rest else "scale" if scale else "number")
        left = start - (len(before[0]) if before else 0)
        out.append(Quantity(left, start, end, right, value, modifier, lower, upper, unit))
    return out

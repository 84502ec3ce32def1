"""Dates as Chinese pages print them, read to ISO 8601.

Listed formats only: a date that fits none is not guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from govcrawl.reading.text import squash

_DIGITS = str.maketrans("〇○零ＯOo一二三四五六七八九", "000000123456789")
_HAN_DAY = (
    r"(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]|廿[一二三四五六七八九]?|卅一?)"
)
_NUMERIC = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})(?!\d)\s*日?"
)
_HAN = re.compile(rf"([一二][〇○零ＯOo九一二三四五六七八]{{3}})年({_HAN_DAY})月({_HAN_DAY})日")
_URL = (
    re.compile(r"/t((?:19|20)\d\d)(\d\d)(\d\d)_\d+"),
    re.compile(r"/art/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/"),
    re.compile(r"/((?:19|20)\d\d)-(\d\d)[-/](\d\d)/"),
    re.compile(r"/((?:19|20)\d\d)(\d\d)(\d\d)/"),
    re.compile(r"/((?:19|20)\d\d)/(\d\d)(\d\d)/"),
    re.compile(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/"),
)
_LOST_MARKS = re.compile(r"^((?:19|20)\d\d)(\d{2,4})日?$")
_DATE_ONLY = re.compile(r"^[(（\[]?(.{6,16}?)[)）\]]?$")


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that is a date: its value, and whether lost characters were repaired."""

    iso: str
    repaired: bool


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def _han_day(text: str) -> int:
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(text.translate(_DIGITS))
    high = int(tens.translate(_DIGITS)) if tens else 1
    return high * 10 + (int(ones.translate(_DIGITS)) if ones else 0)


def find_date(text: str) -> str | None:
    """The first full date in a text.

    >>> find_date("发布时间：2017-03-21 16:34"), find_date("二〇一七年一月十五日")
    ('2017-03-21', '2017-01-15')
    >>> find_date("2016年25月1日") is None
    True
    """
    match = _NUMERIC.search(text)
    if match:
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    match = _HAN.search(text)
    if match:
        year = int(match[1].translate(_DIGITS))
        return _iso(year, _han_day(match[2]), _han_day(match[3]))
    return None


def date_line(text: str, *, not_after: str | None = None) -> DateLine | None:
    """Read a line that is nothing but a date, as under a signature.

    Lost 年月日 (``20161123``, ``2017210日``) are repaired where exactly one split is a date, or
    exactly one is a date no later than ``not_after`` (the publication).

    >>> date_line("20161123"), date_line("2017年1月5日").iso, date_line("2016111")
    (DateLine(iso='2016-11-23', repaired=True), '2017-01-05', None)
    """
    folded = squash(text)
    wrapped = _DATE_ONLY.match(folded)
    if not wrapped:
        return None
    folded = wrapped.group(1)
    full = _NUMERIC.fullmatch(folded) or _HAN.fullmatch(folded)
    if full:
        iso = find_date(folded)
        return DateLine(iso, repaired=False) if iso else None
    lost = _LOST_MARKS.match(folded)
    if not lost:
        return None
    year, rest = int(lost[1]), lost[2]
    splits = {
        iso
        for cut in range(1, len(rest))
        if len(rest) - cut <= 2
        and cut <= 2
        and (len(rest) == 4 or not rest[cut:].startswith("0"))
        and (iso := _iso(year, int(rest[:cut]), int(rest[cut:])))
    }
    if len(splits) > 1 and not_after:
        splits = {iso for iso in splits if iso <= not_after}
        splits = {max(splits)} if splits else splits
    return DateLine(splits.pop(), repaired=True) if len(splits) == 1 else None


def url_date(url: str) -> str | None:
    """The date some platforms write into article addresses (TRS ``tYYYYMMDD_``, Hanweb
    ``/art/Y/M/D/``).

    >>> url_date("http://x.gov.cn/xxgk/202401/t20240120_93.html")
    '2024-01-20'
    """
    for pattern in _URL:
        match = pattern.search(url)
        if match:
            iso = _iso(int(match[1]), int(match[2]), int(match[3]))
            if iso:
                return iso
    return None

"""Dates as Chinese pages print them, read to ISO 8601.

Listed formats only: a date that fits none is not guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from govcrawl.text import even, squash
from govcrawl.text.numerals import HAN_DAY, HAN_DIGITS, by_digit, day

_NUMERIC = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})(?!\d)\s*日?"
)
_HAN = re.compile(rf"([一二][{HAN_DIGITS}]{{3}})\s*年\s*({HAN_DAY}|元)\s*月\s*({HAN_DAY})\s*日")

_URL = (
    re.compile(r"/t((?:19|20)\d\d)(\d\d)(\d\d)_\d+"),
    re.compile(r"/art/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/"),
    re.compile(r"/((?:19|20)\d\d)-(\d\d)[-/](\d\d)/"),
    re.compile(r"/((?:19|20)\d\d)(\d\d)(\d\d)/"),
    re.compile(r"/((?:19|20)\d\d)/(\d\d)(\d\d)/"),
    re.compile(r"/((?:19|20)\d\d)(\d\d)/(\d\d)/"),
    re.compile(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/"),
)
_LOST_MARKS = re.compile(r"^((?:19|20)\d\d)(\d{2,4})日?$")
_DATE_ONLY = re.compile(r"^[(（\[]?(.{6,16}?)(?:印发|发布)?[)）\]]?$")
_COMPACT = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{6})?$")
#: ``Mon Jan 29 09:11:00 CST 2018``: how Java prints a date by default.
_JAVA = re.compile(r"^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) [\d:]{8} [A-Z]{3,4} ((?:19|20)\d\d)$")
#: A time in UTC, as sitemaps and tags give it: in China it is eight hours later.
_UTC = re.compile(
    r"^((?:19|20)\d\d)-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):([0-5]\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]00:?00)$"
)
_CHINA = dt.timedelta(hours=8)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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


def find_date(text: str) -> str | None:
    """The first full date in a text, in whatever characters.

    >>> find_date("发布时间：2017-03-21 16:34"), find_date("二〇一七年一月十五日")
    ('2017-03-21', '2017-01-15')
    >>> find_date("２０１７－０３－２１"), find_date("2016年25月1日")
    ('2017-03-21', None)
    """
    text = even(text)
    match = _NUMERIC.search(text)
    if match:
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    match = _HAN.search(text)
    if match:
        year, month, day_of = by_digit(match[1]), day(match[2]), day(match[3])
        return _iso(year or 0, month or 0, day_of or 0)
    return None


def stamp_date(text: str) -> str | None:
    """The date of a meta tag, which may also be printed without marks or as Java prints it.

    >>> stamp_date("20180129"), stamp_date("Mon Jan 29 09:11:00 CST 2018")
    ('2018-01-29', '2018-01-29')
    >>> stamp_date("2024-01-22T18:30Z")
    '2024-01-23'
    """
    text = even(text)
    if match := _UTC.match(text.strip()):
        year, month, day_of, hour, minute = map(int, match.groups())
        if _iso(year, month, day_of):
            moment = dt.datetime(year, month, day_of, hour, minute, tzinfo=dt.timezone.utc)
            return (moment + _CHINA).date().isoformat()
    if found := find_date(text):
        return found
    if match := _COMPACT.match(text.strip()):
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    if (match := _JAVA.match(text.strip())) and match[1] in _MONTHS:
        return _iso(int(match[3]), _MONTHS.index(match[1]) + 1, int(match[2]))
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

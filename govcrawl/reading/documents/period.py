"""The reporting period: printed where the report says it, else the calendar year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govcrawl.messages import issue
from govcrawl.reading.model import Finding
from govcrawl.reading.page.dates import find_date
from govcrawl.reading.plain import plain
from govcrawl.report import FieldEvidence, Issue, Period
from govcrawl.text.numerals import HAN_DAY, HAN_YEAR, by_digit, day

# the mark 年 is among the characters that pages lose: 20231月1日
_YEAR = rf"(?:20\d\d年?|{HAN_YEAR}年)"
_MONTH = rf"(?:1[0-2]|0?[1-9]|{HAN_DAY}|元)"
_DAY = rf"(?:\d{{1,2}}|{HAN_DAY})"
_DATE = f"{_YEAR}{_MONTH}月{_DAY}日"
_END_DATE = f"{_YEAR}?{_MONTH}月{_DAY}日"
_PARTS = re.compile(f"({_YEAR})?({_MONTH})月({_DAY})日")
_LEAD = r"(?:期限|时限|时间|时段|数据|区间|周期|期间|自|从)[^。;]{0,30}?"
_TO = r"(?:起|开始)?,?(?:至|到|截至|截止到?|[-~]+)"
_PERIOD = re.compile(rf"{_LEAD}({_DATE}){_TO}({_END_DATE})")
#: Pages that lost 年月日: 自201011日起20101231止.
_LOST = re.compile(
    r"(?:期限|时限|时间|数据)[^。;\d]{0,20}(20\d\d)年?0?1月?0?1日?[起至到,~-]{0,3}(20\d\d)?年?12月?31日?"
)
# The digit before what may not come before it, so that the search skips to digits.
_IMPOSSIBLE = re.compile(r"(\d(?<!\d\d)\d{3,7}年\d{1,3}月\d{1,3}日)")
_WINDOW = 3000
_FIRST_YEAR = "2007"


@dataclass(frozen=True, slots=True)
class Printed:
    """A period as printed: ISO dates, and the words (folded). ``years`` are those of its two
    ends, one where they agree."""

    start: str
    end: str
    text: str

    @property
    def years(self) -> tuple[int, ...]:
        """The years the period can be of."""
        ends = (int(self.end[:4]), int(self.start[:4]))
        return ends[:1] if ends[0] == ends[1] else ends


def find_period(body: str) -> Printed | None:
    """The period that a report prints, or None.

    >>> find_period("所列数据的统计期限自2021年1月1日起至12月31日止。").years
    (2021,)
    """
    text = plain(body[:_WINDOW])
    for match in _PERIOD.finditer(text):
        start = _iso(match[1], None)
        end = _iso(match[2], start)
        if start and end and start != end and min(start, end)[:4] >= _FIRST_YEAR:
            return Printed(start, end, match[0])
    if lost := _LOST.search(text):
        first, last = lost[1], lost[2] or lost[1]
        return Printed(f"{first}-01-01", f"{last}-12-31", lost[0])
    return None


def impossible_dates(body: str) -> list[Issue]:
    """Dates at the head of a report that no calendar has: 202020年12月31日, 2021年13月1日."""
    found: list[Issue] = []
    for match in _IMPOSSIBLE.finditer(plain(body[:_WINDOW])):
        if find_date(match[1]) is None and len(found) < 3:
            found.append(issue("date_impossible", match[1], date=match[1]))
    return found


def read_period(
    printed: Printed | None, year: int | None, *, document_date: str | None
) -> Finding[Period | None]:
    """The period as ISO dates. A report signed before its year had ended gets none inferred."""
    if year is None:
        return Finding(None)
    if printed and printed.start < printed.end and printed.years[0] == year:
        told = FieldEvidence(field="period", rule="printed", text=printed.text)
        return Finding(Period(start=printed.start, end=printed.end, inferred=False), [told])
    if document_date and document_date < f"{year}-12-31":
        said = issue("dated_before_period_end", document_date, date=document_date, year=year)
        return Finding(None, issues=[said])
    return Finding(Period(start=f"{year}-01-01", end=f"{year}-12-31", inferred=True))


def _iso(text: str, start: str | None) -> str | None:
    """A date in either script; one without a year is of the year that the period starts in."""
    parts = _PARTS.match(text)
    if not parts:
        return None
    year = by_digit(parts[1].rstrip("年")) if parts[1] else (start or "")[:4]
    return find_date(f"{year}年{day(parts[2])}月{day(parts[3])}日")

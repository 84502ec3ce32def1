"""The reporting period: printed where the report says it, else the calendar year."""

from __future__ import annotations

import re

from govcrawl.messages import issue
from govcrawl.reading.dates import find_date
from govcrawl.report import FieldEvidence, Issue, Period

# the mark 年 is among the characters that pages lose: 20231月1日
_MONTH_DAY = r"(?:1[0-2]|0?[1-9])\s*月\s*\d{1,2}\s*日"
_DATE = rf"20\d\d\s*年?\s*{_MONTH_DAY}"
_END_DATE = rf"(?:20\d\d\s*年?\s*)?{_MONTH_DAY}"
_PARTS = re.compile(r"(?:(20\d\d)\s*年?\s*)?(1[0-2]|0?[1-9])\s*月\s*(\d{1,2})\s*日")
_PERIOD = re.compile(
    rf"(?:期限|时限|时间|数据|区间|周期|自|从)[^。;；]{{0,30}}?({_DATE})\s*(?:起|开始)?\s*[,，]?\s*(?:至|到|截至|截止到?|[-—–~～]+)\s*({_END_DATE})"
)


def read_period(
    body: str,
    year: int | None,
    *,
    document_date: str | None,
    evidence: list[FieldEvidence],
    issues: list[Issue],
) -> Period | None:
    """The period as ISO dates. A report signed before its year had ended gets none inferred."""
    match = _PERIOD.search(body[:3000])
    if match:
        start = _iso(match[1], match[1][:4])
        end = _iso(match[2], match[1][:4])
        if start and end and start < end and start[:4] >= "2007":
            if year and int(end[:4]) == year:
                evidence.append(FieldEvidence(field="period", rule="printed", text=match[0]))
                return Period(start=start, end=end, inferred=False)
            if year:
                issues.append(issue("year_conflict", match[0], year=year, start=start, end=end))
    if year is None:
        return None
    if document_date and document_date < f"{year}-12-31":
        issues.append(
            issue("dated_before_period_end", document_date, date=document_date, year=year)
        )
        return None
    return Period(start=f"{year}-01-01", end=f"{year}-12-31", inferred=True)


def _iso(text: str, year: str) -> str | None:
    parts = _PARTS.match(text)
    return find_date(f"{parts[1] or year}年{parts[2]}月{parts[3]}日") if parts else None

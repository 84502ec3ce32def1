"""Which year a report is about, and which of its witnesses says something else.

The printed period goes first: the figures are of it. One witness against several that agree is
taken for the error it mostly is (a period left over from last year's report), and reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from govcrawl.lexicon.evidence import LADDERS
from govcrawl.messages import Both, issue
from govcrawl.reading.agency.agency_text import without_cited_titles
from govcrawl.reading.documents.found import Part, opening_subject
from govcrawl.reading.documents.period import Printed
from govcrawl.reading.ladder import Climb, Witness, climb, disagreement
from govcrawl.reading.model import Finding
from govcrawl.reading.plain import plain
from govcrawl.reading.titles import report_year_of

_FIELD = "report_year"
_OPENING = 800
_NARRATIVE = 8000
#: The opening names the report it opens: ``2014年度……信息公开年度报告``.
_NAMED = re.compile(
    r"(20[0-2]\d)年?度?[^。;,《》]{0,30}(?:信息公开|政务公开)[^。;,《》]{0,12}(?:报告|年报)"
)
#: A year that a sentence is about: no document number's, no law's, no date's.
_SPOKEN = re.compile(r"(?<![\d〔\[(第])(20[0-2]\d)年(?!\d{1,2}月\d)")
_SENTENCE = re.compile(r"[。;\n]")
_SINCE = re.compile(r"自20\d\d年.{0,8}(?:以来|施行|实施|起)|(?:较|比|与)20\d\d年")
_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class YearClues:
    """What a page states about the year, None where it says nothing. Dates are ISO 8601."""

    title: str | None
    other_titles: list[str]
    body: str
    period: Printed | None
    signature_date: str | None
    document_date: str | None
    listed_title: str | None
    publish_date: str | None


def report_year(clues: YearClues, part: Part) -> Finding[int | None]:
    """The year reported on, by the ladder of ``evidence.toml``."""
    climbed = climb(_FIELD, _witnesses(clues, part))
    if climbed.taken is not None and climbed.taken.rung == "printed_period":
        climbed = _outvoted(climbed)
    taken = climbed.taken
    if taken is None:
        return Finding(None, climbed.told(str))
    against = climbed.against(lambda a, b: a == b)
    issues = disagreement("year_conflict", climbed, against, str)
    if climbed.inferred:
        rung = LADDERS[_FIELD][taken.rung]
        source = Both(rung.zh, rung.en)
        issues.append(issue("year_inferred", taken.text[:80], year=taken.value, source=source))
    return Finding(taken.value, climbed.told(str), issues)


def _witnesses(clues: YearClues, part: Part) -> list[Witness[int]]:
    found: list[Witness[int]] = []
    title_year = report_year_of(clues.title) if clues.title else None
    if title_year is not None:
        found.append(Witness("title", title_year, clues.title or ""))
    else:  # the title lacks its year; the other places that print one may have it
        years = {y: t for t in clues.other_titles if (y := report_year_of(t))}
        if len(years) == 1:
            found += [Witness("title", y, t) for y, t in years.items()]
    opening = plain(clues.body[:_OPENING])
    named = _named_in_opening(part, opening)
    if named is not None:
        found.append(named)
    spoken = narrative_year(clues.body)
    if spoken is not None:
        found.append(Witness("narrative", spoken, f"{spoken}年"))
    if clues.period is not None:
        ends = clues.period.years
        # ends of two years: a typing error; the year that anything else is about, else none
        others = {w.value for w in found}
        year = ends[0] if len(ends) == 1 else next((y for y in ends if y in others), None)
        if year is not None:
            found.append(Witness("printed_period", year, clues.period.text))
    listed = report_year_of(clues.listed_title) if clues.listed_title else None
    if listed is not None:
        found.append(Witness("listing", listed, clues.listed_title or ""))
    for rung, date in (
        ("signature_date", clues.signature_date),
        ("document_date", clues.document_date),
        ("publish_date", clues.publish_date),
    ):
        if date:
            found.append(Witness(rung, int(date[:4]) - 1, date))
    return found


def _named_in_opening(part: Part, opening: str) -> Witness[int] | None:
    """The year of the report that the opening names."""
    for block in part.blocks[:3]:
        if block.kind == "paragraph" and (subject := opening_subject(block.text)):
            if year := report_year_of(subject):
                return Witness("opening", year, subject)
    named = _NAMED.search(without_cited_titles(opening))
    return Witness("opening", int(named[1]), named[0]) if named else None


def narrative_year(body: str) -> int | None:
    """The year that most sentences of a text are about, None where no year prevails.

    >>> narrative_year("2011年,我局公开信息120条。2011年收到申请3件。2012年将加强检查。")
    2011
    """
    counts: dict[int, int] = {}
    for sentence in _SENTENCE.split(without_cited_titles(plain(body[:_NARRATIVE]))):
        spoken = _SPOKEN.search(_SINCE.sub("", sentence)) if "20" in sentence else None
        if spoken:
            year = int(spoken[1])
            counts[year] = counts.get(year, 0) + 1
    if not counts:
        return None
    best = max(sorted(counts), key=lambda year: counts[year])
    return best if counts[best] >= _SHARE * sum(counts.values()) else None


def _outvoted(climbed: Climb[int]) -> Climb[int]:
    """A printed period of one year against a title and a text of another: theirs is taken."""
    taken = climbed.taken
    first = {w.rung: w for w in reversed(climbed.passed)}
    title = first.get("title")
    text = first.get("narrative") or first.get("opening")
    if taken is None or title is None or text is None or title.value == taken.value:
        return climbed
    if text.value != title.value:
        return climbed
    passed = [taken, *(w for w in climbed.passed if w is not title)]
    return replace(climbed, taken=title, passed=passed)

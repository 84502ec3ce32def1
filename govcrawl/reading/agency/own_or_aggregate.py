"""Whose figures a report holds: its organ's own, or those of a whole region or system.

Told by the title, by what the opening says it adds up, by the kind of organ, by the tables and
by the bodies that the narrative is about (``evidence.toml``, ``coverage``; the words are in
``agencies.toml``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from govcrawl.lexicon.agencies import AGENCIES
from govcrawl.reading.agency.agency_clues import AgencyClues, folded_text
from govcrawl.reading.ladder import Witness, climb
from govcrawl.report import Agency, Coverage, FieldEvidence, Issue

_WORDS = AGENCIES.coverage
_WHOLE = re.compile(_WORDS.whole)
_OWN = re.compile(_WORDS.own)
_ADDS_UP = [re.compile(pattern) for pattern in _WORDS.adds_up]
_OWN_ONLY = re.compile(_WORDS.own_only)
_TITLE_AGGREGATE = re.compile(_WORDS.title_aggregate)
_TITLE_OWN = re.compile(_WORDS.title_own)
_OPENING = 1500
_NARRATIVE = 8000
#: Cells that only a region's report fills: an office grants no licences, imposes no fines and collects no charges.
_REGION_CELLS = (
    "proactive.art20_1.rules.in_force", "proactive.art20_1.rules.issued",
    "proactive.art20_6.administrative_penalty.decisions",
    "proactive.art20_6.administrative_compulsion.decisions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CoverageResult:
    """The coverage and what it rests on."""

    coverage: Coverage
    evidence: list[FieldEvidence]
    issues: list[Issue]


def adds_up(opening: str) -> str:
    """The words by which an opening states that it adds up others' figures, or ''.

    >>> adds_up("由办公室综合全区2022年度政府信息公开工作情况编制")
    '综合全区2022年度政府信息公开工作情况编制'
    >>> adds_up("根据各部门要求编制")
    ''
    """
    for pattern in _ADDS_UP:
        if match := pattern.search(opening[:_OPENING]):
            return match[0]
    return ""


def read_coverage(clues: AgencyClues, agency: Agency) -> CoverageResult:
    """A government's report is the region's: from 2019 by article 49 of the regulation, before
    by custom, unless it states that it is of the government itself. A government's office reports
    for its region where it says so, where its tables hold what no office does, or where the
    narrative is about the whole region throughout; every other organ only where it states that
    it adds up others."""
    if agency.level in ("township", "village"):
        return _result([Witness("kind", "own", agency.level)])
    title = folded_text(clues.title)
    opening = folded_text(clues.opening)[:_OPENING]
    narrative = folded_text(clues.body)[:_NARRATIVE]
    governs = agency.type in ("government", "government_office")
    wide = governs or agency.level == "central" or agency.type == "management_committee"
    found: list[Witness[Coverage]] = []
    if match := _TITLE_OWN.search(title):
        found.append(Witness("title", "own", match[0]))
    elif wide and (match := _TITLE_AGGREGATE.search(title)):
        found.append(Witness("title", "aggregate", match[0]))
    if match := _OWN_ONLY.search(opening) or (_OWN_ONLY.search(narrative) if governs else None):
        found.append(Witness("opening", "own", match[0]))
    elif wide and (said := adds_up(opening)):
        found.append(Witness("opening", "aggregate", said))
    if agency.type == "government" and agency.level != "functional_zone":
        found.append(Witness("kind", "aggregate", agency.type))
    if agency.type == "government_office":
        filled = [key for key in _REGION_CELLS if _positive(clues.tables.get(key))]
        if filled:
            found.append(Witness("tables", "aggregate", filled[0]))
        whole, own = len(_WHOLE.findall(narrative)), len(_OWN.findall(narrative))
        if whole >= 3 and whole > 2 * own:
            found.append(Witness("narrative", "aggregate", f"{whole}:{own}"))
    found.append(Witness("default", "own", ""))
    return _result(found)


def _positive(value: object) -> bool:
    return isinstance(value, int | float) and value > 0


def _result(found: list[Witness[Coverage]]) -> CoverageResult:
    climbed = climb("coverage", found)
    taken: Coverage = climbed.value or "own"
    return CoverageResult(taken, climbed.told(str), [])

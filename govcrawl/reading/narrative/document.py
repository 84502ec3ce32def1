"""The figures of a document together: one owner a span, parts and wholes, contradictions."""

from __future__ import annotations

from collections.abc import Sequence

from govcrawl.reading.narrative.reading import Fate, StatisticsResult, _Reader
from govcrawl.report import Candidate, Issue, Scope, Statistic

_COUNTED: frozenset[Scope] = frozenset({"report", "agency", "region", "unspecified"})


def settle(reader: _Reader, body: str, issues: list[Issue]) -> StatisticsResult:
    statistics: list[Statistic] = []
    candidates: list[Candidate] = []
    fates = list(reader.fates)
    spans: set[tuple[int, int]] = set()
    for figure in reader.figures:
        built = reader.built(figure)
        e = built.evidence
        assert e.value_start is not None and e.value_end is not None
        span = (e.value_start, e.value_end)
        if isinstance(built, Candidate):
            if span not in spans:
                candidates.append(built)
                fates.append(Fate(*span, "candidate", built.reason))
        else:
            statistics.append(built)
            if span not in spans:
                fates.append(Fate(*span, "statistic", built.metric))
        spans.add(span)
    fates.sort(key=lambda f: (f.start, f.end))
    return StatisticsResult(statistics, issues, candidates, fates)

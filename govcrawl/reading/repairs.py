"""Lost characters in the narrative: reported with the reading they mean, never changed."""

from __future__ import annotations

import re

import msgspec

from govcrawl.lexicon.loading import load_toml
from govcrawl.messages import issue
from govcrawl.report import Issue
from govcrawl.text import fold

#: Matches of one rule that are listed; a page may repeat a defect in every line.
_MOST = 20


class _Repair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    pattern: str
    reading: str


class _Repairs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    repair: list[_Repair]


_RULES = [(rule, re.compile(rule.pattern)) for rule in load_toml("repairs.toml", _Repairs).repair]


def find_defects(body: str) -> list[Issue]:
    """Issues for characters the text has lost; ``evidence`` is the text as printed.

    >>> [(i.code, i.evidence) for i in find_defects("截至201612月底,见某办〔20163号文。")]
    [('lost_year_mark', '201612月'), ('lost_bracket', '〔20163号')]
    """
    issues = []
    folded = fold(body)
    for rule, pattern in _RULES:
        for count, match in enumerate(pattern.finditer(folded.text)):
            if count == _MOST:
                break
            start, end = folded.span(*match.span())
            reading = rule.reading.format(*match.groups())
            issues.append(issue(rule.code, body[start:end], reading=reading))
    return issues

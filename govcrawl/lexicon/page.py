"""What pages put around an article: boilerplate rules, header labels (page.toml)."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from govcrawl.lexicon.loading import LexiconError, load_toml


class _LineRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    category: Literal["boilerplate", "metadata"]
    where: Literal["any", "edge", "head", "footer"]
    max: int
    starts: str = ""
    within: str = ""


class _ReportWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    strong: list[str]


class _Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: list[_LineRule]
    labels: dict[str, list[str]]
    report_words: _ReportWords


class LineRule(msgspec.Struct, frozen=True):
    """A rule that claims one line: by its folded text, up to ``max`` characters."""

    name: str
    category: Literal["boilerplate", "metadata"]
    where: Literal["any", "edge", "head", "footer"]
    max: int
    starts: re.Pattern[str] | None
    within: re.Pattern[str] | None

    def claims(self, folded: str) -> bool:
        """Whether a line is one of those that the rule is for."""
        return len(folded) <= self.max and (
            (self.starts is not None and self.starts.match(folded) is not None)
            or (self.within is not None and self.within.search(folded) is not None)
        )


def _compile(rule: _LineRule) -> LineRule:
    if not rule.starts and not rule.within:
        raise LexiconError(f"page.toml: rule {rule.name} has no pattern")
    try:
        # a search for what is at the beginning would be tried at every character
        starts = re.compile(f"^(?:{rule.starts})", re.IGNORECASE) if rule.starts else None
        within = re.compile(rule.within, re.IGNORECASE) if rule.within else None
    except re.error as error:
        raise LexiconError(f"page.toml: rule {rule.name}: {error}") from error
    return LineRule(rule.name, rule.category, rule.where, rule.max, starts, within)


_PAGE = load_toml("page.toml", _Page)

RULES: tuple[LineRule, ...] = tuple(_compile(rule) for rule in _PAGE.rule)
LONGEST_RULE = max(rule.max for rule in RULES)
LABELS: dict[str, str] = {
    label: field for field, labels in _PAGE.labels.items() for label in labels
}
#: Within a field the first label listed is the strongest.
LABEL_ORDER: dict[str, int] = {label: i for i, label in enumerate(LABELS)}
REPORT_WORDS: re.Pattern[str] = re.compile("|".join(map(re.escape, _PAGE.report_words.strong)))

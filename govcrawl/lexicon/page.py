"""What pages put around an article: containers, boilerplate rules, header labels (page.toml)."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from govcrawl.lexicon.loading import LexiconError, load_toml


class _Containers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tags: list[str]
    ids: list[str]
    classes: list[str]


class _Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    category: Literal["boilerplate", "metadata"]
    where: Literal["any", "edge", "head", "footer"]
    max: int
    pattern: str


class _ReportWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    strong: list[str]


class _Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    containers: _Containers
    rule: list[_Rule]
    labels: dict[str, list[str]]
    report_words: _ReportWords


class LineRule(msgspec.Struct, frozen=True):
    """A rule that claims one line: matched on its folded text, up to ``max`` characters."""

    name: str
    category: Literal["boilerplate", "metadata"]
    where: Literal["any", "edge", "head", "footer"]
    max: int
    pattern: re.Pattern[str]


def _compile(rule: _Rule) -> LineRule:
    try:
        pattern = re.compile(rule.pattern, re.IGNORECASE)
    except re.error as error:
        raise LexiconError(f"page.toml: rule {rule.name}: {error}") from error
    return LineRule(rule.name, rule.category, rule.where, rule.max, pattern)


_PAGE = load_toml("page.toml", _Page)

CONTAINER_TAGS = frozenset(_PAGE.containers.tags)
CONTAINER_IDS = frozenset(_PAGE.containers.ids)
CONTAINER_CLASSES = frozenset(_PAGE.containers.classes)
RULES: tuple[LineRule, ...] = tuple(_compile(rule) for rule in _PAGE.rule)
LONGEST_RULE = max(rule.max for rule in RULES)
LABELS: dict[str, str] = {
    label: field for field, labels in _PAGE.labels.items() for label in labels
}
#: Within a field the first label listed is the strongest.
LABEL_ORDER: dict[str, int] = {label: i for i, label in enumerate(LABELS)}
REPORT_WORDS: re.Pattern[str] = re.compile("|".join(map(re.escape, _PAGE.report_words.strong)))

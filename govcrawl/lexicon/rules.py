"""The identities within one report's tables, as data (``rules.toml``)."""

from __future__ import annotations

from typing import Literal

import msgspec

from govcrawl.lexicon.forms import FORMS, KEYS
from govcrawl.lexicon.loading import LexiconError, load_toml
from govcrawl.lexicon.vocabulary import METRICS
from govcrawl.report import Severity

Relation = Literal["equal", "at_most", "whole_numbers", "none_above"]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``sum(actual) <relation> sum(expected)`` for ``each`` column, row or outcome.

    ``results`` as a term means all rows of results of table 3 that the record has. A rule
    with a ``statistic`` compares that figure of the narrative with ``expected``. For
    ``whole_numbers``, ``actual`` holds the prefixes of the keys; for ``none_above`` each actual
    term is compared by itself.
    """

    id: str
    severity: Severity
    actual: tuple[str, ...]
    expected: tuple[str, ...]
    message: str
    message_en: str
    each: Literal["", "column", "row", "outcome"] = ""
    relation: Relation = "equal"
    statistic: str | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rules: tuple[Rule, ...]


def check(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules, if all that they name is there: a misspelt operand would silently take the rule
    away. Raises LexiconError with the rule and the word."""
    places = {
        "{c}": [column.key for column in FORMS.applications.columns],
        "{r}": [row.key for row in FORMS.applications.rows],
        "{o}": ["total", *(column.key for column in FORMS.outcomes.columns)],
    }
    for rule in rules:
        for term in (*rule.actual, *rule.expected):
            if term == "results":
                continue
            if rule.relation == "whole_numbers":
                known = any(key.startswith(term) for key in KEYS)
            else:
                known = all(key in KEYS for key in _filled(term, places))
            if not known:
                raise LexiconError(f"govcrawl/lexicon/rules.toml: rule {rule.id}: no key {term!r}")
        statistic = rule.statistic
        if statistic and not any(key in METRICS for key in _filled(statistic, places)):
            raise LexiconError(
                f"govcrawl/lexicon/rules.toml: rule {rule.id}: no metric {statistic!r}"
            )
    return rules


def _filled(term: str, places: dict[str, list[str]]) -> list[str]:
    """A term with each key in its place."""
    for place, keys in places.items():
        if place in term:
            return [term.replace(place, key) for key in keys]
    return [term]


RULES = check(load_toml("rules.toml", _File).rules)

"""The identities within one report's tables, as data (``rules.toml``)."""

from __future__ import annotations

from typing import Literal

import msgspec

from govcrawl.lexicon.loading import load_toml
from govcrawl.report import Severity

Relation = Literal["equal", "at_most", "whole_numbers", "none_above"]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``sum(actual) <relation> sum(expected)`` for ``each`` column, row or outcome.

    ``results`` as a term stands for all rows of results of table 3 that the record has. A rule
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


RULES = load_toml("rules.toml", _File).rules

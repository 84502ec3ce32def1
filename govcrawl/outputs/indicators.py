"""Indicators of one report, as defined in ``lexicon/indicators.toml``.

An indicator is ``scale * sum(numerator) / sum(denominator)`` over figures of one namespace. No
operand is inferred: a blank cell gives ``operand_missing``, never a zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from govcrawl.lexicon.loading import LexiconError, load_toml
from govcrawl.report import OWN_SCOPES

Namespace: TypeAlias = Literal["table", "stat2014", "text"]
Status: TypeAlias = Literal[
    "ok", "denominator_zero", "operand_missing", "operand_contradicted", "era_not_comparable"
]
#: Scopes in which a figure of the narrative is the report's own, of its own year.
_YUAN = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
_TEXT = "text:"
_NAMESPACES: tuple[Namespace, ...] = ("table", "stat2014", "text")
_PREFIXES = {"table": ("applications.", "reconsideration.", "litigation.", "proactive.")}


class Operands(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Keys to add up; ``-key`` is subtracted, ``?key`` left out where the report's form has no
    such row, ``text:key`` taken from the narrative where no row of the form has it. An empty denominator makes the indicator an amount instead of a ratio; ``factor``
    then converts the form's unit (万元) into the indicator's (元)."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()
    factor: int = 1


class Indicator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One definition, with the study or office that uses it."""

    id: str
    zh: str
    en: str
    definition: str
    definition_en: str
    source: str
    scale: int
    table: Operands | None = None
    stat2014: Operands | None = None
    text: Operands | None = None

    def operands(self, namespace: Namespace) -> Operands | None:
        """The operands of a namespace, None where the indicator has none there."""
        found: Operands | None = getattr(self, namespace)
        return found


class Value(NamedTuple):
    """An indicator of one report. ``value`` is None unless ``status`` is ``ok`` or
    ``operand_contradicted`` (a check that an operand takes part in fails); ``keys`` are the keys
    used, ``source`` is ``table`` or ``text``."""

    indicator: str
    value: float | None
    numerator: float | None
    denominator: float | None
    keys: tuple[str, ...]
    source: str | None
    status: Status


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    indicators: tuple[Indicator, ...]


@lru_cache(maxsize=1)
def definitions() -> tuple[Indicator, ...]:
    """All indicators, in the order of the data file. Raises LexiconError for a repeated id."""
    found = load_toml("indicators.toml", _File).indicators
    if len({indicator.id for indicator in found}) != len(found):
        raise LexiconError("govcrawl/lexicon/indicators.toml: an id is repeated")
    return found


def indicators(record: Mapping[str, Any]) -> Iterator[Value]:
    """Every indicator of one record (a decoded feed line)."""
    tables: Mapping[str, Any] = record.get("tables") or {}
    text = _text_figures(record)
    failed = {
        operand["key"]
        for check in record.get("checks") or ()
        if check["status"] in ("fail", "conflict")
        for operand in check.get("operands") or ()
    }
    for indicator in definitions():
        yield _evaluate(indicator, tables, text, failed)


def _evaluate(
    indicator: Indicator,
    tables: Mapping[str, Any],
    text: Mapping[str, set[float]],
    failed: set[str],
) -> Value:
    namespace = _namespace(tables)
    chosen = namespace if indicator.operands(namespace) else None
    if chosen is None:
        # The form of the report has no such figure; its narrative may.
        if namespace != "text" and not indicator.operands("text"):
            return Value(indicator.id, None, None, None, (), None, "era_not_comparable")
        chosen = "text"
    operands = indicator.operands(chosen)
    if operands is None:
        return Value(indicator.id, None, None, None, (), None, "era_not_comparable")
    source = "text" if chosen == "text" else "table"
    figures = _Figures(text if chosen == "text" else tables, text)
    top, used = figures.total(operands.numerator)
    bottom, more = figures.total(operands.denominator) if operands.denominator else (1.0, ())
    top = None if top is None else top * operands.factor
    keys = (*used, *more)
    ratio = bool(operands.denominator)
    shown = bottom if ratio else None
    if figures.contradicted or not failed.isdisjoint(keys):
        value = indicator.scale * top / bottom if top is not None and bottom else None
        return Value(indicator.id, value, top, shown, keys, source, "operand_contradicted")
    if top is None or bottom is None:
        return Value(indicator.id, None, top, shown, keys, source, "operand_missing")
    if bottom == 0:
        return Value(indicator.id, None, top, shown, keys, source, "denominator_zero")
    return Value(indicator.id, indicator.scale * top / bottom, top, shown, keys, source, "ok")


def _namespace(tables: Mapping[str, Any]) -> Namespace:
    for key, value in tables.items():
        if value is not None:
            if key.startswith("stat2014."):
                return "stat2014"
            if key.startswith(_PREFIXES["table"]):
                return "table"
    return "text"


class _Figures:
    """Adds up figures by key; ``contradicted`` once a key has two values."""

    def __init__(self, values: Mapping[str, Any], text: Mapping[str, set[float]]) -> None:
        self.values, self.text = values, text
        self.contradicted = False

    def total(self, keys: tuple[str, ...]) -> tuple[float | None, tuple[str, ...]]:
        """The sum and the keys it is made of; None where one of them is blank or absent."""
        total, used, missing = 0.0, [], False
        for named in keys:
            key = named.lstrip("?-")
            if named.startswith("?") and key not in self.values:
                continue
            of_text = key.startswith(_TEXT)
            used.append(key)
            value = self.text.get(key[len(_TEXT) :]) if of_text else self.values.get(key)
            if isinstance(value, set):
                self.contradicted = self.contradicted or len(value) > 1
                value = min(value, default=None)
            if value is None:
                missing = True
            else:
                total += -value if named.startswith("-") else value
        return (None if missing or not used else total), tuple(used)


def _text_figures(record: Mapping[str, Any]) -> Mapping[str, set[float]]:
    """Confirmed exact figures of the narrative by metric; money in yuan."""
    found: dict[str, set[float]] = defaultdict(set)
    for s in record.get("statistics") or ():
        exact = s["modifier"] in ("exact", "zero_expression") and s["value"] is not None
        if s["source"] == "text" and s["scope"] in OWN_SCOPES and exact:
            found[s["metric"]].add(s["value"] * _YUAN.get(s["unit"] or "", 1))
    return found

"""The narrative against the tables (X1) and against itself (X3), ``lexicon/cross_rules.toml``.

A figure printed as an approximation agrees with any value inside its bounds. Only figures of
the report's own year and matter are compared; one agreeing statement is enough, since a
report may also tell the figure of one of its offices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from govcrawl.lexicon.loading import load_toml
from govcrawl.report import OWN_SCOPES, Check, Number, Operand, Statistic

Values = Mapping[str, Number | None]


class _Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    metric: str
    tables: tuple[tuple[str, ...], ...]


class _Parts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    whole: str
    parts: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    figures: tuple[_Figure, ...]
    parts: tuple[_Parts, ...]


_RULES = load_toml("cross_rules.toml", _File)


def check_narrative(values: Values, statistics: Sequence[Statistic]) -> list[Check]:
    """Compare the figures of the narrative with the tables and with their own parts."""
    own: dict[str, list[Statistic]] = {}
    for s in statistics:
        if s.scope in OWN_SCOPES and s.value is not None and s.source == "text":
            own.setdefault(s.metric, []).append(s)
    return [*_against_tables(values, own), *_parts(own)]


def _against_tables(values: Values, own: Mapping[str, list[Statistic]]) -> Iterator[Check]:
    for rule in _RULES.figures:
        told = own.get(rule.metric)
        if not told:
            continue
        readings = [keys for keys in rule.tables if all(values.get(k) is not None for k in keys)]
        if not readings:
            continue
        sums = [sum(values[k] or 0 for k in keys) for keys in readings]
        pair = next(
            ((s, i) for s in told for i, total in enumerate(sums) if _agrees(s, total)), None
        )
        figure, at = pair or (told[0], 0)
        yield Check(
            rule="X1",
            status="pass" if pair else "conflict",
            severity="warn",
            expected=sums[at],
            actual=figure.value,
            message=f"正文“{figure.value_text}”与表格中同一指标({rule.metric})应一致",
            message_en=f"the narrative's {rule.metric} should be the table's",
            operands=[
                Operand(key=rule.metric, value=figure.value),
                *(Operand(key=k, value=values[k]) for k in readings[at]),
            ],
        )


def _agrees(s: Statistic, value: Number) -> bool:
    if s.modifier != "approx":
        return s.value == value
    return (s.lower is None or s.lower <= value) and (s.upper is None or value <= s.upper)


def _parts(own: Mapping[str, list[Statistic]]) -> Iterator[Check]:
    for rule in _RULES.parts:
        for whole in own.get(rule.whole, []):
            parts = list(_behind(whole, rule.parts, own))
            if len(parts) < 2 or any(p.modifier == "approx" for p in (whole, *parts)):
                continue
            total = sum(p.value or 0 for p in parts)
            yield Check(
                rule="X3",
                # a list may name only the main parts: less than the whole accuses nobody
                status="pass"
                if total == whole.value
                else "conflict"
                if total > (whole.value or 0)
                else "not_assessable",
                severity="warn",
                expected=whole.value,
                actual=total,
                message="正文列举的各部分之和应等于总数",
                message_en="the parts that the narrative lists should add up to their total",
                operands=[Operand(key=s.metric, value=s.value) for s in (whole, *parts)],
            )


def _behind(
    whole: Statistic, prefix: str, own: Mapping[str, list[Statistic]]
) -> Iterator[Statistic]:
    """Parts told behind the whole in its sentence or the next: one of each kind."""
    end = whole.evidence.end
    at = whole.evidence.value_end
    if end is None or at is None:
        return
    for metric in sorted(own):
        if not metric.startswith(prefix):
            continue
        for part in own[metric]:
            start = part.evidence.start
            if start is not None and part.evidence.value_start is not None:
                if part.evidence.value_start > at and start <= end + 1:
                    yield part
                    break

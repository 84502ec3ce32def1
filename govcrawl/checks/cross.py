"""The narrative against the tables (X1) and against itself (X3), ``lexicon/cross_rules.toml``.

A figure printed as an approximation agrees with any value inside its bounds. Like is held with
like: figures of the report's own year and matter; where a report is about several bodies, those
of the body that its tables are of; 新收 with what is new, not with what was carried over. One
agreeing statement is enough, since a report may also tell the figure of one of its offices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from govcrawl.lexicon import vocabulary
from govcrawl.lexicon.loading import LexiconError, load_toml
from govcrawl.report import OWN_SCOPES, Check, Coverage, Number, Operand, Scope, Statistic

Values = Mapping[str, Number | None]
Span = tuple[int, int]

FILE = "cross_rules.toml"
_NEW = re.compile(r"新\s*(?:收|接)[^，。；,;]{0,24}$")
_CARRIED = re.compile(r"\s*[件宗条起份]?\s*[,，(（]?(?:其中)?含[^,，;；。)）]{0,8}(?:结转|转入)")


class _Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    metric: str
    tables: tuple[tuple[str, ...], ...]
    new: bool = False
    carried: bool = False


class _Parts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    whole: str
    parts: tuple[str, ...]
    rest: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    groups: dict[str, tuple[str, ...]]
    figures: tuple[_Figure, ...]
    parts: tuple[_Parts, ...]


def _load() -> _File:
    data = load_toml(FILE, _File)

    def keys(reading: tuple[str, ...]) -> tuple[str, ...]:
        out: list[str] = []
        for key in reading:
            if key.startswith("@"):
                if key[1:] not in data.groups:
                    raise LexiconError(f"{FILE}: no group {key}")
                out += data.groups[key[1:]]
            else:
                out.append(key)
        return tuple(out)

    for rule in data.figures:
        if rule.metric not in vocabulary.METRICS:
            raise LexiconError(f"{FILE}: no metric {rule.metric}")
    figures = tuple(
        _Figure(rule.metric, tuple(map(keys, rule.tables)), rule.new, rule.carried)
        for rule in data.figures
    )
    return _File(data.groups, figures, data.parts)


_RULES = _load()


def check_narrative(
    values: Values,
    statistics: Sequence[Statistic],
    *,
    coverage: Coverage | None = None,
    unread: Sequence[Span] = (),
) -> list[Check]:
    """Compare the figures of the narrative with the tables and with their own parts.

    ``coverage`` says whose the tables are; ``unread`` are spans of the body whose quantities
    were not understood: a list with one of them may fall short of its whole.
    """
    own: dict[str, list[Statistic]] = {}
    for s in statistics:
        if s.scope in OWN_SCOPES and s.value is not None and s.source == "text":
            own.setdefault(s.metric, []).append(s)
    return [*_against_tables(values, own, coverage), *_parts(own, unread)]


def _alike(told: Sequence[Statistic], coverage: Coverage | None) -> list[Statistic]:
    """The figures that may be compared with the tables: not those of one office where the tables
    are of all, nor those of all where they are of one."""
    other: Scope | None = {"aggregate": "agency", "own": "region"}.get(coverage or "")  # type: ignore[assignment]
    alike = [s for s in told if s.scope != other]
    if coverage is None and {s.scope for s in told} >= {"agency", "region"}:
        return []
    return alike


def _against_tables(
    values: Values, own: Mapping[str, list[Statistic]], coverage: Coverage | None
) -> Iterator[Check]:
    for rule in _RULES.figures:
        told = own.get(rule.metric)
        if not told:
            continue
        readings = [keys for keys in rule.tables if all(values.get(k) is not None for k in keys)]
        if not readings:
            continue
        sums = [sum(values[k] or 0 for k in keys) for keys in readings]
        pair = next(
            (
                (s, i)
                for s in told
                for i, total in enumerate(sums)
                if _agrees(s, total)
                and not (i and ((rule.new and _says_new(s)) or (rule.carried and _says_carried(s))))
            ),
            None,
        )
        alike = _alike(told, coverage)
        if pair is None and not alike:
            continue
        figure, at = pair or (alike[0], 0)
        zh, en = vocabulary.METRICS[rule.metric].zh, vocabulary.METRICS[rule.metric].en
        yield Check(
            rule="X1",
            status="pass" if pair else "conflict",
            severity="warn",
            expected=sums[at],
            actual=figure.value,
            message=f"{zh}：正文为 {figure.value_text}，表格为 {sums[at]}，应一致",
            message_en=f"{en}: {figure.value_text} in the narrative, {sums[at]} in the table;"
            " they should be one",
            operands=[
                Operand(key=rule.metric, value=figure.value),
                *(Operand(key=k, value=values[k]) for k in readings[at]),
            ],
        )


def _says_new(s: Statistic) -> bool:
    start, at = s.evidence.start, s.evidence.value_start
    return (
        start is not None
        and at is not None
        and _NEW.search(s.evidence.text[: at - start]) is not None
    )


def _says_carried(s: Statistic) -> bool:
    start, end = s.evidence.start, s.evidence.value_end
    return (
        start is not None
        and end is not None
        and _CARRIED.match(s.evidence.text, end - start) is not None
    )


def _agrees(s: Statistic, value: Number) -> bool:
    if s.modifier != "approx":
        return s.value == value
    return (s.lower is None or s.lower <= value) and (s.upper is None or value <= s.upper)


def _parts(own: Mapping[str, list[Statistic]], unread: Sequence[Span]) -> Iterator[Check]:
    for rule in _RULES.parts:
        for whole in own.get(rule.whole, []):
            parts = _behind(whole, rule, own)
            if len(parts) < 2 or any(p.modifier == "approx" for p in (whole, *parts)):
                continue
            total = sum(p.value or 0 for p in parts)
            # a list may name only the main parts: less than the whole is no contradiction, unless
            # it has the class 其他 and all of it was read
            complete = any(p.metric == rule.rest for p in parts) and not _missed(
                whole, parts, unread
            )
            yield Check(
                rule="X3",
                status="pass"
                if total == whole.value
                else "conflict"
                if total > (whole.value or 0) or complete
                else "not_assessable",
                severity="warn",
                expected=whole.value,
                actual=total,
                message=f"{_zh(whole.metric)}：正文为 {whole.value_text}，列举的各部分之和为 {total}，应相等",
                message_en=f"{_en(whole.metric)}: {whole.value_text} in the narrative, {total} as the"
                " sum of the parts it lists; they should be one",
                operands=[Operand(key=s.metric, value=s.value) for s in (whole, *parts)],
            )


def _zh(metric: str) -> str:
    known = vocabulary.METRICS.get(metric)
    return known.zh if known else metric


def _en(metric: str) -> str:
    known = vocabulary.METRICS.get(metric)
    return known.en if known else metric


def _missed(whole: Statistic, parts: Sequence[Statistic], unread: Sequence[Span]) -> bool:
    first = whole.evidence.value_end or 0
    last = max(p.evidence.value_end or 0 for p in parts)
    return any(first <= start < last for start, _ in unread)


def _behind(whole: Statistic, rule: _Parts, own: Mapping[str, list[Statistic]]) -> list[Statistic]:
    """Parts told after the whole in its sentence or the next, before another such whole."""
    end = whole.evidence.end
    at = whole.evidence.value_end
    if end is None or at is None:
        return []
    stop = min(
        (
            s.evidence.value_start
            for s in own.get(rule.whole, [])
            if s.evidence.value_start is not None and s.evidence.value_start > at
        ),
        default=None,
    )
    parts: list[Statistic] = []
    for metric in sorted(own):
        if not metric.startswith(rule.parts):
            continue
        for part in own[metric]:
            start, value = part.evidence.start, part.evidence.value_start
            if start is None or value is None or value <= at or start > end + 1:
                continue
            if stop is None or value < stop:
                parts.append(part)
    return parts

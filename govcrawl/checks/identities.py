"""The identities within one report's tables: A1-A5, L1-L3, N1, G1 (``lexicon/rules.toml``).

A sum that fails is reported, never repaired. Nothing is assessed on a null: where a part is
blank in an otherwise filled row and counting it as 0 satisfies the rule, the status states that a
zero was assumed; a part that was refused or marked as not applicable is never assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from govcrawl.lexicon.forms import FORMS
from govcrawl.lexicon.rules import RULES, Rule
from govcrawl.report import OWN_SCOPES, Check, CheckStatus, Number, Operand, Statistic, TableCell

Values = Mapping[str, Number | None]

_RESULTS_TOTAL = "results.total"
_OTHER_TOTAL = "results.other_total"
_APPLICATIONS = "applications"
_COLUMNS = {item.key: item.labels[0] for item in FORMS.applications.columns}
_ROWS = {row.key: row.labels[0] for row in FORMS.applications.rows}
_OUTCOMES = {"total": "总计"} | {
    item.key: item.labels[0] for item in FORMS.outcomes.columns if item.key != "total"
}
_RESULT_ROWS = [
    row.key
    for row in FORMS.applications.rows
    if row.group.startswith("results") and row.key != _RESULTS_TOTAL
]
_OTHER_PARTS = [row.key for row in FORMS.applications.rows if row.group == "results.other"]


@dataclass(slots=True)
class _Instance:
    """One rule with its places filled in."""

    rule: Rule
    actual: list[str]
    expected: list[str]
    name: str
    key: str

    @property
    def message(self) -> str:
        return self._fill(self.rule.message, self.name)

    @property
    def message_en(self) -> str:
        return self._fill(self.rule.message_en, self.key)

    @staticmethod
    def _fill(text: str, name: str) -> str:
        for place in ("{c}", "{r}", "{o}"):
            text = text.replace(place, name)
        return text


def check_record(
    values: Values,
    *,
    statistics: Sequence[Statistic] = (),
    cells: Sequence[TableCell] = (),
) -> list[Check]:
    """Evaluate every rule whose table the record has.

    ``values`` are the record's tables, ``statistics`` its narrative (for L3), ``cells`` say
    which nulls are blanks. ``actual`` of a check is the printed total, ``expected`` what the
    parts give.
    """
    blank = {cell.key for cell in cells if cell.state == "blank"}
    checks: list[Check] = []
    for instance in _instances(values):
        rule = instance.rule
        if rule.relation == "whole_numbers":
            checks.extend(_whole_numbers(instance, values))
        elif rule.relation == "none_above":
            checks.extend(_none_above(instance, values))
        elif rule.statistic is not None:
            checks.extend(_against_text(instance, values, statistics))
        else:
            checks.append(_sums(instance, values, blank))
    return checks


def _instances(values: Values) -> Iterator[_Instance]:
    for asked in _rules_in_places():
        rule = asked.rule
        if rule.relation == "whole_numbers":
            if any(key.startswith(rule.actual) for key in values):
                yield _Instance(rule, list(rule.actual), [], "", "")
            continue
        # most rules are of other tables: their first term tells
        if asked.first is not None and asked.first not in values:
            continue
        actual = _terms(rule.actual, asked.key, values)
        expected = _terms(rule.expected, asked.key, values)
        present = actual if rule.statistic is None else expected
        if present and all(term in values for term in present) and expected:
            yield _Instance(rule, actual, expected, asked.name, asked.key)


class _Asked(NamedTuple):
    """A rule with a place it is asked in, by key and by label; ``first`` is the term that a
    record has where the rule is about it, None where that is not one."""

    rule: Rule
    key: str
    name: str
    first: str | None


@cache
def _rules_in_places() -> tuple[_Asked, ...]:
    found = []
    for rule in RULES:
        told = rule.actual if rule.statistic is None else rule.expected
        for key, name in _places(rule):
            first = _filled(told[0], key) if told and told[0] != "results" else None
            found.append(_Asked(rule, key, name, first))
    return tuple(found)


def _places(rule: Rule) -> Iterator[tuple[str, str]]:
    named = {"column": _COLUMNS, "row": _ROWS, "outcome": _OUTCOMES}.get(rule.each)
    if named is None:
        yield "", ""
    else:
        yield from named.items()


def _terms(patterns: Sequence[str], key: str, values: Values) -> list[str]:
    terms: list[str] = []
    for pattern in patterns:
        if pattern == "results":
            terms.extend(_results(key, values))
        else:
            terms.append(_filled(pattern, key))
    return terms


@cache
def _filled(pattern: str, key: str) -> str:
    """The key of a rule's term; the rules and the forms' keys bound how many there are."""
    for place in ("{c}", "{r}", "{o}"):
        pattern = pattern.replace(place, key)
    return pattern


def _results(column: str, values: Values) -> list[str]:
    """The rows of results the record has: 其他处理 is one row or three, never both."""
    single = f"{_APPLICATIONS}.{_OTHER_TOTAL}.{column}" in values
    return [
        f"{_APPLICATIONS}.{row}.{column}"
        for row in _RESULT_ROWS
        if (row != _OTHER_TOTAL if not single else row not in _OTHER_PARTS)
    ]


def _operands(keys: Sequence[str], values: Values) -> list[Operand]:
    return [Operand(key=key, value=values.get(key)) for key in keys]


def _total(keys: Sequence[str], values: Values) -> Number | None:
    """The sum; None if any term is."""
    total: Number = 0
    for key in keys:
        value = values.get(key)
        if value is None:
            return None
        total += value
    return total


def _holds(rule: Rule, actual: Number, expected: Number) -> bool:
    return actual <= expected if rule.relation == "at_most" else actual == expected


def _sums(instance: _Instance, values: Values, blank: set[str]) -> Check:
    rule = instance.rule
    actual = _total(instance.actual, values)
    expected = _total(instance.expected, values)
    if actual is not None and expected is not None:
        status: CheckStatus = "pass" if _holds(rule, actual, expected) else "fail"
        return _check(instance, status, actual, expected, values)
    if actual is not None and rule.relation == "equal":
        assumed = _with_zeros(instance.expected, values, blank)
        if assumed is not None and actual == assumed:
            return _check(instance, "assumed_zero_pass", actual, assumed, values)
    return _check(instance, "not_assessable", actual, expected, values)


def _with_zeros(keys: Sequence[str], values: Values, blank: set[str]) -> Number | None:
    """The sum with blanks as 0, if every null is a blank and most parts are filled."""
    nulls = [key for key in keys if values.get(key) is None]
    if not blank.issuperset(nulls) or 2 * len(nulls) >= len(keys):
        return None
    return sum((values.get(key) or 0 for key in keys), start=0)


def _check(
    instance: _Instance,
    status: CheckStatus,
    actual: Number | None,
    expected: Number | None,
    values: Values,
) -> Check:
    keys = [*instance.actual, *instance.expected]
    missing = [key for key in keys if values.get(key) is None]
    sign = "≤" if instance.rule.relation == "at_most" else "="
    if status == "not_assessable":
        tail = f"：有{len(missing)}项为空，无法核对"
        tail_en = f": {len(missing)} operand(s) null"
    elif status == "fail":
        tail = f"：实为{actual}，应{'不大于' if sign == '≤' else '为'}{expected}"
        tail_en = f": {actual}, expected {sign} {expected}"
    else:
        tail = f"：{actual} {sign} {expected}"
        tail_en = f": {actual} {sign} {expected}"
        if status == "assumed_zero_pass":
            tail += "（空格按0计）"
            tail_en += " (blanks counted as 0)"
    return Check(
        rule=instance.rule.id,
        status=status,
        severity=instance.rule.severity,
        expected=expected,
        actual=actual,
        message=instance.message + tail,
        message_en=instance.message_en + tail_en,
        operands=_operands(keys, values),
    )


def _whole_numbers(instance: _Instance, values: Values) -> Iterator[Check]:
    prefixes = instance.rule.actual
    bad = [
        key
        for key, value in values.items()
        if value is not None and key.startswith(prefixes) and (value < 0 or value != int(value))
    ]
    known = any(v is not None for key, v in values.items() if key.startswith(prefixes))
    status: CheckStatus = "not_assessable" if not known else "fail" if bad else "pass"
    yield Check(
        rule=instance.rule.id,
        status=status,
        severity=instance.rule.severity,
        expected=None,
        actual=values[bad[0]] if bad else None,
        message=instance.message + (f"：{len(bad)}格不是" if bad else ""),
        message_en=instance.message_en + (f": {len(bad)} are not" if bad else ""),
        operands=_operands(bad, values),
    )


def _none_above(instance: _Instance, values: Values) -> Iterator[Check]:
    """One check for all results of a column; each result above the total is an operand."""
    limit = values.get(instance.expected[0])
    known = [key for key in instance.actual if values.get(key) is not None]
    above = [] if limit is None else [k for k in known if (values[k] or 0) > limit]
    status: CheckStatus = "fail" if above else "pass"
    if limit is None or not known:
        status = "not_assessable"
    yield Check(
        rule=instance.rule.id,
        status=status,
        severity=instance.rule.severity,
        expected=limit,
        actual=max((values[key] or 0 for key in known), default=None),
        message=instance.message + (f"：{len(above)}项大于{limit}" if above else ""),
        message_en=instance.message_en + (f": {len(above)} exceed {limit}" if above else ""),
        operands=_operands([*above, instance.expected[0]], values),
    )


def _against_text(
    instance: _Instance, values: Values, statistics: Sequence[Statistic]
) -> Iterator[Check]:
    """The narrative's figure against the table's; an approximate one agrees within its
    bounds. Not listed where the narrative has none."""
    assert instance.rule.statistic is not None
    metric = instance.rule.statistic.replace("{o}", instance.key)
    stated = [
        s
        for s in statistics
        if s.metric == metric
        and s.source == "text"
        and s.scope in OWN_SCOPES
        and s.value is not None
    ]
    if not stated:
        return
    expected = _total(instance.expected, values)
    agreeing = [s for s in stated if expected is not None and _agrees(s, expected)]
    status: CheckStatus = "pass" if agreeing else "conflict"
    if expected is None:
        status = "not_assessable"
    shown = (agreeing or stated)[0]
    check = _check(instance, status, shown.value, expected, values)
    if status == "conflict":
        check.message = f"{instance.message}：正文{shown.value_text}，表四{expected}"
        check.message_en = f"{instance.message_en}: text {shown.value}, table {expected}"
    check.operands.insert(0, Operand(key=metric, value=shown.value))
    yield check


def _agrees(statistic: Statistic, number: Number) -> bool:
    low, high = statistic.lower, statistic.upper
    if low is None and high is None:
        return statistic.value == number
    return (low is None or low <= number) and (high is None or number <= high)

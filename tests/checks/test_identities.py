"""Identities: what passes, what fails, and what cannot be said."""

from __future__ import annotations

import random

import pytest

from govcrawl.checks import check_record
from govcrawl.report import Check, Evidence, Number, Statistic, TableCell
from tests.reading.tables import generated

Values = dict[str, Number | None]


def _form(era: str, **options: bool) -> Values:
    rng = random.Random(7)
    form = generated.Form(
        era,
        [
            *generated.proactive(rng, era),
            generated.applications(rng, era, **{"single": False, "subtotal": False, **options}),
            generated.outcomes(rng),
        ],
    )
    return dict(form.expected())


def _statuses(checks: list[Check], rule: str) -> set[str]:
    return {check.status for check in checks if check.rule == rule}


@pytest.mark.parametrize(
    ("era", "options"),
    [
        ("format_2021", {}),
        ("format_2021", {"single": True}),
        ("format_2021", {"subtotal": True}),
        ("format_2019_trial", {"single": True}),
    ],
)
def test_every_change_of_one_cell_fails_a_check(era: str, options: dict[str, bool]) -> None:
    values = _form(era, **options)
    clean = check_record(values)
    assert {check.status for check in clean} == {"pass"}
    assert {"A1", "A2", "A3", "A5", "L1", "L2"} <= {check.rule for check in clean}
    for key in values:
        if key.startswith("proactive."):
            continue
        spoiled = {**values, key: (values[key] or 0) + 1}
        failed = [check for check in check_record(spoiled) if check.status == "fail"]
        assert failed, key
        assert any(key in {operand.key for operand in check.operands} for check in failed)


def test_only_rules_whose_table_is_there() -> None:
    assert check_record({}) == []
    rules = {check.rule for check in check_record({"reconsideration.total": 0})}
    assert rules == {"L1", "A5"}


def _blank(key: str, state: str = "blank") -> TableCell:
    return TableCell(key=key, text="", table=0, row=0, column=0, page=None, state=state)  # type: ignore[arg-type]


def test_nothing_is_assessed_on_a_null() -> None:
    values = _form("format_2021")
    key = next(k for k, v in values.items() if k.startswith("applications.results.g") and v == 0)
    values[key] = None
    row = next(c for c in check_record(values) if c.rule == "A3" and c.operands[0].key ==
               "applications.results.granted.total")  # fmt: skip
    assert row.status == "not_assessable"
    assumed = check_record(values, cells=[_blank(key)])
    assert "assumed_zero_pass" in _statuses(assumed, "A3")
    for state in ("not_applicable", "refused"):
        assert "assumed_zero_pass" not in _statuses(
            check_record(values, cells=[_blank(key, state)]), "A3"
        )


def test_a_blank_that_hides_a_figure_is_not_assumed() -> None:
    values = _form("format_2021")
    key = "reconsideration.upheld"
    values[key] = None
    values["reconsideration.total"] = 5 + (values["reconsideration.total"] or 0)
    checks = check_record(values, cells=[_blank(key)])
    assert _statuses(checks, "L1") == {"not_assessable"}


def _lawsuits(value: int, upper: int | None = None) -> Statistic:
    return Statistic(
        metric="administrative_litigation.total",
        value=value,
        value_text=str(value),
        unit="件",
        modifier="exact",
        lower=value,
        upper=value if upper is None else upper,
        scope="report",
        source="text",
        evidence=Evidence(text="…"),
    )


def test_the_text_against_table_4() -> None:
    values: Values = {"litigation.direct.total": 26, "litigation.after_reconsideration.total": 20}
    assert _statuses(check_record(values), "L3") == set()
    assert _statuses(check_record(values, statistics=[_lawsuits(46)]), "L3") == {"pass"}
    assert _statuses(check_record(values, statistics=[_lawsuits(40, 50)]), "L3") == {"pass"}
    conflict = check_record(values, statistics=[_lawsuits(45)])
    assert _statuses(conflict, "L3") == {"conflict"}
    assert next(c for c in conflict if c.rule == "L3").severity == "warn"


def test_negative_and_broken_figures_fail() -> None:
    for value in (-1, 1.5):
        checks = check_record({"reconsideration.pending": value})
        assert _statuses(checks, "A5") == {"fail"}


def test_schedule_of_2014() -> None:
    received: Values = {
        "stat2014.applications.received.total": 5,
        "stat2014.applications.received.in_person": 2,
        "stat2014.applications.received.fax": 0,
        "stat2014.applications.received.online": 3,
        "stat2014.applications.received.letter": 0,
    }
    assert _statuses(check_record(received), "N1") == {"pass"}
    received["stat2014.applications.received.fax"] = 1
    (check,) = check_record(received)
    assert (check.status, check.actual, check.expected) == ("fail", 5, 6)
    assert "5" in check.message
    assert "6" in check.message_en

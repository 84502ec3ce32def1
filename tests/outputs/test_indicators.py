"""Indicators of one report: their value, or why there is none."""

from __future__ import annotations

from typing import Any

import pytest

from govcrawl.codebook import codebook
from govcrawl.outputs.indicators import definitions, indicators


def record(tables: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"tables": tables or {}, "statistics": [], "checks": [], **more}


def figure(metric: str, value: float, **more: Any) -> dict[str, Any]:
    given = {"modifier": "exact", "unit": "件", "source": "text", "scope": "report"}
    return {"metric": metric, "value": value, **given, **more}


def of(name: str, found: dict[str, Any]) -> Any:
    return next(v for v in indicators(found) if v.indicator == name)


RESULTS = {
    "applications.received_new.total": 40,
    "applications.carried_in.total": 2,
    "applications.results.granted.total": 20,
    "applications.results.partially_granted.total": 4,
    "applications.results.total.total": 40,
    "applications.carried_out.total": 2,
}


def test_ratios_of_the_table() -> None:
    found = record(RESULTS)
    assert of("granted_over_concluded", found)[1:4] == (0.5, 20, 40)
    assert of("granted_or_partial_over_received", found).value == 0.6
    assert of("clearance", found).value == pytest.approx(40 / 42)
    assert of("backlog", found).value == pytest.approx(2 / 42)
    assert of("granted_over_concluded", found).source == "table"


def test_a_blank_is_no_zero() -> None:
    found = record(RESULTS | {"applications.results.partially_granted.total": None})
    value = of("granted_or_partial_over_concluded", found)
    assert (value.value, value.status) == (None, "operand_missing")
    missing = {k: v for k, v in RESULTS.items() if "partially" not in k}
    assert of("granted_or_partial_over_concluded", record(missing)).status == "operand_missing"


def test_nothing_is_divided_by_zero() -> None:
    found = record(RESULTS | {"applications.results.total.total": 0})
    assert of("granted_over_concluded", found).status == "denominator_zero"


def test_the_text_is_not_taken_where_the_table_is() -> None:
    figures = [figure("applications.granted", 9), figure("applications.replied", 10)]
    blank = RESULTS | {"applications.results.granted.total": None}
    assert (
        of("granted_over_concluded", record(blank, statistics=figures)).status == "operand_missing"
    )
    of_text = of("granted_over_concluded", record(statistics=figures))
    assert (of_text.value, of_text.source, of_text.status) == (0.9, "text", "ok")


def test_two_values_of_the_text_contradict_each_other() -> None:
    figures = [figure("applications.granted", 9), figure("applications.granted", 8)]
    figures.append(figure("applications.replied", 10))
    assert of("granted_over_concluded", record(statistics=figures)).status == "operand_contradicted"


def test_running_totals_and_candidates_are_no_operands() -> None:
    figures = [
        figure("applications.granted", 9, scope="cumulative"),
        figure("applications.replied", 10),
    ]
    found = record(statistics=figures, candidates=[figure("applications.granted", 9)])
    assert of("granted_over_concluded", found).status == "operand_missing"


def test_a_failed_check_marks_its_operands() -> None:
    check = {
        "status": "fail",
        "operands": [{"key": "applications.results.total.total", "value": 40}],
    }
    value = of("granted_over_concluded", record(RESULTS, checks=[check]))
    assert (value.value, value.status) == (0.5, "operand_contradicted")


def test_forms_without_the_figure_are_not_comparable() -> None:
    found = record({"stat2014.applications.received.total": 5})
    assert of("share_not_processed", found).status == "era_not_comparable"
    assert of("online_over_received", record(RESULTS)).status == "operand_missing"


def test_other_handling_is_one_row_or_three() -> None:
    one = record(RESULTS | {"applications.results.other_total.total": 4})
    assert of("share_other", one).value == 0.1
    three = {f"applications.results.other.{k}.total": 1 for k in ("other", "fee_not_paid")}
    three["applications.results.other.no_correction_in_time.total"] = 2
    assert of("share_other", record(RESULTS | three)).value == 0.1
    assert of("share_other", record(RESULTS)).status == "operand_missing"


def test_money_is_in_yuan() -> None:
    assert of("fees", record({"stat2014.fees.amount": 1.5})).value == 15000
    assert of("fees", record(statistics=[figure("fees.amount", 2, unit="万元")])).value == 20000


def test_decided_leaves_out_what_is_pending() -> None:
    tables = {
        "reconsideration.corrected": 1,
        "reconsideration.total": 5,
        "reconsideration.pending": 1,
    }
    assert of("reconsideration_corrected_over_decided", record(tables)).value == 0.25
    assert of("reconsideration_corrected_over_total", record(tables)).value == 0.2


def test_every_table_key_of_a_definition_is_in_the_codebook() -> None:
    for indicator in definitions():
        for operands in (indicator.table, indicator.stat2014):
            for key in (*operands.numerator, *operands.denominator) if operands else ():
                assert key.lstrip("?-").removeprefix("text:") in codebook(), (indicator.id, key)


def test_what_no_row_tells_is_taken_from_the_narrative_over_the_table() -> None:
    figures = [figure("applications.replied_on_time", 38), figure("applications.replied", 39)]
    value = of("replied_on_time_over_replied", record(RESULTS, statistics=figures))
    assert (value.value, value.denominator, value.status) == (0.95, 40, "ok")
    assert of("replied_on_time_over_replied", record(RESULTS)).status == "operand_missing"

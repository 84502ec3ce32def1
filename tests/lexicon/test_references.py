"""What the data files name must be there; else they are not loaded."""

from __future__ import annotations

import msgspec
import pytest

from govcrawl.lexicon.forms import FORMS, Units, cell_keys, check_units
from govcrawl.lexicon.loading import LexiconError, load_toml
from govcrawl.lexicon.rules import RULES, check


@pytest.mark.parametrize(
    "change",
    [
        {"actual": ("applications.recieved_new.{c}",)},
        {"expected": ("applications.{r}.natural_persons",), "each": "row"},
        {"expected": ("reconsideration.totals",)},
        {"statistic": "administrative_ligitation.{o}"},
        {"relation": "whole_numbers", "actual": ("aplications.",)},
    ],
)
def test_a_misspelt_operand_is_named_with_its_rule(change: dict[str, object]) -> None:
    rule = msgspec.structs.replace(RULES[0], **change)
    with pytest.raises(LexiconError, match=rf"rule {rule.id}: no "):
        check((rule,))


def test_a_key_that_one_form_has_twice_is_named() -> None:
    columns = FORMS.applications.columns
    twice = (*columns[:-1], msgspec.structs.replace(columns[-1], key=columns[0].key))
    with pytest.raises(LexiconError, match=rf"applications.columns: {columns[0].key} is there 2"):
        cell_keys(
            msgspec.structs.replace(
                FORMS, applications=msgspec.structs.replace(FORMS.applications, columns=twice)
            )
        )
    schedule = FORMS.schedules[0]
    doubled = msgspec.structs.replace(schedule, rows=(*schedule.rows, *schedule.rows))
    with pytest.raises(LexiconError, match=f"schedule {schedule.name}"):
        cell_keys(msgspec.structs.replace(FORMS, schedules=(doubled,)))


def test_a_unit_that_is_none_is_named_with_its_place() -> None:
    units = load_toml("metrics/units.toml", Units)
    check_units(FORMS, units)
    schedule = FORMS.schedules[0]
    wrong = msgspec.structs.replace(schedule.rows[-1], unit="伴")
    schedules = (msgspec.structs.replace(schedule, rows=(*schedule.rows, wrong)),)
    with pytest.raises(LexiconError, match=rf"schedule {schedule.name}: .*no unit '伴'"):
        check_units(msgspec.structs.replace(FORMS, schedules=schedules), units)
    applications = msgspec.structs.replace(FORMS.applications, unit="")
    with pytest.raises(LexiconError, match="applications: no unit ''"):
        check_units(msgspec.structs.replace(FORMS, applications=applications), units)

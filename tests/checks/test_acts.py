"""What tables count and no metric does, held against the narrative."""

import pytest

from govcrawl.checks.acts import check_acts

LICENCES = "proactive.art20_5.administrative_license.decisions"
PENALTIES = "proactive.art20_6.administrative_penalty.decisions"
FEES = "proactive.art20_8.administrative_fees.amount"
TABLES = {LICENCES: 730, PENALTIES: 41, FEES: 3.26}


def _statuses(body: str) -> dict[str, str]:
    return {
        check.operands[0].key: check.status
        for check in check_acts(TABLES, body, year=2022)
        if check.operands[0].key is not None
    }


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("2022年作出行政许可决定703件。", LICENCES),
        ("全年共作出行政许可处理决定７０３件，行政处罚决定41件。", LICENCES),
        ("作出行政许可决定730件、行政处罚决定48件。", PENALTIES),
        ("公开行政处罚决定48件。", PENALTIES),
        ("收取行政事业性收费32.6万元。", FEES),
        ("收取行政事业性收费共3,260元。", FEES),
    ],
)
def test_another_number_than_the_tables_is_a_conflict(body: str, key: str) -> None:
    assert _statuses(body)[key] == "conflict"


@pytest.mark.parametrize(
    "body",
    [
        "作出行政许可决定730件，其中分局作出行政许可决定120件。",
        "收取行政事业性收费3.3万元。",
        "收取行政事业性收费32600元。",
    ],
)
def test_the_tables_number_agrees_as_exactly_as_it_is_printed(body: str) -> None:
    assert set(_statuses(body).values()) == {"pass"}


@pytest.mark.parametrize(
    "body",
    [
        "公开行政处罚决定30件。",
        "行政许可事项28项。",
        "双公示平台公开行政许可决定703件。",
        "其中作出行政许可决定120件。",
        "2021年作出行政许可决定655件。",
        "作出不予行政处罚决定9件。",
        "简易程序行政处罚决定20件。",
        "作出行政许可、行政处罚决定共771件。",
        "县区分局作出行政许可决定2100件。",
        "减免行政事业性收费12万元。",
        "作出行政许可决定703件次。",
        "办理行政许可750件。",
    ],
)
def test_a_part_another_time_or_another_thing_accuses_nobody(body: str) -> None:
    assert "conflict" not in _statuses(body).values()


def test_without_the_tables_number_nothing_is_held() -> None:
    assert list(check_acts({LICENCES: None}, "作出行政许可决定703件。")) == []

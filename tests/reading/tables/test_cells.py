"""Cells as printed → values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from govcrawl.reading.tables.cells import in_unit, parse_cell


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("1288", 1288), ("1,288", 1288), ("1，288", 1288), ("１２", 12), ("+2", 2),
        ("－8", -8), (" 12 ", 12), ("96171.60", Decimal("96171.60")), ("12件", 12), ("3人次", 3),
    ],
)  # fmt: skip
def test_numbers(text: str, number: object) -> None:
    value = parse_cell(text)
    assert value.state == "read"
    assert value.number == number


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u3000", "\u200b"])
def test_blanks(text: str) -> None:
    assert parse_cell(text).state == "blank"


@pytest.mark.parametrize("text", ["/", "／", "-", "—", "——", "－", "\\", "无", "不适用", "N/A"])
def test_not_applicable(text: str) -> None:
    assert parse_cell(text).state == "not_applicable"


@pytest.mark.parametrize(
    "text",
    ["1,28", "426716 26270", "39857 58", "约3", "300余", "007", "2020-01-02", "12.", "1.2.3", "见附件",
     "9" * 40, "三", "3-5", "1/2"],
)  # fmt: skip
def test_refused(text: str) -> None:
    assert parse_cell(text).state == "refused"


@pytest.mark.parametrize(
    ("text", "unit", "printed", "number"),
    [
        ("251000元", "元", None, 251000),
        ("25.1万元", "元", None, 251000),
        ("25.1", "元", "万元", 251000),
        ("25.1", "元", None, 25.1),
        ("251000元", "万元", None, 25.1),
        ("3.5万元", "万元", None, 3.5),
        ("3.5万", "万元", None, 3.5),
        ("3.5万", "次", None, 35000),
        ("12件", "件", None, 12),
        ("12元", "件", None, None),
        ("12件", "万元", None, None),
        ("98%", "件", None, None),
    ],
)
def test_units(text: str, unit: str, printed: str | None, number: object) -> None:
    assert in_unit(parse_cell(text), unit, printed) == number


def test_a_raised_mark_is_not_part_of_the_figure() -> None:
    assert parse_cell("12²").number == parse_cell("12 ③").number == parse_cell("12*").number == 12
    assert parse_cell("*").state == parse_cell("①").state == parse_cell("12)").state == "refused"
    assert parse_cell("3（万元）").unit == "万元"

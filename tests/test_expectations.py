"""What a portal should hold, held against what was found, without a crawl."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from govcrawl.expectations import Expect, Good, Holding, Judgement, holding, judge


def held(*years: int, agency: str = "甲区人民政府", filled: float | None = 1.0) -> list[Holding]:
    return [Holding(f"{agency}-{year}", year, agency, filled) for year in years]


def codes(judgement: Judgement) -> tuple[list[str], list[str]]:
    return [m.code for m in judgement.wrong], [m.code for m in judgement.short]


FIVE = held(2019, 2020, 2021, 2022, 2023)


def test_nothing_is_said_where_nothing_is_amiss() -> None:
    expect = Expect(
        reports_min=5, reports_max=5, years="2019-2023", agencies=["甲区人民政府"],
        filled_cells_min=0.9,
    )  # fmt: skip
    judgement = judge(expect, FIVE, FIVE, Good("r1", FIVE))
    assert (codes(judgement), judgement.messages) == (([], []), [])


@pytest.mark.parametrize(
    ("expect", "have", "wrong", "short"),
    [
        ({"reports_min": 6}, FIVE, [], ["expect_min"]),
        ({"reports_max": 4}, FIVE, ["expect_max"], []),
        ({"years": "2018,2020-2024"}, FIVE, [], ["expect_years"]),
        ({"agencies": ["甲区人民政府", "甲区民政局"]}, FIVE, [], ["expect_agencies"]),
        ({"filled_cells_min": 0.5}, held(2022, 2023, filled=0.4), ["expect_filled"], []),
        ({"filled_cells_min": 0.5}, held(2009, filled=None), [], []),
        ({"reports_min": 1, "years": "2023"}, [], [], ["expect_min", "expect_years"]),
    ],
)
def test_each_expectation(
    expect: dict[str, Any], have: list[Holding], wrong: list[str], short: list[str]
) -> None:
    assert codes(judge(Expect(**expect), have, have, None)) == (wrong, short)


def test_what_is_published_already_is_not_withheld() -> None:
    """With nothing new, there is nothing that could be kept from publication."""
    few = held(2022, 2023, filled=0.4)
    expect = Expect(reports_max=1, filled_cells_min=0.5)
    assert codes(judge(expect, few, [], None)) == ([], ["expect_max", "expect_filled"])
    good = [*held(*range(2008, 2023)), *held(2023, filled=0.0)]
    assert codes(judge(Expect(filled_cells_min=0.9), good, good[-1:], None)) == (
        ["expect_filled"],
        [],
    ), "fifteen good years do not hide one that was not read"


def test_without_a_file_the_last_good_run_is_the_measure() -> None:
    good = Good("r1", [*FIVE, *held(2020, agency="甲区民政局")])
    judgement = judge(None, FIVE[:2], [], good)
    assert codes(judgement) == ([], ["expect_shrunk"])
    assert [m.code for m in judgement.messages] == ["expect_shrunk", "expect_difference"]
    difference = judgement.difference
    assert difference is not None
    assert (difference.reports_then, difference.reports_now) == (6, 2)
    assert difference.missing_years == [2021, 2022, 2023]
    assert difference.missing_agencies == ["甲区民政局"]
    assert difference.missing_reports == [
        "甲区人民政府-2021", "甲区人民政府-2022", "甲区人民政府-2023", "甲区民政局-2020",
    ]  # fmt: skip
    assert "2021、2022、2023" in judgement.messages[1].zh

    assert codes(judge(None, FIVE[:3], [], good)) == ([], []), "half is not under half"
    assert codes(judge(None, [], [], Good("r1", FIVE[:1]))) == ([], ["expect_shrunk"])
    assert codes(judge(None, [], [], good, keep=0)) == ([], [])
    assert codes(judge(Expect(reports_min=0), [], [], good)) == ([], []), "the file knows better"
    assert codes(judge(None, [], [], good, whole=False)) == ([], []), "its outcome says it"
    assert codes(judge(None, [], [], None)) == ([], []), "a first run has no measure"


def test_some_years_are_judged_by_themselves() -> None:
    good, asked = Good("r1", FIVE), frozenset({2022, 2023})
    assert codes(judge(None, FIVE[3:], [], good, years=asked)) == ([], [])
    assert codes(judge(None, [], [], good, years=asked)) == ([], ["expect_shrunk"])
    expect = Expect(reports_min=5, years="2018-2022", agencies=["甲区民政局"])
    assert codes(judge(expect, FIVE[3:], [], good, years=asked)) == ([], [])
    assert codes(judge(expect, FIVE[4:], [], good, years=asked)) == ([], ["expect_years"])


def test_a_record_in_short() -> None:
    table = {"expected": 10, "read": 4}
    record = {"report_id": "x", "report_year": 2021, "agency": {"name": "甲"}}
    assert holding({**record, "table_quality": [table, table]}) == Holding("x", 2021, "甲", 0.4)
    assert holding({**record, "format_era": "format_2021"}).filled == 0, "a form was due"
    assert holding({**record, "format_era": "narrative_pre2019"}).filled is None
    assert holding({"report_id": "x"}) == Holding("x", None, None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reports_min": -1},
        {"reports_min": 3, "reports_max": 2},
        {"filled_cells_min": 90},
        {"years": "2019至2020"},
        {"agencies": [""]},
        {"minimum": 3},
    ],
)
def test_a_wrong_expectation_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, Expect)

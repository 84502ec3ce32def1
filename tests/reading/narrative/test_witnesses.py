"""Arithmetic that a report prints confirms a figure or keeps it from being published."""

from __future__ import annotations

import pytest

from govcrawl.reading.narrative import read_statistics

A = "applications"


def told(text: str) -> tuple[dict[str, float], dict[str, str]]:
    result = read_statistics(text, [], report_year=2020)
    statistics = {s.metric: float(s.value or 0) for s in result.statistics if s.scope == "report"}
    return statistics, {c.metric: c.reason for c in result.candidates}


LIST = "全年答复申请40件，其中予以公开27件、因慎重起见不予公开{}件、信息不存在4件。"
ONE = "全年收到政府信息公开申请81件，其中经由掌上大厅网上申请{}件{}。"


def test_a_list_that_adds_up_confirms_what_one_word_left_open() -> None:
    assert told(LIST.format(9))[0][f"{A}.denied"] == 9
    statistics, candidates = told(LIST.format(8))
    assert f"{A}.denied" not in statistics
    assert "慎重" in candidates[f"{A}.denied"]


def test_a_printed_share_confirms_what_one_word_left_open() -> None:
    online = f"{A}.received.channel.online"
    assert online in told(ONE.format(42, ""))[1]
    assert told(ONE.format(42, "，占51.85%"))[0][online] == 42
    assert online in told(ONE.format(42, "，占31.85%"))[1]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("收到公开申请81件，其中网上申请12件，占14.8%。", 12),
        ("收到公开申请81件，其中网上申请12件，占15%。", 12),
        ("收到公开申请81件，其中网上申请12件，占51.85%。", None),
        # misprints of a few points accuse nobody
        ("收到公开申请81件，其中网上申请12件，占18.5%。", 12),
    ],
)
def test_a_share_far_from_its_figure_keeps_it_a_candidate(text: str, value: int | None) -> None:
    statistics, candidates = told(text)
    assert statistics.get(f"{A}.received.channel.online") == value
    assert (value is None) == any("比例不符" in reason for reason in candidates.values())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("主动公开政府信息312条，比上年的260条增长20%。", 312),
        ("主动公开政府信息312条，比上年的390条减少20%。", 312),
        ("主动公开政府信息312条，比上年的260条增长60%。", None),
        ("2019年主动公开政府信息260条，2020年主动公开政府信息312条，比上年增长20%。", 312),
        ("2019年主动公开政府信息260条，2020年主动公开政府信息312条，比上年增长85%。", None),
        ("主动公开政府信息312条，比上年增长85%。", 312),
    ],
)
def test_growth_is_held_against_the_year_before_where_that_is_told(
    text: str, value: int | None
) -> None:
    statistics, candidates = told(text)
    assert statistics.get("proactive_disclosure.total") == value
    assert (value is None) == any("增幅不符" in reason for reason in candidates.values())

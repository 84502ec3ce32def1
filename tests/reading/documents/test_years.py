"""The ladder of the year, over whole pages."""

from __future__ import annotations

from typing import Any

import pytest

from govcrawl import parse
from govcrawl.reading.documents.years import narrative_year
from govcrawl.report import Report

SECTIONS = [
    "一、概述",
    "主动公开政府信息12条。",
    "二、依申请公开情况",
    "收到申请3件。",
    "三、存在的主要问题",
    "更新不及时。",
]
PERIOD = "数据的统计期限自{0}年1月1日至{0}年12月31日。"


def page(title: str, *lines: str, published: str = "", signed: str = "") -> Report:
    info = f"<div>发布时间：{published}</div>" if published else ""
    tail = f"<p>青川县民政局</p><p>{signed}</p>" if signed else ""
    rows = "".join(f"<p>{line}</p>" for line in (*lines, *SECTIONS))
    [report] = parse(f"<h1>{title}</h1>{info}<div id='zoom'>{rows}{tail}</div>".encode())
    return report


def told(report: Report) -> list[tuple[str, bool]]:
    return [(e.rule, e.taken) for e in report.field_evidence if e.field == "report_year"]


def codes(report: Report) -> set[str]:
    return {issue.code for issue in report.issues} & {"year_conflict", "year_inferred"}


BARE = "青川县民政局政府信息公开年度报告"


@pytest.mark.parametrize(
    ("arguments", "year", "rung", "said"),
    [
        ((BARE, PERIOD.format(2021)), 2021, "printed_period", set()),
        ((BARE, "现公布2020年政府信息公开年度报告。"), 2020, "opening", set()),
        ((BARE, "2011年,我局公开12条。2011年收到3件。2012年将加强。"), 2011, "narrative", {"year_inferred"}),
        ((BARE,), 2018, "signature_date", {"year_inferred"}),
    ],
)  # fmt: skip
def test_rungs(arguments: tuple[str, ...], year: int, rung: str, said: set[str]) -> None:
    signed = "2019年1月20日" if rung == "signature_date" else ""
    report = page(*arguments, published="2024-01-23", signed=signed)
    assert (report.report_year, told(report)[0], codes(report)) == (year, (rung, True), said)
    assert ("publish_date", False) in told(report)


def test_the_publication_decides_only_where_nothing_else_speaks() -> None:
    report = page(BARE, published="2024-01-23")
    assert (report.report_year, told(report)) == (2023, [("publish_date", True)])
    assert codes(report) == {"year_inferred"}


def test_the_printed_period_before_the_title_and_both_are_said() -> None:
    report = page(
        "青川县民政局2021年政府信息公开年度报告", PERIOD.format(2020), "2020年公开了9条。"
    )
    assert report.report_year == 2020
    [conflict] = [i for i in report.issues if i.code == "year_conflict"]
    assert "2020" in conflict.message
    assert "2021" in conflict.message


def test_a_period_left_over_from_last_year_is_outvoted_and_said() -> None:
    report = page(
        "青川县民政局2021年政府信息公开年度报告", PERIOD.format(2020), "2021年公开了9条。"
    )
    assert report.report_year == 2021
    assert codes(report) == {"year_conflict"}
    assert report.period is not None
    assert report.period.inferred


def test_ends_of_two_years_are_settled_by_the_text() -> None:
    period = "数据的统计期限自2010年1月1日至2012年12月31日。"
    assert page(BARE, period, "2010年,我局公开了9条。").report_year == 2010


def test_the_year_of_a_law_or_a_plan_is_not_what_the_text_speaks_of() -> None:
    text = "根据《某办法(2008年修订)》,2011年公开信息9条。2011年收到申请3件。2012年将加强。"
    assert narrative_year(text) == 2011
    assert narrative_year("公开信息9条。") is None
    both: Any = narrative_year("2011年9条。2012年8条。")
    assert both is None

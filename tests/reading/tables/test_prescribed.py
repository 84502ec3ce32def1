"""Completeness is measured against what the year's form prescribes."""

from __future__ import annotations

import random
import re

import pytest

import govcrawl
from govcrawl.report import Report
from tests.reading.tables import generated
from tests.reading.tables.generated import Row, Table

SIZES = {"proactive": 10, "applications": 175, "reconsideration_litigation": 15}
NAMES = {
    "proactive": "主动公开政府信息情况",
    "applications": "收到和处理政府信息公开申请情况",
    "reconsideration_litigation": "行政复议、行政诉讼情况",
}


def tables(seed: int = 7) -> dict[str, list[Table]]:
    rng = random.Random(seed)
    return {
        "proactive": generated.proactive(rng, "format_2021"),
        "applications": [generated.applications(rng, "format_2021", single=False, subtotal=False)],
        "reconsideration_litigation": [generated.outcomes(rng)],
    }


def rows_of(table: Table) -> list[Row]:
    return generated._rows(table, table.lines, heading=True)


def page(parts: dict[str, list[Table] | str], year: int = 2022) -> Report:
    body = []
    for name, found in parts.items():
        body.append(f"<h2>{NAMES[name]}</h2>")
        if isinstance(found, str):
            body.append(found)
        else:
            body += [generated.html(rows_of(table), "plain") for table in found]
    (report,) = govcrawl.parse(
        f"<html><h1>某县某局{year}年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
        f"<p>本局认真落实条例,扎实做好各项公开工作,取得了成效。</p>{''.join(body)}</html>".encode()
    )
    return report


def test_all_there() -> None:
    report = page(dict(tables()))
    assert "table_absent" not in {issue.code for issue in report.issues}
    assert {q.name: q.read for q in report.table_quality} == SIZES


@pytest.mark.parametrize("absent", SIZES)
@pytest.mark.parametrize("instead", ["", "<p><img src='t.png'></p>"])
def test_an_absent_table_is_said_and_its_cells_are_null(absent: str, instead: str) -> None:
    report = page(tables() | {absent: instead})
    (said,) = [issue for issue in report.issues if issue.code == "table_absent"]
    assert NAMES[absent] in said.message
    assert "2021" in said.message
    assert absent in said.message_en
    (quality,) = [q for q in report.table_quality if q.name == absent]
    assert (quality.expected, quality.read, quality.blank) == (SIZES[absent], 0, 0)
    prefix = "applications." if absent == "applications" else ""
    keys = [k for k in report.tables if prefix and k.startswith(prefix)]
    assert all(report.tables[key] is None for key in keys)
    if absent == "applications":
        assert len(keys) == SIZES[absent]
        sums = [check for check in report.checks if check.rule in ("A1", "A2", "A3")]
        assert sums
        assert {check.status for check in sums} == {"not_assessable"}


def test_a_report_before_the_forms_lacks_nothing() -> None:
    report = page({}, year=2012)
    assert "table_absent" not in {issue.code for issue in report.issues}


def test_a_table_of_2009_is_not_the_form_of_2014() -> None:
    table = (
        "<p>政府信息公开情况统计表</p><table><tr><td>指标<td>单位<td>数量"
        "<tr><td>主动公开政府信息数<td>条<td>12<tr><td>收到申请数<td>件<td>3</table>"
    )
    eras = {
        year: govcrawl.parse(
            f"<h1>某县某局{year}年政府信息公开工作年度报告</h1><p>一、概述</p>"
            f"<p>本局做好公开工作,取得了成效。</p>{table}".encode()
        )[0].format_era
        for year in (2009, 2015)
    }
    assert eras == {2009: "narrative_pre2019", 2015: "stat_2014"}


@pytest.mark.parametrize("label", ["其他法律行政止公开", "2.其他法规禁止公", "三其他法律行政禁止"])
def test_an_unknown_row_where_one_is_missing_is_that_row(label: str) -> None:
    found = tables()
    (table,) = found["applications"]
    markup = generated.html(rows_of(table), "plain")
    official = "其他法律行政法规禁止公开"
    assert markup.count(official) == 1
    changed = re.sub(rf"(?:2[.、])?{official}", label, markup)
    report = page(found | {"applications": changed})
    assert report.tables == page(dict(found)).tables
    (said,) = [i for i in report.issues if i.code == "table_row_by_elimination"]
    assert label in said.message


def test_a_row_of_the_agencys_own_is_none_of_the_form() -> None:
    found = tables()
    (table,) = found["applications"]
    markup = generated.html(rows_of(table), "plain").replace(
        "其他法律行政法规禁止公开", "涉及在线平台的来信"
    )
    report = page(found | {"applications": markup})
    assert "table_row_unknown" in {issue.code for issue in report.issues}
    key = "applications.results.not_disclosed.prohibited_by_other_law.total"
    assert report.tables[key] is None


def test_a_failed_check_is_held_against_the_reading() -> None:
    found = tables()
    (table,) = found["applications"]
    markup = generated.html(rows_of(table), "plain").replace(
        "其他法律行政法规禁止公开", "涉及在线平台的来信"
    )
    report = page(found | {"applications": markup})
    failed = [c for c in report.checks if c.status == "fail" and c.rule.startswith("A")]
    assert all("读取有误" in check.message for check in failed)
    assert all("reading may be at fault" in check.message_en for check in failed)


def test_text_of_a_table_is_no_narrative() -> None:
    line = (
        "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章1234行政规范性文件98765"
        "第二十条第（五）项信息内容本年处理决定数量行政许可共计多项"
    )
    report = page({"applications": f"<p>{line}</p>"})
    assert "规章" not in report.body
    codes = {issue.code for issue in report.issues}
    assert codes & {"table_text_unread", "table_cells_refused"}

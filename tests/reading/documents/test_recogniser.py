"""Title, body and tables together: what is a report, and by which rule another text is none."""

from __future__ import annotations

import re

import pytest

from govcrawl.lexicon.title_rules import TITLES, Body
from govcrawl.reading import read

TITLE = "青川县民政局2021年政府信息公开工作年度报告"
WHOLE = [
    "一、总体情况", "2021年公开政府信息12条。", "二、主动公开政府信息情况", "按规定公开。",
    "三、收到和处理政府信息公开申请情况", "收到申请3件，均已答复。", "四、存在的主要问题及改进情况", "更新不及时。",
]  # fmt: skip


def html(title: str, lines: list[str]) -> bytes:
    rows = "".join(f"<p>{line}</p>" for line in lines)
    return f"<title>{title}</title><h1>{title}</h1><div id='zoom'>{rows}</div>".encode()


def reason(title: str, lines: list[str]) -> str:
    reading = read(html(title, lines))
    return "report" if reading.reports else reading.issues[0].message_en


def test_a_report_says_why_it_is_one() -> None:
    [report] = read(html(TITLE, WHOLE)).reports
    reasons = {e.rule: e.value for e in report.field_evidence if e.field == "is_report"}
    assert reasons == {"title": "report title", "body": "sections 4, tables 0"}


@pytest.mark.parametrize("body", TITLES.body, ids=lambda body: body.id)
def test_each_rule_of_the_body_knows_its_examples(body: Body) -> None:
    assert body.examples
    for example in body.examples:
        assert len(re.findall(body.pattern, f"\n{example}")) >= body.least


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("青川县2021年政府信息公开年报工作", ["各乡镇人民政府：", "现就编制年度报告有关事项通知如下。", "一、主动公开情况要写明。", "二、依申请公开情况要写明。", "特此通知。"]),
        ("信息公开制度", ["第四条 行政机关组织编制政府信息公开工作年度报告。", "第五条 本制度自发布之日起施行。"]),
        (TITLE, ["此处填写总体情况。", "此处填写主动公开情况。"]),
        (TITLE, ["Overview: the report describes how the county bureau of civil affairs opened its work. " * 6]),
        ("青川县民政局2021年政务公开工作总结", WHOLE),
        ("青川县民政局2021年政府信息公开工作年度报告比对报告", WHOLE),
        ("关于撤回青川县民政局2021年政府信息公开工作年度报告的公告", ["因统计口径调整，现予撤回。"]),
        ("关于报送青川县民政局2021年政府信息公开工作年度报告的函", ["现将报告送上，请查收。"]),
    ],
)  # fmt: skip
def test_other_texts(title: str, lines: list[str]) -> None:
    assert reason(title, lines) != "report"


def test_a_letter_that_carries_the_whole_report_is_one() -> None:
    title = "关于报送青川县民政局2021年政府信息公开工作年度报告的报告"
    assert reason(title, WHOLE) == "report"


def test_the_category_of_a_header_table_is_no_title() -> None:
    table = "<table><tr><td>索引号</td><td>01/2022-1</td><td>分类</td><td>政府信息公开年报</td></tr></table>"
    page = "<title>青川县民政局2022年部门预算</title><h1>青川县民政局2022年部门预算</h1>" + table
    text = "<div id='zoom'><p>一、部门职责</p><p>负责民政事务，主动公开预算信息。</p></div>"
    assert read((page + text).encode()).reports == []


def test_a_fragment_without_body_year_or_figure_is_not_published() -> None:
    text = "<p>一、概述</p><p>本报告根据条例要求编制，公开政府信息。</p><p>二、主动公开情况</p><p>按规定公开。</p>"
    reading = read(text.encode())
    assert reading.reports == []
    assert "no body, no year and no figure" in reading.issues[0].message_en


def test_what_speaks_of_a_report_names_it() -> None:
    title = "关于撤回青川县民政局2021年政府信息公开工作年度报告的公告"
    [said] = read(html(title, ["因统计口径调整，现予撤回，请以重新公布的为准。"])).issues
    assert "青川县民政局 2021" in said.message


def test_a_document_number_under_the_headline_is_no_text() -> None:
    page = (
        f"<h1>{TITLE}</h1><div id='zoom'><p>青民〔2022〕4号</p><p>{'</p><p>'.join(WHOLE)}</p></div>"
    )
    [report] = read(page.encode()).reports
    assert report.doc_number == "青民〔2022〕4号"
    assert report.body.startswith("一、总体情况")


@pytest.mark.parametrize("printed", ["无", "无文号", "无号", "—"])
def test_a_number_that_is_none(printed: str) -> None:
    table = (
        f"<table><tr><td>索引号</td><td>01/2022-1</td><td>文号</td><td>{printed}</td></tr></table>"
    )
    page = f"<h1>{TITLE}</h1>{table}<div id='zoom'><p>{'</p><p>'.join(WHOLE)}</p></div>"
    [report] = read(page.encode()).reports
    assert report.doc_number is None

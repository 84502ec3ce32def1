"""Where a text of the page went, on a terminal."""

from __future__ import annotations

from govcrawl.execution.process import process
from govcrawl.execution.task import Inline, PageTask
from govcrawl.inspection.facts import Facts, gather
from govcrawl.inspection.html_view import html_view, shows
from govcrawl.inspection.terminal import claims, why
from govcrawl.reading.model import Traced

TRACE = [
    Traced("网站首页", "boilerplate", "navigation", "html:/2/1"),
    Traced("主动公开 政府信息１２条，", "body", "", "html:/2/2"),
    Traced("", "body", "", None),
    Traced("收到申请3件。", "body", "", "html:/2/3"),
    Traced("收到申请", "metadata", "title", "html:/2/4"),
]


def told(wanted: str) -> list[str]:
    return [line.plain for line in why(TRACE, wanted)]


def test_a_text_is_found_whatever_its_forms_and_white_space() -> None:
    (line,) = told("政府信息 12")
    assert "html:/2/2" in line
    assert "政府信息１２条，" in line, "as it is printed"


def test_every_block_that_holds_a_text_is_told_once() -> None:
    assert ["html:/2/3" in line for line in told("收到申请")] == [True, False]
    assert len(told("收")) == 2


def test_a_text_may_run_over_blocks() -> None:
    assert ["１２条" in line for line in told("12条，收到申请3件")] == [True, False]
    assert told("首页主动")[0].startswith("boilerplate  navigation")


def test_what_is_not_there_is_not_told() -> None:
    assert told("不在页面上") == told(" ") == []


def test_a_number_names_the_figures_that_were_read_from_it_or_none() -> None:
    page = (
        "<h1>某县某局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
        "<p>2023年，主动公开政府信息1237条，栽树4561棵。</p>"
    )
    task = PageTask(place=Inline(page.encode()), url="", announced=True, traced=True)
    facts = gather(process(task))
    (line,) = claims(facts, "１２３７")
    assert "disclosure" in line.plain
    assert "html:/" in line.plain
    (line,) = claims(facts, "4561")
    assert "no figure was read" in line.plain
    assert not list(claims(facts, "栽树"))


def test_a_raised_mark_is_found_as_typed() -> None:
    trace = [Traced("公开13条[\u00b9]。", "body", "", "html:/2/1")]
    (line,) = why(trace, "13条[1]")
    assert "公开13条[\u00b9]。" in line.plain


def test_a_text_of_several_lines_is_shown_as_printed() -> None:
    trace = [Traced("行政许可，\n１２ 件\n（含）变更", "table", "", "html:/2/1")]
    (line,) = why(trace, "12件(含)")
    assert "行政许可， １２ 件 （含）变更" in line.plain


def test_what_no_block_holds_is_seen_on_the_page() -> None:
    page = "<body><p>甲</p><table>错位77<tr><td>1</td></tr></table><input value=5566><script>88</script>"
    assert shows(page, "错位77")
    assert shows(page, "5566")
    assert not shows(page, "88")
    assert 'data-d="' in html_view(page, Facts({}, [], [])).partition("5566")[0][-20:]

"""Where a text of the page went, on a terminal."""

from __future__ import annotations

from govcrawl.inspection.terminal import why
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
    assert "政府信息12条" in line


def test_every_block_that_holds_a_text_is_told_once() -> None:
    assert ["html:/2/3" in line for line in told("收到申请")] == [True, False]
    assert len(told("收")) == 2


def test_a_text_may_run_over_blocks() -> None:
    assert ["12条" in line for line in told("12条，收到申请3件")] == [True, False]
    assert told("首页主动")[0].startswith("boilerplate  navigation")


def test_what_is_not_there_is_not_told() -> None:
    assert told("不在页面上") == told(" ") == []

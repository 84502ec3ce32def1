"""Entries of a table of contents are told from text that ends in a number."""

from __future__ import annotations

from govcrawl.reading.formats.contents import mark_contents
from govcrawl.reading.model import Block


def kept(*lines: str) -> list[str]:
    blocks = [Block(kind="paragraph", text=line) for line in lines]
    mark_contents(blocks)
    return [b.text for b in blocks if not b.fate]


def test_entries_with_leaders() -> None:
    assert kept("目 录", "一、概述……3", "二、不足.......12", "一、概述") == ["一、概述"]
    assert kept("共收到申请……等3", "甲-1") == ["共收到申请……等3", "甲-1"]


def test_entries_that_repeat_headings() -> None:
    lines = ("目录", "一、概述 3", "二、不足 4", "一、概述", "正文。", "二、不足", "正文。")
    assert kept(*lines) == ["一、概述", "正文。", "二、不足", "正文。"]


def test_a_number_behind_text_is_no_entry() -> None:
    for lines in (("网站公开 12", "报刊公开 3"), ("网站公开 12", "网站公开"), ("目录", "正文。")):
        assert kept(*lines) == list(lines)

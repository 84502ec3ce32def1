"""Which links of a page lead to documents: by text, address, type, and what a click does."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from govcrawl.platforms.attached import attached

HOST = "http://www.example.gov.cn"


def urls(markup: str) -> list[str]:
    page = HtmlResponse(
        f"{HOST}/zwgk/1.html",
        body=f"<html><body><div><p>详见附件。</p>{markup}</div></body></html>".encode(),
        encoding="utf-8",
    )
    return [url for files in attached(page, "2023年政府信息公开工作年度报告") for url in files.urls]


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("/module/download/down.jsp?i_ID=1234&colID=5", "某县水务局2023年政府信息公开工作年度报告"),
        ("/module/download/down.jsp?i_ID=1234&colID=5", "附件：2023年报.pdf"),
        ("/system/_content/download.jsp?owner=1&wbfileid=88", "2023年年度报告.docx"),
        ("/system/_content/download.jsp?owner=1&wbfileid=88", "点击下载"),
        ("/attach/download?id=7", "统计表"),
        ("/attach/download?id=7", "附件1"),
    ],
)
def test_services_that_send_files_are_asked(address: str, text: str) -> None:
    assert urls(f'<a href="{address.replace("&", "&amp;")}">{text}</a>') == [HOST + address]


@pytest.mark.parametrize(
    "kind",
    [
        "application/pdf",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ],
)
def test_a_link_says_of_what_type_its_target_is(kind: str) -> None:
    assert urls(f'<a type="{kind}" href="/view?id=9">年度报告</a>') == [f"{HOST}/view?id=9"]


def test_a_click_that_asks_for_a_file() -> None:
    found = urls("<span onclick=\"downloadFile('/u/f/77.docx','2023年报.docx')\">2023年报</span>")
    assert f"{HOST}/u/f/77.docx" in found


@pytest.mark.parametrize(
    "markup",
    [
        '附件：<a href="/common/file?uuid=8">点击下载</a>',
        '附件1.<span><a href="/common/file?uuid=8">某县水务局统计表</a></span>',
        '<a href="/common/file?uuid=8">附件2</a>',
        '<embed type="application/pdf" src="/common/file?uuid=8">',
        "<a href=\"javascript:void(0)\" onclick=\"downloadFile('/common/file?uuid=8','年报.pdf')\">附件</a>",
    ],
)
def test_what_a_page_calls_its_attachment_is_one_whatever_its_address(markup: str) -> None:
    assert urls(markup) == [f"{HOST}/common/file?uuid=8"]


def test_another_page_is_an_attachment_only_as_a_table() -> None:
    table = '<p>附件：<a href="/a/2.html">政府信息公开情况统计表</a></p>'
    assert urls(table + '<p>附件：<a href="/a/3.html">下一篇</a></p>') == [f"{HOST}/a/2.html"]


def test_other_links_are_no_documents() -> None:
    assert (
        urls('<a href="/download/">下载中心</a><a type="text/html" href="/b?id=1">下一篇</a>') == []
    )

"""A page that is looked at and read on one tree is the same as one that is parsed for each."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse, TextResponse

from govcrawl import feed
from govcrawl.platforms.pages import as_html
from govcrawl.reading import read
from govcrawl.spiders.looking import Article, Looked, links, warm
from tests.conftest import ROOT

TITLE = "某县某局2023年政府信息公开工作年度报告"
URL = "http://www.x.gov.cn/nb/202401/t20240115_7.html"
#: Pages of every maker, and those whose bytes lie.
PAGES = sorted((ROOT / "samples/pages").glob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_one_tree_for_links_and_text(path: Path) -> None:
    body = path.read_bytes()
    looked, parsed = Article(TITLE, announced=False)(URL, body, "text/html")
    page = as_html(TextResponse(URL, body=body))
    assert page is not None
    assert looked == links(page, TITLE, announced=False)
    assert parsed is not None
    one, other = (read(body, url=URL, page=page) for page in (parsed, None))
    assert (one.reports, one.issues) == (other.reports, other.issues)


@pytest.mark.parametrize(
    ("body", "looked"),
    [
        (b"%PDF-1.7", Looked(page=False)),
        (b"<html><body>" + b"<div>" * 3000 + b"<a href='/a.pdf'>x</a>", Looked(page=False)),
        (b"<html><body><script>draw()</script></body></html>", Looked(page=True, bare=True)),
        (b"<html><body><p>" + "文".encode() * 99 + b"</p></body></html>", Looked(page=True)),
    ],
)
def test_what_a_page_is(body: bytes, looked: Looked) -> None:
    response = HtmlResponse(URL, body=body)
    article = pickle.loads(pickle.dumps(Article.of(response, TITLE, announced=True)))
    assert article(URL, body, "text/html")[0] == looked


def test_the_usual_page_has_links_a_table_and_prose() -> None:
    outcome = warm()
    assert outcome.looked is not None
    assert [file.urls for file in outcome.looked.files] == [("http://www.example.gov.cn/fj/1.pdf",)]
    (record,) = outcome.records
    report = feed.decode(record.line)
    assert report.statistics
    assert report.tables["proactive.art20_1.normative_documents.issued"] == 1

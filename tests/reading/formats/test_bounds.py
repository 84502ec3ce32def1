"""Where reading ends, and that it is said; in seconds, whatever is repeated."""

import time

import pytest

from govcrawl.reading import read
from govcrawl.reading.formats import bounds
from govcrawl.reading.formats.bounds import bound
from govcrawl.reading.formats.html import html
from govcrawl.reading.model import Block, Document
from tests.makers.docx import package, paragraph

URL = "http://www.mouxian.gov.cn/a.html"


def codes(data: bytes | str, url: str = URL) -> set[str]:
    return {i.code for i in read(data.encode() if isinstance(data, str) else data, url=url).issues}


def test_text_behind_the_limit_is_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_TEXT", 10)
    document = Document([Block("paragraph", c * 4) for c in "甲乙丙丁"], "text/plain")
    assert [b.text for b in bound(document).blocks] == ["甲甲甲甲", "乙乙乙乙", "丙丙"]
    assert [i.code for i in document.issues] == ["truncated"]


def test_a_table_over_the_limit_is_not_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_TEXT", 10)
    document = Document([Block("paragraph", "甲"), Block("table", "1" * 20)], "text/plain")
    assert [b.kind for b in bound(document).blocks] == ["paragraph"]


def test_tags_pieces_and_tables_behind_the_limit_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "<p>甲<br>乙</p>" * 9
    assert "page_truncated" not in codes(page)
    monkeypatch.setattr(html, "MAX_TAGS", 20)
    assert "page_truncated" in codes(page)
    monkeypatch.undo()
    monkeypatch.setattr(html, "MAX_TEXT_NODES", 5)
    assert "page_truncated" in codes(page)
    monkeypatch.undo()
    monkeypatch.setattr(html, "MAX_TABLES", 1)
    tables = "<table><tr><td>总计</td><td>1</td></tr></table>" * 2
    assert "tables_unread" in codes(tables)


@pytest.mark.processor(120)
@pytest.mark.parametrize("unit", ["<p>甲<br>", "<a href=x.pdf>x</a><iframe src=y.doc></iframe>"])
def test_breaks_and_links_cost_no_more_than_their_number(unit: str) -> None:
    # a union of XPaths took the square of it: minutes for these
    start = time.process_time()
    read((unit * 50_000).encode(), url=URL)
    assert time.process_time() - start < 20


def test_long_documents_end_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_TEXT", 100)
    data = package(paragraph("公开" * 40) * 3)
    assert "truncated" in codes(data, "http://www.mouxian.gov.cn/a.docx")

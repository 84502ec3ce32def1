"""Where the files that a page links may lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from govcrawl.saved.linked import beside, is_rewritten, look, names_documents, stand_in

_PAGE = Path("/d/in/nb/a.html")
_URL = "http://www.yunxi.gov.cn/zwgk/nb/t1.html"


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("http://www.yunxi.gov.cn/zwgk/nb/x.docx", "/d/in/nb/x.docx"),
        ("http://www.yunxi.gov.cn/zwgk/nb/a_files/x.docx", "/d/in/nb/a_files/x.docx"),
        ("http://www.yunxi.gov.cn/zwgk/x.docx", "/d/in/x.docx"),
        ("http://www.yunxi.gov.cn/attach/%E5%B9%B4.docx", "/d/attach/年.docx"),
        ("http://other.gov.cn/x.docx", "/d/in/nb/x.docx"),
    ],
)
def test_a_link_leads_from_the_page_s_own_file(url: str, first: str) -> None:
    assert beside(_PAGE, _URL, url)[0] == Path(first)


def test_by_its_name_beside_the_page_and_in_its_folder_of_files() -> None:
    found = beside(_PAGE, _URL, "http://www.yunxi.gov.cn/attach/2024/x.docx")
    assert {Path("/d/in/nb/x.docx"), Path("/d/in/nb/a_files/x.docx")} <= {*found}


def test_a_page_without_an_address_links_files() -> None:
    url = stand_in(_PAGE)
    assert beside(_PAGE, url, url.replace("a.html", "x.docx"))[0] == Path("/d/in/nb/x.docx")


@pytest.mark.parametrize(
    ("markup", "named"),
    [
        ("<a href='年报.docx'>".encode(), True),
        ("<a href='年报.docx'>".encode("gbk"), True),
        (b"<a href='%E5%B9%B4%E6%8A%A5.docx'>", True),
        (b"<a href='/down.jsp?f=%C4%EA%B1%A8.docx&x'>", True),
        ("<a href='a/2023 年报.docx'>".encode(), True),
        ("<a href='其他.docx'>年报</a>".encode(), False),
    ],
)
def test_pages_that_name_a_document(markup: bytes, named: bool) -> None:
    assert names_documents(markup, frozenset({"年报.docx"})) is named


@pytest.mark.parametrize(
    ("path", "is_"), [("/d/a_files/x.docx", True), ("/d/a.files/x", True), ("/d/files/x", False)]
)
def test_folders_of_browsers(path: str, is_: bool) -> None:
    assert is_rewritten(Path(path)) is is_


def test_what_cannot_be_looked_at_links_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"<html>" + b"<div>" * 4000)
    assert look(path, _URL, _URL, 1 << 20) == ((), ())
    assert look(tmp_path / "none.html", _URL, _URL, 1 << 20) == ((), ())
    assert look(path, _URL, _URL, 10) == ((), ())

"""Articles that a site cuts into pages, put together."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest

from govcrawl.reading import read
from govcrawl.reading.page.joining import Piece, joined, pages_of
from tests.platforms.sites.kit import plain, text

AGENCY, YEAR, DATE = "甲县财政局", 2022, "2023-01-12"
TITLE = f"{AGENCY}{YEAR}年政府信息公开工作年度报告"


def pieces(*at: str, wrap: str = "{}") -> tuple[list[Piece], dict[str, int | float | None]]:
    """A report cut before the headings given, each page with a pager of its own."""
    html, tables = text(AGENCY, YEAR, DATE)
    cuts = [0, *(html.index(mark) for mark in at), len(html)]
    parts = [html[a:b] for a, b in pairwise(cuts)]
    made = [
        Piece(
            f"http://x.gov.cn/t1{f'_{n}' if n else ''}.html",
            plain(TITLE, DATE, wrap.format(part) + f"<p>{n + 1}/{len(parts)}</p>").encode(),
        )
        for n, part in enumerate(parts)
    ]
    return made, tables


@pytest.mark.parametrize(
    "wrap", ["{}", "<div class='TRS_Editor'>{}</div>", "<table><tr><td>{}</td></tr></table>"]
)
@pytest.mark.parametrize(
    "at", [("<p>三、",), ("<p>三、", "<p>四、"), ("<p>二、", "<p>三、", "<p>五、", "<p>六、")]
)
def test_the_parts_read_as_the_whole(wrap: str, at: tuple[str, ...]) -> None:
    made, tables = pieces(*at, wrap=wrap)
    whole = joined(made)
    (report,) = read(whole, url=made[0].url).reports
    assert report.title == TITLE
    assert report.tables == tables
    assert report.publish_date == DATE
    order = [report.body.index(f"{n}、") for n in "一二三四五六"]
    assert order == sorted(order)


def test_the_record_lists_its_pages() -> None:
    made, _ = pieces("<p>三、")
    (report,) = read(joined(made), url=made[0].url).reports
    assert [(a.url, a.sha256) for a in report.attachments] == [
        (piece.url, hashlib.sha256(piece.body).hexdigest()) for piece in made
    ]
    assert pages_of(made[0].body) == []


def test_what_is_no_page_is_refused() -> None:
    with pytest.raises(ValueError, match="no"):
        joined(
            [Piece("http://x/1", b"<html><body><p>1</p></body></html>"), Piece("http://x/2", b"")]
        )

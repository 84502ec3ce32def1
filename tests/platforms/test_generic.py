"""Listings as real sites write them."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from govcrawl.domains import domain_of
from govcrawl.platforms import recognise
from govcrawl.platforms.generic import Generic, Link
from govcrawl.platforms.links import Fetch
from govcrawl.platforms.links import Paging as AnyPaging
from govcrawl.platforms.pages import as_html, lies_below
from govcrawl.spiders.choose import more_links
from govcrawl.spiders.listings import is_drawn, says_nothing
from tests.growth import LINEAR, growth


def Paging(urls: list[str], readable: bool, total: int | None = None) -> AnyPaging:  # noqa: N802
    return AnyPaging([Fetch(url) for url in urls], readable, total)


URL = "http://www.x.gov.cn/zfxxgk/nb/index.html"


def html(body: str, url: str = URL) -> HtmlResponse:
    page = as_html(HtmlResponse(url, body=f"<html><body>{body}</body></html>".encode()))
    assert page is not None
    return page


def test_links_in_every_dress() -> None:
    body = """
      <li><a href=./202401/t20240120_1.html title="某局2023年政府信息公开工作年度报告">某局2023年政…</a>
          <span>[2024-01-20]</span></li>
      <tr><td><a href='/b.html'><font>某区\n 年报</font></a></td><td>2023年1月5日</td></tr>
      <a href="javascript:void(0)" onclick="window.open('c.html')">丙</a>
      <a href="javascript:;">打印</a> <a href="#top">顶</a> <a href="mailto:a@b.cn">信</a>
      <a href="http://[bad">坏</a> <a href="d.html#x"><img alt="图"></a>"""
    assert Generic().links(html(body)) == [
        Link(
            "http://www.x.gov.cn/zfxxgk/nb/202401/t20240120_1.html",
            "某局2023年政府信息公开工作年度报告",
            "2024-01-20",
        ),
        Link("http://www.x.gov.cn/b.html", "某区 年报", "2023-01-05"),
        Link("http://www.x.gov.cn/zfxxgk/nb/c.html", "丙"),
        Link("http://www.x.gov.cn/zfxxgk/nb/d.html", "图"),
    ]


def test_base_and_encoding() -> None:
    body = '<head><base href="/other/"></head><a href="a.html">年报</a>'.encode("gbk")
    page = as_html(HtmlResponse(URL, body=body))
    assert page is not None
    assert Generic().links(page) == [Link("http://www.x.gov.cn/other/a.html", "年报")]


def at(*names: str) -> list[str]:
    return [f"http://www.x.gov.cn/zfxxgk/nb/{name}" for name in names]


@pytest.mark.parametrize(
    ("body", "paging"),
    [
        ("", Paging([], True)),
        ('<a href="list2.html">下一页</a>', Paging(at("list2.html"), True)),
        ('<a href="?page=2">&gt;</a>', Paging(at("index.html?page=2"), True)),
        ('<script>createPageHTML(3,0,"index","html");</script>', Paging(at("index_1.html", "index_2.html"), True)),
        ('<script>createPageHTML(1,0, "index","shtml","3");</script>', Paging([], True)),
        ("第1页 共1页", Paging([], True)),
        ("第3页/共3页 <a href='javascript:go(3)'>下一页</a>", Paging([], True)),
        ("<script>var countPage = 2;</script>", Paging(at("index_1.html"), True)),
        ('<a href="javascript:;">下一页</a>', Paging([], True)),
        ("<a href=\"javascript:goPage('2')\">下一页</a>", Paging([], False)),
    ],
)  # fmt: skip
def test_next_pages(body: str, paging: Paging) -> None:
    assert Generic().next_pages(html(body)) == paging


def test_a_count_alone_tells_no_names() -> None:
    """Page two may be _1 or _2: the first and the last of the names may not be there."""
    paging = Generic().next_pages(html("共3页"))
    assert [fetch.url for fetch in paging.pages] == at(
        "index_1.html", "index_2.html", "index_3.html"
    )
    assert [fetch.probe for fetch in paging.pages] == [True, False, True]
    assert paging.counted == 3


@pytest.mark.parametrize(
    ("form", "call", "wanted"),
    [
        ("<form action='/l.do' method=post><input type=hidden name=cid value=5><input name=pageNo value=1></form>",
         "goPage(2)", ("/l.do", "cid=5&pageNo=2")),
        ("<form action='l.do'><input type=hidden name=cid value=5><input name=pageNo value=1></form>",
         "goPage('2')", ("/zfxxgk/nb/l.do?cid=5&pageNo=2", "")),
        ("<form method=post action='?c=1'><input type=hidden name=__VIEWSTATE value=dDw></form>",
         "__doPostBack('pager','2')",
         ("/zfxxgk/nb/index.html?c=1", "__VIEWSTATE=dDw&__EVENTTARGET=pager&__EVENTARGUMENT=2")),
        ("<form action='/search'><input name=q></form>", "goPage(2)", None),
    ],
)  # fmt: skip
def test_pages_turned_by_a_form(form: str, call: str, wanted: tuple[str, str] | None) -> None:
    for link in (
        f'<a href="javascript:{call}">下一页</a>',
        f'<a href="#" onclick="{call}">下一页</a>',
    ):
        paging = Generic().next_pages(html(form + link))
        if wanted is None:
            assert paging == Paging([], False), "said, not taken for the end"
        else:
            assert [(f.url.partition(".cn")[2], f.body) for f in paging.pages] == [wanted]


def test_the_last_page_has_no_next_and_an_unknown_naming_is_said() -> None:
    last = html("共3页", "http://www.x.gov.cn/nb/index_2.html")
    assert Generic().next_pages(last) == Paging([], True)
    unknown = html("共3页", "http://www.x.gov.cn/list.jsp?id=3")
    assert Generic().next_pages(unknown) == Paging([], False)


def test_a_page_that_only_sends_on() -> None:
    assert Generic().forward(html("<script>location.href='/new/'</script>")) == (
        "http://www.x.gov.cn/new/"
    )
    assert (
        Generic().forward(html("<p>" + "字" * 300 + "<script>location.href='/m/'</script>")) is None
    )


def test_hanweb_records_and_their_paging() -> None:
    def page(total: int, group: str = "") -> HtmlResponse:
        record = '<record><![CDATA[<li><a href="/art/2023/1/5/art_1_2.html" title="某局2022年政府信息公开工作年度报告">某局…</a><span>2023-01-05</span></li>]]></record>'
        return html(
            f"<script type='text/xml'><datastore><totalrecord>{total}</totalrecord>{group}"
            f"<recordset>{record}</recordset></datastore></script>"
        )

    platform = recognise(page(1))
    assert platform.name == "hanweb"
    assert platform.links(page(1)) == [
        Link(
            "http://www.x.gov.cn/art/2023/1/5/art_1_2.html",
            "某局2022年政府信息公开工作年度报告",
            "2023-01-05",
        )
    ]
    assert platform.next_pages(page(1)) == Paging([], True, 1)._replace(shown=1)
    assert platform.next_pages(page(40)) == Paging([], False, 40)._replace(shown=1)
    group = (
        '<nextgroup><![CDATA[<a href="/module/jpage/dataproxy.jsp?page=2&a=b"></a>]]></nextgroup>'
    )
    assert platform.next_pages(page(40, group)) == Paging(
        ["http://www.x.gov.cn/module/jpage/dataproxy.jsp?page=2&a=b"], True, 40
    )._replace(shown=1)


def test_trs_is_recognised() -> None:
    assert recognise(html('<a href="./202401/t20240120_1.html">x</a>')).name == "trs_wcm"
    assert recognise(html("<a href=a.html>x</a>")).name == "generic"


def test_sites_and_folders() -> None:
    assert (
        domain_of("http://xxgk.sxgp.gov.cn/a")
        == domain_of("https://www.sxgp.gov.cn/")
        == "sxgp.gov.cn"
    )
    assert domain_of("http://127.0.0.1:80/") != domain_of("http://127.0.0.1:81/")
    assert lies_below("http://x/nb/2023/t20230101_1.html", "http://x/nb/index.html")
    assert not lies_below("http://x/cw/t20230101_1.html", "http://x/nb/index.html")


@pytest.mark.parametrize(
    ("begin", "piece", "end", "many"),
    [
        ("<div>", "<a href=/1>更多</a>", "</div>", 5000),
        ("<script>", "$.ajax({url:'/a',data:{", "</script>", 5000),
        ("<script>", "{title:'", "</script>", 15000),
        ("", "<form><input name=page>", "<a href='javascript:go(2)'>下一页</a>", 1000),
    ],
    ids=["more", "calls", "objects", "forms"],
)
def test_hostile_listings_take_no_time(begin: str, piece: str, end: str, many: int) -> None:
    def look(body: str) -> None:
        page = html(body)
        Generic().links(page)
        Generic().next_pages(page)
        more_links(page)
        says_nothing(page)
        is_drawn(page)

    once, twice = (begin + piece * (many * times) + end for times in (1, 2))
    assert growth(look, once, twice) <= LINEAR

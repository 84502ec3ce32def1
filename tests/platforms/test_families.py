"""Each family's marks, pages and services, in the variants that its sites use."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse

from govcrawl.platforms import BY_NAME, recognise, recognition
from govcrawl.platforms.links import Fetch, Paging
from govcrawl.platforms.pages import as_html

HOST = "http://www.x.gov.cn"
TITLE = "某局2022年政府信息公开工作年度报告"


def page(body: str, path: str = "/nb/index.html", sent: Fetch | None = None) -> HtmlResponse:
    """A page of the portal, as the answer to ``sent`` where that is given."""
    url = sent.url if sent else HOST + path
    request = Request(
        url, method="POST" if sent and sent.body else "GET", body=sent.body if sent else ""
    )
    if sent:
        request.headers.update(dict(sent.headers))
    made = as_html(HtmlResponse(url, body=body.encode(), request=request))
    assert made is not None
    return made


def next_urls(body: str, path: str = "/nb/index.html", name: str = "generic") -> list[str]:
    return [f.url.removeprefix(HOST) for f in BY_NAME[name].next_pages(page(body, path)).pages]


@pytest.mark.parametrize(
    ("body", "path", "name"),
    [
        ("<datastore></datastore>", "/col/col1/index.html", "hanweb"),
        ("$.post('/module/xxgk/search.jsp')", "/col/col1/index.html", "hanweb_xxgk"),
        ("", "/module/xxgk/xxgkAnnualReport.jsp?fbtime=2017&area=1", "hanweb_annual"),
        ("url='/messageController/getMessage.do'", "/", "truecms"),
        ("<script src=/jpaas-publish-server/a.js>", "/", "jpaas"),
        ("<a href=/art/2022/art_0123456789abcdef0123456789abcdef.html>x</a>", "/", "hanweb"),
        ("<script src='/EWB-FRONT/a.js'>", "/", "ewb"),
        ("<div class=TRS_Editor>", "/", "trs_wcm"),
        ("createPageHTML(2, 0, 'index', 'html')", "/", "trs_wcm"),
        ("createPageHTML('page_div',2, 1,'list','shtml',30)", "/", "ucap"),
        ("<div id=UCAP-CONTENT>", "/", "ucap"),
        ("<a href=/public/column/66?type=4>x</a>", "/", "lonsun"),
        ("<a href=/nw12344/index.html>x</a>", "/", "shanghai"),
        ("<script>window._CONFIG = {SID: '1'}</script>", "/gkmlpt/index", "gkmlpt"),
        ("<div id=vsb_content>", "/info/1053/6730.htm", "vsb"),
        ("<a href=/a.html>x</a>", "/", "generic"),
    ],
)
def test_recognised_by_its_marks(body: str, path: str, name: str) -> None:
    platform, sure = recognition(page(body, path))
    assert platform.name == name
    assert sure >= 0.5


@pytest.mark.parametrize(
    ("call", "path", "urls"),
    [
        ('createPageHTML(3,0,"index","html")', "", ["index_1.html", "index_2.html"]),
        ('createPageHTML(3, 2, "index", "html")', "index_2.html", []),
        ('createPageHTML(1,0, "index","shtml","3")', "index.shtml", []),
        ('createPageHTML(25, 3, 0, "index", "html")', "", ["index_1.html", "index_2.html"]),
        ('createPageHTML(25, 3, 1, "list", "htm", 10)', "list_1.htm", ["list_2.htm"]),
        ('createPageHTML("3","1","index","html")', "index_1.html", ["index_2.html"]),
        ("createPageHTML('page_div',3, 1,'list','shtml',60)", "list.shtml", ["list_2.shtml", "list_3.shtml"]),
        ("createPageHTML('page_div',3, 2,'list','shtml',60)", "list_2.shtml", ["list_3.shtml"]),
        ('function createPageHTML(a, b, c, d){} createPageHTML(2,0,"index","html")', "", ["index_1.html"]),
        ('var countPage = 3; createPageHTML(countPage, currentPage, "index", "html")', "", ["index_1.html"]),
    ],
)  # fmt: skip
def test_create_page_html(call: str, path: str, urls: list[str]) -> None:
    body = f"<script>{call}</script>"
    assert next_urls(body, f"/nb/{path}", "trs_wcm") == [f"/nb/{url}" for url in urls]


@pytest.mark.parametrize(
    ("body", "path", "urls"),
    [
        ("1 <a href='column-index-2.shtml'>2</a> <a href='column-index-3.shtml'>3</a>", "/nb/column-index-1.shtml", ["/nb/column-index-2.shtml"]),
        ("<a href='column-index-1.shtml'>1</a> <a href='column-index-2.shtml'>2</a> 3 共3页", "/nb/column-index-3.shtml", []),
        ("<a href='1.html'>1</a><a href='2.html'>2</a>", "/nb/1.html", ["/nb/2.html"]),
        ("<a href='1.html'>1</a><a href='2.html'>2</a>", "/nb/2.html", []),
        ("<a href='?page=2'>下一页</a>", "/nb/?page=1", ["/nb/?page=2"]),
        ("第1/3页", "/i/iList.jsp?node_id=G&cat_id=15&cur_page=1", ["/i/iList.jsp?node_id=G&cat_id=15&cur_page=2"]),
        ("共<b>2</b>页", "/nb/index.html", ["/nb/index_1.html", "/nb/index_2.html"]),
        ("<select><option value='index.html'>1</option><option value='index_2.html'>第2页</option></select>", "/nb/index.html", ["/nb/index_2.html"]),
        ("<script>$.getJSON('/api/list?cid=3&page=1')</script>", "/nb/", ["/api/list?cid=3&page=1"]),
        ("<script>$.get('/api/list?page=' + n)</script>", "/nb/", ["/api/list?page=1"]),
        ("<script>fetch(\"nb.json\")</script>", "/nb/", ["/nb/nb.json"]),
        ("<a href='/cal/d1.html'>1</a><a href='/cal/d2.html'>2</a>", "/nb/index.html", []),
    ],
)  # fmt: skip
def test_generic_paging(body: str, path: str, urls: list[str]) -> None:
    assert next_urls(body, path) == urls


def test_a_json_listing_and_its_pages() -> None:
    rows = [{"title": f"<em>{TITLE}</em>", "url": "t1.html", "publishDate": 1674000000000}]
    body = json.dumps({"data": {"total": 3, "list": rows}})
    first = page(body, "/api/list?page=1")
    platform = BY_NAME["generic"]
    assert platform.links(first) == [(f"{HOST}/api/t1.html", TITLE, "2023-01-18")]
    assert [f.url[-6:] for f in platform.next_pages(first).pages] == ["page=2", "page=3"]
    assert platform.next_pages(page(body, "/api/list?page=3")).pages == []
    empty = platform.next_pages(page('{"data": {"total": 0, "list": []}}', "/api/list?page=1"))
    assert (empty.pages, empty.readable, empty.total) == ([], True, 0)
    lost = platform.next_pages(page('{"data": {"total": 9, "list": []}}', "/api/list?page=1"))
    assert not lost.readable


def test_hanweb_makes_the_address_of_its_service() -> None:
    records = (
        "<record><![CDATA[<li><a href='/art/2023/1/5/art_1_2.html'>x</a></li>]]></record>" * 15
    )
    shell = (
        f"<datastore><totalrecord>50</totalrecord>{records}</datastore><script>$('#4').jpage({{"
        "columnid:12,unitid:'4',webid:7,proxyUrl:'/module/web/jpage/dataproxy.jsp'})</script>"
    )
    platform = BY_NAME["hanweb"]
    (fetch,) = platform.next_pages(page(shell, "/col/col12/index.html")).pages
    asked = dict(parse_qsl(urlsplit(fetch.url).query))
    assert urlsplit(fetch.url).path == "/module/web/jpage/dataproxy.jsp"
    wanted = {"columnid": "12", "unitid": "4", "webid": "7", "page": "1", "startrecord": "1",
              "endrecord": "45", "perpage": "45"}  # fmt: skip
    assert wanted.items() <= asked.items()
    group = f"<datastore><totalrecord>50</totalrecord>{records * 3}</datastore>"
    (after,) = platform.next_pages(page(group, sent=fetch)).pages
    assert "startrecord=46" in after.url
    assert "page=2" in after.url
    assert platform.next_pages(page(group, sent=after)) == Paging([], True, 50, shown=45)
    (smaller,) = platform.next_pages(page(group.replace(records * 3, records), sent=fetch)).pages
    asked = dict(parse_qsl(urlsplit(smaller.url).query))
    wanted = {"page": "2", "startrecord": "16", "endrecord": "30", "perpage": "15"}
    assert wanted.items() <= asked.items(), "groups of the size that the service cares to give"
    nothing = "<datastore><totalrecord>50</totalrecord></datastore>"
    (posted,) = platform.next_pages(page(nothing, sent=fetch)).pages
    assert posted.method == "POST"
    assert "columnid=12" in posted.body
    assert not platform.next_pages(page(nothing, sent=posted)).readable


def test_hanweb_search_is_posted_page_by_page() -> None:
    shell = """<script>$.ajax({type:'post', url:'/module/xxgk/search.jsp',
      data:{infotypeId:'A0301', jdid:'1', area:'', divid:'div12'}})</script>"""
    platform = BY_NAME["hanweb_xxgk"]
    (first,) = platform.next_pages(page(shell, "/col/col12/index.html")).pages
    sent = dict(parse_qsl(first.body, keep_blank_values=True))
    address, _, query = first.url.partition("?")
    assert address == f"{HOST}/module/xxgk/search.jsp"
    assert query == first.body, "asked both ways, as the sites' own script does"
    assert (sent["infotypeId"], sent["currpage"]) == ("A0301", "1")
    answer = """<a href="/art/2023/1/5/art_12_1.html">甲</a><a href="/art/2023/1/5/art_9_1.html">乙</a>
      共&nbsp;2&nbsp;页"""
    assert [link.title for link in platform.links(page(answer, sent=first))] == ["甲"]
    (second,) = platform.next_pages(page(answer, sent=first)).pages
    assert dict(parse_qsl(second.body))["currpage"] == "2"
    assert first.key != second.key
    assert platform.next_pages(page(answer, sent=second)).pages == []


def test_the_yearly_module_lists_its_years_or_each_is_asked_for() -> None:
    platform = BY_NAME["hanweb_annual"]
    path = "/module/xxgk/xxgkAnnualReport.jsp?area=11&fbtime=2021"
    listed = page('<a href="?area=11&fbtime=2019">2019</a>', path)
    assert platform.carries_report(listed)
    assert [link.title for link in platform.links(listed)] == ["2019年政府信息公开工作年度报告"]
    assert platform.entries(listed) == []
    entries = platform.entries(page("<p>报告</p>", path))
    years = [parse_qs(urlsplit(entry.fetch.url).query)["fbtime"][0] for entry in entries]
    assert years[:2] == ["2008", "2009"]
    assert "2021" not in years
    assert all(entry.article for entry in entries)
    named = page("<script>var u='/module/xxgk/xxgkAnnualReport.jsp?area=11'</script>", "/col/col1/")
    assert [e.fetch.url for e in BY_NAME["hanweb"].entries(named)] == [
        f"{HOST}/module/xxgk/xxgkAnnualReport.jsp?area=11"
    ]


@pytest.mark.parametrize(
    "shell",
    [
        """<div querydata="{'webId':'w1','pageId':'p1','tplSetId':'t1','tagId':'列表'}"></div>""",
        '<div querydata="{&quot;webId&quot;:&quot;w1&quot;,&quot;pageId&quot;:&quot;p1&quot;,&quot;tplSetId&quot;:&quot;t1&quot;}"></div>',
        "<script>load('/api-gateway/jpaas-publish-server/front/page/build/unit?webId=w1&pageId=p1&tplSetId=t1')</script>",
        "<script>var webId = 'w1', pageId = 'p1'; var tplSetId = 't1';</script>",
    ],
)
def test_jpaas_counts_inside_its_parameter(shell: str) -> None:
    platform = BY_NAME["jpaas"]
    (first,) = platform.next_pages(page(shell)).pages
    asked = dict(parse_qsl(urlsplit(first.url).query))
    assert {"webId": "w1", "pageId": "p1", "tplSetId": "t1"}.items() <= asked.items()
    assert json.loads(asked["paramJson"]) == {"pageNo": 1, "pageSize": "15"}
    row = '<li><a href="/art/2023/art_{:032}.html" title="{}">某局…</a>2023-01-05</li>'
    rows = "".join(row.format(n, TITLE) for n in range(15))
    answer = json.dumps({"data": {"html": rows + '<p count="20"></p>'}})
    assert [link.title for link in platform.links(page(answer, sent=first))] == [TITLE] * 15
    (second,) = platform.next_pages(page(answer, sent=first)).pages
    assert json.loads(dict(parse_qsl(urlsplit(second.url).query))["paramJson"])["pageNo"] == 2
    assert platform.next_pages(page(answer, sent=second)).pages == []


def test_truecms_asks_for_less_where_it_gets_nothing() -> None:
    platform = BY_NAME["truecms"]
    shell = "<script>var columnId='c-1', proxyUrl='/cms/messageController/getMessage.do'</script>"
    (first,) = platform.next_pages(page(shell)).pages
    nothing = 'cb({"result": "<datastore><totalrecord>12</totalrecord></datastore>"});'
    (less,) = platform.next_pages(page(nothing, sent=first)).pages
    assert dict(parse_qsl(urlsplit(less.url).query))["endrecord"] == "20"
    assert less.headers == first.headers
    item = f"<item><title>{TITLE}</title><url>/content/1.html</url><date>2023-01-05</date></item>"
    some = f"cb({json.dumps({'result': f'<list><total>12</total>{item}</list>'})})"
    assert platform.links(page(some, sent=less)) == [
        (f"{HOST}/content/1.html", TITLE, "2023-01-05")
    ]
    (rest,) = platform.next_pages(page(some, sent=less)).pages
    assert dict(parse_qsl(urlsplit(rest.url).query))["startrecord"] == "2"


def test_ewb_asks_both_ways_of_counting() -> None:
    platform = BY_NAME["ewb"]
    shell = """<script src="/js/webBuilderCommon.js"></script><input id="deptcode" value="014">
      <script>govInfoPub.list()</script>"""
    (script,) = platform.next_pages(page(shell, "/xxgk/002003/sub.html")).pages
    site = 'siteInfo = {"projectName": "/EWB-FRONT", "siteGuid": "g-1"}'
    first, second = platform.next_pages(page(site, sent=script)).pages
    assert [json.loads(fetch.body)["pageIndex"] for fetch in (first, second)] == [0, 1]
    assert second.probe, "behind the end, where one page counted from 0 is all"
    assert first.url == f"{HOST}/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
    assert json.loads(first.body) == {
        "pageIndex": 0, "pageSize": 15, "deptcode": "014", "categorynum": "002003", "siteGuid": "g-1",
    }  # fmt: skip
    rows = [{"infourl": f"/{n}.html", "title": TITLE, "infodate": "2023-01-05"} for n in range(8)]
    inner = json.dumps({"infodata": rows, "total": 20})
    answer = page(json.dumps({"custom": inner}), sent=first)
    assert [link.title for link in platform.links(answer)] == [TITLE] * 8
    after = platform.next_pages(answer).pages
    # 8 are given where 15 were asked for: the last page is the third, or the second from 0.
    assert [(json.loads(f.body)["pageIndex"], f.probe) for f in after] == [(2, False), (3, True)]


def test_ewb_values_inside_params() -> None:
    platform = BY_NAME["ewb"]
    asked = {"pageIndex": 0, "pageSize": 15, "categorynum": "1", "siteGuid": "g"}
    url = f"{HOST}/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
    plain = Fetch(url, json.dumps(asked))
    refusal = '{"custom": "", "status": {"text": "参数错误"}}'
    (again,) = platform.next_pages(page(refusal, sent=plain)).pages
    assert json.loads(again.body) == {"params": asked}
    assert platform.next_pages(page(refusal, sent=again)).pages == []
    nothing = platform.next_pages(page('{"custom": {"data": []}}', sent=plain))
    assert (nothing.pages, nothing.total) == ([], 0), "a list without entries is one"


def test_ucap_channel_service() -> None:
    channel = "a1a078ee0bc54721ab6b148884c784a2"
    shell = f"<script>var channelid = '{channel}'; $.get('/searchList/' + channelid)</script>"
    (url,) = next_urls(shell, "/zj/common_list.shtml", "ucap")
    assert url.startswith(f"/searchList/{channel}?")
    assert url.endswith("&page=1")


def test_lonsun_service_and_entry() -> None:
    platform = BY_NAME["lonsun"]
    shell = """<script>Ls.ajax({url: "/site/label/8888?IsAjax=1&siteId=9&labelName=publicInfoList",
      data: {organId: '66', catId: '77', file: '/c/list'}})</script>"""
    (first,) = platform.next_pages(page(shell, "/public/column/66?type=3")).pages
    asked = dict(parse_qsl(urlsplit(first.url).query))
    wanted = {"siteId": "9", "organId": "66", "catId": "77", "type": "3", "pageIndex": "1"}
    assert wanted.items() <= asked.items()
    (second,) = platform.next_pages(page("pageCount:2", sent=first)).pages
    assert "pageIndex=2" in second.url
    assert platform.next_pages(page("pageCount:2", sent=second)).pages == []
    (entry,) = platform.entries(page("", "/public/column/66?type=4"))
    assert entry.fetch.url == f"{HOST}/public/column/66?type=3"


def test_shanghai_counts_from_one() -> None:
    body = '<script>$(".pagination").pagination({ totalPage: 3, curr: 1 })</script>'
    assert next_urls(body, "/nw1/index.html", "shanghai") == [
        "/nw1/index_2.html",
        "/nw1/index_3.html",
    ]
    assert next_urls(body, "/nw1/index_3.html", "shanghai") == []


@pytest.mark.parametrize("quote", ['"', "'"])
def test_gkmlpt_tree_leads_to_the_list(quote: str) -> None:
    tree = '[{"id": 7, "name": "机构职能"}, {"id": 9, "name": "概况", "children": [{"id": 2629, "name": "政府信息公开年报"}]}]'
    config = f"window._CONFIG = {{SID: '755041', TREE: {tree.replace(chr(34), quote)}}}"
    platform = BY_NAME["gkmlpt"]
    (entry,) = platform.entries(page(f"<script>{config}</script>", "/gkmlpt/index"))
    assert entry.fetch.url == f"{HOST}/gkmlpt/api/all/2629?page=1&sid=755041"
    (way,) = platform.entries(page('<a href="/gkmlpt/policy">政策</a>', "/"))
    assert (way.fetch.url, way.column) == (f"{HOST}/gkmlpt/index", "")


def test_vsb_counts_backwards() -> None:
    assert next_urls("共30条&nbsp;&nbsp;1/3&nbsp;", "/gk/nb.htm", "vsb") == [
        "/gk/nb/2.htm",
        "/gk/nb/1.htm",
    ]
    assert next_urls("共30条 3/3", "/gk/nb/1.htm", "vsb") == []
    path = "/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1154"
    (url,) = next_urls("<a href='?a1154t=3&a1154p=3&a1154c=15'>尾页</a>", path, "vsb")
    assert "a1154p=2" in url
    assert "wbtreeid=1154" in url


HOSTILE = st.sampled_from(
    ["", "{", "[[[[", "cb(", "<", "<a href=", "<datastore><totalrecord>9</totalrecord>", "<record>",
     "dataproxy.jsp", "'/module/xxgk/search.jsp'", "getMessage.do", "columnId='x'", "tplSetId:1",
     "/front/page/build/unit?", "siteGuid:'g'", "getgovinfolist", "/site/label/8888", "pageCount:²",
     "createPageHTML(", "createPageHTML(²,1,'a','html')", "window._CONFIG={TREE:[{", "SID:'1'",
     "/gkmlpt/", "a1t=9", "共99999页", '{"total":"²","list":[1]}', "\x00", "年报", "<select><option value='.'>1"]
)  # fmt: skip


@given(st.lists(HOSTILE, max_size=8), st.sampled_from(["/", "/a.htm", "/module/xxgk/search.jsp?currpage=²",
       "/module/xxgk/xxgkAnnualReport.jsp?fbtime=²", "/x/getMessage.do?startrecord=x", "/dataproxy.jsp?page=²&startrecord=1",
       "/gkmlpt/index", "/list.jsp?wbtreeid=1&a1p=x", "/front/page/build/unit?paramJson={", "/p?page=²"]))  # fmt: skip
def test_no_page_breaks_a_platform(parts: list[str], path: str) -> None:
    answer = page(" ".join(parts), path)
    recognise(answer)
    for platform in BY_NAME.values():
        platform.links(answer)
        platform.next_pages(answer)
        platform.entries(answer)


@pytest.mark.parametrize("unit", ["a", "'/x", "<a x>", "1,", "(", "href='", "{"])
def test_long_pages_take_time_in_proportion(unit: str) -> None:
    marks = "dataproxy.jsp search.jsp getMessage.do /build/unit /site/label/8888 /gkmlpt govinfo "
    times = min(300_000 // len(unit), 49_000) if "<" in unit else 300_000 // len(unit)
    answer = page(marks + unit * times)  # with more links it would be taken for no page
    answer.selector  # noqa: B018 - parsed once, not counted
    started = time.process_time()
    for platform in BY_NAME.values():
        platform.confidence(answer)
        platform.next_pages(answer)
        platform.entries(answer)
    assert time.process_time() - started < 6

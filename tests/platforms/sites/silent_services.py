"""Services that are empty, ignore their parameters, are blocked or forbidden; starts that are columns already."""

from __future__ import annotations

import json
from collections.abc import Callable

from .hostile import ALIYUN, JSL, RUISHU
from .kit import Asked, Page, Portal, Reply, cut, document, rows
from .known_platforms import (
    JSON,
    _ah_article,
    _gd_article,
    _sh_article,
    _ucap_article,
    _vsb_article,
)

Row = tuple[str, str, str]
GK = (
    "<html><head><title>信息公开</title><script>window._CONFIG={SID:'9',TREE:[{\"id\":31,"
    '"name":"政府信息公开年报"}]};</script></head><body><div id=app></div></body></html>'
)


def _listed(p: Portal, where: str, first: int = 2017, last: int = 2024) -> list[Row]:
    return [p.report(where.format(y=y), y) for y in range(last, first - 1, -1)]


def _gk(
    agency: str, answer: Page, outcome: str, reason: str, name: str, **more: str
) -> Callable[[], Portal]:
    """A gkmlpt site whose service answers so."""

    def make() -> Portal:
        p = Portal(agency, "445302", "gkmlpt", outcome, outcome == "empty", reason)
        p.routes["/"] = document("首页", '<a href="/gkmlpt/index">政府信息公开</a>')
        p.routes["/gkmlpt/index"] = GK
        p.routes["/gkmlpt/api/all/31"] = answer
        if "robots" in more:
            p.routes["/robots.txt"] = Reply(more["robots"], type="text/plain")
        p.most = 12
        return p

    make.__name__ = name
    return make


NONE = '{"articles":[],"classify":{"post_count":0},"total":0}'
_MADE = [
    _gk("某局甲", Reply(NONE, type=JSON), "empty", "empty", "gk_empty"),
    _gk("某局乙", Reply(RUISHU, 412), "blocked", "ruishu", "gk_ruishu"),
    _gk("某局丙", Reply(JSL, 200), "blocked", "jsl", "gk_jsl"),
    _gk("某局丁", Reply("<html><body>系统维护中</body></html>", 200), "broken", "", "gk_html"),
    _gk("某局戊", Reply('{"code":500,"msg":"服务异常","articles":[]}', type=JSON), "broken", "", "gk_error"),
    _gk("某局己", Reply("", 200, JSON), "broken", "", "gk_blank"),
    _gk("某局庚", Reply(NONE, type=JSON), "blocked", "robots", "gk_robots",
        robots="User-agent: *\nDisallow: /gkmlpt/api/\n"),
    _gk("某局辛", Reply(ALIYUN, 405), "blocked", "aliyun", "gk_aliyun"),
    _gk("某局壬", Reply('{"articles":[', 200, JSON), "broken", "", "gk_cut"),
]  # fmt: skip


def _json_site(
    p: Portal, listed: list[Row], reply: Callable[[int, list[list[Row]]], str]
) -> Portal:
    p.routes["/"] = document("首页", '<a href="/c/">政府信息公开年报</a>')
    p.routes["/c/"] = document(
        "年报", "<ul id=l></ul><script>$.getJSON('/api/list?cid=1&page=1&size=4',draw)</script>"
    )
    p.answer = lambda asked: (
        Reply(reply(int(asked.query["page"]), cut(listed, 4)), type="text/plain")
        if asked.path == "/api/list" else None
    )  # fmt: skip
    return p


def _items(part: list[Row]) -> list[dict[str, str]]:
    return [{"title": t, "url": u, "date": d} for u, t, d in part]


def json_empty() -> Portal:
    """No entries, said so by the service."""
    p = Portal("某站甲", "410000", outcome="empty")
    return _json_site(p, [], lambda at, pages: '{"code":0,"data":{"list":[],"total":0}}')


def json_deaf() -> Portal:
    """The service gives its first page whatever page it is asked for."""
    p = Portal("郑州市中原区民政局", "410102", outcome="incomplete", complete=False)
    listed = _listed(p, "/a/{y}.html")
    p.reports = p.reports[:4]
    return _json_site(
        p, listed, lambda at, pages: json.dumps({"data": {"list": _items(pages[0]), "total": 8}})
    )


def json_no_total() -> Portal:
    """No total; an empty list behind the end; a byte order mark; a callback."""
    p = Portal("郑州市二七区司法局", "410103")
    listed = _listed(p, "/a/{y}.html")
    return _json_site(
        p, listed,
        lambda at, pages: "\ufeffcb(" + json.dumps({"data": _items(pages[at - 1] if at <= len(pages) else [])}) + ");",
    )  # fmt: skip


def vsb_empty() -> Portal:
    """共0条 0/0."""
    p = Portal("某站乙", "620000", "vsb", "empty", wrap=_vsb_article)
    p.routes["/"] = document("首页", '<a href="nb.htm">政府信息公开年报</a>')
    p.routes["/nb.htm"] = document(
        "年报", "<table><tr><td>共0条&nbsp;&nbsp;0/0&nbsp;</td></tr></table>",
        "<script src=/system/resource/js/gotopage.js></script><!-- vsb_content -->",
    )  # fmt: skip
    return p


def shanghai_blank() -> Portal:
    """A pager and no list, no word: broken."""
    p = Portal("某站丙", "310000", None, "broken", False, wrap=_sh_article)
    p.routes["/"] = document("首页", '<a href="/nw1234/index.html">政府信息公开年报</a>')
    p.routes["/nw1234/index.html"] = document(
        "年报",
        "<ul></ul><script>$('.pagination').pagination({totalPage: 1,currentPage:1});</script>",
    )
    return p


def lonsun_walled() -> Portal:
    """The label service asks for a login."""
    p = Portal("某站丁", "340100", "lonsun", "blocked", False, "login_required", wrap=_ah_article)
    p.routes["/"] = document("首页", '<a href="/public/column/77?type=3">信息公开年报</a>')
    p.routes["/public/column/77?type=3"] = document(
        "年报", "<div id=l></div><script>Ls.ajax('/site/label/8888',{labelName:'publicInfoList',siteId:'3',"
        "organId:'77',type:'3',result:'暂无相关信息'},{pageCount:1})</script>",
    )  # fmt: skip
    p.routes["/site/label/8888"] = (
        "<html><body><form>用户登录<input type=password></form></body></html>"
    )
    return p


def lonsun_error() -> Portal:
    """The label service answers nothing at all: 暂无相关信息 in the script proves nothing."""
    p = lonsun_walled()
    p.agency, p.outcome, p.reason = "某站戊", "broken", ""
    p.routes["/site/label/8888"] = ""
    return p


def at_column(p: Portal, column: str) -> Portal:
    """The same, from the column's own address."""
    p.routes["/"] = (
        f'<html><head><meta http-equiv="refresh" content="0;url={column}"></head></html>'
    )
    return p


def start_at_annualreport() -> Portal:
    """The start leads to ``annualreport#12`` itself."""
    p = Portal("茂名市茂南区档案局", "440902", "gkmlpt", wrap=_gd_article)
    listed = _listed(p, "/gkmlpt/content/1/{y}/post_{y}.html")
    p.routes["/gkmlpt/annualreport"] = (
        "<html><head><script>window._CONFIG={SID:'5'}</script></head><body></body></html>"
    )
    p.routes["/"] = "<script>window.location.href='/gkmlpt/annualreport#12'</script>"

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/gkmlpt/api/all/12":
            return None
        return Reply(json.dumps({"articles": [{"title": t, "url": u, "date": d} for u, t, d in listed], "total": 8}), type=JSON)  # fmt: skip

    p.answer = answer
    return p


def column_of_one() -> Portal:
    """A column with a single report."""
    p = Portal("许昌市魏都区商务局", "411002")
    listed = _listed(p, "/nb/{y}.html", 2023, 2023)
    return at_column_listing(p, listed)


def at_column_listing(p: Portal, listed: list[Row]) -> Portal:
    p.routes["/"] = document("首页", '<a href="/nb/">政府信息公开年报</a>')
    p.routes["/nb/"] = document("政府信息公开年报", f"<ul>{rows(listed)}</ul>")
    return p


def other_annual_reports() -> Portal:
    """年报 of enterprises stands beside; only the other one is ours, and it is empty."""
    p = Portal("某站己", "410000", outcome="empty")
    p.routes["/"] = document(
        "首页",
        '<a href="/qynb/">企业年报</a><a href="/tjnb/">统计年报</a><a href="/gknb/">信息公开年报</a>',
    )
    p.routes["/qynb/"] = document(
        "企业年报", rows([("/q/1.html", "某公司2021年度报告", "2022-01-01")] * 3)
    )
    p.routes["/gknb/"] = document("信息公开年报", "<p>暂无内容</p>")
    return p


def ucap_search_dies() -> Portal:
    """The search service is walled from its second page on."""
    p = Portal(
        "岳阳市君山区教育局", "430611", None, "incomplete", False, "blocked", wrap=_ucap_article
    )
    listed = _listed(p, "/c9/{y}01/content_1{y}0.shtml", 2010)
    p.routes["/"] = document("首页", '<a href="/c9/list.shtml">公开年报</a>', "<!-- UCAPTITLE -->")
    p.routes["/c9/list.shtml"] = document(
        "公开年报", "<ul id=l></ul><script>var u='/common/search/aa?_isJson=true&_pageSize=5&page=1';"
        "$.ajax({url: '/common/search/aa?_isJson=true&_pageSize=5&page=1'})</script>",
    )  # fmt: skip

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/common/search/aa":
            return None
        if asked.query["page"] != "1":
            return Reply(RUISHU, 412)
        data = {"results": _items(listed[:5]), "total": len(listed)}
        return Reply(json.dumps({"data": data}), type=JSON)

    p.answer = answer
    p.reports = p.reports[:5]
    return p


PORTALS = {
    f.__name__: f
    for f in (
        *_MADE, json_empty, json_deaf, json_no_total, vsb_empty, shanghai_blank, lonsun_walled,
        lonsun_error, start_at_annualreport, column_of_one, other_annual_reports, ucap_search_dies,
    )
}  # fmt: skip

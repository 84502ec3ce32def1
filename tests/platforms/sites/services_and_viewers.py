"""Posted services, viewers of documents, endless paths, names of columns."""

from __future__ import annotations

import json

from .kit import Asked, Page, Portal, Reply, cut, document, negatives, rows
from .known_platforms import JSON, _ewb_article, _ewb_site, _gd_article, _ucap_article
from .unknown_platforms import _lines, _pdf

Row = tuple[str, str, str]


def _listed(p: Portal, where: str, first: int = 2017, last: int = 2024) -> list[Row]:
    return [p.report(where.format(y=y), y) for y in range(last, first - 1, -1)]


def one_in_the_news() -> Portal:
    """The home page has one report among its news, the column lies behind a hub."""
    p = Portal("南阳市宛城区民政局", "411302")
    listed = _listed(p, "/xxgk/nb/{y}.html")
    p.routes["/"] = document(
        "首页",
        f'<ul>{rows(listed[:1])}<li><a href="/n/1.html">新闻一则</a></li></ul><a href="/xxgk/">信息公开</a>',
    )
    p.routes["/xxgk/"] = document("信息公开", '<a href="nb/">信息公开年报</a>')
    p.routes["/xxgk/nb/"] = document("信息公开年报", rows(listed))
    return p


def two_in_the_news() -> Portal:
    """Two among the news of the home page, and a report by its year alone in the hub."""
    p = Portal("南阳市卧龙区司法局", "411303")
    listed = _listed(p, "/xxgk/nb/{y}.html")
    p.routes["/"] = document("首页", f'<ul>{rows(listed[:2])}</ul><a href="/xxgk/">信息公开</a>')
    p.routes["/xxgk/"] = document(
        "信息公开", f'<a href="nb/">信息公开年报</a><ul>{rows(listed[:3])}</ul>'
    )
    p.routes["/xxgk/nb/"] = document("信息公开年报", rows(listed))
    return p


def posted_form() -> Portal:
    """``$.ajax`` with type POST and its data as fields."""
    p = Portal("信阳市浉河区审计局", "411502")
    listed = _listed(p, "/info/{y}.html", 2008)
    p.routes["/"] = document("首页", '<a href="/c/nb.html">政府信息公开年报</a>')
    p.routes["/c/nb.html"] = document(
        "年报",
        "<ul id=l></ul><script>var cid = 88; function load(n){ $.ajax({ type: 'POST', url: '/list.do',"
        " data: { channelId: cid, pageNo: n, pageSize: 6, key: '' }, dataType: 'json', success: draw }); }"
        " load(1);</script>",
    )

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/list.do" or asked.method != "POST":
            return None
        said = asked.form
        if said.get("channelId") != "88" or said.get("pageSize") != "6":
            return Reply('{"rows": [], "total": 0}', type=JSON)
        pages, at = cut(listed, 6), int(said["pageNo"])
        part = pages[at - 1] if 1 <= at <= len(pages) else []
        data = [{"TITLE": t, "LINKURL": u, "PUBLISHTIME": d} for u, t, d in part]
        return Reply(json.dumps({"rows": data, "total": len(listed)}), type=JSON)

    p.answer = answer
    return p


def posted_json() -> Portal:
    """``fetch`` with a JSON body."""
    p = Portal("信阳市平桥区教育局", "411503")
    listed = _listed(p, "/info/{y}.html", 2010)
    p.routes["/"] = document("首页", '<a href="/c/nb.html">政府信息公开年报</a>')
    p.routes["/c/nb.html"] = document(
        "年报",
        "<div id=app-list></div><script>fetch('/api/article/page',{method:'POST',headers:{'Content-Type':"
        "'application/json'},body:JSON.stringify({columnId:\"n7\",current:1,size:5})}).then(f)</script>",
    )

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/api/article/page":
            return None
        said = asked.json
        if asked.method != "POST" or not isinstance(said, dict) or said.get("columnId") != "n7":
            return Reply('{"code":400,"msg":"参数错误"}', type=JSON)
        pages, at = cut(listed, int(said["size"])), int(said["current"])
        part = pages[at - 1] if 1 <= at <= len(pages) else []
        data = [{"title": t, "url": u, "publishDate": d} for u, t, d in part]
        said = {"code": 0, "data": {"records": data, "total": len(listed), "current": at}}
        return Reply(json.dumps(said), type=JSON)

    p.answer = answer
    return p


def framed_service() -> Portal:
    """The column's frame holds the shell of a service."""
    p = Portal("丰县水务局", "320321", "ewb", wrap=_ewb_article)
    listed = _listed(p, "/a/{y}.html")
    _ewb_site(p, 'var siteInfo = {"siteGuid":"g-11","projectName":"/EWB-FRONT"};')
    p.routes["/"] = document("首页", '<a href="/nb.html">政府信息公开年报</a>')
    p.routes["/nb.html"] = document(
        "年报", '<iframe src="/dynamic/govInfoPub.html?categorynum=5"></iframe>'
    )
    p.routes["/dynamic/govInfoPub.html"] = (
        "<html><body><table id=t></table><script src='/js/webBuilderCommon.js'></script></body></html>"
    )

    def answer(asked: Asked) -> Page | None:
        if "getgovinfolist" not in asked.path:
            return None
        part = listed if asked.json["pageIndex"] == 0 and asked.json["categorynum"] == "5" else []
        data = [{"infourl": u, "title": t, "infodate": d} for u, t, d in part]
        return Reply(json.dumps({"custom": {"data": data, "total": len(listed)}}), type=JSON)

    p.answer = answer
    return p


def viewers() -> Portal:
    """Documents behind viewers, frames, objects and scripts."""
    p = Portal("驻马店市驿城区应急管理局", "411702")
    ways = [
        '<iframe src="/pdfjs/web/viewer.html?file=/f/{y}.pdf"></iframe>',
        '<iframe src="/pdfjs/web/viewer.html?file=%2Ff%2F{y}.pdf"></iframe>',
        '<embed src="/f/{y}.pdf" type="application/pdf">',
        '<object data="../f/{y}.pdf"></object>',
        '<a href="javascript:void(0)" onclick="window.open(\'/f/{y}.pdf\')">点击查看</a>',
        '<p><a href="/f/{y}.pdf">附件下载</a></p>',
    ]
    listed = []
    for i, way in enumerate(ways):
        y = 2018 - i
        row = p.report(f"/f/{y}.pdf", y)
        p.routes[f"/f/{y}.pdf"] = Reply(
            _pdf(p.title(y), _lines(p.agency, y)), type="application/pdf"
        )
        p.routes[f"/nb/{y}.html"] = p.wrap(p.title(y), row[2], way.replace("{y}", str(y)))
        p.reports[-1].aliases = [f"/nb/{y}.html"]
        listed.append((f"/nb/{y}.html", *row[1:]))
    p.routes["/pdfjs/web/viewer.html"] = "<html><body><div id=viewer></div></body></html>"
    p.routes["/"] = document("首页", '<a href="/nb.html">政府信息公开年报</a>')
    p.routes["/nb.html"] = document("年报", rows(listed))
    return p


def aspnet_sessions() -> Portal:
    """Cookieless sessions in the path, another with each answer."""
    p = Portal("周口市川汇区统计局", "411602")
    listed = _listed(p, "/Show.aspx?id={y}")
    plain = {
        "/": document("首页", '<a href="List.aspx?c=9">政府信息公开年报</a>'),
        "/List.aspx": document("年报", rows(listed)),
    }
    count = [0]

    def answer(asked: Asked) -> Page | None:
        path = asked.path
        if path.startswith("/(S("):
            path = "/" + path.split("/", 2)[2]
        count[0] += 1
        page = p.routes.get(f"{path}?id={asked.query.get('id')}") or plain.get(path)
        if not isinstance(page, str):
            return None
        mark = f"/(S({count[0]:024x}))/"
        return page.replace('href="/Show', f'href="{mark}Show').replace(
            'href="List', f'href="{mark}List'
        )

    p.answer = answer
    p.most = 24
    return p


def path_trap() -> Portal:
    """Every folder below answers with the column's page, whose links are relative."""
    p = Portal("漯河市源汇区商务局", "411102")
    listed = _listed(p, "/xxgk/nb/{y}.html")
    page = document(
        "政府信息公开年报",
        '<a href="nb/">政府信息公开年报</a><a href="2023/">2023年</a><a href="2022/">2022年</a>'
        + rows([("/" + u.lstrip("/"), t, d) for u, t, d in listed]),
    )
    p.routes["/"] = document("首页", '<a href="/xxgk/nb/">政府信息公开年报</a>')
    p.answer = lambda asked: (
        page if asked.path.startswith("/xxgk/nb/") and asked.path.endswith("/") else None
    )
    p.most = 40
    return p


def mixed_column() -> Portal:
    """A column of all of disclosure: reports among rules, guides, budgets and news."""
    p = Portal("三门峡市湖滨区住房和城乡建设局", "411202")
    listed = _listed(p, "/gk/t{y}0101_1{y}.html")
    listed += negatives(p, "/gk/t20230202_{n}.html")
    listed += [
        p.other(f"/gk/t2021010{i}_3{i}.html", title, f"2021-01-0{i}")
        for i, title in enumerate(
            ["政府信息公开指南（2021年版）", "2020年度部门预算公开", "依申请公开数据说明",
             "政府信息公开保密审查制度", "2020年政府信息公开工作总结暨考核通报",
             "建设工程消防设计审查验收2020年度报告", "2020年度环境信息公开年度报告（某化工公司）"], 1)
    ]  # fmt: skip
    p.routes["/"] = document("首页", '<a href="/gk/">政府信息公开</a>')
    pages = cut(sorted(listed, key=lambda r: r[2]), 8)
    for i, part in enumerate(pages, 1):
        more = f'<a href="/gk/index_{i}.html">下一页</a>' if i < len(pages) else ""
        p.routes["/gk/" if i == 1 else f"/gk/index_{i - 1}.html"] = document(
            "政府信息公开", f"<ul>{rows(part)}</ul>{more}"
        )
    return p


def late_date() -> Portal:
    """Dates only in addresses or only in the article's foot; a clock beside them."""
    p = Portal("鹤壁市淇滨区信访局", "410611")
    p.wrap = lambda t, d, b: document(
        t, f"<h1>{t}</h1><div>{b}</div><div class=bar>发布日期：{d} 08:05:33</div>"
    )
    listed = _listed(p, "/art/{y}/nb.html")
    p.routes["/"] = document("首页", '<a href="/nb/">公开年报</a>')
    p.routes["/nb/"] = document("公开年报", rows(listed, '<p><a href="{url}">{title}</a></p>'))
    return p


def gd_page_two() -> Portal:
    """More than a hundred entries: page two of the service, the reports among notices."""
    p = Portal("揭阳市榕城区林业局", "445202", "gkmlpt", wrap=_gd_article)
    notes = [
        (f"/gkmlpt/content/3/{i}/post_9{i}.html", f"关于第{i}号事项的公告", "2020-01-01")
        for i in range(130)
    ]
    listed = _listed(p, "/gkmlpt/content/1/{y}/post_{y}.html")
    listed = [*notes[:95], *listed[:3], *notes[95:], *listed[3:]]
    p.routes["/"] = document("首页", "<a href='/gkmlpt/index'>政府信息公开</a>")
    p.routes["/gkmlpt/index"] = (
        '<html><head><script>window._CONFIG={SID:\'771\',TREE:[{"id":5,"name":"年度报告"}]};</script>'
        "</head><body><div id=app></div></body></html>"
    )

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/gkmlpt/api/all/5":
            return None
        pages, at = cut(listed, 100), max(1, int(asked.query["page"]))
        part = pages[at - 1] if at <= len(pages) else []
        data = [{"title": t, "url": u, "date": 1600000000} for u, t, _ in part]
        return Reply(json.dumps({"articles": data, "total": len(listed)}), type=JSON)

    p.answer = answer
    return p


def ucap_dead_middle() -> Portal:
    """gov.cn's numbering, its third page times out."""
    p = Portal("忻州市忻府区医疗保障局", "140902", "ucap", "incomplete", False, wrap=_ucap_article)
    listed = _listed(p, "/c/{y}01/content_{y}99.htm", 2009)
    pages = cut(listed, 4)
    p.routes["/"] = document(
        "首页", '<a href="/c/home.htm">公开年报</a>', "<!-- CMSPRO UCAPTITLE -->"
    )
    for i, part in enumerate(pages):
        page = document(
            "公开年报",
            f"{rows(part)}<a href='home_{i + 1}.htm'>下一页</a>",
            "<!-- CMSPRO UCAPTITLE -->",
        )
        p.routes[f"/c/home_{i}.htm" if i else "/c/home.htm"] = page
    p.routes["/c/home_2.htm"] = Reply("", 504)
    p.reports = p.reports[:8]
    return p


PORTALS = {
    f.__name__: f
    for f in (
        one_in_the_news, two_in_the_news, posted_form, posted_json, framed_service, viewers,
        aspnet_sessions, path_trap, mixed_column, late_date, gd_page_two, ucap_dead_middle,
    )
}  # fmt: skip

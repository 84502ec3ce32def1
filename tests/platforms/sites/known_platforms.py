"""Portals on the known platforms, none of them like the samples."""

from __future__ import annotations

import json
from uuid import UUID

from .kit import Asked, Page, Portal, Reply, cut, document, negatives, rows

Row = tuple[str, str, str]
JSON = "application/json;charset=UTF-8"


def guid(*parts: object) -> str:
    n = sum((i + 7) * ord(c) for i, c in enumerate("".join(map(str, parts)))) * 2654435761
    return str(UUID(int=(n * n + n) % (1 << 128)))


# ---- EWB 国泰新点


def _ewb_site(portal: Portal, info: str) -> None:
    portal.routes["/js/webBuilderCommon.js"] = Reply(info, type="application/javascript")


def _ewb_article(title: str, date: str, body: str) -> str:
    return document(
        f"{title}-政府信息公开",
        f'<div class="ewb-container"><table class="ewb-info"><tr><td>索引号</td><td>014{date}</td>'
        f"<td>发布日期</td><td>{date}</td></tr></table>"
        f'<h2 class="article-title">{title}</h2><div class="article-content">{body}</div></div>',
        '<script src="/js/webBuilderCommon.js"></script>',
    )


def ewb_zero() -> Portal:
    """Pages counted from 0, the page's size fixed by the server, titles cut with the whole one
    beside them; the column's page has an empty table and a menu drawn by script."""
    p = Portal("徐州市水务局", "320300", "ewb", wrap=_ewb_article)
    listed = [
        p.report(f"/zwgk/003005/2022{y}/{guid(y)}.html", y) for y in (2023, 2022, 2021, 2020, 2017)
    ]
    listed += negatives(p, "/zwgk/003005/20230205/e{n}.html")
    # the same report stands in the list twice
    alias = f"/zwgk/003001/{guid('alias')}.html"
    p.routes[alias] = p.routes[listed[0][0]]
    p.reports[0].aliases.append(alias)
    listed.insert(3, (alias, listed[0][1], listed[0][2]))
    _ewb_site(
        p,
        '/* front */ var siteInfo = {"siteGuid":"7eb5f7f1-9041-43ad-8e13-000000000001",'
        '"projectName":"/EWB-FRONT", "layer": "x"};\nvar webbuilder = {};',
    )
    p.routes["/"] = document(
        "徐州市水务局",
        "<div class='nav'><a href='/xwzx/moreinfo.html'>水务要闻</a>"
        "<a href='/dynamic/zwgk/govInfoPub.html'>政府信息公开</a></div>",
    )
    p.routes["/dynamic/zwgk/govInfoPub.html"] = document(
        "政府信息公开",
        '<ul class="ewb-left"><li><a href="/dynamic/zwgk/govInfoPub.html?deptcode=01&categorynum=003001">'
        "政府信息公开指南</a></li><li><a href='/dynamic/zwgk/govInfoPub.html?deptcode=01&amp;"
        "categorynum=003005'>政府信息公开年报</a></li></ul><table id='infolist'></table>"
        "<div id='pager'></div>",
        '<script src="/js/webBuilderCommon.js"></script>'
        '<script src="/EWB-FRONT/js/govInfoPub.js"></script>',
    )

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/EWB-FRONT/rest/lightfrontaction/getgovinfolist":
            return None
        said = asked.json
        if asked.method != "POST" or not isinstance(said, dict):
            return Reply("{}", 405, JSON)
        if said.get("categorynum") != "003005" or not str(said.get("siteGuid", "")).endswith("1"):
            return Reply('{"custom": {"data": [], "total": 0}}', type=JSON)
        pages = cut(listed, 6)
        at = int(said["pageIndex"])
        part = pages[at] if 0 <= at < len(pages) else []
        data = [
            {"infoid": guid(u), "infourl": u, "title": t[:16] + "...", "realtitle": t,
             "infodate": d, "deptname": "徐州市水务局", "categorynum": "003005"}
            for u, t, d in part
        ]  # fmt: skip
        return Reply(
            json.dumps({"status": {"code": "1"}, "custom": {"data": data, "total": len(listed)}}),
            type=JSON,
        )

    p.answer = answer
    return p


def ewb_one() -> Portal:
    """Pages counted from 1 (0 is an error), the answer's inner part is JSON in a string, the
    total a string; category and department in hidden fields; another project name."""
    p = Portal("营口市审计局", "210800", "ewb", wrap=_ewb_article)
    listed = [p.report(f"/zw/gknb/{guid('yk', y)}.html", y) for y in range(2012, 2025)]
    listed.sort(key=lambda row: row[2], reverse=True)
    listed += negatives(p, "/zw/gknb/x{n}.html")
    _ewb_site(p, "var siteInfo = {\n  siteGuid: 'abcd-02',\n  projectName: '/EWB_YK_Mid'\n};")
    p.routes["/"] = '<script>window.location.href="/zw/index.html";</script>'
    p.routes["/zw/index.html"] = document(
        "首页", '<A HREF=\'../zw/openlist.html\' TARGET="_blank"><IMG SRC=x.png ALT="信息公开年度报告"></A>'
        '<a href="/zw/openlist.html" title="信息公开年度报告">信息公开年度...</a>',
    )  # fmt: skip
    p.routes["/zw/openlist.html"] = document(
        "信息公开年度报告",
        '<input type="hidden" id="categorynum" value="001001007"/>'
        '<input type="hidden" id="deptcode" value="210800SJ"/><div id="govinfolist"></div>'
        "<script>$(function(){ getgovinfolist($('#deptcode').val(), $('#categorynum').val()); });"
        "</script>",
        "<script src='../js/webBuilderCommon.js'></script><!-- EWB-FRONT -->",
    )

    def answer(asked: Asked) -> Page | None:
        if not asked.path.endswith("/rest/lightfrontaction/getgovinfolist"):
            return None
        said = asked.json
        if not asked.path.startswith("/EWB_YK_Mid/") or not isinstance(said, dict):
            return Reply("no", 404)
        at = int(said.get("pageIndex", 0))
        if at < 1:
            return Reply('{"status":{"code":"0","text":"pageIndex error"}}', 500, JSON)
        size = min(int(said["pageSize"]), 15)
        pages = cut(listed, size)
        ok = said.get("categorynum") == "001001007" and said.get("deptcode") == "210800SJ"
        part = pages[at - 1] if ok and at <= len(pages) else []
        inner = {
            "data": [
                {"infourl": u, "title": f"<font color=''>{t}</font>", "infodate": f"{d} 10:00:00"}
                for u, t, d in part
            ],
            "total": str(len(listed)) if ok else "0",
        }
        return Reply(json.dumps({"custom": json.dumps(inner)}), type=JSON)

    p.answer = answer
    return p


def ewb_wrapped() -> Portal:
    """The request wants its values inside ``params``; addresses are absolute."""
    p = Portal("如东县财政局", "320623", "ewb", wrap=_ewb_article)
    listed = [p.report(f"/rdczj/nb/{guid('rd', y)}.html", y) for y in (2022, 2021, 2019)]
    _ewb_site(p, 'var siteInfo={"projectName":"/EWB-FRONT","siteGuid":"g-03"}')
    column = "/zwgk/govInfoPub.html?categorynum=004009"
    p.routes["/"] = document("首页", f'<a href="{column}">政府信息公开年报</a>')
    p.routes["/zwgk/govInfoPub.html"] = document(
        "年报", '<ul id="list"></ul>', '<script src="/js/webBuilderCommon.js"></script>'
    )

    def answer(asked: Asked) -> Page | None:
        if "getgovinfolist" not in asked.path:
            return None
        said = asked.json if isinstance(asked.json, dict) else {}
        inner = said.get("params")
        if isinstance(inner, str):
            inner = json.loads(inner)
        if not isinstance(inner, dict):
            return Reply('{"custom":"","status":{"code":0,"text":"参数错误"}}', type=JSON)
        at = int(inner["pageIndex"])
        part = listed if at == 0 else []
        data = [{"infourl": "http://{HOST}" + u, "title": t, "infodate": d} for u, t, d in part]
        return Reply(json.dumps({"custom": {"data": data, "total": 3}}), type=JSON)

    p.answer = answer
    return p


def ewb_empty() -> Portal:
    """A list that says it has nothing."""
    p = Portal("某某镇", "320311", "ewb", "empty")
    _ewb_site(p, 'var siteInfo = {"siteGuid":"g-04","projectName":"/EWB-FRONT"};')
    p.routes["/"] = document("首页", '<a href="/govInfoPub.html?categorynum=9">信息公开年报</a>')
    p.routes["/govInfoPub.html"] = document(
        "年报", "<table></table>", '<script src="/js/webBuilderCommon.js"></script>'
    )
    p.routes["/EWB-FRONT/rest/lightfrontaction/getgovinfolist"] = Reply(
        '{"custom": {"data": [], "total": 0}}', type=JSON
    )
    return p


def ewb_silent() -> Portal:
    """The service answers with an error page: no listing was read."""
    p = ewb_empty()
    p.outcome, p.complete, p.agency = "broken", False, "某某乡"
    p.routes["/EWB-FRONT/rest/lightfrontaction/getgovinfolist"] = Reply("<h1>系统维护</h1>", 200)
    return p


# ---- 开普 / ucap


def _ucap_article(title: str, date: str, body: str) -> str:
    return document(
        title,
        f'<div class="pages_content"><h1>{title}</h1><div class="pages-date">{date} 09:30'
        f'<span class="font">来源： 市局</span></div><div id="UCAP-CONTENT"><UCAPCONTENT>{body}'
        "</UCAPCONTENT></div></div>",
        f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{date} 09:30">'
        f"<ucaptitle></ucaptitle>",
    )


def _hex(*parts: object) -> str:
    return guid(*parts).replace("-", "")


def ucap_named() -> Portal:
    """``common_list.shtml`` with the pager's five arguments, the first the pager's own id."""
    p = Portal("株洲市司法局", "430200", "ucap", wrap=_ucap_article)
    listed = [p.report(f"/c15281/{y + 1}01/{_hex('zz', y)}.shtml", y) for y in range(2015, 2025)]
    listed = listed[::-1] + negatives(p, "/c15281/202302/neg{n}.shtml")
    p.routes["/"] = document(
        "株洲市司法局", "<a href='//{HOST}/c15280/index.shtml'>政府信息公开专栏</a>"
    )
    p.routes["/c15280/index.shtml"] = document(
        "政府信息公开", '<div class="tab"><a href="../c15281/common_list.shtml">法定主动公开年报</a>'
        '<a href="../c15281/common_list.shtml" title="政府信息公开年报">年报</a></div>',
    )  # fmt: skip
    pages = cut(listed, 8)
    for i, part in enumerate(pages, 1):
        name = "common_list" if i == 1 else f"common_list_{i}"
        p.routes[f"/c15281/{name}.shtml"] = document(
            "政府信息公开年报",
            f'<div class="common-list"><ul>{rows(part)}</ul></div><div id="page_div"></div>'
            f"<script>createPageHTML('page_div',{len(pages)}, {i},'common_list','shtml',"
            f"{len(listed)});</script>",
            '<meta name="ColumnName" content="政府信息公开年报"><!-- CMSPRO -->',
        )
    return p


def ucap_json() -> Portal:
    """The list comes from the search service as JSON; dates in milliseconds."""
    p = Portal("湘潭市民政局", "430300", "ucap", wrap=_ucap_article)
    listed = [p.report(f"/c26810/{y + 1}01/{_hex('xt', y)}.shtml", y) for y in range(2013, 2025)]
    listed = listed[::-1] + negatives(p, "/c26810/202302/n{n}.shtml")
    p.routes["/"] = document(
        "湘潭市民政局", '<a href="/c26810/list.shtml">政府信息公开年度报告</a>'
    )
    service = "/common/search/0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    p.routes["/c26810/list.shtml"] = document(
        "政府信息公开年度报告",
        '<div class="list"><ul id="list-box"></ul><div id="pagination"></div></div>'
        "<script>var pageSize = 9; function getList(page){ $.ajax({ type: 'get', dataType: 'json',"
        f' url: "{service}?_isAgg=true&_isJson=true&_pageSize=9&_template=index&_rangeTimeGte='
        '&_channelName=&page=" + page, success: render }); } getList(1);</script>',
        "<!-- UCAP -->",
    )

    def answer(asked: Asked) -> Page | None:
        if asked.path != service:
            return None
        pages, at = cut(listed, 9), int(asked.query.get("page", "1"))
        part = pages[at - 1] if 1 <= at <= len(pages) else []
        results = [
            {"title": t, "url": u, "publishedTimeStr": f"{d} 10:00:00", "channelName": "年报"}
            for u, t, d in part
        ]
        return Reply(
            json.dumps({"data": {"page": at, "rows": 9, "total": len(listed), "results": results}}),
            type=JSON,
        )

    p.answer = answer
    return p


def ucap_home() -> Portal:
    """``home_0.htm`` … as on gov.cn; list entries without dates, articles ``content_N.htm``."""
    p = Portal("民政部", "110000", None, wrap=_ucap_article)
    p.agency = "赤峰市林业和草原局"
    listed = [
        p.report(f"/zhengce/{y + 1}-01/2{y % 9}/content_{5500000 + y}.htm", y)
        for y in range(2014, 2023)
    ][::-1]
    p.routes["/"] = document("首页", '<a href="gongkai/">信息公开</a>')
    p.routes["/gongkai/"] = document("公开", '<a href="nianbao/home.htm">公开年报</a>')
    pages = cut(listed, 4)
    for i, part in enumerate(pages):
        more = (
            f'<a href="home_{i + 1}.htm">下一页</a>'
            if i + 1 < len(pages)
            else "<span>下一页</span>"
        )
        page = document(
            "公开年报",
            "<div class='list list_1'><ul>"
            + rows(part, '<li><h4><a href="{url}" target="_blank">{title}</a></h4></li>')
            + f'</ul></div><div class="newspage"><a href="home.htm">首页</a>{more}</div>',
        )
        p.routes[f"/gongkai/nianbao/home_{i}.htm"] = page
        if i == 0:
            p.routes["/gongkai/nianbao/home.htm"] = page
    return p


# ---- Anhui 信息公开


def _ah_article(title: str, date: str, body: str) -> str:
    return document(
        title,
        '<table class="xxgk_table"><tr><th>索引号：</th><td>11340300MB1/202301-00001</td><th>组配分类：'
        f"</th><td>政府信息公开年报</td></tr><tr><th>发布日期：</th><td>{date}</td><th>信息名称：</th>"
        f'<td>{title}</td></tr></table><h1 class="wztit">{title}</h1>'
        f'<div class="wzcon j-fontContent">{body}</div>',
        '<meta name="SiteId" content="6795621"><link href="/site/tpl/6795621/css/x.css">',
    )


def lonsun_ajax() -> Portal:
    """The listing is a shell; ``label/8888`` answers HTML parts, one page of 15 at a time."""
    p = Portal("蚌埠市农业农村局", "340300", "lonsun", wrap=_ah_article)
    listed = [p.report(f"/public/23611/{4000000 + y}.html", y) for y in range(2008, 2025)]
    listed = listed[::-1] + negatives(p, "/public/23611/5000{n}.html")
    p.routes["/"] = document("蚌埠", '<a href="/public/column/23611">政府信息公开</a>')
    menu = (
        '<ul class="xxgk_menu"><li><a href="/public/column/23611?type=2">政府信息公开指南</a></li>'
        '<li><a href="/public/column/23611?type=1">政府信息公开制度</a></li>'
        '<li><a href="/public/column/23611?type=4&action=list">法定主动公开内容</a></li>'
        '<li><a href="/public/column/23611?type=3">政府信息公开年报</a></li></ul>'
    )
    p.routes["/public/column/23611"] = document(
        "信息公开", menu, '<meta name="SiteId" content="6795621">'
    )
    script = (
        "<script>$(function(){ Ls.pagination('#page', '/site/label/8888', {labelName:'publicInfoList',"
        "siteId:'6795621',pageSize:15,pageIndex:1,action:'list',isDate:true,dateFormat:'yyyy-MM-dd',"
        "length:50,organId:'23611',type:'3',catId:'',cId:'',result:'暂无相关信息',"
        "file:'/c1/bengbu/publicInfoList_newest2020'},{pageCount:2}); });</script>"
    )
    p.routes["/public/column/23611?type=3"] = document(
        "政府信息公开年报",
        menu + '<div id="public_list" class="xxgk_list"></div><div id="page"></div>' + script,
        '<meta name="ColumnName" content="政府信息公开年报"><meta name="SiteId" content="6795621">',
    )

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/site/label/8888":
            return None
        said = asked.query | asked.form
        if said.get("labelName") != "publicInfoList" or said.get("organId") != "23611":
            return Reply("", 500)
        if said.get("type") != "3" or said.get("siteId") != "6795621":
            return "<div>暂无相关信息</div>"
        pages, at = cut(listed, 15), int(said["pageIndex"])
        part = pages[at - 1] if 1 <= at <= len(pages) else []
        if not part:
            return "<div class='nodata'>暂无相关信息</div>"
        return (
            '<ul class="clearfix xxgk_nav_list">'
            + rows(part, '<li class="clearfix"><a class="title" href="{url}" title="{title}" '
                   'target="_blank">{short}</a><span class="date">{date}</span></li>')
            + "</ul><script>var pageTotal = 2;</script>"
        )  # fmt: skip

    p.answer = answer
    return p


def lonsun_organs() -> Portal:
    """A city's page with its organs, each with its own type=3 page with plain links."""
    p = Portal("宣城市", "341800", "lonsun", wrap=_ah_article)
    organs = {"6596311": "宣城市审计局", "6596312": "宣城市统计局", "6596313": "宣城市医疗保障局"}
    p.routes["/"] = document("宣城", '<a href="/openness/">政府信息公开</a>')
    p.routes["/openness/"] = document("公开", '<a href="/openness/nb.html">部门信息公开年报</a>')
    p.routes["/openness/nb.html"] = document(
        "部门信息公开年报",
        "<ul>" + "".join(f'<li><a href="/public/column/{k}?type=3">{v}</a></li>' for k, v in organs.items())
        + "</ul>",
    )  # fmt: skip
    for k, v in organs.items():
        listed = [
            p.report(f"/public/{k}/{7000000 + y * 10 + int(k[-1])}.html", y, agency=v)
            for y in (2023, 2022, 2018)
        ]
        p.routes[f"/public/column/{k}?type=3"] = document(
            "政府信息公开年报",
            f'<div class="xxgk_nav_con"><ul>{rows(listed)}</ul></div><span>共1页</span>',
            '<meta name="ColumnName" content="政府信息公开年报"><!-- /site/tpl/ -->',
        )
    return p


def lonsun_empty() -> Portal:
    """The service says 暂无相关信息: read to its end, nothing there."""
    p = Portal("某某委员会", "340322", "lonsun", "empty")
    p.routes["/"] = document("首页", '<a href="/public/column/88?type=3">政府信息公开年报</a>')
    p.routes["/public/column/88?type=3"] = document(
        "年报",
        "<div id=list></div><script>$.get('/site/label/8888?IsAjax=1&dataType=html&labelName="
        "publicInfoList&siteId=5&pageSize=15&pageIndex=1&action=list&organId=88&type=3&result="
        "%E6%9A%82%E6%97%A0%E7%9B%B8%E5%85%B3%E4%BF%A1%E6%81%AF')</script>",
    )
    p.routes["/site/label/8888"] = '<div class="no">暂无相关信息</div>'
    return p


# ---- Shanghai


def _sh_article(title: str, date: str, body: str) -> str:
    return document(
        title,
        f'<div class="Article"><h2 id="ivs_title">{title}<small class="PBtime">({date.replace("-", "年", 1).replace("-", "月")}日)</small></h2>'
        f'<div id="ivs_content" class="Article_content">{body}<!-- {body} --></div></div>',
    )  # fmt: skip


def shanghai_years() -> Portal:
    """The section's index links an archive a year, each paged from 1."""
    p = Portal("上海市杨浦区审计局", "310110", "shanghai", wrap=_sh_article)
    p.routes["/"] = document("杨浦", "<a href='/zwgk/'>政务公开</a>")
    p.routes["/zwgk/"] = document(
        "政务公开", '<a href="/nw12340/index.html">政府信息公开年度报告</a>'
    )
    years = {2024: "nw12344", 2023: "nw12343", 2022: "nw12342"}
    p.routes["/nw12340/index.html"] = document(
        "年度报告",
        "".join(f'<li><a href="/{v}/index.html">{k}年</a></li>' for k, v in years.items()),
    )
    organs = ["审计局", "统计局", "司法局", "财政局", "教育局"]
    for year, where in years.items():
        listed = [
            p.report(f"/{where}/{year}0131/{_hex(year, o)}.html", year - 1, f"{year}-01-31",
                     agency=f"上海市杨浦区{o}")
            for o in organs
        ]  # fmt: skip
        listed += [
            p.other(f"/{where}/{year}0203/{_hex('x', year)}.html",
                    f"杨浦区{year - 1}年度政府信息公开工作考核通报", f"{year}-02-03")
        ]  # fmt: skip
        pages = cut(listed, 4)
        for i, part in enumerate(pages, 1):
            name = "index" if i == 1 else f"index_{i}"
            p.routes[f"/{where}/{name}.html"] = document(
                f"{year}年",
                "<ul class='uli14 nowrapli list-date'>"
                + rows(part, "<li><a href='{url}' target='_blank' title='{title}'>{short}</a>"
                       "<span class='time'>{date}</span></li>")
                + '</ul><ul class="pagination"></ul><script>$(".pagination").pagination({ totalPage: '
                f"{len(pages)}, showPage: 5, currentPage: {i}, url: 'index' }});</script>",
            )  # fmt: skip
    return p


def shanghai_bureau() -> Portal:
    """A bureau's site: the list on the section's page itself, articles by date and hash."""
    p = Portal("上海市绿化和市容管理局", "310000", "shanghai", wrap=_sh_article)
    listed = [
        p.report(f"/{y + 1}0120/{_hex('lh', y)}.html", y, f"{y + 1}-01-20") for y in range(2024, 2013, -1)
    ]  # fmt: skip
    p.routes["/"] = document("绿化", '<a href="/zfxxgk/index.html">政府信息公开</a>')
    p.routes["/zfxxgk/index.html"] = document("公开", '<a href="../gknb/index.html">公开年报</a>')
    pages = cut(listed, 5)
    for i, part in enumerate(pages, 1):
        name = "index" if i == 1 else f"index_{i}"
        p.routes[f"/gknb/{name}.html"] = document(
            "公开年报",
            f"<ul>{rows(part)}</ul><div class='pagination'></div><script>\n"
            f"$('.pagination').pagination({{\n   currentPage: {i},\n   totalPage: {len(pages)},\n"
            "   callback: function(current) { location.href = 'index_' + current + '.html'; }\n});"
            "</script>",
        )
    return p


# ---- Guangdong gkmlpt


def _gd_article(title: str, date: str, body: str) -> str:
    detail = {"title": title, "content": body, "publisher": "x", "date": _stamp(date)}
    return (
        f"<html><head><title>{title}</title><script>window._CONFIG = {{ SID: '756016', DETAIL: "
        f"{json.dumps(detail)} }};</script></head><body><div id='app'><table class='classify'>"
        f"<tr><td>索引号:</td><td>00/2022-1</td><td>发布日期:</td><td>{date}</td></tr>"
        f"<tr><td>名称:</td><td>{title}</td></tr></table><h1 class='title'>{title}</h1>"
        "<div class='article-content'></div></div></body></html>"
    )


def _stamp(date: str) -> int:
    from datetime import datetime, timedelta, timezone

    day = datetime.fromisoformat(date).replace(tzinfo=timezone(timedelta(hours=8)))
    return int(day.timestamp()) + 3600 * 9


def _gk_api(p: Portal, listed: list[Row], prefix: str, cat: str, size: int = 100) -> None:
    def answer(asked: Asked) -> Page | None:
        if not asked.path.startswith(f"{prefix}/gkmlpt/api/all/"):
            return None
        if asked.path.rpartition("/")[2] != cat or asked.query.get("sid") != "756016":
            return Reply('{"articles":[],"total":0,"classify":{"post_count":0}}', type=JSON)
        at = max(1, int(asked.query.get("page", "1")))
        pages = cut(listed, size)
        part = pages[at - 1] if at <= len(pages) else []
        articles = [
            {"id": i, "title": t, "url": u if i % 2 else "http://{HOST}" + u, "post_url": u,
             "date": _stamp(d), "create_time": _stamp(d), "first_publish_time": _stamp(d),
             "display_publish_time": _stamp(d), "publisher": p.agency}
            for i, (u, t, d) in enumerate(part)
        ]  # fmt: skip
        said = {"articles": articles, "total": len(listed), "classify": {"post_count": len(listed)}}
        return Reply(json.dumps(said), type=JSON)

    p.answer = answer


def gkmlpt_tree() -> Portal:
    """The category stands deep in the tree; more than one page of the service."""
    p = Portal("珠海市香洲区", "440402", "gkmlpt", wrap=_gd_article)
    listed = []
    for k, o in enumerate(["司法局", "审计局", "财政局", "民政局"]):
        listed += [
            p.report(f"/gkmlpt/content/1/{1000 + y}/post_{1000000 + y * 10 + k}.html", y,
                     agency=f"珠海市香洲区{o}")
            for y in range(2024, 2018, -1)
        ]  # fmt: skip
    p.wrap = _gd_article
    listed += negatives(p, "/gkmlpt/content/2/2000/post_2000{n}.html")
    tree = [
        {"id": 1, "name": "政策", "children": []},
        {"id": 7, "name": "政府信息公开", "children": [
            {"id": 71, "name": "政府信息公开指南", "children": []},
            {"id": 153, "name": "政府信息公开年度报告", "children": [], "url": ""}]},
    ]  # fmt: skip
    p.routes["/"] = document("香洲", '<a href="/gkmlpt/index">政府信息公开平台</a>')
    p.routes["/gkmlpt/index"] = (
        "<html><head><title>信息公开目录</title></head><body><div id=app></div><script>\n"
        "window._CONFIG = { SID: '756016', CATE_ID: 0, SERVICE_AREA_ID: 1,\n TREE: "
        + json.dumps(tree, ensure_ascii=False)
        + ", };</script><script src='/gkmlpt/js/index.js'></script></body></html>"
    )
    _gk_api(p, listed, "", "153", 10)
    return p


def gkmlpt_anchor() -> Portal:
    """A department's own address with the category behind the hash."""
    p = Portal("肇庆市科学技术局", "441200", "gkmlpt", wrap=_gd_article)
    listed = [
        p.report(f"/zqkj/gkmlpt/content/0/{y}/post_{y}.html", y) for y in range(2023, 2016, -1)
    ]
    p.routes["/"] = document(
        "科技局", '<a href="http://{HOST}/zqkj/gkmlpt/annualreport#2629">政府信息公开年报</a>'
        '<a href="/zqkj/gkmlpt/guide">政府信息公开指南</a>',
    )  # fmt: skip
    config = (
        '<script>window._CONFIG = {"SID":"756016","TREE":[{"id":2,"name":"机构职能"}]}</script>'
    )
    p.routes["/zqkj/gkmlpt/annualreport"] = (
        f"<html><head><title>年报</title>{config}</head><body><div id='app'></div></body></html>"
    )
    p.routes["/zqkj/gkmlpt/guide"] = p.routes["/zqkj/gkmlpt/annualreport"]
    _gk_api(p, listed, "/zqkj", "2629")
    return p


# ---- 博达 VSB


def _vsb_article(title: str, date: str, body: str) -> str:
    return document(
        title,
        f"<form name='_newscontent_fromname'><h3 align='center'>{title}</h3><p>发布时间：{date}　点击："
        "[<script>_showDynClicks('wbnews', 1, 2)</script>]</p><div id='vsb_content'>"
        f"<div class='v_news_content'>{body}</div></div></form>",
        "<script src='/system/resource/js/counter.js'></script>",
    )


def vsb_descending() -> Portal:
    """``gknb.htm``, then ``gknb/2.htm`` and ``gknb/1.htm``; ``../info`` addresses."""
    p = Portal("天水市财政局", "620500", "vsb", wrap=_vsb_article)
    listed = [p.report(f"/info/1053/{6000 + y}.htm", y) for y in range(2024, 2013, -1)]
    listed += negatives(p, "/info/1053/7{n}.htm")
    p.routes["/"] = document(
        "天水", '<a href="zfxxgk.htm">政府信息公开</a>', "<script src='/system/resource/js/base.js'>"
        "</script>",
    )  # fmt: skip
    p.routes["/zfxxgk.htm"] = document("公开", '<a href="zfxxgk/zfxxgknb.htm">政府信息公开年报</a>')
    pages = cut(listed, 7)
    n = len(pages)
    for i, part in enumerate(pages):
        top = i == 0
        where = "/zfxxgk/zfxxgknb.htm" if top else f"/zfxxgk/zfxxgknb/{n - i}.htm"
        step = "zfxxgknb/" if top else ""
        up = "../" if top else "../../"
        part = [(up + u.lstrip("/"), t, d) for u, t, d in part]
        following = (
            f'<span class="p_next p_fun"><a href="{step}{n - i - 1}.htm">下页</a></span>'
            f'<span class="p_last p_fun"><a href="{step}1.htm">尾页</a></span>'
            if i + 1 < n
            else '<span class="p_next_d p_fun_d">下页</span><span class="p_last_d">尾页</span>'
        )
        p.routes[where] = document(
            "政府信息公开年报",
            "<ul class='list'>"
            + rows(part, '<li id="line_u8_0"><a href="{url}" target="_blank" title="{title}">{short}'
                   "</a><b>{date}</b></li>")
            + f'</ul><div class="pb_sys_common"><span class="p_t">共{len(listed)}条</span>'
            f'<span class="p_no_d">{i + 1}</span>{following}<span class="p_goto"><a href="javascript:;"'
            f" onclick=\"_simple_list_gotopage_fun({n},'u8_goto',2)\">跳转</a></span></div>",
            "<script src='/system/resource/js/gotopage.js'></script>",
        )  # fmt: skip
    return p


def vsb_dynamic() -> Portal:
    """``list.jsp`` with its parameters in the query; articles by ``content.jsp?wbnewsid=``."""
    p = Portal("白银市司法局", "620400", "vsb", wrap=_vsb_article)
    base = "/content.jsp?urltype=news.NewsContentUrl&wbtreeid=1154&wbnewsid="
    listed = [p.report(f"{base}{3000 + y}", y) for y in range(2023, 2014, -1)]
    listed += negatives(p, base + "4{n}")
    column = "/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1154"
    p.routes["/"] = document(
        "白银",
        f'<a href="{column.replace("&", "&amp;")}">年度报告</a>'
        '<a href="/list.jsp?urltype=tree.TreeTempUrl&amp;wbtreeid=1001">通知公告</a>',
        "<script src='/system/resource/js/base.js'></script>",
    )

    def answer(asked: Asked) -> Page | None:
        if asked.path == "/content.jsp":
            return p.routes.get(f"{base}{asked.query.get('wbnewsid')}")
        if asked.path != "/list.jsp" or asked.query.get("wbtreeid") != "1154":
            return None
        pages, at = cut(listed, 6), int(asked.query.get("a1154p", "1"))
        n = len(pages)
        part = pages[at - 1] if 1 <= at <= n else []
        link = "?a1154t={n}&a1154p={at}&a1154c=6&urltype=tree.TreeTempUrl&wbtreeid=1154"
        more = (
            f'<a href="{link.format(n=n, at=at + 1)}" class="Next">下页</a>'
            f'<a href="{link.format(n=n, at=n)}" class="Next">尾页</a>'
            if at < n
            else '<span class="PrevDisabled">下页</span>'
        )
        return document(
            "年度报告",
            "<table class='winstyle1154'>"
            + rows([(u.lstrip("/"), t, d) for u, t, d in part],
                   '<tr><td><a class="c1154" href="{url}" title="{title}">{short}</a></td>'
                   "<td>{date}&nbsp;</td></tr>")
            + f"</table><div>共{len(listed)}条&nbsp;&nbsp;{at}/{n}&nbsp;{more}</div>"
            "<script>function a1154_gopage_fun(){_simple_list_gotopage_fun("
            f"{n},'a1154GOPAGE',2)}}</script>",
        )  # fmt: skip

    p.answer = answer
    return p


PORTALS = {
    f.__name__: f
    for f in (
        ewb_zero, ewb_one, ewb_wrapped, ewb_empty, ewb_silent, ucap_named, ucap_json, ucap_home,
        lonsun_ajax, lonsun_organs, lonsun_empty, shanghai_years, shanghai_bureau, gkmlpt_tree,
        gkmlpt_anchor, vsb_descending, vsb_dynamic,
    )
}  # fmt: skip

"""Portals on no known platform: every way of paging, wrapping and hiding a list."""

from __future__ import annotations

import json

from tests.makers import docx, pdf

from .kit import Asked, Page, Portal, Reply, cut, document, negatives, number, rows, text

Row = tuple[str, str, str]


def _listed(p: Portal, where: str, first: int = 2013, last: int = 2024) -> list[Row]:
    return [p.report(where.format(y=y), y) for y in range(last, first - 1, -1)]


def query_page() -> Portal:
    """``?page=2`` with 下一页, news in a side column of every page."""
    p = Portal("秦皇岛市民政局", "130300")
    listed = _listed(p, "/detail?id=88{y}") + negatives(p, "/detail?id=9{n}")
    p.routes["/"] = document("首页", '<a href="/xxgk">信息公开</a>')
    p.routes["/xxgk"] = document("信息公开", '<a href="/xxgk/nianbao?cat=7">信息公开年报</a>')

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/xxgk/nianbao":
            return None
        pages, at = cut(listed, 6), int(asked.query.get("page", "1"))
        more = f'<a href="?cat=7&page={at + 1}">下一页&gt;</a>' if at < len(pages) else ""
        return document(
            "年报", f"<aside><a href='/news/{at}'>局长到基层调研安全生产工作</a></aside>"
            f"<ul>{rows(pages[at - 1])}</ul><p>{more}</p>",
        )  # fmt: skip

    p.answer = answer
    return p


def index_zero() -> Portal:
    """``index_1.html`` is the second page; only 共N页 in words tells of it."""
    p = Portal("乌海市教育局", "150300")
    listed = _listed(p, "/zfxxgknb73/{y}12/t{y}1231_{y}.html")
    p.routes["/"] = document("首页", '<a href="./zfxxgknb73/">年度报告</a>')
    pages = cut(listed, 5)
    for i, part in enumerate(pages):
        name = "/zfxxgknb73/" + ("" if i == 0 else f"index_{i}.html")
        p.routes[name] = document(
            "年度报告",
            f"<ul>{rows([(u.replace('/zfxxgknb73', '.'), t, d) for u, t, d in part])}</ul>"
            f"<div>共{len(pages)}页　当前第{i + 1}页</div>",
        )
    p.routes["/zfxxgknb73/index.html"] = p.routes["/zfxxgknb73/"]
    return p


def numbered() -> Portal:
    """``/zfxxgknb/1.html`` with numbers for anchors, the current one no link."""
    p = Portal("延安市林业局", "610600")
    listed = _listed(p, "/xxgk/fdzdgk/{y}/1.html")
    p.routes["/"] = document("首页", '<a href="/zfxxgk/zfxxgknb/1.html">政府信息公开年报</a>')
    pages = cut(listed, 5)
    for i, part in enumerate(pages, 1):
        others = "".join(
            f'<a href="{k}.html">{k}</a>' if k != i else f"<span>{k}</span>"
            for k in range(1, len(pages) + 1)
        )
        p.routes[f"/zfxxgk/zfxxgknb/{i}.html"] = document("年报", f"{rows(part)}<p>{others}</p>")
    return p


def column_index() -> Portal:
    """``column-index-2.shtml``, the next page an arrow, addresses without a scheme."""
    p = Portal("成都市龙泉驿区财政局", "510112")
    listed = _listed(p, "/xinjin/c13/{y}-01/05/content_{y}.shtml")
    p.routes["/"] = document(
        "首页", '<a href="//{HOST}/xinjin/c13/column-index-1.shtml">公开年报</a>'
    )
    pages = cut(listed, 5)
    for i, part in enumerate(pages, 1):
        more = f'<a href="column-index-{i + 1}.shtml">›</a>' if i < len(pages) else ""
        part = [("//{HOST}" + u, t, d) for u, t, d in part]
        p.routes[f"/xinjin/c13/column-index-{i}.shtml"] = document("年报", f"{rows(part)}{more}")
    return p


def ilist() -> Portal:
    """``iList.jsp?node_id=&cat_id=&cur_page=1`` with a form's own last page printed."""
    p = Portal("梅州市商务局", "441400")
    listed = _listed(p, "/show.jsp?info_id={y}")
    column = "/iList.jsp?node_id=GKmzs&cat_id=10012"
    p.routes["/"] = document("首页", f'<a href="{column}">公开年报</a>')

    def answer(asked: Asked) -> Page | None:
        if asked.path == "/show.jsp":
            return p.routes.get(f"/show.jsp?info_id={asked.query.get('info_id')}")
        if asked.path != "/iList.jsp":
            return None
        pages, at = cut(listed, 5), int(asked.query.get("cur_page", "1"))
        n = len(pages)
        return document(
            "年报",
            f"<table>{rows(pages[min(at, n) - 1], '<tr><td><a href={url}>{title}</a></td><td>{date}</td></tr>')}"
            f"</table><a href='{column}&cur_page=1'>首页</a><a href='{column}&cur_page={max(1, at - 1)}'>"
            f"上一页</a><a href='{column}&cur_page={min(n, at + 1)}'>下一页</a>"
            f"<a href='{column}&cur_page={n}'>末页</a> 第{at}页/共{n}页",
        )  # fmt: skip

    p.answer = answer
    return p


def info_public() -> Portal:
    """``InfoPublic.aspx?cid=&pid=&page=`` in GBK, upper-case tags, no quotes."""
    p = Portal("楚雄彝族自治州水务局", "532300", encoding="gbk")
    listed = _listed(p, "/NewsView.aspx?nid={y}")
    column = "/InfoPublic.aspx?cid=1019&pid=971"
    p.wrap = lambda t, d, b: document(t, f"<H1>{t}</H1><P>日期：{d}</P>{b}")
    p.routes["/"] = f'<HTML><BODY><A HREF="{column}&page=1&kw=">年度报告</A></BODY></HTML>'

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/InfoPublic.aspx":
            return None
        pages, at = cut(listed, 5), int(asked.query.get("page", "1"))
        part = pages[at - 1] if at <= len(pages) else []
        more = f"<A HREF={column}&page={at + 1}&kw=>下页</A>" if at < len(pages) else "下页"
        return (
            "<HTML><HEAD><META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=gb2312'></HEAD>"
            f"<BODY><TABLE>{rows(part, '<TR><TD><A HREF={url}>{title}</A><TD>{date}</TR>')}</TABLE>"
            f"{more}</BODY></HTML>"
        )

    p.answer = answer
    return p


def framed() -> Portal:
    """The column's page holds the list in an iframe, among other frames."""
    p = Portal("常州市钟楼区审计局", "320404")
    listed = _listed(p, "/class/nb/{y}.html")
    p.routes["/"] = document("首页", '<a href="/zfxxgk/nb.html">政府信息公开年报</a>')
    p.routes["/zfxxgk/nb.html"] = document(
        "年报",
        "<iframe src='/visitcount?id=2'></iframe><iframe src='/xxgk_tree/tree.jsp'></iframe>"
        '<IFRAME id="main" SRC="/xxgk_list/7.html?frame=1" width="100%"></IFRAME>',
    )
    pages = cut(listed, 7)
    for i, part in enumerate(pages, 1):
        more = f"<a href='/xxgk_list/7_{i + 1}.html'>后一页</a>" if i < len(pages) else ""
        page = f"<html><body><ul>{rows(part)}</ul>{more}</body></html>"
        p.routes["/xxgk_list/7.html?frame=1" if i == 1 else f"/xxgk_list/7_{i}.html"] = page
    return p


def json_list() -> Portal:
    """The page asks a service of the site's own making for JSON."""
    p = Portal("廊坊市统计局", "131000")
    listed = _listed(p, "/article/{y}.html")
    p.routes["/"] = document("首页", '<a href="/column/88.html">政府信息公开年报</a>')
    p.routes["/column/88.html"] = document(
        "年报",
        '<ul id="list"></ul><script>function load(n){fetch("/api/article/list?columnId=88&pageNo="'
        '+n+"&pageSize=5").then(r=>r.json()).then(draw)};load(1)</script>',
    )

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/api/article/list":
            return None
        pages, at = cut(listed, 5), int(asked.query.get("pageNo", "1"))
        part = pages[at - 1] if 1 <= at <= len(pages) else []
        data = [
            {"id": i, "title": t, "url": u, "publishTime": d} for i, (u, t, d) in enumerate(part)
        ]
        said = {"code": 200, "data": {"records": data, "total": len(listed), "pages": len(pages)}}
        return Reply(json.dumps(said), type="application/json")

    p.answer = answer
    return p


def opened() -> Portal:
    """Entries and pages open by script: ``window.open``, ``javascript:location``."""
    p = Portal("沧州市司法局", "130900")
    listed = _listed(p, "/nb/{y}.html", 2016)
    p.routes["/"] = document("首页", "<a href=\"javascript:window.open('/nb/list.html')\">年度报告</a>"
                             "<div onclick=\"location.href='/nb/list.html'\">政府信息公开年报</div>")  # fmt: skip
    ways = [
        '<li><a href="javascript:void(0)" onclick="window.open(\'{url}\')">{title}</a>{date}</li>',
        "<li><a href=\"javascript:window.open('{url}','_blank')\">{title}</a>{date}</li>",
        "<li onclick=\"location.href='{url}'\">{title}<em>{date}</em></li>",
    ]
    p.routes["/nb/list.html"] = document(
        "年报", "".join(rows([row], ways[i % 3]) for i, row in enumerate(listed))
    )
    return p


def meta_refresh() -> Portal:
    """The home page refreshes, the hub sets ``location``, GBK without saying so, single quotes."""
    p = Portal("六安市裕安区民政局", "341503", encoding="gbk")
    listed = _listed(p, "/nb/{y}.html", 2017)
    p.wrap = lambda t, d, b: f"<html><head><title>{t}</title></head><body><h3>{t}</h3><p>时间：{d}</p>{b}</body></html>"  # fmt: skip
    p.routes["/"] = (
        '<html><head><META HTTP-EQUIV="Refresh" CONTENT="0; URL=portal/index.htm"></head></html>'
    )
    p.routes["/portal/index.htm"] = "<html><body><a href='../gk/'>信息公开</a></body></html>"
    p.routes["/gk/"] = "<script type=text/javascript>location.replace('/gk/index.htm')</script>"
    p.routes["/gk/index.htm"] = "<html><body><a href='nb.htm'>公开年报</a></body></html>"
    p.routes["/gk/nb.htm"] = f"<html><body>{rows(listed)}</body></html>"
    return p


def years_and_departments() -> Portal:
    """The column splits by year, each year by kind of body; both pages list some, too."""
    p = Portal("昆明市官渡区", "530111")
    p.routes["/"] = document("首页", '<a href="/xxgk/">政府信息公开</a>')
    p.routes["/xxgk/"] = document("公开", '<a href="/xxgk/nb/">信息公开年度报告</a>')
    p.routes["/xxgk/nb/"] = document(
        "年度报告", "".join(f'<a href="{y}/">{y}年</a>' for y in (2023, 2022))
    )
    for y in (2023, 2022):
        p.routes[f"/xxgk/nb/{y}/"] = document(
            f"{y}年", '<a href="bm/">各部门</a><a href="jd/">街道办事处</a>'
        )
        for kind, organs in {
            "bm": ("教育局", "水务局", "审计局"),
            "jd": ("关上街道办事处", "吴井街道办事处"),
        }.items():
            listed = [
                p.report(f"/xxgk/nb/{y}/{kind}/{i}.html", y, agency=f"昆明市官渡区{o}")
                for i, o in enumerate(organs)
            ]
            p.routes[f"/xxgk/nb/{y}/{kind}/"] = document(kind, f"<ul>{rows(listed)}</ul>")
    return p


def titles() -> Portal:
    """No year in a title, typing errors, two lines, the year before the body's name, cut titles
    without the whole one, only 年报 for a name."""
    p = Portal("保定市水利局", "130600")
    q = p.agency
    listed = [
        p.report("/a/1.html", 2023, title=f"{q}政府信息公开工作年度报告"),
        p.report("/a/2.html", 2022, title=f"{q}2022年政府信息公开工作年度报靠"),
        p.report("/a/3.html", 2021, title=f"2021年{q}政府信息公开年报"),
        p.report("/a/4.html", 2020, title=f"{q}<br>2020年度政府信息公开工作报告"),
        p.report("/a/5.html", 2019, title=f"关于{q}2019年度政务公开工作年度报告"),
        p.report("/a/6.html", 2018, title="2018年信息公开年报"),
        p.report("/a/7.html", 2017, title=f"{q}关于二〇一七年政府信息公开工作情况的年度报告"),
    ]
    listed.insert(
        2, p.other("/a/8.html", "关于开展2022年政府信息公开工作年度报告自查的通知", "2022-12-01")
    )
    p.routes["/"] = document("首页", '<a href="/nb.html">政府信息公开年报</a>')
    p.routes["/nb.html"] = document(
        "年报", rows(listed, '<li><a href="{url}">{title}</a><span>{date}</span></li>')
    )
    return p


def duplicates() -> Portal:
    """The same report in the column and in a department's list, an offsite copy, dead links."""
    p = Portal("张家口市文化广电和旅游局", "130700", outcome="incomplete", reason="children_failed")
    listed = _listed(p, "/nb/{y}.html", 2019)
    again = f"/bm/wl/{2022}.html"
    p.routes[again] = p.routes["/nb/2022.html"]
    next(r for r in p.reports if r.year == 2022).aliases.append(again)
    listed += [
        (again, p.title(2022), "2023-01-26"),
        ("/nb/2016.html", p.title(2016), "2017-01-26"),
        ("http://www.example.invalid/nb/2015.html", p.title(2015), "2016-01-26"),
    ]
    p.routes["/"] = document("首页", '<a href="/nb.html">政府信息公开年报</a>')
    p.routes["/nb.html"] = document("年报", rows(listed))
    p.found = len(p.reports) + 1
    return p


def attachments() -> Portal:
    """Reports as PDF and DOCX: behind a short page, and straight from the list."""
    p = Portal("衡水市应急管理局", "131100")
    listed: list[Row] = []
    for y, kind in ((2023, "pdf"), (2022, "docx"), (2018, "pdf")):
        lines = _lines(p.agency, y)
        p.routes[f"/files/{y}.{kind}"] = Reply(
            _pdf(p.title(y), lines) if kind == "pdf" else _docx(p.title(y), lines),
            type="application/octet-stream",
        )
        link = f'<p>附件：<a href="/files/{y}.{kind}">{p.title(y)}.{kind}</a></p>'
        row = p.report(f"/files/{y}.{kind}", y)
        p.routes[f"/files/{y}.{kind}"] = Reply(
            _pdf(p.title(y), lines) if kind == "pdf" else _docx(p.title(y), lines),
            type="application/octet-stream",
        )
        p.reports[-1].tables = {}
        if y == 2018:
            listed.append(row)
        else:
            p.routes[f"/nb/{y}.html"] = p.wrap(p.title(y), row[2], link)
            p.reports[-1].aliases = [f"/nb/{y}.html"]
            listed.append((f"/nb/{y}.html", *row[1:]))
    p.routes["/"] = document("首页", '<a href="/nb.html">政府信息公开年报</a>')
    p.routes["/nb.html"] = document("年报", rows(listed))
    return p


def _lines(agency: str, year: int) -> list[str]:
    import re

    body, _ = text(agency, min(year, 2018), f"{year + 1}-01-20")
    body = body.replace("2018年", f"{year}年").replace("2019年", f"{year + 1}年")
    return re.findall(r"<p[^>]*>([^<]+)</p>", body)


def _pdf(title: str, lines: list[str]) -> bytes:
    maker = pdf.Maker()
    maker.title(title, 18)
    for line in lines:
        maker.paragraph(line)
    return maker.done()


def _docx(title: str, lines: list[str]) -> bytes:
    return docx.package("".join(docx.paragraph(line) for line in (title, *lines)))


def select_pages() -> Portal:
    """Pages in a drop-down list, and the same as ``data-url``."""
    p = Portal("邢台市审计局", "130500")
    listed = _listed(p, "/c/{y}.shtml")
    p.routes["/"] = document("首页", '<a href="/c/list.shtml">公开年报</a>')
    pages = cut(listed, 5)
    for i, part in enumerate(pages, 1):
        options = "".join(
            f'<option value="list{"" if k == 1 else f"_{k}"}.shtml"{" selected" if k == i else ""}>第{k}页'
            for k in range(1, len(pages) + 1)
        )
        p.routes["/c/list.shtml" if i == 1 else f"/c/list_{i}.shtml"] = document(
            "年报", f'{rows(part)}<select onchange="location=this.value">{options}</select>'
        )
    return p


def scripted_pages() -> Portal:
    """The next page only by a post-back: what was listed is read, and the rest said."""
    p = Portal("承德市民政局", "130800", outcome="incomplete", complete=False)
    listed = _listed(p, "/v/{y}.aspx", 2020)
    p.routes["/"] = document("首页", '<a href="/l.aspx">公开年报</a>')
    p.routes["/l.aspx"] = document(
        "年报",
        f"{rows(listed)}<span>第1页/共3页 15条记录</span>"
        "<a href=\"javascript:__doPostBack('pager','2')\">下一页</a>",
    )
    return p


def deep() -> Portal:
    """Three levels of other words: 政务公开 → 法定主动公开内容 → 年报 → list. A copy of a
    gov.cn page stands beside it."""
    p = Portal("唐山市路南区司法局", "130202")
    listed = _listed(p, "/gongkai/fdzdgknr/nb/art_{y}.html", 2015)
    p.routes["/"] = document("首页", '<a href="/gongkai/">政务公开</a><a href="/fw/">政务服务</a>')
    p.routes["/gongkai/"] = document(
        "政务公开", '<a href="fdzdgknr/">法定主动公开内容</a><a href="zn/">指南</a>'
    )
    p.routes["/gongkai/fdzdgknr/"] = document(
        "法定", '<a href="nb/">年报</a><a href="ys/">财政预决算</a><a href="xzxk/">行政许可</a>'
    )
    p.routes["/gongkai/fdzdgknr/nb/"] = document("年报", rows(listed))
    for path in ("/fw/", "/gongkai/zn/", "/gongkai/fdzdgknr/ys/", "/gongkai/fdzdgknr/xzxk/"):
        p.routes[path] = document("其他", "<p>内容建设中，敬请期待。</p>")
    return p


def notice_empty() -> Portal:
    """暂无信息 in a column that is otherwise whole."""
    p = Portal("某某所", "130200", outcome="empty")
    p.routes["/"] = document("首页", '<a href="/zwgk/nb/">政府信息公开年报</a>')
    p.routes["/zwgk/nb/"] = document(
        "政府信息公开年报",
        '<div class="left"><a href="/zwgk/zn/">公开指南</a><a href="/zwgk/zd/">公开制度</a></div>'
        '<div class="right"><h3>政府信息公开年报</h3><p class="nodata">暂无信息</p></div>',
    )
    return p


def zero_total_empty() -> Portal:
    """共0条 / 没有相关记录."""
    p = Portal("某某站", "130200", outcome="empty")
    p.routes["/"] = document("首页", '<a href="/zwgk/nb/">政府信息公开年报</a>')
    p.routes["/zwgk/nb/"] = document(
        "政府信息公开年报",
        '<a href="/zwgk/zn/">公开指南</a><table><tr><th>标题</th><th>日期</th></tr></table>'
        "<div>共 0 条记录　第1/1页</div>",
    )
    return p


def others_only() -> Portal:
    """The column holds things, none of them a report: read to its end, so empty."""
    p = Portal("某某办", "130200", outcome="empty")
    listed = negatives(p, "/nb/{n}.html")
    p.routes["/"] = document("首页", '<a href="/nb/">政府信息公开年报</a>')
    p.routes["/nb/"] = document("年报", f"<ul>{rows(listed)}</ul>")
    return p


def navigation_shell() -> Portal:
    """Navigation stands in the page, the list is drawn by a script that says nothing."""
    p = Portal("某某社", "130200", outcome="broken", complete=False)
    p.routes["/"] = document("首页", '<a href="/nb/">政府信息公开年报</a>')
    p.routes["/nb/"] = document(
        "年报",
        '<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zn/">公开指南</a></li>'
        '<li><a href="/zd/">公开制度</a></li></ul><div class="list" id="list" v-cloak></div>'
        '<script src="/static/js/chunk-vendors.83a1.js"></script><script src="/static/js/app.js"></script>',
    )
    return p


def no_list() -> Portal:
    """A column's page with words, no list, no notice."""
    p = Portal("某某厂", "130200", outcome="broken", complete=False)
    p.routes["/"] = document("首页", '<a href="/nb/">政府信息公开年报</a>')
    p.routes["/nb/"] = document(
        "年报", '<a href="/zn/">公开指南</a><div class="list"><ul></ul></div>'
    )
    return p


def no_column() -> Portal:
    """A home page with links, none to a column."""
    p = Portal("某某厅", "130200", outcome="broken", complete=False)
    p.routes["/"] = document("首页", '<a href="/news/">新闻</a><a href="/about/">机构</a>')
    p.routes["/news/"] = p.routes["/about/"] = document("新闻", "<p>今日新闻</p>")
    return p


PORTALS = {
    f.__name__: f
    for f in (
        query_page, index_zero, numbered, column_index, ilist, info_public, framed, json_list,
        opened, meta_refresh, years_and_departments, titles, duplicates, attachments,
        select_pages, scripted_pages, deep, notice_empty, zero_total_empty, others_only,
        navigation_shell, no_list, no_column,
    )
}  # fmt: skip
_ = number

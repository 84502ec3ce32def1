"""Structures of real portals (domain §5.5), one function each."""

from __future__ import annotations

import json

from tests.platforms.sites.kit import Reply, text

from .kit import Asked, Made, Page, Portal, answer_json, as_docx, pieces, row, rows

YEARS = (2021, 2022, 2023)


def tabs() -> Portal:
    """Tabs whose address is an attribute; the list stands in a frame without a title."""
    p = Portal(0, per_report=1.5)
    p.put("/", "首页", "<a href='/zfxxgk/'>政府信息公开</a>")
    p.put(
        "/zfxxgk/", "政府信息公开",
        "<ul class='tab'><li><a href='javascript:;' data-src='./zhinan.html'>政府信息公开指南</a></li>"
        "<li><a href='javascript:;' data-src='./fdzdgknr.html'>法定主动公开内容</a></li>"
        "<li><a href='javascript:;' data-src='./zfxxgknb/list.html'>政府信息公开年报</a></li></ul>"
        "<iframe src='./zhinan.html' title=''></iframe>",
    )  # fmt: skip
    p.put("/zfxxgk/zhinan.html", "", "<h1>政府信息公开指南</h1>")
    p.put("/zfxxgk/fdzdgknr.html", "", "<a href='/zfxxgk/yjs.html'>预算决算</a>")
    made = [
        p.report(f"/zfxxgk/zfxxgknb/{y + 1}01/t{y + 1}0120_{p.number_of()}.html", a, y)
        for a in p.bodies(6, 2) for y in YEARS
    ]  # fmt: skip
    parts = pieces(made, 10)
    for n, part in enumerate(parts):
        name = f"list{f'_{n}' if n else ''}.html"
        script = f'<script>createPageHTML({len(parts)}, {n}, "list", "html");</script>'
        p.put(f"/zfxxgk/zfxxgknb/{name}", "", rows(part) + script)
    return p


def years_and_groups() -> Portal:
    """A list for each group of bodies and year; counted from 0 by a script's variables."""
    p = Portal(1, per_report=1.7)
    top = "/zfxxgk/zfxxgkndbg/"
    p.home(("政府信息公开年度报告", top))
    links = []
    for y in YEARS:
        groups = (
            ("szbm", "市直部门", p.bodies(12, 0, government=False)),
            ("xz", "乡镇", p.bodies(0, 4, government=False)),
        )
        for word, name, agencies in groups:
            folder = f"{top}gb{y}/{y}{word}/"
            links.append(f"<li><a href='{folder}'>{y}年{name}</a></li>")
            made = [p.report(f"{folder}{p.number_of()}.html", a, y) for a in agencies]
            parts = pieces(made, 8)
            for n, part in enumerate(parts):
                script = f"<script>var countPage = {len(parts)};var currentPage = {n};</script>"
                p.put(
                    f"{folder}{f'index_{n}.html' if n else ''}", f"{y}年{name}", rows(part) + script
                )
    p.put(top, "政府信息公开年度报告", "<ul>" + "".join(links) + "</ul>")
    return p


def names_as_titles() -> Portal:
    """Rows hold a body's name and nothing else; the year is that of the column."""
    p = Portal(2, per_report=1.4)
    top = "/zwgk/xxgknb/"
    p.home(("政府信息公开年报", top))
    links = []
    for y in YEARS:
        folder = f"{top}{p.number_of()}/"
        links.append(f"<li><a href='{folder}'>{y}年</a></li>")
        made = [p.report(f"{folder}{p.number_of()}/index.html", a, y) for a in p.bodies(8, 3)]
        shown = [f"<li><a href='http://{m.at}'>{p.short(m.agency)}</a></li>" for m in made]
        p.put(folder, f"{y}年", "<ul>" + "".join(shown) + "</ul>")
    p.put(top, "政府信息公开年报", "<ul>" + "".join(links) + "</ul>")
    return p


def select_of_bodies() -> Portal:
    """iList: bodies in a selection whose script makes the address of the value chosen."""
    p = Portal(3, per_report=1.6)
    p.home(("政府信息公开年报", "/info/iList.jsp?node_id=GKzfb&cat_id=10010"))
    agencies = p.bodies(7, 2)
    ids = {a: f"GK{n:03d}" if n else "GKzfb" for n, a in enumerate(agencies)}
    options = "".join(f"<option value='{i}'>{p.short(a)}</option>" for a, i in ids.items())
    select = f"<select onchange=\"location.href='/info/iList.jsp?node_id='+this.value+'&cat_id=10010'\">{options}</select>"
    for a, node in ids.items():
        made = [
            p.report(f"/info/iIndex.jsp?node_id={node}&cat_id=10010&inf_id={p.number_of()}", a, y)
            for y in (2018, 2019, 2020, *YEARS)
        ]
        for n, part in enumerate(pieces(made, 4)):
            more = (
                f"<a href='/info/iList.jsp?node_id={node}&cat_id=10010&cur_page={n + 2}'>下一页</a>"
                if n == 0
                else ""
            )
            query = f"/info/iList.jsp?node_id={node}&cat_id=10010" + (
                f"&cur_page={n + 1}" if n else ""
            )
            p.put(query, "政府信息公开年报", select + rows(part) + more)
    return p


def ewb_script() -> Portal:
    """EWB: the site's id stands in ajaxReq.js, the department in the page's address."""
    p = Portal(4, per_report=2.3)
    guid = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
    agencies = p.bodies(6, 2)
    codes = {a: f"{p.adcode}{n:03d}" for n, a in enumerate(agencies)}
    p.home(
        (
            "政府信息公开年报",
            f"/dynamic/zwgk/govInfoPub.html?categorynum=004009&deptcode={codes[agencies[0]]}",
        ),
        ("部门信息公开", "/bmxxgk.html"),
    )
    nav = "".join(
        f"<li><a href='/dynamic/zwgk/govInfoPub.html?categorynum=004009&deptcode={c}'>{p.short(a)}</a></li>"
        for a, c in codes.items()
    )
    p.put("/bmxxgk.html", "部门信息公开", f"<ul>{nav}</ul>")
    p.pages["/js/ajaxReq.js"] = Reply(
        f'var siteGuid="{guid}";var projectName="/EWB-FRONT";function getList(){{$.ajax({{url:projectName+"/rest/lightfrontaction/getgovinfolist"}})}}',
        type="application/javascript",
    )
    p.put(
        "/dynamic/zwgk/govInfoPub.html", "信息公开", "<div id='list'></div>",
        "<script src='/js/ajaxReq.js'></script><script src='/js/govInfoPub.js'></script>",
    )  # fmt: skip
    made = {
        c: [p.report(f"/xxgk/{c}/{y + 1}0120/{p.number_of()}.html", a, y) for y in YEARS]
        for a, c in codes.items()
    }

    def service(asked: Asked) -> Page | None:
        if not asked.path.endswith("/rest/lightfrontaction/getgovinfolist"):
            return None
        try:
            sent = json.loads(asked.body)["params"]
            sent = json.loads(sent) if isinstance(sent, str) else sent
        except (ValueError, KeyError):
            return answer_json({"status": {"code": 400}})
        if sent.get("siteGuid") != guid or sent.get("categorynum") != "004009":
            return answer_json({"custom": {"data": [], "total": 0}})
        mine = made.get(sent.get("deptcode", ""), [])
        at, size = int(sent["pageIndex"]), int(sent["pageSize"])
        data = [
            {
                "title": m.title,
                "infourl": m.at.partition("/")[2],
                "infodate": m.date,
                "ouname": m.agency,
            }
            for m in mine[at * size : (at + 1) * size]
        ]
        for d in data:
            d["infourl"] = f"/{d['infourl']}"
        return answer_json({"custom": {"data": data, "total": len(mine)}})

    p.answers.append(service)
    return p


def hanweb_search() -> Portal:
    """Hanweb's search for a body's area; rows hold the title in an attribute of their own."""
    p = Portal(5, per_report=2.0)
    agencies = p.bodies(5, 2)
    areas = {a: f"11{p.adcode}0{n:02d}5000{n}" for n, a in enumerate(agencies)}
    p.home(
        ("政府信息公开年报", f"/col/col8801/index.html?area={areas[agencies[0]]}"),
        ("部门信息公开", "/bm.html"),
    )
    nav = "".join(
        f"<li><a href='/col/col8801/index.html?area={c}'>{p.short(a)}</a></li>"
        for a, c in areas.items()
    )
    p.put("/bm.html", "部门信息公开", f"<ul>{nav}</ul>")
    made = {
        c: [
            p.report(f"/art/{y + 1}/1/20/art_8801_{p.number_of()}.html", a, y)
            for y in (2019, 2020, *YEARS)
        ]
        for a, c in areas.items()
    }

    def column(asked: Asked) -> Page | None:
        if asked.path == "/col/col8801/index.html":
            area = asked.said.get("area", "")
            script = (
                f"<script>var infotypeId='B0301';var area='{area}';function go(n){{$.ajax({{type:'post',url:'/module/xxgk/search.jsp',"
                "data:'infotypeId='+infotypeId+'&jdid=51&area='+area+'&divid=div8801&vc_title=&vc_number=&vc_filenumber=&vc_all=&sortfield=&currpage='+n+'&texttype=&fbtime=',"
                "success:function(d){$('#div8801').html(d)}})}go(1)</script>"
            )
            return p.page("政府信息公开年报", f"<div id='div8801'></div>{script}")
        if asked.path != "/module/xxgk/search.jsp":
            return None
        parts = pieces(made.get(asked.said.get("area", ""), []), 4)
        n = min(max(int(asked.said.get("currpage") or 1), 1), len(parts) or 1)
        kinds = ("odd", "even")
        lines = [
            f"<tr class='tr_main_value_{kinds[i % 2]}'><td align='center'>{i + 1}</td><td><a href='http://{m.at}' mc='{m.title}' rq='{m.date}' target='_blank'>{m.title[:12]}…</a></td></tr>"
            for i, m in enumerate(parts[n - 1] if parts else [])
        ]
        return (
            f"<table>{''.join(lines)}</table><div>共{sum(map(len, parts))}条 共{len(parts)}页</div>"
        )

    p.answers.append(column)
    return p


def annual_module() -> Portal:
    """Hanweb's module of annual reports: a page of departments leads to an area each."""
    p = Portal(6, per_report=1.8)
    agencies = p.bodies(5, 2)
    areas = {a: f"11{p.adcode}7{n:02d}61234{n}" for n, a in enumerate(agencies)}
    module = "/module/xxgk/xxgkAnnualReport.jsp"
    p.home(
        ("政府信息公开年报", f"{module}?area={areas[agencies[0]]}"),
        ("部门乡镇信息公开", "/bmxz.html"),
    )
    nav = "".join(
        f"<li><a href='{module}?area={c}'>{p.short(a)}</a></li>" for a, c in areas.items()
    )
    p.put("/bmxz.html", "部门乡镇信息公开", f"<ul>{nav}</ul>")
    by = {
        c: {y: p.report(f"{module}?area={c}&fbtime={y}", a, y, serve=False) for y in YEARS}
        for a, c in areas.items()
    }

    def page(asked: Asked) -> Page | None:
        if asked.path != module:
            return None
        area = asked.said.get("area", "")
        if area not in by:
            return p.page("政府信息公开年报", "<p>暂无内容</p>")
        year = int(asked.said.get("fbtime") or max(by[area]))
        links = "".join(
            f"<a href='{module}?area={area}&fbtime={y}'>{y}年</a> "
            for y in sorted(by[area], reverse=True)
        )
        if year not in by[area]:
            return p.page("政府信息公开年报", f"{links}<p>暂无内容</p>")
        one = by[area][year]
        html, _ = text(one.agency, year, one.date)
        return p.page(
            one.title,
            f"{links}<h1>{one.title}</h1><div>发布日期：{one.date}</div><div class='con'>{html}</div>",
        )

    p.answers.append(page)
    return p


def frames_and_tree() -> Portal:
    """A set of frames whose left one holds the bodies as a tree that a script draws."""
    p = Portal(7, per_report=1.8)
    p.put("/", "首页", "<a href='/gk/index.htm'>政府信息公开</a>")
    p.pages["/gk/index.htm"] = (
        "<html><head><title>信息公开</title></head><frameset cols='200,*'><frame src='left.htm' name='left'><frame src='main.htm' name='main'></frameset></html>"
    )
    p.put("/gk/main.htm", "信息公开", "<p>欢迎访问信息公开目录。</p>")
    nodes, at = ["d.add(0,-1,'信息公开目录');"], 1
    for n, agency in enumerate(p.bodies(8, 3)):
        own = at
        nodes.append(f"d.add({own},0,'{p.short(agency)}','','','main');")
        nodes.append(f"d.add({own + 1},{own},'机构职能','jg_{n}.htm','','main');")
        nodes.append(f"d.add({own + 2},{own},'年度报告','list_{n}.htm','','main');")
        at += 3
        made = [p.report(f"/gk/view_{p.number_of()}.htm", agency, y) for y in YEARS]
        p.put(f"/gk/list_{n}.htm", "年度报告", rows(made))
        p.put(f"/gk/jg_{n}.htm", "机构职能", "<p>略</p>")
    p.put(
        "/gk/left.htm",
        "目录",
        f"<div id='tree'></div><script>var d = new dTree('d');{''.join(nodes)}document.write(d);</script>",
    )
    return p


def ids_in_query() -> Portal:
    """Articles are ``show.aspx?id=77``, pages ``?page=2``; titles are short."""
    p = Portal(8, per_report=1.3)
    p.home(("政府信息公开年报", "/ndbg/list.aspx"))
    made = [
        p.report(f"/ndbg/show.aspx?id={n + 70}", a, y, title=f"{a}{y}年信息公开年报")
        for n, (a, y) in enumerate((a, y) for a in p.bodies(9) for y in YEARS)
    ]
    parts = pieces(made, 12)
    for n, part in enumerate(parts):
        more = f"<a href='/ndbg/list.aspx?page={n + 2}'>下一页</a>" if n + 1 < len(parts) else ""
        p.put(
            f"/ndbg/list.aspx{f'?page={n + 1}' if n else ''}",
            "政府信息公开年报",
            rows(part, cut=16) + more,
        )
    return p


def moved_name() -> Portal:
    """The portal has a new name; next pages and half of the entries bear the old one."""
    p = Portal(9, per_report=1.4)
    old = f"www.{p.domain.partition('.')[0]}xxgk.gov.cn"
    p.also.append(old)
    top = "/zwgk/zfxxgknb/"
    p.home(("政府信息公开年报", top))
    made = [
        p.report(f"{top}{y + 1}01/t{y + 1}0118_{p.number_of()}.html", a, y)
        for a in p.bodies(8)
        for y in YEARS
    ]
    parts = pieces(made, 9)
    for n, part in enumerate(parts):
        more = (
            f"<a href='http://{old}{top}index_{n + 1}.html'>下一页</a>"
            if n + 1 < len(parts)
            else ""
        )
        shown = "".join(
            row(
                m,
                relative=f"http://{old}{m.at.partition('/')[2] and '/' + m.at.partition('/')[2]}"
                if i % 2
                else "",
            )
            for i, m in enumerate(part)
        )
        p.put(
            f"{top}{f'index_{n}.html' if n else ''}", "政府信息公开年报", f"<ul>{shown}</ul>{more}"
        )
    for path, page in list(p.pages.items()):
        p.pages[old + path] = page
    for one in p.reports:
        where = one.at.partition("/")[2]
        p.pages[f"{old}/{where}"] = p.pages[f"/{where}"]
    p.old_names.append(old)
    return p


def bureaus_on_subdomains() -> Portal:
    """Each bureau has a name below the government's; its column is found from its home page."""
    p = Portal(10, per_report=2.6)
    p.home(("政府信息公开年报", "/zfxxgknb/"), ("部门网站", "/bmwz.html"))
    own = [p.report(f"/zfxxgknb/{p.number_of()}.html", f"{p.county}人民政府", y) for y in YEARS]
    p.put("/zfxxgknb/", "政府信息公开年报", rows(own))
    nav = []
    for n, agency in enumerate(p.bodies(7, 0, government=False)):
        host = f"{'cz jy sj mz sl tj sf'.split()[n]}j.{p.domain}"
        p.also.append(host)
        nav.append(f"<li><a href='http://{host}/' target='_blank'>{p.short(agency)}</a></li>")
        made = [p.report(f"{host}/gk/nb/{p.number_of()}.html", agency, y) for y in YEARS]
        p.put(f"{host}/", agency, "<a href='/gk/'>政府信息公开</a><a href='/dt/'>工作动态</a>")
        p.put(
            f"{host}/gk/",
            "政府信息公开",
            "<a href='/gk/zn.html'>政府信息公开指南</a><a href='/gk/nb/'>政府信息公开年报</a>",
        )
        p.put(f"{host}/gk/nb/", "政府信息公开年报", rows(made))
    p.put("/bmwz.html", "部门网站", f"<ul>{''.join(nav)}</ul>")
    return p


def phpcms() -> Portal:
    p = Portal(11, per_report=1.4)
    base = "/index.php?m=content&c=index&a="
    p.home(("信息公开年报", f"{base}lists&catid=77"))
    made = [
        p.report(f"{base}show&catid=77&id={p.number_of() % 1000}", a, y)
        for a in p.bodies(8, 2)
        for y in YEARS
    ]
    parts = pieces(made, 10)
    for n, part in enumerate(parts):
        pager = "".join(
            f"<a href='{base}lists&catid=77&page={k + 1}'>{k + 1}</a> " for k in range(len(parts))
        )
        after = min(n + 2, len(parts))
        more = f"<a href='{base}lists&catid=77&page={after}'>下一页</a>"
        p.put(
            f"{base}lists&catid=77{f'&page={n + 1}' if n else ''}",
            "信息公开年报",
            rows(part) + f"<div id='pages'>{pager}{more}</div>",
        )
    return p


def mixed_column() -> Portal:
    """The government's own reports beside links to the column of each body."""
    p = Portal(12, per_report=1.6)
    top = "/zwgk/zfxxgknb/"
    p.home(("政府信息公开年报", top))
    own = [
        p.report(f"{top}{y + 1}01/t{y + 1}0320_{p.number_of()}.html", f"{p.county}人民政府", y)
        for y in YEARS
    ]
    nav = []
    for n, agency in enumerate(p.bodies(8, 3, government=False)):
        folder = f"/bm/d{n}/gknb_{p.number_of()}/"
        nav.append(f"<li><a href='{folder}'>{p.short(agency)}</a></li>")
        made = [
            p.report(f"{folder}{y + 1}01/t{y + 1}0115_{p.number_of()}.html", agency, y)
            for y in YEARS
        ]
        p.put(folder, "政府信息公开年报", rows(made))
    p.put(top, "政府信息公开年报", rows(own) + f"<h3>部门年报</h3><ul>{''.join(nav)}</ul>")
    return p


def counted_with_a_script_row() -> Portal:
    """The number that the list states counts a row that only a script opens."""
    p = Portal(13, per_report=1.4)
    p.home(("政府信息公开年报", "/nb/index.html"))
    made = [p.report(f"/nb/content_{p.number_of()}.html", a, y) for a in p.bodies(6) for y in YEARS]
    parts = pieces(made, 7)
    for n, part in enumerate(parts):
        extra = (
            "<li><a href='javascript:void(0)' onclick='openPage(3)'>政府信息公开年报历年汇编</a><span>2020-01-01</span></li>"
            if n == 0
            else ""
        )
        more = f"<a href='/nb/index_{n + 1}.html'>下一页</a>" if n + 1 < len(parts) else ""
        p.put(
            f"/nb/index{f'_{n}' if n else ''}.html",
            "政府信息公开年报",
            rows(part).replace("</ul>", f"{extra}</ul>")
            + f"<div>共{len(made) + 1}条记录 {n + 1}/{len(parts)}</div>{more}",
        )
    return p


def years_as_links() -> Portal:
    """The column's links read 2019年 and lead to the report of that year, at once."""
    p = Portal(14, per_report=1.6)
    p.home(("政府信息公开年报", "/xxgk/nb/"))
    links = []
    for y in (2018, 2019, 2020, *YEARS):
        made = p.report(f"/xxgk/nb/{p.number_of()}.html", f"{p.county}人民政府", y)
        links.append(f"<li><a href='{made.at.partition('/')[2].rpartition('/')[2]}'>{y}年</a></li>")
    p.put("/xxgk/nb/", "政府信息公开年报", f"<ul>{''.join(links)}</ul>")
    return p


def gbk_queries() -> Portal:
    """GBK throughout, bodies' names in the queries of links."""
    p = Portal(15, per_report=1.8, encoding="gbk")
    p.home(("政府信息公开年报", "/nb/index.asp"))
    agencies = p.bodies(6, 2)
    nav = "".join(
        f"<li><a href='/nb/list.asp?bm={p.short(a)}'>{p.short(a)}</a></li>" for a in agencies
    )
    p.put("/nb/index.asp", "政府信息公开年报", f"<ul>{nav}</ul>")
    made = {
        p.short(a): [p.report(f"/nb/show.asp?id={p.number_of()}", a, y) for y in YEARS]
        for a in agencies
    }

    def listing(asked: Asked) -> Page | None:
        if asked.path != "/nb/list.asp":
            return None
        from urllib.parse import unquote_to_bytes

        name = unquote_to_bytes(asked.raw.partition("=")[2].replace("+", " ")).decode(
            "gbk", "replace"
        )
        return p.page("政府信息公开年报", rows(made.get(name, [])))

    p.answers.append(listing)
    return p


def refreshed() -> Portal:
    """The menu's address sends on by a ``Refresh`` header."""
    p = Portal(16, per_report=1.6)
    p.home(("政府信息公开年报", "/go/nb"))
    p.pages["/go/nb"] = Reply("", headers=(("Refresh", "0; url=/gk/ndbg/"),))
    made = [
        p.report(f"/gk/ndbg/{p.number_of() % 100 + n * 100}.html", a, y)
        for n, (a, y) in enumerate((a, y) for a in p.bodies(4) for y in YEARS)
    ]
    p.put("/gk/ndbg/", "政府信息公开年报", rows(made))
    return p


def text_in_a_script() -> Portal:
    """Articles whose text is a script's value; it says 申请信息不存在 of some applications."""
    p = Portal(17, per_report=1.8)
    p.home(("政府信息公开年报", "/nb/"))

    def shell(title: str, date: str, html: str) -> str:
        html = (
            html.replace("按期答复", "按期答复，其中申请信息不存在数1件")
            + "<p>告知申请人信息不存在的1件。</p>"
        )
        detail = json.dumps(
            {"title": title, "display_publish_time": date, "content": html}, ensure_ascii=False
        ).replace("</", "<\\/")
        return f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title><meta name='ArticleTitle' content='{title}'><meta name='PubDate' content='{date} 10:00'></head><body><div id='app'></div><script>window._CONFIG = {{SID: '1', DETAIL: {detail}}};</script></body></html>"

    made = [
        p.report(f"/gkmlpt/content/1/{1000 + n}/post_{p.number_of()}.html", a, y, wrap=shell)
        for n, (a, y) in enumerate((a, y) for a in p.bodies(4) for y in (2017, 2022, 2023))
    ]
    p.put("/nb/", "政府信息公开年报", rows(made))
    return p


def unknown_json() -> Portal:
    """A service of nobody's: records with a title, a date and a link under names of its own."""
    p = Portal(18, per_report=1.5)
    p.home(("政府信息公开年报", "/gk/nianbao.html"))
    p.put(
        "/gk/nianbao.html", "政府信息公开年报",
        "<div id='box'></div><script>var lm='nb07';function load(n){var url='/api/v2/wzlist/'+lm+'?sl=10&dqy='+n;"
        "$.ajax({url:url,type:'GET',dataType:'json',success:function(r){draw(r)}})}load(1);</script>",
    )  # fmt: skip
    made = [p.report(f"/gk/nr/{p.number_of()}", a, y) for a in p.bodies(9) for y in YEARS]

    def service(asked: Asked) -> Page | None:
        if asked.path != "/api/v2/wzlist/nb07":
            return None
        n = int(asked.said.get("dqy") or 1)
        part = made[(n - 1) * 10 : n * 10]
        data = [
            {
                "wzbt": m.title,
                "fbrq": m.date.replace("-", "/"),
                "wzlj": "/" + m.at.partition("/")[2],
                "zz": "办公室",
            }
            for m in part
        ]
        return answer_json({"zt": 1, "nr": {"zts": len(made), "sj": data}})

    p.answers.append(service)
    return p


def next_in_the_article() -> Portal:
    """Long articles are read page by page, by 下一页 within the article."""
    p = Portal(19, per_report=3.4)
    p.home(("政府信息公开年报", "/zwgk/nb/"))
    made = []
    for agency in p.bodies(4):
        for year in YEARS:
            n = p.number_of()
            one = p.report(f"/zwgk/nb/{n}.html", agency, year, serve=False)
            html, _ = text(agency, year, one.date)
            cuts = [html.index("<p>三、"), html.index("<p>五、")]
            parts = [html[: cuts[0]], html[cuts[0] : cuts[1]], html[cuts[1] :]]
            for k, part in enumerate(parts):
                name = lambda j, n=n: f"{n}{f'_{j + 1}' if j else ''}.html"  # noqa: E731
                pager = "".join(f"<a href='{name(j)}'>{j + 1}</a> " for j in range(3))
                pager += f"<a href='{name(k + 1)}'>下一页</a>" if k < 2 else ""
                p.pages[f"/zwgk/nb/{name(k)}"] = p.article(
                    one.title, one.date, part + f"<div class='fy'>{pager}</div>"
                )
            made.append(one)
    p.put("/zwgk/nb/", "政府信息公开年报", rows(made))
    return p


def map_in_the_footer() -> Portal:
    """Nothing but the map of the site leads to the column."""
    p = Portal(20, per_report=1.8)
    p.put(
        "/",
        "首页",
        "<a href='/news/'>新闻</a><div class='foot'><a href='/wzdt.html'>网站地图</a></div>",
    )
    p.put("/news/", "新闻", "<p>要闻</p>")
    groups = {
        "走进": ("概况", "历史"),
        "公开": ("领导之窗", "规划计划", "政府信息公开年报"),
        "服务": ("办事指南",),
    }
    links = "".join(
        f"<h3>{g}</h3>" + "".join(f"<a href='/c/{sum(map(ord, t))}/'>{t}</a>" for t in names)
        for g, names in groups.items()
    )
    p.put("/wzdt.html", "网站地图", links)
    made = [p.report(f"/c/{p.number_of()}.html", a, y) for a in p.bodies(5) for y in YEARS]
    p.put(f"/c/{sum(map(ord, '政府信息公开年报'))}/", "政府信息公开年报", rows(made))
    return p


def tabs_by_script() -> Portal:
    """Bodies as tabs; a function of the page posts their number, one page after the other."""
    p = Portal(21, per_report=1.8)
    p.home(("信息公开年报", "/xxgk/nb.html"))
    agencies = p.bodies(6, 2)
    tabs_ = "".join(
        f"<a href='javascript:void(0)' onclick=\"showDept('{40 + n}')\">{p.short(a)}</a>"
        for n, a in enumerate(agencies)
    )
    p.put(
        "/xxgk/nb.html",
        "信息公开年报",
        f"<div class='tabs'>{tabs_}</div><div id='con'></div><script>var size=5;function showDept(d){{query(d,1)}}function query(d,n){{$.post('/xxgk/nblist.action',{{dept:d,pageNo:n,pageSize:size,kind:'nb'}},function(h){{$('#con').html(h)}})}}showDept('40');</script>",
    )
    made = {
        str(40 + n): [p.report(f"/xxgk/nb/{p.number_of()}.html", a, y) for y in range(2016, 2024)]
        for n, a in enumerate(agencies)
    }

    def service(asked: Asked) -> Page | None:
        if asked.path != "/xxgk/nblist.action":
            return None
        n, mine = int(asked.said.get("pageNo") or 1), made.get(asked.said.get("dept", ""), [])
        pages = -(-len(mine) // 5)
        part = mine[(n - 1) * 5 : n * 5]
        more = (
            f"<a href='javascript:void(0)' onclick=\"query('{asked.said.get('dept')}',{n + 1})\">下一页</a>"
            if n < pages
            else ""
        )
        return f"{rows(part)}<div>共{pages}页</div>{more}" if asked.method == "POST" else None

    p.answers.append(service)
    return p


def files_of_bodies() -> Portal:
    """A page a year links the file of each body; the files' names are numbers."""
    p = Portal(22, per_report=1.4)
    p.home(("政府信息公开年报", "/nb/"))
    listed: list[tuple[str, str, str]] = []
    for y in YEARS:
        links = []
        for n, agency in enumerate(p.bodies(7, 3, government=False)):
            name = f"W0{p.number_of()}.docx"
            one = p.report(f"/nb/{y}/{name}", agency, y, serve=False, date=f"{y + 1}-01-28")
            html, _ = text(agency, y, one.date)
            p.pages[f"/nb/{y}/{name}"] = Reply(
                as_docx(one.title, html),
                type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            )
            links.append(f"<p><a href='{name}'>{n + 1}.{p.short(agency)}</a></p>")
        title = f"{p.county}各部门各乡镇{y}年政府信息公开工作年度报告"
        p.pages[f"/nb/{y}/index.html"] = p.article(title, f"{y + 1}-01-28", "".join(links))
        listed.append((f"/nb/{y}/index.html", title, f"{y + 1}-01-28"))
    p.put("/nb/", "政府信息公开年报", "<ul>" + "".join(map(row, listed)) + "</ul>")
    return p


def prefixes() -> Portal:
    """Guangdong: an instance of the platform for each body, under a prefix."""
    p = Portal(23, per_report=2.0)
    nav = []
    for n, agency in enumerate(p.bodies(6, 2)):
        prefix, sid, cat = f"/gk{n:02d}" if n else "", f"{441200 + n}", 2600 + n
        tree = [
            {"id": cat - 1, "name": "机构职能"},
            {"id": cat, "name": "政府信息公开年报" if n % 2 else "年度报告"},
        ]
        conf = f"<script>window._CONFIG = {{SID: '{sid}', TREE: {json.dumps(tree, ensure_ascii=False)}}};</script><div id='app'></div>"
        p.put(f"{prefix}/gkmlpt/index", "政府信息公开平台", conf)
        made = [
            p.report(f"{prefix}/gkmlpt/content/2/{2000 + n}/post_{p.number_of()}.html", agency, y)
            for y in YEARS
        ]
        nav.append(f"<li><a href='{prefix}/gkmlpt/index'>{p.short(agency)}</a></li>")

        def service(
            asked: Asked,
            at: str = f"{prefix}/gkmlpt/api/all/{cat}",
            sid: str = sid,
            made: list[Made] = made,
        ) -> Page | None:
            if asked.path != at or asked.said.get("sid") != sid:
                return None
            data = [
                {"title": m.title, "url": f"http://{m.at}", "display_publish_time": m.date}
                for m in made
            ]
            return answer_json(
                {
                    "articles": data if asked.said.get("page") in ("0", "1") else [],
                    "total": len(made),
                }
            )

        p.answers.append(service)
    p.put(
        "/",
        "首页",
        "<a href='/gkmlpt/index'>政府信息公开</a><a href='/bmzx/'>部门（镇）信息公开</a>",
    )
    p.put("/bmzx/", "部门（镇）信息公开", f"<ul>{''.join(nav)}</ul>")
    return p


PORTALS = {
    f.__name__: f
    for f in (
        tabs, years_and_groups, names_as_titles, select_of_bodies, ewb_script, hanweb_search,
        annual_module, frames_and_tree, ids_in_query, moved_name, bureaus_on_subdomains, phpcms,
        mixed_column, counted_with_a_script_row, years_as_links, gbk_queries, refreshed,
        text_in_a_script, unknown_json, next_in_the_article, map_in_the_footer, tabs_by_script,
        files_of_bodies, prefixes,
    )
}  # fmt: skip

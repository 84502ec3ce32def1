"""Bodies behind choices, frames and functions; columns deep below, or named by years alone."""

from __future__ import annotations

import json

from tests.platforms.sites.kit import Reply, text

from .combined import LONG, YEARS, fleet, script
from .kit import Asked, Made, Page, answer_json, as_docx, pieces
from .surroundings import Dressed, listed


def _place(made: Made) -> str:
    return "/" + made.at.partition("/")[2]


def frames_beside_links() -> Dressed:
    """The hub's menu stands in a frame beside links; menus of bodies open by a click; one body has
    no column, one last page holds nothing but a row that a script opens."""
    p = Dressed(0, per_report=3.2, encoding="gbk")
    p.home(("政府信息公开年报", "/zwgk/zfxxgknb/"))
    p.put("/xxgk/", "政府信息公开", "<iframe src='./nav.html' title=''></iframe>")
    p.pages["/xxgk/nav.html"] = (
        "<html><body><a href='/zwgk/zfxxgknb/' target='_top'>政府信息公开年报</a>"
        "<a href='/bmgk/' target='_top'>部门公开</a></body></html>"
    )
    own = fleet(p, "/zwgk/zfxxgknb/{y}03/t{d}_{n}.html", f"{p.county}人民政府", YEARS)
    p.put("/zwgk/zfxxgknb/", "政府信息公开年报", listed(p.lines(own, beside=1)))
    nav = []
    for n, agency in enumerate(p.bodies(4, 1, government=False)):
        top = f"/bmgk/b{n}/"
        shown = ("zn", "信息公开指南"), ("nb", "年报"), ("ml", "信息公开目录")
        menu = "".join(
            f"<li onclick=\"location.href='./{at}/'\">{name}</li>"
            for at, name in shown
            if (n, at) != (2, "nb")
        )
        p.put(top, agency, f"<ul>{menu}</ul><p>机构职能简介。</p>")
        p.put(f"{top}ml/", "信息公开目录", "<p>目录。</p>")
        nav.append(f"<li><a href='./b{n}/'>{p.short(agency)}</a></li>")
        if n == 2:
            continue
        made = fleet(p, f"{top}nb/{{y}}01/t{{d}}_{{n}}.html", agency, YEARS)
        rows = [p.line(m.title, _place(m), m.date) for m in made]
        more = script('createPageHTML(2, {k}, "index", "html");')
        p.put(f"{top}nb/", "年报", listed(rows) + more.replace("{k}", "0"))
        last = "<li><a href='javascript:void(0)' onclick='openPage(3)'>年报（历年汇编）</a></li>"
        p.put(f"{top}nb/index_1.html", "年报", listed([last]) + more.replace("{k}", "1"))
    p.put("/bmgk/", "部门公开", listed(nav))
    return p


def prefixes_chosen() -> Dressed:
    """gkmlpt under a prefix for each body; the prefixes stand in a selection of the page of bodies."""
    p = Dressed(1, per_report=2.2)
    options = []
    for n, agency in enumerate(p.bodies(3, 1)):
        prefix, sid, category = f"/dept{n:02d}" if n else "", f"{770100 + n}", 7000 + 10 * n
        name = ("政府信息公开年报", "政府信息公开年度报告", "信息公开年报")[n % 3]
        tree = [{"id": category - 2, "name": "政府信息公开指南"}, {"id": category, "name": name}]
        config = f"{{'SID': '{sid}', 'TREE': {json.dumps(tree, ensure_ascii=False)}}}"
        p.pages[f"{prefix}/gkmlpt/index"] = (
            f"<html><head><meta charset='utf-8'><title>{agency}信息公开平台</title></head><body>"
            f"<div id='app'></div>{script(f'window._CONFIG = {config};')}</body></html>"
        )
        made = fleet(p, f"{prefix}/gkmlpt/content/7/77/post_{{n}}.html", agency, YEARS)
        if n:
            options.append(f"<option value='dept{n:02d}'>{p.short(agency)}</option>")

        def service(
            asked: Asked,
            at: str = f"{prefix}/gkmlpt/api/all/{category}",
            sid: str = sid,
            made: list[Made] = made,
        ) -> Page | None:
            if asked.path != at:
                return None
            rows = [
                {"title": m.title, "url": f"http://{m.at}", "display_publish_time": m.date}
                for m in made
            ]
            return answer_json(
                {"articles": rows if asked.said.get("sid") == sid else [], "total": len(made)}
            )

        p.answers.append(service)
    p.home(("政府信息公开平台", "/gkmlpt/index"), ("部门（镇）信息公开", "/bmxx/"))
    goes = "if(this.value)window.location.href='/'+this.value+'/gkmlpt/index'"
    p.put(
        "/bmxx/",
        "部门（镇）信息公开",
        f'<select onchange="{goes}"><option value="">请选择</option>{"".join(options)}</select>',
    )
    return p


def areas_by_function() -> Dressed:
    """An annual page by ``area``, taken from a selection by a function of the page; the years are
    links to the reports themselves."""
    p = Dressed(3, per_report=1.8)
    at = "/zwgk/ndbg/index.jsp"
    p.home(("政府信息公开年报", at))
    areas = {a: f"a{n:02d}" for n, a in enumerate(p.bodies(3, 1))}
    by = {
        area: {
            y: p.make(f"{at}?area={area}&year={y}", a, y, serve=False) for y in YEARS
        }
        for a, area in areas.items()
    }  # fmt: skip
    options = "".join(f"<option value='{i}'>{p.short(a)}</option>" for a, i in areas.items())
    goes = f"function go(){{var a=document.getElementById('area').value;location.href='{at}?area='+a;}}"

    def page(asked: Asked) -> Page | None:
        area = asked.said.get("area") or "a00"
        if asked.path != at or area not in by:
            return None
        years = " ".join(f"<a href='{at}?area={area}&year={y}'>{y}年</a>" for y in by[area])
        chosen = f"<select id='area' onchange='go()'>{options}</select>{script(goes)}{years}"
        if "year" not in asked.said:
            return p.page("政府信息公开年报", chosen)
        made = by[area][int(asked.said["year"])]
        html, _ = text(made.agency, made.year, made.date)
        return p.page(
            made.title,
            f"{chosen}<h1>{made.title}</h1><div>发布日期：{made.date}</div><div>{html}</div>",
        )

    p.answers.append(page)
    return p


def channels_chosen() -> Dressed:
    """ucap's ``/common/search/<channel>``: a listener sets the channel and calls the page's own
    function; addresses in the answer have no scheme."""
    p = Dressed(15, per_report=1.9)
    at = "/xxgk/zfxxgknb/common_list.shtml"
    p.home(("政府信息公开年报", at))
    made: dict[str, list[Made]] = {}
    options = []
    for n, agency in enumerate(p.bodies(3, 1)):
        channel = f"{p.rng.getrandbits(128):032x}"
        years = tuple(range(2012, 2024)) if n == 1 else YEARS
        made[channel] = fleet(p, f"/xxgk/c10{n}/{{y}}01/c0{{n}}.shtml", agency, years)
        options.append(f"<option value='{channel}'>{p.short(agency)}</option>")
    asks = (
        f"var channelId='{next(iter(made))}';function getPage(n){{var url='/common/search/'+channelId+"
        "'?_isAgg=true&_isJson=true&_pageSize=10&_template=index&_rangeTimeGte=&_channelName=&page='+n;"
        "$.get(url,function(r){show(r.data.results)},'json');}"
        "$(function(){getPage(1);$('#dept').change(function(){channelId=$(this).val();getPage(1);});});"
    )
    p.put(
        at,
        "政府信息公开年报",
        f"<select id='dept'>{''.join(options)}</select><ul id='list'></ul>{script(asks)}",
    )

    def service(asked: Asked) -> Page | None:
        mine = made.get(asked.path.removeprefix("/common/search/"))
        if mine is None or asked.said.get("_isJson") != "true":
            return None
        k, size = int(asked.said["page"]), int(asked.said["_pageSize"])
        rows = [
            {"title": m.title, "url": f"//{m.at}", "publishedTimeStr": f"{m.date} 10:00:00"}
            for m in mine[(k - 1) * size : k * size]
        ]
        return answer_json({"code": 200, "data": {"total": len(mine), "rows": 10, "results": rows}})

    p.answers.append(service)
    return p


def years_at_bodies() -> Dressed:
    """A column 年报 of each body that holds years alone, each of them a report."""
    p = Dressed(14, per_report=2.6)
    p.home(("部门信息公开", "/bm/"), ("信息公开年报", "/zf/nb/"))
    nav = []
    for n, agency in enumerate(p.bodies(3, 1)):
        top = f"/bm/{n}/" if n else "/zf/"
        for year in YEARS:
            p.make(f"{top}nb/{year}.html", agency, year)
        years = [f"<li><a href='{y}.html'>{y}年</a></li>" for y in YEARS]
        p.put(f"{top}nb/", "信息公开年报", listed(years))
        p.put(top, agency, f"<a href='{top}zn.html'>信息公开指南</a><a href='{top}nb/'>年报</a>")
        if n:
            nav.append(f"<li><a href='{top}'>{p.short(agency)}</a></li>")
    p.put("/bm/", "部门信息公开", listed(nav))
    return p


def columns_deep_below() -> Dressed:
    """Groups of bodies, each body's own site, 政务公开 and 政府信息公开 in it before the column."""
    p = Dressed(19, per_report=3.8)
    p.home(("政府信息公开年报", "/gk/nb/"), ("乡镇、部门公开", "/gk/dw/"))
    own = fleet(p, "/gk/nb/{n}.html", f"{p.county}人民政府", YEARS)
    p.put("/gk/nb/", "政府信息公开年报", listed(p.lines(own, beside=1, where="/gk/nb/{n}.html")))
    groups: dict[str, list[str]] = {"bm": [], "xz": []}
    for n, agency in enumerate(p.bodies(2, 2, government=False)):
        group = "xz" if agency.endswith("人民政府") else "bm"
        top = f"/site/{group}{n}/"
        groups[group].append(f"<li><a href='{top}index.html'>{p.short(agency)}</a></li>")
        ways = (
            ("index.html", agency, "gk/", "政务公开"),
            ("gk/", "政务公开", "gk/xx/", "政府信息公开"),
            ("gk/xx/", "政府信息公开", "nb/", "政府信息公开年报"),
        )
        for at, title, to, name in ways:
            p.put(top + at, title, f"<p>{agency}</p><a href='{top}{to}'>{name}</a>")
        made = fleet(p, top + "nb/{n}.html", agency, YEARS)
        p.put(f"{top}nb/", "政府信息公开年报", listed(p.lines(made, beside=0, junk=False)))
    p.put(
        "/gk/dw/",
        "乡镇、部门公开",
        "<a href='/gk/dw/bm.html'>县级部门</a><a href='/gk/dw/xz.html'>乡镇街道</a>",
    )
    p.put("/gk/dw/bm.html", "县级部门", listed(groups["bm"]))
    p.put("/gk/dw/xz.html", "乡镇街道", listed(groups["xz"]))
    return p


def matrix() -> Dressed:
    """A table of bodies and years whose links all read 查看; some cells are empty."""
    p = Dressed(18, per_report=1.6)
    p.home(("政府信息公开年报", "/xxgk/nb.html"))
    lines = ["<th>单位</th>" + "".join(f"<th>{y}年</th>" for y in LONG)]
    for n, agency in enumerate(p.bodies(3, 1)):
        cells = [
            ""
            if (n + y) % 9 == 0
            else f"<a href='{_place(p.make(f'/xxgk/view.jsp?id={p.number_of()}', agency, y))}'>查看</a>"
            for y in LONG
        ]
        lines.append(f"<td>{p.short(agency)}</td>" + "".join(f"<td>{cell}</td>" for cell in cells))
    table = "".join(f"<tr>{line}</tr>" for line in lines)
    p.put("/xxgk/nb.html", "政府信息公开年报", f"<table>{table}</table>")
    return p


def column_by_script() -> Dressed:
    """One body's page names its column, and a script that is not there opens it; another has none."""
    p = Dressed(20, outcome="incomplete")
    p.home(("政府信息公开年报", "/gk/nb/"), ("部门公开", "/gk/bm/"))
    own = fleet(p, "/gk/nb/{n}.html", f"{p.county}人民政府", YEARS)
    p.put("/gk/nb/", "政府信息公开年报", listed(p.lines(own, beside=1, where="/gk/nb/{n}.html")))
    nav = []
    for n, agency in enumerate(p.bodies(3, 0, government=False)):
        top = f"/gk/bm/{n}/"
        nav.append(f"<li><a href='{top}'>{p.short(agency)}</a></li>")
        if n == 1:
            p.put(top, agency, "<a>信息公开年报</a><script src='/js/portal.js'></script>")
            continue
        if n == 2:
            p.put(top, agency, "<p>机构职能。</p>")
            continue
        made = fleet(p, f"{top}nb/{{n}}.html", agency, YEARS)
        p.put(top, agency, "<a href='nb/'>信息公开年报</a>")
        p.put(f"{top}nb/", "信息公开年报", listed(p.lines(made, beside=0, junk=False)))
    p.put("/gk/bm/", "部门公开", listed(nav))
    return p


def tree_posted_back() -> Dressed:
    """ASP.NET: the bodies are nodes that post the page back, and so are the pages of each list."""
    p = Dressed(4, per_report=1.7)
    at = "/xxgk/InfoList.aspx"
    p.home(("政府信息公开年报", at))
    agencies = p.bodies(2, 1)
    made = {str(n): fleet(p, "/xxgk/InfoShow.aspx?ID={n}", a, LONG) for n, a in enumerate(agencies)}

    def page(asked: Asked) -> Page | None:
        if asked.path != at:
            return None
        chosen, k = asked.said.get("__VIEWSTATE", "0:1").split(":")
        target, given = asked.said.get("__EVENTTARGET"), asked.said.get("__EVENTARGUMENT", "")
        if target == "TreeView1":
            chosen, k = given.removeprefix("s"), "1"
        elif target == "Pager":
            k = given
        parts = pieces(p.lines(made[chosen], beside=0, junk=False), 4)
        posts = "<a href=\"javascript:__doPostBack('{}','{}')\">{}</a> "
        tree = "".join(
            posts.format("TreeView1", f"s{n}", p.short(a)) for n, a in enumerate(agencies)
        )
        more = posts.format("Pager", int(k) + 1, "下一页") if int(k) < len(parts) else ""
        fields = "".join(
            f"<input type='hidden' name='{name}' value='{value}'>"
            for name, value in (
                ("__EVENTTARGET", ""), ("__EVENTARGUMENT", ""), ("__VIEWSTATE", f"{chosen}:{k}")
            )
        )  # fmt: skip
        shown = f"{listed(parts[int(k) - 1])}总页数：{len(parts)} 当前页：{k} {more}"
        return p.page("政府信息公开年报", f"<form method='post'>{fields}{tree}{shown}</form>")

    p.answers.append(page)
    return p


def numbered_parts() -> Dressed:
    """Articles of three pages that nothing but their numbers in brackets link."""
    p = Dressed(5, per_report=4.2, encoding="gbk")
    p.home(("政府信息公开年报", "/xxgk/nb/"))
    rows = []
    for agency in p.bodies(1):
        for year in YEARS:
            number = p.number_of()
            one = p.make(f"/xxgk/nb/{number}.shtml", agency, year)
            html, _ = text(agency, year, one.date)
            cuts = [0, html.index("<p>三、"), html.index("<p>五、"), len(html)]
            names = [f"{number}{f'_{n + 1}' if n else ''}.shtml" for n in range(3)]
            for n, name in enumerate(names):
                numbers = "".join(
                    f"<b>{i + 1}</b>" if i == n else f"<a href='{to}'>[{i + 1}]</a>"
                    for i, to in enumerate(names)
                )
                p.pages[f"/xxgk/nb/{name}"] = p.article(
                    one.title, one.date, html[cuts[n] : cuts[n + 1]] + f"<div>{numbers}</div>"
                )
            rows.append(p.line(one.title, _place(one), one.date))
    p.put("/xxgk/nb/", "政府信息公开年报", listed(rows))
    return p


def bodies_in_an_answer() -> Dressed:
    """A page of bodies that a script fills from records with names of their own; rows without a
    date whose titles are cut, or are a body and a year in brackets."""
    p = Dressed(9, per_report=3.0)
    p.home(("政府信息公开年报", "/zwgk/gknb/"), ("部门信息公开", "/xxgk/bm.html"))
    rows = []
    for n, agency in enumerate(p.bodies(1, 1)):
        for year in LONG:
            made = p.make(f"/zwgk/gknb/{p.number_of()}.html", agency, year)
            name = p.short(agency)
            shown = (f"{made.title[:16]}…", f"{name}（{year}年度）", f"{name}{year}年报")
            rows.append(f"<li><a href='{_place(made)}'>{shown[(n + year) % 3]}</a></li>")
    p.put("/zwgk/gknb/", "政府信息公开年报", listed(rows))
    records = []
    for n, agency in enumerate(p.bodies(3, 1, government=False)[1:3]):
        top = f"/xxgk/dw/{n}/"
        made_there = fleet(p, top + "nb/{n}.html", agency, YEARS)
        p.put(top + "nb/", "信息公开年报", listed(p.lines(made_there, beside=0, junk=False)))
        p.put(top, agency, f"<a href='{top}nb/'>信息公开年报</a>")
        records.append({"deptName": p.short(agency), "homeUrl": top, "sort": n})
    p.pages["/xxgk/depts.json"] = answer_json({"list": records})
    fills = "$.getJSON('/xxgk/depts.json',function(r){r.list.forEach(function(x){add(x.homeUrl,x.deptName)})});"
    p.put("/xxgk/bm.html", "部门信息公开", f"<ul id='d'></ul>{script(fills)}")
    return p


def years_in_pieces() -> Dressed:
    """Tabs of bodies that a listener fills with a piece of years, each of them a report."""
    p = Dressed(12, per_report=1.7)
    at = "/xxgk/ndbg.html"
    p.home(("政府信息公开年报", at))
    agencies = p.bodies(3, 1)
    tabs = "".join(
        f"<a class='dw' href='#' data-area='Q{n}'>{p.short(a)}</a>" for n, a in enumerate(agencies)
    )
    fills = (
        "$(function(){$('.dw').on('click',function(e){var a=$(this).data('area');"
        "$.ajax({url:'/xxgk/ndbg_list.jsp',data:{area:a},success:function(h){$('#con').html(h)}})});});"
    )
    p.put(at, "政府信息公开年报", f"<div>{tabs}</div><div id='con'></div>{script(fills)}")
    made = {f"Q{n}": fleet(p, f"/xxgk/bg/Q{n}/{{y}}.html", a, LONG) for n, a in enumerate(agencies)}

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/xxgk/ndbg_list.jsp":
            return None
        mine = made.get(asked.said.get("area", ""), [])
        return listed([f"<li><a href='{_place(m)}'>{m.year}年</a></li>" for m in mine])

    p.answers.append(answer)
    return p


def files_under_reports_titles() -> Dressed:
    """A page a year, under the name of a group, with every body's file at a service's address."""
    p = Dressed(21, per_report=2.2)
    p.home(("政府信息公开年报", "/zwgk/nb.html"))
    rows, files = [], {}
    for year in YEARS[:2]:
        items = []
        for n, agency in enumerate(p.bodies(2, 1, government=False), 1):
            number = p.number_of()
            one = p.make(
                f"/attach/download?id={number}", agency, year, serve=False, date=f"{year + 1}-01-30"
            )
            files[str(number)] = as_docx(one.title, text(agency, year, one.date)[0])
            items.append(
                f"<li><a href='/attach/download?id={number}'>{n}.{one.title}.docx</a></li>"
            )
        title, at = f"{year}年度各部门、乡镇政府信息公开年报", f"/zwgk/nb/{p.number_of()}.html"
        p.pages[at] = p.article(title, f"{year + 1}-01-30", f"<ul>{''.join(items)}</ul>")
        rows.append(p.line(title, at, f"{year + 1}-01-30"))
    own = fleet(p, "/zwgk/nb/{n}.html", f"{p.county}人民政府", YEARS)
    p.put("/zwgk/nb.html", "政府信息公开年报", listed(rows + p.lines(own, beside=1, junk=False)))

    def file(asked: Asked) -> Page | None:
        found = files.get(asked.said.get("id", "")) if asked.path == "/attach/download" else None
        return Reply(found, type="application/octet-stream") if found else None

    p.answers.append(file)
    return p


def reports_on_one_page() -> Dressed:
    """The reports of several towns one after the other on a page a year."""
    p = Dressed(22, per_report=2.0)
    p.home(("政府信息公开年报", "/zwgk/nb/"))
    rows = []
    for year in YEARS:
        at, whole = f"/zwgk/nb/{year + 1}/{p.number_of()}.html", []
        for agency in p.bodies(0, 3, government=False):
            one = p.report(at, agency, year, serve=False, date=f"{year + 1}-01-28")
            whole.append(f"<h2>{one.title}</h2>{text(agency, year, one.date)[0]}")
        title = f"{p.county}各乡镇{year}年政府信息公开工作年度报告"
        p.pages[at] = p.article(title, f"{year + 1}-01-28", "".join(whole))
        rows.append(p.line(title, at, f"{year + 1}-01-28"))
    p.put("/zwgk/nb/", "政府信息公开年报", listed(rows))
    return p


def tree_loaded_by_node() -> Dressed:
    """A page of bodies whose tree asks for the nodes below each node."""
    p = Dressed(8, outcome="incomplete")
    p.home(("政府信息公开年报", "/xxgk/nb/"), ("部门信息公开", "/xxgk/tree.html"))
    own = fleet(p, "/xxgk/nb/{n}.html", f"{p.county}人民政府", YEARS)
    p.put(
        "/xxgk/nb/", "政府信息公开年报", listed(p.lines(own, beside=1, where="/xxgk/nb/{n}.html"))
    )
    draws = (
        "var setting={async:{enable:true,url:'/xxgk/nodes.do',autoParam:['id']}};"
        "$.fn.zTree.init($('#tree'),setting);"
    )
    p.put("/xxgk/tree.html", "部门信息公开", f"<ul id='tree'></ul>{script(draws)}")
    return p


PORTALS = {
    f.__name__: f
    for f in (
        frames_beside_links, prefixes_chosen, areas_by_function, channels_chosen, years_at_bodies,
        columns_deep_below, matrix, tree_posted_back, numbered_parts, bodies_in_an_answer,
        years_in_pieces, files_under_reports_titles,
    )
}  # fmt: skip

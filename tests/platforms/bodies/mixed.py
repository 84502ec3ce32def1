"""Bodies behind choices, frames and functions; columns deep below, or named by years alone."""

from __future__ import annotations

import json

from tests.platforms.others.kit import text

from .dressed import Dressed, listed
from .kit import Asked, Made, Page, answer_json
from .met import LONG, YEARS, fleet, script


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


PORTALS = {
    f.__name__: f
    for f in (
        frames_beside_links, prefixes_chosen, areas_by_function, channels_chosen, years_at_bodies,
        columns_deep_below, matrix,
    )
}  # fmt: skip

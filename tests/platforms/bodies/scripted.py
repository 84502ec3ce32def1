"""Structures whose links are made by scripts (domain §5.5)."""

from __future__ import annotations

import json
from functools import partial

from tests.platforms.sites.kit import Reply

from .combined import LONG, YEARS, fleet, script
from .kit import Asked, Made, Page, answer_json, pieces
from .surroundings import Dressed, listed


def tree_that_calls() -> Dressed:
    """dTree beside the list; its nodes call a function that fills a frame."""
    p = Dressed(0, per_report=2.0)
    p.home(("信息公开目录", "/xxgkml/index.htm"))
    nodes = ["d.add(0,-1,'信息公开目录');"]
    for n, agency in enumerate(p.bodies(6, 2)):
        nodes.append(f"d.add({10 * n + 1},0,'{p.short(agency)}','');")
        nodes.append(
            f"d.add({10 * n + 2},{10 * n + 1},'机构概况',\"javascript:show('{n}','01')\");"
        )
        nodes.append(
            f"d.add({10 * n + 3},{10 * n + 1},'信息公开年报',\"javascript:show('{n}','07')\");"
        )
        made = fleet(p, f"/xxgkml/{n}/{{n}}.htm", agency, LONG)
        p.put(
            f"/xxgkml/list.asp?unit={n}&cat=07",
            "信息公开年报",
            listed(p.lines(made, beside=2, where=f"/xxgkml/{n}/{{n}}.htm")),
        )
        p.put(f"/xxgkml/list.asp?unit={n}&cat=01", "机构概况", "<p>概况</p>")
    code = (
        "function show(unit,cat){document.getElementById('main').src='list.asp?unit='+unit+'&cat='+cat;}"
        f"d = new dTree('d');{''.join(nodes)}document.write(d);"
    )
    p.put(
        "/xxgkml/index.htm",
        "信息公开目录",
        f"<div class='dtree'>{script(code)}</div><iframe id='main' src='welcome.htm'></iframe>",
    )
    p.put("/xxgkml/welcome.htm", "欢迎", "<p>请从左侧选择。</p>")
    return p


def years_in_the_menu() -> Dressed:
    """Bodies' pages have no list: their menus name each year's report."""
    p = Dressed(1, per_report=2.2)
    p.home(("政府信息公开年报", "/zwgk/nb/"), ("部门信息公开", "/zwgk/bm/"))
    own = fleet(p, "/zwgk/nb/{y}/{n}.html", f"{p.county}人民政府", LONG)
    p.put("/zwgk/nb/", "政府信息公开年报", listed(p.lines(own)))
    nav = []
    for n, agency in enumerate(p.bodies(6, 2, government=False)):
        made = fleet(p, f"/zwgk/bm/{n}/{{n}}.html", agency, YEARS)
        years = "".join(
            f"<li><a href='/{m.at.partition('/')[2]}'>{m.year}年度报告</a></li>" for m in made
        )
        p.put(
            f"/zwgk/bm/{n}/",
            f"{agency}信息公开",
            f"<ul><li><a href='/zwgk/bm/{n}/zn.html'>信息公开指南</a></li><li>信息公开年报<ul>{years}</ul></li></ul>",
        )
        nav.append(f"<li><a href='/zwgk/bm/{n}/'>{p.short(agency)}</a></li>")
    p.put("/zwgk/bm/", "部门信息公开", listed(nav))
    return p


def more_by_button() -> Dressed:
    """加载更多: a list that a button adds to; the channel stands in a hidden field."""
    p = Dressed(2, per_report=1.7)
    p.home(("政府信息公开年报", "/zwgk/nianbao.html"))
    made = [m for a in p.bodies(6, 2) for m in fleet(p, "/zwgk/nr/{n}.html", a, LONG)]
    code = (
        "var pageNo = 1;function loadMore(){$.post('/portal/article/list',{channelId:$('#channelId').val(),pageNo:pageNo,pageSize:10},"
        "function(r){pageNo++;draw(r.rows)},'json')} loadMore();"
    )
    p.put(
        "/zwgk/nianbao.html",
        "政府信息公开年报",
        f"<input type='hidden' id='channelId' value='c0077'><ul id='list'></ul><a href='javascript:;' onclick='loadMore()'>加载更多</a>{script(code)}",
    )

    def service(asked: Asked) -> Page | None:
        if asked.path != "/portal/article/list" or asked.method != "POST":
            return None
        k = int(asked.said.get("pageNo") or 1)
        part = made[(k - 1) * 10 : k * 10] if asked.said.get("channelId") == "c0077" else []
        rows = [
            {
                "id": n,
                "title": m.title,
                "linkUrl": "/" + m.at.partition("/")[2],
                "publishDate": m.date,
            }
            for n, m in enumerate(part)
        ]
        return answer_json({"code": 0, "rows": rows, "total": len(made)})

    p.answers.append(service)
    return p


def loaded_tabs() -> Dressed:
    """Tabs of groups that ``.load`` pieces of the page."""
    p = Dressed(3, per_report=1.6)
    p.home(("政府信息公开年报", "/nb/index.html"))
    groups = (
        ("zf", "县政府", p.bodies(0)),
        ("bm", "县级部门", p.bodies(6, government=False)),
        ("xz", "乡镇街道", p.bodies(0, 4, government=False)),
    )
    first = script("$('#nr').load('zf.html');")
    tabs = "".join(
        f"<li onclick=\"$('#nr').load('{word}.html')\">{name}</li>" for word, name, _ in groups
    )
    p.put(
        "/nb/index.html",
        "政府信息公开年报",
        f"<ul class='tabs'>{tabs}</ul><div id='nr'></div>{first}",
    )
    for word, _, agencies in groups:
        made = [m for a in agencies for m in fleet(p, f"/nb/{word}/{{n}}.html", a, LONG)]
        p.pages[f"/nb/{word}.html"] = listed(
            p.lines(made, beside=2, where=f"/nb/{word}/{{n}}.html")
        )
    return p


def years_by_script() -> Dressed:
    """Years that a script asks for, as JSON whose fields have names of their own."""
    p = Dressed(4, per_report=1.5)
    p.home(("政府信息公开年报", "/xxgk/gknb.html"))
    made: dict[str, list[Made]] = {}
    for y in LONG:
        made[str(y)] = [m for a in p.bodies(6, 2) for m in fleet(p, "/xxgk/nr/{n}.html", a, (y,))]
    tabs = "".join(
        f"<li><a href='javascript:void(0)' onclick='byYear({y})'>{y}年</a></li>"
        for y in reversed(LONG)
    )
    code = "function byYear(y){$.getJSON('/xxgk/api/gknb?nd='+y+'&_='+new Date().getTime(),function(d){show(d)})}byYear(2023);"
    p.put(
        "/xxgk/gknb.html",
        "政府信息公开年报",
        f"<ul>{tabs}</ul><table id='t'></table>{script(code)}",
    )

    def service(asked: Asked) -> Page | None:
        if asked.path != "/xxgk/api/gknb":
            return None
        rows = [
            {"bt": m.title, "dz": "/" + m.at.partition("/")[2], "rq": m.date}
            for m in made.get(asked.said.get("nd", ""), [])
        ]
        return answer_json({"zt": "ok", "sj": rows})

    p.answers.append(service)
    return p


def platform_on_a_name() -> Dressed:
    """The platform of disclosure has a name of its own; a folder a body, short bodies' names."""
    p = Dressed(5, per_report=2.4)
    xxgk = f"xxgk.{p.domain}"
    p.also.append(xxgk)
    p.home()
    p.put("/", "首页", f"<a href='http://{xxgk}/'>政府信息公开</a>")
    nav = []
    extra = ("县残联", "团县委", "县供销社", "县总工会")
    bodies = [(a, p.short(a).removeprefix("县")) for a in p.bodies(6, 2, government=False)]
    bodies += [
        (p.county + full, short)
        for full, short in zip(
            ("残疾人联合会", "供销合作社联合社"), (extra[0], extra[2]), strict=True
        )
    ]
    for n, (agency, short) in enumerate(bodies):
        top = f"{xxgk}/dw{n}/"
        made = fleet(p, f"{top}nb/{{n}}.html", agency, YEARS)
        rows = [
            r.replace(f'href="{xxgk}/', 'href="/')
            for r in p.lines(made, beside=1, where=f"{top}nb/{{n}}.html", junk=False)
        ]
        p.put(f"{top}nb/", "年度报告", listed(rows))
        p.put(
            top,
            f"{agency}信息公开",
            f"<a href='/dw{n}/zn/'>信息公开指南</a><a href='/dw{n}/ml/'>信息公开目录</a><a href='/dw{n}/nb/'>年度报告</a>",
        )
        nav.append(f"<li><a href='/dw{n}/'>{short}</a></li>")
    own = fleet(p, f"{xxgk}/zf/nb/{{n}}.html", f"{p.county}人民政府", LONG)
    p.put(
        f"{xxgk}/zf/nb/",
        "年度报告",
        listed(
            [
                r.replace(f'href="{xxgk}/', 'href="/')
                for r in p.lines(own, beside=1, where=f"{xxgk}/zf/nb/{{n}}.html", junk=False)
            ]
        ),
    )
    p.put(
        f"{xxgk}/",
        "政府信息公开网",
        f"<a href='/zf/zn/'>信息公开指南</a><a href='/zf/nb/'>信息公开年度报告</a><h3>县政府部门</h3>{listed(nav)}",
    )
    return p


def pages_by_function() -> Dressed:
    """Pages that a function opens; the rows too (``onclick="view('77')"``)."""
    p = Dressed(6, per_report=1.6)
    p.home(("政府信息公开年报", "/nb/list.html"))
    made = [m for a in p.bodies(6, 2) for m in fleet(p, "/nb/view.jsp?id={n}", a, LONG)]
    parts = pieces(made, 12)
    code = "function toPage(n){window.location.href=n<2?'list.html':'list_'+n+'.html';}function view(id){window.open('view.jsp?id='+id);}"
    for k, part in enumerate(parts):
        rows = [
            f"<li><a href='javascript:;' onclick=\"view('{m.at.rpartition('=')[2]}')\">{m.title}</a><span>{m.date}</span></li>"
            for m in part
        ]
        more = (
            f"<a href='javascript:;' onclick='toPage({k + 2})'>下一页</a>"
            if k + 1 < len(parts)
            else "<a>下一页</a>"
        )
        p.put(
            f"/nb/list{f'_{k + 1}' if k else ''}.html",
            "政府信息公开年报",
            f"{listed(rows)}<div>第{k + 1}页/共{len(parts)}页 {more}</div>{script(code)}",
        )
    return p


def bodies_on_the_home_page() -> Dressed:
    """The home page's menus name the bodies, the column is the government's alone."""
    p = Dressed(7, per_report=2.4)
    p.home(("政府信息公开年报", "/zwgk/nb.html"))
    own = fleet(p, "/zwgk/nb/{n}.html", f"{p.county}人民政府", LONG)
    p.put("/zwgk/nb.html", "政府信息公开年报", listed(p.lines(own)))
    nav = []
    for n, agency in enumerate(p.bodies(7, 3, government=False)):
        made = fleet(p, f"/dept/d{n}/nb/{{n}}.html", agency, YEARS)
        p.put(
            f"/dept/d{n}/nb/",
            "信息公开年报",
            listed(p.lines(made, beside=2, where=f"/dept/d{n}/nb/{{n}}.html")),
        )
        p.put(
            f"/dept/d{n}/",
            agency,
            f"<a href='/dept/d{n}/gk/'>政府信息公开</a><a href='/dept/d{n}/dt/'>动态</a>",
        )
        p.put(
            f"/dept/d{n}/gk/",
            "政府信息公开",
            f"<a href='/dept/d{n}/zn/'>信息公开指南</a><a href='/dept/d{n}/nb/'>信息公开年报</a>",
        )
        nav.append(f"<dd><a href='/dept/d{n}/'>{p.short(agency)}</a></dd>")
    p.put(
        "/",
        "首页",
        f"<dl><dt>部门</dt>{''.join(nav)}</dl><ul><li><a href='/news/0.html'>要闻</a></li></ul>",
    )
    return p


def posted_json() -> Dressed:
    """Lists by POST of JSON, departments too, on one page."""
    p = Dressed(8, per_report=1.7)
    p.home(("政府信息公开年报", "/info/annual.html"))
    agencies = p.bodies(6, 3)
    codes = {f"D{n:03d}": a for n, a in enumerate(agencies)}
    made = {c: fleet(p, f"/info/detail/{c}/{{n}}", a, LONG) for c, a in codes.items()}
    tabs = "".join(f"<li data-code='{c}'>{p.short(a)}</li>" for c, a in codes.items())
    code = (
        "function query(code,page){$.ajax({url:'/api/info/annual/page',type:'POST',contentType:'application/json',"
        "data:JSON.stringify({deptCode:code,pageNum:page,pageSize:4}),success:function(r){render(r.data)}})}"
        "$('ul.dept li').on('click',function(){query($(this).data('code'),1)});query('D000',1);"
    )
    p.put(
        "/info/annual.html",
        "政府信息公开年报",
        f"<ul class='dept'>{tabs}</ul><div id='list'></div>{script(code)}",
    )

    def service(asked: Asked) -> Page | None:
        if asked.path != "/api/info/annual/page":
            return None
        try:
            sent = json.loads(asked.body)
        except ValueError:
            return Reply("{}", 400, type="application/json")
        mine, k = made.get(sent["deptCode"], []), int(sent["pageNum"])
        rows = [
            {
                "id": k,
                "articleTitle": m.title,
                "articleUrl": f"http://{m.at}",
                "publishTime": f"{m.date} 00:00:00",
            }
            for m in mine[(k - 1) * 4 : k * 4]
        ]
        return answer_json(
            {
                "code": 200,
                "data": {
                    "records": rows,
                    "total": len(mine),
                    "pages": -(-len(mine) // 4),
                    "current": k,
                },
            }
        )

    p.answers.append(service)
    return p


def built_from_ids() -> Dressed:
    """A list of ids whose addresses only the script can make; it is said that they were not had."""
    p = Dressed(9, outcome="incomplete")
    p.home(("政府信息公开年报", "/spa/index.html"), ("部门", "/spa/x.html"))
    own = fleet(p, "/spa/nb/{n}.html", f"{p.county}人民政府", YEARS)
    nav = "".join(
        f"<li onclick='vm.choose({n})'>{p.short(a)}</li>"
        for n, a in enumerate(p.bodies(6, government=False))
    )
    p.put(
        "/spa/index.html",
        "政府信息公开年报",
        f"{listed(p.lines(own))}<ul>{nav}</ul><script src='/spa/app.js'></script>",
    )
    return p


def pager_plugins() -> Dressed:
    """Pages by plug-ins: one opens pages by name, one fills the list by a request."""
    p = Dressed(10, per_report=1.7)
    p.home(("政府信息公开年报", "/nb/index.html"))
    own = [m for a in p.bodies(5) for m in fleet(p, "/nb/zf/{n}.html", a, LONG)]
    towns = [
        m for a in p.bodies(0, 5, government=False) for m in fleet(p, "/nb/xz/{n}.html", a, LONG)
    ]
    p.put(
        "/nb/index.html",
        "政府信息公开年报",
        "<ul><li><a href='zf/list.html'>县政府及部门</a></li><li><a href='xz/list.html'>乡镇街道</a></li></ul>",
    )
    parts = pieces(p.lines(own, where="/nb/zf/{n}.html"), 8)
    jump = f"layui.laypage.render({{elem: 'page', count: {sum(map(len, parts))}, limit: 8, curr: CURR, jump: function(obj, first){{ if(!first){{ location.href = 'list' + (obj.curr) + '.html'; }} }} }});"
    for k, part in enumerate(parts):
        p.put(
            f"/nb/zf/list{k + 1 if k else ''}.html",
            "县政府及部门",
            f"{listed(part)}<div id='page'></div>{script(jump.replace('CURR', str(k + 1)))}",
        )
    rows = p.lines(towns, beside=2, where="/nb/xz/{n}.html")
    parts_x = pieces(rows, 7)
    code = (
        "function load(n){$.post('/nb/xz/more.do',{cid:'x9',n:n},function(h){$('#list').html(h)})}"
        f"$('#pager').jqPaginator({{totalPages: {len(parts_x)}, currentPage: 1, onPageChange: function(num, type){{ if(type!='init') load(num); }} }});"
    )
    p.put(
        "/nb/xz/list.html",
        "乡镇街道",
        f"<div id='list'>{listed(parts_x[0])}</div><div id='pager'></div>{script(code)}",
    )

    def service(asked: Asked) -> Page | None:
        if asked.path != "/nb/xz/more.do" or asked.method != "POST":
            return None
        n = int(asked.said.get("n") or 1)
        return listed(parts_x[n - 1]) if n <= len(parts_x) else "<p></p>"

    p.answers.append(service)
    return p


def pager_of_nobody(kind: str) -> Dressed:
    """More pages than are known how to get: numbers that no address stands behind, a number of rows."""
    p = Dressed({"numbers": 11, "rows": 12, "plugin": 13}[kind], outcome="incomplete")
    p.home(("政府信息公开年报", "/gk/nb.jsp"))
    made = [m for a in p.bodies(2) for m in fleet(p, "/gk/nb/{n}.html", a, YEARS)]
    boxes = {
        "numbers": "<div class='pagination'><span class='on'>1</span><span>2</span><span>3</span></div>",
        "rows": f"<div>共 {5 * len(made)} 条</div>",
        "plugin": script("$('#p').pagination({pageCount: 4, current: 1, callback: makers.turn});"),
    }
    p.put(
        "/gk/nb.jsp",
        "政府信息公开年报",
        f"{listed(p.lines(made))}{boxes[kind]}<script src='/js/p.js'></script>",
    )
    return p


PORTALS = {
    f.__name__: f
    for f in (
        tree_that_calls, years_in_the_menu, more_by_button, loaded_tabs, years_by_script,
        platform_on_a_name, pages_by_function, bodies_on_the_home_page, posted_json, built_from_ids,
        pager_plugins,
    )
} | {f"pager_of_nobody_{kind}": partial(pager_of_nobody, kind) for kind in ("numbers", "rows", "plugin")}  # fmt: skip

"""Structures that portals combine (domain §5.5), one function each."""

from __future__ import annotations

import json
from urllib.parse import unquote_to_bytes

from tests.platforms.sites.kit import Reply, text

from .kit import Asked, Made, Page, answer_json, as_docx, pieces
from .surroundings import Dressed, listed

YEARS = (2021, 2022, 2023)
LONG = (2018, 2019, 2020, 2021, 2022, 2023)


def script(body: str) -> str:
    return f"<script type='text/javascript'>{body}</script>"


def fleet(p: Dressed, where: str, agency: str, years: tuple[int, ...], drop: int = 0) -> list[Made]:
    """A body's reports, ``where`` with ``{n}``, ``{y}`` and ``{d}``; one year left out of some."""
    made = []
    for year in years:
        if drop and (len(agency) + year) % drop == 0:
            continue
        day = f"{p.rng.randint(10, 29)}"
        at = where.format(n=p.number_of(), y=year + 1, d=f"{year + 1}01{day}")
        made.append(p.make(at, agency, year, date=f"{year + 1}-01-{day}"))
    return made


def tabs_in_frames() -> Dressed:
    """The unified platform: tabs by attribute, the list in a frame; articles of three pages."""
    p = Dressed(0, per_report=4.0)
    p.home(("法定主动公开内容", "/zfxxgk/fdzdgknr/"), ("政府信息公开年报", "/zfxxgk/zfxxgknb/"))
    tabs = "".join(
        f"<li class='tab' data-src='./{at}'>{name}</li>"
        for at, name in (
            ("gk.html", "概述"),
            ("list.html", "本级年报"),
            ("bm/list.html", "部门年报"),
        )
    )
    p.put(
        "/zfxxgk/zfxxgknb/",
        "政府信息公开年报",
        f"<ul>{tabs}</ul><iframe src='./gk.html' title=''></iframe>",
    )
    p.put("/zfxxgk/fdzdgknr/", "法定主动公开内容", "<a href='/zfxxgk/ys.html'>预算决算</a>")
    p.pages["/zfxxgk/zfxxgknb/gk.html"] = (
        "<html><head><title></title></head><body><p>年报概述。</p></body></html>"
    )
    own = p.bodies(0)
    for folder, agencies in (("", own), ("bm/", p.bodies(5, 3, government=False))):
        made = []
        for agency in agencies:
            for year in LONG:
                n = p.number_of()
                stem = f"t{year + 1}0118_{n}"
                at = f"/zfxxgk/zfxxgknb/{folder}{year + 1}01/{stem}"
                one = p.make(f"{at}.html", agency, year, date=f"{year + 1}-01-18")
                made.append(one)
                if year < 2021:
                    continue
                html, _ = text(agency, year, one.date)
                cuts = [0, html.index("<p>三、"), html.index("<p>五、"), len(html)]
                for k in range(3):
                    pager = script(f'createPageHTML(3, {k}, "{stem}", "html");')
                    piece = html[cuts[k] : cuts[k + 1]]
                    p.pages[f"{at}{f'_{k}' if k else ''}.html"] = p.article(
                        one.title, one.date, piece + pager
                    )
        parts = pieces(p.lines(made), 12)
        for k, part in enumerate(parts):
            pager = script(f'createPageHTML({len(parts)}, {k}, "list", "html");')
            p.pages[f"/zfxxgk/zfxxgknb/{folder}list{f'_{k}' if k else ''}.html"] = (
                f"<html><head><title></title></head><body>{listed(part)}{pager}</body></html>"
            )
    return p


def ucap_search() -> Dressed:
    """ucap's ``/search/<id>``, a channel a body; addresses without a scheme."""
    p = Dressed(1, per_report=2.2)
    p.home(
        ("政府信息公开年报", "/lxx/zfxxgknb/list.shtml"),
        ("部门、乡镇信息公开", "/lxx/bm/index.shtml"),
    )
    made: dict[str, list[Made]] = {}
    nav = []
    for n, agency in enumerate(p.bodies(6, 2)):
        channel = f"{p.rng.getrandbits(128):032x}"
        at = f"/lxx/bm{n}/zfxxgknb/list.shtml" if n else "/lxx/zfxxgknb/list.shtml"
        years = tuple(range(2013, 2024)) if n < 2 else YEARS
        made[channel] = fleet(p, f"/lxx/c10{n}/{{y}}01/c00_3{{n}}7.shtml", agency, years)
        code = (
            f"var channelId = '{channel}', pageSize = 8;"
            "function getPage(page){$.getJSON('/search/' + channelId + '?_isAgg=true&_isJson=true&_pageSize=' + pageSize + '&_template=index&_rangeTimeGte=&_channelName=&page=' + page, function(res){draw(res.data)});}"
            "getPage(1);"
        )
        p.put(at, "政府信息公开年报", f"<ul id='list'></ul><div id='page_div'></div>{script(code)}")
        if n:
            p.put(f"/lxx/bm{n}/index.shtml", p.short(agency), p.menu(("政府信息公开年报", at)))
            nav.append(f"<li><a href='/lxx/bm{n}/index.shtml'>{p.short(agency)}</a></li>")
    p.put("/lxx/bm/index.shtml", "部门、乡镇信息公开", listed(nav))

    def service(asked: Asked) -> Page | None:
        mine = made.get(asked.path.removeprefix("/search/"))
        if mine is None or asked.said.get("_isJson") != "true":
            return None
        k, size = int(asked.said.get("page") or 1), min(20, int(asked.said.get("_pageSize") or 20))
        rows = [
            {
                "title": m.title,
                "url": f"//{m.at}",
                "publishedTimeStr": f"{m.date} 09:00:00",
                "memo": "",
            }
            for m in mine[(k - 1) * size : k * size]
        ]
        return answer_json(
            {"code": 200, "data": {"total": len(mine), "rows": size, "page": k, "results": rows}}
        )

    p.answers.append(service)
    return p


def ewb_departments() -> Dressed:
    """EWB: one script for the portal, a page and a request for each department."""
    p = Dressed(2, per_report=1.9)
    guid = "0a6f1d2c-5b77-4c0e-9f60-1d2e3f4a5b6c"
    agencies = p.bodies(7, 3)
    codes = {a: f"0{n:02d}003" for n, a in enumerate(agencies)}
    page = "/dynamic/zwgk/govInfoPub.html"
    p.home(
        ("政府信息公开年报", f"{page}?categorynum=006007&deptcode={codes[agencies[0]]}"),
        ("部门乡镇", "/zwgk/bm.html"),
    )
    links = (
        f"<li><a href='{page}?categorynum=006007&deptcode={c}' target='_blank'>{p.short(a)}</a></li>"
        for a, c in codes.items()
    )
    p.put("/zwgk/bm.html", "部门乡镇信息公开", listed(list(links)))
    p.pages["/js/ajaxReq.js"] = Reply(
        f'var siteInfo = {{"siteGuid":"{guid}","projectName":"/EWB-FRONT"}};'
        "function ajaxReq(url,data,cb){$.ajax({url:siteInfo.projectName+url,type:'post',data:JSON.stringify({params:JSON.stringify(data)})})}",
        type="application/javascript",
    )
    p.put(page, "政府信息公开", "<div class='ewb-list' id='list'></div>",
          "<script src='/js/jquery.min.js'></script><script src='/js/ajaxReq.js'></script><script src='/js/govInfoPub.js'></script>")  # fmt: skip
    made = {
        c: fleet(p, f"/{c}/006007/{{d}}/9f{{n}}-aa.html", a, LONG if n % 2 else YEARS)
        for n, (a, c) in enumerate(codes.items())
    }

    def service(asked: Asked) -> Page | None:
        if asked.path != "/EWB-FRONT/rest/lightfrontaction/getgovinfolist":
            return None
        try:
            sent = json.loads(asked.body)["params"]
            sent = json.loads(sent) if isinstance(sent, str) else sent
            mine = made[sent["deptcode"]] if sent["siteGuid"] == guid else []
        except (ValueError, KeyError, TypeError):
            return answer_json({"status": {"code": 0, "text": "参数错误"}})
        at, size = int(sent["pageIndex"]), min(int(sent["pageSize"]), 5)
        rows = [
            {
                "title": m.title,
                "infourl": "/" + m.at.partition("/")[2],
                "infodate": m.date,
                "ouname": m.agency,
            }
            for m in mine[at * size : (at + 1) * size]
        ]
        return answer_json({"status": {"code": 1}, "custom": {"data": rows, "total": len(mine)}})

    p.answers.append(service)
    return p


def hanweb_chosen() -> Dressed:
    """Hanweb columns; the bodies stand in a selection; records in a script and a service."""
    p = Dressed(3, per_report=2.0)
    agencies = p.bodies(6, 2)
    columns = {a: 6100 + 7 * n for n, a in enumerate(agencies)}
    first = f"/col/col{columns[agencies[0]]}/index.html"
    p.home(("政府信息公开年报", first))
    options = "".join(
        f"<option value='/col/col{c}/index.html'>{p.short(a)}</option>" for a, c in columns.items()
    )
    chosen = f"<select onchange=\"window.open(this.options[this.selectedIndex].value,'_self')\"><option value=''>选择单位</option>{options}</select>"
    rows_of: dict[str, list[str]] = {}
    for n, (agency, column) in enumerate(columns.items()):
        made = []
        for year in LONG:
            made += fleet(p, f"/art/{{y}}/1/20/art_{column}_{{n}}.html", agency, (year,), drop=7)
        rows = p.lines(
            made, beside=3 if n == 0 else 1, where=f"/art/2024/2/2/art_{column}_{{n}}.html"
        )
        rows_of[str(column)] = rows
        records = "".join(f"<record><![CDATA[{r}]]></record>" for r in rows[:5])
        store = f"<script type='text/xml'><datastore><totalrecord>{len(rows)}</totalrecord><totalpage>{-(-len(rows) // 5)}</totalpage><recordset>{records}</recordset></datastore></script>"
        ids = f"{{webid:9,path:'/',columnid:{column},unitid:'88{n}',webname:'{p.county}人民政府',permissiontype:0}}"
        pager = script(
            f"jQuery('#88{n}').jpage({{dataBefore:'<ul>',proxyUrl:'/module/web/jpage/dataproxy.jsp',perPage:5,ajaxParam:{ids}}});"
        )
        p.put(
            f"/col/col{column}/index.html",
            "政府信息公开年报",
            f"{chosen}<div id='88{n}'>{store}</div>{pager}",
        )

    def service(asked: Asked) -> Page | None:
        if asked.path != "/module/web/jpage/dataproxy.jsp":
            return None
        rows = rows_of.get(asked.said.get("columnid", ""), [])
        first, last = (
            int(asked.said.get("startrecord") or 1),
            int(asked.said.get("endrecord") or 15),
        )
        records = "".join(f"<record><![CDATA[{r}]]></record>" for r in rows[first - 1 : last])
        return Reply(
            f"<datastore><totalrecord>{len(rows)}</totalrecord><recordset>{records}</recordset></datastore>",
            type="text/xml;charset=utf-8",
        )

    p.answers.append(service)
    return p


def uid_groups() -> Dressed:
    """Hanweb, rendered: a column divided into groups, each ``?uid=…&pageNum=…``."""
    p = Dressed(4, per_report=1.8)
    p.home(("政府信息公开年报", "/col/col901/index.html"))
    groups = (
        (901, "县政府", p.bodies(0)), (902, "县直部门", p.bodies(6, government=False)),
        (903, "乡镇（街道）", p.bodies(0, 4, government=False)),
    )  # fmt: skip
    nav = listed([f"<li><a href='/col/col{c}/index.html'>{name}</a></li>" for c, name, _ in groups])
    parts_of: dict[str, tuple[int, str, list[list[str]]]] = {}
    for column, name, agencies in groups:
        made = [
            m
            for a in agencies
            for m in fleet(p, f"/art/{{y}}/1/22/art_{column}_{{n}}.html", a, LONG)
        ]
        parts = pieces(p.lines(made, where=f"/art/2024/2/2/art_{column}_{{n}}.html"), 8)
        parts_of[f"/col/col{column}/index.html"] = (300000 + column, name, parts)

    def column_page(asked: Asked) -> Page | None:
        if asked.path not in parts_of:
            return None
        uid, name, parts = parts_of[asked.path]
        k = min(max(int(asked.said.get("pageNum") or 1), 1), len(parts))
        pager = script(
            f'$("#pg{uid}").simplePager({{ totalPage:{len(parts)}, pageNum:{k}, url:"{asked.path}?uid={uid}&pageNum=" }});'
        )
        body = listed(parts[k - 1]).replace("class='list'", "class='List_list'")
        return p.page(
            f"政府信息公开年报-{name}",
            f"{nav}<div id='{uid}'>{body}</div><div id='pg{uid}'><span>共{len(parts)}页</span></div>{pager}",
        )

    p.answers.append(column_page)
    return p


def jpaas_departments() -> Dressed:
    """jpaas: a page a department, whose list a service renders."""
    p = Dressed(5, per_report=2.2)
    p.home(
        ("政府信息公开年报", "/zwgk/zfxxgknb/index.html"),
        ("机构信息公开", "/zwgk/bmxxgk/index.html"),
    )
    made: dict[str, list[str]] = {}
    nav = []
    for n, agency in enumerate(p.bodies(5, 3)):
        page_id, unit = f"{p.rng.getrandbits(64):016x}", f"{p.rng.getrandbits(64):016x}"
        at = f"/zwgk/bmxxgk/d{n}/nb/index.html" if n else "/zwgk/zfxxgknb/index.html"
        reports = [
            m
            for y in LONG
            for m in fleet(p, f"/art/{{y}}/art_{p.rng.getrandbits(128):032x}.html", agency, (y,))
        ]
        made[page_id] = p.lines(reports, beside=2, where="/art/2024/art_0123456789abcdef{n}.html")
        query = f"{{'webId':'a1b2c3','pageId':'{page_id}','tplSetId':'{unit}','pageType':'column','parseType':'bulidstatic','tagId':'信息列表','paramJson':'{{\\\"pageNo\\\":1,\\\"pageSize\\\":5}}'}}"
        p.put(
            at,
            "政府信息公开年报",
            f"<div class='unit' url='/api-gateway/jpaas-publish-server/front/page/build/unit' queryData=\"{query}\"></div>",
        )
        if n:
            p.put(
                f"/zwgk/bmxxgk/d{n}/index.html", p.short(agency), p.menu(("政府信息公开年报", at))
            )
            nav.append(f"<li><a href='/zwgk/bmxxgk/d{n}/index.html'>{p.short(agency)}</a></li>")
    p.put("/zwgk/bmxxgk/index.html", "机构信息公开", listed(nav))

    def service(asked: Asked) -> Page | None:
        rows = (
            made.get(asked.said.get("pageId", "")) if asked.path.endswith("/build/unit") else None
        )
        if rows is None:
            return None
        given = json.loads(asked.said.get("paramJson") or "{}")
        k, size = int(given.get("pageNo") or 1), int(given.get("pageSize") or 5)
        html = (
            listed(rows[(k - 1) * size : k * size])
            + f"<div class='pagination' count='{len(rows)}'>共{len(rows)}条记录</div>"
        )
        return answer_json({"success": True, "code": "200", "data": {"html": html}})

    p.answers.append(service)
    return p


def lonsun_tree() -> Dressed:
    """Anhui's platform: organs in a tree drawn by script, the column 年报 is type 3 of each."""
    p = Dressed(6, per_report=2.4)
    agencies = p.bodies(6, 2)
    organs = {a: 6608170 + n for n, a in enumerate(agencies)}
    own = organs[agencies[0]]
    p.home(
        ("政府信息公开年报", f"/public/column/{own}?type=3&action=list"),
        ("信息公开目录", "/public/index.html"),
    )
    nodes = [{"id": 1, "pId": 0, "name": "县政府部门", "isParent": True}]
    nodes += [
        {"id": o, "pId": 1, "name": p.short(a), "url": f"/public/column/{o}?type=4&action=list"}
        for a, o in organs.items()
    ]
    drawn = f"var zNodes = {json.dumps(nodes, ensure_ascii=False)};$.fn.zTree.init($('#tree'), setting, zNodes);"
    p.put("/public/index.html", "信息公开目录", f"<ul id='tree' class='ztree'></ul>{script(drawn)}")
    made = {str(o): fleet(p, f"/public/{o}/{{n}}.html", a, LONG) for a, o in organs.items()}

    def answer(asked: Asked) -> Page | None:
        if asked.path.startswith("/public/column/"):
            organ = asked.path.rpartition("/")[2]
            if organ not in made:
                return None
            kind = asked.said.get("type") or "4"
            names = {
                "2": "政府信息公开指南",
                "1": "政府信息公开制度",
                "4": "法定主动公开内容",
                "3": "政府信息公开年报",
                "5": "依申请公开",
            }
            menu = "".join(
                f"<li><a href='/public/column/{organ}?type={k}&action=list'>{v}</a></li>"
                for k, v in names.items()
            )
            code = f"Ls.ajax({{url:'/site/label/8888?IsAjax=1&dataType=html&labelName=publicInfoList&siteId=6793&organId={organ}&type={kind}&pageSize=4&pageIndex=1&action=list'}});"
            return p.page(
                names.get(kind, "目录"), f"<ul>{menu}</ul><div id='listbox'></div>{script(code)}"
            )
        if asked.path != "/site/label/8888":
            return None
        mine = made.get(asked.said.get("organId", ""), []) if asked.said.get("type") == "3" else []
        k, size = int(asked.said.get("pageIndex") or 1), int(asked.said.get("pageSize") or 15)
        shown = "".join(
            f"<li><a href='http://{m.at}' title='{m.title}'>{m.title}</a><span>{m.date}</span></li>"
            for m in mine[(k - 1) * size : k * size]
        )
        return f"<ul>{shown}</ul><script>Ls.pagination({{pageCount:{-(-len(mine) // size)},pageIndex:{k},total:{len(mine)}}});</script>"

    p.answers.append(answer)
    return p


def vsb_bureaus() -> Dressed:
    """博达: bureaus under names of their own, lists whose pages count down."""
    p = Dressed(7, per_report=3.0)
    p.home(("政府信息公开年报", "/zwgk/xxgknb.htm"), ("部门网站", "/bmwz.htm"))
    nav = []
    for n, agency in enumerate(p.bodies(6)):
        host = f"{('', 'czj', 'jyj', 'sjj', 'mzj', 'slj', 'tjj')[n]}.{p.domain}" if n else p.host
        top = "" if not n else host
        made = [
            m for y in LONG
            for m in fleet(p, (host if n else "") + f"/info/10{n}3/{{n}}.htm", agency, (y,))
        ]  # fmt: skip
        rows = p.lines(
            made, beside=3, where=(host if n else "") + f"/info/10{n}3/{{n}}.htm", junk=n != 2
        )
        rows = [r.replace(f'href="{host}/', 'href="/') for r in rows]
        parts = pieces(rows, 5)
        last = len(parts)
        for k, part in enumerate(parts):
            name = "xxgknb.htm" if k == 0 else f"xxgknb/{last - k}.htm"
            nxt = f"xxgknb/{last - k - 1}.htm" if k == 0 else f"{last - k - 1}.htm"
            more = f"<a href='{nxt}' class='Next'>下页</a>" if k + 1 < last else "下页"
            p.put(
                f"{top}/zwgk/{name}",
                "信息公开年报",
                f"{listed(part)}<div>共{len(rows)}条 {k + 1}/{last} {more}</div>",
            )
        if n:
            p.also.append(host)
            p.pages[f"{host}/"] = Reply(
                "", 302, headers=(("Location", f"http://{host}/index.htm"),)
            )
            p.put(
                f"{host}/index.htm",
                agency,
                "<a href='zwgk/xxgk.htm'>政府信息公开</a> <a href='gzdt.htm'>工作动态</a>",
            )
            p.put(
                f"{host}/zwgk/xxgk.htm",
                "政府信息公开",
                "<a href='zn.htm'>信息公开指南</a><a href='xxgknb.htm'>信息公开年报</a>",
            )
            nav.append(f"<li><a href='http://{host}' target='_blank'>{p.short(agency)}</a></li>")
    p.put("/bmwz.htm", "部门网站", listed(nav))
    return p


def chosen_by_postback() -> Dressed:
    """ASP.NET: a drop-down list of departments posts back, so do the pages."""
    p = Dressed(8, per_report=2.2)
    at = "/xxgk/List.aspx?lm=nb"
    p.home(("信息公开年报", at))
    agencies = p.bodies(5, 2)
    made = {str(n): fleet(p, "/xxgk/Info.aspx?id={n}", a, LONG) for n, a in enumerate(agencies)}

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/xxgk/List.aspx":
            return None
        said = asked.said
        dept, k, target = "0", 1, said.get("__EVENTTARGET")
        if asked.method == "POST":
            if not said.get("__VIEWSTATE", "").startswith("/wEPDw"):
                return Reply("Validation of viewstate MAC failed", 500)
            dept = said.get("ddlDept") or "0"
            k = int(said.get("__EVENTARGUMENT") or 1) if target == "Pager1" else 1
        rows = [p.line(m.title, f"http://{m.at}", m.date) for m in made[dept]]
        parts = pieces(rows, 4)
        options = "".join(
            f"<option value='{n}'{' selected=selected' if str(n) == dept else ''}>{p.short(a)}</option>"
            for n, a in enumerate(agencies)
        )
        change = "javascript:setTimeout('__doPostBack(\\'ddlDept\\',\\'\\')', 0)"
        more = (
            f"<a href=\"javascript:__doPostBack('Pager1','{k + 1}')\">下一页</a>"
            if k < len(parts)
            else "<a disabled='disabled'>下一页</a>"
        )
        return p.page(
            "信息公开年报",
            f"""<form method="post" action="./List.aspx?lm=nb" id="form1"><input type="hidden" name="__EVENTTARGET" value=""><input type="hidden" name="__EVENTARGUMENT" value=""><input type="hidden" name="__VIEWSTATE" value="/wEPDw{dept * 40}"><select name="ddlDept" onchange="{change}" id="ddlDept">{options}</select>{listed(parts[k - 1])}<div id="Pager1">总记录数：{len(rows)} 总页数：{len(parts)} 当前页：{k} {more}</div></form>""",
        )

    p.answers.append(answer)
    return p


def frames_with_lists() -> Dressed:
    """A set of frames, a tree (zTree) in one, lists that a form turns in the other; GBK."""
    p = Dressed(9, per_report=2.0, encoding="gbk")
    p.home(("信息公开目录", "/xxgkml/"))
    p.pages["/xxgkml/"] = (
        "<html><head><title>信息公开目录</title></head><frameset cols='22%,*'><frame src='tree.jsp' name='t'><frame src='welcome.html' name='m'></frameset></html>"
    )
    p.put("/xxgkml/welcome.html", "目录", "<p>欢迎。</p>")
    nodes, made = [], {}
    for n, agency in enumerate(p.bodies(6, 2)):
        d = 100 + n
        nodes.append(f"{{id:{d}, pId:0, name:'{p.short(agency)}', open:false}}")
        nodes.append(
            f"{{id:{d}1, pId:{d}, name:'机构职能', url:'list.jsp?dept={d}&cat=1', target:'m'}}"
        )
        nodes.append(
            f"{{id:{d}2, pId:{d}, name:'信息公开年度报告', url:'list.jsp?dept={d}&cat=9', target:'m'}}"
        )
        made[str(d)] = fleet(
            p, f"/xxgkml/show.jsp?dept={d}&id={{n}}", agency, LONG if n < 4 else ()
        )
    drawn = script(f"var zNodes=[{','.join(nodes)}];")
    p.pages["/xxgkml/tree.jsp"] = (
        f"<html><head><title>tree</title></head><body><ul id='t' class='ztree'></ul>{drawn}</body></html>"
    )

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/xxgkml/list.jsp":
            return None
        mine = made.get(asked.said.get("dept", ""), []) if asked.said.get("cat") == "9" else []
        k = int(asked.said.get("curPage") or 1)
        parts = pieces([p.line(m.title, f"http://{m.at}", m.date) for m in mine], 4) or [[]]
        note = "" if mine else "<p>暂无信息</p>"
        more = f"<a href='javascript:goPage({k + 1})'>下一页</a>" if k < len(parts) else ""
        form = f"<form name='f' method='get' action='list.jsp'><input type='hidden' name='dept' value='{asked.said.get('dept')}'><input type='hidden' name='cat' value='9'><input type='hidden' name='curPage' value='{k}'></form>"
        return p.page(
            "信息公开年度报告",
            f"{listed(parts[k - 1])}{note}{form}第{k}页/共{len(parts)}页 {more}{script('function goPage(n){document.f.curPage.value=n;document.f.submit();}')}",
        )

    p.answers.append(answer)
    return p


def phpcms_gbk() -> Dressed:
    """PHPCMS in GBK; bodies by name in the query, articles of two pages (``&page=2``)."""
    p = Dressed(10, per_report=2.6, encoding="gbk")
    base = "/index.php?m=content&c=index&a="
    p.home(("信息公开年报", f"{base}lists&catid=31"))
    agencies = p.bodies(5, 3)
    nav = listed(
        [
            f"<li><a href='{base}lists&catid=31&dw={p.short(a)}'>{p.short(a)}</a></li>"
            for a in agencies
        ]
    )
    p.put(f"{base}lists&catid=31", "信息公开年报", nav)
    made = {p.short(a): [] for a in agencies}
    for agency in agencies:
        for year in YEARS:
            n = p.number_of() % 9000
            at = f"{base}show&catid=31&id={n}"
            one = p.make(at, agency, year)
            html, _ = text(agency, year, one.date)
            cut = html.index("<p>三、")
            pager = f"<div id='pages'><a href='{at}'>1</a> <a href='{at}&page=2'>2</a> "
            p.pages[at] = p.article(
                one.title, one.date, html[:cut] + pager + f"<a href='{at}&page=2'>下一页</a></div>"
            )
            p.pages[f"{at}&page=2"] = p.article(one.title, one.date, html[cut:] + pager + "</div>")
            made[p.short(agency)].append(one)

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/index.php" or "dw=" not in asked.raw or "a=lists" not in asked.raw:
            return None
        name = unquote_to_bytes(asked.raw.rpartition("dw=")[2].replace("+", " ")).decode(
            "gbk", "replace"
        )
        rows = [p.line(m.title, "/" + m.at.partition("/")[2], m.date) for m in made.get(name, [])]
        return p.page("信息公开年报", nav + listed(rows)) if rows else None

    p.answers.append(answer)
    return p


def tree_in_xml() -> Dressed:
    """dhtmlx: the tree is an XML file that the page's script loads."""
    p = Dressed(11, per_report=2.0)
    p.home(("政府信息公开目录", "/gk/index.html"))
    drawn = "tree=new dhtmlXTreeObject('treebox','100%','100%',0);tree.loadXML('/gk/tree.xml');"
    p.put(
        "/gk/index.html",
        "政府信息公开目录",
        f"<div id='treebox'></div><iframe name='list' src='main.html'></iframe>{script(drawn)}",
    )
    p.put("/gk/main.html", "目录", "<p>请选择左侧目录。</p>")
    items = []
    for n, agency in enumerate(p.bodies(6, 2)):
        made = fleet(p, f"/gk/{n}/nb/{{n}}.html", agency, LONG)
        parts = pieces(p.lines(made, beside=2, where=f"/gk/{n}/nb/{{n}}.html"), 6)
        for k, part in enumerate(parts):
            more = f"<a href='index_{k + 1}.html'>下一页</a>" if k + 1 < len(parts) else ""
            p.put(f"/gk/{n}/nb/{f'index_{k}.html' if k else ''}", "年度报告", listed(part) + more)
        p.put(f"/gk/{n}/zn/", "指南", "<p>指南</p>")
        items.append(
            f"<item text='{p.short(agency)}' id='b{n}'><item text='信息公开指南' id='b{n}z'><userdata name='url'>/gk/{n}/zn/</userdata></item><item text='年度报告' id='b{n}n'><userdata name='url'>/gk/{n}/nb/</userdata></item></item>"
        )
    p.pages["/gk/tree.xml"] = Reply(
        f"<?xml version='1.0' encoding='utf-8'?><tree id='0'>{''.join(items)}</tree>",
        type="text/xml",
    )
    return p


def mvc_short() -> Dressed:
    """Short addresses (``/Article/Detail/77``), departments by number, pages by ``pageIndex``."""
    p = Dressed(12, per_report=1.8)
    p.home(("信息公开年报", "/Article/List?cid=19"))
    agencies = p.bodies(6, 3)
    nav = listed(
        [
            f"<li><a href='/Article/List?cid=19&dept={n}'>{p.short(a)}</a></li>"
            for n, a in enumerate(agencies)
        ]
    )
    count = 60
    for n, agency in enumerate(agencies):
        made = []
        for year in LONG:
            count += 3
            made.append(p.make(f"/Article/Detail/{count}", agency, year))
        parts = pieces(p.lines(made, beside=2, where="/Article/Detail/7{n}"), 5)
        for k, part in enumerate(parts):
            more = (
                f"<a href='/Article/List?cid=19&dept={n}&pageIndex={k + 2}'>&gt;</a>"
                if k + 1 < len(parts)
                else ""
            )
            p.put(
                f"/Article/List?cid=19&dept={n}{f'&pageIndex={k + 1}' if k else ''}",
                "信息公开年报",
                nav + listed(part) + more,
            )
    p.put("/Article/List?cid=19", "信息公开年报", nav)
    return p


def area_tabs() -> Dressed:
    """An annual report a page by area and year, chosen by clicks; pieces of HTML."""
    p = Dressed(13, per_report=1.8)
    p.home(("政府信息公开年报", "/xxgk/ndbg.jsp"))
    agencies = p.bodies(5, 3)
    areas = {f"11{p.adcode}{n:03d}": a for n, a in enumerate(agencies)}
    clicks = "".join(f"<li onclick=\"getList('{c}')\">{p.short(a)}</li>" for c, a in areas.items())
    code = "function getList(area){$.get('/xxgk/ndbgList.jsp',{area:area,t:Math.random()},function(d){$('#nr').html(d)})}"
    p.put(
        "/xxgk/ndbg.jsp",
        "政府信息公开年报",
        f"<ul class='areas'>{clicks}</ul><div id='nr'></div>{script(code)}",
    )
    made = {
        c: fleet(p, f"/xxgk/ndbgShow.jsp?area={c}&nd={{y}}", a, LONG, drop=5)
        for c, a in areas.items()
    }

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/xxgk/ndbgList.jsp":
            return None
        rows = [
            p.line(m.title, "/" + m.at.partition("/")[2], m.date)
            for m in made.get(asked.said.get("area", ""), [])
        ]
        return listed(rows)

    p.answers.append(answer)
    return p


def files_by_number() -> Dressed:
    """A page a year with every body's file, some named by number, some in a ZIP's stead."""
    p = Dressed(14, per_report=1.5)
    p.home(("政府信息公开年报", "/zwgk/nb/"))
    rows = []
    for year in YEARS:
        links = []
        for n, agency in enumerate(p.bodies(8, 4, government=False)):
            name = f"P0{year + 1}01{p.number_of()}.docx"
            one = p.make(
                f"/zwgk/nb/{year + 1}01/{name}", agency, year, serve=False, date=f"{year + 1}-01-30"
            )
            html, _ = text(agency, year, one.date)
            p.pages[f"/zwgk/nb/{year + 1}01/{name}"] = Reply(
                as_docx(one.title, html),
                type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            )
            shown = f"{n + 1}.{p.short(agency)}" if n % 3 else f"附件{n + 1}：{agency}.docx"
            links.append(f"<p><a href='./{name}'>{shown}</a></p>")
        title = f"{p.county}各单位{year}年政府信息公开工作年度报告汇编"
        at = f"/zwgk/nb/{year + 1}01/t{year + 1}0130_{p.number_of()}.html"
        p.pages[at] = p.article(
            title, f"{year + 1}-01-30", f"<p>现将有关报告公布如下：</p>{''.join(links)}"
        )
        rows.append(p.line(title, at, f"{year + 1}-01-30"))
    own = fleet(p, "/zwgk/nb/{y}03/t{d}_{n}.html", f"{p.county}人民政府", LONG)
    p.put("/zwgk/nb/", "政府信息公开年报", listed(rows + p.lines(own)))
    return p


def moved_and_bare() -> Dressed:
    """The home page sends on by a meta tag to another name; the bare name answers 301; lists mix."""
    p = Dressed(15, per_report=2.0)
    old = f"{p.domain.partition('.')[0]}.zwgk.gov.cn"
    bare = p.domain
    p.also += [old, bare]
    top = "/zfxxgk/gknb/"
    p.home(("政府信息公开年报", f"http://{bare}{top}"))
    made = [m for a in p.bodies(5, 2) for m in fleet(p, f"{top}{{y}}/{{n}}.shtml", a, LONG)]
    rows = p.lines(made, where=f"{top}2024/{{n}}.shtml")
    rows = [
        r.replace('href="/', f'href="http://{old}/') if n % 3 == 0 else r
        for n, r in enumerate(rows)
    ]
    parts = pieces(rows, 12)
    for k, part in enumerate(parts):
        more = (
            f"<a href='http://{old}{top}index_{k + 1}.shtml'>下一页</a>"
            if k + 1 < len(parts)
            else ""
        )
        p.put(f"{top}{f'index_{k}.shtml' if k else ''}", "政府信息公开年报", listed(part) + more)

    def elsewhere(asked: Asked) -> Page | None:
        whole = asked.path + (f"?{asked.raw}" if asked.raw else "")
        if asked.host == bare:
            return Reply("", 301, headers=(("Location", f"http://{p.host}{whole}"),))
        if asked.host == old:
            if asked.path == "/":
                return f"<html><head><meta http-equiv='refresh' content='0;url=http://{p.host}/'></head><body></body></html>"
            return p.pages.get(whole) or p.pages.get(asked.path)
        return None

    p.answers.append(elsewhere)
    p.old_names += [old, bare]
    return p


def years_chosen() -> Dressed:
    """Years in a selection; rows are bodies' names alone; one year is empty, one body has none."""
    p = Dressed(16, per_report=1.5)
    p.home(("政府信息公开年报", "/gk/ndbg/"))
    options = "".join(f"<option value='/gk/ndbg/gb{y}/'>{y}年</option>" for y in (*LONG, 2024))
    choice = (
        f"<select onchange='location.href=this.value'><option>请选择年份</option>{options}</select>"
    )
    p.put("/gk/ndbg/", "政府信息公开年报", choice)
    for y in LONG:
        rows = []
        for agency in p.bodies(7, 3):
            one = p.make(f"/gk/ndbg/gb{y}/{p.number_of()}/{p.number_of()}/index.html", agency, y)
            rows.append(f"<li><a href='/{one.at.partition('/')[2]}'>{p.short(agency)}</a></li>")
        p.put(f"/gk/ndbg/gb{y}/", f"{y}年", f"{choice}{listed(rows)}")
    p.put("/gk/ndbg/gb2024/", "2024年", f"{choice}<p>暂无数据</p>")
    return p


def own_and_columns() -> Dressed:
    """The government's reports beside links to the columns of bodies, here and on sub-domains; one
    column is empty, one row names a body elsewhere."""
    p = Dressed(17, per_report=2.0)
    top = "/zwgk/zfxxgknb/"
    p.home(("政府信息公开年报", top))
    own = fleet(p, f"{top}{{y}}03/t{{d}}_{{n}}.html", f"{p.county}人民政府", LONG)
    nav = []
    for n, agency in enumerate(p.bodies(8, 3, government=False)):
        host = f"bm{n}.{p.domain}" if n % 2 else p.host
        folder = f"/gk{n}/nb_{p.number_of()}/"
        at = folder if host == p.host else host + folder
        if host != p.host:
            p.also.append(host)
        made = fleet(p, f"{at}{{y}}01/t{{d}}_{{n}}.html", agency, YEARS) if n != 3 else []
        rows = (
            p.lines(made, beside=1, where=f"{at}202402/t20240202_{{n}}.html", junk=False)
            if made
            else []
        )
        rows = [r.replace(f'href="{host}/', 'href="/') for r in rows]
        p.put(at, "政府信息公开年报", listed(rows) if rows else "<p>暂无相关信息！</p>")
        nav.append(f"<li><a href='http://{host}{folder}'>{p.short(agency)}</a></li>")
    nav.append("<li><a href='http://www.other.gov.cn/czj/nb/'>邻城县财政局</a></li>")
    p.put(top, "政府信息公开年报", listed(p.lines(own)) + f"<h3>部门年报</h3>{listed(nav)}")
    return p


def prefixes_in_groups() -> Dressed:
    """gkmlpt under a prefix for each body, behind pages of groups; the text in a script."""
    p = Dressed(18, per_report=2.6)
    groups: dict[str, list[str]] = {"/bm/": [], "/zj/": []}
    for n, agency in enumerate(p.bodies(6, 3)):
        prefix, sid, cat = f"/yx{n:02d}" if n else "", f"{660100 + n}", 5000 + 10 * n
        tree = [
            {
                "id": cat - 1,
                "name": "法定主动公开内容",
                "children": [{"id": cat - 2, "name": "机构职能", "children": []}],
            },
            {
                "id": cat,
                "name": ("政府信息公开年报", "信息公开年度报告", "年报")[n % 3],
                "children": [],
            },
        ]
        conf = script(
            f"window._CONFIG = {{SID: '{sid}', TREE: {json.dumps(tree, ensure_ascii=False)}, CHILDREN: []}};"
        )
        p.pages[f"{prefix}/gkmlpt/index"] = (
            f"<html><head><meta charset='utf-8'><title>政府信息公开平台</title></head><body><div id='app'></div>{conf}</body></html>"
        )
        made = []
        for y in LONG[2:]:

            def shell(title: str, date: str, html: str, agency: str = agency) -> str:
                detail = {
                    "title": title,
                    "publisher": agency,
                    "display_publish_time": date,
                    "content": html + "<p>告知申请信息不存在的2件。</p>",
                }
                code = json.dumps(detail, ensure_ascii=False).replace("</", "<\\/")
                return f"<html><head><meta charset='utf-8'><title>{title}</title><meta name='ArticleTitle' content='{title}'><meta name='PubDate' content='{date} 10:00'></head><body><div id='app'></div>{script(f'window._CONFIG = {{SID: 1, DETAIL: {code}}};')}</body></html>"

            number = p.number_of() * 7
            made.append(
                p.make(
                    f"{prefix}/gkmlpt/content/{number // 100000}/{number // 1000}/post_{number}.html",
                    agency,
                    y,
                    wrap=shell,
                )
            )
        if n:
            groups["/zj/" if agency.endswith("人民政府") else "/bm/"].append(
                f"<li><a href='{prefix}/gkmlpt/index' target='_blank'>{p.short(agency)}</a></li>"
            )

        def service(
            asked: Asked,
            at: str = f"{prefix}/gkmlpt/api/all/{cat}",
            sid: str = sid,
            made: list[Made] = made,
        ) -> Page | None:
            if asked.path != at:
                return None
            rows = [
                {
                    "id": 1,
                    "title": m.title,
                    "url": f"http://{m.at}",
                    "post_url": "",
                    "display_publish_time": m.date,
                    "publisher": "",
                }
                for m in made
            ]
            ok = asked.said.get("sid") == sid and asked.said.get("page") in ("0", "1")
            return answer_json(
                {
                    "articles": rows if ok else [],
                    "total": len(made),
                    "classify": {"id": 1, "post_count": len(made)},
                }
            )

        p.answers.append(service)
    p.home(("部门信息公开", "/bm/"), ("镇街信息公开", "/zj/"))
    p.put("/", "首页", "<a href='/gkmlpt/index'>政府信息公开</a><a href='/xxgk/'>政务公开</a>")
    for at, links in groups.items():
        p.put(at, "信息公开", listed(links))
    return p


def pieces_by_get() -> Dressed:
    """Departments by ``$.get``: pieces of HTML with pages of their own; the page's own list is
    the government's."""
    p = Dressed(19, per_report=1.9)
    at = "/gongkai/nianbao.html"
    p.home(("政府信息公开年报", at))
    agencies = p.bodies(7, 3)
    made = {
        str(30 + n): fleet(p, f"/gongkai/nr/{30 + n}/{{n}}.html", a, LONG)
        for n, a in enumerate(agencies)
    }
    tabs = "".join(
        f"<li class='dept' data-id='{30 + n}'><a href='javascript:;'>{p.short(a)}</a></li>"
        for n, a in enumerate(agencies)
    )
    code = (
        "function load(id,p){$.get('/gongkai/nblist',{deptId:id,pageNo:p,pageSize:4},function(h){$('#box').html(h)},'html')}"
        "$('.dept').click(function(){load($(this).attr('data-id'),1)});load('30',1);"
    )
    p.put(at, "政府信息公开年报", f"<ul>{tabs}</ul><div id='box'></div>{script(code)}")

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/gongkai/nblist":
            return None
        mine, k = made.get(asked.said.get("deptId", ""), []), int(asked.said.get("pageNo") or 1)
        parts = pieces([p.line(m.title, "/" + m.at.partition("/")[2], m.date) for m in mine], 4)
        more = (
            f"<a href='javascript:;' onclick=\"load('{asked.said.get('deptId')}',{k + 1})\">下一页</a>"
            if k < len(parts)
            else ""
        )
        return f"{listed(parts[k - 1]) if k <= len(parts) else ''}<div>第{k}页 共{len(parts)}页 {more}</div>"

    p.answers.append(answer)
    return p


def counted_rows() -> Dressed:
    """The list's number counts rows that stand elsewhere, twice, or that a script opens."""
    p = Dressed(20, per_report=1.7)
    p.home(("政府信息公开年报", "/zfxxgknb/index.shtml"))
    made = [m for a in p.bodies(6, 2) for m in fleet(p, "/zfxxgknb/{n}.shtml", a, YEARS)]
    rows = p.lines(made, beside=8, where="/zfxxgknb/{n}.shtml")
    parts = pieces(rows, 9)
    for k, part in enumerate(parts):
        numbers = " ".join(
            f"<a href='/zfxxgknb/index{f'_{j}' if j else ''}.shtml'>{j + 1}</a>"
            for j in range(len(parts))
        )
        p.put(
            f"/zfxxgknb/index{f'_{k}' if k else ''}.shtml",
            "政府信息公开年报",
            f"{listed(part)}<div class='page'>共 {len(rows)} 条记录 {numbers}</div>",
        )
    return p


def only_the_map() -> Dressed:
    """Nothing but the map in the footer leads to the column; the map has all of the portal."""
    p = Dressed(22, per_report=2.0, encoding="gbk")
    p.home()
    for at in [x for x in p.pages if x.startswith("/xxgk/")]:
        del p.pages[at]
    p.put("/xxgk/", "政府信息公开", "<p>栏目建设中。</p>")
    names = (
        "领导之窗",
        "机构设置",
        "规划计划",
        "财政预算",
        "应急管理",
        "政府信息公开年报",
        "政策解读",
        "人事信息",
        "统计年鉴",
        "企业年报公示",
    )
    links = "".join(f"<li><a href='/lm/{n + 11}/'>{name}</a></li>" for n, name in enumerate(names))
    p.put("/wzdt.html", "网站地图", f"<h3>政务公开</h3><ul>{links}</ul>")
    for n, name in enumerate(names):
        p.put(f"/lm/{n + 11}/", name, f"<p>{name}</p>")
    made = [m for a in p.bodies(6, 2) for m in fleet(p, "/lm/16/{n}.html", a, YEARS)]
    parts = pieces(p.lines(made, where="/lm/16/{n}.html"), 10)
    for k, part in enumerate(parts):
        choice = "".join(
            f"<option value='/lm/16/{f'p{j + 1}.html' if j else ''}'>第{j + 1}页</option>"
            for j in range(len(parts))
        )
        p.put(
            f"/lm/16/{f'p{k + 1}.html' if k else ''}",
            "政府信息公开年报",
            f"{listed(part)}<select onchange='location=this.value'>{choice}</select>",
        )
    return p


def subtrees_in_groups() -> Dressed:
    """A subtree a body below groups of bodies; the menu of each is its own; one is not there."""
    p = Dressed(23, per_report=3.3)
    p.home(("政府信息公开年报", "/zwgk_1/zfxxgknb_9/"), ("部门街镇", "/bmjz/"))
    own = fleet(p, "/zwgk_1/zfxxgknb_9/{y}03/t{d}_{n}.html", f"{p.county}人民政府", LONG)
    p.put(
        "/zwgk_1/zfxxgknb_9/",
        "政府信息公开年报",
        listed(p.lines(own, where="/zwgk_1/zfxxgknb_9/202402/t20240202_{n}.html")),
    )
    groups: dict[str, list[str]] = {"bm_3": [], "jz_4": []}
    for n, agency in enumerate(p.bodies(8, 4, government=False)):
        group = "jz_4" if agency.endswith("人民政府") else "bm_3"
        top = f"/bmjz/{group}/x{n}/zwgk_{n + 30}/"
        menu = listed(
            [
                f"<li><a href='{top}zn/'>政府信息公开指南</a></li>",
                f"<li><a href='{top}fd/'>法定主动公开内容</a></li>",
                f"<li><a href='{top}zfxxgknb_{n}/'>政府信息公开年报</a></li>",
            ]
        )
        p.put(top, f"{agency}政务公开", f"{menu}<p>机构职能。</p>")
        for part, name in (("zn/", "政府信息公开指南"), ("fd/", "法定主动公开内容")):
            p.put(top + part, name, f"{menu}<p>{name}。</p>")
        made = fleet(p, f"{top}zfxxgknb_{n}/{{y}}01/t{{d}}_{{n}}.html", agency, YEARS)
        p.put(
            f"{top}zfxxgknb_{n}/",
            "政府信息公开年报",
            menu
            + listed(
                p.lines(made, beside=2, where=f"{top}zfxxgknb_{n}/202402/t20240202_{{n}}.html")
            ),
        )
        groups[group].append(f"<li><a href='{top}' target='_blank'>{p.short(agency)}</a></li>")
    p.put(
        "/bmjz/",
        "部门街镇",
        f"<h3>县级部门</h3>{listed(groups['bm_3'])}<h3>乡镇街道</h3>{listed(groups['jz_4'])}",
    )
    return p


PORTALS = {
    f.__name__: f
    for f in (
        chosen_by_postback, frames_with_lists, tree_in_xml, area_tabs, lonsun_tree, ewb_departments,
        tabs_in_frames, ucap_search, hanweb_chosen, uid_groups, jpaas_departments, vsb_bureaus,
        phpcms_gbk, mvc_short, files_by_number, moved_and_bare, years_chosen, own_and_columns,
        prefixes_in_groups, pieces_by_get, counted_rows, only_the_map, subtrees_in_groups,
    )
}  # fmt: skip

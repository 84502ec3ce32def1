"""Hanweb's modules: the 信息公开 search, the yearly report module, jpaas; and truecms."""

from __future__ import annotations

import json
from pathlib import Path

from samples.source.markup import Report
from tests.conftest import Command
from tests.platforms.variants.kit import (
    GONE,
    Answer,
    Asked,
    Portal,
    Reply,
    Town,
    check_all,
    cut,
    escaped,
    negatives,
)
from tests.platforms.variants.test_hanweb import BUREAUS, reports, rows_of

JSON = "application/json;charset=UTF-8"


def table(rows: list[tuple[str, str, str]], page: int, pages: int) -> str:
    """What search.jsp prints."""
    lines = "".join(
        f'<tr class="tr_main_value_{"odd" if n % 2 else "even"}"><td align="center">{n}</td><td>'
        f'<a href="{href}" title="{title}" mc="{title}" rq="{date}" syh="00000000/2024-0001" '
        f'target="_blank">{cut(title)}</a></td><td align="center">{date}</td></tr>'
        for n, (href, title, date) in enumerate(rows)
    )
    nav = f'<td align="right">&nbsp;&nbsp;共{pages}页&nbsp;&nbsp;第{page}页 <a onclick="next()">下一页</a></td>'
    return f'<table class="tb_title">{lines}<tr>{nav}</tr></table>'


def xxgk_unfiltered() -> Portal:
    """The search does not know columns: other columns' entries come with it; the form is needed."""
    town = Town("江苏省", "宿迁市", "沭阳县", "321322", "苏")
    made = reports(town, 9, "/art/{y}/{m}/{d}/art_4242_{n}.html")
    rows = rows_of(made)
    for n in range(8):
        rows.insert(
            2 * n,
            (f"/art/2024/2/2/art_9_{n}.html", f"沭阳县{2015 + n}年蔬菜价格监测", "2024-02-02"),
        )
    rows.insert(
        3, ("/art/2024/2/2/art_9_99.html", "沭阳县某局2023年政府信息公开工作年度报告", "2024-02-02")
    )
    pages: dict[str, Answer] = {one.path: town.article(one, 'class="article_zoom"') for one in made}
    pages["/"] = town.page("首页", '<a href="/col/col4000/index.html">信息公开</a>')
    pages["/col/col4000/index.html"] = town.page(
        "信息公开", '<a href="/col/col4242/index.html" title="政府信息公开年报">公开年报</a>'
    )
    pages["/col/col4242/index.html"] = town.page(
        "政府信息公开年报",
        '<iframe src="/module/xxgk/tree.jsp?area=014344000&amp;divid=div4242" width="200"></iframe>'
        '<div id="div4242"></div><script>loadDynamic(\'/module/xxgk/search.jsp?infotypeId=&jdid=12'
        "&divid=div4242&area=014344000','div4242','0','0','950','12','','');</script>",
    )

    def handle(asked: Asked) -> Answer:
        if asked.path == "/module/xxgk/search.jsp":
            if asked.method != "POST" or asked.said.get("area") != "014344000":
                return table([], 1, 1)
            n = int(asked.said.get("currpage") or 1)
            return table(rows[(n - 1) * 5 : n * 5], n, 4)
        return pages.get(asked.path)

    return Portal(handle, made, never=("art_9_",))


def xxgk_tree() -> Portal:
    """The tree names the kinds of information; the search filters by it; ids 'A0212'."""
    town = Town("浙江省", "丽水市", "缙云县", "331122", "浙")
    made = reports(town, 8, "/art/{y}/{m}/{d}/art_1229498_{n}.html")
    rows = rows_of(made)
    pages: dict[str, Answer] = {one.path: town.article(one, 'id="zoom"') for one in made}
    pages["/"] = town.page("首页", '<a href="/col/col1229/index.html">政府信息公开</a>')
    pages["/col/col1229/index.html"] = town.page(
        "政府信息公开",
        '<iframe src="/module/xxgk/tree.jsp?standardXxgk=1&area=113325&divid=div1229&rootName="></iframe>'
        '<div id="div1229"></div><script>function funclick(a,b,c){loadDynamic('
        "'/module/xxgk/search.jsp?standardXxgk=1&infotypeId='+a+'&vc_title='+encodeURI(b)+"
        "'&area=113325','div1229','0','1000','1','3096','','')}</script>",
    )
    nodes = (
        ("A01", "机构职能"),
        ("A0212", "行政规范性文件"),
        ("A0307", "信息公开年报"),
        ("A0308", "财政预决算"),
    )
    tree = "".join(
        f"<div class=dTreeNode><a href=\"javascript:funclick('{code}','','','113325')\">{label}</a></div>"
        for code, label in nodes
    )

    def handle(asked: Asked) -> Answer:
        if asked.path == "/module/xxgk/tree.jsp":
            return town.page("树", tree)
        if asked.path == "/module/xxgk/search.jsp":
            if asked.said.get("infotypeId") != "A0307":
                return table(
                    [("/art/2024/1/1/art_8_8.html", "缙云县2024年部门预算", "2024-01-01")], 1, 1
                )
            n = int(asked.said.get("currpage") or 1)
            return table(rows[(n - 1) * 3 : n * 3], n, 3)
        return pages.get(asked.path)

    return Portal(handle, made)


def annual_selects() -> Portal:
    """One page a year and body; selects name both; what was not published says so."""
    town = Town("浙江省", "丽水市", "云和县", "331125", "浙")
    bodies = {f"11332500002645{n:04d}": BUREAUS[n] for n in range(3)}
    made: list[Report] = []
    pages: dict[tuple[str, str], bytes] = {}
    for n, (code, bureau) in enumerate(bodies.items()):
        for year in (2016, 2017, 2023):
            if (n, year) == (2, 2017):
                continue
            one = town.report(bureau, year, seed=n * 2 + 1)
            made.append(one)
            pages[str(year), code] = town.article(one, 'class="main-txt"')

    def handle(asked: Asked) -> Answer:
        if asked.path == "/":
            return town.page("首页", '<a href="/col/col7/index.html">政府信息公开</a>')
        if asked.path == "/col/col7/index.html":
            return town.page(
                "政府信息公开",
                '<a href="/module/xxgk/xxgkAnnualReport.jsp?fbtime=2023&area=113325000026450000">'
                "信息公开年报</a>",
            )
        if asked.path != "/module/xxgk/xxgkAnnualReport.jsp":
            return None
        found = pages.get((asked.said.get("fbtime", ""), asked.said.get("area", "")))
        years = "".join(f'<option value="{y}">{y}年</option>' for y in (2023, 2017, 2016))
        codes = "".join(f"<option value='{c}'>{b}</option>" for c, b in bodies.items())
        bar = (
            f'<form><select name="fbtime" onchange="go()">{years}</select><select name="area">'
            f"{codes}</select></form>"
        )
        if found is None:
            return town.page("年报", bar + '<div class="main-txt"><p>暂无数据</p></div>')
        return found.replace(b'<div class="weizhi">', bar.encode() + b'<div class="weizhi">')

    return Portal(handle, made)


def annual_links() -> Portal:
    """Links for the years, script calls for the bodies."""
    town = Town("浙江省", "丽水市", "遂昌县", "331123", "浙")
    bodies = {f"11332500002655{n:04d}": BUREAUS[n + 3] for n in range(3)}
    years = (2021, 2022, 2023)
    made = [
        town.report(bureau, year, seed=n)
        for n, bureau in enumerate(bodies.values())
        for year in years
    ]
    found = {
        (str(one.year), code): one for one in made for code, b in bodies.items() if b in one.agency
    }

    def handle(asked: Asked) -> Answer:
        if asked.path == "/":
            return town.page("首页", '<a href="/xxgk/index.html">信息公开</a>')
        if asked.path == "/xxgk/index.html":
            codes = "".join(
                f"<li><a href='/module/xxgk/xxgkAnnualReport.jsp?fbtime=2023&amp;area={c}'>{b}</a></li>"
                for c, b in bodies.items()
            )
            return town.page("信息公开", f"<h3>信息公开年报</h3><ul>{codes}</ul>")
        if asked.path == "/module/xxgk/xxgkAnnualReport.jsp":
            one = found.get((asked.said.get("fbtime", ""), asked.said.get("area", "")))
            if one is None:
                return GONE
            links = "".join(
                f'<a href="?fbtime={y}&area={asked.said["area"]}">{y}年</a> ' for y in years
            )
            return town.article(one).replace(
                b'<div class="weizhi">', f"<p>{links}</p><div>".encode()
            )
        return None

    return Portal(handle, made)


UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def jpaas_query_data(escape: bool = False) -> Portal:
    """``queryData`` in single-quoted JSON; other units on the page; an attachment served by the
    gateway; ``pageNo`` counts only inside ``paramJson``."""
    town = Town("江苏省", "泰州市", "兴化市", "321281", "苏")
    made = reports(town, 11, "/zwgk/art/{y}/art_{h}.html")
    rows = rows_of(made)
    rows[2:2] = [
        (f"/zwgk/art/2024/art_{n + 500:032x}.html", t, "2024-04-01")
        for n, t in enumerate(negatives(town))
    ]
    pages: dict[str, Answer] = {one.path: town.article(one, 'class="wzzw-article"') for one in made}
    for n, title in enumerate(negatives(town)):
        pages[f"/zwgk/art/2024/art_{n + 500:032x}.html"] = town.text(title, "见附件。")
    given = {
        "parseType": "bulidstatic", "webId": "4bd5cf37c5424aed8df30bc7aab52cef",
        "tplSetId": "LmNssD6Eo0DO7Gf77breT", "pageType": "column", "tagId": "当前栏目list",
        "editType": "null", "pageId": "QsEYSlCrONSfZWIdi077J",
    }  # fmt: skip

    def attribute(data: dict[str, str]) -> str:
        text = json.dumps(data, ensure_ascii=False)
        return escaped(text) if escape else text.replace('"', "'")

    def unit(data: dict[str, str]) -> str:
        return (
            f'<script id="u" src="/script/0/AuthorizedRead/unitbuild.js" url="{UNIT}" '
            f'queryData="{attribute(data)}"></script>'
        )

    pages["/"] = town.page("首页", '<a href="/zwgk/index.html">政务公开</a>')
    pages["/zwgk/index.html"] = town.page(
        "政务公开", '<ul><li><a href="/zwgk/zfxxgknb/index.html">政府信息公开年报</a></li></ul>'
    )
    pages["/zwgk/zfxxgknb/index.html"] = town.page(
        "政府信息公开年报",
        unit(given | {"tagId": "导航"}) + '<div class="list">' + unit(given) + "</div>",
    )

    def handle(asked: Asked) -> Answer:
        if asked.path != UNIT:
            return pages.get(asked.path)
        if asked.said.get("pageId") != given["pageId"] or asked.said.get("webId") != given["webId"]:
            return Reply(json.dumps({"success": False, "code": "500", "data": None}), 200, JSON)
        if asked.said.get("tagId") == "导航":
            text = '<ul class="nav"><li><a href="/zwgk/index.html">政务公开</a></li></ul>'
        else:
            param = json.loads(asked.said.get("paramJson") or "{}")
            n, size = int(param.get("pageNo", 1)), 6
            lines = "".join(
                f'<li class="clearfix"><a href="{h}" title="{t}" target="_blank">{cut(t)}</a>'
                f'<span class="bt-right">{d}</span></li>'
                for h, t, d in rows[(n - 1) * size : n * size]
            )
            text = (
                f'<div class="page-content"><ul>{lines}</ul><div class="pagination" id="p" '
                f'rows="{size}" count="{len(rows)}" queryData="x"></div></div>'
            )
        answer = {"success": True, "code": "200", "message": "OK", "data": {"html": text}}
        return Reply(json.dumps(answer, ensure_ascii=False), 200, JSON)

    return Portal(handle, made)


def jpaas_escaped() -> Portal:
    return jpaas_query_data(escape=True)


def jpaas_script() -> Portal:
    """The ids stand in a script, the list in the page is only the first page of it, the answer's
    ``data`` is the text itself, and past the end the last page is repeated."""
    town = Town("甘肃省", "临夏州", "永靖县", "622923", "甘")
    town.city = "临夏回族自治州"
    town.__post_init__()
    made = reports(town, 7, "/lxz/xxgk/art/{y}/art_{h}.html")
    rows = rows_of(made)
    pages: dict[str, Answer] = {one.path: town.article(one, 'class="neirong"') for one in made}

    def lines(some: list[tuple[str, str, str]]) -> str:
        return (
            "<ul>"
            + "".join(f"<li><a href='{h}'>{t}</a><i>{d}</i></li>" for h, t, d in some)
            + "</ul>"
        )

    pages["/"] = town.page("首页", '<a href="/lxz/xxgk/index.html">政府信息公开</a>')
    pages["/lxz/xxgk/index.html"] = town.page(
        "政府信息公开", '<a href="./nb/index.html">政府信息公开年度报告</a>'
    )
    pages["/lxz/xxgk/nb/index.html"] = town.page(
        "政府信息公开年度报告",
        f'<div id="box">{lines(rows[:3])}</div><div class="page"></div><script>var unit = {{webId: '
        "'a9eaec95', pageId: 'p77', tplSetId: 't1', tagId: \"信息列表\", parseType:'bulidstatic'};"
        f"$.get('{UNIT}', unit, show);</script>",
    )

    def handle(asked: Asked) -> Answer:
        if asked.path != UNIT:
            return pages.get(asked.path)
        if (asked.said.get("webId"), asked.said.get("pageId"), asked.said.get("tagId")) != (
            "a9eaec95",
            "p77",
            "信息列表",
        ):
            return Reply('{"success":false}', 200, JSON)
        param = json.loads(asked.said.get("paramJson") or "{}")
        n = min(int(param.get("pageNo", 1)), 3)
        return Reply(
            json.dumps({"success": True, "data": lines(rows[(n - 1) * 3 : n * 3])}), 200, JSON
        )

    return Portal(handle, made, at_most=20)


def truecms(limit: int = 20, refuse: bool = True) -> Portal:
    """Windows above the limit are refused; the Referer is needed."""
    town = Town("江苏省", "南通市", "如皋市", "320682", "苏")
    made = reports(town, 13, "/rgsrmzf/xxgk/content/{h}.html")
    for n, one in enumerate(made):
        one.path = f"/rgsrmzf/ndbg/content/5a4c{n:04d}-93aa-4e0b-bc17-0000000000aa.html"
    rows = rows_of(made)
    rows[5:5] = [
        (f"/rgsrmzf/ndbg/content/{n:08d}-93aa-4e0b-bc17-0000000000bb.html", t, "2024-04-01")
        for n, t in enumerate(negatives(town))
    ]
    pages: dict[str, Answer] = {one.path: town.article(one, 'id="zoom"') for one in made}
    for n, title in enumerate(negatives(town)):
        pages[f"/rgsrmzf/ndbg/content/{n:08d}-93aa-4e0b-bc17-0000000000bb.html"] = town.text(
            title, "略。"
        )
    proxy = "/cms-web/messageController/getMessage.do"
    pages["/"] = town.page("首页", '<a href="/rgsrmzf/xxgk/xxgk.html">信息公开</a>')
    pages["/rgsrmzf/xxgk/xxgk.html"] = town.page(
        "信息公开", '<a href="/rgsrmzf/ndbg/ndbg.html">年度报告</a>'
    )
    pages["/rgsrmzf/ndbg/ndbg.html"] = town.page(
        "政府信息公开年度报告",
        "<div id='list'></div><script>$('#list').jpage({perPage:10,totalRecord:24,proxyUrl:"
        f"'{proxy}',columnId:'e3b0c442-98fc',callback:'jsonp'}});</script>",
    )

    def handle(asked: Asked) -> Answer:
        if asked.path != proxy:
            return pages.get(asked.path)
        if (
            "ndbg.html" not in asked.headers.get("Referer", "")
            or asked.said.get("columnId") != "e3b0c442-98fc"
        ):
            return GONE
        start, end = int(asked.said["startrecord"]), int(asked.said["endrecord"])
        name = asked.said.get("callback", "callback")
        some = rows[start - 1 : end]
        if end - start + 1 > limit or int(asked.said["perpage"]) > limit:
            if refuse:
                return GONE
            some = []
        inner = "".join(
            f"<record><![CDATA[<li><a href='{h}' title='{t}'>{cut(t)}</a><span>{d}</span></li>]]></record>"
            for h, t, d in some
        )
        xml = f"<datastore><totalrecord>{len(rows)}</totalrecord><recordset>{inner}</recordset></datastore>"
        return Reply(
            f"{name}({json.dumps({'code': 0, 'result': xml if some else ''})});",
            200,
            "application/javascript",
        )

    return Portal(handle, made)


def truecms_small_silent() -> Portal:
    """Windows above ten come back empty, without an error."""
    return truecms(10, refuse=False)


PORTALS = {
    make.__name__: make
    for make in (
        xxgk_unfiltered, xxgk_tree, annual_selects, annual_links, jpaas_query_data, jpaas_escaped,
        jpaas_script, truecms, truecms_small_silent,
    )
}  # fmt: skip


def test_from_the_home_page(scrapy: Command, tmp_path: Path) -> None:
    check_all(PORTALS, scrapy, tmp_path)

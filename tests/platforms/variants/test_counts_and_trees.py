"""On Hanweb, jpaas and TRS: counts that hold duplicates, trees without a search,
attachments behind download.jsp, bodies as columns, titles cut short or without a year."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.platforms.variants.kit import (
    Answer,
    Asked,
    Portal,
    Reply,
    Town,
    check,
    check_all,
    cut,
    negatives,
)
from tests.platforms.variants.test_hanweb import BUREAUS, XML, datastore, reports, rows_of
from tests.platforms.variants.test_hanweb_modules import JSON, UNIT, table
from tests.platforms.variants.test_trs import reports as trs_reports
from tests.platforms.variants.test_trs import site
from tests.platforms.variants.test_ways_to_reports import printed


def counts_with_duplicates() -> Portal:
    """The total counts a record that stands there twice, one of another column, one elsewhere."""
    town = Town("山东省", "聊城市", "莘县", "371522", "鲁")
    made = reports(town, 8, "/art/{y}/{m}/{d}/art_412_{n}.html")
    rows = rows_of(made)
    copy = "/art/2024/1/9/art_99_1.html"
    rows += [
        rows[2],
        (copy, made[0].title, made[0].published),
        ("https://www.example.com/n.html", "山东省2023年政府信息公开工作年度报告", "2024-01-31"),
    ]
    pages: dict[str, Answer] = {one.path: town.article(one, 'id="zoom"') for one in made}
    pages[copy] = pages[made[0].path]
    pages["/"] = town.page("首页", '<a href="/col/col412/index.html">政府信息公开年报</a>')
    pages["/col/col412/index.html"] = town.page(
        "政府信息公开年报",
        f'<div id="9"><script type="text/xml">{datastore(rows, len(rows))}</script></div><script>'
        "$('#9').jpage({proxyUrl:'/module/web/jpage/dataproxy.jsp',ajaxParam:{columnid:412,unitid:'9'}})</script>",
    )
    return Portal(site(pages), made, never=("dataproxy", "example.com"))


def tree_alone() -> Portal:
    """The column's page holds the tree's frame and nothing else of the search."""
    town = Town("江苏省", "宿迁市", "泗阳县", "321323", "苏")
    made = reports(town, 7, "/art/{y}/{m}/{d}/art_5151_{n}.html")
    rows = rows_of(made)
    rows[1:1] = [
        (f"/art/2024/2/2/art_7_{n}.html", f"泗阳县2024年{b}工作要点", "2024-02-02")
        for n, b in enumerate(BUREAUS)
    ]
    pages: dict[str, Answer] = {one.path: town.article(one, 'class="article_zoom"') for one in made}
    pages["/"] = town.page("首页", '<a href="/col/col5151/index.html">政府信息公开年报</a>')
    pages["/col/col5151/index.html"] = town.page(
        "政府信息公开年报",
        "<iframe src='/module/xxgk/tree.jsp?area=014345&divid=div5151'></iframe><div id='div5151'></div>",
    )

    def handle(asked: Asked) -> Answer:
        if asked.path != "/module/xxgk/search.jsp":
            return pages.get(asked.path)
        if asked.method != "POST" or asked.said.get("area") != "014345":
            return table([], 1, 1)
        n = int(asked.query.get("currpage") or 1)
        return table(rows[(n - 1) * 6 : n * 6], n, 3)

    return Portal(handle, made, never=("art_7_",))


def tree_without_counts() -> Portal:
    """The same, and no answer says how many pages there are."""
    portal = tree_alone()
    counted = portal.handle

    def handle(asked: Asked) -> Answer:
        answer = counted(asked)
        if asked.path == "/module/xxgk/search.jsp" and isinstance(answer, str):
            return answer.replace("共3页", "")
        return answer

    portal.handle, portal.at_most = handle, 18
    return portal


def printed_beside_a_tree() -> Portal:
    """The list is printed, with 下一页; the tree's frame only stands beside it."""
    town = Town("江苏省", "徐州市", "沛县", "320322", "苏")
    made = reports(town, 7, "/art/{y}/{m}/{d}/art_808_{n}.html")
    pages: dict[str, Answer] = {one.path: town.article(one, 'id="zoom"') for one in made}
    pages["/"] = town.page("首页", '<a href="/col/col808/index.html">政府信息公开年报</a>')
    frame = '<iframe src="/module/xxgk/tree.jsp?area=014&divid=div808"></iframe>'
    for n, name in enumerate(("index", "index_2")):
        rows = "".join(
            f'<li><a href="{u}">{t}</a><span>{d}</span></li>'
            for u, t, d in rows_of(made)[n * 4 : n * 4 + 4]
        )
        following = '<a href="index_2.html">下一页</a>' if n == 0 else "下一页"
        pages[f"/col/col808/{name}.html"] = town.page(
            "政府信息公开年报", f"{frame}<ul>{rows}</ul>{following}"
        )
    return Portal(site(pages), made, never=("search.jsp",))


def downfile() -> Portal:
    """Attachments behind ``download.jsp``; the page says next to nothing itself."""
    town = Town("浙江省", "绍兴市", "新昌县", "330624", "浙")
    made = [town.report(b, 2014 + n, seed=n) for n, b in enumerate(BUREAUS[:3])]
    for n, one in enumerate(made):
        one.path = f"/art/{one.published[:4]}/{int(one.published[5:7])}/9/art_16_{n}.html"

    def handle(asked: Asked) -> Answer:
        if asked.path == "/module/download/downfile.jsp":
            for n, one in enumerate(made):
                if asked.said.get("filename") == f"24{n}.pdf":
                    return Reply(printed(one), 200, "application/octet-stream")
            return None
        for n, one in enumerate(made):
            if asked.path == one.path:
                name = f"{one.title}.pdf"
                return town.page(
                    one.title,
                    f'<h1>{one.title}</h1><p>发布日期：{one.published}</p><div id="zoom"><p><a href="'
                    f'/module/download/downfile.jsp?classid=0&amp;showname={name}&amp;filename=24{n}.pdf">'
                    f"<img src='/pdf.gif'>{name}</a></p></div>",
                )
        return {
            "/": town.page("首页", '<a href="/col/col16/index.html">政府信息公开年报</a>'),
            "/col/col16/index.html": town.page(
                "政府信息公开年报",
                f'<div id="3"><script type="text/xml">{datastore(rows_of(made), 3)}</script></div>',
            ),
        }.get(asked.path)

    return Portal(handle, made)


def bodies_as_columns() -> Portal:
    """The column lists the bodies; each has a column of its own, told by number."""
    town = Town("吉林省", "四平市", "梨树县", "220322", "吉")
    made = reports(town, 9, "/art/{y}/{m}/{d}/art_300_{n}.html", (2023, 2021))[1:]
    by_body = {b: [o for o in made if b in o.agency] for b in BUREAUS[:4]}
    made = [o for some in by_body.values() for o in some]
    pages: dict[str, Answer] = {}
    for n, some in enumerate(by_body.values()):
        for k, one in enumerate(some):
            one.path = f"/art/{one.published[:4]}/1/9/art_{301 + n}_{k}.html"
            pages[one.path] = town.article(one, 'id="zoom"')
        pages[f"/col/col{301 + n}/index.html"] = town.page(
            "年报",
            f'<div id="6"><script type="text/xml">{datastore(rows_of(some), len(some))}</script></div>',
        )
    links = "".join(
        f'<li><a href="/col/col{301 + n}/index.html">{b}</a></li>' for n, b in enumerate(by_body)
    )
    pages["/"] = town.page("首页", '<a href="/col/col290/index.html">政府信息公开</a>')
    pages["/col/col290/index.html"] = town.page(
        "政府信息公开", '<a href="/col/col300/index.html">部门年报</a>'
    )
    pages["/col/col300/index.html"] = town.page("部门年报", f"<ul>{links}</ul>")
    return Portal(site(pages), made)


def spaced_tag() -> Portal:
    """A unit's tag with a blank and brackets in its name; attributes in another order; titles of
    the list cut short without an attribute that completes them."""
    town = Town("山东省", "烟台市", "莱阳市", "370682", "鲁")
    made = reports(town, 9, "/gk/art/{y}/art_{h}.html")
    given = {
        "webId": "166",
        "pageId": "17923",
        "tplSetId": "3pxbLvVe09",
        "tagId": "栏目 列表(新)",
        "pageType": "column",
        "parseType": "buildstatic",
    }
    pages: dict[str, Answer] = {one.path: town.article(one, 'class="neirong"') for one in made}
    attribute = json.dumps(given, ensure_ascii=False).replace('"', "'")
    pages["/"] = town.page("首页", '<a href="/gk/nb/index.html">政府信息公开年报</a>')
    pages["/gk/nb/index.html"] = town.page(
        "政府信息公开年报",
        f'<script queryData="{attribute}" url="{UNIT}" src="/script/unitbuild.js"></script>',
    )

    def handle(asked: Asked) -> Answer:
        if asked.path != UNIT:
            return pages.get(asked.path)
        if any(asked.said.get(name) != value for name, value in given.items()):
            return Reply('{"success":false,"data":null}', 200, JSON)
        param = json.loads(asked.said.get("paramJson") or "{}")
        n, size = int(param.get("pageNo", 1)), min(int(param.get("pageSize", 15)), 4)
        lines = "".join(
            f'<li><a href="{o.path}">{cut(o.title, 24)}</a><span>{o.published}</span></li>'
            for o in made[(n - 1) * size : n * size]
        )
        data = {"html": f"<ul>{lines}</ul>"} if lines else None
        return Reply(
            json.dumps({"success": bool(lines), "data": data}, ensure_ascii=False), 200, JSON
        )

    return Portal(handle, made)


def no_year_in_the_title() -> Portal:
    """Titles without year or agency: the page says both; negatives of the same dress beside."""
    town = Town("山西省", "忻州市", "静乐县", "140926", "晋")
    made = trs_reports(town, "zwgk/ndbg", 3, (2023,))
    titles = (
        "静乐县人民政府信息公开工作年度报告",
        "静乐县教育局政府信息公开年度报告",
        "静乐县财政局信息公开年报",
    )
    for one, title in zip(made, titles, strict=True):
        one.title = title
    pages: dict[str, Answer] = {one.path: town.article(one) for one in made}
    rows = "".join(
        f'<li><a href="{o.path}">{o.title}</a><span>{o.published}</span></li>' for o in made
    )
    for n, title in enumerate(negatives(town)):
        pages[f"/zwgk/ndbg/202404/t20240401_{n}.html"] = town.text(title, "见附件。")
        rows += f'<li><a href="/zwgk/ndbg/202404/t20240401_{n}.html">{title}</a><span>2024-04-01</span></li>'
    pages["/"] = town.page("首页", '<a href="/zwgk/ndbg/">信息公开年度报告</a>')
    pages["/zwgk/ndbg/"] = town.page("信息公开年度报告", f"<ul>{rows}</ul>")
    return Portal(site(pages), made)


def only_by_post() -> Portal:
    """The paging service answers groups by ``page`` to POST alone, with the ids in the body."""
    town = Town("湖北省", "黄冈市", "英山县", "421124", "鄂")
    made = reports(town, 10, "/art/{y}/{m}/{d}/art_6_{n}.html")
    rows = rows_of(made)

    def handle(asked: Asked) -> Answer:
        if asked.path == "/module/web/jpage/dataproxy.jsp":
            if asked.method == "GET":
                return Reply("", 405)
            if asked.form.get("columnid") != "6":
                return Reply(datastore([], 0), 200, XML)
            n, size = int(asked.query["startrecord"]), int(asked.query["perpage"])
            return Reply(datastore(rows[n - 1 : n - 1 + min(size, 4)], len(rows)), 200, XML)
        for one in made:
            if asked.path == one.path:
                return town.article(one, 'class="bt_content"')
        return {
            "/": town.page("首页", '<a href="/col/col6/index.html">信息公开年报</a>'),
            "/col/col6/index.html": town.page(
                "信息公开年报",
                "<div id='2'></div><script>$('#2').jpage({proxyUrl:'/module/web/jpage/dataproxy.jsp',"
                "ajaxParam:{columnid:6,unitid:'2',webid:1}})</script>",
            ),
        }.get(asked.path)

    return Portal(handle, made)


PORTALS = {
    make.__name__: make
    for make in (
        counts_with_duplicates, tree_alone, tree_without_counts, printed_beside_a_tree, downfile, bodies_as_columns, spaced_tag,
        no_year_in_the_title, only_by_post,
    )
}  # fmt: skip


def test_from_the_home_page(scrapy: Command, tmp_path: Path) -> None:
    check_all(PORTALS, scrapy, tmp_path)


def unnamed_shell(kind: str) -> Portal:
    """The address given is a column whose page names neither itself nor anything else."""
    town = Town("江苏省", "南通市", "启东市", "320681", "苏")
    made = reports(town, 7, "/art/{y}/art_{h}.html")
    pages: dict[str, Answer] = {one.path: town.article(one, 'id="zoom"') for one in made}
    service = {
        "truecms": "/cms/messageController/getMessage.do",
        "jpaas": UNIT,
        "hanweb": "/module/web/jpage/dataproxy.jsp",
    }[kind]
    script = {
        "truecms": f"list({{columnId:'k1',proxyUrl:'{service}'}})",
        "jpaas": f"unit('{service}',{{webId:'w',pageId:'p',tplSetId:'t',tagId:'x'}})",
        "hanweb": f"$('#4').jpage({{proxyUrl:'{service}',ajaxParam:{{columnid:44,unitid:'4'}}}})",
    }[kind]
    menu = '<a href="/a/">政务服务</a><a href="/b/">互动交流</a><a href="/zwgk/">政府信息公开</a>'
    pages["/c/44.html"] = town.page(
        "启东市人民政府", f"{menu}<div id=4></div><script>{script}</script>"
    )
    for name in ("/a/", "/b/", "/zwgk/"):
        pages[name] = town.page("栏目", "<p>略</p>")

    def handle(asked: Asked) -> Answer:
        if asked.path != service:
            return pages.get(asked.path)
        first = int(asked.said.get("startrecord", 1))
        if kind == "jpaas":
            first = 15 * (json.loads(asked.said["paramJson"])["pageNo"] - 1) + 1
        some = rows_of(made)[first - 1 : first + 14]
        if kind == "hanweb":
            return Reply(datastore(some, len(made)), 200, XML)
        lines = "".join(f'<li><a href="{u}">{t}</a><i>{d}</i></li>' for u, t, d in some)
        if kind == "jpaas":
            return Reply(json.dumps({"data": {"html": f"<ul>{lines}</ul>"}}), 200, JSON)
        xml = datastore(some, len(made)) if int(asked.said["perpage"]) <= 20 else ""
        return Reply(f"{asked.said['callback']}({json.dumps({'result': xml})})", 200, JSON)

    return Portal(handle, made)


@pytest.mark.parametrize("kind", ["truecms", "jpaas", "hanweb"])
def test_from_a_column_that_names_nothing(kind: str, scrapy: Command, tmp_path: Path) -> None:
    check(unnamed_shell(kind), scrapy, tmp_path, "c/44.html")

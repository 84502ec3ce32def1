"""Hanweb classic: records embedded in the page and the paging service behind them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from samples.source.markup import Report
from tests.conftest import Command
from tests.platforms.variants.kit import (
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

BUREAUS = ("教育局", "财政局", "民政局", "水利局", "司法局", "审计局", "统计局", "卫生健康局")
Row = tuple[str, str, str]  # address, title, date


def reports(
    town: Town, count: int, form: str, years: tuple[int, ...] = (2023, 2021)
) -> list[Report]:
    """``form`` formats the path: year, month, day, number, hash."""
    made = [town.report("", years[0], seed=2)]
    for n, (year, bureau) in enumerate((y, b) for y in years for b in BUREAUS):
        made.append(town.report(bureau, year, seed=n))
    for n, one in enumerate(made[:count]):
        year, month, day = one.published.split("-")
        one.path = form.format(y=year, m=int(month), d=int(day), n=3000 + n, h=f"{n + 10:032x}")
    return made[:count]


def rows_of(made: list[Report]) -> list[Row]:
    return [(one.path, one.title, one.published) for one in made]


def record(row: Row, quote: str = '"') -> str:
    q = quote
    return (
        f"<record><![CDATA[<li><a href={q}{row[0]}{q} title={q}{row[1]}{q} target={q}_blank{q}>"
        f"<span class={q}list_title{q}>{cut(row[1])}</span></a><i>{row[2]}</i></li>]]></record>"
    )


def datastore(rows: list[Row], total: int, group: str = "", quote: str = '"') -> str:
    more = f'<nextgroup><![CDATA[<a href="{group}"></a>]]></nextgroup>' if group else ""
    inner = "".join(record(row, quote) for row in rows)
    return (
        f"<datastore><totalrecord>{total}</totalrecord><totalpage>9</totalpage>{more}"
        f"<recordset>{inner}</recordset></datastore>"
    )


def around(
    town: Town,
    column: str,
    listing: Callable[[Asked], Answer],
    made: list[Report],
    box: str = 'id="zoom"',
) -> dict[str, Callable[[Asked], Answer]]:
    home = town.page(
        "首页",
        "<a href=\"/col/col11/index.html\">政务动态</a><A href='/col/col20/index.html'>政府信息公开</A>",
    )
    hub = town.page(
        "政府信息公开",
        f'<ul><li><a href="/col/col21/index.html">政府信息公开指南</a></li><li><a href="{column}">'
        "政府信息公开年报</a></li></ul>",
    )
    pages: dict[str, Callable[[Asked], Answer]] = {
        "/": lambda _: home,
        "/col/col20/index.html": lambda _: hub,
        "/col/col21/index.html": lambda _: town.page("指南", "<p>指南</p>"),
        "/col/col11/index.html": lambda _: town.page("动态", "<p>动态</p>"),
        column: listing,
    }
    for one in made:
        data = town.article(one, box)
        pages[one.path] = lambda _, data=data: data
    return pages


def serve(pages: dict[str, Callable[[Asked], Answer]]) -> Callable[[Asked], Answer]:
    def handle(asked: Asked) -> Answer:
        found = pages.get(asked.path)
        return found(asked) if found else None

    return handle


XML = "text/xml;charset=UTF-8"


def group_repeats_the_page() -> Portal:
    """``page=1`` of the service is what the page holds already; opaque ids; negatives."""
    town = Town("浙江省", "衢州市", "龙游县", "330825", "浙")
    made = reports(town, 13, "/art/{y}/{m}/{d}/art_1229_{n}.html")
    rows = rows_of(made)
    rows[3:3] = [
        (f"/art/2024/4/1/art_1229_{n}.html", t, "2024-04-01") for n, t in enumerate(negatives(town))
    ]
    rows.append(
        ("https://www.example.com/a.html", "浙江省2023年政府信息公开工作年度报告", "2024-01-02")
    )
    link = "/module/web/jpage/dataproxy.jsp?page=1&appid=1&webid=3Fx%2Bq9&path=/&columnid=Zk81&unitid=u7Qe&webname=x&permissiontype=0"

    def listing(asked: Asked) -> Answer:
        store = datastore(rows[:9], len(rows), link.replace("&", "&amp;"))
        return town.page(
            "政府信息公开年报",
            f'<div id="77"><script type="text/xml">{store}</script></div><script>'
            f"$('#77').jpage({{totalRecord:{len(rows)},perPage:3,groupSize:3}});</script>",
        )

    def proxy(asked: Asked) -> Answer:
        if asked.said.get("columnid") != "Zk81" or asked.said.get("webid") != "3Fx+q9":
            return Reply(datastore([], 0), 200, XML)
        n = int(asked.said.get("page", "1"))
        part = rows[(n - 1) * 9 : n * 9]
        more = link.replace("page=1", f"page={n + 1}").replace("/module/web/jpage", ".")
        return Reply(datastore(part, len(rows), more), 200, XML)

    pages = around(town, "/col/col1229/index.html", listing, made)
    pages["/module/web/jpage/dataproxy.jsp"] = proxy
    for n, t in enumerate(negatives(town)):
        data = town.text(t, "见附件。")
        pages[f"/art/2024/4/1/art_1229_{n}.html"] = lambda _, data=data: data
    return Portal(serve(pages), made, never=("example.com",))


def post_with_ajax_param() -> Portal:
    """No link to follow: ``ajaxParam`` of ``jpage`` names the ids; only POST is answered; ranges."""
    town = Town("江苏省", "盐城市", "阜宁县", "320923", "苏")
    made = reports(town, 17, "/art/{y}/{m}/{d}/art_282_{n}.html")
    rows = rows_of(made)

    def listing(asked: Asked) -> Answer:
        inner = "".join(record(row, "'") for row in rows[:6])
        return town.page(
            "年报",
            f'<div id="423656" style="x"><script type="text/xml"><datastore>{inner}</datastore>'
            "</script></div>\n<script>$(function(){\n $('#423656').jpage({themeName:'default',"
            'dataBefore:"<ul>",dataAfter:"</ul>",showMode:\'full\',totalRecord:17, '
            "proxyUrl:'/module/web/jpage/dataproxy.jsp',perPage:2,openCookies:false,groupSize:3,"
            "barPosition:'bottom', ajaxParam:{col:1,appid:1,webid:39,path:'/',columnid:282,"
            "sourceContentType:1,unitid:'423656',webname:'阜宁县人民政府',permissiontype:0}});\n});"
            "</script>",
        )

    def proxy(asked: Asked) -> Answer:
        if (
            asked.method != "POST"
            or asked.said.get("columnid") != "282"
            or asked.said.get("unitid") != "423656"
        ):
            return Reply("<datastore></datastore>", 200, XML)
        if "jpage" not in asked.path or "webid" not in asked.said:
            return Reply("", 500)
        start, end = int(asked.said["startrecord"]), int(asked.said["endrecord"])
        return Reply(datastore(rows[start - 1 : end], len(rows), "", "'"), 200, XML)

    pages = around(town, "/col/col282/index.html", listing, made, 'class="bt-content zoom"')
    pages["/module/web/jpage/dataproxy.jsp"] = proxy
    return Portal(serve(pages), made)


def range_ignored(cap: int = 5) -> Portal:
    """``startrecord`` is ignored, ``page`` counts, ``perpage`` is capped; the Referer is needed."""
    town = Town("山东省", "临沂市", "沂南县", "371321", "鲁")
    made = reports(town, 14, "/art/{y}/art_{h}.html")
    rows = rows_of(made)

    def listing(asked: Asked) -> Answer:
        return town.page(
            "年报",
            "<div id='5021'><script type=\"text/xml\">"
            f"{datastore(rows[:4], len(rows))}</script></div><script type='text/javascript'>"
            "var dataproxy='/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=45&perpage=15"
            "&columnid=88&unitid=5021&webid=7&appid=1&path=/&permissiontype=0';</script>",
        )

    def proxy(asked: Asked) -> Answer:
        if "/col/col88/" not in asked.headers.get("Referer", ""):
            return Reply("<datastore><totalrecord>0</totalrecord></datastore>", 200, XML)
        n, size = int(asked.said.get("page", "1")), min(int(asked.said.get("perpage", "15")), cap)
        return Reply(datastore(rows[(n - 1) * size : n * size], len(rows)), 200, XML)

    pages = around(town, "/col/col88/index.html", listing, made, 'class="main-txt"')
    pages["/module/web/jpage/dataproxy.jsp"] = proxy
    return Portal(serve(pages), made)


def old_gbk() -> Portal:
    """``/module/jpage``, GB2312 throughout, rows as tables, addresses of the whole kind."""
    town = Town("山东省", "德州市", "乐陵市", "371481", "鲁", encoding="gb18030")
    made = reports(town, 9, "/art/{y}/{m}/{d}/art_5_{n}.html", (2018, 2016))
    rows = rows_of(made)

    def cells(row: Row) -> str:
        return (
            f"<record><![CDATA[<table width='100%'><tr><td><a href='{row[0]}' class='bt_link' "
            f"title='{escaped(row[1])}' target='_blank'>{cut(row[1], 12)}</a></td><td>[{row[2]}]"
            "</td></tr></table>]]></record>"
        )

    def listing(asked: Asked) -> Answer:
        store = (
            '<datastore><nextgroup><![CDATA[<a href="/module/jpage/dataproxy.jsp?page=1&appid=1&'
            'appid=1&webid=5&path=/&columnid=5&unitid=900&webname=乐陵&permissiontype=0"></a>]]>'
            f"</nextgroup><recordset>{''.join(map(cells, rows[:3]))}</recordset></datastore>"
        )
        return town.page("年报", f"<div id=900><script type='text/xml'>{store}</script></div>")

    def proxy(asked: Asked) -> Answer:
        n = int(asked.said.get("page", "1"))
        part = rows[n * 3 : n * 3 + 3]
        text = (
            '<?xml version="1.0" encoding="gb2312"?><datastore><totalrecord>9</totalrecord>'
            f"<totalpage>3</totalpage><recordset>{''.join(map(cells, part))}</recordset></datastore>"
        )
        return Reply(text.encode("gb18030"), 200, "text/xml;charset=gb2312")

    pages = around(town, "/col/col5/index.html", listing, made, 'class="artile_zw"')
    pages["/module/jpage/dataproxy.jsp"] = proxy
    return Portal(serve(pages), made)


def all_in_the_page() -> Portal:
    """The page holds every record; the service is not needed. Two columns below the column."""
    town = Town("河北省", "邯郸市", "魏县", "130434", "冀")
    made = reports(town, 8, "/art/{y}/{m}/{d}/art_31_{n}.html")
    halves = {"31": made[:4], "32": made[4:]}

    def column(key: str) -> Callable[[Asked], Answer]:
        store = datastore(
            rows_of(halves[key]),
            4,
            "/module/web/jpage/dataproxy.jsp?page=1&webid=1&columnid=" + key + "&unitid=8",
        )
        data = town.page("年报", f'<div id="8"><script type="text/xml">{store}</script></div>')
        return lambda _: data

    def hub(asked: Asked) -> Answer:
        return town.page(
            "政府信息公开年报",
            '<div class="tab"><a href="../col31/index.html">县政府</a>'
            '<a href="../col32/index.html">部门、乡镇</a></div>',
        )

    pages = around(town, "/col/col30/index.html", hub, made)
    pages["/col/col31/index.html"], pages["/col/col32/index.html"] = column("31"), column("32")
    pages["/module/web/jpage/dataproxy.jsp"] = lambda a: Reply(datastore([], 4), 200, XML)
    return Portal(serve(pages), made)


def ends_by_repeating() -> Portal:
    """More is promised than there is, and past the end the last page comes again and again."""
    town = Town("辽宁省", "大连市", "庄河市", "210283", "辽")
    made = reports(town, 8, "/art/{y}/{m}/{d}/art_1190_{n}.html")
    rows = rows_of(made)
    link = "/module/web/jpage/dataproxy.jsp?page=1&webid=1&path=/&columnid=1190&unitid=43955"

    def listing(asked: Asked) -> Answer:
        return town.page(
            "年报",
            f'<div id="43955"><script type="text/xml">{datastore(rows[:3], 8, link)}</script></div>',
        )

    def proxy(asked: Asked) -> Answer:
        n = min(int(asked.said.get("page", "1")), 3)
        more = f"./dataproxy.jsp?page={n + 1}&webid=1&path=/&columnid=1190&unitid=43955"
        return Reply(datastore(rows[(n - 1) * 3 : n * 3], 8, more), 200, XML)

    pages = around(town, "/col/col1190/index.html", listing, made)
    pages["/module/web/jpage/dataproxy.jsp"] = proxy
    return Portal(serve(pages), made, at_most=24)


PORTALS = {
    make.__name__: make
    for make in (
        group_repeats_the_page, post_with_ajax_param, range_ignored, old_gbk, all_in_the_page,
        ends_by_repeating,
    )
}  # fmt: skip


def test_from_the_home_page(scrapy: Command, tmp_path: Path) -> None:
    check_all(PORTALS, scrapy, tmp_path)

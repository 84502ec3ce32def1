"""Ways from a home page to the reports, on any platform: more-links, tabs, menus
made by scripts, framesets, viewers, units beside the list, stubs, holes in the paging."""

from __future__ import annotations

from pathlib import Path

from samples.source.markup import Report, plain
from tests.conftest import Command
from tests.makers import pdf
from tests.platforms.variants.kit import (
    Answer,
    Asked,
    Portal,
    Reply,
    Town,
    check_all,
    cut,
    negatives,
)
from tests.platforms.variants.test_hanweb import XML, datastore, record, rows_of
from tests.platforms.variants.test_hanweb import reports as hanweb_reports
from tests.platforms.variants.test_trs import reports, site, spread

PDF = "application/pdf"


def items(some: list[Report], base: str = "") -> str:
    return "".join(
        f'<li><a href="{base}{one.path}" title="{one.title}">{cut(one.title)}</a>'
        f"<span>{one.published}</span></li>"
        for one in some
    )


def printed(one: Report) -> bytes:
    """A report of the years without tables as a PDF."""
    maker = pdf.Maker()
    maker.title(one.title, 16)
    for item in one.items:
        if isinstance(item, str):
            maker.paragraph(plain(item.lstrip("#")))
    return maker.done()


def more_links() -> Portal:
    """The hub shows the newest reports, with 更多 as the only way on; the column has two boxes, each
    with the newest of its kind and 更多."""
    town = Town("江西省", "吉安市", "泰和县", "360826", "赣")
    made = reports(town, "zfxxgk/nb", 10)
    own, bureaus = made[:2], made[2:]
    pages: dict[str, Answer] = {one.path: town.article(one) for one in made}
    pages["/"] = town.page("首页", '<a href="/zfxxgk/">政府信息公开</a>')
    pages["/zfxxgk/"] = town.page(
        "政府信息公开",
        f'<div><h3>政府信息公开年报</h3><a class="more" href="/zfxxgk/nb/">更多&gt;&gt;</a><ul>'
        f'{items(made[:1])}</ul></div><div><h3>财政预决算</h3><a href="/czyjs/">更多&gt;&gt;</a></div>',
    )
    pages["/zfxxgk/nb/"] = town.page(
        "政府信息公开年报",
        f'<div><h3>县政府年报</h3><a href="/zfxxgk/nb/xzf/">更多</a><ul>{items(own[:1])}</ul></div>'
        f'<div><h3>部门年报</h3><a href="/zfxxgk/nb/bm/">更多&gt;</a><ul>{items(bureaus[:3])}</ul></div>',
    )
    pages["/zfxxgk/nb/xzf/"] = town.page("县政府年报", f"<ul>{items(own)}</ul>")
    pages["/zfxxgk/nb/bm/"] = town.page("部门年报", f"<ul>{items(bureaus)}</ul>")
    return Portal(site(pages), made, never=("czyjs",))


def latest_on_the_home_page(count: int = 3) -> Portal:
    """The home page and the hub show the newest reports among the news: the column is sought all
    the same."""
    town = Town("广东省", "韶关市", "始兴县", "440222", "粤")
    made = reports(town, "zwgk/zfxxgknb", 9)
    pages: dict[str, Answer] = {one.path: town.article(one) for one in made}
    news = f'<ul><li><a href="/xw/1.html">始兴县举行植树活动</a></li>{items(made[:count])}</ul>'
    pages["/"] = town.page("首页", f'{news}<a href="/zwgk/">政务公开</a>')
    pages["/zwgk/"] = town.page("政务公开", f'{news}<a href="/zwgk/zfxxgk/">政府信息公开</a>')
    pages["/zwgk/zfxxgk/"] = town.page("政府信息公开", '<a href="/zwgk/zfxxgknb/">年报</a>')
    pages["/zwgk/zfxxgknb/"] = town.page(
        "政府信息公开年报",
        f"<ul>{items(made[:5])}</ul><script>createPageHTML(2,0,'index','html')</script>",
    )
    pages["/zwgk/zfxxgknb/index_1.html"] = town.page(
        "政府信息公开年报",
        f"<ul>{items(made[5:])}</ul><script>createPageHTML(2,1,'index','html')</script>",
    )
    return Portal(site(pages), made)


def one_on_the_home_page() -> Portal:
    return latest_on_the_home_page(1)


def scripted_menus() -> Portal:
    """Menus that are no anchors: onclick of a list item, a selection of years."""
    town = Town("湖北省", "荆门市", "沙洋县", "420822", "鄂")
    made = reports(town, "zwgk/nb", 10)
    pages: dict[str, Answer] = {one.path: town.article(one) for one in made}
    pages["/"] = town.page(
        "首页",
        '<ul><li onclick="location.href=\'/xw/\'">新闻</li><li onclick="window.location.href='
        "'/zwgk/'\">政府信息公开</li></ul>",
    )
    pages["/xw/"] = town.page("新闻", "<p>无</p>")
    pages["/zwgk/"] = town.page(
        "政府信息公开",
        '<div class="tab" onclick="window.open(\'/zwgk/nb/index.html\')"><span>政府信息公开年报</span></div>',
    )
    pages["/zwgk/nb/index.html"] = town.page(
        "政府信息公开年报",
        '<select onchange="location.href=this.value"><option>请选择年份</option>'
        '<option value="/zwgk/nb/2023/index.html">2023年</option>'
        '<option value="/zwgk/nb/2022/index.html">2022年</option></select>',
    )
    for year in (2023, 2022):
        some = [one for one in made if one.year == year]
        pages[f"/zwgk/nb/{year}/index.html"] = town.page(f"{year}年", f"<ul>{items(some)}</ul>")
    return Portal(site(pages), made, never=("/xw/",))


def frameset() -> Portal:
    """The home page is a frameset; the column's page names its base elsewhere."""
    town = Town("黑龙江省", "绥化市", "望奎县", "231221", "黑")
    made = reports(town, "data/xxgknb", 4)
    pages: dict[str, Answer] = {one.path: town.article(one) for one in made}
    pages["/"] = (
        '<html><head><title>望奎</title></head><frameset rows="80,*"><frame src="top.html">'
        '<frame src="main.html"></frameset></html>'
    )
    pages["/top.html"] = town.page("头", "<p>望奎县</p>")
    pages["/main.html"] = town.page("主页", '<a href="/gk.html">信息公开</a>')
    pages["/gk.html"] = town.page("信息公开", '<a href="/gknb.html">公开年报</a>')
    rows = "".join(f'<p><a href=".{o.path[5:]}">{o.title}</a>({o.published})</p>' for o in made)
    pages["/gknb.html"] = town.page("公开年报", rows, '<base href="/data/">')
    return Portal(site(pages), made)


def viewers() -> Portal:
    """The report is a PDF in a viewer, in an object, behind window.open."""
    town = Town("四川省", "广元市", "苍溪县", "510824", "川")
    made = [
        town.report(organ, year, seed=n)
        for n, (organ, year) in enumerate(
            (("教育局", 2014), ("财政局", 2015), ("民政局", 2016), ("水利局", 2017))
        )
    ]
    wraps = (
        '<iframe src="/pdfjs/web/viewer.html?file=/files/{n}.pdf" width="100%"></iframe>',
        '<object data="../../files/{n}.pdf" type="application/pdf"></object>',
        '<a href="javascript:void(0)" onclick="window.open(\'/files/{n}.pdf\')">查看全文</a>',
        '<div id="pdf"></div><script>var url = "/files/{n}.pdf"; show(url);</script>',
    )
    pages: dict[str, Answer] = {}
    for n, (one, wrap) in enumerate(zip(made, wraps, strict=True)):
        one.path = f"/xxgk/nb/t{20180101 + n}_{n}.html"
        pages[f"/files/{n}.pdf"] = Reply(printed(one), 200, PDF)
        pages[one.path] = town.page(
            one.title,
            f"<h1>{one.title}</h1><div>发布时间：{one.published}</div>"
            f'<div class="TRS_Editor">{wrap.format(n=n)}</div>',
        )
    pages["/pdfjs/web/viewer.html"] = "<html><title>PDF.js viewer</title><body></body></html>"
    pages["/"] = town.page("首页", '<a href="/xxgk/nb/">政府信息公开年报</a>')
    pages["/xxgk/nb/"] = town.page("政府信息公开年报", f"<ul>{items(made)}</ul>")
    return Portal(site(pages), made)


def gateway() -> Portal:
    """A short page whose attachment a gateway hands out: the address ends with no format."""
    town = Town("江苏省", "泰州市", "泰兴市", "321283", "苏")
    one = town.report("民政局", 2016, seed=3)
    one.path = "/art/2017/art_00000000000000000000000000000011.html"
    down = "/api-gateway/jpaas-web-server/front/document/download"

    def handle(asked: Asked) -> Answer:
        if asked.path == down:
            fits = asked.said.get("fileUrl", "").endswith("K2x")
            return Reply(printed(one), 200, "application/octet-stream") if fits else None
        return {
            "/": town.page("首页", '<a href="/xxgk/nb/">政府信息公开年报</a>'),
            "/xxgk/nb/": town.page("政府信息公开年报", f"<ul>{items([one])}</ul>"),
            one.path: town.page(
                one.title,
                f'<h1>{one.title}</h1><div>发布日期：{one.published}</div><div class="neirong"><p>'
                f'<a href="{down}?fileUrl=9f%2FK2x&fileName={one.title}.pdf">{one.title}.pdf</a></p></div>',
            ),
        }.get(asked.path)

    return Portal(handle, [one])


def two_units() -> Portal:
    """Two Hanweb lists on the column's page: notices beside the reports, each with its ids."""
    town = Town("浙江省", "温州市", "平阳县", "330326", "浙")
    made = hanweb_reports(town, 11, "/art/{y}/{m}/{d}/art_1389_{n}.html")
    rows = rows_of(made)
    news = [
        (
            f"/art/2024/3/{n + 1}/art_11_{n}.html",
            f"平阳县第{n}次常务会议召开",
            f"2024-03-{n + 1:02}",
        )
        for n in range(9)
    ]
    both = {"501": (news, "11"), "502": (rows, "1389")}

    def unit(key: str) -> str:
        some, column = both[key]
        inner = "".join(record(row) for row in some[:3])
        return (
            f'<div id="{key}"><script type="text/xml"><datastore><recordset>{inner}</recordset>'
            f"</datastore></script></div><script>$('#{key}').jpage({{totalRecord:{len(some)},perPage:3,"
            "proxyUrl:'/module/web/jpage/dataproxy.jsp',ajaxParam:{col:1,appid:1,webid:1934,path:'/',"
            f"columnid:{column},unitid:'{key}',webname:'x',permissiontype:0}}}});</script>"
        )

    def handle(asked: Asked) -> Answer:
        if asked.path == "/module/web/jpage/dataproxy.jsp":
            some, column = both.get(asked.said.get("unitid", ""), ([], "-"))
            if asked.said.get("columnid") != column:
                some = []
            n, size = int(asked.said["startrecord"]), int(asked.said["endrecord"])
            return Reply(datastore(some[n - 1 : size], len(some)), 200, XML)
        for one in made:
            if asked.path == one.path:
                return town.article(one, 'id="zoom"')
        return {
            "/": town.page("首页", '<a href="/col/col1389/index.html">政府信息公开年报</a>'),
            "/col/col1389/index.html": town.page("政府信息公开年报", unit("501") + unit("502")),
        }.get(asked.path)

    return Portal(handle, made, never=("/art_11_",))


def empty_hanweb_shell() -> Portal:
    """Nothing is in the page: every record comes from the service; 150 of them."""
    town = Town("山东省", "菏泽市", "成武县", "371723", "鲁")
    made = hanweb_reports(town, 4, "/art/{y}/art_{h}.html")
    rows = [
        (
            f"/art/2024/art_{n + 900:032x}.html",
            f"成武县{2010 + n % 14}年部门决算公开说明之{n}",
            "2024-02-02",
        )
        for n in range(146)
    ]
    for n, row in enumerate(rows_of(made)):
        rows.insert(40 * n + 30, row)

    def handle(asked: Asked) -> Answer:
        if asked.path == "/module/web/jpage/dataproxy.jsp":
            n, size = int(asked.said["page"]), min(int(asked.said["perpage"]), 100)
            return Reply(datastore(rows[(n - 1) * size : n * size], len(rows)), 200, XML)
        for one in made:
            if asked.path == one.path:
                return town.article(one, 'id="zoom"')
        return {
            "/": town.page("首页", '<a href="/col/col7/index.html">政府信息公开年报</a>'),
            "/col/col7/index.html": town.page(
                "政府信息公开年报",
                '<div class="list" id="5"></div><script>$("#5").jpage({perPage:15,proxyUrl:'
                '"/module/web/jpage/dataproxy.jsp",ajaxParam:{"col":"1","webid":"3","columnid":"7",'
                '"unitid":"5","path":"/"}})</script>',
            ),
        }.get(asked.path)

    return Portal(handle, made, at_most=14)


def annual_by_script() -> Portal:
    """The yearly module behind a function; the bodies' codes stand in onclick."""
    town = Town("浙江省", "丽水市", "景宁县", "331127", "浙")
    town.county = "景宁畲族自治县"
    town.__post_init__()
    codes = {"11332500002650001X": "教育局", "113325000026500027": "财政局"}
    made = [
        town.report(body, year, seed=n)
        for n, body in enumerate(codes.values())
        for year in (2022, 2023)
    ]
    found = {(str(o.year), c): o for o in made for c, b in codes.items() if b in o.agency}

    def handle(asked: Asked) -> Answer:
        if asked.path == "/":
            return town.page("首页", '<a href="/col/col9/index.html">政府信息公开</a>')
        if asked.path == "/col/col9/index.html":
            bodies = "".join(
                f'<li><a href="javascript:void(0)" onclick="nb(\'{c}\')">{b}</a></li>'
                for c, b in codes.items()
            )
            return town.page(
                "政府信息公开",
                f"<h3>信息公开年报</h3><ul>{bodies}</ul><script>function nb(c){{window.open("
                "'/module/xxgk/xxgkAnnualReport.jsp?fbtime=2023&area='+c)}</script>",
            )
        if asked.path == "/module/xxgk/xxgkAnnualReport.jsp":
            one = found.get((asked.said.get("fbtime", ""), asked.said.get("area", "")))
            if one is None:
                return town.page("年报", "<p>暂无信息</p>")
            years = "".join(f"<li onclick=\"y('{y}')\">{y}年</li>" for y in (2023, 2022, 2021))
            return town.article(one).replace(
                b'<div class="weizhi">', f"<ul>{years}</ul><div>".encode()
            )
        return None

    return Portal(handle, made)


def truecms_plain() -> Portal:
    """Addresses of articles end with the id; no totals; the callback's name is echoed."""
    town = Town("江苏省", "南通市", "海安市", "320685", "苏")
    made = reports(town, "x", 12)
    for n, one in enumerate(made):
        one.path = f"/hasrmzf/ndbg/content/5a4c{n:04d}-93aa-4e0b-bc17-0000000000aa"
    pages: dict[str, Answer] = {one.path: town.article(one, 'id="zoom"') for one in made}
    proxy = "/truecms/messageController/getMessage.do"
    pages["/"] = town.page("首页", '<a href="/hasrmzf/ndbg/ndbg.html">政府信息公开年报</a>')
    pages["/hasrmzf/ndbg/ndbg.html"] = town.page(
        "政府信息公开年报",
        f'<div id="list"></div><script>list({{columnId:"c-9",proxyUrl:"{proxy}"}})</script>',
    )

    def handle(asked: Asked) -> Answer:
        if asked.path != proxy:
            return pages.get(asked.path)
        start, end = int(asked.said["startrecord"]), int(asked.said["endrecord"])
        some = made[start - 1 : end] if end - start < 10 else []
        inner = "".join(f"<record><![CDATA[{items([o])}]]></record>" for o in some)
        xml = f"<datastore><recordset>{inner}</recordset></datastore>" if some else ""
        return Reply(
            asked.said["callback"] + "(" + _json({"result": xml}) + ")", 200, "text/javascript"
        )

    return Portal(handle, made)


def _json(data: object) -> str:
    import json

    return json.dumps(data, ensure_ascii=False)


def only_the_first_page() -> Portal:
    """Five pages are promised; behind the first stand stubs: what was read is kept and said."""
    town = Town("河南省", "信阳市", "光山县", "411522", "豫")
    made = reports(town, "zwgk/nb", 6)
    pages: dict[str, Answer] = {one.path: town.article(one) for one in made}
    pages["/"] = town.page("首页", '<a href="/zwgk/nb/">政府信息公开年报</a>')
    pages["/zwgk/nb/"] = town.page(
        "政府信息公开年报",
        f'<ul>{items(made)}</ul><script>createPageHTML(5, 0, "index", "html")</script>',
    )
    for n in range(1, 5):
        pages[f"/zwgk/nb/index_{n}.html"] = (
            "<html><head><title></title></head><body></body></html>" + " " * 250
        )
    return Portal(site(pages), made, outcome="incomplete", complete=False)


def a_hole() -> Portal:
    """Page three of four is not there."""
    town = Town("河南省", "信阳市", "新县", "411523", "豫")
    made = reports(town, "zwgk/nb", 8)
    lost = made.pop(5), made.pop(4)
    pages: dict[str, Answer] = {one.path: town.article(one) for one in (*made, *lost)}
    pages["/"] = town.page("首页", '<a href="/zwgk/nb/">政府信息公开年报</a>')
    for n, part in enumerate(spread([items([o]) for o in made], 2)):
        name = ("index", "index_1", "index_3")[n]
        pages[f"/zwgk/nb/{name}.html"] = town.page(
            "政府信息公开年报",
            f"<ul>{part}</ul><script>createPageHTML( 4 ,\n {(0, 1, 3)[n]} , 'index' , 'html' );</script>",
        )
    return Portal(site(pages), made, outcome="incomplete", complete=False)


def similar_columns() -> Portal:
    """The hub has other yearly reports beside the column, and news that speak of it; nothing of
    theirs is taken."""
    town = Town("福建省", "宁德市", "霞浦县", "350921", "闽")
    made = reports(town, "zwgk/zfxxgknb", 5)
    pages: dict[str, Answer] = {one.path: town.article(one) for one in made}
    others = {
        "/zwgk/fzzf/": "法治政府建设年度报告", "/zwgk/wzgz/": "政府网站年度报表", "/zwgk/yjs/": "预决算公开",
        "/zwgk/qynb/": "企业年报", "/zwgk/gzbg/": "政府工作报告", "/zwgk/tjnb/": "统计年报",
    }  # fmt: skip
    links = "".join(f'<li><a href="{u}">{t}</a></li>' for u, t in others.items())
    for n, (folder, name) in enumerate(others.items()):
        url = f"{folder}t20240302_{n}.html"
        title = f"霞浦县2023年{name.removesuffix('公开')}"
        pages[folder] = town.page(name, f'<li><a href="{url}">{title}</a>2024-03-02</li>')
        pages[url] = town.text(title, "正文略。")
    news = "".join(
        f'<li><a href="/xw/t20240401_{n}.html">{t}</a><span>2024-04-01</span></li>'
        for n, t in enumerate(negatives(town))
    )
    for n, title in enumerate(negatives(town)):
        pages[f"/xw/t20240401_{n}.html"] = town.text(title, "正文略。")
    pages["/"] = town.page("首页", f'<a href="/zwgk/">政务公开</a><ul>{news}</ul>')
    pages["/zwgk/"] = town.page(
        "政务公开", f'<ul>{links}<li><a href="/zwgk/zfxxgknb/">政府信息公开年度报告</a></li></ul>'
    )
    pages["/zwgk/zfxxgknb/"] = town.page("政府信息公开年度报告", f"<ul>{items(made)}</ul>{links}")
    return Portal(site(pages), made, never=("/zwgk/qynb", "/zwgk/fzzf"))


PORTALS = {
    make.__name__: make
    for make in (
        more_links, latest_on_the_home_page, one_on_the_home_page, scripted_menus, frameset, viewers, gateway, two_units, empty_hanweb_shell,
        annual_by_script, truecms_plain, only_the_first_page, a_hole, similar_columns,
    )
}  # fmt: skip


def test_from_the_home_page(scrapy: Command, tmp_path: Path) -> None:
    check_all(PORTALS, scrapy, tmp_path)

"""TRS WCM: static columns, every shape of ``createPageHTML``, and what stands around them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from samples.source.markup import Report
from tests.conftest import Command
from tests.makers import docx
from tests.platforms.variants.kit import (
    Answer,
    Asked,
    Portal,
    Reply,
    Town,
    check,
    check_all,
    cut,
    moved,
    negatives,
)

BUREAUS = ("教育局", "财政局", "民政局", "水利局", "司法局", "审计局", "统计局", "卫生健康局")


def reports(
    town: Town, folder: str, count: int, years: tuple[int, ...] = (2023, 2022)
) -> list[Report]:
    """The town's own reports, then its bureaus'."""
    made = [town.report("", year, seed=n) for n, year in enumerate(years)]
    for n, (bureau, year) in enumerate((b, y) for y in years for b in BUREAUS):
        made.append(town.report(bureau, year, seed=n + 3))
    for n, one in enumerate(made[:count]):
        day = one.published.replace("-", "")
        one.path = f"/{folder}/{day[:6]}/t{day}_{54000 + n}.html"
    return made[:count]


def site(pages: dict[str, Answer]) -> Callable[[Asked], Answer]:
    """A static server: folders answer with their index."""

    def handle(asked: Asked) -> Answer:
        for path in (asked.path, asked.path + "index.html", asked.path + "index.shtml"):
            if path in pages:
                return pages[path]
        return None

    return handle


def spread(rows: list[str], size: int) -> list[str]:
    return ["\n".join(rows[at : at + size]) for at in range(0, len(rows), size)]


def deep() -> Portal:
    """Home → 政务公开 → 政府信息公开 → 年报; truncated titles; reports on page three only; hard
    negatives; one report under two addresses; dead and offsite links."""
    town = Town("江西省", "赣州市", "于都县", "360731", "赣")
    made = reports(town, "zwgk/zfxxgk/zfxxgknb", 9)
    pages: dict[str, Answer] = {one.path: town.article(one) for one in made}
    pages["/zwgk/bmxx/t20240111_1.html"] = pages[made[0].path]
    rows = []
    for n, title in enumerate(negatives(town)):
        pages[f"/zwgk/zfxxgk/zfxxgknb/202404/t20240401_{n}.html"] = town.text(title, "见附件。")
        rows.append(f'<li><a href="./202404/t20240401_{n}.html">{title}</a><span>2024-04-01</span>')
    rows.append('<li><a href="https://www.example.com/x.html">中国政府网2023年年报</a></li>')
    for one in made:
        href = "./" + one.path.split("zfxxgknb/")[1]
        rows.append(
            f'<li><span>{one.published}</span><a href="{href}" target="_blank" '
            f'title="{one.title}">{cut(one.title)}</a></li>'
        )
    rows.append(f'<li><a href="/zwgk/bmxx/t20240111_1.html">{made[0].title}</a></li>')
    for n, part in enumerate(spread(rows, 9)):
        name = "index.html" if n == 0 else f"index_{n}.html"
        pages[f"/zwgk/zfxxgk/zfxxgknb/{name}"] = town.page(
            "政府信息公开年报",
            f'<ul class="more-list">{part}</ul>'
            f'<script>createPageHTML(3,{n}, "index","html");</script>',
        )
    pages["/index.html"] = town.page(
        "于都县人民政府",
        '<a href="/xwzx/">新闻中心</a><a href="./zwgk/">政务公开</a><a href="/hdjl/">互动交流</a>',
    )
    for path in ("/xwzx/index.html", "/hdjl/index.html"):
        pages[path] = town.page("栏目", "<p>空</p>")
    pages["/zwgk/index.html"] = town.page(
        "政务公开", '<a href="./zfxxgk/">政府信息公开</a><a href="./czyjs/">财政预决算</a>'
    )
    pages["/zwgk/zfxxgk/index.html"] = town.page(
        "政府信息公开",
        '<a href="./zn/">政府信息公开指南</a><a href="./zfxxgknb/">政府信息公开年报</a>',
    )
    return Portal(site(pages), made, never=("example.com", "czyjs"))


def gbk_uppercase_one_based() -> Portal:
    """GBK without a meta, tags in capitals, single quotes, ``createPageHTML('div',n,1,…)``."""
    town = Town("湖南省", "衡阳市", "衡南县", "430422", "湘", encoding="gb18030", names=False)
    made = reports(town, "xxgk/gknb", 7)
    pages: dict[str, Answer] = {one.path: town.article(one) for one in made}
    rows = [
        f"<TR><TD><A HREF='{one.path}' TARGET=_blank>{one.title}</A></TD>"
        f"<TD>[{one.published}]</TD></TR>"
        for one in made
    ]
    for n, part in enumerate(spread(rows, 3), 1):
        name = "xlist.shtml" if n == 1 else f"xlist_{n}.shtml"
        pages[f"/xxgk/gknb/{name}"] = town.page(
            "公开年报",
            f"<TABLE>{part}</TABLE><SCRIPT>createPageHTML('page_div',3, {n},'xlist','shtml',7);"
            "</SCRIPT>",
        )
    pages["/index.html"] = town.page("首页", "<A HREF='/xxgk/index.html'>信息公开</A>")
    pages["/xxgk/index.html"] = town.page("信息公开", "<A HREF='gknb/xlist.shtml'>公开年报</A>")
    return Portal(site(pages), made)


def records_pages_current() -> Portal:
    """Three numbers: records, pages, current; addresses without a date; protocol-relative."""
    town = Town("广西壮族自治区", "柳州市", "鹿寨县", "450223", "桂")
    made = reports(town, "zwgk/xxgkndbg", 8)
    for n, one in enumerate(made):
        one.path = f"/zwgk/xxgkndbg/t{28168631 + n}.shtml"
    pages: dict[str, Answer] = {
        one.path: town.article(one, 'class="trs_editor_view"') for one in made
    }

    def listed(asked: Asked, n: int) -> bytes:
        part = made[n * 4 : n * 4 + 4]
        rows = "".join(
            f'<dd><a href="//{asked.headers["Host"]}{one.path}">{one.title}</a>'
            f"<b>{one.published.replace('-', '/')}</b></dd>"
            for one in part
        )
        return town.page(
            "信息公开年度报告",
            f"<dl>{rows}</dl><script>createPageHTML(8, 2, {n}, 'index', 'shtml');</script>",
        )

    def handle(asked: Asked) -> Answer:
        if asked.path in ("/zwgk/xxgkndbg/", "/zwgk/xxgkndbg/index.shtml"):
            return listed(asked, 0)
        if asked.path == "/zwgk/xxgkndbg/index_1.shtml":
            return listed(asked, 1)
        if asked.path == "/":
            return town.page("首页", '<a href="/zwgk/">政务公开</a>')
        if asked.path == "/zwgk/":
            return town.page("政务公开", '<li><a href="xxgkndbg/">信息公开年度报告</a></li>')
        return pages.get(asked.path)

    return Portal(handle, made)


def count_page() -> Portal:
    """``countPage`` and a script that builds the links."""
    town = Town("山西省", "大同市", "云州区", "140215", "晋")
    made = reports(town, "zfxxgk/nianbao", 6)
    pages: dict[str, Answer] = {one.path: town.article(one, 'class="TRS_UEDITOR"') for one in made}
    rows = [
        f'<li><a href=".{one.path.split("nianbao")[1]}" title="{one.title}">{cut(one.title)}</a>'
        f"<span>({one.published})</span></li>"
        for one in made
    ]
    script = (
        "var currentPage = {n};//所在页从0开始\nvar prevPage = currentPage-1\nvar nextPage = "
        "currentPage+1\nvar countPage = 3//共多少页\nif(currentPage==1) document.write("
        "'<a href=\"index.html\">上一页</a>');\nelse document.write('<a href=\"index_'+nextPage+"
        "'.html\">下一页</a>');"
    )
    for n, part in enumerate(spread(rows, 2)):
        name = "index.html" if n == 0 else f"index_{n}.html"
        pages[f"/zfxxgk/nianbao/{name}"] = town.page(
            "年报",
            f'<div class="overview_right"><ul>{part}</ul></div>'
            f"<script>{script.replace('{n}', str(n))}</script>",
        )
    pages["/index.html"] = town.page(
        "首页", '<a href="/zfxxgk/nianbao/" title="政府信息公开年报"><img src="/nb.png"></a>'
    )
    return Portal(site(pages), made)


def years_and_kinds() -> Portal:
    """The column holds only sub-columns: years, and 部门 and 乡镇 below a year."""
    town = Town("河北省", "唐山市", "滦南县", "130224", "冀")
    made = reports(town, "xxgk/zfxxgknb", 10, (2023, 2018))
    made.append(town.report("倴城镇人民政府", 2023, seed=15))
    pages: dict[str, Answer] = {}

    def listing(folder: str, title: str, some: list[Report]) -> None:
        rows = ""
        for n, one in enumerate(some):
            one.path = f"/{folder}/t{one.published.replace('-', '')}_{len(pages)}{n}.htm"
            pages[one.path] = town.article(one)
            rows += f'<li><a href="{one.path}">{one.title}</a> {one.published}</li>'
        pages[f"/{folder}/index.html"] = town.page(
            title, f'<ul>{rows}</ul><script>createPageHTML(1, 0, "index", "html");</script>'
        )

    own = [one for one in made if one.coverage == "aggregate"]
    listing("xxgk/zfxxgknb/2018n", "2018年", [one for one in made if one.year == 2018])
    listing("xxgk/zfxxgknb/2023n/zf", "县政府", [one for one in own if one.year == 2023])
    listing(
        "xxgk/zfxxgknb/2023n/bm",
        "县直部门",
        [one for one in made if one.year == 2023 and one not in own and "镇" not in one.title],
    )
    listing("xxgk/zfxxgknb/2023n/xz", "乡镇", [one for one in made if "镇" in one.title])
    pages["/xxgk/zfxxgknb/2023n/index.html"] = town.page(
        "2023年",
        '<a href="zf/">县政府</a><a href="bm/">县直部门年报</a><a href="xz/">乡镇年报</a>',
    )
    pages["/xxgk/zfxxgknb/index.html"] = town.page(
        "政府信息公开年报",
        '<ul class="nd"><li><a href="2023n/">2023年</a></li><li><a href="./2018n/">2018年</a></li>'
        "</ul>",
    )
    pages["/xxgk/index.html"] = town.page("政府信息公开", '<a href="zfxxgknb/">年报</a>')
    pages["/index.html"] = town.page("首页", '<a href="xxgk/">政府信息公开</a>')
    return Portal(site(pages), made)


def redirects_and_frames() -> Portal:
    """The home page is a meta refresh, the hub a script, the column a frame."""
    town = Town("贵州省", "毕节市", "黔西市", "520581", "黔")
    made = reports(town, "zwgk/xxgknb/list", 4)
    pages: dict[str, Answer] = {one.path: town.article(one, 'id="zoom"') for one in made}
    pages["/"] = (
        '<html><head><META HTTP-EQUIV="Refresh" CONTENT="0; URL=./web/index.html"></head></html>'
    )
    pages["/web/index.html"] = town.page("首页", "<a href='../zwgk/zfxxgk.html'>政府信息公开</a>")
    pages["/zwgk/zfxxgk.html"] = (
        "<html><script language='javascript'>window.location.href='/zwgk/xxgk/';</script></html>"
    )
    pages["/zwgk/xxgk/"] = town.page("政府信息公开", "<a href='../xxgknb/'>信息公开年报</a>")
    pages["/zwgk/xxgknb/"] = moved("/zwgk/xxgknb/index.html", 301)
    pages["/zwgk/xxgknb/index.html"] = town.page(
        "信息公开年报",
        '<iframe src="list/index.html" width="100%" frameborder=0></iframe>'
        '<iframe src="/visitcount.html"></iframe>',
    )
    rows = "".join(
        f'<p><a href="./{one.path.split("list/")[1]}">{one.title}</a>{one.published}</p>'
        for one in made
    )
    pages["/zwgk/xxgknb/list/index.html"] = town.page(
        "列表", f'{rows}<script>createPageHTML(1, 0, "index", "html");</script>'
    )
    return Portal(site(pages), made, never=("visitcount",))


def attachments() -> Portal:
    """The report is an attachment of a short page, or listed itself."""
    town = Town("四川省", "南充市", "营山县", "511322", "川")
    one, two, three = reports(town, "zwgk/nb", 3)

    def word(report: Report) -> bytes:
        texts = [item.lstrip("#") for item in report.items if isinstance(item, str)]
        return docx.package("".join(docx.paragraph(t) for t in [report.title, *texts]))

    one = town.report("教育局", 2016, seed=4)
    two = town.report("财政局", 2017, seed=5)
    three.path = "/zwgk/nb/202401/t20240112_7.html"
    for report in (one, two):
        report.items = [
            item.replace("[[", "").split("|")[-1] if False else item for item in report.items
        ]
    pages: dict[str, Answer] = {three.path: town.article(three)}
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    pages["/zwgk/nb/202401/W020240112.docx"] = Reply(word(_plain(one)), 200, kind)
    pages["/zwgk/nb/202401/W020240113.docx"] = Reply(word(_plain(two)), 200, kind)
    pages["/zwgk/nb/202401/t1.html"] = town.page(
        one.title,
        f'<h1>{one.title}</h1><div>发布时间：{one.published}</div><div class="TRS_Editor"><p>'
        f'附件：<a href="./W020240112.docx">{one.title}.docx</a></p></div>',
    )
    pages["/zwgk/nb/index.html"] = town.page(
        "年报",
        f'<ul><li><a href="./202401/t1.html">{one.title}</a><i>{one.published}</i></li>'
        f'<li><a href="./202401/W020240113.docx">{two.title}</a><i>{two.published}</i></li>'
        f'<li><a href="{three.path}">{three.title}</a><i>{three.published}</i></li></ul>'
        '<script>createPageHTML(1, 0, "index", "html");</script>',
    )
    pages["/index.html"] = town.page("首页", '<a href="/zwgk/nb/">政府信息公开年报</a>')
    return Portal(site(pages), [one, two, three])


def _plain(report: Report) -> Report:
    from samples.source.markup import plain

    report = Report(**report.__dict__)
    report.items = [plain(i) if isinstance(i, str) else i for i in report.items]
    return report


def unsaid_pages() -> Portal:
    """Nothing on the page says that there are more: ``index_1`` and ``index_2`` are there."""
    town = Town("云南省", "曲靖市", "陆良县", "530322", "滇")
    made = reports(town, "xxgk/zfxxgknb", 9)
    pages: dict[str, Answer] = {one.path: town.article(one) for one in made}
    rows = [
        f'<li><a href=".{one.path.split("zfxxgknb")[1]}">{one.title}</a>{one.published}</li>'
        for one in made
    ]
    for n, part in enumerate(spread(rows, 4)):
        name = "index.html" if n == 0 else f"index_{n}.html"
        pages[f"/xxgk/zfxxgknb/{name}"] = town.page(
            "年报", f'<ul>{part}</ul><div id="page" class="pagination"></div>'
        )
    pages["/index.html"] = town.page("首页", '<a href="xxgk/zfxxgknb/">政府信息公开年报</a>')
    return Portal(site(pages), made)


def one_page_and_no_more() -> Portal:
    """A short list without any paging: a request or two more at most."""
    town = Town("云南省", "曲靖市", "师宗县", "530323", "滇")
    made = reports(town, "xxgk/zfxxgknb", 3)
    pages: dict[str, Answer] = {one.path: town.article(one) for one in made}
    rows = "".join(
        f'<li><a href=".{one.path.split("zfxxgknb")[1]}">{one.title}</a>{one.published}</li>'
        for one in made
    )
    pages["/xxgk/zfxxgknb/index.html"] = town.page("年报", f"<ul>{rows}</ul>")
    pages["/index.html"] = town.page("首页", '<a href="xxgk/zfxxgknb/">政府信息公开年报</a>')
    return Portal(site(pages), made, at_most=9)


def soft_home_past_the_end() -> Portal:
    """What is past the last page is the home page, with 200."""
    town = Town("安徽省", "六安市", "霍山县", "341525", "皖")
    made = reports(town, "gk/ndbg", 5)
    pages: dict[str, Answer] = {one.path: town.article(one) for one in made}
    rows = "".join(
        f'<li><a href="{one.path}">{one.title}</a><span>{one.published}</span></li>' for one in made
    )
    home = town.page("首页", '<a href="/gk/">信息公开</a><a href="/xw/t1.html">新闻一则</a>')
    pages["/"] = home
    pages["/gk/"] = town.page("信息公开", '<a href="ndbg/">信息公开报告</a>')
    pages["/gk/ndbg/"] = town.page("信息公开报告", f'<ul>{rows}</ul><div class="page"></div>')

    def handle(asked: Asked) -> Answer:
        return pages.get(asked.path, home)

    return Portal(handle, made)


def current_column() -> Portal:
    """The address given is the column itself; titles vary; years stand before the agency."""
    town = Town("陕西省", "宝鸡市", "岐山县", "610323", "陕")
    titles = (
        "2023年岐山县水利局政府信息公开年度报告",
        "岐山县教育局2022年度政务公开和政府信息公开工作年度报告",
        "岐山县民政局二〇二一年政府信息公开年报",
        "岐山县司法局关于2020年度政府信息公开工作的报告",
        "岐山县审计局政府信息公开工作年度报告（2019年）",
    )
    made = [
        town.report(organ, 2023 - n, seed=n, title=title)
        for n, (organ, title) in enumerate(
            zip(("水利局", "教育局", "民政局", "司法局", "审计局"), titles, strict=True)
        )
    ]
    pages: dict[str, Answer] = {}
    rows = ""
    for n, one in enumerate(made):
        one.path = f"/xxgk/nb/{one.published[:4]}{one.published[5:7]}/t{n}.html"
        pages[one.path] = town.article(one)
        rows += (
            f'<li><em>{one.published}</em><a href="{one.path}?from=list">'
            f"<font color=red>·</font>{one.title}</a></li>"
        )
    pages["/xxgk/nb/index.html"] = town.page(
        "年度报告", f'<ul>{rows}</ul><script>createPageHTML(1,0,"index","html","3");</script>'
    )
    return Portal(site(pages), made)


PORTALS = {
    make.__name__: make
    for make in (
        deep, gbk_uppercase_one_based, records_pages_current, count_page, years_and_kinds,
        redirects_and_frames, attachments, unsaid_pages, one_page_and_no_more,
        soft_home_past_the_end,
    )
}  # fmt: skip


def test_from_the_home_page(scrapy: Command, tmp_path: Path) -> None:
    check_all(PORTALS, scrapy, tmp_path)


def test_from_the_column(scrapy: Command, tmp_path: Path) -> None:
    check(current_column(), scrapy, tmp_path, "xxgk/nb/index.html")

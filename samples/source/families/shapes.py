"""Small portals of shapes that are no platform of their own: tabs that a script fills, ucap's other
service, Hanweb's rendered pages, bodies as a tree in a frame, a subtree for each body."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..markup import Report
from .kit import Row, Site, homepage, items, menu, menu_pages, pages

_ROW = '<li><a href="{url}" title="{title}">{short}</a><span>{date}</span></li>'
_ARTICLE = """<div class="crumbs">当前位置：<a href="/index.html">首页</a> &gt; <a href="{hub}">政府信息公开</a></div>
{header}<div class="article"><h1>{title}</h1>
<p class="bar">发布日期：{date}　来源：{source}</p>
<div class="article-text">
{body}
</div></div>
"""
Files = dict[str, bytes]
Built = tuple[Files, dict[str, object]]


@dataclass
class Shape:
    """A portal and what makes its lists."""

    SITE: Site
    lists: Callable[[Site, Files], dict[str, object]]

    def build(self) -> Built:
        files = homepage(self.SITE) | menu_pages(self.SITE) | self.SITE.articles(_ARTICLE)
        return files, self.lists(self.SITE, files)


def _site(folder: str, platform: str, place: tuple[str, str, str], code: str, icp: str) -> Site:
    return Site(
        folder, platform, place, code, icp, "0000-0000098", folder[:4], "/gk/index.html",
        "/xw/index.html",
    )  # fmt: skip


def _reports(site: Site, path: Callable[[str, int], str]) -> list[Report]:
    """Two reports of the government and two of its finance bureau; ``path`` is given the body and
    the number of the report."""
    county = site.place[2]
    made = [
        site.modern(
            organ, year, path(organ, number), f"{year + 1}-01-{14 + number}",
            f"本报告由{county}{organ or '人民政府办公室'}编制，统计期限为{year}年1月1日至{year}年12月31日。",
            [f"栏目按月核对一次。全年主动公开政府信息[[proactive_disclosure.total={90 + 31 * number}|{90 + 31 * number}]]条。"],
            {"received_new": [number + 2, 1, 0, 0, 0, 0],
             "results.granted": [number + 2, 1, 0, 0, 0, 0]},
            {"proactive__art20_5__administrative_license__decisions": 40 + 7 * number},
            "更新的间隔长短不一，已排出日程。", "没有其他事项。",
        )
        for number, (organ, year) in enumerate(
            (("", 2023), ("", 2022), ("财政局", 2023), ("财政局", 2022)), start=1
        )
    ]  # fmt: skip
    site.reports = made
    return made


def _column(site: Site, files: Files, address: str, *more: str) -> None:
    """The page of disclosure, which leads to the column."""
    files["gk/index.html"] = site.page(f"政府信息公开_{site.name}", menu(address) + "".join(more))


def _tabs(site: Site, files: Files) -> dict[str, object]:
    """A fragment for each body by ``$.get``."""
    _column(site, files, "/gk/nb.html")
    tabs, answers, names = "", [], []
    for dept, (name, organ) in enumerate((("县政府", ""), ("县财政局", "财政局")), start=31):
        tabs += f'<li class="tab" onclick="loadList({dept},1)">{name}</li>'
        own = [r for r in site.rows() if (organ or "人民政府") in r[1]]
        file = f"_answers/list_{dept}.html"
        files[file] = f"<ul>\n{items(own, _ROW)}\n</ul>".encode()
        answers.append({"path": "/gk/list.do", "query": {"deptId": str(dept)}, "file": file})
        names.append("gk/list.do")
    files["gk/nb.html"] = site.page(
        f"政府信息公开年报_{site.name}",
        f'<ul class="tabs">{tabs}</ul><div id="box"></div><script>function loadList(id,page){{'
        "$.get('/gk/list.do',{channelId:8,deptId:id,pageNo:page,pageSize:15},"
        "function(h){$('#box').html(h)})}loadList(31,1);</script>",
    )
    return site.expected("gk/nb.html", names) | {"answers": answers}


def _search(site: Site, files: Files) -> dict[str, object]:
    """``/common/search/<channel>`` answers JSON, page by page."""
    _column(site, files, "/gk/c98/common_list.shtml")
    channel, answers = "8d1f0b7a4c2e49aa", []
    rows = site.rows()
    for number, part in enumerate(pages(rows, 2), start=1):
        file = f"_answers/search_{number}.json"
        found = [
            {"title": title, "url": url, "publishedTimeStr": f"{date} 09:00:00"}
            for url, title, date in part
        ]
        data = {"data": {"total": len(rows), "rows": 2, "page": number, "results": found}}
        files[file] = (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
        wanted = {"_isJson": "true", "page": str(number)}
        answers.append({"path": f"/common/search/{channel}", "query": wanted, "file": file})
    files["gk/c98/common_list.shtml"] = site.page(
        f"政府信息公开年报_{site.name}",
        f'<ul id="rows"></ul><script>var channelId = "{channel}";function list(page){{ $.ajax({{'
        'url: "/common/search/" + channelId + "?_isAgg=true&_isJson=true&_pageSize=2&_template=index'
        '&_rangeTimeGte=&_channelName=&page=" + page, type: "GET", dataType: "json", success: draw }); }'
        "list(1);</script>",
    )
    return site.expected("gk/c98/common_list.shtml", [f"common/search/{channel}"]) | {
        "answers": answers
    }


def _uid(site: Site, files: Files) -> dict[str, object]:
    """``?uid=…&pageNum=…``, of which the page's pager is given the address."""
    address = "col/col7701/index.html"
    _column(site, files, f"/{address}")
    parts, answers = pages(site.rows(), 3), []
    for number, part in enumerate(parts, start=1):
        file = address if number == 1 else f"_answers/page_{number}.html"
        files[file] = site.page(
            f"政府信息公开年报_{site.name}",
            f'<div id="55"><ul class="List_list">\n{items(part, _ROW)}\n</ul></div><div id="pg55">'
            f'共{len(parts)}页</div><script>$("#pg55").simplePager({{totalPage:{len(parts)}, '
            f'pageNum:{number}, url:"/{address}?uid=55&pageNum="}});</script>',
        )
        if number > 1:
            wanted = {"uid": "55", "pageNum": str(number)}
            answers.append({"path": f"/{address}", "query": wanted, "file": file})
    return site.expected(address, [address]) | {"answers": answers}


def _tree(site: Site, files: Files) -> dict[str, object]:
    """Frames, the left one with the bodies as a tree."""
    files["gk/index.html"] = (
        f"<html><head><title>信息公开_{site.name}</title></head><frameset cols='220,*'>"
        "<frame src='left.htm'><frame src='main.htm'></frameset></html>\n"
    ).encode()
    files["gk/main.htm"] = site.page(f"信息公开_{site.name}", "<p>请在左侧选择机构。</p>")
    nodes, names = "d.add(0,-1,'目录');", []
    for number, (name, organ) in enumerate((("县政府", ""), ("县财政局", "财政局")), start=1):
        file = f"gk/list_{number}.htm"
        nodes += f"d.add({number},0,'{name}','');d.add({number}1,{number},'年度报告','list_{number}.htm','','main');"
        own = [r for r in site.rows() if (organ or "人民政府") in r[1]]
        files[file] = site.page(f"年度报告_{site.name}", f"<ul>\n{items(own, _ROW)}\n</ul>")
        names.append(file)
    files["gk/left.htm"] = site.page(
        f"目录_{site.name}", f"<script>d = new dTree('d');{nodes}document.write(d);</script>"
    )
    return site.expected(names[0], names)


def _subtrees(site: Site, files: Files) -> dict[str, object]:
    """A column of each body's own; the government's leads to its own reports only."""
    own: list[Row] = [r for r in site.rows() if "人民政府" in r[1]]
    others: list[Row] = [r for r in site.rows() if "财政局" in r[1]]
    _column(site, files, "/gk/nb/index.html", '<p><a href="/bm/index.html">部门信息公开</a></p>')
    files["gk/nb/index.html"] = site.page(
        f"政府信息公开年报_{site.name}", f"<ul>\n{items(own, _ROW)}\n</ul>"
    )
    files["bm/index.html"] = site.page(
        f"部门信息公开_{site.name}", '<ul><li><a href="/bm/czj/index.html">县财政局</a></li></ul>'
    )
    files["bm/czj/index.html"] = site.page(f"县财政局_{site.name}", menu("/bm/czj/nb/index.html"))
    files["bm/czj/nb/index.html"] = site.page(
        f"政府信息公开年报_{site.name}", f"<ul>\n{items(others, _ROW)}\n</ul>"
    )
    return site.expected("gk/nb/index.html", ["gk/nb/index.html", "bm/czj/nb/index.html"])


def _made(
    folder: str, platform: str, place: tuple[str, str, str], code: str, icp: str,
    path: Callable[[str, int], str], lists: Callable[[Site, Files], dict[str, Any]],
) -> Shape:  # fmt: skip
    site = _site(folder, platform, place, code, icp)
    _reports(site, path)
    return Shape(site, lists)


SHAPES = (
    _made(
        "script-tabs", "generic", ("江西省", "吉安市", "泰和县"), "360826", "赣",
        lambda organ, n: f"gk/nb/{'czj' if organ else 'zf'}/{5200 + n}.html", _tabs,
    ),
    _made(
        "common-search", "ucap", ("黑龙江省", "绥化市", "望奎县"), "231221", "黑",
        lambda _, n: f"gk/c99/202401/c00_310000{n}.shtml", _search,
    ),
    _made(
        "hanweb-uid", "hanweb", ("江西省", "抚州市", "南丰县"), "361023", "赣",
        lambda _, n: f"art/2024/1/{14 + n}/art_7701_{880 + n}.html", _uid,
    ),
    _made(
        "frame-tree", "generic", ("山西省", "长治市", "沁源县"), "140431", "晋",
        lambda _, n: f"gk/view_{70 + n}.htm", _tree,
    ),
    _made(
        "body-subtrees", "generic", ("安徽省", "合肥市", "庐江县"), "340124", "皖",
        lambda organ, n: f"{'bm/czj' if organ else 'gk'}/nb/{n}.html", _subtrees,
    ),
)  # fmt: skip

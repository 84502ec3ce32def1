"""Lists whose rows are no plain list items, and columns that are reports themselves."""

from __future__ import annotations

import json

from .combined import LONG, YEARS, fleet, script
from .kit import Made, pieces
from .surroundings import Dressed, listed


def _place(made: Made) -> str:
    return "/" + made.at.partition("/")[2]


def bare_titles_elsewhere() -> Dressed:
    """Rows read 2022年度报告 and lie outside of the column's folder."""
    p = Dressed(14, per_report=2.0)
    p.home(("政府信息公开年报", "/zwgk/nianbao/index.html"))
    made = fleet(p, "/content/8/{n}.html", f"{p.county}人民政府", tuple(range(2012, 2024)))
    rows = [
        f"<li><a href='{_place(m)}'>{m.year}年度报告</a><span>{m.date}</span></li>" for m in made
    ]
    p.put("/zwgk/nianbao/index.html", "政府信息公开年报", listed(rows))
    return p


def names_elsewhere() -> Dressed:
    """Rows are bodies' names alone, their articles lie outside of the column; a column a year."""
    p = Dressed(15, per_report=1.6)
    p.home(("政府信息公开年报", "/col/col77/index.html"))
    nav = listed([f"<li><a href='/col/col{y}/index.html'>{y}年</a></li>" for y in YEARS])
    p.put("/col/col77/index.html", "政府信息公开年报", nav)
    for y in YEARS:
        made = [
            m
            for a in p.bodies(8, 3)
            for m in fleet(p, f"/art/{{y}}/1/20/art_{y}_{{n}}.html", a, (y,))
        ]
        rows = [
            f"<li><a href='{_place(m)}'>{p.short(m.agency)}</a><span>{m.date}</span></li>"
            for m in made
        ]
        p.put(f"/col/col{y}/index.html", f"{y}年", nav + listed(rows))
    return p


def table_of_like_titles() -> Dressed:
    """A table: every title is the same but for the year, the body stands in a column of its own."""
    p = Dressed(16, per_report=1.5)
    p.home(("政府信息公开年报", "/gk/nb/list.jsp"))
    made = [m for a in p.bodies(6, 2) for m in fleet(p, "/gk/info.jsp?ID={n}", a, YEARS)]
    parts = pieces(made, 10)
    for k, part in enumerate(parts):
        rows = "".join(
            f"<tr onclick=\"location.href='{_place(m)}'\"><td>{n + 1}</td><td>{m.year}年政府信息公开工作年度报告</td><td>{m.agency}</td><td>{m.date}</td></tr>"
            for n, m in enumerate(part)
        )
        more = f"<a href='/gk/nb/list.jsp?cur={k + 2}'>下一页</a>" if k + 1 < len(parts) else ""
        p.put(
            f"/gk/nb/list.jsp{f'?cur={k + 1}' if k else ''}",
            "政府信息公开年报",
            f"<table><tr><th>序号</th><th>标题</th><th>发布机构</th><th>日期</th></tr>{rows}</table>{more}",
        )
    return p


def cards() -> Dressed:
    """The whole card is the link: heading, first words, date."""
    p = Dressed(17, per_report=1.6)
    p.home(("政府信息公开年报", "/zfxxgk/nb/"))
    made = [m for a in p.bodies(6, 2) for m in fleet(p, "/zfxxgk/nb/{y}/{n}.html", a, YEARS)]
    parts = pieces(made, 9)
    for k, part in enumerate(parts):
        rows = "".join(
            f"<dl><dd><a href='{_place(m)}'><h3>{m.title}</h3><p>根据《中华人民共和国政府信息公开条例》规定，现公布{m.agency}{m.year}年度报告，全文由总体情况等部分组成……</p><em>{m.date}</em></a></dd></dl>"
            for m in part
        )
        pager = script(f"createPageHTML({len(parts)}, {k}, 'index', 'html');")
        p.put(f"/zfxxgk/nb/{f'index_{k}.html' if k else ''}", "政府信息公开年报", rows + pager)
    return p


def newest_is_the_column() -> Dressed:
    """A body's 年报 opens its newest report, beside it links to the years before."""
    p = Dressed(18, per_report=2.6)
    p.home(("政府信息公开年报", "/nb/zf/2023.html"), ("部门信息公开", "/bm/"))
    nav = []
    for n, agency in enumerate(p.bodies(5, 2)):
        top = f"/nb/d{n}/" if n else "/nb/zf/"
        years = "".join(f"<a href='{top}{y}.html'>{y}年</a> " for y in reversed(YEARS))
        for y in YEARS:
            p.make(
                f"{top}{y}.html",
                agency,
                y,
                wrap=lambda t, d, h, years=years: p.article(
                    t, d, f"<div class='years'>{years}</div>{h}"
                ),
            )
        if n:
            p.put(f"/bm/{n}/", p.short(agency), p.menu(("政府信息公开年报", f"{top}2023.html")))
            nav.append(f"<li><a href='/bm/{n}/'>{p.short(agency)}</a></li>")
    p.put("/bm/", "部门信息公开", listed(nav))
    return p


def data_in_the_page() -> Dressed:
    """The rows are data of the page's script, which shows some at a time."""
    p = Dressed(19, per_report=1.4)
    p.home(("政府信息公开年报", "/xxgk/nb/index.html"))
    made = [m for a in p.bodies(7, 3) for m in fleet(p, "/xxgk/nb/{y}01/{n}.html", a, YEARS)]
    data = [
        {"id": n, "title": m.title, "url": f".{_place(m).removeprefix('/xxgk/nb')}", "date": m.date}
        for n, m in enumerate(made)
    ]
    p.put(
        "/xxgk/nb/index.html",
        "政府信息公开年报",
        f"<ul id='l'></ul><div id='pg'></div>{script('var list = ' + json.dumps(data, ensure_ascii=False) + '; show(list, 10);')}",
    )
    return p


def pages_within_a_frame() -> Dressed:
    """The list and its pages stand in a frame of another folder."""
    p = Dressed(20, per_report=1.6)
    p.home(("政府信息公开年报", "/zwgk/nb.html"))
    p.put(
        "/zwgk/nb.html",
        "政府信息公开年报",
        "<h2>政府信息公开年报</h2><iframe src='/frames/nb/list_1.html' width='100%'></iframe>",
    )
    made = [m for a in p.bodies(6, 2) for m in fleet(p, "/frames/nb/{n}.html", a, YEARS)]
    parts = pieces(p.lines(made, where="/frames/nb/{n}.html"), 8)
    for k, part in enumerate(parts):
        links = "".join(
            f"<a href='list_{j + 1}.html'>{j + 1}</a>" if j != k else f"<b>{j + 1}</b>"
            for j in range(len(parts))
        )
        p.pages[f"/frames/nb/list_{k + 1}.html"] = (
            f"<html><head><meta charset='utf-8'><title></title></head><body>{listed(part)}<div>{links}</div></body></html>"
        )
    return p


def groups_by_headings() -> Dressed:
    """One page, a heading a year, bodies' names below it; nothing tells the year but the heading."""
    p = Dressed(21, per_report=1.3)
    p.home(("各部门年报", "/gknb/all.html"))
    blocks = []
    for y in LONG:
        made = [m for a in p.bodies(6, 3) for m in fleet(p, f"/gknb/{y}/{{n}}.html", a, (y,))]
        rows = "".join(f"<a href='{_place(m)}'>{p.short(m.agency)}</a> " for m in made)
        blocks.append(f"<h3>{y}年</h3><div>{rows}</div>")
    p.put("/gknb/all.html", "各部门年报", "".join(blocks))
    return p


PORTALS = {
    f.__name__: f
    for f in (
        bare_titles_elsewhere, names_elsewhere, table_of_like_titles, cards, newest_is_the_column,
        data_in_the_page, pages_within_a_frame, groups_by_headings,
    )
}  # fmt: skip

"""The block of a page around its headline, in any order, broken, doubled, with parts missing:
title, year and body are right, or null and said."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from govcrawl import parse
from govcrawl.reading.plain import plain
from govcrawl.reading.titles import report_year_of
from govcrawl.report import Report

#: As written in a title, and the full name.
BODIES = [
    ("青川县农业农村局", "四川省广元市青川县农业农村局"),
    ("石狮市民政局", "福建省泉州市石狮市民政局"),
    ("蚌埠市生态环境局", "安徽省蚌埠市生态环境局"),
    ("怀远县人民政府", "安徽省蚌埠市怀远县人民政府"),
    ("肃南裕固族自治县统计局", "甘肃省张掖市肃南裕固族自治县统计局"),
    ("固镇县任桥镇人民政府", "安徽省蚌埠市固镇县任桥镇人民政府"),
    ("鼎城区人民政府玉霞街道办事处", "湖南省常德市鼎城区玉霞街道办事处"),
    ("国家税务总局常德市税务局", "国家税务总局常德市税务局"),
    ("合肥高新技术产业开发区管理委员会", "安徽省合肥高新技术产业开发区管理委员会"),
    ("内蒙古自治区林业和草原局", "内蒙古自治区林业和草原局"),
]
WORDS = ["政府信息公开工作年度报告", "政府信息公开年报", "政府信息公开年度报告"]
ABOVE = [
    "首页", "当前位置：首页 &gt; 政府信息公开 &gt; 政府信息公开年报", "政办发〔2016〕3号", "索引号：003/2016-01", "政府信息公开年报", "法定主动公开内容", "欢迎访问本站", "信息公开", "网站无障碍", "中",
]  # fmt: skip
HEADER = (
    "<table><tr><td>索引号</td><td>014416330/2016-00017</td><td>分类</td><td>政府信息公开年报</td></tr>"
    "<tr><td>文号</td><td></td><td>发文日期</td><td>{next}-01-15</td></tr></table>"
)
BELOW = ["发布时间：{next}-01-15", "来源：本站", "浏览次数：12", "字号：大 中 小", "打印本页"]
TEXT = [
    "根据《中华人民共和国政府信息公开条例》要求，编制本报告。",
    "一、总体情况", "全年主动公开政府信息191条。",
    "二、主动公开政府信息情况", "有关数据按规定统计。",
    "三、收到和处理政府信息公开申请情况", "收到政府信息公开申请8件，均按期答复。",
    "四、存在的主要问题及改进情况", "更新还不够及时，将加强检查。",
]  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A page and what its headline says, None where no line says it."""

    html: str
    year: int | None
    body: str | None


@st.composite
def pages(draw: st.DrawFn) -> Page:
    written, full = draw(st.sampled_from(BODIES))
    year = draw(st.integers(2008, 2025))
    words = draw(st.sampled_from(WORDS))
    sign = draw(st.sampled_from(["年", "年度"]))
    parts = {"body": written, "year": f"{year}{sign}", "words": words}
    order = draw(
        st.sampled_from(
            [("body", "year", "words"), ("year", "body", "words"), ("year", "words", "body")]
        )
    )
    missing = draw(st.sampled_from([(), (), (), ("year",), ("body",)]))
    present = [key for key in order if key not in missing]
    title = "".join(parts[key] for key in present)
    cuts = (
        draw(st.sets(st.integers(1, len(present) - 1), max_size=2)) if len(present) > 1 else set()
    )
    lines: list[str] = []
    at = 0
    for cut in [*sorted(cuts), len(present)]:
        lines.append("".join(parts[key] for key in present[at:cut]))
        at = cut
    tag = draw(st.sampled_from(["h1", "p align=center", "div class=tit"]))
    if tag == "h1" and draw(st.booleans()):
        headline = [f"<h1>{'<br>'.join(lines)}</h1>"]
    else:
        headline = [f"<{tag}>{line}</{tag.split()[0]}>" for line in lines]
    if draw(st.booleans()):
        headline = headline * 2
    if draw(st.booleans()):
        headline.append(
            draw(st.sampled_from([HEADER.format(next=year + 1), "<h2>政府信息公开年报</h2>"]))
        )
    above = [f"<div>{line}</div>" for line in draw(st.lists(st.sampled_from(ABOVE), max_size=3))]
    named = "body" not in missing
    if draw(st.booleans()):
        above.append(f"<div>{written}</div>")
        named = True
    below = [
        line.format(next=year + 1) for line in draw(st.lists(st.sampled_from(BELOW), max_size=2))
    ]
    heads = []
    if draw(st.booleans()):
        heads.append(f"<title>{title}</title>")
    if draw(st.booleans()):
        heads.append(f'<meta name="ArticleTitle" content="{title}">')
    dated = "year" not in missing or any(
        f"{year + 1}-01-15" in line for line in (*below, *headline)
    )
    rows = "".join(f"<p>{line}</p>" for line in TEXT)
    info = "".join(f"<div>{line}</div>" for line in below)
    html = f"<html><head><meta charset=utf-8>{''.join(heads)}</head><body>{''.join(above)}{''.join(headline)}{info}<div id=zoom>{rows}</div></body></html>"
    return Page(html, year if dated else None, full if named else None)


def said(report: Report, *codes: str) -> bool:
    """Whether the record says one of these things."""
    return any(issue.code in codes for issue in report.issues)


@given(pages())
@settings(max_examples=120, deadline=None)
def test_headline_blocks(page: Page) -> None:
    reports = parse(page.html.encode())
    assert len(reports) == 1, page.html
    report = reports[0]
    assert report.report_year in (page.year, None), page.html
    assert report.report_year is not None or page.year is None, page.html
    assert report.agency.name in (page.body, None), (report.agency.name, page.html)
    if report.agency.name is None:
        assert page.body is None or said(report, "agency_not_found", "region_ambiguous"), page.html
    if report.title is not None:
        read = plain(report.title)
        assert any(words in read for words in WORDS), (report.title, page.html)
        assert report_year_of(report.title) in (page.year, None), page.html

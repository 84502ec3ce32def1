"""The sample portal ``hanweb-city``: a Hanweb site of a city, classic lists.

``/col/col1200/index.html`` is the annual-report column; its sub-columns hold one year each and
their records (``<datastore>``). The list of 2022 embeds two of its four records; the paging
service (``module/jpage/dataproxy.jsp``, here one file that ignores its query) gives all four.
"""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

from .hanweb_reports import ADCODE, reports
from .markup import Report, body, facts

SITE = "定西市人民政府"
NOTE = "<!-- 示例页面：govcrawl 的测试材料，人名、数字和文字均为虚构 -->"
COLUMNS = {
    "1201": "2023年", "1202": "2022年", "1203": "2019年", "1204": "2016年", "1205": "2012年",
    "1206": "2010年",
}  # fmt: skip
_EMBEDDED, _PROXY = 2, "module/jpage/dataproxy.jsp"

_OTHERS = [
    (
        "notice", "art/2023/12/20/art_1201_50003.html",
        "定西市人民政府办公室关于做好2023年政府信息公开工作年度报告编制和发布工作的通知", "2023-12-20",
        ["各县区人民政府，市直各部门：", "本年度报告请于2024年1月31日前公布，数据从1月1日算到12月31日。"],
    ),
    (
        "interpretation", "art/2024/4/2/art_1201_50004.html",
        "图解：定西市2023年政府信息公开工作年度报告", "2024-04-02",
        ["一张图看全市41377条公开信息的构成。"],
    ),
    (
        "finance", "art/2023/9/15/art_1202_50007.html", "定西市水务局2022年度部门决算公开说明",
        "2023-09-15", ["收入总计8210.4万元，其中财政拨款8011.9万元。"],
    ),
    (
        "rule_of_law_report", "art/2023/1/30/art_1202_50009.html", "定西市水务局2022年法治政府建设年度报告",
        "2023-01-30", ["全年开展执法检查62次，立案9件。"],
    ),
]  # fmt: skip

_FRAME = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
{metas}
<title>{title}</title>
{note}
<script type="text/javascript" src="{root}script/0/hanweb.js"></script>
</head>
<body>
<div id="top"><a href="{root}index.html">网站首页</a> | <a href="{root}col/col1000/index.html">政府信息公开</a> | <a href="{root}col/col1100/index.html">新闻动态</a></div>
{main}
<div id="foot">
<p>主办：定西市人民政府办公室　承办：定西市大数据中心</p>
<p>网站标识码：6211000099　陇ICP备00000099号　<a href="http://www.beian.gov.cn/">甘公网安备 62110002000099号</a></p>
<p>联系电话：0932-0000999　版权所有：定西市人民政府（示例网站）　本站支持IPv6</p>
</div>
</body>
</html>
"""

_ARTICLE = """<div class="bt-position">您现在所在的位置：<a href="{root}index.html">首页</a> >> <a href="{root}col/col1000/index.html">政府信息公开</a> >> <a href="{root}col/col1200/index.html">政府信息公开年报</a> >> <a href="{root}col/col{column}/index.html">{year}</a></div>
<table id="article" width="100%"><tr><td class="title">{heading}</td></tr>
<tr><td class="info">发布日期：{date}　信息来源：{source}　浏览次数：<script type="text/javascript" src="{root}module/visitcount/articlehits.jsp"></script>　字号：[ <a href="javascript:doZoom(18)">大</a> <a href="javascript:doZoom(16)">中</a> <a href="javascript:doZoom(14)">小</a> ]</td></tr>
<tr><td class="bt_content"><div id="zoom">
<!--ZJEG_RSS.content.begin-->
{body}
<!--ZJEG_RSS.content.end-->
</div></td></tr>
<tr><td class="tools">【<a href="javascript:window.print()">打印</a>】【<a href="javascript:window.close()">关闭</a>】</td></tr></table>
"""


def _frame(path: str, title: str, main: str, **content: str) -> bytes:
    site = {"SiteName": SITE, "SiteDomain": "dingxi.example.gov.cn", "SiteIDCode": "6211000099"}
    metas = "\n".join(f'<meta name="{n}" content="{v}" />' for n, v in (site | content).items())
    root = "../" * path.count("/")
    return _FRAME.format(metas=metas, title=title, note=NOTE, root=root, main=main).encode()


def _article(path: str, title: str, date: str, source: str, content: str) -> bytes:
    column = path.rsplit("art_")[1].split("_")[0]
    main = _ARTICLE.format(
        root="../" * path.count("/"), column=column, year=COLUMNS[column], heading=title,
        date=date, source=source, body=content,
    )  # fmt: skip
    return _frame(
        path, f"{SITE} {COLUMNS[column]} {title}", main, ColumnName=COLUMNS[column],
        ColumnType="政府信息公开年报", ArticleTitle=title, PubDate=f"{date} 09:30",
        ContentSource=source, Keywords="", Author="", Description="",
    )  # fmt: skip


def _records(column: str, listed: list[tuple[str, str, str]]) -> list[str]:
    """The list items of a column; addresses fit both ``col/colN/`` and ``module/jpage/``."""
    return [
        f'<record><![CDATA[<li><a target="_blank" href="../../{path}" title="{title}">'
        f"{title[:24] + '...' if len(title) > 24 else title}</a><span>[{date}]</span></li>]]></record>"
        for path, title, date in sorted(listed, key=lambda row: row[2], reverse=True)
        if f"/art_{column}_" in path
    ]


def _lists(listed: list[tuple[str, str, str]]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for column, name in COLUMNS.items():
        records = _records(column, listed)
        shown = records[:_EMBEDDED] if column == "1202" else records
        rest = ""
        if len(shown) < len(records):
            query = f"?page=1&appid=1&webid=1&path=/&columnid={column}&unitid=3301"
            rest = f'<nextgroup><![CDATA[<a href="../../{_PROXY}{query}"></a>]]></nextgroup>'
            files[_PROXY] = (
                "<?xml version='1.0' encoding='utf-8'?><datastore>"
                f"<totalrecord>{len(records)}</totalrecord><totalpage>1</totalpage><recordset>\n"
                + "\n".join(records)
                + "\n</recordset></datastore>\n"
            ).encode()
        main = (
            f'<div class="bt-position">当前位置：<a href="../../index.html">首页</a> >> '
            f'<a href="../col1200/index.html">政府信息公开年报</a> >> {name}</div>\n'
            '<div id="3301">\n<script type="text/xml"><datastore>\n'
            f"<totalrecord>{len(records)}</totalrecord>{rest}<recordset>\n"
            + "\n".join(shown)
            + "\n</recordset></datastore></script>\n"
            "<script type=\"text/javascript\">$('#3301').jpage({themeName:'default',"
            f"totalRecord:{len(records)},perPage:15,columnid:{column},unitid:3301,webid:1,"
            f"proxyUrl:'../../{_PROXY}'}});</script>\n</div>\n"
        )
        path = f"col/col{column}/index.html"
        files[path] = _frame(path, f"{SITE} {name}", main, ColumnName=name)
    return files


def _columns() -> dict[str, bytes]:
    years = "".join(
        f'<li><a href="../col{number}/index.html" title="{name}">{name}</a></li>'
        for number, name in COLUMNS.items()
    )
    news = "art/2024/2/6/art_1100_60001.html"
    mains = {
        "index.html": (
            f"{SITE}门户网站",
            '<div class="map"><a href="col/col1000/index.html">政府信息公开</a> '
            f'<a href="{news}">市区两级检查春运保障</a></div>',
        ),
        "col/col1000/index.html": (
            f"{SITE} 政府信息公开",
            '<ul><li><a href="../col1010/index.html">政府信息公开指南</a></li>'
            '<li><a href="../col1200/index.html">政府信息公开年报</a></li></ul>',
        ),
        "col/col1010/index.html": (
            f"{SITE} 政府信息公开指南",
            '<div id="zoom"><p>申请表可当面、邮寄或者在网上提交。</p></div>',
        ),
        "col/col1100/index.html": (
            f"{SITE} 新闻动态",
            '<script type="text/xml"><datastore><totalrecord>1</totalrecord><recordset>\n'
            f'<record><![CDATA[<li><a href="../../{news}">市区两级检查春运保障</a>'
            "<span>[2024-02-06]</span></li>]]></record>\n</recordset></datastore></script>",
        ),
        "col/col1200/index.html": (
            f"{SITE} 政府信息公开年报",
            f'<ul class="year">{years}</ul>',
        ),
        news: (
            f"{SITE} 新闻动态 市区两级检查春运保障",
            '<div class="title">市区两级检查春运保障</div><div id="zoom">'
            "<p>2月5日，检查组走访汽车站、火车站，抽查应急物资16类。</p></div>",
        ),
    }
    return {path: _frame(path, title, main) for path, (title, main) in mains.items()}


def build() -> tuple[dict[str, bytes], dict[str, object]]:
    """Files of the site by path, and the answer file."""
    files, found = _columns(), reports()
    listed = [(r.path, r.title, r.published) for r in found]
    listed += [(path, title, date) for _, path, title, date, _ in _OTHERS]
    files |= _lists(listed)
    for report in found:
        files[report.path] = _report(report)
    for _, path, title, date, paragraphs in _OTHERS:
        content = "\n".join(f'<p style="text-indent:2em">{p}</p>' for p in paragraphs)
        files[path] = _article(path, title, date, "市政府办公室", content)
    expected: dict[str, object] = {
        "portal": "hanweb-city",
        "platform": "hanweb",
        "start": "index.html",
        "column": "col/col1200/index.html",
        "listing": [f"col/col{number}/index.html" for number in COLUMNS],
        "region": {"adcode": ADCODE, "province": "甘肃省", "city": "定西市", "county": None},
        "site": {
            "site_code": "6211000099", "icp": "陇ICP备00000099号",
            "police_record": "甘公网安备 62110002000099号",
        },
        "reports": [facts(report) for report in found],
        "not_reports": [
            {"path": path, "kind": kind, "title": title, "is_report": False}
            for kind, path, title, _, _ in _OTHERS
        ],
        "dead_links": [],
        "offsite_links": [],
    }  # fmt: skip
    return files, expected


def _report(report: Report) -> bytes:
    return _article(report.path, report.title, report.published, report.source, body(report))

"""The sample portal ``trs-district``: a static TRS WCM site of a district, with its traps.

Home page → 政务公开 → 政府信息公开 → 政府信息公开年报, a listing of two pages
(``createPageHTML``), articles ``./202401/t20240120_1234.html``.
"""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

from .markup import Report, body, facts
from .trs_reports import COLUMN, reports

SITE = "宜昌市夷陵区人民政府"
NOTE = "<!-- 示例页面：govcrawl 的测试材料，人名、数字和文字均为虚构 -->"
_PER_PAGE = 10
_DEAD = f"{COLUMN}/201603/t20160318_1190.html"
_OFFSITE = "http://www.example.com/hbsrmzf/zfxxgknb/t20250330_1.html"

# Pages in the column that are no reports: kind, path, title, date, paragraphs.
_OTHERS = [
    (
        "notice", f"{COLUMN}/202412/t20241210_1150.html",
        "夷陵区人民政府办公室关于做好2024年政府信息公开工作年度报告编制工作的通知", "2024-12-10",
        ["各乡镇人民政府、街道办事处，区政府各部门：", "请在2025年1月20日前交来本单位的年度报告，"
         "六个部分一个都不能少，三张表的勾稽关系自行核对后再报。", "数据统计期限为2024年1月1日至12月31日，"
         "收到申请0件的也要填写表格。"],
    ),
    (
        "interpretation", f"{COLUMN}/202503/t20250328_1151.html",
        "一图读懂：宜昌市夷陵区2024年政府信息公开工作年度报告", "2025-03-28",
        ["图中列出了全区去年公开的8642条信息分布在哪些栏目。"],
    ),
    (
        "website_report", f"{COLUMN}/202501/t20250122_1152.html",
        "夷陵区人民政府门户网站工作年度报表（2024年度）", "2025-01-22",
        ["网站名称：宜昌市夷陵区人民政府门户网站。", "独立用户访问总量610024个，信息发布总数9833条，"
         "解读信息发布57条。"],
    ),
    (
        "finance", f"{COLUMN}/202409/t20240930_1153.html",
        "夷陵区水利和湖泊局2023年度部门决算公开", "2024-09-30",
        ["收入决算总额4120.5万元，支出决算总额4098.2万元。"],
    ),
]  # fmt: skip

_HEAD = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
{charset}{metas}
<title>{title}</title>
{note}
<link rel="stylesheet" type="text/css" href="{root}images/style.css">
<script type="text/javascript" src="{root}images/jquery.min.js"></script>
</head>
<body>
<div class="header">
<div class="top"><a href="javascript:void(0)">无障碍浏览</a> | <a href="javascript:void(0)">长辈版</a> | <a href="javascript:void(0)">繁體</a></div>
<div class="logo"><a href="{root}index.html">宜昌市夷陵区人民政府</a></div>
<ul class="nav"><li><a href="{root}index.html">首页</a></li><li><a href="{root}xwzx/index.html">新闻中心</a></li><li><a href="{root}zwgk/zfxxgk/index.html">政府信息公开</a></li><li><a href="{root}zwfw/index.html">政务服务</a></li><li><a href="{root}hdjl/index.html">互动交流</a></li></ul>
</div>
"""

_FOOT = """<div class="footer">
<p>主办单位：宜昌市夷陵区人民政府办公室 承办单位：夷陵区融媒体中心</p>
<p>网站标识码：4205060099 鄂ICP备00000099号-1 鄂公网安备 42050602000099号</p>
<p>地址：宜昌市夷陵区示例路1号 邮编：443100 电话：0717-0000999</p>
<p><a href="{root}index.html">联系我们</a> | <a href="{root}index.html">网站地图</a> 版权所有：宜昌市夷陵区人民政府（示例网站）</p>
</div>
"""

_ARTICLE = """<div class="location">当前位置：<a href="{root}index.html" class="CurrChnlCls">首页</a> &gt; <a href="{root}zwgk/index.html" class="CurrChnlCls">政务公开</a> &gt; <a href="{root}zwgk/zfxxgk/index.html" class="CurrChnlCls">政府信息公开</a> &gt; <a href="../index.html" class="CurrChnlCls">政府信息公开年报</a></div>
<div class="article">
{header}<h1 class="article-title">{heading}</h1>
<div class="article-info"><span>发布时间：{date} {time}</span> <span>来源：{source}</span> <span>浏览次数：<em id="hits">137</em></span> <span>【字体：<a href="javascript:doZoom(18)">大</a> <a href="javascript:doZoom(16)">中</a> <a href="javascript:doZoom(14)">小</a>】</span> <a href="javascript:window.print()">打印本页</a></div>
<div class="article-content"><div class="TRS_Editor">
{body}
</div></div>
<div class="share">分享到：<a href="javascript:void(0)">微信</a> <a href="javascript:void(0)">微博</a> <a href="javascript:void(0)">QQ空间</a></div>
<div class="qrcode"><img src="{root}images/qr.png" alt="扫一扫在手机打开当前页">扫一扫在手机打开当前页</div>
<div class="prevnext"><p>上一篇：{previous}</p><p>下一篇：{next}</p></div>
<div class="close"><a href="javascript:window.close()">关闭窗口</a></div>
</div>
"""

_HEADER = """<table class="xxgk-head"><tbody>
<tr><td>索 引 号：</td><td>{index}</td><td>主题分类：</td><td>综合政务</td></tr>
<tr><td>发布机构：</td><td>{issuer}</td><td>发布日期：</td><td>{date}</td></tr>
<tr><td>文　　号：</td><td></td><td>有 效 性：</td><td>有效</td></tr>
</tbody></table>
"""


def _root(path: str) -> str:
    return "../" * path.count("/")


def _metas(**content: str) -> str:
    site = {
        "SiteName": SITE,
        "SiteDomain": "yiling.example.gov.cn",
        "SiteIDCode": "4205060099",
    }
    return "\n".join(
        f'<meta name="{name}" content="{value}">' for name, value in (site | content).items()
    )


def _page(path: str, title: str, metas: str, main: str, charset: str = "utf-8") -> str:
    root = _root(path)
    declared = f'<meta charset="{charset}">\n' if charset else ""
    head = _HEAD.format(charset=declared, metas=metas, title=title, note=NOTE, root=root)
    return head + main + _FOOT.format(root=root) + "</body>\n</html>\n"


def _article(
    path: str, title: str, date: str, time: str, source: str, content: str, header: str,
    around: tuple[str, str], charset: str = "utf-8",
) -> str:  # fmt: skip
    metas = _metas(
        ColumnName="政府信息公开年报", ColumnType="政府信息公开年报", ArticleTitle=title,
        PubDate=f"{date} {time}", ContentSource=source, Keywords="", Author="", Description="",
    )  # fmt: skip
    main = _ARTICLE.format(
        root=_root(path), header=header, heading=title, date=date, time=time, source=source,
        body=content, previous=around[0], next=around[1],
    )  # fmt: skip
    return _page(path, f"{title}_政府信息公开年报_{SITE}", metas, main, charset)


def _report_page(report: Report, around: tuple[str, str]) -> bytes:
    header = ""
    if report.index_number:
        header = _HEADER.format(
            index=report.index_number, issuer=report.source, date=report.published
        )
    charset = "" if report.encoding == "gb18030" else "utf-8"
    text = _article(
        report.path, report.title, report.published, report.time, report.source, body(report),
        header, around, charset,
    )  # fmt: skip
    if report.path.endswith("t20230113_1104.html"):
        # A template that closed the document before its article: seen on real sites.
        text = text.replace('<div class="article">', '</body>\n</html>\n<div class="article">', 1)
    return text.encode(report.encoding)


def _entries() -> list[tuple[str, str, str]]:
    """The listing: (href relative to the column or absolute, title, date), newest first."""
    here = len(COLUMN) + 1
    rows = [(r.path[here:], r.title, r.published) for r in reports()]
    rows += [(path[here:], title, date) for _, path, title, date, _ in _OTHERS]
    rows.append((_DEAD[here:], "夷陵区农业局2015年度政府信息公开工作年度报告", "2016-03-18"))
    rows.append((_OFFSITE, "湖北省人民政府2024年政府信息公开工作年度报告", "2025-03-30"))
    # The same report again, by its copy in the departments' column.
    copy = reports()[1]
    rows.append((f"../bmxxgknb/{copy.aliases[0].rsplit('bmxxgknb/')[1]}", copy.title, "2025-01-17"))
    return sorted(rows, key=lambda row: row[2], reverse=True)


def _listing() -> dict[str, bytes]:
    entries, files = _entries(), {}
    pages = -(-len(entries) // _PER_PAGE)
    for number in range(pages):
        path = f"{COLUMN}/index.html" if number == 0 else f"{COLUMN}/index_{number}.html"
        items = []
        for href, title, date in entries[number * _PER_PAGE : (number + 1) * _PER_PAGE]:
            shown = title if len(title) <= 22 else title[:20] + "…"
            link = href if href.startswith(("http", "../")) else f"./{href}"
            items.append(
                f'<li><span>{date}</span><a href="{link}" target="_blank" title="{title}">'
                f"{shown}</a></li>"
            )
        main = (
            f'<div class="location">当前位置：<a href="{_root(path)}index.html">首页</a> &gt; '
            '<a href="../index.html">政府信息公开</a> &gt; 政府信息公开年报</div>\n'
            '<ul class="more-list">\n' + "\n".join(items) + "\n</ul>\n"
            '<div class="page"><script type="text/javascript">\n'
            f'createPageHTML({pages}, {number}, "index", "html");\n</script></div>\n'
        )
        metas = _metas(ColumnName="政府信息公开年报", ColumnType="政府信息公开年报")
        files[path] = _page(path, f"政府信息公开年报_{SITE}", metas, main).encode()
    return files


def _columns() -> dict[str, bytes]:
    """The home page and the columns that lead to the listing, or elsewhere."""
    news = "xwzx/202501/t20250109_2001.html"
    menu = (
        '<ul class="gk-nav"><li><a href="./zfxxgkzn/index.html">政府信息公开指南</a></li>'
        '<li><a href="./zfxxgkzd/index.html">政府信息公开制度</a></li>'
        '<li><a href="./fdzdgknr/index.html">法定主动公开内容</a></li>'
        '<li><a href="./zfxxgknb/index.html">政府信息公开年报</a></li>'
        '<li><a href="./ysqgk/index.html">依申请公开</a></li></ul>\n'
    )
    pages = {
        "index.html": (
            f"{SITE}门户网站",
            '<div class="news"><h2>夷陵要闻</h2><ul><li><a href="./' + news + '">'
            "区政府召开冬季饮水保障调度会</a><span>2025-01-09</span></li></ul></div>\n"
            '<div class="quick"><a href="./zwgk/zfxxgk/index.html">政府信息公开</a></div>\n',
        ),
        "zwgk/index.html": (
            f"政务公开_{SITE}",
            '<div><a href="./zfxxgk/index.html">政府信息公开</a></div>\n',
        ),
        "zwgk/zfxxgk/index.html": (f"政府信息公开_{SITE}", menu),
        "zwgk/zfxxgk/zfxxgkzn/index.html": (
            f"政府信息公开指南_{SITE}",
            '<div class="TRS_Editor"><p>申请人可以到区政务服务大厅三楼领取申请表，'
            "也可以在网站下载。</p></div>\n",
        ),
        "zwgk/zfxxgk/zfxxgkzd/index.html": (
            f"政府信息公开制度_{SITE}",
            '<div class="TRS_Editor"><p>各单位按年度报告制度的要求按时交稿。</p></div>\n',
        ),
        "zwgk/zfxxgk/fdzdgknr/index.html": (
            f"法定主动公开内容_{SITE}",
            '<ul class="more-list"><li><span>2024-06-03</span><a href="../../../xwzx/index.html">'
            "规划信息</a></li></ul>\n",
        ),
        "zwgk/zfxxgk/ysqgk/index.html": (
            f"依申请公开_{SITE}",
            '<div class="TRS_Editor"><p>请先阅读指南，再填写申请表。</p></div>\n',
        ),
        "xwzx/index.html": (
            f"新闻中心_{SITE}",
            f'<ul class="more-list"><li><span>2025-01-09</span><a href="./{news[5:]}">'
            "区政府召开冬季饮水保障调度会</a></li></ul>\n",
        ),
        news: (
            f"区政府召开冬季饮水保障调度会_新闻中心_{SITE}",
            '<h1 class="article-title">区政府召开冬季饮水保障调度会</h1>\n<div class="TRS_Editor">'
            "<p>1月8日，区政府召开会议，听取12个乡镇管网维护情况，要求2小时内处置爆管。</p></div>\n",
        ),
        "zwfw/index.html": (f"政务服务_{SITE}", "<p>办事入口。</p>\n"),
        "hdjl/index.html": (f"互动交流_{SITE}", "<p>我要留言。</p>\n"),
    }
    return {
        path: _page(path, title, _metas(), main).encode() for path, (title, main) in pages.items()
    }


def build() -> tuple[dict[str, bytes], dict[str, object]]:
    """Files of the site by path, and the answer file."""
    files, listed = _columns() | _listing(), reports()
    for number, report in enumerate(listed):
        near = [listed[i] if 0 <= i < len(listed) else None for i in (number - 1, number + 1)]
        around = tuple(
            f'<a href="../{r.path[len(COLUMN) + 1 :]}">{r.title}</a>' if r else "没有了"
            for r in near
        )
        files[report.path] = _report_page(report, (around[0], around[1]))
        for alias in report.aliases:
            files[alias] = files[report.path]
    for _, path, title, date, paragraphs in _OTHERS:
        content = "\n".join(f'<p style="text-indent: 2em;">{p}</p>' for p in paragraphs)
        files[path] = _article(
            path, title, date, "09:00", "区政府办公室", content, "", ("没有了", "没有了")
        ).encode()
    expected: dict[str, object] = {
        "portal": "trs-district",
        "platform": "trs_wcm",
        "start": "index.html",
        "column": f"{COLUMN}/index.html",
        "listing": [p for p in sorted(files) if p.startswith(f"{COLUMN}/index")],
        "region": {"adcode": "420506", "province": "湖北省", "city": "宜昌市", "county": "夷陵区"},
        "site": {
            "site_code": "4205060099", "icp": "鄂ICP备00000099号-1",
            "police_record": "鄂公网安备 42050602000099号",
        },
        "reports": [facts(report) for report in listed],
        "not_reports": [
            {"path": path, "kind": kind, "title": title, "is_report": False}
            for kind, path, title, _, _ in _OTHERS
        ],
        "dead_links": [_DEAD],
        "offsite_links": [_OFFSITE],
    }  # fmt: skip
    return files, expected

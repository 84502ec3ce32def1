"""``generic-paged``: a county on software that nobody recognises, ``?cid=…&page=1``."""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

from typing import Any

from .kit import Other, Site, homepage, items, menu, menu_pages, pages

SITE = Site(
    "generic-paged", "generic", ("云南省", "玉溪市", "华宁县"), "530424", "滇", "0877-0000098", "pg",
    "/InfoPublic.aspx?pid=971", "/news.html",
)  # fmt: skip
_ARTICLE = """<p class="path">当前位置：<a href="/index.html">首页</a> → <a href="{hub}">政府信息公开</a> → 政府信息公开年报</p>
{header}<h2>{title}</h2>
<p class="meta">日期：{date} 来源：{source} 浏览：<b>40</b> 次</p>
<div class="article">
{body}
</div>
<p class="back"><a href="javascript:history.back()">返回</a></p>
"""


def _path(number: int) -> str:
    return f"content-{number}-1.html"


SITE.reports = [
    SITE.modern(
        "", 2023, _path(98001), "2024-03-19",
        "本报告由华宁县人民政府办公室编制，统计期限为2023年1月1日至2023年12月31日。",
        ["柑橘冷链、陶艺园和温泉的项目审批全程留痕。",
         "全年主动公开政府信息[[proactive_disclosure.total=3120|3120]]条。"],
        {"received_new": [14, 0, 0, 0, 0, 0], "results.granted": [9, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [5, 0, 0, 0, 0, 0]},
        {"proactive__art20_1__normative_documents__in_force": 11,
         "proactive__art20_5__administrative_license__decisions": 4188,
         "proactive__art20_6__administrative_penalty__decisions": 266},
        "留痕材料没有目录，查找费时，今年补编。", "没有收取信息处理费。",
    ),
    SITE.modern(
        "住房和城乡建设局", 2021, _path(98002), "2022-01-24",
        "华宁县住房和城乡建设局编制本报告，统计期限为2021年1月1日至2021年12月31日。",
        ["保障房的轮候名单每月排一次。",
         "全年主动公开政府信息[[proactive_disclosure.total=209|209]]条，收到申请"
         "[[applications.received=3|3]]件。"],
        {"received_new": [3, 0, 0, 0, 0, 0], "results.granted": [2, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [1, 0, 0, 0, 0, 0]},
        {"proactive__art20_5__administrative_license__decisions": 140},
        "轮候规则写得不清楚，已改写。", "无。", style="wps",
    ),
    SITE.narrative(
        "工业和商务局", 2014, _path(98003), "2015-02-27",
        "华宁县工业和商务局现公布2014年度政府信息公开工作年度报告。",
        "全年主动公开政府信息[[proactive_disclosure.total=45|45]]条。",
        "全年受理申请[[applications.received=1|1]]件。",
        "[[fees.amount=0|没有收费]]。", "[[administrative_reconsideration.total=0|没有]]行政复议。",
        "政策文件附件打不开，已重新上传。", signed="2015-02-20",
    ),
]  # fmt: skip
SITE.others = [
    Other("notice", _path(98011), "关于报送华宁县2023年政府信息公开工作年度报告的通知", "2024-01-03",
          ["请用统一的表格。"]),
    Other("website_report", _path(98012), "华宁县人民政府网站工作年度报表（2023年度）", "2024-01-29",
          ["信息发布总数5120条。"]),
]  # fmt: skip
SITE.dead = [
    (f"/{_path(98020)}", "华宁县烟草产业办公室2013年政府信息公开工作年度报告", "2014-03-03")
]


def build() -> tuple[dict[str, bytes], dict[str, object]]:
    files = homepage(SITE) | menu_pages(SITE) | SITE.articles(_ARTICLE)
    files["_answers/hub.html"] = SITE.page(
        f"政府信息公开_{SITE.name}", menu("/InfoPublic.aspx?cid=1019&amp;pid=971&amp;page=1")
    )
    answers: list[dict[str, Any]] = []
    parts = pages(SITE.rows(), 2)
    for number, part in enumerate(parts, start=1):
        name = f"_answers/list_{number}.html"
        markup = '<tr><td><a href="{url}" title="{title}">{short}</a></td><td>{date}</td></tr>'
        turn = "".join(
            f' <a href="InfoPublic.aspx?cid=1019&amp;pid=971&amp;page={n}">{n}</a>' if n != number else f" <b>{n}</b>"
            for n in range(1, len(parts) + 1)
        )  # fmt: skip
        files[name] = SITE.page(
            f"政府信息公开年报_{SITE.name}",
            f'<table>\n{items(part, markup)}\n</table>\n<p class="pages">{turn}</p>',
        )
        query = {"cid": "1019", "page": str(number)}
        answers.append({"path": "/InfoPublic.aspx", "query": query, "file": name})
    answers.append(
        {"path": "/InfoPublic.aspx", "query": {"pid": "971"}, "file": "_answers/hub.html"}
    )
    column = "InfoPublic.aspx?cid=1019&pid=971&page=1"
    return files, SITE.expected(column, [column]) | {"answers": answers}

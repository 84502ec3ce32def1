"""``generic-shell``: a column that is a frame whose script loads JSON."""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

import json
from typing import Any

from .kit import Other, Site, homepage, menu, menu_pages, pages

SITE = Site(
    "generic-shell", "generic", ("贵州省", "铜仁市", "江口县"), "520621", "黔", "0856-0000098", "sl",
    "/gk/index.html", "/news.html",
)  # fmt: skip
_SERVICE = "gk/api/list"
_ARTICLE = """<nav><a href="/index.html">首页</a> / <a href="{hub}">政府信息公开</a> / 政府信息公开年报</nav>
<article>
{header}<h1>{title}</h1>
<p class="meta"><span>发布日期：{date}</span> <span>信息来源：{source}</span></p>
<section class="text">
{body}
</section>
</article>
"""


def _path(number: int) -> str:
    return f"gk/detail/{number}.html"


SITE.reports = [
    SITE.modern(
        "", 2023, _path(9800101), "2024-03-26",
        "江口县人民政府办公室编制本报告，统计期限为2023年1月1日至2023年12月31日。",
        ["抹茶加工、梵净山周边民宿的许可结果按周公布。",
         "全年主动公开政府信息[[proactive_disclosure.total=2977|2977]]条，制作解读材料"
         "[[interpretation.count=22|22]]篇。"],
        {"received_new": [17, 1, 0, 0, 0, 0], "results.granted": [9, 1, 0, 0, 0, 0],
         "results.partially_granted": [2, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [6, 0, 0, 0, 0, 0]},
        {"proactive__art20_1__normative_documents__issued": 1,
         "proactive__art20_1__normative_documents__in_force": 9,
         "proactive__art20_5__administrative_license__decisions": 5012,
         "reconsideration__upheld": 1},
        "民宿名单缺少消防信息，今年合并发布。", "没有收取信息处理费。",
    ),
    SITE.modern(
        "文体广电旅游局", 2020, _path(9800102), "2021-01-25",
        "江口县文体广电旅游局编制本报告，统计期限为2020年1月1日至2020年12月31日。",
        ["景区恢复开放的时间和预约办法在网上发布。",
         "全年主动公开政府信息[[proactive_disclosure.total=121|121]]条。"],
        {"received_new": [1, 0, 0, 0, 0, 0], "results.granted": [1, 0, 0, 0, 0, 0]}, {},
        "预约办法改了三次，旧版没有撤下。", "没有其他事项。",
    ),
    SITE.narrative(
        "扶贫开发办公室", 2016, _path(9800103), "2017-03-09",
        "江口县扶贫开发办公室现公布2016年度政府信息公开工作年度报告。",
        "全年主动公开政府信息[[proactive_disclosure.total=216|216]]条。",
        "全年受理申请[[applications.received=3|3]]件。",
        "[[fees.amount=0|没有收取]]费用。", "[[administrative_reconsideration.total=0|没有发生]]行政复议。",
        "项目公示牌和网上的数字不一致，已逐个核对。", signed="2017-03-02",
    ),
]  # fmt: skip
SITE.others = [
    Other("notice", _path(9800111), "关于做好江口县2023年政府信息公开工作年度报告编制发布工作的通知",
          "2024-01-05", ["请对照格式自查。"]),
]  # fmt: skip


def build() -> tuple[dict[str, bytes], dict[str, object]]:
    files = homepage(SITE) | menu_pages(SITE) | SITE.articles(_ARTICLE)
    files["gk/index.html"] = SITE.page(f"政府信息公开_{SITE.name}", menu("/gk/nb.html"))
    files["gk/nb.html"] = SITE.page(
        f"政府信息公开年报_{SITE.name}",
        '<iframe src="/gk/login.html"></iframe><iframe src="/gk/nb_list.html" width="100%"></iframe>',
    )
    files["gk/login.html"] = b"<html><body>-</body></html>\n"
    files["gk/nb_list.html"] = (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>列表</title></head><body><ul id="l">'
        f'</ul>\n<script>$.getJSON("/{_SERVICE}?channel=nb&page=1&size=2", show);</script></body></html>\n'
    ).encode()
    rows, answers = SITE.rows(), []
    for number, part in enumerate([*pages(rows, 2), []], start=1):
        name = f"_answers/list_{number}.json"
        data = {
            "msg": "ok",
            "data": {
                "total": len(rows),
                "list": [{"title": t, "url": u, "publishDate": d} for u, t, d in part],
            },
        }
        files[name] = json.dumps(data, ensure_ascii=False).encode()
        query: dict[str, Any] = {"channel": "nb", "page": str(number)}
        answers.append({"path": f"/{_SERVICE}", "query": query, "file": name})
    return files, SITE.expected("gk/nb.html", [_SERVICE]) | {"answers": answers}

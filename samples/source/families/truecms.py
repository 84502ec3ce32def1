"""``truecms``: a county whose list is XML inside a callback, five records at a time."""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

import json
from typing import Any

from .kit import Other, Site, homepage, items, menu, menu_pages

SITE = Site(
    "truecms", "truecms", ("江苏省", "南通市", "如东县"), "320623", "苏", "0513-0000098", "tc",
    "/zwgk/xxgk/index.html", "/xwzx/index.html",
)  # fmt: skip
_SERVICE = "cms/messageController/getMessage.do"
_COLUMN = "7c1e5a10-0b2d-4f6a-8d55-1f0c9a7b3e21"
_ARTICLE = """<div class="place">您的位置：<a href="/index.html">首页</a> > <a href="{hub}">政府信息公开</a> > 信息公开年度报告</div>
{header}<h3>{title}</h3>
<div class="mes">发布时间：{date}　信息来源：{source}　点击数：<span id="hit">52</span></div>
<div class="con" id="zoom">
{body}
</div>
<div class="btn"><a href="javascript:window.print()">打印</a>　<a href="javascript:window.close()">关闭</a></div>
"""


def _path(number: int) -> str:
    return f"content/5d2f71c4-93aa-4e0b-bc17-{number:012d}.html"


SITE.reports = [
    SITE.modern(
        "", 2024, _path(1), "2025-03-25",
        "本报告由如东县人民政府办公室编制，统计期限自2024年1月1日起至2024年12月31日止。",
        ["沿海岸线的规划调整全程公开，每轮意见和采纳情况都附在后面。",
         "全年主动公开政府信息[[proactive_disclosure.total=6025|6025]]条，收到申请"
         "[[applications.received=128|128]]件。"],
        {"received_new": [115, 8, 0, 0, 4, 1], "carried_in": [4, 0, 0, 0, 0, 0],
         "results.granted": [51, 4, 0, 0, 2, 1], "results.partially_granted": [13, 1, 0, 0, 0, 0],
         "results.not_disclosed.three_securities_one_stability": [1, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [42, 3, 0, 0, 2, 0],
         "results.not_processed.repeated": [5, 0, 0, 0, 0, 0]},
        {"proactive__art20_1__normative_documents__issued": 5,
         "proactive__art20_1__normative_documents__in_force": 52,
         "proactive__art20_5__administrative_license__decisions": 22140,
         "proactive__art20_6__administrative_penalty__decisions": 1984,
         "reconsideration__upheld": 4, "litigation__direct__pending": 2},
        "意见采纳的说明偏短，今年要求逐条写明理由。", "没有其他需要报告的事项。",
        index_number="014233201/2025-00044",
    ),
    SITE.narrative(
        "海洋与渔业局", 2017, _path(2), "2018-02-27",
        "如东县海洋与渔业局公布2017年度政府信息公开工作年度报告，数据截至2017年12月31日。",
        "全年主动公开政府信息[[proactive_disclosure.total=139|139]]条，其中网站公开"
        "[[proactive_disclosure.channel.website=101|101]]条。",
        "全年受理申请[[applications.received=4|4]]件，答复[[applications.replied=4|4]]件。",
        "[[fees.amount=0|未收取]]费用。", "行政复议[[administrative_reconsideration.total=1|1]]件。",
        "休渔通告下发到船头不够快，2018年改用短信。", signed="2018-02-20",
    ),
    SITE.modern(
        "文化广电和旅游局", 2021, _path(3), "2022-01-21",
        "本报告由如东县文化广电和旅游局编制，统计期限为2021年1月1日至2021年12月31日。",
        ["演出审批结果当日上网，不再等到月底汇总。",
         "全年主动公开政府信息[[proactive_disclosure.total=233|233]]条。"],
        {"received_new": [2, 0, 0, 0, 0, 0], "results.granted": [1, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [1, 0, 0, 0, 0, 0]},
        {"proactive__art20_5__administrative_license__decisions": 188},
        "场馆开放时间变动后网页未同步，已加提醒。", "无。", style="wps",
    ),
    SITE.modern(
        "统计局", 2019, _path(4), "2020-01-08",
        "如东县统计局编制本报告，统计期限为2019年1月1日至2019年12月31日。",
        ["统计公报附上了名词解释。", "全年主动公开政府信息[[proactive_disclosure.total=71|71]]条。"],
        {"received_new": [1, 0, 0, 0, 0, 0], "results.granted": [1, 0, 0, 0, 0, 0]}, {},
        "数据表只有图片，今后附上电子表格。", "没有其他事项。",
    ),
]  # fmt: skip
SITE.others = [
    Other("notice", _path(11), "关于报送如东县2024年政府信息公开工作年度报告的通知", "2025-01-02",
          ["请按新的格式填写三张表。"]),
    Other("interpretation", _path(12), "一图读懂如东县2024年政府信息公开工作年度报告", "2025-03-26",
          ["图中是6025条信息的去向。"]),
    Other("website_report", _path(13), "如东县人民政府网站2024年度工作报表", "2025-01-20",
          ["独立用户访问总量210045个。"]),
]  # fmt: skip
SITE.dead = [
    (f"/{_path(21)}", "如东县人口和计划生育委员会2012年政府信息公开工作年度报告", "2013-03-01")
]
SITE.offsite = [
    (
        "http://www.example.com/nt/1.html",
        "南通市人民政府2024年政府信息公开工作年度报告",
        "2025-03-30",
    )
]


def build() -> tuple[dict[str, bytes], dict[str, object]]:
    files = homepage(SITE) | menu_pages(SITE) | SITE.articles(_ARTICLE)
    files["zwgk/xxgk/index.html"] = SITE.page(
        f"政府信息公开_{SITE.name}", menu("/zwgk/xxgk/nb.html", "信息公开年度报告")
    )
    shell = (
        '<div id="list"></div><div id="pages"></div>\n<script>\n'
        f"var columnId = '{_COLUMN}';\nvar proxyUrl = '/{_SERVICE}';\n"
        "$.ajax({url: '/"
        + _SERVICE
        + "', dataType: 'jsonp', data: {columnId: columnId}});\n</script>"
    )
    files["zwgk/xxgk/nb.html"] = SITE.page(f"信息公开年度报告_{SITE.name}", shell)
    rows, answers = SITE.rows(), []
    markup = '<record><![CDATA[<li><a href="{url}" title="{title}">{short}</a><span>{date}</span></li>]]></record>'

    def answer(name: str, part: list[tuple[str, str, str]]) -> str:
        result = (
            f"<?xml version='1.0' encoding='utf-8'?><datastore><totalrecord>{len(rows)}"
            f"</totalrecord><recordset>{items(part, markup)}</recordset></datastore>"
        )
        data = json.dumps({"code": "1", "result": result}, ensure_ascii=False)
        files[f"_answers/{name}.js"] = f"cb({data});".encode()
        return f"_answers/{name}.js"

    base: dict[str, Any] = {"path": f"/{_SERVICE}", "referer": "/zwgk/xxgk/nb.html"}
    # No more than ten may be asked for; five are given.
    for first in range(1, len(rows) + 1, 5):
        query = {"columnId": _COLUMN, "startrecord": str(first), "endrecord": str(first + 9)}
        name = answer(f"from_{first}", rows[first - 1 : first + 4])
        answers.append(base | {"query": query, "file": name})
    answers.append(base | {"query": {"columnId": _COLUMN}, "file": answer("too_many", [])})
    answers.append({"path": f"/{_SERVICE}", "status": 403})
    return files, SITE.expected("zwgk/xxgk/nb.html", [_SERVICE]) | {"answers": answers}

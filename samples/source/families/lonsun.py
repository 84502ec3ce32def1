"""``lonsun``: a county of Anhui; the hub does not name the column, ``type=3`` opens it."""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

from typing import Any

from .kit import Other, Site, homepage, items, menu_pages, pages

_ORGAN = "6609801"
SITE = Site(
    "lonsun", "lonsun", ("安徽省", "池州市", "石台县"), "341722", "皖", "0566-0000098", "ls",
    f"/public/column/{_ORGAN}?type=4&amp;action=list", "/news/index.html",
)  # fmt: skip
_SERVICE = "site/label/8888"
_ARTICLE = """<div class="wz_top">当前位置：<a href="/index.html">首页</a> > <a href="{hub}">政府信息公开</a> > 政府信息公开年报</div>
<div class="xxgk_head">{header}</div>
<h1 class="newstitle">{title}</h1>
<div class="newsinfo">发布时间：{date}　信息来源：{source}　浏览次数：<span>31</span>　字体：[ <a href="javascript:;">大</a> <a href="javascript:;">中</a> <a href="javascript:;">小</a> ]</div>
<div class="wzcon j-fontContent" id="zoom">
{body}
</div>
<div class="wz_foot"><a href="javascript:window.print()">打印</a> <a href="javascript:window.close()">关闭</a></div>
"""


def _path(number: int) -> str:
    return f"public/{_ORGAN}/{number}.html"


SITE.reports = [
    SITE.modern(
        "", 2024, _path(9801201), "2025-03-21",
        "本报告由石台县人民政府办公室汇总编制，统计期限为2024年1月1日至2024年12月31日。",
        ["富硒产业的认证名单和抽检结果放在同一页，便于对照。",
         "全年主动公开政府信息[[proactive_disclosure.total=3902|3902]]条，召开新闻发布会"
         "[[press_conference.count=3|3]]场。"],
        {"received_new": [33, 2, 0, 0, 0, 1], "results.granted": [17, 1, 0, 0, 0, 1],
         "results.partially_granted": [2, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [11, 1, 0, 0, 0, 0],
         "results.not_processed.petition_complaint": [2, 0, 0, 0, 0, 0]},
        {"proactive__art20_1__normative_documents__repealed": 3,
         "proactive__art20_1__normative_documents__in_force": 21,
         "proactive__art20_5__administrative_license__decisions": 3055,
         "proactive__art20_6__administrative_penalty__decisions": 402,
         "litigation__direct__upheld": 1},
        "抽检结果按批次发布，查一个企业要翻多页，拟加检索。", "没有其他需要报告的事项。",
        index_number="11341722003270098X/202503-00017",
    ),
    SITE.modern(
        "乡村振兴局", 2022, _path(9801102), "2023-01-18",
        "石台县乡村振兴局编制本报告，统计期限为2022年1月1日至2022年12月31日。",
        ["帮扶项目从入库到验收共六步，步步公示。",
         "全年主动公开政府信息[[proactive_disclosure.total=517|517]]条，"
         "[[applications.received=0|未收到]]政府信息公开申请。"],
        {}, {}, "公示照片不清晰，要求改用原图。", "无。", style="wps",
        shown={"proactive.art20_8.administrative_fees.amount": "—"},
    ),
    SITE.modern(
        "市场监督管理局", 2020, _path(9801003), "2021-01-22",
        "本报告由石台县市场监督管理局编制，统计期限为2020年1月1日至2020年12月31日。",
        ["抽检不合格的产品在三日内上网。",
         "全年主动公开政府信息[[proactive_disclosure.total=874|874]]条。"],
        {"received_new": [3, 0, 0, 0, 0, 0], "results.granted": [2, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [1, 0, 0, 0, 0, 0]},
        {"proactive__art20_5__administrative_license__decisions": 2210,
         "proactive__art20_6__administrative_penalty__decisions": 96},
        "个别产品的型号写错，已建立两人复核。", "没有其他事项。",
    ),
    SITE.narrative(
        "国土资源局", 2013, _path(9800504), "2014-02-25",
        "石台县国土资源局公布2013年度政府信息公开工作年度报告。",
        "全年主动公开政府信息[[proactive_disclosure.total=96|96]]条，主要是征地公告。",
        "全年受理申请[[applications.received=7|7]]件，均按期答复。",
        "[[fees.amount=0|没有收取]]费用。", "行政复议[[administrative_reconsideration.total=2|2]]件。",
        "征地公告附图比例太小，今后随文附大图。", signed="2014-02-20",
    ),
]  # fmt: skip
SITE.others = [
    Other("notice", _path(9801211), "关于做好石台县2024年度政府信息公开工作年度报告编制和发布工作的通知",
          "2025-01-06", ["请在1月24日前发布。"]),
    Other("rule_of_law_report", _path(9801212), "石台县乡村振兴局2022年法治政府建设年度报告", "2023-01-29",
          ["组织学习12次。"]),
]  # fmt: skip
SITE.dead = [(f"/{_path(9800405)}", "石台县粮食局2012年政府信息公开工作年度报告", "2013-02-28")]


def build() -> tuple[dict[str, bytes], dict[str, object]]:
    files = homepage(SITE) | menu_pages(SITE) | SITE.articles(_ARTICLE)
    files["_answers/type_4.html"] = SITE.page(
        f"政府信息公开_{SITE.name}",
        '<ul class="nav"><li><a href="/zn.html">政府信息公开指南</a></li><li><a href="/zd.html">政府信息公开制度</a></li></ul>'
        '<div class="list"><script src="/site/tpl/98/public.js"></script></div>',
    )
    shell = (
        '<div class="xxgk_navli" id="publicList"></div>\n<script>\n'
        f"var param = {{siteId: 98001, organId: '{_ORGAN}', catId: '9800311', type: 3, pageSize: 4, "
        "file: '/xxgk/publicInfoList-2021'};\n"
        f'Ls.ajax({{url: "/{_SERVICE}", data: {{labelName: "publicInfoList"}}}});\n</script>'
    )
    files["_answers/type_3.html"] = SITE.page(
        f"政府信息公开年报_{SITE.name}", shell, ColumnName="政府信息公开年报"
    )
    answers: list[dict[str, Any]] = [
        {"path": f"/public/column/{_ORGAN}", "query": {"type": kind}, "file": f"_answers/type_{kind}.html"}
        for kind in ("4", "3")
    ]  # fmt: skip
    parts = pages(SITE.rows(), 4)
    for number, part in enumerate(parts, start=1):
        name = f"_answers/list_{number}.html"
        markup = '<ul class="clearfix"><li class="mc"><a href="{url}" title="{title}" target="_blank">{short}</a></li><li class="rq">{date}</li></ul>'
        files[name] = (
            f'{items(part, markup)}\n<div id="page_publicInfoList"></div>\n<script>Ls.pagination('
            f"{{pageIndex: {number}, pageCount:{len(parts)}}});</script>\n"
        ).encode()
        wanted = {"labelName": "publicInfoList", "organId": _ORGAN, "pageIndex": str(number)}
        answers.append({"path": f"/{_SERVICE}", "query": wanted, "file": name})
    column = f"public/column/{_ORGAN}?type=3"
    return files, SITE.expected(column, [_SERVICE]) | {"answers": answers}

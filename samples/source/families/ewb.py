"""``ewb``: a county on EWB, the list posted for as JSON (``getgovinfolist``)."""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

import json
from typing import Any

from .kit import Other, Site, homepage, menu, menu_pages, pages

SITE = Site(
    "ewb", "ewb", ("江西省", "赣州市", "信丰县"), "360722", "赣", "0797-0000098", "ewb",
    "/xxgk/index.html", "/xwzx/index.html",
    head='<script src="/js/webBuilderCommon.js"></script>',
)  # fmt: skip
_SERVICE = "EWB-FRONT/rest/lightfrontaction/getgovinfolist"
_SITE_GUID = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
_ARTICLE = """<div class="ewb-loc">当前位置：<a href="/index.html">首页</a> &gt; <a href="{hub}">信息公开</a> &gt; 年度报告</div>
{header}<div class="ewb-article">
<h3 class="ewb-article-tit">{title}</h3>
<p class="ewb-article-sources">【信息时间：{date}　来源：{source}　阅读次数：<span id="infoViewCount">9</span>】【<a href="javascript:;">我要打印</a>】【<a href="javascript:;">关闭</a>】</p>
<div class="ewb-article-info" id="infocontent">
{body}
</div>
</div>
"""


def _path(number: int, day: str) -> str:
    return f"xxgk/002003/{day}/6a0f2f1c-77b1-4a55-9d6e-{number:012d}.html"


SITE.reports = [
    SITE.modern(
        "", 2023, _path(1, "20240318"), "2024-03-18",
        "本报告由信丰县人民政府办公室编制，统计期限为2023年1月1日至2023年12月31日。",
        ["脐橙产区的用水、用肥和检测信息按旬发布。",
         "全年主动公开政府信息[[proactive_disclosure.total=7340|7340]]条，制作解读材料"
         "[[interpretation.count=19|19]]篇。"],
        {"received_new": [52, 3, 0, 0, 1, 0], "carried_in": [2, 0, 0, 0, 0, 0],
         "results.granted": [25, 2, 0, 0, 1, 0], "results.partially_granted": [4, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [18, 1, 0, 0, 0, 0],
         "results.not_processed.petition_complaint": [3, 0, 0, 0, 0, 0]},
        {"proactive__art20_1__normative_documents__issued": 2,
         "proactive__art20_1__normative_documents__in_force": 33,
         "proactive__art20_5__administrative_license__decisions": 14022,
         "proactive__art20_6__administrative_penalty__decisions": 966,
         "reconsideration__upheld": 1},
        "检测信息术语太多，今年加注说明。", "本年度没有收取信息处理费。",
    ),
    SITE.modern(
        "林业局", 2022, _path(2, "20230116"), "2023-01-16",
        "信丰县林业局编制本报告，统计期限为2022年1月1日至2022年12月31日。",
        ["护林员的责任片区上了网。", "全年主动公开政府信息[[proactive_disclosure.total=145|145]]条，"
         "收到申请[[applications.received=5|5]]件。"],
        {"received_new": [5, 0, 0, 0, 0, 0], "results.granted": [4, 0, 0, 0, 0, 0],
         "results.unable_to_provide.unclear_after_correction": [1, 0, 0, 0, 0, 0]},
        {"proactive__art20_5__administrative_license__decisions": 907,
         "proactive__art20_6__administrative_penalty__decisions": 12},
        "片区调整后没有及时改图，已定专人负责。", "无其他事项。", style="wps",
    ),
    SITE.modern(
        "交通运输局", 2020, _path(3, "20210119"), "2021-01-19",
        "本报告由信丰县交通运输局编制，统计期限为2020年1月1日至2020年12月31日。",
        ["农村公路的开工和完工时间逐条公布。",
         "全年主动公开政府信息[[proactive_disclosure.total=260|260]]条。"],
        {"received_new": [2, 1, 0, 0, 0, 0], "results.granted": [2, 0, 0, 0, 0, 0],
         "results.not_disclosed.internal_affairs": [0, 1, 0, 0, 0, 0]},
        {"proactive__art20_5__administrative_license__decisions": 431},
        "完工时间常有变动，变动原因没有说明，今后一并写明。", "没有其他事项。",
    ),
    SITE.narrative(
        "审计局", 2015, _path(4, "20160304"), "2016-03-04",
        "信丰县审计局现公布2015年度政府信息公开工作年度报告。",
        "全年主动公开政府信息[[proactive_disclosure.total=42|42]]条。",
        "全年[[applications.received=0|没有收到]]政府信息公开申请。",
        "[[fees.amount=0|没有收取]]费用。", "[[administrative_reconsideration.total=0|没有发生]]行政复议。",
        "审计结果公告篇幅过长，今后附摘要。", signed="2016-03-01",
    ),
]  # fmt: skip
SITE.others = [
    Other("notice", _path(11, "20231220"), "关于编制信丰县2023年政府信息公开工作年度报告的通知",
          "2023-12-20", ["请各单位对照上年数据核实结转件数。"]),
    Other("interpretation", _path(12, "20240320"), "图解信丰县2023年政府信息公开工作年度报告", "2024-03-20",
          ["一张图看懂7340条信息。"]),
]  # fmt: skip
SITE.dead = [
    (f"/{_path(21, '20130301')}", "信丰县旅游局2012年政府信息公开工作年度报告", "2013-03-01")
]


def build() -> tuple[dict[str, bytes], dict[str, object]]:
    files = homepage(SITE) | menu_pages(SITE) | SITE.articles(_ARTICLE)
    files["xxgk/index.html"] = SITE.page(
        f"信息公开_{SITE.name}", menu("/xxgk/002003/govinfopub.html", "年度报告")
    )
    shell = (
        '<ul class="ewb-list" id="infolist"></ul><div id="pager"></div>\n'
        "<script>var govInfoPub = {deptcode: '014', categorynum: '002003', pageSize: 4};\n"
        "$.ajax({type: 'POST', contentType: 'application/json', url: siteInfo.projectName + "
        "'/rest/lightfrontaction/getgovinfolist'});</script>"
    )
    files["xxgk/002003/govinfopub.html"] = SITE.page(f"年度报告_{SITE.name}", shell)
    files["js/webBuilderCommon.js"] = (
        'var siteInfo = {"projectName": "/EWB-FRONT", "siteGuid": "' + _SITE_GUID + '"};\n'
    ).encode()
    rows, answers = SITE.rows(), []
    for number, part in enumerate([*pages(rows, 4), []]):
        name = f"_answers/list_{number}.json"
        data = {
            "custom": {
                "infodata": [
                    {"infourl": url, "title": title, "infodate": date} for url, title, date in part
                ],
                "totalcount": len(rows),
            },
            "status": {"code": 1, "text": ""},
        }
        files[name] = json.dumps(data, ensure_ascii=False).encode()
        wanted: dict[str, Any] = {
            "pageIndex": number, "deptcode": "014", "categorynum": "002003", "siteGuid": _SITE_GUID,
        }  # fmt: skip
        answers.append({"path": f"/{_SERVICE}", "json": wanted, "file": name})
    return files, SITE.expected("xxgk/002003/govinfopub.html", [_SERVICE]) | {"answers": answers}

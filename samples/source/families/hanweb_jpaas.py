"""``hanweb-jpaas``: a Hanweb city on jpaas, the list rendered by ``build/unit`` as JSON."""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

import json
from typing import Any

from .kit import Other, Site, homepage, items, menu, menu_pages, pages

SITE = Site(
    "hanweb-jpaas", "jpaas", ("山东省", "枣庄市", "滕州市"), "370481", "鲁", "0632-0000098", "jp",
    "/col/col60001/index.html", "/col/col60002/index.html",
)  # fmt: skip
_UNIT = "api-gateway/jpaas-publish-server/front/page/build/unit"
_IDS = {
    "parseType": "bulidstatic", "webId": "3f0c2a9bd1e64c77", "tplSetId": "a81be0c4d5f94e12",
    "pageType": "column", "tagId": "信息列表", "editType": "null", "pageId": "c60011d2e3f4a5b6",
}  # fmt: skip
_ARTICLE = """<div class="crumbs">您现在的位置：<a href="/index.html">首页</a> &gt; <a href="{hub}">政府信息公开</a> &gt; 政府信息公开年报</div>
{header}<div class="article-title">{title}</div>
<div class="article-info">时间：{date} 来源：{source} 字号：<a href="javascript:;">大</a> <a href="javascript:;">小</a></div>
<div class="neirong">
{body}
</div>
<div class="share">分享到：<a href="javascript:;">微信</a></div>
"""
_HEX = "4b7d0e21a9c84f6f9d3b5c{:010d}"


def _path(year: int, number: int) -> str:
    return f"art/{year}/art_{_HEX.format(number)}.html"


SITE.reports = [
    SITE.modern(
        "", 2022, _path(2023, 1), "2023-03-24",
        "本报告由滕州市人民政府办公室根据各镇街和市直部门的材料编制，统计期限为2022年1月1日至2022年12月31日。",
        ["农村供暖、学位和公交三件事的办理进度每月公布一次。",
         "全年主动公开政府信息[[proactive_disclosure.total=11290|11290]]条，开展业务培训"
         "[[training.courses=4|4]]期，培训[[training.persons=386|386]]人次。"],
        {"received_new": [204, 17, 0, 0, 9, 2], "carried_in": [11, 0, 0, 0, 1, 0],
         "results.granted": [90, 8, 0, 0, 4, 1], "results.partially_granted": [21, 2, 0, 0, 1, 0],
         "results.not_disclosed.enforcement_case_file": [5, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [71, 6, 0, 0, 4, 1],
         "results.not_processed.petition_complaint": [12, 0, 0, 0, 0, 0],
         "results.other.other": [8, 1, 0, 0, 1, 0]},
        {"proactive__art20_1__normative_documents__issued": 7,
         "proactive__art20_1__normative_documents__repealed": 2,
         "proactive__art20_1__normative_documents__in_force": 61,
         "proactive__art20_5__administrative_license__decisions": 40233,
         "proactive__art20_6__administrative_penalty__decisions": 5127,
         "proactive__art20_6__administrative_compulsion__decisions": 214,
         "proactive__art20_8__administrative_fees__amount": 6120.07,
         "reconsideration__upheld": 9, "reconsideration__corrected": 3,
         "litigation__direct__upheld": 2, "litigation__after_reconsideration__upheld": 1},
        "镇街网页的联系人变动后没有改，热线打不通。今年每季度试打一遍。",
        "全年未收取信息处理费。",
    ),
    SITE.modern(
        "农业农村局", 2022, _path(2023, 2), "2023-01-13",
        "滕州市农业农村局编制本报告，统计期限为2022年1月1日至2022年12月31日。",
        ["马铃薯产业园的招标、验收和付款节点全部上网。",
         "全年主动公开政府信息[[proactive_disclosure.total=402|402]]条，收到申请"
         "[[applications.received=14|14]]件。"],
        {"received_new": [13, 1, 0, 0, 0, 0], "results.granted": [8, 1, 0, 0, 0, 0],
         "results.unable_to_provide.requires_creation": [2, 0, 0, 0, 0, 0],
         "results.not_processed.publications": [1, 0, 0, 0, 0, 0]},
        {"proactive__art20_5__administrative_license__decisions": 611,
         "proactive__art20_6__administrative_penalty__decisions": 73},
        "验收材料扫描件不便检索，改为附文字版。", "无。", style="wps",
        shown={"applications.results.not_processed.repeated.natural_person": "/"},
    ),
    SITE.modern(
        "体育局", 2020, _path(2021, 3), "2021-01-20",
        "滕州市体育局现公布2020年政府信息公开工作年度报告，统计期限为2020年1月1日至2020年12月31日。",
        ["健身路径的位置和维护电话做成一张地图。",
         "全年主动公开政府信息[[proactive_disclosure.total=57|57]]条，"
         "[[applications.received=0|未收到]]政府信息公开申请。"],
        {}, {}, "地图半年才更新一次，偏慢，拟改为每月更新。", "没有需要说明的事项。",
    ),
    SITE.narrative(
        "粮食局", 2012, _path(2013, 4), "2013-02-26",
        "滕州市粮食局现公布2012年度政府信息公开工作年度报告。",
        "全年主动公开政府信息[[proactive_disclosure.total=31|31]]条，主要是收购价格。",
        "全年受理申请[[applications.received=1|1]]件。",
        "[[fees.amount=0|没有收费]]。", "[[administrative_reconsideration.total=0|没有]]行政复议。",
        "价格公布只有一个渠道，今后在收购点张贴。",
    ),
]  # fmt: skip
SITE.others = [
    Other("notice", _path(2023, 11), "关于做好滕州市2022年度政府信息公开工作年度报告编制发布工作的通知",
          "2023-01-03", ["各单位1月31日前在网站发布。"]),
    Other("finance", _path(2023, 12), "滕州市农业农村局2022年度部门决算公开", "2023-09-08",
          ["支出总计2204.7万元。"]),
    Other("rule_of_law_report", _path(2023, 13), "滕州市体育局2022年法治政府建设年度报告", "2023-01-28",
          ["组织普法活动6场。"]),
]  # fmt: skip
# The same report once more, under the address of the departments' column.
SITE.reports[1].aliases = [_path(2023, 22)]


def build() -> tuple[dict[str, bytes], dict[str, object]]:
    files = homepage(SITE) | menu_pages(SITE) | SITE.articles(_ARTICLE)
    files["col/col60001/index.html"] = SITE.page(
        f"政府信息公开_{SITE.name}", menu("/col/col60011/index.html", "公开年报")
    )
    query = "{" + ",".join(f"'{name}':'{value}'" for name, value in _IDS.items()) + "}"
    shell = (
        f'<div class="list" id="page_list" querydata="{query}" url="/{_UNIT}"></div>\n'
        '<script>loadUnit("#page_list", {pageNo: 1, pageSize: "4"});</script>'
    )
    script = '<script src="/jpaas-publish-server/static/unit.js"></script>'
    files["col/col60011/index.html"] = SITE.page(f"公开年报_{SITE.name}", shell, script)
    copied = SITE.reports[1]
    rows = [*SITE.rows(), (f"/{copied.aliases[0]}", copied.title, copied.published)]
    parts, answers = pages(rows, 4), []
    for number, part in enumerate(parts, start=1):
        name = f"_answers/unit_{number}.json"
        markup = '<li><a href="{url}" title="{title}" target="_blank">{short}</a><span>{date}</span></li>'
        html = (
            f'<ul class="list">{items(part, markup)}</ul><div id="page" count="{len(rows)}"></div>'
        )
        data = {"code": 200, "success": True, "data": {"html": html, "css": "", "js": ""}}
        files[name] = json.dumps(data, ensure_ascii=False).encode()
        wanted: dict[str, Any] = {"pageId": _IDS["pageId"], "webId": _IDS["webId"]}
        wanted["paramJson"] = {"pageNo": number}
        answers.append({"path": f"/{_UNIT}", "query": wanted, "file": name})
    return files, SITE.expected("col/col60011/index.html", [_UNIT]) | {"answers": answers}

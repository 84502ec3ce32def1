"""``shanghai``: a district of Shanghai, archives by year, page two is ``index_2.html``."""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

from .kit import Other, Site, homepage, items, menu, menu_pages, pages

SITE = Site(
    "shanghai", "shanghai", ("上海市", "", "金山区"), "310116", "沪", "021-00000098", "sh",
    "/nw98001/index.html", "/nw98002/index.html",
)  # fmt: skip
_YEARS = {2023: "nw98011", 2020: "nw98012", 2016: "nw98013"}
_ARTICLE = """<div class="breadcrumb"><a href="/index.html">首页</a> / <a href="{hub}">政府信息公开</a> / <a href="/nw98010/index.html">政府信息公开年报</a></div>
{header}<h2 id="ivs_title">{title}<small class="PBtime">({date})</small></h2>
<div class="Article_content" id="ivs_content">
{body}
</div>
<!-- <div class="Article_content"><p>全年主动公开政府信息99999条。</p></div> -->
<div class="xgy"><a href="javascript:window.print()">打印本页</a> <a href="javascript:window.close()">关闭窗口</a></div>
"""
_HEX = "c0ffee5d7a1b2c3d4e{:014d}"


def _path(year: int, day: str, number: int) -> str:
    return f"{_YEARS[year]}/{day}/{_HEX.format(number)}.html"


SITE.reports = [
    SITE.modern(
        "", 2023, _path(2023, "20240329", 1), "2024-03-29",
        "本报告由金山区人民政府办公室编制，统计期限为2023年1月1日至2023年12月31日。",
        ["化工区的环境监测数据每小时刷新，历史数据可以下载。",
         "全年主动公开政府信息[[proactive_disclosure.total=9215|9215]]条，制作解读材料"
         "[[interpretation.count=133|133]]篇。"],
        {"received_new": [402, 31, 1, 0, 12, 4], "carried_in": [25, 2, 0, 0, 0, 0],
         "results.granted": [150, 14, 1, 0, 5, 2], "results.partially_granted": [66, 4, 0, 0, 2, 0],
         "results.not_disclosed.third_party_rights": [9, 1, 0, 0, 0, 0],
         "results.not_disclosed.administrative_inquiry": [4, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [141, 10, 0, 0, 5, 2],
         "results.not_processed.petition_complaint": [20, 0, 0, 0, 0, 0],
         "results.other.no_correction_in_time": [11, 2, 0, 0, 0, 0]},
        {"proactive__art20_1__normative_documents__issued": 14,
         "proactive__art20_1__normative_documents__repealed": 5,
         "proactive__art20_1__normative_documents__in_force": 87,
         "proactive__art20_5__administrative_license__decisions": 130442,
         "proactive__art20_6__administrative_penalty__decisions": 7306,
         "reconsideration__upheld": 12, "reconsideration__corrected": 2,
         "litigation__direct__upheld": 6, "litigation__after_reconsideration__upheld": 4},
        "下载的数据没有说明仪器的误差，今年补上。", "本年度没有收取信息处理费。", level="county",
    ),
    SITE.modern(
        "科学技术委员会", 2023, _path(2023, "20240122", 2), "2024-01-22",
        "金山区科学技术委员会编制本报告，统计期限为2023年1月1日至2023年12月31日。",
        ["科普讲座的报名、变更和回放集中在一页。",
         "全年主动公开政府信息[[proactive_disclosure.total=133|133]]条，收到申请"
         "[[applications.received=2|2]]件。"],
        {"received_new": [1, 1, 0, 0, 0, 0], "results.granted": [1, 1, 0, 0, 0, 0]}, {},
        "回放常常晚一周才上线，已与承办方约定三天。", "无。",
    ),
    SITE.modern(
        "绿化和市容管理局", 2020, _path(2020, "20210128", 3), "2021-01-28",
        "本报告由金山区绿化和市容管理局编制，统计期限为2020年1月1日至2020年12月31日。",
        ["公厕、垃圾房的点位公开后，投诉少了三成。",
         "全年主动公开政府信息[[proactive_disclosure.total=279|279]]条。"],
        {"received_new": [9, 0, 0, 0, 0, 0], "results.granted": [6, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [3, 0, 0, 0, 0, 0]},
        {"proactive__art20_5__administrative_license__decisions": 722,
         "proactive__art20_6__administrative_penalty__decisions": 1055},
        "点位图没有标注开放时间，计划补充。", "没有其他事项。", style="wps",
    ),
    SITE.narrative(
        "水务局", 2016, _path(2016, "20170324", 4), "2017-03-24",
        "金山区水务局现公布2016年度政府信息公开工作年度报告。",
        "全年主动公开政府信息[[proactive_disclosure.total=151|151]]条，全文电子化"
        "[[proactive_disclosure.full_text_electronic=151|151]]条。",
        "全年受理申请[[applications.received=11|11]]件，其中同意公开[[applications.granted=8|8]]件。",
        "[[fees.amount=0|没有收取]]费用。", "行政复议[[administrative_reconsideration.total=1|1]]件。",
        "河道整治的公示期偏短，2017年延长到十天。",
    ),
]  # fmt: skip
SITE.others = [
    Other("notice", _path(2023, "20231208", 11), "关于做好2023年度金山区政府信息公开年度报告编制发布工作的通知",
          "2023-12-08", ["各镇、街道和委办局请于1月25日前报送。"]),
    Other("interpretation", _path(2023, "20240401", 12), "一图读懂金山区2023年政府信息公开工作年度报告",
          "2024-04-01", ["图里有三个数字最值得看。"]),
    Other("finance", _path(2020, "20210826", 13), "金山区绿化和市容管理局2020年度部门决算", "2021-08-26",
          ["收入总计18022.5万元。"]),
]  # fmt: skip
SITE.offsite = [
    (
        "http://www.example.com/sh/1.html",
        "上海市人民政府2023年政府信息公开工作年度报告",
        "2024-03-31",
    )
]


def build() -> tuple[dict[str, bytes], dict[str, object]]:
    files = homepage(SITE) | menu_pages(SITE) | SITE.articles(_ARTICLE)
    files["nw98001/index.html"] = SITE.page(
        f"政府信息公开_{SITE.name}", menu("/nw98010/index.html")
    )
    years = "".join(
        f'<li><a href="/{folder}/index.html">{year}年</a></li>' for year, folder in _YEARS.items()
    )
    files["nw98010/index.html"] = SITE.page(
        f"政府信息公开年报_{SITE.name}", f'<ul class="years">{years}</ul>'
    )
    listing = []
    for year, folder in _YEARS.items():
        rows = [row for row in SITE.rows() if folder in row[0] or (year == 2023 and "//" in row[0])]
        parts = pages(rows, 3)
        for number, part in enumerate(parts, start=1):
            name = f"{folder}/index{'' if number == 1 else f'_{number}'}.html"
            markup = '<li><a href="{url}" title="{title}" target="_blank">{short}</a> <span class="time">{date}</span></li>'
            files[name] = SITE.page(
                f"{year}年_政府信息公开年报_{SITE.name}",
                f'<ul class="tadaty-list">\n{items(part, markup)}\n</ul>\n<div class="pagination"></div>'
                f'<script>$(".pagination").pagination({{ totalPage: {len(parts)}, curr: {number} }});'
                "</script>",
            )  # fmt: skip
            listing.append(name)
    return files, SITE.expected("nw98010/index.html", listing)

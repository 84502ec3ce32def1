"""``hanweb-xxgk``: a Hanweb county whose column is filled by ``search.jsp`` (POST, 共N页)."""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

from typing import Any

from .kit import Other, Site, homepage, items, menu, menu_pages, pages

SITE = Site(
    "hanweb-xxgk", "hanweb_xxgk", ("江苏省", "盐城市", "阜宁县"), "320923", "苏", "0515-0000098",
    "hw", "/col/col2300/index.html", "/col/col2100/index.html",
)  # fmt: skip
_SEARCH = "module/xxgk/search.jsp"
_ARTICLE = """<div class="position">当前位置：<a href="/index.html">首页</a> >> <a href="{hub}">政府信息公开</a> >> <a href="/col/col2301/index.html">政府信息公开年报</a></div>
{header}<h2 class="title">{title}</h2>
<p class="info">发布日期：{date}　来源：{source}　浏览次数：<script src="/module/visitcount/articlehits.jsp"></script></p>
<div class="bt-content" id="zoom">
{body}
</div>
<p class="tools"><a href="javascript:window.print()">打印本页</a> <a href="javascript:window.close()">关闭窗口</a></p>
"""
SITE.reports = [
    SITE.modern(
        "", 2023, "art/2024/3/29/art_2301_9001.html", "2024-03-29",
        "本报告由阜宁县人民政府办公室综合各镇区和县直部门的报告编制，统计期限为2023年1月1日至2023年12月31日。",
        ["全县把公开清单缩到一张表，哪一项由谁更新、几天更新一次，表上都写明。",
         "全年主动公开政府信息[[proactive_disclosure.total=5217|5217]]条，制作解读材料"
         "[[interpretation.count=41|41]]篇。"],
        {"received_new": [96, 8, 0, 1, 4, 0], "carried_in": [3, 0, 0, 0, 0, 0],
         "results.granted": [40, 5, 0, 1, 1, 0], "results.partially_granted": [9, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [35, 2, 0, 0, 3, 0],
         "results.not_processed.petition_complaint": [7, 0, 0, 0, 0, 0],
         "results.other.no_correction_in_time": [4, 1, 0, 0, 0, 0]},
        {"proactive__art20_1__normative_documents__issued": 3,
         "proactive__art20_1__normative_documents__in_force": 29,
         "proactive__art20_5__administrative_license__decisions": 16402,
         "proactive__art20_6__administrative_penalty__decisions": 2208,
         "proactive__art20_8__administrative_fees__amount": 1880.25,
         "reconsideration__upheld": 2, "litigation__direct__upheld": 1},
        "镇区之间快慢不一，有的栏目季度末才集中补录。下一年改为按周提醒。",
        "全年没有收取信息处理费。", index_number="014323001/2024-00031",
    ),
    SITE.modern(
        "水务局", 2021, "art/2022/1/18/art_2301_9002.html", "2022-01-18",
        "本报告由阜宁县水务局编制，数据自2021年1月1日起至2021年12月31日止。",
        ["水质检测、停水通知和河道整治进度分三个栏目公布。",
         "全年主动公开政府信息[[proactive_disclosure.total=174|174]]条，收到申请"
         "[[applications.received=3|3]]件。"],
        {"received_new": [3, 0, 0, 0, 0, 0], "results.granted": [2, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [1, 0, 0, 0, 0, 0]},
        {"proactive__art20_5__administrative_license__decisions": 52},
        "停水通知有时晚于停水，已与供水公司约定提前一天发布。", "无其他需要报告的事项。", style="wps",
    ),
    SITE.modern(
        "商务局", 2019, "art/2020/1/15/art_2301_9003.html", "2020-01-15",
        "本报告由阜宁县商务局编制，统计期限为2019年1月1日至2019年12月31日。",
        ["菜价监测和展会信息是查看最多的内容。",
         "全年主动公开政府信息[[proactive_disclosure.total=98|98]]条。"],
        {"received_new": [1, 0, 0, 0, 0, 0], "results.granted": [1, 0, 0, 0, 0, 0]},
        {"proactive__art20_5__administrative_license__decisions": 17},
        "展会信息只报结果不报过程，今后同步公布评选标准。", "没有其他事项。",
    ),
    SITE.narrative(
        "司法局", 2014, "art/2015/3/10/art_2301_9004.html", "2015-03-10",
        "阜宁县司法局现公布2014年度政府信息公开工作年度报告，统计期限为2014年1月1日至12月31日。",
        "全年主动公开政府信息[[proactive_disclosure.total=63|63]]条，多为公证和法律援助的办事指南。",
        "全年收到政府信息公开申请[[applications.received=2|2]]件，均已答复。",
        "全年[[fees.amount=0|没有收取]]任何费用。",
        "[[administrative_reconsideration.total=0|没有发生]]行政复议。",
        "办事指南更新不及时，2015年起每季度核对一次。", signed="2015-03-05",
    ),
]  # fmt: skip
SITE.others = [
    Other("notice", "art/2023/12/11/art_2301_9010.html",
          "关于做好阜宁县2023年政府信息公开工作年度报告编制工作的通知", "2023-12-11",
          ["各单位于1月20日前报送，表内不得留空。"]),
    Other("interpretation", "art/2024/4/1/art_2301_9011.html",
          "图解：阜宁县2023年政府信息公开工作年度报告", "2024-04-01", ["一图看懂5217条信息。"]),
    Other("finance", "art/2022/9/2/art_2301_9012.html", "阜宁县水务局2021年度部门决算", "2022-09-02",
          ["收入总计3310.8万元。"]),
]  # fmt: skip
SITE.dead = [
    ("/art/2014/3/6/art_2301_9020.html", "阜宁县物价局2013年政府信息公开工作年度报告", "2014-03-06")
]
SITE.offsite = [
    (
        "http://www.example.com/yc/t1.html",
        "盐城市人民政府2023年政府信息公开工作年度报告",
        "2024-03-31",
    )
]


def build() -> tuple[dict[str, bytes], dict[str, object]]:
    files = homepage(SITE) | menu_pages(SITE) | SITE.articles(_ARTICLE)
    files["col/col2300/index.html"] = SITE.page(
        f"政府信息公开_{SITE.name}", menu("/col/col2301/index.html")
    )
    shell = (
        '<div class="position">当前位置：首页 >> 政府信息公开年报</div>\n<div id="div2301"></div>\n'
        '<form id="searchform" action="/module/xxgk/search.jsp" method="post">'
        '<input type="hidden" name="infotypeId" value="FN0301"><input type="hidden" name="jdid" value="1">'
        '<input type="hidden" name="area" value="014323001"><input type="hidden" name="divid" value="div2301">'
        '<input type="hidden" name="sortfield" value=""></form>\n'
        "<script>$(function(){ search('/module/xxgk/search.jsp', 1); });</script>"
    )
    files["col/col2301/index.html"] = SITE.page(f"{SITE.name} 政府信息公开年报", shell)
    files["art/2024/2/1/art_2100_77.html"] = SITE.page(
        "县领导慰问环卫工人", '<div id="zoom"><p>2月1日清晨，慰问组走访了3个环卫班组。</p></div>'
    )
    parts = pages(SITE.rows(), 5)
    answers: list[dict[str, Any]] = []
    for number, rows in enumerate(parts, start=1):
        name = f"_answers/search_{number}.html"
        markup = '<tr><td class="tr_main_value_odd"><a href="{url}" title="{title}" target="_blank">{short}</a></td><td>{date}</td></tr>'
        # The service does not keep to the column: each page leads with news of another one.
        strange = '<tr><td><a href="/art/2024/2/1/art_2100_77.html">县领导慰问环卫工人</a></td><td>2024-02-01</td></tr>\n'
        files[name] = (
            f'<table>\n{strange}{items(rows, markup)}\n</table>\n<div class="page">共{len(parts)}页 '
            f'第{number}页 <a href="javascript:void(0)" onclick="turn({number + 1})">下一页</a></div>\n'
        ).encode()
        form = {"infotypeId": "FN0301", "divid": "div2301", "currpage": str(number)}
        answers.append({"path": f"/{_SEARCH}", "form": form, "file": name})
    return files, SITE.expected("col/col2301/index.html", [_SEARCH]) | {"answers": answers}

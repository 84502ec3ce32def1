"""``vsb``: a county on 博达 VSB: a static list counted backwards and a dynamic one."""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

from typing import Any

from .kit import Other, Site, homepage, items, menu, menu_pages, pages

SITE = Site(
    "vsb", "vsb", ("陕西省", "延安市", "宜川县"), "610630", "陕", "0911-0000098", "vsb",
    "/zfxxgk.htm", "/xwdt.htm",
    head='<script src="/system/resource/js/vsbscreen.min.js"></script>',
)  # fmt: skip
_ARTICLE = """<div class="dqwz">当前位置：<a href="/index.html">首页</a> &gt;&gt; <a href="{hub}">政府信息公开</a> &gt;&gt; 政府信息公开年报</div>
<form name="_newscontent_fromname"><div>
{header}<h1 align="center">{title}</h1>
<div align="center">发布时间：{date}　　来源：{source}　　点击：[<span id="dynclicks">17</span>]</div>
<div id="vsb_content"><div class="v_news_content">
{body}
</div></div>
<p>上一条：没有了</p><p>下一条：没有了</p>
<p align="right">【<a href="javascript:window.close()">关闭</a>】</p>
</div></form>
"""


def _path(tree: int, number: int) -> str:
    return f"info/{tree}/{number}.htm"


SITE.reports = [
    SITE.modern(
        "", 2022, _path(1153, 21001), "2023-03-20",
        "宜川县人民政府办公室编制本报告，统计期限为2022年1月1日至2022年12月31日。",
        ["苹果产业后整理项目的资金、进度和验收情况逐月公布。",
         "全年主动公开政府信息[[proactive_disclosure.total=2811|2811]]条，"
         "开展业务培训[[training.courses=2|2]]期。"],
        {"received_new": [22, 1, 0, 0, 0, 0], "results.granted": [12, 1, 0, 0, 0, 0],
         "results.partially_granted": [1, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [8, 0, 0, 0, 0, 0]},
        {"proactive__art20_1__normative_documents__in_force": 15,
         "proactive__art20_5__administrative_license__decisions": 2604,
         "proactive__art20_6__administrative_penalty__decisions": 318,
         "reconsideration__other": 1},
        "验收材料上网晚于验收一个月，明确为五个工作日。", "没有其他需要报告的事项。",
    ),
    SITE.modern(
        "", 2020, _path(1153, 19002), "2021-03-19",
        "宜川县人民政府办公室编制本报告，统计期限为2020年1月1日至2020年12月31日。",
        ["壶口景区的限流和票价信息提前公布。",
         "全年主动公开政府信息[[proactive_disclosure.total=2655|2655]]条。"],
        {"received_new": [18, 0, 0, 0, 0, 0], "results.granted": [11, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [7, 0, 0, 0, 0, 0]},
        {"proactive__art20_5__administrative_license__decisions": 2411},
        "限流通知渠道单一，增加广播和短信。", "没有其他事项。", style="wps",
    ),
    SITE.narrative(
        "", 2015, _path(1153, 14003), "2016-03-15",
        "宜川县人民政府办公室公布2015年度政府信息公开工作年度报告。",
        "全年全县主动公开政府信息[[proactive_disclosure.total=3377|3377]]条。",
        "全年收到申请[[applications.received=9|9]]件，其中同意公开[[applications.granted=9|9]]件。",
        "[[fees.amount=0|没有收取]]费用。", "[[administrative_reconsideration.total=0|没有]]行政复议。",
        "公开目录编得粗，2016年细化到事项。", signed="2016-03-10",
    ),
    SITE.modern(
        "果业中心", 2022, _path(1154, 21004), "2023-01-16",
        "宜川县果业中心编制本报告，统计期限为2022年1月1日至2022年12月31日。",
        ["套袋、防雹网补贴的发放名单到户。",
         "全年主动公开政府信息[[proactive_disclosure.total=88|88]]条，收到申请"
         "[[applications.received=2|2]]件。"],
        {"received_new": [2, 0, 0, 0, 0, 0], "results.granted": [2, 0, 0, 0, 0, 0]}, {},
        "名单公示后有人改户，须重新公示。", "无。",
    ),
    SITE.modern(
        "水务局", 2021, _path(1154, 20005), "2022-01-20",
        "本报告由宜川县水务局编制，统计期限为2021年1月1日至2021年12月31日。",
        ["农村饮水工程的水质每季度公布。",
         "全年主动公开政府信息[[proactive_disclosure.total=64|64]]条。"],
        {}, {"proactive__art20_5__administrative_license__decisions": 9},
        "水质指标难懂，加了合格范围。", "无。",
    ),
]  # fmt: skip
SITE.others = [
    Other("notice", _path(1153, 21011), "关于做好宜川县2022年政府信息公开工作年度报告编制工作的通知",
          "2022-12-19", ["请各镇各部门于1月31日前公布。"]),
    Other("interpretation", _path(1153, 21012), "图解宜川县2022年政府信息公开工作年度报告", "2023-03-22",
          ["图中对比了两年。"]),
    Other("finance", _path(1154, 21013), "宜川县水务局2021年度部门决算", "2022-09-20", ["支出1450.3万元。"]),
]  # fmt: skip
SITE.dead = [("/info/1153/12020.htm", "宜川县人民政府2012年政府信息公开工作年度报告", "2013-03-08")]


def build() -> tuple[dict[str, bytes], dict[str, object]]:
    files = homepage(SITE) | menu_pages(SITE) | SITE.articles(_ARTICLE)
    departments = "/list.jsp?urltype=tree.TreeTempUrl&amp;wbtreeid=1154"
    files["zfxxgk.htm"] = SITE.page(
        f"政府信息公开_{SITE.name}",
        menu("/zfxxgk/nb.htm") + f'<p><a href="{departments}">部门年报</a></p>',
    )
    markup = (
        '<li><a href="{url}" target="_blank" title="{title}">{short}</a><span>{date}</span></li>'
    )
    own = pages([row for row in SITE.rows() if "/1153/" in row[0]], 2)
    listing = []
    for number, part in enumerate(own):
        name = "zfxxgk/nb.htm" if number == 0 else f"zfxxgk/nb/{len(own) - number}.htm"
        after = len(own) - number - 1
        link = f"nb/{after}.htm" if number == 0 else f"{after}.htm"
        turn = f'<a href="{link}" class="Next">下页</a>' if after else "下页"
        files[name] = SITE.page(
            f"政府信息公开年报_{SITE.name}",
            f'<ul class="list">\n{items(part, markup)}\n</ul>\n<div class="pb_sys_common">'
            f"共{sum(map(len, own))}条 {number + 1}/{len(own)} 首页 上页 {turn} 尾页</div>",
        )
        listing.append(name)
    theirs, answers = pages([row for row in SITE.rows() if "/1154/" in row[0]], 2), []
    for number, part in enumerate(theirs, start=1):
        name = f"_answers/list_{number}.html"
        text = f"a1154t={len(theirs)}&amp;a1154p={number}&amp;a1154c=2"
        files[name] = SITE.page(
            f"部门年报_{SITE.name}",
            f'<ul class="list">\n{items(part, markup)}\n</ul>\n<div id="fanye1154" data="{text}">'
            f'<a href="javascript:void(0)" onclick="_a1154_gopage({number + 1})">下页</a></div>',
        )
        query: dict[str, Any] = {"wbtreeid": "1154"}
        if number > 1:
            query["a1154p"] = str(number)
        answers.insert(0, {"path": "/list.jsp", "query": query, "file": name})
    return files, SITE.expected("zfxxgk/nb.htm", listing) | {"answers": answers}

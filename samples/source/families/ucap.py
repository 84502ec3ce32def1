"""``ucap``: a county on 开普, ``common_list.shtml`` then ``common_list_2.shtml``."""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

from .kit import Other, Site, homepage, items, menu, menu_pages, pages

SITE = Site(
    "ucap", "ucap", ("湖南省", "怀化市", "溆浦县"), "431224", "湘", "0745-0000098", "kp",
    "/xupu/zfxxgk/list.shtml", "/xupu/news/list.shtml",
)  # fmt: skip
_COLUMN = "xupu/c120098"
_ARTICLE = """<div class="BreadcrumbNav">当前位置：<a href="/index.html">首页</a>&nbsp;&gt;&nbsp;<a href="{hub}">政府信息公开</a>&nbsp;&gt;&nbsp;政府信息公开年报</div>
{header}<!--<UCAPTITLE>--><h1>{title}</h1><!--</UCAPTITLE>-->
<div class="pages-date">发布时间：{date}　来源：{source}　<span class="font">字体：<a href="javascript:;">大</a> <a href="javascript:;">中</a> <a href="javascript:;">小</a></span></div>
<div class="pages_content" id="UCAP-CONTENT">
{body}
</div>
<div class="related">扫一扫在手机打开当前页</div>
"""
_HEX = "8f2e4d6a1b3c5f7098ab{:012d}"


def _path(month: str, number: int) -> str:
    return f"{_COLUMN}/{month}/{_HEX.format(number)}.shtml"


SITE.reports = [
    SITE.modern(
        "", 2023, _path("202403", 1), "2024-03-27",
        "溆浦县人民政府办公室编制本报告，所列数据的统计期限为2023年1月1日至2023年12月31日。",
        ["橙柚采摘季的交通管制、客运加班信息提前三天公布。",
         "全年主动公开政府信息[[proactive_disclosure.total=4480|4480]]条，"
         "微信公众号推送消息[[wechat.posts=612|612]]条。"],
        {"received_new": [70, 4, 0, 0, 3, 0], "carried_in": [6, 0, 0, 0, 0, 0],
         "results.granted": [31, 2, 0, 0, 1, 0], "results.partially_granted": [5, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [28, 2, 0, 0, 2, 0],
         "results.not_processed.excessive_repetitive": [2, 0, 0, 0, 0, 0],
         "results.other.no_correction_in_time": [6, 0, 0, 0, 0, 0]},
        {"proactive__art20_1__normative_documents__issued": 1,
         "proactive__art20_1__normative_documents__in_force": 18,
         "proactive__art20_5__administrative_license__decisions": 11876,
         "proactive__art20_6__administrative_penalty__decisions": 1320,
         "proactive__art20_8__administrative_fees__amount": 771.3,
         "reconsideration__upheld": 3, "reconsideration__pending": 1},
        "采摘季以外的信息少人看，栏目位置也深，拟移到首页。", "没有收取信息处理费。",
    ),
    SITE.modern(
        "民政局", 2022, _path("202301", 2), "2023-01-12",
        "本报告由溆浦县民政局编制，统计期限为2022年1月1日至2022年12月31日。",
        ["低保名单每季度更新，去掉了身份证号码。",
         "全年主动公开政府信息[[proactive_disclosure.total=305|305]]条，收到申请"
         "[[applications.received=4|4]]件。"],
        {"received_new": [4, 0, 0, 0, 0, 0], "results.granted": [3, 0, 0, 0, 0, 0],
         "results.not_disclosed.third_party_rights": [1, 0, 0, 0, 0, 0]},
        {"proactive__art20_5__administrative_license__decisions": 26},
        "名单里同名的人分不清，拟加上村名。", "无。",
    ),
    SITE.modern(
        "应急管理局", 2019, _path("202001", 3), "2020-01-17",
        "溆浦县应急管理局编制本报告，统计期限为2019年1月1日至2019年12月31日。",
        ["烟花爆竹零售点的许可结果做成一张表。",
         "全年主动公开政府信息[[proactive_disclosure.total=166|166]]条。"],
        {}, {"proactive__art20_5__administrative_license__decisions": 340,
             "proactive__art20_6__administrative_penalty__decisions": 21},
        "许可表没有注明到期日，已补上。", "没有其他事项。", style="wps",
    ),
    SITE.narrative(
        "教育局", 2016, _path("201703", 4), "2017-03-06",
        "溆浦县教育局现公布2016年度政府信息公开工作年度报告。",
        "全年主动公开政府信息[[proactive_disclosure.total=188|188]]条，微博发布"
        "[[weibo.posts=90|90]]条。",
        "全年受理申请[[applications.received=6|6]]件，其中同意公开[[applications.granted=5|5]]件、"
        "不予公开[[applications.denied=1|1]]件。",
        "[[fees.amount=0|没有收取]]费用。", "行政复议[[administrative_reconsideration.total=1|1]]件。",
        "招生政策解读晚于报名，2017年起提前一个月发布。", signed="2017-03-01",
    ),
]  # fmt: skip
SITE.reports[1].aliases = ["xupu/bmxxgk/mzj/202301/8f2e4d6a1b3c5f7098ab000000000902.shtml"]
SITE.others = [
    Other("notice", _path("202312", 11), "关于做好溆浦县2023年政府信息公开年度报告编制工作的通知",
          "2023-12-15", ["数据由各单位自行核对。"]),
    Other("finance", _path("202309", 12), "溆浦县民政局2022年度部门决算", "2023-09-12", ["支出1902.4万元。"]),
    Other("interpretation", _path("202403", 13), "一图读懂溆浦县2023年政府信息公开工作年度报告",
          "2024-03-28", ["图中比较了三年的数字。"]),
]  # fmt: skip
SITE.offsite = [
    (
        "http://www.example.com/hh/1.html",
        "怀化市人民政府2023年政府信息公开工作年度报告",
        "2024-03-30",
    )
]


def build() -> tuple[dict[str, bytes], dict[str, object]]:
    files = homepage(SITE) | menu_pages(SITE) | SITE.articles(_ARTICLE)
    files["xupu/zfxxgk/list.shtml"] = SITE.page(
        f"政府信息公开_{SITE.name}", menu(f"/{_COLUMN}/common_list.shtml")
    )
    copied = SITE.reports[1]
    rows = [*SITE.rows(), (f"/{copied.aliases[0]}", copied.title, copied.published)]
    parts, listing = pages(rows, 3), []
    for number, part in enumerate(parts, start=1):
        name = f"{_COLUMN}/common_list{'' if number == 1 else f'_{number}'}.shtml"
        markup = '<li><a href="{url}" title="{title}" target="_blank">{short}</a><span>{date}</span></li>'
        files[name] = SITE.page(
            f"政府信息公开年报_{SITE.name}",
            f'<ul class="list">\n{items(part, markup)}\n</ul>\n<div id="page_div"></div>\n<script>'
            f"createPageHTML('page_div',{len(parts)}, {number},'common_list','shtml',{len(rows)});"
            "</script>",
            ColumnName="政府信息公开年报",
        )  # fmt: skip
        listing.append(name)
    return files, SITE.expected(listing[0], listing)

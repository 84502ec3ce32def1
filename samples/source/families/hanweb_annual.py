"""``hanweb-annual``: Hanweb's module with one page a year, ``xxgkAnnualReport.jsp``."""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

from .kit import Other, Site, homepage, menu, menu_pages

SITE = Site(
    "hanweb-annual", "hanweb_annual", ("浙江省", "丽水市", "遂昌县"), "331123", "浙", "0578-0000098",
    "xx", "/col/col1500/index.html", "/col/col1100/index.html",
)  # fmt: skip
_AREA = "113325000000000098"
_MODULE = "module/xxgk/xxgkAnnualReport.jsp"
_ARTICLE = """<div class="position">当前位置：<a href="/index.html">首页</a> >> 政府信息公开年报</div>
<div class="years">年度：<select onchange="turn(this.value)">{{years}}</select></div>
{header}<h2 class="title">{title}</h2>
<p class="info">发布日期：{date}　信息来源：{source}</p>
<div id="zoom">
{body}
</div>
"""


def _path(year: int) -> str:
    return f"{_MODULE}?area={_AREA}&fbtime={year}"


SITE.reports = [
    SITE.modern(
        "", 2023, _path(2023), "2024-03-22",
        "遂昌县人民政府办公室编制本报告，所列数据为2023年1月1日至2023年12月31日全县的情况。",
        ["茶园、竹林和古村落的补助政策逐户送到，网上同步公布名单。",
         "全年主动公开政府信息[[proactive_disclosure.total=4108|4108]]条，召开新闻发布会"
         "[[press_conference.count=5|5]]场。"],
        {"received_new": [61, 5, 0, 0, 2, 1], "results.granted": [28, 3, 0, 0, 1, 0],
         "results.partially_granted": [6, 0, 0, 0, 0, 0],
         "results.not_disclosed.third_party_rights": [2, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [20, 2, 0, 0, 1, 1]},
        {"proactive__art20_1__normative_documents__issued": 6,
         "proactive__art20_1__normative_documents__in_force": 44,
         "proactive__art20_5__administrative_license__decisions": 9120,
         "proactive__art20_6__administrative_penalty__decisions": 871,
         "reconsideration__upheld": 1, "reconsideration__other": 1},
        "补助名单的格式各乡镇不同，今年统一为一种表。", "本年度无其他需要报告的事项。",
    ),
    SITE.modern(
        "", 2021, _path(2021), "2022-03-18",
        "本报告由遂昌县人民政府办公室编制，统计期限为2021年1月1日至2021年12月31日。",
        ["老旧小区改造的每一笔支出都在公示栏和网站公布。",
         "全年主动公开政府信息[[proactive_disclosure.total=3866|3866]]条。"],
        {"received_new": [44, 2, 0, 0, 1, 0], "carried_in": [1, 0, 0, 0, 0, 0],
         "results.granted": [25, 1, 0, 0, 1, 0],
         "results.unable_to_provide.not_held": [17, 1, 0, 0, 0, 0],
         "results.not_processed.repeated": [2, 0, 0, 0, 0, 0]},
        {"proactive__art20_5__administrative_license__decisions": 8754,
         "proactive__art20_8__administrative_fees__amount": 402.6},
        "公示栏日晒雨淋，字迹难认，已换成电子屏。", "收取信息处理费0元。", style="wps",
    ),
    SITE.modern(
        "", 2019, _path(2019), "2020-03-27",
        "遂昌县人民政府办公室编制本报告，数据的统计期限为2019年1月1日至2019年12月31日。",
        ["县政府网站改版，公开栏目由九个并为四个。",
         "全年主动公开政府信息[[proactive_disclosure.total=3540|3540]]条。"],
        {"received_new": [38, 1, 0, 0, 0, 0], "results.granted": [22, 1, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [16, 0, 0, 0, 0, 0]},
        {"proactive__art20_1__normative_documents__newly_made": 8,
         "proactive__art20_1__normative_documents__newly_disclosed": 8,
         "proactive__art20_1__normative_documents__total_disclosed": 95},
        "旧栏目的链接失效较多，已逐条改向。", "没有其他事项。",
    ),
    SITE.narrative(
        "", 2016, _path(2016), "2017-03-20",
        "遂昌县人民政府办公室公布2016年度政府信息公开工作年度报告。",
        "全年全县主动公开政府信息[[proactive_disclosure.total=12033|12033]]条。",
        "全年收到政府信息公开申请[[applications.received=29|29]]件，其中同意公开"
        "[[applications.granted=21|21]]件、信息不存在[[applications.not_exist=8|8]]件。",
        "[[fees.amount=0|未收取]]费用。",
        "全年行政复议[[administrative_reconsideration.total=2|2]]件。",
        "乡镇人手少，一人兼多岗，2017年安排轮训。", signed="2017-03-15",
    ),
]  # fmt: skip
SITE.others = [
    Other("notice", "art/2024/1/4/art_1501_8001.html",
          "关于开展遂昌县2023年政府信息公开工作年度报告编制发布工作的通知", "2024-01-04",
          ["各乡镇、各部门在3月15日前完成填报。"]),
]  # fmt: skip


def build() -> tuple[dict[str, bytes], dict[str, object]]:
    years = "".join(f'<option value="{r.year}">{r.year}年</option>' for r in SITE.reports)
    made = SITE.articles(_ARTICLE)
    files = homepage(SITE) | menu_pages(SITE)
    where, answers = {}, []
    for report in SITE.reports:
        name = f"_answers/{report.year}.html"
        where[report.path] = name
        files[name] = made.pop(report.path).replace(b"{years}", years.encode())
        query = {"area": _AREA, "fbtime": str(report.year)}
        answers.append({"path": f"/{_MODULE}", "query": query, "file": name})
    # A year without a report is answered all the same.
    files["_answers/none.html"] = SITE.page(
        f"政府信息公开年报_{SITE.name}", f'<select>{years}</select><div id="zoom">暂无数据</div>'
    )
    answers.append({"path": f"/{_MODULE}", "query": {}, "file": "_answers/none.html"})
    files |= {path: page.replace(b"{years}", b"") for path, page in made.items()}
    notice = SITE.others[0]
    files["col/col1500/index.html"] = SITE.page(
        f"政府信息公开_{SITE.name}",
        menu(f"/{_path(2023).replace('&', '&amp;')}")
        + f'<ul><li><a href="/{notice.path}">{notice.title}</a> {notice.date}</li></ul>',
    )
    expected = SITE.expected(_path(2023), [], where)
    return files, expected | {"answers": answers}

"""The reports of the sample portal ``hanweb-city``. Invented figures, our own wording."""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

from .forms import LABELS, Table, fill, schedule
from .markup import Report, Sign
from .trs_reports import form

ADCODE = "621100"
CITY = "甘肃省定西市"
Items = list["str | Table | Sign"]


def _government_2023() -> Report:
    values = fill(
        "format_2021",
        {
            "received_new": [231, 19, 1, 3, 8, 5],
            "carried_in": [12, 2, 0, 0, 0, 0],
            "results.granted": [88, 7, 1, 1, 3, 2],
            "results.partially_granted": [17, 1, 0, 0, 0, 0],
            "results.not_disclosed.prohibited_by_other_law": [2, 0, 0, 0, 0, 0],
            "results.not_disclosed.third_party_rights": [4, 1, 0, 0, 0, 0],
            "results.not_disclosed.enforcement_case_file": [3, 0, 0, 0, 1, 0],
            "results.not_disclosed.administrative_inquiry": [1, 0, 0, 0, 0, 0],
            "results.unable_to_provide.not_held": [82, 8, 0, 2, 4, 3],
            "results.unable_to_provide.unclear_after_correction": [5, 0, 0, 0, 0, 0],
            "results.not_processed.petition_complaint": [11, 1, 0, 0, 0, 0],
            "results.not_processed.repeated": [6, 0, 0, 0, 0, 0],
            "results.not_processed.excessive_repetitive": [2, 0, 0, 0, 0, 0],
            "results.other.no_correction_in_time": [7, 1, 0, 0, 0, 0],
        },
        proactive__art20_1__rules__in_force=5,
        proactive__art20_1__normative_documents__issued=11,
        proactive__art20_1__normative_documents__repealed=6,
        proactive__art20_1__normative_documents__in_force=148,
        proactive__art20_5__administrative_license__decisions=118204,
        proactive__art20_6__administrative_penalty__decisions=26733,
        proactive__art20_6__administrative_compulsion__decisions=1409,
        proactive__art20_8__administrative_fees__amount=20866.3,
        reconsideration__upheld=6,
        reconsideration__corrected=2,
        reconsideration__other=4,
        reconsideration__pending=1,
    )
    values |= {
        "litigation.direct.upheld": 3, "litigation.direct.other": 1, "litigation.direct.total": 4,
        "litigation.after_reconsideration.upheld": 2,
        "litigation.after_reconsideration.total": 2,
    }  # fmt: skip
    items = form(
        "format_2021",
        [
            "本报告由定西市人民政府办公室汇总全市各县区和市直各部门的数据编制，"
            "统计期限自2023年1月1日起至2023年12月31日止。"
        ],
        [
            "全市把马铃薯、中药材两大产业的扶持政策编成问答，随政策原文一并上网。",
            "全市政府网站主动公开政府信息[[proactive_disclosure.channel.website=41377|41377]]条，"
            "制作政策解读[[interpretation.count=213|213]]篇，召开新闻发布会"
            "[[press_conference.count=28|28]]场。",
            "全市收到政府信息公开申请[[applications.received=267|267]]件。",
        ],
        values,
        {},
        ["县区之间差距仍然较大，个别栏目更新不及时。将按月公布逾期栏目名单。"],
        ["全市没有收取信息处理费。"],
    )
    return Report(
        path="art/2024/3/28/art_1201_50001.html",
        title="定西市人民政府2023年政府信息公开工作年度报告",
        year=2023, agency=f"{CITY}人民政府", adcode=ADCODE, published="2024-03-28",
        era="format_2021", items=items, coverage="aggregate", level="city",
        source="定西市人民政府办公室",
    )  # fmt: skip


def _forestry_2023() -> Report:
    values = fill(
        "format_2021",
        {
            "received_new": [5, 1, 0, 0, 0, 0],
            "carried_in": [1, 0, 0, 0, 0, 0],
            "results.granted": [4, 1, 0, 0, 0, 0],
            "results.unable_to_provide.requires_creation": [1, 0, 0, 0, 0, 0],
        },
        proactive__art20_5__administrative_license__decisions=284,
        proactive__art20_6__administrative_penalty__decisions=31,
    )
    items = form(
        "format_2021",
        ["本年度报告由定西市林业和草原局编制，数据统计期限为2023年1月1日至2023年12月31日。"],
        [
            "林木采伐、草原征占用的审批结果在办结后七日内上网。",
            "全年主动公开政府信息[[proactive_disclosure.total=355|355]]条，收到申请"
            "[[applications.received=6|6]]件。",
        ],
        values,
        {},
        ["图斑数据的公开方式还在摸索，明年与自然资源部门共用一张图。"],
        ["无其他需要报告的事项。"],
    )
    return Report(
        path="art/2024/1/24/art_1201_50002.html",
        title="定西市林业和草原局2023年政府信息公开工作年度报告",
        year=2023, agency=f"{CITY}林业和草原局", adcode=ADCODE, published="2024-01-24",
        era="format_2021", items=items, level="city", source="市林草局", style="wps",
    )  # fmt: skip


def _water_2022() -> Report:
    values = fill(
        "format_2021",
        {"received_new": [7, 0, 0, 0, 0, 1], "results.granted": [6, 0, 0, 0, 0, 1],
         "results.not_processed.publications": [1, 0, 0, 0, 0, 0]},
        proactive__art20_5__administrative_license__decisions=77,
    )  # fmt: skip
    items = form(
        "format_2021",
        ["现将定西市水务局2022年政府信息公开工作情况报告如下，数据截至2022年12月31日。"],
        [
            "我局每旬公布引洮供水水质检测结果。",
            "全年主动公开政府信息[[proactive_disclosure.total=301|301]]条，收到申请"
            "[[applications.received=8|8]]件，全部办结。",
        ],
        values,
        {},
        ["工程招标信息的链接有失效现象，已安排专人逐月检查。"],
        ["本年度没有需要说明的其他情况。"],
    )
    return Report(
        path="art/2023/1/19/art_1202_50005.html",
        title="定西市水务局2022年政府信息公开工作年度报告",
        year=2022, agency=f"{CITY}水务局", adcode=ADCODE, published="2023-01-19",
        era="format_2021", items=items, level="city", source="市水务局",
    )  # fmt: skip


def _audit_2022() -> Report:
    items = form(
        "format_2021",
        ["本报告由定西市审计局编制。统计期限：2022年1月1日至12月31日。"],
        ["全年主动公开政府信息[[proactive_disclosure.total=118|118]]条，"
         "[[applications.received=0|没有收到]]政府信息公开申请。"],
        fill("format_2021", {}),
        {},
        ["审计结果公告的通俗化程度不高，下一步配发问答。"],
        ["无。"],
    )  # fmt: skip
    return Report(
        path="art/2023/1/11/art_1202_50006.html",
        title="定西市审计局2022年政府信息公开工作年度报告",
        year=2022, agency=f"{CITY}审计局", adcode=ADCODE, published="2023-01-11",
        era="format_2021", items=items, level="city", source="市审计局",
    )  # fmt: skip


def _education_2019() -> Report:
    era = "format_2019_trial"
    values = fill(
        era,
        {
            "received_new": [11, 0, 0, 0, 0, 0],
            "results.granted": [7, 0, 0, 0, 0, 0],
            "results.partially_granted": [1, 0, 0, 0, 0, 0],
            "results.unable_to_provide.not_held": [2, 0, 0, 0, 0, 0],
        },
        proactive__art20_1__normative_documents__newly_made=2,
        proactive__art20_1__normative_documents__newly_disclosed=2,
        proactive__art20_1__normative_documents__total_disclosed=17,
        proactive__art20_5__administrative_license__items_last_year=6,
        proactive__art20_5__administrative_license__decisions=4310,
        proactive__art20_9__centralized_procurement__projects=19,
        proactive__art20_9__centralized_procurement__amount=8640000,
    )
    items = form(
        era,
        ["本报告由定西市教育局编制，所列数据的统计期限自2019年1月1日起至2019年12月31日止。"],
        [
            "我局把中考录取、幼儿园收费和校车线路列为重点公开事项。",
            "全年主动公开政府信息[[proactive_disclosure.total=689|689]]条，收到申请"
            "[[applications.received=11|11]]件，结转下年度1件。",
        ],
        values,
        {"proactive.art20_9.centralized_procurement.amount": "8640000元"},
        ["栏目分类较细，检索不便，二〇二〇年合并为五类。"],
        ["没有其他事项。"],
    )
    return Report(
        path="art/2020/1/21/art_1203_50008.html",
        title="定西市教育局2019年政府信息公开工作年度报告",
        year=2019, agency=f"{CITY}教育局", adcode=ADCODE, published="2020-01-21",
        era=era, items=items, level="city", source="市教育局",
    )  # fmt: skip


def _human_resources_2016() -> Report:
    items: Items = [
        "按照条例第三十一条，我局编写了2016年度政府信息公开工作年度报告，现予公布。",
        "#一、概述",
        "局党组把公开工作列入科室考核，占5分。",
        "#二、主动公开政府信息的情况",
        "全年主动公开政府信息[[proactive_disclosure.total=1204|1204]]条，"
        "其中网站公开[[proactive_disclosure.channel.website=960|960]]条，"
        "微博发布[[proactive_disclosure.channel.weibo=244|244]]条。",
        "#三、依申请公开政府信息的情况",
        "全年受理申请[[applications.received=9|9]]件，答复[[applications.replied=9|9]]件，"
        "其中同意公开[[applications.granted=6|6]]件、不予公开[[applications.denied=1|1]]件、"
        "信息不存在[[applications.not_exist=2|2]]件。",
        "#四、政府信息公开的收费及减免情况",
        "[[fees.amount=0|没有收取]]费用。",
        "#五、因政府信息公开申请行政复议、提起行政诉讼的情况",
        "全年行政复议[[administrative_reconsideration.total=1|1]]件，结果维持。",
        "#六、存在的主要问题及改进情况",
        "就业补贴名单的公开口径前后不一，今年起统一由就业服务局提供。",
        Sign("定西市人力资源和社会保障局", "2017年3月1日"),
    ]
    return Report(
        path="art/2017/3/6/art_1204_50010.html",
        title="定西市人力资源和社会保障局2016年度政府信息公开工作年度报告",
        year=2016, agency=f"{CITY}人力资源和社会保障局", adcode=ADCODE, published="2017-03-06",
        era="narrative_pre2019", items=items, level="city", source="市人社局", style="br",
        document_date="2017-03-01",
    )  # fmt: skip


_SCHEDULES = {
    "proactive.total": 214, "proactive.full_text_electronic": 209,
    "proactive.new_normative_documents": 2, "applications.catalogue_items": 0,
    "applications.received.total": 6, "applications.received.in_person": 1,
    "applications.received.email": 2, "applications.received.online": 3,
    "applications.replied.total": 6, "applications.replied.granted": 4,
    "applications.replied.denied": 1, "applications.replied.not_exist": 1,
    "consultation.service_items": 35, "consultation.online": 88, "consultation.onsite": 41,
    "consultation.phone": 0, "website.column_visits": 15320,
}  # fmt: skip


def _soil_2012() -> Report:
    def table(number: int, **shown: str) -> Table:
        rows = list(LABELS["guangzhou_schedule"].values())[number - 1]
        values: dict[str, int | float] = {
            row["key"]: _SCHEDULES.get(row["key"].removeprefix("gz."), 0) for row in rows
        }
        return schedule(number, values, {k.replace("__", "."): v for k, v in shown.items()})

    items: Items = [
        "本报告由定西市水土保持局编制，全文分为概述、主动公开、依申请公开、咨询、复议诉讼和申诉、"
        "问题与措施几部分，并附统计表。",
        "#一、概述",
        "2012年，我局在网站开设信息公开专栏，梯田建设进度按季度公布。",
        "#二、政府信息主动公开情况",
        "2012年新增主动公开信息[[proactive_disclosure.total=214|214]]条，其中全文电子化"
        "[[proactive_disclosure.full_text_electronic=209|209]]条。",
        "#三、政府信息依申请公开情况",
        "共收到信息公开申请[[applications.received=6|6]]宗，同意公开"
        "[[applications.granted=4|4]]宗，不予公开[[applications.denied=1|1]]宗，"
        "信息不存在[[applications.not_exist=1|1]]宗。",
        "#四、咨询情况",
        "全年网上咨询[[consultation.online=88|88]]人次，现场接待[[consultation.onsite=41|41]]人次。",
        "#五、复议、诉讼和申诉情况",
        "[[administrative_reconsideration.total=0|未发生]]与信息公开有关的行政复议。",
        "#六、主要问题和改进措施",
        "监测数据公开滞后一个季度，2013年起改为次月公布。",
        "#七、说明与附表",
        table(1),
        table(2, gz__applications__catalogue_items=""),
        table(3, gz__consultation__phone="/"),
        table(4),
    ]
    return Report(
        path="art/2013/3/18/art_1205_50012.html",
        title="定西市水土保持局2012年度政府信息公开年度报告",
        year=2012, agency=f"{CITY}水土保持局", adcode=ADCODE, published="2013-03-18",
        era="guangzhou_schedule_2008_2013", items=items, level="city", source="市水保局",
    )  # fmt: skip


def _archives_2010() -> Report:
    """A page on which an editor pasted three documents."""
    tourism = Report(
        path="art/2011/3/22/art_1206_50014.html",
        title="定西市旅游局2010年政府信息公开工作年度报告",
        year=2010, agency=f"{CITY}旅游局", adcode=ADCODE, published="2011-03-22",
        era="narrative_pre2019", level="city",
        items=[
            "本报告由定西市旅游局编制，统计期限为2010年1月1日至12月31日。",
            "#一、概述",
            "我局在景区入口设立公示牌，公布门票价格和投诉电话。",
            "#二、主动公开政府信息情况",
            "全年主动公开政府信息[[proactive_disclosure.total=77|77]]条。",
            "#三、依申请公开政府信息情况",
            "全年受理申请[[applications.received=3|3]]件，均已答复。",
            "#四、存在的主要问题及改进情况",
            "旅行社处罚结果公开不全，2011年补齐。",
        ],
    )  # fmt: skip
    notice = Report(
        path=tourism.path, kind="notice", title="关于开放信息公开查阅场所的公告",
        year=2010, agency=f"{CITY}档案局", adcode=ADCODE, published="2011-03-22",
        era="narrative_pre2019", level="city",
        items=["市档案馆一楼查阅室每周一至周五开放，查阅者请携带身份证件。",
               "查阅室备有电脑4台，复印每页收取工本费0.5元。"],
    )  # fmt: skip
    return Report(
        path=tourism.path,
        title="定西市档案局2010年政府信息公开工作年度报告",
        year=2010, agency=f"{CITY}档案局", adcode=ADCODE, published="2011-03-22",
        era="narrative_pre2019", level="city", source="市档案局", also=[tourism, notice],
        items=[
            "本报告由定西市档案局编制，统计期限为2010年1月1日至12月31日。",
            "#一、概述",
            "我局承担全市政府信息查阅场所的管理，共设置查阅点[[reading_points.count=9|9]]个。",
            "#二、主动公开政府信息情况",
            "全年主动公开政府信息[[proactive_disclosure.total=132|132]]条。",
            "#三、依申请公开政府信息情况",
            "全年[[applications.received=0|未收到]]公开政府信息的申请。",
            "#四、存在的主要问题及改进情况",
            "查阅点纸质目录更新慢，2011年改为按月更新。",
            Sign("定西市档案局", "2011年3月16日"),
        ],
        document_date="2011-03-16",
    )  # fmt: skip


def reports() -> list[Report]:
    """Newest first."""
    return [
        _government_2023(),
        _forestry_2023(),
        _water_2022(),
        _audit_2022(),
        _education_2019(),
        _human_resources_2016(),
        _soil_2012(),
        _archives_2010(),
    ]

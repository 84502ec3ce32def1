"""The reports of the sample portal ``trs-district``. Invented figures, our own wording."""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

from .forms import LABELS, Table, applications, disputes, fill, proactive, statistics_2014
from .markup import Report, Sign

ADCODE = "420506"
DISTRICT = "湖北省宜昌市夷陵区"
COLUMN = "zwgk/zfxxgk/zfxxgknb"

_2021 = ["#一、总体情况", "#二、主动公开政府信息情况", "#三、收到和处理政府信息公开申请情况",
         "#四、政府信息公开行政复议、行政诉讼情况", "#五、存在的主要问题及改进情况",
         "#六、其他需要报告的事项"]  # fmt: skip
_2019 = [*_2021[:3], "#四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
         "#五、政府信息公开工作存在的主要问题及改进情况", _2021[5]]  # fmt: skip


def form(
    era: str,
    opening: list[str],
    overview: list[str],
    values: dict[str, int | float],
    shown: dict[str, str],
    problems: list[str],
    other: list[str],
) -> list[str | Table | Sign]:
    """A report of the forms of 2019 and 2021: six sections and three tables."""
    heads = _2021 if era == "format_2021" else _2019
    return [
        *opening, heads[0], *overview, heads[1], proactive(era, values, shown), heads[2],
        applications(era, values, shown), heads[3], disputes(era, values, shown), heads[4],
        *problems, heads[5], *other,
    ]  # fmt: skip


def _government_2024() -> Report:
    values = fill(
        "format_2021",
        {
            "received_new": [118, 14, 0, 2, 6, 3],
            "carried_in": [5, 1, 0, 0, 0, 0],
            "results.granted": [41, 6, 0, 1, 2, 1],
            "results.partially_granted": [12, 2, 0, 0, 1, 0],
            "results.not_disclosed.third_party_rights": [3, 0, 0, 0, 0, 0],
            "results.not_disclosed.internal_affairs": [2, 0, 0, 0, 0, 0],
            "results.not_disclosed.process_information": [1, 1, 0, 0, 0, 0],
            "results.unable_to_provide.not_held": [37, 4, 0, 1, 2, 1],
            "results.unable_to_provide.requires_creation": [6, 0, 0, 0, 0, 0],
            "results.unable_to_provide.unclear_after_correction": [2, 0, 0, 0, 0, 0],
            "results.not_processed.petition_complaint": [4, 0, 0, 0, 0, 0],
            "results.not_processed.repeated": [3, 0, 0, 0, 0, 1],
            "results.other.no_correction_in_time": [2, 0, 0, 0, 0, 0],
            "results.other.other": [3, 1, 0, 0, 0, 0],
        },
        proactive__art20_1__normative_documents__issued=4,
        proactive__art20_1__normative_documents__repealed=7,
        proactive__art20_1__normative_documents__in_force=36,
        proactive__art20_5__administrative_license__decisions=20418,
        proactive__art20_6__administrative_penalty__decisions=1763,
        proactive__art20_6__administrative_compulsion__decisions=92,
        proactive__art20_8__administrative_fees__amount=3127.46,
        reconsideration__upheld=3,
        reconsideration__corrected=1,
        reconsideration__other=2,
        litigation__direct__upheld=1,
        litigation__direct__pending=1,
        litigation__after_reconsideration__upheld=1,
    )
    items = form(
        "format_2021",
        [
            "本报告由夷陵区人民政府办公室汇总全区各乡镇、街道和区政府各部门的材料后编制，"
            "统计期限为2024年1月1日至2024年12月31日。读者如有疑问，可向夷陵区人民政府办公室政务公开科反映"
            "（地址：宜昌市夷陵区示例路1号，邮编：443100，电话：0717-0000101）。"
        ],
        [
            "这一年，全区把群众常问的事项做成清单，谁产生信息谁负责上网，办公室每月抽看一次。",
            "全年通过区政府门户网站主动公开政府信息[[proactive_disclosure.channel.website=8642|8642]]条，"
            "其中政策解读材料[[interpretation.count=57|57]]篇；召开新闻发布会"
            "[[press_conference.count=6|6]]场。",
            "全区共收到政府信息公开申请[[applications.received=143|143]]件，"
            "上年结转6件，全部按照规定的期限办理。",
            "全区举办政务公开业务培训[[training.courses=2|2]]期，"
            "参训人员[[training.persons=164|164]]人次。",
        ],
        values,
        {},
        [
            "回头看，两个短处比较明显：一是部分乡镇把公开栏目当成新闻栏目使用；二是解读材料图多字少。",
            "下一年将先改栏目设置，再改材料写法，由区政府办公室按季度通报结果。",
        ],
        ["本年度未收取信息处理费。除此以外没有需要报告的内容。"],
    )
    return Report(
        path=f"{COLUMN}/202503/t20250326_1101.html",
        title="宜昌市夷陵区2024年政府信息公开工作年度报告",
        year=2024, agency=f"{DISTRICT}人民政府", adcode=ADCODE, published="2025-03-26",
        era="format_2021", items=items, coverage="aggregate", source="夷陵区人民政府办公室",
        index_number="011000001/2025-00126", time="16:05",
        contact={"address": "宜昌市夷陵区示例路1号", "postal_code": "443100", "phone": "0717-0000101"},
    )  # fmt: skip


def _education_2024() -> Report:
    values = fill(
        "format_2021",
        {
            "received_new": [9, 0, 0, 0, 1, 0],
            "results.granted": [5, 0, 0, 0, 0, 0],
            "results.unable_to_provide.not_held": [2, 0, 0, 0, 1, 0],
            "results.not_processed.petition_complaint": [1, 0, 0, 0, 0, 0],
        },
        proactive__art20_5__administrative_license__decisions=37,
        proactive__art20_8__administrative_fees__amount=218.5,
    )
    shown = {
        "applications.results.not_disclosed.state_secret.research_institution": "",
        "applications.results.not_processed.repeated.natural_person": "/",
        "proactive.art20_1.rules.in_force": "",
    }
    items = form(
        "format_2021",
        [
            "夷陵区教育局按照《中华人民共和国政府信息公开条例》编写本报告，"
            "所列数据的统计期限自2024年1月1日起至2024年12月31日止。"
        ],
        [
            "入学政策、收费标准和教师招聘是家长问得最多的三件事，我局把它们放在栏目最前面。",
            "全年在区政府网站主动公开信息[[proactive_disclosure.channel.website=326|326]]条，"
            "微信公众号推送消息[[wechat.posts=208|208]]条。",
            "共收到政府信息公开申请[[applications.received=10|10]]件，答复"
            "[[applications.replied=9|9]]件，结转下年度1件。",
        ],
        values,
        shown,
        ["学校层面的公开还不均衡，农村小学更新偏慢。明年将由责任督学每学期核对一次。"],
        ["无其他需要报告的事项。"],
    )
    return Report(
        path=f"{COLUMN}/202501/t20250117_1102.html",
        title="夷陵区教育局2024年政府信息公开工作年度报告",
        year=2024, agency=f"{DISTRICT}教育局", adcode=ADCODE, published="2025-01-17",
        era="format_2021", items=items, source="夷陵区教育局", style="wps",
        index_number="011000014/2025-00007",
        aliases=["zwgk/zfxxgk/bmxxgknb/202501/t20250117_1102.html"],
    )  # fmt: skip


def _water_2023() -> Report:
    values = fill(
        "format_2021",
        {
            "received_new": [6, 2, 0, 0, 0, 0],
            "carried_in": [1, 0, 0, 0, 0, 0],
            "results.granted": [4, 1, 0, 0, 0, 0],
            "results.unable_to_provide.not_held": [3, 1, 0, 0, 0, 0],
        },
        proactive__art20_5__administrative_license__decisions=112,
        proactive__art20_6__administrative_penalty__decisions=8,
        reconsideration__upheld=1,
    )
    # Wrong on purpose: one case too many in a row, and a total that its parts do not make.
    values["applications.results.granted.natural_person"] = 5
    values["reconsideration.total"] = 2
    items = form(
        "format_2021",
        ["本报告由夷陵区水利和湖泊局编制，数据统计期限为2023年1月1日至12月31日。"],
        [
            "我局围绕防汛值守、饮水安全和河湖管护三项业务组织公开，河湖长名单每半年核对一次。",
            "全年主动公开政府信息[[proactive_disclosure.total=184|184]]条，收到申请"
            "[[applications.received=8|8]]件。",
            "因政府信息公开引起的行政复议[[administrative_reconsideration.total=1|1]]件，"
            "[[administrative_litigation.total=0|未发生]]行政诉讼。",
        ],
        values,
        {},
        ["工程类信息公开不够及时，后续由建设科在开工后五个工作日内提供底稿。"],
        ["本年度没有发生信息处理费。"],
    )
    return Report(
        path=f"{COLUMN}/202401/t20240122_1103.html",
        title="夷陵区水利和湖泊局2023年政府信息公开工作年度报告",
        year=2023, agency=f"{DISTRICT}水利和湖泊局", adcode=ADCODE, published="2024-01-22",
        era="format_2021", items=items, source="夷陵区水利和湖泊局",
        failing=["A2:natural_person", "A3:results.granted", "L1"],
    )  # fmt: skip


def _street_2023() -> Report:
    items = form(
        "format_2021",
        ["小溪塔街道办事处按照条例第五十条编制本报告。"],
        [
            "2023年，街道把低保、临时救助和零工信息放在社区公示栏和网站同步公开。",
            "全年公开信息[[proactive_disclosure.total=96|96]]条，"
            "[[applications.received=0|未收到]]政府信息公开申请。",
        ],
        fill("format_2021", {}),
        {},
        ["工作人员多为兼职，熟悉业务需要时间。今后由街道办公室集中培训。"],
        ["无。"],
    )
    return Report(
        path=f"{COLUMN}/202401/t20240110_1108.html",
        title="小溪塔街道办事处政府信息公开工作年度报告",
        year=2023, agency=f"{DISTRICT}小溪塔街道办事处", adcode=ADCODE, published="2024-01-10",
        era="format_2021", items=items, source="小溪塔街道", level="township",
    )  # fmt: skip


def _civil_affairs_2022() -> Report:
    values = fill(
        "format_2021",
        {
            "received_new": [4, 0, 0, 1, 0, 0],
            "results.granted": [3, 0, 0, 1, 0, 0],
            "results.not_processed.repeated": [1, 0, 0, 0, 0, 0],
        },
        proactive__art20_1__normative_documents__issued=1,
        proactive__art20_1__normative_documents__in_force=3,
        proactive__art20_5__administrative_license__decisions=61,
        proactive__art20_6__administrative_penalty__decisions=2,
    )
    items = form(
        "format_2021",
        ["本报告由夷陵区民政局编制。报告中的数据截至2022年12月31日。"],
        [
            "我局每月公布城乡低保名单，每季度公布慈善资金使用明细。",
            "全年主动公开政府信息[[proactive_disclosure.total=273|273]]条，"
            "办理12345热线转来的工单[[hotline.handled=418|418]]件。",
            "收到政府信息公开申请[[applications.received=5|5]]件，均已答复。",
        ],
        values,
        {},
        ["养老服务信息散见于多处，查找不便。已着手合并成一张表。"],
        ["本年度未收取信息处理费。"],
    )
    return Report(
        path=f"{COLUMN}/202301/t20230113_1104.html",
        title="夷陵区民政局2022年政府信息公开工作年度报告",
        year=2022, agency=f"{DISTRICT}民政局", adcode=ADCODE, published="2023-01-13",
        era="format_2021", items=items, source="夷陵区民政局",
    )  # fmt: skip


def _transport_2020() -> Report:
    era = "format_2019_trial"
    values = fill(
        era,
        {
            "received_new": [3, 1, 0, 0, 0, 0],
            "results.granted": [2, 1, 0, 0, 0, 0],
            "results.other_total": [1, 0, 0, 0, 0, 0],
        },
        proactive__art20_1__normative_documents__newly_made=1,
        proactive__art20_1__normative_documents__newly_disclosed=1,
        proactive__art20_1__normative_documents__total_disclosed=6,
        proactive__art20_5__administrative_license__items_last_year=24,
        proactive__art20_5__administrative_license__change=2,
        proactive__art20_5__administrative_license__decisions=3906,
        proactive__art20_5__other_external_services__items_last_year=11,
        proactive__art20_5__other_external_services__change=-1,
        proactive__art20_5__other_external_services__decisions=540,
        proactive__art20_6__administrative_penalty__items_last_year=187,
        proactive__art20_6__administrative_penalty__change=0,
        proactive__art20_6__administrative_penalty__decisions=655,
        proactive__art20_6__administrative_compulsion__items_last_year=9,
        proactive__art20_6__administrative_compulsion__decisions=14,
        proactive__art20_8__administrative_fees__items_last_year=2,
        proactive__art20_9__centralized_procurement__projects=5,
        proactive__art20_9__centralized_procurement__amount=1288000,
    )
    shown = {
        "proactive.art20_5.administrative_license.change": "+2",
        "proactive.art20_9.centralized_procurement.amount": "1,288,000元",
    }
    items = form(
        era,
        ["本报告由夷陵区交通运输局编制，所列数据的统计期限自2020年1月1日起至2020年12月31日止。"],
        [
            "疫情期间，客运班线调整、道口管控等通告均在作出当日上网。",
            "全年主动公开政府信息[[proactive_disclosure.total=412|412]]条，"
            "收到政府信息公开申请[[applications.received=4|4]]件，"
            "予以公开[[applications.granted=3|3]]件。",
        ],
        values,
        shown,
        ["路政执法结果公开的格式不统一，二〇二一年起改用统一表样。"],
        ["没有其他需要报告的事项。"],
    )
    return Report(
        path=f"{COLUMN}/202101/t20210126_1105.html",
        title="夷陵区交通运输局2020年政府信息公开工作年度报告",
        year=2020, agency=f"{DISTRICT}交通运输局", adcode=ADCODE, published="2021-01-26",
        era=era, items=items, source="夷陵区交通运输局",
    )  # fmt: skip


_STAT_2017 = {
    "proactive.total": 968, "proactive.normative_documents_disclosed": 3,
    "proactive.normative_documents_issued": 3, "proactive.channel.website": 731,
    "proactive.channel.weibo": 122, "proactive.channel.wechat": 205, "proactive.channel.other": 40,
    "response.hot_topics": 4, "response.online_interviews": 2,
    "response.online_interviews_by_principal": 1, "response.interpretation_articles": 12,
    "response.weibo_wechat_events": 5, "applications.received.total": 7,
    "applications.received.in_person": 2, "applications.received.online": 4,
    "applications.received.letter": 1, "applications.concluded.total": 7,
    "applications.concluded.on_time": 6, "applications.concluded.extended": 1,
    "applications.replied.total": 7, "applications.replied.already_public": 2,
    "applications.replied.granted": 3, "applications.replied.denied.total": 1,
    "applications.replied.denied.personal_privacy": 1, "applications.replied.not_exist": 1,
    "complaints.total": 2, "organization.dedicated_bodies": 1, "organization.reading_points": 2,
    "organization.staff.total": 5, "organization.staff.full_time": 1,
    "organization.staff.part_time": 4, "organization.special_funds": 1.8,
    "meetings.meetings": 3, "meetings.training_courses": 1, "meetings.trained_persons": 46,
}  # fmt: skip


def _health_2017() -> Report:
    values: dict[str, int | float] = {
        row["key"]: _STAT_2017.get(row["key"].removeprefix("stat2014."), 0)
        for row in LABELS["stat_2014"]
        if row["key"]
    }
    items: list[str | Table | Sign] = [
        "现将夷陵区卫生和计划生育局2017年度政府信息公开工作情况报告如下，"
        "数据统计时段从2017年1月1日到2017年12月31日。",
        "#一、基本情况",
        "局办公室牵头，疾控、妇幼、监督三个单位各指定一名信息员，每周五核对一次待发信息。",
        "#二、主动公开政府信息情况",
        "全年主动公开政府信息[[proactive_disclosure.total=968|968]]条，其中政府网站公开"
        "[[proactive_disclosure.channel.website=731|731]]条。",
        "#三、依申请公开政府信息情况",
        "全年收到信息公开申请[[applications.received=7|7]]件，其中当面申请2件、网络申请4件、"
        "信函申请1件，已全部办结。",
        "#四、收费及减免情况",
        "本年度[[fees.amount=0|未收取]]检索、复制、邮寄等费用。",
        "#五、行政复议和行政诉讼情况",
        "因政府信息公开引发的行政复议[[administrative_reconsideration.total=0|0]]件，"
        "行政诉讼[[administrative_litigation.total=0|0]]件。",
        "#六、存在的问题和改进措施",
        "健康科普内容多、政务内容少。下一步按比例安排，优先公开监督检查结果。",
        statistics_2014(values, {}),
        Sign("宜昌市夷陵区卫生和计划生育局", "2018年3月12日"),
    ]
    return Report(
        path=f"{COLUMN}/201803/t20180315_1106.html",
        title="区卫计局2017年度政府信息公开工作年度报告",
        year=2017, agency=f"{DISTRICT}卫生和计划生育局", adcode=ADCODE, published="2018-03-15",
        era="stat_2014", items=items, source="区卫计局", document_date="2018-03-12",
    )  # fmt: skip


def _housing_2016() -> Report:
    items: list[str | Table | Sign] = [
        "2016年，夷陵区住房和城乡建设局把信息公开同日常业务一起安排、一起检查，现将有关情况报告如下。",
        "#一、概述",
        "局里成立了信息公开小组，办公室负责收集，各科室负责内容，分管领导签字后发布。",
        "#二、政府信息主动公开情况",
        "全年主动公开各类政府信息[[proactive_disclosure.total=512|512]]条，"
        "其中通过政府网站公开[[proactive_disclosure.channel.website=447|447]]条，"
        "微信公众号发布[[proactive_disclosure.channel.wechat=65|65]]条。",
        "#三、政府信息依申请公开情况",
        "全年受理依申请公开[[applications.received=11|11]]件，其中同意公开"
        "[[applications.granted=8|8]]件，信息不存在[[applications.not_exist=3|3]]件。",
        "#四、政府信息公开的收费及减免情况",
        "[[fees.amount=0|未收取]]任何费用。",
        "#五、因政府信息公开申请行政复议、提起行政诉讼的情况",
        "全年被申请行政复议[[administrative_reconsideration.total=2|2]]件，均维持；"
        "[[administrative_litigation.total=0|未发生]]行政诉讼。",
        "#六、人大建议和政协提案",
        "承办区人大代表建议[[proposals.npc.total=15|15]]件、政协委员提案"
        "[[proposals.cppcc.total=22|22]]件，全部按期答复。",
        "#七、主要问题和改进措施",
        "征收补偿信息公开的颗粒度不够。2017年将逐项目公开补偿方案和结果。",
        Sign("夷陵区住房和城乡建设局", "2017年2月24日"),
    ]
    return Report(
        path=f"{COLUMN}/201702/t20170228_1107.html",
        title="夷陵区住房和城乡建设局2016年度政府信息公开工作报告",
        year=2016, agency=f"{DISTRICT}住房和城乡建设局", adcode=ADCODE, published="2017-02-28",
        era="narrative_pre2019", items=items, source="区住建局", encoding="gb18030",
        document_date="2017-02-24",
    )  # fmt: skip


def reports() -> list[Report]:
    """In the order of the listing, newest first."""
    return [
        _government_2024(),
        _education_2024(),
        _water_2023(),
        _street_2023(),
        _civil_affairs_2022(),
        _transport_2020(),
        _health_2017(),
        _housing_2016(),
    ]

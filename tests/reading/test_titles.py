"""Titles as portals print them: reports of all eras, and what stands beside them."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.lexicon.title_rules import TITLES, TitleRule
from govcrawl.reading.titles import classify_title, report_year_of
from tests.growth import seconds

REPORTS = [
    ("某区建管委2016年度政务公开工作年度报告", 2016),
    ("2017年区政府办公室政府信息公开工作年度报告", 2017),
    ("2016年度新城区管委会政务公开\n工作报告", 2016),
    ("市经信委2016年度政务信息公开工作报告", 2016),
    ("XX县人民政府关于2012年政府信息公开工作情况的报告", 2012),
    ("XX市教育局2010年度政府信息公开工作情况报告", 2010),
    ("XX镇政府信息公工作年度报告", None),
    ("XX镇2019年政府信息公开工作年度报吿", 2019),
    ("XX局2018年政府信息公年度报告", 2018),
    ("XX局2018年政府信息公开工作年报", 2018),
    ("XX局2012年政府信息公开工作总结及年度报告", 2012),
    ("XX局2012年政府信息公开工作年度总结报告", 2012),
    ("二〇一六年XX区政府信息公开工作年度报告", 2016),
    ("二○一六年度XX区政府信息公开年度报告", 2016),
    ("二零一一年XX局政府信息公开报告", 2011),
    ("XX乡二O一五年政府信息公开年度报告", 2015),
    ("XX街道办事处政府信息公开工作年度报告", None),
    ("XX县民政局信息公开年度报告（2014年度）", 2014),
    ("XX县民政局政府信息公开2014年度报告", 2014),
    ("XX县民政局政府信息公开工作2014年年度报告", 2014),
    ("国家统计局XX调查队2020年政府信息公开工作年度报告", 2020),
    ("市机构编制委员会办公室2016年政府信息公开工作年度报告", 2016),
    ("市编制办2016年政府信息公开工作年度报告", 2016),
    ("财政部预算评审中心2020年政府信息公开工作年度报告", 2020),
    ("市新闻发布中心2015年政府信息公开年度报告", 2015),
    ("市考核办2015年政府信息公开工作年度报告", 2015),
    ("XX市第一中学2020年政府信息公开工作年度报告", 2020),
    ("学院路街道2016年信息公开年度报告", 2016),
    ("XX大学城管理委员会2016年信息公开年度报告", 2016),
    ("XX区2022年政府信息公开工作年度报告_政府信息公开年报_XX区人民政府", 2022),
    ("政府信息公开年报_XX区2022年政府信息公开工作年度报告_XX区人民政府", 2022),
    ("XX区2022年政府信息公开工作年度报告-XX区人民政府网", 2022),
    ("XX局2016年政府信息公开工作年度报…", 2016),
    ("XX局2016年政府信息公开工作年度…", 2016),
    ("XX局2016年政府信息公开工作年度报告...", 2016),
    ("《XX市人民政府2021年政府信息公开工作年度报告》", 2021),
    ("XX市人民政府2021年政府信息公开工作年度报告（全文）", 2021),
    ("XX市2021年政府信息公开工作年度报告.pdf", 2021),
    ("XX市人民政府办公室2016年政府信息公开工作年度报告（2017年3月）", 2016),
    ("XX市2008年政府信息公开工作年度报告", 2008),
    ("2013年XX市政务公开和政府信息公开工作年度报告", 2013),
    ("2012年市城管委政务公开和政府信息公开年度报告", 2012),
    ("XX区人民政府2019年度政府信息公开工作报告", 2019),
    ("XX局关于2015年度政府信息公开年度报告", 2015),
    ("XX局2020年度政府信息公开年度工作报告", 2020),
    ("XX局2016年信息公开工作总结报告", 2016),
    ("ＸＸ局２０１６年政府信息公开工作年度报告", 2016),
    ("XX省人民政府2009年政府信息公开工作报告", 2009),
    ("XX水利局2014年政务公开工作报告", 2014),
    ("XX镇人民政府2018年度政府信息公开年度报告及统计表", 2018),
    ("XX海关2022年政府信息公开年度报告", 2022),
    ("XX局政府信息公开工作年度报告(2023)", 2023),
    ("2023年度XX局政府信息公开工作年度报告", 2023),
    ("XX县政务服务管理局二O二三年政府信息公开工作年度报告", 2023),
    ("政府信息公开工作年度报告（2016年度）", 2016),
    ("XX局2016年政府信息公开工作执行情况报告", 2016),
    ("XX局2013年度信息公开工作\n年度报告", 2013),
    ("XX市環境保護局2012年政府信息公開年度報告", 2012),
    ("XX开发区管委会2016年度政府信息公开工作情况的报告", 2016),
    ("XX局2024年政府信息公开年度工作报告", 2024),
    ("XX农业局2011年政府信息公开工作年度报告（附统计表）", 2011),
    ("XX局 2 0 1 6 年政府信息公开工作年度报告", 2016),
    ("XX局2016年政府信息公开年度报告书", 2016),
    ("08年XX局政府信息公开工作年度报告", 2008),
    ("XX县网站管理中心2016年政府信息公开年度报告", 2016),
    ("XX县法制办2016年依法行政和政府信息公开工作报告", 2016),
    ("XX市城市管理行政执法局2016年政府信息公开年度报告", 2016),
    ("XX县政府信息公开2009年年度报告", 2009),
    ("XX区信息公开2015年报", 2015),
    ("XX市人民政府信息公开工作2008年度报告", 2008),
    ("政府信息公开年报（XX局2014年）", 2014),
    ("附件：XX局2016年政府信息公开情况年度报告.docx", 2016),
    ("XX市公安局2014年度警务信息公开工作年度报告", 2014),
    ("XX镇2016年度党务、政务公开工作报告", 2016),
]

OTHERS = [
    ("关于做好2016年度政府信息公开工作年度报告编制工作的通知", "notice"),
    ("XX市人民政府办公室关于做好2025年政府信息公开工作年度报告编制和发布工作的通知", "notice"),
    ("关于做好2016年政府信息公开年度报告编制发布…", "notice"),
    ("关于编制2019年政府信息公开工作年度报告的通知", "notice"),
    ("关于报送2015年政府信息公开工作年度报告的通知", "notice"),
    ("关于开展2017年度政府信息公开工作考核的通知", "notice"),
    ("关于2018年度政府信息公开工作考核结果的通报", "notice"),
    (
        "国务院办公厅政府信息与政务公开办公室关于印发《中华人民共和国政府信息公开工作年度报告格式》的通知",
        "notice",
    ),
    ("政府信息公开工作年度报告格式（试行）", "template"),
    ("XX区政府信息公开年度报告模板", "template"),
    ("政府信息公开年度工作报告范文", "template"),
    ("一图读懂XX区2022年政府信息公开工作年度报告", "interpretation"),
    ("图解：XX市2020年政府信息公开工作年度报告", "interpretation"),
    ("《XX市2020年政府信息公开工作年度报告》解读", "interpretation"),
    ("我市公布2018年政府信息公开工作年度报告", "news"),
    ("XX省公布2018年政府信息公开工作年度报告", "news"),
    ("XX区召开2019年政府信息公开年度报告编制工作培训会", "notice"),
    ("XX县按时完成2020年政府信息公开年度报告发布工作", "notice"),
    ("2022年上半年政府信息公开数据统计", "quarterly_statistics"),
    ("2016年第一季度政府信息公开工作情况", "quarterly_statistics"),
    ("XX局2016年3月份政府信息公开工作情况统计表", "quarterly_statistics"),
    ("2016年1-9月政府信息公开工作报告", "quarterly_statistics"),
    ("政府信息公开情况统计表", "quarterly_statistics"),
    ("XX市政府信息公开统计制度", "quarterly_statistics"),
    ("XX区政府网站工作年度报表（2023年度）", "website_report"),
    ("XX区人民政府门户网站年度工作报表", "website_report"),
    ("2022年政务新媒体年度报表", "website_report"),
    ("XX县2022年法治政府建设年度报告", "rule_of_law_report"),
    ("XX局2023年度法治政府建设情况报告", "rule_of_law_report"),
    ("2024年政府工作报告", "other"),
    ("XX局2022年部门决算公开", "finance"),
    ("XX局2023年部门预算", "finance"),
    ("XX区2022年财政决算信息公开报告", "finance"),
    ("XX局政府信息公开指南", "guide"),
    ("政府信息公开目录", "guide"),
    ("XX县政府信息公开工作制度", "guide"),
    ("XX省政府信息公开工作年度报告制度（试行）", "guide"),
    ("2022年XX区政务公开工作要点", "guide"),
    ("关于提醒企业履行2022年度年报公示义务的公告", "enterprise_report"),
    ("企业年度报告公示须知", "enterprise_report"),
    ("XX化工有限公司2021年环境信息公开年度报告", "enterprise_report"),
    ("XX水务集团有限公司2020年信息公开年度报告", "enterprise_report"),
    ("XX大学2021-2022学年信息公开年度报告", "university_report"),
    ("XX职业技术学院2018年信息公开工作报告", "university_report"),
    ("XX中学2020年信息公开年度报告", "university_report"),
    ("XX局2016年政府信息公开工作自评报告", "work_summary"),
    ("XX局2016年政务公开工作自查报告", "work_summary"),
    ("XX局2016年政务公开工作总结", "work_summary"),
    ("2020年政务公开工作总结汇编(20篇)", "template"),
    ("2021年依申请公开数据说明", "quarterly_statistics"),
    ("2019年行政执法统计年报", "rule_of_law_report"),
    ("XX区2021年行政执法数据年报", "maybe"),
    ("XX区2023年国民经济和社会发展统计公报", "other"),
    ("XX局2016年党务公开工作报告", "other_disclosure"),
    ("XX村村务公开报告", "other_disclosure"),
    ("政府信息公开年报", "maybe"),
    ("各部门政府信息公开年报", "maybe"),
    ("区县政府信息公开年报", "maybe"),
    ("政府信息公开工作年度报告", "maybe"),
    ("XX局2016年政府信息公…", "maybe"),
    ("关于印发XX局2016年政府信息公开工作年度报告的通知", "maybe"),
    ("关于公布2012年政府信息公开年度报告的公告", "maybe"),
    ("XX市2016年政府信息公开工作安排", "other"),
    ("XX局2020年审计工作报告", "other"),
    ("XX市人大常委会工作报告", "maybe"),
    ("XX局2016年政府信息公开工作年度报告编制说明", "notice"),
    ("政府信息公开保密审查制度", "guide"),
    ("XX局政府信息公开申请表", "guide"),
    ("2015年政府信息公开工作年度报告出炉", "news"),
    ("XX县政府信息公开工作年度报告工作受到表彰", "news"),
    ("XX县政务公开办关于调整政府信息公开工作领导小组的通知", "guide"),
    ("XX区2018年重大建设项目批准和实施领域政府信息公开工作总结", "work_summary"),
    ("XX局2022年度政府信息公开第三方评估报告", "notice"),
]


@pytest.mark.parametrize(("title", "year"), REPORTS)
def test_reports_are_accepted(title: str, year: int | None) -> None:
    verdict = classify_title(title)
    assert (verdict.kind, verdict.year) == ("report", year), verdict


@pytest.mark.parametrize(
    ("rule", "title"), [(rule, title) for rule in TITLES.rule for title in rule.examples]
)
def test_each_rule_decides_its_examples(rule: TitleRule, title: str) -> None:
    verdict = classify_title(title)
    assert verdict.kind == rule.kind, verdict


@pytest.mark.parametrize(
    ("rule", "title"), [(rule, title) for rule in TITLES.rule for title in rule.never]
)
def test_no_rule_decides_what_it_names_as_not_its_own(rule: TitleRule, title: str) -> None:
    assert classify_title(title).reason != rule.id


@pytest.mark.parametrize(("title", "kind"), OTHERS)
def test_what_is_no_report_is_named(title: str, kind: str) -> None:
    assert classify_title(title).kind == kind


@pytest.mark.parametrize(
    ("title", "surroundings", "kind"),
    [
        ("政府信息公开年报", {"url": "http://www.a.gov.cn/zfxxgknb/index.html"}, "maybe"),
        ("政府信息公开年报", {"opening": "现将我局2015年度政务公开工作情况报告如下"}, "report"),
        ("关于公布2012年政府信息公开年度报告的公告", {"column": "信息公开年报"}, "report"),
        ("某局2016年政府信息公…", {"url": "http://a.gov.cn/x/zfxxgknb/t1.html"}, "report"),
        ("某局2016年政府信息公…", {"url": "http://a.gov.cn/x/tzgg/t1.html"}, "maybe"),
        ("某局2016年政务公开工作总结", {"column": "年度报告"}, "maybe"),
        (
            "某局2016年政务公开工作总结",
            {"column": "年度报告", "opening": "现将2016年政务公开工作情况报告如下：一、概述"},
            "report",
        ),
        (
            "关于做好年度报告编制工作的通知",
            {"column": "政府信息公开年报", "opening": "本报告由某办公室编制，公开情况"},
            "notice",
        ),
        (
            "某县人民政府",
            {"opening": "一、总体情况\n二、主动公开政府信息情况\n五、存在的主要问题及改进情况"},
            "report",
        ),
        ("", {"opening": "一、总体情况\n（一）组织机构情况\n信息公开工作有序"}, "other"),
        ("", {"opening": "首页\n某镇2020年政府信息公开\n工作年度报告\n来源：某镇"}, "report"),
        ("", {}, "other"),
        ("2023年度工作报告", {"url": "http://a.gov.cn/zfxxgknb/t1.html"}, "maybe"),
    ],
)
def test_place_and_opening_settle_what_the_title_leaves_open(
    title: str, surroundings: dict[str, str], kind: str
) -> None:
    assert classify_title(title, **surroundings).kind == kind


@pytest.mark.parametrize(
    ("url", "opening", "third_party"),
    [
        ("http://www.a.gov.cn/1.html", "", False),
        ("http://a.b.gov.cn:8080/1.html", "", False),
        ("http://www.gov.cn.example.com/1.html", "", True),
        ("http://8.8.8.8/1.html", "", True),
        ("http://127.0.0.1:8000/1.html", "", False),
        ("file:///home/a.html", "", False),
        (None, "", False),
        ("http://[broken", "", True),
        ("http://www.a.gov.cn/1.html", "首页 > 某某赌场官网 > 政府信息公开年报", True),
        ("http://www.a.gov.cn/1.html", "查处赌场2处、棋牌室9家，参加南亚博览会", False),
        ("http://www.a.gov.cn/1.html", "政(zheng)府(fu)信息公开", True),
        ("http://www.a.gov.cn/1.html", "本報告根據條例編製", True),
    ],
)
def test_pages_that_are_not_the_agencys_own(
    url: str | None, opening: str, third_party: bool
) -> None:
    verdict = classify_title("某局2016年政府信息公开年报", url=url, opening=opening)
    assert verdict.kind == "report"
    assert verdict.third_party is third_party


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2016年政府信息公开工作总结及2017年度工作计划", 2016),
        ("2017年3月某局政府信息公开年度报告（2016年度）", 2016),
        ("〔2017〕12号 某局政府信息公开年度报告", None),
        ("某局2008-2010年政府信息公开报告", None),
        ("某局2016政府信息公开年报", 2016),
        ("某局2O16年政府信息公开年报", 2016),
        ("某局政府信息公开年报", None),
        ("电话02020161234", None),
        ("某局政府信息公开年度报告（2012年1月1日-12月31日）", 2012),
        ("某局政府信息公开年度报告（2013年3月15日）", None),
    ],
)
def test_the_year_reported_on(title: str, year: int | None) -> None:
    assert report_year_of(title) == year


@given(
    st.text(
        alphabet="政府信息公开工作年度报告总结、()《》的2016年…_ -.x企业厂附表各市", max_size=300
    )
)
def test_any_text_is_judged_alike_twice(title: str) -> None:
    assert classify_title(title) == classify_title(title)


@given(st.text(), st.text(), st.text())
def test_never_raises(title: str, url: str, opening: str) -> None:
    classify_title(title, url=url, opening=opening)
    report_year_of(title)


@pytest.mark.parametrize("end", ["", "@", "年度报告"])
@pytest.mark.parametrize(
    "unit",
    ["年度", "公开", "(", ")", "政府信息公开年报(", "2016", "2016年度", "a", "a1.", "附表", "各市县",
     "企业", "厂", "本报告", "年报.", "一(", "工作总结", "网站工作", "公布", "、和"],
)  # fmt: skip
def test_time_is_bounded(unit: str, end: str) -> None:
    for head in ("", "政府信息公开", "政府信息公开年度报告"):
        title = head + (unit * 200)[: 195 - len(head) - len(end)] + end
        opening, url = title * 30, "http://a.gov.cn/" + unit * 500
        judged = partial(classify_title, title, opening=opening, url=url)
        # the best of some rounds, in processor time: some milliseconds
        assert any(seconds(judged) < 0.1 for _ in range(3))


@pytest.mark.processor(20)
def test_dots_in_a_title_cost_nothing() -> None:
    # the pattern of an ellipsis took runs of dots apart in all ways: 2 to the power of 60
    classify_title(f"某县民政局2020年政府信息公开{'.' * 60}a")
    classify_title(f"某县民政局2020年政府信息公开{'·' * 90}a")

"""Whose figure it is, of which time, and whether it is one at all: bodies, periods, narrowed
denials, blanks, and words that stand across a line's end."""

from __future__ import annotations

import pytest

from govcrawl.reading.narrative import read_statistics
from govcrawl.report import OWN_SCOPES

A = "applications"
R = "administrative_reconsideration"
L = "administrative_litigation"
TOTAL = "proactive_disclosure.total"


def told(text: str, own: str = "") -> dict[str, float | None]:
    """The figures of the body and the year, year 2020."""
    found = read_statistics(text, [], report_year=2020, own=own).statistics
    return {s.metric: s.value for s in found if s.scope in OWN_SCOPES}


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("区直部门和各街道分别主动公开政府信息510条和270条。", {}),
        ("县教育局、县住建局、县人社局分别收到依申请公开件6件、3件、2件。", {}),
        ("去年和今年主动公开政府信息数分别为415条、627条。", {TOTAL: 627}),
        (
            "2018年、2019年和2020年,我县分别受理政府信息公开申请7件、8件和9件。",
            {f"{A}.received": 9},
        ),
        (
            "全年受理、答复政府信息公开申请分别为21件、20件,1件结转至2021年办理。",
            {f"{A}.received": 21, f"{A}.replied": 20, f"{A}.carried_out": 1},
        ),
        (
            "承办人大代表建议、政协提案分别为5件和8件。",
            {"proposals.npc.total": 5, "proposals.cppcc.total": 8},
        ),
        ("“十三五”期间,我县共公开政府信息1.9万余条。", {}),
        ("五年来,全县因政府信息公开引发行政诉讼11件,本年度为3件。", {f"{L}.total": 3}),
        ("主动公开政府信息由上年的310条增加到455条。", {TOTAL: 455}),
        ("我局未单独召开新闻发布会。", {}),
        ("我局未专门召开新闻发布会。", {}),
        ("减免费用 万元。", {}),
        ("收到行政复议申请3件,均不涉及政府信息公开。", {}),
        (
            "审结政府信息公开行政复议案件4件,其中维持3件、纠正1件,尚未审结2件。",
            {f"{R}.concluded": 4, f"{R}.upheld": 3, f"{R}.corrected": 1, f"{R}.pending": 2},
        ),
        ("各部门公开政府信息320条,各街道公开政府信息110条,总计430条。", {TOTAL: 430}),
        ("本级政府和所属部门分别公开政府信息10条和30条。", {}),
        ("过去三年,我区共公开政府信息3100条。", {}),
        ("作为行政复议机关受理复议案件25件。", {}),
        ("受理群众来信来访35件,办结31件。", {}),
        ("对政府信息公开申请作出不予公开决定6件。", {f"{A}.denied": 6}),
        ("微信公众号推送图文88篇。", {"wechat.posts": 88}),
        (
            "收到申请36件,除2件正在办理外,其余34件均已办结。",
            {f"{A}.received": 36, f"{A}.pending": 2, f"{A}.concluded": 34},
        ),
    ],
)
def test_only_the_bodys_own_figures_of_the_year(text: str, want: dict[str, float]) -> None:
    assert told(text) == want


def test_an_office_of_a_government_is_not_the_government() -> None:
    text = "县政府办公室全年收到依申请公开件18件。"
    assert told(text, own="某县人民政府2020年政府信息公开工作年度报告") == {}
    assert told(text, own="某县人民政府办公室2020年政府信息公开工作年度报告") == {
        f"{A}.received": 18
    }


def test_a_word_across_a_lines_end_is_one_word() -> None:
    assert told("全年收到申请18件,其中予以公\n开15件,信息不\n存在3件。") == {
        f"{A}.received": 18, f"{A}.granted": 15, f"{A}.not_exist": 3,
    }  # fmt: skip


def test_who_takes_part_in_the_regions_training_is_the_body() -> None:
    found = read_statistics("参加全市组织的培训3次。", [], report_year=2020).statistics
    assert {s.scope for s in found} <= {"report", "agency"}
    assert found


@pytest.mark.parametrize(
    "text",
    [
        "拨打12348法律援助热线，受理咨询815人次。",
        "开通服务热线12366，接受咨询815人次。",
        "12333专线全年接受咨询815人次。",
    ],
)
def test_advice_by_the_line_of_another_matter_is_no_figure(text: str) -> None:
    result = read_statistics(text, [], report_year=2020)
    assert result.statistics == []
    assert [c.value for c in result.candidates] == [815]


@pytest.mark.parametrize(
    "text", ["通过12345热线，接受咨询815人次。", "12366热线受理信息公开方面的咨询815人次。"]
)
def test_advice_by_a_line_for_any_matter_or_on_disclosure_may_be(text: str) -> None:
    result = read_statistics(text, [], report_year=2020)
    assert all("另一事项" not in c.reason for c in result.candidates)


@pytest.mark.parametrize(
    "text", ["维持3件。", "全年维持3件，纠正1件。", "作出决定维持3件、撤销1件。"]
)
def test_an_outcome_is_of_no_review_that_is_not_named(text: str) -> None:
    result = read_statistics(text, [], report_year=2020)
    assert result.statistics == []
    assert result.fates


@pytest.mark.parametrize(
    "name",
    [
        "财政局", "统计局", "住房和城乡建设局", "工业和信息化局", "人力资源和社会保障局", "总工会",
        "安全生产监督管理局", "消防救援大队", "残联", "供销社", "卫生健康委员会", "税务局",
    ],
)  # fmt: skip
def test_a_department_named_at_the_beginning_is_whose_the_sentence_is(name: str) -> None:
    text = f"县{name}收到政府信息公开申请15件，予以公开6件，部分公开2件。"
    result = read_statistics(
        text, [], report_year=2016, own="某县人民政府2016年政府信息公开工作年度报告"
    )
    assert result.statistics == []
    assert result.candidates == []
    assert result.quantities["other_body"] == 3


def test_what_the_government_did_is_not_its_departments() -> None:
    own = "某县水务局2016年政府信息公开工作年度报告"
    text = "县政府收到信息公开申请57件；我局收到4件，县政府网站公开我局信息120条。"
    got = read_statistics(text, [], report_year=2016, own=own)
    assert [s.value for s in got.statistics] == [4, 120]


def test_a_government_with_its_departments_is_another_body_for_one_of_them() -> None:
    text = "区政府及所属部门全年主动公开政府信息310条,各街道主动公开政府信息90条。"

    def values(own: str) -> set[float | None]:
        return {s.value for s in read_statistics(text, [], report_year=2020, own=own).statistics}

    assert 310 not in values("临川区水务局")
    assert 310 in values("临川区人民政府")

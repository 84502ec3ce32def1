"""Labels with one slip of the pen; traditional characters."""

from __future__ import annotations

import pytest

from govcrawl.reading.tables.spelling import one_slip
from tests.reading.tables.test_odd_forms import expected, lines, own, read, rows_of, table3

HEADS = "申请人情况|自然人|商业企业|总计"


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("四、结转下年度继续办里", "carried_out"),
        ("危急“三安全一稳定”", "results.not_disclosed.three_securities_one_stability"),
        ("属于国家秘", "results.not_disclosed.state_secret"),
        ("补正后申请内容仍不很明确", "results.unable_to_provide.unclear_after_correction"),
    ],
)
def test_one_slip_is_taken_and_said(printed: str, key: str) -> None:
    result = read(lines(HEADS, "本年新收|1|2|3", f"{printed}|4|5|9", "总计|7|7|14"))
    assert result.values[f"applications.{key}.total"] == 9
    (said,) = [issue for issue in result.issues if issue.code == "table_label_variant"]
    assert (said.evidence or "").startswith(printed)


@pytest.mark.parametrize(
    "printed",
    [
        "结转上年度继续办理",
        "属于二类内部事务信息",
        "本机关掌握相关政府信息",
        "重复甲请",
        "属于工作秘密",
    ],
)
def test_another_meaning_is_no_slip(printed: str) -> None:
    result = read(lines(HEADS, "本年新收|1|2|3", f"{printed}|4|5|9", "总计|7|7|14"))
    assert 9 not in own(result).values()
    assert 9 in result.values.values()


def test_a_label_printed_as_well_keeps_its_row() -> None:
    rows = lines(HEADS, "属于国家秘密|1|2|3", "属于国家机密|4|5|9", "本年新收|1|1|2")
    values = read(rows).values
    assert values["applications.results.not_disclosed.state_secret.total"] == 3


def test_slips_that_could_be_two_labels() -> None:
    rows = lines("指标|单位|数量", "政府网站公开政府信息数|条|1", "政务微薄公开政府信息数|条|2",
                 "政府公报公开政府信息数|条|3", "当面申请数|件|0", "传真申请数|件|0", "网络申请数|件|0",
                 "信函申请数|件|0", "接受培训人员数|人次|0", "按时办结数|件|0", "召开政府信息公开工作会议或专题会义数|次|4")  # fmt: skip
    values = read(rows, year=2016).values
    assert values["stat2014.proactive.channel.weibo"] is None
    assert values["stat2014.proactive.channel.wechat"] is None
    assert values["stat2014.meetings.meetings"] == 4
    assert not one_slip("政务微博", "政务网站")


def test_traditional_characters() -> None:
    table = table3()
    rows = rows_of(table)
    simplified = "请数审续办无项对应处复经总计业构组织务类执护权属国内过没补举当确认机开间关与"
    traditional = "請數審續辦無項對應處復經總計業構組織務類執護權屬國內過沒補舉當確認機開間關與"
    folded = str.maketrans(simplified, traditional)
    for row in rows:
        for cell in row:
            cell.text = cell.text.translate(folded)
    assert own(read(rows)) == expected(table)


def test_traditional_units_of_money() -> None:
    rows = lines("第二十條第（八）項", "信息內容|本年收費金額（單位：萬元）", "行政事業性收費|12.5")
    values = read(rows).values
    assert values["proactive.art20_8.administrative_fees.amount"] == 12.5

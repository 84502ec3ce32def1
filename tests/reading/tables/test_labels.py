"""Label skeletons: one for all wordings, none shared by two rows of a form."""

from __future__ import annotations

import pytest

from govcrawl.lexicon.forms import FORMS
from govcrawl.reading.tables import applicants, applications, outcomes
from govcrawl.reading.tables.labels import skeleton


@pytest.mark.parametrize(
    ("printed", "official"),
    [
        ("1、属于国家秘密", "1.属于国家秘密"),
        ("３．危及\u201c三安全一稳定\u201d", "3.危及“三安全一稳定”"),
        ("危及三安全一稳定", "3.危及“三安全一稳定”"),
        ("三、\n本\n年\n度\n办\n理\n结\n果", "三、本年度办理结果"),
        ("（六） 其他处理", "(六)其他处理"),
        ("其它", "3.其他"),
        ("规章（设区的市、自治州人民政府应提供相关数据）", "规章"),
        ("上一年项目数量（指2019年事项数）", "上一年项目数量"),
        ("结 果 维 持", "结果维持"),
        ("第二十条 第（一）项", "第二十条第(一)项"),
        ("第二十条第（1）项", "第二十条第1项"),
    ],
)
def test_wordings(printed: str, official: str) -> None:
    assert skeleton(printed) == skeleton(official)


@pytest.mark.parametrize("text", ["三类内部事务信息", "2019年度", "12月", "十项措施"])
def test_what_is_no_numbering(text: str) -> None:
    assert skeleton(text)[0] == text[0]


def test_no_two_rows_or_columns_share_a_label() -> None:
    for index, entries in (
        (applications.ROWS, FORMS.applications.rows),
        (applicants.COLUMNS, FORMS.applications.columns),
        (outcomes.COLUMNS, FORMS.outcomes.columns),
        (outcomes.GROUPS, FORMS.outcomes.groups),
    ):
        for entry in entries:
            for label in entry.labels:
                assert index.find(skeleton(label)) == [entry], label


def test_a_negation_is_another_label() -> None:
    for label in ("不属于行政执法案卷", "属于工作秘密", "属于商业秘密", "属于内部管理信息"):
        assert applications.ROWS.find(skeleton(label)) == []

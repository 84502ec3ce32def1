"""Lines that wrap: nothing is lost or read differently for where they are cut."""

from __future__ import annotations

import pytest

from govcrawl.reading.narrative import read_statistics
from govcrawl.reading.reader import read

TEXT = (
    "2019年，我局主动公开政府信息1268条，其中政策文件38条、工作动态912条、通知公告318条。"
    "全年收到政府信息公开申请146件，予以公开62件，部分公开11件，因涉及第三方合法权益等原因"
    "不予公开9件，本机关不掌握37件；重复申请8件；结转下年19件。行政复议3件，行政诉讼0件。"
)


@pytest.mark.parametrize("width", [24, 29, 34, 41])
def test_a_number_cut_by_a_lines_end_is_one_number(width: int) -> None:
    cut = "\n".join(TEXT[i : i + width] for i in range(0, len(TEXT), width))
    whole = read_statistics(TEXT, [], report_year=2019).statistics
    wrapped = read_statistics(cut, [], report_year=2019).statistics
    assert [(s.metric, s.value, s.scope) for s in wrapped] == [
        (s.metric, s.value, s.scope) for s in whole
    ]


def test_digits_of_two_lines_of_a_list_stay_apart() -> None:
    text = "公开信息情况：\n政策文件3\n8条其他信息\n"
    assert {s.value for s in read_statistics(text, [], report_year=2019).statistics} <= {3, 8}


def test_wrapped_prose_with_labels_of_the_form_is_no_flattened_table() -> None:
    cut = "\n".join(TEXT[i : i + 40] for i in range(0, len(TEXT), 40))
    page = f"某县水务局2019年政府信息公开工作年度报告\n\n{cut}\n"
    (report,) = read(page.encode(), url="file:///a.txt").reports
    assert "table_text_unread" not in {i.code for i in report.issues}
    assert {"applications.denied", "applications.not_held"} <= {s.metric for s in report.statistics}

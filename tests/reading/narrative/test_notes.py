"""A mark of a footnote is no part of the figure it stands at, and hides none."""

from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.reading.formats.docx.docx import read_docx
from govcrawl.reading.narrative import read_statistics
from govcrawl.reading.narrative.notes import torn, without_marks
from govcrawl.reading.reader import read
from tests.growth import LINEAR, growth
from tests.makers.docx import package

A = "applications"
P = "proactive_disclosure.total"
RECEIVED = f"{A}.received"

CASES = [
    ("受理政府信息公开申请36²件。", {RECEIVED: (36, "36")}),
    ("受理政府信息公开申请 36 ² 件。", {RECEIVED: (36, "36")}),
    ("受理政府信息公开申请36¹²件。", {RECEIVED: (36, "36")}),
    ("受理政府信息公开申请36¹，²件。", {RECEIVED: (36, "36")}),
    ("受理政府信息公开申请数量为36²。", {RECEIVED: (36, "36")}),
    ("受理政府信息公开申请²36件。", {RECEIVED: (36, "36")}),
    ("受理政府信息公开申请四¹件。", {RECEIVED: (4, "四")}),
    ("受理政府信息公开申请十二[1]件。", {RECEIVED: (12, "十二")}),
    ("受理政府信息公开申请10¹件。", {RECEIVED: (10, "10")}),
    ("受理政府信息公开申请36*件。", {RECEIVED: (36, "36")}),
    ("受理政府信息公开申请36（注1）件。", {RECEIVED: (36, "36")}),
    ("主动公开政府信息2407[¹]条。", {P: (2407, "2407")}),
    ("主动公开政府信息2407[1]条。", {P: (2407, "2407")}),
    ("主动公开政府信息2407〔2〕条。", {P: (2407, "2407")}),
    ("主动公开政府信息2407①条。", {P: (2407, "2407")}),
    ("主动公开政府信息1.2万¹条。", {P: (12000, "1.2万")}),
    ("主动公开政府信息700余[²]条。", {P: (700, "700")}),
    ("受理政府信息公开申请12件²，主动公开政府信息40条[3]。", {RECEIVED: (12, "12"), P: (40, "40")}),
    (
        "收到政府信息公开申请20¹件，其中当面申请3²件、网络申请11³件、信函申请6[4]件。",
        {
            RECEIVED: (20, "20"),
            f"{RECEIVED}.channel.in_person": (3, "3"),
            f"{RECEIVED}.channel.online": (11, "11"),
            f"{RECEIVED}.channel.letter": (6, "6"),
        },
    ),
    (
        "受理信息公开申请9件，从结果看，予以公开、不予公开、信息不存在的分别为5¹件、3²件和1³件。",
        {
            RECEIVED: (9, "9"),
            f"{A}.granted": (5, "5"),
            f"{A}.denied": (3, "3"),
            f"{A}.not_exist": (1, "1"),
        },
    ),
    ("绿化120m²、建成道路3km²，主动公开政府信息12条。", {P: (12, "12")}),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_figures_at_marks_are_read(text: str, expected: dict[str, tuple[float, str]]) -> None:
    result = read_statistics(text, [], report_year=2020)
    assert {s.metric: (s.value, s.value_text) for s in result.statistics} == expected
    for statistic in result.statistics:
        place = statistic.evidence
        assert place.value_start is not None
        assert place.value_end is not None
        assert text[place.value_start : place.value_end] == statistic.value_text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("主动公开政府信息10³条。", "10"),
        ("主动公开政府信息1.5×10⁴条。", "10"),
        ("主动公开政府信息2×5³条。", "5"),
        ("主动公开政府信息10⁻³条。", "10"),
        ("主动公开政府信息36(2)条。", "36"),
        ("主动公开政府信息36㈠条。", "36"),
        ("主动公开政府信息36a条。", "36"),
        ("主动公开政府信息36注1条。", "36"),
        ("主动公开政府信息36ᵃ条。", "36"),
        ("主动公开政府信息36—条。", "36"),
        ("主动公开政府信息36/条。", "36"),
    ],
)
def test_what_cannot_be_decided_is_said(text: str, number: str) -> None:
    result = read_statistics(text, [], report_year=2020)
    assert result.statistics == []
    assert (number, "unknown") in [(text[f.start : f.end], f.fate) for f in result.fates]
    assert [i.code for i in result.issues] == ["quantities_unread"]


@pytest.mark.parametrize(
    "text",
    ["面积3km²", "占地20米²", "10³", "第十条[1]规定", "共12①部分公开3件", "12件①公开", "2020[5]号"],
)
def test_what_is_no_mark_stays(text: str) -> None:
    assert without_marks(text).replace(" ", "") in (text, text.replace("[1]", ""))


@pytest.mark.parametrize("text", ["1.本机关不掌握相关信息。", "(一)本机关主动公开。"])
def test_the_number_of_a_list_is_no_unread_quantity(text: str) -> None:
    assert read_statistics(text, [], report_year=2020).fates == []


@given(
    st.integers(min_value=2, max_value=99_999),
    st.text("¹²³⁴[]()（）〔〕①②*※注ab ^", min_size=1, max_size=4),
)
def test_no_number_at_a_mark_vanishes(value: int, mark: str) -> None:
    """What a statistic says is the printed number; else a number is said to be unread."""
    text = f"主动公开政府信息{value}{mark}条。"
    result = read_statistics(text, [], report_year=2020)
    assert all(s.value == value for s in result.statistics)
    place = text.index(str(value))
    assert any(f.start <= place < f.end for f in result.fates)
    assert len(without_marks(text)) == len(text)


def test_a_page_and_a_docx_lead_to_the_figure() -> None:
    """Raised by element, by style or by a run's property, with a link inside or without."""
    head = "<h1>云溪县民政局2020年政府信息公开工作年度报告</h1><p>一、概述</p>"
    for raised in ("<sup>2</sup>", "<sup><a href='#n'>[2]</a></sup>",
                   "<span style='vertical-align:super'>2</span>"):  # fmt: skip
        page = f"<html><body>{head}<p>受理政府信息公开申请36{raised}件。</p></body></html>"
        (report,) = read(page.encode()).reports
        (figure,) = report.statistics
        assert (figure.value, figure.value_text) == (36, "36")
        assert figure.evidence.anchor == "html:/1/3@10-12"
    runs = (
        "<w:p><w:r><w:t>受理政府信息公开申请36</w:t></w:r><w:r><w:rPr>"
        '<w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>'
        "<w:r><w:t>件。</w:t></w:r></w:p>"
    )
    (block,) = read_docx(package(runs)).blocks
    assert [s.value for s in read_statistics(block.text, [], report_year=2020).statistics] == [36]


@pytest.mark.parametrize("piece", ["1[", "¹", "12¹", "[¹,", "十", "1.1", "12件①", "注", "36(a"])
def test_the_work_is_linear(piece: str) -> None:
    once, twice = piece * 8_000, piece * 16_000
    assert growth(without_marks, once, twice) <= LINEAR
    assert growth(lambda text: deque(torn(text), 0), once, twice) <= LINEAR

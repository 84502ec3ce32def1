"""A check that fails is held against the reading: OCR and joined lines are named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from govcrawl.lexicon.forms import FORMS
from govcrawl.reading import read
from govcrawl.reading.model import GridCell
from govcrawl.reading.tables.applicants import SUBTOTAL
from govcrawl.reading.tables.cells import Value
from govcrawl.reading.tables.collect import Collector
from govcrawl.reading.tables.doubts import hold_against_reading
from govcrawl.reading.tables.layout import Cell
from govcrawl.report import Check, Operand


@dataclass
class Printed:
    score: float | None
    joined: bool

    def confidence(self, _start: int, _end: int | None) -> float | None:
        return self.score

    def is_joined(self) -> bool:
        return self.joined

    def anchor(self, *_: Any) -> str:
        return ""


@pytest.mark.parametrize(
    ("place", "said"),
    [(Printed(0.9, False), "OCR"), (Printed(None, True), "几行"), (Printed(None, False), "")],
)
def test_a_figure_that_may_be_misread_is_named(place: Printed, said: str) -> None:
    out = Collector()
    source = GridCell("12", 0, 0, place=place)
    out.put(out.tally("t", 0), "a.b", Cell(source, 0, 1, Value("read", Decimal(12)), ""), 0, 0)
    check = Check(
        rule="A1",
        status="fail",
        severity="error",
        expected=1,
        actual=2,
        message="不等",
        message_en="no",
    )
    check.operands = [Operand(key="a.b", value=12)]
    hold_against_reading([check], out.doubts)
    assert (said in check.message) if said else (check.message == "不等")
    assert ("reading may be at fault" in check.message_en) is bool(said)


def failed(change: Callable[[str], str]) -> Check:
    """The check of the row by row sums of table 3, of a form in which they do not add up."""
    rows = FORMS.applications.rows
    cells = {row.key: 0 for row in rows} | {"results.granted": 2, "results.total": 3}
    names = [heading.labels[0] for heading in FORMS.applications.columns if heading.key != SUBTOTAL]
    text = "".join(f"<td>{name}</td>" for name in names)
    html = f"<table><tr><td>申请人情况</td>{text}</tr>"
    for row in rows:
        figures = f"<td>{cells[row.key]}</td>" * len(names)
        html += f"<tr><td>{row.labels[0]}</td>{figures}</tr>"
    page = f"<h1>某县水务局2022年政府信息公开工作年度报告</h1><p>一、总体情况</p>{change(html)}</table>"
    (report,) = read(page.encode()).reports
    return next(c for c in report.checks if c.rule == "A2" and c.status == "fail")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("6.属于四类过程性信息", "6.属于四类过成性信息", "过成性"),
        ("8.属于行政查询事项", "8.属于行政事", "属于行政事"),
        ("<tr><td>2.重复申请", "<tr><td>属于工作秘密</td>" + "<td>1</td>" * 7 + "</tr><tr><td>2.重复申请", "工作秘密"),
        ("", "", ""),
    ],
    ids=["corrected", "eliminated", "unknown", "none"],
)  # fmt: skip
def test_rows_whose_labels_are_not_the_form_s_are_named(old: str, new: str, said: str) -> None:
    check = failed(lambda html: html.replace(old, new, 1) if old else html)
    assert said in check.message
    assert ("也可能是读取有误" in check.message) is bool(said)

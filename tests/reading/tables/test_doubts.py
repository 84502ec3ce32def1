"""A check that fails is held against the reading: OCR and joined lines are named."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from govcrawl.reading.model import GridCell
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

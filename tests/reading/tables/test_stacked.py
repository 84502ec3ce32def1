"""Rows that stand in one row of cells, a line each."""

from __future__ import annotations

import random

import pytest

import govcrawl
from tests.makers import formats
from tests.makers.damage import DAMAGES
from tests.makers.printing import paper


@pytest.mark.parametrize("era", ["format_2021", "format_2019_trial"])
def test_as_many_labels_as_figures_are_as_many_rows(era: str) -> None:
    made = paper(era, 31)
    worn = DAMAGES["none"](made, random.Random(1))
    (record,) = govcrawl.parse(formats.html(worn, dialect="stacked").encode())
    assert {k: v for k, v in record.tables.items() if v != made.expected.get(k)} == {}
    cell = next(c for c in record.table_cells if c.key == "applications.results.total.total")
    assert cell.anchor


def test_a_figure_that_is_missing_moves_none() -> None:
    made = paper("format_2021", 32)
    worn = DAMAGES["half_empty"](made, random.Random(1))
    (record,) = govcrawl.parse(formats.html(worn, dialect="stacked").encode())
    wrong = {k: v for k, v in record.tables.items() if v is not None and v != worn.expected.get(k)}
    assert wrong == {}
    assert any(issue.code.startswith("table") for issue in record.issues)

"""Headings without lines over cells that have them; sheets of two columns; sums that are misprinted."""

from __future__ import annotations

import random
from io import BytesIO
from typing import Any

import pytest

from govcrawl.reading import read
from govcrawl.reading.formats import ocr
from tests.makers.damage import DAMAGES, Worn
from tests.makers.formats import Sheetwork, platypus
from tests.makers.library import print_paper
from tests.makers.printing import Paper, paper


@pytest.fixture(autouse=True)
def _no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "engine", lambda: None)


def record(data: bytes) -> Any:
    (report,) = read(data, url="file:///report.pdf").reports
    return report


def share(made: Paper | Worn, report: Any) -> float:
    """The share of cells that are right; none may be wrong."""
    wrong = {
        key: (made.expected.get(key), value)
        for key, value in report.tables.items()
        if value is not None and not key.startswith("unknown.") and value != made.expected.get(key)
    }
    assert wrong == {}
    return sum(report.tables.get(k) == v for k, v in made.expected.items()) / len(made.expected)


@pytest.mark.parametrize("lines", ["body", "open_heads"])
@pytest.mark.parametrize("damage", ["none", "mistyped"])
def test_headings_belong_to_the_columns_below_them(lines: str, damage: str) -> None:
    worn = DAMAGES[damage](paper("format_2021", 31), random.Random(5))
    report = record(platypus(worn, Sheetwork(lines=lines)))
    assert share(worn, report) >= (0.99 if damage == "none" else 0.5)
    assert report.tables["applications.received_new.total"] is not None


def test_other_texts_over_figures_are_no_headings() -> None:
    worn = DAMAGES["none"](paper("format_2021", 32), random.Random(5))
    table = worn.paper.tables[1][1]
    for row in table.grid:
        row[:] = [
            ("其他组织" if text == "科研机构" else text, r, c, key) for text, r, c, key in row
        ]
    report = record(platypus(worn, Sheetwork(lines="body")))
    share(worn, report)
    assert any(issue.code.startswith("table") for issue in report.issues)


def test_an_upright_sheet_of_two_columns_is_two_pages() -> None:
    import pypdfium2
    import pypdfium2.raw as raw

    made = paper("format_2021", 33)
    data = print_paper(made, lines="none")
    with pypdfium2.PdfDocument(data) as document:
        both = pypdfium2.PdfDocument(raw.FPDF_ImportNPagesToOne(document.raw, 842, 1191, 2, 1))
        out = BytesIO()
        both.save(out)
        both.close()
    assert share(made, record(out.getvalue())) == 1


@pytest.mark.parametrize("lines", ["none", "across"])
def test_a_whole_row_whose_sum_is_misprinted_is_read(lines: str) -> None:
    made = paper("format_2021", 34)
    key = "applications.results.granted.total"
    made.expected[key] = (made.expected[key] or 0) + 3
    table = made.tables[1][1]
    for row in table.grid:
        row[:] = [(str(made.expected[k]) if k == key else text, r, c, k) for text, r, c, k in row]
    report = record(print_paper(made, lines=lines))
    assert share(made, report) == 1
    assert any(check.status == "fail" for check in report.checks)

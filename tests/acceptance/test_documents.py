"""The real documents in ``../shared``: skipped where they are missing."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from govcrawl.reading.formats.docx.docx import read_docx
from govcrawl.reading.formats.pdf.pdf import read_pdf
from govcrawl.reading.tables import read_tables

SHARED = Path(__file__).parents[3] / "shared"
pytestmark = pytest.mark.skipif(not (SHARED / "docs").is_dir(), reason="no ../shared")


@pytest.fixture(scope="module")
def report() -> bytes:
    return (SHARED / "docs/huaian_2024.pdf").read_bytes()


def test_every_cell_of_the_real_report(report: bytes) -> None:
    gold = json.loads((SHARED / "gold/huaian_2024.cells.json").read_text("utf-8"))
    grids = [b.grid for b in read_pdf(report).blocks if b.grid is not None]
    result = read_tables(grids, report_year=2024)
    assert {k: v for k, v in gold.items() if result.values.get(k) != v} == {}
    pages: dict[str, set[int | None]] = {c.key.split(".")[0]: set() for c in result.cells}
    for cell in result.cells:
        pages[cell.key.split(".")[0]].add(cell.page)
    assert pages["applications"] == {4, 5}


def test_every_paragraph_of_the_real_report(report: bytes) -> None:
    gold = json.loads((SHARED / "gold/huaian_2024.json").read_text("utf-8"))
    document = read_pdf(report)
    found = ["".join(b.text.split()) for b in document.blocks if b.kind == "paragraph"]
    expected = ["".join(t.split()) for t in gold["title_lines"]] + gold["preamble"]
    for section in gold["sections"]:
        expected += [section["title"], *section.get("paragraphs", [])]
    assert found == expected
    assert not document.issues


def test_the_real_report_in_under_a_second_of_the_processor(report: bytes) -> None:
    read_pdf(report)
    start = time.thread_time()
    read_pdf(report)
    assert time.thread_time() - start < 1.0


@pytest.mark.parametrize(
    ("name", "tables", "pages"),
    [("neg_putuo_ghzyj_2024juesuan.pdf", 10, 30), ("neg_putuo_zfb_2025yusuan.pdf", 9, 22)],
)
def test_budgets_and_accounts_convert(name: str, tables: int, pages: int) -> None:
    document = read_pdf((SHARED / "docs" / name).read_bytes())
    assert sum(b.kind == "table" for b in document.blocks) == tables
    assert document.blocks[-1].page == pages
    assert not document.issues


def test_the_empty_form_has_its_spans() -> None:
    document = read_docx((SHARED / "docs/empty_official_template.docx").read_bytes())
    grids = [b.grid for b in document.blocks if b.grid is not None]
    assert [(g.n_rows, g.n_columns) for g in grids] == [(14, 4), (28, 10), (4, 15)]
    for grid in grids:
        assert all(cell is not None for row in grid.expanded() for cell in row)
        covered = sum(c.rowspan * c.colspan for c in grid.cells)
        assert covered == grid.n_rows * grid.n_columns

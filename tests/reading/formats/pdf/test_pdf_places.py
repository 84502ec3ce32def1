"""Anchors of PDFs: what stands in their boxes is what was read."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
import pytest

import govcrawl
from govcrawl.anchors import Anchor, PdfPlace
from govcrawl.reading import read
from govcrawl.reading.formats import ocr
from tests.makers.library import print_paper
from tests.makers.printing import paper
from tests.reading.test_anchoring import SHARED, figures, squashed


@pytest.fixture(autouse=True)
def _no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "engine", lambda: None)


def two_up(data: bytes) -> bytes:
    """The pages of a PDF two on a sheet."""
    out = BytesIO()
    with pypdfium2.PdfDocument(data) as document:
        both = pypdfium2.PdfDocument(raw.FPDF_ImportNPagesToOne(document.raw, 842, 595, 2, 1))
        both.save(out)
        both.close()
    return out.getvalue()


class Sheets:
    """The characters of a file by page, with their centres; those of watermarks are pale."""

    def __init__(self, data: bytes) -> None:
        self.pages: list[list[tuple[str, float, float]]] = []
        with pypdfium2.PdfDocument(data) as document:
            for page in document:
                self.pages.append(list(self._of(page)))

    def _of(self, page: Any) -> Iterator[tuple[str, float, float]]:
        text = page.get_textpage()
        box, y = raw.FS_RECTF(), ctypes.c_double()
        for i in range(text.count_chars()):
            char = chr(raw.FPDFText_GetUnicode(text.raw, i))
            raw.FPDFText_GetCharOrigin(text.raw, i, ctypes.c_double(), y)
            red = ctypes.c_uint()
            others = [ctypes.c_uint() for _ in range(3)]
            raw.FPDFText_GetFillColor(text.raw, i, red, *others)
            if char.strip() and red.value < 160 and raw.FPDFText_GetLooseCharBox(text.raw, i, box):
                yield char, (box.left + box.right) / 2, y.value + 1

    def text(self, anchor: str) -> str:
        """What stands in the boxes of an anchor."""
        found = ""
        for place in Anchor.parse(anchor).places:
            assert isinstance(place, PdfPlace)
            found += "".join(
                char
                for char, x, y in self.pages[place.page - 1]
                if place.x0 <= x <= place.x1 and place.y0 <= y <= place.y1
            )
        return found


@pytest.mark.parametrize("lines", ["all", "none"])
@pytest.mark.parametrize("sides", [1, 2])
def test_what_stands_in_a_cells_box_is_its_text(lines: str, sides: int) -> None:
    made = paper("format_2021", 5, blanks=0.4)
    data = print_paper(made, lines=lines)
    if sides == 2:
        data = two_up(data)
    (report,) = read(data, url="file:///report.pdf").reports
    assert {k: v for k, v in report.tables.items() if v is not None} == {
        k: v for k, v in made.expected.items() if v is not None
    }
    sheets = Sheets(data)
    read_cells = [cell for cell in report.table_cells if cell.state == "read"]
    assert len(read_cells) > 100
    for cell in read_cells:
        assert cell.anchor is not None
        assert sheets.text(cell.anchor) == cell.text
        assert cell.confidence is None
    if lines == "all":  # a blank cell has its own box
        blank = next(cell for cell in report.table_cells if cell.state == "blank")
        assert blank.anchor is not None
        assert sheets.text(blank.anchor) == ""


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared material is not here")
def test_every_figure_of_shared_pdfs() -> None:
    looked_up = 0
    for path in sorted(SHARED.rglob("*.pdf")):
        reports = govcrawl.parse(path)
        sheets = Sheets(path.read_bytes()) if reports else None
        for report in reports:
            assert sheets is not None
            for name, printed, anchor in figures(report):
                assert anchor is not None, (path.name, name)
                assert squashed(sheets.text(anchor)) == squashed(printed), (path.name, name)
                looked_up += 1
    assert looked_up > 2000


def test_what_stands_in_a_figures_box_is_its_value() -> None:
    from tests.makers.pdf import Maker

    maker = Maker(rotate=90)
    maker.title("某某县水务局2023年政府信息公开工作年度报告", 18)
    maker.paragraph("一、总体情况")
    maker.paragraph("2023年，全局主动公开政府信息1204条，收到政府信息公开申请35件，均已按期答复。")
    maker.paragraph("二、存在的主要问题及改进情况")
    maker.paragraph("公开内容的质量还需提高，下一步将加强业务学习，完善审查程序。")
    data = maker.done()
    (report,) = read(data, url="file:///report.pdf").reports
    assert {s.value_text for s in report.statistics} >= {"1204", "35"}
    for statistic in report.statistics:
        assert statistic.evidence.anchor is not None
        assert Anchor.parse(statistic.evidence.anchor).places

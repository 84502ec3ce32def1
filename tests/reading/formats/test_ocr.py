"""Scanned pages and pictures, on pages made here and drawn as pictures."""

from __future__ import annotations

import math
from io import BytesIO
from typing import Any

import pytest

import govcrawl
from govcrawl.reading import read
from govcrawl.reading.formats import ocr
from govcrawl.reading.formats.pdf.pdf import read_pdf
from govcrawl.reading.formats.pdf.pdf_page import Page
from govcrawl.reading.formats.pdf.pdf_scans import ocr_issue
from govcrawl.reading.model import recognised
from govcrawl.reading.reader import to_document
from tests.makers.library import print_paper
from tests.makers.pdf import HEIGHT, WIDTH, Cell, Maker
from tests.makers.printing import paper
from tests.reading.formats.pdf.test_pdf_places import Sheets
from tests.reading.test_anchoring import figures, squashed

LONG = "本年度共公开信息2024条，其中网站公开1800条，公报公开224条，满意度稳步提高。"
needs_ocr = pytest.mark.skipif(ocr.engine() is None, reason="the extra ocr is not installed")


def pages() -> bytes:
    maker = Maker()
    maker.title("某某市某某局2020年政府信息公开工作年度报告", 18)
    maker.paragraph("一、总体情况")
    maker.paragraph(LONG * 2)
    cells = [Cell("项目", 0, 0), Cell("本年数", 0, 1), Cell("上年数", 0, 2)]
    for row, values in enumerate([("规章", "12", "0"), ("规范性文件", "", "1,234")], start=1):
        cells += [Cell(text, row, column) for column, text in enumerate(values)]
    maker.table([150, 100, 100], cells)
    return maker.done()


def pictures(data: bytes, *, skew: float = 0.0) -> list[Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    drawn = [page.render(scale=2.5).to_pil().convert("L") for page in document]
    return [image.rotate(skew, fillcolor=255) for image in drawn]


def scan(data: bytes, *, skew: float = 0.0) -> bytes:
    from reportlab.lib.utils import ImageReader

    maker = Maker(page_label=None)
    for image in pictures(data, skew=skew):
        maker.canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)
        maker.new_page()
    return maker.done()


def rows(document: Any) -> list[str]:
    (grid,) = (b.grid for b in document.blocks if b.grid is not None)
    return ["|".join(c.text if c else "~" for c in row) for row in grid.expanded()]


def test_without_the_extra_scans_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "engine", lambda: None)
    image = BytesIO()
    pictures(pages())[0].save(image, "PNG")
    for data in (scan(pages()), image.getvalue()):
        reading = read(data, url="file:///a.pdf")
        assert not reading.reports
        assert [(i.code, i.evidence) for i in reading.issues] == [("not_parsed", "scanned")]
        assert "govcrawl[ocr]" in reading.issues[0].message


def test_confidence_is_said() -> None:
    page = Page(3, 595.0, 842.0, scores=[("甲乙", 0.99), ("丙1", 0.5)])
    issue = ocr_issue([Page(2, 595.0, 842.0), page])
    assert issue is not None
    assert issue.code == "ocr"
    assert issue.severity == "warn"
    assert "第 3 页" in issue.message
    assert "0.50" in issue.message
    assert issue.evidence == "pages 3 | 3:丙1(0.50)"


@needs_ocr
@pytest.mark.parametrize("skew", [0.0, 0.3])
def test_a_scanned_page_is_read_by_its_lines(skew: float) -> None:
    document = read_pdf(scan(pages(), skew=skew))
    assert [b.text for b in document.blocks if b.kind == "paragraph"] == [
        "某某市某某局2020年政府信息公开工作年度报告",
        "一、总体情况",
        LONG * 2,
    ]
    assert rows(document) == ["项目|本年数|上年数", "规章|12|0", "规范性文件||1,234"]
    assert [i.code for i in document.issues if i.code != "not_parsed"] == ["ocr"]


@needs_ocr
def test_pictures_are_read_and_damaged_ones_said() -> None:
    image = BytesIO()
    pictures(pages())[0].save(image, "PNG")
    document = to_document(image.getvalue(), url="a.png", content_type=None)
    assert document.media_type == "image/png"
    assert rows(document)[2] == "规范性文件||1,234"
    assert [i.code for i in document.issues] == ["ocr"]
    for data in (image.getvalue()[:2000], b"\x89PNG\r\n\x1a\n" + b"x" * 50):
        (issue,) = to_document(data, url="a.png", content_type=None).issues
        assert issue.evidence in ("damaged", "scanned")


@needs_ocr
def test_text_over_a_ruling_line_is_read_cell_by_cell() -> None:
    maker = Maker(page_label=None)
    maker.title("某某市某某局年度报告", 18)
    cells = [Cell(text, 0, column) for column, text in enumerate(("件数", "12", "345", "6"))]
    cells += [Cell(text, 1, column) for column, text in enumerate(("条数", "1", "", "98"))]
    maker.table([50, 24, 28, 24], cells, heights=16.0, size=10.0)
    assert rows(read_pdf(scan(maker.done()))) == ["件数|12|345|6", "条数|1||98"]


@needs_ocr
@pytest.mark.parametrize("skew", [0.0, 0.5])
def test_hairlines_are_ruling_lines_however_pale_a_scan_makes_them(skew: float) -> None:
    import numpy
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (2400, 1800), "white")
    draw = ImageDraw.Draw(picture)
    for n in range(5):
        draw.line((300, 300 + 250 * n, 2100, 300 + 250 * n), fill="black", width=1)
        draw.line((300 + 450 * n, 300, 300 + 450 * n, 1300), fill="black", width=1)
    for n in range(4):  # words, by which the page is set straight
        draw.rectangle((300, 1420 + 90 * n, 1900, 1460 + 90 * n), fill="black")
    small = picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor="white").resize((800, 600))
    image = numpy.array(small)
    angle = ocr._skew(image)
    straight = ocr._turned(image, angle) if angle else image
    horizontal, vertical = ocr._rulings(straight, 1.0)
    for found, length in ((horizontal, 600), (vertical, 333)):
        assert sum(end - start for _, start, end in found) > 0.9 * 5 * length


@needs_ocr
@pytest.mark.parametrize("skew", [0.6, -1.3])
def test_a_page_that_lies_askew_is_set_straight(skew: float) -> None:
    document = read_pdf(scan(pages(), skew=skew))
    assert rows(document) == ["项目|本年数|上年数", "规章|12|0", "规范性文件||1,234"]


@needs_ocr
def test_a_page_upside_down_is_turned() -> None:
    document = read_pdf(scan(pages(), skew=180.0))
    assert rows(document) == ["项目|本年数|上年数", "规章|12|0", "规范性文件||1,234"]


@needs_ocr
def test_every_figure_of_a_scan_says_its_confidence_and_place() -> None:
    document = read_pdf(scan(pages(), skew=0.6))
    (grid,) = (b.grid for b in document.blocks if b.grid is not None)
    cell = next(c for c in grid.cells if c.text == "1,234")
    assert recognised(cell.place) is not None
    assert 0.5 < (cell.place.confidence(0, None) or 0.0) <= 1.0
    assert cell.place.anchor(0, None, {}).startswith("pdf:1@")


def look_up(printed: bytes, skew: float) -> list[tuple[str, str, str]]:
    """Every figure of a scan: its name, what was read, and what the page that was scanned prints in
    the box of its anchor; its characters turned as the scan lies."""
    sheets, found = Sheets(printed), []
    cos, sin = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    for page in sheets.pages:
        for n, (char, x, y) in enumerate(page):
            dx, dy = x - WIDTH / 2, y - HEIGHT / 2
            page[n] = (char, WIDTH / 2 + dx * cos - dy * sin, HEIGHT / 2 + dx * sin + dy * cos)
    for report in govcrawl.parse(scan(printed, skew=skew)):
        for name, text, anchor in figures(report):
            assert anchor is not None or not text, name
            found.append((name, squashed(text), squashed(sheets.text(anchor)) if anchor else ""))
    return found


@needs_ocr
@pytest.mark.parametrize("skew", [0.0, 0.6])
def test_what_stands_in_the_box_of_an_anchor_is_what_was_read(skew: float) -> None:
    found = look_up(pages(), skew)
    assert [one for one in found if one[1] != one[2]] == []
    assert len(found) > 10


@needs_ocr
@pytest.mark.long
@pytest.mark.parametrize("number", range(3))
def test_every_cell_of_a_scanned_report_is_where_its_anchor_leads(number: int) -> None:
    """What was recognised wrongly, a figure or two of a hundred, is another matter."""
    found = look_up(print_paper(paper("format_2021", number)), 0.0)
    assert len(found) > 150
    wrong = [one for one in found if one[1] != one[2]]
    assert len(wrong) <= len(found) * 0.02, wrong


def test_pages_that_could_not_be_recognised_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> Any:
        raise ValueError

    monkeypatch.setattr(ocr, "engine", lambda: fails)
    monkeypatch.setattr(ocr, "recognise", fails)
    document = read_pdf(scan(pages()))
    assert [(i.code, i.evidence) for i in document.issues if i.code == "ocr_failed"] == [
        ("ocr_failed", "1")
    ]


def test_work_of_recognition_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[float] = []

    def counts(image: Any, scale: float) -> ocr.Recognised:
        tried.append(scale)
        return ocr.Recognised(image=image)

    monkeypatch.setattr(ocr, "engine", lambda: counts)
    monkeypatch.setattr(ocr, "recognise", counts)
    monkeypatch.setattr(ocr, "MAX_WORK", 2 * ocr.PAGE_WORK)
    data = scan(pages())
    import pypdfium2

    with pypdfium2.PdfDocument(data) as one, pypdfium2.PdfDocument.new() as many:
        for _ in range(4):
            many.import_pages(one)
        buffer = BytesIO()
        many.save(buffer)
    document = read_pdf(buffer.getvalue())
    assert len(tried) == 2
    assert any(i.code == "not_parsed" for i in document.issues)

"""What a reader of a page sees of its text layer, and what is set apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from govcrawl.reading.formats import ocr
from govcrawl.reading.formats.pdf.pdf import read_pdf
from govcrawl.reading.model import Document
from tests.makers.pdf import FONT, Cell, Maker

Draw = Callable[[Canvas, float, float], None]


@pytest.fixture(autouse=True)
def _no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "engine", lambda: None)


def printed(draw: Draw, *, size: float = 9.0) -> Document:
    """A table with 12 in its lower right cell, and what ``draw`` puts behind that."""
    maker = Maker()
    maker.paragraph("本局全年公开信息若干条，依申请公开若干件，均按期办结。")
    top = maker.y
    cells = [Cell("项目", 0, 0), Cell("数量", 0, 1), Cell("规章", 1, 0), Cell("", 1, 1)]
    maker.table([150.0, 150.0], cells, size=size)
    canvas = maker.canvas
    canvas.setFont(FONT, size)
    x, y = 72.0 + 150 + 60, top - 24 - 16
    canvas.drawString(x, y, "12")
    draw(canvas, x + canvas.stringWidth("12", FONT, size), y)
    return read_pdf(maker.done())


def figure(document: Document) -> str:
    grid = next(b.grid for b in document.blocks if b.grid is not None)
    return next(c.text for c in grid.cells if (c.row, c.column) == (1, 1))


def struck(canvas: Canvas, x: float, y: float) -> None:
    canvas.drawString(x, y, "13")
    canvas.setLineWidth(0.5)
    canvas.line(x, y + 3, x + canvas.stringWidth("13", FONT, 9), y + 3)


def struck_by_a_box(canvas: Canvas, x: float, y: float) -> None:
    canvas.drawString(x, y, "13")
    canvas.rect(x - 0.3, y + 2.6, canvas.stringWidth("13", FONT, 9) + 0.6, 0.6, stroke=0, fill=1)


def unpainted(canvas: Canvas, x: float, y: float) -> None:
    text = canvas.beginText(x, y)
    text.setTextRenderMode(3)
    text.textOut("9")
    canvas.drawText(text)


def white(canvas: Canvas, x: float, y: float) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(x, y, "9")


def transparent(canvas: Canvas, x: float, y: float) -> None:
    canvas.setFillAlpha(0)
    canvas.drawString(x, y, "9")


def covered(canvas: Canvas, x: float, y: float) -> None:
    canvas.drawString(x, y, "9")
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(x, y - 3, 12, 14, stroke=0, fill=1)


def tiny(canvas: Canvas, x: float, y: float) -> None:
    canvas.setFont(FONT, 0.6)
    canvas.drawString(x, y, "9")


def raised(canvas: Canvas, x: float, y: float) -> None:
    canvas.setFont(FONT, 6)
    canvas.drawString(x, y + 3.5, "3")


@pytest.mark.parametrize(
    ("draw", "code"),
    [
        (struck, "text_struck"),
        (struck_by_a_box, "text_struck"),
        (unpainted, "text_hidden"),
        (white, "text_hidden"),
        (transparent, "text_hidden"),
        (covered, "text_hidden"),
        (tiny, "text_hidden"),
        (raised, "text_raised"),
    ],
)
def test_what_is_no_part_of_the_figure_is_left_out_and_said(draw: Draw, code: str) -> None:
    document = printed(draw)
    assert figure(document) == "12"
    assert [i.code for i in document.issues] == [code]


def test_white_text_on_a_dark_box_is_seen() -> None:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.setFillColorRGB(0.1, 0.2, 0.5)
        canvas.rect(x, y - 3, 12, 14, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(x, y, "7")

    document = printed(draw)
    assert figure(document) == "127"
    assert document.issues == []


def test_an_underline_strikes_nothing() -> None:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.line(x - 10, y - 1.2, x, y - 1.2)

    assert figure(printed(draw)) == "12"


def test_a_small_table_is_not_raised() -> None:
    assert figure(printed(lambda *_: None, size=5.0)) == "12"


def test_tiles_of_light_text_are_a_watermark() -> None:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.setFillColorRGB(0.8, 0.8, 0.8)
        for dx in range(0, 500, 130):
            for dy in range(0, 800, 37):
                canvas.drawString(20 + dx, 30 + dy, "仅供查阅 5566")

    document = printed(draw)
    assert figure(document) == "12"
    assert [i.code for i in document.issues] == ["text_watermark"]


def test_grey_figures_of_a_table_are_no_watermark() -> None:
    maker = Maker()
    maker.paragraph("本局全年公开信息若干条，依申请公开若干件，均按期办结。")
    maker.canvas.setFillColorRGB(0.7, 0.7, 0.7)
    cells = [Cell("项目", 0, 0), Cell("数量", 0, 1)]
    for row in range(1, 8):
        cells += [Cell(f"第{row}项", row, 0), Cell("0", row, 1)]
    maker.table([150.0, 150.0], cells)
    grid = next(b.grid for b in read_pdf(maker.done()).blocks if b.grid is not None)
    assert [c.text for c in grid.cells if c.column == 1] == ["数量", *["0"] * 7]

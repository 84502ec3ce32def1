"""PDFs as offices make them: indented justified text, ruled tables cut by page breaks.

Needs reportlab (a development dependency); its CID font needs no font file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0
MARGIN = 72.0

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def assemble(objects: list[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1, the first the catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for i, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % i + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    return bytes(
        out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    )


def width_of(text: str, size: float) -> float:
    """Width of a text in points."""
    return pdfmetrics.stringWidth(text, FONT, size)


def wrap(text: str, size: float, first: float, rest: float) -> list[str]:
    """Break a text into lines; Chinese breaks anywhere but before closing punctuation."""
    lines, line, room = [], "", first
    for char in text:
        if width_of(line + char, size) > room and char not in "，。；：）》”":
            lines.append(line)
            line, room = "", rest
        line += char
    return [*lines, line]


@dataclass
class Cell:
    """A cell of a drawn table, by column edges; ``split`` draws its text over two pages."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass
class Maker:
    """Draws from top to bottom and breaks pages where the next thing does not fit."""

    size: float = 14.0
    leading: float = 26.0
    page_label: str | None = "- {} -"
    header: str | None = None
    rotate: int = 0
    style: str = "line"
    frame: bool = False
    bottom: float = 80.0
    encrypt: str | None = None
    indent: float = 2.0
    buffer: BytesIO = field(default_factory=BytesIO)

    def __post_init__(self) -> None:
        # reportlab swaps the sides of pages that are turned
        self.canvas = Canvas(self.buffer, pagesize=(WIDTH, HEIGHT), encrypt=self.encrypt)
        self.number = 0
        self._begin()

    def _begin(self) -> None:
        self.number += 1
        self.y = HEIGHT - MARGIN
        if self.rotate:
            self.canvas.setPageRotation(self.rotate)
            # the page is printed sideways and turned back by its rotation
            if self.rotate == 90:
                self.canvas.transform(0, 1, -1, 0, HEIGHT, 0)
            else:
                self.canvas.transform(0, -1, 1, 0, 0, WIDTH)
        if self.page_label is not None:
            label = self.page_label.format(self.number)
            self.canvas.setFont(FONT, 10)
            self.canvas.drawCentredString(WIDTH / 2, 40, label)
        if self.header:
            self.canvas.setFont(FONT, 9)
            self.canvas.drawString(MARGIN, HEIGHT - 40, self.header)
        if self.frame:
            self.canvas.rect(30, 30, WIDTH - 60, HEIGHT - 60)

    def new_page(self) -> None:
        self.canvas.showPage()
        self._begin()

    def title(self, text: str, size: float = 22.0) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawCentredString(WIDTH / 2, self.y, text)
        self.y -= size * 1.6

    def paragraph(self, text: str) -> None:
        room = WIDTH - 2 * MARGIN
        indent = self.indent * self.size
        for i, line in enumerate(wrap(text, self.size, room - indent, room)):
            if self.y < self.bottom:
                self.new_page()
            self.canvas.setFont(FONT, self.size)
            self.canvas.drawString(MARGIN + (indent if i == 0 else 0), self.y, line)
            self.y -= self.leading

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        canvas = self.canvas
        if self.style == "line":
            canvas.setLineWidth(0.5)
            canvas.line(x0, y0, x1, y1)
        elif self.style == "rect":
            canvas.rect(min(x0, x1), min(y0, y1), max(abs(x1 - x0), 0.5), max(abs(y1 - y0), 0.5),
                        stroke=0, fill=1)  # fmt: skip
        elif self.style == "dash":
            canvas.setDash(2, 2)
            canvas.line(x0, y0, x1, y1)
            canvas.setDash()

    def table(
        self,
        widths: list[float],
        cells: list[Cell],
        *,
        heights: list[float] | float = 24.0,
        size: float = 9.0,
        x: float = MARGIN,
        outer: bool = True,
    ) -> None:
        """Draw a table. Where a row does not fit the page breaks; a cell over the break is
        drawn as two and its lines of text are shared out, as word processors do."""
        n_rows = max(c.row + c.rowspan for c in cells)
        high = [heights] * n_rows if isinstance(heights, float) else heights
        xs = [x]
        for w in widths:
            xs.append(xs[-1] + w)
        start = 0
        left_over: dict[int, list[str]] = {}
        while start < n_rows:
            end, y = start, self.y
            while end < n_rows and y - high[end] > self.bottom - 20:
                y -= high[end]
                end += 1
            if end == start:
                self.new_page()
                continue
            ys = [self.y]
            for row in range(start, end):
                ys.append(ys[-1] - high[row])
            for i, cell in enumerate(cells):
                top, low = max(cell.row, start), min(cell.row + cell.rowspan, end)
                if top >= low:
                    continue
                box = (xs[cell.column], ys[low - start], xs[cell.column + cell.colspan],
                       ys[top - start])  # fmt: skip
                self._box(box, xs, outer=outer)
                lines = left_over.pop(i, None)
                if lines is None:
                    room = box[2] - box[0] - 10.8
                    lines = wrap(cell.text, size, room, room) if cell.text else []
                if cell.row + cell.rowspan > end and cell.row < end:
                    fits = int((box[3] - box[1]) // (size * 1.4))
                    left_over[i] = lines[fits:]
                    lines = lines[:fits]
                self._text(lines, box, size)
            self.y = ys[-1]
            start = end
            if start < n_rows:
                self.new_page()
        self.y -= self.leading

    def _box(self, box: tuple[float, float, float, float], xs: list[float], *, outer: bool) -> None:
        x0, y0, x1, y1 = box
        self.line(x0, y0, x1, y0)
        self.line(x0, y1, x1, y1)
        if outer or x0 != xs[0]:
            self.line(x0, y0, x0, y1)
        if outer or x1 != xs[-1]:
            self.line(x1, y0, x1, y1)

    def _text(self, lines: list[str], box: tuple[float, float, float, float], size: float) -> None:
        x0, y0, x1, y1 = box
        self.canvas.setFont(FONT, size)
        step = size * 1.4
        y = (y0 + y1) / 2 + step * len(lines) / 2 - size
        for line in lines:
            self.canvas.drawCentredString((x0 + x1) / 2, y, line)
            y -= step

    def image_page(self) -> None:
        """A page that is one picture, as scanners make them."""
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        picture = ImageReader(Image.new("L", (60, 80), 230))
        self.canvas.drawImage(picture, 0, 0, WIDTH, HEIGHT)
        self.new_page()

    def done(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()

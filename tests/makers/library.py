"""Reports set by a PDF library: one text object a line of a cell, fonts not embedded.

``lines`` is ``all``, ``across`` (below each row only) or ``none``.
"""

from __future__ import annotations

from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from samples.source import forms
from tests.makers.pdf import FONT, HEIGHT, MARGIN, WIDTH, wrap
from tests.makers.printing import Paper

_SIZE, _STEP, _PAD = 8.5, 11.0, 3.0


def print_paper(made: Paper, *, lines: str = "all") -> bytes:
    """The report as PDF; a row that does not fit begins the next page."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    canvas.setFont(FONT, 18)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 80, made.title)
    y = HEIGHT - 120
    for heading, table in made.tables:
        for text in (heading, table.caption):
            if text:
                canvas.setFont(FONT, 12)
                canvas.drawString(MARGIN, y, text)
                y -= 22
        y = _draw(canvas, table, y, lines) - 24
        if y < 140:
            canvas.showPage()
            y = HEIGHT - 80
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _widths(table: forms.Table) -> list[float]:
    n = sum(colspan for _, _, colspan, _ in table.grid[0])
    room = WIDTH - 2 * MARGIN + 40
    if n == 10:
        return [40, 50, 125, *[(room - 215) / 7] * 7]
    if n == 3:
        return [room * 0.6, room * 0.15, room * 0.25]
    return [room / n] * n


def _draw(canvas: Canvas, table: forms.Table, y: float, lines: str) -> float:
    xs = [MARGIN - 20]
    for width in _widths(table):
        xs.append(xs[-1] + width)
    places = _places(table)
    n_rows = len(table.grid)
    texts = {}
    heights = [_STEP + 2 * _PAD] * n_rows
    for (row, column), (text, rowspan, colspan, _) in places.items():
        room = xs[column + colspan] - xs[column] - 2 * _PAD
        texts[row, column] = parts = wrap(text, _SIZE, room, room) if text else []
        if rowspan == 1:
            heights[row] = max(heights[row], len(parts) * _STEP + 2 * _PAD)
    start = 0
    while start < n_rows:
        end, low = start, y
        while end < n_rows and low - heights[end] > 70:
            low -= heights[end]
            end += 1
        if end == start:
            canvas.showPage()
            y = HEIGHT - 80
            continue
        ys = [y]
        for row in range(start, end):
            ys.append(ys[-1] - heights[row])
        for (row, column), (_, rowspan, colspan, _) in places.items():
            first, last = max(row, start), min(row + rowspan, end)
            if first >= last:
                continue
            box = (xs[column], ys[last - start], xs[column + colspan], ys[first - start])
            if lines == "all":
                canvas.rect(box[0], box[1], box[2] - box[0], box[3] - box[1])
            elif lines == "across":
                canvas.line(box[0], box[1], box[2], box[1])
            if first != row:
                continue
            parts = texts[row, column]
            at = (box[1] + box[3]) / 2 + _STEP * len(parts) / 2 - _SIZE
            canvas.setFont(FONT, _SIZE)
            for part in parts:
                canvas.drawCentredString((box[0] + box[2]) / 2, at, part)
                at -= _STEP
        y, start = ys[-1], end
        if start < n_rows:
            canvas.showPage()
            y = HEIGHT - 80
    return y


def _places(table: forms.Table) -> dict[tuple[int, int], forms.Cell]:
    """Cells by their upper left corner."""
    taken: set[tuple[int, int]] = set()
    found: dict[tuple[int, int], forms.Cell] = {}
    for row, cells in enumerate(table.grid):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            found[row, column] = cell
            taken |= {(row + r, column + c) for r in range(cell[1]) for c in range(cell[2])}
    return found

"""Reports as OFD: one text object a line of a cell, ruled or not."""

from __future__ import annotations

from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tests.makers.library import _places
from tests.makers.printing import Paper

_OPEN = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_SIZE, _STEP, _PAD = 3.0, 4.0, 1.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 15.0, 195.0, 25.0, 275.0


def print_ofd(made: Paper, *, ruled: bool = True) -> bytes:
    """The report as OFD; a row that does not fit begins the next page."""
    pages: list[list[str]] = [[]]
    y = _TOP

    def text(x: float, base: float, words: str, size: float = _SIZE) -> None:
        steps = " ".join(str(size * (0.5 if c.isascii() else 1.0)) for c in words[:-1])
        pages[-1].append(
            f'<ofd:TextObject Boundary="{x} {base - size} 180 {size * 1.3}" Font="1" Size="{size}">'
            f'<ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{escape(words)}</ofd:TextCode>'
            "</ofd:TextObject>"
        )

    def line(x0: float, y0: float, x1: float, y1: float) -> None:
        pages[-1].append(
            f'<ofd:PathObject Boundary="{x0} {y0} {x1 - x0} {y1 - y0}" LineWidth="0.2">'
            f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    text(40, y, made.title, 5.0)
    y += 12
    for heading, table in made.tables:
        text(_LEFT, y, heading, 4.0)
        y += 6
        n = sum(colspan for _, _, colspan, _ in table.grid[0])
        shares = [4.0] * 3 + [2.4] * 7 if n == 10 else [3.0, 0.8, 1.2] if n == 3 else [1.0] * n
        xs = [_LEFT]
        for share in shares:
            xs.append(xs[-1] + share * (_RIGHT - _LEFT) / sum(shares))
        cells = {}
        heights = [_STEP + 2 * _PAD] * len(table.grid)
        for place, (words, rowspan, colspan, _) in _places(table).items():
            room = xs[place[1] + colspan] - xs[place[1]] - 2 * _PAD
            parts = _wrap(words, room)
            cells[place] = (parts, rowspan, colspan)
            if rowspan == 1:
                heights[place[0]] = max(heights[place[0]], len(parts) * _STEP + 2 * _PAD)
        start = 0
        while start < len(heights):
            end, low = start, y
            while end < len(heights) and low + heights[end] < _BOTTOM:
                low += heights[end]
                end += 1
            if end == start:
                pages.append([])
                y = _TOP
                continue
            tops = [y]
            for row in range(start, end):
                tops.append(tops[-1] + heights[row])
            for (row, column), (parts, rowspan, colspan) in cells.items():
                first, last = max(row, start), min(row + rowspan, end)
                if first >= last:
                    continue
                x0, x1 = xs[column], xs[column + colspan]
                y0, y1 = tops[first - start], tops[last - start]
                if ruled:
                    line(x0, y0, x1, y0)
                    line(x0, y1, x1, y1)
                    line(x0, y0, x0, y1)
                    line(x1, y0, x1, y1)
                if first == row:
                    base = (y0 + y1) / 2 - len(parts) * _STEP / 2 + _SIZE
                    for part in parts:
                        text(x0 + _PAD, base, part)
                        base += _STEP
            y, start = tops[-1] + 1e-6, end
            if start < len(heights):
                pages.append([])
                y = _TOP
        y += 8
    return _package(pages)


def _wrap(words: str, room: float) -> list[str]:
    lines, line, wide = [], "", 0.0
    for char in words:
        step = _SIZE * (0.5 if char.isascii() else 1.0)
        if line and wide + step > room:
            lines.append(line)
            line, wide = "", 0.0
        line += char
        wide += step
    return [*lines, line] if line else lines


def _package(pages: list[list[str]]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml",
            f"<ofd:OFD {_OPEN}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
            "</ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(
            f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/Page_{n}/Content.xml"/>'
            for n in range(len(pages))
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {_OPEN}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
            "</ofd:Document>",
        )
        for n, items in enumerate(pages):
            archive.writestr(
                f"Doc_0/Pages/Page_{n}/Content.xml",
                f"<ofd:Page {_OPEN}><ofd:Content><ofd:Layer>{''.join(items)}</ofd:Layer>"
                "</ofd:Content></ofd:Page>",
            )
    return buffer.getvalue()

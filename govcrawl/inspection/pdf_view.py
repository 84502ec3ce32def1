"""A PDF as pictures of its pages with a box for every figure.

Pages are drawn by pdfium in 16 greys and written as PNG, each at most ``MAX_BYTES``: where a page
takes more it is drawn smaller.
"""

from __future__ import annotations

import base64
import math
import struct
import zlib
from typing import Any

from govcrawl.anchors import Anchor, PdfPlace
from govcrawl.inspection.facts import Facts

MAX_BYTES = 150_000
_SCALES = (1.6, 1.3, 1.0, 0.8, 0.6, 0.45, 0.3)  # 72 dpi is 1
#: Pixels of a page, however large its sheet: so many in 16 greys are at most ``MAX_BYTES``.
_MAX_PIXELS = 6_000_000
_LEAST_PIXELS = 250_000
_MAX_PAGES = 60
_HIGH = bytes((v & 0xF0) for v in range(256))
_LOW = bytes((v >> 4) for v in range(256))


def pdf_view(data: bytes, facts: Facts) -> str:
    """The pages as HTML. Raises what pypdfium2 raises for a damaged file."""
    import pypdfium2

    boxes: dict[int, list[tuple[PdfPlace, str]]] = {}
    for number, anchor in enumerate(facts.anchors):
        for place in Anchor.parse(anchor).places if anchor else ():
            if isinstance(place, PdfPlace):
                boxes.setdefault(place.page, []).append((place, f"data-f='{number}'"))
    for number, line in enumerate(facts.lines):
        if line.anchor and line.fate not in ("body", "table"):
            for place in Anchor.parse(line.anchor).places:
                if isinstance(place, PdfPlace):
                    boxes.setdefault(place.page, []).append((place, f"data-n='{number}'"))
    for line in facts.lines:
        for anchor in line.numbers if line.fate in ("body", "table") else ():
            for place in Anchor.parse(anchor).places:
                if isinstance(place, PdfPlace):
                    found = boxes.setdefault(place.page, [])
                    if not any(_holds(box, place) for box, _ in found):
                        found.append((place, "data-d"))
    out = []
    document = pypdfium2.PdfDocument(data)
    try:
        for index in range(min(len(document), _MAX_PAGES)):
            out.append(_page(document[index], index + 1, boxes.get(index + 1, [])))
        if len(document) > _MAX_PAGES:
            out.append(f"<p>… {len(document) - _MAX_PAGES} 页未画出 pages not drawn</p>")
    finally:
        document.close()
    return "".join(out)


def _holds(box: PdfPlace, number: PdfPlace) -> bool:
    """Whether a number stands in a box."""
    x, y = (number.x0 + number.x1) / 2, (number.y0 + number.y1) / 2
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1


def _page(page: Any, number: int, boxes: list[tuple[PdfPlace, str]]) -> str:
    width, height = page.get_size()
    left, bottom = page.get_mediabox()[:2] if page.get_rotation() == 0 else (0.0, 0.0)
    png = _drawn(page)
    picture = base64.b64encode(png).decode()
    marks = []
    for place, attribute in boxes:
        x, y = (place.x0 - left) / width, 1 - (place.y1 - bottom) / height
        w, h = (place.x1 - place.x0) / width, (place.y1 - place.y0) / height
        style = f"left:{x:.3%};top:{y:.3%};width:{w:.3%};height:{h:.3%}"
        marks.append(f"<gc-m class='box' {attribute} style='{style}'></gc-m>")
    return (
        f"<div class='sheet'><img alt='第{number}页 page {number}' "
        f"src='data:image/png;base64,{picture}'>{''.join(marks)}</div>"
    )


def _drawn(page: Any) -> bytes:
    width, height = page.get_size()
    area = max(width * height, 1.0)
    most, least = math.sqrt(_MAX_PIXELS / area), math.sqrt(_LEAST_PIXELS / area)
    png = b""
    for scale in (*_SCALES, least):
        scale = min(scale, most)
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            png = grey_png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
        finally:
            bitmap.close()
        if len(png) <= MAX_BYTES:
            break
    return png


def grey_png(pixels: bytes, width: int, height: int, stride: int) -> bytes:
    """A PNG in 16 greys of a picture in 256, ``stride`` bytes a row."""
    rows = []
    for y in range(height):
        row = pixels[y * stride : y * stride + width]
        row += bytes(width % 2)
        high, low = row[0::2].translate(_HIGH), row[1::2].translate(_LOW)
        packed = int.from_bytes(high, "big") | int.from_bytes(low, "big")
        rows.append(b"\0" + packed.to_bytes(len(high), "big"))
    header = struct.pack(">IIBBBBB", width, height, 4, 0, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )

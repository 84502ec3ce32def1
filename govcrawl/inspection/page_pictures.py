"""Pages as pictures, with a box for every figure, line and number: what PDFs and picture files
are shown as."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from govcrawl.anchors import Anchor, PdfPlace
from govcrawl.inspection.facts import Facts

#: Bytes of a picture; one that takes more is drawn smaller.
MAX_BYTES = 150_000
_SCALES = (1.6, 1.3, 1.0, 0.8, 0.6, 0.45, 0.3)  # 72 dpi is 1
#: Pixels of a page, however large its sheet: so many in 16 greys are at most ``MAX_BYTES``.
_MAX_PIXELS = 6_000_000
#: Pixels of a page drawn at least, so that small print can be read.
_LEAST_PIXELS = 250_000
_HIGH = bytes((v & 0xF0) for v in range(256))
_LOW = bytes((v >> 4) for v in range(256))

#: The boxes of a page, each with the attribute that says whose it is.
Boxes = list[tuple[PdfPlace, str]]


class Grey(NamedTuple):
    """A picture in 256 greys, ``stride`` bytes a row."""

    pixels: bytes
    width: int
    height: int
    stride: int


def boxes_by_page(facts: Facts) -> dict[int, Boxes]:
    """The boxes of the figures and of the lines that were not read."""
    found: dict[int, Boxes] = defaultdict(list)
    for number, anchor in enumerate(facts.anchors):
        for place in _places(anchor):
            found[place.page].append((place, f"data-f='{number}'"))
    for number, line in enumerate(facts.lines):
        if line.fate not in ("body", "table"):
            for place in _places(line.anchor):
                found[place.page].append((place, f"data-n='{number}'"))
    return found


def numbers_by_page(facts: Facts) -> dict[int, list[PdfPlace]]:
    """The boxes of the numbers in what was read."""
    found: dict[int, list[PdfPlace]] = defaultdict(list)
    for line in facts.lines:
        for anchor in line.numbers if line.fate in ("body", "table") else ():
            for place in _places(anchor):
                found[place.page].append(place)
    return found


def _places(anchor: str | None) -> Iterable[PdfPlace]:
    places = Anchor.parse(anchor).places if anchor else ()
    return [place for place in places if isinstance(place, PdfPlace)]


def is_marked(boxes: Boxes, place: PdfPlace) -> bool:
    """Whether a place is in one of these boxes."""
    x, y = (place.x0 + place.x1) / 2, (place.y0 + place.y1) / 2
    return any(box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1 for box, _ in boxes)


def add_numbers(boxes: Boxes, numbers: list[PdfPlace]) -> None:
    """Boxes for the numbers that are in none of these already."""
    for number in numbers:
        if not is_marked(boxes, number):
            boxes.append((number, "data-d=''"))


def sheet(number: int, size: tuple[float, float], png: bytes, boxes: Boxes) -> str:
    """A page as HTML: its picture and, in shares of its ``size`` (points), its boxes."""
    width, height = size
    picture = base64.b64encode(png).decode()
    marks = []
    for place, attribute in boxes:
        x, y = place.x0 / width, 1 - place.y1 / height
        w, h = (place.x1 - place.x0) / width, (place.y1 - place.y0) / height
        style = f"left:{x:.3%};top:{y:.3%};width:{w:.3%};height:{h:.3%}"
        marks.append(f"<gc-m class='box' {attribute} style='{style}'></gc-m>")
    return (
        f"<div class='sheet'><img alt='第{number}页 page {number}' "
        f"src='data:image/png;base64,{picture}'>{''.join(marks)}</div>"
    )


def drawn(size: tuple[float, float], draw: Callable[[float], Grey]) -> bytes:
    """A page of this size (points) as PNG of at most ``MAX_BYTES``; ``draw`` draws it so many
    pixels to a point."""
    area = max(size[0] * size[1], 1.0)
    most, least = math.sqrt(_MAX_PIXELS / area), math.sqrt(_LEAST_PIXELS / area)
    png = b""
    for scale in (*_SCALES, least):
        png = grey_png(*draw(min(scale, most)))
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

"""A PDF as pictures of its pages with a box for every figure and every number.

Pages are drawn by pdfium as the reader takes them: what form fields show drawn in, text that runs
upwards turned. Numbers are looked for in the text layer itself, so that also those of page numbers,
of struck text and of repeated heads have a state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from govcrawl.anchors import PdfPlace
from govcrawl.inspection.facts import Facts
from govcrawl.inspection.page_pictures import (
    Boxes,
    Grey,
    add_numbers,
    boxes_by_page,
    drawn,
    is_marked,
    numbers_by_page,
    sheet,
)
from govcrawl.reading.formats.pdf.pdf_drawing import has_fields
from govcrawl.reading.formats.pdf.pdf_reader import page_box, turner
from govcrawl.reading.formats.pdf.pdf_text import codes_and_boxes
from govcrawl.text.patterns import PRINTED_DIGITS

#: Pages drawn, to bound the size of the file; a note has the number of the others.
_MAX_PAGES = 60
#: Of the height of a digit, what may be between it and the one before.
_GAP = 0.25
_DIGIT = re.compile(f"[{PRINTED_DIGITS}]")


def pdf_view(data: bytes, facts: Facts) -> str:
    """The pages as HTML. Raises what pypdfium2 raises for a damaged file."""
    import pypdfium2
    import pypdfium2.raw as raw

    boxes, numbers = boxes_by_page(facts), numbers_by_page(facts)
    out = []
    document = pypdfium2.PdfDocument(data)
    try:
        for index in range(min(len(document), _MAX_PAGES)):
            page = document[index]
            if has_fields(raw, page.raw):
                raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
                page.close()
                page = document[index]
            out.append(_page(raw, page, index + 1, boxes[index + 1], numbers[index + 1]))
            page.close()
        if len(document) > _MAX_PAGES:
            out.append(f"<p>… {len(document) - _MAX_PAGES} 页未画出 pages not drawn</p>")
    finally:
        document.close()
    return "".join(out)


def _page(raw: Any, page: Any, number: int, boxes: Boxes, recognised: list[PdfPlace]) -> str:
    found, angle = codes_and_boxes(raw, page.raw)
    turn = turner(page_box(raw, page.raw), angle)
    for digits, place in list(_numbers(number, found, turn, boxes)):
        boxes.append((place, f"data-d='{digits}'"))
    add_numbers(boxes, recognised)
    # as its text is read; one that has none is recognised as it is
    turned = (360 - angle - page.get_rotation()) % 360 if found else 0
    width, height = page.get_size()
    size = (height, width) if turned in (90, 270) else (width, height)

    def draw(scale: float) -> Grey:
        bitmap = page.render(scale=scale, grayscale=True, rotation=turned)
        try:
            return Grey(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
        finally:
            bitmap.close()

    return sheet(number, size, drawn(size, draw), boxes)


def _numbers(
    number: int, found: list[Any], turn: Any, boxes: Boxes
) -> Iterator[tuple[str, PdfPlace]]:
    """The runs of digits of a page's text layer that are in none of these boxes, with their own,
    in the order they are drawn."""
    run: list[PdfPlace] = []
    digits = ""
    for code, box in [*found, (0, (0.0, 0.0, 0.0, 0.0))]:
        place = None
        if code < 0x110000 and _DIGIT.match(chr(code)):
            (x0, y0), (x1, y1) = turn(*box[:2]), turn(*box[2:])
            place = PdfPlace(number, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            if is_marked(boxes, place):
                place = None
            elif run and _follows(run[-1], place):
                run.append(place)
                digits += chr(code)
                continue
        if run:
            left, bottom = min(p.x0 for p in run), min(p.y0 for p in run)
            right, top = max(p.x1 for p in run), max(p.y1 for p in run)
            yield digits, PdfPlace(number, left, bottom, right, top)
        run, digits = ([place], chr(code)) if place else ([], "")


def _follows(last: PdfPlace, place: PdfPlace) -> bool:
    """Whether a digit is right after another."""
    high = place.y1 - place.y0
    return abs(last.y0 - place.y0) < high / 2 and abs(place.x0 - last.x1) < _GAP * high

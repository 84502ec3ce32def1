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
from govcrawl.inspection.sheets import Grey, add_number, boxes_by_page, drawn, sheet
from govcrawl.reading.formats.pdf_drawing import has_fields
from govcrawl.reading.formats.pdf_reader import page_box, turner
from govcrawl.reading.formats.pdf_text import find_characters
from govcrawl.text.patterns import PRINTED_DIGITS

_MAX_PAGES = 60
_DIGIT = re.compile(f"[{PRINTED_DIGITS}]")


def pdf_view(data: bytes, facts: Facts) -> str:
    """The pages as HTML. Raises what pypdfium2 raises for a damaged file."""
    import pypdfium2
    import pypdfium2.raw as raw

    boxes = boxes_by_page(facts)
    out = []
    document = pypdfium2.PdfDocument(data)
    try:
        for index in range(min(len(document), _MAX_PAGES)):
            page = document[index]
            if has_fields(raw, page.raw):
                raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
                page.close()
                page = document[index]
            out.append(_page(raw, page, index + 1, boxes[index + 1]))
            page.close()
        if len(document) > _MAX_PAGES:
            out.append(f"<p>… {len(document) - _MAX_PAGES} 页未画出 pages not drawn</p>")
    finally:
        document.close()
    return "".join(out)


def _page(raw: Any, page: Any, number: int, boxes: list[tuple[PdfPlace, str]]) -> str:
    found, angle = find_characters(raw, page.raw)
    for place in _numbers(number, found, turner(page_box(raw, page.raw), angle)):
        add_number(boxes, place)
    # as its text is read; one that has none is recognised as it lies
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


def _numbers(number: int, found: list[Any], turn: Any) -> Iterator[PdfPlace]:
    """The boxes of the runs of digits of a page's text layer, in the order they are drawn."""
    run: list[tuple[float, float, float, float]] = []
    for item in [*found, None]:
        box = None
        if item is not None and item.code < 0x110000 and _DIGIT.match(chr(item.code)):
            (x0, y0), (x1, y1) = turn(*item.box[:2]), turn(*item.box[2:])
            box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            high = box[3] - box[1]
            if run and abs(run[-1][1] - box[1]) < high / 2 and abs(box[0] - run[-1][2]) < high:
                run.append(box)
                continue
        if run:
            left, bottom = min(b[0] for b in run), min(b[1] for b in run)
            yield PdfPlace(number, left, bottom, max(b[2] for b in run), max(b[3] for b in run))
        run = [box] if box else []

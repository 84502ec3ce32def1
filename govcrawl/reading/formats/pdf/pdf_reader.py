"""One PDF page → what it shows, with pdfium; pdfplumber took twenty times as long for the same.

The text layer says what was set, not what is seen: drawing and text are read first, and what no
reader of the page sees is set apart before lines and tables are looked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from govcrawl.reading.formats.pdf import pdf_cut, pdf_seen
from govcrawl.reading.formats.pdf.pdf_drawing import Styles, read_drawing
from govcrawl.reading.formats.pdf.pdf_page import Box, Page, Point
from govcrawl.reading.formats.pdf.pdf_text import find_characters, place_characters


def read_page(raw: Any, page: Any, number: int) -> Page:
    """Read a page. ``raw`` is ``pypdfium2.raw``, ``page`` a loaded ``FPDF_PAGE``."""
    box = page_box(raw, page)
    found, rotation = find_characters(raw, page)
    turn = turner(box, rotation)
    wide, high = box[2] - box[0], box[3] - box[1]
    if rotation in (90, 270):
        wide, high = high, wide
    result = Page(number=number, width=wide, height=high)
    result.n_parts = len(found)
    styles: Styles = {}
    read_drawing(raw, page, result, turn, styles)
    runs = place_characters(result, found, rotation, turn)
    pdf_seen.set_apart(result, {run: styles[at] for run, at in runs.items() if at in styles})
    pdf_cut.mark_cut(raw, result, runs, turn)
    result.n_parts += len(result.horizontal) + len(result.vertical)
    return result


def page_box(raw: Any, page: Any) -> Box:
    box = raw.FS_RECTF()
    if raw.FPDF_GetPageBoundingBox(page, box):
        left, right = sorted((box.left, box.right))
        bottom, top = sorted((box.bottom, box.top))
        if right - left > 1 and top - bottom > 1:
            return left, bottom, right, top
    return 0.0, 0.0, 595.0, 842.0


def turner(box: Box, rotation: int) -> Callable[[float, float], Point]:
    """Map page space to the page as displayed with its text upright."""
    left, bottom, right, top = box
    if rotation == 270:  # text runs up: pdfium counts clockwise
        return lambda x, y: (y - bottom, right - x)
    if rotation == 180:
        return lambda x, y: (right - x, top - y)
    if rotation == 90:  # text runs down
        return lambda x, y: (top - y, x - left)
    return lambda x, y: (x - left, y - bottom)

"""Pages without a text layer, and picture files: recognised where the extra ``ocr`` is
installed, at most ``ocr.MAX_PAGES`` of a file, and always said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean
from typing import Any

from govcrawl.messages import issue
from govcrawl.reading.formats import issues, ocr
from govcrawl.reading.formats.pdf.pdf_page import Page
from govcrawl.reading.formats.pdf.pdf_tables import find_tables
from govcrawl.report import Issue

#: Texts below this confidence are quoted.
_DOUBTFUL = 0.85
_MAX_QUOTED = 20
#: Empty cells of a page that are looked at once more.
_MAX_EMPTY = 400


def recognise_page(document: Any, page: Page, *, tried: int) -> int:
    """Give a PDF page its characters and lines by OCR, if that can be done; returns the work
    done. ``tried`` is the work of the pages before."""
    if (
        tried + ocr.PAGE_WORK > ocr.MAX_WORK
        or page.image_pixels > ocr.MAX_PIXELS
        or ocr.engine() is None
    ):
        return 0
    handle = document[page.number - 1]
    try:
        wide, high = handle.get_size()
        scale = min(ocr.SCALE, math.sqrt(ocr.MAX_PIXELS / 4 / max(wide * high, 1)))
        image = handle.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3].copy()
    except Exception:  # what cannot be drawn stays unread, and is said
        page.failed = True
        return 0
    finally:
        handle.close()
    return recognise_picture(image, scale, page)


def recognise_picture(image: Any, scale: float, page: Page) -> int:
    """Fill ``page`` from an RGB picture; leave it as it is where that holds no text. Returns the
    work done."""
    try:
        found = ocr.recognise(image, scale)
    except Exception:  # the recogniser's own failures leave the page unread
        page.failed = True
        return ocr.PAGE_WORK
    if not found.lines:
        page.failed = True
        return ocr.PAGE_WORK
    _fill(page, found, scale)
    empty = [
        cell.box
        for table in find_tables(page)[0]
        for cell in table.cells
        if cell.box is not None and not cell.lines
    ]
    for box in empty[:_MAX_EMPTY]:
        page.unread += ocr.read_part(found, scale, box)
    _fill(page, found, scale)
    return ocr.PAGE_WORK + len(found.lines)


def _fill(page: Page, found: ocr.Recognised, scale: float) -> None:
    high, wide = found.image.shape[:2]
    page.width, page.height = wide / scale, high / scale
    if found.angle:
        page.turn = (found.angle, page.width / 2, page.height / 2)
    page.chars, page.scores = found.chars, found.lines
    page.horizontal, page.vertical = found.horizontal, found.vertical
    page.fonts, page.turned, page.unmapped, page.repaired = {}, "", 0, 0


def ocr_issue(pages: Sequence[Page]) -> Issue | None:
    """Which pages were recognised, how surely, and which texts are doubtful."""
    read = [page for page in pages if page.scores]
    if not read:
        return None
    scores = [score for page in read for _, score in page.scores]
    doubtful = [
        f"{page.number}:{text}({score:.2f})"
        for page in read
        for text, score in page.scores
        if score < _DOUBTFUL
    ]
    shown = issues.ranges([page.number for page in read])
    mean, least = fmean(scores), min(scores)
    return issue(
        "ocr",
        " | ".join([f"pages {shown}", *doubtful[:_MAX_QUOTED]]),
        pages=shown,
        mean=mean,
        least=least,
    )

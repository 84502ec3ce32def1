"""Pages without a text layer, and picture files: recognised where the extra ``ocr`` is
installed, at most ``ocr.MAX_PAGES`` of a file, and always said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean
from typing import Any

from govcrawl.messages import issue
from govcrawl.reading.formats import issues, ocr
from govcrawl.reading.formats.pdf_page import Page
from govcrawl.report import Issue

#: Texts below this confidence are quoted.
_DOUBTFUL = 0.85
_MAX_QUOTED = 20


def recognise_page(document: Any, page: Page, *, tried: int) -> int:
    """Give a PDF page its characters and lines by OCR, if that can be done; returns 1 where it
    was tried. ``tried`` counts the pages of the file before."""
    if tried >= ocr.MAX_PAGES or page.image_pixels > ocr.MAX_PIXELS or ocr.engine() is None:
        return 0
    handle = document[page.number - 1]
    try:
        wide, high = handle.get_size()
        scale = min(ocr.SCALE, math.sqrt(ocr.MAX_PIXELS / 4 / max(wide * high, 1)))
        image = handle.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3].copy()
    except Exception:  # what cannot be drawn stays unread, and is said
        return 0
    finally:
        handle.close()
    recognise_picture(image, scale, page)
    return 1


def recognise_picture(image: Any, scale: float, page: Page) -> None:
    """Fill ``page`` from an RGB picture; leave it as it is where that holds no text."""
    try:
        found = ocr.recognise(image, scale)
    except Exception:  # the recogniser's own failures leave the page unread
        return
    if not found.lines:
        return
    page.width, page.height = image.shape[1] / scale, image.shape[0] / scale
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

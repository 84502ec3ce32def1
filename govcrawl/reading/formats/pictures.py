"""Picture files (PNG, JPEG, TIFF …) → blocks by OCR, where the extra is installed."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from govcrawl.reading.formats import issues, ocr
from govcrawl.reading.formats.pdf import pdf_scans
from govcrawl.reading.formats.pdf.pdf import finish
from govcrawl.reading.formats.pdf.pdf_page import Page
from govcrawl.reading.model import Document

#: A page's width in points, whatever the picture states about its resolution.
WIDTH = 595.0
#: Pictures narrower than this are icons and stamps.
_NARROWEST = 300


def read_picture(data: bytes, media_type: str) -> Document:
    """Recognise each frame as a page. Without the extra: ``not_parsed: scanned``. Never raises."""
    document = Document(blocks=[], media_type=media_type)
    if ocr.engine() is not None:
        try:
            pages, left_out = _pages(data)
            finish(document, [page for page in pages if page.scores])
            if left_out and document.blocks:
                document.issues.append(
                    issues.capped("frames", len(pages) + left_out, ocr.MAX_PAGES)
                )
        except Exception as error:  # Pillow raises many kinds on damaged pictures
            return issues.damaged(media_type, error)
    if not document.blocks:
        document.issues = [issues.not_parsed_issue("scanned", limit=ocr.MAX_PAGES)]
    return document


def _pages(data: bytes) -> tuple[list[Page], int]:
    """The frames as pages, and how many were too many or too large."""
    import numpy
    from PIL import Image, ImageOps, ImageSequence

    pages: list[Page] = []
    left_out = 0
    with Image.open(BytesIO(data)) as picture:
        for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
            if number > ocr.MAX_PAGES or frame.width * frame.height > ocr.MAX_PIXELS:
                left_out += 1
                continue
            if frame.width < _NARROWEST:
                continue
            upright: Any = ImageOps.exif_transpose(frame).convert("RGB")
            most = round(WIDTH * ocr.SCALE * 1.5)
            if upright.width > most:
                upright = upright.resize((most, round(upright.height * most / upright.width)))
            page = Page(number=number, width=0.0, height=0.0)
            pdf_scans.recognise_picture(numpy.asarray(upright), upright.width / WIDTH, page)
            pages.append(page)
    return pages, left_out

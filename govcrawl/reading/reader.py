"""The pure function: bytes of one file → its annual reports.

``read`` touches no network, no clock and no disk, never raises, and gives the same result for
the same bytes. The crawl's pipeline, ``scrapy reparse`` and ``govcrawl.parse`` all call it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping

from govcrawl.messages import issue
from govcrawl.reading.decode import MAX_TEXT_BYTES, decode
from govcrawl.reading.formats.bounds import bound
from govcrawl.reading.formats.docx import read_docx
from govcrawl.reading.formats.html import read_html
from govcrawl.reading.formats.legacy import read_unsupported
from govcrawl.reading.formats.pdf import read_pdf
from govcrawl.reading.formats.sniff import sniff
from govcrawl.reading.formats.text import read_text
from govcrawl.reading.joining import pages_of
from govcrawl.reading.model import Document, LinkedFrom, Listed, Reading
from govcrawl.reading.origin import Carrier, Origin
from govcrawl.reading.record import build_reports

logger = logging.getLogger(__name__)

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read(
    data: bytes,
    *,
    url: str | None = None,
    headers: Mapping[str, str] | None = None,
    portal: str | None = None,
    fetched_at: str | None = None,
    linked_from: LinkedFrom | None = None,
    listed: Listed | None = None,
) -> Reading:
    """Read one file into reports.

    ``url`` is the address the bytes came from (a ``file://`` URL for saved files), ``headers``
    the response headers (only Content-Type is used). ``portal`` and ``fetched_at`` are passed
    into ``source`` unchanged. ``linked_from`` is the page that links the file where the page
    itself carries no report: its metadata is the report's. ``listed`` is what a listing printed
    of the file; it gives a document (never a web page) the title and the date that neither the
    document nor its page states. Whatever is not read is said in ``Reading.issues``.
    """
    content_type = next(
        (v for k, v in (headers or {}).items() if k.lower() == "content-type"), None
    )
    origin = Origin(
        url=url,
        portal=portal,
        fetched_at=fetched_at,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    try:
        document = bound(to_document(data, url=url, content_type=content_type))
        reading = build_reports(document, origin, _carrier(linked_from), listed)
        for report in reading.reports[:1]:
            report.attachments[:0] = pages_of(data)
        return reading
    except Exception as error:  # the promise to never raise; the entry names the defect
        logger.exception("reading %s failed", url)
        return Reading(
            [],
            [issue("internal_error", url, kind=type(error).__name__, error=error)],
        )


def _carrier(page: LinkedFrom | None) -> Carrier | None:
    if page is None:
        return None
    document = bound(to_document(page.body, url=page.url, content_type=page.content_type))
    return Carrier(document, page.url)


def to_document(data: bytes, *, url: str | None, content_type: str | None) -> Document:
    """Turn bytes of any format into blocks; what cannot be read gives a document without
    blocks and an issue that says why."""
    media_type = sniff(data, name=url, content_type=content_type)
    if media_type == "application/pdf":
        return read_pdf(data)
    if media_type == _DOCX:
        return read_docx(data)
    if media_type not in ("text/html", "text/plain"):
        return read_unsupported(data, media_type)
    if len(data) > MAX_TEXT_BYTES:
        return Document(
            blocks=[],
            media_type=media_type,
            issues=[issue("too_large", size=len(data), limit=MAX_TEXT_BYTES)],
        )
    decoded = decode(data, content_type=content_type)
    document = (
        read_html(decoded.text, url=url) if media_type == "text/html" else read_text(decoded.text)
    )
    document.encoding = decoded.encoding
    document.issues[:0] = decoded.issues
    return document

"""The pure function: bytes of one file → its annual reports.

``read`` touches no network, no clock and no disk, never raises, and gives the same result for
the same bytes. The crawl's pipeline, ``scrapy reparse`` and ``govcrawl.parse`` all call it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from govcrawl.messages import issue
from govcrawl.reading import containers
from govcrawl.reading.containers import Member
from govcrawl.reading.decode import MAX_TEXT_BYTES, decode
from govcrawl.reading.entries import alike
from govcrawl.reading.formats.bounds import bound
from govcrawl.reading.formats.html import read_html
from govcrawl.reading.formats.issues import not_parsed
from govcrawl.reading.formats.parts import within
from govcrawl.reading.formats.sniff import sniff
from govcrawl.reading.formats.text import read_text
from govcrawl.reading.joining import pages_of
from govcrawl.reading.model import Document, LinkedFrom, Listed, Reading, Traced
from govcrawl.reading.origin import Origin
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
        linking = _linking(linked_from)
        media_type = sniff(data, name=url, content_type=content_type)
        if media_type in containers.KINDS:
            found = _read_members(data, media_type, origin, linking, listed, ())
            found.issues = alike(found.issues)
            return found
        document = bound(to_document(data, url=url, content_type=content_type))
        reading = build_reports(document, origin, linking, listed)
        for report in reading.reports[:1]:
            report.attachments[:0] = pages_of(data)
        return reading
    except Exception as error:  # the promise to never raise; the entry names the defect
        logger.exception("reading %s failed", url)
        return Reading(
            [],
            [issue("internal_error", url, kind=type(error).__name__, error=error)],
        )


def _read_members(
    data: bytes,
    media_type: str,
    origin: Origin,
    linking: Document | None,
    listed: Listed | None,
    parts: tuple[str, ...],
) -> Reading:
    """The reports of all members of a container, each member told by its bytes; what is said of
    one names it."""
    found = containers.unpack(data, media_type)
    reading = Reading([], found.issues)
    traces: list[Callable[[], list[Traced]]] = []
    for member in found.members:
        path = (*parts, member.name)
        kind = sniff(member.data, name=member.name, content_type=member.content_type)
        if kind in containers.KINDS and len(path) < containers.MAX_DEPTH:
            inner = _read_members(member.data, kind, origin, linking, listed, path)
        elif kind in containers.KINDS:
            inner = Reading([], not_parsed(kind, "zip", "nested", limit=len(path)).issues)
        else:
            inner = _read_member(member, origin, linking, listed, path)
        for one in inner.issues:
            one.evidence = f"{member.name}: {one.evidence}" if one.evidence else member.name
        reading.reports += inner.reports
        reading.issues += inner.issues
        traces.append(inner.trace)
    if not found.members and not found.issues:
        reading.issues.append(issue("empty", media_type=media_type))
    reading.trace = lambda: [line for trace in traces for line in trace()]
    return reading


def _read_member(
    member: Member,
    origin: Origin,
    linking: Document | None,
    listed: Listed | None,
    path: tuple[str, ...],
) -> Reading:
    url = member.url if member.url and member.url.startswith(("http:", "https:")) else None
    document = to_document(member.data, url=url or member.name, content_type=member.content_type)
    for name in reversed(path):
        document = within(name, document)
    if url is None:
        return build_reports(bound(document), origin, linking, listed)
    # the page's own address tells its host; the record's is that of the bytes
    reading = build_reports(bound(document), replace(origin, url=url), linking, listed)
    for report in reading.reports:
        report.source.url = origin.url
        report.source.aliases.append(url)
    return reading


def _linking(page: LinkedFrom | None) -> Document | None:
    """The page that links the file."""
    if page is None:
        return None
    document = bound(to_document(page.body, url=page.url, content_type=page.content_type))
    document.url = page.url
    return document


def _chunk(data: bytes, name: str) -> Document:
    """A part of a DOCX file that is in another format."""
    media_type = sniff(data, name=name, content_type=None)
    if media_type in containers.KINDS:
        found = containers.unpack(data, media_type).members
        inner = (to_document(m.data, url=m.name, content_type=m.content_type) for m in found)
        read_ = [document for document in inner if document.blocks]
        if read_:
            return within(name, within(found[0].name, read_[0]))
    return within(name, to_document(data, url=name, content_type=None))


def to_document(data: bytes, *, url: str | None, content_type: str | None) -> Document:
    """Turn bytes of any format into blocks; what cannot be read gives a document without
    blocks and an issue that says why."""
    media_type = sniff(data, name=url, content_type=content_type)
    # the readers of documents load when there is one: most files are pages
    if media_type == "application/pdf":
        from govcrawl.reading.formats.pdf import read_pdf

        return read_pdf(data)
    if media_type == _DOCX:
        from govcrawl.reading.formats.docx import read_docx

        return read_docx(data, chunk=_chunk)
    if media_type not in ("text/html", "text/plain"):
        from govcrawl.reading.formats.legacy import read_unsupported

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

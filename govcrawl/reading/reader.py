"""The pure function: bytes of one file → its annual reports.

``read`` touches no network, no clock and no disk, never raises, and gives the same result for
the same bytes. The crawl's pipeline, ``scrapy reparse`` and ``govcrawl.parse`` all call it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from govcrawl.messages import issue
from govcrawl.reading.documents.attachments import Opened, joined, lacks_tables, note_archived
from govcrawl.reading.documents.origin import Origin
from govcrawl.reading.entries import alike
from govcrawl.reading.formats.bounds import bound
from govcrawl.reading.formats.decode import MAX_TEXT_BYTES, decode
from govcrawl.reading.formats.html.html import read_html
from govcrawl.reading.formats.html.parsed_page import Page
from govcrawl.reading.formats.issues import not_parsed
from govcrawl.reading.formats.members import within
from govcrawl.reading.formats.sniff import sniff
from govcrawl.reading.formats.text import read_text
from govcrawl.reading.model import Attached, Block, Document, LinkedFrom, Listed, Reading
from govcrawl.reading.page import containers
from govcrawl.reading.page.containers import Member
from govcrawl.reading.page.file_names import file_name
from govcrawl.reading.page.joining import pages_of
from govcrawl.reading.record import build_reports
from govcrawl.report import Attachment

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
    attached: Sequence[Attached] = (),
    page: Page | None = None,
) -> Reading:
    """Read one file into reports.

    ``url`` is the address the bytes came from (a ``file://`` URL for saved files), ``headers``
    the response headers (Content-Type and the file's name in Content-Disposition are used). ``portal`` and ``fetched_at`` are passed
    into ``source`` unchanged. ``linked_from`` is the page that links the file where the page
    itself carries no report: its metadata is the report's. ``listed`` is what a listing printed
    of the file; it gives a document (never a web page) the title and the date that neither the
    document nor its page states. ``attached`` are the files that the page attaches: its record names
    them, and tables of its form that the page lacks are read from them. ``page`` is the file as a
    page, where somebody has parsed it before (with the same ``headers``); its tree is changed.
    Whatever is not read is said in ``Reading.issues``.
    """
    given = {name.lower(): value for name, value in (headers or {}).items()}
    content_type = given.get("content-type")
    name = file_name(given.get("content-disposition", "")) or url
    origin = Origin(
        url=url,
        portal=portal,
        fetched_at=fetched_at,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    try:
        linking = _linking(linked_from)
        media_type = sniff(data, name=name, content_type=content_type)
        if media_type in containers.KINDS:
            found = _read_members(data, media_type, origin, linking, listed, ())
            found.issues = alike(found.issues)
            return found

        def again(tables: Sequence[Block], page: Page | None = None) -> Reading:
            document = bound(
                to_document(data, url=url, content_type=content_type, name=name, page=page)
            )
            return build_reports(document, origin, linking, listed, tables)

        reading = again((), page)
        if attached and reading.reports:
            reading = _with_attached(reading, attached, again)
        for report in reading.reports[:1]:
            report.attachments[:0] = pages_of(data)
        return reading
    except Exception as error:  # the promise to never raise; the entry names the defect
        logger.exception("reading %s failed", url)
        return Reading(
            [],
            [issue("internal_error", url, kind=type(error).__name__, error=error)],
        )


def _with_attached(
    reading: Reading, attached: Sequence[Attached], again: Callable[[Sequence[Block]], Reading]
) -> Reading:
    """The reading of a page with what it attaches."""
    used: list[Opened] = []
    if len(reading.reports) == 1 and lacks_tables(reading.reports[0]):
        opened = [one for file in attached for one in _opened(file)]
        reading, used = joined(reading, opened, again)
    report = reading.reports[0]
    kinds = [sniff(one.body, name=one.name, content_type=one.content_type) for one in attached]
    note_archived(report, attached, kinds)
    parsed = {one.sha256 for one in used}
    for attachment in report.attachments:
        attachment.parsed = attachment.parsed or attachment.sha256 in parsed
    return reading


def _opened(file: Attached) -> Iterator[Opened]:
    """An attachment as a document, or the documents packed in it; the address of the attachment,
    and the name of the member, are the part that anchors name."""
    kind = sniff(file.body, name=file.name, content_type=file.content_type)
    name = file.title or file.file_name or file.url
    if kind not in containers.KINDS:
        document = to_document(
            file.body, url=file.url, content_type=file.content_type, name=file.name
        )
        yield Opened(name, within(file.url, bound(document), apart=True), file.sha256)
        return
    for member in containers.unpack(file.body, kind).members:
        if (
            sniff(member.data, name=member.name, content_type=member.content_type)
            in containers.KINDS
        ):
            continue
        document = to_document(member.data, url=member.name, content_type=member.content_type)
        inner = within(member.name, bound(document), apart=True)
        yield Opened(f"{name}: {member.name}", within(file.url, inner), file.sha256)


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
    said = found.issues
    if not found.members and not said:
        said = [issue("empty", media_type=media_type)]
    read_: list[tuple[Member, Reading]] = []
    for member in found.members:
        path = (*parts, member.name)
        kind = sniff(member.data, name=member.name, content_type=member.content_type)
        if kind in containers.KINDS and len(path) < containers.MAX_DEPTH:
            inner = _read_members(member.data, kind, origin, linking, listed, path)
        elif kind in containers.KINDS:
            inner = Reading([], not_parsed(kind, "zip", "nested", limit=len(path)).issues)
        else:
            inner = _read_member(member, origin, linking, listed, path)
        read_.append((member, inner))
    _join_members(read_, origin, linking, listed, parts)
    for member, inner in read_:
        for one in inner.issues:
            one.evidence = f"{member.name}: {one.evidence}" if one.evidence else member.name
    readings = [inner for _, inner in read_]
    return Reading(
        [report for inner in readings for report in inner.reports],
        [*said, *(one for inner in readings for one in inner.issues)],
        lambda: [line for inner in readings for line in inner.trace()],
    )


def _join_members(
    read_: list[tuple[Member, Reading]],
    origin: Origin,
    linking: Document | None,
    listed: Listed | None,
    parts: tuple[str, ...],
) -> None:
    """A mail whose text is the report and whose attachments hold its tables, or the same packed
    together: the one report without its tables gets those of the members that are no report."""
    holding = [at for at, (_, inner) in enumerate(read_) if inner.reports]
    if len(holding) != 1 or len(read_) == 1:
        return
    at = holding[0]
    member, own = read_[at]
    if len(own.reports) != 1 or not lacks_tables(own.reports[0]):
        return
    opened = []
    for other, _ in read_[:at] + read_[at + 1 :]:
        kind = sniff(other.data, name=other.name, content_type=other.content_type)
        if kind not in containers.KINDS:
            document = _of_member(other, (*parts, other.name), apart=True)
            opened.append(Opened(other.name, document, hashlib.sha256(other.data).hexdigest()))

    def again(tables: Sequence[Block]) -> Reading:
        return _read_member(member, origin, linking, listed, (*parts, member.name), tables)

    whole, used = joined(own, opened, again)
    for one in used:
        entry = Attachment(
            url=one.name,
            title=one.name,
            media_type=one.document.media_type,
            sha256=one.sha256,
            parsed=True,
        )
        whole.reports[0].attachments.append(entry)
    taken = {one.name for one in used}
    read_[:] = [
        (m, whole if place == at else Reading([], []) if m.name in taken else inner)
        for place, (m, inner) in enumerate(read_)
    ]


def _read_member(
    member: Member,
    origin: Origin,
    linking: Document | None,
    listed: Listed | None,
    path: tuple[str, ...],
    tables: Sequence[Block] = (),
) -> Reading:
    document = _of_member(member, path)
    url = _web_address(member)
    if url is None:
        return build_reports(document, origin, linking, listed, tables)
    # the page's own address tells its host; the record's is that of the bytes
    reading = build_reports(document, replace(origin, url=url), linking, listed, tables)
    for report in reading.reports:
        report.source.url = origin.url
        report.source.aliases.append(url)
    return reading


def _of_member(member: Member, path: tuple[str, ...], *, apart: bool = False) -> Document:
    url = _web_address(member) or member.name
    document = to_document(member.data, url=url, content_type=member.content_type)
    for name in reversed(path):
        document = within(name, document, apart=apart)
    return bound(document)


def _web_address(member: Member) -> str | None:
    return member.url if member.url and member.url.startswith(("http:", "https:")) else None


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


def to_document(
    data: bytes,
    *,
    url: str | None,
    content_type: str | None,
    name: str | None = None,
    page: Page | None = None,
) -> Document:
    """Turn bytes of any format into blocks; what cannot be read gives a document without
    blocks and an issue that says why. ``name``: of the file, where the address does not tell it;
    ``page``: the bytes as a page, where they are parsed already."""
    media_type = sniff(data, name=name or url, content_type=content_type)
    # the readers of documents load when there is one: most files are pages
    if media_type == "application/pdf":
        from govcrawl.reading.formats.pdf.pdf import read_pdf

        return read_pdf(data)
    if media_type == _DOCX:
        from govcrawl.reading.formats.docx.docx import read_docx

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
    decoded = page.decoded if page is not None else decode(data, content_type=content_type)
    if media_type == "text/html":
        document = read_html(decoded.text, url=url, page=page)
    else:
        document = read_text(decoded.text)
    document.encoding = decoded.encoding
    document.issues[:0] = decoded.issues
    return document

"""The view of a source, by its format; of a file that holds others, one after the other."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from html import escape
from io import BytesIO
from urllib.parse import unquote

from govcrawl.execution.load import MAX_BYTES
from govcrawl.inspection.block_view import docx_view, lines_view, text_view
from govcrawl.inspection.document_view import document_view
from govcrawl.inspection.facts import Facts
from govcrawl.inspection.html_view import html_view
from govcrawl.inspection.pdf_view import pdf_view
from govcrawl.inspection.picture_view import picture_view
from govcrawl.reading.formats import sniff
from govcrawl.reading.formats.decode import decode
from govcrawl.reading.model import Attached
from govcrawl.reading.page import containers
from govcrawl.reading.page.containers import Member
from govcrawl.reading.reader import to_document

_ODF = (sniff.ODT, sniff.ODS)


def source_view(
    data: bytes,
    facts: Facts,
    *,
    name: str = "",
    content_type: str | None = None,
    attached: Sequence[Attached] = (),
    depth: int = 0,
) -> str:
    """A source with every figure of ``facts`` marked, and the files it attaches that a figure was
    read from; what cannot be drawn is replaced by the blocks that were read. Never raises for any
    bytes."""
    kind = sniff.sniff(data, name=name, content_type=content_type)
    shown = ""
    if kind not in containers.KINDS:
        try:
            shown = _view(data, kind, name, content_type, facts)
        except Exception as error:  # whatever a library raises for damaged bytes: shown, not hidden
            note = f"原件无法画出 the source cannot be drawn: {type(error).__name__}: {error}"
            shown = f"<p class='note'>{escape(note[:300])}</p>{lines_view(facts.within(''))}"
    if kind in _ODF or depth >= containers.MAX_DEPTH:
        return shown
    for part in facts.parts:
        member = _beside(attached, unquote(part)) or _member(data, kind, unquote(part))
        inner = (
            source_view(
                member.data,
                facts.within(part),
                name=member.url or member.name,
                content_type=member.content_type,
                depth=depth + 1,
            )
            if member is not None
            else lines_view(facts.within(part))
        )
        shown += f"<h2 class='part'>{escape(unquote(part))}</h2><section>{inner}</section>"
    return shown or lines_view(facts)


def _view(data: bytes, kind: str, name: str, content_type: str | None, facts: Facts) -> str:
    """The view of one file, without those within it."""
    here = facts.within("")
    if kind == sniff.PDF:
        return pdf_view(data, here)
    if kind.startswith("image/"):
        return picture_view(data, kind, here)
    if kind == sniff.DOCX:
        return docx_view(data, here)
    if kind in (sniff.HTML, sniff.PLAIN) and len(data) <= MAX_BYTES:
        text = decode(data, content_type=content_type).text
        return html_view(text, here) if kind == sniff.HTML else text_view(text, here)
    document = to_document(data, url=name, content_type=content_type)
    # The parts of such a file are its own, not files of their own.
    return document_view(document, facts if kind in _ODF else here)


def _beside(attached: Sequence[Attached], address: str) -> Member | None:
    """An attached file, by the address that anchors give it."""
    found = next((one for one in attached if one.url == address), None)
    if found is None:
        return None
    return Member(found.name, found.body, content_type=found.content_type)


def _member(data: bytes, kind: str, name: str) -> Member | None:
    """A file within a file, by the name that anchors give it."""
    if kind in containers.KINDS:
        found = containers.unpack(data, kind).members
        return next((member for member in found if member.name == name), None)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            info = package.getinfo(name)
            if info.file_size > MAX_BYTES:
                return None
            return Member(name, package.read(info))
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError):
        return None

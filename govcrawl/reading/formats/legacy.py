"""Formats that are recognised but not read here: said, with what to do, never guessed.

Reading runs no program and writes no file, so conversion by LibreOffice (``soffice --headless
--convert-to docx``) is the user's step; the message names it.
"""

from __future__ import annotations

from govcrawl.messages import issue
from govcrawl.reading.formats import sniff
from govcrawl.reading.formats.doc.doc import read_doc
from govcrawl.reading.formats.issues import not_parsed
from govcrawl.reading.formats.odt import read_odf
from govcrawl.reading.formats.ofd import read_ofd
from govcrawl.reading.formats.pictures import read_picture
from govcrawl.reading.formats.rtf import read_rtf
from govcrawl.reading.formats.sheets.sheets import read_sheets
from govcrawl.reading.model import Document

#: Media type → (reason, what helps: a phrase of the catalogue, the format to convert to).
_REASONS: dict[str, tuple[str, str, str]] = {
    sniff.MHTML: ("mhtml", "convert", "docx"),
    sniff.EML: ("eml", "unpack", ""),
    sniff.PPT: ("ppt", "convert", "pdf"),
    sniff.PPTX: ("pptx", "convert", "pdf"),
    sniff.OLE: ("ole", "convert", "docx"),
    sniff.ENCRYPTED_OFFICE: ("encrypted", "encrypted", ""),
    sniff.ZIP: ("zip", "unpack", ""),
    "application/vnd.rar": ("rar", "unpack", ""),
    "application/x-7z-compressed": ("7z", "unpack", ""),
    "application/gzip": ("gzip", "unpack", ""),
    "application/postscript": ("postscript", "convert", "pdf"),
    sniff.BINARY: ("binary", "binary", ""),
}


def read_unsupported(data: bytes, media_type: str) -> Document:
    """A document without blocks whose issue says why it was not read and what helps.

    Office formats are the exceptions, and pictures where the extra ``ocr`` is installed.
    """
    if media_type in (sniff.ODT, sniff.ODS):
        return read_odf(data, media_type)
    if media_type in (sniff.XLS, sniff.XLSX):
        return read_sheets(data, media_type)
    if media_type == sniff.DOC:
        return read_doc(data)
    if media_type == sniff.RTF:
        return read_rtf(data)
    if media_type == sniff.OFD:
        return read_ofd(data)
    if media_type.startswith("image/"):
        return read_picture(data, media_type)
    if media_type == sniff.EMPTY:
        return Document(
            blocks=[],
            media_type=media_type,
            issues=[issue("empty_file")],
        )
    reason, why, to = _REASONS.get(media_type, _REASONS[sniff.BINARY])
    return not_parsed(media_type, reason, why, format=to)

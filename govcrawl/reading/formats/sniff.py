"""What a file is: by its first bytes, then the server's word, then its name.

Portals serve PDF as octet-stream, HTML pages named ``.doc`` and block pages named ``.pdf``, so
the bytes outrank both declarations. For text, which has no magic, the declarations decide.
"""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from typing import Final
from urllib.parse import urlsplit
from zipfile import BadZipFile, ZipFile

EMPTY: Final = "application/x-empty"
BINARY: Final = "application/octet-stream"
HTML: Final = "text/html"
PLAIN: Final = "text/plain"
PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT: Final = "application/vnd.oasis.opendocument.text"
OFD: Final = "application/vnd.ofd"
ZIP: Final = "application/zip"
DOC: Final = "application/msword"
XLS: Final = "application/vnd.ms-excel"
PPT: Final = "application/vnd.ms-powerpoint"
OLE: Final = "application/x-ole-storage"
ENCRYPTED_OFFICE: Final = "application/x-encrypted-office"
RTF: Final = "application/rtf"
MHTML: Final = "multipart/related"
EML: Final = "message/rfc822"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"

_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", RTF),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"%!PS", "application/postscript"),
)
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Names of members in a ZIP archive that tell what the archive is.
_ZIP_MEMBERS: Final = (
    (b"word/document.xml", DOCX),
    (b"word/document2.xml", DOCX),  # Microsoft 365 exports
    (b"xl/workbook.xml", XLSX),
    (b"xl/workbook.bin", XLSX),
    (b"ppt/presentation.xml", PPTX),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", ODT),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", ODS),
    (b"OFD.xml", OFD),
)
#: Streams of an OLE file, in the order of their weight.
_OLE_STREAMS: Final = (
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("PowerPoint Document", PPT),
)
_SUFFIXES: Final = {
    "html": HTML,
    "htm": HTML,
    "shtml": HTML,
    "xhtml": HTML,
    "jsp": HTML,
    "aspx": HTML,
    "txt": PLAIN,
}
_OLE_SUFFIXES: Final = {"doc": DOC, "wps": DOC, "xls": XLS, "et": XLS, "ppt": PPT}

_INK = re.compile(rb"[^ \t\r\n\x00]")
_HTML_START = re.compile(
    rb"(?:<!--(?:(?!-->).){0,2000}-->|<\?xml[^>]{0,200}\?>|\s)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(
    rb"</?(?:html|head|body|div|p|table|tr|td|span|meta|title|script|br|a|h[1-6])\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_HEADERS = rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?"
_MAIL = re.compile(_HEADERS + rb"(?:mime-version|subject|received):", re.IGNORECASE)
_RELATED = re.compile(_HEADERS + rb"content-type:\s*multipart/related", re.IGNORECASE)
_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEAD = 4096
_ASCII_OF_UTF16 = 20  # one byte in so many is zero at least in a page of UTF-16
_MIMETYPE = 200  # bytes of the member that names the type of an ODF file
_SAMPLE = 65536
_TAIL = 1 << 20


def sniff(data: bytes, *, name: str | None, content_type: str | None) -> str:
    """Return the media type of ``data``; ``name`` is a file name or URL. Never raises.

    >>> sniff(b"%PDF-1.7 ...", name="report.html", content_type="text/html")
    'application/pdf'
    >>> sniff("一、概述".encode("gbk"), name="report.txt", content_type=None)
    'text/plain'
    >>> sniff(b"", name="report.pdf", content_type=None)
    'application/x-empty'
    """
    if _INK.search(data) is None:
        return EMPTY
    suffix = _suffix(name)
    head = data[:_HEAD]
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _zip_kind(data)
    if b"%PDF-" in head[:1024] and not _HTML_START.match(head):
        return PDF
    if data.startswith(_OLE_MAGIC):
        return _ole_kind(data, suffix)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:2] == b"BM" and data[6:10] == b"\x00" * 4:
        return "image/bmp"
    return _text_kind(data, suffix, content_type)


def _suffix(name: str | None) -> str:
    if not name:
        return ""
    try:
        path = urlsplit(name).path
    except ValueError:
        path = name
    return path.rpartition(".")[2].lower() if "." in path else ""


def _zip_kind(data: bytes) -> str:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = {info.filename for info in archive.infolist()}
            if "mimetype" in names and archive.getinfo("mimetype").file_size < _MIMETYPE:
                names.add("mimetype" + archive.read("mimetype").decode("ascii", "replace").strip())
        # a document packed within an archive does not make it one
        return next((kind for name, kind in _ZIP_MEMBERS if name.decode() in names), ZIP)
    except (
        BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
        zlib.error,
    ):
        return _broken_zip_kind(data)


def _broken_zip_kind(data: bytes) -> str:
    # names are in the local headers and again in the directory at the end; searching the
    # bytes also knows a truncated archive
    ends = data[:_SAMPLE] + data[-_TAIL:]
    for member, media_type in _ZIP_MEMBERS:
        if member in ends:
            return media_type
    return ZIP


def _ole_kind(data: bytes, suffix: str) -> str:
    for stream, media_type in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return media_type
    return _OLE_SUFFIXES.get(suffix, OLE)


def _text_kind(data: bytes, suffix: str, content_type: str | None) -> str:
    sample = data[:_SAMPLE]
    if not _is_text(sample):
        return BINARY
    # UTF-16 pages: what is ASCII in them becomes readable without its zero bytes
    plain = sample.replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf")
    if _HTML_START.match(plain):
        return HTML
    if _MAIL.match(plain[:_HEAD].lstrip()):
        return MHTML if _RELATED.match(plain[:_HEAD].lstrip()) else EML
    declared = (content_type or "").partition(";")[0].strip().lower()
    if declared in (HTML, PLAIN):
        return declared
    if declared == "application/xhtml+xml":
        return HTML
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    return HTML if _TAG.search(plain) else PLAIN


def _is_text(sample: bytes) -> bool:
    """Whether bytes can be text in UTF-8, GB18030, Big5 or UTF-16: hardly any control bytes,
    and zero bytes only where UTF-16 puts them."""
    if sample.startswith(_BOMS):
        return True
    zeros = sample.count(0)
    if zeros * 500 >= len(sample):
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        # ASCII in UTF-16 has its zeros on one side only
        if min(even, odd) * 50 > max(even, odd):
            return False
        if zeros * _ASCII_OF_UTF16 >= len(sample):
            # its Chinese characters are made of any bytes
            side = "utf-16-le" if odd > even else "utf-16-be"
            text = sample[: len(sample) & ~1].decode(side, "replace")
            sample, zeros = text.replace("\ufffd", "\x00").encode(), 0
    control = len(sample) - zeros - len(sample.translate(None, _CONTROL))
    return control * 100 <= len(sample)


#: Control bytes that no text holds, with the zero byte, which is counted apart.
_CONTROL: Final = bytes(b for b in range(32) if b not in b"\t\n\r\x0b\x0c\x1b") + b"\x7f"

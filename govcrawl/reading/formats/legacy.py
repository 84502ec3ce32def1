"""Formats that are recognised but not read here: said, with what to do, never guessed.

Reading runs no program and writes no file, so conversion by LibreOffice (``soffice --headless
--convert-to docx``) is the user's step; the message names it.
"""

from __future__ import annotations

from govcrawl.reading.formats import sniff
from govcrawl.reading.formats.doc import read_doc
from govcrawl.reading.formats.issues import not_parsed
from govcrawl.reading.formats.pictures import read_picture
from govcrawl.reading.formats.sheets import read_sheets
from govcrawl.reading.model import Document
from govcrawl.report import Issue

_CONVERT_ZH = (
    "请用 LibreOffice 或 WPS 另存为 {0} 后重新解析(soffice --headless --convert-to {0} 文件名)"
)
_CONVERT_EN = (
    "save it as {0} with LibreOffice or WPS and parse again "
    "(soffice --headless --convert-to {0} FILE)"
)
_UNPACK = ("请解压后解析其中的文件", "unpack it and parse the files inside")


def _convert(reason: str, to: str) -> tuple[str, str, str]:
    return reason, _CONVERT_ZH.format(to), _CONVERT_EN.format(to)


#: Media type → (reason, advice in Chinese, advice in English).
_REASONS: dict[str, tuple[str, str, str]] = {
    sniff.OFD: (
        "ofd",
        "OFD 版式文件,本程序不读;请找同一报告的 PDF 或网页,或转为 PDF 后重新解析",
        "OFD is not read; look for the PDF or the page of the same report, or convert it to PDF",
    ),
    sniff.RTF: _convert("rtf", "docx"),
    sniff.ODT: _convert("odt", "docx"),
    sniff.MHTML: _convert("mhtml", "docx"),
    sniff.PPT: _convert("ppt", "pdf"),
    sniff.PPTX: _convert("pptx", "pdf"),
    sniff.OLE: _convert("ole", "docx"),
    sniff.ENCRYPTED_OFFICE: (
        "encrypted",
        "文件已加密,需去除密码后重新解析",
        "the file is encrypted; remove its password and parse again",
    ),
    sniff.ZIP: ("zip", *_UNPACK),
    "application/vnd.rar": ("rar", *_UNPACK),
    "application/x-7z-compressed": ("7z", *_UNPACK),
    "application/gzip": ("gzip", *_UNPACK),
    "application/postscript": _convert("postscript", "pdf"),
    sniff.BINARY: (
        "binary",
        "不是已知格式的文件,也不是文字",
        "neither a known format nor text",
    ),
}


def read_unsupported(data: bytes, media_type: str) -> Document:
    """A document without blocks whose issue says why it was not read and what helps.

    Spreadsheets (``.xls``, ``.xlsx``) and Word 97-2003 files are the exceptions: they are read
    where the extra ``office`` is installed, pictures where ``ocr`` is.
    """
    if media_type in (sniff.XLS, sniff.XLSX):
        return read_sheets(data, media_type)
    if media_type == sniff.DOC:
        return read_doc(data)
    if media_type.startswith("image/"):
        return read_picture(data, media_type)
    if media_type == sniff.EMPTY:
        return Document(
            blocks=[],
            media_type=media_type,
            issues=[
                Issue(
                    code="empty_file",
                    severity="error",
                    message="文件是空的",
                    message_en="the file is empty",
                )
            ],
        )
    reason, zh, en = _REASONS.get(media_type, _REASONS[sniff.BINARY])
    return not_parsed(media_type, reason, zh, en)

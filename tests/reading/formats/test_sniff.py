"""Media types from bytes, and what is said of formats that are not read."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.reading.formats import sniff as kinds
from govcrawl.reading.formats.legacy import read_unsupported
from govcrawl.reading.formats.sniff import sniff
from tests.makers.docx import package, paragraph

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def archive(*names: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "content_type", "expected"),
    [
        (b"", "a.pdf", "application/pdf", kinds.EMPTY),
        (b" \r\n\x00", None, None, kinds.EMPTY),
        (b"%PDF-1.5\n", "a.html", "text/html", kinds.PDF),
        (b"\r\n\xef\xbb\xbf%PDF-1.5\n", None, None, kinds.PDF),
        (b"<html><body>blocked</body></html>", "a.pdf", "application/pdf", kinds.HTML),
        (b"<!-- %PDF-1.4 --><html></html>", "a.pdf", None, kinds.HTML),
        ("<html>".encode("utf-16"), "a.doc", None, kinds.HTML),
        ("<p>年度报告</p>".encode("gbk"), None, None, kinds.HTML),
        ("年度报告".encode("gbk"), None, None, kinds.PLAIN),
        ("<html><body>丁丂七丆年度报告</body></html>".encode("utf-16-le"), None, None, kinds.HTML),
        ("年度报告<br>".encode(), "dump.txt", None, kinds.PLAIN),
        ("年度报告".encode(), "a.html?x=1.txt", None, kinds.HTML),
        ("年度报告".encode(), "a.txt", "text/html; charset=utf-8", kinds.HTML),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "a.doc", None, kinds.MHTML),
        (b"{\\rtf1\\ansi", "a.doc", None, kinds.RTF),
        (OLE + "WordDocument".encode("utf-16-le"), "a.wps", None, kinds.DOC),
        (OLE + "Workbook".encode("utf-16-le"), "a.doc", None, kinds.XLS),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", None, kinds.ENCRYPTED_OFFICE),
        (OLE, "a.wps", None, kinds.DOC),
        (OLE, None, None, kinds.OLE),
        (archive("OFD.xml", "Doc_0/Document.xml"), "a.pdf", None, kinds.OFD),
        (archive("xl/workbook.xml"), "a.docx", None, kinds.XLSX),
        (archive("a/报告.docx"), "a.zip", None, kinds.ZIP),
        (package(paragraph("文")), "a.bin", "application/octet-stream", kinds.DOCX),
        (b"\x89PNG\r\n\x1a\n\x00", "a.html", None, "image/png"),
        (b"\xff\xd8\xff\xe0", None, None, "image/jpeg"),
        (bytes(range(256)) * 4, "a.html", "text/html", kinds.BINARY),
        (b"\x00\x01\x02\x03" * 50, "a.txt", "text/plain", kinds.BINARY),
    ],
)
def test_kinds(data: bytes, name: str | None, content_type: str | None, expected: str) -> None:
    assert sniff(data, name=name, content_type=content_type) == expected


@given(
    st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=30)),
    st.one_of(st.none(), st.text(max_size=30)),
)  # fmt: skip
def test_any_bytes_have_a_kind(data: bytes, name: str | None, content_type: str | None) -> None:
    assert "/" in sniff(data, name=name, content_type=content_type)


@pytest.mark.parametrize(
    ("media_type", "reason"),
    [
        (kinds.PPT, "ppt"),
        (kinds.ZIP, "zip"),
        (kinds.ENCRYPTED_OFFICE, "encrypted"),
        (kinds.BINARY, "binary"),
        ("video/unheard-of", "binary"),
    ],
)
def test_what_is_not_read_is_said(media_type: str, reason: str) -> None:
    document = read_unsupported(b"x", media_type)
    assert not document.blocks
    (issue,) = document.issues
    assert (issue.code, issue.evidence) == ("not_parsed", reason)
    assert issue.message.startswith(f"not_parsed: {reason}")
    assert issue.message_en.startswith(f"not_parsed: {reason}")


def test_an_empty_file_is_said() -> None:
    assert [i.code for i in read_unsupported(b"", kinds.EMPTY).issues] == ["empty_file"]

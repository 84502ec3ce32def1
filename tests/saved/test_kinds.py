"""What a folder is searched for."""

from __future__ import annotations

from pathlib import Path

import pytest

from govcrawl.saved.kinds import files_under, told

_PAGE = b"<html><body>x</body></html>"


def test_a_folder_gives_all_that_is_not_hidden_in_order(tmp_path: Path) -> None:
    for name in ("a.HTM", "b.json", ".c.html", "sub/d.pdf", ".git/e.html", "f.mht", "g"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert [p.name for p in files_under(tmp_path)] == ["a.HTM", "b.json", "f.mht", "g", "d.pdf"]
    assert list(files_under(tmp_path / ".c.html")) == [tmp_path / ".c.html"]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.html", b"", "page"),
        ("a.aspx", _PAGE, "page"),
        ("show.jsp?id=3", _PAGE, "page"),
        ("a.do", _PAGE, "page"),
        ("a", _PAGE, "page"),
        ("a", b"text", "text"),
        ("a", b"", "text"),
        ("a.txt", b"text", "text"),
        ("a.dat", b"text", "other"),
        ("a.dat", b"%PDF-1.7", "document"),
        ("down", b"PK\x03\x04 word/document.xml", "document"),
        ("a.pdf", b"", "document"),
        ("a.doc", _PAGE, "page"),
        ("a.zip", b"PK\x05\x06", "container"),
        ("a.html", b"MIME-Version: 1.0\r\nSubject: x\r\n\r\n<html>", "container"),
        ("a.warc.gz", b"", "archive"),
        ("a.csv", b"file,url", "list"),
        ("a.css", _PAGE, "other"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "other"),
        ("a", b"\x00\x01\x02" * 9, "other"),
    ],
)
def test_a_file_is_what_its_bytes_say(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert told(path, named=False).kind == kind


def test_a_file_that_is_named_is_read_whatever_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"{}")
    assert told(path, named=True).kind == "text"
    assert told(tmp_path / "none.html", named=False).kind == "page"

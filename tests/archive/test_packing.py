"""A portal's captures as a WACZ file: valid, with its report pages, each of which is in it."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from govcrawl.archive.packing import Page, pack
from govcrawl.archive.records import Exchange
from govcrawl.archive.warc_writer import Writer


def archive(folder: Path) -> Path:
    """Two hosts in one file; the second host's page repeats the first one's bytes."""
    writer = Writer(folder, "20260101T000000Z-abcdef", 1 << 20, {})
    for url in ("http://a.gov.cn/1.html", "http://a.gov.cn/2.html", "http://b.gov.cn/1.html"):
        body = b"<p>1" if url.endswith("1.html") else b"<p>2"
        writer.store(
            Exchange(
                url=url,
                date="2026-01-01T00:00:00Z",
                method="GET",
                request_headers=[],
                request_body=b"",
                status=200,
                protocol="HTTP/1.1",
                headers=[(b"Content-Type", b"text/html")],
                body=body,
            )
        )
    writer.close()
    (path,) = folder.glob("*.warc.gz")
    return path


def captured(path: Path) -> list[tuple[str, str]]:
    with zipfile.ZipFile(path) as packed, packed.open("archive/govcrawl.warc.gz") as file:
        return [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"))
            for record in ArchiveIterator(file)
        ]


def test_of_one_host_with_what_its_captures_refer_to(tmp_path: Path) -> None:
    pytest.importorskip("wacz")
    source, out = archive(tmp_path / "archive"), tmp_path / "b.wacz"
    page = Page("http://b.gov.cn/1.html", "2026-01-01T00:00:00Z", "某局2025年年度报告")
    done = pack([source], [page], out, "标题")
    assert (done.captures, done.pages) == (2, 1)
    assert captured(out) == [
        ("response", "http://a.gov.cn/1.html"),
        ("revisit", "http://b.gov.cn/1.html"),
    ]
    with zipfile.ZipFile(out) as packed:
        head, first = packed.read("pages/pages.jsonl").decode().splitlines()
        index = gzip.decompress(packed.read("indexes/index.cdx.gz")).decode()
    assert json.loads(head)["format"] == "json-pages-1.0"
    assert json.loads(first)["title"] == page.title
    assert "cn,gov,b)/1.html" in index


def test_it_is_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wacz = pytest.importorskip("wacz.main")
    out = tmp_path / "a.wacz"
    page = Page("http://a.gov.cn/2.html", "2026-01-01T00:00:00Z", "x")
    pack([archive(tmp_path / "archive")], [page], out, "x")
    assert wacz.main(["validate", "-f", str(out)]) == 0


def test_nothing_of_a_host_is_an_error_and_leaves_what_is_there(tmp_path: Path) -> None:
    pytest.importorskip("wacz")
    out = tmp_path / "x.wacz"
    out.write_bytes(b"before")
    with pytest.raises(ValueError, match=r"c\.gov\.cn"):
        pack(
            [archive(tmp_path / "archive")],
            [Page("http://c.gov.cn/", "2026-01-01T00:00:00Z", "x")],
            out,
            "x",
        )
    assert out.read_bytes() == b"before"

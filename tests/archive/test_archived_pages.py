"""The pages that reparse gets: those the crawl read, with what it knew; others' pages too."""

from __future__ import annotations

import gzip
import sqlite3
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from govcrawl.archive.archived_pages import Archives
from govcrawl.archive.content import Http, TooLargeError, body_of, parse_http
from govcrawl.archive.index import NAME
from govcrawl.archive.records import Link
from govcrawl.execution.load import load
from govcrawl.execution.task import UNKNOWN, PageTask
from tests.archive.made import DATE, exchange, mark, write, writer

LIMIT = 1 << 20
A, B = "http://x.gov.cn/a.html", "http://x.gov.cn/b.html"


def pages(*paths: Path) -> tuple[list[PageTask], list[str]]:
    """The pages of files, and the codes of what is wrong with them."""
    archives = Archives(paths, LIMIT)
    try:
        wrong = [p.message.code for _, problems in archives.scan() for p in problems]
        found, expected = [page for _, page in archives.pages()], len(archives)
    finally:
        archives.close()
    assert len(found) == expected
    read = [page for page in found if isinstance(page, PageTask)]
    return read, wrong + [p.message.code for p in found if not isinstance(p, PageTask)]


def bodies(*paths: Path) -> dict[str, bytes]:
    found, wrong = pages(*paths)
    assert not wrong
    return {page.url: load(page, LIMIT).body for page in found}


def test_only_marked_pages_with_all_that_the_spider_said(tmp_path: Path) -> None:
    made = writer(tmp_path)
    made.store(exchange("http://x.gov.cn/robots.txt", b"User-agent: *"))
    stub = made.store(exchange(A, b"<p>stub"))
    pdf = made.store(exchange(B, b"%PDF"))
    more = {"portal": "x", "target": 2, "announced": True, "at_home": False, "years": [2019, 2020]}
    linked = Link(stub, A, "text/html")
    made.mark(mark(pdf, B, content_type="application/pdf", linked_from=linked, others=True, **more))
    made.close()
    ((page,), wrong) = pages(*tmp_path.glob("*.gz"))
    assert not wrong
    assert (page.url, load(page, LIMIT).body, page.content_type) == (B, b"%PDF", "application/pdf")
    assert (page.portal, page.target, page.announced, page.at_home) == ("x", 2, True, False)
    assert (page.fetched_at, page.years, page.others) == (DATE, {2019, 2020}, UNKNOWN)
    source = load(page, LIMIT).linked_from
    assert source is not None
    assert (source.url, source.body, source.content_type) == (A, b"<p>stub", "text/html")


def test_a_content_stored_in_another_file_is_found(tmp_path: Path) -> None:
    (first,) = write(tmp_path, {A: b"<p>same"})
    (second,) = write(tmp_path, {B: b"<p>same"}, "run2")
    assert bodies(second) == {B: b"<p>same"}, "through the index"
    (tmp_path / NAME).unlink()
    assert bodies(second) == {B: b"<p>same"}, "through the files beside it"
    first.unlink()
    assert pages(second) == ([], ["archive_unresolved"])


def test_a_mark_may_lie_in_another_file_than_its_page(tmp_path: Path) -> None:
    made = writer(tmp_path, max_bytes=1)
    of = made.store(exchange(A, b"<p>a"))
    made.store(exchange(B, b"<p>b"))
    made.mark(mark(of, A))
    made.close()
    first, second = sorted(tmp_path.glob("*.gz"))
    assert bodies(first, second) == {A: b"<p>a"}
    assert bodies(first) == {}
    assert bodies(second) == {A: b"<p>a"}


def test_of_several_runs_the_newest_counts(tmp_path: Path) -> None:
    write(tmp_path, {A: b"<p>old", B: b"<p>b"})
    made = writer(tmp_path, "run2")
    later = "2026-02-02T03:04:05Z"
    made.mark(mark(made.store(exchange(A, b"<p>new", date=later)), A, "run2", fetched_at=later))
    made.close()
    files = sorted(tmp_path.glob("*.gz"))
    assert bodies(*files) == {A: b"<p>new", B: b"<p>b"}
    assert bodies(files[0]) == {A: b"<p>old", B: b"<p>b"}


def test_one_run_may_read_a_page_for_two_targets(tmp_path: Path) -> None:
    made = writer(tmp_path)
    for target in (0, 1):
        made.mark(mark(made.store(exchange(A, b"<p>a")), A, target=target))
    made.close()
    found, _ = pages(*tmp_path.glob("*.gz"))
    assert [page.target for page in found] == [0, 1]


def test_damage_costs_its_own_page_only(tmp_path: Path) -> None:
    (path,) = write(tmp_path, {A: bytes(range(256)) * 20, B: b"<p>b"})
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    found, wrong = pages(path)
    assert [page.url for page in found] == [B]
    assert wrong[-1] == "archive_unresolved"
    assert "archive_damaged" in wrong


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_files_of_other_crawlers(tmp_path: Path, packed: bool, version: str) -> None:
    out = BytesIO()
    foreign = WARCWriter(out, gzip=packed, warc_version=version)

    def add(
        kind: str,
        url: str,
        body: bytes,
        status: str = "200 OK",
        content: str = "text/html",
        **more: str,
    ) -> str:
        http = [("Content-Type", content), *((k.replace("_", "-"), v) for k, v in more.items())]
        head = StatusAndHeaders(status, http, protocol="HTTP/1.1")
        given = head if kind in ("response", "request") else None
        record = foreign.create_warc_record(
            url, kind, BytesIO(body), len(body), warc_content_type="" if given else content,
            http_headers=given,
        )  # fmt: skip
        foreign.write_record(record)
        return str(record.rec_headers.get_header("WARC-Payload-Digest"))

    foreign.write_record(foreign.create_warcinfo_record("x", {"software": "other"}))
    site = "http://www.x.gov.cn/"
    zipped = gzip.compress(b"<p>zipped")
    add("response", site + "plain", b"<p>plain")
    add("response", site + "gzip", zipped, Content_Encoding="gzip")
    add("response", site + "deflate", zlib.compress(b"<p>deflate"), Content_Encoding="deflate")
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(zipped), zipped)
    add("response", site + "both", chunked, Transfer_Encoding="chunked", Content_Encoding="gzip")
    add("response", site + "lying", b"<p>lying", Transfer_Encoding="chunked", Content_Encoding="br")
    digest = add("response", site + "doc.pdf", b"%PDF-1.4", content="application/pdf")
    add("response", site + "gone", b"<p>404", "404 Not Found")
    add("response", site + "logo.png", b"\x89PNG", content="image/png")
    add("request", site + "plain", b"", "GET / HTTP/1.1")
    add("resource", site + "resource", b"<p>resource")
    add("metadata", site + "plain", b"via: x", content="application/warc-fields")
    head = StatusAndHeaders("200 OK", [("Content-Type", "application/pdf")], protocol="HTTP/1.1")
    foreign.write_record(
        foreign.create_revisit_record(site + "again.pdf", digest, site + "doc.pdf", DATE, head)
    )
    path = tmp_path / ("foreign.warc.gz" if packed else "foreign.warc")
    path.write_bytes(out.getvalue())
    found = bodies(path)
    assert {url.removeprefix(site): body for url, body in found.items()} == {
        "plain": b"<p>plain",
        "gzip": b"<p>zipped",
        "deflate": b"<p>deflate",
        "both": b"<p>zipped",
        "lying": b"<p>lying",
        "doc.pdf": b"%PDF-1.4",
        "resource": b"<p>resource",
        "again.pdf": b"%PDF-1.4",
    }
    read, _ = pages(path)
    assert not any(page.run or page.portal for page in read)


def test_a_bomb_is_not_unpacked() -> None:
    body = gzip.compress(bytes(50 << 20))
    http = Http(200, [("Content-Encoding", "gzip")], body)
    with pytest.raises(TooLargeError):
        body_of(http, body, A, LIMIT)
    with pytest.raises(TooLargeError):
        body_of(Http(200, [], b""), bytes(LIMIT + 1), A, LIMIT)


def test_what_is_no_http_is_none() -> None:
    assert parse_http(b"HTTP/2 200\r\n\r\nx") == Http(200, [], b"x")
    for block in (b"", b"HTTP", b"HTTP/1.1 abc\r\n\r\n", b"ICY 200 OK\r\n\r\n"):
        assert parse_http(block) is None


@pytest.mark.parametrize("damage", ["rows", "file"])
def test_a_damaged_index_beside_is_noted_and_costs_nothing(tmp_path: Path, damage: str) -> None:
    write(tmp_path, {A: b"<p>same"})
    (second,) = write(tmp_path, {B: b"<p>same"}, "run2")
    if damage == "rows":
        db = sqlite3.connect(tmp_path / NAME)
        db.execute("UPDATE record SET start = 'x'")
        db.commit()
        db.close()
    else:
        (tmp_path / NAME).write_bytes(b"no index at all" * 99)
    archives = Archives([second], LIMIT)
    try:
        assert not [problem for _, problems in archives.scan() for problem in problems]
        ((_, page),) = list(archives.pages())
        assert isinstance(page, PageTask)
        assert load(page, LIMIT).body == b"<p>same"
        assert [message.code for message in archives.damaged] == ["archive_index_unusable"]
        assert archives.at(B, "0" * 64) is None
        assert len(archives.damaged) == 1, "it is asked no more"
    finally:
        archives.close()


def test_a_head_without_its_status_line_is_read_and_what_is_no_response_said(
    tmp_path: Path,
) -> None:
    """Nothing that says it is a page of the web is passed over without a word."""
    path = tmp_path / "a.warc"
    blocks = {
        A: b"Content-Type: text/html\r\nX-Y: z\r\n\r\n<p>a",
        B: b"\x00\x01 no head at all",
        "http://x.gov.cn/p.png": b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG",
        "dns:x.gov.cn": b"20240101000000\nx.gov.cn. 1 IN A 127.0.0.1\n",
    }
    with path.open("wb") as out:  # by hand: warcio writes no such records
        for n, (url, block) in enumerate(blocks.items()):
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {DATE}\r\n"
                f"WARC-Record-ID: <urn:uuid:{n}>\r\nContent-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(block)}\r\n\r\n"
            )
            out.write(head.encode() + block + b"\r\n\r\n")
    found, wrong = pages(path)
    assert {page.url: load(page, LIMIT).body for page in found} == {A: b"<p>a"}
    assert wrong == ["archive_bad_record"]

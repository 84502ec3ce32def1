"""What a report's page attaches: fetched with it, archived, read as one record, asked about again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import quote

from govcrawl.anchors import Anchor
from govcrawl.store.state import State
from tests.conftest import Command, records
from tests.makers.attached import page, sheet, table

ARTICLE, FILE, FORM = "/nb/2017/5001.html", "/attach/download?id=7", "/files/sq.doc"
TITLE = "某县水务局2016年政府信息公开工作年度报告"
LINKS = f'<p>附件：<a href="{FILE}">点击下载</a></p><p>附件2：<a href="{FORM}">申请表</a></p>'
NAMED = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote('统计表.xlsx')}"}
Known = dict[str, tuple[bytes, str, dict[str, str]]]


def portal() -> Known:
    listing = f"<ul><li><a href='{ARTICLE}'>{TITLE}</a><span>2017-01-20</span></li></ul>"
    start = f"<html><head><title>政府信息公开年报</title></head><body>{listing}</body></html>"
    return {
        "/nb/": (start.encode(), "text/html; charset=utf-8", {}),
        ARTICLE: (page(more=LINKS), "text/html; charset=utf-8", {}),
        FILE: (sheet(), "application/octet-stream", NAMED),
        FORM: (b"{\\rtf1 form}", "application/msword", {}),
    }


@contextmanager
def served(known: Known) -> Iterator[tuple[str, list[str]]]:
    """The log holds path and status."""
    log: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body, kind, more = known.get(self.path, (b"", "text/plain", {}))
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            same = body and self.headers.get("If-None-Match") == tag
            status = 304 if same else 200 if body else 404
            log.append(f"{self.path} {status}")
            self.send_response(status)
            given = {"ETag": tag, "Content-Type": kind, **more}
            for name, value in given.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0" if same else str(len(body)))
            self.end_headers()
            if not same:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Kept, not printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/nb/", log
    finally:
        server.shutdown()
        server.server_close()


def crawl(scrapy: Command, url: str) -> dict[str, int]:
    scrapy.crawl(url, "-s", "GOVCRAWL_RECHECK_DAYS=0", reader="govcrawl")
    counts: dict[str, int] = scrapy.run()["counts"]
    return counts


def told(record: dict[str, Any]) -> Any:
    """What two readings of the same bytes have in common."""
    where = [(cell["key"], cell["anchor"]) for cell in record["table_cells"]]
    return (
        record["tables"],
        where,
        record["attachments"],
        record["body"],
        record["source"]["sha256"],
    )


def test_a_page_and_what_it_attaches_are_one_record_run_after_run(scrapy: Command) -> None:
    known = portal()
    with served(known) as (url, log):
        root = url.removesuffix("/nb/")
        assert crawl(scrapy, url)["new"] == 1
        assert len(log) == len(set(log))  # nothing is asked for twice
        (record,) = records(scrapy.latest)
        assert record["source"]["url"] == root + ARTICLE
        assert record["tables"]["stat2014.proactive.total"] == 31
        assert Anchor.parse(record["table_cells"][0]["anchor"]).parts == (root + FILE,)
        digests = {one["url"]: (one["sha256"], one["parsed"]) for one in record["attachments"]}
        assert digests == {
            root + path: (hashlib.sha256(known[path][0]).hexdigest(), path == FILE)
            for path in (FILE, FORM)
        }
        log.clear()
        assert crawl(scrapy, url)["unchanged"] == 1
        assert {f"{path} 304" for path in (ARTICLE, FILE, FORM)} <= set(log)
        assert not [line for line in log if line.endswith(" 200") and line[:4] != "/nb/"]
        more = (table().decode().replace(">31<", ">32<").encode(), "text/html", {})
        known[FILE] = more
        log.clear()
        assert crawl(scrapy, url)["changed"] == 1
        assert f"{FILE} 200" in log
    (record,) = records(scrapy.latest)
    assert record["tables"]["stat2014.proactive.total"] == 32
    assert [change["field"] for change in record["changes"]]


def test_the_archive_gives_the_same_record_again(scrapy: Command) -> None:
    with served(portal()) as (url, log):
        crawl(scrapy, url)
        (before,) = records(scrapy.latest)
        (path,) = (scrapy.data / "state").glob("*.jsonl")
        state = State.read(path, path.stem)
        for at, known in list(state.pages()):
            state.keep_page(at, known._replace(reader="0"))
        state.write(path, state.published_by, state.latest)
        log.clear()
        crawl(scrapy, url)
        assert not [line for line in log if line.startswith(("/attach", ARTICLE)) and "200" in line]
    (after,) = records(scrapy.latest)
    assert told(after) == told(before)
    feed = scrapy.data / "again.jsonl"
    assert scrapy("reparse", scrapy.data / "archive", "-O", feed, reader="govcrawl").returncode == 0
    assert [told(record) for record in records(feed)] == [told(before)]
    assert scrapy("archive", "verify", reader="govcrawl").returncode == 0


def test_an_attachment_that_is_gone_is_said_and_costs_the_page_nothing(scrapy: Command) -> None:
    known = portal()
    del known[FILE]
    with served(known) as (url, _):
        crawl(scrapy, url)
        assert scrapy.run()["exit_status"] == 3
        assert "http_status" in scrapy.issues()
    (record,) = records(scrapy.latest)
    assert not record["tables"]
    assert {one["sha256"] is None for one in record["attachments"]} == {False}


def test_the_whole_report_beside_its_summary_is_the_record(scrapy: Command) -> None:
    known = portal()
    more = "".join(
        f"<p>{n}、各项工作有序开展，制度不断健全，平台建设稳步推进。</p>" for n in range(20)
    )
    whole = page(more=more + table().decode().partition("<body>")[2])
    known[FILE] = (whole, "text/html; charset=utf-8", {})
    link = f'<p>附件：<a href="{FILE}">{TITLE}全文.doc</a></p>'
    known[ARTICLE] = (page(more=link), "text/html; charset=utf-8", {})
    with served(known) as (url, log):
        root = url.removesuffix("/nb/")
        crawl(scrapy, url)
        assert len(log) == len(set(log))
        (record,) = records(scrapy.latest)
        assert record["source"]["url"] == root + FILE
        assert record["source"]["aliases"] == [root + ARTICLE]
        assert "制度不断健全" in record["body"]
        assert record["tables"]["stat2014.proactive.total"] == 31
        log.clear()
        assert crawl(scrapy, url)["unchanged"] == 1
        assert {f"{path} 304" for path in (ARTICLE, FILE)} <= set(log)
        assert len(log) == len(set(log))
    feed = scrapy.data / "again.jsonl"
    assert scrapy("reparse", scrapy.data / "archive", "-O", feed, reader="govcrawl").returncode == 0
    assert [told(record) for record in records(feed)] == [told(r) for r in records(scrapy.latest)]

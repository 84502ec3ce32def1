"""Articles over several pages, run after run: every page is asked about, and read anew together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from govcrawl.store.state import State
from tests.conftest import Command, records
from tests.platforms.sites.kit import document, plain, text

TITLE = "蒙山县水利局2022年政府信息公开工作年度报告"
FIRST, SECOND = "/nb/5001.html", "/nb/5001_1.html"


def pages() -> dict[str, str]:
    html, _ = text("蒙山县水利局", 2022, "2023-01-20")
    cut = html.index("<p>四、")
    pager = "<script>createPageHTML(2, {}, '5001', 'html');</script>"
    return {
        "/nb/": document(
            "政府信息公开年报",
            f"<ul><li><a href='{FIRST}'>{TITLE}</a><i>2023-01-20</i></li></ul>",
        ),
        FIRST: plain(TITLE, "2023-01-20", html[:cut] + pager.format(0)),
        SECOND: plain(TITLE, "2023-01-20", html[cut:] + pager.format(1)),
    }


@contextmanager
def served(known: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """The log holds path and status."""
    log: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = known.get(self.path, "").encode()
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            same = body and self.headers.get("If-None-Match") == tag
            status = 304 if same else 200 if body else 404
            log.append(f"{self.path} {status}")
            self.send_response(status)
            self.send_header("ETag", tag)
            self.send_header("Content-Type", "text/html; charset=utf-8")
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


def test_a_further_page_is_asked_about_and_its_change_is_read(scrapy: Command) -> None:
    known = pages()
    with served(known) as (url, log):
        assert crawl(scrapy, url)["new"] == 1
        assert len(records(scrapy.latest)[0]["attachments"]) == 2
        log.clear()
        assert crawl(scrapy, url)["unchanged"] == 1
        assert {f"{FIRST} 304", f"{SECOND} 304"} <= set(log)
        known[SECOND] = known[SECOND].replace("还不够均衡", "仍不够均衡")
        log.clear()
        assert crawl(scrapy, url)["changed"] == 1
        assert f"{SECOND} 200" in log
    (record,) = records(scrapy.latest)
    assert "仍不够均衡" in record["body"]
    assert [change["field"] for change in record["changes"]]


def test_another_reader_reads_all_pages_from_the_archive(scrapy: Command) -> None:
    with served(pages()) as (url, log):
        crawl(scrapy, url)
        before = records(scrapy.latest)
        (path,) = (scrapy.data / "state").glob("*.jsonl")
        state = State.read(path, path.stem)
        for at, page in list(state.pages()):
            state.keep_page(at, page._replace(reader="0"))
        state.write(path, state.published_by, state.latest)
        log.clear()
        crawl(scrapy, url)
    assert f"{FIRST} 200" not in log
    assert scrapy.state.page(url.removesuffix("/nb/") + FIRST).reader != "0"
    assert records(scrapy.latest)[0]["tables"] == before[0]["tables"]

"""Connections that are kept: what crosses them is counted as the server counts it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.conftest import Command

TITLE = "临江县审计局{}年政府信息公开工作年度报告"
YEARS = range(2009, 2025)


def page(title: str, main: str) -> bytes:
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{main}</body></html>".encode()


@contextmanager
def served(padding: int, drops: str = "") -> Iterator[tuple[str, list[str]]]:
    """A column with a report a year. Every answer leaves in one piece; the first request for
    ``drops`` is read, and the connection closed on it."""
    rows = "".join(f"<li><a href='/nb/{y}001.html'>{TITLE.format(y)}</a></li>" for y in YEARS)
    pages = {"/": page("政府信息公开年报", f"<ul>{rows}</ul>")}
    for y in YEARS:
        text = f"<p>{TITLE.format(y)}</p><p>{y}年，本机关主动公开政府信息{y % 90}条。</p>"
        pages[f"/nb/{y}001.html"] = page(TITLE.format(y), text + f"<!--{'x' * padding}-->")
    log: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            log.append(self.path)
            if self.path == drops and log.count(drops) == 1:
                self.close_connection = True
                return
            body = pages.get(self.path)
            status = "200 OK" if body else "404 Not Found"
            body = body or b"-"
            head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
            self.wfile.write(head.encode() + body)

        def log_message(self, format: str, *args: object) -> None:
            """Kept, not printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", log
    finally:
        server.shutdown()
        server.server_close()


def crawl(scrapy: Command, url: str) -> dict[str, int]:
    scrapy.crawl(url, "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    (host,) = scrapy.run()["hosts"]
    return {name: host[name] for name in ("requests", "unanswered")}


def test_many_answers_on_one_connection_are_no_endless_head(scrapy: Command) -> None:
    with served(padding=30_000) as (url, log):
        counted = crawl(scrapy, url)
    assert counted == {"requests": len(log), "unanswered": 0}
    assert len(set(log)) == len(log), "nothing is asked for twice"
    assert scrapy.run()["targets"][0]["failed"] == 0


def test_a_request_that_a_kept_connection_loses_is_sent_again_and_counted(scrapy: Command) -> None:
    with served(padding=0, drops="/nb/2015001.html") as (url, log):
        counted = crawl(scrapy, url)
    assert log.count("/nb/2015001.html") == 2
    assert counted == {"requests": len(log), "unanswered": 1}
    assert scrapy.run()["targets"][0]["failed"] == 0

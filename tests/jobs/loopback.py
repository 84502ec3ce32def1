"""Portals on addresses of their own: each ``127.0.0.N`` of one server is one."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType

from govcrawl.sampleserver import Answer
from tests.conftest import page


class Loopback:
    """``sites``: for each N the answers by path. A request takes ``seconds``; ``most`` says how many
    an address had at once at the most, ``asked`` what each was asked for how often."""

    def __init__(self, sites: Mapping[int, Mapping[str, str | Answer]], seconds: float) -> None:
        self.sites = {
            f"127.0.0.{n}": {p: page(a) if isinstance(a, str) else a for p, a in site.items()}
            for n, site in sites.items()
        }
        self.seconds = seconds
        self.most: Counter[str] = Counter()
        self.asked: Counter[tuple[str, str]] = Counter()
        self._now: Counter[str] = Counter()
        self._lock = Lock()
        self._server = ThreadingHTTPServer(("0.0.0.0", 0), _handler(self))
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, number: int, path: str = "/") -> str:
        return f"http://127.0.0.{number}:{self._server.server_port}{path}"

    def answer(self, host: str, path: str) -> Answer:
        with self._lock:
            self.asked[host, path] += 1
            self._now[host] += 1
            self.most[host] = max(self.most[host], self._now[host])
        time.sleep(self.seconds)
        with self._lock:
            self._now[host] -= 1
        return self.sites[host].get(path, Answer(404, b"<html><body>404</body></html>"))

    def __enter__(self) -> Loopback:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(server: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers["Host"].partition(":")[0]
            answer = server.answer(host, self.path)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "Content-Type" not in answer.headers:
                self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler

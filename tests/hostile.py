"""A server whose pages misbehave, and which logs what it was asked for."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, unquote

from typing_extensions import Self

PIECE = b"x" * 65536


class Logged(NamedTuple):
    """One request as the server saw it: monotonic time, path, status, bytes of the body."""

    moment: float
    path: str
    status: int
    sent: int


class Reply(NamedTuple):
    """``size``: that many bytes of nothing instead of the body; ``wait``: seconds before the
    answer; ``chunked``: without a Content-Length."""

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = MappingProxyType({})
    size: int = 0
    wait: float = 0.0
    chunked: bool = False


Pages = dict[str, "str | Reply"]
Fallback = Callable[[str], "str | Reply | None"]


class Hostile:
    """A portal on a loopback port. ``pages`` maps paths to pages, ``fallback`` makes any other;
    what neither has is a 404."""

    def __init__(self, pages: Pages, fallback: Fallback | None = None) -> None:
        self.pages, self.fallback = pages, fallback
        self.log: list[Logged] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    @property
    def paths(self) -> list[str]:
        return [entry.path for entry in self.log]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _reply(self, path: str) -> Reply:
        found = self.pages.get(path)
        if found is None and self.fallback is not None:
            found = self.fallback(path)
        if found is None:
            return Reply("gone", 404)
        return found if isinstance(found, Reply) else Reply(found)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        portal = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                moment, reply, sent = time.monotonic(), portal._reply(unquote(self.path)), 0
                time.sleep(reply.wait)
                if reply.headers.get("ETag", "-") == self.headers.get("If-None-Match"):
                    reply = Reply(status=304)
                body = reply.body.encode() if isinstance(reply.body, str) else reply.body
                pieces = [body] if body else []
                if reply.size:
                    pieces = list(itertools.repeat(PIECE, reply.size // len(PIECE)))
                try:
                    self.send_response(reply.status)
                    if "Content-Type" not in reply.headers:
                        self.send_header("Content-Type", "text/html")
                    for name, value in reply.headers.items():
                        self.send_header(name, quote(value, safe=':/?=&;,. "'))
                    if reply.chunked:
                        self.send_header("Transfer-Encoding", "chunked")
                    else:
                        self.send_header("Content-Length", str(sum(map(len, pieces))))
                    self.end_headers()
                    for piece in pieces:
                        chunk = b"%x\r\n%s\r\n" % (len(piece), piece) if reply.chunked else piece
                        self.wfile.write(chunk)
                        sent += len(piece)
                    if reply.chunked:
                        self.wfile.write(b"0\r\n\r\n")
                except OSError:
                    self.close_connection = True
                portal.log.append(Logged(moment, unquote(self.path), reply.status, sent))

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.do_GET()

            def log_message(self, format: str, *args: object) -> None:
                """Kept, not printed."""

        return Handler

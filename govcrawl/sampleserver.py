"""Serves a folder as a portal, over real HTTP on the loopback interface.

Used by ``scrapy demo`` and by the tests. Each portal has a port, and so a robots.txt, of its
own. Files are sent as old servers send them: no charset in the header of a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".jsp": "text/html",
    ".txt": "text/plain",
    ".json": "application/json",
    ".xml": "text/xml",
    ".css": "text/css",
    ".js": "application/javascript",
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class Answer(NamedTuple):
    """What a test wants a path to be answered with."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = {}


class SampleServer:
    """A portal on ``127.0.0.1`` at a free port, running until ``close`` or the end of ``with``.

    ``answers`` maps paths (with their query, if any) to answers that outrank the files;
    ``requests`` lists what was asked for, in order.
    """

    def __init__(self, folder: Path | None, answers: Mapping[str, Answer] | None = None) -> None:
        self.folder = folder.resolve() if folder else None
        self.answers = dict(answers or {})
        self.requests: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The home page."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> SampleServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def answer(self, target: str) -> Answer:
        """The answer to a request target: of the test, of the file, or 404."""
        path = urlsplit(target).path
        for key in (target, path):
            if key in self.answers:
                return self.answers[key]
        if self.folder is not None:
            file = (self.folder / unquote(path).lstrip("/")).resolve()
            file = file / "index.html" if file.is_dir() else file
            if file.is_file() and file.is_relative_to(self.folder):
                kind = _TYPES.get(file.suffix.lower(), "application/octet-stream")
                return Answer(200, file.read_bytes(), {"Content-Type": kind})
        return Answer(
            404, b"<html><body>404 Not Found</body></html>", {"Content-Type": "text/html"}
        )


def _handler(server: SampleServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.requests.append(self.path)
            answer = server.answer(self.path)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "Content-Type" not in answer.headers:
                self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """The requests are kept, not printed."""

    return Handler

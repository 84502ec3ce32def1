"""Serves a folder as a portal, over real HTTP on the loopback interface.

Used by ``scrapy demo`` and by the tests. Each portal has a port, and so a robots.txt, of its
own. Files are sent as old servers send them: no charset in the header of a page.

A portal whose services answer by query or by what is posted states it in ``answers.json``: a list
of rules ``{"path", "file"}``, the first that fits wins. ``query``, ``form`` and ``json`` name what
the request must say (more may be there), ``referer`` a part of that header; a value that is an
object is compared with JSON inside the parameter. A rule without ``file`` answers its ``status``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

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
    ``requests`` lists what was asked for, in order, ``sent`` what was answered with a body.
    ``etags``: files come with a validator, and are not sent again to who has them.
    """

    def __init__(
        self,
        folder: Path | None,
        answers: Mapping[str, Answer] | None = None,
        *,
        etags: bool = False,
    ) -> None:
        self.etags = etags
        self.sent: list[str] = []
        self.folder = folder.resolve() if folder else None
        self.answers = dict(answers or {})
        self.requests: list[str] = []
        rules = self.folder / "answers.json" if self.folder else None
        self._rules: list[dict[str, Any]] = (
            json.loads(rules.read_text("utf-8")) if rules and rules.is_file() else []
        )
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

    def answer(
        self, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer to a request target: of the test, of a rule, of the file, or 404."""
        path = urlsplit(target).path
        for key in (target, path):
            if key in self.answers:
                return self.answers[key]
        for rule in self._rules:
            if rule["path"] == path and _fits(rule, target, body, headers or {}):
                if self.folder is None or "file" not in rule:
                    return Answer(rule["status"], b"<html><body>-</body></html>")
                file = self.folder / rule["file"]
                kind = rule.get("type") or _TYPES.get(file.suffix.lower(), "text/html")
                return Answer(200, file.read_bytes(), {"Content-Type": kind})
        if self.folder is not None:
            file = (self.folder / unquote(path).lstrip("/")).resolve()
            file = file / "index.html" if file.is_dir() else file
            if file.is_file() and file.is_relative_to(self.folder):
                kind = _TYPES.get(file.suffix.lower(), "application/octet-stream")
                return Answer(200, file.read_bytes(), {"Content-Type": kind})
        return Answer(
            404, b"<html><body>404 Not Found</body></html>", {"Content-Type": "text/html"}
        )


def _fits(rule: dict[str, Any], target: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether a request says what a rule wants."""
    if rule.get("referer", "") not in headers.get("Referer", ""):
        return False
    query = dict(parse_qsl(urlsplit(target).query, keep_blank_values=True))
    posted = body.decode("utf-8", "replace")
    sent = _json(posted) if "json" in rule else {}
    return (
        _says(query, rule.get("query", {}))
        and _says(dict(parse_qsl(posted, keep_blank_values=True)), rule.get("form", {}))
        and _says(sent if isinstance(sent, dict) else {}, rule.get("json", {}))
    )


def _says(given: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    for name, value in wanted.items():
        stated = given.get(name)
        if isinstance(value, dict):
            inner = _json(stated) if isinstance(stated, str) else stated
            if not (isinstance(inner, dict) and _says(inner, value)):
                return False
        elif stated != value:
            return False
    return True


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _handler(server: SampleServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.requests.append(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            answer = server.answer(self.path, self.rfile.read(length), dict(self.headers.items()))
            if server.etags and answer.status == 200:
                etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
                known = self.headers.get("If-None-Match") == etag
                headers = {**answer.headers, "ETag": etag}
                answer = Answer(304 if known else 200, b"" if known else answer.body, headers)
            if answer.status != 304:
                server.sent.append(self.path)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "Content-Type" not in answer.headers:
                self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_POST = do_GET  # noqa: N815 - the base class names it

        def log_message(self, format: str, *args: object) -> None:
            """The requests are kept, not printed."""

    return Handler

"""A server on the loopback interface that breaks as told, byte by byte, path by path."""

from __future__ import annotations

import gzip
import itertools
import socket
import ssl
import struct
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import TypeAlias
from urllib.parse import unquote

from typing_extensions import Self

#: Writes one answer; the connection is closed after it.
Act: TypeAlias = Callable[[socket.socket], None]


class FaultServer:
    """``acts`` maps paths to an act, or to one for each time that it is asked for (the last
    stays). ``asked`` lists the paths in the order of the requests."""

    def __init__(
        self, acts: Mapping[str, Act | list[Act]], tls: ssl.SSLContext | None = None
    ) -> None:
        self.acts = dict(acts)
        self.asked: list[str] = []
        self.methods: list[str] = []
        self._times: Counter[str] = Counter()
        self._tls = tls
        self._server = _Server(("127.0.0.1", 0), self._handler())
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self.port}/"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _act(self, path: str) -> Act:
        found = self.acts.get(path)
        if isinstance(found, list):
            self._times[path] += 1
            return found[min(self._times[path], len(found)) - 1]
        return found or status(404)

    def _handler(self) -> type[BaseRequestHandler]:
        server = self

        class Handler(BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    connection = self.request
                    if server._tls:
                        connection = server._tls.wrap_socket(connection, server_side=True)
                    request = b""
                    while b"\r\n\r\n" not in request:
                        more = connection.recv(65536)
                        if not more:
                            return
                        request += more
                    path = unquote(request.split(b" ", 2)[1].decode())
                    server.methods.append(request.split(b" ", 1)[0].decode())
                    server.asked.append(path)
                    server._act(path)(connection)
                    with suppress(OSError):  # the client may be gone, or the act has reset it
                        connection.shutdown(socket.SHUT_WR)

        return Handler


class _Server(ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64


# --- whole answers --------------------------------------------------------------------------


def send(
    body: bytes | Iterable[bytes] = b"",
    head: str = "HTTP/1.1 200 OK",
    length: int | None = -1,
    kind: str = "text/html",
    **headers: str,
) -> Act:
    """An answer with a Content-Length; ``length``: another one, or none."""

    def act(connection: socket.socket) -> None:
        lines = [head, "Connection: close"]
        if kind:
            lines.append(f"Content-Type: {kind}")
        if length is not None:
            lines.append(f"Content-Length: {len(body) if length == -1 else length}")  # type: ignore[arg-type]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        for piece in [body] if isinstance(body, bytes) else body:
            connection.sendall(piece)

    return act


def status(code: int, body: bytes = b"<html>-</html>", **headers: str) -> Act:
    return send(body, f"HTTP/1.1 {code} Whatever", **headers)


def chunked(body: bytes, end: bytes = b"0\r\n\r\n") -> Act:
    framed = b"%x\r\n%s\r\n%s" % (len(body), body, end)
    return send(framed, length=None, Transfer_Encoding="chunked")


def old(body: bytes, kind: str = "text/html") -> Act:
    """HTTP/1.0: the end of the connection is the end of the body."""
    return send(body, "HTTP/1.0 200 OK", length=None, kind=kind)


# --- broken ones ----------------------------------------------------------------------------


def reset(act: Act | None = None) -> Act:
    """Breaks the connection, after another act where one is given."""

    def broken(connection: socket.socket) -> None:
        if act:
            act(connection)
            time.sleep(0.05)  # what was sent is to arrive before the reset overtakes it
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return broken


def drip(body: bytes, pause: float) -> Act:
    def slowly() -> Iterator[bytes]:
        for byte in body:
            yield bytes([byte])
            time.sleep(pause)

    def act(connection: socket.socket) -> None:
        send(slowly(), length=len(body))(connection)

    return act


def raw(data: bytes) -> Act:
    return lambda connection: connection.sendall(data)


def hang(connection: socket.socket) -> None:
    connection.settimeout(20)
    with suppress(OSError):
        connection.recv(1)


def flood(connection: socket.socket) -> None:
    """A head without end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in itertools.count():
        connection.sendall(b"".join(b"X-%d-%d: 1\r\n" % (number, n) for n in range(2000)))


def endless(kind: str = "text/html") -> Act:
    return send(itertools.repeat(b"x" * 65536, 4000), length=None, kind=kind)


def squeezed(body: bytes, encoding: str = "gzip", part: float = 1) -> Act:
    data = gzip.compress(body) if encoding == "gzip" else zlib.compress(body)
    return send(data[: int(len(data) * part)], Content_Encoding=encoding)


@cache
def bomb() -> Act:
    """200 MB in 200 KB."""
    packer = zlib.compressobj(wbits=31)
    data = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(200)) + packer.flush()
    return send(data, Content_Encoding="gzip")


def moved(location: str) -> Act:
    return send(b"", "HTTP/1.1 302 Moved", Location=location)

"""What one record of the archive holds, as bytes. WARC/1.1 (ISO 28500:2017).

A response is kept as it came off the wire but for three things that Scrapy does not hand on:
the transfer encoding (chunks are joined), the letter case of header names, and the reason
phrase, for which the standard one is written. Content-Encoding stays, and so do the compressed
bytes under it.

Which pages the spider handed to the reader is said by a ``metadata`` record that refers to the
response: what `scrapy reparse` reads are these marks.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import msgspec
from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from govcrawl.reading.model import Listed

#: Headers of our own on records. ``RUN`` tells our records from those of other crawlers.
RUN, ROLE, PORTAL = "X-Govcrawl-Run", "X-Govcrawl-Role", "X-Govcrawl-Portal"
PAGE, VERDICT = "page", "verdict"  # roles of metadata records
RENDERED = "X-Govcrawl-Rendered"  # the body is what a browser made of the page
SAME_CONTENT = RecordBuilder.REVISIT_PROFILE_1_1
_LEVEL = 6  # measured on report pages: level 9 takes 1.5 times as long and saves 1 %
_SECRET = frozenset({b"authorization", b"proxy-authorization", b"cookie"})

Headers = Iterable[tuple[bytes, bytes]]


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request and its response. ``date`` is ISO 8601 in UTC to the second, ``body`` as
    received (Content-Encoding applied by the server still on)."""

    url: str
    date: str
    method: str
    request_headers: list[tuple[bytes, bytes]]
    request_body: bytes
    status: int
    protocol: str | None
    headers: list[tuple[bytes, bytes]]
    body: bytes
    ip: str | None = None
    truncated: str | None = None
    role: str = "other"
    portal: str | None = None
    rendered: bool = False


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """The page that links a document, or a file that a page attaches: the id of its record, and how
    it was handed on."""

    of: str
    url: str | None = None
    content_type: str | None = None
    disposition: str | None = None
    title: str = ""


class Mark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That the spider handed a page to the reader, and with what.

    ``of``: id of the record that holds the bytes; ``linked_from``: the page that links
    the document; ``attached``: the files that were read with the page; ``disposition``: the header
    Content-Disposition; ``documents``: whether the page links documents that are read instead where it
    carries no report itself; ``others``: whether the document has other formats; ``listed``:
    what the listing printed of the document; ``target``: number of the target within its run; ``years``: the report years that the crawl was asked
    for, empty for all.
    """

    of: str
    url: str
    fetched_at: str
    run: str
    content_type: str | None = None
    disposition: str | None = None
    portal: str | None = None
    target: int = 0
    announced: bool = False
    at_home: bool = True
    years: list[int] = []
    linked_from: Link | None = None
    attached: list[Link] = []
    documents: bool = False
    others: bool = False
    listed: Listed | None = None

    @property
    def records(self) -> list[str]:
        """The ids of all records that the page is read from."""
        linking = [self.linked_from.of] if self.linked_from else []
        return [self.of, *linking, *(one.of for one in self.attached)]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a run made of a report that ``latest`` held before: ``unchanged``, ``changed`` or
    ``reparsed``, with what changed; ``emitted``: whether it is in the run's feed."""

    report_id: str
    url: str
    run: str
    state: str
    emitted: bool
    changes: list[dict[str, Any]] = []


class Stored(NamedTuple):
    """Where a content is that the archive holds already."""

    record_id: str
    uri: str
    date: str


class _Head(StatusAndHeaders):  # type: ignore[misc]
    """A head that is written as given: warcio would rewrite bytes that are not ASCII."""

    def __init__(self, raw: bytes) -> None:
        super().__init__("", [])
        self.raw = raw

    def __bool__(self) -> bool:
        return True  # also an empty one: warcio would look for a head in the payload

    def compute_headers_buffer(self, header_filter: object = None) -> None:  # noqa: ARG002
        self.headers_buff = self.raw


def digest(data: bytes) -> str:
    """``sha256:`` and the hex digits: base 32 would need padding, which the format forbids."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def new_id() -> str:
    return str(RecordBuilder._make_warc_id())


def warcinfo(filename: str, date: str, fields: dict[str, str]) -> tuple[str, bytes]:
    """The first record of a file: what made it, for which run, under which policy."""
    block = "".join(f"{name}: {_line(value)}\r\n" for name, value in fields.items()).encode()
    record_id = new_id()
    headers = {"WARC-Date": date, "WARC-Record-ID": record_id, "WARC-Filename": filename}
    return record_id, _record("warcinfo", None, headers, block, "application/warc-fields")


def request(exchange: Exchange, response_id: str, shared: dict[str, str]) -> bytes:
    """The request, without what would let its reader in somewhere (cookies, passwords)."""
    parts = urlsplit(exchange.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = [(k, v) for k, v in exchange.request_headers if k.lower() not in _SECRET]
    if not any(name.lower() == b"host" for name, _ in headers):
        headers.insert(0, (b"Host", parts.netloc.rpartition("@")[2].encode()))
    head = _http(f"{exchange.method} {path} HTTP/1.1", headers)
    fields = {"WARC-Date": exchange.date, "WARC-Concurrent-To": response_id} | shared
    kind = "application/http; msgtype=request"
    return _record("request", exchange.url, fields, exchange.request_body, kind, head)


def response(
    exchange: Exchange, record_id: str, payload_digest: str, shared: dict[str, str], run: str
) -> bytes:
    """The response with its body."""
    fields = _response_fields(exchange, record_id, payload_digest, run) | shared
    return _record("response", exchange.url, fields, exchange.body, _RESPONSE, _status(exchange))


def revisit(
    exchange: Exchange,
    record_id: str,
    payload_digest: str,
    shared: dict[str, str],
    run: str,
    stored: Stored,
) -> bytes:
    """The response of a content that the archive holds already: its head alone."""
    fields = _response_fields(exchange, record_id, payload_digest, run) | {
        "WARC-Profile": SAME_CONTENT,
        "WARC-Refers-To": stored.record_id,
        "WARC-Refers-To-Target-URI": stored.uri,
        "WARC-Refers-To-Date": stored.date,
    }
    return _record("revisit", exchange.url, fields | shared, b"", _RESPONSE, _status(exchange))


def resource(
    url: str, date: str, body: bytes, content_type: str, record_id: str, shared: dict[str, str]
) -> bytes:
    """Bytes that were read but are no response of a server (made by the crawler from one)."""
    fields = {"WARC-Date": date, "WARC-Record-ID": record_id} | shared
    fields["WARC-Payload-Digest"] = digest(body)
    return _record("resource", url, fields, body, content_type)


def mark_record(mark: Mark, shared: dict[str, str]) -> bytes:
    """The record of a mark: its fields by name, one a line, values in JSON."""
    fields = {
        "WARC-Date": mark.fetched_at,
        "WARC-Record-ID": new_id(),
        "WARC-Refers-To": mark.of,
        RUN: mark.run,
        ROLE: PAGE,
    }
    return _record("metadata", mark.url, fields | shared, _fields(mark), _FIELDS)


def verdict_record(verdict: Verdict, date: str, shared: dict[str, str]) -> bytes:
    """The record of a verdict, written like a mark."""
    fields = {"WARC-Date": date, "WARC-Record-ID": new_id(), RUN: verdict.run, ROLE: VERDICT}
    return _record("metadata", verdict.url or None, fields | shared, _fields(verdict), _FIELDS)


def read_mark(block: bytes) -> Mark:
    """The mark of a ``metadata`` record of ours. Raises ValueError where it is none."""
    return _read_fields(block, Mark)


def read_verdict(block: bytes) -> Verdict:
    """The verdict of a ``metadata`` record of ours. Raises ValueError where it is none."""
    return _read_fields(block, Verdict)


_FIELDS = "application/warc-fields"
_Said = TypeVar("_Said", Mark, Verdict)


def _fields(said: Mark | Verdict) -> bytes:
    given = msgspec.to_builtins(said)
    lines = [f"{name}: {msgspec.json.encode(value).decode()}\r\n" for name, value in given.items()]
    return "".join(lines).encode()


def _read_fields(block: bytes, kind: type[_Said]) -> _Said:
    given: dict[str, object] = {}
    try:
        for line in block.decode("utf-8", "replace").split("\r\n"):
            name, colon, value = line.partition(": ")
            if colon:
                given[name] = msgspec.json.decode(value)
        return msgspec.convert(given, kind)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(str(error)) from None


_RESPONSE = "application/http; msgtype=response"
_PLAIN = (None, "HTTP/1.0", "HTTP/1.1")


def _response_fields(
    exchange: Exchange, record_id: str, payload_digest: str, run: str
) -> dict[str, str]:
    fields = {
        "WARC-Date": exchange.date,
        "WARC-Record-ID": record_id,
        "WARC-Payload-Digest": payload_digest,
        RUN: run,
        ROLE: exchange.role,
    }
    optional = {
        "WARC-IP-Address": exchange.ip,
        "WARC-Truncated": exchange.truncated,
        "WARC-Protocol": exchange.protocol if exchange.protocol not in _PLAIN else None,
        PORTAL: exchange.portal,
        RENDERED: "browser" if exchange.rendered else None,
    }
    return fields | {name: value for name, value in optional.items() if value}


def _status(exchange: Exchange) -> bytes:
    try:
        phrase = HTTPStatus(exchange.status).phrase
    except ValueError:
        phrase = ""
    protocol = "HTTP/1.0" if exchange.protocol == "HTTP/1.0" else "HTTP/1.1"
    return _http(f"{protocol} {exchange.status} {phrase}", exchange.headers)


def _http(first: str, headers: Headers) -> bytes:
    lines = [first.encode()] + [name + b": " + value for name, value in headers]
    return b"".join(line.translate(None, b"\r\n") + b"\r\n" for line in lines) + b"\r\n"


def _record(
    kind: str,
    url: str | None,
    fields: dict[str, str],
    payload: bytes,
    content_type: str,
    head: bytes = b"",
) -> bytes:
    """One record as one gzip member."""
    headers = {name: _line(value) for name, value in fields.items()}
    headers["WARC-Block-Digest"] = digest(head + payload)
    if kind in ("request", "metadata"):
        headers["WARC-Payload-Digest"] = digest(payload)  # warcio would add SHA-1
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="WARC/1.1")
    record = writer.create_warc_record(
        url,
        kind,
        payload=BytesIO(payload),
        length=len(payload),
        warc_content_type=content_type,
        warc_headers_dict=headers,
        http_headers=_Head(head),
    )
    writer.write_record(record)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(out.getvalue()) + packer.flush()


def _line(value: str) -> str:
    return " ".join(value.split("\n")).replace("\r", " ")

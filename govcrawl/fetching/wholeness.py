"""Whether the bytes of a response are all of it, as far as can be determined.

A server that dies, or states a length that is too small, leaves half a report that reads like a
whole one. Files and pages end in a way of their own; what breaks off before is not taken.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Iterator
from typing import Any

_TAIL = 8192  # bytes at the end of a page; scripts and comments may follow </html>
_PDF_TAIL = 32768  # the marker is in the last 1024 (ISO 32000-1, 7.5.5); servers append more
_ZIP_TAIL = 65557  # the end record of a ZIP archive with the longest comment
#: Bytes of a page whose opened and closed elements are counted.
_SAMPLE = 1 << 22
_END = re.compile(rb"</\s*(?:html|body|frameset)\b", re.IGNORECASE)
_DOCUMENT = re.compile(rb"<\s*(?:html|body|frameset|!doctype\s+html)\b", re.IGNORECASE)
_ROOT = re.compile(
    rb"(?:\s|<\?[^<>]{0,300}\?>|<!--(?:(?!-->).){0,2000}-->)*<([A-Za-z][\w:.-]{0,60})", re.DOTALL
)
#: Elements whose end tags authors write, even those who leave out </html>.
_OPENED = re.compile(
    rb"<(/?)(div|table|tr|td|ul|ol|section|article|form|script|style|span|strong|a)\b",
    re.IGNORECASE,
)
#: Those that hold figures or swallow what follows: left open, something is missing.
_HOLDS = (b"table", b"tr", b"td", b"script", b"style")
_LAST_TAG = re.compile(rb"<(/?)([a-z][a-z0-9]*)\b[^<>]*>[^<>]*\Z", re.IGNORECASE)
#: Bytes unpacked at a time, so that a bomb is noticed early.
_STEP = 1 << 16


def breaks_off(body: bytes) -> bool | None:
    """True where the bytes visibly end in the middle, False where they visibly end where they
    should, None where they do not tell.

    >>> breaks_off(b"<html><body><p>text</p></body></html>")
    False
    >>> breaks_off(b"<html><body><div><p>te")
    True
    >>> breaks_off(b"<html><body><div><p>text</p>")
    >>> breaks_off(b"<html><body><table><tr><td>1</td>")
    True
    >>> breaks_off(b"User-agent: *")
    """
    head = body[:1024]
    if b"%PDF-" in head and head.lstrip()[:1] != b"<":
        # One made for the web has a first end near its beginning.
        if b"/Linearized" in head and body.count(b"%%EOF") < 2:
            return True
        return b"%%EOF" not in body[-_PDF_TAIL:]
    if body.startswith(b"PK\x03\x04"):
        return b"PK\x05\x06" not in body[-_ZIP_TAIL:]
    start = body[:_TAIL].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"{", b"["):
        return body.rstrip()[-1:] not in (b"}", b"]")
    if start[:1] == b"<":
        return _page_breaks_off(body, start)
    return None


def _page_breaks_off(body: bytes, start: bytes) -> bool | None:
    tail = body[-_TAIL:]
    if _END.search(tail):
        return False
    root = _ROOT.match(start)
    if not _DOCUMENT.search(start):
        # XML, or a piece of a page: whole where its first element is closed at the end.
        closed = root is not None and re.search(rb"</" + re.escape(root[1]) + rb"\s*>", tail)
        return False if closed else None
    if body.rfind(b"<") > body.rfind(b">"):
        return True
    opened: dict[bytes, int] = {}
    for match in _OPENED.finditer(body[:_SAMPLE]):
        name = match[2].lower()
        opened[name] = opened.get(name, 0) + (-1 if match[1] else 1)
    last = _LAST_TAG.search(tail)
    if any(opened.get(name, 0) > 0 for name in _HOLDS):
        return True
    if any(count > 0 for count in opened.values()):
        # Authors leave containers open; a page that was cut seldom ends with an end tag.
        closes = last is not None and bool(last[1]) and tail.rstrip().endswith(b">")
        return None if closes else True
    text_follows = last is not None and not tail.rstrip().endswith(b">")
    return True if text_follows else None


class DamagedError(ValueError):
    """A compressed body is not what its header says, or was altered on the way."""


def stream_ends(body: bytes, encoding: str, limit: int) -> bool:
    """Whether a compressed body holds its stream to the end. Only the first ``limit`` bytes of
    what it unpacks to are looked at. Raises DamagedError where it is no such stream.

    >>> stream_ends(zlib.compress(b"text"), "deflate", 1000)
    True
    >>> stream_ends(zlib.compress(b"text")[:-6], "deflate", 1000)
    False
    """
    steps = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
    if encoding not in steps:
        return True
    unpacked = 0
    try:
        for piece in steps[encoding](body):
            if piece is None:
                return False
            unpacked += len(piece)
            if unpacked > limit:
                break
    except Exception as error:  # every library has errors of its own
        raise DamagedError(f"{encoding}: {error}") from error
    return True


def _gzip(body: bytes) -> Iterator[bytes | None]:
    while True:
        stream = zlib.decompressobj(wbits=31)
        yield from _zlib(stream, body)
        if not stream.eof:
            return
        body = stream.unused_data
        if body[:2] != b"\x1f\x8b":  # padding, not another member
            return


def _deflate(body: bytes) -> Iterator[bytes | None]:
    try:
        zlib.decompressobj().decompress(body, 1)
    except zlib.error:  # without the header that the standard asks for
        yield from _zlib(zlib.decompressobj(wbits=-15), body)
    else:
        yield from _zlib(zlib.decompressobj(), body)


def _zlib(stream: Any, body: bytes) -> Iterator[bytes | None]:
    while body and not stream.eof:
        yield stream.decompress(body, _STEP)
        body = stream.unconsumed_tail
    if not stream.eof:
        yield None


def _brotli(body: bytes) -> Iterator[bytes | None]:
    import brotli

    stream = brotli.Decompressor()
    while not stream.is_finished():
        piece = stream.process(body, output_buffer_limit=_STEP)
        if not piece and not body:
            yield None
            return
        yield piece
        body = b""


def _zstd(body: bytes) -> Iterator[bytes | None]:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    stream = zstd.ZstdDecompressor()
    while not stream.eof:
        piece = stream.decompress(body, _STEP)
        if not piece and not body:
            yield None
            return
        yield piece
        body = b""

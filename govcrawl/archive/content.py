"""From the block of an HTTP record to the bytes that the reader gets."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from govcrawl.archive.warc_reader import holds

if TYPE_CHECKING:
    from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware

#: The first line of a head that lacks its status line, and the one that it is given.
_FIELD = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]*[^\r\n]{1,4000}\r?\n")
_STATUS = b"HTTP/1.0 200 OK\r\n"
_parser = StatusAndHeadersParser([], verify=False)


class TooLargeError(ValueError):
    """The content is larger than allowed once it is decompressed."""


class Http(NamedTuple):
    """An HTTP response as it is in a record. ``payload``: the bytes after the head."""

    status: int
    headers: list[tuple[str, str]]
    payload: bytes

    def get(self, name: str) -> str | None:
        """The first header of a name (given in lower case)."""
        return next((value for key, value in self.headers if key.lower() == name), None)


def parse_http(block: bytes) -> Http | None:
    """The head and the payload of a block; None where it does not begin with one. A head that some
    programs wrote without its status line is taken as that of a page that was there."""
    before = b""
    if not block.startswith(b"HTTP"):
        if not _FIELD.match(block):
            return None
        before = _STATUS
    stream = BytesIO(before + block)
    try:
        head: StatusAndHeaders = _parser.parse(stream)
        status = int(head.statusline.split(" ")[0])
    except Exception:  # warcio's parser raises what it meets
        return None
    return Http(status, head.headers, block[stream.tell() - len(before) :])


def body_of(http: Http, payload: bytes, url: str, limit: int) -> bytes:
    """The payload without its transfer and content encodings, decompressed by the same code as
    in a crawl. What is not encoded as its head says is left as it is.

    Raises TooLargeError where more than ``limit`` bytes would come out.
    """
    if (http.get("transfer-encoding") or "").strip().lower() == "chunked":
        payload = without_chunks(payload)
    encodings = [value for name, value in http.headers if name.lower() == "content-encoding"]
    if payload and encodings:
        payload = _decompressed(payload, encodings, url, limit)
    if len(payload) > limit:
        raise TooLargeError(url)
    return payload


def _decompressed(payload: bytes, encodings: list[str], url: str, limit: int) -> bytes:
    # Imported when needed: worker processes start in half the time without it.
    from scrapy import Request
    from scrapy.exceptions import IgnoreRequest
    from scrapy.http import Response

    headers = {"Content-Encoding": [value.encode("latin-1", "replace") for value in encodings]}
    try:
        response = Response("http://archive.invalid/", headers=headers, body=payload)
        decoded = _middleware(limit).process_response(Request(response.url), response)
    except IgnoreRequest as error:
        raise TooLargeError(url) from error
    except Exception:  # every library has errors of its own
        logging.getLogger(__name__).debug("%s is not encoded as it says", url)
        return payload
    return decoded.body if isinstance(decoded, Response) else payload


def payload_holds(stated: str, http: Http, url: str, limit: int) -> bool | None:
    """Whether the digest of a payload holds; None where it cannot be determined. Crawlers take it of the
    payload as it came (ISO 28500), without its chunks, or decompressed: each counts."""
    right = holds(stated, http.payload)
    if right is False and http.get("transfer-encoding"):
        right = holds(stated, without_chunks(http.payload))
    if right is False and http.get("content-encoding"):
        try:
            right = holds(stated, body_of(http, http.payload, url, limit))
        except TooLargeError:
            return None
    return right


class _NoStats:
    """Stands in for the statistics of a crawl, which the middleware counts in."""

    def inc_value(self, *_: object) -> None:
        pass


def without_chunks(payload: bytes) -> bytes:
    """The chunks of a payload as one; a payload that is none is left as it is."""
    reader, parts = ChunkedDataReader(BytesIO(payload)), []
    while part := reader.read(1 << 16):
        parts.append(part)
    return b"".join(parts)


@lru_cache(maxsize=4)
def _middleware(limit: int) -> HttpCompressionMiddleware:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware

    crawler = Crawler(Spider, {"DOWNLOAD_MAXSIZE": limit, "DOWNLOAD_WARNSIZE": 0})
    crawler.stats = _NoStats()  # type: ignore[assignment]
    return HttpCompressionMiddleware(crawler=crawler)

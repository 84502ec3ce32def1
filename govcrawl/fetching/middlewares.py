"""Block pages end a request before the retry middleware sees them, and their host cools down;
what is not a whole answer is asked for again; robots.txt that cannot be had forbids."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares import cookies
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response, TextResponse
from tldextract import TLDExtract

from govcrawl.fetching.pace import retry_after
from govcrawl.fetching.wholeness import breaks_off, stream_ends
from govcrawl.messages import Message, say
from govcrawl.platforms.challenges import recognise
from govcrawl.platforms.known import held
from govcrawl.platforms.pages import DOCUMENT_URL
from govcrawl.reading.formats.decode import decode

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.settings import BaseSettings
    from typing_extensions import Self

_SILENCE = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
_ANSWERED = "govcrawl_answered"  # in request.meta: the hash of an answer of unstated length
_ROBOTS = 512 * 1024  # bytes of a robots.txt that are read (RFC 9309, 2.5: at least 500 KiB)
_DELAY = re.compile(
    r"^(?P<name>[ \t]*crawl[- ]?delay[ \t]*:[ \t]*)(?P<number>\d{1,9}(?:\.\d{1,9})?)[ \t]*"
    r"(?P<unit>ms|millisec(?:ond)?s?|s|secs?|seconds?|m|mins?|minutes?)\b\.?",
    re.IGNORECASE | re.MULTILINE,
)
#: Codecs of text that no page is in; what they cannot decode raises, whatever one asks for.
_NO_PAGES = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})
_REFRESH = re.compile(
    rb"\s*(\d{1,4}(?:\.\d{1,3})?)\s*[;,]\s*(?:[uU][rR][lL]\s*=)?\s*(\S{1,4000})\s*"
)
_RANGE = re.compile(rb"bytes 0-(\d+)/(\d+)\s*\Z")


class SaidError(IgnoreRequest):
    """A request failed; the message gives the cause. Not asked for again in this run."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class BlockedError(SaidError):
    """A challenge, a refusal or a soft error came in place of the page."""


class BlockMiddleware:
    """Turns block pages into BlockedError. After ``GOVCRAWL_BLOCKS_PER_HOST`` of them in a row,
    or twice as many requests without an answer, a host is asked for nothing more in this run;
    the rest of the run goes on."""

    def __init__(self, limit: int, longest: float, retries: int) -> None:
        self.limit, self.longest, self.retries = limit, longest, retries
        self._blocks: Counter[str] = Counter()
        self._silences: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        return cls(
            settings.getint("GOVCRAWL_BLOCKS_PER_HOST"),
            settings.getfloat("GOVCRAWL_RETRY_AFTER_LIMIT"),
            settings.getint("RETRY_TIMES"),
        )

    def process_request(self, request: Request) -> None:
        self.refuse(request)
        # A redirect to another host must keep to that one's pace.
        request.meta.pop("download_slot", None)

    def refuse(self, request: Request) -> None:
        """Raises BlockedError where the request's host is to be left alone."""
        host = urlsplit(request.url).netloc
        if self._blocks[host] >= self.limit:
            raise BlockedError(say("host_cooling_down", host=host))
        if self._silences[host] >= 2 * self.limit:
            raise BlockedError(say("host_silent", host=host, count=self._silences[host]))

    def process_response(self, request: Request, response: Response) -> Response:
        host = urlsplit(request.url).netloc
        self._silences[host] = 0
        if request.url.endswith("/robots.txt"):
            return response
        message = recognise(response.status, response.body, held(response))
        if message is not None and self._not_now(request, response):
            return response  # it is asked for again, after the time that the server states
        if message is None:
            if self._blocks[host] < self.limit:  # what was under way does not warm a host again
                self._blocks[host] = 0
            return response
        if message.code.startswith("blocked"):
            self._blocks[host] += 1
        raise BlockedError(message)

    def _not_now(self, request: Request, response: Response) -> bool:
        """Whether a 429 says when to come back, within what is waited for, and its page is not
        a challenge by itself."""
        after = retry_after(response) if response.status == 429 else None
        again = request.meta.get("retry_times", 0) < self.retries
        return (
            again
            and after is not None
            and after <= self.longest
            and recognise(404, response.body) is None
        )

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, _SILENCE):
            self._silences[urlsplit(request.url).netloc] += 1


class WholeMiddleware(HttpCompressionMiddleware):
    """Scrapy's decompression, and a look at whether the answer is all of it: the connection
    broke, the compressed stream or the page itself breaks off. Such an answer is asked for again
    (``RETRY_TIMES``), then its request fails: half a report reads like a whole one.

    Where no length was stated and the bytes do not tell their end, two answers must agree.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - Scrapy's own has it
    ) -> Request | Response:
        if not 200 <= response.status < 300 or request.method == "HEAD":
            return response
        limit = request.meta.get("download_maxsize", self._max_size)
        if "dataloss" in response.flags or not _is_all(response):
            return self._again(request, "connection")
        try:
            finished = _stream_ends(response, limit)
            decoded = super().process_response(request, response)
        except IgnoreRequest:
            raise SaidError(say("download_too_large", limit=limit)) from None
        except Exception as error:  # the stream is damaged; every library has errors of its own
            if breaks_off(response.body) is not False:
                return self._again(request, str(error)[:120])
            # It was never compressed, whatever its header says.
            headers = response.headers.copy()
            headers.pop("Content-Encoding", None)
            finished, decoded = True, response.replace(headers=headers)
        assert isinstance(decoded, Response)
        cut = breaks_off(decoded.body)
        if cut is None and not finished:
            cut = True
        if cut is None and "partial" in response.flags:
            digest = hashlib.sha256(decoded.body).digest()
            cut = request.meta.get(_ANSWERED) != digest
            request.meta[_ANSWERED] = digest
        return self._again(request, "end") if cut else decoded

    def _again(self, request: Request, reason: str) -> Request:
        assert self.crawler.spider is not None
        again = get_retry_request(
            request, spider=self.crawler.spider, reason=f"cut off ({reason})", give_up_log_level=10
        )
        if again is None:
            raise SaidError(say("cut_off"))
        return again


def _is_all(response: Response) -> bool:
    """Whether the server states that this is all there is: 206 is a part, asked for or not."""
    if response.status != 206:
        return True
    match = _RANGE.match(response.headers.get("Content-Range") or b"")
    return match is not None and int(match[1]) + 1 == int(match[2]) == len(response.body)


def _stream_ends(response: Response, limit: int) -> bool:
    """Whether the compressed stream is whole. Raises DamagedError where it is none."""
    encodings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    names = [name.strip().lower() for name in encodings.split(",") if name.strip()]
    if len(names) != 1 or not response.body:
        return True
    return stream_ends(response.body, names[0], limit)


class Timeouts:
    """Documents are given more time than pages, as a whole each."""

    def __init__(self, settings: BaseSettings) -> None:
        self.page = settings.getfloat("DOWNLOAD_TIMEOUT")
        self.document = settings.getfloat("GOVCRAWL_DOCUMENT_TIMEOUT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings)

    def process_request(self, request: Request) -> None:
        document = DOCUMENT_URL.search(request.url) is not None
        request.meta["download_timeout"] = self.document if document else self.page


class Redirects(RedirectMiddleware):
    """Scrapy's, which falls over an address that is none. A page that redirects to itself with a
    cookie is asked for with it; one that is never satisfied wants more than a cookie jar."""

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - Scrapy's own has it
    ) -> Request | Response:
        try:
            return super().process_response(request, response)
        except ValueError:
            raise SaidError(say("bad_address")) from None
        except IgnoreRequest:
            asked = {request.url, *request.meta.get("redirect_urls", ())}
            if len(asked) == 1 and response.headers.get("Set-Cookie"):
                raise BlockedError(say("cookie_required")) from None
            raise


class Cookies(CookiesMiddleware):
    """Scrapy's, with the list of public suffixes that comes with the library. Its own would be
    fetched from the internet at the first cookie, while the whole crawl waits."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        cookies._split_domain = TLDExtract(
            cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True
        )
        return super().from_crawler(crawler)


class Refreshes(MetaRefreshMiddleware):
    """Scrapy's, which falls over an address that is none (the page is taken as it is) and over
    encodings that are none of text, and does not look at the header of the same meaning."""

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - Scrapy's own has it
    ) -> Request | Response:
        response = in_text_encoding(response)
        stated = _REFRESH.fullmatch(response.headers.get("Refresh") or b"")
        try:
            if stated and response.status == 200 and float(stated[1]) <= self._maxdelay:
                to = urljoin(request.url, stated[2].decode("latin-1").strip(" '\""))
                if urlsplit(to).scheme in ("http", "https") and to != request.url:
                    again = self._redirect_request_using_get(request, response, to)
                    return self._redirect(again, request, "refresh header")
            return super().process_response(request, response)
        except ValueError:
            return response


#: Failures which mean that the host itself is not there, whatever its robots.txt.
_DEAD = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError)


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's robots.txt, kept to as RFC 9309 has it: 4xx is one without rules; a server error,
    429, no answer or a broken one (retries included) forbids the whole host for this run. A block
    page in its place tells nothing: the page itself will be refused, and for what it is."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._lost: dict[str, SaidError] = {}

    async def process_request(
        self,
        request: Request,
        spider: Spider | None = None,  # noqa: ARG002 - Scrapy's own has it
    ) -> None:
        await super().process_request(request)
        lost = self._lost.get(urlsplit(request.url).netloc)
        if lost is not None and not request.meta.get("dont_obey_robotstxt"):
            raise type(lost)(lost.message)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """The request for robots.txt itself failed, retries included."""
        if request.meta.get("dont_obey_robotstxt") and not isinstance(exception, IgnoreRequest):
            if isinstance(exception, _DEAD):
                host = urlsplit(request.url).netloc
                raise SaidError(say("host_dead", host=host, error=describe(exception)))
            raise SaidError(self._unreachable(request.url, describe(exception)))

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        failed = response.status >= 500 and recognise(response.status, response.body) is None
        if failed or response.status == 429:  # "not now" is no leave to go on
            raise SaidError(self._unreachable(request.url, f"HTTP {response.status}"))
        body = b"" if response.status >= 400 else plain_robots(response.body[:_ROBOTS])
        response = response.replace(body=body)
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, SaidError):
            self._lost[netloc] = exc
        super()._robots_error(exc, netloc)

    @staticmethod
    def _unreachable(url: str, error: str) -> Message:
        return say("robots_unreachable", host=urlsplit(url).netloc, error=error)


def in_text_encoding(response: Response) -> Response:
    """The response, by our own decoding where what it declares (``charset=hex``) is a codec of
    Python's that is no encoding of text: to decode by it raises."""
    if not isinstance(response, TextResponse):
        return response
    codec = codecs.lookup(response.encoding)
    if codec._is_text_encoding and codec.name not in _NO_PAGES:
        return response
    return response.replace(encoding=decode(response.body).encoding)


def plain_robots(body: bytes) -> bytes:
    """A robots.txt as the parser takes it: UTF-8, and delays without their units.

    >>> plain_robots("Crawl-delay: 1.5s".encode("utf-16"))
    b'Crawl-delay: 1.5'
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = body.decode("utf-16", "replace")
    elif (nul := body[:64].find(b"\0")) >= 0:
        text = body.decode("utf-16-le" if nul % 2 else "utf-16-be", "replace")
    else:
        text = body.decode("utf-8-sig", "surrogateescape")
    return _DELAY.sub(_seconds, text).encode("utf-8", "surrogateescape")


def _seconds(match: re.Match[str]) -> str:
    unit = match["unit"].lower()
    factor = 0.001 if unit.startswith(("ms", "milli")) else 60 if unit.startswith("m") else 1
    return f"{match['name']}{float(match['number']) * factor:g}"


def describe(error: BaseException) -> str:
    """An exception of the download in a few words, on one line."""
    inner = getattr(error.__cause__, "reasons", None) or [error]
    first = getattr(inner[-1], "value", inner[-1])
    text = " ".join(f"{type(first).__name__} {first}".split())
    return text[:200]

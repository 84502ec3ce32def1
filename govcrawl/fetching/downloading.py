"""Scrapy's download handler, with every request entered in the run's ledger as it leaves."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Response
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from twisted.web._newclient import HEADER, STATUS
from twisted.web.http_headers import InvalidHeaderName
from twisted.web.iweb import IResponse
from zope.interface import implementer

from govcrawl.fetching.certificates import Excepting, certificate_error
from govcrawl.fetching.leases import Leases
from govcrawl.fetching.middlewares import BlockMiddleware, SaidError
from govcrawl.fetching.network import AddressMiddleware
from govcrawl.fetching.pace import Pace, retry_after
from govcrawl.ledger import Ledger
from govcrawl.messages import say

_MAX_HEAD = 256 * 1024  # bytes; browsers stop at about as many
_WINK = 0.5  # seconds after which a wait looks whether the crawl is being stopped
_READ = 64 * 1024  # one read may hold the end of the head and the beginning of the body


def ledger_of(crawler: Crawler) -> Ledger | None:
    """The ledger of the crawl's run; other spiders (``scrapy shell``) have none."""
    ledger: Ledger | None = getattr(getattr(crawler.spider, "run", None), "ledger", None)
    return ledger


def delay_of(crawler: Crawler, url: str) -> float:
    """Seconds between the requests to a URL's host, as settings, portal file and robots.txt have
    it."""
    assert crawler.engine is not None
    slots = crawler.engine.downloader.per_slot_settings.get(urlsplit(url).hostname or "", {})
    return float(slots.get("delay", crawler.settings.getfloat("DOWNLOAD_DELAY")))


@implementer(IResolutionReceiver)
class _Lookup:
    """One name's addresses, by the resolver that its connections ask too (and its guard)."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def of(self, host: str, port: int) -> str:
        """The same of them each time; empty where there is none, which the connection will say."""
        from twisted.internet import reactor

        plain: Any = reactor
        try:
            plain.nameResolver.resolveHostName(self, host, port)
        except UnicodeError:  # the name is none
            return ""
        await self._ended
        return min(self._found, default="")

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        """The interface asks for it."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._found.append(str(address.host))

    def resolutionComplete(self) -> None:  # noqa: N802
        if not self._ended.done():
            self._ended.set_result(None)


class LedgerHandler(HTTP11DownloadHandler):
    """Counts requests, answers and the bytes of bodies; keeps to the connections of a host and to
    the pace of the address that it has."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._own = crawler
        self._contextFactory: Any = Excepting(self._contextFactory, crawler)
        self._pool._factory = BoundedFactory
        # Twisted would send again what a kept connection lost, unseen: it would be in the
        # server's log and not in the ledger, and out of its turn. Scrapy's retries are counted.
        self._pool.retryAutomatically = False
        self._under_way: set[Request] = set()
        connections = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._hosts: dict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(max(1, connections))
        )
        self._pace_of = Pace(crawler.settings.getfloat("GOVCRAWL_RETRY_AFTER_LIMIT"))
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        folder = crawler.settings.get("GOVCRAWL_LEASES")
        self._leases = Leases(Path(folder)) if folder else None
        self._addresses: dict[str, str] = {}
        crawler.signals.connect(self._received, signals.bytes_received)

    async def download_request(self, request: Request) -> Response:
        ledger = ledger_of(self._own)
        if ledger is None:
            return await super().download_request(request)
        # Scrapy 2.19 starts all that waits for a host at once where there is no delay.
        async with self._hosts[urlsplit(request.url).netloc]:
            self._refuse(request)  # the host may have refused while this request waited
            address = await self._address(request)
            async with self._turns[address]:  # one waits at a time: a pace is kept from departures
                await self._rest(request, address)
                await self._lease(request, address)
                self._pace_of.leaves(address)
            try:
                response = await self._download(request, ledger)
            except (DownloadFailedError, DownloadTimeoutError, DownloadConnectionRefusedError):
                self._pace_of.silent(address)
                raise
            finally:
                if self._leases is not None:
                    self._leases.give(address)
        after = retry_after(response)
        self._pace_of.answered(address, response.status, after)
        if after is not None:
            host = ledger[request.url]
            host.retry_after = max(after, host.retry_after or 0.0)
        return response

    def _refuse(self, request: Request) -> None:
        """Raises BlockedError where the host is to be left alone."""
        blocks = self._own.get_downloader_middleware(BlockMiddleware)
        if isinstance(blocks, BlockMiddleware):
            blocks.refuse(request)

    async def _address(self, request: Request) -> str:
        """The address that a request's host leads to, asked for once in a run (Scrapy's resolver
        keeps it for the connection); the name where there is none or a proxy is in between."""
        host = urlsplit(request.url).hostname or ""
        if request.meta.get("proxy"):
            return host
        if host not in self._addresses:
            self._addresses[host] = host  # others that ask meanwhile do not ask too
            port = urlsplit(request.url).port or (443 if request.url.startswith("https") else 80)
            self._addresses[host] = await _Lookup().of(host, port) or host
        return self._addresses[host]

    async def _rest(self, request: Request, address: str) -> None:
        """Wait for the turn of an address. Raises SaidError where it asked to be left alone for
        longer than is waited for, or the crawl is stopped meanwhile."""
        overlong = self._pace_of.overlong(address)
        if overlong:
            host, limit = urlsplit(request.url).netloc, self._pace_of.limit
            raise SaidError(say("host_asks_to_wait", host=host, seconds=overlong, limit=limit))
        left = self._pace_of.plan(address, delay_of(self._own, request.url))
        while left > 0:
            await self._wait(left)
            left -= _WINK

    async def _lease(self, request: Request, address: str) -> None:
        """Wait until no other crawl asks an address. Raises SaidError where the crawl is stopped
        meanwhile."""
        if self._leases is not None:
            delay = delay_of(self._own, request.url)
            while left := self._leases.take(address, delay):
                await self._wait(left)

    async def _wait(self, seconds: float) -> None:
        """Wait for a while, at most until the next look whether the crawl is being stopped; then
        raises SaidError."""
        await asyncio.sleep(min(seconds, _WINK))
        if not self._own.crawling:
            raise SaidError(say("stopped_waiting"))

    async def _download(self, request: Request, ledger: Ledger) -> Response:
        host = ledger.asked(request.url)
        self._under_way.add(request)
        try:
            response = await self._guarded(request)
        except BaseException:
            host.unanswered += 1
            raise
        finally:
            self._under_way.discard(request)
        if "dataloss" in response.flags:
            host.unanswered += 1
        else:
            ledger.answered(request.url, response.status)
        return response

    async def _guarded(self, request: Request) -> Response:
        """The response. Raises SaidError where a private address or a bad certificate is why
        there is none: asking again would not help."""
        addresses = self._own.get_downloader_middleware(AddressMiddleware)
        guard = addresses.guard if isinstance(addresses, AddressMiddleware) else None
        if guard is not None:
            guard.stand(request.meta.get("proxy"))
        try:
            return await super().download_request(request)
        except CannotResolveHostError:
            refused = guard.explains(request.url) if guard is not None else None
            if refused is not None:
                raise refused from None
            raise
        except DownloadFailedError as error:
            said = certificate_error(error)
            if said is not None:
                raise SaidError(say("bad_certificate", error=said)) from error
            raise

    def _received(self, data: bytes, request: Request, **_: Any) -> None:
        ledger = ledger_of(self._own)
        if ledger is not None and request in self._under_way:
            ledger[request.url].bytes += len(data)


class _TolerantParser(_LenientHTTPClientParser):
    """Scrapy's, which skips lines without a colon; names that are none and a line that goes on
    from no other are skipped too."""

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - the base class names it
        if self.state == HEADER and line[:1] in (b" ", b"\t") and not self._partialHeader:
            return
        super().lineReceived(line)

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802 - the base class names it
        with suppress(InvalidHeaderName):
            super().headerReceived(name, value)  # type: ignore[no-untyped-call]


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Gives up on a response whose head never ends: no other limit holds before its body."""

    _head = 0

    def request(self, request: Any) -> Deferred[IResponse]:
        self._head = 0  # of this response, whatever the connection carried before
        answer = super().request(request)
        self._parser.__class__ = _TolerantParser  # as Scrapy puts in its own: there is no other way
        return answer

    def dataReceived(self, bytes: bytes) -> None:  # noqa: N802 - the base class names them
        if getattr(self._parser, "state", None) in (STATUS, HEADER):
            self._head += len(bytes)
            if self._head > _MAX_HEAD + _READ:
                assert self.transport is not None
                self.transport.abortConnection()
                return
        else:
            self._head = 0
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes connections that bound the heads of responses."""

    def buildProtocol(  # noqa: N802 - the base class names it
        self,
        addr: IAddress | None,  # noqa: ARG002
    ) -> _BoundedProtocol:
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]

"""Scrapy's download handler, with every request entered in the run's ledger as it leaves."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError
from scrapy.http import Response
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import HEADER, STATUS

from govcrawl.fetching.certificates import Excepting, certificate_error
from govcrawl.fetching.middlewares import BlockMiddleware, SaidError
from govcrawl.fetching.network import AddressMiddleware
from govcrawl.ledger import Ledger
from govcrawl.messages import say

_MAX_HEAD = 256 * 1024  # bytes; browsers stop at about as many
_READ = 64 * 1024  # one read may hold the end of the head and the beginning of the body


def ledger_of(crawler: Crawler) -> Ledger | None:
    """The ledger of the crawl's run; other spiders (``scrapy shell``) have none."""
    ledger: Ledger | None = getattr(getattr(crawler.spider, "run", None), "ledger", None)
    return ledger


class LedgerHandler(HTTP11DownloadHandler):
    """Counts requests, answers and the bytes of bodies; keeps to the connections of a host."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._own = crawler
        self._contextFactory: Any = Excepting(self._contextFactory, crawler)
        self._pool._factory = BoundedFactory
        self._under_way: set[Request] = set()
        connections = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._hosts: dict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(max(1, connections))
        )
        crawler.signals.connect(self._received, signals.bytes_received)

    async def download_request(self, request: Request) -> Response:
        ledger = ledger_of(self._own)
        if ledger is None:
            return await super().download_request(request)
        # Scrapy 2.19 starts all that waits for a host at once where there is no delay.
        async with self._hosts[urlsplit(request.url).netloc]:
            return await self._download(request, ledger)

    async def _download(self, request: Request, ledger: Ledger) -> Response:
        blocks = self._own.get_downloader_middleware(BlockMiddleware)
        if isinstance(blocks, BlockMiddleware):
            blocks.refuse(request)  # the host may have refused while this request waited
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


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Gives up on a response whose head never ends: no other limit holds before its body."""

    _head = 0

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

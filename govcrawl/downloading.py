"""Scrapy's download handler, with every request entered in the run's ledger as it leaves."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from govcrawl.ledger import Ledger
from govcrawl.middlewares import BlockMiddleware


def ledger_of(crawler: Crawler) -> Ledger | None:
    """The ledger of the crawl's run; other spiders (``scrapy shell``) have none."""
    ledger: Ledger | None = getattr(getattr(crawler.spider, "run", None), "ledger", None)
    return ledger


class LedgerHandler(HTTP11DownloadHandler):
    """Counts requests, answers and the bytes of bodies; keeps to the connections of a host."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._own = crawler
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
            response = await super().download_request(request)
        except BaseException:
            host.unanswered += 1
            raise
        finally:
            self._under_way.discard(request)
        ledger.answered(request.url, response.status)
        return response

    def _received(self, data: bytes, request: Request, **_: Any) -> None:
        ledger = ledger_of(self._own)
        if ledger is not None and request in self._under_way:
            ledger[request.url].bytes += len(data)

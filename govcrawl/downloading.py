"""Scrapy's download handler, with every request entered in the run's ledger as it leaves."""

from __future__ import annotations

from typing import Any

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from govcrawl.ledger import Ledger


def ledger_of(crawler: Crawler) -> Ledger | None:
    """The ledger of the crawl's run; other spiders (``scrapy shell``) have none."""
    ledger: Ledger | None = getattr(getattr(crawler.spider, "run", None), "ledger", None)
    return ledger


class LedgerHandler(HTTP11DownloadHandler):
    """Counts requests, answers and the bytes of bodies."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._own = crawler
        crawler.signals.connect(self._received, signals.bytes_received)

    async def download_request(self, request: Request) -> Response:
        ledger = ledger_of(self._own)
        if ledger is None:
            return await super().download_request(request)
        host = ledger.asked(request.url)
        try:
            response = await super().download_request(request)
        except BaseException:
            host.unanswered += 1
            raise
        ledger.answered(request.url, response.status)
        return response

    def _received(self, data: bytes, request: Request, **_: Any) -> None:
        ledger = ledger_of(self._own)
        if ledger is not None:
            ledger[request.url].bytes += len(data)

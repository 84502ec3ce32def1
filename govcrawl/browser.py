"""The download handler with a browser behind it. Used only where the extra is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from govcrawl.downloading import LedgerHandler, ledger_of
from govcrawl.platforms.pages import site_of

if TYPE_CHECKING:
    from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler as _Browser
else:
    try:
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler as _Browser
    except ImportError:  # tools import every module, the extra installed or not
        from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler as _Browser

#: What a reader's text does not need: fewer requests to the portal.
_NEEDLESS = frozenset({"image", "media", "font", "stylesheet", "websocket", "eventsource", "ping"})


class BrowserHandler(LedgerHandler, _Browser):
    """Pages whose request says ``playwright`` go through the browser, all others as usual. What
    a page fetches for itself stands in the ledger too; images, styles and other sites are not
    fetched at all."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.abort_request = self._needless

    async def download_request(self, request: Request) -> Response:
        if request.meta.get("playwright"):
            request.meta["playwright_page_event_handlers"] = {"response": self._answered}
        return await super().download_request(request)

    def _needless(self, request: Any) -> bool:
        if request.is_navigation_request() and request.frame.parent_frame is None:
            return False  # the page itself: the ledger has it
        if request.resource_type in _NEEDLESS or site_of(request.url) != site_of(request.frame.url):
            return True
        ledger = ledger_of(self._own)
        if ledger is not None:
            ledger.asked(request.url)
        return False

    def _answered(self, response: Any) -> None:
        request, ledger = response.request, ledger_of(self._own)
        if ledger is None or (
            request.is_navigation_request() and request.frame.parent_frame is None
        ):
            return
        ledger.answered(response.url, response.status)

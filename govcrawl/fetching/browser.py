"""The download handler that may use a browser. Used only where the extra is installed.

The browser draws pages and reaches no network: the page and all that it fetches for itself come
through Scrapy's middlewares and handler, so that robots.txt, the pace of the host, the ledger,
the limits and the guard of private addresses hold for them too. Images, styles and other sites
are not fetched at all, nor is a page drawn that came in place of one.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Request, Response

from govcrawl.domains import domain_of
from govcrawl.fetching.downloading import LedgerHandler, delay_of, ledger_of
from govcrawl.fetching.middlewares import SaidError, WholeMiddleware
from govcrawl.platforms.challenges import recognise

if TYPE_CHECKING:
    from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler as _Browser
else:
    try:
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler as _Browser
    except ImportError:  # tools import every module, the extra installed or not
        from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler as _Browser

#: What draws text: a page's scripts, its frames, and what its scripts ask for.
_NEEDED = frozenset({"document", "script", "xhr", "fetch"})
#: Headers of the browser that a service may look at; all others are the crawl's own.
_KEPT = ("accept", "content-type", "origin", "referer", "x-requested-with")
#: Headers that no longer hold of a body that is unpacked; cookies are the crawl's.
_DROPPED = frozenset({"content-encoding", "content-length", "transfer-encoding", "set-cookie"})
_MOST = 60  # requests of one page: a script that asks on and on is none of ours
_HOPS = 10  # redirects and retries of one of them; the middlewares stop earlier


class BrowserHandler(LedgerHandler, _Browser):
    """Pages whose request says ``playwright`` are drawn by the browser, all others are not."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._given: dict[str, Response] = {}  # pages that wait to be drawn
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def download_request(self, request: Request) -> Response:
        if not request.meta.get("playwright"):
            return await super().download_request(request)
        plain = request.replace(meta={**request.meta, "playwright": False})
        answer = await super().download_request(plain)
        page = self._drawable(plain, answer)
        if page is None:
            return answer
        self._given[request.url] = page
        try:
            return await _Browser.download_request(self, request)
        finally:
            self._given.pop(request.url, None)
            await self._pace(request.url)

    def _drawable(self, request: Request, answer: Response) -> Response | None:
        """The page unpacked, where it is one; a redirect, a document, a refusal or a broken
        answer goes its usual way."""
        whole = self._own.get_downloader_middleware(WholeMiddleware)
        if answer.status != 200 or not isinstance(whole, WholeMiddleware):
            return None
        try:
            page = whole.process_response(request, answer)
        except IgnoreRequest:
            return None
        if not isinstance(page, HtmlResponse) or recognise(page.status, page.body):
            return None
        return page

    def _make_request_handler(self, *, url: str, **_: Any) -> Callable[..., Any]:
        """Answers what one page asks for, in the browser's stead."""
        page, count = self._given.get(url), 0

        async def handle(route: Any, asked: Any) -> None:
            nonlocal page, count
            try:
                answer = None
                if page is not None and asked.is_navigation_request():
                    answer, page = page, None  # the page itself
                elif asked.resource_type in _NEEDED and count < _MOST and self._near(asked, url):
                    count += 1
                    answer = await self._fetch(asked)
                if answer is None:
                    await route.abort()
                else:
                    await route.fulfill(
                        status=answer.status, headers=_headers(answer), body=answer.body
                    )
            except Exception as error:
                if type(error).__module__.partition(".")[0] != "playwright":
                    raise  # else the page was closed meanwhile

        return handle

    def _near(self, asked: Any, url: str) -> bool:
        """Whether the page's own site is asked, or a host that the settings name."""
        hosts = self._own.settings.getlist("GOVCRAWL_BROWSER_HOSTS")
        if not asked.url.startswith(("http://", "https://")) or asked.method not in ("GET", "POST"):
            return False
        return domain_of(asked.url) == domain_of(url) or urlsplit(asked.url).hostname in hosts

    async def _fetch(self, asked: Any) -> Response | None:
        """What the page asked for, through the middlewares; None where it is not to be had."""
        request = Request(
            asked.url,
            method=asked.method,
            headers={name: asked.headers[name] for name in _KEPT if name in asked.headers},
            body=asked.post_data_buffer or b"",
        )
        assert self._own.engine is not None
        middlewares = self._own.engine.downloader.middleware
        for _ in range(_HOPS):
            try:
                got = await middlewares.download_async(self._in_turn, request)
            except Exception as error:
                ledger = ledger_of(self._own)
                robots = isinstance(error, IgnoreRequest) and not isinstance(error, SaidError)
                if robots and "robots" in str(error) and ledger is not None:
                    ledger[request.url].robots.disallowed += 1
                return None
            if isinstance(got, Response):
                moved = asked.is_navigation_request() and got.url != asked.url
                return None if moved else got  # its links would be of the wrong place
            request = got
        return None

    async def _in_turn(self, request: Request) -> Response:
        """One after the other and at the pace of the host, as all requests are."""
        async with self._turns[urlsplit(request.url).netloc]:
            await self._pace(request.url)
            return await LedgerHandler.download_request(self, request)

    async def _pace(self, url: str) -> None:
        """Wait until the host's delay has passed since it was last asked."""
        ledger = ledger_of(self._own)
        since = ledger.since(url) if ledger is not None else None
        delay = delay_of(self._own, url)
        if since is not None and since < delay:
            await asyncio.sleep(delay - since)


def _headers(answer: Response) -> dict[str, str]:
    pairs = {name.decode("latin-1"): values for name, values in answer.headers.items()}
    return {
        name: b", ".join(values).decode("latin-1")
        for name, values in pairs.items()
        if name.lower() not in _DROPPED
    }

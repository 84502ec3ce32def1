"""How far a crawl has come: one status line on a terminal, plain log lines elsewhere."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.status import Status
from scrapy import Spider, signals
from scrapy.crawler import Crawler

from govcrawl.spiders.reports import ReportsSpider

if TYPE_CHECKING:
    from typing_extensions import Self

logger = logging.getLogger(__name__)

_TERMINAL_EVERY = 0.5  # seconds between updates
_LINE_EVERY = 30.0


class CrawlProgress:
    """Says what the crawl has fetched and found so far."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._status: Status | None = None
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.opened, signals.spider_opened)
        crawler.signals.connect(extension.closed, signals.spider_closed)
        return extension

    def opened(self, spider: Spider) -> None:
        if not isinstance(spider, ReportsSpider):
            return
        if sys.stderr.isatty():
            self._status = Console(stderr=True).status(_line(spider))
            self._status.start()
        self._task = asyncio.get_running_loop().create_task(self._report(spider))

    def closed(self) -> None:
        if self._task:
            self._task.cancel()
        if self._status:
            self._status.stop()

    async def _report(self, spider: ReportsSpider) -> None:
        while True:
            await asyncio.sleep(_TERMINAL_EVERY if self._status else _LINE_EVERY)
            if self._status:
                self._status.update(_line(spider))
            else:
                logger.info("%s", _line(spider))


def _line(spider: ReportsSpider) -> str:
    targets = spider.run.targets
    return (
        f"网站 portals {len(targets)} · 页面 pages {sum(t.pages for t in targets)} · "
        f"年报 reports {len(spider.collection)} · 失败 failed {sum(t.failed for t in targets)}"
    )

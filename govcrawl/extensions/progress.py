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

from govcrawl.spiders.crawl_context import Job, job_of

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
        job = job_of(spider)
        if job is None:
            return
        if sys.stderr.isatty():
            self._status = Console(stderr=True).status(_line(job))
            self._status.start()
        self._task = asyncio.get_running_loop().create_task(self._report(job))

    def closed(self) -> None:
        if self._task:
            self._task.cancel()
        if self._status:
            self._status.stop()

    async def _report(self, job: Job) -> None:
        while True:
            await asyncio.sleep(_TERMINAL_EVERY if self._status else _LINE_EVERY)
            if self._status:
                self._status.update(_line(job))
            else:
                logger.info("%s", _line(job))


def _line(job: Job) -> str:
    targets = job.run.targets
    return (
        f"网站 portals {len(targets)} · 页面 pages {sum(t.pages for t in targets)} · "
        f"年报 reports {len(job.collection)} · 失败 failed {sum(t.failed for t in targets)}"
    )

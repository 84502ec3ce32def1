"""What robots.txt and the portals' own files ask beyond the usual second between requests."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser

from govcrawl.fetching.certificates import excepts
from govcrawl.messages import say
from govcrawl.spiders.crawl_context import job_of

if TYPE_CHECKING:
    from typing_extensions import Self


class Politeness:
    """Keeps to ``Crawl-delay`` and ``Request-rate``, up to ``GOVCRAWL_CRAWL_DELAY_LIMIT`` seconds, and says where a
    robots.txt asks for more; keeps to a longer delay of a portal's file, and says where that file
    excepts a certificate."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.limit = crawler.settings.getfloat("GOVCRAWL_CRAWL_DELAY_LIMIT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.opened, signals.spider_opened)
        crawler.signals.connect(extension.robots_parsed, signals.robots_parsed)
        return extension

    def opened(self, spider: Spider) -> None:
        job = job_of(spider)
        if job is not None:
            for walk in job.walks:
                if walk.policy.delay:
                    self._slow_down(walk.target.url, walk.policy.delay)
                until = walk.policy.unverified_until
                if until is not None:
                    holds = excepts(walk, datetime.now(timezone.utc).date())
                    code = "certificate_excepted" if holds else "certificate_exception_over"
                    job.run.issue(
                        say(code, url=walk.target.url, until=until),
                        "info" if holds else "error",
                        url=walk.target.url,
                        portal=walk.target.portal,
                    )

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        spider = self.crawler.spider
        job = job_of(spider)
        if job is None:
            return
        delay = _stated_delay(robotparser, self.crawler.settings["USER_AGENT"])
        if not delay or delay <= 0:
            return
        job.run.ledger[request.url].robots.crawl_delay = delay
        if delay > self.limit:
            host = urlsplit(request.url).netloc
            message = say("crawl_delay", host=host, delay=delay, limit=self.limit)
            job.run.issue(message, "warn", url=request.url)
        self._slow_down(request.url, min(delay, self.limit))

    def _slow_down(self, url: str, delay: float) -> None:
        assert self.crawler.engine is not None
        downloader = self.crawler.engine.downloader
        key = urlsplit(url).hostname or ""
        # The slot is dropped when it is idle; the settings make its next one.
        settings = downloader.per_slot_settings.setdefault(key, {})
        delay = max(delay, settings.get("delay", self.crawler.settings.getfloat("DOWNLOAD_DELAY")))
        settings["delay"] = delay
        if key in downloader.slots:
            downloader.slots[key].delay = delay


def _stated_delay(parser: RobotParser, agent: str) -> float:
    """Seconds between requests that a robots.txt asks for, as such or as a rate (Protego reads
    both; a rate for some hours of the day is kept to at all hours)."""
    rules = getattr(parser, "rp", None)
    rate = rules.request_rate(agent) if isinstance(rules, Protego) else None
    paced = rate.seconds / rate.requests if rate is not None else 0.0
    return max(parser.crawl_delay(agent) or 0.0, paced)

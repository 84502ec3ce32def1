"""Reads each page with the same function as ``reparse``; one page may hold several reports.

``process_item`` is a coroutine and touches nothing of the page but its bytes and its place, so
the call of ``read`` can become ``loop.run_in_executor(processes, …)`` beside the crawl loop.
The pages go on as items; the reports wait in the run's collection until the crawl is over
(``govcrawl.extensions.publish`` emits them).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.crawler import Crawler

from govcrawl.messages import Message, say
from govcrawl.reading import read
from govcrawl.reading.model import Reading
from govcrawl.spiders.page import Page
from govcrawl.spiders.reports import ReportsSpider

if TYPE_CHECKING:
    from typing_extensions import Self


class ReadPages:
    """Page items → reports in the collection, entries in ``issues.jsonl``, counts."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        spider = self.crawler.spider
        if isinstance(item, Page) and isinstance(spider, ReportsSpider):
            self._read(item, spider)
        return item

    def _read(self, page: Page, spider: ReportsSpider) -> None:
        target = spider.walks[page.target].target
        years = spider.arguments.years
        try:
            reading = read(
                page.body,
                url=page.url,
                headers=page.headers,
                portal=page.portal,
                fetched_at=page.fetched_at,
            )
        except Exception as error:  # the reader promises not to; a crawl must not depend on it
            message = say("reading_failed", path=page.url, error=repr(error)[:300])
            spider.run.issue(message, url=page.url, portal=page.portal)
            target.failed += 1
            return
        for report in reading.reports:
            if years is None or report.report_year is None or report.report_year in years:
                spider.collection.add(report, page.target, at_home=page.at_home)
            else:
                spider.walks[page.target].skipped += 1
        self._account(page, reading, spider)

    def _account(self, page: Page, reading: Reading, spider: ReportsSpider) -> None:
        """What the page is counted as. A page that was only asked whether it is a report, and
        is none, is no finding."""
        if not reading.reports and not page.announced:
            return
        run, target = spider.run, spider.walks[page.target].target
        for issue in reading.issues:
            message = Message(issue.code, issue.message, issue.message_en)
            run.issue(
                message, issue.severity, url=page.url, portal=page.portal, evidence=issue.evidence
            )
        if reading.reports:
            return
        if any(issue.severity == "error" for issue in reading.issues):
            target.failed += 1
        else:
            target.not_reports += 1
            if not reading.issues:
                run.issue(
                    say("not_a_report", url=page.url), "info", url=page.url, portal=page.portal
                )

"""Reads each page with the same function as ``reparse``; one page may hold several reports.

``process_item`` is a coroutine and touches nothing of the page but its bytes and its place, so
the call of ``read`` can become ``loop.run_in_executor(processes, …)`` beside the crawl loop.
The pages go on as items; the reports wait in the run's collection until the crawl is over
(``govcrawl.extensions.publish`` emits them).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.crawler import Crawler

from govcrawl.execution.outcome import RecordLine
from govcrawl.messages import Message, phrase, say
from govcrawl.reading import read
from govcrawl.reading.model import LinkedFrom, Reading
from govcrawl.reparsing import is_notice
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
        walk = spider.walks[page.target]
        years = spider.arguments.years
        given: dict[str, Any] = {"linked_from": page.linked_from, "listed": page.listed}
        more = {name: value for name, value in given.items() if value}
        try:
            reading = read(
                page.body,
                url=page.url,
                headers=page.headers,
                portal=page.portal,
                fetched_at=page.fetched_at,
                **more,
            )
        except Exception as error:  # the reader promises not to; a crawl must not depend on it
            self._failed(page, error, spider)
            return
        requests = self._elsewhere(page, reading, spider)
        if requests:
            assert self.crawler.engine is not None
            for request in requests:
                self.crawler.engine.crawl(request)
            return
        for report in reading.reports:
            if page.linked_from is not None and page.linked_from.url:
                report.source.aliases = [page.linked_from.url]
            if years is None or report.report_year is None or report.report_year in years:
                try:
                    spider.collection.add(
                        RecordLine.of(report),
                        page.target,
                        at_home=page.at_home,
                        unlisted=page.unlisted,
                        asked=page.asked,
                    )
                except OSError as error:  # no room for it: the page is not lost from the counts
                    self._failed(page, error, spider)
                    return
            else:
                walk.skipped += 1
                walk.came_to(page.asked, "failed")  # known only in part
        self._account(page, reading, spider)

    @staticmethod
    def _failed(page: Page, error: Exception, spider: ReportsSpider) -> None:
        walk = spider.walks[page.target]
        message = say("reading_failed", path=page.url, error=repr(error)[:300])
        spider.run.issue(message, url=page.url, portal=page.portal)
        walk.target.failed += 1
        walk.came_to(page.asked, "failed")

    @staticmethod
    def _elsewhere(page: Page, reading: Reading, spider: ReportsSpider) -> list[Request]:
        """Where the report is, if the page does not carry it: in a document that it links, or
        in the next format of a document that gave nothing."""
        if page.linked_from is not None:
            return spider.document_requests(page, None) if not reading.reports else []
        if not page.documents or any(not is_notice(report) for report in reading.reports):
            return []
        linked_from = LinkedFrom(page.body, page.url, page.headers.get("Content-Type"))
        return spider.document_requests(page, linked_from) if page.announced else []

    def _account(self, page: Page, reading: Reading, spider: ReportsSpider) -> None:
        """What the page is counted as. A page that was only asked whether it is a report, and
        is none, is no finding."""
        run, walk = spider.run, spider.walks[page.target]
        failed = any(issue.severity == "error" for issue in reading.issues)
        if reading.reports:
            walk.came_to(page.asked, "report")
        else:
            walk.came_to(page.asked, "failed" if failed else "none")
        if not reading.reports and not page.announced:
            return
        for issue in reading.issues:
            message = Message(issue.code, issue.message, issue.message_en)
            run.issue(
                message,
                issue.severity,
                url=page.url,
                portal=page.portal,
                evidence=issue.evidence,
                logged=not reading.reports,
            )
        if reading.reports:
            return
        if failed:
            walk.target.failed += 1
        else:
            walk.target.not_reports += 1
            if not reading.issues:
                run.issue(
                    say("not_a_report", why=phrase("not_a_report.silent", name=page.url)),
                    "info",
                    url=page.url,
                    portal=page.portal,
                )

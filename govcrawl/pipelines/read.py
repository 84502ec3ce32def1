"""Hands each page to the execution and takes the result; one page may hold several reports.

The crawl's own process reads nothing: ``process_item`` waits for a worker while the loop goes on; an
article has been read by a worker already, which looked at what it links (``Job.outcomes``).
How many pages wait is bounded by Scrapy, which asks for no more while the responses under way,
those here included, hold SCRAPER_SLOT_MAX_ACTIVE_SIZE bytes (5 MB). The pages go on as items; the
records wait in the run's collection until the crawl is over (``govcrawl.extensions.publish``
emits them).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from scrapy.crawler import Crawler

from govcrawl.archive.warc_writer import ArchiveError
from govcrawl.execution.outcome import Outcome, failure, not_a_report
from govcrawl.execution.task import PageTask
from govcrawl.messages import say
from govcrawl.spiders.crawl_context import Job, job_of

if TYPE_CHECKING:
    from typing_extensions import Self


class ReadPages:
    """Page items → records in the collection, entries in ``issues.jsonl``, counts."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        job = job_of(self.crawler.spider)
        if isinstance(item, PageTask) and job is not None:
            archiving = job.archiving.pop(id(item), None)
            try:
                outcome = job.outcomes.pop(id(item), None) or await job.execution.run_async(item)
            except Exception as error:  # it promises not to; no page is lost from the counts
                outcome = _failed(item, error)
            try:
                if archiving is not None:  # long since done, as a rule
                    await asyncio.wrap_future(archiving)
            except ArchiveError:  # what is not in the archive is not used
                job.not_archived(item)
            else:
                self._take(item, outcome, job)
        return item

    def _take(self, page: PageTask, outcome: Outcome, job: Job) -> None:
        walk = job.walks[page.target]
        if outcome.status == "elsewhere":
            assert self.crawler.engine is not None
            requests = job.ask_back(page)
            for request in requests:
                self.crawler.engine.crawl(request)
            if requests:
                return
            outcome = Outcome("none", said=(not_a_report(page.url),))
        try:
            for record in outcome.records:
                job.collection.add(
                    record,
                    page.target,
                    at_home=page.at_home,
                    unlisted=page.unlisted,
                    asked=page.asked,
                )
        except OSError as error:  # no room for it: the page is not lost from the counts
            outcome = _failed(page, error)
        if outcome.skipped:
            walk.skipped += outcome.skipped
            walk.came_to(page.asked, "failed")  # known only in part
        walk.came_to(page.asked, "report" if outcome.status == "read" else outcome.status)
        if outcome.silent:
            return
        walk.target.failed += outcome.status == "failed"
        walk.target.not_reports += outcome.status == "none"
        for message, severity, evidence in outcome.said:
            job.run.issue(
                message,
                severity,
                url=page.url,
                portal=page.portal,
                evidence=evidence,
                logged=outcome.status != "read",
            )


def _failed(page: PageTask, error: Exception) -> Outcome:
    if isinstance(error, OSError):
        return failure(say("record_not_kept", path=page.url, error=error.strerror or error))
    return failure(say("reading_failed", path=page.url, error=repr(error)[:300]))

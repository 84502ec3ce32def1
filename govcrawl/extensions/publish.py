"""The end of a crawl, in one order: resolve → settle → verdict → feeds → latest → run.json.

Scrapy's own exporter writes the published file as the crawl goes, replaces a good file by
nothing when the crawl fails, and exits 0. Here the feeds get their records at the end, sorted,
into a hidden file beside the published one, which takes its name only if the verdict allows.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.exporters import JsonLinesItemExporter
from scrapy.extensions.feedexport import FeedExporter
from scrapy.http import Response
from twisted.python.failure import Failure
from w3lib.url import file_uri_to_path

from govcrawl import feed, runs
from govcrawl.collection import Found
from govcrawl.conditional import now
from govcrawl.extensions.expecting import Expected
from govcrawl.messages import Message, say
from govcrawl.report import Report
from govcrawl.runs import Counts, crawl_verdict, replacing
from govcrawl.spiders.reports import ReportsSpider

if TYPE_CHECKING:
    from typing_extensions import Self

logger = logging.getLogger(__name__)


class ReportLines(JsonLinesItemExporter):
    """JSON Lines as ``reparse`` writes them, byte for byte."""

    def export_item(self, item: Any) -> None:
        if isinstance(item, Report) and self.fields_to_export is None:
            self.file.write(feed.encode(item))
        else:
            super().export_item(item)


class WholeFileStorage:
    """A local file that is replaced whole, once the run's verdict allows it. With ``-o`` the
    records are appended to a copy of the file, which then takes its place."""

    def __init__(
        self, uri: str, *, crawler: Crawler, feed_options: dict[str, Any] | None = None
    ) -> None:
        self.path = Path(file_uri_to_path(uri) if uri.startswith("file:") else uri)
        self.append = not (feed_options or {}).get("overwrite", False)
        self.crawler = crawler
        self.part: Path | None = None

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> Self:
        return cls(uri, crawler=crawler, feed_options=feed_options)

    def open(self, spider: Spider) -> IO[bytes]:
        assert isinstance(spider, ReportsSpider)
        self.part = spider.run.folder / f"feed-{spider.run.next_part()}.part"
        return self.part.open("w+b")

    def store(self, file: IO[bytes]) -> None:
        """Publish the file, or drop it. Raises OSError where it cannot be published."""
        assert self.part is not None
        try:
            publish = getattr(self.crawler.get_extension(Publish), "publishing", False)
            if publish:
                file.seek(0)
                with replacing(self.path) as published:
                    if self.append and self.path.is_file():
                        with self.path.open("rb") as before:
                            shutil.copyfileobj(before, published)
                    shutil.copyfileobj(file, published)
        finally:
            file.close()
            self.part.unlink(missing_ok=True)


class Publish(FeedExporter):
    """Emits the run's reports to feeds and listeners, decides the verdict, writes the rest.

    Listeners to ``item_scraped`` get every Page as it is read and every emitted Report at the
    end; the feeds take reports only.
    """

    publishing = False

    def __init__(self, crawler: Crawler) -> None:
        try:
            super().__init__(crawler)
        except NotConfigured:
            if crawler.settings.getdict("FEEDS"):
                raise ValueError("FEEDS, -o or -O name a feed that cannot be written") from None
        self.errors: list[str] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.open_spider, signals.spider_opened)
        crawler.signals.connect(extension.close_run, signals.spider_closed)
        crawler.signals.connect(extension.spider_error, signals.spider_error)
        return extension

    def open_spider(self, spider: Spider) -> None:
        if isinstance(spider, ReportsSpider):
            super().open_spider(spider)
        elif self.feeds:
            logger.warning("Feeds are written for the spider %s only", ReportsSpider.name)

    def spider_error(self, failure: Failure, response: Response | None, spider: Spider) -> None:
        """A callback raised: its page is lost, so its target is not complete."""
        if not isinstance(spider, ReportsSpider):
            return
        request = getattr(response, "request", None)
        if request is None:
            self.errors.append(repr(failure.value)[:200])
            return
        walk = spider.walks[request.cb_kwargs["target"]]
        message = say("spider_error", url=request.url, error=repr(failure.value)[:200])
        spider.run.issue(message, url=request.url, portal=walk.target.portal)
        walk.target.failed += 1

    async def close_run(self, spider: Spider, reason: str) -> None:
        """Everything that follows the crawl. Whatever fails here, ``run.json`` says so and no
        published file has changed, or the change is whole. Other spiders (``scrapy shell`` and
        ``fetch`` have one) leave no run behind."""
        if not isinstance(spider, ReportsSpider):
            return
        run = spider.run
        try:
            status, message = await self._conclude(spider, reason)
        except Exception as error:
            logger.exception("The run could not be concluded")
            status, message = runs.CRASH, say("crashed", error=repr(error)[:300])
        run.finish(status, str(message))
        spider.collection.close(keep=status == runs.CRASH)
        spider.state.close(commit=status in (runs.OK, runs.PARTIAL))
        logger.info("Run %s: exit status %d, %s", run.run_id, status, message.en)

    async def _conclude(self, spider: ReportsSpider, reason: str) -> tuple[int, Message]:
        run = spider.run
        resolved = spider.collection.resolve()
        _count(spider, resolved)
        interrupted = None if reason == "finished" else reason
        for walk in spider.walks:
            walk.settle(interrupted)
        read = spider.collection.read_from()
        run.write_listed([e for n, w in enumerate(spider.walks) for e in w.listed(n, read)])
        expected = Expected(spider, resolved, interrupted=interrupted is not None)
        resolved = expected.accepted
        status, message = crawl_verdict(run.targets)
        message = expected.explain(message)
        if self.errors or reason == "start_error":
            status, message = runs.CRASH, say("crashed", error="; ".join(self.errors) or reason)
        self.publishing = status in (runs.OK, runs.PARTIAL)
        if self.publishing:
            for found in resolved:
                if found.state != "unchanged" or spider.arguments.full:
                    report = spider.collection.report(found)
                    super().item_scraped(report, spider)
                    await self.crawler.signals.send_catch_log_async(
                        signals.item_scraped, item=report, response=None, spider=spider
                    )
        await super().close_spider(spider)
        failed = self.crawler.stats.get_value("feedexport/failed_count/WholeFileStorage", 0)
        if failed:
            return runs.CRASH, say("crashed", error=f"{failed} feeds could not be written")
        if self.publishing:
            spider.collection.write_latest(resolved)
            _remember(spider)
            expected.remember()
        return status, message


def _remember(spider: ReportsSpider) -> None:
    """What the next run need not ask for again."""
    keys = spider.collection.read_from()
    seen = now()
    for walk in spider.walks:
        for asked, what in walk.asked.items():
            page = spider.pages.get(asked)
            if what == "failed":
                spider.state.forget_page(asked)
            elif page is not None:
                known = tuple(dict.fromkeys(keys.get(asked, ())))
                spider.state.keep_page(asked, page._replace(keys=known), seen)


def _count(spider: ReportsSpider, resolved: list[Found]) -> None:
    """Fill in the counts of the targets and of the run. A report that two targets led to counts
    for both, and once for the run."""
    total, met = Counts(), set()
    for found in resolved:
        met.add(found.entry.key)
        setattr(total, found.state, getattr(total, found.state) + 1)
        for number in found.targets:
            target = spider.walks[number].target
            setattr(target, found.state, getattr(target, found.state) + 1)
    kept: set[str] = set()
    for walk in spider.walks:
        kept |= walk.kept
        walk.target.unchanged += len(walk.kept - met)
        target = walk.target
        target.found = target.new + target.changed + target.unchanged + target.failed
        total.failed += target.failed
        total.not_reports += target.not_reports
    total.unchanged += len(kept - met)
    total.found = total.new + total.changed + total.unchanged + total.failed
    spider.run.counts = total

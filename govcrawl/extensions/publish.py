"""The end of a crawl, in one order: resolve → settle → verdict → feeds → stores → run.json.

Scrapy's own exporter writes the published file as the crawl goes, replaces a good file by
nothing when the crawl fails, and exits 0. Here the feeds get their records at the end, sorted,
into a hidden file beside the published one, which takes its name only if the verdict allows.
A feed that is overwritten (``-O``) holds every current record of the portals asked for, one that
is appended to (``-o``) gets what is new or changed.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.exporters import JsonLinesItemExporter
from scrapy.extensions.feedexport import FeedExporter, FeedSlot
from scrapy.http import Response
from twisted.python.failure import Failure
from w3lib.url import file_uri_to_path

from govcrawl import feed, runs
from govcrawl.extensions.archiving import Archive
from govcrawl.extensions.expecting import Expected
from govcrawl.fetching.conditional import now
from govcrawl.messages import Message, say
from govcrawl.report import Report
from govcrawl.runs import Counts, Target, Written, crawl_verdict, replacing
from govcrawl.spiders.crawl_context import Job, job_of
from govcrawl.spiders.memory import Memory
from govcrawl.store.collection import Found
from govcrawl.store.settling import Settled, Settling
from govcrawl.store.store_names import store_name
from govcrawl.store.stores import Staged

if TYPE_CHECKING:
    from typing_extensions import Self

logger = logging.getLogger(__name__)

_LINES = ("jsonlines", "jsonl", "jl")  # formats of feeds that take a line as it is


class ReportLines(JsonLinesItemExporter):
    """JSON Lines as ``reparse`` writes them, byte for byte."""

    def export_item(self, item: Any) -> None:
        if isinstance(item, Staged):
            self.file.write(item.line)
        elif isinstance(item, Report) and self.fields_to_export is None:
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
        self.before = 0

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> Self:
        return cls(uri, crawler=crawler, feed_options=feed_options)

    def open(self, spider: Spider) -> IO[bytes]:
        job = job_of(spider)
        assert job is not None
        # A killed process may have published already: what it appended is not appended to.
        self.before = job.run.appends_to(self.path) if self.append else 0
        # Without a name: nothing is left of it where the process is killed.
        return TemporaryFile(dir=job.run.folder)

    def store(self, file: IO[bytes]) -> None:
        """Publish the file, or drop it. Raises OSError where it cannot be published."""
        try:
            publish = getattr(self.crawler.get_extension(Publish), "publishing", False)
            if publish:
                file.seek(0)
                with replacing(self.path) as published:
                    if self.before:
                        with self.path.open("rb") as old:
                            for chunk in _first(old, self.before):
                                published.write(chunk)
                    shutil.copyfileobj(file, published)
        finally:
            file.close()


def _first(file: IO[bytes], size: int) -> Iterator[bytes]:
    """The first bytes of a file, in pieces."""
    while size and (chunk := file.read(min(size, 1 << 20))):
        size -= len(chunk)
        yield chunk


class Publish(FeedExporter):
    """Emits the run's reports to feeds and listeners, decides the verdict, writes the rest.

    Listeners to ``item_scraped`` get every Page as it is read and every new or changed Report at
    the end; the feeds take reports only.
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

    @property
    def _spider(self) -> Spider:
        assert self.crawler.spider is not None
        return self.crawler.spider

    def open_spider(self, spider: Spider) -> None:
        if job_of(spider) is not None:
            super().open_spider(spider)
        elif self.feeds:
            logger.warning("Feeds are written for the spider reports only")

    def spider_error(self, failure: Failure, response: Response | None, spider: Spider) -> None:
        """A callback raised: its page is lost, so its target is not complete."""
        job = job_of(spider)
        if job is None:
            return
        request = getattr(response, "request", None)
        if request is None:
            self.errors.append(repr(failure.value)[:200])
            return
        given = request.cb_kwargs
        page, visit = given.get("page"), given.get("visit")  # of a document, of an article
        visit = visit or getattr(given.get("parts"), "visit", None)
        walk = job.walks[page.target if page else given["target"]]
        asked = page.asked if page else visit.link.url if visit else None
        if asked:
            walk.came_to(asked, "failed")
        message = say("spider_error", url=request.url, error=repr(failure.value)[:200])
        job.run.issue(message, url=request.url, portal=walk.target.portal)
        walk.target.failed += 1

    async def close_run(self, spider: Spider, reason: str) -> None:
        """Everything that follows the crawl. Whatever fails here, ``run.json`` says so and no
        published file has changed, or the change is whole. Other spiders (``scrapy shell`` and
        ``fetch`` have one) leave no run after."""
        job = job_of(spider)
        if job is None:
            return
        run = job.run
        try:
            status, message = await self._conclude(job, reason)
            if self.publishing:
                # The last step that can fail: from here on the run is published.
                job.memory.stores.commit()
        except OSError as error:  # a full disk, a folder that may not be written: no defect
            self.publishing = False
            status, message = runs.CRASH, say("crashed", error=error)
        except Exception as error:
            logger.exception("The run could not be concluded")
            self.publishing = False
            status, message = runs.CRASH, say("crashed", error=repr(error)[:300])
        finally:
            job.memory.close()
            job.execution.close()
        for mended in job.memory.compare.mended:
            run.issue(mended, "warn")
        run.finish(status, str(message))
        job.collection.close(keep=status == runs.CRASH)
        if job.probing:
            return  # the command reports its own result
        level = {runs.OK: logging.INFO, runs.PARTIAL: logging.WARNING}.get(status, logging.ERROR)
        logger.log(level, "Run %s: exit status %d, %s", run.run_id, status, message.en)

    async def _conclude(self, job: Job, reason: str) -> tuple[int, Message]:
        """A process that is killed in here leaves a run that can be resumed: everything is
        compared with what was there when the run began, and written again."""
        run, memory = job.run, job.memory
        resolved = job.collection.resolve(memory.stores.by_name, memory.compare)
        archive = self.crawler.get_extension(Archive)
        if archive is not None:
            archive.sync(job)
        _count(job, resolved)
        interrupted = None if reason == "finished" else reason
        for walk in job.walks:
            walk.settle(interrupted)
        run.write_listed(
            [e for n, w in enumerate(job.walks) for e in w.listed(n, memory.read_from(n))]
        )
        expected = Expected(job, resolved, interrupted=interrupted is not None)
        if archive is not None:
            failed_before = archive.failed
            archive.close(job, resolved, expected.accepted)
            for walk in job.walks if archive.failed and not failed_before else ():
                walk.settle(interrupted)
        expected.remember()
        settled = settle(memory, expected.accepted)
        _say_changed_places(job, settled)
        status, message = crawl_verdict(run.targets)
        if status == runs.OK and run.counts.vanished:
            status, message = runs.PARTIAL, say("vanished_some", count=run.counts.vanished)
        elif status == runs.OK:
            fresh = [found for found in expected.accepted if found.fresh]
            errors = sum(found.entry.record.doubts.errors for found in fresh)
            status, message = runs.all_well(run.errors + errors)
        message = expected.explain(message)
        if self.errors or reason == "start_error":
            status, message = runs.CRASH, say("crashed", error="; ".join(self.errors) or reason)
        publishing = status in (runs.OK, runs.PARTIAL)
        if publishing:
            run.stage(status, str(message))
            # On the disk before any feed is published, in its place after the last.
            await self._emit(job, memory.stores.stage(settled, memory.collection))
        try:
            self.publishing = publishing
        finally:
            await super().close_spider(self._spider)
        counts = self.crawler.stats.get_stats().items()
        failed = sum(n for key, n in counts if key.startswith("feedexport/failed_count/"))
        if failed:
            raise OSError(f"{failed} feeds could not be written")
        return status, message

    async def _emit(self, job: Job, staged: Iterable[Staged]) -> None:
        """Every current record to the feeds that are overwritten; what is new or changed to those
        that are appended to, to listeners and to the run's folder."""
        years = job.arguments.years
        current = [slot for slot in self.slots if self._overwrites(slot)]
        fresh = [slot for slot in self.slots if not self._overwrites(slot)]
        with (job.run.folder / "reports.jsonl").open("wb") as increment:
            for record in staged:
                if years is None or record.year is None or record.year in years:
                    current = self._export(record, current, self._spider)
                if not record.fresh:
                    continue
                increment.write(record.line)
                job.run.doubts(feed.doubts_in(record.line))
                fresh = self._export(record, fresh, self._spider)
                await self.crawler.signals.send_catch_log_async(
                    signals.item_scraped, item=record.report, response=None, spider=self._spider
                )
        self.slots = [*current, *fresh]
        for slot in self.slots:
            name = "-" if slot.uri.startswith("stdout:") else slot.uri
            written = Written(name, slot.itemcount, current=self._overwrites(slot))
            job.run.written.append(written)

    def _overwrites(self, slot: FeedSlot) -> bool:
        return bool(self.feeds[slot.uri_template].get("overwrite"))

    def _export(self, record: Staged, slots: list[FeedSlot], spider: Spider) -> list[FeedSlot]:
        """A record to these feeds; the feeds as they are then (a batch may have ended)."""
        after: list[FeedSlot] = []
        for slot in slots:
            options = self.feeds[slot.uri_template]
            as_it_is = slot.format in _LINES and not options.get("fields")
            plain = as_it_is and not {"item_classes", "item_filter"} & options.keys()
            self.slots = [slot]
            super().item_scraped(record if plain else record.report, spider)
            after += self.slots
        return after


def settle(memory: Memory, accepted: list[Found]) -> dict[str, Settled]:
    """Bring the states of a run's portals up to date with what it has learnt and may publish;
    their records as they are to be published, by the name of the store."""
    seen = now()
    return {
        store.name: Settling(
            store,
            visit,
            [one for one in accepted if one.entry.store == store.name],
            memory.collection.read_from(store.name),
            memory.run.run_id,
            seen,
        ).settle()
        for store, visit in memory.visits()
    }


def _count(job: Job, resolved: list[Found]) -> None:
    """Fill in the counts of the targets and of the run. A report that two targets led to counts
    for both, and once for the run."""
    total, met = Counts(), set()
    for found in resolved:
        if not found.targets:  # met at an address that no listing shows; listed ones are kept
            continue
        met.add((found.entry.store, found.key))
        counted: list[Counts | Target] = [total]
        counted += (job.walks[number].target for number in found.targets)
        for counts in counted:
            if found.state == "reparsed":
                counts.changed += 1
                counts.reparsed += 1
            else:
                setattr(counts, found.state, getattr(counts, found.state) + 1)
    kept: set[tuple[str, str]] = set()
    for walk in job.walks:
        target = walk.target
        name = store_name(target.portal, target.url)
        here = {(name, key) for key in walk.kept} - met
        kept |= here
        target.unchanged += len(here)
        target.found = target.new + target.changed + target.unchanged + target.failed
        total.failed += target.failed
        total.not_reports += target.not_reports
    total.unchanged += len(kept)
    total.found = total.new + total.changed + total.unchanged + total.failed
    job.run.counts = total


def _say_changed_places(job: Job, settled: Mapping[str, Settled]) -> None:
    """Known reports that are gone (they stay in ``latest`` and in the archive), and those that
    are there again."""
    run = job.run
    for name, portal in settled.items():
        for report in portal.vanished:
            run.counts.vanished += 1
            for walk in job.walks:
                if store_name(walk.target.portal, walk.target.url) == name:
                    walk.target.vanished += not walk.gone.isdisjoint(report.urls)
            message = say("vanished", url=report.url, seen=report.last_seen)
            run.issue(message, url=report.url, portal=report.portal)
        for report in portal.returned:
            message = say("returned", url=report.url, since=report.vanished_at or "?")
            run.issue(message, "info", url=report.url, portal=report.portal)

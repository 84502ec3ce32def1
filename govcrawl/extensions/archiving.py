"""Archives every response as it comes off the wire, and marks those that the reader gets.

``response_downloaded`` comes before any middleware: redirects, robots.txt, block pages and the
answers that are asked for again are all seen, and bodies are still compressed. What cannot be
archived is not used: the run ends with what it has, and its verdict says why.
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import msgspec
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware

from govcrawl import __version__
from govcrawl.archive.records import Exchange, Link, Mark, Verdict, new_id
from govcrawl.archive.replay import Replay
from govcrawl.archive.warc_writer import ArchiveError, Writer
from govcrawl.archive.writer_thread import Behind
from govcrawl.execution.load import NotLoadedError, load
from govcrawl.execution.task import PageTask
from govcrawl.fetching.conditional import now
from govcrawl.messages import say
from govcrawl.platforms.challenges import recognise
from govcrawl.reading.model import Attached, LinkedFrom
from govcrawl.spiders.crawl_context import Job, job_of
from govcrawl.store.collection import Found

if TYPE_CHECKING:
    from typing_extensions import Self

_T = TypeVar("_T")
logger = logging.getLogger(__name__)

FOLDER = "archive"
_KEPT = "govcrawl_archived"  # in request.meta
_ROLES = {
    "parse_listing": "listing",
    "parse_article": "article",
    "parse_part": "article",
    "parse_document": "attachment",
    "parse_attachment": "attachment",
}


class _Kept:
    """What is in the archive for a response, or will once what is ``stored`` is done."""

    __slots__ = ("body", "date", "encoded", "record_id", "status", "stored")

    def __init__(
        self, record_id: str, date: str, response: Response, stored: Future[str] | None = None
    ) -> None:
        self.record_id, self.date, self.status = record_id, date, response.status
        self.encoded = "Content-Encoding" in response.headers
        self.body, self.stored = response.body, stored

    def holds(self, body: bytes, response: Response) -> bool:
        """Whether the bytes that a page is read from are those of the record: a middleware may
        have put others in their place (of a page that has not changed since the last run)."""
        if self.encoded:
            return response.status == self.status and body == response.body
        return body == self.body

    def of(self) -> str:
        """The id of the record, where it has been stored. Raises ArchiveError where it could
        not be."""
        return self.record_id if self.stored is None else self.stored.result()


class _Held(NamedTuple):
    """The record of a response that is read together with others: what gives its id, its date, and
    the digest of the bytes that the reader gets."""

    of: Callable[[], str]
    date: str
    sha256: str


class Archive:
    """Owns the writer of a run, and for a resumed one what is in the archive already.
    ``Publish`` closes it before the verdict is made. The writer works in a thread of its own, in the
    order in which it is asked."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.writer: Writer | None = None
        self.replay: Replay | None = None
        self.failed = False
        # Pages that link documents by address: what gives the id of the record that holds each.
        self._linking: dict[str, Callable[[], str]] = {}
        # Pages that are read with what they attach, and those files, by address.
        self._together: dict[str, _Held] = {}
        self._behind: Behind | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._error: Exception | None = None
        self._ending: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.opened, signals.spider_opened)
        crawler.signals.connect(extension.downloaded, signals.response_downloaded)
        return extension

    def opened(self, spider: Spider) -> None:
        job = job_of(spider)
        if job is None:
            return
        settings = self.crawler.settings
        job.archived_at = _archived_at
        info = {
            "software": f"govcrawl/{__version__} scrapy/{version('scrapy')} "
            f"warcio/{version('warcio')}",
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/"
            "warc-format/warc-1.1/",
            "isPartOf": job.run.run_id,
            "description": job.run.command,
            "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
            "http-header-user-agent": settings.get("USER_AGENT"),
        }
        folder = Path(job.run.data_dir) / FOLDER
        size = settings.getint("GOVCRAWL_ARCHIVE_FILE_SIZE")
        try:
            job.attaches = self.attaches
            if job.run.resumed:
                limit = settings.getint("DOWNLOAD_MAXSIZE")
                self.replay = Replay(folder, job.run.run_id, limit)
                logger.info("Resumed: %d responses are in the archive", len(self.replay))
            self._behind = Behind("archive")
            self._loop = asyncio.get_running_loop()
            made = self._behind.do(lambda: Writer(folder, job.run.run_id, size, info))
            self.writer = made.result()
        except (OSError, sqlite3.Error) as error:
            self._fail(job, error)

    def replayed(self, request: Request, job: Job) -> Response | None:
        """The response to a request that the run has had before it was killed."""
        if self.replay is None or self.failed:
            return None
        answer = self.replay.answer(request.method, request.url, request.body)
        if answer is None:
            return None
        http = answer.http
        headers = Headers()
        for name, value in http.headers:
            headers.appendlist(name, value.encode("latin-1", "replace"))
        kind = responsetypes.from_args(headers=headers, url=request.url, body=http.payload)
        response = kind(
            request.url, http.status, headers, http.payload, request=request, flags=["replayed"]
        )
        request.meta[_KEPT] = _Kept(answer.record_id, answer.date, response)
        job.run.ledger.replayed(request.url, http.status, len(http.payload))
        return response

    def downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        job = job_of(spider)
        if job is None:
            return
        request.meta.pop(_KEPT, None)  # of an earlier try
        writer = self.writer
        if writer is None or self.failed:
            return
        exchange, record_id = _exchange(response, request, job), new_id()
        stored = self._do(lambda: writer.store(exchange, record_id), job, len(exchange.body))
        request.meta[_KEPT] = _Kept(record_id, exchange.date, response, stored)

    def _do(self, work: Callable[[], _T], job: Job, size: int = 0) -> Future[_T]:
        """Have the writer do something, after all that it was asked before. A failure ends the
        run."""
        assert self._behind is not None
        future = self._behind.do(work, size)
        future.add_done_callback(lambda done: self._done(done, job))
        return future

    def _done(self, done: Future[Any], job: Job) -> None:
        error = done.exception()
        if isinstance(error, ArchiveError):
            self._error = self._error or error
            assert self._loop is not None
            with suppress(RuntimeError):  # the loop is at its end: known when closing
                self._loop.call_soon_threadsafe(self._fail, job, error)

    def _wait(self, job: Job) -> None:
        """Until the writer has done all that it was asked; a failure is known then."""
        if self._behind is not None:
            self._behind.wait()
        if self._error is not None:
            self._fail(job, self._error, closing=True)

    def sync(self, job: Job) -> None:
        """Bring what is archived to the disk. A failure is known when this returns
        (``Walk.stopped``)."""
        self._wait(job)
        if self.writer is not None and not self.failed:
            try:
                self.writer.sync()
            except ArchiveError as error:
                self._fail(job, error, closing=True)

    def close(self, job: Job, resolved: list[Found], accepted: list[Found]) -> None:
        """Say what became of the reports that were known and of those that are withheld, and
        close the file. A failure is known when this returns (``Walk.stopped``)."""
        self._wait(job)
        if self._behind is not None:
            self._behind.close()  # nothing waits for what follows
        if self.replay is not None:
            self.replay.close()
        if self.writer is None:
            return
        published = set(map(id, accepted))
        try:
            for found in resolved if not self.failed else ():
                emitted = id(found) in published
                if found.state != "new" or not emitted:
                    self._judge(found, job, emitted=emitted)
            self.writer.close()
        except ArchiveError as error:
            self._fail(job, error, closing=True)
        logger.info(
            "Archive: %d records, %d bytes, %d contents known before",
            self.writer.records,
            self.writer.bytes,
            self.writer.repeated,
        )

    def _judge(self, found: Found, job: Job, *, emitted: bool) -> None:
        assert self.writer is not None
        verdict = Verdict(
            report_id=found.entry.report_id,
            url=found.entry.url,
            run=job.run.run_id,
            state=found.state,
            emitted=emitted,
            changes=msgspec.to_builtins(found.changes),
        )
        if self.replay is None or not self.replay.holds(verdict):
            self.writer.judge(verdict, now())

    def keep(self, page: PageTask, response: Response | None, job: Job) -> Future[None] | None:
        """Mark a page that the spider hands on, and give it the fetch time of the archive. The
        future raises ArchiveError where its bytes are not in the archive; None where that is
        known already."""
        writer = self.writer
        if writer is None:
            return None
        kept: _Kept | None = None
        if response is not None and response.request is not None:
            kept = response.meta.get(_KEPT)
        date = page.fetched_at or now()
        try:
            loaded = load(page, self.crawler.settings.getint("DOWNLOAD_MAXSIZE"))
        except NotLoadedError:
            return None
        held = self._held(page.url, loaded.body)
        if held is not None:
            of, date = held.of, held.date
        elif kept and response is not None and kept.holds(loaded.body, response):
            of, date = kept.of, kept.date
        else:
            kind = page.content_type or "application/octet-stream"
            of = _once(lambda: writer.store_resource(page.url, date, loaded.body, kind))
        page.fetched_at = date
        linked = self._link(page, date, loaded.linked_from, writer)
        if loaded.missing:
            return None
        attached = [
            self._attached(task, date, file, writer)
            for task, file in zip(page.attached, loaded.attached, strict=True)
        ]
        if page.documents:
            self._linking[page.url] = of
        # As it is now: the spider may change it before the writer takes it.
        mark = _mark_of(page, date, job.run.run_id)

        def write() -> None:
            whole = msgspec.structs.replace(
                mark,
                of=of(),
                linked_from=linked() if linked else None,
                attached=[link() for link in attached],
            )
            if self.replay is None or not self.replay.holds(whole):
                writer.mark(whole)

        return self._do(write, job, len(loaded.body))

    def _link(
        self, page: PageTask, date: str, linked: LinkedFrom | None, writer: Writer
    ) -> Callable[[], Link] | None:
        """What gives the page that links a document, as it is in the archive."""
        if linked is None:
            return None
        url, kind = linked.url or page.url, linked.content_type or "application/octet-stream"
        held = self._held(url, linked.body)
        of = self._linking.get(url) if held is None else held.of
        if of is None:
            of = _once(lambda: writer.store_resource(url, date, linked.body, kind))
        return lambda: Link(of(), linked.url, linked.content_type)

    def attaches(self, response: Response, url: str) -> None:
        """A response will be read together with others, as what is at an address: a page with
        what it attaches, or one of those files. The page's mark will refer to its record."""
        kept: _Kept | None = response.meta.get(_KEPT) if response.request is not None else None
        if kept is None or not kept.holds(response.body, response):
            return
        record_id, stored = kept.record_id, kept.stored
        self._together[url] = _Held(
            lambda: record_id if stored is None else stored.result(),
            kept.date,
            hashlib.sha256(response.body).hexdigest(),
        )

    def _held(self, url: str, body: bytes) -> _Held | None:
        """The record of what is at an address, where it holds these bytes."""
        held = self._together.get(url)
        if held is None or held.sha256 != hashlib.sha256(body).hexdigest():
            return None
        return held

    def _attached(
        self, task: PageTask, date: str, file: Attached, writer: Writer
    ) -> Callable[[], Link]:
        """What gives a file that a page attaches, as it is in the archive."""
        kind = file.content_type or "application/octet-stream"
        held = self._held(file.url, file.body)
        of = (
            held.of
            if held is not None
            else _once(lambda: writer.store_resource(file.url, date, file.body, kind))
        )
        return lambda: Link(of(), file.url, task.content_type, task.disposition, file.title)

    def _fail(self, job: Job, error: Exception, *, closing: bool = False) -> None:
        """End the run: what follows could not be kept. The verdict says so for every target."""
        if self.failed:
            return
        self.failed = True
        message = say("archive_failed", error=error)
        logger.error("%s", message)
        for walk in job.walks:
            walk.stopped(message)
        with suppress(OSError):  # the disk may be full for this line too
            job.run.issue(message)
        if self.crawler.engine is not None and not closing:
            closes = self.crawler.engine.close_spider_async(reason="archive_failed")
            self._ending = asyncio.get_running_loop().create_task(closes)


def _archived_at(response: Response) -> str | None:
    """The date of the record that holds the bytes of a response."""
    kept = response.request.meta.get(_KEPT) if response.request is not None else None
    if isinstance(kept, _Kept) and kept.holds(response.body, response):
        return kept.date
    return None


class ReplayMiddleware:
    """Stands nearest to the downloader: a resumed run asks the archive first."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        job, archive = job_of(self.crawler.spider), self.crawler.get_extension(Archive)
        if archive is None or job is None:
            return None
        return archive.replayed(request, job)


class MarkPages(BaseSpiderMiddleware):
    """Pages pass on their way into the archive (``Job.archiving``); those of which it is known that
    they will not come there are failed ones of their target."""

    def get_processed_item(self, item: Any, response: Response | None) -> Any:
        job = job_of(self.crawler.spider)
        archive = self.crawler.get_extension(Archive)
        if archive is None or not isinstance(item, PageTask) or job is None:
            return item
        kept = archive.keep(item, response, job)
        if kept is None:
            job.not_archived(item)
            return None
        job.archiving[id(item)] = kept
        return item


def _mark_of(page: PageTask, date: str, run: str) -> Mark:
    """What the archive keeps of a page that the spider hands on, but for its references."""
    return Mark(
        of="",
        url=page.url,
        fetched_at=date,
        run=run,
        content_type=page.content_type,
        disposition=page.disposition,
        portal=page.portal,
        target=page.target,
        announced=page.announced,
        at_home=page.at_home,
        years=sorted(page.years),
        documents=bool(page.documents),
        others=bool(page.others),
        listed=page.listed,
    )


def _once(work: Callable[[], _T]) -> Callable[[], _T]:
    """A call whose result is kept."""
    return functools.cache(work)


def _exchange(response: Response, request: Request, job: Job) -> Exchange:
    page = request.cb_kwargs.get("page")
    target = page.target if isinstance(page, PageTask) else request.cb_kwargs.get("target")
    flags = response.flags
    return Exchange(
        url=response.url,
        date=datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        method=request.method,
        request_headers=_pairs(request),
        request_body=request.body,
        status=response.status,
        protocol=response.protocol,
        headers=_pairs(response),
        body=response.body,
        ip=str(response.ip_address) if response.ip_address else None,
        truncated="disconnect" if "dataloss" in flags else None,
        role=_role(response, request),
        rendered="playwright" in flags,
        portal=job.walks[target].target.portal if isinstance(target, int) else None,
    )


def _role(response: Response, request: Request) -> str:
    """What the response was asked for as; ``block`` where its status states that it is refused
    (a block page under 200 is recognised later, and looked like a page here)."""
    if urlsplit(request.url).path == "/robots.txt":
        return "robots"
    if 300 <= response.status < 400:
        return "redirect"
    if response.status >= 400 and recognise(response.status, response.body):
        return "block"
    role = _ROLES.get(getattr(request.callback, "__name__", ""), "other")
    kind = (response.headers.get("Content-Type") or b"").lower()
    if role == "article" and kind and not kind.startswith((b"text/", b"application/xhtml")):
        return "attachment"
    return role


def _pairs(message: Request | Response) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, values in message.headers.items() for value in values]

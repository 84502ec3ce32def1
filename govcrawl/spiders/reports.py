"""The spider: from a home page or a column to every page that may be an annual report.

Home page → (政府信息公开) → annual-report column → years, departments → listing pages to the end
→ article pages and documents. It yields ``Page`` items only: reading belongs to the pipeline, so
that it can move to worker processes beside the crawl loop without touching the walk.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from govcrawl import __version__, portals
from govcrawl.collection import Collection
from govcrawl.lexicon.columns import COLUMN_FOUND, EMPTY_NOTICE, HUBS, LAYER, column_score
from govcrawl.messages import Message, say
from govcrawl.middlewares import BlockedError
from govcrawl.platforms import BY_NAME, Platform, recognise
from govcrawl.platforms.links import Fetch, Link
from govcrawl.platforms.pages import (
    ARTICLE_URL,
    as_html,
    documents_of,
    heading,
    lies_below,
    own_column,
    says_little,
    site_of,
)
from govcrawl.reading.text import squash
from govcrawl.reading.titles import classify_title
from govcrawl.runs import Run, Target
from govcrawl.spiders.arguments import Arguments, check
from govcrawl.spiders.page import Page
from govcrawl.spiders.walk import Walk

if TYPE_CHECKING:
    from typing_extensions import Self

_NEIGHBOURS = 2  # an article links the reports before and after it
_MAX_LEVEL = 3  # home page 0, its hubs 1, the column 2, years and departments 3


class ReportsSpider(scrapy.Spider):
    """``scrapy crawl reports -a portal=ID[,ID] | -a url=URL [-a years=2019-2024] [-a full=1]``."""

    name = "reports"

    def __init__(self, arguments: Arguments, run: Run, listing_limit: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.arguments = arguments
        self.run = run
        self.listing_limit = listing_limit
        run.targets += [Target(portal=portal, url=url) for portal, url in arguments.starts]
        self.walks = [Walk(target) for target in run.targets]
        self.collection = Collection(run)

    @classmethod
    def from_crawler(cls, crawler: Crawler, **kwargs: Any) -> Self:
        """Raises ArgumentsError for wrong ``-a`` arguments, LockedError where another run holds
        the data directory. Commands pass the ``run`` that they began; others get their own."""
        run: Run | None = kwargs.pop("run", None)
        arguments = cls.check_arguments(crawler.settings, kwargs)
        if run is None:
            data = Path(crawler.settings["GOVCRAWL_DATA_DIR"])
            run = Run.begin(data, "crawl reports", exclusive=True)
        limit = crawler.settings.getint("GOVCRAWL_LISTING_LIMIT")
        spider = cls(arguments, run, limit)
        spider._set_crawler(crawler)
        return spider

    @classmethod
    def check_arguments(cls, settings: BaseSettings, given: dict[str, str]) -> Arguments:
        """The ``-a`` arguments as values. Raises ArgumentsError (also as PortalError's text)."""
        return check(given, portals.load(settings.getdict("GOVCRAWL_PORTALS")))

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """A contact given with ``-s GOVCRAWL_CONTACT=`` joins the User-Agent too."""
        super().update_settings(settings)
        contact = settings.get("GOVCRAWL_CONTACT")
        if contact and contact not in settings.get("USER_AGENT", ""):
            settings.set("USER_AGENT", f"govcrawl/{__version__} (+{contact})", priority="project")

    async def start(self) -> AsyncIterator[Request]:
        for number, walk in enumerate(self.walks):
            walk.first_visit(walk.target.url)
            yield self._listing_request(walk.target.url, number, level=0, column="")

    def parse_listing(
        self, response: Response, target: int, level: int, column: str, platform: str = ""
    ) -> Iterator[Request | Page]:
        """A page that may lead on: home page, hub, column, one page of its listing.
        ``platform`` names the one that asked for it: a service's answer shows no maker."""
        walk = self.walks[target]
        walk.target.pages += 1
        page = as_html(response)
        if page is None:
            yield self._page(response, target, announced=False)
        else:
            yield from self._parse_listing(page, target, level, column, BY_NAME.get(platform))

    def parse_article(
        self, response: Response, target: int, announced: bool, at_home: bool
    ) -> Iterator[Request | Page]:
        """A page that should be a report, or only carries it as a document, or lists reports."""
        self.walks[target].target.pages += 1
        page = as_html(response)
        if page is not None and says_little(page):
            documents = documents_of(page)
            for url in documents:
                yield from self._article_request(Link(url, ""), target, announced, at_home)
            reports = list(self._wanted(recognise(page).links(page), page.url, ""))
            if len(reports) > _NEIGHBOURS and not documents:
                yield from self._parse_listing(page, target, _MAX_LEVEL, "-")
                announced = False
            announced = announced and not documents
        yield self._page(response, target, announced, at_home)

    def _parse_listing(
        self,
        page: HtmlResponse,
        target: int,
        level: int,
        column: str,
        platform: Platform | None = None,
    ) -> Iterator[Request | Page]:
        walk = self.walks[target]
        platform = platform or recognise(page)
        walk.target.platform = platform.name
        forward = platform.forward(page)
        if forward and self._same_site(forward, page.url) and walk.first_visit(forward):
            yield self._listing_request(forward, target, level=level, column=column)
            return
        links: list[Link] = []
        for link in platform.links(page):
            if self._same_site(link.url, page.url):
                links.append(link)
            elif classify_title(link.title).kind == "report" and walk.first_visit(link.url):
                message = say("offsite", url=link.url)
                self.run.issue(message, "info", url=link.url, portal=walk.target.portal)
        itself = platform.carries_report(page)
        if itself or (level == 0 and classify_title(heading(page)).kind == "report"):
            yield self._page(page, target, announced=False)
        column = column or own_column(page)
        wanted = list(self._wanted(links, page.url, column))
        if not column and len(wanted) > 1:
            column = "-"  # a listing of reports under a name of its own
        if column:
            known = itself or any(announced for _, announced in wanted)
            yield from self._parse_column(page, platform, links, target, level, column, known)
            if itself:  # and its neighbours, which no page need list
                yield from self._entry_requests(page, platform, target, level)
        elif level < _MAX_LEVEL:
            leading = list(self._seek_column(links, target, level))
            yield from leading or self._entry_requests(page, platform, target, level)
        for link, announced in wanted:
            at_home = lies_below(link.url, page.url)
            yield from self._article_request(link, target, announced, at_home)

    def listing_failed(self, failure: Failure) -> None:
        """A page of the way or of the listing could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        walk = self.walks[request.cb_kwargs["target"]]
        message, blocked = _why(failure, request.url)
        if request.meta.get("guess") and not blocked:
            return  # an address nobody named: where it is not there, nothing is missing
        self.run.issue(message, url=request.url, portal=walk.target.portal)
        if blocked:
            walk.blocked = walk.blocked or message
        elif request.cb_kwargs["level"] == 0 and not request.meta.get("listing_page"):
            walk.start_failure = walk.start_failure or message
        else:
            walk.stopped(say("listing_stopped", url=request.url, error=message.en))

    def article_failed(self, failure: Failure) -> None:
        """A page that a listing announced could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        walk = self.walks[request.cb_kwargs["target"]]
        message, blocked = _why(failure, request.url)
        if request.meta.get("guess") and not blocked:
            return  # an address nobody named: where it is not there, nothing is missing
        self.run.issue(message, url=request.url, portal=walk.target.portal)
        walk.target.failed += 1
        if blocked:
            walk.blocked = walk.blocked or message

    def _parse_column(
        self,
        page: HtmlResponse,
        platform: Platform,
        links: list[Link],
        target: int,
        level: int,
        column: str,
        known: bool,
    ) -> Iterator[Request | Page]:
        """A page of the column: its sub-columns, its next pages, and whether it is usable:
        ``known`` says that it is, before any of that is looked for."""
        walk = self.walks[target]
        walk.columns += 1
        articles = [link for link in links if link.date or ARTICLE_URL.search(link.url)]
        layers = [
            link
            for link in links
            if level < _MAX_LEVEL
            and LAYER.fullmatch(squash(link.title))
            and _in_column(link.url, page.url)
            and self._year_wanted(link.title)
        ]
        paging = platform.next_pages(page)
        says_empty = paging.total == 0 or EMPTY_NOTICE.search(squash(page.text))
        if articles or layers or known or says_empty:
            walk.usable += 1
        elif not paging.pages:  # else a shell: what fills it is asked for below
            frames = [url for url in platform.frames(page) if self._same_site(url, page.url)]
            for url in filter(walk.first_visit, frames):
                yield self._listing_request(url, target, level=level, column=column)
            if not frames:
                walk.unusable = walk.unusable or page.url
                yield self._page(page, target, announced=False)
        for link in layers:
            if walk.first_visit(link.url):
                yield self._listing_request(link.url, target, level=level + 1, column=column)
        fresh = {link.url for link in articles} - walk.links
        if articles and not fresh:
            return  # the same page under another address: the listing has ended
        walk.links |= fresh
        walk.listing_pages += 1
        if not paging.readable:
            walk.stopped(say("listing_unreadable", url=page.url))
        for fetch in paging.pages:
            if walk.listing_pages >= self.listing_limit:
                walk.stopped(say("listing_limit", url=page.url, limit=self.listing_limit))
                return
            if self._same_site(fetch.url, page.url) and walk.first_visit(fetch.key):
                request = self._listing_request(
                    fetch, target, level=level, column=column, platform=platform.name
                )
                request.meta["listing_page"] = True
                yield request

    def _entry_requests(
        self, page: HtmlResponse, platform: Platform, target: int, level: int
    ) -> Iterator[Request]:
        """Addresses that a recognised platform is known to have, asked where no link leads on."""
        walk = self.walks[target]
        for fetch, column, article in platform.entries(page):
            if not (self._same_site(fetch.url, page.url) and walk.first_visit(fetch.key)):
                continue
            if article:
                request = Request(
                    fetch.url,
                    self.parse_article,
                    errback=self.article_failed,
                    cb_kwargs={"target": target, "announced": False, "at_home": True},
                    dont_filter=True,
                )
            else:
                request = self._listing_request(
                    fetch, target, level=level + 1, column=column, platform=platform.name
                )
            request.meta["guess"] = True
            yield request

    def _seek_column(self, links: list[Link], target: int, level: int) -> Iterator[Request]:
        """The links of a page outside the column that lead to it, best first; hubs only where
        no link names the column itself."""
        walk = self.walks[target]
        scored = [(column_score(squash(link.title), link.url), link) for link in links]
        found = [(score, link) for score, link in scored if score >= COLUMN_FOUND]
        for _, link in sorted(found, key=lambda pair: -pair[0]):
            if walk.first_visit(link.url):
                yield self._listing_request(
                    link.url, target, level=level + 1, column=squash(link.title)
                )
        if found:
            return
        for name in HUBS:
            hubs = [link for link in links if name.fullmatch(squash(link.title))]
            for link in hubs:
                if walk.first_visit(link.url):
                    yield self._listing_request(link.url, target, level=level + 1, column="")
            if hubs:
                return

    def _wanted(self, links: list[Link], base: str, column: str) -> Iterator[tuple[Link, bool]]:
        """Links to follow as articles, and whether their title announces a report. On the
        column, an article of doubtful title is worth a look too."""
        for link in links:
            verdict = classify_title(link.title, url=link.url, column=column or None)
            announced = verdict.kind == "report"
            if announced and column_score(squash(link.title), link.url) >= COLUMN_FOUND:
                announced = bool(ARTICLE_URL.search(link.url))
            doubtful = (
                bool(column)
                and verdict.kind == "maybe"
                and bool(ARTICLE_URL.search(link.url))
                and _in_column(link.url, base)
            )
            if announced or doubtful:
                yield link, announced

    def _article_request(
        self, link: Link, target: int, announced: bool, at_home: bool
    ) -> Iterator[Request]:
        walk = self.walks[target]
        if not walk.first_visit(link.url):
            return
        if not self._year_wanted(link.title):
            walk.skipped += 1
            return
        yield Request(
            link.url,
            self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"target": target, "announced": announced, "at_home": at_home},
            dont_filter=True,  # `seen` is kept for each target: two may list the same report
        )

    def _year_wanted(self, title: str) -> bool:
        year = classify_title(title).year if self.arguments.years else None
        return year is None or self.arguments.years is None or year in self.arguments.years

    def _listing_request(
        self, asked: str | Fetch, target: int, *, level: int, column: str, platform: str = ""
    ) -> Request:
        fetch = asked if isinstance(asked, Fetch) else Fetch(asked)
        return Request(
            fetch.url,
            self.parse_listing,
            errback=self.listing_failed,
            method=fetch.method,
            body=fetch.body,
            headers=dict(fetch.headers),
            cb_kwargs={
                "target": target,
                "level": level,
                "column": column,
                "platform": platform,
            },
            priority=10,  # listings first: what they lack is known early
            dont_filter=True,
        )

    def _page(self, response: Response, target: int, announced: bool, at_home: bool = True) -> Page:
        content_type = response.headers.get("Content-Type")
        return Page(
            url=response.url,
            body=response.body,
            headers={"Content-Type": content_type.decode("latin-1")} if content_type else {},
            portal=self.walks[target].target.portal,
            fetched_at=datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            target=target,
            announced=announced,
            at_home=at_home,
        )

    @staticmethod
    def _same_site(url: str, base: str) -> bool:
        return site_of(url) == site_of(base)


def _why(failure: Failure, url: str) -> tuple[Message, bool]:
    """What to say of a failed request, and whether the portal refused rather than failed."""
    error = failure.value
    if isinstance(error, BlockedError):
        message = error.message
        said = Message(message.code, f"{message.zh}：{url}", f"{message.en}: {url}")
        return said, message.code != "soft_404"
    if isinstance(error, IgnoreRequest) and "robots" in str(error):
        return say("robots", url=url), True
    if isinstance(error, HttpError):
        return say("fetch_failed", url=url, error=f"HTTP {error.response.status}"), False
    return say("fetch_failed", url=url, error=f"{type(error).__name__} {error}"[:200]), False


def _in_column(url: str, base: str) -> bool:
    """Whether a link of a column's page stays in the column. Columns that are told by number
    (``/col/col1201/``) lie beside each other, so only articles are judged by their folder."""
    top = urlsplit(base).path.count("/") <= 1
    return top or lies_below(url, base) or not ARTICLE_URL.search(urlsplit(url).path)

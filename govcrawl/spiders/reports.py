"""The spider: from a home page or a column to every page that may be an annual report.

Home page → (政府信息公开) → annual-report columns, of the government and of its bodies → years,
departments → listing pages to the end → article pages and documents. It makes requests of what its
parts ask for and gives them the answers: the seeker of columns, the reader of listings, the reader
of articles. It yields tasks only: reading belongs to the pipeline and its worker processes,
which asks back for the documents of a page that carries no report itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from govcrawl import __version__, portals
from govcrawl.execution.task import Alternatives, PageTask
from govcrawl.fetching import browsing
from govcrawl.fetching.conditional import ARTICLE, LISTING
from govcrawl.messages import say
from govcrawl.platforms.links import Fetch, Link
from govcrawl.platforms.pages import as_html
from govcrawl.portals import Policy
from govcrawl.runs import Run
from govcrawl.spiders.addresses import is_home
from govcrawl.spiders.arguments import Arguments, check
from govcrawl.spiders.articles import ArticleReader, Gathering, Parts, Visit, asked_at
from govcrawl.spiders.asking import Ask, Output
from govcrawl.spiders.columns import ListingReader
from govcrawl.spiders.crawl_context import Job
from govcrawl.spiders.seeking import Seeker
from govcrawl.spiders.walk import Step
from govcrawl.store.stores import begin

if TYPE_CHECKING:
    from typing_extensions import Self

Yielded = Iterator["Request | PageTask"]


class ReportsSpider(scrapy.Spider):
    """``scrapy crawl reports -a portal=ID[,ID] | -a url=URL [-a years=2019-2024] [-a full=1]
    [-a bodies=own|all]``."""

    name = "reports"

    def __init__(
        self,
        arguments: Arguments,
        run: Run,
        settings: BaseSettings,
        policies: dict[str, Policy],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.job = Job(arguments, run, settings, policies)
        self.arguments, self.run = arguments, run
        self.walks, self.memory = self.job.walks, self.job.memory
        self.collection, self.execution = self.job.collection, self.job.execution
        self.job.ask_back = self.document_requests
        self.seeker = Seeker(self.job)
        self.articles = ArticleReader(self.job, self._as_listing)
        self.listings = ListingReader(self.job, self.seeker, self.articles)

    @classmethod
    def from_crawler(cls, crawler: Crawler, **kwargs: Any) -> Self:
        """Raises ArgumentsError for wrong ``-a`` arguments, LockedError where another run holds
        the data directory. Commands pass the ``run`` that they began; others get their own."""
        run: Run | None = kwargs.pop("run", None)
        known = portals.load(crawler.settings.getdict("GOVCRAWL_PORTALS"))
        arguments = check(kwargs, known)
        if run is None:
            data = Path(crawler.settings["GOVCRAWL_DATA_DIR"])
            run = begin(data, "crawl reports", arguments.starts)
        if not crawler.settings["GOVCRAWL_CONTACT"]:
            run.issue(say("no_contact"), "info")
        for error in known.broken.values():
            run.issue(say("portal_broken", error=error), "warn")
        policies = {name: portal.policy() for name, portal in known.items()}
        drawn = dict.fromkeys(p for p, _ in arguments.starts if p and policies[p].browser)
        for portal in drawn if browsing.refused(crawler.settings) else ():
            run.issue(say("browser_as_root", portal=portal), "warn", portal=portal)
        spider = cls(arguments, run, crawler.settings, policies)
        spider._set_crawler(crawler)
        crawler.signals.connect(spider.idle, signals.spider_idle)
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
        browsing.equip(settings)

    async def start(self) -> AsyncIterator[Request]:
        for number, walk in enumerate(self.walks):
            walk.bodies = self.arguments.bodies or ""
            walk.first_visit(walk.target.url)
            for ask in self.seeker.listing(Fetch(walk.target.url), number, Step(level=0)):
                yield self.request(ask)

    def idle(self) -> None:
        """Every walk is at its end: known reports that it did not meet are looked for."""
        assert self.crawler.engine is not None
        requests = [
            self.request(ask)
            for number, walk in enumerate(self.walks)
            if not walk.swept
            for ask in self.articles.unlisted(number)
        ]
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    # --- requests -------------------------------------------------------------------------

    def request(self, ask: Ask) -> Request:
        """The request of what one of the parts asks for."""
        callback, errback = self._methods()[ask.what]
        known_as = LISTING if ask.what == "listing" else ARTICLE
        policy = Policy(browser=True) if ask.browser else self.walks[ask.target].policy
        drawn = ask.browser or ask.what in ("listing", "article", "unlisted", "part")
        return Request(
            ask.fetch.url,
            callback,
            method=ask.fetch.method,
            body=ask.fetch.body,
            headers={
                **({"Referer": ask.referer} if ask.referer else {}),
                **dict(ask.fetch.headers),
            },
            errback=errback,
            cb_kwargs={"target": ask.target, **ask.given},
            meta={
                **({"known_as": known_as} if ask.conditional else {}),
                **({"counts": ask.fetch.counts} if ask.fetch.counts else {}),
                **(browsing.meta(policy) if drawn else {}),
            },
            priority=10 if ask.what == "listing" else 0,  # what listings lack is known early
            dont_filter=True,  # each walk keeps what it has seen: two may list the same report
        )

    def _methods(self) -> dict[str, tuple[Callable[..., Any], Callable[..., Any]]]:
        return {
            "listing": (self.parse_listing, self.listing_failed),
            "article": (self.parse_article, self.article_failed),
            "unlisted": (self.parse_article, self.unlisted_failed),
            "part": (self.parse_part, self.part_failed),
            "attachment": (self.parse_attachment, self.attachment_failed),
            "document": (self.parse_document, self.document_failed),
            "known_document": (self.parse_known_document, self.known_document_failed),
        }

    def _out(self, output: Iterable[Ask | PageTask]) -> Yielded:
        for one in output:
            yield self.request(one) if isinstance(one, Ask) else one

    def _next_ways(self, target: int, search: int) -> Yielded:
        """Once all that a search waits for is in: its next ways, until something is asked for."""
        walk = self.walks[target]
        going_on, walk.resumed = {search, *walk.resumed}, set()
        for number in sorted(going_on):
            while found := self.seeker.next_ways(target, number):
                body = walk.searches[number].body
                yield from self._out(self.listings.ways(found, target, number, body))

    def _as_listing(self, page: Any, target: int, search: int) -> Output:
        return self.listings.listing_of(page, target, search)

    # --- answers --------------------------------------------------------------------------

    def parse_listing(self, response: Response, target: int, step: Step) -> Yielded:
        """A page of the way or of a listing."""
        walk = self.walks[target]
        walk.searches[step.search].pending -= 1
        walk.target.pages += 1
        asked = asked_at(response)
        walk.hosts.redirected(asked, response.url, start=step.level == 0)
        walk.first_visit(response.url)
        page = as_html(response)
        if walk.home is None and page is not None:
            walk.home = (page.url, page.body) if self.job.probing else (page.url, b"")
        if page is None:
            if step.listing is not None:
                message = say("listing_unreadable", url=response.url)
                step.listing.stop(response.url, message)
            yield self.job.page(response, target, announced=False)
        elif step.level and self.listings.is_own_home(page.url, walk) and not is_home(asked):
            if step.guess:
                yield from self._out(self.listings.try_files(target, step))
            elif not step.hub:
                self.listings.problem(walk, step, asked, say("to_home", url=asked))
        else:
            yield from list(self._out(self.listings.read(page, target, step)))
        yield from self._next_ways(target, step.search)

    def listing_failed(self, failure: Failure) -> Yielded:
        request: Request = failure.request  # type: ignore[attr-defined]
        target, step = request.cb_kwargs["target"], request.cb_kwargs["step"]
        self.walks[target].searches[step.search].pending -= 1
        yield from self._out(self.listings.failed(failure, request, target, step))
        yield from self._next_ways(target, step.search)

    async def parse_article(
        self, response: Response, target: int, visit: Visit
    ) -> AsyncIterator[Request | PageTask]:
        """A page that should be a report."""
        walk = self.walks[target]
        walk.target.pages += 1
        seen = await self.articles.look(response, target, visit)
        walk.searches[visit.search].pending -= visit.guess
        for output in self._out(self.articles.read(response, target, visit, seen)):
            yield output
        if visit.guess:
            for output in self._next_ways(target, visit.search):
                yield output

    def article_failed(self, failure: Failure) -> Yielded:
        request: Request = failure.request  # type: ignore[attr-defined]
        target, visit = request.cb_kwargs["target"], request.cb_kwargs["visit"]
        self.walks[target].searches[visit.search].pending -= visit.guess
        yield from self._out(self.articles.failed(failure, request, target, visit))
        if visit.guess:
            yield from self._next_ways(target, visit.search)

    def unlisted_failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        given = request.cb_kwargs
        self.articles.unlisted_failed(failure, request, given["target"], given["visit"].link.url)

    def parse_part(self, response: Response, target: int, parts: Parts) -> Yielded:
        """A further page of an article."""
        self.walks[target].target.pages += 1
        yield from self._out(self.articles.read_part(response, target, parts))

    def part_failed(self, failure: Failure) -> Yielded:
        request: Request = failure.request  # type: ignore[attr-defined]
        target, parts = request.cb_kwargs["target"], request.cb_kwargs["parts"]
        self.job.why(failure, request, self.walks[target])
        yield from self._out(self.articles.part_failed(target, parts))

    async def parse_attachment(
        self, response: Response, target: int, gathering: Gathering
    ) -> AsyncIterator[Request | PageTask]:
        """A file that a report's page attaches."""
        self.walks[target].target.pages += 1
        for one in self._out(self.articles.read_attachment(response, target, gathering)):
            yield await self.articles.whole(one) if isinstance(one, PageTask) else one

    async def attachment_failed(self, failure: Failure) -> AsyncIterator[Request | PageTask]:
        request: Request = failure.request  # type: ignore[attr-defined]
        target, gathering = request.cb_kwargs["target"], request.cb_kwargs["gathering"]
        failed = self.articles.attachment_failed(failure, request, target, gathering)
        for one in self._out(failed):
            yield await self.articles.whole(one) if isinstance(one, PageTask) else one

    def parse_document(
        self,
        response: Response,
        target: int,
        page: PageTask,
        linked_from: PageTask,
        others: Alternatives,
    ) -> Yielded:
        """A document, to be read with what its page states about it."""
        self.walks[target].target.pages += 1
        yield from self._out(self.articles.read_document(response, page, linked_from, others))

    def document_failed(self, failure: Failure) -> Yielded:
        request: Request = failure.request  # type: ignore[attr-defined]
        given = {n: request.cb_kwargs[n] for n in ("page", "linked_from", "others")}
        yield from self._out(self.articles.document_failed(failure, request, **given))

    def parse_known_document(
        self, response: Response, target: int, link: Link, last: bool
    ) -> Yielded:
        """A document of a page that has not changed."""
        yield from self._out(self.articles.read_known_document(response, target, link, last))

    def known_document_failed(self, failure: Failure) -> Yielded:
        request: Request = failure.request  # type: ignore[attr-defined]
        target, link = request.cb_kwargs["target"], request.cb_kwargs["link"]
        yield from self._out(self.articles.known_document_failed(failure, request, target, link))

    def document_requests(self, page: PageTask) -> list[Request]:
        """Requests for the documents of a page that carries no report, or for the next format
        of a document that could not be read."""
        return [self.request(ask) for ask in self.articles.documents(page)]

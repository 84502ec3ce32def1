"""The spider: from a home page or a column to every page that may be an annual report.

Home page → (政府信息公开) → annual-report column → years, departments → listing pages to the end
→ article pages and documents. It yields ``Page`` items only: reading belongs to the pipeline, so
that it can move to worker processes beside the crawl loop without touching the walk. The
pipeline asks back for the documents of a page that carries no report itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import scrapy
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from govcrawl import __version__, browsing, portals
from govcrawl.collection import Collection
from govcrawl.conditional import ARTICLE, LISTING, now, validators_of
from govcrawl.lexicon.columns import EMPTY_NOTICE
from govcrawl.messages import Message, say
from govcrawl.platforms import BY_NAME, Platform, recognise
from govcrawl.platforms.links import Fetch, Link
from govcrawl.platforms.pages import as_html, heading, lies_below, own_column, site_of
from govcrawl.platforms.paging import stated_pages
from govcrawl.portals import Policy
from govcrawl.reading.model import LinkedFrom
from govcrawl.reading.text import squash
from govcrawl.reading.titles import classify_title
from govcrawl.runs import Run, Target
from govcrawl.spiders.addresses import in_column, is_home, is_shell, steady
from govcrawl.spiders.arguments import Arguments, check
from govcrawl.spiders.attached import attached
from govcrawl.spiders.choose import entries_of, layers, leads, trusted, wanted
from govcrawl.spiders.failures import Why, why
from govcrawl.spiders.page import Alternatives, Page
from govcrawl.spiders.walk import Candidate, Listing, Walk, certificate
from govcrawl.state import KnownPage, State, Validators

if TYPE_CHECKING:
    from typing_extensions import Self

Output: TypeAlias = Iterator["Request | Page"]

_NEIGHBOURS = 2  # an article links the reports before and after it
_MAX_LEVEL = 3  # home page 0, its hubs 1, the column 2, years and departments 3
_SEEK_LIMIT = 30  # pages asked on the way to the column
_LAYERS_LIMIT = 500  # sub-columns of one target


@dataclass(frozen=True, slots=True)
class Step:
    """Where a page of the way stands. ``listing``: the listing that it continues;
    ``platform``: who reads it, where the page before it says so; ``guess``: an address that
    nothing names."""

    level: int
    column: str = ""
    listing: Listing | None = None
    platform: str | None = None
    guess: bool = False


class ReportsSpider(scrapy.Spider):
    """``scrapy crawl reports -a portal=ID[,ID] | -a url=URL [-a years=2019-2024] [-a full=1]``."""

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
        self.arguments = arguments
        self.run = run
        self.limits = settings
        # Only the way to the column is asked for (`scrapy genportal`).
        self.probing = settings.getbool("GOVCRAWL_PROBE")
        years = sorted(arguments.years) if arguments.years else None
        run.targets += [Target(portal=p, url=url, years=years) for p, url in arguments.starts]
        self.walks = [
            Walk(target, policies.get(target.portal or "", Policy())) for target in run.targets
        ]
        self.collection = Collection(run)
        self.state = State(run.data_dir / "state.sqlite")
        self.pages: dict[str, KnownPage] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, **kwargs: Any) -> Self:
        """Raises ArgumentsError for wrong ``-a`` arguments, LockedError where another run holds
        the data directory. Commands pass the ``run`` that they began; others get their own."""
        run: Run | None = kwargs.pop("run", None)
        known = portals.load(crawler.settings.getdict("GOVCRAWL_PORTALS"))
        arguments = check(kwargs, known)
        if run is None:
            data = Path(crawler.settings["GOVCRAWL_DATA_DIR"])
            run = Run.begin(data, "crawl reports", exclusive=True)
        policies = {name: portal.policy() for name, portal in known.items()}
        spider = cls(arguments, run, crawler.settings, policies)
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
        browsing.equip(settings)

    async def start(self) -> AsyncIterator[Request]:
        for number, walk in enumerate(self.walks):
            walk.first_visit(walk.target.url)
            yield self._listing_request(Fetch(walk.target.url), number, Step(level=0))

    # --- the way and the listings ---------------------------------------------------------

    def parse_listing(self, response: Response, target: int, step: Step) -> Output:
        """A page that may lead on: home page, hub, column, one page of its listing."""
        walk = self.walks[target]
        walk.pending -= 1
        walk.target.pages += 1
        walk.seen.add(response.url)
        page = as_html(response)
        if walk.home is None and page is not None:
            walk.home = (page.url, page.body) if self.probing else (page.url, b"")
        if page is None:
            yield self._page(response, target, announced=False)
        elif step.level and is_home(page.url) and not is_home(_asked(response)):
            message = say("to_home", url=_asked(response))
            self._listing_problem(walk, step, _asked(response), message)
        else:
            yield from list(self._parse_listing(page, target, step))
        yield from self._next_lead(target)

    def listing_failed(self, failure: Failure) -> Iterator[Request]:
        """A page of the way or of the listing could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        target, step = request.cb_kwargs["target"], request.cb_kwargs["step"]
        walk = self.walks[target]
        walk.pending -= 1
        if not step.guess:
            found = self._why(failure, request, walk)
            if found.refused:
                walk.blocked = walk.blocked or found.message
            elif step.level == 0 and step.listing is None:
                walk.start_failure = walk.start_failure or found.message
            else:
                problem = say("listing_stopped", url=request.url, error=found.message.en)
                self._listing_problem(walk, step, request.url, problem)
        yield from self._next_lead(target)

    def _parse_listing(self, page: HtmlResponse, target: int, step: Step) -> Output:
        walk = self.walks[target]
        platform = BY_NAME[step.platform] if step.platform else recognise(page)
        if walk.target.platform in (None, "generic"):
            walk.target.platform = platform.name
        forward = platform.forward(page)
        if forward and self._same_site(forward, page.url) and walk.first_visit(steady(forward)):
            yield self._listing_request(Fetch(steady(forward)), target, step)
            return
        if is_shell(page) and not (platform.next_pages(page).pages or platform.entries(page)):
            request = self._through_browser(page)
            if request is not None:
                walk.pending += 1
                yield request
                return
        everything = platform.links(page)
        links = list(self._links(everything, page, walk))
        articles = entries_of(everything, page.url)
        away = {link.url for link in articles if not self._same_site(link.url, page.url)}
        if (
            step.level == 0 and classify_title(heading(page)).kind == "report"
        ) or platform.carries_report(page):
            yield self._page(page, target, announced=False)
        column = step.column or own_column(page)
        found = list(wanted(links, page.url, column))
        if not column and len(found) > 1:
            column = "-"  # a listing of reports under a name of its own
        if column:
            step = replace(step, column=column, platform=platform.name)
            yield from self._parse_column(page, platform, links, len(found), away, target, step)
        else:
            yield from self._seek(page, platform, links, target, step)
        for link, announced in found:
            walk.announced += announced
            at_home = lies_below(link.url, page.url)
            yield from self._article_request(link, target, announced, at_home)

    def _parse_column(
        self,
        page: HtmlResponse,
        platform: Platform,
        links: list[Link],
        announced: int,
        away: set[str],
        target: int,
        step: Step,
    ) -> Output:
        """A page of the column: its sub-columns, its next pages, and whether it is usable."""
        walk = self.walks[target]
        listing = step.listing
        if listing is None:
            listing = Listing(page.url, step.column, trusted(step.column, page.url))
            walk.listings.append(listing)
        step = replace(step, listing=listing)
        if platform.name != "generic":
            walk.target.platform = platform.name  # the listing's own, not that of the way to it
        entries = entries_of(links, page.url)
        below = list(layers(links, page.url, self.arguments.years, alone=not announced))
        below = below if step.level < _MAX_LEVEL else []
        paging = platform.next_pages(page)
        if paging.total is not None:
            listing.stated = max(listing.stated or 0, paging.total)
        said_empty = paging.total == 0 or EMPTY_NOTICE.search(squash(page.text)) is not None
        itself = platform.carries_report(page)
        usable = bool(announced or below or said_empty or itself) or any(
            in_column(link.url, page.url) for link in entries
        )
        sha256 = hashlib.sha256(page.body).hexdigest()
        walk.target.listing.append(certificate(listing, page.url, sha256, len(entries)))
        if not usable:
            yield from self._unusable(page, platform, target, step, more=bool(paging.pages))
        if itself:  # its neighbours in time, where the page does not list them
            yield from self._try(self._entries(page, platform, step), target, None)
        for link in below:
            if walk.first_visit(steady(link.url)):
                walk.layers += 1
                if walk.layers > _LAYERS_LIMIT:
                    listing.stop(page.url, say("layers_limit", url=page.url, limit=_LAYERS_LIMIT))
                    break
                sub = Step(step.level + 1, step.column)
                yield self._listing_request(Fetch(steady(link.url)), target, sub)
        fresh = {link.url for link in entries} - listing.links
        if entries and not fresh:
            # The same page under another address: the listing has ended, or goes in circles.
            listing.repeated = page.url, max(listing.ahead, stated_pages(page.text))
            return
        listing.usable = listing.usable or usable
        listing.links |= fresh
        listing.away |= away
        listing.took(page.url, announced)
        if not paging.readable:
            listing.stop(page.url, say("listing_unreadable", url=page.url))
        if entries and len(paging.pages) > 1:
            listing.ahead = max(listing.ahead, listing.read + len(paging.pages))
        limit = walk.policy.listing_limit or self.limits.getint("GOVCRAWL_LISTING_LIMIT")
        for ahead, fetch in enumerate(paging.pages):
            if (listing.problem and listing.dry) or (self.probing and listing.wanted):
                return
            if listing.read + ahead >= limit:
                listing.stop(page.url, say("listing_limit", url=page.url, limit=limit))
                return
            following = fetch._replace(url=steady(fetch.url))
            if self._same_site(following.url, page.url) and walk.first_visit(following.key):
                yield self._listing_request(following, target, step)

    def _unusable(
        self, page: HtmlResponse, platform: Platform, target: int, step: Step, *, more: bool
    ) -> Output:
        """A page of the column that holds no listing: in a frame, filled by a script, or not
        there at all."""
        walk, listing = self.walks[target], step.listing
        assert listing is not None
        frames = [url for url in platform.frames(page) if self._same_site(url, page.url)]
        for url in filter(walk.first_visit, frames):
            yield self._listing_request(Fetch(url), target, step)
        if frames or more:
            return
        request = self._through_browser(page) if is_shell(page) else None
        if request is not None:
            walk.pending += 1
            walk.target.listing.pop()
            yield request
        elif listing.read:
            listing.stop(page.url, say("listing_no_entries", url=page.url))
        else:
            if is_shell(page):
                listing.stop(page.url, browsing.advice(page.url))
            yield self._page(page, target, announced=False)

    def _seek(
        self, page: HtmlResponse, platform: Platform, links: list[Link], target: int, step: Step
    ) -> Iterator[Request]:
        """The links of a page outside the column that lead to it: those that name it at once,
        the others are remembered, the likeliest first."""
        walk = self.walks[target]
        if is_shell(page):
            walk.shell = walk.shell or browsing.advice(page.url)
        if step.level >= _MAX_LEVEL:
            return
        for lead in leads(links):
            url = steady(lead.link.url)
            if not lead.named:
                walk.push(lead.score, Candidate(Fetch(url), step.level + 1))
            elif walk.first_visit(url):
                sub = Step(step.level + 1, squash(lead.link.title))
                yield self._listing_request(Fetch(url), target, sub)
        # On the portal's home page, a hub that it links knows better.
        score = 2.5 if step.level else 1.5
        for entry in self._entries(page, platform, step):
            walk.push(score, entry)

    def _entries(self, page: HtmlResponse, platform: Platform, step: Step) -> list[Candidate]:
        """Addresses that the recognised platform is known to have."""
        return [
            Candidate(entry.fetch, step.level + 1, entry.column, True, entry.article, page=page.url)
            for entry in platform.entries(page)
            if self._same_site(entry.fetch.url, page.url)
        ]

    def _next_lead(self, target: int) -> Iterator[Request]:
        """The next likely way, once all before it are walked and the column is not found."""
        walk = self.walks[target]
        while walk.pending == 0 and not walk.found and walk.sought < _SEEK_LIMIT:
            found = walk.pop()
            if not found:
                return
            walk.sought += 1
            yield from self._try(found, target, None)

    def _try(self, ways: list[Candidate], target: int, platform: str | None) -> Iterator[Request]:
        """Requests for ways that may lead to the column, or are reports themselves."""
        walk = self.walks[target]
        for way in ways:
            if not walk.first_visit(way.fetch.key):
                continue
            if way.article:
                walk.pending += 1
                link = Link(way.fetch.url, "")
                yield self._article(link, target, announced=False, at_home=True, guess=True)
            else:
                step = Step(way.level, way.column, platform=platform, guess=way.guess)
                yield self._listing_request(way.fetch, target, step)

    # --- articles and documents -----------------------------------------------------------

    def parse_article(
        self,
        response: Response,
        target: int,
        announced: bool,
        at_home: bool,
        link: Link,
        guess: bool,
    ) -> Output:
        """A page that should be a report, or only carries it as a document, or lists reports."""
        walk = self.walks[target]
        walk.target.pages += 1
        if guess:
            walk.pending -= 1
        if response.status == 304:
            walk.kept.update(self.state.page(link.url).keys)  # type: ignore[union-attr]
            return
        if link.url in self.pages:
            sha256 = hashlib.sha256(response.body).hexdigest()
            known = self.pages[link.url]
            self.pages[link.url] = known._replace(validators=validators_of(response), sha256=sha256)
        page = as_html(response)
        if page is None:
            yield self._page(response, target, announced, at_home, asked=link.url)
        elif is_home(page.url) and not is_home(link.url):
            self._article_lost(walk, link.url, say("to_home", url=link.url))
        elif announced and is_shell(page):
            request = self._through_browser(page)
            if request is None:
                self._article_lost(walk, link.url, browsing.advice(page.url))
            else:
                yield request
        else:
            documents = attached(page)
            reports = list(wanted(recognise(page).links(page), page.url, ""))
            item = self._page(page, target, announced, at_home, asked=link.url)
            if len(reports) > _NEIGHBOURS and not documents:
                walk.pending += 1
                yield from self.parse_listing(response, target, Step(_MAX_LEVEL, "-"))
                walk.target.pages -= 1
                item.announced = False
            item.documents = documents
            yield item
        if guess:
            yield from self._next_lead(target)

    def article_failed(self, failure: Failure) -> Iterator[Request]:
        """A page that a listing announced could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        target = request.cb_kwargs["target"]
        walk = self.walks[target]
        if request.cb_kwargs["guess"]:
            walk.pending -= 1
            yield from self._next_lead(target)
            return
        found = self._why(failure, request, walk)
        self._article_lost(walk, request.cb_kwargs["link"].url, None)
        if found.refused:
            walk.blocked = walk.blocked or found.message

    def document_requests(self, page: Page, linked_from: LinkedFrom | None) -> list[Request]:
        """Requests for the documents of a page that carries no report, or for the next format
        of a document that could not be read."""
        groups: Iterable[Alternatives] = [page.others] if page.linked_from else page.documents
        return [
            Request(
                group[0],
                self.parse_document,
                errback=self.document_failed,
                cb_kwargs={
                    "page": page,
                    "linked_from": page.linked_from or linked_from,
                    "others": group[1:],
                },
                dont_filter=True,
            )
            for group in groups
            if group
        ]

    def parse_document(
        self, response: Response, page: Page, linked_from: LinkedFrom, others: Alternatives
    ) -> Iterator[Page]:
        """A document, to be read with what its page says of it."""
        self.walks[page.target].target.pages += 1
        item = self._page(response, page.target, page.announced, page.at_home, asked=page.asked)
        item.linked_from, item.others = linked_from, others
        yield item

    def document_failed(self, failure: Failure) -> Iterator[Request]:
        """A document could not be had: its next format, or the page's report is lost."""
        request: Request = failure.request  # type: ignore[attr-defined]
        page, others = request.cb_kwargs["page"], request.cb_kwargs["others"]
        walk = self.walks[page.target]
        found = self._why(failure, request, walk)
        if others:
            linked_from = request.cb_kwargs["linked_from"]
            yield from self.document_requests(
                replace(page, linked_from=linked_from, others=others), None
            )
            return
        self._article_lost(walk, page.asked or page.url, None)
        if found.refused:
            walk.blocked = walk.blocked or found.message

    def _article_request(
        self, link: Link, target: int, announced: bool, at_home: bool
    ) -> Iterator[Request]:
        walk = self.walks[target]
        link = link._replace(url=steady(link.url))
        if self.probing or not walk.first_visit(link.url):
            return
        year = classify_title(link.title).year if self.arguments.years else None
        if year is not None and year not in (self.arguments.years or ()):
            walk.skipped += 1
            return
        known = None if self.arguments.full else self.state.page(link.url)
        if known and (known.title, known.date) == (link.title, link.date):
            if self.collection.knows(known.keys):
                walk.kept.update(known.keys)
                walk.target.not_reports += not known.keys
                return
        yield self._article(link, target, announced, at_home, guess=False)

    def _article(
        self, link: Link, target: int, announced: bool, at_home: bool, *, guess: bool
    ) -> Request:
        given = {"target": target, "announced": announced, "at_home": at_home, "link": link}
        if not guess:
            self.pages[link.url] = KnownPage(link.title, link.date, (), Validators(), None)
        return Request(
            link.url,
            self.parse_article,
            errback=self.article_failed,
            cb_kwargs={**given, "guess": guess},
            meta={"known_as": ARTICLE, **browsing.meta(self.walks[target].policy)},
            dont_filter=True,  # `seen` is kept for each target: two may list the same report
        )

    def _article_lost(self, walk: Walk, asked: str, message: Message | None) -> None:
        if message is not None:
            self.run.issue(message, url=asked, portal=walk.target.portal)
        walk.target.failed += 1
        walk.came_to(asked, "failed")

    # --- shared ---------------------------------------------------------------------------

    def _links(self, links: list[Link], page: HtmlResponse, walk: Walk) -> Iterator[Link]:
        """The links of a page that stay on the site; reports elsewhere are said."""
        for link in links:
            if self._same_site(link.url, page.url):
                yield link
            elif classify_title(link.title).kind == "report" and walk.first_visit(link.url):
                message = say("offsite", url=link.url)
                self.run.issue(message, "info", url=link.url, portal=walk.target.portal)

    def _listing_request(self, fetch: Fetch, target: int, step: Step) -> Request:
        walk = self.walks[target]
        walk.pending += 1
        return Request(
            fetch.url,
            self.parse_listing,
            method=fetch.method,
            body=fetch.body,
            headers=dict(fetch.headers),
            errback=self.listing_failed,
            cb_kwargs={"target": target, "step": step},
            meta={"known_as": LISTING, **browsing.meta(walk.policy)},
            priority=10,  # listings first: what they lack is known early
            dont_filter=True,
        )

    def _through_browser(self, page: HtmlResponse) -> Request | None:
        """The same page once more, through a browser, where there is one and it was not."""
        request = page.request
        if request is None or request.meta.get("playwright") or not browsing.ready(self.limits):
            return None
        kept = {"known_as": request.meta.get("known_as")}
        return request.replace(meta={**kept, **browsing.meta(Policy(browser=True))})

    def _listing_problem(self, walk: Walk, step: Step, url: str, message: Message) -> None:
        if step.listing is None:
            listing = Listing(url, step.column, trusted(step.column, url))
            walk.listings.append(listing)
            listing.stop(url, message)
        else:
            step.listing.stop(url, message)

    def _why(self, failure: Failure, request: Request, walk: Walk) -> Why:
        found = why(failure, request, self.limits)
        self.run.issue(found.message, url=request.url, portal=walk.target.portal)
        if found.robots:
            self.run.ledger[request.url].robots.disallowed += 1
        return found

    def _page(
        self,
        response: Response,
        target: int,
        announced: bool,
        at_home: bool = True,
        *,
        asked: str | None = None,
    ) -> Page:
        content_type = response.headers.get("Content-Type")
        return Page(
            url=response.url,
            body=response.body,
            headers={"Content-Type": content_type.decode("latin-1")} if content_type else {},
            portal=self.walks[target].target.portal,
            fetched_at=now(),
            target=target,
            announced=announced,
            at_home=at_home,
            asked=asked or response.url,
        )

    @staticmethod
    def _same_site(url: str, base: str) -> bool:
        return site_of(url) == site_of(base)


def _asked(response: Response) -> str:
    """The address that a response was asked for at, before redirects."""
    request = response.request
    before = request.meta.get("redirect_urls") if request is not None else None
    return str(before[0]) if before else response.url

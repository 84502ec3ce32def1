"""The spider: from a home page or a column to every page that may be an annual report.

Home page → (政府信息公开) → annual-report column → years, departments → listing pages to the end
→ article pages and documents. It yields ``PageTask`` items only: reading belongs to the pipeline and
its worker processes. The pipeline asks back for the documents of a page that carries no report
itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import HtmlResponse, Response
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from govcrawl import __version__, portals
from govcrawl.fetching import browsing
from govcrawl.messages import Message, say
from govcrawl.platforms import BY_NAME, Platform, recognise
from govcrawl.platforms.links import Fetch, Link
from govcrawl.platforms.pages import as_html, heading, holds_report, lies_below, own_column
from govcrawl.platforms.paging import page_urls, stated_pages
from govcrawl.reading.titles import classify_title
from govcrawl.runs import Entry, Run
from govcrawl.spiders.addresses import is_home, is_shell, steady
from govcrawl.spiders.arguments import Arguments, check
from govcrawl.spiders.articles import Output
from govcrawl.spiders.choose import (
    entries_of,
    is_part,
    layers,
    more_links,
    trusted,
    wanted,
)
from govcrawl.spiders.listings import belong, is_answer, is_drawn, says_nothing
from govcrawl.spiders.seeking import SeekWalk
from govcrawl.spiders.trial import is_next, tried, worth_trying
from govcrawl.spiders.walk import MAX_LAYERS, Listing, Step, Walk, certificate

if TYPE_CHECKING:
    from typing_extensions import Self

_LAYERS_LIMIT = 500  # sub-columns of one target


class ReportsSpider(SeekWalk):
    """``scrapy crawl reports -a portal=ID[,ID] | -a url=URL [-a years=2019-2024] [-a full=1]``."""

    name = "reports"

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
            walk.first_visit(walk.target.url)
            yield self._listing_request(Fetch(walk.target.url), number, Step(level=0))

    def idle(self) -> None:
        """Every walk is at its end: known reports that it did not meet are looked for."""
        assert self.crawler.engine is not None
        requests = [
            request
            for number, walk in enumerate(self.walks)
            if not walk.swept
            for request in self.unlisted(number)
        ]
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

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
            if step.listing is not None:
                message = say("listing_unreadable", url=response.url)
                step.listing.stop(response.url, message)
            yield self._page(response, target, announced=False)
        elif step.level and self._is_own_home(page.url, walk) and not is_home(_asked(response)):
            if step.guess:
                yield from self._try_files(target, step)
            else:
                message = say("to_home", url=_asked(response))
                self._listing_problem(walk, step, _asked(response), message)
        else:
            yield from list(self._parse_listing(page, target, step))
        yield from self._next_lead(target)

    def listing_failed(self, failure: Failure) -> Output:
        """A page of the way or of the listing could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        target, step = request.cb_kwargs["target"], request.cb_kwargs["step"]
        walk = self.walks[target]
        walk.pending -= 1
        instead = self._instead(failure, request, step)
        if instead is not None and walk.first_visit(instead.key):
            yield self._listing_request(instead, target, step)
        elif step.guess:
            yield from self._try_files(target, step)
        else:
            found = self._why(failure, request, walk)
            if found.refused:
                walk.blocked = walk.blocked or found.message
            elif step.level == 0 and step.listing is None:
                walk.start_failure = walk.start_failure or found.message
            else:
                problem = found.message  # the column itself cannot be had, or its listing ends
                if step.listing is not None:
                    problem = say("listing_stopped", url=request.url, error=problem.en)
                self._listing_problem(walk, step, request.url, problem)
        yield from self._next_lead(target)

    def _parse_listing(self, page: HtmlResponse, target: int, step: Step) -> Output:
        walk = self.walks[target]
        platform = BY_NAME[step.platform] if step.platform else recognise(page)
        if walk.target.platform in (None, "generic"):
            walk.target.platform = platform.name
        forward = platform.forward(page)
        if forward and step.level and self._is_own_home(forward, walk):
            self._listing_problem(walk, step, page.url, say("to_home", url=page.url))
            return
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
        if step.trial and step.guess:
            assert step.listing is not None  # whose page is tried
            if not is_next(page, links, step.listing.url, step.listing.links):
                yield from self._try_files(target, step)
                return
            step, walk.trials = replace(step, guess=False), walk.trials + 1
        # What a service answers belongs to its listing, wherever the service stands.
        base = "" if step.listing is not None and is_answer(page) else page.url
        articles = entries_of(everything, base)
        away = {link.url for link in articles if not self._same_site(link.url, page.url)}
        if (
            step.level == 0 and classify_title(heading(page)).kind == "report"
        ) or platform.carries_report(page):
            walk.announced += holds_report(page)  # found, or said not to be readable
            yield self._page(page, target, announced=False)
        column = step.column or own_column(page)
        found = list(wanted(links, base, column))
        # A listing of reports under no name of its own, also one that a service is to fill.
        unnamed = not column and (len(found) > 1 or self._is_given_shell(page, platform, step))
        if column or unnamed:
            step = replace(step, column=column or "-", platform=platform.name)
            yield from self._parse_column(page, platform, links, len(found), away, target, step)
        if not column:
            step = replace(step, column="")
            yield from self._seek(page, platform, links, target, step)
        for link, announced in found:
            walk.announced += announced
            at_home = lies_below(link.url, base or page.url)
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
        listing, continues = step.listing, step.listing is not None
        if listing is None:
            sure = trusted(step.column, page.url) and not step.doubtful
            teaser = step.column == "-" and (step.level > 0 or is_home(page.url))
            listing = Listing(page.url, step.column, sure, teaser, part=step.layer > 0)
            walk.listings.append(listing)
        base = "" if continues and is_answer(page) else page.url
        entries = entries_of(links, base)
        if not entries and step.guess and continues:
            return  # nothing stands behind the end
        step = replace(step, listing=listing, guess=False)
        if platform.name != "generic":
            walk.target.platform = platform.name  # the listing's own, not that of the way to it
        below = list(layers(links, page.url, self.arguments.years, alone=not announced))
        below += more_links(page) if step.column != "-" else []
        below = below if step.layer < MAX_LAYERS else []
        paging = platform.next_pages(page)
        listing.counted = max(listing.counted, paging.counted)
        if paging.total is not None:
            listing.stated = max(listing.stated or 0, paging.total)
        said_empty = paging.total == 0 or says_nothing(page)
        itself = platform.carries_report(page)
        usable = bool(announced or below or said_empty or itself) or belong(
            entries, base, listing.links
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
                listing.parts += 1
                if walk.layers > _LAYERS_LIMIT:
                    listing.stop(page.url, say("layers_limit", url=page.url, limit=_LAYERS_LIMIT))
                    break
                doubtful = step.doubtful or not is_part(link, page.url)
                sub = Step(step.level + 1, step.column, layer=step.layer + 1, doubtful=doubtful)
                yield self._listing_request(Fetch(steady(link.url)), target, sub)
        fresh = {link.url for link in entries} - listing.links
        if entries and not fresh:
            # The same page under another address: the listing has ended, or goes in circles.
            if listing.goes_in_circles():
                listing.repeated = page.url, max(listing.ahead, stated_pages(page.text))
                return
        else:
            listing.filled += bool(fresh)
            listing.usable = listing.usable or usable
            if len(fresh) < len(entries):
                listing.spare = 0  # this page begins with what the one before it ended with
            if paging.shown:
                listing.spare += max(0, paging.shown - len(entries) - len(away))
            listing.links |= fresh
            listing.away |= away
            listing.again = 0
            listing.took(page.url, announced)
        if not paging.readable:
            listing.stop(page.url, say("listing_unreadable", url=page.url))
        if entries and len(paging.pages) > 1:
            listing.ahead = max(listing.ahead, listing.read + len(paging.pages))
        limit = walk.policy.listing_limit or self.limits.getint("GOVCRAWL_LISTING_LIMIT")
        # Several services behind a shell: one of them may have nothing.
        one_of = not usable and len({page_urls(fetch.url, 0) for fetch in paging.pages}) > 1
        for ahead, fetch in enumerate(paging.pages):
            if (listing.problem and listing.dry) or (self.probing and listing.wanted):
                return
            if listing.read + ahead >= limit:
                listing.stop(page.url, say("listing_limit", url=page.url, limit=limit))
                return
            following = fetch._replace(url=steady(fetch.url))
            if self._same_site(following.url, page.url) and walk.first_visit(following.key):
                ahead_of = replace(step, guess=fetch.probe, one_of=one_of, trial=0)
                yield self._listing_request(following, target, ahead_of)
        if not paging.pages and paging.readable and not self.probing:
            if step.trial or (
                listing.read == 1
                and not listing.teaser
                and worth_trying(page, platform.name, entries)
            ):
                yield from self._try_files(target, step, entries)

    def _unusable(
        self, page: HtmlResponse, platform: Platform, target: int, step: Step, *, more: bool
    ) -> Output:
        """A page of the column that holds no listing: in a frame, filled by a script, or not
        there at all."""
        walk, listing = self.walks[target], step.listing
        assert listing is not None
        frames = self._frames(page, platform)
        for url in filter(walk.first_visit, frames):
            yield self._listing_request(Fetch(url), target, step)
        if frames or more or step.one_of:
            return
        shell = is_shell(page) or is_drawn(page)
        request = self._through_browser(page) if shell else None
        if request is not None:
            walk.pending += 1
            walk.target.listing.pop()
            yield request
        elif listing.read:
            listing.stop(page.url, say("listing_no_entries", url=page.url))
        else:
            if shell:
                listing.stop(page.url, browsing.advice(page))
            yield self._page(page, target, announced=False)

    def _try_files(
        self, target: int, step: Step, entries: Sequence[Link] = ()
    ) -> Iterator[Request]:
        """The next page of a listing whose pages nothing announces, if it may be there: after
        one that was, or the second name where the first gave nothing."""
        walk, listing = self.walks[target], step.listing
        in_vain = step.guess and step.trial != 1
        if listing is None or walk.trials <= 0 or in_vain:
            return
        fetch = tried(listing.url, step.trial + 1, list(entries))
        if fetch is not None and walk.first_visit(steady(fetch.url)):
            walk.trials -= 1
            trial = replace(step, trial=step.trial + 1, guess=True)
            yield self._listing_request(fetch, target, trial)

    @staticmethod
    def _is_given_shell(page: HtmlResponse, platform: Platform, step: Step) -> bool:
        """Whether the address given is a list without entries whose service is known."""
        if step.level or is_home(page.url) or platform.name == "generic":
            return False
        return not entries_of(platform.links(page), "") and bool(platform.next_pages(page).pages)

    @staticmethod
    def _instead(failure: Failure, request: Request, step: Step) -> Fetch | None:
        """Another way to ask a service that answered with an error."""
        if not (step.platform and isinstance(failure.value, HttpError)):
            return None
        body = request.body.decode("utf-8", "replace")
        return BY_NAME[step.platform].instead(Fetch(request.url, body))

    # --- shared ---------------------------------------------------------------------------

    def _links(self, links: list[Link], page: HtmlResponse, walk: Walk) -> Iterator[Link]:
        """The links of a page that stay on the site; reports elsewhere are said."""
        for link in links:
            if self._same_site(link.url, page.url):
                yield link
            elif classify_title(link.title).kind == "report" and walk.first_visit(link.url):
                away = Entry(0, link.url, link.title, link.date, "away")
                walk.entries[link.url] = away
                message = say("offsite", url=link.url)
                self.run.issue(message, "info", url=link.url, portal=walk.target.portal)

    @staticmethod
    def _is_own_home(url: str, walk: Walk) -> bool:
        """Whether an address is the portal's own home page, where lost pages lead."""
        return is_home(url) and urlsplit(url).netloc == urlsplit(walk.target.url).netloc

    def _listing_problem(self, walk: Walk, step: Step, url: str, message: Message) -> None:
        if step.listing is None:
            sure = trusted(step.column, url) and not step.doubtful
            listing = Listing(url, step.column, sure)
            walk.listings.append(listing)
            listing.stop(url, message)
        else:
            step.listing.stop(url, message)


def _asked(response: Response) -> str:
    """The address that a response was asked for at, before redirects."""
    request = response.request
    before = request.meta.get("redirect_urls") if request is not None else None
    return str(before[0]) if before else response.url

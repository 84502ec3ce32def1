"""The second half of the walk: articles, the documents that they carry, and what both need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeAlias

import scrapy
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from govcrawl.execution.start import start
from govcrawl.execution.task import UNKNOWN, Alternatives, Inline, LinkedPage, PageTask
from govcrawl.fetching import browsing
from govcrawl.fetching.conditional import ARTICLE, now
from govcrawl.fingerprint import reader_version
from govcrawl.messages import Message, say
from govcrawl.platforms import recognise
from govcrawl.platforms.links import Link
from govcrawl.platforms.pages import as_html, site_of
from govcrawl.portals import Policy
from govcrawl.reading.model import Listed
from govcrawl.reading.titles import classify_title
from govcrawl.runs import Entry, Run, Target
from govcrawl.spiders.addresses import is_home, is_shell, steady
from govcrawl.spiders.arguments import Arguments
from govcrawl.spiders.attached import attached
from govcrawl.spiders.choose import wanted
from govcrawl.spiders.failures import Why, why
from govcrawl.spiders.memory import Memory
from govcrawl.spiders.walk import MAX_LAYERS, MAX_LEVEL, Step, Walk
from govcrawl.store.state import KnownPage

Output: TypeAlias = Iterator["Request | PageTask"]

_NEIGHBOURS = 2  # an article links the reports before and after it


class ArticleWalk(scrapy.Spider):
    """The walks of a run, and every page behind a listing. The way to the listings is the
    spider's own (``ReportsSpider``)."""

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
        self.execution = start(settings, reader_version())
        self.memory = Memory(run, self.walks, settings, self.execution)
        self.collection = self.memory.collection

    def parse_listing(self, response: Response, target: int, step: Step) -> Output:
        """A page that may lead on."""
        raise NotImplementedError

    def _next_lead(self, target: int) -> Output:
        raise NotImplementedError

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
            yield from self._not_modified(link, target)
            if guess:
                yield from self._next_lead(target)
            return
        self.memory.answered(link.url, response, walk)
        page = as_html(response)
        listed = Listed(link.title, link.date) if link.title or link.date else None
        if page is None:
            item = self._page(response, target, announced, at_home, asked=link.url)
            item.listed = listed
            yield item
        elif is_home(page.url) and not is_home(link.url):
            self._article_lost(walk, link.url, say("to_home", url=link.url))
        elif announced and is_shell(page):
            request = self._through_browser(page)
            if request is None:
                self._article_lost(walk, link.url, browsing.advice(page))
            else:
                yield request
        else:
            documents = attached(page)
            reports = list(wanted(recognise(page).links(page), page.url, ""))
            item = self._page(page, target, announced, at_home, asked=link.url)
            if len(reports) > _NEIGHBOURS and not documents:
                walk.pending += 1
                yield from self.parse_listing(
                    response, target, Step(MAX_LEVEL, "-", layer=MAX_LAYERS)
                )
                walk.target.pages -= 1
                item.announced = False
                self.memory.forget(link.url, walk)  # to be read again: it may list more next time
                if link.url in walk.entries:
                    walk.entries[link.url].outcome = "listing"
            item.documents, item.listed = documents, listed if documents else None
            yield item
        if guess:
            yield from self._next_lead(target)

    def article_failed(self, failure: Failure) -> Output:
        """A page that a listing announced could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        target = request.cb_kwargs["target"]
        walk = self.walks[target]
        if request.cb_kwargs["guess"]:
            walk.pending -= 1
            yield from self._next_lead(target)
            return
        url = request.cb_kwargs["link"].url
        found = self._why(failure, request, walk)
        if found.gone:
            walk.gone.add(url)
        self._article_lost(walk, url, None)
        if found.refused:
            walk.blocked = walk.blocked or found.message

    def document_requests(self, page: PageTask) -> list[Request]:
        """Requests for the documents of a page that carries no report, or for the next format
        of a document that could not be read; none where an old archive does not say where they
        are."""
        groups: Iterable[Alternatives] = [page.others] if page.linked_from else page.documents
        linked_from = page.linked_from or LinkedPage(page.place, page.url, page.content_type)
        return [
            Request(
                group[0],
                self.parse_document,
                errback=self.document_failed,
                cb_kwargs={
                    "page": page,
                    "linked_from": linked_from,
                    "others": group[1:],
                },
                dont_filter=True,
            )
            for group in groups
            if group and group != UNKNOWN
        ]

    def parse_document(
        self, response: Response, page: PageTask, linked_from: LinkedPage, others: Alternatives
    ) -> Iterator[PageTask]:
        """A document, to be read with what its page says of it."""
        walk = self.walks[page.target]
        walk.target.pages += 1
        self.memory.answered(response.url, response, walk)
        item = self._page(response, page.target, page.announced, page.at_home, asked=page.asked)
        item.linked_from, item.others, item.listed = linked_from, others, page.listed
        yield item

    def document_failed(self, failure: Failure) -> Iterator[Request]:
        """A document could not be had: its next format, or the page's report is lost."""
        request: Request = failure.request  # type: ignore[attr-defined]
        page, others = request.cb_kwargs["page"], request.cb_kwargs["others"]
        walk = self.walks[page.target]
        found = self._why(failure, request, walk)
        if others:
            linked_from = request.cb_kwargs["linked_from"]
            yield from self.document_requests(replace(page, linked_from=linked_from, others=others))
            return
        self._article_lost(walk, page.asked or page.url, None)
        if found.refused:
            walk.blocked = walk.blocked or found.message

    def _article_request(self, link: Link, target: int, announced: bool, at_home: bool) -> Output:
        walk = self.walks[target]
        link = link._replace(url=steady(link.url))
        if not walk.first_visit(link.url):
            return
        if self.probing:
            walk.entries[link.url] = Entry(target, link.url, link.title, link.date)
            return
        year = classify_title(link.title).year if self.arguments.years else None
        if year is not None and year not in (self.arguments.years or ()):
            walk.skipped += 1
            return
        walk.entries.setdefault(link.url, Entry(target, link.url, link.title, link.date))
        known, due = self.memory.look(link, walk, full=self.arguments.full)
        if known and due == "not":
            yield from self._kept(link, known, target, "skipped")
            return
        request = self._article(link, target, announced, at_home, guess=False)
        if due == "conditional":
            request.meta["known_as"] = ARTICLE
        yield request

    def _guess(self, link: Link, target: int) -> Output:
        """An address that nothing names, and that may be a report."""
        walk = self.walks[target]
        known, due = self.memory.look(link, walk, full=self.arguments.full)
        if known and due == "not":
            yield from self._kept(link, known, target, "skipped")
            return
        walk.pending += 1
        request = self._article(link, target, announced=False, at_home=True, guess=True)
        if due == "conditional":
            request.meta["known_as"] = ARTICLE
        yield request

    # --- known pages ----------------------------------------------------------------------

    def _not_modified(self, link: Link, target: int) -> Output:
        """The server says that a known page is as it was; its documents are asked about too."""
        known = self.memory.known(link.url, self.walks[target])
        assert known is not None  # its validators were sent
        documents = list(self.memory.documents(link.url, known, self.walks[target]))
        if not documents:
            yield from self._kept(link, known, target, "kept")
        for number, url in enumerate(documents):
            yield Request(
                url,
                self.parse_known_document,
                errback=self.known_document_failed,
                cb_kwargs={"target": target, "link": link, "last": number == len(documents) - 1},
                meta={"known_as": ARTICLE},
                dont_filter=True,
            )

    def parse_known_document(
        self, response: Response, target: int, link: Link, last: bool
    ) -> Output:
        """A document of a page that has not changed. A new one is read with its page again."""
        walk = self.walks[target]
        if walk.asked.get(link.url):
            return  # one of its documents has changed, and the page is under way
        if response.status != 304:
            walk.came_to(link.url, "none")
            yield self._article(link, target, True, True, guess=False)
        elif last:
            known = self.memory.known(link.url, walk)
            assert known is not None
            yield from self._kept(link, known, target, "kept")

    def known_document_failed(self, failure: Failure) -> None:
        """A document of a page that has not changed could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        url, walk = request.cb_kwargs["link"].url, self.walks[request.cb_kwargs["target"]]
        found = self._why(failure, request, walk)
        if found.gone:
            walk.gone.add(url)
        self._article_lost(walk, url, None)

    def _kept(self, link: Link, known: KnownPage, target: int, what: str) -> Iterator[PageTask]:
        """A known page counts as it is in ``latest``; another version of the reader reads it
        once more, from the archive."""
        walk = self.walks[target]
        self.memory.unchanged(link, known, walk)
        archived = self.memory.archived(link.url, known, walk)
        if archived:
            for page in archived:
                yield self._again(page, target, link.url)
            return
        walk.came_to(link.url, what)
        (walk.alive if link.url in walk.unlisted else walk.kept).update(known.keys)
        walk.target.not_reports += not known.keys
        entry = walk.entries.get(link.url)
        if entry is not None:
            entry.outcome = "report" if known.keys else "none"
            entry.reports = list(known.keys)

    def unlisted(self, target: int) -> Iterator[Request]:
        """Requests for known reports that no listing of the target shows any more, once all of
        them are read to their end."""
        walk = self.walks[target]
        walk.swept = True
        if self.arguments.years or self.probing or not walk.complete:
            return
        for url, known in self.memory.pages_of(walk):
            if not walk.first_visit(url):
                continue
            walk.unlisted.add(url)
            link = Link(url, known.title, date=known.date)
            self.run.issue(say("unlisted", url=url), "info", url=url, portal=walk.target.portal)
            self.memory.asked(link, walk)
            yield Request(
                url,
                self.parse_article,
                errback=self.unlisted_failed,
                cb_kwargs={
                    "target": target,
                    "announced": False,
                    "at_home": False,
                    "link": link,
                    "guess": False,
                },
                meta={"known_as": ARTICLE, **browsing.meta(walk.policy)},
                dont_filter=True,
            )

    def unlisted_failed(self, failure: Failure) -> None:
        """A report that no listing shows cannot be had either: gone, if the server says so."""
        request: Request = failure.request  # type: ignore[attr-defined]
        walk, url = self.walks[request.cb_kwargs["target"]], request.cb_kwargs["link"].url
        found = why(failure, request, self.limits)
        if found.gone:
            walk.gone.add(url)
        else:
            self.run.issue(found.message, "warn", url=url, portal=walk.target.portal)

    def _article(
        self, link: Link, target: int, announced: bool, at_home: bool, *, guess: bool
    ) -> Request:
        given = {"target": target, "announced": announced, "at_home": at_home, "link": link}
        self.memory.asked(link, self.walks[target], guess=guess)
        return Request(
            link.url,
            self.parse_article,
            errback=self.article_failed,
            cb_kwargs={**given, "guess": guess},
            meta=browsing.meta(self.walks[target].policy),
            dont_filter=True,  # `seen` is kept for each target: two may list the same report
        )

    def _article_lost(self, walk: Walk, asked: str, message: Message | None) -> None:
        if message is not None:
            self.run.issue(message, url=asked, portal=walk.target.portal)
        walk.target.failed += 1
        walk.came_to(asked, "failed")

    def _through_browser(self, page: HtmlResponse) -> Request | None:
        """The same page once more, through a browser, where there is one and it was not."""
        request = page.request
        if request is None or request.meta.get("playwright") or not browsing.ready(self.limits):
            return None
        kept = {"known_as": request.meta.get("known_as")}
        return request.replace(meta={**kept, **browsing.meta(Policy(browser=True))})

    def _why(self, failure: Failure, request: Request, walk: Walk) -> Why:
        found = why(failure, request, self.limits)
        asked = request.meta.get("redirect_urls", [request.url])[0]
        self.run.issue(found.message, url=asked, portal=walk.target.portal)
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
    ) -> PageTask:
        content_type = response.headers.get("Content-Type")
        return PageTask(
            place=Inline(response.body),
            url=response.url,
            asked=asked or response.url,
            content_type=content_type.decode("latin-1") if content_type else None,
            portal=self.walks[target].target.portal,
            target=target,
            run=self.run.run_id,
            fetched_at=now(),
            announced=announced,
            at_home=at_home,
            unlisted=asked in self.walks[target].unlisted,
            years=self.arguments.years or frozenset(),
        )

    def _again(self, page: PageTask, target: int, asked: str) -> PageTask:
        """A page that an earlier run has archived, as this run hands it on."""
        return replace(
            page,
            asked=asked,
            target=target,
            run=self.run.run_id,
            fetched_at=page.fetched_at or now(),
            years=self.arguments.years or frozenset(),
        )

    @staticmethod
    def _same_site(url: str, base: str) -> bool:
        return site_of(url) == site_of(base)

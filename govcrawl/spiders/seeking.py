"""The way from the home page to the column: what its pages lead to, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import HtmlResponse
from twisted.python.failure import Failure

from govcrawl.fetching import browsing
from govcrawl.fetching.conditional import LISTING
from govcrawl.platforms import Platform
from govcrawl.platforms.links import Fetch, Link
from govcrawl.spiders.addresses import is_shell, steady
from govcrawl.spiders.articles import ArticleWalk, Output
from govcrawl.spiders.choose import column_name, leads, more_links
from govcrawl.spiders.walk import MAX_LEVEL, Candidate, Step

_SEEK_LIMIT = 30  # pages asked on the way to the column


class SeekWalk(ArticleWalk):
    """The first part of the walk, before the listings and on top of what is behind them."""

    def listing_failed(self, failure: Failure) -> Output:
        """A page of the way or of the listing could not be had."""
        raise NotImplementedError

    def _seek(
        self, page: HtmlResponse, platform: Platform, links: list[Link], target: int, step: Step
    ) -> Iterator[Request]:
        """The links of a page outside the column that lead to it: those that name it at once,
        the others are remembered, the likeliest first."""
        walk = self.walks[target]
        if is_shell(page):
            walk.shell = walk.shell or browsing.advice(page)
        if step.level >= MAX_LEVEL:
            return
        if not links:
            for url in filter(walk.first_visit, self._frames(page, platform)):
                yield self._listing_request(Fetch(url), target, step)
        for lead in leads(links + more_links(page)):
            url = steady(lead.link.url)
            if not lead.named:
                walk.push(lead.score, Candidate(Fetch(url), step.level + 1))
            elif walk.first_visit(url):
                sub = Step(step.level + 1, column_name(page, lead.link.title))
                yield self._listing_request(Fetch(url), target, sub)
        # On the portal's home page, a hub that it links knows better.
        score = 2.5 if step.level else 1.5
        for entry in self._entries(page, platform, step):
            walk.push(score, entry)

    def _frames(self, page: HtmlResponse, platform: Platform) -> list[str]:
        return [url for url in platform.frames(page) if self._same_site(url, page.url)]

    def _entries(self, page: HtmlResponse, platform: Platform, step: Step) -> list[Candidate]:
        """Addresses that the recognised platform is known to have."""
        return [
            Candidate(
                entry.fetch,
                step.level + 1,
                entry.column,
                True,
                entry.article,
                page.url,
                entry.named,
            )
            for entry in platform.entries(page)
            if self._same_site(entry.fetch.url, page.url)
        ]

    def _next_lead(self, target: int) -> Output:
        """The next likely way, once all before it are walked and the column is not found."""
        walk = self.walks[target]
        while walk.pending == 0 and not walk.found and walk.sought < _SEEK_LIMIT:
            found = walk.pop()
            if not found:
                return
            walk.sought += 1
            yield from self._try(found, target, None)

    def _try(self, ways: list[Candidate], target: int, platform: str | None) -> Output:
        """Requests for ways that may lead to the column, or are reports themselves."""
        walk = self.walks[target]
        for way in ways:
            if not walk.first_visit(way.fetch.key):
                continue
            if way.article:
                yield from self._guess(Link(way.fetch.url, ""), target)
            else:
                step = Step(
                    way.level, way.column, platform=platform, guess=way.guess and not way.named
                )
                yield self._listing_request(way.fetch, target, step)

    def _listing_request(self, fetch: Fetch, target: int, step: Step) -> Request:
        walk = self.walks[target]
        walk.pending += 1
        # Services want the column that shows their answer, as a reader's browser would say it.
        referer = {"Referer": step.listing.url} if step.listing else {}
        return Request(
            fetch.url,
            self.parse_listing,
            method=fetch.method,
            body=fetch.body,
            headers={**referer, **dict(fetch.headers)},
            errback=self.listing_failed,
            cb_kwargs={"target": target, "step": step},
            meta={"known_as": LISTING, **browsing.meta(walk.policy)},
            priority=10,  # listings first: what they lack is known early
            dont_filter=True,
        )

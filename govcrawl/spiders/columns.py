"""The reader of listings: pages of a column, one after the other, to their end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from govcrawl.fetching import browsing
from govcrawl.messages import Message, say
from govcrawl.platforms import BY_NAME, Platform, recognise
from govcrawl.platforms.attached import attached
from govcrawl.platforms.links import Fetch, Link, Paging
from govcrawl.platforms.pagers import hints_at_more
from govcrawl.platforms.pages import heading, holds_report, lies_below, own_column
from govcrawl.platforms.paging import page_urls, stated_pages
from govcrawl.platforms.services import number_of, page_size, turned
from govcrawl.reading.titles import classify_title
from govcrawl.runs import Entry
from govcrawl.spiders.addresses import is_home, is_shell, steady
from govcrawl.spiders.articles import ArticleReader, Visit
from govcrawl.spiders.asking import Ask, Output
from govcrawl.spiders.bodies import is_body
from govcrawl.spiders.choose import (
    column_unread,
    entries_of,
    is_layer,
    passed_over,
    trusted,
    wanted,
)
from govcrawl.spiders.crawl_context import Job
from govcrawl.spiders.divisions import Part, linked_parts, not_followed, parts_of
from govcrawl.spiders.failures import Why
from govcrawl.spiders.listings import belong, is_answer, is_drawn, says_nothing, scripted_rows
from govcrawl.spiders.seeking import Seeker, is_menu
from govcrawl.spiders.trial import is_next, tried, worth_trying
from govcrawl.spiders.walk import (
    MAX_LAYERS,
    MAX_LEVEL,
    Candidate,
    Listing,
    Shared,
    Step,
    Walk,
    certificate,
)
from govcrawl.text import squash

_LAYERS_LIMIT = 2000  # sub-columns of one target
_FEW = 2  # an article links the reports before and after it


@dataclass(slots=True)
class Seen:
    """What a page shows. ``everything``: all its links, ``links``: those on the portal's names;
    ``away``: articles elsewhere; ``base``: what its entries are compared with, empty for what a
    service answers; ``found``: links to follow as articles, and whether they name a report."""

    page: HtmlResponse
    platform: Platform
    everything: list[Link]
    links: list[Link]
    away: set[str]
    base: str
    column: str
    found: list[tuple[Link, bool]]

    @property
    def announced(self) -> int:
        return len(self.found)


class ListingReader:
    """Of one crawl: it takes every page of the way and of the listings."""

    def __init__(self, job: Job, seeker: Seeker, articles: ArticleReader) -> None:
        self.job = job
        self.seeker = seeker
        self.articles = articles

    # --- one page -------------------------------------------------------------------------

    def read(self, page: HtmlResponse, target: int, step: Step) -> Output:
        """A page that may lead on: home page, hub, column, one page of its listing."""
        walk = self.job.walks[target]
        if step.shared:
            yield from self._share(page, target, step)
            return
        platform = BY_NAME[step.platform] if step.platform else recognise(page)
        if walk.target.platform in (None, "generic"):
            walk.target.platform = platform.name
        sent_on = self._sent_on(page, platform, target, step)
        if sent_on is not None:
            yield from sent_on
            return
        seen = self._see(page, platform, walk, step)
        if not walk.bodies:
            walk.bodies = self._which_bodies(seen)
        if step.trial and step.guess:
            assert step.listing is not None  # whose page is tried
            if not is_next(page, seen.links, step.listing.url, step.listing.links):
                self.job.memory.missed(page.url, step.listing.first_sha256, walk)
                yield from self.try_files(target, step)
                return
            step, walk.trials = replace(step, guess=False), walk.trials + 1
        if step.link is not None and self._is_article(seen, step):
            yield from self._as_article(seen, target, step)
            return
        yield from self._walk_on(seen, target, step)

    def _sent_on(
        self, page: HtmlResponse, platform: Platform, target: int, step: Step
    ) -> Output | None:
        """Where a page without content of its own sends its reader; None where it has some."""
        walk = self.job.walks[target]
        forward = platform.forward(page)
        if forward and step.level and self.is_own_home(forward, walk):
            self.problem(walk, step, page.url, say("to_home", url=page.url))
            return iter(())
        if forward and walk.hosts.near(forward, page.url) and walk.first_visit(steady(forward)):
            return self.seeker.listing(Fetch(steady(forward)), target, step)
        if is_shell(page) and not (platform.next_pages(page).pages or platform.entries(page)):
            again = self._in_browser(page, target, step)
            return iter([again]) if again is not None else None
        return None

    def _see(self, page: HtmlResponse, platform: Platform, walk: Walk, step: Step) -> Seen:
        everything = platform.links(page)
        column = step.column or own_column(page)
        # What a service answers belongs to its listing, wherever the service is.
        answers = (step.listing is not None or step.called) and is_answer(page)
        base = "" if answers else page.url
        articles = entries_of(everything, base)
        if column and not step.hub:
            following = [fetch.url for fetch in platform.next_pages(page).pages]
            walk.hosts.moved(page.url, following, articles)
        links = list(self._near(everything, page, walk))
        away = {link.url for link in articles if not walk.hosts.near(link.url, page.url)}
        found = list(wanted(links, base, column))
        if (
            step.search
            and step.level == 1
            and column
            and not self._looks_like_it(page, platform, links, found)
        ):
            column = ""  # the body's own page, rather than its column
        return Seen(page, platform, everything, links, away, base, column, found)

    @staticmethod
    def _looks_like_it(
        page: HtmlResponse, platform: Platform, links: list[Link], found: list[tuple[Link, bool]]
    ) -> bool:
        """Whether a page that a column names by a body is that body's column."""
        if found or own_column(page) or platform.next_pages(page).pages:
            return True
        return holds_report(page) or any(is_layer(squash(x.title)) for x in links)

    def _near(self, links: list[Link], page: HtmlResponse, walk: Walk) -> Iterator[Link]:
        """The links of a page that stay on the portal's names; reports elsewhere are said."""
        for link in links:
            if walk.hosts.near(link.url, page.url):
                yield link
            elif classify_title(link.title).kind == "report" and walk.first_visit(link.url):
                away = Entry(0, link.url, link.title, link.date, "away")
                walk.entries[link.url] = away
                message = say("offsite", url=link.url)
                self.job.run.issue(message, "info", url=link.url, portal=walk.target.portal)

    def _which_bodies(self, seen: Seen) -> str:
        """Which bodies are asked for, where the user did not say: the column's own where a
        column was given, else all."""
        given = self.job.arguments.bodies
        if given:
            return given
        is_column = bool(seen.column) or seen.announced > _FEW
        return "own" if is_column and not is_home(seen.page.url) else "all"

    def _walk_on(self, seen: Seen, target: int, step: Step) -> Output:
        """Its listing, the ways that it shows, and its articles."""
        walk, page = self.job.walks[target], seen.page
        if (
            step.level == 0 and classify_title(heading(page)).kind == "report"
        ) or seen.platform.carries_report(page):
            walk.announced += holds_report(page)  # found, or said not to be readable
            yield self.job.page(page, target, announced=False)
        column = "" if step.hub else seen.column
        # A listing of reports under no name of its own, also one that a service is to fill.
        unnamed = not column and (seen.announced > 1 or self._is_given_shell(seen, step))
        listing: Listing | None = None
        if column or unnamed:
            named = replace(step, column=column or "-", platform=seen.platform.name, hub="")
            listing = step.listing or self._begin(seen, walk, named)
            continues = step.listing is not None
            yield from self.column(
                seen, target, replace(named, listing=listing), continues=continues
            )
        if not column:
            search = walk.searches[step.search]
            if step.search and not search.unread:
                search.unread = column_unread(page, seen.everything)
            yield from self.seeker.look(
                page, seen.platform, seen.links, target, replace(step, column="")
            )
        for link, announced in seen.found:
            walk.announced += announced
            at_home = lies_below(link.url, seen.base or page.url)
            where = listing.url if listing is not None else ""
            yield from self.articles.ask(Visit(link, announced, at_home, column=where), target)

    @staticmethod
    def _is_given_shell(seen: Seen, step: Step) -> bool:
        """Whether the address given, or a body's, is a list without entries whose service is
        known."""
        first = step.level == 0 or (step.link is not None and step.level == 1)
        if not first or step.hub or is_home(seen.page.url) or seen.platform.name == "generic":
            return False
        empty = not entries_of(seen.platform.links(seen.page), "")
        return empty and bool(seen.platform.next_pages(seen.page).pages)

    # --- a part that is an article --------------------------------------------------------

    @staticmethod
    def _is_article(seen: Seen, step: Step) -> bool:
        """Whether what came back for the name of a year or of a body is a report, or carries the
        files of several, and is no list."""
        if step.listing is not None or seen.platform.name == "hanweb_annual":
            return False
        if seen.announced > _FEW:
            files = attached(seen.page, step.link.title) if step.link is not None else ()
            carried = {url for file in files if file.body for url in file.urls}
            return bool(carried) and all(link.url in carried for link, _ in seen.found)
        if holds_report(seen.page):
            return True
        title = classify_title(heading(seen.page))
        return title.kind == "report" and title.year is not None and bool(attached(seen.page))

    def _as_article(self, seen: Seen, target: int, step: Step) -> Output:
        walk, page = self.job.walks[target], seen.page
        assert step.link is not None
        link = step.link._replace(url=steady(step.link.url))
        above = step.parent
        if above is not None:
            above.wanted += 1  # 年报 of whatever it is, it leads to reports
        entry = Entry(
            target, link.url, link.title, link.date, column=above.url if above is not None else ""
        )
        walk.entries.setdefault(link.url, entry)
        self.job.memory.asked(link, walk)
        self.job.memory.answered(link.url, page, walk)
        walk.announced += 1
        yield from self.articles.arrived(page, target, Visit(link, True, True))

    # --- the column -----------------------------------------------------------------------

    def column(self, seen: Seen, target: int, step: Step, *, continues: bool) -> Output:
        """A page of the column: its parts, its next pages, and whether it is usable.
        ``continues``: it is not the first of its listing."""
        walk, page, listing = self.job.walks[target], seen.page, step.listing
        assert listing is not None
        entries = entries_of(seen.links, seen.base)
        if not entries and step.guess and continues:
            return  # nothing comes after the end
        step = replace(step, guess=False, link=None)
        if seen.platform.name != "generic":
            walk.target.platform = (
                seen.platform.name
            )  # the listing's own, not that of the way to it
        parts = self._parts(seen, step)
        paging = self._paging(seen, step, entries)
        self._count(listing, paging, page)
        if entries and not continues and not paging.pages and paging.total is None:
            rows = len(entries) + len(seen.away) + listing.scripted
            listing.hinted = not is_answer(page) and hints_at_more(page, rows)
        usable = self._is_usable(seen, step, entries, parts, paging)
        sha256 = hashlib.sha256(page.body).hexdigest()
        listing.first_sha256 = listing.first_sha256 or sha256
        walk.target.listing.append(certificate(listing, page.url, sha256, len(entries)))
        self._note_dropped(seen, walk, step)
        if step.column != "-" and not seen.platform.carries_report(page):
            listing.not_followed |= set(not_followed(page, seen.links, parts))
        if not usable:
            yield from self._unusable(seen, target, step, more=bool(paging.pages))
        elif seen.platform.carries_report(page):  # its neighbours in time, where it lists none
            yield from self.ways(
                self.seeker.entries(page, seen.platform, step, walk), target, step.search, step.body
            )
        yield from self._below(parts, seen, target, step)
        if not step.called:
            yield from self.seeker.trees(page, target, step)
        if self._is_new(listing, seen, entries, paging, usable):
            yield from self._onwards(seen, target, step, entries, paging, usable=usable)

    def _begin(self, seen: Seen, walk: Walk, step: Step) -> Listing:
        page = seen.page
        sure = trusted(step.column, page.url) and not step.doubtful
        teaser = step.column == "-" and (step.level > 0 or is_home(page.url)) and not step.body
        listing = Listing(
            page.url, step.column, sure, teaser, part=step.layer > 0, search=step.search,
            body=step.body, called=step.called, key=step.key,
            shown=step.shown if step.shown and is_answer(page) else page.url,
        )  # fmt: skip
        walk.listings.append(listing)
        return listing

    def _parts(self, seen: Seen, step: Step) -> list[Part]:
        if step.layer >= MAX_LAYERS:
            return []
        if step.called:  # what a script fills in holds links at most
            return (
                []
                if seen.announced
                else linked_parts(seen.page, seen.links, self.job.arguments.years)
            )
        return parts_of(
            seen.page,
            seen.links,
            self.job.arguments.years,
            alone=not seen.announced,
            named=step.column != "-",
        )

    @staticmethod
    def _paging(seen: Seen, step: Step, entries: list[Link]) -> Paging:
        """The pages that follow. What a script fills in names them by functions of the page that
        asked: the same request for the next number."""
        paging = seen.platform.next_pages(seen.page)
        if not step.called or paging.pages or not is_answer(seen.page):
            return paging
        number, pages = number_of(seen.page), stated_pages(seen.page.text)
        if number is None or not entries or (pages and number >= pages):
            return Paging([], True, paging.total) if number is not None else paging
        size = page_size(seen.page)
        if not pages and size and len(entries) < size:
            return Paging([], True, paging.total)
        following = turned(seen.page, number + 1)
        return Paging(
            [following._replace(probe=not pages)] if following else [], True, paging.total
        )

    @staticmethod
    def _count(listing: Listing, paging: Paging, page: HtmlResponse) -> None:
        listing.counted = max(listing.counted, paging.counted)
        listing.scripted += len(scripted_rows(page))
        if paging.total is not None:
            listing.stated = max(listing.stated or 0, paging.total)

    @staticmethod
    def _is_usable(
        seen: Seen, step: Step, entries: list[Link], parts: list[Part], paging: Paging
    ) -> bool:
        assert step.listing is not None
        said_empty = paging.total == 0 or says_nothing(seen.page)
        itself = seen.platform.carries_report(seen.page)
        if step.listing.links and (seen.away or scripted_rows(seen.page, alone=True)):
            return True  # a later page of nothing but rows that lead elsewhere
        return bool(seen.announced or parts or said_empty or itself) or belong(
            entries, seen.base, step.listing.links
        )

    def _note_dropped(self, seen: Seen, walk: Walk, step: Step) -> None:
        """Rows that may be reports and are not followed, each with the rule."""
        if step.column in ("", "-"):
            return
        for link, rule in passed_over(seen.links, seen.base, step.column):
            if not walk.was_asked(steady(link.url)):
                entry = Entry(0, link.url, link.title, link.date, "dropped", rule=rule)
                entry.column = step.listing.url if step.listing else ""
                walk.dropped.setdefault(link.url, entry)
        for title, date in scripted_rows(seen.page):
            kind = classify_title(title)
            if kind.kind not in ("report", "maybe", "collection"):
                continue
            entry = Entry(0, "", title, date, "dropped", rule="script")
            entry.column = step.listing.url if step.listing else ""
            walk.dropped.setdefault(f"script:{title}", entry)
            if kind.kind == "report" and kind.year is not None and step.listing:
                message = say("entry_by_script", title=title, url=seen.page.url)
                step.listing.stop(seen.page.url, message)

    def _below(self, parts: list[Part], seen: Seen, target: int, step: Step) -> Output:
        """Years, groups and bodies that the column is divided into, and bodies that it names with
        columns of their own."""
        walk, listing = self.job.walks[target], step.listing
        assert listing is not None
        for part in parts:
            fetch = part.fetch._replace(url=steady(part.fetch.url))
            if not walk.hosts.near(fetch.url, seen.page.url):
                continue
            if part.link is not None and self.articles.is_known(fetch.url, target):
                yield from self.articles.ask(Visit(part.link, True, True), target)
                continue
            if not walk.first_visit(part.at or fetch.key):
                continue
            walk.layers += 1
            listing.parts += 1
            if walk.layers > _LAYERS_LIMIT:
                limit = say("layers_limit", url=seen.page.url, limit=_LAYERS_LIMIT)
                listing.stop(seen.page.url, limit)
                return
            key = part.at or fetch.key
            if part.body and (body := walk.see_body(part.name, fetch.url, key)):
                body.asked = True
            sub = Step(
                step.level + 1, step.column, layer=step.layer + 1,
                doubtful=step.doubtful or part.doubtful, search=step.search,
                body=part.body or step.body, link=part.link,
                called=seen.page.url if part.called else "", key=key, parent=listing,
            )  # fmt: skip
            yield from self.seeker.listing(fetch, target, sub)
        if step.search == 0 and step.column != "-":
            if not step.layer:
                yield from self.seeker.hubs(seen.links, target, 1)
                self.seeker.from_column(seen.page, target, step)
            for link in seen.links:
                if is_body(squash(link.title)) and not link.date and not is_home(link.url):
                    yield from self.seeker.body(link, target, step.column)

    def _is_new(
        self, listing: Listing, seen: Seen, entries: list[Link], paging: Paging, usable: bool
    ) -> bool:
        """Take the page's entries into the listing; False where it ends, since they are those of
        an earlier page."""
        fresh = {link.url for link in entries} - listing.links
        if entries and not fresh:
            # The same page under another address: the listing has ended, or goes in circles.
            if listing.goes_in_circles():
                pages = max(listing.ahead, stated_pages(seen.page.text))
                listing.repeated = seen.page.url, pages
                return False
            return True
        listing.filled += bool(fresh)
        listing.usable = listing.usable or usable
        if len(fresh) < len(entries):
            listing.spare = 0  # this page begins with what the one before it ended with
        if paging.shown:
            listing.spare += max(0, paging.shown - len(entries) - len(seen.away))
        listing.links |= fresh
        listing.away |= seen.away
        listing.again = 0
        listing.took(seen.page.url, seen.announced)
        return True

    def _onwards(
        self,
        seen: Seen,
        target: int,
        step: Step,
        entries: list[Link],
        paging: Paging,
        *,
        usable: bool,
    ) -> Output:
        """The pages that follow this one."""
        walk, listing, page = self.job.walks[target], step.listing, seen.page
        assert listing is not None
        if not paging.readable:
            listing.stop(page.url, say("listing_unreadable", url=page.url))
        if entries and len(paging.pages) > 1:
            listing.ahead = max(listing.ahead, listing.read + len(paging.pages))
        if paging.pages and not entries and listing.read <= 1 and not listing.shell:
            listing.shell = page
        limit = walk.policy.listing_limit or self.job.settings.getint("GOVCRAWL_LISTING_LIMIT")
        # Several services after a shell: one of them may have nothing.
        one_of = not usable and len({page_urls(fetch.url, 0) for fetch in paging.pages}) > 1
        for ahead, fetch in enumerate(paging.pages):
            if (listing.problem and listing.dry) or (self.job.probing and listing.wanted):
                return
            if listing.read + ahead >= limit:
                listing.stop(page.url, say("listing_limit", url=page.url, limit=limit))
                return
            following = fetch._replace(url=steady(fetch.url))
            if walk.hosts.near(following.url, page.url) and walk.first_visit(following.key):
                ahead_of = replace(step, guess=fetch.probe, one_of=one_of, trial=0)
                if following.shared:
                    yield from self._with_shared(following.url, target, ahead_of)
                else:
                    yield from self.seeker.listing(following, target, ahead_of)
        if not paging.pages and paging.readable and not self.job.probing:
            if step.trial or (
                listing.read == 1
                and not listing.teaser
                and worth_trying(page, seen.platform.name, entries)
            ):
                yield from self.try_files(target, step, entries)

    # --- files that pages share -----------------------------------------------------------

    def _with_shared(self, url: str, target: int, step: Step) -> Output:
        """Read a file that pages of the portal share as this page would ask for it; it is asked
        for once."""
        walk, name = self.job.walks[target], url.partition("?")[0]
        known = walk.shared.get(name)
        if known is None:
            known = walk.shared[name] = Shared()
            yield from self.seeker.listing(Fetch(name), target, replace(step, shared=name))
        if known.page is not None:
            yield from self.read(known.page.replace(url=url), target, step)
        elif known.failure is not None:
            self.problem(walk, step, url, known.failure)
        else:
            known.waiting.append((url, step))
            walk.searches[step.search].pending += 1

    def _share(self, page: HtmlResponse, target: int, step: Step) -> Output:
        """A shared file is in: all that wait for it go on."""
        known = self.job.walks[target].shared[step.shared]
        known.page = page
        for url, waiting in self._resumed(known, target):
            yield from self.read(page.replace(url=url), target, waiting)

    def _resumed(self, known: Shared, target: int) -> list[tuple[str, Step]]:
        walk = self.job.walks[target]
        waiting, known.waiting = known.waiting, []
        for _, step in waiting:
            walk.searches[step.search].pending -= 1
            walk.resumed.add(step.search)
        return waiting

    # --- what is no listing ---------------------------------------------------------------

    def _unusable(self, seen: Seen, target: int, step: Step, *, more: bool) -> Output:
        """A page of the column that holds no listing: in a frame, filled by a script, or not
        there at all."""
        walk, listing, page = self.job.walks[target], step.listing, seen.page
        assert listing is not None
        frames = self.seeker.frames(page, seen.platform, walk)
        for url in filter(walk.first_visit, frames):
            framed = replace(step, guess=step.guess or is_menu(url))
            yield from self.seeker.listing(Fetch(url), target, framed)
        if frames or more or step.one_of:
            return
        before = listing.shell
        shell = before if before is not None and not listing.links else None
        if shell is None and (is_shell(page) or is_drawn(page)):
            shell = page
        again = self._in_browser(shell, target, step) if shell is not None else None
        if again is not None:
            walk.target.listing.pop()
            listing.shell = None
            yield again
        elif listing.read:
            listing.stop(page.url, say("listing_no_entries", url=page.url))
        else:
            if shell is not None:
                listing.stop(page.url, browsing.advice(shell, self.job.settings))
            yield self.job.page(page, target, announced=False)

    def _in_browser(self, page: HtmlResponse, target: int, step: Step) -> Ask | None:
        ask = Ask(Fetch(page.url), "listing", target, {"step": step}, conditional=True)
        again = self.job.in_browser(page, ask)
        if again is not None:
            self.job.walks[target].searches[step.search].pending += 1
        return again

    def try_files(self, target: int, step: Step, entries: Sequence[Link] = ()) -> Iterator[Ask]:
        """The next page of a listing whose pages nothing lists, if it may be there: after
        one that was, or the second name where the first gave nothing."""
        walk, listing = self.job.walks[target], step.listing
        in_vain = step.guess and step.trial != 1
        if listing is None or walk.trials <= 0 or in_vain:
            return
        fetch = tried(listing.url, step.trial + 1, list(entries))
        if fetch is None or not walk.first_visit(steady(fetch.url)):
            return
        trial = replace(step, trial=step.trial + 1, guess=True)
        if self.job.memory.was_missed(fetch.url, listing.first_sha256, walk):
            yield from self.try_files(target, trial)
            return
        walk.trials -= 1
        yield from self.seeker.listing(fetch, target, trial)

    # --- what could not be had ------------------------------------------------------------

    def failed(self, failure: Failure, request: Request, target: int, step: Step) -> Output:
        """A page of the way or of the listing could not be had."""
        walk = self.job.walks[target]
        if step.shared:
            known = walk.shared[step.shared]
            known.failure = self.job.why(failure, request, walk).message
            for url, waiting in self._resumed(known, target):
                self.problem(walk, waiting, url, known.failure)
            return
        instead = self._instead(failure, request, step, walk)
        if instead is not None and walk.first_visit(f"{instead.key} "):
            yield from self.seeker.listing(instead, target, step)
        elif step.guess:
            if step.trial and step.listing is not None:
                self.job.memory.missed(request.url, step.listing.first_sha256, walk)
            yield from self.try_files(target, step)
        else:
            self._lost(self.job.why(failure, request, walk), request.url, walk, step)

    def _lost(self, found: Why, url: str, walk: Walk, step: Step) -> None:
        """A page that is missing: of the way to a body, of all ways, of a listing."""
        if step.search and step.listing is None and not step.hub:
            search = walk.searches[step.search]
            search.failure = search.failure or found.message
        if found.refused:
            walk.blocked = walk.blocked or found.message
        elif step.level == 0 and step.listing is None:
            walk.searches[0].failure = walk.searches[0].failure or found.message
        elif step.hub:
            if step.hub == "bodies" and not found.gone:
                walk.blind.setdefault(url, found.message)
        elif not (step.link is not None and step.search and step.listing is None):
            problem = found.message  # the column itself cannot be had, or its listing ends
            if step.listing is not None:
                problem = say("listing_stopped", url=url, error=problem.en)
            self.problem(walk, step, url, problem)

    @staticmethod
    def _instead(failure: Failure, request: Request, step: Step, walk: Walk) -> Fetch | None:
        """Another way to ask: of a service that answered with an error, under the portal's
        present name."""
        moved = walk.hosts.instead(request.url)
        if moved is not None and moved != request.url:
            return Fetch(moved, request.body.decode("utf-8", "replace"))
        if not (step.platform and isinstance(failure.value, HttpError)):
            return None
        body = request.body.decode("utf-8", "replace")
        return BY_NAME[step.platform].instead(Fetch(request.url, body))

    def problem(self, walk: Walk, step: Step, url: str, message: Message) -> None:
        """A listing could not be read on, or not at all."""
        if step.listing is None:
            sure = trusted(step.column, url) and not step.doubtful
            listing = Listing(url, step.column, sure, search=step.search, body=step.body)
            walk.listings.append(listing)
            listing.stop(url, message)
        else:
            step.listing.stop(url, message)

    # --- shared with the spider -----------------------------------------------------------

    def ways(self, found: list[Candidate], target: int, search: int, body: str = "") -> Output:
        """Requests for ways that may lead to the column, or are reports themselves."""
        walk = self.job.walks[target]
        for way in found:
            if not walk.first_visit(way.fetch.key):
                continue
            if way.article:
                yield from self.articles.guess(Link(way.fetch.url, ""), target, search)
            else:
                yield from self.seeker.listing(
                    way.fetch, target, self.seeker.step_to(way, target, search, body)
                )

    def listing_of(self, page: HtmlResponse, target: int, search: int) -> Output:
        """A page that was asked for as an article, and lists reports."""
        step = Step(MAX_LEVEL, "-", layer=MAX_LAYERS, search=search)
        yield from self.read(page, target, step)

    @staticmethod
    def is_own_home(url: str, walk: Walk) -> bool:
        """Whether an address is the portal's own home page, where lost pages lead."""
        here, start = walk.hosts.key(url), walk.hosts.key(walk.target.url)
        return is_home(url) and here.split("/")[2] == start.split("/")[2]

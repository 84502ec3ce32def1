"""The seeker: from a home page to the columns of annual reports, and to the bodies that have some.

One page after the other is looked at for links that name a column (asked for at once), for
others that may lead to one (remembered, the likeliest first), and for bodies, each of which gets a
search of its own. Depth, breadth and the number of pages are bounded, and a bound that is met is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from scrapy.http import HtmlResponse

from govcrawl.fetching import browsing
from govcrawl.lexicon.site_columns import COLUMN_FOUND, column_score
from govcrawl.messages import say
from govcrawl.platforms import Platform
from govcrawl.platforms.links import Fetch, Link
from govcrawl.platforms.scripts import Scripts
from govcrawl.platforms.trees import nodes
from govcrawl.reading.titles import classify_title
from govcrawl.runs import BodySeen
from govcrawl.spiders.addresses import is_home, is_shell, steady
from govcrawl.spiders.asking import Ask
from govcrawl.spiders.bodies import bodies, hubs, is_body
from govcrawl.spiders.choose import column_name, leads, more_links
from govcrawl.spiders.crawl_context import Job
from govcrawl.spiders.divisions import Part, not_followed, opened_by_script
from govcrawl.spiders.listings import is_answer, is_drawn
from govcrawl.spiders.walk import MAX_LEVEL, Candidate, Search, Step, Walk
from govcrawl.text import squash

_MENUS, _MENU_SCORE = 3, 1.2  # of a page that shows nothing else, filled by scripts
_HOME_SCORE = 0.8
_FRAME_SCORE = 1.1  # of a frame beside links
_HUB_DEPTH = 2  # hubs of bodies after each other
_ASIDE = 8  # pages looked at for bodies alone, once the column is found
_TREE_SCORE = 1.75  # of a menu in a file of its own; the hubs of disclosure go before it
_MENU = re.compile(r"tree|menu|left|(?<![a-z])(?:nav|top)(?![a-z])", re.IGNORECASE)
_TREE = re.compile(r"tree|menu|dept|organ|jigou|bumen|\.xml(?:$|\?)", re.IGNORECASE)


def is_menu(url: str) -> bool:
    """Whether an address is that of a menu beside the page's own content: where it is not there,
    no listing is missing."""
    return _MENU.search(urlsplit(url).path) is not None


class Seeker:
    """Of one crawl. What it finds goes into the walk's searches; it yields what to ask next."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def listing(self, fetch: Fetch, target: int, step: Step) -> Iterator[Ask]:
        """A page of the way or of a listing, if the target's bound allows for it."""
        walk = self.job.walks[target]
        limit = self.job.settings.getint("GOVCRAWL_PAGES_LIMIT")
        if walk.requested >= limit:
            if walk.bound is None:
                walk.bound = say("pages_limit", url=walk.target.url, limit=limit)
                self.job.run.issue(walk.bound, url=fetch.url, portal=walk.target.portal)
            walk.searches[step.search].left = True
            return
        walk.requested += 1
        walk.searches[step.search].pending += 1
        # Services require the column that shows their answer as the Referer.
        referer = step.called or (step.listing.url if step.listing else "")
        yield Ask(fetch, "listing", target, {"step": step}, conditional=True, referer=referer)

    def look(
        self, page: HtmlResponse, platform: Platform, links: list[Link], target: int, step: Step
    ) -> Iterator[Ask]:
        """The links of a page outside of the columns."""
        walk = self.job.walks[target]
        search = walk.searches[step.search]
        if is_shell(page):
            search.shell = search.shell or browsing.advice(page, self.job.settings)
        if not step.hub and step.level < MAX_LEVEL:
            yield from self._lead(page, platform, links, target, step)
        yield from self.trees(page, target, step)
        if step.search == 0:
            yield from self._bodies(page, links, target, step)
            if step.level == 0 and len(walk.searches) > 1 and not is_home(page.url):
                # A page of bodies was given: the government's own column is after its home.
                home = urljoin(page.url, "/")
                search.push(_HOME_SCORE, Candidate(Fetch(home), 1))

    def _lead(
        self, page: HtmlResponse, platform: Platform, links: list[Link], target: int, step: Step
    ) -> Iterator[Ask]:
        """Those that name a column at once, the others are remembered."""
        walk = self.job.walks[target]
        search = walk.searches[step.search]
        for url in self.frames(page, platform, walk):
            if links:
                search.push(_FRAME_SCORE, Candidate(Fetch(url), step.level, guess=is_menu(url)))
            elif walk.first_visit(url):
                framed = replace(step, guess=is_menu(url))
                yield from self.listing(Fetch(url), target, framed)
        for lead in leads(links + more_links(page)):
            url = steady(lead.link.url)
            if walk.was_asked(url):
                continue
            search.hints = True
            if not lead.named:
                aside = lead.score > _TREE_SCORE and step.search == 0
                search.push(lead.score, Candidate(Fetch(url), step.level + 1, aside=aside))
            elif walk.first_visit(url):
                name = column_name(page, lead.link.title)
                sub = Step(step.level + 1, name, search=step.search, body=step.body)
                yield from self.listing(Fetch(url), target, sub)
        self._menus(page, links, target, step)
        # On the portal's home page, a hub that it links decides.
        score = 2.5 if step.level else 1.5
        for entry in self.entries(page, platform, step, walk):
            search.push(score, entry)

    def _menus(self, page: HtmlResponse, links: list[Link], target: int, step: Step) -> None:
        """Menus that a script fetches: of a page that has no links, or such as draw a tree."""
        walk = self.job.walks[target]
        for asked in Scripts.of(page).at_once()[:_MENUS]:
            url = steady(asked.fetch.url)
            tree = _TREE.search(urlsplit(url).path) is not None
            if (links and not tree) or not walk.hosts.near(url, page.url) or walk.was_asked(url):
                continue
            menu = Candidate(
                asked.fetch._replace(url=url), step.level + 1, guess=True, page=page.url,
                aside=tree and step.search == 0,
            )  # fmt: skip
            walk.searches[step.search].push(_TREE_SCORE if tree else _MENU_SCORE, menu)

    def trees(self, page: HtmlResponse, target: int, step: Step) -> Iterator[Ask]:
        """Nodes of a menu drawn by script: those that name a column, each below the body that has
        it, and bodies with pages of their own."""
        walk = self.job.walks[target]
        for node in nodes(page):
            url = steady(node.url)
            name = squash(node.name)
            if not walk.hosts.near(url, page.url):
                continue
            if column_score(name, url) < COLUMN_FOUND:
                if step.search == 0 and is_body(name):
                    yield from self.body(Link(url, node.name), target)
                continue
            body = next((above for above in node.above if is_body(squash(above))), "")
            if body and (seen := walk.see_body(body, url)):
                seen.asked = walk.bodies == "all"
                if not seen.asked:
                    seen.reason = str(say("body_not_asked"))
                    continue
            if walk.first_visit(url):
                sub = Step(step.level + 1, column_name(page, name), search=step.search, body=body)
                yield from self.listing(Fetch(url), target, sub)

    def _bodies(
        self, page: HtmlResponse, links: list[Link], target: int, step: Step
    ) -> Iterator[Ask]:
        """Bodies and the pages that list them."""
        walk = self.job.walks[target]
        opened = [x for x in opened_by_script(page) if walk.hosts.near(x.url, page.url)]
        named = bodies(page, links + opened, hub=step.hub == "bodies")
        for link in named:
            yield from self.body(link, target)
        if step.hub and walk.bodies == "all":
            self._menus(page, links, target, step)
            if step.hub == "bodies" and not named:
                yield from self._filled(page, links, target, step)
            if names := not_followed(page, links, [Part(Fetch(x.url), x.title) for x in opened]):
                walk.choices.setdefault(page.url, set()).update(filter(is_body, names))
        if not step.hub or step.level <= _HUB_DEPTH:
            yield from self.hubs(links, target, step.level + 1 if step.hub else 1)
        if step.hub == "aside" and step.level < _HUB_DEPTH:
            for lead in leads(links):
                url = steady(lead.link.url)
                if not lead.named and lead.score > _TREE_SCORE and not walk.was_asked(url):
                    further = Candidate(Fetch(url), step.level + 1, aside=True)
                    walk.searches[0].push(lead.score, further)

    def _filled(
        self, page: HtmlResponse, links: list[Link], target: int, step: Step
    ) -> Iterator[Ask]:
        """A page of bodies that names none: what its scripts ask for may hold them."""
        walk = self.job.walks[target]
        further = any(not walk.was_asked(steady(link.url)) for link in hubs(links))
        reports = any(classify_title(link.title).kind == "report" for link in links)
        if further or reports or nodes(page):
            return
        asked = False
        for one in Scripts.of(page).at_once()[:_MENUS]:
            url = steady(one.fetch.url)
            if walk.hosts.near(url, page.url) and step.level < MAX_LEVEL:
                asked = True
                if walk.first_visit(one.fetch._replace(url=url).key):
                    behind = replace(step, level=step.level + 1, guess=True)
                    yield from self.listing(one.fetch._replace(url=url), target, behind)
        if not asked and (is_drawn(page) or is_answer(page)):
            walk.blind.setdefault(page.url, say("hub_unread", url=page.url))

    def hubs(self, links: list[Link], target: int, level: int) -> Iterator[Ask]:
        """Pages that list bodies; said and left where only the start's own body is asked for."""
        walk = self.job.walks[target]
        for link in hubs(links):
            url, name = steady(link.url), squash(link.title)
            if column_score(name, url) >= COLUMN_FOUND:
                continue
            if walk.bodies != "all":
                if not walk.was_asked(url) and (seen := walk.see_body(name, url)):
                    seen.reason = str(say("body_not_asked"))
            elif walk.first_visit(url):
                yield from self.listing(Fetch(url), target, Step(level, hub="bodies"))

    def from_column(self, page: HtmlResponse, target: int, step: Step) -> None:
        """Where a column was given and all bodies are asked for: they come after the home page."""
        walk = self.job.walks[target]
        if step.level == 0 and walk.bodies == "all" and not is_home(page.url):
            home = Candidate(Fetch(urljoin(page.url, "/")), 1, aside=True)
            walk.searches[0].push(_HOME_SCORE, home)

    def body(self, link: Link, target: int, column: str = "") -> Iterator[Ask]:
        """A body that a page names: its search begins, where bodies are asked for."""
        walk = self.job.walks[target]
        url = steady(link.url)
        if is_home(url) and walk.hosts.key(url) == walk.hosts.key(walk.target.url):
            return
        asked_before = walk.was_asked(url)
        seen = walk.see_body(squash(link.title), url)
        if seen is None:
            return
        if self._is_asked(walk, seen) and not asked_before and walk.first_visit(url):
            search = Search(len(walk.searches), seen.name, url)
            walk.searches.append(search)
            seen.search = search.number
            sub = Step(1, column, doubtful=True, search=search.number, body=seen.name, link=link)
            yield from self.listing(Fetch(url), target, sub)

    def _is_asked(self, walk: Walk, seen: BodySeen) -> bool:
        limit = self.job.settings.getint("GOVCRAWL_BODIES_LIMIT")
        if walk.bodies != "all":
            seen.reason = str(say("body_not_asked"))
            return False
        if self.job.probing:
            return False
        seen.asked = True
        if len(walk.searches) > limit:
            seen.reason = str(say("bodies_limit", limit=limit))
            return False
        return True

    def frames(self, page: HtmlResponse, platform: Platform, walk: Walk) -> list[str]:
        """Frames of the portal's own."""
        return [url for url in platform.frames(page) if walk.hosts.near(url, page.url)]

    def entries(
        self, page: HtmlResponse, platform: Platform, step: Step, walk: Walk
    ) -> list[Candidate]:
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
            if walk.hosts.near(entry.fetch.url, page.url)
        ]

    def next_ways(self, target: int, number: int) -> list[Candidate]:
        """The next likely ways of a search, once all before them are walked and its column is
        not found."""
        walk = self.job.walks[target]
        search = walk.searches[number]
        limit = self.job.settings.getint("GOVCRAWL_SEEK_LIMIT")
        if search.pending:
            return []
        if walk.found_by(number):
            return self._aside(walk, search)
        if search.sought >= limit:
            search.left = bool(search.candidates)
            return []
        found = search.pop()
        search.sought += bool(found)
        return found

    def _aside(self, walk: Walk, search: Search) -> list[Candidate]:
        """The next page of disclosure that may show bodies, once the government's own column is
        found."""
        if search.number or walk.bodies != "all" or self.job.probing:
            return []
        while search.aside < _ASIDE and (found := search.pop()):
            left = [way for way in found if way.aside and not walk.was_asked(way.fetch.key)]
            if left:
                search.aside += 1
                return left
        return []

    def step_to(self, way: Candidate, target: int, search: int, body: str) -> Step:
        """Where a way is."""
        guess = way.guess and not way.named
        hub = "aside" if way.aside and self.job.walks[target].found_by(search) else ""
        return Step(
            way.level, way.column, guess=guess, search=search, body=body, shown=way.page, hub=hub
        )

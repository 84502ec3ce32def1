"""The walk over one target: what was seen on the way, and the outcome."""

from __future__ import annotations

import heapq
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scrapy.http import HtmlResponse

from govcrawl.messages import Message, say
from govcrawl.platforms.links import Fetch, Link
from govcrawl.portals import Policy
from govcrawl.runs import BodySeen, Entry, ListingPage, Outcome, Target
from govcrawl.spiders.addresses import is_home
from govcrawl.spiders.hosts import RULE as HOSTS_RULE
from govcrawl.spiders.hosts import Hosts
from govcrawl.text import squash

MAX_LEVEL = 4  # home page 0 (of a body: 1), its hubs, the column 4 at most
MAX_LAYERS = 3  # years, departments and what these have below the column
_TRIALS = 2  # requests of one target that may be wasted on pages that nothing lists
_CHOICES = 3  # bodies or years that can be chosen, and of which nothing is shown
_LOCAL = re.compile(r"^[省市区县州旗](?=.{2})")  # 县财政局
_DRY = 20  # pages in a row without one report
_GOVERNMENT = re.compile(r"政府(?:办公?[室厅]?)?$")


@dataclass(slots=True)
class Listing:
    """One listing of the column, or of one of its years or departments, page by page.

    ``trusted``: its name or address states that it is the disclosure column; another one (年报 of
    whatever) counts only once it holds a report. ``teaser``: reports on a page that links the full listing,
    which need not be all; it counts only where there is no column. ``links``: entries seen,
    ``away``: those that lead to other sites. ``stated``: the number of entries that it states;
    ``ahead``: the number of pages that its script counts; ``counted``: the number of pages that
    it states where their names are guessed, and ``filled`` those that held something new;
    ``again``: pages in a row that held nothing new; ``spare``: entries of
    its pages that are no links of its own; ``repeated``: such a page, and the number of
    pages that it states. ``parts``: years and departments that it leads to, each of them a
    ``part``. ``search``: the number of the search that led to it, ``body``: whose reports it
    holds, as the portal names it; ``called``: the page whose script asked for it, piece by piece;
    ``shown``: where readers see it; ``scripted``: rows that only a script opens; ``shell``: its page, where a service is to fill it.
    ``hinted``: its first page states that there are more, and not how to get them; ``key``: tells it
    from others at the same address; ``not_followed``: names of bodies and years
    that its pages offer to choose, by ways that are not understood.
    ``problem``: the first reason why it was not read to its end, and
    ``stopped_at`` the page where that was.
    """

    url: str
    column: str
    trusted: bool
    teaser: bool = False
    usable: bool = False
    read: int = 0
    wanted: int = 0
    dry: int = 0
    part: bool = False
    parts: int = 0
    search: int = 0
    body: str = ""
    called: str = ""
    first_sha256: str = ""
    shown: str = ""
    scripted: int = 0
    shell: HtmlResponse | None = None
    ahead: int = 0
    again: int = 0
    spare: int = 0
    filled: int = 0
    counted: int = 0
    links: set[str] = field(default_factory=set)
    stated: int | None = None
    away: set[str] = field(default_factory=set)
    repeated: tuple[str, int] | None = None
    problem: Message | None = None
    stopped_at: str | None = None
    key: str = ""
    not_followed: set[str] = field(default_factory=set)
    hinted: bool = False

    @property
    def entries(self) -> int:
        """Entries seen, those on other sites, of other columns and twice in a page included: a
        stated number counts them too."""
        return len(self.links) + len(self.away) + self.spare

    def lacks(self) -> int:
        """How many of the entries that it states were not seen; rows that only a script opens
        are among those that were."""
        return max(0, (self.stated or 0) - self.entries - self.scripted)

    @property
    def counts(self) -> bool:
        """Whether it is (a part of) the annual-report column."""
        return self.trusted or self.wanted > 0

    def stop(self, url: str, message: Message) -> None:
        """It could not be read on from this page; the first reason is kept."""
        if self.problem is None:
            self.problem, self.stopped_at = message, url

    def took(self, url: str, wanted: int) -> None:
        """A page was read; ``wanted`` of its links name reports."""
        self.read += 1
        self.wanted += wanted
        self.dry = 0 if wanted else self.dry + 1
        if self.dry >= _DRY:
            self.stop(url, say("listing_dry", url=url, count=self.dry))

    def goes_in_circles(self) -> bool:
        """Whether to end at a page that holds nothing new. The first page of a service may be
        what the page itself holds; else one such page is forgiven while entries are lacking."""
        self.again += 1
        lacking = self.stated is not None and self.entries < self.stated
        return self.again > 1 or not (self.read == 1 or lacking)

    def close(self) -> None:
        """All its pages are in: hold what it states against what it gave."""
        if self.stated and self.stated in (self.entries, self.entries + self.scripted):
            self.problem = self.stopped_at = None  # not one is missing, whatever page failed
            return
        if not self.usable:
            self.stop(self.url, say("no_listing", url=self.url))
        elif self.stated is not None and self.entries >= self.stated:
            return  # all of them, however many pages that took
        elif self.counted > self.filled:
            said = say("listing_pages", url=self.url, stated=self.counted, read=self.filled)
            self.stop(self.url, said)
        elif self.repeated and self.repeated[1] > self.read:
            url, stated = self.repeated
            self.stop(url, say("listing_repeats", url=url, stated=stated, read=self.read))
        elif self.hinted and self.read <= 1 and not self.parts:
            self.stop(self.url, say("listing_unreadable", url=self.url))
        elif self.stated and self.lacks():
            said = say("listing_short", url=self.url, stated=self.stated, read=self.entries)
            self.stop(self.url, said)


@dataclass(frozen=True, slots=True)
class Step:
    """Where a page of the way is. ``layer``: how deep below the column; ``listing``: the
    listing that it continues; ``platform``: who reads it, where the page before it says so;
    ``guess``: an address that nothing names, or a page that may be after the listing's end;
    ``doubtful``: a part of the column by its name alone; ``one_of``: one of several
    services, of which one fills the page; ``trial``: the number of the page that is tried.
    ``search``: whose column is sought; ``body``: the body that the link named; ``link``: the link
    that led here, where the page may be a report itself; ``hub``: the page is only looked
    at for links to bodies, as one that lists them (``bodies``) or as any other (``aside``);
    ``called``, ``key``: as in ``Listing``; ``shown``: the page that shows readers what a service
    answers; ``shared``: the address of a file that several pages wait for; ``parent``: the listing that
    names this part of it."""

    level: int
    column: str = ""
    listing: Listing | None = None
    platform: str | None = None
    guess: bool = False
    layer: int = 0
    doubtful: bool = False
    one_of: bool = False
    trial: int = 0
    search: int = 0
    body: str = ""
    link: Link | None = None
    hub: str = ""
    called: str = ""
    shown: str = ""
    key: str = ""
    shared: str = ""
    parent: Listing | None = None


@dataclass(order=True, slots=True)
class Candidate:
    """A way that may lead to the column; the likeliest sorts first. A ``guess`` is an address
    that nothing on the portal names, unless it is ``named``: where it is not there, nothing is
    missing; guesses of one ``page`` belong together. ``aside``: it may show bodies, and is looked
    at although the column is found."""

    fetch: Fetch = field(compare=False)
    level: int = field(compare=False)
    column: str = field(compare=False, default="")
    guess: bool = field(compare=False, default=False)
    article: bool = field(compare=False, default=False)
    page: str = field(compare=False, default="")
    named: bool = field(compare=False, default=False)
    aside: bool = field(compare=False, default=False)
    rank: tuple[float, int, int] = (0.0, 0, 0)


@dataclass(slots=True)
class Search:
    """The way to the column of one body: the target's own (number 0), or one that it leads to.

    ``pending``: pages of the way and of listings that are asked for and not in; ``sought``: ways
    that were tried, ``aside``: those that were looked at for bodies alone; ``failure``: why a page
    of the way gave nothing; ``hints``: whether anything on its pages is about disclosure that was
    not seen before; ``unread``: what its pages name as a column and do not lead to in a way that is
    understood.
    """

    number: int
    body: str = ""
    url: str = ""
    unread: str = ""
    candidates: list[Candidate] = field(default_factory=list)
    pending: int = 0
    sought: int = 0
    aside: int = 0
    left: bool = False
    hints: bool = False
    failure: Message | None = None
    shell: Message | None = None

    def push(self, score: float, candidate: Candidate) -> None:
        """Remember a way to try when the likelier ones have led nowhere."""
        candidate.rank = (-score, candidate.level, len(self.candidates) + self.sought)
        heapq.heappush(self.candidates, candidate)

    def pop(self) -> list[Candidate]:
        """The likeliest way that is left, with those that belong to it."""
        if not self.candidates:
            return []
        best = heapq.heappop(self.candidates)
        if not best.guess:
            return [best]
        alike = [c for c in self.candidates if c.guess and c.page == best.page]
        self.candidates = [c for c in self.candidates if not (c.guess and c.page == best.page)]
        heapq.heapify(self.candidates)
        return [best, *sorted(alike)]


@dataclass(slots=True)
class Shared:
    """A file that pages of the portal share: once it is in, what it is, and the addresses and
    steps of the pages that wait for it."""

    page: HtmlResponse | None = None
    failure: Message | None = None
    waiting: list[tuple[str, Step]] = field(default_factory=list)


@dataclass(slots=True)
class Walk:
    """State of one target while the crawl goes.

    ``searches``: the target's own, and one for each body; ``bodies`` says which are asked for
    (``own`` or ``all``; empty until the first page is in), ``seen_bodies`` what was seen of them.
    ``seen``: keys of requests made. ``kept``: records of earlier runs whose pages were not fetched
    again. ``entries``: what the listings list, by address; ``dropped``: links that a doubtful
    rule passed over. ``trials``: requests for pages that nothing lists that may still be wasted.
    ``skipped``: reports of years that were not asked for. ``asked``: what each article address
    came to (``report``, ``none``, ``failed``, or ``kept`` and ``skipped`` for known ones that
    the server says are unchanged, or that were not asked for). ``gone``: known addresses at
    which the server says there is nothing any more; ``swept``: the known addresses that no listing
    shows (``unlisted``) were asked for; ``alive``: records that still are there. ``home``: address and bytes of the first page.
    ``choices``: names of bodies that a page of bodies, by its address, offers to choose by ways that are not understood; ``blind``: pages of bodies that show none, or could not be had, each with the reason.
    ``shared``: files that several pages need, by address; ``resumed``: searches that went on when one came.
    """

    target: Target
    policy: Policy = field(default_factory=Policy)
    hosts: Hosts = field(default_factory=lambda: Hosts(""))
    seen: set[str] = field(default_factory=set)
    listings: list[Listing] = field(default_factory=list)
    searches: list[Search] = field(default_factory=lambda: [Search(0)])
    bodies: str = ""
    seen_bodies: dict[str, BodySeen] = field(default_factory=dict)
    requested: int = 0
    layers: int = 0
    trials: int = _TRIALS
    announced: int = 0
    skipped: int = 0
    kept: set[str] = field(default_factory=set)
    entries: dict[str, Entry] = field(default_factory=dict)
    dropped: dict[str, Entry] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    swept: bool = False
    unlisted: set[str] = field(default_factory=set)
    alive: set[str] = field(default_factory=set)
    blocked: Message | None = None
    bound: Message | None = None
    halted: Message | None = None
    home: tuple[str, bytes] | None = None
    shared: dict[str, Shared] = field(default_factory=dict)
    choices: dict[str, set[str]] = field(default_factory=dict)
    blind: dict[str, Message] = field(default_factory=dict)
    resumed: set[int] = field(default_factory=set)

    def first_visit(self, key: str) -> bool:
        """Whether this walk has not asked for the address yet; it counts as asked from now on."""
        key = self.hosts.key(key)
        if key in self.seen:
            return False
        self.seen.add(key)
        return True

    def was_asked(self, key: str) -> bool:
        """Whether this walk has asked for the address."""
        return self.hosts.key(key) in self.seen

    def came_to(self, asked: str, what: str) -> None:
        """The outcome of a page: a failure outweighs a report, and a report outweighs none."""
        self.asked[asked] = weightier(self.asked.get(asked, "skipped"), what)

    def listed(self, number: int, read: Mapping[str, list[str]]) -> list[Entry]:
        """The entries of its listings and the outcome of each. ``number`` is that of the target,
        ``read`` has the keys of the run's records by the address that led to them."""
        for url, entry in self.entries.items():
            entry.target = number
            entry.outcome = entry.outcome or self.asked.get(url, "failed")
            keys = entry.reports or read.get(url, [])
            entry.reports = list(dict.fromkeys(key.partition("#")[0] for key in keys))
        for url, entry in self.dropped.items():
            if url not in self.entries:
                entry.target = number
        return [
            *self.entries.values(),
            *(entry for url, entry in self.dropped.items() if url not in self.entries),
        ]

    def stopped(self, message: Message) -> None:
        """The walk could not go on, whatever the portal; the first reason is kept."""
        self.halted = self.halted or message

    # --- bodies ---------------------------------------------------------------------------

    def see_body(self, name: str, url: str, key: str = "") -> BodySeen | None:
        """A body that a page names with an address; None where it is known already. ``key``:
        where the address alone does not tell it from others."""
        key = self.hosts.key(key or url)
        if key in self.seen_bodies:
            return None
        body = self.seen_bodies[key] = BodySeen(name=name, url=url)
        return body

    def found_by(self, search: int) -> bool:
        """Whether a search has found a column."""
        return any(
            x.usable and x.counts and not x.teaser for x in self.listings if x.search == search
        )

    @property
    def found(self) -> bool:
        """Whether the target's own column is found."""
        return self.found_by(0)

    @property
    def own(self) -> list[Listing]:
        """The listings of the columns; what is on the way to one counts where there is none."""
        found = {search.number: self.found_by(search.number) for search in self.searches}
        return [x for x in self.listings if x.counts and not (x.teaser and found[x.search])]

    @property
    def complete(self) -> bool:
        """Whether every listing of every column that was asked for was read to its end."""
        own = self.own
        self._close(own)
        bad = self.blocked or self.searches[0].failure or self.halted or self.bound
        bad = bad or self._unread_choices()
        return any(x.usable for x in own) and not (
            any(x.problem for x in own) or bad or self.unwalked
        )

    def _close(self, own: list[Listing]) -> None:
        for listing in own:
            listing.close()
            if left := self._unread(listing.not_followed):
                names = "、".join(left[:_CHOICES])
                said = say("choices_unread", url=listing.url, count=len(left), names=names)
                listing.stop(listing.url, said)
        filled = {x.called for x in own if x.called and x.usable and x.links}
        for listing in own:
            # One tab of several holds nothing: a body without reports.
            if listing.called in filled and listing.read and not listing.links:
                listing.usable, listing.problem, listing.stopped_at = True, None, None

    def _unread(self, names: set[str]) -> list[str]:
        """Bodies or years that can be chosen and of which the listings of the target show one at
        most: where they show several, the list is whole and a choice only picks from it."""
        if not names:
            return []
        pieces = [f"{entry.title} {url}" for url, entry in self.entries.items()]
        pieces += [squash(listing.body) for listing in self.listings if listing.usable]
        pieces += [squash(body.name) for body in self.seen_bodies.values()]
        shown = " ".join(pieces)
        for kind in (True, False):
            mine = sorted(n for n in names if n[:2].isdigit() is kind)
            left = [n for n in mine if _LOCAL.sub("", n.rstrip("年度")) not in shown]
            if len(left) >= _CHOICES and len(mine) - len(left) <= 1:
                return left
        return []

    def _unread_choices(self) -> Message | None:
        """What a page of bodies shows by a script alone, or lets its reader choose, where none of
        it was seen."""
        if self.blind:
            return next(iter(self.blind.values()))
        for url, names in self.choices.items():
            if left := self._unread(names):
                shown = "、".join(left[:_CHOICES])
                return say("choices_unread", url=url, count=len(left), names=shown)
        return None

    @property
    def unwalked(self) -> list[BodySeen]:
        """Bodies that were asked for and are not walked."""
        return [body for body in self.seen_bodies.values() if body.asked and not body.walked]

    def settle_bodies(self) -> None:
        """Say of every body seen whether it was walked, and why not."""
        own = self.own
        self._close(own)
        any_found = any(self.found_by(s.number) for s in self.searches if s.number)
        parts = {self.hosts.key(x.key or x.url): x for x in own if x.body}
        for key, body in self.seen_bodies.items():
            search = self.searches[body.search] if body.search else None
            mine = [x for x in own if search and x.search == search.number]
            part = parts.get(key)
            problem = next(
                (x.problem for x in [*mine, *([part] if part else [])] if x.problem), None
            )
            body.columns = [x.url for x in mine] or ([part.url] if part else [])
            if search is None and part is None:
                body.walked = body.walked or (not body.reason and self.was_asked(body.url))
                body.reason = body.reason or str(say("body_walked" if body.walked else "body_left"))
            elif problem or (search and (search.failure or search.shell) and not mine):
                said = problem or (search and (search.failure or search.shell))
                body.walked, body.reason = False, str(said)
            elif search and not mine and search.unread:
                said = say("body_unread", url=body.url, name=search.unread)
                body.walked, body.reason = False, str(said)
            elif search and not mine and (search.left or (search.hints and not any_found)):
                body.walked, body.reason = False, str(say("body_no_column", url=body.url))
            else:
                body.walked = True
                said = say("body_walked") if body.columns else say("body_without", url=body.url)
                body.reason = str(said)

    def settle(self, interrupted: str | None) -> None:
        """Write the outcome and its reason into the target, whose counts are final."""
        target = self.target
        self.settle_bodies()
        complete = self.complete and not interrupted
        own = self.own
        problem = next((x for x in own if x.problem), None)
        got = target.found - target.failed
        outcome, reason = self._outcome(got, interrupted, problem)
        target.outcome, target.reason = outcome, str(reason)
        target.columns = [listing.url for listing in own]
        target.stopped_at = problem.stopped_at if problem else None
        target.listing = [page for page in target.listing if page.column in target.columns]
        target.listing_complete = complete
        target.bodies_asked = self.bodies
        target.bodies = list(self.seen_bodies.values())
        target.hosts, target.hosts_rule = self.hosts.told(), HOSTS_RULE

    def _outcome(
        self, got: int, interrupted: str | None, problem: Listing | None
    ) -> tuple[Outcome, Message]:
        """``got``: reports that were read; ``problem``: the first listing that was not read whole."""
        said = problem.problem if problem else None
        usable = any(x.usable and x.counts for x in self.listings)
        if ended := self._ended(got, interrupted):
            return ended
        if not got and not usable and not self.skipped:
            reason = self.searches[0].shell or said
            return "broken", reason or say("no_column", pages=self.target.pages)
        if missing := said or self._missing():
            return "incomplete", missing
        if got or self.skipped:
            return "ok", say("ok")
        if self.announced:
            return "incomplete", say("announced_only", count=self.announced)
        return "empty", say("column_empty")

    def _ended(self, got: int, interrupted: str | None) -> tuple[Outcome, Message] | None:
        """The outcome of a walk that could not go on, or not begin; None of any other."""
        failure = self.searches[0].failure
        worst: Outcome = "failed"
        reason = self.halted or (say("interrupted", error=interrupted) if interrupted else None)
        if reason is None and self.blocked:
            worst, reason = "blocked", self.blocked
        elif reason is None and failure:
            # A 200 that holds nothing is broken; what gave no page at all has failed.
            worst, reason = ("broken" if failure.code == "soft_404" else "failed"), failure
        return None if reason is None else ("incomplete" if got else worst, reason)

    def _missing(self) -> Message | None:
        """What was not read of a target whose listings were."""
        if self.bound:
            return self.bound
        if self.unwalked:
            first = self.unwalked[0]
            count = len(self.unwalked)
            return say("bodies_unwalked", count=count, body=first.name, reason=first.reason)
        if unread := self._unread_choices():
            return unread
        if self._misses_its_own():
            return say("no_own_column")
        if self.target.failed:
            return say("children_failed", failed=self.target.failed)
        return None

    def _misses_its_own(self) -> bool:
        """Whether the government's own column was not found from its home page, although those
        of bodies were, and none of these is the government's."""
        if any(x.search == 0 for x in self.own) or not is_home(self.target.url):
            return False
        return not any(_GOVERNMENT.search(b.name) for b in self.seen_bodies.values() if b.columns)


def weightier(one: str, other: str) -> str:
    """Which of two outcomes of a page counts."""
    return max(one, other, key=("skipped", "kept", "none", "report", "failed").index)


def certificate(listing: Listing, url: str, sha256: str, entries: int) -> ListingPage:
    """What is in ``run.json`` for one page of a listing that was read."""
    return ListingPage(
        url=url, sha256=sha256, entries=entries, column=listing.url, body=listing.body
    )

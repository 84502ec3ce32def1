"""The walk over one target: what was seen on the way, and what that comes to."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field

from govcrawl.messages import Message, say
from govcrawl.platforms.links import Fetch
from govcrawl.portals import Policy
from govcrawl.runs import Entry, ListingPage, Outcome, Target

MAX_LEVEL = 3  # home page 0, its hubs 1 and 2, the column 3 at most
MAX_LAYERS = 3  # years, departments and what these have below the column
_TRIALS = 2  # requests of one target that may be wasted on pages that nothing announces
_DRY = 20  # pages in a row without one report


@dataclass(slots=True)
class Listing:
    """One listing of the column, or of one of its years or departments, page by page.

    ``trusted``: its name or address says that it is the disclosure column; another one (年报 of
    whatever) counts only once it holds a report. ``teaser``: reports on a page that leads on,
    which need not be all; it counts only where there is no column. ``links``: entries seen,
    ``away``: those that lead to other sites. ``stated``: the number of entries that it states;
    ``ahead``: the number of pages that its script counts; ``counted``: the number of pages that
    it states where their names are guessed, and ``filled`` those that held something new;
    ``again``: pages in a row that held nothing new; ``spare``: entries of
    its pages that are no links of its own; ``repeated``: such a page, and the number of
    pages that it states. ``parts``: years and departments that it leads to, each of them a
    ``part``. ``problem``: the first reason why it was not read to its end, and
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

    @property
    def entries(self) -> int:
        """Entries seen, those on other sites, of other columns and twice in a page included: a
        stated number counts them too."""
        return len(self.links) + len(self.away) + self.spare

    @property
    def counts(self) -> bool:
        """Whether it is (a part of) the annual-report column."""
        return self.trusted or self.wanted > 0

    def stop(self, url: str, message: Message) -> None:
        """It could not be read on from this page; the first reason is kept."""
        if self.problem is None:
            self.problem, self.stopped_at = message, url

    def took(self, url: str, wanted: int) -> None:
        """A page was read; ``wanted`` of its links announce reports."""
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
        if self.stated and self.stated == self.entries:
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
        elif self.stated:
            said = say("listing_short", url=self.url, stated=self.stated, read=self.entries)
            self.stop(self.url, said)


@dataclass(frozen=True, slots=True)
class Step:
    """Where a page of the way stands. ``layer``: how deep below the column; ``listing``: the
    listing that it continues; ``platform``: who reads it, where the page before it says so;
    ``guess``: an address that nothing names, or a page that may lie behind the listing's end;
    ``doubtful``: a part of the column by its name alone; ``one_of``: one of several
    services, of which one fills the page; ``trial``: the number of the page that is tried."""

    level: int
    column: str = ""
    listing: Listing | None = None
    platform: str | None = None
    guess: bool = False
    layer: int = 0
    doubtful: bool = False
    one_of: bool = False
    trial: int = 0


@dataclass(order=True, slots=True)
class Candidate:
    """A way that may lead to the column; the likeliest sorts first. A ``guess`` is an address
    that nothing on the portal names, unless it is ``named``: where it is not there, nothing is
    missing; guesses of one ``page`` belong together."""

    fetch: Fetch = field(compare=False)
    level: int = field(compare=False)
    column: str = field(compare=False, default="")
    guess: bool = field(compare=False, default=False)
    article: bool = field(compare=False, default=False)
    page: str = field(compare=False, default="")
    named: bool = field(compare=False, default=False)
    rank: tuple[float, int, int] = (0.0, 0, 0)


@dataclass(slots=True)
class Walk:
    """State of one target while the crawl goes.

    ``pending``: pages of the way and of listings that are asked for and not in. ``seen``: keys
    of requests made. ``kept``: records of earlier runs whose pages were not fetched again.
    ``entries``: what the listings announce, by address.
    ``trials``: requests for pages that nothing announces that may still be wasted.
    ``skipped``: reports of years that were not asked for. ``asked``: what each article address
    came to (``report``, ``none``, ``failed``, or ``kept`` and ``skipped`` for known ones that
    the server says are unchanged, or that were not asked for). ``gone``: known addresses at
    which the server says there is nothing any more; ``swept``: the known addresses that no listing
    shows (``unlisted``) were asked for; ``alive``: records that still stand there. ``home``: address and bytes of the first page.
    """

    target: Target
    policy: Policy = field(default_factory=Policy)
    seen: set[str] = field(default_factory=set)
    listings: list[Listing] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    pending: int = 0
    sought: int = 0
    layers: int = 0
    trials: int = _TRIALS
    announced: int = 0
    skipped: int = 0
    kept: set[str] = field(default_factory=set)
    entries: dict[str, Entry] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    swept: bool = False
    unlisted: set[str] = field(default_factory=set)
    alive: set[str] = field(default_factory=set)
    blocked: Message | None = None
    start_failure: Message | None = None
    shell: Message | None = None
    halted: Message | None = None
    home: tuple[str, bytes] | None = None

    def first_visit(self, key: str) -> bool:
        """Whether this walk has not asked for the address yet; it counts as asked from now on."""
        if key in self.seen:
            return False
        self.seen.add(key)
        return True

    def came_to(self, asked: str, what: str) -> None:
        """What a page came to; a failure outweighs a report, and that one none."""
        order = ("skipped", "kept", "none", "report", "failed")
        before = self.asked.get(asked, "skipped")
        self.asked[asked] = max(before, what, key=order.index)

    def listed(self, number: int, read: Mapping[str, list[str]]) -> list[Entry]:
        """What its listings announced and what that came to. ``number`` is that of the target,
        ``read`` has the keys of the run's records by the address that led to them."""
        for url, entry in self.entries.items():
            entry.target = number
            entry.outcome = entry.outcome or self.asked.get(url, "failed")
            keys = entry.reports or read.get(url, [])
            entry.reports = list(dict.fromkeys(key.partition("#")[0] for key in keys))
        return list(self.entries.values())

    def stopped(self, message: Message) -> None:
        """The walk could not go on, whatever the portal; the first reason is kept."""
        self.halted = self.halted or message

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

    @property
    def found(self) -> bool:
        """Whether the column is found."""
        return any(x.usable and x.counts and not x.teaser for x in self.listings)

    @property
    def own(self) -> list[Listing]:
        """The listings of the column; what stands on the way to it counts where there is none."""
        return [x for x in self.listings if x.counts and not (x.teaser and self.found)]

    @property
    def complete(self) -> bool:
        """Whether every listing of the column was read to its end."""
        own = self.own
        for listing in own:
            listing.close()
        return any(x.usable for x in own) and not (
            any(x.problem for x in own) or self.blocked or self.start_failure or self.halted
        )

    def settle(self, interrupted: str | None) -> None:
        """Write the outcome and its reason into the target, whose counts are final."""
        target = self.target
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

    def _outcome(
        self, got: int, interrupted: str | None, problem: Listing | None
    ) -> tuple[Outcome, Message]:
        if self.halted:
            return ("incomplete" if got else "failed"), self.halted
        if interrupted:
            return ("incomplete" if got else "failed"), say("interrupted", error=interrupted)
        if self.blocked:
            return ("incomplete" if got else "blocked"), self.blocked
        if self.start_failure:
            # A 200 that holds nothing is broken; what gave no page at all has failed.
            lost: Outcome = "broken" if self.start_failure.code == "soft_404" else "failed"
            return ("incomplete" if got else lost), self.start_failure
        usable = any(x.usable and x.counts for x in self.listings)
        if not got and not usable and not self.skipped:
            if self.shell:
                return "broken", self.shell
            if problem and problem.problem:
                return "broken", problem.problem
            return "broken", say("no_column", pages=self.target.pages)
        if problem and problem.problem:
            return "incomplete", problem.problem
        if self.target.failed:
            return "incomplete", say("children_failed", failed=self.target.failed)
        if got or self.skipped:
            return "ok", say("ok")
        if self.announced:
            return "incomplete", say("announced_only", count=self.announced)
        return "empty", say("column_empty")


def certificate(listing: Listing, url: str, sha256: str, entries: int) -> ListingPage:
    """What stands in ``run.json`` for one page of a listing that was read."""
    return ListingPage(url=url, sha256=sha256, entries=entries, column=listing.url)

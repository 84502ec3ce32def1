"""The walk over one target: what was seen on the way, and what that comes to."""

from __future__ import annotations

from dataclasses import dataclass, field

from govcrawl.messages import Message, say
from govcrawl.runs import Outcome, Target


@dataclass(slots=True)
class Walk:
    """State of one target while the crawl goes.

    ``usable``: pages of the column that held a listing, or said that it holds nothing.
    ``unusable``: the first page of the column that did not. ``skipped``: reports of years
    that were not asked for. ``listing_problem``: the first reason why the listing was not
    read to its end. ``blocked`` and ``start_failure`` speak for themselves.
    """

    target: Target
    seen: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    columns: int = 0
    usable: int = 0
    unusable: str | None = None
    skipped: int = 0
    listing_pages: int = 0
    listing_problem: Message | None = None
    blocked: Message | None = None
    start_failure: Message | None = None

    def first_visit(self, url: str) -> bool:
        """Whether this walk has not asked for the URL yet; it counts as asked from now on."""
        if url in self.seen:
            return False
        self.seen.add(url)
        return True

    def stopped(self, message: Message) -> None:
        """The listing could not be read on; the first reason is kept."""
        self.listing_problem = self.listing_problem or message

    def settle(self, interrupted: str | None) -> None:
        """Write the outcome and its reason into the target, whose counts are final."""
        target = self.target
        got = target.found - target.failed
        outcome, reason = self._outcome(got, interrupted)
        target.outcome, target.reason = outcome, str(reason)
        target.listing_complete = bool(
            (self.usable or (self.columns and got))
            and not (self.listing_problem or self.blocked or self.start_failure or interrupted)
        )

    def _outcome(self, got: int, interrupted: str | None) -> tuple[Outcome, Message]:
        if interrupted:
            return ("incomplete" if got else "failed"), say("interrupted", error=interrupted)
        if self.blocked:
            return ("incomplete" if got else "blocked"), self.blocked
        if self.start_failure:
            return ("incomplete" if got else "failed"), self.start_failure
        if not self.columns and not got:
            return "broken", say("no_column", pages=self.target.pages)
        if self.listing_problem:
            return "incomplete", self.listing_problem
        if self.target.failed:
            return "incomplete", say("children_failed", failed=self.target.failed)
        if got or self.skipped:
            return "ok", say("ok")
        if self.usable:
            return "empty", say("empty")
        return "broken", say("no_listing", url=self.unusable or self.target.url)

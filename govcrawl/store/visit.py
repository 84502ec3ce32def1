"""What a run saw of one portal: written while it crawls, read at its end."""

from __future__ import annotations

from dataclasses import dataclass, field

from govcrawl.store.state import KnownPage


@dataclass(slots=True)
class PortalVisit:
    """``asked``: the outcome of each article address (as in ``Walk.asked``); ``learnt``: pages and
    documents that answered, as they are to be kept; ``gone``: addresses at which the server says
    that nothing is there any more; ``unlisted``: known addresses that no listing shows;
    ``guesses``: addresses that no listing has.
    """

    asked: dict[str, str] = field(default_factory=dict)
    learnt: dict[str, KnownPage] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    unlisted: set[str] = field(default_factory=set)
    guesses: set[str] = field(default_factory=set)

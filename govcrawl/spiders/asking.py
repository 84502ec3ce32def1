"""A request that the walk asks for, as a value: the spider makes a Scrapy request of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from govcrawl.execution.task import PageTask
from govcrawl.platforms.links import Fetch

#: Which method of the spider takes the answer, and which the failure.
What: TypeAlias = Literal[
    "listing", "article", "unlisted", "document", "known_document", "part", "attachment"
]


@dataclass(frozen=True, slots=True)
class Ask:
    """One page to fetch. ``given`` goes to the method that takes the answer (``What``);
    ``conditional``: with the validators of an earlier run; ``browser``: through one;
    ``referer``: the page that shows the answer, which services look at."""

    fetch: Fetch
    what: What
    target: int
    given: Mapping[str, Any] = field(default_factory=dict)
    conditional: bool = False
    browser: bool = False
    referer: str = ""


#: What reading a page gives: further pages to fetch, and pages to be read for reports.
Output: TypeAlias = Iterator["Ask | PageTask"]

"""The reader of listings that no platform claims, and the base of those that one does.

What a platform states about a page: whether it made it (``confidence``), its ``links``, its
``next_pages``, known ``entries``, ``frames`` and where it sends its reader (``forward``).

A listing that comes from a service is read in two steps: ``next_pages`` of the empty shell gives
the request for its first page, and the answer, JSON or whatever it is, is given to the same
platform again. The request that got it is ``response.request``.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import ClassVar

from scrapy.http import TextResponse

from govcrawl.platforms.answers import as_json, markup_in, rows, total_of, written_rows
from govcrawl.platforms.known import held, known, search
from govcrawl.platforms.links import (
    OPENED,
    Entry,
    Fetch,
    Link,
    Paging,
    fragment,
    full_title,
    links_of,
    row_date,
    rows_by_script,
)
from govcrawl.platforms.pagers import drawn
from govcrawl.platforms.pages import ARTICLE_URL, holds_report, join, join_all
from govcrawl.platforms.paging import fetches, following
from govcrawl.platforms.scripts import Scripts
from govcrawl.platforms.services import number_of, turned, written_request
from govcrawl.reading.titles import classify_title
from govcrawl.text import sought

__all__ = ["Entry", "Fetch", "Generic", "Link", "Paging", "fragment"]

_FURNITURE = re.compile(r"visit|count|stat|login|share|foot|header|xxgk/tree\.jsp|weather", re.I)
_ROWS = 500  # that a script opens, looked at in one page
_FEW = 2  # links of a page that only goes on
_SHORT = 200  # visible characters of a page that only goes on
_SERVICE = re.compile(
    r"""(?:getJSON|\.get|\.ajax|fetch|axios|url|URL|src)\s*[(:=]\s*[({]?\s*(?:url\s*:\s*)?"""
    r"""['"]([^'"\s<>]{1,300}(?:\.json\b|[?&](?:page(?:No|Num|Index)?|cur_?page)=(?:\d|(?=['"])))[^'"\s<>]{0,200})['"]"""
)


class Generic:
    """One platform: how it is recognised, how its listing is read, where the next page is."""

    name = "generic"
    #: Marks in the page's text and how sure each makes; ``url_signs`` are sought in its address.
    signs: ClassVar[tuple[tuple[re.Pattern[str], float], ...]] = ()
    url_signs: ClassVar[tuple[tuple[re.Pattern[str], float], ...]] = ()

    #: Texts one of which a page with any of the ``signs`` holds; None where that is not known.
    _words: ClassVar[frozenset[str] | None] = frozenset()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        sought.expect(*(pattern for pattern, _ in cls.signs))
        words = [sought.literals(pattern) for pattern, _ in cls.signs]
        cls._words = frozenset(word for some in words for word in some) if all(words) else None

    def confidence(self, response: TextResponse) -> float:
        """How sure it is that this platform made the page, from 0 to 1. Marks add up as
        independent witnesses do; the generic reader takes what is left."""
        told = known(response).sure
        if self.name not in told:
            doubt, there = 1.0, held(response)
            bare = there is not None and self._words is not None and there.isdisjoint(self._words)
            for pattern, weight in () if bare else self.signs:
                if search(pattern, response):
                    doubt *= 1 - weight
            for pattern, weight in self.url_signs:
                if pattern.search(response.url):
                    doubt *= 1 - weight
            told[self.name] = 1 - doubt
        return told[self.name]

    def links(self, response: TextResponse) -> list[Link]:
        """Every link of the page once, in reading order."""
        data = as_json(response)
        if data is not None:
            found = rows(data, _asking_page(response))
            markup = "" if found else markup_in(data)
            return links_of(fragment(response, markup)) if markup else found
        links = links_of(response)
        links += _opened(response, {link.url for link in links})
        if not any(link.date or ARTICLE_URL.search(link.url) for link in links):
            for script in response.xpath("//script[not(@src)]/text()").getall():
                links += written_rows(script, response.url)
        return links

    def next_pages(self, response: TextResponse) -> Paging:
        """The next pages of the listing, as far as this page tells them; for a shell without
        entries, the request that fills it."""
        data = as_json(response)
        if data is not None:
            return self._after_answer(response, len(self.links(response)), total_of(data))
        paging = drawn(response) or following(response)
        if paging.pages or not self._is_shell(response):
            return paging
        stated = (
            m[1] + "1" if m[1].endswith("=") else m[1] for m in _SERVICE.finditer(response.text)
        )
        services = fetches(join_all(response.url, stated)[:2])
        if not services and (written := written_request(response)) is not None:
            services = [written]
        return Paging(services, True) if services else paging

    def entries(self, response: TextResponse) -> list[Entry]:  # noqa: ARG002 - none by default
        """Known entry points, asked where the page itself names no column."""
        return []

    def carries_report(self, response: TextResponse) -> bool:
        """Whether the page is a column and a report at once."""
        return as_json(response) is None and holds_report(response)

    def instead(self, fetch: Fetch) -> Fetch | None:  # noqa: ARG002 - none by default
        """Another way to ask for the same, where the service refused the first."""
        return None

    def frames(self, response: TextResponse) -> list[str]:
        """Frames of the page that may hold its listing."""
        sources = response.xpath("//iframe/@src | //frame/@src").getall()
        return join_all(response.url, (s for s in sources if not _FURNITURE.search(s)))

    def forward(self, response: TextResponse) -> str | None:
        """Where a page without content of its own sends its reader by a plain script."""
        match = sought.search(OPENED, response.text[:20000])
        if match is None or "location" not in match.group(0):
            return None
        if len(links_of(response)) > _FEW:
            return None
        shown = "".join(
            response.xpath("//body//text()[not(parent::script or parent::style)]").getall()
        )
        if len("".join(shown.split())) > _SHORT:
            return None
        return join(response.url, match.group(1))

    @staticmethod
    def _is_shell(response: TextResponse) -> bool:
        return not any(
            link.date or ARTICLE_URL.search(link.url) or classify_title(link.title).kind == "report"
            for link in links_of(response)
        )

    @staticmethod
    def _after_answer(response: TextResponse, got: int, total: int | None) -> Paging:
        """The page after one of a service that counts pages in its query."""
        number = number_of(response)
        if number is None:
            return Paging([], not total or got >= total, total)
        if not got:
            return Paging([], not total or number > 1, 0 if number > 1 else total)
        if total is None:
            more = range(number + 1, number + 2)
        else:
            # The first page tells how many there are; one that counts from 0 may not mean it.
            more = range(number + 1, -(-total // got) + 1 if number <= 1 and got < total else 0)
        following = [fetch for page in more if (fetch := turned(response, page)) is not None]
        return Paging(following, len(following) == len(more), total)


def _opened(response: TextResponse, known: set[str]) -> list[Link]:
    """Rows that a function of the page opens: ``onclick="show('77')"``."""
    rows = list(islice(rows_by_script(response), _ROWS))
    if not rows:
        return []
    scripts = Scripts.of(response)
    found: dict[str, Link] = {}
    for anchor, call in rows:
        for asked in scripts.when_called(call):
            url = asked.fetch.url
            if asked.opens and not asked.fetch.body and url not in known:
                found.setdefault(url, Link(url, full_title(anchor), row_date(anchor)))
    return list(found.values())


def _asking_page(response: TextResponse) -> str:
    """The page that asked a service: what relative addresses in the answer are relative to."""
    asked_by = response.request.headers.get("Referer") if response.request is not None else None
    return asked_by.decode("latin-1") if asked_by else response.url

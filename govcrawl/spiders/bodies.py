"""The bodies that a portal's pages lead to: departments, towns, bureaus with names of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from scrapy.http import HtmlResponse

from govcrawl.lexicon.site_columns import BODIES_HUB, BODY, COLUMN_FOUND, NO_BODY, column_score
from govcrawl.platforms.links import Link, anchors, full_title
from govcrawl.platforms.pages import ARTICLE_URL
from govcrawl.spiders.addresses import is_home, shape
from govcrawl.text.folding import squash

_ALIKE = 2  # names of bodies whose addresses are of one shape
_NAMED = 3  # names of bodies on a page, whatever their addresses
_AROUND = 3  # elements around a link up to its list
_LONGEST = 30  # characters of a body's name
_HAN = re.compile(r"[\u4e00-\u9fff]")


def is_body(name: str) -> bool:
    """Whether a link's folded text is the name of a body."""
    return (
        bool(BODY.fullmatch(name)) and not NO_BODY.search(name) and not BODIES_HUB.fullmatch(name)
    )


def hubs(links: Iterable[Link]) -> list[Link]:
    """Links to pages that list bodies: 部门街镇信息公开, 部门网站."""
    return [
        link
        for link in links
        if BODIES_HUB.fullmatch(squash(link.title))
        and not ARTICLE_URL.search(urlsplit(link.url).path)
    ]


def rows_of(page: HtmlResponse) -> list[list[tuple[str, str]]]:
    """The lists of links of a page: folded text and address of each."""
    lists: dict[HtmlElement, list[tuple[str, str]]] = {}
    for anchor, url in anchors(page):
        around = anchor.getparent()
        for _ in range(_AROUND):
            if around is None or sum(1 for _ in islice(around.iter("a", "option"), 3)) > 2:
                break
            around = around.getparent()
        if around is not None:
            lists.setdefault(around, []).append((squash(full_title(anchor)), url))
    return list(lists.values())


def beside(page: HtmlResponse) -> set[str]:
    """Addresses that are in one list with the names of bodies, and are so those of bodies,
    whatever they are called: 供销合作社 beside 县财政局."""
    found: set[str] = set()
    for row in rows_of(page):
        named = sum(is_body(name) for name, _ in row)
        if named >= _NAMED and 2 * named >= len(row):
            found |= {url for name, url in row if 1 < len(name) <= _LONGEST and _HAN.search(name)}
    return found


def bodies(page: HtmlResponse, links: Iterable[Link], *, hub: bool) -> list[Link]:
    """Links to the bodies themselves. Outside of a page that lists them (``hub``), a name is
    a body's only where several are there, at addresses of one shape or under names of their own."""
    host = urlsplit(page.url).netloc
    near = beside(page)
    named = [
        link
        for link in links
        if (is_body(squash(link.title)) or link.url in near)
        and not link.date
        and (urlsplit(link.url).netloc != host or not is_home(link.url))
        and column_score(squash(link.title), link.url) < COLUMN_FOUND
    ]
    if hub:
        return named
    if len(named) < _NAMED:
        return []
    shapes = Counter(shape(link.url) for link in named)
    return [
        link
        for link in named
        if link.url in near
        or (shapes[shape(link.url)] >= _ALIKE and not ARTICLE_URL.search(urlsplit(link.url).path))
        or (urlsplit(link.url).netloc != host and is_home(link.url))
    ]

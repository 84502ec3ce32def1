"""What a column is divided into: years, groups of bodies, single bodies, as links, tabs or choices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from scrapy.http import HtmlResponse

from govcrawl.platforms.links import Fetch, Link
from govcrawl.platforms.scripts import Scripts
from govcrawl.platforms.services import at_first_page
from govcrawl.spiders.bodies import is_body
from govcrawl.spiders.choose import is_layer, is_part, layers, more_links
from govcrawl.text import squash

_PAGES = re.compile(r"第?\d{1,4}页?|[上下首末尾]一?页|>{1,2}|<{1,2}|\[\d{1,4}\]")
_FAMILY = 2  # calls of one function with other values
_YEAR = re.compile(r"20\d\d")
_LISTENS = re.compile(r"\)\.(?:click|change|on|delegate|live)\(")


class Part(NamedTuple):
    """``doubtful``: a part by its name alone; ``called``: a script fills it into the page;
    ``link``: where it is an address of its own."""

    fetch: Fetch
    name: str
    doubtful: bool = False
    called: bool = False
    link: Link | None = None

    @property
    def body(self) -> str:
        """The body that it is named after."""
        name = squash(self.name)
        return name if is_body(name) else ""


def parts_of(
    page: HtmlResponse,
    links: list[Link],
    years: frozenset[int] | None,
    *,
    alone: bool,
    named: bool,
) -> list[Part]:
    """The parts of a column's page. ``alone``: the page announces no report itself; ``named``:
    it is the column by its own name."""
    found = [
        Part(Fetch(link.url), link.title, doubtful=not is_part(link, page.url), link=link)
        for link in layers(links, page.url, years, alone=alone)
    ]
    if named:
        found += [Part(Fetch(link.url), link.title, link=link) for link in more_links(page)]
    known = {part.fetch.url for part in found} | {link.url for link in links}
    chosen = [p for p in _by_script(page, years) if p.fetch.key not in known]
    return found + chosen


def _by_script(page: HtmlResponse, years: frozenset[int] | None) -> Iterator[Part]:
    """Tabs and choices that a script follows."""
    marked = "//*[@onclick or @onchange or starts-with(@href, 'javascript:')]"
    if not page.xpath(marked) and not _LISTENS.search(page.text):
        return
    clicked = [
        (text, asked)
        for text, asked in Scripts(page).clicks()
        if text and not _PAGES.fullmatch(squash(text)) and _is_asked(text, years)
    ]
    for text, asked in clicked:
        name = squash(text)
        same = sum(
            a.opens == asked.opens and _address(a.fetch) == _address(asked.fetch)
            for _, a in clicked
        )
        if same < _FAMILY or not (is_layer(name) or is_body(name)):
            continue
        link = Link(asked.fetch.url, text) if asked.opens else None
        yield Part(at_first_page(asked), text, called=not asked.opens, link=link)


def _is_asked(text: str, years: frozenset[int] | None) -> bool:
    year = _YEAR.search(text)
    return years is None or year is None or bool({int(year[0]), int(year[0]) - 1} & years)


def _address(fetch: Fetch) -> str:
    return fetch.url.partition("?")[0]

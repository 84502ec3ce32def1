"""What a column is divided into: years, groups of bodies, single bodies, as links, tabs or choices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse

from govcrawl.lexicon.site_columns import COLUMN_FOUND, column_score
from govcrawl.platforms.html_forms import choices, post_backs
from govcrawl.platforms.links import Fetch, Link
from govcrawl.platforms.pages import ARTICLE_URL, lies_below
from govcrawl.platforms.scripts import Asked, Scripts
from govcrawl.platforms.services import at_first_page
from govcrawl.spiders.addresses import is_home
from govcrawl.spiders.bodies import is_body, rows_of
from govcrawl.spiders.choose import is_layer, is_part, layers, more_links
from govcrawl.text import squash

_PAGES = re.compile(r"第?\d{1,4}页?|[上下首末尾]一?页|>{1,2}|<{1,2}|\[\d{1,4}\]")
_SHORT = 16  # characters of the name of a part
_SEVERAL = 3  # names of one list that may be chosen
_LIMIT = 3000  # elements looked at
_YEAR_NAME = re.compile(r"20\d\d年度?")
#: What reacts to a click or a choice and is no plain link.
_CHOSEN = (
    "//select[@onchange]//option | //*[not(self::select)][@onclick or @data-id or @data-code"
    " or @data-value][not(.//a[@href and not(starts-with(@href, 'java')) and not(starts-with(@href, '#'))])]"
    " | //a[starts-with(@href, 'javascript:') or @href='#' or @href='']"
)
_HEARD = " | //select[not(@onchange)]//option"
_FAMILY = 2  # calls of one function with other values
_YEAR = re.compile(r"20\d\d")
_MARKED = "//*[@onclick or @onchange or starts-with(@href, 'javascript:')]"
_LISTENS = re.compile(r"\)\.(?:click|change|on|delegate|live)\(")


class Part(NamedTuple):
    """``doubtful``: a part by its name alone; ``called``: a script fills it into the page;
    ``link``: where it is an address of its own; ``at`` distinguishes it from the others where the
    request does not."""

    fetch: Fetch
    name: str
    doubtful: bool = False
    called: bool = False
    link: Link | None = None
    at: str = ""

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
    """The parts of a column's page. ``alone``: the page lists no report itself; ``named``:
    it is the column by its own name."""
    found = [
        Part(Fetch(link.url), link.title, doubtful=not is_part(link, page.url), link=link)
        for link in layers(links, page.url, years, alone=alone)
    ]
    found += list(_beside(page, links, {part.fetch.url for part in found}))
    if named:
        found += [Part(Fetch(link.url), link.title, link=link) for link in more_links(page)]
    known = {part.fetch.url for part in found} | {link.url for link in links}
    chosen = [p for p in _by_script(page, years) if p.fetch.key not in known]
    return found + chosen + list(_by_form(page, years))


def linked_parts(page: HtmlResponse, links: list[Link], years: frozenset[int] | None) -> list[Part]:
    """Those of the parts that are plain links."""
    return [
        Part(Fetch(link.url), link.title, doubtful=not is_part(link, page.url), link=link)
        for link in layers(links, page.url, years, alone=True)
    ]


def _beside(page: HtmlResponse, links: list[Link], parts: set[str]) -> Iterator[Part]:
    """What is in one list with parts of the column and is below it is one of them, whatever
    it is called: 县政府及部门 beside 乡镇街道."""
    if not parts:
        return
    by_url = {link.url: link for link in links if not link.date}
    for row in rows_of(page):
        if not parts & {url for _, url in row}:
            continue
        for name, url in row:
            link = by_url.get(url)
            if link is None or url in parts or is_home(url) or not 1 < len(name) <= _SHORT:
                continue
            if column_score(name, url) >= COLUMN_FOUND:
                continue  # the column itself, from a page below it
            path = urlsplit(url).path
            if lies_below(url, page.url) and path != urlsplit(page.url).path:
                if not ARTICLE_URL.search(path) and not _PAGES.fullmatch(name):
                    yield Part(Fetch(url), link.title, doubtful=True, link=link)


def not_followed(page: HtmlResponse, links: list[Link], parts: list[Part]) -> list[str]:
    """Names of bodies and years that the page lets its reader choose from, several in one list,
    and for which nothing is asked: what their choice does is not understood."""
    done = {squash(part.name) for part in parts} | {squash(link.title) for link in links}
    lists: dict[object, list[str]] = {}
    heard = _HEARD if _LISTENS.search(page.text) else ""
    for element in islice(page.xpath(_CHOSEN + heard), _LIMIT):
        name = squash(element.xpath("string()").get() or "")
        if name not in done and (is_body(name) or _YEAR_NAME.fullmatch(name)):
            row = element.root.getparent() if element.root.tag != "option" else element.root
            above = row.getparent() if row is not None else None
            lists.setdefault(above, []).append(name)
    return [name for names in lists.values() if len(names) >= _SEVERAL for name in names]


def opened_by_script(page: HtmlResponse) -> list[Link]:
    """Pages that the choices and clicks of a page open, under what they are called."""
    return [
        Link(asked.fetch.url, text)
        for text, asked in _clicked(page, opening=True)
        if asked.opens and not asked.fetch.body
    ]


def _clicked(page: HtmlResponse, *, opening: bool = False) -> list[tuple[str, Asked]]:
    if not page.xpath(_MARKED) and not _LISTENS.search(page.text):
        return []
    return [
        (text, asked)
        for text, asked in Scripts.of(page).clicks(opening=opening)
        if text and not _PAGES.fullmatch(squash(text))
    ]


def _by_form(page: HtmlResponse, years: frozenset[int] | None) -> Iterator[Part]:
    """Choices that send a form."""
    for choice in (*choices(page), *post_backs(page)):
        name = squash(choice.text)
        if choice.selected or not (is_layer(name) or is_body(name)):
            continue
        if _is_asked(choice.text, years):
            yield Part(choice.fetch, choice.text, at=choice.key)


def _by_script(page: HtmlResponse, years: frozenset[int] | None) -> Iterator[Part]:
    """Tabs and choices that a script follows."""
    clicked = [(text, asked) for text, asked in _clicked(page) if _is_asked(text, years)]
    families = Counter(key for _, asked in clicked for key in _family(asked))
    for text, asked in clicked:
        name = squash(text)
        same = max(families[key] for key in _family(asked))
        if same < _FAMILY or not (is_layer(name) or is_body(name)):
            continue
        link = Link(asked.fetch.url, text) if asked.opens else None
        yield Part(at_first_page(asked), text, called=not asked.opens, link=link)


def _is_asked(text: str, years: frozenset[int] | None) -> bool:
    year = _YEAR.search(text)
    return years is None or year is None or bool({int(year[0]), int(year[0]) - 1} & years)


def _family(asked: Asked) -> Iterator[tuple[bool, str]]:
    """What requests of one function have in common: the address, but for one piece of its path."""
    where = asked.fetch.url.partition("?")[0]
    pieces = where.split("/")
    yield asked.opens, where
    for at in range(3, len(pieces)):
        yield asked.opens, "/".join([*pieces[:at], "*", *pieces[at + 1 :]])

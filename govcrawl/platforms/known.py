"""What has been computed about one page, kept so that it is computed once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scrapy.http import Response, TextResponse

from govcrawl.text import sought

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from govcrawl.platforms.links import Link


class Known:
    """Of one page. ``anchors``, ``links``, ``texts``: as ``links`` found them; ``scripts``: as
    ``scripts`` read them; ``held``: the texts sought in pages that its bytes hold, None where its
    encoding does not tell; ``sure``: how sure each platform is that it made it, by its name."""

    __slots__ = ("_held", "anchors", "links", "scripts", "sure", "texts")

    def __init__(self) -> None:
        self.anchors: list[tuple[HtmlElement, str]] | None = None
        self.links: list[Link] | None = None
        self.texts: dict[HtmlElement, str] = {}
        self.scripts: object = None
        self.sure: dict[str, float] = {}
        self._held: tuple[frozenset[str] | None] | None = None


#: Kept for as long as the page itself is. What is known of a page never holds the page.
_PAGES: WeakKeyDictionary[Response, Known] = WeakKeyDictionary()


def known(response: Response) -> Known:
    page = _PAGES.get(response)
    if page is None:
        page = _PAGES[response] = Known()
    return page


def held(response: Response) -> frozenset[str] | None:
    """The texts sought in pages that this one holds, by its bytes."""
    page = known(response)
    if page._held is None:
        page._held = (sought.held(response.body),)
    return page._held[0]


def same_bytes(page: Response, response: Response) -> None:
    """What is known of the bytes of a response is known of the page made of it."""
    known(page)._held = known(response)._held


def search(pattern: re.Pattern[str], response: TextResponse) -> re.Match[str] | None:
    """The first place of a pattern in a page that hardly any page holds."""
    return pattern.search(response.text) if may_hold(pattern, response) else None


def may_hold(pattern: re.Pattern[str], response: TextResponse) -> bool:
    """Whether a page holds one of the texts that every match holds."""
    return sought.may_hold(pattern, response.text, held(response))

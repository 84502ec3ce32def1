"""The reader of listings that no platform claims: anchors, 下一页, ``createPageHTML``, frames.

Cases read: links in any markup, ``title`` attributes for truncated texts, ``window.open`` in
``onclick``, ``<base href>``; the next page as a link (下一页, 后页, >), or computed where a
script states the number of pages and the naming (``createPageHTML(pages, current, "index",
"html")`` or ``countPage``/``共N页`` beside ``index.html``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement
from scrapy.http import TextResponse

from govcrawl.lexicon.columns import NEXT_PAGE, TOTAL_PAGES
from govcrawl.platforms.pages import join, join_all
from govcrawl.reading.text import collapse, squash

_DATE = re.compile(r"((?:19|20)\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")
_OPENED = re.compile(
    r"""(?:window\.open|location(?:\.href)?\s*=|location\.replace)\s*\(?\s*['"]([^'"\s]{1,500})['"]"""
)
_CREATE_PAGE = re.compile(
    r"""createPageHTML\w*\(\s*['"]?(\d{1,4})['"]?\s*,\s*['"]?(\d{1,4})['"]?\s*,"""
    r"""\s*(?:['"]?\d{1,4}['"]?\s*,\s*)?['"]([\w-]{1,60})['"]\s*,\s*['"](\w{1,6})['"]"""
)
_INDEX = re.compile(r"(?:^|/)([\w-]*?index)(?:_(\d{1,4}))?\.(s?html?|jsp)$")
_SCRIPT_CALL = re.compile(r"^javascript:\s*\w[\w.]*\(\s*['\"]?\d")
_FURNITURE = re.compile(r"visit|count|stat|login|share|foot|header|tree\.jsp|weather", re.I)
_ROWS = frozenset({"li", "tr", "dd", "dt", "p"})
_ROW_TEXT = 300  # characters: a longer row is a block of its own
_SHORT = 200  # visible characters of a page that only leads on


class Link(NamedTuple):
    """One link of a listing: absolute URL, title as printed, ISO date of its row if it has one."""

    url: str
    title: str
    date: str | None = None


class Paging(NamedTuple):
    """The pages that follow. ``readable`` is False where the page says that more follow but
    not in a way that is understood."""

    urls: list[str]
    readable: bool


class Generic:
    """One platform: how it is recognised, how its listing is read, where the next page is."""

    name = "generic"

    def recognise(self, response: TextResponse) -> bool:  # noqa: ARG002 - takes what is left
        """Whether the page was made by this platform."""
        return True

    def links(self, response: TextResponse) -> list[Link]:
        """Every link of the page once, in reading order."""
        found: dict[str, Link] = {}
        for anchor, url in _anchors(response):
            title = _title(anchor)
            if title and (url not in found or len(title) > len(found[url].title)):
                found[url] = Link(url, title, _row_date(anchor))
        return list(found.values())

    def next_pages(self, response: TextResponse) -> Paging:
        """The next pages of the listing, as far as this page tells them."""
        text = response.text
        made = _CREATE_PAGE.search(text)
        if made:
            pages, current, name, extension = made.groups()
            numbers = range(int(current) + 1, int(pages))
            return Paging([_sibling(response.url, name, n, extension) for n in numbers], True)
        called = False
        for anchor, url in _anchors(response, scripts=True):
            if NEXT_PAGE.fullmatch(squash(_text(anchor) or anchor.get("title") or "")):
                if url.startswith("javascript:"):
                    called = called or bool(_SCRIPT_CALL.match(url))
                elif url != response.url:
                    return Paging([url], True)
        return _counted(response.url, text, called)

    def frames(self, response: TextResponse) -> list[str]:
        """Frames of the page that may hold its listing."""
        sources = response.xpath("//iframe/@src | //frame/@src").getall()
        return join_all(response.url, (s for s in sources if not _FURNITURE.search(s)))

    def forward(self, response: TextResponse) -> str | None:
        """Where a page without content of its own sends its reader by a plain script."""
        match = _OPENED.search(response.text[:20000])
        if match is None or "location" not in match.group(0):
            return None
        shown = "".join(
            response.xpath("//body//text()[not(parent::script or parent::style)]").getall()
        )
        if len("".join(shown.split())) > _SHORT:
            return None
        return join(response.url, match.group(1))


def _anchors(response: TextResponse, *, scripts: bool = False) -> Iterator[tuple[HtmlElement, str]]:
    """Anchors with their absolute URL, fragments cut; script links only where asked for."""
    base = response.xpath("//base/@href").get()
    base = (join(response.url, base) if base else None) or response.url
    for anchor in response.selector.root.iter("a"):
        href = (anchor.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:")):
            opened = _OPENED.search(anchor.get("onclick") or href)
            if opened:
                href = opened.group(1)
            elif scripts and href.startswith("javascript:"):
                yield anchor, href
                continue
            else:
                continue
        url = join(base, href)
        if url:
            yield anchor, url


def _text(anchor: HtmlElement) -> str:
    return collapse("".join(anchor.itertext()))


def _title(anchor: HtmlElement) -> str:
    """The full title: the text, or the ``title`` attribute where the text is cut short."""
    text, stated = _text(anchor), collapse(anchor.get("title") or "")
    if not text:
        return stated or collapse(" ".join(anchor.xpath(".//img/@alt")))
    head = text.rstrip(".…· ")
    return stated if len(stated) > len(head) and stated.startswith(head[:4]) else text


def _row_date(anchor: HtmlElement) -> str | None:
    """The date printed in the link's row of the listing."""
    row = anchor
    for _ in range(4):
        parent = row.getparent()
        if parent is None:
            return None
        row = parent
        if row.tag in _ROWS:
            break
    else:
        return None
    text = "".join(row.itertext())
    match = _DATE.search(text.replace(_text(anchor), " ", 1)) if len(text) <= _ROW_TEXT else None
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    return f"{year}-{month:02}-{day:02}" if month <= 12 and day <= 31 else None


def _sibling(url: str, name: str, number: int, extension: str) -> str:
    return urljoin(url, f"{name}_{number}.{extension}" if number else f"{name}.{extension}")


def _counted(url: str, text: str, called: bool) -> Paging:
    """Pages computed from a stated total, where the page's own name shows the naming."""
    total = 0
    for match in TOTAL_PAGES.finditer(squash(text[:400_000])):
        total = max(total, *(int(group) for group in match.groups() if group))
    if total <= 1:
        return Paging([], not called)
    path = urlsplit(url).path
    index = _INDEX.search(path + "index.html" if path.endswith("/") else path)
    if index is None:
        return Paging([], False)
    name, number, extension = index.group(1), int(index.group(2) or 0), index.group(3)
    if number + 1 >= total:
        return Paging([], True)
    return Paging([_sibling(url, name, number + 1, extension)], True)

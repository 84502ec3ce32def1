"""What listings are made of: links with their titles and dates, requests, pages that follow.

Cases read: links in any markup, ``title`` attributes for truncated texts, ``window.open`` in
``onclick``, ``<base href>``, the date printed in the link's row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from lxml.etree import XPath
from lxml.html import HtmlElement
from scrapy.http import TextResponse

from govcrawl.platforms.known import known
from govcrawl.platforms.pages import join
from govcrawl.text import collapse, squash

OPENED = re.compile(
    r"""(?:window\.open|location(?:\.href)?\s*=|location\.replace)\s*\(?\s*['"]([^'"\s]{1,500})['"](?!\s*\+)"""
)
_CHOSEN = re.compile(
    r"^(?:https?:/)?/|^\.{0,2}/|[\w-]/$|\.(?:s?html?|jspx?|aspx?|php|do)\b|^\?\w+="
)
#: A function of the page's own that is given an address.
_CALLED = re.compile(
    r"""\(\s*['"]((?:https?:/)?/[^'"\s]{1,500}|[^'"\s]{1,300}\.(?:s?html?|pdf)(?:\?[^'"\s]*)?)['"]"""
)
_STOP = re.compile(r"[\"'\s<>()+=]")
_QUERY = re.compile(r"\?([^\"'\s<>]{1,800})")
_ADDRESS = 200  # characters looked back over for the start of an address
_DATE = re.compile(r"((?:19|20)\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")
_CENTURY = re.compile("19|20")
_DATED = re.compile(rf"[\[(（]?{_DATE.pattern}日?[\])）]?(?:\s*\d\d?:\d\d(?::\d\d)?)?$")
_DATA = ("data-url", "data-href", "data-link", "data-src")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|bmp)(?:$|\?)", re.IGNORECASE)
_IDLE = re.compile(r"#|javascript:\s*(?:void\b.*|;?\s*)$")  # an address that leads nowhere
_OPENING = frozenset(
    ["option", "h3", "h4", "dt", "a", "area", "li", "tr", "td", "div", "span", "p", "dd", "button"]
)
#: What has an address or does something when it is clicked.
_LEADING: Any = XPath(
    "descendant-or-self::*[@href or @onclick or self::option or "
    f"{' or '.join(f'@{name}' for name in _DATA)}]"
)
_ROWS = frozenset({"li", "tr", "dd", "dt", "p"})
_ROW_NODES = 60  # elements of a row that is a link itself
#: Levels of elements between a link and its row.
_ROW_DEPTH = 4
#: What a link reads that tells nothing of where it leads.
_OPENING_WORD = re.compile(
    r"(?:点击|在线|查看|下载|打开|浏览|阅读|预览|详细|详情|内容|全文|报告|年报|附件|文件|>|»){1,3}"
)
_REPORT_WORD = re.compile(r"(?:年度?)?报告?")
_WORD = 12  # characters of such a word
_YEAR_HEAD = re.compile(r"20\d\d年?度?(?:报告|年报)?")
_BESIDE = 80  # characters of a row's text
_ROW_TEXT = 300  # characters: a longer row is a block of its own


class Link(NamedTuple):
    """One link of a listing: absolute URL, title as printed, ISO date of its row if it has one."""

    url: str
    title: str
    date: str | None = None


class Fetch(NamedTuple):
    """One request of a listing. A ``body`` makes it a POST; ``headers`` are pairs. A ``probe``
    may be after the listing's end: nothing is missing where it holds nothing. ``counts`` is the
    field that counts its pages where the page's script gives it a name of its own. A ``shared``
    file is the same whatever its query, which only hands on what the page itself states."""

    url: str
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    probe: bool = False
    counts: str = ""
    shared: bool = False

    @property
    def method(self) -> str:
        return "POST" if self.body else "GET"

    @property
    def key(self) -> str:
        """Tells this request from others: the URL, and what is posted to it."""
        return f"{self.url} {self.body}" if self.body else self.url


class Paging(NamedTuple):
    """The pages that follow. ``readable`` is False where the page states that more follow but
    not in a way that is understood. ``counted`` is the number of pages where the names of those that
    follow are guessed. ``total`` is the number of entries that the listing states;
    0 states that nothing is here: an empty listing, or the page of a service after the last.
    ``shown`` is the number of entries of this page as that total counts them, doubles and all."""

    pages: list[Fetch]
    readable: bool
    total: int | None = None
    counted: int = 0
    shown: int | None = None


class Entry(NamedTuple):
    """An address that a recognised platform is known to have. ``column`` names what it opens,
    empty for a page that only goes on; an ``article`` is asked whether it is a report. It is a
    guess, and where it is not there nothing is missing, unless the page has ``named`` it."""

    fetch: Fetch
    column: str = "政府信息公开年报"
    article: bool = False
    named: bool = False


def anchors(response: TextResponse, *, scripts: bool = False) -> Iterator[tuple[HtmlElement, str]]:
    """Anchors, and whatever else opens an address when clicked, with their absolute URL,
    fragments cut; script links only where asked for."""
    page = known(response)
    if page.anchors is None:
        page.anchors = list(_anchors(response))
    for anchor, url in page.anchors:
        if scripts or not url.startswith("javascript:"):
            yield anchor, url


def _anchors(response: TextResponse) -> Iterator[tuple[HtmlElement, str]]:
    bases = (base.get("href") for base in response.selector.root.iter("base"))
    stated = next((href for href in bases if href is not None), None)
    base = (join(response.url, stated) if stated else None) or response.url
    encoding = response.encoding
    for anchor in _LEADING(response.selector.root):
        tag = anchor.tag
        if tag not in _OPENING:
            continue
        href = (anchor.get("href") or "").strip()
        if not href or _IDLE.match(href):
            stated_at = next(filter(None, map(anchor.get, _DATA)), "").strip()
            href = stated_at if stated_at and not _PICTURE.search(stated_at) else href
        if tag == "option":
            href = _address_of(anchor)
        if tag != "a" and not (href or anchor.get("onclick")):
            continue
        if tag not in ("a", "area", "option"):
            inside = list(islice(anchor.iter(), _ROW_NODES + 1))
            if len(inside) > _ROW_NODES or any(element.tag == "a" for element in inside):
                continue  # no row but a block, or the anchor inside is the link
        if not href or href.startswith(("#", "javascript:")):
            script = anchor.get("onclick") or href
            opened = OPENED.search(script) or _CALLED.search(script)
            if opened:
                href = opened.group(1)
            elif anchor.get("onclick") or href.startswith("javascript:"):
                yield anchor, f"javascript:{anchor.get('onclick') or href[len('javascript:') :]}"
                continue
            else:
                continue
        url = join(base, href, encoding)
        if url:
            yield anchor, url


def _address_of(option: HtmlElement) -> str:
    """The address that an entry of a drop-down list chooses, if it is one."""
    value = (option.get("value") or "").strip()
    return value if _CHOSEN.search(value) else ""


def links_of(response: TextResponse) -> list[Link]:
    """Every link of the page once, in reading order, under the fullest of its titles."""
    page = known(response)
    if page.links is None:
        found: dict[str, Link] = {}
        texts = texts_of(response)
        for anchor, url in anchors(response):
            title = full_title(anchor, texts[anchor])
            if len(title) <= _WORD and _OPENING_WORD.fullmatch(squash(title)):
                title = _said_beside(anchor) or title
            if title and (url not in found or len(title) > len(found[url].title)):
                found[url] = Link(url, title, row_date(anchor, texts[anchor]))
        page.links = list(found.values())
    return page.links.copy()


def rows_by_script(response: TextResponse) -> Iterator[tuple[HtmlElement, str]]:
    """Rows of lists that a script opens, with what is called."""
    for anchor, url in anchors(response, scripts=True):
        if url.startswith("javascript:") and any(
            parent.tag in _ROWS for parent in islice(anchor.iterancestors(), _ROW_DEPTH)
        ):
            yield anchor, url.partition(":")[2]


def texts_of(response: TextResponse) -> dict[HtmlElement, str]:
    """The texts of the page's anchors."""
    page = known(response)
    if not page.texts:
        page.texts = {anchor: text_of(anchor) for anchor, _ in anchors(response, scripts=True)}
    return page.texts


def text_of(anchor: HtmlElement) -> str:
    text = collapse("".join(anchor.itertext()))
    # A row that is a link itself holds its date, too.
    return text if anchor.tag == "a" else collapse(_DATED.sub("", text))


def full_title(anchor: HtmlElement, text: str | None = None) -> str:
    """The full title: the text, or the ``title`` attribute where the text is cut short."""
    text = text_of(anchor) if text is None else text
    stated = collapse(anchor.get("title") or "")
    if not text:
        return stated or collapse(" ".join(anchor.xpath(".//img/@alt")))
    head = text.rstrip(".…· ")
    return stated if len(stated) > len(head) and stated.startswith(head[:4]) else text


def _said_beside(anchor: HtmlElement) -> str:
    """What a row states about a link that only reads 查看: the longest text of its row, with the year
    that is above it in a table of bodies and years; empty where there is none."""
    row = next((e for e in islice(anchor.iterancestors(), _ROW_DEPTH) if e.tag in _ROWS), None)
    if row is None:
        return ""
    if row.tag != "tr":
        if _REPORT_WORD.fullmatch(squash(text_of(anchor))):
            return ""
        text = collapse("".join(row.itertext()).replace(text_of(anchor), " ", 1))
        return text if len(text) <= _BESIDE else ""
    cells = list(row.iterchildren("td", "th"))
    texts = [collapse("".join(cell.itertext())) for cell in cells]
    own = next((n for n, cell in enumerate(cells) if anchor in cell.iter()), None)
    said = max((t for n, t in enumerate(texts) if n != own), key=_chinese, default="")
    table = next(row.iterancestors("table"), None)
    heads = next(table.iter("tr"), None) if table is not None else None
    if own is None or not _chinese(said) or len(said) > _BESIDE:
        return ""
    above = list(heads.iterchildren("td", "th")) if heads is not None and heads is not row else []
    if len(above) == len(cells):
        head = collapse("".join(above[own].itertext()))
        if _YEAR_HEAD.fullmatch(squash(head)):
            return f"{said}{head}"
    # A body's row of links (指南, 年报) names its column, and none of its reports.
    return "" if _REPORT_WORD.fullmatch(squash(text_of(anchor))) else said


def _chinese(text: str) -> int:
    return sum("\u4e00" <= c <= "\u9fff" for c in text)


def row_date(anchor: HtmlElement, shown: str | None = None) -> str | None:
    """The date printed in the link's row of the listing."""
    row = anchor
    for _ in range(5):
        if row.tag in _ROWS:
            break
        parent = row.getparent()
        if parent is None:
            return None
        row = parent
    else:
        return None
    text = "".join(row.itertext())
    if len(text) > _ROW_TEXT or not _CENTURY.search(text):
        return None
    return iso_date(text.replace(text_of(anchor) if shown is None else shown, " ", 1))


def iso_date(text: str) -> str | None:
    """The first date in a text.

    >>> iso_date("[2024年1月5日]"), iso_date("2024-13-01")
    ('2024-01-05', None)
    """
    match = _DATE.search(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    return f"{year}-{month:02}-{day:02}" if month <= 12 and day <= 31 else None


def addresses(text: str, name: str) -> Iterator[tuple[str, str]]:
    """Addresses that a text prints, in markup or script, up to ``name``, and the query after.

    >>> list(addresses("$.get('/a/list.do?id=3')", "list.do"))
    [('/a/list.do', 'id=3')]
    """
    at = text.find(name)
    while at >= 0:
        head = _STOP.split(text[max(0, at - _ADDRESS) : at])[-1]
        end = at + len(name)
        query = _QUERY.match(text, end)
        yield head + name, query.group(1) if query else ""
        at = text.find(name, end)


def fragment(response: TextResponse, markup: str) -> TextResponse:
    """Markup found inside a page, as a page of the same address."""
    body = f"<html><body>{markup}</body></html>".encode()
    return response.replace(body=body, encoding="utf-8")

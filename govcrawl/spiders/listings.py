"""What a page of a column is: a list, a list without entries, a frame that a script is to fill."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from scrapy.http import HtmlResponse

from govcrawl.lexicon.site_columns import EMPTY_NOTICE, NEXT_PAGE
from govcrawl.platforms.answers import as_json
from govcrawl.platforms.links import Link, anchors, full_title, row_date, text_of
from govcrawl.platforms.pages import texts
from govcrawl.spiders.addresses import in_column
from govcrawl.text import squash

_ROW = 4  # characters of a row
_RELATED = re.compile(r"信息公开|政务公开|年报|年度报告")
_NUMBER = re.compile(r"[0-9a-f-]{8,}|\d+")
_UNSEEN = frozenset({"script", "style", "template", "noscript", "textarea", "head"})
#: Attributes of what is shown only if a script decides so, or not at all.
_DECIDED = frozenset({"ng-if", "ng-show", "x-show", "hidden"})
_TEMPLATE = (
    "//*[@v-cloak or @v-for or @ng-repeat or @ng-app or @x-data or @data-reactroot"
    " or @id='app' or @id='root'] | //text()[contains(., '{{')][not(ancestor::script)]"
)
#: A box made for a list that holds nothing.
_BOX = re.compile(r"list|news|data|main|cont|box|item|table|info|right|page", re.IGNORECASE)
_CALLS = re.compile(
    r"ajax|zTree|dTree|async|\bfetch\(|axios|XMLHttpRequest|\$\.(?:get|post|getJSON)|innerHTML|\.html\("
)


def is_answer(page: HtmlResponse) -> bool:
    """Whether this is what a service answers, JSON or a piece of markup, rather than a page."""
    return as_json(page) is not None or not page.xpath("//title")


def scripted_rows(page: HtmlResponse, *, alone: bool = False) -> list[tuple[str, str | None]]:
    """Title and date of the rows of the page's lists that only a script opens: a stated number
    counts them. ``alone``: also of lists that hold no other rows."""
    found = []
    for anchor, url in anchors(page, scripts=True):
        if not url.startswith("javascript:") or NEXT_PAGE.fullmatch(squash(text_of(anchor))):
            continue
        row = next((e for e in anchor.iterancestors("li", "tr", "dd")), None)
        around = row.getparent() if row is not None else None
        if around is None or len(squash(text_of(anchor))) < _ROW:
            continue
        beside = [a for a in around.iter("a") if (a.get("href") or "#")[:5] not in ("javas", "#")]
        if alone or len(beside) > 1:
            found.append((full_title(anchor), row_date(anchor)))
    return found


def belong(entries: list[Link], base: str, before: Iterable[str]) -> bool:
    """Whether the entries of a page at ``base`` are those of the column: they are in it, or
    where its entries ``before`` are, or are about what it is about."""
    if any(in_column(link.url, base) or _RELATED.search(link.title) for link in entries):
        return True
    known = {_place(url) for url in before}
    return any(_place(link.url) in known for link in entries)


def says_nothing(page: HtmlResponse) -> bool:
    """Whether the page says to its reader that it holds nothing."""
    if as_json(page) is not None:
        return False  # its platform knows
    shown = "".join(texts(page.selector.root, _is_hidden))
    return EMPTY_NOTICE.search(squash(shown)) is not None


def is_drawn(page: HtmlResponse) -> bool:
    """Whether a script is to draw a list into the page, which has some furniture of its own."""
    scripts = page.xpath("//script[@src]") or any(
        _CALLS.search(text) for text in page.xpath("//script/text()").getall()
    )
    if not scripts:
        return False
    if page.xpath(_TEMPLATE):
        return True
    boxes = page.xpath("//*[self::ul or self::ol or self::tbody or self::table or self::div"
                       " or self::section][not(*)]")  # fmt: skip
    return any(
        not (box.root.text or "").strip()
        and (box.root.tag not in ("div", "section") or _BOX.search(_names(box.attrib)))
        for box in boxes
    )


def _is_hidden(element: HtmlElement) -> bool:
    """Whether an element shows nothing, or only what a script decides."""
    if element.tag in _UNSEEN or "display:none" in (element.get("style") or "").replace(" ", ""):
        return True
    names = element.keys()
    return any(name in _DECIDED or (name[:2] == "v-" and name != "v-cloak") for name in names)


def _names(attributes: dict[str, str]) -> str:
    return f"{attributes.get('id', '')} {attributes.get('class', '')}"


def _place(url: str) -> str:
    """Where an address is, numbers apart."""
    parts = urlsplit(url)
    return parts.netloc + _NUMBER.sub("0", parts.path.rpartition("/")[0])

"""Pages of a listing that nothing lists: ``index_1`` or ``index_2`` beside ``index``, tried
where a page says nothing of its number, and taken only where they hold new entries of the same
column (domain §5.3)."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

from scrapy.http import HtmlResponse

from govcrawl.platforms.links import Fetch, Link
from govcrawl.platforms.paging import tells_pages
from govcrawl.spiders.addresses import in_column
from govcrawl.spiders.choose import entries_of

#: Platforms whose listings may be plain files; the others have services.
_PLAIN = frozenset({"generic", "trs_wcm", "ucap", "shanghai"})
_NAME = re.compile(r"(?P<stem>[A-Za-z][A-Za-z-]*)\.(?P<ext>s?html?)")
_EXTENSION = re.compile(r"\.(s?html?)$")
#: A box that a script fills with the links to other pages.
_PAGER = (
    "//*[re:test(concat(@class, ' ', @id), '(^|[\\s_-])(pages?|pager|paging|pagination|fenye)"
    "([_-]?(bar|box|list|nav|num|wrap|div))?(\\s|$)', 'i')]"
)
_ENTRIES = 3  # a listing with fewer, and without such a box, is not worth a request


def worth_trying(page: HtmlResponse, platform: str, entries: list[Link]) -> bool:
    """Whether the first page of a listing may have others that it does not tell of."""
    return bool(
        platform in _PLAIN
        and (len(entries) >= _ENTRIES or (entries and page.xpath(_PAGER)))
        and not urlsplit(page.url).query
        and not tells_pages(page)
    )


def tried(first: str, number: int, entries: list[Link]) -> Fetch | None:
    """The address that page ``number`` would have beside the first page of a listing.

    >>> tried("http://x/nb/list.shtml", 1, []).url
    'http://x/nb/list_1.shtml'
    """
    name = urlsplit(first).path.rpartition("/")[2]
    if not name:
        kinds = Counter(m[1] for e in entries if (m := _EXTENSION.search(urlsplit(e.url).path)))
        name = f"index.{kinds.most_common(1)[0][0] if kinds else 'html'}"
    plain = _NAME.fullmatch(name)
    return Fetch(urljoin(first, f"{plain['stem']}_{number}.{plain['ext']}")) if plain else None


def is_next(page: HtmlResponse, links: list[Link], first: str, known: set[str]) -> bool:
    """Whether a page that was tried belongs to the listing: entries of the column that the
    pages before did not have, below the same address as theirs."""
    fresh = [e.url for e in entries_of(links, page.url) if e.url not in known]
    folder = _folder(first)
    at_home = any(_folder(url).startswith(folder) for url in known)
    return bool(fresh) and all(
        in_column(url, first) and (not at_home or _folder(url).startswith(folder)) for url in fresh
    )


def _folder(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[0] + "/"

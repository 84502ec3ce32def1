"""Articles over several pages: where the next page of one is (``t…_1.html``, 下一页 in the article)."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from scrapy.http import HtmlResponse

from govcrawl.platforms.html_forms import PAGE_PARAMETERS
from govcrawl.platforms.paging import following

_NUMBERED = re.compile(r"(?P<stem>.*[^/])[_-]\d{1,3}(?P<ext>\.\w{2,5})?$")
_PLAIN = re.compile(r"(?P<stem>.*[^/.])(?P<ext>\.\w{2,5})$")


def further(page: HtmlResponse, first: str) -> list[str]:
    """The pages after this one of the article that begins at ``first``, as far as this one
    tells."""
    return [
        fetch.url
        for fetch in following(page, named=True).pages
        if not fetch.body and is_part(first, fetch.url) and fetch.url != page.url
    ]


def is_part(first: str, url: str) -> bool:
    """Whether an address is that of a further page of the article at ``first``.

    >>> is_part("http://x/nb/t20230118_77.html", "http://x/nb/t20230118_77_1.html")
    True
    >>> is_part("http://x/nb/t20230118_77.html", "http://x/nb/t20230118_78.html")
    False
    >>> is_part("http://x/show?id=7", "http://x/show?id=7&page=2")
    True
    """
    one, other = urlsplit(first), urlsplit(url)
    if one.path == other.path:
        own, sent = dict(parse_qsl(one.query)), dict(parse_qsl(other.query))
        added = {name for name, value in sent.items() if own.get(name) != value}
        return (
            bool(added)
            and own.keys() <= sent.keys()
            and all(n.lower() in PAGE_PARAMETERS for n in added)
        )
    plain, numbered = _PLAIN.match(one.path), _NUMBERED.match(other.path)
    return (
        plain is not None
        and numbered is not None
        and (plain["stem"], plain["ext"]) == (numbered["stem"], numbered["ext"])
    )

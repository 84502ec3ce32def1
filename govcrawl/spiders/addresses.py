"""Addresses: session ids cut, sub-columns told from traps, pages told from their shells."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scrapy.http import HtmlResponse
from w3lib.url import safe_url_string

from govcrawl.platforms.pages import ARTICLE_URL, lies_below

_PATH_SESSION = re.compile(r";(?:jsessionid|sessionid|sid|phpsessid)=[^/?#;]*", re.IGNORECASE)
_COOKIELESS = re.compile(r"/\((?:[A-Z]\(\w{1,200}\))+\)/")  # of ASP.NET
#: Query parameters that only tell one visit from another.
_VISIT = frozenset(
    {"jsessionid", "phpsessid", "aspsessionid", "sessionid", "session_id", "cfid", "cftoken",
     "_t", "_", "timestamp", "rand", "random", "rnd", "utm_source", "utm_medium"}
)  # fmt: skip
_DIGITS = re.compile(r"\d{3,}|[0-9a-f]{32}")
_HOME = re.compile(r"/?(?:(?:index|default|home|main)\.\w{2,5})?", re.IGNORECASE)
_SHELL = 60  # visible characters


def steady(url: str) -> str:
    """The address as it is sent, without what changes from visit to visit.

    >>> steady("http://x/list.jsp;jsessionid=9F?id=3&_t=17")
    'http://x/list.jsp?id=3'
    """
    url = safe_url_string(url)
    if not any(mark in url for mark in (";", "?", "/(")):
        return url
    parts = urlsplit(url)
    path = _COOKIELESS.sub("/", _PATH_SESSION.sub("", parts.path))
    query = parts.query
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name.lower() not in _VISIT]
    if len(kept) != len(pairs):
        query = urlencode(kept)
    return urlunsplit(parts._replace(path=path, query=query))


def in_column(url: str, base: str) -> bool:
    """Whether a link of a column's page stays in the column. Columns that are told by number
    (``/col/col1201/``) are beside each other: their articles have the number."""
    path = urlsplit(base).path
    if path.count("/") <= 1 or lies_below(url, base):
        return True
    if not ARTICLE_URL.search(urlsplit(url).path):
        return True
    numbers = _DIGITS.findall(path)
    return bool(numbers) and numbers[-1] in _DIGITS.findall(urlsplit(url).path)


def alike(url: str, other: str) -> bool:
    """Whether two addresses differ in their numbers only, or in their queries."""
    return shape(url) == shape(other) and url != other


def is_home(url: str) -> bool:
    """Whether an address is its site's home page."""
    parts = urlsplit(url)
    return bool(_HOME.fullmatch(parts.path)) and not parts.query


def is_shell(page: HtmlResponse) -> bool:
    """Whether the page shows nothing and leads nowhere, because a script is to fill it."""
    root = page.selector.root
    hrefs = (anchor.get("href") for anchor in root.iter("a"))
    leads = any(h is not None and not h.startswith(("#", "java")) for h in hrefs)
    if leads or next(root.iter("iframe", "frame"), None) is not None:
        return False
    if next(root.iter("script"), None) is None:
        return False
    shown = page.xpath(
        "//body//text()[not(parent::script or parent::style or ancestor::noscript)]"
    ).getall()
    return len("".join("".join(shown).split())) < _SHELL


def shape(url: str) -> str:
    """An address with its numbers and its query apart."""
    parts = urlsplit(url)
    return re.sub(r"\d+", "0", f"{parts.netloc}{parts.path}")

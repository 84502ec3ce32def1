"""What any page tells of itself, and of where it is, whatever platform made it."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urljoin, urlsplit, urlunsplit

from lxml.etree import XPath, strip_elements
from lxml.html import HtmlElement
from scrapy import Selector
from scrapy.http import HtmlResponse, Response, TextResponse

from govcrawl.lexicon.site_columns import COLUMN_FOUND, COLUMN_SLUG, column_score
from govcrawl.platforms.known import same_bytes
from govcrawl.reading.formats.decode import Decoded, decode
from govcrawl.reading.formats.html.parsed_page import Page
from govcrawl.reading.formats.overlong import tame
from govcrawl.text import squash

#: Addresses of articles and documents, as the platforms make them.
ARTICLE_URL = re.compile(
    r"/t?20\d{6}[_/]|/t\d{5,}\.|/(?:art|content|info|post|detail|article)[_/-]|/20\d\d[/-]?\d{2}/"
    r"|[0-9a-f]{32}|post_\d+|\d{6,}\.s?html?|\.(?:pdf|docx?|wps|xlsx?|ofd|zip|rar)$",
    re.IGNORECASE,
)
DOCUMENT_URL = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|ofd|ods|odt|rtf|zip)(?:$|[?&])", re.IGNORECASE)
#: What a text holds that names a document.
_SUFFIX = re.compile(r"(?:\.|%2e)(?:pdf|doc|wps|xls|ofd|ods|odt|rtf|zip)", re.IGNORECASE)
_STRING: Any = XPath("string()", smart_strings=False)
_SOURCES: Any = XPath(
    "//a/@href | //iframe/@src | //embed/@src | //object/@data", smart_strings=False
)
_SCRIPTS: Any = XPath(
    "//@onclick | //script/text() | //a[starts-with(@href, 'java')]/@href", smart_strings=False
)
_QUOTED = re.compile(
    r"""['"]([^'"\s<>]{1,300}\.(?:pdf|docx?|wps|ofd)(?:\?[^'"\s<>]{0,200})?)['"]""", re.I
)
#: Links in which nothing is to be resolved: absolute, from the root (``/a/b.html``), or beside the
#: page (``./b.html``).
_SEGMENTS = r"(?:\w[\w.%-]*/)*"
_PLAIN_LINK = re.compile(
    rf"(?P<host>https?://[a-z0-9.-]+(?=/))?(?P<beside>\./|/){_SEGMENTS}(?:\w[\w.%-]*)?(?:\?[\w=&%.-]+)?",
    re.ASCII,
)
_PLAIN_BASE = re.compile(
    rf"(?P<host>https?://[a-z0-9.-]+(?::(?:[1-5]\d{{4}}|[1-9]\d{{0,3}}))?)(?P<folder>/{_SEGMENTS})(?:\w[\w.%-]*)?(?=$|\?)",
    re.ASCII,
)
_VIEWER = re.compile(r"view|pdfjs|read|\.s?html?$", re.IGNORECASE)
#: gkmlpt names the category of the annual reports after the hash, and nowhere else.
_TELLING = re.compile(r"/gkmlpt/annualreport[^#]*#\d+$", re.IGNORECASE)
_NOT_OWN = ("a", "script", "style", "head")
_OPENING = 200  # characters
#: What a report must state (article 50 of the regulations, article 32 of those of 2007).
_REPORTED = (
    re.compile(r"主动公开"),
    re.compile(r"依申请公开|收到[^。]{0,12}申请"),
    re.compile(r"行政复议|行政诉讼"),
    re.compile(r"(?:存在|主要)[^。]{0,6}问题|改进|不足"),
    re.compile(r"20\d\d\s*年"),
)
#: How documents begin.
MAGIC = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rt")
_PIECES = 3  # of a <title>: the site's name may come first
_STATED_YEAR = re.compile(r"20\d\d")
#: Bytes of a page whose links are looked at.
_MOST_BYTES = 8 << 20
#: Links of a page that are looked at.
_MOST_LINKS = 50_000
_DEEP = 2048  # elements in each other: libxml2 reads no page beyond
_STUB = 300  # visible characters outside links


def own_column(page: HtmlResponse) -> str:
    """The name of the annual-report column where the page states that it is one, else empty."""
    names = page.xpath("//meta[translate(@name,'CN','cn')='columnname']/@content").getall()
    for title in page.xpath("//title/text()").getall():
        pieces = [piece for piece in re.split(r"[\s_\-|–—>»]+", title) if piece]
        if not any(
            _STATED_YEAR.search(piece) for piece in pieces
        ):  # an article's may end in its column
            names += pieces[:_PIECES]
    for name in map(squash, names):
        if column_score(name, page.url) >= COLUMN_FOUND:
            return name
    return "年报" if COLUMN_SLUG.search(urlsplit(page.url).path) else ""


def heading(page: TextResponse) -> str:
    """The title that the page gives itself as an article."""
    stated = page.xpath("//meta[translate(@name,'ARTICLE','article')='articletitle']/@content")
    return (stated.get() or page.xpath("//title/text()").get() or "").strip()


def as_html(response: Response) -> HtmlResponse | None:
    """The response as a page to look for links in, in its true encoding; None for documents, and
    for what no page is: megabytes of links, tags that a parser needs hours for, elements nested
    by the thousand."""
    found = as_parsed(response)
    return None if found is None else found[0]


def as_parsed(
    response: Response, content_type: str | None = None
) -> tuple[HtmlResponse, Page | None] | None:
    """The same, with the tree that it is looked at on, for the reader to go on with; without one where
    it is no markup."""
    if not _may_be_page(response):
        return None
    decoded = decode(response.body, content_type=content_type)
    page = _in_encoding_of(response, decoded)
    if decoded.text.lstrip()[:1] != "<":
        return None if tame(decoded.text) is not decoded.text or _too_deep(page) else (page, None)
    parsed = Page.of(decoded)
    if parsed is None:
        return None
    page._cached_ubody = decoded.text
    page._cached_selector = Selector(root=parsed.tree, type="html")
    return None if _too_deep(page) else (page, parsed)


def _may_be_page(response: Response) -> bool:
    if response.body.lstrip()[:4] in MAGIC:
        return False  # a PDF may be plain ASCII, and is then taken for text
    if len(response.body) > _MOST_BYTES or response.body.count(b"<a") > _MOST_LINKS:
        return False
    return isinstance(response, TextResponse) or response.body[:500].lstrip()[:1] in (b"<", b"{")


def _in_encoding_of(response: Response, decoded: Decoded) -> HtmlResponse:
    page = HtmlResponse(
        response.url,
        headers=response.headers,
        body=response.body,
        encoding=decoded.encoding,
        request=response.request,  # what was posted tells which page of a service this is
    )
    same_bytes(page, response)
    return page


def _too_deep(page: HtmlResponse) -> bool:
    """Whether the parser gave up on a page that nests too deeply, and its end is lost."""
    if page.body.count(b"<") < _DEEP:
        return False
    depth, last = 0, page.selector.root
    while (inner := next(last.iterchildren("*", reversed=True), None)) is not None:
        depth, last = depth + 1, inner
    return depth >= _DEEP - 100


def says_little(page: HtmlResponse) -> bool:
    """Whether the page shows next to nothing but links."""
    own = _own_text(page)
    return len("".join("".join(own).split())) < _STUB


def holds_report(page: TextResponse) -> bool:
    """Whether the text of the page, its links apart, is about what every annual report does."""
    own = _own_text(page)
    if len(own) < _STUB or "指南" in heading(page) + own[:_OPENING]:
        return False  # the guide to disclosure is about the same things
    return sum(pattern.search(own) is not None for pattern in _REPORTED) >= len(_REPORTED) - 1


def texts(root: HtmlElement, skipped: Callable[[HtmlElement], bool]) -> Iterator[str]:
    """The texts below an element in their order, without elements that are ``skipped``. Linear
    in the page, however deep it is."""
    waiting: list[HtmlElement | str] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node.tag, str) and not skipped(node):
            inner: list[HtmlElement | str] = [node.text or ""]
            for child in node:
                inner += [child, child.tail or ""]
            waiting += reversed(inner)


def _own_text(page: TextResponse) -> str:
    """What a page shows outside its links."""
    rest = copy.deepcopy(page.selector.root)
    strip_elements(rest, *_NOT_OWN, with_tail=False)
    text: str = _STRING(rest)
    return text


def documents_of(page: HtmlResponse) -> list[str]:
    """The documents that the page links or embeds, by the suffixes of their addresses."""
    root = page.selector.root
    sources = (source for source in _SOURCES(root) if _SUFFIX.search(source))
    found = [_viewed(source) for source in sources if not source.startswith("java")]
    scripts = "\n".join(text for text in _SCRIPTS(root) if _SUFFIX.search(text))
    found += _QUOTED.findall(scripts)
    return join_all(page.url, filter(DOCUMENT_URL.search, map(_viewed, found)))


def _viewed(source: str) -> str:
    """The document that a viewer shows, where an address names one: ``viewer.html?file=a.pdf``."""
    path, _, query = source.partition("?")
    if not _VIEWER.search(path):
        return source
    values = (value for _, value in parse_qsl(query) if DOCUMENT_URL.search(value))
    return next(values, source)


def join(base: str, link: str, encoding: str = "utf-8") -> str | None:
    """A link of a page as an absolute web address, without a fragment that tells nothing; None
    where it is none. What its query holds beside ASCII is written in the page's ``encoding``, as
    browsers do.

    >>> join("http://x.gov.cn/a/", "../b.html#c")
    'http://x.gov.cn/b.html'
    >>> join("http://x.gov.cn/", "http://[") or join("http://x.gov.cn/", "http://y:8o/") is None
    True
    """
    if plain := _PLAIN_LINK.fullmatch(link):
        if plain["host"]:
            return link
        if stem := _PLAIN_BASE.match(base):
            return stem["host"] + (link if link[0] == "/" else stem["folder"] + link[2:])
    try:
        url = urljoin(base, link.strip())
        if not _TELLING.search(url):
            url = url.partition("#")[0]
        parts = urlsplit(url)
        url.encode()  # half of a surrogate pair, from a script, cannot be sent
        if not parts.query.isascii():
            url = urlunsplit(parts._replace(query=_in_encoding(parts.query, encoding)))
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        return url if usable else None
    except ValueError:
        return None


def _in_encoding(query: str, encoding: str) -> str:
    """A query with its characters beyond ASCII in a page's encoding.

    >>> _in_encoding("bm=局", "gb18030")
    'bm=%BE%D6'
    """
    return "".join(
        c if c.isascii() else quote(c.encode(encoding, "xmlcharrefreplace")) for c in query
    )


def join_all(base: str, links: Iterable[str]) -> list[str]:
    """``join`` for many links, each address once, in their order."""
    return list(dict.fromkeys(url for link in links if (url := join(base, link))))


def lies_below(url: str, base: str) -> bool:
    """Whether a URL is in the folder of another one, or below it.

    >>> lies_below("http://x/nb/2023/t1.html", "http://x/nb/index.html")
    True
    >>> lies_below("http://x/cw/t1.html", "http://x/nb/index.html")
    False
    """
    folder = urlsplit(base).path.rpartition("/")[0]
    return urlsplit(url).path.startswith(f"{folder}/")

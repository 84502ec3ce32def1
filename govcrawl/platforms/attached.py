"""The documents that a page links: which of them is a report, whose, and in which format to read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml.etree import XPath
from scrapy.http import HtmlResponse

from govcrawl.execution.first_look import Files
from govcrawl.lexicon.site_columns import BODY
from govcrawl.platforms.links import anchors, links_of
from govcrawl.platforms.pages import DOCUMENT_URL, documents_of, join
from govcrawl.platforms.scripts import Scripts
from govcrawl.reading.titles import classify_title
from govcrawl.text import squash
from govcrawl.text.characters import TABLE
from govcrawl.text.folding import char_class

#: Formats by how completely they are read.
_FORMATS = ("docx", "pdf", "doc", "wps", "rtf", "odt", "xlsx", "xls", "et", "ods", "ofd", "zip")
_SUFFIX = r"docx?|pdf|wps|xlsx?|et|ofd|ods|odt|rtf|zip"
_FORMAT = re.compile(rf"\.({_SUFFIX})(?:$|[?&])", re.IGNORECASE)
_AROUND = re.compile(
    rf"^附件\d*[:：.、]?|^\d{{1,3}}[.、．]|\.(?:{_SUFFIX})$|[(（\[【]?(?:pdf|word|ofd|docx?)(?:版|格式|文件)?[)）\]】]?$"
    r"|[(（]?(?:点击|文件)?下载[)）]?$",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(rf"\.(?:{_SUFFIX})[)）\]】]?(?:[(（\[].{{0,20}})?$", re.IGNORECASE)
#: Addresses that send a file, whatever it is called.
_ENDPOINT = re.compile(
    r"/(?:down|download|downfile|filedown|downloadfile|getfile|viewfile|fileview)(?:load)?\w{0,10}(?:\.(?:jsp|do|aspx?|action|php|ashx))?(?:$|[/?])"
    r"|/(?:attach|attachment|attachments|annex|accessory)/|[?&](?:fileid|attachid|attid|fileurl|filepath|file)=",
    re.IGNORECASE,
)
_TYPE = re.compile(
    r"application/(?:pdf|msword|rtf|zip|ofd|(?:x-)?wps|vnd\.(?:ms-(?:excel|word)|openxmlformats))",
    re.IGNORECASE,
)
#: What comes before a link to an attachment, or opens its own text.
_ATTACHED_BEFORE = re.compile(r"(?:附件|附表|附)\d{0,2}[:：、.]?[【\[(（《“]?$")
_ATTACHED_TEXT = re.compile(r"附[件表]\d{0,2}(?:$|[:：、.(（《])")
#: What a page holds that says either: the character, in any of its forms, or in numbers.
_ATTACHED_SIGN = re.compile(
    rf"{char_class(''.join(c for c, plain in TABLE.items() if '附' in str(plain)) + '附')}|&#"
)
_EMBEDDED: Any = XPath("//embed[@src] | //object[@data] | //iframe[@src]")
#: The values of a call; it sends a file where one of them is a file's name.
_SENDING = re.compile(r"\(([^()]{1,1000})\)")
_VALUE = re.compile(r"'([^'<>]{1,400})'|\"([^\"<>]{1,400})\"")
_PATH = re.compile(r"(?:https?:/)?/[\w%/.~-]+(?:\?[^\s]*)?", re.ASCII)
_CALLS: Any = XPath("//@onclick | //a[starts-with(@href, 'javascript:')]/@href")
_INLINE = frozenset({"span", "strong", "b", "font", "em", "u", "i"})
_TABLE = re.compile(r"信息公开[^。]{0,12}(?:统计|情况)表|统计表$|附表\d{0,2}(?:$|[:：(（])|^附表")
_VALUES = 4  # calls of one click that are looked at
_BEFORE = 12  # characters before a link that are looked at
_PAGE = re.compile(r"\.s?html?(?:$|\?)|/$", re.IGNORECASE)
_SEVERAL = re.compile(
    r"汇编|合集|汇总|各(?:部门|单位|乡镇|镇街|街镇|街道|区县|县区|委办局|级)|(?:部门|乡镇|镇街|街道|单位)[、和及与,]"
)
_CALLING: Any = XPath("boolean(//*[@onclick or starts-with(@href, 'javascript:')])")
_LIMIT = 600  # documents of one page that are looked at


def attached(
    page: HtmlResponse, title: str = "", titles: dict[str, list[str]] | None = None
) -> tuple[Files, ...]:
    """The documents that may be reports; ``title`` is the page's own, as a listing gives it;
    ``titles`` are its documents (``linked``), where somebody knows them already.

    Where names are those of reports, each name is a report; where they are those of bodies, each
    body has one; where the page is one of many bodies by its title, each file is one. Else the
    documents are tried one after the other until one is a report.
    """
    titles = linked(page) if titles is None else titles
    named: dict[str, list[str]] = {}
    bodies: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for url, texts in titles.items():
        bare = list(dict.fromkeys(filter(None, map(_bare, texts))))
        report = next((b for b in bare if classify_title(b).kind == "report"), None)
        body = next((b for b in bare if BODY.fullmatch(b)), None)
        if report:
            named.setdefault(report, []).append(url)
        elif body:
            bodies.setdefault(body, []).append(url)
        else:
            others.setdefault(bare[0] if bare else url, []).append(url)
    several = _SEVERAL.search(squash(title)) is not None
    if len(bodies) > 1 or (several and len(bodies) + len(named) + len(others) > 1):
        found = [Files(_ordered(u), n, n) for n, u in bodies.items()]
        found += [Files(_ordered(u), n, n) for n, u in named.items()]
        if several and not bodies and not named:
            found += [Files(_ordered(u), n, n) for n, u in others.items()]
        return tuple(found)
    if named:
        return tuple(Files(_ordered(urls)) for urls in named.values())
    return (Files(_ordered(list(titles))),) if titles else ()


def linked(page: HtmlResponse) -> dict[str, list[str]]:
    """The documents of a page, each with its titles and its file's name."""
    links = {link.url: link.title for link in links_of(page)}
    found: dict[str, list[str]] = {}
    for url in documents_of(page):
        name = unquote(urlsplit(url).path.rpartition("/")[2])
        found[url] = [links.get(url, ""), name]
    for url, title in links.items():
        if url not in found and _is_file(url, title):
            found[url] = [title]
    for url, title in _called_attachments(page, links):
        found.setdefault(url, [title])
    if b"application/" in page.body:
        for href, title in _typed(page):
            found.setdefault(href, [title])
    for url in _shown(page):
        found.setdefault(url, [""])
    if _CALLING(page.selector.root):
        for url, title in _sent(page):
            found.pop(join(page.url, title) or "", None)  # the file's name is no address
            found.setdefault(url, [title])
        for title, asked in Scripts.of(page).clicks(opening=True):
            url = asked.fetch.url
            if asked.opens and url not in found and _is_file(url, title):
                found[url] = [title]
    return dict(list(found.items())[:_LIMIT])


def _called_attachments(page: HtmlResponse, links: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Links that the page calls attachments, in their text or right before it, whatever their
    address looks like. Another page is one only where it is called a table of figures."""
    if not _ATTACHED_SIGN.search(page.text):
        return
    for anchor, url in anchors(page):
        title = squash(links.get(url, ""))
        if not title or ("#" in url and urlsplit(url).fragment):
            continue
        own = _ATTACHED_TEXT.match(title) is not None
        if not own and not _ATTACHED_BEFORE.search(_text_before(anchor)):
            continue
        if _PAGE.search(url) and not _TABLE.search(title):
            continue
        yield url, links[url]


def _text_before(anchor: Any) -> str:
    """What is printed right before a link, in its own paragraph."""
    text, element = "", anchor
    while element is not None and len(text) < _BEFORE:
        before = element.getprevious()
        parent = element.getparent()
        if before is not None:
            text = squash(before.tail or "") + text
            if text or before.tag not in _INLINE:
                return text
            return squash("".join(before.itertext()))[-_BEFORE:]
        if parent is None:
            break
        text = squash(parent.text or "") + text
        if parent.tag not in _INLINE:
            break
        element = parent
    return text[-_BEFORE:]


def _shown(page: HtmlResponse) -> Iterator[str]:
    """Documents that the page shows in itself, by their type or the service that sends them."""
    for element in islice(_EMBEDDED(page.selector.root), _LIMIT):
        source = (element.get("src") or element.get("data") or "").strip()
        typed = _TYPE.match(element.get("type", "").strip()) is not None
        url = join(page.url, source)
        if url and (typed or (_ENDPOINT.search(url) and not _PAGE.search(url))):
            yield url


def _sent(page: HtmlResponse) -> Iterator[tuple[str, str]]:
    """Files that a call names as its values: their address, and what they are called."""
    for call in islice(_CALLS(page.selector.root), _LIMIT):
        for match in islice(_SENDING.finditer(call), _VALUES):
            values = [one or two for one, two in _VALUE.findall(match[1])]
            name = next((v for v in values if _FILE_NAME.search(v) and "/" not in v), "")
            where = next((v for v in values if _PATH.fullmatch(v)), "")
            url = join(page.url, where) if where and name else None
            if url:
                yield url, name


def _typed(page: HtmlResponse) -> Iterator[tuple[str, str]]:
    """Links that say themselves of what type their target is."""
    for link in page.selector.root.iterfind(".//a[@type]"):
        href = (link.get("href") or "").strip()
        if href and _TYPE.match(link.get("type", "").strip()):
            yield page.urljoin(href), "".join(link.itertext()).strip()


def _is_file(url: str, title: str) -> bool:
    """Whether a link is that of a document by its text or the address of a service that sends
    files."""
    if DOCUMENT_URL.search(url) or ("." in title and _FILE_NAME.search(title)):
        return True
    if _PAGE.search(url) or not _ENDPOINT.search(url):
        return False
    bare = _bare(title)
    if classify_title(bare).kind == "report" or BODY.fullmatch(bare):
        return True
    return bool(re.search(r"附件|年报|年度报告|统计表|下载$|全文", squash(title)))


def _ordered(urls: list[str]) -> tuple[str, ...]:
    return tuple(sorted(urls, key=_rank))


def _bare(title: str) -> str:
    """A document's title without its number, format and 下载, folded."""
    bare = squash(title)
    for _ in range(4):
        bare = _AROUND.sub("", bare)
    return bare


def _rank(url: str) -> int:
    match = _FORMAT.search(url)
    return _FORMATS.index(match[1].lower()) if match and match[1].lower() in _FORMATS else 9

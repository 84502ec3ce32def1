"""The next pages of a listing, computed from what its page states.

Ways read: 下一页 as a link; ``createPageHTML`` in all its arities; a stated total (``countPage``,
``共N页``, ``1/5``) beside a page whose own name shows the naming; numbered links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain, islice
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement
from scrapy.http import TextResponse

from govcrawl.lexicon.site_columns import NEXT_PAGE, TOTAL_PAGES
from govcrawl.platforms.html_forms import PAGE_PARAMETERS, submitted
from govcrawl.platforms.known import may_hold
from govcrawl.platforms.links import Fetch, Paging, anchors, full_title, text_of, texts_of
from govcrawl.platforms.pages import join
from govcrawl.platforms.scripts import Scripts
from govcrawl.text import sought, squash
from govcrawl.text.characters import TABLE
from govcrawl.text.folding import char_class

_CREATE_PAGE = re.compile(r"createPage(?:HTML|Html)\w*\(([^()]{3,200})\)")
_ARGUMENT = re.compile(r"""\s*(?:(['"])(.*?)\1|([^,'"]*))\s*(?:,|$)""")
_PLUGGED = re.compile(r"[pP]ag(?:er|ination)\w{0,10}\(\s*\{([^{}]{10,600})\}")
_PLUG_URL = re.compile(r"""\burl["']?\s*:\s*["']([^"'\s]{1,300}=)["']""")
_PLUG_PAGES = re.compile(r"""\b(?:totalPages?|pageCount|pages)["']?\s*:\s*["']?(\d{1,4})""")
_PLUG_PAGE = re.compile(r"""\b(?:pageNum|pageNo|page|current(?:Page)?)["']?\s*:\s*["']?(\d{1,4})""")
sought.expect(_CREATE_PAGE, _PLUGGED)
_EXTENSION = re.compile(r"s?html?|jspx?|aspx?|php|do")
_NUMBERED = re.compile(
    r"(?<![\w-])(?P<name>[\w-]*?)(?P<mark>[_-])(?P<number>\d{1,4})\.(?P<ext>\w{2,5})$"
)
_PLAIN = re.compile(r"(?<![\w-])(?P<name>[\w-]+)\.(?P<ext>s?html?|jsp)$")
_SCRIPT_CALL = re.compile(r"^javascript:\s*(?!void\b)[\w$][\w.$]*\(\s*[^\s);]")
_RECORDS = re.compile(
    r"(?:totalRecords?|totalCount|recordCount|totalNum|dataCount|\bcount)[\"'\\]*\s*[:=]\s*[\"'\\]*(\d{1,7})"
    r"|共(?:有)?\s*(\d{1,7})\s*(?:条|篇)"
)
_HERE = re.compile(r"第(\d{1,4})页?[/,，]?共(\d{1,4})页|(?:第|当前)(\d{1,4})/(\d{1,4})页")
_HERE_REACH = 60  # characters that hold the whole of it
_PAGE_SIGN = re.compile(
    char_class("".join(c for c, plain in TABLE.items() if plain == "页") + "页")
)
_LONGEST_NAME = 60  # characters of a link to the next page, or to one by its number
_ORDINAL = re.compile(r"第?(\d{1,3})页?")
_PAGER = 3  # digits of a page's number in a row of numbered links
_BRACKETED = re.compile(rf"[\[(【<]?第?([0-9]{{1,{_PAGER}}})页?[\])】>]?")
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[_-]?\d+")
_PAGE_WORD = re.compile(r"页|当前|共|(?<=[a-z])[pP]ages?|[pP]age[cC]ount")
_ROWS_AND_PAGES = re.compile(
    r"共\d{1,7}(?:条|篇)(?:记录|信息|数据)?[,:;]?(?:第|页次)?\d{1,4}/(\d{1,4})"
)
_NEAR = 100  # characters to either side of such a word
#: Occurrences of 页 and its like looked at on one page.
_WORDS = 300
_TAG = re.compile(r"<[^<>]{0,300}>")
_HEAD = 400_000  # characters looked at for a stated total


def following(response: TextResponse, *, named: bool = False) -> Paging:
    """The pages after this one, as far as any of the ways tells. ``named``: only those whose
    addresses are found are of interest, not whether there are more."""
    made = _created(response) or _plugged(response)
    if made is not None:
        return made
    called, numbered = False, _options(response)
    texts = texts_of(response)
    for anchor, url in anchors(response, scripts=True):
        text = texts[anchor]
        if len(text) > _LONGEST_NAME:
            continue
        name = squash(text) or _unwritten(anchor)
        if NEXT_PAGE.fullmatch(name):
            if url.startswith("javascript:"):
                sent = submitted(response, url) if not _is_last(response) else None
                if sent is not None and sent.key != _sent(response):
                    return Paging([sent], True)
                turned = _turned(response, url) if sent is None else None
                if turned is not None:
                    return Paging([turned], True)
                called = called or (sent is None and bool(_SCRIPT_CALL.match(url)))
            elif url != response.url:
                return Paging([Fetch(url)], True)
        elif number := _BRACKETED.fullmatch(name):
            numbered.append((int(number[1]), url))
    after = _after(response.url, numbered)
    if after is not None:
        return Paging(fetches(after), True)
    if (named and not _may_be_counted(response)) or _is_last(response):
        return Paging([], True)
    counted = _counted(response)
    return counted if counted is not None else Paging([], not called)


def _turned(response: TextResponse, call: str) -> Fetch | None:
    """The next page that a function of the page asks for; None where it is not plain which, or on
    the last page."""
    if _is_last(response) or not _SCRIPT_CALL.match(call):
        return None
    for asked in Scripts.of(response).when_called(call.partition(":")[2]):
        if asked.fetch.key != _sent(response):
            return asked.fetch._replace(counts=asked.counts)
    return None


def _sent(response: TextResponse) -> str:
    """What the page itself was asked with."""
    request = response.request
    body = request.body.decode("utf-8", "replace") if request is not None else ""
    return Fetch(response.url, body).key


def _is_last(response: TextResponse) -> bool:
    """Whether the page states that it is the only one, or the last."""
    shown = "".join(_TAG.sub("", response.text[:_HEAD]).split())
    for word in _PAGE_SIGN.finditer(shown):  # which both ways end in
        here = _HERE.search(squash(shown[max(0, word.end() - _HERE_REACH) : word.end()]))
        if here is not None:
            return (here[1] or here[3]) == (here[2] or here[4])
    return False


def _unwritten(anchor: HtmlElement) -> str:
    """What an anchor without text is called: its title, its picture's, its class."""
    name = squash(full_title(anchor))
    marks = f"{anchor.get('rel') or ''} {anchor.get('class') or ''}".lower().split()
    return name or ("next" if {"next", "nextpage", "page-next", "p_next"} & set(marks) else "")


def tells_pages(response: TextResponse) -> bool:
    """Whether a page says in any of these ways how many pages there are, if only the one."""
    if _CREATE_PAGE.search(response.text) or stated_pages(response.text):
        return True
    return any(
        NEXT_PAGE.fullmatch(squash(text_of(anchor)) or _unwritten(anchor))
        for anchor in response.selector.root.iter("a")
    )


def page_urls(url: str, number: int) -> str:
    """The same address asking for another page, where its query counts pages.

    >>> page_urls("http://x/list?cid=3&page=1", 2)
    'http://x/list?cid=3&page=2'
    """
    parts = urlsplit(url)
    query = [
        (name, str(number) if name.lower() in PAGE_PARAMETERS else value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return urlunsplit(parts._replace(query=urlencode(query)))


def page_number(url: str) -> int | None:
    """The page that an address asks for in its query, None where it does not say."""
    for name, value in parse_qsl(urlsplit(url).query):
        if name.lower() in PAGE_PARAMETERS and value.isascii() and value.isdigit():
            return natural(value)
    return None


def natural(text: str | None, default: int = 0) -> int:
    """A number written in digits, of at most nine; the default for anything else.

    >>> natural("12"), natural("²"), natural(None, 1)
    (12, 0, 1)
    """
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


def fetches(urls: Iterable[str]) -> list[Fetch]:
    return [Fetch(url) for url in dict.fromkeys(urls)]


def stated_pages(text: str) -> int:
    """The number of pages that a page states, 0 where it states none."""
    # Only what is near the words is looked at: pages are long, totals are short.
    near = "\n".join(
        text[max(0, m.start() - _NEAR) : m.end() + _NEAR]
        for m in islice(_PAGE_WORD.finditer(text, 0, _HEAD), _WORDS)
    )
    total = 0
    for shown in (near, _TAG.sub("", near).replace("&nbsp;", "")):
        folded = squash(shown)
        for match in chain(TOTAL_PAGES.finditer(folded), _ROWS_AND_PAGES.finditer(folded)):
            total = max(total, *(int(group) for group in match.groups() if group))
    return total


def stated_records(text: str) -> int | None:
    """The number of entries that a page states, None where it states none."""
    match = _RECORDS.search(text[:_HEAD])
    return int(match.group(1) or match.group(2)) if match else None


def _created(response: TextResponse) -> Paging | None:
    """``createPageHTML(pages, current, name, extension, …)``, a number of records before the
    pages on some sites, the id of an element on others. TRS counts from 0 and so names page two
    ``index_1``; other makers count from 1. Which of them it is shows in the page's own name."""
    if not may_hold(_CREATE_PAGE, response):
        return None
    found = (_created_by(response.url, m.group(1)) for m in _CREATE_PAGE.finditer(response.text))
    return next((paging for paging in found if paging is not None), None)


def _plugged(response: TextResponse) -> Paging | None:
    """A pager that a script is given the address of: ``simplePager({totalPage: 3, pageNum: 1, url:
    "index.html?uid=7&pageNum="})``."""
    for call in _PLUGGED.findall(response.text) if may_hold(_PLUGGED, response) else ():
        address, pages = _PLUG_URL.search(call), _PLUG_PAGES.search(call)
        if address is None or pages is None:
            continue
        url = join(response.url, address[1].replace("&amp;", "&"), response.encoding)
        stated = _PLUG_PAGE.search(call)
        own = page_number(response.url)
        at = own if own is not None else int(stated[1]) if stated else 1
        if url:
            numbers = range(at + 1, min(int(pages[1]), 9999) + 1)
            return Paging(fetches(f"{url}{number}" for number in numbers), True)
    return None


def _created_by(url: str, call: str) -> Paging | None:
    arguments = [(m[2] if m[1] else m[3]).strip() for m in _ARGUMENT.finditer(call)]
    named = next(
        (i for i in range(1, len(arguments)) if _EXTENSION.fullmatch(arguments[i].lstrip("."))), 0
    )
    numbers = [natural(a) for a in arguments[: named - 1] if a.isascii() and a.isdigit()]
    if len(numbers) < 2:
        return None
    pages, current = numbers[-2:]
    name, extension = arguments[named - 1], arguments[named].lstrip(".")
    own = _NUMBERED.search(urlsplit(url).path)
    at = int(own["number"]) if own and own["name"] == name else None
    from_one = current == 1 if at is None else current == at and not arguments[0].isdigit()
    last = min(pages, 9999) + (1 if from_one else 0)
    return Paging(
        fetches(
            urljoin(url, f"{name}_{number}.{extension}") for number in range(current + 1, last)
        ),
        True,
    )


def _may_be_counted(response: TextResponse) -> bool:
    """Whether the page's own name shows how the pages after it are called."""
    parts = urlsplit(response.url)
    if parts.query:
        return page_number(response.url) is not None
    name = parts.path.rpartition("/")[2] or "index.html"
    if _NUMBERED.search(name):
        return True
    plain = _PLAIN.search(name)
    return plain is not None and (
        plain["name"] in ("index", "list") or f"{plain['name']}_" in response.text
    )


def _counted(response: TextResponse) -> Paging | None:
    """Pages computed from a stated total, where the page's own name shows the naming."""
    url, text = response.url, response.text
    total = stated_pages(text)
    if total <= 1:
        return None
    parts = urlsplit(url)
    number = page_number(url)
    if number is not None:
        more = number < total
        return Paging(fetches([page_urls(url, number + 1)]) if more else [], True)
    if parts.query:
        return Paging([], False)
    name = parts.path.rpartition("/")[2] or "index.html"
    own = _NUMBERED.search(name)
    if own:
        stem, mark, at, ext = own["name"], own["mark"], int(own["number"]), own["ext"]
    elif plain := _PLAIN.search(name):
        stem, mark, at, ext = plain["name"], "_", 0, plain["ext"]
        if stem not in ("index", "list") and f"{stem}_" not in text:
            return Paging([], False)
    else:
        return Paging([], False)
    seen = {int(n) for n in re.findall(rf"{re.escape(stem + mark)}(\d{{1,4}})\.{ext}", text)}
    if not own and not seen and "countPage" not in text:  # TRS says countPage and counts from 0
        # Page two is _1 or _2, and nothing tells which: what is not there is not missing.
        names = [urljoin(url, f"{stem}{mark}{number}.{ext}") for number in range(1, total + 1)]
        guessed = [Fetch(name, probe=name in (names[0], names[-1])) for name in names]
        return Paging(guessed, True, counted=total)
    from_one = bool(seen) and 1 not in seen and (total in seen or at == 0)
    last = total if from_one else total - 1
    after = max(at, 1) + 1 if from_one else at + 1
    if after > last:
        return Paging([], True)
    return Paging(fetches([urljoin(url, f"{stem}{mark}{after}.{ext}")]), True)


def _after(url: str, numbered: list[tuple[int, str]]) -> list[str] | None:
    """The page after this one in a row of numbered links that are where the page is and
    differ in one number only; empty after the last, None where there is no such row."""
    rows: dict[str, list[tuple[int, str]]] = {}
    for number, link in numbered:
        if _folder(link) == _folder(url):
            rows.setdefault(_shape(link), []).append((number, link))
    row = max(rows.values(), key=len, default=[])
    if not row:
        return None
    here = next((number for number, link in row if link == url), None)
    if here is None and _shape(row[0][1]) == _shape(url):
        own, told = _DIGITS.findall(url), _DIGITS.findall(row[-1][1])
        if len(own) == len(told):
            # Names may count from 0 where the links count from 1.
            here = natural(own[-1]) - natural(told[-1]) + row[-1][0]
    if here is None:
        # The page itself is not linked, or under another name: it is the gap in the row.
        numbers = {number for number, _ in row}
        here = next((n for n in range(1, max(numbers)) if n not in numbers), 1)
    after = sorted((number, link) for number, link in row if number > here)
    return [after[0][1]] if after else []


def _options(response: TextResponse) -> list[tuple[int, str]]:
    """The pages of a selection: ``<option value="index_2.html">2</option>``."""
    found = []
    if next(response.selector.root.iter("select"), None) is None:
        return []
    for option in response.xpath("//select/option[contains(@value, '.') or contains(@value, '=')]"):
        number = _ORDINAL.fullmatch(squash(option.xpath("string()").get() or ""))
        url = join(response.url, option.attrib["value"])
        if number and url:
            found.append((int(number.group(1)), url))
    return found


def _folder(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[0]


def _shape(url: str) -> str:
    return _NUMBER.sub("", url)

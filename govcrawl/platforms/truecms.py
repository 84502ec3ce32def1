"""truecms: an empty page and a service that answers a callback with XML.

``messageController/getMessage.do?startrecord=1&endrecord=50&perpage=20&columnId=…&callback=cb``
gives ``cb({"result": "<datastore>…"})``; it wants the page as Referer, and where more is asked
for than it cares to send it gives nothing, or refuses.
"""

from __future__ import annotations

import html
import re
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

from lxml import etree
from scrapy.http import TextResponse

from govcrawl.platforms.answers import as_json, rows, text_at, total_of
from govcrawl.platforms.generic import Generic
from govcrawl.platforms.hanweb import inside
from govcrawl.platforms.links import Fetch, Link, Paging, addresses, fragment, links_of
from govcrawl.platforms.pages import join
from govcrawl.platforms.paging import natural

_COLUMN = re.compile(r"\bcolumnId[\"']?\s*[:=]\s*[\"']?([\w-]{1,64})")
_TOTAL = re.compile(r"<(?:totalrecord|total|totalCount|count)>\s*(\d{1,7})\s*<", re.IGNORECASE)
_WINDOWS = (50, 20, 10)  # records asked for at once, the next where the service gives nothing


class TrueCms(Generic):
    name = "truecms"
    signs: ClassVar = ((re.compile(r"messageController/getMessage\.do"), 0.97),)
    url_signs: ClassVar = ((re.compile(r"getMessage\.do"), 0.99),)

    def links(self, response: TextResponse) -> list[Link]:
        result = _result(response)
        if result is None:
            return links_of(response)
        records = "".join(inside(result, "<record>", "</record>"))
        found = links_of(fragment(response, records or result)) if "<a" in result else []
        return found or rows(_elements(result), response.url)

    def next_pages(self, response: TextResponse) -> Paging:
        result = _result(response)
        if result is not None:
            shown = sum(1 for _ in inside(result, "<record>", "</record>"))
            got = len(self.links(response))
            return _after(response, result, max(got, shown))._replace(shown=shown or None)
        address, query = next(addresses(response.text, "getMessage.do"), ("", ""))
        url = join(response.url, address) if address else None
        column = _COLUMN.search(response.text)
        if url is None:
            return super().next_pages(response)
        sent = dict(parse_qsl(query.replace("&amp;", "&")))
        if column:
            sent.setdefault("columnId", column.group(1))
        if not sent.get("columnId"):
            return Paging([], False)
        return Paging([_window(url, sent, 1, _WINDOWS[0])], True)

    def instead(self, fetch: Fetch) -> Fetch | None:
        """A smaller window, where the service refused the first one."""
        base, _, query = fetch.url.partition("?")
        sent = dict(parse_qsl(query))
        first, last = natural(sent.get("startrecord")), natural(sent.get("endrecord"))
        smaller = [window for window in _WINDOWS if window < last - first + 1]
        return _window(base, sent, 1, smaller[0]) if first == 1 and smaller else None


def _result(response: TextResponse) -> str | None:
    data = as_json(response)
    if data is None:
        return None
    result = text_at(data, "result", "data", "html")
    return html.unescape(result) if "&lt;" in result else result


def _elements(markup: str) -> list[dict[str, Any]]:
    """The records of an XML list as objects: an element whose children have text."""
    try:
        root = etree.fromstring(
            markup.encode(), etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
        )
    except (etree.XMLSyntaxError, ValueError):
        return []
    if root is None:
        return []
    return [
        {str(child.tag): child.text for child in element if isinstance(child.tag, str)}
        for element in root.iter()
        if len(element)
    ]


def _after(response: TextResponse, result: str, got: int) -> Paging:
    stated = _TOTAL.search(result)
    total = int(stated.group(1)) if stated else total_of(as_json(response))
    base, _, query = response.url.partition("?")
    sent = dict(parse_qsl(query))
    first, last = natural(sent.get("startrecord"), 1), natural(sent.get("endrecord"))
    asked = last - first + 1
    if got:
        if total is None and got < asked:
            return Paging([], True, total)
        if total is not None and first + got > total:
            return Paging([], True, total)
        return Paging([_window(base, sent, first + got, asked)], True, total)
    smaller = [window for window in _WINDOWS if window < asked]
    if total == 0 or (total is None and first > 1):
        return Paging([], True, total)
    if not smaller:
        return Paging([], False, total)
    return Paging([_window(base, sent, first, smaller[0])], True, total)


def _window(url: str, sent: dict[str, str], first: int, size: int) -> Fetch:
    asked = {
        "startrecord": str(first), "endrecord": str(first + size - 1),
        "perpage": str(size), "callback": "cb",
    }  # fmt: skip
    return Fetch(f"{url}?{urlencode(sent | asked)}")

"""Hanweb (大汉), classic lists: ``/col/colN/index.html`` with its records inside a script.

``<datastore><totalrecord>N</totalrecord><nextgroup>…</nextgroup><recordset><record><![CDATA[<li>
<a href=…>`` : the page embeds the first records. The rest comes from the paging service
(``dataproxy.jsp``): ``nextgroup`` gives its address, opaque ids and all, to be followed as it
stands; without it the address is made of the ids that the page's script states. Some services
go by ``startrecord``/``endrecord``, others ignore them and go by ``page`` and ``perpage``: the
request says the same thing both ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy.http import TextResponse

from govcrawl.platforms.generic import Generic
from govcrawl.platforms.hanweb_xxgk import annual_entries
from govcrawl.platforms.links import Entry, Fetch, Link, Paging, fragment, links_of
from govcrawl.platforms.pages import join, join_all
from govcrawl.platforms.paging import fetches, natural

_TOTAL = re.compile(
    r"<totalrecord>\s*(\d{1,6})\s*</totalrecord>|totalRecord[\"']?\s*[:=]\s*[\"']?(\d{1,6})"
)
_SERVICE = re.compile(r"[\"']([^\"'\s<>]{0,200}dataproxy\.jsp)(?:\?([^\"'\s<>]{0,500}))?[\"']")
_PARAMETER = re.compile(
    r"\b(columnid|unitid|webid|appid|path|webname|col|permissiontype|sourceContentType)"
    r"[\"']?\s*[:=]\s*[\"']?([^\"',;&}\s<>]{1,80})",
    re.IGNORECASE,
)
_COLUMN = re.compile(r"/col/col(\d+)/")
_GROUP = 45  # records asked for at once: three pages of 15, as the sites' own script does


class Hanweb(Generic):
    name = "hanweb"
    signs: ClassVar = (
        (re.compile(r"<datastore>"), 0.9),
        (re.compile(r"dataproxy\.jsp"), 0.8),
        (re.compile(r"\.jpage\("), 0.8),
        (re.compile(r"/art/20\d\d/(?:\d{1,2}/\d{1,2}/)?art_\w+"), 0.6),
        (re.compile(r"/col/col\d+/index\.html"), 0.6),
    )
    url_signs: ClassVar = ((re.compile(r"/col/col\d+/|/art/20\d\d/.*art_"), 0.6),)

    def links(self, response: TextResponse) -> list[Link]:
        records = "".join(inside(response.text, "<record>", "</record>"))
        embedded = links_of(fragment(response, records)) if records else []
        known = {link.url for link in embedded}
        return [link for link in links_of(response) if link.url not in known] + embedded

    def next_pages(self, response: TextResponse) -> Paging:
        text = response.text
        if "<datastore>" not in text and "dataproxy.jsp" not in text + response.url:
            return super().next_pages(response)
        total = _total(text)
        for group in inside(text, "<nextgroup>", "</nextgroup>"):
            urls = join_all(response.url, fragment(response, group).xpath("//a/@href").getall())
            return Paging(fetches(url for url in urls if url != response.url), True, total)
        shown = sum(1 for _ in inside(text, "<record>", "</record>"))
        if "dataproxy.jsp" in response.url:
            return _after_group(response.url, shown, total)
        if total is not None and total <= shown:
            return Paging([], True, total)
        service = _service(response)
        if service is None:
            return Paging([], False, total)
        return Paging([Fetch(_group(service, shown // _GROUP + 1))], True, total)

    def entries(self, response: TextResponse) -> list[Entry]:
        return annual_entries(response)


def _total(text: str) -> int | None:
    match = _TOTAL.search(text)
    return int(match.group(1) or match.group(2)) if match else None


def _service(response: TextResponse) -> str | None:
    """The paging service with the ids that the page states for it, without the page's number."""
    address = _SERVICE.search(response.text) if "dataproxy.jsp" in response.text else None
    url = join(response.url, address.group(1)) if address else None
    if address is None or url is None:
        return None
    stated = dict(parse_qsl(address.group(2) or ""))
    for match in _PARAMETER.finditer(response.text):
        stated.setdefault(match.group(1), match.group(2))
    column = _COLUMN.search(response.url)
    if "columnid" not in stated and column:
        stated["columnid"] = column.group(1)
    if "columnid" not in stated or "unitid" not in stated:
        return None
    return f"{url}?{urlencode({'col': '1', 'appid': '1', 'webid': '1', 'path': '/'} | stated)}"


def _group(service: str, number: int) -> str:
    first = (number - 1) * _GROUP + 1
    asked = {"page": number, "startrecord": first, "endrecord": first + _GROUP - 1,
             "perpage": _GROUP}  # fmt: skip
    base, _, query = service.partition("?")
    return f"{base}?{urlencode(dict(parse_qsl(query)) | asked)}"


def _after_group(url: str, shown: int, total: int | None) -> Paging:
    """The next group of a service that was asked by number. A service that gives fewer records
    than were asked for, and has more, cannot be read on without a gap."""
    asked = dict(parse_qsl(urlsplit(url).query))
    number = natural(asked.get("page"))
    if "startrecord" not in asked or not number or total is None:
        return Paging([], total is None or shown >= total, total)
    if number * _GROUP >= total:
        return Paging([], True, total)
    return Paging([Fetch(_group(url, number + 1))] if shown else [], shown >= _GROUP, total)


def inside(text: str, opening: str, closing: str) -> Iterator[str]:
    """The contents of elements whose markup is not part of the page's tree, without their
    CDATA marks."""
    position = 0
    while (start := text.find(opening, position)) >= 0:
        end = text.find(closing, start)
        if end < 0:
            return
        inner = text[start + len(opening) : end].strip()
        yield inner.removeprefix("<![CDATA[").removesuffix("]]>")
        position = end

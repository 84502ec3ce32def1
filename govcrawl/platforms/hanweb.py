"""Hanweb (大汉), classic lists: ``/col/colN/index.html`` with its records inside a script.

``<datastore><totalrecord>N</totalrecord><nextgroup>…</nextgroup><recordset><record><![CDATA[<li>
<a href=…>`` : the page embeds the first records. The rest comes from the paging service
(``dataproxy.jsp``): ``nextgroup`` gives its address, opaque ids and all, to be followed as it
is; without it the address is made of the ids that the page's script states. Some services
go by ``startrecord``/``endrecord``, others ignore them and go by ``page`` and ``perpage``: the
request says the same thing both ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode

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
_UNIT = re.compile(r"\.jpage\s*\(")
_COUNTED = frozenset({"page", "startrecord", "endrecord", "perpage"})
_FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
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
        shown = sum(1 for _ in inside(response.text, "<record>", "</record>"))
        return self._following(response, shown)._replace(shown=shown or None)

    def _following(self, response: TextResponse, shown: int) -> Paging:
        text = response.text
        if "<datastore>" not in text and "dataproxy.jsp" not in text + response.url:
            return super().next_pages(response)
        groups = "".join(inside(text, "<nextgroup>", "</nextgroup>"))
        more = join_all(response.url, fragment(response, groups).xpath("//a/@href").getall())
        if "dataproxy.jsp" in response.url:
            others = [url for url in more if url != response.url]
            return _after(response, others, shown, _total(text))
        units = _units(text)
        if len(units) > 1 and not more:
            return _of_units(response, units)
        total = _total(text) if len(units) < 2 else None
        if total is not None and total <= shown:
            return Paging([], True, total)
        if more:
            return Paging(fetches(more), True, total)
        service = _service(response, text)
        if service is None:
            return Paging([], "dataproxy.jsp" not in text and total is None, total)
        return Paging([_group(*service, 1, _GROUP)], True, total)

    def instead(self, fetch: Fetch) -> Fetch | None:
        """The same group posted, where the service answers no GET."""
        url, _, query = fetch.url.partition("?")
        asked = dict(parse_qsl(query))
        if fetch.body or asked.get("page") != "1" or "startrecord" not in asked:
            return None
        ids = {name: value for name, value in asked.items() if name not in _COUNTED}
        return _group(url, ids, 1, natural(asked.get("perpage"), _GROUP), post=True)

    def entries(self, response: TextResponse) -> list[Entry]:
        return annual_entries(response)


def _total(text: str) -> int | None:
    match = _TOTAL.search(text)
    return int(match.group(1) or match.group(2)) if match else None


def _units(text: str) -> list[str]:
    """The scripts of the lists on a page, each with the ids of its own."""
    starts = [match.start() for match in _UNIT.finditer(text)]
    blocks = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=False)]
    return [block for block in blocks if re.search(r"unitid", block, re.IGNORECASE)]


def _of_units(response: TextResponse, units: list[str]) -> Paging:
    """The lists of a page that has several: the one of the page's own column, else all."""
    found = [(s, _total(unit)) for unit in units if (s := _service(response, unit))]
    column = _COLUMN.search(response.url)
    own = [x for x in found if column and x[0][1]["columnid"] == column.group(1)] or found
    total = own[0][1] if len(own) == 1 else None
    return Paging([_group(*service, 1, _GROUP) for service, _ in own], bool(own), total)


def _service(response: TextResponse, text: str) -> tuple[str, dict[str, str]] | None:
    """The paging service and the ids that a page, or one list's script, states for it."""
    address = _SERVICE.search(text) or _SERVICE.search(response.text)
    url = join(response.url, address.group(1)) if address else None
    if address is None or url is None:
        return None
    stated = dict(parse_qsl((address.group(2) or "").replace("&amp;", "&")))
    for match in _PARAMETER.finditer(text):
        stated.setdefault(match.group(1), match.group(2))
    column = _COLUMN.search(response.url)
    if "columnid" not in stated and column:
        stated["columnid"] = column.group(1)
    if "columnid" not in stated or "unitid" not in stated:
        return None
    return url, {"col": "1", "appid": "1", "webid": "1", "path": "/"} | stated


def _group(url: str, ids: dict[str, str], number: int, size: int, *, post: bool = False) -> Fetch:
    """One group of records. ``post``: the answer to GET was empty, so the ids are posted too."""
    first = (number - 1) * size + 1
    asked = {"page": number, "startrecord": first, "endrecord": first + size - 1, "perpage": size}
    body = urlencode(ids) if post else ""
    return Fetch(f"{url}?{urlencode(ids | asked)}", body, _FORM if post else ())


def _after(response: TextResponse, groups: list[str], shown: int, total: int | None) -> Paging:
    """The next group of a service. It goes by ``nextgroup`` where there is one, else by number:
    a service that caps its groups is then asked for groups of the size that it gave, which says
    the same to one that goes by records and to one that goes by pages."""
    url, _, query = response.url.partition("?")
    asked = dict(parse_qsl(query, keep_blank_values=True))
    number, size = natural(asked.get("page")), natural(asked.get("perpage"))
    posted = response.request is not None and bool(response.request.body)
    own = "startrecord" in asked and bool(number) and bool(size)
    if not shown:
        if own and number == 1 and not posted and total != 0:
            ids = {name: value for name, value in asked.items() if name not in _COUNTED}
            return Paging([_group(url, ids, 1, size, post=True)], True, total)
        return Paging([], number > 1 or not total, 0 if number > 1 else total)
    if groups:
        return Paging(fetches(groups), True, total)
    if not number or (total is None and not own):
        return Paging([], True, total)
    if not own:
        # The page's own records may be the group before the first: one too many is asked for.
        following = re.sub(r"([?&]page=)\d+", rf"\g<1>{number + 1}", response.url, count=1)
        return Paging(fetches([following]) if number * shown < (total or 0) else [], True, total)
    known = (number - 1) * size + shown
    if known >= total if total is not None else shown < size and number > 1:
        return Paging([], True, total)
    ids = {name: value for name, value in asked.items() if name not in _COUNTED}
    capped = shown if number == 1 else size
    return Paging([_group(url, ids, number + 1, capped, post=posted)], True, total)


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

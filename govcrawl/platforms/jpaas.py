"""Hanweb jpaas: pages built of units that a service renders, ``data.html`` inside JSON.

``GET …/jpaas-publish-server/front/page/build/unit?webId=…&pageId=…&tplSetId=…&tagId=…
&parseType=bulidstatic&pageType=column&paramJson={"pageNo":2,"pageSize":"15"}``; the page's
number counts inside ``paramJson`` only. The ids are in the page, in ``querydata`` or a script.
"""

from __future__ import annotations

import html
import json
import re
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy.http import TextResponse

from govcrawl.platforms.answers import as_json, text_at, total_of
from govcrawl.platforms.generic import Generic
from govcrawl.platforms.links import Fetch, Link, Paging, addresses, fragment, links_of
from govcrawl.platforms.pages import join
from govcrawl.platforms.paging import natural, stated_pages, stated_records

_SERVICE = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_ID = re.compile(
    r"(webId|pageId|parseType|pageType|tagId|tplSetId|editType)[\"']?\s*[:=]\s*[\"']?"
    r"([\w\u4e00-\u9fff-]{1,80})"
)
_BLOCK = re.compile(r"\{[^{}]{0,1500}\btplSetId\b[^{}]{0,1500}\}")
_SIZE = re.compile(r"(?:pageSize|perPage|rows)[\"'\\]*\s*[:=]\s*[\"'\\]*(\d{1,3})")
_DEFAULTS = {"parseType": "bulidstatic", "pageType": "column"}
_NEEDED = {"webId", "pageId", "tplSetId"}
_PAGE = 15  # entries asked for where the page states no number
_UNITS = 3  # units of one page that may be its list


class Jpaas(Generic):
    name = "jpaas"
    signs: ClassVar = (
        (re.compile(r"jpaas-publish-server"), 0.95),
        (re.compile(r"/front/page/build/unit"), 0.95),
    )
    url_signs: ClassVar = ((re.compile(r"jpaas-publish-server"), 0.99),)

    def links(self, response: TextResponse) -> list[Link]:
        data = as_json(response)
        if data is None:
            return links_of(response)
        return links_of(fragment(response, _markup(data)))

    def next_pages(self, response: TextResponse) -> Paging:
        data = as_json(response)
        if data is not None:
            return _after(response, _markup(data), total_of(data), self.links(response))
        units = _units(response)
        if not units:
            return super().next_pages(response)
        text = html.unescape(response.text)
        size = _SIZE.search(text)
        if self._is_shell(response):
            per_page = int(size.group(1)) if size else _PAGE
            return Paging([_unit(unit, 1, per_page) for unit in units], True)
        plain = super().next_pages(response)
        shown = sum(1 for link in links_of(response) if link.date)
        if plain.pages or not shown:
            return plain
        # What the page shows is page one; a service that is asked for as many gives the next.
        per_page = int(size.group(1)) if size else shown
        total = stated_records(text)
        told = total is not None and total <= max(shown, per_page)
        if told or stated_pages(text) == 1 or shown < per_page:
            return Paging([], True, total)
        return Paging([_unit(unit, 2, per_page) for unit in units], True, total)


def _markup(data: object) -> str:
    return text_at(data, "html") or text_at(data, "data")


def _units(response: TextResponse) -> list[str]:
    """Addresses of the page's units with their ids, without ``paramJson``."""
    text = html.unescape(response.text)
    service, found = join(response.url, _SERVICE), []
    for address, query in addresses(text, "/front/page/build/unit"):
        service = join(response.url, address) or service
        found.append(dict(parse_qsl(query)))
    found += [_ids(block.group(0)) for block in _BLOCK.finditer(text)]
    complete = [ids for ids in found if ids.keys() >= _NEEDED] or [dict(_ID.findall(text))]
    return list(
        dict.fromkeys(
            f"{service}?{urlencode(_DEFAULTS | {n: v for n, v in ids.items() if n != 'paramJson'})}"
            for ids in complete
            if ids.keys() >= _NEEDED
        )
    )[:_UNITS]


def _ids(block: str) -> dict[str, str]:
    """The ids of a unit, whose names may hold anything where the block is JSON."""
    try:
        data = json.loads(block.replace("'", '"'))
    except (ValueError, RecursionError):
        return dict(_ID.findall(block))
    return {str(name): str(value) for name, value in data.items() if not isinstance(value, dict)}


def _unit(unit: str, page: int, per_page: int) -> Fetch:
    wanted = json.dumps({"pageNo": page, "pageSize": str(per_page)}, separators=(",", ":"))
    return Fetch(f"{unit}&{urlencode({'paramJson': wanted})}")


def _after(response: TextResponse, markup: str, total: int | None, links: list[Link]) -> Paging:
    base = response.url.partition("?")[0]
    sent = dict(parse_qsl(urlsplit(response.url).query))
    try:
        asked = json.loads(sent.pop("paramJson", "{}"))
        page, size = natural(str(asked["pageNo"])), natural(str(asked["pageSize"]))
    except (ValueError, KeyError, TypeError):
        return Paging([], not links)
    rows = [link for link in links if link.date]
    total = stated_records(markup) if total is None else total
    if not rows:
        # After the last page, or no list at all.
        return Paging([], page > 1 or not total, 0 if page > 1 or total == 0 else None)
    if page == 1:
        # A service may give pages of its own size, whatever it was asked for.
        own = _SIZE.search(markup)
        size = int(own.group(1)) if own else min(size, len(rows)) or len(rows)
    pages = stated_pages(markup) or (-(-total // size) if total is not None and size else None)
    if pages is not None and page >= pages:
        return Paging([], True, total)
    return Paging([_unit(f"{base}?{urlencode(sent)}", page + 1, size)], True, total)

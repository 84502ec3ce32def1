"""The request by which a page's own script fills its list, and the same for other pages of it."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

from scrapy.http import TextResponse

from govcrawl.platforms.html_forms import PAGE_PARAMETERS
from govcrawl.platforms.links import Fetch
from govcrawl.platforms.paging import natural, page_number, page_urls
from govcrawl.platforms.scripts import Asked, Scripts, counted

_SIZES = ("pagesize", "page_size", "_pagesize", "perpage", "size", "rows", "limit", "pagenumber")


def written_request(response: TextResponse) -> Fetch | None:
    """The first request that the page's scripts make by themselves and that counts pages; None
    where there is none."""
    first = next((one for one in Scripts.of(response).at_once() if one.counts), None)
    return at_first_page(first) if first is not None else None


def at_first_page(asked: Asked) -> Fetch:
    """A request of a script for the first page of its list."""
    return asked.fetch._replace(counts=asked.counts)


def turned(response: TextResponse, number: int) -> Fetch | None:
    """The request of this answer for another page; None where it does not count them."""
    name = _counts(response)
    if not name and page_number(response.url) is not None:
        return Fetch(page_urls(response.url, number))
    sent = _sent(response)
    name = name or next((n for n in _fields(sent) if n.lower() in PAGE_PARAMETERS), "")
    return counted(sent, name, number)._replace(counts=name) if name else None


def number_of(response: TextResponse) -> int | None:
    """The page that this answer was asked for, None where it was not said."""
    name = _counts(response)
    if not name:
        number = page_number(response.url)
        if number is not None:
            return number
    for field, value in _fields(_sent(response)).items():
        if (field == name if name else field.lower() in PAGE_PARAMETERS) and value.isdigit():
            return natural(value)
    return None


def page_size(response: TextResponse) -> int:
    """The entries a page that this answer was asked for, 0 where it was not said."""
    fields = {name.lower(): value for name, value in _fields(_sent(response)).items()}
    return next((n for name in _SIZES if (n := natural(fields.get(name)))), 0)


def _counts(response: TextResponse) -> str:
    """The field that counts pages, where the page that asked has said so."""
    request = response.request
    return str(request.meta.get("counts") or "") if request is not None else ""


def _sent(response: TextResponse) -> Fetch:
    request = response.request
    if request is None:
        return Fetch(response.url)
    kind = request.headers.get("Content-Type")
    headers = (("Content-Type", kind.decode("latin-1")),) if kind else ()
    return Fetch(response.url, request.body.decode("utf-8", "replace"), headers)


def _fields(fetch: Fetch) -> dict[str, str]:
    try:
        stated = json.loads(fetch.body)
    except (ValueError, RecursionError):
        stated = dict(parse_qsl(fetch.body, keep_blank_values=True))
    stated = {k: str(v) for k, v in stated.items()} if isinstance(stated, dict) else {}
    return dict(parse_qsl(urlsplit(fetch.url).query, keep_blank_values=True)) | stated

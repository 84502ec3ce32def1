"""博达 VSB (Webber): ``list.htm``, then ``list/N.htm`` with N going down; or ``list.jsp``.

The static list counts backwards: of five pages the second is ``list/4.htm``, the last
``list/1.htm``. The dynamic one (``list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1154``) takes
``a1154t`` (pages), ``a1154p`` (page) and ``a1154c`` (rows a page). Articles: ``/info/1154/16376.htm``.
"""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from scrapy.http import TextResponse

from govcrawl.platforms.generic import Generic
from govcrawl.platforms.links import Paging
from govcrawl.platforms.paging import fetches, natural, stated_pages

_STATIC = re.compile(r"(?<![\w-])(?P<stem>[\w-]+?)(?:/(?P<number>\d{1,4}))?\.(?P<ext>html?)$")
_PAGES = re.compile(r"\ba(\d{1,12})t=(\d{1,4})")
_TREE = re.compile(r"wbtreeid=(\d+)")


class Vsb(Generic):
    name = "vsb"
    signs: ClassVar = (
        (re.compile(r"id=[\"']?vsb_content"), 0.9),
        (re.compile(r"v_news_content"), 0.8),
        (re.compile(r"urltype=tree\.TreeTempUrl"), 0.7),
        (re.compile(r"wbtreeid="), 0.5),
        (re.compile(r"/system/resource/(?:js|code)/"), 0.7),
        (re.compile(r"info/\d{3,5}/\d+\.htm"), 0.5),
    )
    url_signs: ClassVar = ((re.compile(r"urltype=tree\.TreeTempUrl|/info/\d{3,}/\d+\.htm"), 0.5),)

    def next_pages(self, response: TextResponse) -> Paging:
        paging = super().next_pages(response)
        total = stated_pages(response.text)
        if paging.pages and "_1.htm" not in paging.pages[0].url:
            return paging
        return _dynamic(response, total) or _static(response, total) or paging


def _dynamic(response: TextResponse, total: int) -> Paging | None:
    parts = urlsplit(response.url)
    sent = dict(parse_qsl(parts.query))
    stated = _PAGES.search(response.text)
    tree = stated or _TREE.search(parts.query)
    if not parts.path.endswith(".jsp") or tree is None:
        return None
    number, pages = tree.group(1), int(stated.group(2)) if stated else total
    current = natural(sent.get(f"a{number}p"), 1)
    if current >= pages:
        return Paging([], True)
    sent |= {f"a{number}t": str(pages), f"a{number}p": str(current + 1)}
    sent.setdefault(f"a{number}c", "15")
    return Paging(fetches([urlunsplit(parts._replace(query=urlencode(sent)))]), True)


def _static(response: TextResponse, total: int) -> Paging | None:
    name = _STATIC.search(urlsplit(response.url).path)
    if name is None or total <= 1:
        return None
    if name["number"]:
        after = int(name["number"]) - 1
        return Paging(
            fetches([urljoin(response.url, f"{after}.{name['ext']}")] if after else []), True
        )
    urls = (
        urljoin(response.url, f"{name['stem']}/{number}.{name['ext']}")
        for number in range(total - 1, 0, -1)
    )
    return Paging(fetches(urls), True)

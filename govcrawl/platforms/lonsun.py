"""The 信息公开 platform of Anhui (lonsun): ``/public/column/<organ>?type=3`` is the column 年报.

Its list comes from ``/site/label/8888?IsAjax=1&dataType=html&labelName=publicInfoList&siteId=…
&organId=…&type=…&catId=…&pageSize=15&pageIndex=k``, a piece of HTML that states ``pageCount``.
Articles: ``/public/<organ>/<id>.html``.
"""

from __future__ import annotations

import html
import re
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy.http import TextResponse

from govcrawl.platforms.generic import Generic
from govcrawl.platforms.links import Entry, Fetch, Paging, addresses, links_of
from govcrawl.platforms.pages import join
from govcrawl.platforms.paging import natural, stated_pages

_FIELD = re.compile(
    r"\b(siteId|organId|catId|type|pageSize|file|cId|isDate|dateFormat|length|titleLength)"
    r"[\"']?\s*[:=]\s*[\"']?([\w/.\u4e00-\u9fff-]{1,100})"
)
_ORGAN = re.compile(r"/public/column/(\d+)")
_ARTICLE = re.compile(r"/public/\d+/\d+\.html|/openness/detail/content/\w+\.html")
_ANNUAL = "3"  # type of the column 年报; 1 制度, 2 指南, 4 目录, 5 依申请公开
_FIXED = {"IsAjax": "1", "dataType": "html", "labelName": "publicInfoList", "action": "list"}


class Lonsun(Generic):
    name = "lonsun"
    signs: ClassVar = (
        (re.compile(r"/site/label/8888"), 0.9),
        (re.compile(r"labelName[\"']?\s*[=:]\s*[\"']?publicInfoList"), 0.8),
        (re.compile(r"/public/column/\d+"), 0.8),
        (re.compile(r"/site/tpl/"), 0.5),
        (_ARTICLE, 0.5),
    )
    url_signs: ClassVar = (
        (re.compile(r"/public/column/\d+|/site/label/8888"), 0.9),
        (_ARTICLE, 0.5),
    )

    def next_pages(self, response: TextResponse) -> Paging:
        asked = dict(parse_qsl(urlsplit(response.url).query))
        pages = stated_pages(response.text)
        if "/site/label/8888" in response.url:
            current = natural(asked.get("pageIndex"), 1)
            full = len(links_of(response)) >= natural(asked.get("pageSize"), 1)
            if current >= pages and not (full and not pages):
                return Paging([], True)
            following = _page(response.url.partition("?")[0], asked, current + 1)
            return Paging([following._replace(probe=not pages)], True)
        text = html.unescape(response.text)
        address, query = next(addresses(text, "/site/label/8888"), ("", ""))
        if not address:
            return super().next_pages(response)
        url = join(response.url, address)
        stated: dict[str, str] = {}
        for name, value in _FIELD.findall(text):
            stated.setdefault(name, value)
        organ = _ORGAN.search(response.url)
        if organ:
            stated["organId"] = organ.group(1)
        if "type" in asked:
            stated["type"] = asked["type"]
        stated |= dict(parse_qsl(query))
        listed = any(_ARTICLE.search(link.url) for link in links_of(response))
        if url is None or not stated.get("organId") or (listed and pages <= 1):
            return Paging([], bool(listed))
        numbers = range(2 if listed else 1, max(pages, 1) + 1)
        return Paging([_page(url, stated, number) for number in numbers], True)

    def entries(self, response: TextResponse) -> list[Entry]:
        """The column 年报 of the organ whose pages these are; of the first that a page links,
        where it is none of them: that is the government's own."""
        organ = _ORGAN.search(response.url) or _ORGAN.search(response.text)
        if organ is None:
            return []
        url = join(response.url, f"/public/column/{organ.group(1)}?type={_ANNUAL}")
        return [Entry(Fetch(url))] if url else []


def _page(url: str, stated: dict[str, str], number: int) -> Fetch:
    asked = {"pageSize": "15", "type": "4"} | stated | _FIXED | {"pageIndex": str(number)}
    return Fetch(f"{url}?{urlencode(asked)}")

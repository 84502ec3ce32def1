"""Hanweb (大汉), classic lists: ``/col/colN/index.html`` with its records inside a script.

``<datastore><totalrecord>N</totalrecord><nextgroup>…</nextgroup><recordset><record><![CDATA[<li>
<a href=…>`` : the page embeds the first records; ``nextgroup`` gives the address of the paging
service (``dataproxy.jsp``), to be followed as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scrapy.http import TextResponse

from govcrawl.platforms.generic import Generic, Link, Paging
from govcrawl.platforms.pages import join_all

_MARKS = re.compile(r"<datastore>|dataproxy\.jsp|\.jpage\(|/art/20\d\d/\d{1,2}/\d{1,2}/art_\d+_\d+")
_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,6})\s*</totalrecord>")


class Hanweb(Generic):
    name = "hanweb"

    def recognise(self, response: TextResponse) -> bool:
        return _MARKS.search(response.text) is not None

    def links(self, response: TextResponse) -> list[Link]:
        records = "".join(_inside(response.text, "<record>", "</record>"))
        embedded = super().links(_fragment(response, records)) if records else []
        known = {link.url for link in embedded}
        return [link for link in super().links(response) if link.url not in known] + embedded

    def next_pages(self, response: TextResponse) -> Paging:
        if "<datastore>" not in response.text:
            return super().next_pages(response)
        for group in _inside(response.text, "<nextgroup>", "</nextgroup>"):
            links = _fragment(response, group).xpath("//a/@href").getall()
            urls = join_all(response.url, links)
            return Paging([url for url in urls if url != response.url], True)
        total = _TOTAL.search(response.text)
        shown = sum(1 for _ in _inside(response.text, "<record>", "</record>"))
        return Paging([], total is None or int(total.group(1)) <= shown)


def _inside(text: str, opening: str, closing: str) -> Iterator[str]:
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


def _fragment(response: TextResponse, markup: str) -> TextResponse:
    """Markup found inside a page, as a page of the same address."""
    body = f"<html><body>{markup}</body></html>".encode()
    return response.replace(body=body, encoding="utf-8")

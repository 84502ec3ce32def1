"""Shanghai: ``/nwNNNNN/index.html``, archives by year, page two ``index_2.html``.

The number of pages is in ``$(".pagination").pagination({ totalPage: N, … })``.
"""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy.http import TextResponse

from govcrawl.platforms.generic import Generic
from govcrawl.platforms.links import Paging
from govcrawl.platforms.paging import fetches

_TOTAL = re.compile(r"\.pagination\(\s*\{[^{}]{0,300}?\btotalPages?\s*:\s*['\"]?(\d{1,4})")
_PAGE = re.compile(r"(?:^|/)(index)(?:_(\d{1,4}))?\.(s?html?)$")


class Shanghai(Generic):
    name = "shanghai"
    signs: ClassVar = (
        (re.compile(r"ivs_content"), 0.8),
        (re.compile(r"/nw\d{3,6}/(?:index(?:_\d+)?\.html|20\d{6}/[0-9a-f]{32}\.html)"), 0.7),
        (_TOTAL, 0.6),
        (re.compile(r"/20\d{6}/[0-9a-f]{32}\.html"), 0.4),
    )
    url_signs: ClassVar = ((re.compile(r"/nw\d{3,6}/"), 0.6),)

    def next_pages(self, response: TextResponse) -> Paging:
        total = _TOTAL.search(response.text)
        path = urlsplit(response.url).path
        page = _PAGE.search(path + "index.html" if path.endswith("/") else path)
        if total is None or page is None:
            return super().next_pages(response)
        name, number, extension = page.group(1), int(page.group(2) or 1), page.group(3)
        numbers = range(number + 1, int(total.group(1)) + 1)
        urls = (urljoin(response.url, f"{name}_{n}.{extension}") for n in numbers)
        return Paging(fetches(urls), True)

"""开普 (ucap): ``list.shtml``/``common_list.shtml``, page two ``list_2.shtml``; or a service.

``createPageHTML('page_div', pages, current, 'list', 'shtml', records)`` counts from 1; gov.cn's
``home_0.htm`` from 0. Where the list is filled by a script: ``GET /searchList/<channel id>?
_isJson=true&_pageSize=18&page=1`` gives ``data.results`` with ``title``, ``url`` and
``publishedTimeStr``.
"""

from __future__ import annotations

import re
from typing import ClassVar

from scrapy.http import TextResponse

from govcrawl.platforms.answers import as_json
from govcrawl.platforms.generic import Generic
from govcrawl.platforms.links import Fetch, Paging
from govcrawl.platforms.pages import join

_CHANNEL = re.compile(
    r"\b(?:channelid|channelId|channel_id)[\"']?\s*[:=]\s*[\"']?([0-9a-f]{32}|\d+)"
)


class Ucap(Generic):
    name = "ucap"
    signs: ClassVar = (
        (re.compile(r"UCAP-CONTENT"), 0.9),
        (re.compile(r"UCAPTITLE"), 0.8),
        (re.compile(r"CMSPRO"), 0.6),
        (re.compile(r"/searchList/"), 0.7),
        (re.compile(r"createPageHTML\(\s*['\"]page_div"), 0.7),
        (re.compile(r"common_list\.shtml"), 0.6),
        (re.compile(r"/c\d{4,}/20\d{4}/[0-9a-f]{32}\.shtml|/content_\d{6,}\.htm"), 0.6),
        (re.compile(r"/20\d{6}/[0-9a-f]{32}/c\.html"), 0.6),
    )
    url_signs: ClassVar = (
        (re.compile(r"common_list(?:_\d+)?\.shtml|/searchList/"), 0.7),
        (re.compile(r"/c\d{4,}/(?:20\d{4}/)?\w+\.shtml"), 0.5),
    )

    def next_pages(self, response: TextResponse) -> Paging:
        paging = super().next_pages(response)
        if as_json(response) is not None or paging.pages or not self._is_shell(response):
            return paging
        channel = _CHANNEL.search(response.text)
        if channel is None or "searchList" not in response.text:
            return paging
        asked = "_isAgg=true&_isJson=true&_pageSize=18&_template=index&page=1"
        url = join(response.url, f"/searchList/{channel.group(1)}?{asked}")
        return Paging([Fetch(url)] if url else [], url is not None)

"""TRS WCM: static pages, ``index.html`` then ``index_1.html`` …, articles ``t20240120_1234.html``.

The number of pages is in a script: ``createPageHTML(pages, current, "index", "html")``, with
the number of records before it on some sites, or ``var countPage = N``. Some sites keep the first
page only and answer the others with a stub: that is reported, not passed over.

Fujian's sites print the first pages at most and have a script fill the list
(``listModel({maxStaticIndex, listArgs: {channelid, classsql: "chnlid=1813"}, …})``): it posts
``channelid``, ``classsql``, ``page`` and ``prepage`` to ``/fjdzapp/search``; older sites ask
``/was5/web/search?…&templet=docs.jsp``. Both answer JSON with ``doctitle`` or ``title`` and
``chnldocurl`` or ``url``.
"""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy.http import TextResponse

from govcrawl.platforms.answers import as_json, rows, total_of
from govcrawl.platforms.generic import Generic
from govcrawl.platforms.links import Fetch, Paging, addresses, links_of
from govcrawl.platforms.pages import ARTICLE_URL, join
from govcrawl.platforms.paging import natural, stated_records

_SEARCH = "/fjdzapp/search"
_OLD_SEARCH = "/was5/web/search"
_FILLED = re.compile(r"list\d?\.trsapi|\blistModel\s*\(|/fjdzapp/search")
_CLASS = re.compile(r"classsql[\"']?\s*:\s*(?:[\"']{2}\s*\|\|\s*)?[\"']([^\"']{1,200})[\"']")
_CHANNEL = re.compile(r"(?:channelid|searchId)[\"']?\s*[:=]\s*[\"']?(\d{1,9})")
_SORT = re.compile(r"sortfield[\"']?\s*:\s*[\"']([^\"']{1,100})[\"']")
_FORM = (("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),)
_PER_PAGE = 75  # entries asked for at once, as the sites' own script does at most


class TrsWcm(Generic):
    name = "trs_wcm"
    signs: ClassVar = (
        (re.compile(r"TRS_Editor|trs_editor_view|TRS_UEDITOR|TRS_WCM"), 0.8),
        (re.compile(r"/t20\d{6}_\d+\.s?html?"), 0.7),
        (re.compile(r"createPageHTML\w*\(\s*['\"]?\d"), 0.6),
        (re.compile(r"countPage\s*="), 0.5),
        (_FILLED, 0.8),
        (re.compile(r"/was5/web/search\?"), 0.7),
    )
    url_signs: ClassVar = ((re.compile(r"/t20\d{6}_\d+\.s?html?"), 0.7),)

    def next_pages(self, response: TextResponse) -> Paging:
        sent = _sent(response)
        data = as_json(response)
        if data is not None and "classsql" in sent:
            got, total = len(rows(data, response.url)), total_of(data)
            page, size = natural(sent.get("page"), 1), natural(sent.get("prepage"), _PER_PAGE)
            if not got:
                return Paging([], page > 1 or total == 0, 0 if page > 1 else total)
            more = got >= size if total is None else page * min(size, got) < total
            return Paging([_ask(response.url, sent, page + 1)] if more else [], True, total)
        found = _service(response)
        if data is not None or found is None:
            return super().next_pages(response)
        total = stated_records(response.text)
        listed = [x for x in links_of(response) if x.date or ARTICLE_URL.search(x.url)]
        if total is not None and len(listed) >= total:
            return Paging([], True, total)
        return Paging([_ask(*found, 1)], True, total)

    def instead(self, fetch: Fetch) -> Fetch | None:
        """The older service, where the newer one is not there."""
        if not urlsplit(fetch.url).path.endswith(_SEARCH):
            return None
        url = join(fetch.url, _OLD_SEARCH)
        sent = dict(parse_qsl(fetch.body)) | {"templet": "docs.jsp"}
        return Fetch(f"{url}?{urlencode(sent)}")


def _service(response: TextResponse) -> tuple[str, dict[str, str]] | None:
    """The service that fills the page's list, and what it is asked for."""
    text = response.text
    for address, query in addresses(text, "was5/web/search"):
        sent = dict(parse_qsl(query.replace("&amp;", "&")))
        url = join(response.url, address)
        if "classsql" in sent and url:
            return url, sent
    wanted = _CLASS.search(text) if _FILLED.search(text) else None
    url = join(response.url, _SEARCH)
    if wanted is None or url is None:
        return None
    channel, sort = _CHANNEL.search(text), _SORT.search(text)
    return url, {
        **({"channelid": channel.group(1)} if channel else {}),
        "sortfield": sort.group(1) if sort else "-docorderpri,-docreltime",
        "classsql": wanted.group(1), "classcol": "publishyear", "classnum": "100",
        "classsort": "0", "cache": "true", "prepage": str(_PER_PAGE),
    }  # fmt: skip


def _sent(response: TextResponse) -> dict[str, str]:
    request = response.request
    body = request.body.decode("utf-8", "replace") if request is not None else ""
    return dict(parse_qsl(body or urlsplit(response.url).query))


def _ask(url: str, sent: dict[str, str], page: int) -> Fetch:
    asked = urlencode(sent | {"page": str(page)})
    if urlsplit(url).path.endswith(_SEARCH):
        return Fetch(url, asked, _FORM)
    return Fetch(f"{url.partition('?')[0]}?{asked}")

"""Guangdong's 政府信息公开目录平台: ``/gkmlpt/index`` with its tree in ``window._CONFIG``.

``GET /gkmlpt/api/all/<category>?page=1&sid=<SID>`` gives ``{"articles": […], "total": N}``, 100 a
page; pages 0 and 1 are the same. The categories are the tree's nodes; the one of the annual
reports has a name as §5.1 of the domain lists them. ``/gkmlpt/annualreport#<category>`` is the
page that shows them to readers.
"""

from __future__ import annotations

import json
import re
from typing import ClassVar

from scrapy.http import TextResponse

from govcrawl.lexicon.site_columns import COLUMN_FOUND, column_score
from govcrawl.platforms.answers import as_json, objects
from govcrawl.platforms.generic import Generic
from govcrawl.platforms.links import Entry, Fetch, Paging, addresses
from govcrawl.platforms.pages import join
from govcrawl.text import squash

_SID = re.compile(r"\bSID[\"']?\s*:\s*[\"']?(\d+)")
_TREE = re.compile(r"\bTREE[\"']?\s*:\s*(?=[\[{])")
_NODE = re.compile(
    r"[\"']?\bid[\"']?\s*:\s*[\"']?(\d+)[\"']?\s*,[^{}]{0,300}?[\"']?\bname[\"']?\s*:\s*"
    r"[\"']([^\"']{1,80})[\"']"
)
_HASH = re.compile(r"/gkmlpt/annualreport#(\d+)")


class Gkmlpt(Generic):
    name = "gkmlpt"
    signs: ClassVar = (
        (re.compile(r"window\._CONFIG\s*="), 0.8),
        (re.compile(r"/gkmlpt/(?:index|annualreport|content|api|guide|policy)"), 0.6),
    )
    url_signs: ClassVar = ((re.compile(r"/gkmlpt/"), 0.9),)

    def next_pages(self, response: TextResponse) -> Paging:
        if as_json(response) is not None:
            return super().next_pages(response)
        lists = _lists(response)
        return Paging(lists, True) if lists else super().next_pages(response)

    def entries(self, response: TextResponse) -> list[Entry]:
        lists = _lists(response)
        if lists:
            return [Entry(fetch, named=True) for fetch in lists]
        base = _base(response)
        url = join(response.url, f"{base}/index") if base else None
        return [Entry(Fetch(url), column="")] if url and url != response.url else []


def _lists(response: TextResponse) -> list[Fetch]:
    """The first page of each category that holds annual reports."""
    sid = _SID.search(response.text)
    base = _base(response)
    if sid is None or not base:
        return []
    categories = [
        category
        for category, name in _nodes(response.text)
        if column_score(squash(name), "") >= COLUMN_FOUND
    ] or _HASH.findall(response.text)
    asked = response.request.url if response.request is not None else response.url
    if behind := _HASH.search(asked):
        categories = [behind.group(1)]
    urls = (
        join(response.url, f"{base}/api/all/{category}?page=1&sid={sid.group(1)}")
        for category in dict.fromkeys(categories)
    )
    return [Fetch(url) for url in urls if url]


def _base(response: TextResponse) -> str:
    """The platform's folder, of the page's own address or the first that it links."""
    own, found, _ = response.url.partition("/gkmlpt")
    return own + found if found else next(addresses(response.text, "/gkmlpt"), ("", ""))[0]


def _nodes(text: str) -> list[tuple[str, str]]:
    """(id, name) of the tree's nodes; read as text where the tree is no JSON."""
    start = _TREE.search(text)
    if start is None:
        return []
    try:
        tree, _ = json.JSONDecoder().raw_decode(text, start.end())
    except (ValueError, RecursionError):
        return _NODE.findall(text[start.end() :])
    return [
        (str(node["id"]), str(node["name"]))
        for node in objects(tree)
        if "id" in node and "name" in node
    ]

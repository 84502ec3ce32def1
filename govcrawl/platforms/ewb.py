"""EWB (国泰新点): an empty page and a service that is posted JSON.

``POST {projectName}/rest/lightfrontaction/getgovinfolist`` with ``pageIndex``, ``pageSize``,
``deptcode``, ``categorynum`` and ``siteGuid``; the ids stand in ``siteInfo`` and in the page's
script. Some services count pages from 0, others from 1: both are asked for, and what comes twice
is dropped by its address.
"""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar

from scrapy.http import TextResponse

from govcrawl.platforms.answers import as_json, rows, total_of
from govcrawl.platforms.generic import Generic
from govcrawl.platforms.links import Fetch, Paging
from govcrawl.platforms.pages import join

_FIELD = re.compile(
    r"\b(projectName|siteGuid|deptcode|deptCode|categorynum|categoryNum|pageSize|pageIndex)"
    r"[\"']?\s*[:=]\s*[\"']?([\w/.{}-]{0,80})"
)
_SERVICE = re.compile(r"([^\"'\s<>()+]{0,200})/rest/lightfrontaction/getgovinfolist")
_CATEGORY = re.compile(r"/(\d{3,})(?:/|$|\?)")
_JSON = (("Content-Type", "application/json;charset=UTF-8"),)


class Ewb(Generic):
    name = "ewb"
    signs: ClassVar = (
        (re.compile(r"getgovinfolist"), 0.95),
        (re.compile(r"EWB-FRONT"), 0.9),
        (re.compile(r"/js/webBuilderCommon\.js"), 0.8),
        (re.compile(r"\bgovInfoPub"), 0.6),
    )
    url_signs: ClassVar = ((re.compile(r"lightfrontaction"), 0.99),)

    def next_pages(self, response: TextResponse) -> Paging:
        data = as_json(response)
        if data is not None:
            return _after(response, len(rows(data, response.url)), total_of(data))
        if "govinfolist" not in response.text.lower() and not self._is_shell(response):
            return super().next_pages(response)
        fields: dict[str, str] = {}
        for name, value in _FIELD.findall(response.text):
            if value:
                fields.setdefault(name[0].lower() + name[1:], value)
        category = fields.get("categorynum") or fields.get("categoryNum")
        numbered = _CATEGORY.findall(response.url)
        category = category or (numbered[-1] if numbered else None)
        if category is None or "siteGuid" not in fields:
            return super().next_pages(response)
        stated = _SERVICE.search(response.text)
        project = (stated.group(1) if stated else "") or fields.get("projectName", "/EWB-FRONT")
        url = join(response.url, f"/{project.strip('/')}/rest/lightfrontaction/getgovinfolist")
        size = fields.get("pageSize", "")
        asked = {
            "pageIndex": 0,
            "pageSize": int(size) if size.isdigit() and int(size) else 15,
            "deptcode": fields.get("deptcode") or fields.get("deptCode") or "",
            "categorynum": category,
            "siteGuid": fields["siteGuid"],
        }
        return Paging([_post(url, asked)] if url else [], url is not None)


def _after(response: TextResponse, got: int, total: int | None) -> Paging:
    request = response.request
    try:
        asked: dict[str, Any] = json.loads(request.body) if request is not None else {}
        page, size = int(asked["pageIndex"]), int(asked["pageSize"])
    except (ValueError, KeyError, TypeError):
        return Paging([], total is not None and got >= total, total)
    if total is None:
        more = [page + 1] if got >= size or (page == 0 and not got) else []
    elif page == 0:
        # All of them, and one more than there are if the service counts from 0.
        more = list(range(1, -(-total // size) + 1)) if total > got or not got else []
    else:
        more = []
    return Paging([_post(response.url, asked | {"pageIndex": n}) for n in more], True, total)


def _post(url: str, asked: dict[str, Any]) -> Fetch:
    return Fetch(url, json.dumps(asked, ensure_ascii=False), _JSON)

"""EWB (国泰新点): an empty page and a service that is posted JSON.

``POST {projectName}/rest/lightfrontaction/getgovinfolist`` with ``pageIndex``, ``pageSize``,
``deptcode``, ``categorynum`` and ``siteGuid``. The page or its address states the department and
the category, ``siteInfo`` the site: in the page, or in ``/js/webBuilderCommon.js``, which is then
fetched once for all pages, each of which is read with its own fields in the script's query. Some services count pages from 0, others from 1: both
are asked for, and what comes twice is dropped by its address. Some want the values inside
``params``: they are asked so where the plain way gives no list.
"""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scrapy.http import TextResponse

from govcrawl.platforms.answers import as_json, holds_nothing, rows, total_of
from govcrawl.platforms.generic import Generic
from govcrawl.platforms.links import Fetch, Link, Paging, addresses
from govcrawl.platforms.pages import join
from govcrawl.platforms.paging import natural

_NAMES = ("projectname", "siteguid", "deptcode", "categorynum", "pagesize")
_FIELD = re.compile(
    r"\b(projectName|siteGuid|deptcode|categorynum|pageSize)[\"']?\s*"
    r"(?:[:=]|\s+value\s*=)\s*[\"']?([\w/.{}-]{1,80})",
    re.IGNORECASE,
)
_SERVICE = "/rest/lightfrontaction/getgovinfolist"
_SCRIPT = re.compile(r"""["']([^"'\s<>]{0,200}/(?:webBuilderCommon|ajaxReq)\.js)""")
_CATEGORY = re.compile(r"/(\d{3,})(?=/|$|\?)")
_WRAPPER = "params"
_JSON = (("Content-Type", "application/json;charset=UTF-8"),)


class Ewb(Generic):
    name = "ewb"
    signs: ClassVar = (
        (re.compile(r"getgovinfolist"), 0.95),
        (re.compile(r"EWB-FRONT"), 0.9),
        (re.compile(r"/js/(?:webBuilderCommon|ajaxReq)\.js"), 0.8),
        (re.compile(r"govInfoPub"), 0.6),
    )
    url_signs: ClassVar = (
        (re.compile(r"lightfrontaction|(?:webBuilderCommon|ajaxReq)\.js"), 0.99),
    )

    def links(self, response: TextResponse) -> list[Link]:
        data = as_json(response)
        if data is not None:  # addresses are the site's, not the service's
            return rows(data, urljoin(response.url, "/"))
        return super().links(response)

    def next_pages(self, response: TextResponse) -> Paging:
        data = as_json(response)
        if data is not None:
            return _after(response, data)
        script = urlsplit(response.url).path.endswith(("/webBuilderCommon.js", "/ajaxReq.js"))
        if not script and "govinfo" not in response.text.lower() and not self._is_shell(response):
            return super().next_pages(response)
        fields = _fields(response)
        if "categorynum" not in fields:
            return super().next_pages(response)
        if "siteguid" not in fields:
            named = _SCRIPT.search(response.text)
            common = named[1] if named else "/js/webBuilderCommon.js"
            url = join(response.url, common) if not script else None
            script_of = [Fetch(f"{url}?{urlencode(fields)}", shared=True)] if url else []
            return Paging(script_of, url is not None)
        stated, _ = next(addresses(response.text, _SERVICE), ("", ""))
        project = stated.removesuffix(_SERVICE) or fields.get("projectname", "/EWB-FRONT")
        url = join(response.url, f"/{project.strip('/')}{_SERVICE}")
        asked = {
            "pageSize": natural(fields.get("pagesize")) or 15,
            "deptcode": fields.get("deptcode", ""),
            "categorynum": fields["categorynum"],
            "siteGuid": fields["siteguid"],
        }
        if "/ajaxReq.js" in response.url:  # its sites wrap what they ask for, and count from 0
            return Paging(
                [_post(url, {_WRAPPER: asked | {"pageIndex": 0}}, probe=False)] if url else [],
                url is not None,
            )
        asks = [asked | {"pageIndex": number} for number in (0, 1)]
        first = [_post(url, ask, probe=ask["pageIndex"] == 1) for ask in asks] if url else []
        return Paging(first, url is not None)


def _fields(response: TextResponse) -> dict[str, str]:
    """The request's fields, names in lower case: of the address, the page, the folder."""
    fields = {
        name.lower(): value
        for name, value in parse_qsl(urlsplit(response.url).query)
        if name.lower() in _NAMES
    }
    for name, value in _FIELD.findall(response.text):
        fields.setdefault(name.lower(), value)
    numbered = _CATEGORY.findall(urlsplit(response.url).path)
    if numbered:
        fields.setdefault("categorynum", numbered[-1])
    return fields


def _after(response: TextResponse, data: Any) -> Paging:
    """The pages that an answer tells of. Both first pages are asked for from the start."""
    got, total, request = len(rows(data, response.url)), total_of(data), response.request
    try:
        posted: dict[str, Any] = json.loads(request.body) if request is not None else {}
        asked = posted.get(_WRAPPER, posted)
        page = natural(str(asked["pageIndex"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Paging([], total is not None and got >= total, total)
    wrapped = _WRAPPER in posted
    if not got:
        if total is None and not holds_nothing(data):
            again = [] if wrapped else [_post(response.url, {_WRAPPER: asked}, probe=page == 1)]
            return Paging(again, True)
        return Paging([], True, total or 0)
    last = page + 1
    if page == 0 and total:
        last = -(-total // got)  # the server may give fewer a page than it is asked for
    elif page == 0 or (total is not None and page * got >= total):
        last = page
    if wrapped and total is not None and _is_counted_from_0(page, got, total):
        last = -(-total // got) - 1 if page == 0 else page
    first = page + 1 if wrapped else max(page + 1, 2)  # both first pages were asked for else
    asks = [(number, asked | {"pageIndex": number}) for number in range(first, last + 1)]
    following = [
        _post(response.url, {_WRAPPER: ask} if wrapped else ask, probe=number == last)
        for number, ask in asks
    ]
    return Paging(following, True, total)


def _is_counted_from_0(page: int, got: int, total: int) -> bool:
    """Whether a page with ``got`` of ``total`` entries is where it must be if pages count from 0:
    the pages before it are all of one size, and it is no larger, or it is the first."""
    before = total - got
    return page == 0 or (before % page == 0 and before // page >= got)


def _post(url: str, asked: dict[str, Any], *, probe: bool) -> Fetch:
    return Fetch(url, json.dumps(asked, ensure_ascii=False), _JSON, probe)

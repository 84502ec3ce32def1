"""The request by which a page's own script fills its list, where the script writes it out.

Read: ``$.ajax({url, type, data})``, ``$.get``, ``$.post``, ``$.getJSON``, ``axios``, ``fetch``; values
that are literals, or variables of the page that are set to one. The page's number is asked from 1.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from scrapy.http import TextResponse

from govcrawl.platforms.forms import FORM, PAGE_PARAMETERS
from govcrawl.platforms.links import Fetch
from govcrawl.platforms.pages import join
from govcrawl.platforms.paging import natural, page_number, page_urls

_CALL = re.compile(r"(\$\.(?:ajax|get|post|getJSON)|jQuery\.\w+|axios(?:\.\w+)?|\bfetch)\s*\(")
_URL = re.compile(r"""(?:^\s*|\burl\s*:\s*)(['"])([^'"\s<>]{1,300})\1""")
_POST = re.compile(r"""(?:type|method)\s*:\s*['"]post['"]""", re.IGNORECASE)
_DATA = re.compile(
    r"(?:\bdata\s*:|\bparams\s*:|\bbody\s*:|JSON\.stringify\(|,)\s*(\{[^{}]{1,1500}\})"
)
_AS_JSON = re.compile(r"JSON\.stringify|application/json|^axios")
_PAIR = re.compile(
    r"""["']?(\w{1,40})["']?\s*:\s*(?:"([^"]{0,200})"|'([^']{0,200})'|(-?\d{1,15})|([A-Za-z_$][\w$.]{0,60}))"""
)
_REACH = 3000  # characters of a call
_CALLS = 20
_JSON = (("Content-Type", "application/json;charset=UTF-8"),)


class _Asked(NamedTuple):
    fields: dict[str, str | int]
    as_json: bool


def written_request(response: TextResponse) -> Fetch | None:
    """The first request of the page's scripts that counts pages, None where there is none."""
    for script in response.xpath("//script[not(@src)]/text()").getall():
        for number, call in enumerate(_CALL.finditer(script)):
            if number >= _CALLS:
                break
            given = script[call.end() : call.end() + _REACH]
            fetch = _request(response, call.group(1), given)
            if fetch is not None:
                return fetch
    return None


def turned(response: TextResponse, number: int) -> Fetch | None:
    """The request of this answer for another page; None where it does not count them."""
    if page_number(response.url) is not None:
        return Fetch(page_urls(response.url, number))
    asked = _sent(response)
    name = next((n for n in asked.fields if n.lower() in PAGE_PARAMETERS), None)
    if name is None:
        return None
    return _posted(response.url, asked.fields | {name: number}, as_json=asked.as_json)


def number_of(response: TextResponse) -> int | None:
    """The page that this answer was asked for, None where it was not said."""
    number = page_number(response.url)
    if number is not None:
        return number
    for name, value in _sent(response).fields.items():
        if name.lower() in PAGE_PARAMETERS and str(value).isdigit():
            return natural(str(value))
    return None


def _sent(response: TextResponse) -> _Asked:
    body = response.request.body.decode("utf-8", "replace") if response.request else ""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return _Asked(dict(parse_qsl(body, keep_blank_values=True)), as_json=False)
    return _Asked(fields if isinstance(fields, dict) else {}, as_json=True)


def _request(response: TextResponse, name: str, given: str) -> Fetch | None:
    address = _URL.search(given)
    if address is None:
        return None
    given = given[address.start() :] if not given.lstrip().startswith("{") else given
    given = given[: _end(given)]
    data = _DATA.search(given)
    url = join(response.url, address.group(2))
    if url is None or data is None:
        return None
    fields: dict[str, str | int] = {}
    for m in _PAIR.finditer(data.group(1)):
        key, text, other, number, variable = m.groups()
        if key.lower() in PAGE_PARAMETERS:
            fields[key] = 1
        elif number is not None:
            fields[key] = int(number)
        elif variable is not None:
            stated = _value(variable, response.text)
            if stated is None:
                return None  # what it asks for is known to the script alone
            fields[key] = stated
        else:
            fields[key] = text if text is not None else other or ""
    if not any(key.lower() in PAGE_PARAMETERS for key in fields):
        return None
    if name.endswith(".post") or _POST.search(given):
        as_json = _AS_JSON.search(given) is not None or name.startswith("axios")
        return _posted(url, fields, as_json=as_json)
    return Fetch(f"{url}{'&' if '?' in url else '?'}{urlencode(fields)}")


def _end(given: str) -> int:
    """Where the call ends: at its closing bracket, those in texts not told apart."""
    depth = 1
    for at, char in enumerate(given):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at
    return len(given)


def _value(variable: str, text: str) -> str | int | None:
    name = re.escape(variable.rpartition(".")[2])
    match = re.search(rf"""\b{name}\s*[=:]\s*(?:(['"])([^'"]{{0,200}})\1|(\d{{1,15}})\b)""", text)
    if match is None:
        return {"true": "true", "false": "false", "null": ""}.get(variable)
    return match.group(2) if match.group(3) is None else int(match.group(3))


def _posted(url: str, fields: dict[str, str | int], *, as_json: bool) -> Fetch:
    if as_json:
        return Fetch(url, json.dumps(fields, ensure_ascii=False), _JSON)
    return Fetch(url, urlencode(fields), FORM)

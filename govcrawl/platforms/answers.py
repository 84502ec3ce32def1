"""What listing services answer with: JSON, also inside a callback, of any nesting."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import Any

from scrapy.http import TextResponse

from govcrawl.platforms.links import Link, iso_date
from govcrawl.platforms.pages import join
from govcrawl.text import collapse

_CALLBACK = re.compile(r"\s*[\w$.]{1,80}\s*\(\s*(?=[{\[])")
_ERROR = re.compile(r"失败|错误|异常|出错|无权|error|fail|exception|denied", re.IGNORECASE)
_OBJECT = re.compile(r"\{([^{}]{10,2000})\}")
_PAIR = re.compile(r"""["']?(\w{2,30})["']?\s*:\s*(["'])((?:(?!\2)[^\\]|\\.){1,500})\2""")
_SCRIPT = 2_000_000  # characters of a script looked at
_SINGLE = re.compile(r""":\s?'([^'"\\\n]{0,200})'""")  # what templates print by hand
_COMMA = re.compile(r",\s{0,20}([}\]])")
_TAG = re.compile(r"<[^<>]{0,500}>")
_ADDRESS = re.compile(
    r"(?:https?:)?//[\w.:-]{3,100}/\S{0,400}|\.{0,2}/\S{1,400}|[\w/-]{1,200}\.(?:s?html?|jspx?|aspx?|php|do)(?:\?\S{0,300})?"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NODES = 200_000  # of an answer looked at
_WRAPPED = 10  # characters of a text that may hold an answer of its own
_CHINA = timezone(timedelta(hours=8))
#: A time stamp above it counts milliseconds: as seconds it would be the year 5138.
_MILLISECONDS = 10**11
_URL = ("url", "infourl", "linkurl", "link", "href", "chnldocurl", "docpuburl", "puburl",
        "articleurl", "pageurl", "visiturl", "docurl", "detailurl")  # fmt: skip
_TITLE = ("title", "infotitle", "doctitle", "articletitle", "showtitle", "realtitle", "subject",
          "name", "text")  # fmt: skip
#: What each of these names holds.
_NAMES_URL = re.compile("url|link|href", re.IGNORECASE)
_NAMES_TITLE = re.compile("title|subject|name|text", re.IGNORECASE)
_DATE = ("date", "infodate", "publishedtimestr", "publishdate", "publishtime", "pubdate",
         "publish_time", "display_publish_time", "docreltime", "pubtime", "showdate", "webdate",
         "deploytime", "releasetime", "publishedtime", "created_at", "createtime", "time")  # fmt: skip
_TOTAL = ("total", "totalcount", "totalnum", "totalrecord", "totalrecords", "recordcount",
          "totalelements", "totalrows", "count")  # fmt: skip


def as_json(response: TextResponse) -> Any:
    """The answer's value where it is JSON or JSONP, else None; never raises."""
    text = response.text.lstrip("\ufeff \t\r\n")
    if text[:1] not in ("{", "["):
        callback = _CALLBACK.match(text[:200])
        if callback is None:
            return None
        text = text[callback.end() :].rstrip().rstrip(";").rstrip()
        text = text.removesuffix(")")
    with suppress(ValueError, RecursionError):
        return json.loads(text, strict=False)  # line breaks inside of texts
    with suppress(ValueError, RecursionError):
        return json.loads(_COMMA.sub(r"\1", _SINGLE.sub(r': "\1"', text)), strict=False)
    return None


def objects(data: Any) -> Iterator[dict[str, Any]]:
    """Every object of the value, the outermost first."""
    waiting, left = deque([data]), _NODES
    while waiting and left:
        left -= 1
        value = waiting.popleft()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, str) and value[:1] in ("{", "[") and len(value) > _WRAPPED:
            with suppress(ValueError, RecursionError):  # JSON wrapped in JSON
                waiting.append(json.loads(value))


def rows(data: Any, base: str) -> list[Link]:
    """The entries of a listing: every object that has an address and a title."""
    found: dict[str, Link] = {}
    for value in objects(data):
        folded = {key.lower(): inner for key, inner in value.items()}
        address, title = _first(folded, _URL), _first(folded, _TITLE)
        url = join(base, address) if address else None
        if url and title and url not in found:
            found[url] = Link(url, collapse(_TAG.sub("", title)), _date_of(folded))
    return list(found.values()) or _by_structure(data, base)


def _by_structure(data: Any, base: str) -> list[Link]:
    """The entries of a list whose records name their fields in a way of their own: the list whose
    records have an address, a title in Chinese, and perhaps a date, each under one name."""
    best: list[Link] = []
    for value in objects({"": data}):
        for inner in value.values():
            records = [r for r in inner if isinstance(r, dict)] if isinstance(inner, list) else []
            if len(records) <= len(best):
                continue
            columns: dict[str, list[str]] = {}
            for record in records:
                for name, text in record.items():
                    if isinstance(text, str) and text.strip():
                        columns.setdefault(name, []).append(text.strip())
            address = _column(columns, lambda t: _ADDRESS.fullmatch(t) is not None, len(records))
            date = _column(columns, lambda t: iso_date(t.replace("/", "-")) is not None
                           and len(t) < 30, len(records))  # fmt: skip
            title = _column(
                columns, lambda t: len(_CHINESE.findall(t)) > 1, len(records), but=(address, date)
            )
            links = [
                Link(
                    url,
                    collapse(_TAG.sub("", str(r[title]))),
                    iso_date(str(r.get(date)).replace("/", "-")),
                )
                for r in records
                if isinstance(r.get(address), str)
                and isinstance(r.get(title), str)
                and (url := join(base, r[address].strip()))
            ]
            best = list({link.url: link for link in links}.values()) or best
    return best


def _column(
    columns: dict[str, list[str]],
    fits: Callable[[str], bool],
    records: int,
    but: tuple[str, ...] = (),
) -> str:
    """The field whose values fit in nearly every record; of several the one with the most
    text in it."""
    chosen = [
        (sum(map(len, texts)), name)
        for name, texts in columns.items()
        if name not in but and 10 * sum(map(fits, texts)) >= 9 * records
    ]
    return max(chosen, default=(0, ""))[1]


def written_rows(script: str, base: str) -> list[Link]:
    """The entries of a list that is in a script, as JavaScript writes objects."""
    found: dict[str, Link] = {}
    for written in _OBJECT.findall(script[:_SCRIPT]):
        if not (_NAMES_URL.search(written) and _NAMES_TITLE.search(written)):
            continue
        value = {m[1].lower(): m[3] for m in _PAIR.finditer(written)}
        address, title = _first(value, _URL), _first(value, _TITLE)
        url = join(base, address) if address else None
        if url and title and url not in found:
            found[url] = Link(url, collapse(_TAG.sub("", title)), _date_of(value))
    return list(found.values())


def total_of(data: Any) -> int | None:
    """The number of entries that an answer states, None where it states none."""
    for value in objects(data):
        folded = {key.lower(): inner for key, inner in value.items()}
        for name in _TOTAL:
            number = folded.get(name)
            if isinstance(number, str) and number.isdecimal() and len(number) <= 9:
                number = int(number)
            if isinstance(number, int) and not isinstance(number, bool) and number >= 0:
                return number
    return None


def holds_nothing(data: Any) -> bool:
    """Whether an answer is a list without entries, rather than no list at all: it holds an empty
    one, and reports no error."""
    found = list(objects(data))
    return any([] in value.values() for value in found) and not any(
        isinstance(text, str) and _ERROR.search(text) for value in found for text in value.values()
    )


def markup_in(data: Any) -> str:
    """The markup of a list that an answer holds as a text; empty where it holds none."""
    texts = (text for value in objects(data) for text in value.values() if isinstance(text, str))
    return next((text for text in texts if "<a " in text), "")


def text_at(data: Any, *names: str) -> str:
    """The first text under one of the names, wherever it is; empty where there is none."""
    for value in objects(data):
        for name in names:
            if isinstance(value.get(name), str):
                return str(value[name])
    return ""


def _first(value: dict[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        text = value.get(name)
        if isinstance(text, str) and text.strip():
            return text.strip()
    return ""


def _date_of(value: dict[str, Any]) -> str | None:
    for name in _DATE:
        date = value.get(name)
        if isinstance(date, str):
            if date.isdecimal() and len(date) in (10, 13):
                date = int(date)
            elif found := iso_date(date):
                return found
        if isinstance(date, int) and not isinstance(date, bool) and 10**8 < date < 10**14:
            seconds = date / 1000 if date > _MILLISECONDS else date
            return datetime.fromtimestamp(seconds, _CHINA).strftime("%Y-%m-%d")
    return None

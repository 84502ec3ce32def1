"""Pages that are turned by sending a form: hidden fields with the page's number, post-backs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from parsel import Selector
from scrapy.http import TextResponse

from govcrawl.platforms.links import Fetch
from govcrawl.platforms.pages import join

#: Query parameters and fields that count pages, folded to lower case.
PAGE_PARAMETERS = frozenset(
    {"page", "pageno", "pagenum", "pageindex", "page_index", "curpage", "currpage", "currentpage",
     "cur_page", "p", "pn", "pno", "pagenumber", "page_no", "cpage", "nowpage", "topage",
     "current"}
)  # fmt: skip
_NUMBER = re.compile(r"\(\s*['\"]?(\d{1,4})\b")
_POST_BACK = re.compile(r"__doPostBack\(\s*(?:'|&#39;)([^']{0,200})'\s*,\s*'([^']{0,100})'\s*\)")
_SUBMITS = re.compile(r"\bsubmit\s*\(|__doPostBack\(")
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


class Choice(NamedTuple):
    """One entry of a selection that sends its form when chosen. ``key`` distinguishes it from others,
    whatever state the form carries; ``selected``: the page shows it already."""

    text: str
    fetch: Fetch
    key: str
    selected: bool


def choices(response: TextResponse) -> Iterator[Choice]:
    """What the entries of the page's selections send: ``onchange="this.form.submit()"``,
    ``__doPostBack('ddl','')``."""
    for form in response.xpath("//form"):
        for select in form.xpath(".//select[@name and @onchange]"):
            call = select.attrib["onchange"].replace("\\'", "'")
            if not _SUBMITS.search(call):
                continue
            fields, name = _fields(form), select.attrib["name"]
            if post_back := _POST_BACK.search(call):
                fields["__EVENTTARGET"], fields["__EVENTARGUMENT"] = post_back.groups()
            for option in select.xpath(".//option"):
                text = (option.xpath("string()").get() or "").strip()
                value = option.attrib.get("value", text)
                sent = _request(response, form, fields | {name: value})
                if sent is not None:
                    key = f"{sent.url.partition('?')[0] if not sent.body else sent.url} {name}={value}"
                    yield Choice(text, sent, key, "selected" in option.attrib)


def post_backs(response: TextResponse) -> Iterator[Choice]:
    """What anchors send that post a page of ASP.NET back: the nodes of a tree, tabs."""
    for form in response.xpath("//form[.//input[@name='__VIEWSTATE']]"):
        for anchor in form.xpath(".//a[contains(@href, '__doPostBack')]"):
            target = _POST_BACK.search(anchor.attrib["href"].replace("\\'", "'"))
            if target is None:
                continue
            fields = _fields(form)
            fields["__EVENTTARGET"], fields["__EVENTARGUMENT"] = target.groups()
            sent = _request(response, form, fields)
            if sent is not None:
                text = (anchor.xpath("string()").get() or "").strip()
                where = sent.url.partition("?")[0]
                yield Choice(text, sent, f"{where} {'='.join(target.groups())}", selected=False)


def submitted(response: TextResponse, call: str) -> Fetch | None:
    """The request that a script's call sends with a form of the page, None where it is not
    plain which: ``goPage(2)`` beside a field that counts pages, ``__doPostBack('pager','2')``."""
    post_back = _POST_BACK.search(call)
    number = _NUMBER.search(call)
    for form in response.xpath("//form"):
        fields = _fields(form)
        if post_back is not None:
            if "__VIEWSTATE" in fields:
                fields["__EVENTTARGET"], fields["__EVENTARGUMENT"] = post_back.groups()
                return _request(response, form, fields)
            continue
        counting = [name for name in fields if name.lower() in PAGE_PARAMETERS]
        if number is not None and counting:
            return _request(response, form, fields | {counting[0]: number.group(1)})
    return None


def _fields(form: Selector) -> dict[str, str]:
    """The fields that a form sends without being filled in."""
    inputs = form.xpath(".//input[@name][not(@type) or @type='hidden' or @type='text']")
    fields = {field.attrib["name"]: field.attrib.get("value", "") for field in inputs}
    for select in form.xpath(".//select[@name]"):
        chosen = select.xpath(".//option[@selected]") or select.xpath(".//option")[:1]
        for option in chosen[:1]:
            text = (option.xpath("string()").get() or "").strip()
            fields[select.attrib["name"]] = option.attrib.get("value", text)
    return fields


def _request(response: TextResponse, form: Selector, fields: dict[str, str]) -> Fetch | None:
    url = join(response.url, form.attrib.get("action") or response.url)
    if url is None:
        return None
    if form.attrib.get("method", "get").lower() == "post":
        return Fetch(url, urlencode(fields, encoding=response.encoding, errors="replace"), FORM)
    query = urlencode(fields, encoding=response.encoding, errors="replace")
    return Fetch(f"{url.partition('?')[0]}?{query}")

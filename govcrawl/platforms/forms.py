"""Pages that are turned by sending a form: hidden fields with the page's number, post-backs."""

from __future__ import annotations

import re
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
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


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
    return {field.attrib["name"]: field.attrib.get("value", "") for field in inputs}


def _request(response: TextResponse, form: Selector, fields: dict[str, str]) -> Fetch | None:
    url = join(response.url, form.attrib.get("action") or response.url)
    if url is None:
        return None
    if form.attrib.get("method", "get").lower() == "post":
        return Fetch(url, urlencode(fields, encoding=response.encoding, errors="replace"), FORM)
    query = urlencode(fields, encoding=response.encoding, errors="replace")
    return Fetch(f"{url.partition('?')[0]}?{query}")

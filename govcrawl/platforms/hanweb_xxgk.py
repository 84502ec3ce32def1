"""Hanweb's modules for 信息公开: the search service, and the annual report of one year.

``search.jsp`` is posted the fields of its form (``infotypeId``, ``area``, ``divid``, ``currpage``
…) and answers with a piece of HTML that ends with 共N页. It does not keep to the column, so links
of other columns are dropped where the articles' addresses tell them apart.

``xxgkAnnualReport.jsp?fbtime=2017&area=…`` is the report of one year and one organ. The years are
those that the page links; where it links none, each year since 2008 is asked for.
"""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scrapy.http import TextResponse

from govcrawl.platforms.generic import Generic
from govcrawl.platforms.links import Entry, Fetch, Link, Paging, addresses, links_of
from govcrawl.platforms.pages import join
from govcrawl.platforms.paging import natural, stated_pages

_FIELDS = ("infotypeId", "jdid", "area", "divid", "texttype", "fbtime", "vc_title", "vc_number",
           "vc_filenumber", "vc_all", "currpage", "sortfield")  # fmt: skip
_FIELD = re.compile(
    r"\b(infotypeId|jdid|area|divid|texttype|sortfield|standardXxgk|isAllList|webid)"
    r"[\"']?\s*[:=]\s*[\"']([^\"'<>&\s]{0,100})[\"']"
)
_COLUMN = re.compile(r"/col/col(\d+)/|divid=(?:div)?(\d+)")
_OPTION = re.compile(r"<option[^<>]{0,100}value=[\"']?(20\d\d)")
_FIRST_YEAR = 2008  # the regulations came into force on 1 May 2008
_FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


class HanwebXxgk(Generic):
    name = "hanweb_xxgk"
    signs: ClassVar = (
        (re.compile(r"/module/xxgk/search\.jsp"), 0.97),
        (re.compile(r"search\.jsp\?[^\"']{0,300}(?:infotypeId|divid)="), 0.6),
    )
    url_signs: ClassVar = (
        (re.compile(r"/module/xxgk/search\.jsp"), 0.99),
        (re.compile(r"/module/xxgk/"), 0.6),
    )

    def links(self, response: TextResponse) -> list[Link]:
        links = links_of(response)
        column = _COLUMN.search(f"{response.url}?{_posted(response)}")
        if column is None or "search.jsp" not in response.url:
            return links
        own = re.compile(rf"art_{column[1] or column[2]}_")
        kept = [link for link in links if own.search(link.url)]
        return kept or links

    def next_pages(self, response: TextResponse) -> Paging:
        total = stated_pages(response.text)
        if urlsplit(response.url).path.endswith("search.jsp"):
            sent = dict(parse_qsl(_posted(response), keep_blank_values=True))
            current = natural(sent.get("currpage"), 1)
            if current >= total:
                return Paging([], True)
            return Paging([_post(response.url, sent, current + 1)], True)
        address, query = next(addresses(response.text, "search.jsp"), ("", ""))
        url = join(response.url, address) if address else None
        if url is None:
            return super().next_pages(response)
        first = 1 if self._is_shell(response) else 2
        if first == 2 and total <= 1:
            return Paging([], True)
        return Paging([_post(url, _fields(response, query), first)], True)

    def entries(self, response: TextResponse) -> list[Entry]:
        return annual_entries(response)


class HanwebAnnual(Generic):
    name = "hanweb_annual"
    url_signs: ClassVar = ((re.compile(r"xxgkAnnualReport\.jsp"), 0.999),)

    def links(self, response: TextResponse) -> list[Link]:
        """The page's links, those to other years under the title that such a page has."""
        links = [
            Link(link.url, _title(year), link.date) if (year := _year(link.url)) else link
            for link in links_of(response)
        ]
        known = {link.url for link in links}
        for year in _OPTION.findall(response.text):
            url = _of_year(response.url, int(year))
            if url not in known:
                links.append(Link(url, _title(year)))
        return links

    def next_pages(self, response: TextResponse) -> Paging:  # noqa: ARG002 - one page a year
        return Paging([], True)

    def carries_report(self, response: TextResponse) -> bool:  # noqa: ARG002 - it is one itself
        return True

    def entries(self, response: TextResponse) -> list[Entry]:
        if any(_year(link.url) for link in self.links(response)):
            return []
        this_year = datetime.now(timezone.utc).year
        urls = [_of_year(response.url, year) for year in range(_FIRST_YEAR, this_year + 1)]
        return [Entry(Fetch(url), article=True) for url in urls if url != response.url]


def annual_entries(response: TextResponse) -> list[Entry]:
    """The annual-report module, where a page names it outside of a link."""
    found = (
        join(response.url, f"{address}?{query}")
        for address, query in addresses(response.text, "xxgkAnnualReport.jsp")
        if query
    )
    return [Entry(Fetch(url)) for url in dict.fromkeys(found) if url][:1]


def _title(year: str | int) -> str:
    return f"{year}年政府信息公开工作年度报告"


def _year(url: str) -> str | None:
    if "xxgkAnnualReport.jsp" not in url:
        return None
    year = dict(parse_qsl(urlsplit(url).query)).get("fbtime", "")
    return year if year.isdigit() and len(year) == 4 else None


def _of_year(url: str, year: int) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query)) | {"fbtime": str(year)}
    return urlunsplit(parts._replace(query=urlencode(query)))


def _posted(response: TextResponse) -> str:
    """The fields with which the answer was asked for, of the body or of the address."""
    request = response.request
    if request is not None and request.body:
        return request.body.decode("utf-8", "replace")
    return urlsplit(response.url).query


def _fields(response: TextResponse, query: str) -> dict[str, str]:
    """The form's fields as the page states them: in hidden inputs, the address or a script."""
    fields = dict.fromkeys(_FIELDS, "") | dict(_FIELD.findall(response.text))
    for field in response.xpath("//form[contains(@action,'search.jsp')]//input[@name]"):
        fields[field.attrib["name"]] = field.attrib.get("value", "")
    return fields | dict(parse_qsl(query.replace("&amp;", "&"), keep_blank_values=True))


def _post(url: str, fields: dict[str, str], page: int) -> Fetch:
    return Fetch(url.partition("?")[0], urlencode(fields | {"currpage": str(page)}), _FORM)

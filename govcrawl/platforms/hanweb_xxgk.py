"""Hanweb's modules for 信息公开: the search service, and the annual report of one year.

``search.jsp`` is posted the fields of its form (``infotypeId``, ``area``, ``divid``, ``currpage``
…) and answers with a piece of HTML that ends with 共N页. It does not keep to the column, so links
of other columns are dropped where the articles' addresses tell them apart.

``xxgkAnnualReport.jsp?fbtime=2017&area=…`` is the report of one year and one organ. Years and
organs are those that the page names; where it names no year, each since 2008 is asked for.

``tree.jsp`` is the frame with the kinds of information: ``funclick('A0307', …)`` beside 信息公开
年报 tells what ``infotypeId`` the search wants for the column.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scrapy.http import TextResponse

from govcrawl.lexicon.site_columns import COLUMN_FOUND, column_score
from govcrawl.platforms.generic import Generic
from govcrawl.platforms.links import Entry, Fetch, Link, Paging, addresses, iso_date, links_of
from govcrawl.platforms.pages import join, join_all
from govcrawl.platforms.paging import natural, stated_pages
from govcrawl.platforms.scripts import Scripts
from govcrawl.text import squash

_FIELDS = ("infotypeId", "jdid", "area", "divid", "texttype", "fbtime", "vc_title", "vc_number",
           "vc_filenumber", "vc_all", "currpage", "sortfield")  # fmt: skip
_FIELD = re.compile(
    r"\b(infotypeId|jdid|area|divid|texttype|sortfield|standardXxgk|isAllList|webid)"
    r"[\"']?\s*[:=]\s*[\"']([^\"'<>&\s]{0,100})[\"']"
)
_SEARCH = "/module/xxgk/search.jsp"
_KIND = re.compile(
    r"funclick\(\s*\\?['\"](\w{1,40})\\?['\"][^<>]{0,200}>\s*([^<>]{2,40}?)\s*[<(（]"
)
_COLUMN = re.compile(r"/col/col(\d+)/|divid=(?:div)?(\d+)")
_IN_CHOICE = re.compile(r"(?<![0-9A-Za-z-])(20\d\d)(?![0-9A-Za-z-])")
#: 组织机构代码 or 统一社会信用代码, with digits enough to be no word.
_ORGAN = re.compile(
    r"(?<![0-9A-Za-z])([0-9A-Z]\d{5}[0-9A-Z]{2}-?[0-9A-Z]|\d{2}\d{6}[0-9A-Z]{10})(?![0-9A-Za-z])"
)
_MODULE_LIMIT = 600  # pages of the module asked for beside those that are linked
_FIRST_YEAR = 2008  # the regulations came into force on 1 May 2008
_FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


class HanwebXxgk(Generic):
    name = "hanweb_xxgk"
    signs: ClassVar = (
        (re.compile(r"/module/xxgk/search\.jsp"), 0.97),
        (re.compile(r"search\.jsp\?[^\"']{0,300}(?:infotypeId|divid)="), 0.6),
        (re.compile(r"/module/xxgk/tree\.jsp"), 0.9),
    )
    url_signs: ClassVar = (
        (re.compile(r"/module/xxgk/search\.jsp"), 0.99),
        (re.compile(r"/module/xxgk/"), 0.6),
    )

    def links(self, response: TextResponse) -> list[Link]:
        links = (
            [_told(link, told) for link in links_of(response)]
            if (told := _stated_rows(response))
            else links_of(response)
        )
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
            if not total and self.links(response):
                # Nothing tells how many there are: until one holds nothing.
                return Paging([_post(response.url, sent, current + 1)._replace(probe=True)], True)
            if current >= total:
                return Paging([], True)
            return Paging([_post(response.url, sent, current + 1)], True)
        tree = next(addresses(response.text, "xxgk/tree.jsp"), None)
        stated = (_SEARCH, tree[1]) if tree else ("", "")
        address, query = next(addresses(response.text, "search.jsp"), stated)
        url = join(response.url, address) if address else None
        if url is None:
            return super().next_pages(response)
        first = 1 if self._is_shell(response) else 2
        if first == 2 and total <= 1:
            return super().next_pages(response)
        return Paging([_post(url, _fields(response, query) | _asked(response), first)], True)

    def entries(self, response: TextResponse) -> list[Entry]:
        """The column in the tree of kinds, the tree itself, or the module of annual reports."""
        kinds = [Entry(_post(url, fields, 1), name) for url, fields, name in _kinds(response)]
        trees = response.xpath("//iframe/@src | //frame/@src").re(r".*xxgk/tree\.jsp.*")
        frames = [Entry(Fetch(url), "") for url in join_all(response.url, trees)]
        return annual_entries(response) + (kinds or frames)


def _stated_rows(response: TextResponse) -> dict[str, tuple[str, str]]:
    """Title and date that a row states in attributes of its own, by its address."""
    rows = response.xpath("//a[@mc] | //*[@mc]//a[@href]")
    return {
        url: (
            row.xpath("(./@mc | ancestor::*/@mc)[last()]").get() or "",
            row.xpath("(./@rq | ancestor::*/@rq)[last()]").get() or "",
        )
        for row in rows
        if (url := join(response.url, row.attrib.get("href", "")))
    }


def _told(link: Link, told: dict[str, tuple[str, str]]) -> Link:
    title, date = told.get(link.url, ("", ""))
    return link._replace(title=title or link.title, date=link.date or iso_date(date))


def _asked(response: TextResponse) -> dict[str, str]:
    """The fields that the page's script posts, where it writes them out."""
    for asked in Scripts.of(response).at_once():
        if urlsplit(asked.fetch.url).path.endswith("search.jsp"):
            sent = asked.fetch.body or urlsplit(asked.fetch.url).query
            return dict(parse_qsl(sent, keep_blank_values=True))
    return {}


def _kinds(response: TextResponse) -> Iterator[tuple[str, dict[str, str], str]]:
    """Searches for those kinds of information that are annual reports, by their names."""
    if "funclick" not in response.text:
        return
    address, query = next(addresses(response.text, "search.jsp"), (_SEARCH, ""))
    own = dict(parse_qsl(urlsplit(response.url).query))
    url = join(response.url, address)
    for code, label in _KIND.findall(response.text):
        name = squash(html.unescape(label))
        if url and column_score(name, "") >= COLUMN_FOUND:
            fields = _fields(response, query)
            stated = {n: own[n] for n in ("area", "divid", "jdid") if own.get(n)}
            yield url, fields | stated | {"infotypeId": code}, name


class HanwebAnnual(Generic):
    name = "hanweb_annual"
    url_signs: ClassVar = ((re.compile(r"xxgkAnnualReport\.jsp"), 0.999),)

    def links(self, response: TextResponse) -> list[Link]:
        """The page's links, those to other years under the title that such a page has."""
        return [
            Link(link.url, _title(year), link.date) if (year := _year(link.url)) else link
            for link in links_of(response)
        ]

    def next_pages(self, response: TextResponse) -> Paging:  # noqa: ARG002 - one page a year
        return Paging([], True)

    def carries_report(self, response: TextResponse) -> bool:  # noqa: ARG002 - it is one itself
        return True

    def entries(self, response: TextResponse) -> list[Entry]:
        """Every year of every organ that the page names, but for those that it links; each year
        since 2008 where it names none."""
        linked = {link.url for link in links_of(response)}
        stated = _choices(response)
        years = {int(year) for url in linked if (year := _year(url))}
        years |= {int(year) for year in _IN_CHOICE.findall(stated)}
        years = years or set(range(_FIRST_YEAR, datetime.now(timezone.utc).year + 1))
        organs = [_area(url) for url in (response.url, *sorted(linked)) if _year(url)]
        organs += _ORGAN.findall(stated)
        urls = [
            _at(response.url, year, organ)
            for organ in dict.fromkeys(filter(None, organs))
            for year in sorted(years)
        ]
        known = {_key(url) for url in (*linked, response.url)}
        found = [url for url in urls if _key(url) not in known]
        return [Entry(Fetch(url), article=True) for url in found[:_MODULE_LIMIT]]


def annual_entries(response: TextResponse) -> list[Entry]:
    """The annual-report module as a page names it, once for each organ."""
    found: dict[str, str] = {}
    for address, query in addresses(response.text, "xxgkAnnualReport.jsp"):
        url = join(response.url, f"{address}?{query.replace('&amp;', '&')}")
        if not query or not url:
            continue
        # A script adds the organ: its code is where it is called from.
        organs = [_area(url)] if _area(url) else _ORGAN.findall(_choices(response)) or [""]
        for organ in organs:
            found.setdefault(organ, _at(url, _year(url) or "", organ))
    return [Entry(Fetch(url)) for url in found.values()][:_MODULE_LIMIT]


def _choices(response: TextResponse) -> str:
    """What is in selections and in scripts that a click runs."""
    return "\n".join(
        response.xpath(
            "//select/option/@value | //@onclick | //@onchange | //a/@href[contains(., '(')]"
        ).getall()
    )


def _title(year: str | int) -> str:
    return f"{year}年政府信息公开工作年度报告"


def _year(url: str) -> str | None:
    if "xxgkAnnualReport.jsp" not in url:
        return None
    year = dict(parse_qsl(urlsplit(url).query)).get("fbtime", "")
    return year if year.isdigit() and len(year) == 4 else None


def _area(url: str) -> str:
    return dict(parse_qsl(urlsplit(url).query)).get("area", "")


def _key(url: str) -> tuple[str | None, str]:
    return _year(url), _area(url)


def _at(url: str, year: int | str, organ: str) -> str:
    """The module's page of a year and an organ; what is empty stays as it was."""
    parts = urlsplit(url)
    asked = {"fbtime": str(year), "area": organ}
    query = dict(parse_qsl(parts.query)) | {n: v for n, v in asked.items() if v}
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
    """The search, asked as the sites' own script does: in the address and in the body."""
    asked = urlencode(fields | {"currpage": str(page)})
    return Fetch(f"{url.partition('?')[0]}?{asked}", asked, _FORM)

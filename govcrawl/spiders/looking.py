"""What a page at an article's address is and links: worked out in a worker process, beside the loop."""

from __future__ import annotations

from typing import NamedTuple

from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse

from govcrawl.lexicon.site_columns import LAYER
from govcrawl.platforms import links_in
from govcrawl.platforms.attached import Files, attached, linked
from govcrawl.platforms.pages import as_html, holds_report
from govcrawl.platforms.split import further
from govcrawl.reading.formats.embedded import embedded_article
from govcrawl.spiders.addresses import is_shell
from govcrawl.spiders.choose import wanted
from govcrawl.text import squash

_NEIGHBOURS = 2  # an article links the reports before and after it


class Arrived(NamedTuple):
    """A response as it goes to a worker. ``text``: the server calls it a text; ``posted`` and
    ``referer``: of the request; ``announced``: a listing states that a report is there."""

    url: str
    body: bytes
    text: bool
    posted: bytes
    referer: bytes | None
    title: str
    announced: bool

    @classmethod
    def of(cls, response: Response, title: str, *, announced: bool) -> Arrived:
        request = response.request
        return cls(
            response.url,
            response.body,
            isinstance(response, TextResponse),
            request.body if request is not None else b"",
            request.headers.get("Referer") if request is not None else None,
            title,
            announced,
        )


class Looked(NamedTuple):
    """``page``: whether it is one to look for links in; ``bare``: it shows nothing, because a
    script is to fill it; ``lists``: it is a list of reports; ``files``: the documents that may be
    reports; ``further``: the addresses of the article's further pages;
    ``attachments``: address and name of every file that it attaches, none where they are those of
    several bodies; ``report``: whether it holds a report itself, asked where it attaches something."""

    page: bool
    bare: bool = False
    lists: bool = False
    files: tuple[Files, ...] = ()
    further: tuple[str, ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()
    report: bool = False


def look(arrived: Arrived) -> Looked:
    """What is at an article's address."""
    headers = {"Referer": arrived.referer} if arrived.referer else {}
    method = "POST" if arrived.posted else "GET"
    request = Request(arrived.url, method=method, body=arrived.posted, headers=headers)
    kind = TextResponse if arrived.text else Response
    page = as_html(kind(arrived.url, body=arrived.body, request=request))
    if page is None:
        return Looked(page=False)
    if arrived.announced and is_shell(page) and not embedded_article(page.text, ""):
        return Looked(page=True, bare=True)
    return links(page, arrived.title, announced=arrived.announced)


def links(page: HtmlResponse, title: str, *, announced: bool) -> Looked:
    """What an article links; ``title``: its own, as a listing gives it."""
    titles = linked(page)
    files = attached(page, title, titles)
    lists = not files and _lists_reports(page, title)
    parts = further(page, page.url) if announced and not lists else []
    several = any(file.body for file in files)
    attachments = () if several else tuple((url, names[0]) for url, names in titles.items())
    return Looked(True, False, lists, files, tuple(parts), attachments)


def _lists_reports(page: HtmlResponse, title: str) -> bool:
    """Whether a page at an article's address is a list of reports."""
    reports = len(list(wanted(links_in(page), page.url, "")))
    if 0 < reports <= _NEIGHBOURS and LAYER.fullmatch(squash(title)):
        return not holds_report(page)
    return reports > _NEIGHBOURS

"""The documents that a page links: which of them is the report, and in which format to read it."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from scrapy.http import HtmlResponse

from govcrawl.execution.task import Alternatives
from govcrawl.platforms.links import links_of
from govcrawl.platforms.pages import documents_of
from govcrawl.reading.titles import classify_title
from govcrawl.text import squash

#: Formats by how completely they are read.
_FORMATS = ("docx", "pdf", "doc", "wps", "xlsx", "xls", "ofd", "zip")
_FORMAT = re.compile(r"\.(docx|pdf|docx?|wps|xlsx?|ofd|zip)(?:$|[?&])", re.IGNORECASE)
_AROUND = re.compile(
    r"^附件\d*[:：.、]?|\.(?:pdf|docx?|wps|xlsx?|ofd|zip)$|[(（\[【]?(?:pdf|word|ofd|docx?)(?:版|格式|文件)?[)）\]】]?$"
    r"|[(（]?(?:点击|文件)?下载[)）]?$",
    re.IGNORECASE,
)
_LIMIT = 60  # documents of one page that are looked at


def attached(page: HtmlResponse) -> tuple[Alternatives, ...]:
    """The documents that may be reports, each with its formats in the order of trying.

    Where titles name reports, each title is a report; else the documents are tried one after
    the other until one is.
    """
    titles = {link.url: link.title for link in links_of(page)}
    urls = documents_of(page)[:_LIMIT]
    named: dict[str, list[str]] = {}
    for url in urls:
        name = unquote(urlsplit(url).path.rpartition("/")[2])
        for title in (titles.get(url, ""), name):
            bare = _bare(title)
            if bare and classify_title(bare).kind == "report":
                named.setdefault(bare, []).append(url)
                break
    groups = list(named.values()) or ([urls] if urls else [])
    return tuple(tuple(sorted(group, key=_rank)) for group in groups)


def _bare(title: str) -> str:
    """A document's title without its number, format and 下载, folded."""
    bare = squash(title)
    for _ in range(3):
        bare = _AROUND.sub("", bare)
    return bare


def _rank(url: str) -> int:
    match = _FORMAT.search(url)
    return _FORMATS.index(match.group(1).lower()) if match else len(_FORMATS)

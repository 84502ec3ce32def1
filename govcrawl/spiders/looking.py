"""What a page at an article's address is and links: worked out in a worker process, beside the loop,
before the page is read there."""

from __future__ import annotations

from typing import NamedTuple

from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse

from govcrawl.execution.first_look import Looked
from govcrawl.execution.outcome import Outcome
from govcrawl.execution.process import process
from govcrawl.execution.task import Inline, PageTask
from govcrawl.lexicon.site_columns import LAYER
from govcrawl.platforms import links_in
from govcrawl.platforms.attached import attached, linked
from govcrawl.platforms.pages import as_parsed, holds_report
from govcrawl.platforms.split import further
from govcrawl.reading.formats.embedded import embedded_article
from govcrawl.reading.formats.html.parsed_page import Page
from govcrawl.spiders.addresses import is_shell
from govcrawl.spiders.choose import wanted
from govcrawl.text import squash

_NEIGHBOURS = 2  # an article links the reports before and after it
#: A page of each part that most pages have, for ``warm``.
_USUAL = """<html><head><title>某县教育局2023年政府信息公开工作年度报告</title></head><body>
<h1>某县教育局2023年政府信息公开工作年度报告</h1><p>发布日期：2024-01-15 来源：某县教育局</p><div>
<h2>一、总体情况</h2><p>2023年，主动公开政府信息120条，收到信息公开申请3件，均已答复。</p>
<h2>二、主动公开政府信息情况</h2><table><tr><td>信息内容</td><td>本年制发件数</td><td>现行有效件数</td></tr>
<tr><td>行政规范性文件</td><td>1</td><td>2</td></tr></table>
<h2>五、存在的主要问题及改进情况</h2><p>公开内容不够全面，将加强培训。</p>
<p><a href="/fj/1.pdf">附件</a><a href="t20240115_2.html" onclick="go()">下一篇</a></p></div></body></html>"""


def warm() -> Outcome:
    """Load and compile once what looking at pages and reading them needs, before workers begin: what
    the usual page came to."""
    url = "http://www.example.gov.cn/nb/202401/t20240115_1.html"
    look = Article("某县教育局2023年政府信息公开工作年度报告", announced=True)
    return process(PageTask(place=Inline(_USUAL.encode()), url=url, announced=True, look=look))


class Article(NamedTuple):
    """What is known of a page at an article's address, to look at it with (``execution.first_look.Look``).
    ``title``: as a listing gives it; ``announced``: the listing states that a report is there;
    ``text``: the server calls it a text; ``posted`` and ``referer``: of the request. ``alone``: it is
    not read after that."""

    title: str
    announced: bool
    text: bool = True
    posted: bytes = b""
    referer: bytes | None = None
    alone: bool = False

    @classmethod
    def of(cls, response: Response, title: str, *, announced: bool, alone: bool = False) -> Article:
        request = response.request
        return cls(
            title,
            announced,
            isinstance(response, TextResponse),
            request.body if request is not None else b"",
            request.headers.get("Referer") if request is not None else None,
            alone,
        )

    def __call__(
        self, url: str, body: bytes, content_type: str | None
    ) -> tuple[Looked, Page | None]:
        headers = {"Referer": self.referer} if self.referer else {}
        method = "POST" if self.posted else "GET"
        request = Request(url, method=method, body=self.posted, headers=headers)
        response = (TextResponse if self.text else Response)(url, body=body, request=request)
        found = as_parsed(response, content_type)
        if found is None:
            return Looked(page=False), None
        page, parsed = found
        if self.announced and is_shell(page) and not embedded_article(page.text, ""):
            return Looked(page=True, bare=True), parsed
        return links(page, self.title, announced=self.announced), parsed


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

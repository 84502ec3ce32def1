"""Portals of many bodies, each under names of its own, served through one HTTP proxy.

A portal is data (``pages``: ``host/path`` or ``/path`` of the main host → page) and code
(``answers``). Nothing here looks at the crawler: the structures follow domain §5.5.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from tests.platforms.sites.kit import TITLE, Reply, text

#: Name, what its host is called, code of the region.
COUNTIES = (
    ("建宁县", "jianning", "350430"), ("南丰县", "jxnf", "361023"), ("庐江县", "lj", "340124"),
    ("蒲江县", "pujiang", "510131"), ("长阳土家族自治县", "changyang", "420528"),
    ("阳山县", "yangshan", "441823"), ("盘山县", "panshan", "211122"), ("沁源县", "qinyuan", "140431"),
    ("建湖县", "jianhu", "320925"), ("仙居县", "zjxj", "331024"), ("宁武县", "ningwu", "140925"),
    ("澧县", "li-xian", "430723"), ("宁陕县", "nsx", "610923"), ("安远县", "ay", "360726"),
    ("沂源县", "yiyuan", "370323"), ("古田县", "gutian", "350922"), ("云和县", "yunhe", "331125"),
    ("临武县", "linwu", "431025"), ("保靖县", "bjx", "433125"), ("望谟县", "gzwm", "522326"),
    ("大邑县", "dayi", "510129"), ("含山县", "hanshan", "340522"), ("泰和县", "thx", "360826"),
    ("剑河县", "jianhe", "522629"), ("蓝山县", "lanshan", "431127"), ("宁化县", "ninghua", "350424"),
)  # fmt: skip
ORGANS = (
    "财政局", "教育局", "审计局", "民政局", "水利局", "统计局", "司法局", "交通运输局", "应急管理局",
    "农业农村局", "市场监督管理局", "医疗保障局",
)  # fmt: skip
TOWNS = ("青石镇", "白沙乡", "红岩镇", "大桥镇", "西河乡")
Page = str | bytes | Reply


class Asked(NamedTuple):
    """``raw`` is the query as it was sent."""

    host: str
    method: str
    path: str
    said: dict[str, str]
    raw: str
    body: str


class Made(NamedTuple):
    """A report that must be found."""

    at: str
    title: str
    agency: str
    year: int
    date: str
    tables: dict[str, Any]


@dataclass
class Portal:
    """``outcome`` and ``per_report`` (requests a report at most) are what a crawl must keep to;
    ``absent``: (agency, year) that the portal does not have, though its listings are whole."""

    number: int
    outcome: str = "ok"
    per_report: float = 0.0
    start: str = "/"
    encoding: str = "utf-8"
    robots: str = ""
    pages: dict[str, Page] = field(default_factory=dict)
    answers: list[Callable[[Asked], Page | None]] = field(default_factory=list)
    reports: list[Made] = field(default_factory=list)
    absent: set[tuple[str, int]] = field(default_factory=set)
    log: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    """Further hosts."""
    old_names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.county, word, self.adcode = COUNTIES[self.number % len(COUNTIES)]
        self.domain = f"{word}.gov.cn"
        self.host = f"www.{self.domain}"
        self.rng = random.Random(self.number)
        self._next = 10_000 + 977 * self.number

    @property
    def url(self) -> str:
        return f"http://{self.host}{self.start}"

    def number_of(self) -> int:
        self._next += self.rng.randint(1, 9)
        return self._next

    def put(self, path: str, title: str, main: str, head: str = "", crumbs: str = "") -> None:
        self.pages[path] = self.page(title, main, head, crumbs)

    def page(self, title: str, main: str, head: str = "", crumbs: str = "") -> str:
        return (
            f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={self.encoding}">'
            f'<meta name="SiteName" content="{self.county}人民政府"><meta name="SiteIDCode" content="{self.adcode}0003">'
            f"<title>{title}</title>{head}</head><body><div class='top'><a href='http://{self.host}/'>首页</a> "
            f"<a href='http://{self.host}/news/'>新闻</a></div><div class='now'>当前位置：<a href='http://{self.host}/'>首页</a> &gt; {crumbs or title}</div>"
            f"{main}<div class='bottom'><p>主办：{self.county}人民政府办公室 网站标识码：{self.adcode}0003</p></div></body></html>"
        )

    def home(self, *links: tuple[str, str]) -> None:
        """The home page with 政府信息公开 at ``/xxgk/`` that leads to ``links``."""
        self.put(
            "/", f"{self.county}人民政府", "<ul><li><a href='/xxgk/'>政府信息公开</a></li></ul>"
        )
        self.put("/xxgk/", "政府信息公开", self.menu(*links))
        self.put("/news/", "新闻", "<ul><li>今日要闻</li></ul>")

    def menu(self, *links: tuple[str, str]) -> str:
        shown = (("政府信息公开指南", "/zhinan.html"), *links)
        return (
            "<ul class='menu'>"
            + "".join(f"<li><a href='{u}'>{t}</a></li>" for t, u in shown)
            + "</ul>"
        )

    def bodies(self, organs: int, towns: int = 0, government: bool = True) -> list[str]:
        """Full names of the bodies."""
        names = [f"{self.county}人民政府"] if government else []
        names += [self.county + organ for organ in ORGANS[:organs]]
        return names + [f"{self.county}{town}人民政府" for town in TOWNS[:towns]]

    def short(self, agency: str) -> str:
        """A body as menus name it: 县财政局, 青石镇."""
        bare = agency.removeprefix(self.county)
        if bare == "人民政府":
            return "县政府"
        return bare.removesuffix("人民政府") if bare.endswith("人民政府") else f"县{bare}"

    def report(
        self, at: str, agency: str, year: int, *, wrap: Callable[[str, str, str], Page] | None = None,
        serve: bool = True, title: str = "", date: str = "",
    ) -> Made:  # fmt: skip
        """Adds a report at ``host/path`` or ``/path`` and, unless not to be served, its page."""
        date = date or f"{year + 1}-01-{self.rng.randint(10, 29)}"
        title = title or TITLE.format(agency=agency, year=year)
        html, tables = text(agency, year, date)
        if serve:
            self.pages[at] = (wrap or self.article)(title, date, html)
        where = at if not at.startswith("/") else self.host + at
        made = Made(where, title, agency, year, date, tables)
        self.reports.append(made)
        return made

    def article(self, title: str, date: str, html: str) -> str:
        return self.page(
            title,
            f"<h1>{title}</h1><div class='info'>发布时间：{date} 来源：办公室</div><div class='con'>{html}</div>",
        )

    def other(self, at: str, title: str, date: str) -> tuple[str, str, str]:
        words = f"<p>{title}。请各单位结合实际抓好落实，有问题及时联系。</p>"
        self.pages[at] = self.article(title, date, words)
        return at, title, date

    def reply(self, asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            return Reply(self.robots or "User-agent: *\nDisallow: /admin/\n", type="text/plain")
        found: Page | None = None
        for answer in self.answers:
            found = answer(asked)
            if found is not None:
                break
        main = asked.host == self.host
        whole = asked.path + (f"?{asked.raw}" if asked.raw else "")
        for path in (
            whole,
            asked.path,
            f"{asked.path.rstrip('/')}/",
            asked.path.removesuffix("index.html"),
        ):
            if found is None:
                found = self.pages.get(path) if main else self.pages.get(asked.host + path)
        if found is None:
            return Reply(self.page("404", "<p>抱歉，您访问的页面不存在。</p>"), 404)
        return found if isinstance(found, Reply) else Reply(found)


def row(made: Made | tuple[str, str, str], *, relative: str = "", cut: int = 0) -> str:
    at, title, date = (made.at, made.title, made.date) if isinstance(made, Made) else made
    url = relative or (at if at.startswith("/") else f"http://{at}")
    shown = title if not cut or len(title) <= cut else f"{title[:cut]}…"
    return f'<li><a href="{url}" title="{title}">{shown}</a><span>{date}</span></li>'


def rows(made: list[Made], **given: Any) -> str:
    return "<ul class='list'>" + "".join(row(one, **given) for one in made) + "</ul>"


def pieces(made: list[Any], size: int) -> list[list[Any]]:
    return [made[at : at + size] for at in range(0, len(made), size)]


def answer_json(data: Any) -> Reply:
    return Reply(json.dumps(data, ensure_ascii=False), type="application/json;charset=utf-8")


@contextmanager
def proxied(portals: dict[str, Portal]) -> Iterator[str]:
    """The address of a proxy that serves all of them, whatever their names resolve to."""
    by_host = {host: p for p in portals.values() for host in (p.host, *p.also)}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(
                "utf-8", "replace"
            )
            host = parts.hostname or ""
            portal = by_host.get(host)
            status, reply = 404, Reply("<title>404</title>", 404)
            if portal is not None:
                portal.log.append(
                    f"{self.command} {host}{parts.path}{'?' * bool(parts.query)}{parts.query} {body}".strip()
                )
                said = dict(parse_qsl(parts.query, keep_blank_values=True)) | dict(
                    parse_qsl(body, keep_blank_values=True)
                )
                path = unquote_to_bytes(parts.path).decode("utf-8", "replace")
                reply = portal.reply(Asked(host, self.command, path, said, parts.query, body))
            status, data = reply.status, reply.body
            if isinstance(data, str):
                html = portal is not None and reply.type == "text/html"
                data = data.encode(
                    portal.encoding if portal is not None and html else "utf-8", "xmlcharrefreplace"
                )
            self.send_response(status)
            self.send_header("Content-Type", reply.type)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET  # noqa: N815 - the base class names it

        def log_message(self, format: str, *args: object) -> None:
            """Kept, not printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def as_docx(title: str, html: str) -> bytes:
    """A report's text and tables as a DOCX package."""
    from lxml import html as parser

    from tests.makers.docx import cell, package, paragraph, table

    body = [paragraph(title)]
    for element in parser.fragments_fromstring(html):
        if element.tag != "table":
            body.append(paragraph(escape(element.text_content())))
            continue
        open_: dict[int, list[int]] = {}  # column → rows left, width of a merged cell
        lines = []
        for tr in element.iter("tr"):
            cells, at, waiting = [], 0, list(tr.iter("td", "th"))
            while waiting or open_.get(at, [0])[0]:
                if open_.get(at, [0])[0]:
                    open_[at][0] -= 1
                    width = open_[at][1]
                    cells.append(cell("", width, "continue"))
                else:
                    td = waiting.pop(0)
                    width, tall = int(td.get("colspan") or 1), int(td.get("rowspan") or 1)
                    cells.append(
                        cell(escape(td.text_content()), width, "restart" if tall > 1 else "")
                    )
                    open_[at] = [tall - 1, width]
                at += width
            lines.append("".join(cells))
        body.append(table(*lines))
    return package("".join(body))

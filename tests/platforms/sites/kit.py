"""What made portals consist of: reports, their pages, a server, what is to be found.

Nothing here looks at the crawler's code: the pages follow what the families' sites are known to
serve. A portal is data (``routes``) and code (``answer``) behind real HTTP on loopback.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from typing_extensions import Self

from samples.source.forms import Table, applications, disputes, fill, proactive
from samples.source.markup import _trs_table

TITLE = "{agency}{year}年政府信息公开工作年度报告"


class Asked(NamedTuple):
    """A request as a portal's code sees it."""

    method: str
    path: str
    query: dict[str, str]
    body: str

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body, keep_blank_values=True))

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Reply(NamedTuple):
    """``drip``: seconds between bytes; ``wait``: seconds before the answer."""

    body: str | bytes = ""
    status: int = 200
    type: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()
    wait: float = 0.0
    drip: float = 0.0
    size: int = 0


Page = str | bytes | Reply
Answer = Callable[[Asked], "Page | None"]


@dataclass
class Expected:
    """A record that must come, and what it must say."""

    path: str
    title: str
    year: int
    tables: dict[str, int | float | None]
    date: str
    agency: str
    aliases: list[str] = field(default_factory=list)


@dataclass
class Portal:
    """``agency`` is the body that reports; ``outcome`` and the rest what a crawl must say."""

    agency: str
    adcode: str = "340300"
    platform: str | None = None
    outcome: str = "ok"
    complete: bool = True
    reason: str = ""
    most: int = 60
    routes: dict[str, Page] = field(default_factory=dict)
    answer: Answer | None = None
    reports: list[Expected] = field(default_factory=list)
    wrap: Callable[[str, str, str], str] = field(default=lambda t, d, b: plain(t, d, b))
    encoding: str = "utf-8"
    found: int | None = None

    def title(self, year: int) -> str:
        return TITLE.format(agency=self.agency, year=year)

    def report(
        self, path: str, year: int, date: str = "", *, title: str = "", shown: str = "",
        aliases: tuple[str, ...] = (), agency: str = "", html: str | None = None,
    ) -> tuple[str, str, str]:  # fmt: skip
        """Adds a report; its row for a listing: address, full title, date. ``shown`` is the
        title on the article's page where that differs from the listing's."""
        date = date or f"{year + 1}-01-2{year % 9}"
        agency = agency or self.agency
        title = title or TITLE.format(agency=agency, year=year)
        body, tables = text(agency, year, date)
        page = self.wrap(shown or title, date, body if html is None else html)
        for where in (path, *aliases):
            self.routes[where] = page
        self.reports.append(Expected(path, title, year, tables, date, agency, list(aliases)))
        return path, title, date

    def other(self, path: str, title: str, date: str, body: str = "") -> tuple[str, str, str]:
        """Adds a page that is no report; its row."""
        body = body or (
            f"<p>各单位：现将有关事项说明如下，请结合实际抓好落实，联系人见附表。</p><p>{title}。</p>"
        )
        self.routes[path] = self.wrap(title, date, body)
        return path, title, date

    def reply(self, asked: Asked, target: str) -> Reply:
        found: Page | None = None
        if self.answer is not None:
            found = self.answer(asked)
        if found is None:
            found = self.routes.get(target, self.routes.get(asked.path))
        if found is None:
            return Reply("<html><head><title>404</title></head><body>Not Found</body></html>", 404)
        return found if isinstance(found, Reply) else Reply(found)


def number(*parts: object) -> int:
    """A number that depends on what is given alone: 3-digit."""
    return 100 + sum(ord(c) * (i + 3) for i, c in enumerate("".join(map(str, parts)))) % 899


def text(agency: str, year: int, date: str) -> tuple[str, dict[str, int | float | None]]:
    """A report's own text with the tables of its year, and what these say."""
    n = number(agency, year)
    lead = (
        f"<p>本报告由{agency}按照《中华人民共和国政府信息公开条例》和有关要求编制，"
        f"所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。</p>"
    )
    year_, month, day = (int(part) for part in date.split("-"))
    sign = (
        f'<p style="text-align:right">{agency}</p>'
        f'<p style="text-align:right">{year_}年{month}月{day}日</p>'
    )
    if year < 2019:
        body = (
            f"{lead}<p>一、主动公开政府信息的情况</p>"
            f"<p>{year}年，本机关通过门户网站等渠道主动公开政府信息{n}条。</p>"
            f"<p>二、依申请公开政府信息的情况</p><p>全年收到政府信息公开申请{n % 17 + 2}件，均已按期答复。</p>"
            f"<p>三、收费和减免情况</p><p>本年度没有收取任何费用。</p>"
            f"<p>四、行政复议和行政诉讼情况</p><p>本年度没有因政府信息公开引起的行政复议和行政诉讼。</p>"
            f"<p>五、存在的问题和改进措施</p><p>公开的及时性还需加强，下一步将完善内部流程。</p>{sign}"
        )
        return body, {}
    era = "format_2021" if year >= 2021 else "format_2019_trial"
    first, last = ("issued", "in_force") if year >= 2021 else ("newly_made", "total_disclosed")
    norms = "proactive__art20_1__normative_documents__"
    given: dict[str, int | float] = {
        norms + first: n % 7,
        norms + last: n % 40 + 7,
        "proactive__art20_5__administrative_license__decisions": n * 3,
    }
    applied = {
        "received_new": [n % 9 + 3, 1, 0, 0, 2, 0],
        "results.granted": [n % 3 + 1, 1, 0, 0, 0, 0],
    }
    values = fill(era, applied, **given)
    tables = [make(era, values, {}) for make in (proactive, applications, disputes)]
    two, three, four = (_trs_table(table) for table in tables)
    body = (
        f"{lead}<p>一、总体情况</p><p>{year}年，本机关通过门户网站公开信息{n}条，政务新媒体运行平稳。</p>"
        f"<p>二、主动公开政府信息情况</p>{two}"
        f"<p>三、收到和处理政府信息公开申请情况</p>{three}"
        f"<p>四、政府信息公开行政复议、行政诉讼情况</p>{four}"
        f"<p>五、存在的主要问题及改进情况</p><p>专栏栏目更新还不够均衡，下一步将建立月度检查。</p>"
        f"<p>六、其他需要报告的事项</p><p>本年度没有收取信息处理费。</p>{sign}"
    )
    return body, _all(tables)


def _all(tables: list[Table]) -> dict[str, int | float | None]:
    return {key: value for table in tables for key, value in table.values.items()}


def plain(title: str, date: str, body: str) -> str:
    """An article in nobody's markup."""
    return document(
        title,
        f'<div class="detail"><h1>{title}</h1><div class="info">发布时间：{date} 来源：办公室</div>'
        f'<div class="con">{body}</div></div>',
    )


def document(title: str, main: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f'<body><div class="top"><a href="/">首页</a></div>{main}'
        f'<div class="foot">主办单位：市政府办公室　版权所有　网站地图</div></body></html>'
    )


class Server:
    """A portal on a loopback port."""

    def __init__(self, portal: Portal) -> None:
        self.portal, self.log = portal, [""][:0]
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(portal, self.log))
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(portal: Portal, log: list[str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(
                self.command, unquote(parts.path),
                dict(parse_qsl(parts.query, keep_blank_values=True)), sent.decode("utf-8", "replace"),
            )  # fmt: skip
            log.append(f"{self.command} {self.path}")
            reply = portal.reply(asked, unquote(self.path))
            time.sleep(reply.wait)
            body = reply.body
            if isinstance(body, str):
                host = f"127.0.0.1:{self.server.server_address[1]}"
                body = body.replace("{HOST}", host)
                body = body.encode(portal.encoding if reply.type == "text/html" else "utf-8")
            try:
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.type)
                for name, value in reply.headers:
                    self.send_header(name, quote(value, safe=':/?=&;,. "#'))
                self.send_header("Content-Length", str(reply.size or len(body)))
                self.end_headers()
                if reply.drip:
                    for i in range(len(body)):
                        self.wfile.write(body[i : i + 1])
                        self.wfile.flush()
                        time.sleep(reply.drip)
                elif reply.size:
                    for _ in range(reply.size // 65536):
                        self.wfile.write(b"x" * 65536)
                else:
                    self.wfile.write(body)
            except OSError:
                self.close_connection = True

        do_POST = do_GET  # noqa: N815 - the base class names it

        def log_message(self, format: str, *args: object) -> None:
            """Kept, not printed."""

    return Handler


def rows(items: list[tuple[str, str, str]], markup: str = "") -> str:
    """Rows of a listing: ``{url} {title} {short} {date}`` in ``markup``."""
    markup = markup or '<li><a href="{url}" title="{title}">{short}</a><span>{date}</span></li>'
    return "\n".join(
        markup.format(url=u, title=t, date=d, short=t if len(t) < 20 else f"{t[:18]}...")
        for u, t, d in items
    )


def cut(items: list[tuple[str, str, str]], size: int) -> list[list[tuple[str, str, str]]]:
    return [items[at : at + size] for at in range(0, len(items), size)]


def negatives(portal: Portal, where: str, year: int = 2022) -> list[tuple[str, str, str]]:
    """What stands beside reports in such columns; ``where`` has ``{n}`` for the page's number."""
    titles = [
        f"关于做好{year}年度政府信息公开工作年度报告编制和发布工作的通知",
        f"图解：{portal.agency}{year}年政府信息公开工作年度报告",
        f"《{portal.agency}{year}年政府信息公开工作年度报告》解读",
        f"{portal.agency}{year}年第三季度政府信息公开统计表",
        f"{portal.agency}{year}年部门决算公开",
        f"{year}年政府网站工作年度报表",
        f"{portal.agency}{year}年法治政府建设年度报告",
        f"{year}年政府工作报告",
        f"某食品有限公司{year}年度报告公示",
        f"1月31日{portal.agency}公布{year}年政府信息公开工作年度报告",
    ]
    return [
        portal.other(where.format(n=900 + i), title, f"{year + 1}-02-{10 + i}")
        for i, title in enumerate(titles)
    ]

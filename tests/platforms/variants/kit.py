"""A made portal: a function from requests to pages, and the reports it holds."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from samples.source.families.kit import Site
from samples.source.markup import Report, body, facts
from tests.conftest import Command, records


class Asked(NamedTuple):
    """One request. ``path`` is decoded, ``query`` and ``form`` keep the last of equal names."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    text: str
    headers: Mapping[str, str]

    @property
    def said(self) -> dict[str, str]:
        return self.query | self.form


class Reply(NamedTuple):
    body: str | bytes
    status: int = 200
    kind: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()


Answer = str | bytes | Reply | None
Handle = Callable[[Asked], Answer]
GONE = Reply("<html><body>404 Not Found</body></html>", 404)


def moved(to: str, status: int = 302) -> Reply:
    return Reply("", status, headers=(("Location", to),))


@dataclass
class Town:
    """Whose portal it is, and how its pages are dressed and encoded."""

    province: str
    city: str
    county: str
    adcode: str
    icp: str
    encoding: str = "utf-8"
    names: bool = True
    """Whether pages name their charset."""

    def __post_init__(self) -> None:
        place = (self.province, self.city, self.county)
        self.site = Site("x", "x", place, self.adcode, self.icp, "0000-0", "x", "/", "/")

    def page(self, title: str, main: str, head: str = "") -> bytes:
        charset = f'<meta charset="{self.encoding}">' if self.names else ""
        text = (
            f"<!DOCTYPE html><html><head>{charset}<title>{title}</title>{head}</head><body>\n"
            f'<div class="header"><a href="/">网站首页</a></div>\n{main}\n'
            f'<div class="footer"><p>主办：{self.county}人民政府办公室 '
            f"网站标识码：{self.adcode}0007 {self.icp}ICP备10000001号 "
            f"{self.icp}公网安备 {self.adcode}02000007号</p></div></body></html>"
        )
        return text.encode(self.encoding)

    def article(self, one: Report, box: str = 'class="TRS_Editor"', tag: str = "div") -> bytes:
        """The page of a report: title, info bar, body in ``box``."""
        main = (
            f'<div class="weizhi">当前位置：<a href="/">首页</a> &gt; <a href="../">政府信息公开'
            f'年报</a></div>\n<h1>{one.title}</h1>\n<div class="info"><span>发布时间：'
            f"{one.published}</span> <span>来源：{one.source}</span> <span>浏览次数：12</span></div>"
            f"\n<{tag} {box}>{body(one)}</{tag}>\n"
            '<div class="tools"><a href="javascript:window.print()">打印</a></div>'
        )
        return self.page(f"{one.title}_{self.county}人民政府", main)

    def text(self, title: str, words: str, date: str = "2024-05-06") -> bytes:
        """A page that is no report."""
        main = (
            f"<h1>{title}</h1><div>发布时间：{date}</div>"
            f'<div class="TRS_Editor"><p>{words}</p><p>请各单位认真落实。</p></div>'
        )
        return self.page(title, main)

    def report(self, organ: str, year: int, seed: int = 0, **more: Any) -> Report:
        """A report of a body of the town, of the town itself where ``organ`` is empty; its
        numbers come from ``seed``, its form is the one of the year."""
        published = more.pop("published", f"{year + 1}-01-{10 + seed % 18:02d}")
        path = more.pop("path", "")
        name = f"{self.county}{organ or '人民政府'}"
        total, received = 40 + 7 * seed + year % 10, 6 + seed % 5
        if year < 2019:
            return self.site.narrative(
                organ, year, path, published,
                f"{name}公布{year}年度政府信息公开工作年度报告，数据截至{year}年12月31日。",
                f"全年主动公开政府信息[[proactive_disclosure.total={total}|{total}]]条。",
                f"全年受理申请[[applications.received={received}|{received}]]件。",
                "[[fees.amount=0|未收取]]费用。",
                "行政复议[[administrative_reconsideration.total=1|1]]件。",
                "公开栏目的更新还不够及时，下一年安排专人负责。", **more,
            )  # fmt: skip
        received_new = [received, seed % 3, 0, 0, 1, 0]
        return self.site.modern(
            organ, year, path, published,
            f"本报告由{name}编制，统计期限为{year}年1月1日至{year}年12月31日。",
            ["我们把办事指南重新整理了一遍，群众反映比以前好找。",
             f"全年主动公开政府信息[[proactive_disclosure.total={total}|{total}]]条。"],
            {"received_new": received_new, "carried_in": [1, 0, 0, 0, 0, 0],
             "results.granted": received_new,
             "results.unable_to_provide.not_held": [1, 0, 0, 0, 0, 0]},
            {"proactive__art20_5__administrative_license__decisions": 20 + seed,
             "reconsideration__upheld": seed % 2},
            "个别栏目更新不及时，下一年逐月检查。", "没有其他需要报告的事项。", **more,
        )  # fmt: skip


NEGATIVES = (
    "关于做好{y}年政府信息公开工作年度报告编制和发布工作的通知",
    "一图读懂{c}{y}年政府信息公开工作年度报告",
    "【图解】{c}{y}年政府信息公开年报",
    "《{c}{y}年政府信息公开工作年度报告》解读",
    "{c}{y}年第三季度政府信息公开情况统计表",
    "{c}{y}年度部门决算公开",
    "{c}{y}年政府网站工作年度报表",
    "{c}{y}年法治政府建设年度报告",
    "{y}年{c}政府工作报告",
    "{c}食品有限公司{y}年企业年报",
    "{c}召开{y}年政府信息公开年报编制工作培训会",
)
"""Titles that stand in columns of annual reports and are none: ``y`` a year, ``c`` a county."""


def negatives(town: Town, year: int = 2023) -> list[str]:
    return [title.format(y=year, c=town.county) for title in NEGATIVES]


@dataclass
class Portal:
    """What is served and what a crawl of it must give."""

    handle: Handle
    reports: Sequence[Report]
    outcome: str = "ok"
    complete: bool = True
    failed: int = 0
    never: Sequence[str] = ()
    """Parts of request targets that nobody may ask for."""
    at_most: int = 0
    """Most requests that the portal is worth; 0: any number."""
    log: list[str] = field(default_factory=list)


@contextmanager
def served(portal: Portal) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            size = int(self.headers.get("Content-Length") or 0)
            text = self.rfile.read(size).decode("utf-8", "replace")
            portal.log.append(f"{self.command} {self.path} {text}".strip())
            asked = Asked(
                self.command,
                unquote(parts.path),
                dict(parse_qsl(parts.query, keep_blank_values=True)),
                dict(parse_qsl(text, keep_blank_values=True)),
                text,
                self.headers,
            )
            answer = portal.handle(asked)
            answer = GONE if answer is None else answer
            reply = answer if isinstance(answer, Reply) else Reply(answer)
            data = reply.body.encode() if isinstance(reply.body, str) else reply.body
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET  # noqa: N815 - the base class names it

        def log_message(self, format: str, *args: object) -> None:
            """Kept, not printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def check(portal: Portal, scrapy: Command, folder: Path, start: str = "") -> None:
    """Crawls a portal from the address given and says all that is wrong at once."""
    feed = folder / "feed.jsonl"
    with served(portal) as url:
        scrapy.crawl(url + start, "-O", feed, reader="govcrawl")
    wrong = _wrong(portal, scrapy.run()["targets"][0], records(feed))
    assert not wrong, wrong


def check_all(make: Mapping[str, Callable[[], Portal]], scrapy: Command, folder: Path) -> None:
    """The same for many portals from their home pages, in as few runs as there can be: the same
    report of two portals would be one record."""
    runs: list[tuple[set[str], dict[str, Portal]]] = []
    for name, one in make.items():
        portal = one()
        titles = {report.title for report in portal.reports}
        if all(known & titles for known, _ in runs):
            runs.append((set(), {}))
        known, portals = next(run for run in runs if not run[0] & titles)
        known |= titles
        portals[name] = portal
    said: list[str] = []
    for number, (_, portals) in enumerate(runs):
        said += _run(portals, Command(scrapy.data / str(number)), folder / f"{number}.jsonl")
    assert not said, "\n\n".join(said)


def _run(portals: Mapping[str, Portal], scrapy: Command, feed: Path) -> list[str]:
    with ExitStack() as stack:
        declared = {
            name: {"name": name, "adcode": "110000", "start": [stack.enter_context(served(portal))]}
            for name, portal in portals.items()
        }
        scrapy(
            "crawl", "reports", "-a", f"portal={','.join(portals)}", "-s", "DOWNLOAD_DELAY=0",
            "-s", f"GOVCRAWL_PORTALS={json.dumps(declared)}", "-s", "GOVCRAWL_BROWSER=0",
            "-O", feed, reader="govcrawl",
        )  # fmt: skip
    targets = {target["portal"]: target for target in scrapy.run()["targets"]}
    said = []
    for name, portal in portals.items():
        got = [record for record in records(feed) if record["source"]["portal"] == name]
        if wrong := _wrong(portal, targets[name], got):
            said.append(f"{name}: {wrong}")
    return said


def _wrong(portal: Portal, target: dict[str, Any], found: list[dict[str, Any]]) -> str:
    """What a crawl gave otherwise than it must; empty where nothing."""
    got = {record["title"]: record for record in found}
    want = {one.title: facts(one) for one in portal.reports}
    wrong: dict[str, Any] = {}
    state = (target["outcome"], target["listing_complete"], target["failed"])
    if state != (portal.outcome, portal.complete, portal.failed):
        wrong["state"] = (state, target["reason"])
    if missing := want.keys() - got.keys():
        wrong["missing"] = missing
    if false := got.keys() - want.keys():
        wrong["false"] = false
    if len(found) != len(got):
        wrong["twice"] = [record["title"] for record in found]
    for title in want.keys() & got.keys():
        if differing := _differences(want[title], got[title]):
            wrong[title] = differing
    if asked := [line for line in portal.log for part in portal.never if part in line]:
        wrong["asked"] = asked
    if portal.at_most and len(portal.log) > portal.at_most:
        wrong["requests"] = len(portal.log)
    if not wrong:
        return ""
    lines = [f"{name}: {value}" for name, value in wrong.items()]
    return "\n".join([f"[{target['platform']}]", *lines, *portal.log[-60:]])


def _differences(want: dict[str, Any], got: dict[str, Any]) -> dict[str, Any]:
    pairs = {
        "year": (want["report_year"], got["report_year"]),
        "agency": (want["agency"], got["agency"]["name"]),
        "adcode": (want["adcode"], got["agency"]["region"]["adcode"]),
        "published": (want["publish_date"], got["publish_date"]),
        "coverage": (want["coverage"], got["coverage"]),
        "era": (want["format_era"], got["format_era"]),
    }
    wrong: dict[str, Any] = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    keys = want["tables"].keys() | got["tables"].keys()
    cells = {k: (want["tables"].get(k, "-"), got["tables"].get(k, "-")) for k in keys}
    if bad := {k: pair for k, pair in cells.items() if pair[0] != pair[1]}:
        wrong["tables"] = bad
    found = {(s["metric"], s["value"]) for s in got["statistics"]}
    if lacking := {(s["metric"], s["value"]) for s in want["statistics"]} - found:
        wrong["statistics"] = lacking
    if lost := [text for text in want["paragraphs"] if text not in got["body"]]:
        wrong["lost"] = lost
    return wrong


def cut(title: str, length: int = 18) -> str:
    return title if len(title) <= length else title[:length] + "..."


def escaped(text: str) -> str:
    return html.escape(text, quote=True)

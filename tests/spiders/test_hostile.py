"""Portals that refuse, break, stall or never end: each is said for what it is, at bounded cost,
and the rest of the run goes on."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise

from tests.conftest import Command, records
from tests.hostile import Fallback, Hostile, Pages, Reply

TITLE = "政府信息公开工作年度报告"
JSL = "<script>document.cookie='__jsl_clearance=1';location.href=location.pathname</script>"
SHELL = "<html><body><div id=app></div><script src=/app.js></script></body></html>"
HOME = '<a href="/zfxxgk/">政府信息公开</a>'
HUB = '<a href="/zfxxgk/nb/">政府信息公开年报</a>'
#: A row's address, as TRS makes them.
PAGE = "/zfxxgk/nb/t20210101_{}.html"


def rows(*names: str, more: str = "") -> str:
    items = (f'<li><a href="{PAGE.format(n)}">{n}年{TITLE}</a> 2021-01-01</li>' for n in names)
    return f"<html><body><ul>{''.join(items)}</ul>{more}</body></html>"


def portal(*names: str, **pages: str | Reply) -> Pages:
    reports = {PAGE.format(n): f"<p>报告 {n[:-4]} {n[-4:]} 1</p>" for n in names}
    listing = {"/": HOME, "/zfxxgk/": HUB, "/zfxxgk/nb/": rows(*names)}
    return {**listing, **reports, **{path.replace("_", "/"): page for path, page in pages.items()}}


def column(page: str | Reply, *names: str) -> Pages:
    return {**portal(*names), "/zfxxgk/nb/": page}


def junk(path: str) -> str | None:
    """A listing without end: every page leads to news and to the next one."""
    if not path.startswith("/zfxxgk/nb/?page="):
        return None
    n = int(path.rpartition("=")[2])
    news = f'<li><a href="/zfxxgk/nb/t2021_{n:08}.html">工作动态第{n}期</a> 2021-01-01</li>'
    return f'{news}<a href="?page={n + 1}">下一页</a>'


def calendar(path: str) -> str | None:
    if not path.startswith("/zfxxgk/nb/?year="):
        return None
    year = int(path.rpartition("=")[2])
    return f'<a href="?year={year + 1}">{year + 1}年</a><a href="?year={year - 1}">{year - 1}年</a>'


def session(path: str) -> str | None:
    """Each visit has another session id in every link."""
    if not path.startswith("/zfxxgk/nb/"):
        return None
    session.visits = getattr(session, "visits", 0) + 1  # type: ignore[attr-defined]
    mark = f";jsessionid={session.visits:08X}"  # type: ignore[attr-defined]
    links = f'<a href="/zfxxgk/nb/{mark}">首页</a><a href="/zfxxgk/nb/list.html{mark}">下一页</a>'
    return rows("甲局2020").replace(".html", f".html{mark}") + links


@dataclass
class Case:
    """What a portal does, and what is to be said of it: outcome, words of the reason, records,
    the most requests that it may cost."""

    pages: Pages
    outcome: str
    reason: str
    found: int = 0
    fallback: Fallback | None = None
    most: int = 8
    never: list[str] = field(default_factory=list)


def home(page: str | Reply) -> Pages:
    return {"/": page}


PAGES_3 = '<script>createPageHTML(3, 0, "index", "html");</script>'
CASES = {
    "good": Case(portal("甲局2020", "乙局2020"), "ok", "ok", 2),
    "jsl": Case(home(Reply(JSL, 521)), "blocked", "blocked.jsl", most=2),
    "ruishu": Case(home(Reply("<html></html>", 412)), "blocked", "blocked.ruishu", most=2),
    "challenge200": Case(home(JSL), "blocked", "blocked.jsl", most=2),
    "forbidden": Case(home(Reply("访问被拒绝", 403)), "blocked", "blocked.waf", most=2),
    "login": Case(column("<form>用户登录 请输入验证码</form>"), "blocked", "login_required"),
    "shell_home": Case(home(SHELL), "broken", "empty_shell", most=2),
    "shell_column": Case(column(SHELL), "broken", "empty_shell"),
    "blank_column": Case(column("<html><body><ul></ul></body></html>"), "broken", "no_listing"),
    "moved": Case({**portal(), "/zfxxgk/nb/": Reply("", 302, {"Location": "/"})}, "broken", "to_home"),
    "robots": Case(
        {**portal("甲局2020"), "/robots.txt": "User-agent: *\nDisallow: /zfxxgk/nb/"},
        "blocked", "robots", most=3,
    ),
    "dying": Case(
        {**portal("甲局2020"), "/zfxxgk/nb/": rows("甲局2020", more=PAGES_3),
         "/zfxxgk/nb/index_1.html": Reply("x", 404)},
        "incomplete", "index_1.html", 1,
    ),
    "stub_page": Case(
        {**portal("甲局2020"), "/zfxxgk/nb/": rows("甲局2020", more=PAGES_3),
         "/zfxxgk/nb/index_1.html": "<html></html>", "/zfxxgk/nb/index_2.html": "<html></html>"},
        "incomplete", "listing_no_entries", 1,
    ),
    "deaf": Case(
        {**portal("甲局2020"), "/zfxxgk/nb/": rows("甲局2020", more=PAGES_3)},
        "incomplete", "listing_repeats", 1,
        lambda path: rows("甲局2020", more=PAGES_3) if "index_" in path else None,
    ),
    "endless": Case(
        column(rows("甲局2020", more='<a href="?page=1">下一页</a>'), "甲局2020"),
        "incomplete", "listing_dry", 1, junk, most=30,
    ),
    "calendar": Case(
        column('<a href="?year=2020">2020年</a>'), "incomplete", "no_listing", 0, calendar, most=12,
    ),
    "sessions": Case(
        {"/": HOME, "/zfxxgk/": HUB, PAGE.format("甲局2020"): "<p>报告 甲局 2020 1</p>"},
        "ok", "ok", 1, session, most=7,
    ),
    "loop": Case(
        {**portal("甲局2020"), PAGE.format("甲局2020"): Reply("", 302, {"Location": PAGE.format("甲局2020")})},
        "incomplete", "children_failed", most=14,
    ),
    "huge": Case(
        {**portal("甲局2020", "乙局2020"), PAGE.format("甲局2020"): Reply(size=200 << 20)},
        "incomplete", "children_failed", 1,
    ),
    "huge_chunked": Case(
        {**portal("甲局2020", "乙局2020"),
         PAGE.format("甲局2020"): Reply(size=200 << 20, chunked=True)},
        "incomplete", "children_failed", 1,
    ),
    "slow": Case(
        {**portal("甲局2020", "乙局2020"), PAGE.format("甲局2020"): Reply("late", wait=3)},
        "incomplete", "children_failed", 1,
    ),
    "soft404": Case(
        {**portal("甲局2020", "乙局2020"), PAGE.format("甲局2020"): "<p>抱歉，您访问的页面不存在</p>"},
        "incomplete", "children_failed", 1,
    ),
}  # fmt: skip


def test_each_is_said_for_what_it_is_and_the_run_goes_on(scrapy: Command) -> None:
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(Hostile(case.pages, case.fallback))
            for name, case in CASES.items()
        }
        portals = {
            name: {"name": name + name, "adcode": "110101", "start": [server.url]}
            for name, server in servers.items()
        }
        done = scrapy(
            "crawl", "reports", "-a", f"portal={','.join(CASES)}",
            "-s", f"GOVCRAWL_PORTALS={json.dumps(portals)}",
            "-s", "DOWNLOAD_DELAY=0", "-s", "DOWNLOAD_TIMEOUT=1.5", "-s", "RETRY_TIMES=0",
            "-s", "GOVCRAWL_BLOCKS_PER_HOST=3", "-s", "DOWNLOAD_MAXSIZE=4000000",
            "-s", "GOVCRAWL_BROWSER=0",
        )  # fmt: skip
        costs = {name: len(server.log) for name, server in servers.items()}
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    run = scrapy.run()
    said = {t["portal"]: t for t in run["targets"]}
    wrong = {
        name: (said[name]["outcome"], said[name]["reason"], said[name]["found"], costs[name])
        for name, case in CASES.items()
        if said[name]["outcome"] != case.outcome
        or case.reason not in said[name]["reason"]
        or said[name]["found"] - said[name]["failed"] != case.found
        or costs[name] > case.most
        or said[name]["listing_complete"]
        != (case.outcome == "ok" or case.reason == "children_failed")
    }
    assert not wrong, "\n".join(map(str, wrong.items()))
    assert said["dying"]["stopped_at"].endswith("index_1.html")
    assert {"download_too_large", "timeout", "redirect_loop", "soft_404"} <= set(scrapy.issues())
    counts = run["counts"]
    assert counts["found"] == counts["new"] + counts["failed"]
    found = records(scrapy.latest)
    # Each portal keeps its own: the same two reports everywhere.
    assert len({record["report_id"] for record in found}) == 2
    assert len(found) == counts["new"] == sum(target["new"] for target in said.values())


def test_the_ledger_is_what_the_server_logged(scrapy: Command) -> None:
    """Redirects, failures, robots.txt and its Crawl-delay: all of it, to the byte."""
    pages: Pages = {
        **portal("甲局2020", "乙局2020", "丙局2020"),
        "/robots.txt": Reply("User-agent: *\nCrawl-delay: 0.2\nDisallow: /zfxxgk/nb/t20210101_丙"),
        "/zfxxgk/nb/": rows("甲局2020", "丁局2020"),
        PAGE.format("甲局2020"): Reply("", 302, {"Location": "/moved.html"}),
        "/moved.html": "<p>报告 甲局 2020 1</p>",
    }
    with Hostile(pages) as server:
        assert scrapy.crawl(server.url, "-s", "GOVCRAWL_CONTACT=a@b.cn").returncode == 3
        log = server.log
    (host,) = scrapy.run()["hosts"]
    assert host["requests"] == len(log)
    assert host["bytes"] == sum(entry.sent for entry in log)
    statuses: dict[str, int] = {}
    for entry in log:
        statuses[str(entry.status)] = statuses.get(str(entry.status), 0) + 1
    assert host["statuses"] == statuses
    assert host["unanswered"] == 0
    assert host["robots"] == {"status": 200, "crawl_delay": 0.2, "disallowed": 0}
    moments = [entry.moment for entry in log]
    # robots.txt itself comes before its delay is known
    intervals = [after - before for before, after in pairwise(moments[1:])]
    assert min(intervals) > 0.15
    assert host["minimum_interval"] <= min(intervals) + 0.1


def test_a_host_that_refuses_is_left_alone(scrapy: Command) -> None:
    names = [f"甲局{year}" for year in range(2010, 2020)]
    pages = portal(*names)
    for name in names[1:]:
        pages[PAGE.format(name)] = Reply(JSL, 521)
    with Hostile(pages) as server:
        done = scrapy.crawl(server.url, "-s", "GOVCRAWL_BLOCKS_PER_HOST=2")
        refused = [entry for entry in server.log if entry.status == 521]
    assert done.returncode == 3
    assert len(refused) <= 3, "one may be on its way when the second answer comes"
    target = scrapy.run()["targets"][0]
    assert (target["outcome"], target["new"], target["failed"]) == ("incomplete", 1, 9)

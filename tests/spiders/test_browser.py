"""Pages that only a browser can show, with a real one; and without it, what is said."""

from __future__ import annotations

import json

import pytest

from govcrawl import browsing
from govcrawl.settings import GOVCRAWL_CHROMIUM
from tests.conftest import Command, records
from tests.hostile import Hostile, Pages, Reply
from tests.spiders.test_hostile import HOME, HUB, PAGE, SHELL, TITLE

CHARSET = '<meta charset="utf-8">'  # without it, a browser takes a page for Latin-1
FILLED = f"""<html><head><meta charset="utf-8"></head><body><div id="app"></div><script>
fetch('/rows.txt').then(r => r.text()).then(t => {{
  document.getElementById('app').innerHTML =
    '<li><a href="{PAGE.format("x")}">' + t + '年{TITLE}</a> 2021-01-01</li>';
}});
new Image().src = '/picture.png';
</script></body></html>"""
REPORT = '<html><head><meta charset="utf-8"></head><body><div id="app"></div><script>app.innerHTML="<p>报告 甲局 2020 1</p><p>"+"本单位主动公开政府信息。".repeat(9)+"</p>"</script></body></html>'
PAGES: Pages = {
    "/": CHARSET + HOME,
    "/zfxxgk/": CHARSET + HUB,
    "/zfxxgk/nb/": FILLED,
    "/rows.txt": Reply("甲局2020", headers={"Content-Type": "text/plain; charset=utf-8"}),
    PAGE.format("x"): REPORT,
}
there = browsing.installed() and browsing.executable({"GOVCRAWL_CHROMIUM": GOVCRAWL_CHROMIUM})  # type: ignore[arg-type]


@pytest.mark.skipif(not there, reason="needs scrapy-playwright and Chromium")
def test_an_empty_shell_goes_through_the_browser(scrapy: Command) -> None:
    with Hostile(PAGES) as server:
        done = scrapy.crawl(server.url, "-s", "GOVCRAWL_BROWSER=1")
        paths = server.paths
    assert done.returncode == 0, done.stderr
    assert [r["report_id"] for r in records(scrapy.latest)] == ["甲局-2020-own"]
    assert "/picture.png" not in paths
    (host,) = scrapy.run()["hosts"]
    assert host["requests"] == len(paths), paths
    assert sum(host["statuses"].values()) + host["unanswered"] == host["requests"]


@pytest.mark.skipif(not there, reason="needs scrapy-playwright and Chromium")
def test_a_portal_may_ask_for_the_browser(scrapy: Command) -> None:
    """A page that has text of its own is no shell: its portal's file says that it needs one."""
    notice = "<p>" + "本页面由本单位负责维护，更多内容请见各栏目。" * 5 + "</p>"
    why = {"what": "browser", "value": True, "since": "2026-11-22", "reason": "列表由脚本生成"}
    with Hostile(
        {**PAGES, "/zfxxgk/nb/": FILLED.replace("<script>", notice + "<script>")}
    ) as server:
        portals = {
            "x1": {"name": "甲区", "adcode": "110101", "start": [server.url], "deviation": [why]}
        }
        given = ("-s", f"GOVCRAWL_PORTALS={json.dumps(portals)}", "-s", "DOWNLOAD_DELAY=0")
        done = scrapy("crawl", "reports", "-a", "portal=x1", *given)
    assert done.returncode == 0, done.stderr
    assert len(records(scrapy.latest)) == 1


def test_without_a_browser_the_outcome_says_so(scrapy: Command) -> None:
    with Hostile({**PAGES, "/zfxxgk/nb/": SHELL}) as server:
        assert scrapy.crawl(server.url, "-s", "GOVCRAWL_BROWSER=0").returncode == 4
    target = scrapy.run()["targets"][0]
    assert target["outcome"] == "broken"
    assert "empty_shell" in target["reason"]

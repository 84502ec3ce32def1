"""Pages that only a browser can show, with a real one; and without it, what is said."""

from __future__ import annotations

import gzip
import json
import os
import socket

import pytest
from scrapy.settings import Settings

from govcrawl.fetching import browsing
from govcrawl.settings import GOVCRAWL_CHROMIUM
from tests.conftest import Command, alone, records
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
BROWSER = ("-s", "GOVCRAWL_BROWSER=1", "-s", "GOVCRAWL_BROWSER_NO_SANDBOX=1")  # CI runs as root
there = browsing.installed() and browsing.executable({"GOVCRAWL_CHROMIUM": GOVCRAWL_CHROMIUM})  # type: ignore[arg-type]


@pytest.mark.skipif(not there, reason="needs scrapy-playwright and Chromium")
def test_an_empty_shell_goes_through_the_browser(scrapy: Command) -> None:
    with Hostile(PAGES) as server:
        done = scrapy.crawl(server.url, *BROWSER)
        paths = server.paths
    assert done.returncode == 0, done.stderr
    assert [r["report_id"] for r in records(scrapy.latest)] == ["甲局-2020-own"]
    assert "/picture.png" not in paths
    (host,) = scrapy.run()["hosts"]
    assert host["requests"] == len(paths), paths
    assert sum(host["statuses"].values()) + host["unanswered"] == host["requests"]
    again = scrapy.data / "again.jsonl"
    assert scrapy("reparse", scrapy.data / "archive", "-O", again).returncode == 0
    assert alone(again) == alone(scrapy.latest), "what was drawn is archived"


WILD = """<html><head><meta charset="utf-8"></head><body><div id="app"></div>
<script src="{other}lib.js"></script><script src="/lib.js"></script><script>
for (const url of ['{other}frame.html', '/moved.html']) {{
  const frame = document.createElement('iframe'); frame.src = url; document.body.append(frame);
}}
new WebSocket('{socket}');
navigator.serviceWorker && navigator.serviceWorker.register('/worker.js');
for (const path of ['/private/secret.txt', '/away.txt', '{other}track.txt']) fetch(path).catch(() => 0);
setInterval(() => fetch('/poll.txt?' + Math.random()).catch(() => 0), 20);
const answers = [fetch('/hop.txt'), fetch('/post.do', {{method: 'POST', body: 'page=1'}})];
Promise.all(answers).then(all => Promise.all(all.map(r => r.text()))).then(texts => {{
  app.innerHTML = '<li><a href="{page}">' + texts.join('') + '年{title}</a> 2021-01-01</li>';
}});
</script></body></html>"""


@pytest.mark.skipif(not there, reason="needs scrapy-playwright and Chromium")
def test_the_browser_keeps_to_what_the_crawl_keeps_to(scrapy: Command) -> None:
    """robots.txt, the pace, the portal's own site, the ledger: also for what a page fetches."""
    text = {"Content-Type": "text/plain; charset=utf-8"}
    with Hostile({}) as other:
        wild = WILD.format(
            other=other.url, socket=other.url.replace("http", "ws"), page=PAGE.format("x"),
            title=TITLE,
        )  # fmt: skip
        pages: Pages = {
            **PAGES,
            "/robots.txt": Reply("User-agent: *\nDisallow: /private/\n", headers=text),
            "/zfxxgk/nb/": Reply(
                gzip.compress(wild.encode()),
                headers={"Content-Type": "text/html", "Content-Encoding": "gzip"},
            ),
            "/hop.txt": Reply("", 302, {"Location": "/end.txt"}),
            "/end.txt": Reply("甲局", headers=text),
            "/post.do": Reply("2020", headers=text),
            "/moved.html": Reply("", 302, {"Location": "/private/inner.html"}),
            "/away.txt": Reply("", 302, {"Location": f"{other.url}away.txt"}),
            "/lib.js": Reply("1", headers={"Content-Type": "text/javascript"}),
        }
        with Hostile(pages, lambda path: Reply("1") if "/poll" in path else None) as server:
            done = scrapy.crawl(
                server.url,
                *BROWSER,
                "-s",
                "DOWNLOAD_DELAY=0.05",
                "-s",
                "DOWNLOAD_TIMEOUT=3",
            )
            paths = server.paths
        assert other.log == []
    assert done.returncode == 0, done.stderr
    assert [r["report_id"] for r in records(scrapy.latest)] == ["甲局-2020-own"]
    assert not [path for path in paths if path.startswith(("/private", "/worker"))]
    assert {"/hop.txt", "/end.txt", "/post.do", "/lib.js", "/away.txt"} <= set(paths)
    assert 1 < sum("/poll" in path for path in paths) <= 60
    (host,) = [host for host in scrapy.run()["hosts"] if host["host"] in server.url]
    assert host["requests"] == len(paths)
    assert sum(host["statuses"].values()) + host["unanswered"] == host["requests"]
    assert host["robots"]["disallowed"] == 2
    assert host["minimum_interval"] >= 0.05


@pytest.mark.skipif(not there, reason="needs scrapy-playwright and Chromium")
def test_challenges_are_not_drawn_and_pages_that_never_rest_end(scrapy: Command) -> None:
    busy = FILLED.replace("<script>", "<script>while (1);</script><script>")
    challenge = (
        "<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=23850;fetch('/solved')</script>"
    )
    for listing, said in ((busy, "fetch_failed"), (challenge, "blocked")):
        with Hostile({**PAGES, "/zfxxgk/nb/": listing}) as server:
            done = scrapy.crawl(server.url, *BROWSER, "-s", "DOWNLOAD_TIMEOUT=1")
            assert "/solved" not in server.paths
        assert done.returncode == 4, done.stderr
        assert any(said in code for code in scrapy.issues()), scrapy.issues()


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
        given = (
            "-s",
            f"GOVCRAWL_PORTALS={json.dumps(portals)}",
            "-s",
            "DOWNLOAD_DELAY=0",
            *BROWSER,
        )
        done = scrapy("crawl", "reports", "-a", "portal=x1", *given)
    assert done.returncode == 0, done.stderr
    assert len(records(scrapy.latest)) == 1


LEAKING = """<html><head><meta charset="utf-8"><link rel="dns-prefetch" href="//127.0.0.1.example"></head>
<body><div id="app"></div><script>
const tell = text => fetch('/said.txt?' + text).catch(() => 0);
const fill = () => {{ app.innerHTML = '<li><a href="{page}">甲局2020年{title}</a> 2021-01-01</li>'; }};
const frame = document.createElement('iframe'); document.body.append(frame);
for (const place of [window, frame.contentWindow]) {{
  try {{ new place.WebTransport('https://127.0.0.1:{port}/'); }} catch (error) {{}}
  try {{
    const peer = new place.RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.1:{port}'}}]}});
    peer.createDataChannel('x');
    peer.createOffer().then(offer => peer.setLocalDescription(offer));
    tell('tried');
  }} catch (error) {{ tell('none'); }}
}}
const worker = new Worker(URL.createObjectURL(new Blob([
  "try {{ new WebTransport('https://127.0.0.1:{port}/') }} catch (e) {{}}; postMessage(1)"])));
worker.onmessage = fill; worker.onerror = fill;
</script></body></html>"""


@pytest.mark.skipif(not there, reason="needs scrapy-playwright and Chromium")
def test_a_page_in_the_browser_sends_no_datagram(scrapy: Command) -> None:
    """WebRTC and WebTransport go past proxies and the crawl's guard of private addresses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as canary:
        canary.bind(("127.0.0.1", 0))
        canary.setblocking(False)
        leaking = LEAKING.format(port=canary.getsockname()[1], page=PAGE.format("x"), title=TITLE)
        with Hostile({**PAGES, "/zfxxgk/nb/": leaking, "/said.txt": Reply("1")}) as server:
            done = scrapy.crawl(server.url, *BROWSER)
            said = {path for path in server.paths if "/said.txt" in path}
        assert done.returncode == 0, done.stderr
        with pytest.raises(BlockingIOError):
            canary.recv(2000)
    assert len(records(scrapy.latest)) == 1, "the page was drawn to its end"
    assert {path.partition("?")[2] for path in said} == {"none"}


GATHER = """port => new Promise(done => {
  const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:' + port}]});
  peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && done();
  peer.createDataChannel('x');
  peer.createOffer().then(offer => peer.setLocalDescription(offer));
})"""


@pytest.mark.skipif(not there, reason="needs scrapy-playwright and Chromium")
def test_chromium_s_flags_alone_hold_datagrams_back() -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as canary:
        canary.bind(("127.0.0.1", 0))
        port = canary.getsockname()[1]
        for flags in (list(browsing.OFFLINE), []):
            browser = play.chromium.launch(executable_path=str(there), args=flags)
            page = browser.new_page()
            if flags:
                page.evaluate(GATHER, port)
                canary.setblocking(False)
                with pytest.raises(BlockingIOError):
                    canary.recv(2000)
            else:  # the canary sings where nothing holds the page back
                page.evaluate(f"port => void ({GATHER})(port)", port)
                canary.settimeout(60)
                assert canary.recv(2000)
            browser.close()


@pytest.mark.skipif(not there, reason="needs scrapy-playwright and Chromium")
def test_as_root_the_browser_is_refused_unless_it_is_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    given = {"GOVCRAWL_BROWSER": "1", "GOVCRAWL_CHROMIUM": str(there)}
    plain = Settings(given)
    browsing.equip(plain)
    assert browsing.refused(plain)
    assert not browsing.ready(plain)
    allowed = Settings({**given, "GOVCRAWL_BROWSER_NO_SANDBOX": "1"})
    browsing.equip(allowed)
    assert browsing.ready(allowed)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    user = Settings(given)
    browsing.equip(user)
    assert user.getdict("PLAYWRIGHT_LAUNCH_OPTIONS")["chromium_sandbox"] is True


@pytest.mark.skipif(not there, reason="needs scrapy-playwright and Chromium")
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_as_root_the_refusal_is_said(scrapy: Command) -> None:
    why = {"what": "browser", "value": True, "since": "2026-11-22", "reason": "列表由脚本生成"}
    with Hostile({**PAGES, "/zfxxgk/nb/": SHELL}) as server:
        portals = {
            "x1": {"name": "甲区", "adcode": "110101", "start": [server.url], "deviation": [why]}
        }
        given = ("-s", f"GOVCRAWL_PORTALS={json.dumps(portals)}", "-s", "DOWNLOAD_DELAY=0")
        done = scrapy("crawl", "reports", "-a", "portal=x1", *given)
    assert done.returncode == 4, done.stderr
    assert "browser_as_root" in scrapy.issues()
    assert "GOVCRAWL_BROWSER_NO_SANDBOX" in scrapy.run()["targets"][0]["reason"]


def test_without_a_browser_the_outcome_says_so(scrapy: Command) -> None:
    with Hostile({**PAGES, "/zfxxgk/nb/": SHELL}) as server:
        assert scrapy.crawl(server.url, "-s", "GOVCRAWL_BROWSER=0").returncode == 4
    target = scrapy.run()["targets"][0]
    assert target["outcome"] == "broken"
    assert "empty_shell" in target["reason"]

"""``scrapy genportal``: a file that loads, from a portal's address and from a saved page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govcrawl.portals import load
from govcrawl.proposal import address_of, propose
from govcrawl.sampleserver import SampleServer
from tests.commands.test_crawl import Serve
from tests.conftest import ROOT, Command

tomllib = pytest.importorskip("tomllib")

SAVED = """<!-- saved from url=(0027)http://www.shuyang.gov.cn/ -->
<html><head><meta name="SiteName" content="沭阳县人民政府"><meta name="SiteIDCode" content="3213220033">
</head><body><a href="/zwgk/gknb/">政府信息公开年报</a><a href="/qynb/">企业年报</a></body></html>"""


def test_from_a_portal(scrapy: Command, tmp_path: Path) -> None:
    folder = ROOT / "samples" / "portals" / "trs-district"
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    made = tmp_path / "made.toml"
    with SampleServer(folder) as server:
        done = scrapy(
            "genportal", server.url, "-s", "DOWNLOAD_DELAY=0", "-O", made, reader="govcrawl"
        )
        asked = list(server.requests)
    assert done.returncode == 0, done.stderr
    text = made.read_text("utf-8")
    portal = load({"x1": tomllib.loads(text)})["x1"]
    assert portal.start[0].startswith(server.url)
    assert "nb" in portal.start[0]
    assert f"platform: {expected['platform']}" in text
    assert not [path for path in asked if "/t20" in path], "no report is fetched for it"


def test_from_a_saved_page(scrapy: Command, tmp_path: Path) -> None:
    saved = tmp_path / "saved.html"
    saved.write_text(SAVED, "utf-8")
    done = scrapy("genportal", saved, reader="govcrawl")
    assert done.returncode == 0, done.stderr
    portal = load({"x1": tomllib.loads(done.stdout)})["x1"]
    assert portal.name == "沭阳县人民政府"
    assert portal.adcode == "321322"
    assert portal.start == ["http://www.shuyang.gov.cn/zwgk/gknb/"]
    assert "confidence: 0.8" in done.stdout
    assert scrapy("genportal", tmp_path / "nosuch.html").returncode == 2
    assert scrapy("genportal").returncode == 2


def test_a_portal_that_gives_nothing(scrapy: Command, serve: Serve) -> None:
    dead = serve({})
    done = scrapy("genportal", dead.url, "-s", "DOWNLOAD_DELAY=0")
    assert done.returncode == 4
    assert "404" in done.stderr


def test_what_is_not_known_is_not_made_up() -> None:
    assert address_of(b"<html></html>") is None
    proposal = propose(b'<html>"\n</html>', "http://x.gov.cn/")
    assert proposal.confidence == 0
    assert proposal.adcode == "000000"
    assert tomllib.loads(proposal.toml())["start"] == ["http://x.gov.cn/"]

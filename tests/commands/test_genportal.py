"""``scrapy genportal``: a file that loads, from a portal's address and from a saved page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govcrawl.portals import load
from govcrawl.proposal import address_of, propose
from govcrawl.sampleserver import SampleServer
from tests.commands.test_crawl import Serve
from tests.conftest import ROOT, Command, records

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
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.4 no page")
    assert scrapy("genportal", paper).returncode == 2
    assert scrapy("genportal").returncode == 2


def test_a_portal_that_gives_nothing(scrapy: Command, serve: Serve) -> None:
    dead = serve({})
    done = scrapy("genportal", dead.url, "-s", "DOWNLOAD_DELAY=0")
    assert done.returncode == 4
    assert "404" in done.stderr


def test_what_is_not_known_is_not_made_up() -> None:
    assert address_of(b"<html></html>") is None
    nothing = propose(b"<html></html>", "http://unknown.invalid/")
    assert (nothing.confidence, nothing.start) == (0, ["http://unknown.invalid/"])
    proposal = propose(b'<html>"\n</html>', "http://x.gov.cn/")
    assert proposal is not None
    assert proposal.confidence == 0
    assert proposal.adcode == "000000"
    assert tomllib.loads(proposal.toml())["start"] == ["http://x.gov.cn/"]


def test_a_home_page_names_the_likeliest_ways(scrapy: Command, tmp_path: Path) -> None:
    """Only the hub stands on most home pages; a link of that name to another site is none."""
    saved = tmp_path / "home.html"
    saved.write_text(
        """<html><head><meta name="SiteDomain" content="www.yl.gov.cn,yl.example.cn">
        <meta name="SiteIDCode" content="4205060099"></head><body>
        <a href="http://www.gov.cn/nb/">政府信息公开年报</a><a href="/xw/">新闻</a>
        <a href="/zwgk/">政务公开</a><a href="/xxgk/">政府信息公开</a>
        <p>主办单位：宜昌市夷陵区人民政府办公室</p></body></html>""",
        "utf-8",
    )
    done = scrapy("genportal", saved, reader="govcrawl")
    assert done.returncode == 0, done.stderr
    portal = load({"x1": tomllib.loads(done.stdout)})["x1"]
    assert (portal.name, portal.adcode) == ("宜昌市夷陵区人民政府", "420506")
    assert portal.start == ["http://www.yl.gov.cn/"]
    ways = [line for line in done.stdout.splitlines() if "likely by way of" in line]
    assert ["/xxgk/" in ways[0], "/zwgk/" in ways[1], len(ways)] == [True, True, 2]
    given = scrapy("genportal", saved, "-a", "url=http://www.other.gov.cn/a/", reader="govcrawl")
    assert tomllib.loads(given.stdout)["start"] == ["http://www.other.gov.cn/a/"]


def test_where_a_saved_page_came_from() -> None:
    links = "".join(f'<a href="http://www.yl.gov.cn/{n}/">栏目{n}</a>' for n in range(4))
    assert address_of(f'{links}<a href="http://b.cn/">b</a>'.encode()) == "http://www.yl.gov.cn/"
    assert address_of(b'<a href="/a/">a</a><a href="http://b.cn/">b</a>') is None


@pytest.mark.parametrize("text", ["\n[x]\ny = 1", "\x7f\x01", '"\\', "甲\u2028乙", "x", ""])
def test_what_a_page_says_cannot_break_the_file(text: str) -> None:
    page = (
        f"<html><head><meta name=\"SiteName\" content='{text}'></head><body>"
        f'<a href="/{text}">政府信息公开年报{text}</a><a href="/nb/">{text}信息公开</a></body></html>'
    )
    proposal = propose(page.encode(), "http://x.gov.cn/")
    portal = load({proposal.portal_id: tomllib.loads(proposal.toml())})[proposal.portal_id]
    assert len(portal.name) > 1


def test_central_organs_have_no_code() -> None:
    page = "<p>主办单位：中华人民共和国教育部 京公网安备 11010202007625号</p>"
    proposal = propose(page.encode(), "http://www.moe.gov.cn/")
    assert (proposal.name, proposal.adcode) == ("中华人民共和国教育部", "000000")


def test_the_column_is_proposed_not_one_of_its_years(scrapy: Command) -> None:
    """And a crawl that begins at the column finds what one from the home page does."""
    with SampleServer(ROOT / "samples" / "portals" / "hanweb-city") as server:
        done = scrapy("genportal", server.url, "-s", "DOWNLOAD_DELAY=0", reader="govcrawl")
        assert done.returncode == 0, done.stderr
        (start,) = tomllib.loads(done.stdout)["start"]
        assert start == server.url + "col/col1200/index.html"
        assert "platform: hanweb (" in done.stdout
        assert scrapy.crawl(start, reader="govcrawl").returncode == 0
    assert len(records(scrapy.latest)) == 9

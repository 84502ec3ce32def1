"""What servers ask of a crawl beyond its usual pace, on the loopback interface."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Command, records
from tests.hostile import Hostile, Pages, Reply
from tests.spiders.test_hostile import portal

LISTING = "/zfxxgk/nb/"


class Once:
    """Answers a path with ``first`` the first time, with its page afterwards."""

    def __init__(self, path: str, first: Reply) -> None:
        self.path, self.first = path, first
        self.page: str | Reply = ""
        self.asked = 0

    def __call__(self, path: str) -> str | Reply | None:
        if path != self.path:
            return None
        self.asked += 1
        return self.first if self.asked == 1 else self.page


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_waited_for(scrapy: Command, status: int) -> None:
    once = Once(LISTING, Reply("busy", status, {"Retry-After": "1"}))
    pages: Pages = dict(portal("甲局2020"))
    once.page = pages.pop(LISTING)
    with Hostile(pages, once) as server:
        done = scrapy.crawl(server.url)
        moments = [entry.moment for entry in server.log if entry.path == LISTING]
    assert done.returncode == 0, done.stderr
    assert len(records(scrapy.latest)) == 1
    (host,) = scrapy.run()["hosts"]
    assert host["retry_after"] == 1.0
    assert moments[1] - moments[0] >= 0.95


def test_a_host_that_asks_for_an_hour_is_left_alone_and_that_is_said(scrapy: Command) -> None:
    busy = Reply("busy", 503, {"Retry-After": "3600"})
    with Hostile({**portal("甲局2020"), LISTING: busy}) as server:
        done = scrapy.crawl(server.url)
        paths = server.paths
    assert done.returncode == 4, done.stderr
    assert paths.count(LISTING) == 1
    assert "host_asks_to_wait" in scrapy.issues()
    assert scrapy.run()["hosts"][0]["retry_after"] == 3600.0


def test_a_robots_txt_that_answers_429_forbids_for_now(scrapy: Command) -> None:
    with Hostile({**portal("甲局2020"), "/robots.txt": Reply("slow down", 429)}) as server:
        done = scrapy.crawl(server.url)
        paths = server.paths
    assert done.returncode == 4, done.stderr
    assert set(paths) == {"/robots.txt"}
    assert "robots_unreachable" in scrapy.issues()


@pytest.mark.parametrize(
    ("robots", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 50ms\nDisallow: /secret/".encode("utf-16"), 0.05),
        ("User-agent: *\nCrawl-delay: 0.05 seconds".encode("utf-16-le"), 0.05),
        (b"User-agent: *\nRequest-rate: 20/1\nCrawl-delay: 0.01s # each", 0.05),
        (b"\xef\xbb\xbfUser-agent: *\r\ncrawl-delay : 0.05 sec.\r\nDisallow: /secret/\r\n", 0.05),
    ],
)
def test_delays_with_units_rates_and_other_encodings(
    scrapy: Command, robots: bytes, delay: float
) -> None:
    plain = {"Content-Type": "text/plain"}
    with Hostile({**portal("甲局2020"), "/robots.txt": Reply(robots, headers=plain)}) as server:
        assert scrapy.crawl(server.url).returncode == 0
    (host,) = scrapy.run()["hosts"]
    assert host["robots"]["crawl_delay"] == pytest.approx(delay)


def test_two_names_of_one_address_share_its_delay(scrapy: Command) -> None:
    with Hostile(dict(portal("甲局2020"))) as server:
        starts = [server.url, server.url.replace("127.0.0.1", "localhost")]
        portals = {
            f"x{n}": {"name": "甲区", "adcode": "110101", "start": [start]}
            for n, start in enumerate(starts)
        }
        given = ("-s", f"GOVCRAWL_PORTALS={json.dumps(portals)}", "-s", "DOWNLOAD_DELAY=0.2")
        scrapy("crawl", "reports", "-a", "portal=x0,x1", *given)
        moments = [entry.moment for entry in server.log]
    assert len({host["host"] for host in scrapy.run()["hosts"]}) == 2
    # each name for itself would take half of it
    assert moments[-1] - moments[0] >= 0.2 * (len(moments) - 2)

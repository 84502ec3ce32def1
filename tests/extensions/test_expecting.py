"""Runs that come to less, or other, than their portal should hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from govcrawl.sampleserver import Answer, SampleServer
from tests.commands.test_crawl import Serve, article, ids, listing, portal
from tests.conftest import Command, alone, page, records

NAMES = ("a2017", "a2018", "a2019", "a2020", "b2020")


def declared(*servers: SampleServer, **expect: Any) -> tuple[str, ...]:
    """Arguments that declare portals one, two, …, the first with these expectations."""
    portals = {
        name: {"name": "甲区", "adcode": "110101", "start": [server.url]}
        for name, server in zip(("one", "two"), servers, strict=False)
    }
    portals["one"]["expect"] = expect
    given = ["-a", f"portal={','.join(portals)}", "-s", "DOWNLOAD_DELAY=0"]
    return (*given, "-s", "GOVCRAWL_BROWSER=0", "-s", f"GOVCRAWL_PORTALS={json.dumps(portals)}")


def test_a_portal_that_shrinks_is_partial_with_the_difference(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    server, feed = serve(portal(*NAMES)), tmp_path / "feed.jsonl"
    assert scrapy.crawl(server.url, "-O", feed).returncode == 0
    good = scrapy.run()["run_id"]
    server.answers["/zfxxgk/nb/"] = page(listing("b2020", "c2021"))
    server.answers[article("c2021")] = page("<p>报告 c 2021 12</p>")

    done = scrapy.crawl(server.url, "-O", feed)
    assert done.returncode == 3, done.stderr
    assert [r["report_id"] for r in scrapy.increment] == ["c-2021-own"], "what was got is published"
    assert len(ids(feed)) == len(records(scrapy.latest)) == 6, "and what is gone is kept"
    run = scrapy.run()
    target = run["targets"][0]
    assert (target["outcome"], target["listing_complete"]) == ("incomplete", True)
    assert target["reason"].startswith("expect_shrunk: ")
    assert "the last good run" in run["reason"]
    assert target["since_last_good"] == {
        "run_id": good, "reports_then": 5, "reports_now": 2,
        "missing_reports": [f"a-{year}-own" for year in range(2017, 2021)],
        "missing_years": [2017, 2018, 2019], "missing_agencies": ["a"],
        "filled_then": 0.0, "filled_now": 0.0,
    }  # fmt: skip
    assert scrapy.issues() == ["unlisted"] * 4 + ["expect_shrunk", "expect_difference"]
    assert f"incomplete       {server.url} · expect_shrunk: " in done.stderr, "and so the summary"

    again = scrapy.crawl(server.url)
    assert again.returncode == 3, "a run that is short is no measure for the next"
    assert scrapy.run()["targets"][0]["since_last_good"]["run_id"] == good
    assert scrapy.crawl(server.url, "-s", "GOVCRAWL_EXPECT_SHARE=0").returncode == 0, "accepted"
    assert scrapy.crawl(server.url).returncode == 0, "and the measure from now on"


def test_an_empty_listing_where_reports_were_is_not_all_well(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    server, feed = serve(portal("a2020")), tmp_path / "feed.jsonl"
    assert scrapy.crawl(server.url, "-O", feed).returncode == 0
    before = feed.read_bytes(), scrapy.latest.read_bytes()
    server.answers["/zfxxgk/nb/"] = page("<ul class=list>暂无信息</ul>")
    assert scrapy.crawl(server.url, "-O", feed).returncode == 4
    assert scrapy.run()["targets"][0]["outcome"] == "incomplete"
    assert (feed.read_bytes(), scrapy.latest.read_bytes()) == before


def test_an_incremental_run_and_one_over_some_years_are_judged_by_what_they_met(
    scrapy: Command, serve: Serve
) -> None:
    server = serve(portal("aa2017", "aa2018", "aa2019", "aa2020", "bb2020"))
    args = declared(server, reports_min=5, years="2017-2020", agencies=["aa", "bb"])
    for more in ((), (), ("-a", "years=2018"), ("-a", "full=1")):
        done = scrapy("crawl", "reports", *args, *more)
        assert done.returncode == 0, (more, scrapy.run()["targets"][0]["reason"])
    server.answers["/zfxxgk/nb/"] = page(listing("aa2017", "aa2019", "aa2020"))
    assert scrapy("crawl", "reports", *args, "-a", "years=2019-2020").returncode == 0
    assert scrapy("crawl", "reports", *args, "-a", "years=2018").returncode == 4, "nothing got"
    assert scrapy.run()["targets"][0]["since_last_good"]["missing_reports"] == ["aa-2018-own"]
    assert scrapy("crawl", "reports", *args).returncode == 3
    codes = ["expect_min", "expect_years", "expect_agencies", "expect_difference"]
    assert scrapy.issues() == ["unlisted"] * 2 + codes


def test_misread_tables_are_refused_and_the_last_good_file_stays(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    server, feed = serve(portal("a2019", "a2020")), tmp_path / "feed.jsonl"
    for name in ("a2019", "a2020"):
        server.answers[article(name)] = page(f"<p>报告 a {name[1:]} 12</p>格 98/100")
    args = (*declared(server, filled_cells_min=0.9), "-O", feed)
    assert scrapy("crawl", "reports", *args).returncode == 0
    before = feed.read_bytes(), scrapy.latest.read_bytes()

    server.answers[article("a2020")] = page("<p>报告 a 2020 13</p>格 3/100")
    refused = scrapy("crawl", "reports", *args, "-a", "full=1")
    assert refused.returncode == 4, refused.stderr
    assert (feed.read_bytes(), scrapy.latest.read_bytes()) == before
    target = scrapy.run()["targets"][0]
    assert (target["outcome"], target["unchanged"], target["failed"]) == ("failed", 1, 1)
    assert (target["since_last_good"]["filled_then"], target["since_last_good"]["filled_now"]) == (
        0.98, 0.505,
    )  # fmt: skip
    assert scrapy.issues() == ["expect_filled", "expect_difference", "withheld"]

    server.answers[article("a2020")] = page("<p>报告 a 2020 13</p>格 99/100")
    assert scrapy("crawl", "reports", *args, "-a", "full=1").returncode == 0
    assert scrapy.run()["counts"]["changed"] == 1


def test_one_portal_that_went_astray_does_not_hold_up_the_others(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    astray, well = serve(portal("a2019", "a2020")), serve(portal("c2020"))
    feed = tmp_path / "feed.jsonl"
    done = scrapy("crawl", "reports", *declared(astray, well, reports_max=1), "-O", feed)
    assert done.returncode == 3, done.stderr
    assert ids(feed) == ids(scrapy.latest) == ["c-2020-own"]
    run = scrapy.run()
    assert [t["outcome"] for t in run["targets"]] == ["failed", "ok"]
    counts = run["counts"]
    assert (counts["found"], counts["new"], counts["failed"]) == (3, 1, 2)
    assert "at most 1 are expected" in run["reason"]
    archive, again = scrapy.data / "archive", tmp_path / "again.jsonl"
    assert scrapy("reparse", archive, "-O", again).returncode == 0
    assert alone(again) == alone(feed)
    assert scrapy("reparse", archive, "--everything", "-O", again).returncode == 0
    assert len(records(again)) == 3

    done = scrapy("crawl", "reports", *declared(astray, well, reports_max=2), "-O", feed)
    assert done.returncode == 0, "what was withheld is asked for again"
    assert sorted(ids(feed)) == ["a-2019-own", "a-2020-own", "c-2020-own"]
    assert [r["report_id"] for r in scrapy.increment] == ["a-2019-own", "a-2020-own"]


def test_a_blocked_portal_says_that_and_no_more(scrapy: Command, serve: Serve) -> None:
    server = serve(portal(*NAMES))
    assert scrapy.crawl(server.url).returncode == 0
    server.answers["/"] = Answer(412)
    assert scrapy.crawl(server.url).returncode == 4
    assert scrapy.run()["targets"][0]["outcome"] == "blocked"
    assert not [code for code in scrapy.issues() if code.startswith("expect")]

"""What a second run need not ask for again, and what happens where the memory is gone."""

from __future__ import annotations

from pathlib import Path

from govcrawl.store.state import KnownListing, KnownPage, KnownReport, State, Validators
from tests.conftest import Command, records
from tests.hostile import Hostile, Reply
from tests.spiders.test_hostile import PAGE, portal, rows

NAMES = ("甲局2020", "乙局2020")


def test_the_transaction_is_the_run(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    page = KnownPage("题", "2021-01-01", ("a#1",), Validators('"1"', None), "f" * 64, "http://x/")
    report = KnownReport(
        "a#1", "a", "http://x/", None, ("http://y/",), "f", "t", "r", "1", "2", "1"
    )
    state = State(path)
    state.keep_page("http://x/", page)
    state.keep_report(report)
    state.keep_listing("http://x/l", KnownListing(Validators('"2"'), None, b"rows"), "2026")
    assert state.page("http://x/") == page
    state.close(publish=None)
    state = State(path)
    assert state.page("http://x/") is None
    assert state.published_by is None
    state.keep_page("http://x/", page)
    state.keep_report(report)
    state.close(publish="run-1")
    state = State(path)
    assert state.page("http://x/") == page
    assert list(state.pages_of("http://x/")) == [("http://x/", page)]
    assert state.report("a#1") == report
    assert state.listing("http://x/l") is None
    assert state.published_by == "run-1"
    state.keep_report(report._replace(key="a#2"), instead_of="a#1")
    assert state.report("a#1") is None
    state.close(publish=None)


def test_a_damaged_file_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"no database" * 100)
    state = State(path)
    assert state.put_aside is not None
    assert state.put_aside.read_bytes().startswith(b"no database")
    state.close(publish="run-1")


def test_unchanged_pages_are_not_sent_again(scrapy: Command) -> None:
    pages = portal(*NAMES)
    for n, (path, body) in enumerate(pages.items()):
        pages[path] = Reply(str(body), headers={"ETag": f'"{n}"'})
    with Hostile(pages) as server:
        assert scrapy.crawl(server.url).returncode == 0
        latest = scrapy.latest.read_bytes()
        server.log.clear()
        assert scrapy.crawl(server.url).returncode == 0
        assert {entry.status for entry in server.log if entry.path != "/robots.txt"} == {304}
        assert len(server.log) == 6
        assert not [entry for entry in server.log if entry.sent and "robots" not in entry.path]
        run = scrapy.run()
        assert (run["counts"]["unchanged"], run["targets"][0]["outcome"]) == (2, "ok")
        assert run["targets"][0]["listing_complete"]

        # A row of the listing changes, its article does not.
        changed = rows(*NAMES).replace("01-01", "05-05", 1)
        pages["/zfxxgk/nb/"] = Reply(changed, headers={"ETag": '"new"'})
        server.log.clear()
        assert scrapy.crawl(server.url).returncode == 0
        assert {entry.status for entry in server.log if "/t2021" in entry.path} == {304}
        assert scrapy.run()["counts"]["unchanged"] == 2
        assert scrapy.latest.read_bytes() == latest

        # What `latest` has lost is fetched again, whatever the state says.
        scrapy.latest.unlink()
        assert scrapy.crawl(server.url).returncode == 0
        assert len(records(scrapy.latest)) == 2
        assert scrapy.run()["counts"]["new"] == 2

        server.log.clear()
        assert scrapy.crawl(server.url, "-a", "full=1").returncode == 0
        assert {entry.status for entry in server.log if entry.path != "/robots.txt"} == {200}


def test_what_failed_is_asked_again_and_what_is_no_report_is_not(scrapy: Command) -> None:
    pages = portal(*NAMES)
    pages[PAGE.format(NAMES[0])] = Reply("x", 500)
    pages[PAGE.format(NAMES[1])] = "<p>通知</p>"
    with Hostile(pages) as server:
        assert scrapy.crawl(server.url, "-s", "RETRY_TIMES=0").returncode in (3, 4)
        pages[PAGE.format(NAMES[0])] = "<p>报告 甲局 2020 1</p>"
        assert scrapy.crawl(server.url).returncode == 0
        server.log.clear()
        assert scrapy.crawl(server.url).returncode == 0
        assert not [path for path in server.paths if "/t2021" in path]
        counts = scrapy.run()["counts"]
        assert (counts["unchanged"], counts["not_reports"]) == (1, 1)

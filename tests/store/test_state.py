"""What a second run need not ask for again, and what happens where the memory is gone."""

from __future__ import annotations

import shutil
from pathlib import Path

from govcrawl.expectations import Holding
from govcrawl.report import Change
from govcrawl.store.state import (
    Address,
    KnownListing,
    KnownPage,
    KnownReport,
    Place,
    State,
    Validators,
)
from tests.conftest import Command, alone, records
from tests.hostile import Hostile, Reply
from tests.spiders.test_hostile import PAGE, portal, rows

NAMES = ("甲局2020", "乙局2020")
PAGE_KNOWN = KnownPage("题", "2021-01-01", ("a#1",), Validators('"1"', None), "f" * 64, "http://x/")
REPORT = KnownReport(
    key="a#1",
    report_id="a",
    url="http://x/",
    portal=None,
    addresses=(Address("http://x/", "1", "2"), Address("http://y/", "1", "1", "2")),
    sha256="f",
    content="c",
    facts="f",
    text="t",
    site="s",
    rank=0,
    holding=Holding("a", 2020, "甲局", 0.5),
    first_seen="1",
    last_seen="2",
    last_changed="1",
    held=(Place("a.warc.gz", 10, 20),),
)
CHANGE: Change = {
    "field": "title", "from": "a", "to": "b", "seen_before": "1", "seen_after": "2", "by": "source"
}  # fmt: skip


def filled() -> State:
    """One entry of each kind."""
    state = State("x")
    state.keep_page("http://x/", PAGE_KNOWN)
    state.reports[REPORT.key] = REPORT
    state.keep_listing("http://x/l", KnownListing(Validators('"2"'), None, b"rows"))
    state.add_changes("a", "http://x/", "run-1", [CHANGE])
    state.keep_good("http://x/", [REPORT.holding], None, "run-1")
    return state


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    assert State.read(path, "x").missing
    filled().write(path, "run-1", "digest")
    state = State.read(path, "x")
    assert (state.missing, state.damage) == (False, None)
    assert (state.published_by, state.latest) == ("run-1", "digest")
    assert list(state.pages()) == [("http://x/", PAGE_KNOWN)]
    assert list(state.pages_of("http://x/")) == [("http://x/", PAGE_KNOWN)]
    assert state.reports == {REPORT.key: REPORT}
    listing = state.listing("http://x/l")
    assert listing is not None
    assert listing.body == b"rows"
    assert [known.change for known in state.changes] == [CHANGE]
    good = state.last_good("http://x/")
    assert good is not None
    assert (good.run_id, good.holdings) == ("run-1", [REPORT.holding])
    assert state.last_good("http://y/") is None
    before = path.read_bytes()
    state.write(path, "run-1", "digest")
    assert path.read_bytes() == before


def test_one_damaged_line_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    filled().write(path, "run-1", "digest")
    lines = path.read_bytes().splitlines(keepends=True)
    for number in range(1, len(lines)):
        for damaged in (
            b"",
            lines[number].replace(b"a", b"b"),
            lines[number][: len(lines[number]) // 2] + b"\n",
        ):
            path.write_bytes(b"".join([*lines[:number], damaged, *lines[number + 1 :]]))
            state = State.read(path, "x")
            assert state.damage == 1
            kept = [state.page("http://x/"), *state.reports, state.listing("http://x/l")]
            kept += [*state.changes, *state.good]
            assert sum(one is not None for one in kept) == 4
    path.write_bytes(b"".join([lines[0].replace(b"run-1", b"run-2"), *lines[1:]]))
    state = State.read(path, "x")
    assert state.damage
    assert state.reports == {REPORT.key: REPORT}
    for nothing in (b"", b"\0" * 1000, b"no database" * 100):
        path.write_bytes(nothing)
        assert State.read(path, "x").damage


def test_unchanged_pages_are_not_sent_again(scrapy: Command) -> None:
    pages = portal(*NAMES)
    for n, (path, body) in enumerate(pages.items()):
        pages[path] = Reply(str(body), headers={"ETag": f'"{n}"'})
    with Hostile(pages) as server:
        assert scrapy.crawl(server.url).returncode == 0
        latest = alone(scrapy.latest)
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
        assert alone(scrapy.latest) == latest

        # What `latest` has lost comes back from the archive; with that gone too, from the portal.
        scrapy.latest.unlink()
        assert scrapy.crawl(server.url).returncode == 0
        assert alone(scrapy.latest) == latest
        assert scrapy.run()["counts"]["unchanged"] == 2
        assert scrapy.issues() == ["latest_mended"]
        scrapy.latest.unlink()
        shutil.rmtree(scrapy.data / "archive")
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

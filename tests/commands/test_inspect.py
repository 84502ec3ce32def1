"""``scrapy inspect`` as typed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from govcrawl.sampleserver import SampleServer
from tests.commands.test_export import scrapy
from tests.conftest import ROOT
from tests.inspection.test_viewer_file import block

PAGE = ROOT / "samples" / "pages" / "list-facts.html"


def test_writes_one_file(tmp_path: Path) -> None:
    out = tmp_path / "view.html"
    done = scrapy("inspect", PAGE, "-o", out)
    assert done.returncode == 0, done.stderr
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert str(out) in done.stderr


def test_figures_with_their_sentences() -> None:
    done = scrapy("inspect", PAGE, "--figures")
    assert done.returncode == 0
    assert "confirmed" in done.stdout


def test_why_names_fate_rule_and_place() -> None:
    done = scrapy("inspect", PAGE, "--why", "主动公开情况")
    assert done.returncode == 0
    assert "body" in done.stdout
    assert "html:/" in done.stdout
    assert scrapy("inspect", PAGE, "--why", "这段文字不在页面上").returncode == 4


def test_what_is_no_view_is_not_overwritten(tmp_path: Path) -> None:
    source, feed = tmp_path / "a.html", tmp_path / "feed.jsonl"
    source.write_bytes(PAGE.read_bytes())
    feed.write_text("{}\n")
    link = tmp_path / "link.html"
    link.symlink_to(source)
    for out in (source, link, feed):
        held = out.read_bytes()
        done = scrapy("inspect", source, "-o", out)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert out.read_bytes() == held
    view = tmp_path / "view.html"
    assert [scrapy("inspect", source, "-o", view).returncode for _ in range(2)] == [0, 0]


def test_why_there_is_no_report_is_said(tmp_path: Path) -> None:
    source = tmp_path / "empty.html"
    source.write_text("<p>通知公告")
    done = scrapy("inspect", source, "-o", tmp_path / "view.html")
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) > 1, "not only where the page was written"


def test_usage_errors_are_one_line(tmp_path: Path) -> None:
    for args in (
        ["inspect"],
        ["inspect", tmp_path / "none.html"],
        ["inspect", PAGE, "--why", " "],
    ):
        done = scrapy(*args)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_a_record_and_its_address_lead_to_the_archived_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVCRAWL_DATA_DIR", str(tmp_path / "data"))
    portal = ROOT / "samples" / "portals" / "gkmlpt"
    with SampleServer(portal) as server:
        crawled = scrapy(
            *("crawl", "reports", "-a", f"url={server.url}/", "-s", "DOWNLOAD_DELAY=0"),
            *("-O", tmp_path / "feed.jsonl"),
        )
    assert (tmp_path / "feed.jsonl").exists(), crawled.stderr
    record = json.loads((tmp_path / "feed.jsonl").read_bytes().splitlines()[0])
    for name in (record["report_id"], record["source"]["url"]):
        out = tmp_path / "view.html"
        done = scrapy("inspect", name, "-o", out)
        assert done.returncode == 0, done.stderr
        shown = out.read_text("utf-8")
        assert record["source"]["sha256"] in shown
        # the anchor of the archive leads to the bytes: file, offset, digest
        archived = block(shown)["page"]["archived"]
        with (tmp_path / "data/archive" / archived["file"]).open("rb") as file:
            file.seek(archived["offset"])
            held = next(iter(ArchiveIterator(file))).content_stream().read()
        assert archived["digest"] == f"sha256:{hashlib.sha256(held).hexdigest()}"
        # and what is shown is the record: read with what the crawl knew of the page
        (report, *_) = block(shown)["reports"]
        assert report["id"] == record["report_id"]
        assert report["source"]["portal"] == record["source"]["portal"]
    assert scrapy("inspect", "000000-none-2020-own").returncode == 2


def test_a_page_that_takes_its_readers_time_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POISON_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("GOVCRAWL_DATA_DIR", str(tmp_path / "data"))
    source = tmp_path / "a.html"
    source.write_text("<p>POISON-TIME")
    poisoned = ("-s", "GOVCRAWL_READER=tests.poison.read", "-s", "GOVCRAWL_READ_SECONDS=1")
    done = scrapy("inspect", source, "-o", tmp_path / "view.html", *poisoned)
    assert done.returncode == 4, done.stderr
    assert "more than 1 s and was given up" in done.stderr
    assert "POISON-TIME" in (tmp_path / "view.html").read_text("utf-8")

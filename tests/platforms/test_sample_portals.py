"""Each sample portal, crawled from its home page with no portal file, against its answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govcrawl.sampleserver import SampleServer
from tests.conftest import ROOT, Command, records

PORTALS = sorted((ROOT / "samples" / "portals").glob("*/expected.json"))


@pytest.mark.skipif(not PORTALS, reason="the sample portals are not here")
@pytest.mark.parametrize("answers", PORTALS, ids=lambda path: path.parent.name)
def test_every_report_from_the_home_page(scrapy: Command, tmp_path: Path, answers: Path) -> None:
    expected = json.loads(answers.read_text("utf-8"))
    feed = tmp_path / "feed.jsonl"
    with SampleServer(answers.parent) as server:
        done = scrapy.crawl(server.url, "-O", feed, reader="govcrawl")
        asked = [request.lstrip("/") for request in server.requests]
    dead = expected["dead_links"]
    assert done.returncode == (3 if dead else 0), done.stderr
    target = scrapy.run()["targets"][0]
    assert target["outcome"] == ("incomplete" if dead else "ok"), target
    assert target["listing_complete"], target
    assert target["failed"] == len(dead)
    assert target["platform"] == expected["platform"]

    want = {_title(report): report for report in expected["reports"]}
    found = {record["title"]: record for record in records(feed) if record["title"] in want}
    assert found.keys() == want.keys()
    others = {other["title"] for report in want.values() for other in report["other_documents"]}
    assert {r["title"] for r in records(feed)} <= want.keys() | others
    wrong = {title: facts for title in want if (facts := _differences(want[title], found[title]))}
    assert not wrong
    # A title that may be one is looked at, one that is none is not.
    refused = {page["path"] for page in expected["not_reports"] if page["kind"] != "maybe"}
    assert not refused & set(asked)


def _title(report: dict[str, Any]) -> str:
    return str(report["title"])


def _differences(want: dict[str, Any], got: dict[str, Any]) -> dict[str, Any]:
    """Field → (wanted, got), for every field in which they differ."""
    pairs = {
        "url": (want["path"], got["source"]["url"].split("/", 3)[3]),
        "aliases": (want["aliases"], [u.split("/", 3)[3] for u in got["source"]["aliases"]]),
        "year": (want["report_year"], got["report_year"]),
        "agency": (want["agency"], got["agency"]["name"]),
        "adcode": (want["adcode"], got["agency"]["region"]["adcode"]),
        "level": (want["level"], got["agency"]["level"]),
        "coverage": (want["coverage"], got["coverage"]),
        "published": (want["publish_date"], got["publish_date"]),
        "dated": (want["document_date"], got["document_date"]),
        "index": (want["index_number"], got["index_number"]),
        "era": (want["format_era"], got["format_era"]),
        "tables": (want["tables"], got["tables"]),
    }
    found = {(s["metric"], s["value"]) for s in got["statistics"]}
    missing = {(s["metric"], s["value"]) for s in want["statistics"]} - found
    lost = [text for text in want["paragraphs"] if text not in got["body"]]
    wrong: dict[str, Any] = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if "tables" in wrong:
        keys = want["tables"].keys() | got["tables"].keys()
        cells = {k: (want["tables"].get(k, "-"), got["tables"].get(k, "-")) for k in keys}
        wrong["tables"] = {k: pair for k, pair in cells.items() if pair[0] != pair[1]}
    return wrong | ({"statistics": missing} if missing else {}) | ({"lost": lost} if lost else {})

"""``scrapy demo`` against the answers that the sample portals come with."""

from __future__ import annotations

import json

import pytest

from govcrawl.commands.demo import SHOWN
from tests.conftest import ROOT, Command, records

PORTALS = [
    path
    for name in SHOWN
    if (path := ROOT / "samples" / "portals" / name / "expected.json").is_file()
]


@pytest.mark.skipif(not PORTALS, reason="the sample portals are not here")
def test_every_report_and_nothing_else(scrapy: Command) -> None:
    done = scrapy("demo", reader="govcrawl")
    assert done.returncode == 0, done.stderr
    once = scrapy.data / "demo" / "reports.jsonl", done.stdout.count("\n")
    (issues,) = (len(records(p)) for p in (scrapy.data / "demo").glob("runs/*/issues.jsonl"))
    done = scrapy("demo", reader="govcrawl")
    assert (scrapy.data / "demo" / "reports.jsonl", done.stdout.count("\n")) == once
    (again,) = (len(records(p)) for p in (scrapy.data / "demo").glob("runs/*/issues.jsonl"))
    assert again == issues, "it says the same every time"
    feed = records(scrapy.data / "demo" / "reports.jsonl")
    run = json.loads(next((scrapy.data / "demo").glob("runs/*/run.json")).read_text("utf-8"))
    for path, target in zip(PORTALS, run["targets"], strict=True):
        expected = json.loads(path.read_text("utf-8"))
        assert target["portal"] == expected["portal"]
        assert target["platform"] == expected["platform"]
        assert target["listing_complete"]
        assert target["failed"] == len(expected["dead_links"])
        assert target["outcome"] == ("incomplete" if expected["dead_links"] else "ok")
        mine = [r for r in feed if r["source"]["portal"] == expected["portal"]]
        got: dict[str, dict[str, object]] = {}
        for r in mine:  # a page's own report comes first
            got.setdefault(r["source"]["url"].split("/", 3)[3], r)
        want = {r["path"]: r for r in expected["reports"]}
        assert {name: r["title"] for name, r in got.items()} == {
            name: r["title"] for name, r in want.items()
        }
        for name, report in want.items():
            aliases = [url.split("/", 3)[3] for url in got[name]["source"]["aliases"]]
            assert aliases == report.get("aliases", [])
    for word in ("reports", "年报", "run.json", "issues.jsonl", "下一步 next"):
        assert word in done.stdout
    assert done.stderr == "", "it is quiet"
    assert (scrapy.data / "demo" / "tables" / "govcrawl.xlsx").is_file()
    (view,) = (scrapy.data / "demo").glob("*.view.html")
    assert str(view) in done.stdout

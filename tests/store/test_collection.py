"""Collection: one order, copies merged, versions matched, ``latest`` never forgetting."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from govcrawl import feed
from govcrawl.execution.execution import Inline
from govcrawl.execution.killers import Killers
from govcrawl.execution.outcome import RecordLine
from govcrawl.execution.read_settings import Limits
from govcrawl.report import Report
from govcrawl.runs import Run, stamp
from govcrawl.store.collection import Collection
from govcrawl.store.comparing import Comparison
from govcrawl.store.settling import Settling
from govcrawl.store.stores import Stores
from govcrawl.store.visit import PortalVisit
from tests import standin


def record(agency: str, url: str, figure: str = "1", **source: object) -> Report:
    report = standin.report(agency, 2020, figure, url=url, fetched_at="2026-01-01T00:00:00Z")
    for name, value in source.items():
        setattr(report.source, name, value)
    return report


def collected(data: Path, *reports: Report) -> tuple[Collection, list[tuple[str, str]]]:
    """A run that met the reports and published them: state and URL of each distinct one."""
    run = Run.begin(data, "test", stores=["x"])
    here = Inline(Limits(), Killers(None, "1", Limits()))
    compare = Comparison(data / "archive", 1 << 20, here)
    stores = Stores(run, compare)
    collection = Collection(run, ["x"])
    for report in reports:
        collection.add(RecordLine.of(report), 0)
    resolved = collection.resolve(stores.by_name, compare)
    store, visit = stores.by_name["x"], PortalVisit()
    settled = Settling(
        store, visit, resolved, collection.read_from("x"), run.run_id, stamp()
    ).settle()
    list(stores.stage({"x": settled}, collection))
    stores.commit()
    stores.close()
    compare.close()
    run.finish(0, "done")
    return collection, [(f.state, f.entry.url) for f in resolved]


def latest(data: Path) -> list[Report]:
    path = data / "latest" / "x.jsonl"
    return [feed.decode(line) for line in path.read_bytes().splitlines(keepends=True)]


def issues(data: Path) -> list[dict[str, str]]:
    lines = (path.read_bytes().splitlines() for path in data.glob("runs/*/issues.jsonl"))
    return [json.loads(line) for some in lines for line in some]


def test_no_change_was_seen_before_it_was_not(tmp_path: Path) -> None:
    """A run sees a page after it fetched it; a later reader may read the bytes of that fetch."""
    first, again = record("甲", "http://x/a", "1"), record("甲", "http://x/a", "2")
    for one in (first, again):
        one.source.sha256 = "0" * 64
        collected(tmp_path, one)
    (change,) = latest(tmp_path)[0].changes
    assert change["by"] == "parser"
    assert change["seen_before"] == change["seen_after"] > "2026-01-01T00:00:00Z"


def test_arrival_order_does_not_matter(tmp_path: Path) -> None:
    reports = [
        record("甲", "http://x/long/a"),
        record("甲", "http://x/a"),
        record("乙", "http://x/b"),
        record("甲", "http://mirror/a", provenance="third_party"),
    ]
    outputs = set()
    for n, order in enumerate(itertools.permutations(reports)):
        collection, _ = collected(tmp_path / str(n), *order)
        outputs.add(b"".join(feed.encode(collection.report(f)) for f in collection.resolve()))
    assert len(outputs) == 1
    (lines,) = outputs
    first = feed.decode(lines.splitlines()[0])
    assert first.source.url == "http://x/a"
    assert first.source.aliases == ["http://mirror/a", "http://x/long/a"]


def test_what_shares_an_id_and_differs_is_kept_and_said(tmp_path: Path) -> None:
    collection, states = collected(
        tmp_path, record("甲", "http://x/a"), record("甲", "http://x/b", "2")
    )
    assert states == [("new", "http://x/a"), ("new", "http://x/b")]
    assert "id_shared" in (collection.run.folder / "issues.jsonl").read_text("utf-8")
    assert len(latest(tmp_path)) == 2
    _, states = collected(tmp_path, record("甲", "http://x/b", "2"), record("甲", "http://x/a"))
    assert [state for state, _ in states] == ["unchanged", "unchanged"]


def test_the_older_version_says_of_which_it_is_one(tmp_path: Path) -> None:
    old, new = record("甲", "http://x/a"), record("甲", "http://x/b", "2")
    old.publish_date, new.publish_date = "2021-01-05", "2021-03-01"
    collected(tmp_path, old, new, record("乙", "http://x/c"))
    assert [r.duplicate_of for r in latest(tmp_path)] == ["甲-2020-own", None, None]
    said = [e for e in issues(tmp_path) if e["code"] == "version_current"]
    assert [(e["url"], e["evidence"]) for e in said] == [("http://x/b", "http://x/b http://x/a")]
    assert "it was published later" in said[0]["message_en"]
    copy = record("甲", "http://mirror/a", "3", provenance="third_party")
    copy.publish_date = "2021-09-09"
    collected(tmp_path, copy)
    assert [(r.source.url, r.duplicate_of) for r in latest(tmp_path)] == [
        ("http://mirror/a", "甲-2020-own"),
        ("http://x/a", "甲-2020-own"),
        ("http://x/b", None),
        ("http://x/c", None),
    ]


def test_versions_are_matched_by_content_then_address_then_portal(tmp_path: Path) -> None:
    collected(tmp_path, record("甲", "http://x/a"), record("乙", "http://x/b"))
    moved = record("甲", "http://x/moved", fetched_at="2027-01-01T00:00:00Z", sha256="f" * 64)
    _, states = collected(tmp_path, moved)
    assert states == [("unchanged", "http://x/moved")]
    after = latest(tmp_path)[1]
    assert (after.source.url, after.source.aliases) == ("http://x/moved", ["http://x/a"])
    assert after.source.sha256 == "f" * 64, "the bytes at the address that it names"
    assert after.changes == []

    _, states = collected(
        tmp_path,
        record("甲", "http://x/moved", "2", sha256="e" * 64),
        record("乙", "http://y/b", "3"),
    )
    assert states == [("changed", "http://x/moved"), ("new", "http://y/b")]
    assert [r.source.url for r in latest(tmp_path)] == [
        "http://x/b",
        "http://x/moved",
        "http://y/b",
    ]


def test_what_is_not_met_keeps_its_line_but_for_what_the_store_fills_in(tmp_path: Path) -> None:
    collected(tmp_path, record("甲", "http://x/a"))
    before = latest(tmp_path)
    collected(tmp_path, record("乙", "http://x/b"))
    assert latest(tmp_path)[:1] == before


@pytest.mark.parametrize("text", ["年报〔2020〕", "\u2028", 'a"\\', "lone \ud800 surrogate"])
def test_a_line_is_utf8_and_reads_back(text: str) -> None:
    report = record("甲", "http://x/a")
    report.body = text
    line = feed.encode(report)
    assert line.count(b"\n") == 1
    assert b"\\u5e74" not in line
    assert feed.decode(line).body == text.replace("\ud800", "\ufffd")

"""Collection: one order, copies merged, versions matched, ``latest`` never forgetting."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from govcrawl import feed
from govcrawl.execution.execution import Inline
from govcrawl.execution.killers import Killers
from govcrawl.execution.outcome import RecordLine
from govcrawl.execution.settings import Limits
from govcrawl.report import Report
from govcrawl.runs import Run
from govcrawl.store.collection import Collection
from govcrawl.store.comparing import Comparison
from govcrawl.store.state import State
from tests import standin


def record(agency: str, url: str, figure: str = "1", **source: object) -> Report:
    report = standin.report(agency, 2020, figure, url=url, fetched_at="2026-01-01T00:00:00Z")
    for name, value in source.items():
        setattr(report.source, name, value)
    return report


def collected(data: Path, *reports: Report) -> tuple[Collection, list[tuple[str, str]]]:
    """A run that met the reports and published them: state and URL of each distinct one."""
    run = Run.begin(data, "test", exclusive=False)
    collection = Collection(run)
    for report in reports:
        collection.add(RecordLine.of(report), 0)
    state = State(data / "state.sqlite")
    here = Inline(Limits(), Killers(None, "1", Limits()))
    compare = Comparison(state, data / "archive", 1 << 20, here)
    resolved = collection.resolve(compare)
    with collection.writing_latest(resolved):
        pass
    compare.close()
    state.close(publish=None)
    return collection, [(f.state, f.entry.url) for f in resolved]


def latest(data: Path) -> list[Report]:
    path = data / "latest" / "reports.jsonl"
    return [feed.decode(line) for line in path.read_bytes().splitlines(keepends=True)]


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


def test_versions_are_matched_by_content_then_address_then_portal(tmp_path: Path) -> None:
    collected(tmp_path, record("甲", "http://x/a"), record("乙", "http://x/b"))
    before = (tmp_path / "latest" / "reports.jsonl").read_bytes()
    moved = record("甲", "http://x/moved", fetched_at="2027-01-01T00:00:00Z", sha256="f" * 64)
    _, states = collected(tmp_path, moved)
    assert states == [("unchanged", "http://x/moved")]
    after = (tmp_path / "latest" / "reports.jsonl").read_bytes()
    alias = b'{"url":"http://x/a","aliases":[]'
    assert after == before.replace(alias, alias.replace(b"[]", b'["http://x/moved"]'))
    assert after != before

    _, states = collected(
        tmp_path,
        record("甲", "http://x/moved", "2", sha256="e" * 64),
        record("乙", "http://y/b", "3"),
    )
    assert states == [("changed", "http://x/moved"), ("new", "http://y/b")]
    assert [r.source.url for r in latest(tmp_path)] == [
        "http://x/b",
        "http://y/b",
        "http://x/moved",
    ]


def test_damaged_and_older_lines_of_latest(tmp_path: Path) -> None:
    collected(tmp_path, record("甲", "http://x/a"))
    path = tmp_path / "latest" / "reports.jsonl"
    old = path.read_bytes().replace(b'"doc_number":null,', b"")
    path.write_bytes(old + b"{half a li")
    collection, _ = collected(tmp_path, record("乙", "http://x/b"))
    assert "bad_latest" in (collection.run.folder / "issues.jsonl").read_text("utf-8")
    assert old in path.read_bytes()
    assert len(path.read_bytes().splitlines()) == 2


@pytest.mark.parametrize("text", ["年报〔2020〕", "\u2028", 'a"\\', "lone \ud800 surrogate"])
def test_a_line_is_utf8_and_reads_back(text: str) -> None:
    report = record("甲", "http://x/a")
    report.body = text
    line = feed.encode(report)
    assert line.count(b"\n") == 1
    assert b"\\u5e74" not in line
    assert feed.decode(line).body == text.replace("\ud800", "\ufffd")

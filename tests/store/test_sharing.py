"""Ids that several files share are said, whether their records agree or not."""

from __future__ import annotations

import json
from pathlib import Path

from govcrawl.execution.outcome import RecordLine
from govcrawl.runs import Run
from govcrawl.store.sharing import SharedIds
from tests import standin


def said(data: Path, *records: tuple[str, str, str, bool]) -> list[tuple[str, str, str]]:
    run = Run.begin(data, "test", stores=["x"])
    shared = SharedIds()
    for agency, url, figure, is_file in records:
        report = standin.report(agency, 2020, figure, url=url, fetched_at="2026-01-01T00:00:00Z")
        shared.add(RecordLine.of(report), is_file=is_file)
    shared.tell(run)
    lines = (run.folder / "issues.jsonl").read_bytes().splitlines()
    run.finish(0, "done")
    entries = [json.loads(line) for line in lines]
    return [(e["code"], e["severity"], e["evidence"]) for e in entries]


def test_copies_and_versions(tmp_path: Path) -> None:
    assert said(
        tmp_path,
        ("乙", "file:///c", "1", True),
        ("甲", "file:///b", "1", True),
        ("甲", "file:///a", "1", True),
        ("乙", "file:///d", "2", True),
        ("丙", "file:///e", "1", True),
    ) == [
        ("id_shared", "warn", "file:///c file:///d"),
        ("id_repeated", "info", "file:///a file:///b"),
    ]


def test_a_file_and_a_page_of_an_archive_but_not_two_pages(tmp_path: Path) -> None:
    pages = [("甲", "http://x/a", "1", False), ("甲", "http://x/b", "2", False)]
    assert said(tmp_path, *pages) == []
    assert [code for code, *_ in said(tmp_path, *pages, ("甲", "file:///c", "1", True))] == [
        "id_shared"
    ]

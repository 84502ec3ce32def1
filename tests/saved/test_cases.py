"""Folders of saved pages through ``reparse``, whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govcrawl.execution.execution import Inline
from govcrawl.execution.killers import Killers
from govcrawl.execution.read_settings import Limits
from govcrawl.parts import Shard
from govcrawl.reparsing import Reparse
from govcrawl.runs import Run
from tests.saved.cases import CASES, Case


class _Silent:
    def advance(self, *, records: int, failed: bool) -> None: ...


class _Lines(list[bytes]):
    def write(self, line: bytes, /) -> None:
        self.append(line)


class Result:
    """What one reparse gave: records, the run's issues, and how each file ended."""

    def __init__(self, folder: Path, data: Path, *args: str, shard: Shard | None = None) -> None:
        run = Run.begin(data, "reparse test")
        limits = Limits()
        lines = _Lines()
        execution = Inline(limits, Killers(data / "killers", "test", limits))
        with Reparse(
            run,
            list(args) or [str(folder)],
            execution,
            limits.max_bytes,
            everything=False,
            shard=shard,
        ) as reparse:
            reparse.scan()
            reparse.read(lines, _Silent())
        self.folder, self.run, self.lines = folder, run, [*lines]
        self.records: list[dict[str, Any]] = [json.loads(line) for line in lines]
        self.issues = _lines(run.folder / "issues.jsonl")
        self.files = {row["file"]: row for row in _lines(run.folder / "files.jsonl")}

    def of(self, name: str) -> list[dict[str, Any]]:
        """The records of a file."""
        uri = (self.folder / name).as_uri()
        return [r for r in self.records if r["source"]["url"] == uri]

    def end(self, name: str) -> str:
        row = self.files.get(str(self.folder / name))
        return row["end"] if row else "unseen"


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def faults(case: Case, result: Result) -> list[str]:
    """What is wrong, in words; empty where all is as it should be."""
    bad = []
    if len(result.records) != case.reports:
        bad.append(f"{len(result.records)} reports for {case.reports}")
    for name, want in case.pages.items():
        records = result.of(name)
        if not records:
            bad.append(f"{name}: no record")
            continue
        record, row = records[0], result.files.get(str(result.folder / name), {})
        source = record["source"]
        web = [a for a in source["aliases"] if a.startswith("http")]
        if want.address is not None and want.address not in web:
            bad.append(f"{name}: address {web}")
        if want.used == () and web:
            bad.append(f"{name}: an address that nobody knows: {web}")
        if want.used is not None and tuple(row.get("used", ["?"])) != want.used:
            bad.append(f"{name}: used {row.get('used')}")
        if want.fetched_at is not None and source["fetched_at"] != want.fetched_at:
            bad.append(f"{name}: fetched_at {source['fetched_at']}")
        for key in ("provenance",):
            if getattr(want, key) is not None and source[key] != getattr(want, key):
                bad.append(f"{name}: {key} {source[key]}")
        if want.publish_date is not None and record["publish_date"] != want.publish_date:
            bad.append(f"{name}: published {record['publish_date']}")
        parsed = sum(a["parsed"] for a in record["attachments"])
        if want.parsed is not None and parsed != want.parsed:
            bad.append(f"{name}: {parsed} attachments read")
        if want.text is not None and want.text not in record["body"]:
            bad.append(f"{name}: text missing")
    for name, end in case.ends.items():
        if result.end(name) != end:
            bad.append(f"{name}: {result.end(name)} for {end}")
    codes = {i["code"] for i in result.issues}
    bad += [f"not said: {code}" for code in case.said if code not in codes]
    bad += [f"said: {code}" for code in case.silent if code in codes]
    return bad


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", case.files)
    assert faults(case, Result(folder, tmp_path / "data")) == []

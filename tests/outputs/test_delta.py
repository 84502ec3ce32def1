"""The old export and the delta give the new one, byte for byte."""

from __future__ import annotations

import csv
import random
import tracemalloc
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest

from govcrawl.outputs.delta import FOLDER, DeltaError, _Span, _Spans, apply_delta, write_delta
from govcrawl.outputs.package import export, export_again
from tests.outputs.records import generated

KEY = "applications.received_new.total"


def write(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in records))
    return path


def records(path: Path) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in generated(path, 8).read_bytes().splitlines()]


def exported(feed: Path, folder: Path) -> Path:
    export([feed], ("csv",), folder)
    return folder


def differences(folder: Path) -> list[dict[str, str]]:
    with (folder / FOLDER / "differences.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def same(one: Path, other: Path) -> None:
    names = {path.name for path in one.iterdir() if path.is_file()}
    assert names == {path.name for path in other.iterdir()}
    for name in names:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def test_every_format_is_made_again_of_the_delta(tmp_path: Path) -> None:
    before = records(tmp_path / "made.jsonl")
    old = exported(write(tmp_path / "old.jsonl", before), tmp_path / "old")
    changed = {**before[1], "tables": {**before[1]["tables"], KEY: 424242}}
    feed = write(tmp_path / "new.jsonl", [*before[2:], changed])
    formats = ("csv", "sqlite", "xlsx", "parquet", "duckdb")
    new = tmp_path / "new"
    export([feed], formats, new)
    write_delta(old, new)
    made = tmp_path / "made"
    apply_delta(old, new / FOLDER, made)
    export_again(made, formats[1:])
    for path in new.iterdir():
        if path.is_file() and path.suffix != ".duckdb":  # its bytes differ from run to run
            assert (made / path.name).read_bytes() == path.read_bytes(), path.name
    query = "SELECT * FROM figures ORDER BY ALL"
    rows = [
        duckdb.connect(str(p / "govcrawl.duckdb")).execute(query).fetchall() for p in (new, made)
    ]
    assert rows[0] == rows[1]


def test_csv_for_excel_is_no_ground_for_other_formats(tmp_path: Path) -> None:
    feed = generated(tmp_path / "made.jsonl", 2)
    export([feed], ("csv",), tmp_path / "old", excel=True)
    with pytest.raises(DeltaError, match="csv_for_excel"):
        export_again(tmp_path / "old", ["sqlite"])


def test_added_changed_withdrawn_and_seen_again(tmp_path: Path) -> None:
    before = records(tmp_path / "made.jsonl")
    old = exported(write(tmp_path / "old.jsonl", before), tmp_path / "old")
    gone, seen, changed, *rest = before
    seen = {**seen, "seen": {"first": "2026-01-01T00:00:00Z", "last": "2026-02-01T00:00:00Z"}}
    changed = {**changed, "tables": {**changed["tables"], KEY: 424242}}
    added = {**gone, "report_id": "999999-x-2024-own"}
    feed = write(tmp_path / "new.jsonl", [*rest, changed, added, seen])
    new = exported(feed, tmp_path / "new")
    counts = write_delta(old, new)
    assert counts == {
        "added": 1,
        "changed": 1,
        "withdrawn": 1,
        "seen_again": 1,
        "unchanged": len(rest),
    }
    found = differences(new)
    assert {(d["record"], d["to"]) for d in found if KEY.replace(".", "__") == d["column"]} == {
        (changed["report_id"], "424242")
    }
    assert {d["record"] for d in found} == {changed["report_id"]}
    apply_delta(old, new / FOLDER, tmp_path / "made")
    same(new, tmp_path / "made")


@pytest.mark.parametrize("seed", range(4))
def test_whatever_changes(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    before = records(tmp_path / "made.jsonl")
    after = [record for record in before if chance.random() < 0.7]
    for record in after:
        if chance.random() < 0.5:
            record["tables"] = dict.fromkeys(record["tables"], chance.randrange(9))
    after += [{**before[0], "report_id": f"{n:06d}-new-2020-own"} for n in range(2)]
    chance.shuffle(after)
    old = exported(write(tmp_path / "old.jsonl", before), tmp_path / "old")
    new = exported(write(tmp_path / "new.jsonl", after), tmp_path / "new")
    write_delta(old, new)
    apply_delta(old, new / FOLDER, tmp_path / "again")
    same(new, tmp_path / "again")


def test_nothing_differs(tmp_path: Path) -> None:
    feed = generated(tmp_path / "feed.jsonl", 3)
    old, new = exported(feed, tmp_path / "old"), exported(feed, tmp_path / "new")
    assert write_delta(old, new)["unchanged"] == 3
    assert differences(new) == []


def test_what_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    feed = generated(tmp_path / "feed.jsonl", 3)
    new = exported(feed, tmp_path / "new")
    with pytest.raises(DeltaError):
        write_delta(tmp_path / "nothing", new)
    export([feed], ("csv",), tmp_path / "plain", masked=False)
    with pytest.raises(DeltaError, match="personal_data_masked"):
        write_delta(tmp_path / "plain", new)
    write_delta(new, exported(write(tmp_path / "x.jsonl", records(feed)[:1]), tmp_path / "other"))
    with pytest.raises(DeltaError, match="≠"):
        apply_delta(tmp_path / "other", tmp_path / "other" / FOLDER, tmp_path / "y")


def test_where_the_rows_of_many_reports_are_is_held_as_numbers() -> None:
    names = [f"{number:06d}-某局-2023-own" for number in range(20_000)]
    numbers: dict[str, int] = {}
    tracemalloc.start()
    try:
        held = [
            _Spans(numbers, ((name, _Span(at, at + 1, bytes(16))) for at, name in enumerate(names)))
            for _ in range(13)
        ]
        bytes_each = tracemalloc.get_traced_memory()[0] / len(names)
    finally:
        tracemalloc.stop()
    assert bytes_each < 700, "300 MB at 100,000 reports, of two exports"
    assert list(held[0]) == names
    assert held[12].get(names[5]) == _Span(5, 6, bytes(16))
    few = _Spans(numbers, [(names[7], _Span(1, 2, b"x" * 16)), ("new", _Span(3, 4, b"y" * 16))])
    assert list(few) == [names[7], "new"]
    assert names[6] not in few
    assert "new" not in held[0]

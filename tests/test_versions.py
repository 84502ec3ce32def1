"""Every command that reads a feed takes the lines of other minor versions of the schema: earlier
ones lack fields, later ones have some that nobody here knows."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govcrawl import feed
from govcrawl.parts import Part, Shard, with_part
from tests.conftest import Command, records
from tests.outputs.records import samples

#: Fields that version 1.1 brought, and those of its parts.
_LATER = ("seen", "duplicate_of", "id_provisional", "candidates", "quantities")
_LATER_INSIDE = ("anchor", "confidence")


def earlier(record: dict[str, Any]) -> dict[str, Any]:
    """As version 1.0 wrote it."""
    parts = [*record["table_cells"], *(s["evidence"] for s in record["statistics"])]
    for part in [*parts, *record["field_evidence"]]:
        for name in _LATER_INSIDE:
            part.pop(name, None)
    kept = {name: value for name, value in record.items() if name not in _LATER}
    return {**kept, "schema_version": "1.0"}


def later(record: dict[str, Any]) -> dict[str, Any]:
    """As a version to come may write it."""
    for part in (record["agency"], record["source"], *record["table_cells"]):
        part["of_a_later_version"] = [1]
    return {**record, "schema_version": "1.9", "of_a_later_version": {"a": None}}


@pytest.mark.parametrize("version", [earlier, later])
def test_feeds_of_other_minor_versions(
    scrapy: Command, tmp_path: Path, version: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    now = samples(tmp_path / "now.jsonl")
    folder = tmp_path / "feeds"
    folder.mkdir()
    lines = [feed.encode_json(version(record)) for record in records(now)]
    (folder / "other.jsonl").write_bytes(b"".join(lines))

    found = [feed.decode(line) for line in lines]
    assert [r.report_id for r in found] == [r["report_id"] for r in records(now)]

    matrices = []
    for given in (now, folder):
        done = scrapy("coverage", given, "--format", "json", "--as-of", "2025-01-01")
        assert done.returncode == 0, done.stderr
        matrices.append([(c["agency"], c["year"], c["state"]) for c in json.loads(done.stdout)])
    assert matrices[0] == matrices[1] != []

    tables = []
    for given in (now, folder):
        done = scrapy("export", given, "--to", "csv", tmp_path / given.stem)
        assert done.returncode == 0, done.stderr
        with (tmp_path / given.stem / "figures.csv").open(encoding="utf-8-sig") as file:
            tables.append([(row["key"], row["value"]) for row in csv.DictReader(file)])
    if version is later:
        assert tables[0] == tables[1] != []
    else:  # candidates came with 1.1
        assert set(tables[1]) <= set(tables[0])
        assert tables[1]

    part = tmp_path / "part.jsonl"
    archived = [
        with_part(line, Part(shard=Shard(1, 1), page=n, archived=True))
        for n, line in enumerate(lines)
    ]
    part.write_bytes(b"".join(archived))
    merged = tmp_path / "merged.jsonl"
    assert scrapy("merge", part, "-O", merged).returncode == 0
    ids = {r["report_id"] for r in records(now)}
    assert {r["report_id"] for r in records(merged)} == ids

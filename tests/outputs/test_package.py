"""An export, read back by the programs people use, equals what the tables' rows are."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import sqlite3
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import openpyxl
import pandas as pd
import polars as pl
import pytest

from govcrawl.feed import FeedFileError
from govcrawl.outputs.matrix import matrix_of
from govcrawl.outputs.package import Exported, export, feed_files
from govcrawl.outputs.record_rows import codebook_rows
from govcrawl.outputs.tables import tables
from tests.outputs.records import generated, samples

_COUNTS = {"generated": 60, "many": 5_000}
FORMATS = ("csv", "parquet", "xlsx", "duckdb", "sqlite")


@pytest.fixture(
    scope="module",
    params=["samples", "generated", pytest.param("many", marks=pytest.mark.long)],
)
def exported(request: pytest.FixtureRequest, tmp_path_factory: Any) -> tuple[Path, Path, Exported]:
    folder = tmp_path_factory.mktemp(request.param)
    feed = folder / "feed.jsonl"
    samples(feed) if request.param == "samples" else generated(feed, _COUNTS[request.param])
    return feed, folder / "out", export([feed], FORMATS, folder / "out", masked=False)


@lru_cache(maxsize=4)
def expected(feed: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows by table, from the feed alone: empty texts are null."""
    rows: dict[str, list[tuple[Any, ...]]] = {table.name: [] for table in tables()}
    seen: dict[str, int] = {}
    for line in feed.read_bytes().splitlines():
        record = msgspec.json.decode(line)
        count = seen[record["report_id"]] = seen.get(record["report_id"], 0) + 1
        key = record["report_id"] + (f"~{count}" if count > 1 else "")
        for table in tables():
            rows[table.name] += [
                tuple(None if v == "" else v for v in row) for row in table.rows(record, key)
            ]
    whole = {"coverage": matrix_of([feed], None, {}).rows, "codebook": codebook_rows()}
    for name, found in whole.items():
        rows[name] = [tuple(None if v == "" else v for v in row) for row in found]
    return rows


def plain(value: Any) -> Any:
    """A value as the feed has it: no NaN, no numpy, dates as ISO text, whole numbers whole."""
    if (
        value is None
        or value is pd.NaT
        or value is pd.NA
        or (isinstance(value, float) and value != value)
    ):
        return None
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def same(found: list[tuple[Any, ...]], wanted: list[tuple[Any, ...]], name: str) -> None:
    found = [tuple(map(plain, row)) for row in found]
    wanted = [tuple(map(plain, row)) for row in wanted]
    assert len(found) == len(wanted), name
    for one, other in zip(found, wanted, strict=True):
        assert one == other, name


def test_parquet_equals_the_feed_in_pandas_and_polars(exported: Any) -> None:
    feed, out, _ = exported
    for name, rows in expected(feed).items():
        same(pl.read_parquet(out / f"{name}.parquet").rows(), rows, name)
        frame = pd.read_parquet(out / f"{name}.parquet", dtype_backend="pyarrow")
        same(list(frame.itertuples(index=False, name=None)), rows, name)


def test_databases_equal_the_feed(exported: Any) -> None:
    feed, out, _ = exported
    lite = sqlite3.connect(out / "govcrawl.sqlite")
    duck = duckdb.connect(str(out / "govcrawl.duckdb"), read_only=True)
    for table in tables():
        rows = expected(feed)[table.name]
        booleans = {n for n, c in enumerate(table.columns) if c.type == "boolean"}
        from_lite = [
            tuple(bool(v) if n in booleans and v is not None else v for n, v in enumerate(row))
            for row in lite.execute(f'SELECT * FROM "{table.name}"')
        ]
        same(from_lite, rows, table.name)
        same(duck.execute(f'SELECT * FROM "{table.name}"').fetchall(), rows, table.name)
    assert lite.execute("PRAGMA foreign_key_check").fetchall() == []
    duck.close()
    lite.close()


def test_csv_equals_the_feed(exported: Any) -> None:
    feed, out, _ = exported
    for table in tables():
        with (out / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            head, *lines = csv.reader(file)
        assert head == [column.name for column in table.columns]
        read = [
            tuple(_typed(text, c.type) for text, c in zip(line, table.columns, strict=True))
            for line in lines
        ]
        same(read, expected(feed)[table.name], table.name)


def _typed(text: str, kind: str) -> Any:
    if not text:
        return None
    if kind == "boolean":
        return text == "true"
    return float(text) if kind == "number" else int(text) if kind == "integer" else text


def test_workbook_equals_the_feed_and_runs_no_formula(exported: Any) -> None:
    feed, out, _ = exported
    book = openpyxl.load_workbook(out / "govcrawl.xlsx")
    for table in tables():
        sheet = book[table.name]
        assert sheet.freeze_panes == "B3"
        cells = list(sheet.iter_rows(min_row=3))
        assert all(cell.data_type != "f" for row in cells for cell in row)
        found = [
            tuple(row[n].value if n < len(row) else None for n in range(len(table.columns)))
            for row in cells
        ]
        # Excel holds 15 digits of a number and drops white space at the ends of nothing.
        for one, other in zip(found, expected(feed)[table.name], strict=True):
            for a, b in zip(map(plain, one), map(plain, other), strict=True):
                assert a == b or a == pytest.approx(b, rel=1e-14), table.name


def test_descriptor_is_valid_and_describes_every_column(exported: Any) -> None:
    _, out, _ = exported
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package

        report = Package(str(out / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note", "rowNumber", "fieldName"])[:5]
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    described = {r["name"]: r["schema"] for r in package["resources"] if "schema" in r}
    for table in tables():
        schema = described[table.name]
        assert [f["name"] for f in schema["fields"]] == [c.name for c in table.columns]
        assert all(f["title"] and f["description"] for f in schema["fields"])


def test_same_feed_gives_the_same_bytes(tmp_path: Path) -> None:
    feed = generated(tmp_path / "feed.jsonl", 20)
    digests = []
    for name in ("one", "two"):
        done = export([feed], ("csv", "parquet", "xlsx", "sqlite"), tmp_path / name)
        digests.append({p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in done.files})
    assert digests[0] == digests[1]


def test_lines_that_are_no_records_are_named_and_others_exported(tmp_path: Path) -> None:
    feed = generated(tmp_path / "feed.jsonl", 3)
    feed.write_bytes(feed.read_bytes() + b'{"half": \n[]\n{}\n')
    done = export([feed], ("csv",), tmp_path / "out")
    assert done.rows["reports"] == 3
    assert done.unread == [f"{feed}:{line}" for line in (4, 5, 6)]


def test_personal_data_is_masked_unless_asked_for(tmp_path: Path) -> None:
    feed = samples(tmp_path / "feed.jsonl")
    record = msgspec.json.decode(feed.read_bytes().splitlines()[0])
    record["body"] = "申请人张小明向我局提出申请，电话13812345678。"
    record["sections"] = [
        {
            "level": 1,
            "marker": "",
            "title": "x",
            "path": "x",
            "start": 0,
            "end": len(record["body"]),
        }
    ]
    feed.write_bytes(msgspec.json.encode(record) + b"\n")
    export([feed], ("csv",), tmp_path / "masked")
    export([feed], ("csv",), tmp_path / "plain", masked=False)
    masked = (tmp_path / "masked" / "sections.csv").read_text("utf-8")
    assert "申请人张＊＊向我局提出申请，电话138＊＊＊＊5678。" in masked
    assert record["body"] in (tmp_path / "plain" / "sections.csv").read_text("utf-8")


def test_a_failing_export_leaves_what_was_there(tmp_path: Path) -> None:
    feed = generated(tmp_path / "feed.jsonl", 2)
    export([feed], ("csv",), tmp_path / "out")
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    with pytest.raises(OSError, match="missing"):
        export([feed, tmp_path / "missing.jsonl"], ("csv",), tmp_path / "out")
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before


def test_folders_stand_for_the_feeds_in_them(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").touch()
    (tmp_path / "a.jsonl").touch()
    (tmp_path / "c.txt").touch()
    assert [p.name for p in feed_files([tmp_path])] == ["a.jsonl", "b.jsonl"]
    with pytest.raises(FeedFileError, match="no_such_path"):
        list(feed_files([tmp_path / "nothing"]))
    (tmp_path / "empty").mkdir()
    with pytest.raises(FeedFileError, match="no_feed_in_folder"):
        list(feed_files([tmp_path / "empty"]))


def test_figures_of_both_kinds_bear_labels_and_peers_their_groups(exported: Any) -> None:
    _, out, _ = exported
    figures = pl.read_parquet(out / "figures.parquet")
    assert figures.filter(pl.col("label").is_null() & (pl.col("key") != "")).is_empty()
    peers = pl.read_parquet(out / "indicators.parquet")
    assert not peers.is_empty()
    for column in ("body_id", "agency_level", "agency_type", "adcode", "adcode_province"):
        assert peers[column].null_count() < len(peers), column


def test_page_on_quality_counts_what_was_exported(exported: Any) -> None:
    _, out, done = exported
    page = (out / "QUALITY.md").read_text("utf-8")
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    assert package["govcrawl"]["data_version"] in page
    assert f"{done.rows['reports']} reports" in page
    assert "not masked" in page.lower()


def test_second_header_of_the_workbook_is_the_official_label(exported: Any) -> None:
    _, out, _ = exported
    sheet = openpyxl.load_workbook(out / "govcrawl.xlsx", read_only=False)["tables_wide"]
    heads = {cell.value: sheet.cell(2, cell.column).value for cell in sheet[1]}
    label = heads["applications__carried_out__total"]
    assert "四、结转下年度继续办理\n总计" in label
    assert sheet.auto_filter.ref is not None


def test_rows_of_the_workbook_lead_to_their_report(exported: Any) -> None:
    _, out, _ = exported
    book = openpyxl.load_workbook(out / "govcrawl.xlsx")
    for row in book["figures"].iter_rows(min_row=3, max_row=9, max_col=1):
        place = row[0].hyperlink.location.partition("!A")[2]
        assert book["reports"].cell(int(place), 1).value == row[0].value

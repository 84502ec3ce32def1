"""What ``-o`` and ``-O`` of a crawl are written as, and what is said where they cannot be."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from scrapy.exceptions import UsageError

import govcrawl
from govcrawl.commands.feed_options import feed_of
from govcrawl.extensions.remote import Ftp
from govcrawl.outputs.item_exporters import FlatCsv, FlatXml
from tests.conftest import ROOT

PAGE = ROOT / "samples" / "pages" / "list-facts.html"


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("out.jsonl", "out.jsonl:jsonlines"),
        ("a.b/out.CSV", "a.b/out.CSV:csv"),
        ("out.dat:csv", "out.dat:csv"),
        ("ftp://host/x.xml", "ftp://host/x.xml:xml"),
        ("-", "-:jsonlines"),
        ("-:csv", "-:csv"),
    ],
)
def test_formats_by_name(name: str, uri: str) -> None:
    assert feed_of(name, append=False) == (uri, {})


def test_compressed_feeds_bear_no_time() -> None:
    uri, options = feed_of("out.jsonl.gz", append=False)
    assert uri == "out.jsonl.gz:jsonlines"
    assert options["gzip_mtime"] == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("out.xlsx", "scrapy export data/latest --to xlsx"),
        ("out", "scrapy export"),
        ("gs://bucket/x.csv", "pip install google-cloud-storage"),
    ],
)
def test_one_line_says_what_to_use(name: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        feed_of(name, append=False)
    assert "\n" not in str(raised.value)


def test_s3_without_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "boto3", None)
    monkeypatch.setattr("govcrawl.commands.feed_options._installed", lambda module: False)
    with pytest.raises(UsageError, match=r"govcrawl\[s3\]"):
        feed_of("s3://bucket/x.jsonl", append=False)


def test_nothing_is_appended_to_a_document(tmp_path: Path) -> None:
    there = tmp_path / "x.csv"
    assert feed_of(str(there), append=True)
    there.write_text("a,b\n")
    with pytest.raises(UsageError, match="-O"):
        feed_of(str(there), append=True)


def written(exporter: type[Any]) -> bytes:
    file = io.BytesIO()
    file.close = lambda: None  # type: ignore[method-assign]
    out = exporter(file, encoding="utf-8")
    out.start_exporting()
    for report in govcrawl.parse(PAGE) * 2:
        out.export_item(report)
    out.finish_exporting()
    return file.getvalue()


def test_rows_are_flat() -> None:
    one, other = csv.DictReader(io.StringIO(written(FlatCsv).decode(), newline=""))
    assert one["agency"] == "福建省泉州市石狮市农业局"
    assert one["report_year"] == "2016"
    assert one["id_provisional"] == "false"
    assert other["record"] == one["record"] + "~2"
    assert not any("(" in value and "=" in value for value in one.values())
    items = etree.fromstring(written(FlatXml)).findall("item")
    assert items[0].findtext("agency") == one["agency"]
    assert items[0].find("zone") is None, "null is no text"


@pytest.mark.parametrize("publishing", [True, False])
def test_feeds_elsewhere_are_written_only_if_the_verdict_allows(
    publishing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[bytes] = []
    monkeypatch.setattr(
        "scrapy.extensions.feedexport.FTPFeedStorage.store",
        lambda self, file: stored.append(file.getvalue()),
    )

    class Crawler:
        settings: Any = None

        def get_extension(self, kind: object) -> object:
            return type("Extension", (), {"publishing": publishing})()

    storage = Ftp.__new__(Ftp)
    storage.crawler = Crawler()  # type: ignore[assignment]
    storage.store(io.BytesIO(b"{}"))
    assert stored == ([b"{}"] if publishing else [])

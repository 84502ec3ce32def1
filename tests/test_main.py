"""``python -m govcrawl`` is ``scrapy`` from any folder; the package itself stays light."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import govcrawl
from govcrawl.report import Report
from tests.conftest import ROOT
from tests.outputs.records import samples


def test_commands_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "govcrawl"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0
    for command in ("crawl", "demo", "reparse"):
        assert f"  {command} " in done.stdout


def test_a_mistyped_command_is_one_line_with_the_right_word(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "govcrawl", "reprase"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "reparse" in done.stderr


def test_parse_takes_bytes_and_paths(tmp_path: Path) -> None:
    page = ROOT / "samples" / "pages" / "gbk-undeclared.html"
    (report,) = govcrawl.parse(page)
    assert report.source.url == page.as_uri()
    (same,) = govcrawl.parse(page.read_bytes(), url="http://x.gov.cn/a.html")
    assert (same.title, same.source.url) == (report.title, "http://x.gov.cn/a.html")
    assert govcrawl.parse(b"") == []


def test_import_is_light() -> None:
    code = "import sys, govcrawl; print([m for m in ('lxml', 'scrapy', 'msgspec') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_parse_takes_files_text_and_buffers() -> None:
    page = ROOT / "samples" / "pages" / "list-facts.html"
    (report,) = govcrawl.parse(page)
    with page.open("rb") as file:
        assert govcrawl.parse(file)[0].source.url == page.as_uri()
    with page.open(encoding="utf-8") as file:
        assert govcrawl.parse(file)[0].title == report.title
    data = page.read_bytes()
    for given in (bytearray(data), memoryview(data), data.decode(), str(page)):
        assert govcrawl.parse(given)[0].title == report.title


def test_parse_names_the_extra_that_a_format_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    book = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    monkeypatch.setitem(sys.modules, "olefile", None)
    with pytest.raises(govcrawl.MissingLibraryError, match="pip install"):
        govcrawl.parse(book, url="file:///x.doc")


def test_report_goes_to_plain_data_and_back() -> None:
    (report,) = govcrawl.parse(ROOT / "samples" / "pages" / "list-facts.html")
    assert Report.from_dict(report.to_dict()) == report
    assert Report.from_dict(json.loads(report.to_json())) == report
    old = report.to_dict()
    for name in ("id_provisional", "candidates", "quantities", "seen", "duplicate_of"):
        del old[name]  # of schema 1.0
    assert Report.from_dict(old).title == report.title


def test_report_in_one_line_and_in_a_notebook() -> None:
    (report,) = govcrawl.parse(ROOT / "samples" / "pages" / "list-facts.html")
    assert "\n" not in repr(report)
    assert str(report.report_year) in repr(report)
    report.title = "<script>alert(1)</script>"
    assert "<script>" not in report._repr_html_()


def test_feed_and_tables_as_frames(tmp_path: Path) -> None:
    feed = samples(tmp_path / "feed.jsonl")
    records = [json.loads(line) for line in feed.read_bytes().splitlines()]
    for library in ("pandas", "polars"):
        frame = govcrawl.read_feed(feed, library=library)
        assert list(frame["report_id"]) == [r["report_id"] for r in records]
        figures = govcrawl.read_feed(tmp_path, "figures", library=library)
        cells = sum(
            len(r["table_cells"]) + len(r["statistics"]) + len(r["candidates"]) for r in records
        )
        assert len(figures) == cells
    page = "samples/portals/trs-district/zwgk/zfxxgk/zfxxgknb/202101/t20210126_1105.html"
    (report,) = govcrawl.parse(ROOT / page)
    table = report.table("applications", library="pandas").set_index("key")
    key = "applications.received_new.total"
    assert table.loc["applications.received_new", "total"] == report.tables[key]
    assert len(report.table("outcomes", library="polars")) == 3
    with pytest.raises(ValueError, match="no table"):
        report.table("nothing")
    with pytest.raises(ValueError, match="no table"):
        govcrawl.read_feed(feed, "nothing")


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ("nothing.html", FileNotFoundError, "没有这个文件"),
        (str(ROOT / "samples"), IsADirectoryError, "scrapy reparse"),
        ("HTTPS://www.example.gov.cn/a.html", ValueError, "scrapy crawl reports -a url="),
        ("file:///nothing/at/all.html", FileNotFoundError, "all.html"),
        ("", ValueError, "空的文字"),
        ("2023年度报告\n一、总体情况", ValueError, "text.encode"),
        (5, TypeError, "int"),
        ([b"<html>"], TypeError, "list"),
    ],
)
def test_parse_says_what_is_wrong(given: object, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        govcrawl.parse(given)  # type: ignore[arg-type]


def test_parse_takes_the_address_of_a_file() -> None:
    page = ROOT / "samples" / "pages" / "list-facts.html"
    assert govcrawl.parse(page.as_uri()) == govcrawl.parse(page)


def test_a_record_goes_to_json_and_back() -> None:
    (report,) = govcrawl.parse(ROOT / "samples" / "pages" / "list-facts.html")
    assert Report.from_json(report.to_json()) == report
    assert Report.from_dict(json.loads(report.to_json())) == report


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames_have_the_types_of_their_columns(library: str, tmp_path: Path) -> None:
    feed = samples(tmp_path / "feed.jsonl")
    reports = govcrawl.read_feed(feed, library=library)
    kinds = {name: str(reports[name].dtype).lower() for name in ("adcode", "report_year", "zone")}
    assert kinds["adcode"].startswith("str")
    assert kinds["zone"].startswith("str"), "also where all of it is null"
    assert kinds["report_year"] == "int64"
    for table in ("coverage", "codebook", "indicators"):
        assert len(govcrawl.read_feed(feed, table, library=library))
    (report,) = govcrawl.parse(ROOT / "samples" / "pages" / "list-facts.html")
    empty = report.table("applications", library=library)
    assert "natural_person" in empty.columns, "a table that is not there has its columns"


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ("https://www.example.gov.cn/feed.jsonl", ValueError, "read_feed"),
        (5, TypeError, "int"),
        ("nothing.jsonl", FileNotFoundError, "nothing"),
    ],
)
def test_read_feed_says_what_is_wrong(given: object, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        govcrawl.read_feed(given)  # type: ignore[arg-type]

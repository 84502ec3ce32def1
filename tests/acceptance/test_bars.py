"""The bars of the issues, measured with the shared scorer on feeds of the whole reader."""

import subprocess
import sys
from pathlib import Path

import pytest

from govcrawl import feed
from govcrawl.reading import read


def write_feed(folder: Path, target: Path) -> list:
    reports = []
    for path in sorted(
        p for p in folder.iterdir() if p.suffix in {".html", ".txt", ".pdf", ".docx"}
    ):
        reports += read(path.read_bytes(), url=path.as_uri()).reports
    target.write_bytes(b"".join(feed.encode(r) for r in reports))
    return reports


def score(shared: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(shared / "tools" / "score.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_seeds(shared, tmp_path):
    write_feed(shared / "seeds", tmp_path / "seeds.jsonl")
    result = score(shared, "seeds", tmp_path / "seeds.jsonl", shared / "gold")
    assert result.returncode == 0, result.stdout


def test_report_pages(shared, tmp_path):
    folder = shared / "pages" / "reports"
    write_feed(folder, tmp_path / "pages.jsonl")
    result = score(shared, "pages", tmp_path / "pages.jsonl", folder / "manifest.json")
    assert result.returncode == 0, result.stdout


def test_articles_are_no_reports(shared, tmp_path):
    assert write_feed(shared / "pages" / "articles", tmp_path / "none.jsonl") == []


def test_the_text_of_a_record_is_true_to_its_evidence(shared, tmp_path):
    reports = write_feed(shared / "pages" / "reports", tmp_path / "pages.jsonl")
    figures = 0
    for report in reports:
        for s in report.statistics:
            e = s.evidence
            assert report.body[e.start : e.end] == e.text
            assert e.start <= e.value_start < e.value_end <= e.end
            figures += 1
        placed = {c.key for c in report.table_cells if c.state == "read"}
        assert placed == {k for k, v in report.tables.items() if v is not None}
    assert figures


@pytest.mark.parametrize("name", ["huaian_2024.pdf"])
def test_a_pdf_cell_by_cell(shared, tmp_path, name):
    path = shared / "docs" / name
    (report,) = read(path.read_bytes(), url=path.as_uri()).reports
    (tmp_path / "one.jsonl").write_bytes(feed.encode(report))
    gold = shared / "gold" / f"{path.stem}.cells.json"
    result = score(shared, "cells", tmp_path / "one.jsonl", name, gold)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("pattern", ["neg_*.pdf", "*.docx"])
def test_other_documents_yield_nothing_but_a_reason(shared, pattern):
    for path in (shared / "docs").glob(pattern):
        reading = read(path.read_bytes(), url=path.as_uri())
        assert reading.reports == [], path.name
        assert reading.issues, path.name

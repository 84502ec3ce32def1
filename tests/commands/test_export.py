"""``scrapy export`` and ``scrapy codebook`` as typed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.outputs.records import samples

ROOT = Path(__file__).resolve().parents[2]


def scrapy(*args: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *map(str, args)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_export_writes_the_tables_and_says_where(tmp_path: Path) -> None:
    samples(tmp_path / "feed.jsonl")
    done = scrapy("export", tmp_path, "--to", "csv,sqlite", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "reports.csv").is_file()
    assert str(tmp_path / "out" / "govcrawl.sqlite") in done.stderr
    assert done.stdout == ""


def test_export_of_damaged_lines_is_partial(tmp_path: Path) -> None:
    feed = samples(tmp_path / "feed.jsonl")
    feed.write_bytes(feed.read_bytes() + b"{\n")
    done = scrapy("export", feed, tmp_path / "out")
    assert done.returncode == 3
    assert "export_bad_line" in done.stderr


def test_usage_errors_are_one_line(tmp_path: Path) -> None:
    for args in (["export", tmp_path], ["export", tmp_path, "--to", "pdf", tmp_path]):
        done = scrapy(*args)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
    done = scrapy("export", tmp_path / "none.jsonl", tmp_path / "out")
    assert done.returncode == 2
    assert "no_such_path: " in done.stderr
    assert "none.jsonl" in done.stderr
    assert "Errno" not in done.stderr


def test_codebook_explains_a_key() -> None:
    done = scrapy("codebook", "applications.carried_out.total")
    assert done.returncode == 0
    assert "结转下年度继续办理" in done.stdout
    assert "Carried over to next year" in done.stdout
    assert scrapy("codebook", "applications.carried").returncode == 2

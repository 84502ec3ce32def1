"""``python -m govcrawl`` is ``scrapy`` from any folder; the package itself stays light."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import govcrawl
from tests.conftest import ROOT


def test_commands_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "govcrawl"], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0
    for command in ("crawl", "demo", "reparse"):
        assert f"  {command} " in done.stdout


def test_parse_takes_bytes_and_paths(tmp_path: Path) -> None:
    page = ROOT / "samples" / "pages" / "gbk-undeclared.html"
    (report,) = govcrawl.parse(page)
    assert report.source.url == page.as_uri()
    (same,) = govcrawl.parse(page.read_bytes(), url="http://x.gov.cn/a.html")
    assert (same.title, same.source.url) == (report.title, "http://x.gov.cn/a.html")
    assert govcrawl.parse(b"") == []


def test_import_is_light() -> None:
    code = "import sys, govcrawl; print([m for m in ('lxml', 'scrapy', 'msgspec') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"

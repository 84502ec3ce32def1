"""``scrapy inspect`` as typed."""

from __future__ import annotations

from pathlib import Path

from tests.commands.test_export import scrapy
from tests.conftest import ROOT

PAGE = ROOT / "samples" / "pages" / "list-facts.html"


def test_writes_one_file(tmp_path: Path) -> None:
    out = tmp_path / "view.html"
    done = scrapy("inspect", PAGE, "-o", out)
    assert done.returncode == 0, done.stderr
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert str(out) in done.stderr


def test_figures_with_their_sentences() -> None:
    done = scrapy("inspect", PAGE, "--figures")
    assert done.returncode == 0
    assert "confirmed" in done.stdout


def test_why_names_fate_rule_and_place() -> None:
    done = scrapy("inspect", PAGE, "--why", "主动公开情况")
    assert done.returncode == 0
    assert "body" in done.stdout
    assert "html:/" in done.stdout
    assert scrapy("inspect", PAGE, "--why", "这段文字不在页面上").returncode == 4


def test_usage_errors_are_one_line(tmp_path: Path) -> None:
    for args in (["inspect"], ["inspect", tmp_path / "none.html"]):
        done = scrapy(*args)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr

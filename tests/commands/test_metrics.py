"""``scrapy metrics``: the codebook of the narrative, and how a sentence is read."""

from __future__ import annotations

from tests.conftest import Command


def test_the_metrics_are_printed(scrapy: Command) -> None:
    done = scrapy("metrics")
    assert done.returncode == 0, done.stderr
    assert "| `applications.received` | 收到的政府信息公开申请 |" in done.stdout


def test_a_sentence_shows_what_explained_it(scrapy: Command) -> None:
    done = scrapy("metrics", "try", "全年收到政府信息公开申请7件,组织星空朗读3场。")
    assert done.returncode == 0, done.stderr
    assert "政府信息公开申请\thead.application" in done.stdout
    assert "= applications.received = 7 件" in done.stdout
    assert "星空朗读\tunknown" in done.stdout
    assert "- 3场: unknown" in done.stdout


def test_other_words_are_a_usage_error(scrapy: Command) -> None:
    assert scrapy("metrics", "guess").returncode == 2

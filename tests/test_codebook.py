"""Every key that a record can hold has its entry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govcrawl.codebook import cells, codebook
from govcrawl.lexicon import vocabulary

SHARED = Path(__file__).resolve().parents[2] / "shared"


def test_entries_are_whole() -> None:
    for key, entry in codebook().items():
        assert entry.key == key
        assert entry.zh, key
        assert entry.en, key
        assert entry.source, key
        assert (entry.eras != ()) == (entry.kind == "cell"), key


def test_the_same_cell_of_two_forms_is_one_entry() -> None:
    entry = codebook()["applications.received_new.total"]
    assert entry.eras == ("format_2019_trial", "format_2021")
    assert entry.zh == "一、本年新收政府信息公开申请数量，总计"
    assert entry.en == "Applications newly received this year, all applicants"


def test_metrics_of_the_narrative_are_entries() -> None:
    book = codebook()
    assert set(cells()) == {key for key, entry in book.items() if entry.kind == "cell"}
    assert book["applications.received"].zh == "收到的政府信息公开申请"
    assert book["proactive_disclosure.channel.wechat"].en.endswith("through WeChat")
    for medium in vocabulary.MEDIA:
        assert f"proactive_disclosure.channel.{medium}" in book
    for metric in vocabulary.METRICS:
        assert "{" in metric or metric in book


def test_every_canonical_key_is_there() -> None:
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    text = (SHARED / "domain" / "tables.json").read_text("utf-8")
    data = json.loads(text)
    for era in ("format_2021", "format_2019_trial"):
        table = data[era]["tables"]["applications"]
        for row in table["rows"]:
            for column in table["columns"]:
                assert f"applications.{row[0]}.{column[0]}" in codebook()

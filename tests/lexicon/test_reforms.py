"""The reforms as data: names in full, in one sense each, in order of time."""

from __future__ import annotations

from govcrawl.lexicon.agencies import full_form
from govcrawl.lexicon.reforms import REFORMS, began, ends_of, renamed


def test_names_are_in_full_and_reforms_in_order() -> None:
    pairs = [p for r in REFORMS for p in (*r.renamed, *r.merged, *r.absorbed)]
    names = {name for pair in pairs for name in (*pair.before, *pair.after)}
    assert [name for name in sorted(names) if full_form(name) != name] == []
    assert [r.year for r in REFORMS] == sorted(r.year for r in REFORMS)


def test_successions() -> None:
    assert renamed("经济和信息化委员会", "工业和信息化局") == 2018
    assert renamed("扶贫开发办公室", "乡村振兴局") == 2021
    assert renamed("工商行政管理局", "市场监督管理局") is None, "three bodies went into that one"
    assert renamed("城市管理局", "城市管理局") is None
    assert [end.year for end in ends_of("政务服务管理局")] == [2023]
    assert ends_of("物价局")
    assert not ends_of("财政局")
    assert began("市场监督管理局") == began("医疗保障局") == 2018
    assert began("发展和改革委员会") is began("城市管理局") is began("司法局") is None

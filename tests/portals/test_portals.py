"""Portal files are checked when they are loaded."""

from __future__ import annotations

from typing import Any

import pytest

from govcrawl.portals import load

GOOD = {"name": "某区人民政府", "adcode": "110101", "start": ["http://x.gov.cn/"]}


def test_shipped_portals_load() -> None:
    assert {"kaili", "shuyang"} <= set(load())


@pytest.mark.parametrize(
    ("portal_id", "change"),
    [
        ("Bad Id", {}),
        ("x1", {"adcode": "1101"}),
        ("x1", {"adcode": "999999"}),
        ("x1", {"start": []}),
        ("x1", {"start": ["ftp://x"]}),
        ("x1", {"nmae": "x"}),
        ("x1", {"name": None}),
    ],
)
def test_faults_name_the_portal(portal_id: str, change: dict[str, Any]) -> None:
    assert load({"x1": GOOD})["x1"].adcode == "110101"
    loaded = load({portal_id: GOOD | change, "x2": GOOD})
    assert portal_id in str(loaded.broken[portal_id])
    assert portal_id not in loaded
    assert "x2" in loaded, "it stops no other"


def test_an_organ_of_no_region_has_a_code_of_its_own() -> None:
    organ = {"name": "中华人民共和国财政部", "adcode": "000000", "start": ["http://x.gov.cn/"]}
    assert load({"x1": organ})["x1"].adcode == "000000"

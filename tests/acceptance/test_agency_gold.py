"""Organ and region of the hand-checked reports, alone and inside a foreign site."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from govcrawl.reading.agency.resolving_agency import AgencyClues, resolve_agency

SHARED = Path(__file__).parents[3] / "shared"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="no shared material")

SILENT: dict[str, Any] = {
    "title": None, "report_year": None, "signature": [], "opening": "", "body": "", "issuer": None,
    "content_source": None, "breadcrumb": [], "column": None, "site_name": None, "site_code": None,
    "police_record": None, "icp": None, "footer": "", "index_number": None, "contact_address": None,
    "contact_postal_code": None, "contact_phone": None, "host": None, "third_party": False,
}  # fmt: skip
FOREIGN_SITE: dict[str, Any] = {
    "site_code": "4406000001", "police_record": "44060402001234", "icp": "粤ICP备05000000号",
    "site_name": "佛山市人民政府网站", "issuer": "佛山市民政局", "content_source": "佛山市民政局",
    "footer": "主办单位:佛山市人民政府办公室 地址:佛山市禅城区 电话:0757-83281234",
    "breadcrumb": ["首页", "佛山市民政局", "政务公开"],
}  # fmt: skip


def _pages() -> list[dict[str, Any]]:
    path = SHARED / "pages" / "reports" / "manifest.json"
    if not path.is_file():
        return []
    first: dict[str, dict[str, Any]] = {}
    for page in json.loads(path.read_text(encoding="utf-8")):
        first.setdefault(page["title"], page)
    return list(first.values())


def _gold(number: int) -> tuple[dict[str, Any], str]:
    gold = json.loads((SHARED / "gold" / f"seed_{number:03}.json").read_text(encoding="utf-8"))
    text = (SHARED / "seeds" / gold["seed_file"]).read_text(encoding="utf-8")
    return gold["record"], text


@pytest.mark.parametrize("number", range(5))
def test_seed(number: int) -> None:
    record, text = _gold(number)
    third_party = number == 2
    own = text[: text.find("杭州")] if third_party else text
    footer = "" if third_party else text[-400:]
    site_code = re.search(r"标识码[::](\d{10})", footer)
    result = resolve_agency(
        AgencyClues(**{
            **SILENT,
            "title": record["title"],
            "report_year": record["report_year"],
            "opening": own[:1500],
            "body": own if third_party else own[:-400],
            "signature": [line for line in own.split("\n")[-4:] if "委员会" in line][:1]
            if number == 0 else [],
            "issuer": record.get("issuer_in_header"),
            "footer": footer,
            "site_code": site_code[1] if site_code else None,
            "breadcrumb": ["信息公开首页", "市经济和信息化局信息公开年报"] if number == 4 else [],
            "third_party": third_party,
        })
    )  # fmt: skip
    want = record["agency"]
    assert result.agency.name in [want["normalized_name"], *want.get("accept_also", [])]
    assert result.agency.region.adcode == record["region"]["adcode"]
    assert result.agency.level == want["level"]
    assert result.agency.type == want["org_type"]
    aggregate = "aggregate" in want.get("coverage", "")
    assert result.coverage == ("aggregate" if aggregate else "own")


@pytest.mark.parametrize("page", _pages(), ids=lambda page: str(page["file"]))
@pytest.mark.parametrize("site", [{}, FOREIGN_SITE], ids=["no site", "foreign site"])
def test_own_words_beat_the_site(page: dict[str, Any], site: dict[str, Any]) -> None:
    paragraphs = page["paragraphs"]
    result = resolve_agency(
        AgencyClues(**{
            **SILENT,
            "title": page["title"],
            "report_year": page["report_year"],
            "opening": "\n".join(paragraphs[:3]),
            "body": "\n".join(paragraphs),
            "signature": [p for p in paragraphs[-3:] if len(p) < 30],
            **site,
        })
    )  # fmt: skip
    assert result.agency.name == page["agency"]
    assert result.agency.region.adcode == page["adcode"]
    assert ("region_conflict" in [issue.code for issue in result.issues]) == bool(site)

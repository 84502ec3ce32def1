"""The recogniser of titles on the real openings of ``../shared/pages/excerpts.jsonl``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govcrawl.reading.titles import classify_title

EXCERPTS = Path(__file__).resolve().parents[3] / "shared/pages/excerpts.jsonl"


def _rows() -> list[dict[str, Any]]:
    if not EXCERPTS.exists():
        return []
    return [json.loads(line) for line in EXCERPTS.read_text("utf-8").splitlines()]


@pytest.mark.skipif(not EXCERPTS.exists(), reason="the shared material is not here")
@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["url"][:60])
def test_real_openings(row: dict[str, Any]) -> None:
    verdict = classify_title("", url=row["url"], opening=row["excerpt"])
    if row["kind"].startswith("neg_"):
        assert verdict.kind not in ("report", "maybe"), verdict
        return
    assert verdict.kind == "report", verdict
    if verdict.year is not None and row["year"] is not None:
        assert verdict.year == row["year"]
    if row["kind"] == "report_copy_nongov_host":
        assert verdict.third_party

"""Golden records (``govcrawl new record``): each is signed by who compared it with its page, and
the page is read as it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govcrawl.commands.new import golden

HERE = Path(__file__).parent
RECORDS = sorted(HERE.glob("*.json"))


@pytest.mark.parametrize("file", RECORDS, ids=[file.stem for file in RECORDS])
def test_the_page_is_read_as_its_golden_record(file: Path) -> None:
    said = json.loads(file.read_text("utf-8"))
    assert said["reviewed_by"], f"{file.name}: compare every figure with the page, then sign"
    found = golden((HERE / said["page"]).read_bytes(), said["url"])
    assert json.loads(json.dumps(found)) == said["reports"]


def test_every_page_has_its_record() -> None:
    pages = {path.name for path in (HERE / "pages").iterdir()}
    assert pages == {Path(json.loads(f.read_text("utf-8"))["page"]).name for f in RECORDS}

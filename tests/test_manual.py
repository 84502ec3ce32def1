"""The log manual says what the catalogue says."""

from __future__ import annotations

from govcrawl import manual
from govcrawl.messages import catalogue
from tests.conftest import ROOT


def test_the_manual_is_what_its_data_say() -> None:
    written = (ROOT / "docs" / "log-manual.md").read_text("utf-8")
    assert written == manual.render(), "run `python -m govcrawl.manual`"


def test_the_manual_has_every_code_once() -> None:
    text = manual.render()
    for code in catalogue().codes:
        assert text.count(f"### `{code}`\n") == 1

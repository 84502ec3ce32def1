"""Portals built by others than the crawler's authors would: each from its home page, no file."""

from __future__ import annotations

import pytest

from tests.conftest import Command
from tests.platforms.others import check, families, fourth, generic, hostile, second, third

KINDS = {
    "second": second.PORTALS,
    "families": families.PORTALS,
    "generic": generic.PORTALS,
    "third": third.PORTALS,
    "fourth": fourth.PORTALS,
    "hostile": hostile.PORTALS,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_report_and_what_is_said(scrapy: Command, kind: str) -> None:
    portals = {name: make() for name, make in KINDS[kind].items()}
    done, wrong, _ = check.crawl(scrapy, portals, hostile.SETTINGS if kind == "hostile" else ())
    assert "Traceback" not in done.stderr, done.stderr
    assert not wrong, "\n".join(f"{name}: {line}" for name, said in wrong.items() for line in said)

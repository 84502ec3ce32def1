"""Portals of one body on all kinds of sites: each crawled from its home page, without a portal file."""

from __future__ import annotations

import pytest

from tests.conftest import Command
from tests.platforms.sites import (
    check,
    hostile,
    known_platforms,
    services_and_viewers,
    silent_services,
    titles_and_menus,
    unknown_platforms,
)

KINDS = {
    "titles_and_menus": titles_and_menus.PORTALS,
    "known_platforms": known_platforms.PORTALS,
    "unknown_platforms": unknown_platforms.PORTALS,
    "services_and_viewers": services_and_viewers.PORTALS,
    "silent_services": silent_services.PORTALS,
    "hostile": hostile.PORTALS,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_report_and_what_is_said(scrapy: Command, kind: str) -> None:
    portals = {name: make() for name, make in KINDS[kind].items()}
    done, wrong, _ = check.crawl(scrapy, portals, hostile.SETTINGS if kind == "hostile" else ())
    assert "Traceback" not in done.stderr, done.stderr
    assert not wrong, "\n".join(f"{name}: {line}" for name, said in wrong.items() for line in said)

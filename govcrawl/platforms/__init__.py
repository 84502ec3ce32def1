"""Platforms: one class a CMS family. Adding one is a module and a line in ``PLATFORMS``."""

from __future__ import annotations

from typing import Protocol

from scrapy.http import TextResponse

from govcrawl.platforms.ewb import Ewb
from govcrawl.platforms.generic import Generic
from govcrawl.platforms.gkmlpt import Gkmlpt
from govcrawl.platforms.hanweb import Hanweb
from govcrawl.platforms.hanweb_xxgk import HanwebAnnual, HanwebXxgk
from govcrawl.platforms.jpaas import Jpaas
from govcrawl.platforms.links import Entry, Fetch, Link, Paging
from govcrawl.platforms.lonsun import Lonsun
from govcrawl.platforms.shanghai import Shanghai
from govcrawl.platforms.trs_wcm import TrsWcm
from govcrawl.platforms.truecms import TrueCms
from govcrawl.platforms.ucap import Ucap
from govcrawl.platforms.vsb import Vsb

_DOUBT = 0.35  # below it no platform is named


class Platform(Protocol):
    """What a platform module provides for its pages; ``generic.Generic`` has all of it."""

    name: str

    def confidence(self, response: TextResponse) -> float: ...

    def links(self, response: TextResponse) -> list[Link]: ...

    def next_pages(self, response: TextResponse) -> Paging: ...

    def entries(self, response: TextResponse) -> list[Entry]: ...

    def carries_report(self, response: TextResponse) -> bool: ...

    def instead(self, fetch: Fetch) -> Fetch | None: ...

    def frames(self, response: TextResponse) -> list[str]: ...

    def forward(self, response: TextResponse) -> str | None: ...


#: Those that know a service go before the makers of plain pages: a tie is theirs.
PLATFORMS: tuple[Platform, ...] = (
    Hanweb(), HanwebAnnual(), HanwebXxgk(), TrueCms(), Jpaas(), Ewb(), Gkmlpt(), Lonsun(),
    TrsWcm(), Ucap(), Shanghai(), Vsb(),
)  # fmt: skip
GENERIC: Platform = Generic()
_OWN_LINKS = [p for p in PLATFORMS if type(p).links is not Generic.links]
BY_NAME = {platform.name: platform for platform in (*PLATFORMS, GENERIC)}


def recognition(response: TextResponse) -> tuple[Platform, float]:
    """The platform that most likely made a page, and how sure that is, from 0 to 1."""
    sure, platform = 0.0, GENERIC
    for candidate in PLATFORMS:
        confidence = candidate.confidence(response)
        if confidence > sure:
            sure, platform = confidence, candidate
    return (platform, sure) if sure >= _DOUBT else (GENERIC, 1 - sure)


def recognise(response: TextResponse) -> Platform:
    """The platform that made a page."""
    return recognition(response)[0]


def links_in(response: TextResponse) -> list[Link]:
    """A page's links as the platform that made it reads them. Most read them as the generic
    reader does; which of those made the page need not be known."""
    if any(platform.confidence(response) for platform in _OWN_LINKS):
        return recognise(response).links(response)
    return GENERIC.links(response)

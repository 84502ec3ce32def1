"""Platforms: one class a CMS family. Adding one is a module and a line in ``PLATFORMS``."""

from __future__ import annotations

from typing import Protocol

from scrapy.http import TextResponse

from govcrawl.platforms.generic import Generic, Link, Paging
from govcrawl.platforms.hanweb import Hanweb
from govcrawl.platforms.trs_wcm import TrsWcm


class Platform(Protocol):
    """What a platform knows about its pages."""

    name: str

    def recognise(self, response: TextResponse) -> bool: ...

    def links(self, response: TextResponse) -> list[Link]: ...

    def next_pages(self, response: TextResponse) -> Paging: ...

    def frames(self, response: TextResponse) -> list[str]: ...

    def forward(self, response: TextResponse) -> str | None: ...


#: Asked in this order; the last one takes every page.
PLATFORMS: tuple[Platform, ...] = (Hanweb(), TrsWcm(), Generic())


def recognise(response: TextResponse) -> Platform:
    """The platform that made a page."""
    return next(platform for platform in PLATFORMS if platform.recognise(response))

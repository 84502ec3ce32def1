"""Short time limits for the pages that stall, and for no others, so that the load of the machine
does not decide which page is too late."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from typing_extensions import Self

_SECONDS = 0.5


class Impatient:
    """An add-on (``ADDONS``)."""

    def update_settings(self, settings: BaseSettings) -> None:
        here = f"{__name__}.Patience"
        settings["DOWNLOADER_MIDDLEWARES"][here] = 360  # after the project's own at 350


class Patience:
    """``TESTS_STALLING``: the addresses that stall."""

    def __init__(self, stalling: list[str]) -> None:
        self.stalling = frozenset(stalling)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings.getlist("TESTS_STALLING"))

    def process_request(self, request: Request) -> None:
        if request.url in self.stalling:
            request.meta["download_timeout"] = _SECONDS


def settings(stalling: list[str]) -> list[str]:
    """For the command."""
    addons = f'{{"{__name__}.Impatient": 1, "govcrawl.logs.JsonLog": 0}}'
    return ["-s", f"ADDONS={addons}", "-s", f"TESTS_STALLING={','.join(stalling)}"]

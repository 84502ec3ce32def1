"""Scrapy's middlewares where ours differ; the others are tested by the crawls."""

from __future__ import annotations

import socket

import pytest
from scrapy.downloadermiddlewares import cookies
from scrapy.utils.test import get_crawler

from govcrawl.fetching.middlewares import Cookies


def test_cookies_ask_nobody_for_public_suffixes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scrapy's list comes from the internet, outside of the crawl's rules and its ledger."""

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(cookies, "_split_domain", None)
    Cookies.from_crawler(get_crawler())
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert cookies._is_public_domain("gov.cn")
    assert not cookies._is_public_domain("example.gov.cn")

"""Pages through a real browser, where the extra ``govcrawl[browser]`` is installed.

Only where a portal's file says ``browser``, or a page proves to be an empty shell. A browser
renders what any reader would see; it is not there to get past a refusal.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
from typing import Any

from scrapy.http import HtmlResponse
from scrapy.settings import BaseSettings

from govcrawl.messages import Message, phrase, say
from govcrawl.portals import Policy

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def installed() -> bool:
    """Whether the extra is there."""
    return importlib.util.find_spec("scrapy_playwright") is not None


def executable(settings: BaseSettings) -> str | None:
    """The browser: of the setting ``GOVCRAWL_CHROMIUM``, or found on the machine."""
    given = settings.get("GOVCRAWL_CHROMIUM")
    return given or next((path for path in map(shutil.which, _NAMES) if path), None)


def equip(settings: BaseSettings) -> None:
    """Put a browser behind the download handler, where the extra and a browser are there. It
    starts with the first page that asks for it."""
    path = executable(settings)
    if not installed() or path is None or not settings.getbool("GOVCRAWL_BROWSER"):
        return
    handler = "govcrawl.fetching.browser.BrowserHandler"
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    for name, value in {
        "DOWNLOAD_HANDLERS": {
            **settings.getdict("DOWNLOAD_HANDLERS"),
            "http": handler,
            "https": handler,
        },
        "GOVCRAWL_BROWSER_READY": True,
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": path,
            # Chromium refuses to run its sandbox as root.
            "args": ["--no-sandbox"] if root else [],
            # The crawl fetches for it (govcrawl.fetching.browser): what slips past that leads nowhere.
            "proxy": {"server": "http://127.0.0.1:9", "bypass": "<-loopback>"},
        },
        "PLAYWRIGHT_MAX_CONTEXTS": 1,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        # What a page fetches comes one by one, at the pace of its host.
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 2000 * settings.getfloat("DOWNLOAD_TIMEOUT"),
    }.items():
        settings.set(name, value, priority="spider")


def ready(settings: BaseSettings) -> bool:
    """Whether pages can go through a browser in this run."""
    return settings.getbool("GOVCRAWL_BROWSER_READY")


def meta(policy: Policy) -> dict[str, Any]:
    """What a request carries to go through the browser, where the policy says so."""
    if not policy.browser or not installed():
        return {"playwright": True} if policy.browser else {}
    from scrapy_playwright.page import PageMethod

    return {
        "playwright": True,
        "playwright_page_methods": [PageMethod(settle)],
        "playwright_context_kwargs": {"service_workers": "block"},
    }


async def settle(page: Any) -> None:
    """Wait until a page asks for nothing more; one that never stops is taken as it stands."""
    from playwright.async_api import TimeoutError as TooLong

    with contextlib.suppress(TooLong):
        await page.wait_for_load_state("networkidle")


def advice(page: HtmlResponse) -> Message:
    """What to say of an empty shell."""
    url = page.url
    if page.request is not None and page.request.meta.get("playwright"):
        helps = "browser_too"
    else:
        helps = "no_chromium" if installed() else "no_extra"
    return say("empty_shell", url=url, advice=phrase(f"empty_shell.{helps}"))

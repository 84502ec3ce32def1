"""Pages through a real browser, where the extra ``govcrawl[browser]`` is installed.

Only where a portal's file says ``browser``, or a page proves to be an empty shell. A browser
renders what any reader would see; it is not there to get past a refusal. It runs the scripts of
as untrusted: in its sandbox, with no network of its own (``OFFLINE``, ``without_network``), and not
as root, where Chromium has no sandbox, unless ``GOVCRAWL_BROWSER_NO_SANDBOX`` allows that.
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
_PROXY = (
    "http://127.0.0.1:9"  # the discard port: what slips past the crawl's own fetching ends here
)
#: Flags that leave Chromium no way to the network but that proxy. WebRTC sends its datagrams past a
#: proxy and QUIC (WebTransport) may; a name that is looked up ahead is a datagram too. The first
#: flag is that of headless and older Chromium, the second that of newer ones with a window.
OFFLINE = (
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--dns-prefetch-disable",
    "--disable-quic",
)
#: The same once more, in case a Chromium does not know the flags: pages see a browser without these.
_WITHOUT = """for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"])
  delete globalThis[name];"""


def installed() -> bool:
    """Whether the extra is there."""
    return importlib.util.find_spec("scrapy_playwright") is not None


def executable(settings: BaseSettings) -> str | None:
    """The browser: of the setting ``GOVCRAWL_CHROMIUM``, or found on the machine."""
    given = settings.get("GOVCRAWL_CHROMIUM")
    return given or next((path for path in map(shutil.which, _NAMES) if path), None)


def wanted(settings: BaseSettings) -> bool:
    """Whether a browser is there, and the settings want it."""
    here = installed() and executable(settings) is not None
    return here and settings.getbool("GOVCRAWL_BROWSER")


def refused(settings: BaseSettings) -> bool:
    """Whether a browser that is wanted would have to run without its sandbox: as root Chromium
    has none, and the settings do not allow that."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return root and wanted(settings) and not settings.getbool("GOVCRAWL_BROWSER_NO_SANDBOX")


def equip(settings: BaseSettings) -> None:
    """Let the download handler use a browser, where the extra and a browser are there and it
    is not refused. It starts with the first page that asks for it."""
    if not wanted(settings) or refused(settings):
        return
    handler = "govcrawl.fetching.browser.BrowserHandler"
    for name, value in {
        "DOWNLOAD_HANDLERS": {
            **settings.getdict("DOWNLOAD_HANDLERS"),
            "http": handler,
            "https": handler,
        },
        "GOVCRAWL_BROWSER_READY": True,
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": executable(settings),
            # Playwright leaves the sandbox off unless it is told, for every user.
            "chromium_sandbox": not settings.getbool("GOVCRAWL_BROWSER_NO_SANDBOX"),
            "args": list(OFFLINE),
            "proxy": {"server": _PROXY, "bypass": "<-loopback>"},
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
        "playwright_page_init_callback": without_network,
        "playwright_page_methods": [PageMethod(settle)],
        "playwright_context_kwargs": {"service_workers": "block"},
    }


async def without_network(page: Any, _: Any) -> None:
    """Take from a page, and from all of its frames, what uses a protocol other than HTTP."""
    await page.add_init_script(_WITHOUT)


async def settle(page: Any) -> None:
    """Wait until a page asks for nothing more; one that never stops is taken as it is."""
    from playwright.async_api import TimeoutError as TooLong

    with contextlib.suppress(TooLong):
        await page.wait_for_load_state("networkidle")


def advice(page: HtmlResponse, settings: BaseSettings) -> Message:
    """The message about an empty shell."""
    url = page.url
    if refused(settings):
        helps = "as_root"
    elif page.request is not None and page.request.meta.get("playwright") and ready(settings):
        helps = "browser_too"
    else:
        helps = "no_chromium" if installed() else "no_extra"
    return say("empty_shell", url=url, advice=phrase(f"empty_shell.{helps}"))

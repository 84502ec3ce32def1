"""The message about a request that gave no page."""

from __future__ import annotations

from typing import NamedTuple

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from govcrawl.fetching.middlewares import BlockedError, SaidError, describe
from govcrawl.messages import Message, say

#: Block messages that are no refusal by the portal.
_NO_REFUSAL = frozenset({"soft_404", "host_silent"})
_GONE = (404, 410)


class Why(NamedTuple):
    """The message, and whether the portal refused rather than failed, or states that there is
    nothing at the address (any more)."""

    message: Message
    refused: bool = False
    robots: bool = False
    gone: bool = False


def why(failure: Failure, request: Request, settings: BaseSettings) -> Why:
    """What became of a request."""
    error, url = failure.value, request.url
    if isinstance(error, SaidError):
        zh, en = f"{error.message.zh}：{url}", f"{error.message.en}: {url}"
        said = Message(error.message.code, zh, en)
        refused = isinstance(error, BlockedError) and said.code not in _NO_REFUSAL
        return Why(said, refused=refused, gone=said.code == "soft_404")
    if isinstance(error, IgnoreRequest) and "robots" in str(error):
        return Why(say("robots", url=url), refused=True, robots=True)
    if isinstance(error, IgnoreRequest) and "redirect" in str(error):
        return Why(say("redirect_loop", url=url, limit=settings.getint("REDIRECT_MAX_TIMES")))
    if isinstance(error, DownloadTimeoutError):
        return Why(say("timeout", url=url, seconds=request.meta["download_timeout"]))
    gone = isinstance(error, HttpError) and error.response.status in _GONE
    return Why(_failed(error, url, settings), gone=gone)


def _failed(error: BaseException | None, url: str, settings: BaseSettings) -> Message:
    if isinstance(error, DownloadCancelledError):
        said = say("download_too_large", limit=settings.getint("DOWNLOAD_MAXSIZE"))
        return Message(said.code, f"{said.zh}：{url}", f"{said.en}: {url}")
    if isinstance(error, CannotResolveHostError):
        return say("dns_failed", url=url)
    if isinstance(error, DownloadConnectionRefusedError):
        return say("connection_refused", url=url)
    if isinstance(error, DownloadFailedError):
        return say("connection_lost", url=url, error=describe(error))
    if isinstance(error, HttpError):
        location = error.response.headers.get("Location")
        if location is not None and 300 <= error.response.status < 400:
            return say("bad_redirect", url=url, location=location.decode("latin-1")[:300])
        return say("http_status", url=url, status=error.response.status)
    assert error is not None
    return say("fetch_failed", url=url, error=describe(error))

"""What to say of a request that gave no page."""

from __future__ import annotations

from typing import NamedTuple

from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from govcrawl.messages import Message, say
from govcrawl.middlewares import BlockedError

#: Block messages that are no refusal by the portal.
_NO_REFUSAL = frozenset({"soft_404", "host_silent"})


class Why(NamedTuple):
    """The message, and whether the portal refused rather than failed."""

    message: Message
    refused: bool = False
    robots: bool = False


def why(failure: Failure, request: Request, settings: BaseSettings) -> Why:
    """What became of a request."""
    error, url = failure.value, request.url
    if isinstance(error, BlockedError):
        zh, en = f"{error.message.zh}：{url}", f"{error.message.en}: {url}"
        said = Message(error.message.code, zh, en)
        return Why(said, refused=said.code not in _NO_REFUSAL)
    if isinstance(error, IgnoreRequest) and "robots" in str(error):
        return Why(say("robots", url=url), refused=True, robots=True)
    if isinstance(error, IgnoreRequest) and "redirect" in str(error):
        return Why(say("redirect_loop", url=url, limit=settings.getint("REDIRECT_MAX_TIMES")))
    if isinstance(error, DownloadCancelledError):
        return Why(say("too_large", url=url, limit=settings.getint("DOWNLOAD_MAXSIZE")))
    if isinstance(error, DownloadTimeoutError):
        return Why(say("timeout", url=url, seconds=settings.getfloat("DOWNLOAD_TIMEOUT")))
    if isinstance(error, HttpError):
        return Why(say("fetch_failed", url=url, error=f"HTTP {error.response.status}"))
    return Why(say("fetch_failed", url=url, error=f"{type(error).__name__} {error}"[:200]))

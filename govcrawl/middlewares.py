"""Block pages end a request before the retry middleware sees them; their host cools down."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response

from govcrawl.messages import Message, say
from govcrawl.platforms.challenges import recognise

if TYPE_CHECKING:
    from typing_extensions import Self

_SILENCE = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)


class BlockedError(IgnoreRequest):
    """A challenge, a refusal or a soft error stood in for the page."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class BlockMiddleware:
    """Turns block pages into BlockedError. After ``GOVCRAWL_BLOCKS_PER_HOST`` of them in a row,
    or twice as many requests without an answer, a host is asked for nothing more in this run;
    the rest of the run goes on."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._blocks: Counter[str] = Counter()
        self._silences: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings.getint("GOVCRAWL_BLOCKS_PER_HOST"))

    def process_request(self, request: Request) -> None:
        self.refuse(request)
        # A redirect to another host must keep to that one's pace.
        request.meta.pop("download_slot", None)

    def refuse(self, request: Request) -> None:
        """Raises BlockedError where the request's host is to be left alone."""
        host = urlsplit(request.url).netloc
        if self._blocks[host] >= self.limit:
            raise BlockedError(say("host_cooling_down", host=host))
        if self._silences[host] >= 2 * self.limit:
            raise BlockedError(say("host_silent", host=host, count=self._silences[host]))

    def process_response(self, request: Request, response: Response) -> Response:
        host = urlsplit(request.url).netloc
        self._silences[host] = 0
        if request.url.endswith("/robots.txt"):
            return response
        message = recognise(response.status, response.body)
        if message is None:
            self._blocks[host] = 0
            return response
        if message.code.startswith("blocked"):
            self._blocks[host] += 1
        raise BlockedError(message)

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, _SILENCE):
            self._silences[urlsplit(request.url).netloc] += 1

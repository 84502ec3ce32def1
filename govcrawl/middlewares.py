"""Block pages end a request before the retry middleware sees them; their host cools down."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from govcrawl.messages import Message, say
from govcrawl.platforms.challenges import recognise

if TYPE_CHECKING:
    from typing_extensions import Self


class BlockedError(IgnoreRequest):
    """A challenge, a refusal or a soft error stood in for the page."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class BlockMiddleware:
    """Turns block pages into BlockedError. After ``GOVCRAWL_BLOCKS_PER_HOST`` of them in a row
    a host is asked for nothing more in this run; the rest of the run goes on."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._in_a_row: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings.getint("GOVCRAWL_BLOCKS_PER_HOST"))

    def process_request(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if self._in_a_row[host] >= self.limit:
            raise BlockedError(say("host_cooling_down", host=host))

    def process_response(self, request: Request, response: Response) -> Response:
        if request.url.endswith("/robots.txt"):
            return response
        host = urlsplit(request.url).netloc
        message = recognise(response.status, response.body)
        if message is None:
            self._in_a_row[host] = 0
            return response
        if message.code.startswith("blocked"):
            self._in_a_row[host] += 1
        raise BlockedError(message)

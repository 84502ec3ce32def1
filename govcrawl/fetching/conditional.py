"""Asks for known pages only if they have changed."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from govcrawl.store.state import KnownListing, State, Validators

if TYPE_CHECKING:
    from typing_extensions import Self

LISTING, ARTICLE = "listing", "article"


class ConditionalMiddleware:
    """Sends the validators of an earlier run with requests whose ``meta["known_as"]`` says what
    they are. A listing page that has not changed is given as it was then; an article that has
    not changed stays a 304."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def _state(self, request: Request) -> State | None:
        memory = getattr(self.crawler.spider, "memory", None)
        state: State | None = memory.state_of(request) if memory is not None else None
        return state

    def process_request(self, request: Request) -> None:
        state, kind = self._state(request), request.meta.get("known_as")
        if state is None or kind is None or request.method != "GET":
            return
        known = state.listing(request.url) if kind == LISTING else state.page(request.url)
        full = self.crawler.spider.arguments.full  # type: ignore[union-attr]
        if known is None or full:
            return
        if known.validators.etag:
            request.headers["If-None-Match"] = known.validators.etag
        if known.validators.last_modified:
            request.headers["If-Modified-Since"] = known.validators.last_modified
        if kind == ARTICLE:
            request.meta["handle_httpstatus_list"] = [304]

    def process_response(self, request: Request, response: Response) -> Response:
        state = self._state(request)
        if state is None or request.meta.get("known_as") != LISTING or request.method != "GET":
            return response
        if response.status == 304:
            known = state.listing(request.url)
            if known is None:
                return response
            headers = Headers({"Content-Type": known.content_type} if known.content_type else {})
            return _html(response, known.body, headers)
        validators = validators_of(response)
        if response.status == 200 and validators:
            content_type = response.headers.get("Content-Type")
            listing = KnownListing(
                validators, content_type.decode("latin-1") if content_type else None, response.body
            )
            state.keep_listing(request.url, listing)
        return response


def validators_of(response: Response) -> Validators:
    """The validators that came with a response."""
    etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
    return Validators(
        etag.decode("latin-1") if etag else None, modified.decode("latin-1") if modified else None
    )


def now() -> str:
    """The time, ISO 8601 in UTC."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _html(response: Response, body: bytes, headers: Headers) -> Response:
    from scrapy.responsetypes import responsetypes

    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    return kind(url=response.url, status=200, headers=headers, body=body, flags=["not_modified"])

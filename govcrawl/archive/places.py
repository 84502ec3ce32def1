"""From the place of a record to the bytes that the reader gets, wherever they are needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from govcrawl.archive.content import Http, TooLargeError, body_of, parse_http, payload_holds
from govcrawl.archive.warc_reader import Problem, Record, WarcReader, holds
from govcrawl.execution.task import InArchive, RecordPlace
from govcrawl.messages import Message, say

#: Bytes of a block beyond what a page may have: its HTTP head.
HEAD = 64 * 1024
Open = Callable[[Path], WarcReader]


class Content(NamedTuple):
    """The decoded payload of a record, and what the record states about it. ``truncated``: that it
    broke off; ``disposition``: the header Content-Disposition."""

    body: bytes
    content_type: str | None
    truncated: bool
    disposition: str | None = None


class UnreadableError(ValueError):
    """A record is damaged, or not what its place says; ``message`` says which."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def content_at(place: InArchive, url: str, limit: int, opened: Open) -> Content:
    """The content at a place; ``opened`` gives the reader of a file.

    Raises UnreadableError, TooLargeError beyond ``limit`` bytes, OSError.
    """
    record = record_at(place.record, opened)
    if record.size > limit + HEAD:
        raise TooLargeError(url)
    http = http_of(record)
    payload = http.payload if http else b""
    if place.content is not None:
        content = http_of(record_at(place.content, opened))
        if content is not None:
            payload, http = content.payload, http or content
    if http is None:
        where = place.record
        raise UnreadableError(
            say("archive_unresolved", path=where.path, start=where.start, url=url)
        )
    body = body_of(http, payload, url, limit)
    broken = bool(record.get("WARC-Truncated"))
    return Content(body, http.get("content-type"), broken, http.get("content-disposition"))


def record_at(place: RecordPlace, opened: Open) -> Record:
    """The record at a place, its digests checked. Raises UnreadableError, OSError."""
    reader = opened(place.path)
    found = reader.at(place.start, place.skip)
    if isinstance(found, Problem):
        raise UnreadableError(found.message)
    if found.sound is False:
        raise UnreadableError(changed(found).message)
    if payload_right(found, reader.max_block) is False:
        raise UnreadableError(changed(found, "WARC-Payload-Digest").message)
    return found


def payload_right(record: Record, limit: int) -> bool | None:
    """Whether the payload's digest holds; None where there is none, or none that is clear.
    ``limit``: bytes of a payload that are unpacked."""
    stated = record.get("WARC-Payload-Digest")
    if not stated or record.size > len(record.block):
        return None
    if record.type == "resource":
        return holds(stated, record.block)
    http = parse_http(record.block) if record.type == "response" else None
    return payload_holds(stated, http, record.uri, limit) if http is not None else None


def http_of(record: Record) -> Http | None:
    """What a record says as an HTTP response; a resource has no head of its own."""
    if record.type in ("resource", "conversion"):
        return Http(200, [("Content-Type", record.get("Content-Type"))], record.block)
    return parse_http(record.block)


def changed(record: Record, digest: str = "WARC-Block-Digest") -> Problem:
    """A record whose digest does not hold; ``digest``: the header that states it."""
    message = say(
        "archive_digest",
        path=record.path,
        start=record.start,
        digest=record.get(digest) or "gzip",
        url=record.uri,
    )
    return Problem(record.path, record.start, message)

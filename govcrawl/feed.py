"""One way to write a record: one line of JSON, the same bytes from a crawl and from ``reparse``.

UTF-8 without escapes or byte order mark, fields in the order of the contract, no white space
between tokens, one ``\\n`` after each record.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from errno import ENOENT
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from govcrawl.messages import Message, say
from govcrawl.report import SCHEMA_VERSION, Change, Report, Seen, Severity

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Report)


class Doubts(NamedTuple):
    """The issues of records, as lines of ``issues.jsonl``; how many there are, and how
    many of them state that something was not read."""

    lines: bytes = b""
    issues: int = 0
    errors: int = 0


class FeedError(ValueError):
    """What a feed holds cannot be taken; ``message`` names the file and the line."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class FeedFileError(OSError):
    """A feed is not there or cannot be read; ``message`` says it."""

    def __init__(self, message: Message, error: OSError) -> None:
        super().__init__(error.errno, error.strerror, error.filename)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class MissingFeedError(FeedFileError, FileNotFoundError):
    """There is no such file, or no feed in a folder."""


def encode(record: Report) -> bytes:
    """The line of one record, its ``\\n`` included."""
    return encode_json(record)


def decode(line: bytes) -> Report:
    """The record of one line. Raises msgspec.DecodeError where it is not one."""
    return _decoder.decode(line)


def complete(
    line: bytes,
    *,
    aliases: Sequence[str] | None = None,
    changes: Sequence[Change] | None = None,
    seen: Seen | None = None,
    duplicate_of: str | msgspec.UnsetType | None = msgspec.UNSET,
) -> bytes:
    """A line with what other runs know of its record; None and UNSET leave a field as it is.

    Only the piece from ``changes`` to ``source`` is decoded (the contract's order of fields keeps
    them together), so that a run's work does not grow with what the record says. Raises
    ValueError where it is no line of ours.
    """
    # Quotes in texts are escaped: these bytes are keys. After them no other key has the names.
    start, end = line.rfind(b',"changes":'), line.rfind(b',"table_quality":')
    if not 0 <= start < end:
        raise ValueError("not a line of a feed")
    given = msgspec.json.decode(b"{" + line[start + 1 : end] + b"}")
    if changes is not None:
        given["changes"] = changes
    if seen is not None:
        given["seen"] = seen
    if duplicate_of is not msgspec.UNSET:
        given["duplicate_of"] = duplicate_of
    if aliases is not None:
        given["source"]["aliases"] = aliases
    source = given.pop("source")  # an earlier version's line has no `seen`: the order is ours
    piece = encode_json({**given, "source": source})
    return line[:start] + b"," + piece[1:-2] + line[end:]


def issue_line(
    message: Message,
    severity: Severity,
    *,
    url: str | None,
    portal: str | None,
    evidence: str | None,
) -> bytes:
    """A line of ``issues.jsonl``."""
    return encode_json(
        {
            "code": message.code,
            "severity": severity,
            "message": message.zh,
            "message_en": message.en,
            "evidence": evidence,
            "url": url,
            "portal": portal,
        }
    )


def doubts_of(record: Mapping[str, Any]) -> Doubts:
    """Of a record as plain data."""
    issues = record.get("issues") or ()
    if not issues:
        return Doubts()
    source = record["source"]
    lines = [
        issue_line(
            Message(one["code"], one["message"], one["message_en"]),
            one["severity"],
            url=source.get("url"),
            portal=source.get("portal"),
            evidence=one.get("evidence"),
        )
        for one in issues
    ]
    errors = sum(one["severity"] == "error" for one in issues)
    return Doubts(b"".join(lines), len(lines), errors)


class _Source(msgspec.Struct):
    url: str | None = None
    portal: str | None = None


class _Doubtful(msgspec.Struct):
    source: _Source
    issues: list[Any] = []


def doubts_in(line: bytes) -> Doubts:
    """Of the line of a record, of which nothing else is decoded."""
    told = msgspec.json.decode(line, type=_Doubtful)
    return doubts_of({"source": msgspec.structs.asdict(told.source), "issues": told.issues})


def files(path: Path) -> list[Path]:
    """The files of a feed: itself, or those of a folder of feeds (``latest`` of a data directory
    that is given as a whole), by name. Raises FeedFileError where there is none."""
    missing = OSError(ENOENT, os.strerror(ENOENT), str(path))
    if not path.is_dir():
        if not path.exists():
            raise MissingFeedError(say("no_such_path", path=path), missing)
        return [path]
    for folder in (path, path / "latest"):
        found = sorted(p for p in folder.glob("*.jsonl") if p.is_file())
        if found:
            return found
    raise MissingFeedError(say("no_feed_in_folder", path=path), missing)


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a feed with their numbers. Raises FeedFileError."""
    try:
        with path.open("rb") as file:
            yield from enumerate(file, 1)
    except FileNotFoundError as error:
        raise MissingFeedError(say("no_such_path", path=path), error) from None
    except OSError as error:
        said = say("unreadable_file", path=path, error=error.strerror)
        raise FeedFileError(said, error) from None


def check_version(version: object, place: str) -> None:
    """Raises FeedError for a record of a later major version of the schema: its fields may mean
    something else. ``place`` is ``path:line``; records of minor versions are read."""
    major = version.partition(".")[0] if isinstance(version, str) else ""
    if major.isdecimal() and int(major) > int(SCHEMA_VERSION.partition(".")[0]):
        raise FeedError(say("feed_newer", place=place, version=version, known=SCHEMA_VERSION))


def encode_json(value: Any) -> bytes:
    """One line of JSON for anything that a run writes.

    A lone surrogate (a page may write one as an escape) has no UTF-8: it becomes U+FFFD.
    """
    try:
        return _encoder.encode(value) + b"\n"
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
        repaired = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return _encoder.encode(json.loads(repaired)) + b"\n"

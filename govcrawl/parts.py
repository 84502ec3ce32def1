"""Parts of a run over files and archives that several machines share, and how they become one.

A part is a feed whose lines have one more field at their end, ``part``: which of how many it is,
the number of the page among all that were named, and for a page of an archive what tells its
record from copies in other parts. Merged, the parts are the feed of the run in one piece, byte for
byte, without that field.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from govcrawl.execution.outcome import RecordLine
from govcrawl.messages import Message, say
from govcrawl.report import Change
from govcrawl.store.collection import Collection
from govcrawl.store.sharing import SharedIds

_KEY = b',"part":{'


class Shard(NamedTuple):
    """The ``number``-th part of so many (``of``), from 1. It has the pages whose number among all
    leaves that rest."""

    number: int
    of: int

    def has(self, page: int) -> bool:
        return page % self.of == self.number - 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """From ``i/N``. Raises ValueError."""
        number, slash, count = text.partition("/")
        shard = cls(int(number), int(count or 0))
        if not slash or not 1 <= shard.number <= shard.of:
            raise ValueError(text)
        return shard


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a line states about its place in the whole. ``page``: the number of the page. Of records
    from archives: ``target`` and ``at_home`` decide between copies, ``emitted`` and ``changes`` are what its crawl made of it."""

    shard: Shard
    page: int
    archived: bool = False
    target: int = 0
    at_home: bool = True
    emitted: bool = True
    changes: list[Change] = []


class PartsError(ValueError):
    """The parts are not one whole; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def with_part(line: bytes, part: Part) -> bytes:
    """A line of a feed as the line of a part."""
    return line[:-2] + _KEY[:-1] + msgspec.json.encode(part) + b"}\n"


def without_part(line: bytes) -> tuple[bytes, Part]:
    """Raises ValueError where it is no line of a part."""
    at = line.rfind(_KEY)
    if at < 0:
        raise ValueError("not a line of a part")
    return line[:at] + b"}\n", msgspec.json.decode(line[at + len(_KEY) - 1 : -2], type=Part)


def merged(paths: list[Path], collection: Collection) -> Iterator[bytes]:
    """The lines of the whole; ``collection`` is filled on the way. Raises PartsError, OSError."""
    shards: dict[Shard, Path] = {}
    fates: dict[tuple[str, str], Part] = {}
    shared = SharedIds()
    for line, part in heapq.merge(*(_lines(p, shards, len(paths)) for p in paths), key=_page):
        record = RecordLine.parse(line)
        if not part.archived:
            shared.add(record, is_file=True)
            yield line
            continue
        fates[record.report_id, record.url] = part
        collection.add(record, part.target, at_home=part.at_home)
    for found in collection.resolve():
        fate = fates[found.entry.report_id, found.entry.url]
        if fate.emitted:
            found.changes = fate.changes
            shared.add(found.entry.record, is_file=False)
            yield collection.line(found)
    shared.tell(collection.run)


def _page(line: tuple[bytes, Part]) -> int:
    return line[1].page


def _lines(path: Path, shards: dict[Shard, Path], count: int) -> Iterator[tuple[bytes, Part]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                plain, part = without_part(line)
            except (ValueError, msgspec.MsgspecError):
                raise PartsError(say("not_a_part", path=path, line=number)) from None
            if part.shard.of != count:
                given = {"given": count, "count": part.shard.of}
                raise PartsError(say("parts_missing", **given))
            if shards.setdefault(part.shard, path) != path:
                raise PartsError(say("part_twice", path=path, other=shards[part.shard]))
            yield plain, part

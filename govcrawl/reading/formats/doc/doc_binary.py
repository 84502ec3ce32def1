"""Structures of the Word 97-2003 binary format ([MS-DOC]): the file information block, the
piece table, and the pages of paragraph and character properties.

Everything is read with bounds: a number that points outside its stream reads as nothing.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_PAGE: Final = 512
#: Index of a table in the FIB's list of offsets and sizes (2.5.6).
STYLES, CHPX, PAPX, CLX, LISTS, OVERRIDES = 1, 12, 13, 33, 73, 74
_COMPRESSED: Final = 0x4000_0000
#: Bytes of the operand by the three top bits of a property's code (2.2.5.1).
_OPERAND: Final = (1, 1, 2, 4, 2, 2, -1, 3)
_DEFINE_TABLE: Final = 0xD608
_CHANGE_TABS: Final = 0xC615
#: Properties whose operand is the place of further ones in the Data stream.
_ELSEWHERE: Final = frozenset([0x6646, 0x646B])
_MAX_NESTED: Final = 2


class NotWordError(Exception):
    """The stream is no Word 97-2003 document; the argument is the reason code."""


def u16(data: bytes, at: int) -> int:
    """Unsigned 16-bit number, 0 outside the data."""
    return int.from_bytes(data[at : at + 2], "little") if at >= 0 else 0


def u32(data: bytes, at: int) -> int:
    """Unsigned 32-bit number, 0 outside the data."""
    return int.from_bytes(data[at : at + 4], "little") if at >= 0 else 0


@dataclass(frozen=True, slots=True)
class Fib:
    """What the file information block says: which table stream, how much text, and where the
    tables are in it. ``counts`` are the characters of the main text and of its parts."""

    table: str
    counts: tuple[int, ...]
    places: tuple[tuple[int, int], ...]

    def slice(self, table: bytes, index: int) -> bytes:
        """The bytes of one table."""
        start, size = self.places[index] if index < len(self.places) else (0, 0)
        return table[start : start + size]


def read_fib(main: bytes) -> Fib:
    """Read the head of the WordDocument stream (2.5.1)."""
    if len(main) < 0x200 or u16(main, 0) != 0xA5EC:
        raise NotWordError("doc_version")
    flags = u16(main, 0x0A)
    if flags & 0x8100:  # encrypted or obfuscated
        raise NotWordError("encrypted")
    if u16(main, 2) < 0xC1 - 0x10:  # Word 6 and 95 have another block
        raise NotWordError("doc_version")
    at = 0x20
    at += 2 + 2 * u16(main, at)
    longs = at + 2
    at = longs + 4 * u16(main, at)
    n_places = min(u16(main, at), 256)
    at += 2
    counts = tuple(u32(main, longs + 12 + 4 * i) for i in range(8))
    places = tuple((u32(main, at + 8 * i), u32(main, at + 8 * i + 4)) for i in range(n_places))
    return Fib("1Table" if flags & 0x0200 else "0Table", counts, places)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that are together in the stream, ``width`` bytes each."""

    start: int
    end: int
    offset: int
    width: int


def read_pieces(clx: bytes) -> list[Piece]:
    """The piece table (2.9.38): after any property runs, CPs and then 8-byte descriptors."""
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + u16(clx, at + 1)
    if at >= len(clx) or clx[at] != 2:
        return []
    plc = clx[at + 5 : at + 5 + u32(clx, at + 1)]
    n = max(0, (len(plc) - 4) // 12)
    pieces = []
    before = 0
    for i in range(n):
        start, end = u32(plc, 4 * i), u32(plc, 4 * i + 4)
        fc = u32(plc, 4 * (n + 1) + 8 * i + 2)
        if not before <= start <= end:
            break
        before = end
        narrow = bool(fc & _COMPRESSED)
        offset = fc & (_COMPRESSED - 1)
        pieces.append(Piece(start, end, offset // 2 if narrow else offset, 1 if narrow else 2))
    return pieces


def sprms(grpprl: bytes, data: bytes = b"") -> Iterator[tuple[int, bytes]]:
    """Code and operand of each property modifier in the order they are applied; one that points
    into the ``data`` stream refers to those there."""
    open_lists = [_modifiers(grpprl)]
    while open_lists:
        step = next(open_lists[-1], None)
        if step is None:
            open_lists.pop()
        elif step[0] not in _ELSEWHERE:
            yield step
        elif len(open_lists) < _MAX_NESTED:  # those there may not point on; hostile ones do
            at = u32(step[1], 0)
            open_lists.append(_modifiers(data[at + 2 : at + 2 + u16(data, at)]))


def _modifiers(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 < len(grpprl):
        code = u16(grpprl, at)
        at += 2
        size = _OPERAND[code >> 13]
        if size < 0:
            if code == _DEFINE_TABLE:
                size, at = max(u16(grpprl, at) - 1, 0), at + 2
            else:
                size, at = grpprl[at], at + 1
                if code == _CHANGE_TABS and size == 255:  # its size must be worked out
                    deleted = grpprl[at] if at < len(grpprl) else 0
                    added_at = at + 1 + 4 * deleted
                    added = grpprl[added_at] if added_at < len(grpprl) else 0
                    size = 2 + 4 * deleted + 3 * added
        yield code, grpprl[at : at + size]
        at += size


@dataclass(slots=True)
class Runs:
    """Properties by place in the stream: ``[start, end)`` and, for paragraphs, the style."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    styles: list[int] = field(default_factory=list)
    lists: list[bytes] = field(default_factory=list)

    def index(self, place: int) -> int:
        """Index of the run that covers a place, -1 for none."""
        i = bisect_right(self.starts, place) - 1
        return i if i >= 0 and place < self.ends[i] else -1

    def within(self, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
        """``start``, ``end`` and properties of all that is between two places."""
        i = max(bisect_right(self.starts, start) - 1, 0)
        while start < end:
            while i < len(self.starts) and self.ends[i] <= start:
                i += 1
            if i >= len(self.starts) or self.starts[i] >= end:
                yield start, end, b""
                return
            if self.starts[i] > start:
                yield start, self.starts[i], b""
                start = self.starts[i]
            stop = min(self.ends[i], end)
            yield start, stop, self.lists[i]
            start = stop


def read_runs(main: bytes, plc: bytes, *, paragraphs: bool) -> Runs:
    """Gather the property pages (2.9.174 PapxFkp, 2.9.33 ChpxFkp) that a bin table lists."""
    runs = Runs()
    n = max(0, (len(plc) - 4) // 8)
    for i in range(n):
        at = (u32(plc, 4 * (n + 1) + 4 * i) & 0x3FFFFF) * _PAGE
        page = main[at : at + _PAGE]
        if len(page) == _PAGE:
            _read_page(page, runs, paragraphs=paragraphs)
    return runs


def _read_page(page: bytes, runs: Runs, *, paragraphs: bool) -> None:
    count, step = page[-1], 13 if paragraphs else 1
    if 4 * (count + 1) + step * count >= _PAGE:
        return
    places = struct.unpack_from(f"<{count + 1}I", page)
    for k in range(count):
        if places[k] >= places[k + 1] or (runs.ends and places[k] < runs.ends[-1]):
            continue
        at = 2 * page[4 * (count + 1) + step * k]
        style, grpprl = 0, b""
        if at and paragraphs:
            size = 2 * page[at] - 1
            if page[at] == 0:
                at, size = at + 1, 2 * page[at + 1] if at + 1 < _PAGE else 0
            body = page[at + 1 : at + 1 + max(size, 0)]
            style, grpprl = u16(body, 0), body[2:]
        elif at:
            grpprl = page[at + 1 : at + 1 + page[at]]
        runs.starts.append(places[k])
        runs.ends.append(places[k + 1])
        runs.styles.append(style)
        runs.lists.append(grpprl)

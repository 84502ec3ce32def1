"""Walks WARC files of any origin: ours and others', plain and gzipped, torn, damaged, hostile.

Whatever the bytes, reading ends: work is linear in the size of the file times a bounded
expansion, memory is bounded by ``max_block``, and what cannot be read is a Problem with its
place, after which reading goes on at the next record that can be found.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from govcrawl.archive.records import RUN
from govcrawl.messages import Message, say

#: Bytes read at a time.
_CHUNK = 64 * 1024
_MAX_HEAD = 256 * 1024  # record headers; real ones take a few hundred bytes
_MAGIC = b"\x1f\x8b\x08"
_VERSION = b"WARC/"
# A gzip member beyond this size that grew by more than this factor is a bomb: pages do not
# compress like that, and the format ends at 1032.
_BOMB_BYTES, _BOMB_FACTOR = 64 * 1024 * 1024, 200
_ALGORITHMS = {"sha1": 20, "sha256": 32, "sha512": 64, "md5": 16}
_parser = StatusAndHeadersParser([], verify=False)


class Problem(NamedTuple):
    """What is wrong at an offset of a file. ``torn``: only the unfinished end of a file whose
    writer was killed."""

    path: Path
    start: int
    message: Message
    torn: bool = False


@dataclass(slots=True)
class Record:
    """One record. ``start`` and ``skip`` are its place (see ``index.IndexRow``); ``length`` the
    bytes on disk where it is a member of its own, else 0. ``block`` holds as much of its ``size``
    bytes as was asked for. ``sound``: whether the block's digest holds, None where there is none
    that can be checked."""

    path: Path
    start: int
    skip: int
    length: int
    headers: StatusAndHeaders
    block: bytes
    size: int
    sound: bool | None

    @property
    def type(self) -> str:
        return self.get("WARC-Type").lower()

    @property
    def uri(self) -> str:
        return self.get("WARC-Target-URI").strip("<>")

    def get(self, name: str) -> str:
        """A header's value, empty where it is missing."""
        return str(self.headers.get_header(name) or "").strip()


class _DamagedError(Exception):
    """``hard``: the rest of the gzip member cannot be read, or must not be."""

    def __init__(self, message: Message, *, torn: bool = False, hard: bool = False) -> None:
        self.message, self.torn, self.hard = message, torn, hard


class WarcReader:
    """One file. ``records`` walks all of it; ``at`` reads one record, in any order, at the
    price of what is between where records share a gzip member.

    Raises OSError where the file cannot be opened or read.
    """

    def __init__(self, path: Path, max_block: int) -> None:
        self.path, self.max_block = path, max_block
        self._file: BinaryIO = path.open("rb")
        self._size = path.stat().st_size
        self._zipped = self._file.read(3) == _MAGIC
        self._begun = 0  # of the record that is read, in a plain file
        self._seek(0)

    def __enter__(self) -> WarcReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def records(self) -> Iterator[Record | Problem]:
        """Every record and every problem, in the order of the file."""
        if not self._size:
            yield Problem(self.path, 0, say("archive_cut", path=self.path, start=0, lost="?"))
            return
        self._seek(0)
        lost = False  # whether the place of the next record has to be looked for
        ours = False  # only our own writer is known to end in an unfinished record
        while True:
            record = None
            try:
                if not self._to_record(lost):
                    return
                lost = False
                record = self._record()
                ours = ours or bool(record.get(RUN))
                self._blank()
                if self._zipped and record.skip == 0 and self._start != record.start:
                    record.length = self._start - record.start
                yield record
            except _DamagedError as damage:
                if record is not None:  # it is whole, but what follows it is not
                    if self._start == record.start and self._zipped and not damage.torn:
                        record.sound = False
                    yield record
                start = self._start if self._zipped else self._begun
                lost = not damage.hard
                resumed = damage.hard and self._resume()
                torn = damage.torn and not resumed and ours
                yield Problem(self.path, start, damage.message, torn)
                if damage.hard and not resumed:
                    return

    def at(self, start: int, skip: int) -> Record | Problem:
        """The record at a place that an index gave."""
        try:
            if start != self._start or skip < self._skip or not self._zipped:
                self._seek(start)
            self._drop(skip - self._skip)
            if not self._more() or not self._peek(len(_VERSION)).startswith(_VERSION):
                raise _DamagedError(say("archive_bad_record", path=self.path, start=start))
            return self._record()
        except _DamagedError as damage:
            self._seek(self._size)
            return Problem(self.path, start, damage.message)

    # --- records --------------------------------------------------------------------------

    def _to_record(self, lost: bool) -> bool:
        """Pass the blank lines after a record; anything else there is reported, then passed.
        False at the end of the file."""
        self._blank()
        while self._more():
            if self._peek(len(_VERSION)).startswith(_VERSION):
                return True
            if not lost:
                self._begun = self._start + self._skip
                at = self._start if self._zipped else self._begun
                raise _DamagedError(say("archive_bad_record", path=self.path, start=at))
            self._line()
        return False

    def _record(self) -> Record:
        start, skip = self._start, self._skip
        if not self._zipped:
            start, skip = start + skip, 0
        self._begun = start
        head = self._head()
        try:
            headers = _parser.parse(BytesIO(head))
            size = int(headers.get_header("Content-Length") or "")
            if size < 0:
                raise ValueError
        except Exception:
            message = say("archive_bad_record", path=self.path, start=start)
            raise _DamagedError(message) from None
        checks = _hasher(headers.get_header("WARC-Block-Digest"))
        kept = bytearray()
        left = size
        if not self._zipped and size > self._size - self._file.tell() + len(self._buffer):
            # Cut, or it states that it is longer than it is: what follows may be whole.
            raise _DamagedError(say("archive_torn", path=self.path, start=start), torn=True)
        while left:
            data = self._read(min(left, _CHUNK))
            if not data:
                raise _DamagedError(
                    say("archive_torn", path=self.path, start=start), torn=not self._zipped
                )
            left -= len(data)
            kept += data[: self.max_block - len(kept)]
            if checks:
                checks[0].update(data)
        sound = checks[0].digest() == checks[1] if checks else None
        return Record(self.path, start, skip, 0, headers, bytes(kept), size, sound)

    def _head(self) -> bytes:
        """The record's version and headers, the blank line included."""
        head = bytearray()
        while True:
            line = self._line()
            head += line
            if not line:
                raise _DamagedError(
                    say("archive_torn", path=self.path, start=self._start), torn=not self._zipped
                )
            if line in (b"\r\n", b"\n"):
                return bytes(head)
            if len(head) > _MAX_HEAD:
                raise _DamagedError(say("archive_bad_record", path=self.path, start=self._start))

    @property
    def _skip(self) -> int:
        """Bytes passed since the beginning of the member."""
        return self._produced - len(self._buffer)

    # --- the stream: one record's bytes, across gzip members -------------------------------

    def _seek(self, start: int) -> None:
        """Go to the beginning of a gzip member (or to any offset of a plain file)."""
        self._file.seek(start)
        self._start = start
        self._buffer = b""
        self._produced = 0
        self._packed = b""
        self._read_bytes = 0
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16) if self._zipped else None

    def _fill(self) -> bool:
        """More bytes of the current member into the buffer; False at its end."""
        if self._inflater is None:
            data = self._file.read(_CHUNK)
            self._produced += len(data)
            self._buffer += data
            return bool(data)
        while not self._inflater.eof:
            if not self._packed:
                self._packed = self._file.read(_CHUNK)
                self._read_bytes += len(self._packed)
            try:
                data = self._inflater.decompress(self._packed, _CHUNK)
            except zlib.error as error:
                message = say("archive_damaged", path=self.path, start=self._start, error=error)
                raise _DamagedError(message, hard=True) from None
            nothing_left = not self._packed
            self._packed = self._inflater.unconsumed_tail
            if data:
                self._produced += len(data)
                self._buffer += data
                if self._produced > max(_BOMB_BYTES, _BOMB_FACTOR * self._read_bytes):
                    message = say("archive_bomb", path=self.path, start=self._start)
                    raise _DamagedError(message, hard=True)
                return True
            if nothing_left:
                message = say("archive_torn", path=self.path, start=self._start)
                raise _DamagedError(message, torn=True, hard=True)
        return False

    def _next_member(self) -> bool:
        """Go to the member after the current one, which is read to its end."""
        if self._inflater is None or not self._inflater.eof:
            return False
        rest = len(self._inflater.unused_data)
        start = self._file.tell() - rest
        if start >= self._size:
            self._start, self._inflater = start, None  # nothing more to read
            self._file.seek(0, 2)
            return False
        self._seek(start)
        return True

    def _more(self) -> bool:
        """Whether anything is left; the buffer holds something then."""
        while not self._buffer:
            if not self._fill() and not self._buffer and not self._next_member():
                return False
        return True

    def _peek(self, size: int) -> bytes:
        while len(self._buffer) < size and self._fill():
            pass
        return self._buffer[:size]

    def _read(self, size: int) -> bytes:
        """Up to ``size`` bytes of the record."""
        if not self._goes_on():
            return b""
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        return data

    def _goes_on(self) -> bool:
        """Whether the record has more bytes; the buffer holds some then. It may go on in the
        next member, unless that begins a record of its own."""
        if self._buffer or self._fill():
            return True
        return self._next_member() and not self._peek(len(_VERSION)).startswith(_VERSION)

    def _line(self) -> bytes:
        line = bytearray()
        while len(line) <= _MAX_HEAD and self._goes_on():
            end = self._buffer.find(b"\n") + 1 or len(self._buffer)
            line += self._buffer[:end]
            self._buffer = self._buffer[end:]
            if line.endswith(b"\n"):
                break
        return bytes(line)

    def _blank(self) -> None:
        """Pass line ends, and come to the end of the member where it ends here."""
        while self._more():
            rest = self._buffer.lstrip(b"\r\n")
            self._buffer = rest
            if rest:
                return

    def _drop(self, size: int) -> None:
        while size > 0 and self._more():
            passed = min(size, len(self._buffer))
            self._buffer = self._buffer[passed:]
            size -= passed

    # --- after damage ---------------------------------------------------------------------

    def _resume(self) -> bool:
        """The next gzip member that begins with a record."""
        position, tail = self._start + 1, b""
        self._file.seek(position)
        while chunk := self._file.read(_CHUNK):
            data = tail + chunk
            base = position - len(tail)
            at = data.find(_MAGIC)
            while at >= 0:
                if self._begins(base + at):
                    self._seek(base + at)
                    return True
                at = data.find(_MAGIC, at + 1)
            position += len(chunk)
            tail = data[-(len(_MAGIC) - 1) :]
            self._file.seek(position)
        return False

    def _begins(self, start: int) -> bool:
        """Whether a gzip member with a record begins here."""
        self._file.seek(start)
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(self._file.read(512), 64)
        except zlib.error:
            return False
        return head.startswith(_VERSION)


def _hasher(stated: str | None) -> tuple[Any, bytes] | None:
    """A hash to feed and what it should come to; None where the header cannot be checked."""
    algorithm, _, value = (stated or "").strip().partition(":")
    algorithm = algorithm.lower().replace("-", "")
    if algorithm not in _ALGORITHMS:
        return None
    expected = _bytes(value, _ALGORITHMS[algorithm])
    return (hashlib.new(algorithm), expected) if expected is not None else None


def holds(stated: str, payload: bytes) -> bool | None:
    """Whether a digest as written in a header is the payload's; None where it cannot be determined."""
    checks = _hasher(stated)
    if checks is None:
        return None
    checks[0].update(payload)
    return bool(checks[0].digest() == checks[1])


def same(stated: str) -> str:
    """A digest in one form, to compare by; as it is where it cannot be read."""
    checks = _hasher(stated)
    return f"{checks[0].name}:{checks[1].hex()}" if checks else stated.strip()


def _bytes(value: str, size: int) -> bytes | None:
    """A digest's value, in hex, base 32 or base 64; None where it is none of these."""
    padded = value + "=" * (-len(value) % 8)
    for decode, text in (
        (binascii.unhexlify, value),
        (base64.b32decode, padded.upper()),
        (base64.urlsafe_b64decode, value + "=" * (-len(value) % 4)),
        (base64.b64decode, value + "=" * (-len(value) % 4)),
    ):
        try:
            data = decode(text)
        except (ValueError, binascii.Error):
            continue
        if len(data) == size:
            return data
    return None

"""Decompression bombs in PDF, seen before pdfium unpacks them.

pdfium lets one stream unpack to a gigabyte and parses a page's content at some 5 to 50 MB a
second, again for every page that refers to it. Images are not counted: nothing here draws them,
and a scan holds 25 MB of pixels a page. Fonts count once, content once a page.
"""

from __future__ import annotations

import re
import zlib
from base64 import a85decode
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

from govcrawl.reading.formats.pdf.pdf_filters import Streams, UntoldError

#: Bytes that all streams but images may unpack to.
MAX_UNPACKED: Final = 192 * 1024 * 1024
#: Bytes of the largest stream that may be content, times the number of pages.
MAX_CONTENT: Final = 512 * 1024 * 1024
_CHUNK: Final = 1 << 20
_MAX_STREAMS = 100_000
#: Filters of one stream: writers use one, two where the file has to be text.
_MAX_FILTERS: Final = 4
_FONTS: Final = ("Type1C", "CIDFontType0C", "OpenType")
_NO_HEX = re.compile(rb"[^0-9A-Fa-f]")
_NO_BASE85 = re.compile(rb"[^!-uz]")
_CLEAR, _LAST, _WIDEST = 256, 257, 12  # LZW: two codes of its own, bits of the longest


class _TooFarError(Exception):
    """More came out than may."""


def expands_too_far(data: bytes, *, pages: int = 1) -> bool:
    """Whether the streams of a file unpack to more than can be read in seconds, or may; ``pages``
    is how many pages will be read."""
    try:
        largest = largest_content(data)
    except UntoldError:
        return True
    return largest is None or largest * pages > MAX_CONTENT


def largest_content(data: bytes) -> int | None:
    """The bytes of the largest stream that may be content; None where all streams together unpack
    to more than may be. What each filter of a chain gives counts: all of it is held. Raises
    UntoldError where the file does not say how a stream is packed."""
    total = largest = 0
    view = memoryview(data)
    streams = Streams(data)
    for n, stream in enumerate(streams):
        if n > _MAX_STREAMS:
            return None
        if stream.is_a("Subtype", "Image"):
            continue
        chain = streams.filters(stream)
        if len(chain) > _MAX_FILTERS:
            return None
        try:
            given = _unpacked(view[stream.start :], chain, MAX_UNPACKED - total)
        except _TooFarError:
            return None
        total += sum(given)
        is_font = "Length1" in stream.entries or stream.is_a("Subtype", *_FONTS)
        if given[-1] > largest and not is_font:
            largest = given[-1]
    return largest


def _unpacked(stream: memoryview, chain: list[str], limit: int) -> list[int]:
    """How many bytes each filter of a stream gives; 0 for one that has nothing to undo. A filter
    of pictures ends the chain. Raises _TooFarError beyond ``limit`` bytes."""
    given: list[int] = []
    stages: list[Iterator[bytes]] = []
    pieces: Iterator[bytes] = (
        bytes(stream[at : at + _CHUNK]) for at in range(0, len(stream), _CHUNK)
    )
    for name in chain:
        undo = _UNDO.get(name)
        if undo is None:
            break
        given.append(0)
        pieces = _counted(undo(pieces), given, len(given) - 1, limit)
        stages.append(pieces)
    for stage in reversed(stages):  # each to its end, also where the next one has given up
        for _ in stage:
            pass
    return given or [0]


def _counted(pieces: Iterator[bytes], given: list[int], number: int, limit: int) -> Iterator[bytes]:
    for piece in pieces:
        given[number] += len(piece)
        if sum(given) > limit:
            raise _TooFarError
        yield piece


# Each takes what it can of damaged data, as pdfium does.


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for left in pieces:
        while left and not unpacker.eof:
            try:
                piece = unpacker.decompress(left, _CHUNK)
            except zlib.error:
                return
            left = unpacker.unconsumed_tail
            yield piece
        if unpacker.eof:
            return


def _unlzw(pieces: Iterator[bytes]) -> Iterator[bytes]:
    table: dict[int, bytes] = {}
    width, bits, held, last = 9, 0, 0, b""
    for piece in pieces:
        out: list[bytes] = []
        size = 0
        for byte in piece:
            held, bits = (held << 8 | byte) & 0xFFFFFF, bits + 8
            if bits < width:
                continue
            bits -= width
            code = held >> bits & ((1 << width) - 1)
            if code == _LAST:
                yield b"".join(out)
                return
            if code == _CLEAR:
                table, width, last = {}, 9, b""
                continue
            if code < _CLEAR:
                word = bytes([code])
            elif last and code == _LAST + 1 + len(table):
                word = last + last[:1]
            elif code in table:
                word = table[code]
            else:
                return
            if last and len(table) < (1 << _WIDEST) - _LAST - 1:
                table[_LAST + 1 + len(table)] = last + word[:1]
            last = word
            # one code early, as writers do unless they say otherwise
            width = min(_WIDEST, max(9, (_LAST + 2 + len(table)).bit_length()))
            out.append(word)
            size += len(word)
            if size > _CHUNK:
                yield b"".join(out)
                out, size = [], 0
        yield b"".join(out)


def _unrun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    data = b"".join(pieces)
    at = 0
    while at + 1 < len(data) and data[at] != 128:
        length = data[at]
        if length < 128:
            yield data[at + 1 : at + 2 + length]
            at += 2 + length
        else:
            yield data[at + 1 : at + 2] * (257 - length)
            at += 2


def _unhexed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    digits = _NO_HEX.sub(b"", b"".join(pieces).partition(b">")[0])
    yield bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _unbased(pieces: Iterator[bytes]) -> Iterator[bytes]:
    digits = _NO_BASE85.sub(b"", b"".join(pieces).partition(b"~")[0])
    with suppress(ValueError):
        yield a85decode(digits)


_UNDO: Final[dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]]] = {
    "FlateDecode": _inflated,
    "LZWDecode": _unlzw,
    "RunLengthDecode": _unrun,
    "ASCIIHexDecode": _unhexed,
    "ASCII85Decode": _unbased,
    "Crypt": lambda pieces: pieces,
}

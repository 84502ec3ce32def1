"""Decompression bombs in PDF, seen before pdfium unpacks them.

pdfium bounds one stream at a gigabyte, which is minutes of parsing. Real reports unpack to some
ten megabytes of text operators and fonts; pixels are not counted, they are never drawn.
"""

from __future__ import annotations

import re
import zlib
from typing import Final

#: Bytes that all streams of a file may unpack to.
MAX_UNPACKED: Final = 192 * 1024 * 1024
#: Streams shorter than this cannot unpack to a hundred megabytes (deflate's limit is 1030:1),
#: and a file would need thousands of them; those are counted by ratio.
_STREAM = re.compile(rb"stream\r?\n")
_CHUNK: Final = 1 << 20
_MAX_STREAMS = 100_000


def expands_too_far(data: bytes) -> bool:
    """Whether the deflated streams of a file unpack to more than ``MAX_UNPACKED`` bytes."""
    if len(data) * 1030 <= MAX_UNPACKED and data.count(b"FlateDecode") < 2:
        return False
    total = 0
    view = memoryview(data)
    for n, match in enumerate(_STREAM.finditer(data)):
        if n > _MAX_STREAMS:
            return True
        total += _unpacked(view, match.end(), MAX_UNPACKED - total)
        if total > MAX_UNPACKED:
            return True
    return False


def _unpacked(view: memoryview, start: int, limit: int) -> int:
    """Size of one deflated stream, counted up to ``limit``; nested deflation is followed once."""
    size = 0
    unpacker = zlib.decompressobj()
    pending: bytes | memoryview = view[start : start + _CHUNK]
    at = start + len(pending)
    try:
        while size <= limit and not unpacker.eof:
            piece = unpacker.decompress(pending, _CHUNK)
            size += len(piece)
            pending = unpacker.unconsumed_tail
            if not pending:
                if at >= len(view) or (not piece and size == 0):
                    break
                pending = view[at : at + _CHUNK]
                at += len(pending)
    except zlib.error:
        pass
    return size

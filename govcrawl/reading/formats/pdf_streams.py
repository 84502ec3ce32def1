"""Decompression bombs in PDF, seen before pdfium unpacks them.

pdfium lets one stream unpack to a gigabyte and parses a page's content at some 5 to 50 MB a
second, again for every page that refers to it. Images are not counted: nothing here draws them,
and a scan holds 25 MB of pixels a page. Fonts count once, content once a page.
"""

from __future__ import annotations

import re
import zlib
from typing import Final

#: Bytes that all streams but images may unpack to.
MAX_UNPACKED: Final = 192 * 1024 * 1024
#: Bytes of the largest stream that may be content, times the number of pages.
MAX_CONTENT: Final = 512 * 1024 * 1024
_STREAM = re.compile(rb"stream\r?\n")
_CHUNK: Final = 1 << 20
_MAX_STREAMS = 100_000
#: How far before its data a stream's dictionary is looked for.
_DICTIONARY = 800
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
_FONT = re.compile(rb"/Length1\b|/Subtype\s*/(?:Type1C|CIDFontType0C|OpenType)\b")


def expands_too_far(data: bytes, *, pages: int = 1) -> bool:
    """Whether the deflated streams of a file unpack to more than can be read in seconds;
    ``pages`` is how many pages will be read."""
    total = 0
    view = memoryview(data)
    for n, match in enumerate(_STREAM.finditer(data)):
        if n > _MAX_STREAMS:
            return True
        dictionary = data[max(0, match.start() - _DICTIONARY) : match.start()]
        dictionary = dictionary[dictionary.rfind(b"obj") + 1 :]
        if _IMAGE.search(dictionary):
            continue
        size = _unpacked(view, match.end(), MAX_UNPACKED - total)
        total += size
        if total > MAX_UNPACKED:
            return True
        if size * pages > MAX_CONTENT and not _FONT.search(dictionary):
            return True
    return False


def _unpacked(view: memoryview, start: int, limit: int) -> int:
    """Size of one deflated stream, counted up to a little over ``limit``; 0 if it is none."""
    size = 0
    unpacker = zlib.decompressobj()
    at = start + _CHUNK
    pending: bytes | memoryview = view[start:at]
    try:
        while size <= limit and pending and not unpacker.eof:
            size += len(unpacker.decompress(pending, _CHUNK))
            pending = unpacker.unconsumed_tail
            if not pending:
                pending = view[at : at + _CHUNK]
                at += _CHUNK
    except zlib.error:
        pass
    return size

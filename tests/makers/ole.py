"""A container of Office 97-2003 (MS-CFB, version 3) with one stream, as small as one can be."""

from __future__ import annotations

import struct

_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def container(name: str, content: bytes) -> bytes:
    """Sector 0 is the allocation table, 1 the directory, the stream follows."""
    content = content.ljust(4096, b"\x00")  # shorter ones would lie in the small stream
    content += b"\x00" * (-len(content) % 512)
    sectors = len(content) // 512
    chain = [_FAT, _END, *range(3, sectors + 2), _END]
    table = struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    root = _entry("Root Entry", 5, child=1, start=_END, size=0)
    return head + table + root + _entry(name, 2, start=2, size=len(content)) + bytes(256) + content


def _entry(name: str, kind: int, *, start: int, size: int, child: int = _NONE) -> bytes:
    written = (name + "\x00").encode("utf-16-le")
    return (
        written.ljust(64, b"\x00")
        + struct.pack("<HBBIII", len(written), kind, 1, _NONE, _NONE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def biff(*records: tuple[int, bytes]) -> bytes:
    """The records of a Workbook stream."""
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)


def xls(*cells: tuple[int, int], dimensions: tuple[int, int, int, int] | None = None) -> bytes:
    """A workbook of one sheet with the number 1 in some cells (row, column)."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    sheet_begin = struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)
    name = struct.pack("<BB", 1, 0) + b"S"
    globals_size = len(
        biff((0x0809, begin), (0x0085, struct.pack("<IH", 0, 0) + name), (0x000A, b""))
    )
    stated = [(0x0200, struct.pack("<IIHHH", *dimensions, 0))] if dimensions else []
    numbers = [(0x0203, struct.pack("<HHHd", row, column, 0, 1.0)) for row, column in cells]
    stream = biff(
        (0x0809, begin),
        (0x0085, struct.pack("<IH", globals_size, 0) + name),
        (0x000A, b""),
        (0x0809, sheet_begin),
        *stated,
        *numbers,
        (0x000A, b""),
    )
    return container("Workbook", stream)

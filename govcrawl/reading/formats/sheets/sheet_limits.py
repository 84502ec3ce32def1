"""What a spreadsheet would unpack to, before the library is let at it.

Calamine lays every sheet out as a full rectangle. Two cells in opposite corners, a few hundred
bytes, ask for more memory than any machine has, and end the process.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from copy import copy
from io import BytesIO
from zipfile import ZipFile

from govcrawl.reading.formats.ole import is_sane, stream
from govcrawl.reading.formats.sniff import XLSX

#: Cells of one sheet's rectangle, some 32 bytes each.
MAX_RECTANGLE = 4_000_000
#: Bytes of one part, and of all that are read.
MAX_PART = 48 * 1024 * 1024
MAX_PARTS = 96 * 1024 * 1024
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_CELL = re.compile(rb"<(?:\w+:)?c\b")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{0,7})(\d{1,9})[\"']")
#: BIFF records of cells: row and column are first (MS-XLS 2.4).
_CELLS = frozenset({0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0007, 0x00BD, 0x00BE, 0x00D6, 0x00FD,
                    0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x0207, 0x027E, 0x0406})  # fmt: skip
_BEGIN = frozenset({0x0009, 0x0209, 0x0409, 0x0809})
_DIMENSIONS, _MULRK, _MULBLANK = 0x0200, 0x00BD, 0x00BE


class TooLargeError(ValueError):
    """A part or a sheet is larger than is read; ``found`` says how many bytes or cells (``what``)
    there are at least."""

    def __init__(self, what: str, found: int, limit: int) -> None:
        super().__init__(f"{found} {what} over {limit}")
        self.what, self.found, self.limit = what, found, limit


def check(data: bytes, media_type: str) -> None:
    """Raises TooLargeError for a spreadsheet that is too large, and what the libraries raise for
    one that is damaged."""
    if media_type == XLSX:
        _check_package(data)
    else:
        _check_biff(data)


def _check_package(data: bytes) -> None:
    total = 0
    with ZipFile(BytesIO(data)) as package:
        for given in package.infolist():
            name = given.filename.lower()
            if name.endswith("content.xml") or (name.startswith("xl/") and name.endswith(".bin")):
                if "worksheets/" in name or not name.startswith("xl/") or "workbook" in name:
                    raise ValueError(f"another kind of spreadsheet: {given.filename}")
            if not name.startswith("xl/") or not name.endswith((".xml", ".rels")):
                continue
            info = copy(given)
            # The stream itself tells its size; the directory may be.
            info.file_size, info.CRC = 1 << 40, None  # type: ignore[assignment]
            with package.open(info) as part:
                content = part.read(MAX_PART + 1)
            total += len(content)
            if len(content) > MAX_PART:
                raise TooLargeError("bytes", len(content), MAX_PART)
            if total > MAX_PARTS:
                raise TooLargeError("bytes", total, MAX_PARTS)
            if "worksheets/" in name:
                _check_rectangle(*_extent(content))


def _extent(sheet: bytes) -> tuple[int, int]:
    """Rows and columns up to the last cell, those without an address counted on."""
    rows, columns = len(_ROW.findall(sheet)), 0
    for row in _ROW.split(sheet):
        columns = max(columns, len(_CELL.findall(row)))
    for letters, digits in _PLACE.findall(sheet):
        rows = max(rows, int(digits))
        number = 0
        for letter in letters.upper():
            number = number * 26 + letter - 64
        columns = max(columns, number)
    return rows, columns


def _check_biff(data: bytes) -> None:
    rows = columns = 0
    for kind, content in _records(data):
        if kind in _BEGIN:
            rows = columns = 0
        elif kind in _CELLS and len(content) >= 4:
            row, column = struct.unpack_from("<HH", content)
            if kind in (_MULRK, _MULBLANK):
                column = max(column, *struct.unpack_from("<H", content, len(content) - 2))
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == _DIMENSIONS and len(content) >= 14:
            first, last, left, right = struct.unpack_from("<IIHH", content)
            _check_rectangle(max(last - first, 0) + 1, max(right - left, 0) + 1)
        _check_rectangle(rows, columns)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    import olefile

    if not is_sane(data):
        raise ValueError("sector counts")
    with olefile.OleFileIO(BytesIO(data)) as package:
        name = next((n for n in ("Workbook", "Book") if package.exists(n)), None)
        content = stream(package, name, len(data)) if name else b""
    at = 0
    while at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        yield kind, content[at + 4 : at + 4 + length]
        at += 4 + length


def _check_rectangle(rows: int, columns: int) -> None:
    if rows * columns > MAX_RECTANGLE:
        raise TooLargeError("cells", rows * columns, MAX_RECTANGLE)

"""Fonts that a PDF names and does not hold: one font of our own, the same on every machine.

pdfium looks for them among the fonts of the machine, and boxes of characters follow from what it
finds: where it finds none, the box of a Chinese character has no height and a text of one
character is lost. Only places are read here, never shapes, so one font does for all: ``box.ttf``,
644 bytes, whose single glyph is drawn for every character (``tests/makers/box_font.py`` makes it).
Advance widths come from the PDF. Names of the standard Latin fonts are left to pdfium, which has
their metrics built in.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import resources
from typing import Any, Final

_FONT: Final = resources.files(__package__).joinpath("box.ttf").read_bytes()
_STANDARD = re.compile(rb"(?:Helvetica|Arial|Times|Courier|Symbol|ZapfDingbats)", re.IGNORECASE)
#: Chinese, Japanese and Korean character sets (Windows numbers), whatever the font's name.
_EAST_ASIAN: Final = frozenset({128, 129, 130, 134, 136})
_HANDLE: Final = 1


@contextmanager
def own_fonts(raw: Any) -> Iterator[None]:
    """Have pdfium (``pypdfium2.raw``) ask us for missing fonts, and no longer: who draws pages
    in the same process wants the machine's."""
    raw.FPDF_SetSystemFontInfo(_font_info(raw))
    try:
        yield
    finally:
        raw.FPDF_SetSystemFontInfo(raw.FPDF_GetDefaultSystemFontInfo())


@lru_cache(maxsize=1)
def _font_info(raw: Any) -> Any:
    """The functions that pdfium calls, kept alive as long as the process."""
    types = dict(raw.FPDF_SYSFONTINFO._fields_)

    def nothing(*_: Any) -> None:
        return None

    def map_font(
        _this: Any, _weight: int, _italic: int, charset: int, _pitch: int, face: Any, _exact: Any
    ) -> int | None:
        name = face if isinstance(face, bytes) else ctypes.cast(face, ctypes.c_char_p).value
        if charset not in _EAST_ASIAN and _STANDARD.match(name or b""):
            return None
        return _HANDLE

    def font_data(_this: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        if table:
            return 0  # single tables and collections: there are none
        if buffer and size >= len(_FONT):
            ctypes.memmove(buffer, _FONT, len(_FONT))
        return len(_FONT)

    def zero(*_: Any) -> int:
        return 0

    info = raw.FPDF_SYSFONTINFO()
    info.version = 1
    info.Release = types["Release"](nothing)
    info.EnumFonts = types["EnumFonts"](nothing)
    info.MapFont = types["MapFont"](map_font)
    info.GetFont = types["GetFont"](nothing)
    info.GetFontData = types["GetFontData"](font_data)
    info.GetFaceName = types["GetFaceName"](zero)
    info.GetFontCharset = types["GetFontCharset"](zero)
    info.DeleteFont = types["DeleteFont"](nothing)
    return info

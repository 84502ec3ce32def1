"""Characters of a page's text layer, placed as the page is displayed."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from govcrawl.reading.formats.pdf_page import MAX_CHARS, Box, Char, Page, Point
from govcrawl.text.characters import INVISIBLE, SPACES, whole

#: Characters alike on one line that are held against each other.
_MOST_ALIKE: Final = 120
_MOST_GENERATED: Final = 0x20  # codes of what pdfium puts in between
_HYPHEN = 0x02  # pdfium's mark for a hyphen at a line's end, which is printed all the same
#: What leaves no mark on the page: invisible characters and codes that are no character.
_UNSEEN: Final = frozenset(INVISIBLE + "\ufffd\ufffe\uffff")
_BLANKS: Final = frozenset(SPACES)
#: Em beyond which a character's box is not the font's: pdfium forgets the scale of upright
#: writing (``Identity-V``) and gives 20 em. The widest character is a dash of two em.
_LARGEST: Final = 2.4
#: Share of the size known last below which a smaller one is in force.
_SMALLEST: Final = 0.4


@dataclass(slots=True)
class _Found:
    code: int
    angle: int
    origin: Point
    box: Box
    index: int
    unmapped: bool
    font: tuple[str, int] | None
    run: int


def find_characters(raw: Any, page: Any) -> tuple[list[_Found], int]:
    """Characters in stream order and the direction (0, 90, 180, 270) most of them run in."""
    text_page = raw.FPDFText_LoadPage(page)
    if not text_page:
        return [], 0
    try:
        return _read_characters(raw, text_page)
    finally:
        raw.FPDFText_ClosePage(text_page)


def _read_characters(raw: Any, text_page: Any) -> tuple[list[_Found], int]:
    found: list[_Found] = []
    angles: Counter[int] = Counter()
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    count = min(raw.FPDFText_CountChars(text_page), MAX_CHARS + 1)
    last_size = -1.0
    run, em = -1, math.inf
    object_of = _function(raw.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_int)
    angle = 0
    for i in range(count):
        code = raw.FPDFText_GetUnicode(text_page, i)
        # pdfium puts in spaces and line ends, and takes hyphens at a line's end for its own
        if code <= _MOST_GENERATED and raw.FPDFText_IsGenerated(text_page, i):
            last_size = -1.0
            continue
        if not raw.FPDFText_GetCharOrigin(text_page, i, x, y) or not raw.FPDFText_GetLooseCharBox(
            text_page, i, box
        ):
            continue
        place = (box.left, box.bottom, box.right, box.top)
        if not isfinite(sum(place)):
            continue
        origin = (x.value, y.value)
        shown_by = object_of(text_page, i) or 0
        if shown_by != run:
            run = shown_by
            radians = raw.FPDFText_GetCharAngle(text_page, i)
            angle = round(math.degrees(radians)) % 360 if isfinite(radians) else 0
        extent = max(place[2] - place[0], place[3] - place[1])
        if not _SMALLEST * em < extent <= _LARGEST * em:
            em = _em(raw, text_page, i)
        if extent > _LARGEST * em:
            place, origin = _tight(raw, text_page, i, place, origin)
            # the glyph of a comma is low; its type is not small
            place = (place[0], place[1], place[2], max(place[3], place[1] + em / 2))
        angles[angle] += 1
        # the font is asked for where a run begins: at a line's start or a change of size
        size = place[3] - place[1]
        font = None
        if abs(size - last_size) > 0.1 and code > 0x20:
            length = raw.FPDFText_GetFontInfo(text_page, i, name, len(name), flags)
            known = name.raw[: max(0, min(length, len(name)) - 1)].decode("utf-8", "replace")
            font = (known, raw.FPDFText_GetFontWeight(text_page, i))
            last_size = size
        found.append(
            _Found(
                code,
                angle,
                origin,
                place,
                i,
                bool(raw.FPDFText_HasUnicodeMapError(text_page, i)),
                font,
                run,
            )
        )
    common = angles.most_common(1)[0][0] if angles else 0
    return found, common if common in (90, 180, 270) else 0


def _em(raw: Any, text_page: Any, index: int) -> float:
    """The size in points of a character as it is shown; infinite where it is not known."""
    m = raw.FS_MATRIX()
    size = raw.FPDFText_GetFontSize(text_page, index)
    if size <= 0 or not raw.FPDFText_GetMatrix(text_page, index, m):
        return math.inf
    em = size * max(math.hypot(m.a, m.b), math.hypot(m.c, m.d))
    return em if math.isfinite(em) and em > 0.1 else math.inf


def _function(known: Any, *arguments: Any) -> Callable[..., int | None]:
    """A function of pdfium that gives an object, as one that gives the object's address: to make a
    pointer of each and cast it takes three times as long."""
    made = ctypes.CFUNCTYPE(ctypes.c_void_p, *arguments)
    return made(ctypes.cast(known, ctypes.c_void_p).value or 0)


def address(item: Any) -> int:
    """Where an object of pdfium lies, to know it again; 0 for none."""
    return ctypes.addressof(item.contents) if item else 0


def _tight(raw: Any, text_page: Any, index: int, place: Box, origin: Point) -> tuple[Box, Point]:
    """The box of the glyph, with a baseline under it, where the font's box is absurd."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
        return place, origin
    box = (left.value, bottom.value, right.value, top.value)
    if not all(map(math.isfinite, box)) or box[2] - box[0] < 0.1 or box[3] - box[1] < 0.1:
        return place, origin
    return box, (box[0], box[1])


def place_characters(
    page: Page, found: list[_Found], rotation: int, turn: Callable[[float, float], Point]
) -> dict[int, int]:
    """Fill the page with its characters; where each run's text object lies."""
    turned: list[str] = []
    seen: dict[tuple[str, int], list[Char]] = {}
    runs: dict[int, int] = {}
    if len(found) > MAX_CHARS:
        page.capped = True
    for item in found[:MAX_CHARS]:
        text = _text_of(item.code)
        if not text:
            page.unmapped += 1
            continue
        if item.unmapped:
            page.unmapped += 1
        page.repaired += ord(text) != item.code and 0x2E80 <= item.code <= 0x2FDF
        if item.angle != rotation:
            turned.append(text)
            continue
        x0, y0 = turn(item.box[0], item.box[1])
        x1, y1 = turn(item.box[2], item.box[3])
        base = turn(*item.origin)[1]
        run = runs.setdefault(item.run, len(runs)) if item.run else -1
        char = Char(text, min(x0, x1), max(x0, x1), base, min(y0, y1), max(y0, y1), item.index, run)
        if char.size < 0.5 or text == " ":
            if char.size < 0.5:
                char.top = char.bottom + 1.0
        elif _is_overstruck(seen, char):
            continue
        page.chars.append(char)
        if item.font is not None:
            page.fonts[item.index] = item.font
    page.turned = "".join(turned).strip()
    return {run: at for at, run in runs.items()}


def _is_overstruck(seen: dict[tuple[str, int], list[Char]], char: Char) -> bool:
    """Bold made by printing a character twice, a hair apart."""
    text, x, y = char.text, char.x0, char.y
    band = int(y // 4)
    limit = (char.top - char.bottom) * 0.15
    for near in (band - 1, band, band + 1):
        for other in seen.get((text, near), ()):
            if abs(other.x0 - x) < limit and abs(other.y - y) < limit:
                return True
    known = seen.setdefault((text, band), [])
    if len(known) < _MOST_ALIKE:
        known.append(char)
    return False


def _text_of(code: int) -> str:
    if code == _HYPHEN:
        return "-"
    if code < 0x20 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return " " if code in (0x09, 0x0A, 0x0D) else ""
    char = chr(code)
    if char in _UNSEEN:
        return ""
    return " " if char in _BLANKS else whole(char)

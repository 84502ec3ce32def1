"""Characters of a page's text layer, placed as the page is displayed."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from math import isfinite
from typing import Any, Final, TypeAlias

from govcrawl.reading.formats.pdf.pdf_page import MAX_CHARS, Box, Char, Page, Point
from govcrawl.text.characters import INVISIBLE, SPACES, whole

#: Characters alike on one line that are compared with each other.
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


#: Every how many characters one is asked whether it has no Unicode before all are: it matters
#: where a quarter has none.
_SAMPLED: Final = 8
#: Gap, in heights of the box, up to which a character goes on with the one before.
_GOES_ON: Final = 0.5
#: A character as it was found: code, angle, origin, box, index, whether it has no Unicode, font where
#: a run begins, address of its text object.
_Found: TypeAlias = tuple[int, int, Point, Box, int, bool, tuple[str, int] | None, int]


def find_characters(raw: Any, page: Any) -> tuple[list[_Found], int]:
    """Characters in stream order and the direction (0, 90, 180, 270) most of them run in."""
    text_page = raw.FPDFText_LoadPage(page)
    if not text_page:
        return [], 0
    try:
        return _read_characters(raw, text_page)
    finally:
        raw.FPDFText_ClosePage(text_page)


def codes_and_boxes(raw: Any, page: Any) -> tuple[list[tuple[int, Box]], int]:
    """The code and box of each character in stream order, in points of the page's own space, and
    the direction most of them run in."""
    found, angle = find_characters(raw, page)
    return [(code, box) for code, _, _, box, *_ in found], angle


def _codes(raw: Any, text_page: Any, count: int) -> list[int]:
    """The codes of all characters at once; [] where the text does not have one for each."""
    buffer = ctypes.create_string_buffer(2 * count + 4)
    there = raw.FPDFText_GetText(
        text_page, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    )
    if there != count + 1:  # with its closing zero
        return []
    codes = list(memoryview(buffer).cast("B")[: 2 * count].cast("H"))
    if any(code == 0 or 0xD800 <= code <= 0xDFFF for code in codes):
        return []
    sample = {0, count - 1, *range(0, count, _SAMPLED)}
    same = all(codes[i] == raw.FPDFText_GetUnicode(text_page, i) for i in sample)
    return codes if same else []


@lru_cache(maxsize=1)
def _fast(raw: Any) -> tuple[Callable[..., int], ...]:
    """The functions asked for every character, taking addresses as whole numbers: to have ctypes
    make and check a pointer for each argument takes as long as the answer."""
    pointer, number = ctypes.c_void_p, ctypes.c_int
    return (
        faster(raw.FPDFText_GetUnicode, ctypes.c_uint, pointer, number),
        faster(raw.FPDFText_GetCharOrigin, number, pointer, number, pointer, pointer),
        faster(raw.FPDFText_GetLooseCharBox, number, pointer, number, pointer),
        faster(raw.FPDFText_GetTextObject, pointer, pointer, number),
        faster(raw.FPDFText_HasUnicodeMapError, number, pointer, number),
        faster(raw.FPDFText_GetCharAngle, ctypes.c_float, pointer, number),
    )


def _read_characters(raw: Any, text_page: Any) -> tuple[list[_Found], int]:
    found: list[_Found] = []
    angles: Counter[int] = Counter()
    code_of, origin_of, box_of, object_of, is_unmapped, angle_of = _fast(raw)
    place_at, box_at = (ctypes.c_double * 2)(), (ctypes.c_float * 4)()
    x_at, corners, text = ctypes.addressof(place_at), ctypes.addressof(box_at), address(text_page)
    y_at = x_at + ctypes.sizeof(ctypes.c_double)
    count = min(raw.FPDFText_CountChars(text_page), MAX_CHARS + 1)
    codes = _codes(raw, text_page, count) or [code_of(text, i) for i in range(count)]
    some = any(is_unmapped(text, i) for i in range(0, count, _SAMPLED))
    turned_by, em, last_size = -1, math.inf, -1.0
    x, y, angle, n_angle = 0.0, 0.0, 0, 0
    last: Box = (0.0, 0.0, 0.0, 0.0)
    for i, code in enumerate(codes):
        # pdfium puts in spaces and line ends, and takes hyphens at a line's end for its own
        if code <= _MOST_GENERATED and raw.FPDFText_IsGenerated(text_page, i):
            last_size = -1.0
            continue
        if not box_of(text, i, corners):
            continue
        left, top, right, bottom = box_at
        if not isfinite(left + bottom + right + top):
            continue
        place = (left, bottom, right, top)
        # it goes on with the one before, on its line and in its type: so the same way
        goes_on = (
            angle == 0
            and last[1] == bottom
            and last[3] == top
            and -0.1 < left - last[2] < _GOES_ON * (top - bottom)
        )
        if goes_on:
            x = left
        elif origin_of(text, i, x_at, y_at):
            x, y = place_at
        else:
            continue
        last, origin = place, (x, y)
        run = object_of(text, i) or 0
        if run != turned_by and not goes_on:
            turned_by = run
            turned = _degrees(angle_of(text, i))
            if turned != angle:
                angles[angle] += n_angle
                angle, n_angle = turned, 0
        size = top - bottom
        extent = right - left if right - left > size else size
        if not _SMALLEST * em < extent <= _LARGEST * em:
            em = _em(raw, text_page, i)
            if extent > _LARGEST * em:
                place, origin = _tight(raw, text_page, i, place, origin, em)
                size = place[3] - place[1]
        n_angle += 1
        # the font is asked for where a run begins: at a line's start or a change of size
        font = None
        if code > 0x20 and abs(size - last_size) > 0.1:
            font, last_size = _font(raw, text_page, i), size
        found.append((code, angle, origin, place, i, some and is_unmapped(text, i) != 0, font, run))
    angles[angle] += n_angle
    return found, _commonest(angles) if found else 0


def _commonest(angles: Counter[int]) -> int:
    """The direction most characters run in, 0 where it is askew."""
    common = angles.most_common(1)[0][0]
    return common if common in (90, 180, 270) else 0


def _degrees(radians: float) -> int:
    return round(math.degrees(radians)) % 360 if isfinite(radians) else 0


def _font(raw: Any, text_page: Any, index: int) -> tuple[str, int]:
    """The name and weight of a character's font."""
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(text_page, index, name, len(name), flags)
    known = name.raw[: max(0, min(length, len(name)) - 1)].decode("utf-8", "replace")
    return known, raw.FPDFText_GetFontWeight(text_page, index)


def _em(raw: Any, text_page: Any, index: int) -> float:
    """The size in points of a character as it is shown; infinite where it is not known."""
    m = raw.FS_MATRIX()
    size = raw.FPDFText_GetFontSize(text_page, index)
    if size <= 0 or not raw.FPDFText_GetMatrix(text_page, index, m):
        return math.inf
    em = size * max(math.hypot(m.a, m.b), math.hypot(m.c, m.d))
    return em if math.isfinite(em) and em > 0.1 else math.inf


def faster(known: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of pdfium under other types: addresses instead of pointers."""
    made = ctypes.CFUNCTYPE(result, *arguments)
    return made(ctypes.cast(known, ctypes.c_void_p).value or 0)


def address(item: Any) -> int:
    """Where an object of pdfium is, to know it again; 0 for none."""
    return ctypes.addressof(item.contents) if item else 0


def _tight(
    raw: Any, text_page: Any, index: int, place: Box, origin: Point, em: float
) -> tuple[Box, Point]:
    """The box of the glyph, with a baseline under it, where the font's box is absurd. The glyph of a
    comma is low; its type is not small."""
    place, origin = _glyph(raw, text_page, index, place, origin)
    return (place[0], place[1], place[2], max(place[3], place[1] + em / 2)), origin


def _glyph(raw: Any, text_page: Any, index: int, place: Box, origin: Point) -> tuple[Box, Point]:
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
    """Fill the page with its characters; where each run's text object is."""
    turned: list[str] = []
    seen: dict[tuple[str, int], list[Char]] = {}
    runs: dict[int, int] = {}
    texts: dict[int, str] = {}
    if len(found) > MAX_CHARS:
        page.capped = True
    chars, fonts = page.chars, page.fonts
    dx, dy = turn(0.0, 0.0) if not rotation else (0.0, 0.0)
    for code, angle, origin, box, index, unmapped, font, shown_by in found[:MAX_CHARS]:
        text = texts.get(code)
        if text is None:
            text = texts[code] = _text_of(code)
        if not text:
            page.unmapped += 1
            continue
        if unmapped:
            page.unmapped += 1
        if 0x2E80 <= code <= 0x2FDF:
            page.repaired += ord(text) != code
        if angle != rotation:
            turned.append(text)
            continue
        if rotation:
            (x0, y0), (x1, y1) = turn(box[0], box[1]), turn(box[2], box[3])
            x0, x1 = (x1, x0) if x0 > x1 else (x0, x1)
            y0, y1 = (y1, y0) if y0 > y1 else (y0, y1)
            base = turn(*origin)[1]
        else:
            x0, y0, x1, y1 = box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy
            base = origin[1] + dy
        run = runs.setdefault(shown_by, len(runs)) if shown_by else -1
        char = Char(text, x0, x1, base, y0, y1, index, run)
        if y1 - y0 < 0.5:
            char.top = y0 + 1.0
        elif text != " " and _is_overstruck(seen, char):
            continue
        chars.append(char)
        if font is not None:
            fonts[index] = font
    page.turned = "".join(turned).strip()
    return {run: at for at, run in runs.items()}


def _is_overstruck(seen: dict[tuple[str, int], list[Char]], char: Char) -> bool:
    """Bold made by printing a character twice, a hair apart."""
    text, x, y = char.text, char.x0, char.y
    band = int(y // 4)
    known = seen.get((text, band))
    limit = (char.top - char.bottom) * 0.15
    for there in (known, seen.get((text, band - 1)), seen.get((text, band + 1))):
        if there:
            for other in there:
                if -limit < other.x0 - x < limit and -limit < other.y - y < limit:
                    return True
    if known is None:
        seen[text, band] = [char]
    elif len(known) < _MOST_ALIKE:
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

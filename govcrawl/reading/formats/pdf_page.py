"""One PDF page → its characters and ruling lines, as it is displayed.

Coordinates are points with the origin at the lower left of the page as a reader sees it: text
that runs upwards on a turned page is turned back. pdfium gives both; pdfplumber took twenty
times as long for the same figures.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, TypeAlias

#: Objects, path segments and characters taken from one page.
MAX_OBJECTS = 40_000
MAX_SEGMENTS = 40_000
MAX_CHARS = 40_000
#: A filled shape thinner than this (points) is a line.
THIN: Final = 3.5
_MAX_FORM_DEPTH = 5
#: Characters below which a page has no text layer worth the name; a page number or a stamp on
#: a picture that fills the page is none either.
_SPARSE, _STAMP = 6, 60
_SCAN_SHARE, _PICTURE = 0.3, 0.8
_OUTLINE_PATHS = 150

Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
Matrix: TypeAlias = tuple[float, float, float, float, float, float]
#: ``(position, start, end)``: y, x0, x1 of a horizontal line; x, y0, y1 of a vertical one.
Edge: TypeAlias = tuple[float, float, float]

_HYPHEN = 0x02  # pdfium's mark for a hyphen at a line's end, which is printed all the same
#: Radicals that fonts give for the whole character (their Unicode maps name the first of two
#: equal glyphs). NFKC knows the Kangxi block; these of the supplement it leaves.
_RADICALS: Final = dict(
    zip(
        "⺝⺟⺠⺫⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "月母民目虎西见角贝车长长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)


@dataclass(slots=True)
class Char:
    """A printed character: its advance box, baseline ``y`` and place in the page's stream."""

    text: str
    x0: float
    x1: float
    y: float
    bottom: float
    top: float
    index: int

    @property
    def size(self) -> float:
        """Height of the font's box, a little more than its em."""
        return self.top - self.bottom


@dataclass(slots=True)
class Page:
    """What one page shows. ``number`` counts from 1; ``image_share`` is the share of the page
    its images cover; ``scores`` are the texts that were recognised, with their confidence; ``turned`` is text that runs another way (watermarks); ``n_parts``
    counts characters, objects and path segments, looked at or not."""

    number: int
    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    horizontal: list[Edge] = field(default_factory=list)
    vertical: list[Edge] = field(default_factory=list)
    fonts: dict[int, tuple[str, int]] = field(default_factory=dict)
    image_share: float = 0.0
    image_pixels: int = 0
    n_parts: int = 0
    n_paths: int = 0
    n_texts: int = 0
    n_hidden: int = 0
    unmapped: int = 0
    repaired: int = 0
    turned: str = ""
    capped: bool = False
    scores: list[tuple[str, float]] = field(default_factory=list)

    @property
    def n_printed(self) -> int:
        """How many characters the text layer prints."""
        return sum(1 for c in self.chars if c.text != " ")

    def is_scanned(self) -> bool:
        """Whether the page is a picture with hardly any text layer."""
        n = self.n_printed
        return self.image_share > (_PICTURE if n >= _SPARSE else _SCAN_SHARE) and n < _STAMP

    def is_outlined(self) -> bool:
        """Whether the text is drawn as shapes, without a text layer."""
        return self.n_printed < _SPARSE and self.n_paths > _OUTLINE_PATHS


def read_page(raw: Any, page: Any, number: int) -> Page:
    """Read a page. ``raw`` is ``pypdfium2.raw``, ``page`` a loaded ``FPDF_PAGE``."""
    box = _page_box(raw, page)
    found, rotation = _characters(raw, page)
    turn = _turner(box, rotation)
    wide, high = box[2] - box[0], box[3] - box[1]
    if rotation in (90, 270):
        wide, high = high, wide
    result = Page(number=number, width=wide, height=high)
    result.n_parts = len(found)
    _place_characters(result, found, rotation, turn)
    _read_objects(raw, page, result, turn)
    result.n_parts += len(result.horizontal) + len(result.vertical)
    return result


def _page_box(raw: Any, page: Any) -> Box:
    box = raw.FS_RECTF()
    if raw.FPDF_GetPageBoundingBox(page, box):
        left, right = sorted((box.left, box.right))
        bottom, top = sorted((box.bottom, box.top))
        if right - left > 1 and top - bottom > 1:
            return left, bottom, right, top
    return 0.0, 0.0, 595.0, 842.0


@dataclass(slots=True)
class _Found:
    code: int
    angle: int
    origin: Point
    box: Box
    index: int
    unmapped: bool
    font: tuple[str, int] | None


def _characters(raw: Any, page: Any) -> tuple[list[_Found], int]:
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
    for i in range(count):
        if raw.FPDFText_IsGenerated(text_page, i):
            last_size = -1.0
            continue
        code = raw.FPDFText_GetUnicode(text_page, i)
        if not raw.FPDFText_GetCharOrigin(text_page, i, x, y) or not raw.FPDFText_GetLooseCharBox(
            text_page, i, box
        ):
            continue
        place = (box.left, box.bottom, box.right, box.top)
        if not all(map(math.isfinite, place)):
            continue
        radians = raw.FPDFText_GetCharAngle(text_page, i)
        angle = round(math.degrees(radians)) % 360 if math.isfinite(radians) else 0
        angles[angle] += 1
        # the font is asked for where a run begins: at a line's start or a change of size
        size = box.top - box.bottom
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
                (x.value, y.value),
                place,
                i,
                bool(raw.FPDFText_HasUnicodeMapError(text_page, i)),
                font,
            )
        )
    common = angles.most_common(1)[0][0] if angles else 0
    return found, common if common in (90, 180, 270) else 0


def _turner(box: Box, rotation: int) -> Callable[[float, float], Point]:
    """Map page space to the page as displayed with its text upright."""
    left, bottom, right, top = box
    if rotation == 270:  # text runs up: pdfium counts clockwise
        return lambda x, y: (y - bottom, right - x)
    if rotation == 180:
        return lambda x, y: (right - x, top - y)
    if rotation == 90:  # text runs down
        return lambda x, y: (top - y, x - left)
    return lambda x, y: (x - left, y - bottom)


def _place_characters(
    page: Page, found: list[_Found], rotation: int, turn: Callable[[float, float], Point]
) -> None:
    turned: list[str] = []
    seen: dict[tuple[str, int, int], Char] = {}
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
        char = Char(text, min(x0, x1), max(x0, x1), base, min(y0, y1), max(y0, y1), item.index)
        if char.size < 0.5 or text == " ":
            if char.size < 0.5:
                char.top = char.bottom + 1.0
        elif _is_overstruck(seen, char):
            continue
        page.chars.append(char)
        if item.font is not None:
            page.fonts[item.index] = item.font
    page.turned = "".join(turned).strip()


def _is_overstruck(seen: dict[tuple[str, int, int], Char], char: Char) -> bool:
    """Bold made by printing a character twice, a hair apart."""
    gx, gy = int(char.x0 // 4), int(char.y // 4)
    limit = char.size * 0.15
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            other = seen.get((char.text, gx + dx, gy + dy))
            if other and abs(other.x0 - char.x0) < limit and abs(other.y - char.y) < limit:
                return True
    seen[char.text, gx, gy] = char
    return False


def _text_of(code: int) -> str:
    if code == _HYPHEN:
        return "-"
    if code in (0x09, 0x0A, 0x0D, 0xA0, 0x3000) or 0x2000 <= code <= 0x200A:
        return " "
    if code < 0x20 or code in (0xFFFE, 0xFFFF, 0xFFFD, 0xFEFF) or code > 0x10FFFF:
        return ""
    if 0xD800 <= code <= 0xDFFF or 0x200B <= code <= 0x200F or code == 0xAD:
        return ""
    if 0x2F00 <= code <= 0x2FD5:
        return unicodedata.normalize("NFKC", chr(code))
    return _RADICALS.get(chr(code), chr(code)) if 0x2E80 <= code <= 0x2EF3 else chr(code)


def _read_objects(raw: Any, page: Any, result: Page, turn: Callable[[float, float], Point]) -> None:
    segments = 0
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    result.n_parts += max(0, raw.FPDFPage_CountObjects(page))
    area = result.width * result.height
    for n, (item, matrix) in enumerate(_objects(raw, page)):
        if n >= MAX_OBJECTS or segments >= MAX_SEGMENTS:
            result.capped = True
            return
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            result.n_paths += 1
            segments += _read_path(raw, item, matrix, result, turn)
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            result.n_texts += 1
            result.n_hidden += raw.FPDFTextObj_GetTextRenderMode(item) == 3
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            # an image fills the unit square of its matrix
            own = _times(_matrix(raw, item), matrix)
            corners = [turn(*_apply(own, p)) for p in ((0, 0), (1, 0), (0, 1), (1, 1))]
            x0, y0, x1, y1 = _bounds(corners)
            _add_if_thin(result, x0, y0, x1, y1)
            # scanners cut a page into strips
            result.image_share += (x1 - x0) * (y1 - y0) / area
            if raw.FPDFImageObj_GetImagePixelSize(item, wide, high):
                result.image_pixels += wide.value * high.value


def _objects(raw: Any, page: Any) -> Iterator[tuple[Any, Matrix]]:
    """Objects of the page and of the forms drawn on it, each with its form's matrix."""
    identity: Matrix = (1, 0, 0, 1, 0, 0)
    stack: list[Iterator[tuple[Any, Matrix]]] = [
        (
            (raw.FPDFPage_GetObject(page, i), identity)
            for i in range(raw.FPDFPage_CountObjects(page))
        )
    ]
    while stack:
        step = next(stack[-1], None)
        if step is None:
            stack.pop()
            continue
        item, matrix = step
        if not item:
            continue
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM and len(stack) < _MAX_FORM_DEPTH:
            inner = _times(_matrix(raw, item), matrix)
            stack.append(_form(raw, item, inner))
        else:
            yield item, matrix


def _form(raw: Any, form: Any, matrix: Matrix) -> Iterator[tuple[Any, Matrix]]:
    for i in range(max(0, raw.FPDFFormObj_CountObjects(form))):
        yield raw.FPDFFormObj_GetObject(form, i), matrix


def _read_path(
    raw: Any, path: Any, matrix: Matrix, result: Page, turn: Callable[[float, float], Point]
) -> int:
    """Add the lines of one path; returns how many segments were looked at."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(path, fill, stroke) or not (fill.value or stroke.value):
        return 1
    own = _times(_matrix(raw, path), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    count = max(0, raw.FPDFPath_CountSegments(path))
    result.n_parts += count
    count = min(count, MAX_SEGMENTS)
    points: list[Point] = []
    for i in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            _add_shape(result, points, stroked=bool(stroke.value))
            points = []
        if raw.FPDFPathSegment_GetPoint(segment, x, y):
            points.append(turn(*_apply(own, (x.value, y.value))))
        if raw.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    _add_shape(result, points, stroked=bool(stroke.value))
    return int(count) + 1


def _add_shape(result: Page, points: list[Point], *, stroked: bool) -> None:
    if len(points) < 2:
        return
    box = _bounds(points)
    if _add_if_thin(result, *box) or not stroked:
        return
    for (ax, ay), (bx, by) in pairwise(points):
        if abs(ax - bx) < 1 or abs(ay - by) < 1:
            _add_if_thin(result, min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _add_if_thin(result: Page, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Take a thin box as a line. Dots of a dotted line are as long as thick: taken as both, and
    what does not join up is dropped later."""
    wide, high = x1 - x0, y1 - y0
    if not (math.isfinite(wide) and math.isfinite(high)) or min(wide, high) > THIN:
        return False
    if high <= wide:
        result.horizontal.append(((y0 + y1) / 2, x0, x1))
    if wide <= high or max(wide, high) <= THIN:
        result.vertical.append(((x0 + x1) / 2, y0, y1))
        if high > wide and max(wide, high) <= THIN:
            result.horizontal.append(((y0 + y1) / 2, x0, x1))
    return True


def _matrix(raw: Any, item: Any) -> Matrix:
    m = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, m):
        return (1, 0, 0, 1, 0, 0)
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _apply(m: Matrix, p: Point) -> Point:
    return m[0] * p[0] + m[2] * p[1] + m[4], m[1] * p[0] + m[3] * p[1] + m[5]


def _bounds(points: list[Point]) -> Box:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)

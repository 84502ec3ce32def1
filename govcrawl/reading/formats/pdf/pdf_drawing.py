"""What is drawn on a page: ruling lines, filled boxes, images, and how its texts are painted."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, NamedTuple, TypeAlias

from govcrawl.reading.formats.pdf.pdf_page import (
    MAX_OBJECTS,
    MAX_SEGMENTS,
    THIN,
    Box,
    Fill,
    Matrix,
    Page,
    Point,
)
from govcrawl.reading.formats.pdf.pdf_text import address, faster

_MAX_FORM_DEPTH = 5
_MAX_ANNOTATIONS = 2000
#: Filled boxes kept of a page; a page of cells that each have their own has some 400.
_MAX_FILLS = 4000
#: Segments of a path that can be nothing but one box or line.
_BOX_SEGMENTS = 5
#: Text render modes that paint nothing: invisible, and clip only.
_UNPAINTED: Final = frozenset({3, 7})
#: Text render mode that paints the outline only.
_OUTLINE: Final = 1


class Style(NamedTuple):
    """How a text object is painted: colour (RGB), opacity 0 to 255, whether it is painted at
    all, and its place among all that is drawn."""

    colour: tuple[int, int, int]
    alpha: int
    painted: bool
    order: int


#: Styles of text objects by address.
Styles: TypeAlias = dict[int, Style]


def read_drawing(
    raw: Any, page: Any, result: Page, turn: Callable[[float, float], Point], styles: Styles
) -> None:
    """Add to ``result`` what is drawn, to ``styles`` how each text object is painted."""
    segments = 0
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    result.n_parts += max(0, raw.FPDFPage_CountObjects(page))
    area = result.width * result.height
    ask = _asked(raw)
    for n, (place, kind, matrix) in enumerate(_objects(raw, page, ask)):
        if n >= MAX_OBJECTS or segments >= MAX_SEGMENTS:
            result.capped = True
            break
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            result.n_texts += 1
            mode = ask.mode(place)
            result.n_hidden += mode == 3
            styles[place] = _style(ask, place, mode, n)
            continue
        item = ctypes.cast(place, raw.FPDF_PAGEOBJECT)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            result.n_paths += 1
            segments += _read_path(raw, item, matrix, result, turn, n)
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
    _read_annotations(raw, page, result, turn)


class _Asked(NamedTuple):
    """Functions asked for every object, by address; many a page has an object a character."""

    kind: Callable[[int], int]
    on_page: Callable[[int, int], int | None]
    in_form: Callable[[int, int], int | None]
    mode: Callable[[int], int]
    fill: Callable[[int, int, int, int, int], int]
    stroke: Callable[[int, int, int, int, int], int]


@lru_cache(maxsize=1)
def _asked(raw: Any) -> _Asked:
    pointer, number = ctypes.c_void_p, ctypes.c_int
    colour = (pointer,) * 5
    return _Asked(
        faster(raw.FPDFPageObj_GetType, number, pointer),
        faster(raw.FPDFPage_GetObject, pointer, pointer, number),
        faster(raw.FPDFFormObj_GetObject, pointer, pointer, ctypes.c_ulong),
        faster(raw.FPDFTextObj_GetTextRenderMode, number, pointer),
        faster(raw.FPDFPageObj_GetFillColor, number, *colour),
        faster(raw.FPDFPageObj_GetStrokeColor, number, *colour),
    )


def _style(ask: _Asked, place: int, mode: int, order: int) -> Style:
    if not (ask.stroke if mode == _OUTLINE else ask.fill)(place, *_CHANNELS_AT):
        return Style((0, 0, 0), 255, mode not in _UNPAINTED, order)
    r, g, b, a = _CHANNELS
    return Style((r.value, g.value, b.value), a.value, mode not in _UNPAINTED, order)


def _objects(raw: Any, page: Any, ask: _Asked) -> Iterator[tuple[int, int, Matrix]]:
    """Objects of the page and of the forms drawn on it: address, kind, its form's matrix."""
    identity: Matrix = (1, 0, 0, 1, 0, 0)
    at = address(page)
    stack: list[Iterator[tuple[int | None, Matrix]]] = [
        ((ask.on_page(at, i), identity) for i in range(raw.FPDFPage_CountObjects(page)))
    ]
    while stack:
        for place, matrix in stack[-1]:
            if not place:
                continue
            kind = ask.kind(place)
            if kind == raw.FPDF_PAGEOBJ_FORM and len(stack) < _MAX_FORM_DEPTH:
                form = ctypes.cast(place, raw.FPDF_PAGEOBJECT)
                stack.append(_form(raw, form, place, ask, _times(_matrix(raw, form), matrix)))
                break
            yield place, kind, matrix
        else:
            stack.pop()


def _form(
    raw: Any, form: Any, place: int, ask: _Asked, matrix: Matrix
) -> Iterator[tuple[int | None, Matrix]]:
    for i in range(max(0, raw.FPDFFormObj_CountObjects(form))):
        yield ask.in_form(place, i), matrix


#: Filled by pdfium; a new one for each object costs more than the question.
_CHANNELS: Final = (ctypes.c_uint(0), ctypes.c_uint(0), ctypes.c_uint(0), ctypes.c_uint(0))
_CHANNELS_AT: Final = tuple(map(ctypes.addressof, _CHANNELS))


def _colour(raw: Any, item: Any) -> tuple[tuple[int, int, int], int]:
    r, g, b, a = _CHANNELS
    if not raw.FPDFPageObj_GetFillColor(item, r, g, b, a):
        return (0, 0, 0), 255
    return (r.value, g.value, b.value), a.value


def _read_path(
    raw: Any,
    path: Any,
    matrix: Matrix,
    result: Page,
    turn: Callable[[float, float], Point],
    order: int,
) -> int:
    """Add the lines of one path; returns how many segments were looked at."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(path, fill, stroke) or not (fill.value or stroke.value):
        return 1
    count = max(0, raw.FPDFPath_CountSegments(path))
    if count <= _BOX_SEGMENTS and not stroke.value:
        # one filled box, as browsers draw lines, or one dot of a dotted line: its bounds say all
        result.n_parts += 1
        _read_box(raw, path, matrix, result, turn, order)
        return 1
    own = _times(_matrix(raw, path), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
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


def _read_box(
    raw: Any,
    path: Any,
    matrix: Matrix,
    result: Page,
    turn: Callable[[float, float], Point],
    order: int,
) -> None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(path, left, bottom, right, top):
        return
    corners = ((left.value, bottom.value), (right.value, top.value))
    box = _bounds([turn(*_apply(matrix, corner)) for corner in corners])
    if _add_if_thin(result, *box) or not all(map(math.isfinite, box)):
        return
    colour, alpha = _colour(raw, path)
    if (
        alpha == 255
        and len(result.fills) < _MAX_FILLS
        and not raw.FPDFPageObj_HasTransparency(path)
    ):
        shown = _shown(raw, path, (left.value, bottom.value, right.value, top.value))
        if shown is not None:
            corners = (shown[:2], shown[2:])
            box = _bounds([turn(*_apply(matrix, corner)) for corner in corners])
            result.fills.append(Fill(box, colour, order))


def _shown(raw: Any, path: Any, box: Box) -> Box | None:
    """What of a box (before it is turned) is painted: its part within the boxes that bound it. None
    where nothing is, or where what bounds it is no box: a shadow is painted around another box,
    which is cut out of it."""
    clip = raw.FPDFPageObj_GetClipPath(path)
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(raw.FPDFClipPath_CountPaths(clip) if clip else 0):
        count = raw.FPDFClipPath_CountPathSegments(clip, i)
        if count > _BOX_SEGMENTS:
            return None
        points: list[Point] = []
        for k in range(count):
            if raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, i, k), x, y):
                points.append((x.value, y.value))
        if points:
            x0, y0, x1, y1 = _bounds(points)
            box = (max(box[0], x0), max(box[1], y0), min(box[2], x1), min(box[3], y1))
            if box[0] >= box[2] or box[1] >= box[3]:
                return None
    return box


def _read_annotations(
    raw: Any, page: Any, result: Page, turn: Callable[[float, float], Point]
) -> None:
    """Take strikes that were laid on the text as annotations for lines through it."""
    quad = raw.FS_QUADPOINTSF()
    for i in range(min(max(0, raw.FPDFPage_GetAnnotCount(page)), _MAX_ANNOTATIONS)):
        note = raw.FPDFPage_GetAnnot(page, i)
        if not note:
            continue
        try:
            if raw.FPDFAnnot_GetSubtype(note) != raw.FPDF_ANNOT_STRIKEOUT:
                continue
            for k in range(min(raw.FPDFAnnot_CountAttachmentPoints(note), 200)):
                if not raw.FPDFAnnot_GetAttachmentPoints(note, k, quad):
                    continue
                points = [
                    (quad.x1, quad.y1),
                    (quad.x2, quad.y2),
                    (quad.x3, quad.y3),
                    (quad.x4, quad.y4),
                ]
                x0, y0, x1, y1 = _bounds([turn(*p) for p in points])
                result.horizontal.append(((y0 + y1) / 2, x0, x1))
        finally:
            raw.FPDFPage_CloseAnnot(note)


def has_fields(raw: Any, page: Any) -> bool:
    """Whether a page has fields of a form: their text is no part of the page's own."""
    for i in range(min(max(0, raw.FPDFPage_GetAnnotCount(page)), _MAX_ANNOTATIONS)):
        note = raw.FPDFPage_GetAnnot(page, i)
        if note:
            kind = raw.FPDFAnnot_GetSubtype(note)
            raw.FPDFPage_CloseAnnot(note)
            if kind == raw.FPDF_ANNOT_WIDGET:
                return True
    return False


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

"""Pictures of pages → characters and ruling lines, where the extra ``ocr`` is installed.

RapidOCR's models are in its wheel and are given by path, so nothing is fetched. What comes out
has the form of a page with a text layer, so that tables, paragraphs and page numbers are found
by the same rules; a box of text that runs over a ruling line is read again cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any, Final

from govcrawl.reading.formats.pdf.pdf_page import Box, Char, Edge

#: Pages recognised in one file, at one to three seconds each.
MAX_PAGES: Final = 20
#: Pixels of a picture that is recognised; an A4 page at 300 dpi has 9 million.
MAX_PIXELS: Final = 40_000_000
#: Pixels to a point: 150 dpi. More costs time and reads no better.
SCALE: Final = 2.1
#: Shortest ruling lines, in points. Strokes of headings are shorter than a line upwards.
_LINE_ACROSS, _LINE_UP = 20.0, 18.0
_THICKEST = 4.0
_INK = 170
#: Grey below which a long thin run is a ruling line: hairlines are drawn lighter than text, and
#: lighter still once the page is turned.
_LINE_INK = 220
#: Points by which a box must reach over a ruling line to be two cells' text.
_OVER = 3.0
#: A page counts as so many texts; its texts are found before they are read.
PAGE_WORK: Final = 300
#: Texts recognised in one file, at some 15 to 20 ms each: it must end in its time.
MAX_WORK: Final = 4500
#: Skew in degrees: how far it is looked for, and how little is left as it is.
_MOST_SKEW, _LEAST_SKEW = 4.0, 0.08
#: Mean confidence below which a page may be upside down.
_UPSIDE_DOWN = 0.9
_SMALL = 900
_MODELS: Final = {"Det": "*det*.onnx", "Cls": "*cls*.onnx", "Rec": "*rec*.onnx"}


@dataclass(slots=True)
class Recognised:
    """A page as recognised; ``lines`` are the texts with their confidence, 0 to 1."""

    chars: list[Char] = field(default_factory=list)
    horizontal: list[Edge] = field(default_factory=list)
    vertical: list[Edge] = field(default_factory=list)
    lines: list[tuple[str, float]] = field(default_factory=list)
    #: the picture as it was read, turned anticlockwise by so many degrees
    image: Any = None
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class _Box:
    """A line of text and its place in points, origin at the lower left."""

    text: str
    score: float
    x0: float
    bottom: float
    x1: float
    top: float


@lru_cache(maxsize=1)
def engine() -> Any:
    """The recogniser, None where the extra is not installed. Loaded once, on first use."""
    if not all(find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2")):
        return None
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    found = {part: sorted(folder.glob(pattern)) for part, pattern in _MODELS.items()}
    if not all(found.values()):
        return None
    paths = {f"{part}.model_path": str(files[-1]) for part, files in found.items()}
    one = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    # single figures are read as narrow as they are, in a third of the time
    shape = {"Rec.rec_img_shape": [3, 48, 96]}
    return rapidocr.RapidOCR(params={"Global.log_level": "critical", **paths, **one, **shape})


def recognise(image: Any, scale: float) -> Recognised:
    """Read an RGB picture (rows × columns × 3 bytes), ``scale`` pixels to a point: set straight
    first, and turned over where it reads badly."""
    angle = _skew(image)
    if angle:
        image = _turned(image, angle)
    found = _read(image, scale, angle)
    if found.lines and fmean(score for _, score in found.lines) < _UPSIDE_DOWN:
        over = _read(_turned(image, 180.0), scale, angle + 180.0)
        if over.lines and fmean(s for _, s in over.lines) > fmean(s for _, s in found.lines):
            return over
    return found


def read_part(page: Recognised, scale: float, box: Box) -> bool:
    """Read what is in a box (points) of a recognised page, where there is ink in it; whether
    there is ink and nothing could be read."""
    x0, y0, x1, y1 = box
    high = page.image.shape[0]
    crop = page.image[
        max(round(high - (y1 - 2) * scale), 0) : round(high - (y0 + 2) * scale),
        max(round((x0 + 2) * scale), 0) : round((x1 - 2) * scale),
    ]
    if crop.size == 0:
        return False
    ink = crop.mean(axis=2) < _INK
    if ink.sum() < 2 * scale:
        return False
    rows, columns = ink.any(axis=1).nonzero()[0], ink.any(axis=0).nonzero()[0]
    top, bottom = max(rows[0] - 4, 0), rows[-1] + 5
    left, right = max(columns[0] - 4, 0), columns[-1] + 5
    result = engine()(crop[top:bottom, left:right], use_det=False, use_cls=False, use_rec=True)
    text = "".join(result.txts or ()).strip()
    if not text:
        return True
    above = y1 - 2 - top / scale
    _place(
        _Box(
            text,
            min(map(float, result.scores)),
            x0 + 2 + left / scale,
            above - (bottom - top) / scale,
            x0 + 2 + right / scale,
            above,
        ),
        page,
    )
    return False


def _skew(image: Any) -> float:
    """Degrees by which a picture must be turned anticlockwise for its lines to be level: then its
    rows of pixels differ most."""
    import cv2
    import numpy

    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    factor = _SMALL / grey.shape[1]
    if factor < 1:
        grey = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = (255 - grey).astype("float32")
    ink[ink < 255 - _INK] = 0

    def contrast(angle: float) -> float:
        rows = _turned(ink, angle, fill=0).sum(axis=1)
        return float(numpy.square(numpy.diff(rows)).sum())

    steps = int(_MOST_SKEW / 0.25)
    best = max((k * 0.25 for k in range(-steps, steps + 1)), key=contrast)
    best = max((best + k * 0.05 for k in range(-4, 5)), key=contrast)
    return best if abs(best) > _LEAST_SKEW and contrast(best) > 1.02 * contrast(0.0) else 0.0


def _turned(image: Any, angle: float, fill: int = 255) -> Any:
    import cv2

    high, wide = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
    return cv2.warpAffine(
        image, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(fill, fill, fill)
    )


def _read(image: Any, scale: float, angle: float) -> Recognised:
    reader = engine()
    height = image.shape[0] / scale
    horizontal, vertical = _rulings(image, scale)
    page = Recognised(horizontal=horizontal, vertical=vertical, image=image, angle=angle)
    # what a call switches off stays off for the next; the classifier of turned texts takes 9 for 6
    result = reader(image, use_det=True, use_cls=False, use_rec=True)
    if result.boxes is None:
        return page
    for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        xs, ys = [float(p[0]) for p in corners], [float(p[1]) for p in corners]
        box = _Box(
            text,
            float(score),
            min(xs) / scale,
            height - max(ys) / scale,
            max(xs) / scale,
            height - min(ys) / scale,
        )
        for part in _by_cell(reader, image, scale, box, page.vertical):
            _place(part, page)
    return page


def _by_cell(reader: Any, image: Any, scale: float, box: _Box, vertical: list[Edge]) -> list[_Box]:
    """The box itself, or what is on either side of the ruling lines it runs over."""
    # strokes of large characters are no taller than their box
    cuts = sorted(
        x
        for x, y0, y1 in vertical
        if y0 < box.bottom + 1 and y1 > box.top - 1 and box.x0 + _OVER < x < box.x1 - _OVER
    )
    if not cuts:
        return [box]
    parts = []
    height = image.shape[0] / scale
    edges = [box.x0, *cuts, box.x1]
    for x0, x1 in pairwise(edges):
        left, right = round((x0 + 1) * scale), round((x1 - 1) * scale)
        above, below = round((height - box.top) * scale), round((height - box.bottom) * scale)
        crop = image[max(above, 0) : below, max(left, 0) : right]
        if crop.shape[0] < 4 or crop.shape[1] < 4:
            continue
        result = reader(crop, use_det=False, use_cls=False, use_rec=True)
        text = "".join(result.txts or ()).strip()
        if text:
            score = min(map(float, result.scores))
            parts.append(_Box(text, score, x0 + 1, box.bottom, x1 - 1, box.top))
    return parts


def _place(box: _Box, page: Recognised) -> None:
    """Share a box out among its characters, full and half widths."""
    text = box.text.strip()
    if not text:
        return
    page.lines.append((text, box.score))
    # a gap in the indices tells boxes apart: numbers of two boxes are two numbers
    index = page.chars[-1].index + 10 if page.chars else 0
    widths = [0.5 if c.isascii() else 1.0 for c in text]
    unit = (box.x1 - box.x0) / sum(widths)
    size = box.top - box.bottom
    x = box.x0
    for n, (char, width) in enumerate(zip(text, widths, strict=True)):
        end = x + width * unit
        page.chars.append(
            Char(
                char,
                x,
                end,
                box.bottom + 0.2 * size,
                box.bottom,
                box.top,
                index + n,
                confidence=box.score,
            )
        )
        x = end


def _rulings(image: Any, scale: float) -> tuple[list[Edge], list[Edge]]:
    """Long thin runs of ink, in points."""
    import cv2

    ink = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) < _LINE_INK).astype("uint8")
    height = image.shape[0] / scale
    found: list[list[Edge]] = []
    for across in (True, False):
        length = max(3, round((_LINE_ACROSS if across else _LINE_UP) * scale))
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1) if across else (1, length))
        runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel)
        edges: list[Edge] = []
        for x, y, wide, high, _ in cv2.connectedComponentsWithStats(runs, connectivity=8)[2][1:]:
            if min(wide, high) > _THICKEST * scale:
                continue
            if across:
                edges.append((height - (y + high / 2) / scale, x / scale, (x + wide) / scale))
            else:
                edges.append(
                    ((x + wide / 2) / scale, height - (y + high) / scale, height - y / scale)
                )
        found.append([(float(a), float(b), float(c)) for a, b, c in edges])
    return found[0], found[1]

"""OFD (GB/T 33190-2016) → blocks: a ZIP of XML that says where each text and line is.

Each page becomes what a PDF's page becomes, in points with the origin at the lower left, and is
read by the same rules. Without a seal's or a picture's content: those hold no text.
"""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from posixpath import dirname, join, normpath
from typing import Any, Final

from lxml import etree

from govcrawl.reading.formats import issues
from govcrawl.reading.formats.pdf.pdf import finish
from govcrawl.reading.formats.pdf.pdf_lines import is_wide
from govcrawl.reading.formats.pdf.pdf_page import THIN, Char, Page
from govcrawl.reading.formats.sniff import OFD
from govcrawl.reading.model import Document

_POINTS: Final = 72 / 25.4
#: Pages, bytes of one member and of all, and characters and lines that are read.
MAX_PAGES: Final = 300
_MAX_MEMBER: Final = 16 << 20
_MAX_BYTES: Final = 96 << 20
_MAX_PARTS: Final = 120_000
_A4: Final = (0.0, 0.0, 210.0, 297.0)
_STEP = re.compile(r"[MLCQBASZmlcqbasz]|[-+.\dEe]+")


class _Parts:
    """The members of the archive, each parsed once, within bounds."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = _MAX_BYTES

    def parse(self, name: str) -> Any:
        """The root of a member; None where it is missing, too large or no XML."""
        try:
            info = self._archive.getinfo(name)
            if info.file_size > min(_MAX_MEMBER, self._left):
                return None
            self._left -= info.file_size
            with self._archive.open(info) as member:
                data = member.read(_MAX_MEMBER + 1)
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            return etree.fromstring(data, parser)
        except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, OSError, RuntimeError,
                NotImplementedError, EOFError, ValueError):  # fmt: skip
            return None


def read_ofd(data: bytes) -> Document:
    """Turn an OFD file into paragraphs and grids, pages counted from 1. Never raises."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        return issues.damaged(OFD, error)
    with archive:
        pages = list(_pages(_Parts(archive)))
    result = Document(blocks=[], media_type=OFD)
    if not pages:
        return issues.not_parsed(OFD, "ofd", "ofd")
    if any(page.capped for page in pages):
        result.issues.append(
            issues.of_pages("page_too_complex", [p.number for p in pages if p.capped])
        )
    finish(result, pages)
    return result


def _pages(parts: _Parts) -> Iterator[Page]:
    root = parts.parse("OFD.xml")
    where = _text(root, "DocRoot").lstrip("/")
    document = parts.parse(where)
    if document is None:
        return
    base = dirname(where)
    usual = _box(_find(document, "PhysicalBox")) or _A4
    templates = {
        item.get("ID"): _member(base, item.get("BaseLoc", ""))
        for item in _all(document, "TemplatePage")
    }
    number = n_parts = 0
    for item in _all(_find(document, "Pages"), "Page"):
        if number >= MAX_PAGES:
            return
        content = parts.parse(_member(base, item.get("BaseLoc", "")))
        if content is None:
            continue
        number += 1
        area = _box(_find(content, "PhysicalBox")) or usual
        page = Page(number=number, width=area[2] * _POINTS, height=area[3] * _POINTS)
        layers = [
            parts.parse(templates[name])
            for used in _all(content, "Template")
            if (name := used.get("TemplateID")) in templates
        ]
        for layer in [*layers, content]:
            n_parts = _add(page, layer, area, n_parts)
        yield page


def _add(page: Page, content: Any, area: tuple[float, ...], n_parts: int) -> int:
    """Add the texts and lines of a page's content; the parts that were looked at."""
    index = page.chars[-1].index + 10 if page.chars else 0
    run = page.chars[-1].run + 1 if page.chars else 0
    for item in content.iter() if content is not None else ():
        if n_parts > _MAX_PARTS:
            page.capped = True
            break
        kind = etree.QName(item).localname if isinstance(item.tag, str) else ""
        if item.get("Visible") == "false":
            continue
        if kind == "TextObject":
            chars = _characters(item, page.height, area, index, run)
            page.chars += chars
            index += len(chars) + 10
            run += 1
            n_parts += len(chars) + 1
        elif kind == "PathObject":
            n_parts += 1 + _lines(item, page, area)
    return n_parts


def _characters(
    item: Any, height: float, area: tuple[float, ...], index: int, run: int
) -> list[Char]:
    """The characters of a text object: each ``TextCode`` begins at X, Y and goes on by DeltaX."""
    box = _box(item.get("Boundary"))
    size = _number(item.get("Size"), 0.0)
    matrix = _numbers(item.get("CTM")) or [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    if box is None or size <= 0 or len(matrix) != 6 or abs(matrix[1]) + abs(matrix[2]) > 1e-6:
        return []  # turned text is a watermark or a seal's
    if int(_number(item.get("Alpha"), 255.0)) <= 12:
        return []
    sx, sy = matrix[0], matrix[3]
    em = size * abs(sy)
    found: list[Char] = []
    for code in _all(item, "TextCode"):
        text = code.text or ""
        x, y = _number(code.get("X"), 0.0), _number(code.get("Y"), 0.0)
        across, down = (
            _deltas(code.get("DeltaX"), len(text)),
            _deltas(code.get("DeltaY"), len(text)),
        )
        for n, char in enumerate(text):
            step = size * (1.0 if is_wide(char) else 0.5)
            wide = min(step, across[n]) if n < len(across) and across[n] > 0 else step
            left = (box[0] - area[0] + sx * x + matrix[4]) * _POINTS
            base = height - (box[1] - area[1] + sy * y + matrix[5]) * _POINTS
            if char.strip():
                found.append(
                    Char(
                        char,
                        left,
                        left + wide * abs(sx) * _POINTS,
                        base,
                        base - 0.12 * em * _POINTS,
                        base + 0.88 * em * _POINTS,
                        index + len(found),
                        run,
                    )
                )
            # no step given: set one after the other, or one below the other
            x += across[n] if n < len(across) else 0.0 if n < len(down) else step
            y += down[n] if n < len(down) else 0.0
    return found


def _lines(item: Any, page: Page, area: tuple[float, ...]) -> int:
    """Add the lines of a path; how many points it has."""
    box = _box(item.get("Boundary"))
    matrix = _numbers(item.get("CTM")) or [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    steps = _STEP.findall(_text(item, "AbbreviatedData")[:200_000])
    if box is None or len(matrix) != 6:
        return 0
    a, b, c, d, e, f = matrix
    points: list[tuple[float, float]] = []
    numbers: list[float] = []
    start: tuple[float, float] | None = None

    def end() -> None:
        for (ax, ay), (bx, by) in pairwise(points):
            x0, x1, y0, y1 = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
            if y1 - y0 < 1 < x1 - x0:
                page.horizontal.append(((y0 + y1) / 2, x0, x1))
            elif x1 - x0 < 1 < y1 - y0:
                page.vertical.append(((x0 + x1) / 2, y0, y1))
        points.clear()

    for step in [*steps, "S"]:
        if not step.isalpha():
            numbers.append(_number(step, 0.0))
            if len(numbers) == 2:
                x, y = numbers
                px = (box[0] - area[0] + a * x + c * y + e) * _POINTS
                py = page.height - (box[1] - area[1] + b * x + d * y + f) * _POINTS
                points.append((px, py))
                start = start or (px, py)
                numbers = []
            continue
        numbers = []
        if step in "SM":
            end()
            start = None
        elif step in "C" and start is not None:
            points.append(start)
    if box[2] * _POINTS < THIN < box[3] * _POINTS or box[3] * _POINTS < THIN < box[2] * _POINTS:
        _thin(box, page, area)
    return len(steps)


def _thin(box: tuple[float, float, float, float], page: Page, area: tuple[float, ...]) -> None:
    """Take a thin object, a line or a filled box, for a line."""
    x0, x1 = (box[0] - area[0]) * _POINTS, (box[0] - area[0] + box[2]) * _POINTS
    y1 = page.height - (box[1] - area[1]) * _POINTS
    y0 = y1 - box[3] * _POINTS
    if y1 - y0 < x1 - x0:
        page.horizontal.append(((y0 + y1) / 2, x0, x1))
    else:
        page.vertical.append(((x0 + x1) / 2, y0, y1))


def _deltas(text: str | None, n: int) -> list[float]:
    """Steps between characters; ``g 3 5.2`` is 5.2 three times."""
    words = (text or "").split()
    found: list[float] = []
    at = 0
    while at < len(words) and len(found) < n:
        if words[at] == "g" and at + 2 < len(words):
            times = int(min(max(_number(words[at + 1], 0.0), 0), n))
            found += [_number(words[at + 2], 0.0)] * times
            at += 3
        else:
            found.append(_number(words[at], 0.0))
            at += 1
    return found


def _member(base: str, name: str) -> str:
    return normpath(name.lstrip("/") if name.startswith("/") else join(base, name))


def _all(root: Any, name: str) -> list[Any]:
    """Elements of this name, whatever their namespace."""
    if root is None:
        return []
    return [e for e in root.iter() if isinstance(e.tag, str) and etree.QName(e).localname == name]


def _find(root: Any, name: str) -> Any:
    return next(iter(_all(root, name)), None)


def _text(root: Any, name: str) -> str:
    found = _find(root, name)
    return (found.text or "").strip() if found is not None else ""


def _number(text: str | None, default: float) -> float:
    try:
        value = float(text) if text is not None else default
    except ValueError:
        return default
    return value if math.isfinite(value) else default


def _numbers(text: str | None) -> list[float]:
    return [_number(word, 0.0) for word in (text or "").split()[:8]]


def _box(source: Any) -> tuple[float, float, float, float] | None:
    """``x y width height`` in millimetres, of an attribute or an element."""
    text = source if isinstance(source, str) or source is None else source.text
    numbers = _numbers(text)
    if len(numbers) != 4:
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3]

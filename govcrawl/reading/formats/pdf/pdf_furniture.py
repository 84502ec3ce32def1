"""Page numbers and running heads: found by place and repetition, dropped, and reported."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from govcrawl.reading.formats.pdf.pdf_lines import Line
from govcrawl.text import squash

#: Share of the page's height, at the top and at the bottom, where furniture is.
_ZONE = 0.13
#: Pages on which a running head must repeat, in files that have as many.
_REPEATS = 3
_DIGITS = re.compile(r"\d+")
_DASH = r"[-~·一_|]"
_NUMBERED = re.compile(
    rf"^(?:{_DASH}+\d{{1,4}}{_DASH}+|第\d{{1,4}}页[,，/]?(?:共\d{{1,4}}页)?|共\d{{1,4}}页[,，/]?第\d{{1,4}}页"
    r"|\d{1,4}/\d{1,4}|[Pp]age\d{1,4}(?:of\d{1,4})?|[ivxIVX]{1,6})$"
)
_BARE = re.compile(r"^\d{1,4}$")


def drop_furniture(
    pages: Sequence[tuple[int, float, list[Line]]],
) -> tuple[list[list[Line]], list[Line]]:
    """``pages`` holds number, height and lines (outside tables, top to bottom) of each page.
    Returns the lines that are text and, in order, those that are not."""
    edges = [_edge_lines(height, lines) for _, height, lines in pages]
    repeated = _repeated(edges)
    counted = _counted([number for number, _, _ in pages], edges)
    kept: list[list[Line]] = []
    dropped: list[Line] = []
    for (_, _, lines), edge in zip(pages, edges, strict=True):
        gone = {
            id(line)
            for line in edge
            if _NUMBERED.match(squash(line.text))
            or id(line) in counted
            or (_pattern(line), round(line.y / 4)) in repeated
        }
        dropped += [line for line in lines if id(line) in gone]
        kept.append([line for line in lines if id(line) not in gone])
    return kept, dropped


def _edge_lines(height: float, lines: list[Line]) -> list[Line]:
    """The two outermost lines at either end, if they are in the margin."""
    zone = height * _ZONE
    outer = [line for line in lines[:2] if line.y > height - zone]
    return outer + [line for line in lines[-2:] if line.y < zone and line not in outer]


def _repeated(edges: list[list[Line]]) -> set[tuple[str, int]]:
    seen: Counter[tuple[str, int]] = Counter()
    for edge in edges:
        seen.update({(_pattern(line), round(line.y / 4)) for line in edge})
    # "4" pages of a budget each with its own number would be the same pattern: words only
    need = max(2, min(_REPEATS, len(edges)))
    return {key for key, n in seen.items() if n >= need and key[0].strip("#")}


def _counted(numbers: list[int], edges: list[list[Line]]) -> set[int]:
    """Bare numbers that count the pages: the same distance from the page's own number, on
    two pages at least, or the only page's 1."""
    by_offset: dict[int, list[int]] = defaultdict(list)
    for number, edge in zip(numbers, edges, strict=True):
        for line in edge:
            folded = squash(line.text)
            if _BARE.match(folded):
                by_offset[int(folded) - number].append(id(line))
    found: set[int] = set()
    for offset, lines in by_offset.items():
        if len(lines) >= 2 or (len(numbers) == 1 and offset == 0):
            found.update(lines)
    return found


def _pattern(line: Line) -> str:
    return _DIGITS.sub("#", squash(line.text))

"""Two pages printed side by side on one sheet, or a page set in two columns → two pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from govcrawl.reading.formats.pdf.pdf_page import Char, Edge, Page
from govcrawl.reading.formats.pdf.pdf_pieces import to_pieces

#: Where on a sheet, as a share of its width, the gutter may be, and how wide it is at least.
_GUTTER: Final = (0.46, 0.54)
_WIDTH: Final = 0.018
#: Share of a sheet's height at its head and foot that numbers and titles of pages have.
_MARGIN: Final = 0.06
#: Characters of a line, and lines, that only running text has; lines of a ruled table.
_LONG: Final = 14
_FEW: Final = 2
_RULED: Final = 12


def split_sheets(pages: Sequence[Page]) -> list[Page]:
    """The pages, each once. Sheets are split where all wide ones, or all there are, have a gutter
    that nothing crosses, and one at least has text or tables of its own on either side."""
    printed = [page for page in pages if page.chars]
    gutters = {page.number: gutter for page in printed if (gutter := _gutter(page))}
    if len(gutters) < len(printed):
        printed = [page for page in printed if page.width > 1.1 * page.height]
        gutters = {p.number: gutters[p.number] for p in printed if p.number in gutters}
    if not printed or len(gutters) < len(printed):
        return list(pages)
    if not any(_both_sides(page, gutters[page.number]) for page in printed):
        return list(pages)
    found: list[Page] = []
    for page in pages:
        parts = _halves(page, gutters[page.number]) if page.number in gutters else [page]
        for part in parts:
            part.number = len(found) + 1
            found.append(part)
    return found


def _gutter(page: Page) -> float | None:
    """The middle of the widest strip near the middle that nothing crosses."""
    low, high = _GUTTER[0] * page.width, _GUTTER[1] * page.width
    # what is in the margins may go over both
    foot, head = _MARGIN * page.height, (1 - _MARGIN) * page.height
    spans = [(c.x0, c.x1) for c in page.chars if c.text != " " and foot < c.y < head]
    spans += [(x0, x1) for _, x0, x1 in page.horizontal]
    spans += [(x - 0.5, x + 0.5) for x, *_ in page.vertical]
    end = 0.0
    best: tuple[float, float] | None = None
    for x0, x1 in [*sorted(spans), (page.width, page.width)]:
        if end < high and x0 > low and x0 - end >= _WIDTH * page.width:
            if best is None or x0 - end > best[0]:
                best = x0 - end, (max(end, low) + min(x0, high)) / 2
        end = max(end, x1)
    return best[1] if best else None


def _both_sides(page: Page, gutter: float) -> bool:
    left = [c for c in page.chars if c.x1 <= gutter]
    right = [c for c in page.chars if c.x0 >= gutter]
    lines = (
        [e for e in page.horizontal if e[2] <= gutter],
        [e for e in page.horizontal if e[1] >= gutter],
    )
    return all(
        _has_text(page, chars) or len(edges) >= _RULED
        for chars, edges in zip((left, right), lines, strict=True)
    )


def _has_text(page: Page, chars: Sequence[Char]) -> bool:
    pieces = to_pieces([(page.number, chars)])
    return sum(len(piece.text) >= _LONG for piece in pieces) >= _FEW


def _halves(page: Page, gutter: float) -> list[Page]:
    """The left and the right page, their text beginning equally far from their left edges: a table
    may go on from one to the other."""
    starts = [
        min((c.x0 for c in page.chars if (c.x0 >= gutter) == right and c.text != " "), default=None)
        for right in (False, True)
    ]
    origin = gutter if None in starts else (starts[1] or 0.0) - (starts[0] or 0.0)
    left = replace(
        page,
        width=gutter,
        chars=[c for c in page.chars if c.x0 < gutter],
        horizontal=[e for e in page.horizontal if e[1] < gutter],
        vertical=[e for e in page.vertical if e[0] < gutter],
        fills=[f for f in page.fills if f.box[2] <= gutter + 1],
    )
    right = Page(
        number=page.number,
        width=page.width - origin,
        height=page.height,
        chars=[
            replace(c, x0=c.x0 - origin, x1=c.x1 - origin) for c in page.chars if c.x0 >= gutter
        ],
        horizontal=[_moved(e, origin) for e in page.horizontal if e[1] >= gutter],
        vertical=[(x - origin, y0, y1) for x, y0, y1 in page.vertical if x >= gutter],
        fills=[
            replace(f, box=(f.box[0] - origin, f.box[1], f.box[2] - origin, f.box[3]))
            for f in page.fills
            if f.box[0] >= gutter - 1
        ],
        fonts=page.fonts,
        sheet=page.sheet,
        left=origin,
        turn=page.turn,
    )
    return [left, right]


def _moved(edge: Edge, by: float) -> Edge:
    return edge[0], edge[1] - by, edge[2] - by

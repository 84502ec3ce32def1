"""What a reader of the page sees of its text layer, and what he does not.

Set apart from a page's characters, each kind kept under its name in ``Page.unseen``:

* ``hidden``: not painted (render mode 3), transparent, in the colour of what is beneath,
  covered by a later box, too small to be seen, or off the page;
* ``struck``: with a line drawn through;
* ``raised``: small digits above the line after a word or a figure, marks of footnotes;
* ``watermark``: light text that is repeated over the page, or very large.

An unpainted layer under a scan is what someone's OCR laid there: that is kept.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from typing import Final

from govcrawl.reading.formats.pdf.pdf_drawing import Style
from govcrawl.reading.formats.pdf.pdf_page import Char, Edge, Fill, Page
from govcrawl.text.patterns import PRINTED_DIGITS, PRINTED_ENCLOSED

#: Share of a page that its pictures cover where an unpainted text layer belongs to them.
_SCAN_SHARE: Final = 0.3
#: Difference of two colours, in the channel that differs most, that no eye tells apart.
_SAME: Final = 24
#: Height in points of the box of characters too small to be seen.
_TINY: Final = 2.0
#: Lightness, 0 to 255, from which on text may be a watermark.
_LIGHT: Final = 150
#: Points of the box of a watermark that is once on a page; tiles repeat.
_LARGE: Final = 34.0
_TILES: Final = 3
#: A line strikes where it runs between these shares of a character's height over its baseline.
_STRIKE_LOW, _STRIKE_HIGH = 0.10, 0.52
#: Raised characters: their size beside the word's, and how far above its baseline.
_SMALLER, _ABOVE = 0.88, 0.15
_FOOTNOTE = re.compile(rf"[{PRINTED_DIGITS}{PRINTED_ENCLOSED}*＊†‡\[\]()（）〔〕,，]")
_LETTER = re.compile(r"[^\W\d_]")
_BAND: Final = 24.0
#: Comparisons of characters with boxes, lines and each other on one page; real pages need a
#: tenth. Beyond, the page is taken as it is set, and reported to be too complex.
_MOST_WORK: Final = 400_000


def set_apart(page: Page, styles: Mapping[int, Style]) -> None:
    """Take out of ``page.chars`` what is no text of the page; lines of strikes go with it.
    ``styles`` tells how each run is painted."""
    runs = _runs(page.chars)
    hidden = _hidden(page, styles, runs)
    _take(page, "hidden", hidden)
    _take(page, "watermark", _watermarks(styles, _runs(page.chars) if hidden else runs))
    _take(page, "struck", _struck(page))
    _take(page, "raised", _raised(page))


def _take(page: Page, kind: str, gone: set[int]) -> None:
    """Move the characters with these indices to ``page.unseen``, one text a run."""
    if not gone:
        return
    texts: dict[tuple[int, int], list[Char]] = defaultdict(list)
    for char in page.chars:
        if char.index in gone:
            texts[char.run, round(char.y)].append(char)
    page.chars = [char for char in page.chars if char.index not in gone]
    page.apart += [(kind, chars) for chars in texts.values()]
    written = ("".join(c.text for c in chars).strip() for chars in texts.values())
    found = [text for text in written if text]
    if found:
        page.unseen.setdefault(kind, []).extend(found)


def _runs(chars: Iterable[Char]) -> dict[int, list[Char]]:
    runs: dict[int, list[Char]] = {}
    for char in chars:
        run = char.run
        if run in runs:
            runs[run].append(char)
        elif run >= 0:
            runs[run] = [char]
    return runs


# -- hidden --------------------------------------------------------------------------------------


def _hidden(page: Page, styles: Mapping[int, Style], runs: Mapping[int, list[Char]]) -> set[int]:
    layer = page.n_hidden * 2 > page.n_texts and page.image_share > _SCAN_SHARE
    beneath = _finder(page.fills)
    gone: set[int] = set()
    work = 0
    dark = [fill for fill in page.fills if max(fill.colour) < 255 - _SAME]
    width, height = page.width, page.height
    for run, chars in runs.items():
        style = styles.get(run)
        if style is None:
            continue
        if not style.painted:
            if not layer:
                gone.update(c.index for c in chars)
            continue
        if style.alpha <= 12:
            gone.update(c.index for c in chars)
            continue
        light = min(style.colour) > 255 - _SAME
        for char in chars:
            if char.text == " ":
                continue
            low, high = char.bottom, char.top
            x, y = (char.x0 + char.x1) / 2, (low + high) / 2
            if 0.5 <= high - low < _TINY or not (0 <= x <= width and 0 <= y <= height):
                gone.add(char.index)
                continue
            if not page.fills or not (light or dark or style.order < page.fills[-1].order):
                if light and page.image_share == 0:
                    gone.add(char.index)
                continue
            near = beneath(y)
            work += len(near)
            if work > _MOST_WORK:
                page.capped = True
                return gone
            if _is_lost(char, style, near, pictured=page.image_share > 0):
                gone.add(char.index)
    return gone


def _is_lost(char: Char, style: Style, near: Sequence[Fill], *, pictured: bool) -> bool:
    """Whether a character is covered by a later box, or has the colour of what is beneath it; on a
    page with pictures white may be on one of them."""
    x, y = (char.x0 + char.x1) / 2, (char.bottom + char.top) / 2
    under = (255, 255, 255)
    for fill in near:
        if not (fill.box[0] <= x <= fill.box[2] and fill.box[1] <= y <= fill.box[3]):
            continue
        if fill.order < style.order:
            under = fill.colour
        elif _covers(fill, char):
            return True
    alike = _distance(under, style.colour) < _SAME
    return alike and (not pictured or under != (255, 255, 255))


def _covers(fill: Fill, char: Char) -> bool:
    x0, y0, x1, y1 = fill.box
    middle = (char.y + char.top) / 2
    return x0 <= char.x0 + 1 and char.x1 - 1 <= x1 and y0 <= char.y + 1 and middle <= y1


def _distance(a: tuple[int, int, int], b: tuple[int, int, int]) -> int:
    return max(abs(x - y) for x, y in zip(a, b, strict=True))


def _finder(fills: list[Fill]) -> Callable[[float], list[Fill]]:
    """Fills that may be at a height, in the order in which they were drawn."""
    bands: dict[int, list[Fill]] = defaultdict(list)
    for fill in fills:
        low, high = int(fill.box[1] // _BAND), int(fill.box[3] // _BAND)
        for band in range(max(low, -1), min(high, 400) + 1):
            bands[band].append(fill)

    return lambda y: bands.get(int(y // _BAND), [])


# -- watermarks ----------------------------------------------------------------------------------


def _watermarks(styles: Mapping[int, Style], runs: Mapping[int, list[Char]]) -> set[int]:
    groups: dict[tuple[tuple[int, int, int], int], list[list[Char]]] = defaultdict(list)
    light: dict[tuple[tuple[int, int, int], int], bool] = {}
    n_dark = 0
    for run, chars in runs.items():
        style = styles.get(run)
        if style is None:
            continue
        paint = (style.colour, style.alpha)
        is_light = light.get(paint)
        if is_light is None:
            is_light = light[paint] = _is_light(*paint)
        if chars[0].text == " " and all(c.text == " " for c in chars):
            continue
        if is_light:
            groups[paint].append(chars)
        else:
            n_dark += len(chars)
    gone: set[int] = set()
    if not n_dark:
        return gone
    for group in groups.values():
        texts = Counter("".join(c.text for c in chars).strip() for chars in group)
        repeated = sum(n for n in texts.values() if n >= _TILES)
        worded = any(_LETTER.search(text) for text in texts)
        if worded and repeated * 10 >= 9 * len(group) and len(group) >= _TILES:
            gone.update(c.index for chars in group for c in chars)
        else:
            for chars in group:
                if median(c.size for c in chars) > _LARGE:
                    gone.update(c.index for c in chars)
    return gone


def _is_light(colour: tuple[int, int, int], alpha: int) -> bool:
    """Whether paint is light enough on white for a watermark."""
    share = alpha / 255
    channels = [255 - share * (255 - channel) for channel in colour]
    return min(channels) >= _LIGHT or (share < 0.6 and max(channels) > _LIGHT)


# -- struck --------------------------------------------------------------------------------------


def _struck(page: Page) -> set[int]:
    """Characters under a line that runs through them and hardly further; rules of tables run
    between texts, underlines below."""
    if not page.horizontal:
        return set()
    edges = sorted(_joined(page.horizontal))
    ys = [edge[0] for edge in edges]
    under: dict[Edge, list[Char]] = defaultdict(list)
    work = 0
    for char in page.chars:
        if char.text == " ":
            continue
        if work > _MOST_WORK:
            page.capped = True
            return set()
        high = char.top - char.y
        low = bisect_left(ys, char.y + _STRIKE_LOW * high)
        for k in range(low, len(edges)):
            y, x0, x1 = edges[k]
            work += 1
            if y > char.y + _STRIKE_HIGH * high + 0.2 or work > _MOST_WORK:
                break
            if min(x1, char.x1) - max(x0, char.x0) >= 0.6 * (char.x1 - char.x0):
                under[edges[k]].append(char)
    gone: set[int] = set()
    lines: set[Edge] = set()
    for edge, chars in under.items():
        em = median(c.size for c in chars)
        left, right = min(c.x0 for c in chars), max(c.x1 for c in chars)
        wide = sum(c.x1 - c.x0 for c in chars)
        if left - edge[1] < 0.8 * em and edge[2] - right < 0.8 * em and wide > 0.5 * (right - left):
            gone.update(c.index for c in chars)
            lines.add(edge)
    if lines:
        page.horizontal = [
            edge
            for edge in page.horizontal
            if not any(
                abs(edge[0] - y) < 0.6 and edge[1] >= x0 - 0.6 and edge[2] <= x1 + 0.6
                for y, x0, x1 in lines
            )
        ]
    return gone


def _joined(edges: list[Edge]) -> list[Edge]:
    """Lines at one height that touch are one: a strike is drawn word by word, and the rule of a
    table cell by cell."""
    joined: list[Edge] = []
    for y, x0, x1 in sorted((round(y, 1), x0, x1) for y, x0, x1 in edges):
        if joined and joined[-1][0] == y and x0 <= joined[-1][2] + 1.0:
            joined[-1] = (y, joined[-1][1], max(x1, joined[-1][2]))
        else:
            joined.append((y, x0, x1))
    return joined


# -- raised --------------------------------------------------------------------------------------


def _raised(page: Page) -> set[int]:
    """Footnote marks: smaller than the character before them on the same line, and above its
    baseline."""
    chars = page.chars
    printed = [c for c in chars if c.text != " "]
    if not printed:
        return set()
    most = _SMALLER * max(c.top - c.bottom for c in printed)
    small = [c for c in printed if c.top - c.bottom < most and _FOOTNOTE.match(c.text)]
    if not small:
        return set()
    cells: dict[tuple[int, int], list[Char]] = defaultdict(list)
    for char in chars:
        if char.text != " ":
            cells[int(char.x1 // 12), int(char.y // 12)].append(char)
    gone: set[int] = set()
    if len(small) * max(map(len, cells.values())) > _MOST_WORK:
        page.capped = True
        return gone
    for char in sorted(small, key=lambda c: (c.x0, c.index)):
        before = _before(char, cells)
        if before is None:
            continue
        if before.index in gone:
            if abs(before.y - char.y) < 0.2 * char.size:
                gone.add(char.index)
        elif (
            char.size < _SMALLER * before.size
            and char.y > before.y + _ABOVE * before.size
            and char.y < before.top
        ):
            gone.add(char.index)
    return gone


def _before(char: Char, cells: Mapping[tuple[int, int], list[Char]]) -> Char | None:
    """The nearest character that ends where this one begins, on about the same line."""
    x, y = int(char.x0 // 12), int(char.y // 12)
    best: Char | None = None
    for dx in (-1, 0, 1):
        for dy in (-2, -1, 0, 1):
            for other in cells.get((x + dx, y + dy), ()):
                gap = char.x0 - other.x1
                if (
                    other is not char
                    and -0.25 * other.size <= gap <= 0.45 * other.size
                    and other.x0 < char.x0
                    and other.y - 0.2 * other.size <= char.y < other.top
                    and (best is None or other.x1 > best.x1)
                ):
                    best = other
    return best

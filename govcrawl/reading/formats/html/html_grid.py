"""An HTML table → a Grid: spans expanded, text as printed, layout tables left out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import partial

from lxml.etree import _Element as HtmlElement
from msgspec.structs import replace

from govcrawl.reading.formats.html.html_places import HtmlCell, Piece
from govcrawl.reading.formats.html.html_sight import NO_TEXT, Sight, text_of
from govcrawl.reading.model import Grid, GridCell
from govcrawl.text import collapse
from govcrawl.text.characters import raised_digits

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "tbody",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "center",
        "section",
        "article",
        "blockquote",
        "pre",
        "hr",
    ]
)
_CELLS = frozenset({"td", "th"})
_SECTIONS = frozenset({"tbody", "thead", "tfoot"})
_DIGITS = re.compile(r"\s*(\d{1,9})")
#: A page may claim any span; no real form comes near these.
_MAX_COLSPAN = 120
#: Rows of one table; beyond them an issue is given.
_MAX_ROWS = 20_000
#: Cells of one table with their spans, a bound on memory.
_MAX_AREA = 400_000
#: Characters of a cell that make a table of few cells a frame for layout.
_LAYOUT_TEXT = 300
FIELDS = frozenset({"input", "textarea", "select"})
_FIELDS_AND_TABLES = FIELDS | {"table"}
#: Fields of a form that show their value.
_SHOWN_FIELDS = frozenset({"", "text", "number", "tel", "search"})
_FIGURE = re.compile(r"[\d,，.．]{1,20}")
_CAPTION = re.compile(r"表|统计|单位[:：]|复议|起诉")
#: Characters of a caption.
_CAPTION_LENGTH = 40
#: Child elements of an element that is a caption.
_CAPTION_CHILDREN = 8
#: Elements before a table among which its caption is looked for.
_CAPTION_REACH = 6


def grid_from_html(table: HtmlElement, sight: Sight | None = None) -> Grid | None:
    """The grid of one ``<table>``; None for a layout table (one column, or nothing but other
    tables and paragraphs). ``sight`` tells what of it is seen.

    Nested tables of more than one cell are left to their own call and their text is not taken.
    Spans are capped, rows beyond ``_MAX_ROWS`` are not read.
    """
    sight = sight or Sight()
    pieces = partial(_pieces, sight)
    cells: list[GridCell] = []
    busy: list[int] = []  # for each column, how many rows to come a cell above still covers
    nested = False
    holds_tables = next(table.iterdescendants("table"), None) is not None
    area = 0
    n_rows = 0
    for row in _rows(table, sight):
        if n_rows >= _MAX_ROWS or area > _MAX_AREA:
            break
        column = 0
        for element in row:
            while column < len(busy) and busy[column]:
                column += 1
            if holds_tables and _holds_table(element):
                nested = True
            colspan = min(_span(element, "colspan"), _MAX_COLSPAN)
            rowspan = _span(element, "rowspan")
            end = column + colspan
            # a cell that would run into one hanging down from above ends before it
            for taken in range(column + 1, min(end, len(busy))):
                if busy[taken]:
                    end = taken
                    break
            if end > len(busy):
                busy.extend([0] * (end - len(busy)))
            for taken in range(column, end):
                busy[taken] = rowspan
            text, whole = _text(element, sight)
            place = HtmlCell(element, whole, pieces)
            cells.append(GridCell(text, n_rows, column, rowspan, end - column, None, place))
            column = end
        area += len(busy)
        busy = [left - 1 if left else 0 for left in busy]
        n_rows += 1
    return _finish(cells, n_rows, _caption(table, sight), nested)


def _finish(cells: list[GridCell], n_rows: int, caption: str, nested: bool) -> Grid | None:
    if len(cells) < 2:
        return None
    # columns that no cell starts in are an artefact of overlong spans
    n_columns = 1 + max(cell.column for cell in cells)
    if n_columns < 2:
        return None
    filled = [cell.text for cell in cells if cell.text]
    if not filled or (nested and len(filled) < 4):
        return None
    if len(filled) <= 4 and max(map(len, filled)) > _LAYOUT_TEXT:
        return None
    clipped = [
        replace(
            cell,
            rowspan=min(cell.rowspan, n_rows - cell.row),
            colspan=min(cell.colspan, n_columns - cell.column),
        )
        if cell.row + cell.rowspan > n_rows or cell.column + cell.colspan > n_columns
        else cell
        for cell in cells
    ]
    return Grid(clipped, n_rows, n_columns, caption)


def _caption(table: HtmlElement, sight: Sight) -> str:
    """The caption: its own element, or a short line just before that names a table."""
    for child in table:
        if child.tag == "caption":
            return _text(child, sight)[0]
    element = table
    for _ in range(_CAPTION_REACH):
        before = element.getprevious()
        if before is None:
            parent = element.getparent()
            if parent is None or (parent.text or "").strip():
                return ""
            element = parent
            continue
        element = before
        if not isinstance(element.tag, str) or element.tag in NO_TEXT:
            continue
        if (
            element.tag == "table"
            or len(element) > _CAPTION_CHILDREN
            or (element.tail or "").strip()
        ):
            return ""
        text, _ = _text(element, sight)
        if text:
            return text if len(text) <= _CAPTION_LENGTH and _CAPTION.search(text) else ""
    return ""


def _rows(table: HtmlElement, sight: Sight) -> Iterator[list[HtmlElement]]:
    """Cells of each own row, whatever is between ``table`` and ``tr`` in broken markup;
    cells outside any row make a row of their own."""
    stack = [iter(table)]
    loose: list[HtmlElement] = []
    while stack:
        for child in stack[-1]:
            tag = child.tag
            if tag in _CELLS:
                loose.append(child)
                continue
            if not isinstance(tag, str) or tag in ("table", "caption") or tag in NO_TEXT:
                continue
            if loose:
                yield loose
                loose = []
            if tag != "tr":
                stack.append(iter(child))
                break
            if not sight.again(child).gone:
                yield _row_cells(child, sight)
        else:
            stack.pop()
    if loose:
        yield loose


def _row_cells(row: HtmlElement, sight: Sight) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    stack = [iter(row)]
    while stack:
        for child in stack[-1]:
            tag = child.tag
            if tag in _CELLS:
                if not sight.again(child).gone:
                    found.append(child)
            elif isinstance(tag, str) and tag not in ("table", "tr"):
                stack.append(iter(child))
                break
        else:
            stack.pop()
    return found


def is_tidy(table: HtmlElement, grid: Grid, sight: Sight) -> bool:
    """Whether nothing is in a table but rows of the grid's cells, all seen, and all text in
    these is the grid's: who has read the grid has read the table."""
    if not all(isinstance(cell.place, HtmlCell) and cell.place.whole for cell in grid.cells):
        return False
    rows: list[HtmlElement] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in _SECTIONS and _is_blank(child.text) and not sight.again(child).apart:
            rows += child
        else:
            return False
    cells = [cell for row in rows for cell in row]
    return (
        len(cells) == len(grid.cells)
        and all(r.tag == "tr" and _is_blank(r.text) and not sight.again(r).apart for r in rows)
        and all(cell.tag in _CELLS and _is_blank(cell.tail) for cell in cells)
        and all(_is_blank(around.tail) for around in (*rows, *table))
        and _is_blank(table.text)
    )


def _is_blank(text: str | None) -> bool:
    return not text or text.isspace()


def _span(element: HtmlElement, name: str) -> int:
    value = element.get(name)
    if value is None or value == "1":
        return 1
    match = _DIGITS.match(value)
    return max(int(match.group(1)), 1) if match else 1


def _holds_table(element: HtmlElement) -> bool:
    return any(_is_grid(inner) for inner in element.iter("table"))


def _is_grid(table: HtmlElement) -> bool:
    """A nested table of one cell is a box around a value, not a table."""
    return len(list(itertools.islice(table.iter("td", "th"), 2))) > 1


def _text(element: HtmlElement, sight: Sight) -> tuple[str, bool]:
    """Visible text, a block or a line break separating words, and whether it is all the text
    that is in the element."""
    look = sight.again(element)
    # most cells are one text in a box or two
    while not (look.raised or look.apart):
        below = len(element)
        if below == 0 and element.tag not in FIELDS:
            text = element.text or ""
            return text if text.isdigit() else collapse(text), True
        if below != 1 or not _is_blank(element.text):
            break
        child = element[0]
        if (
            not _is_blank(child.tail)
            or not isinstance(child.tag, str)
            or child.tag in _FIELDS_AND_TABLES
        ):
            break
        look = sight.again(child)
        element = child
    parts, whole = _walk(element, sight, [])
    return collapse("".join(parts)), whole


def _pieces(sight: Sight, element: HtmlElement) -> list[Piece]:
    """What `_text` is made of: each visible text with its offset in the element's whole text,
    or with the field of a form whose value it is."""
    pieces: list[Piece] = []
    _walk(element, sight, pieces)
    return pieces


def _walk(element: HtmlElement, sight: Sight, pieces: list[Piece]) -> tuple[list[str], bool]:
    """The visible texts of an element in order, blocks and line breaks parting them, and
    whether they are all; ``pieces`` takes those that the page holds, with their places."""
    look = sight.again(element)
    if look.apart:
        return [], False
    parts: list[str] = []
    at = 0
    whole = True

    def take(text: str | None, raised: bool) -> None:
        nonlocal at
        if text:
            pieces.append((at, text))
            parts.append(raised_digits(text) if raised else text)
            at += len(text)

    take(element.text, look.raised)
    opened = [(element, look.raised)]
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            closed, _ = opened.pop()
            if stack:
                if closed.tag in _BLOCKS:
                    parts.append("\n")
                take(closed.tail, opened[-1][1])
            continue
        tag = child.tag
        if not isinstance(tag, str):
            take(child.tail, opened[-1][1])
            continue
        if tag in FIELDS:
            whole = False
            holder = holder_of(child)
            if value := _value(holder):
                pieces.append((holder, value))
                parts.append(value)
            at += len(text_of(child))
            take(child.tail, opened[-1][1])
            continue
        look = sight.again(child)
        if look.apart or (tag == "table" and _is_grid(child)):
            at += len(text_of(child))
            whole = False
            take(child.tail, opened[-1][1])
            continue
        if tag in _BLOCKS:
            parts.append("\n")
        raised = look.raised or opened[-1][1]
        take(child.text, raised)
        opened.append((child, raised))
        stack.append(iter(child))
    return parts, whole


def figure_of(field: HtmlElement) -> str:
    """The figure that a field of a form shows; "" where it shows none."""
    value = _value(holder_of(field)).strip()
    return value if _FIGURE.fullmatch(value) else ""


def holder_of(field: HtmlElement) -> HtmlElement:
    """The element that holds what a field shows: of a choice the option that is chosen, the first
    where none is."""
    if field.tag != "select" or field.get("multiple") is not None:
        return field
    options = list(field.iter("option"))
    return next(
        (o for o in options if o.get("selected") is not None), options[0] if options else field
    )


def _value(field: HtmlElement) -> str:
    """What a field of a form shows."""
    if field.tag in ("textarea", "option"):
        return (field.text or "").strip() if len(field) == 0 else ""
    if field.tag == "select":
        return ""
    shown = (field.get("type") or "").strip().lower() in _SHOWN_FIELDS
    return field.get("value") or "" if shown else ""

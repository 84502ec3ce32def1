"""Text and Word as laid-out blocks, every figure marked."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from html import escape
from io import BytesIO
from typing import Any

import lxml.etree

from govcrawl.anchors import Anchor, CellPlace, LinePlace, ParagraphPlace
from govcrawl.inspection.facts import Facts
from govcrawl.inspection.marks import Marks, MarksByText, Piece

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: The namespace of files saved as "strict".
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
#: Lines of a text file drawn.
_MAX_LINES = 50_000
_MAX_WIDTH = 200  # columns of a cell


def text_view(text: str, facts: Facts) -> str:
    """A text, line by line."""
    marks = MarksByText()
    for place, figure, line in _places(facts):
        if isinstance(place, LinePlace):
            _add(marks[place.line], place.spans, figure, line)
    out = []
    for number, row in enumerate(text.split("\n")[:_MAX_LINES], 1):
        out.append(f"<div class='line'>{marked(row.rstrip(chr(13)), marks.get(number))}</div>")
    return "".join(out)


def docx_view(data: bytes, facts: Facts) -> str:
    """The paragraphs and tables of a Word file in document order. Raises what the archive and
    XML libraries raise for a damaged file."""
    root = _document(data)
    paragraphs = {p: n for n, p in enumerate(root.iter(f"{_W}p"), 1)}
    cells = _cells(root)
    marks: dict[Any, Marks] = {}
    by_number = {n: p for p, n in paragraphs.items()}
    for place, figure, line in _places(facts):
        target: Any = None
        if isinstance(place, ParagraphPlace):
            target = by_number.get(place.number)
        elif isinstance(place, CellPlace):
            target = cells.get((place.table, place.row, place.cell))
        if target is not None:
            _add(marks.setdefault(target, Marks()), place.spans, figure, line)
    return "".join(_docx_blocks(root.find(f"{_W}body"), marks))


def lines_view(facts: Facts) -> str:
    """The blocks of a source that cannot be drawn, one after another; a figure is marked in the
    block that has its place."""
    out = []
    for number, line in enumerate(facts.lines):
        marks = Marks()
        if line.fate not in ("body", "table"):
            marks.lines.append((0, len(line.text), number))
        for figure, anchor in enumerate(facts.anchors):
            if anchor is not None and anchor == line.anchor:
                marks.figures.append((0, len(line.text), figure))
        out.append(f"<div class='line'>{marked(line.text, marks)}</div>")
    return "".join(out)


def _places(facts: Facts) -> Iterator[tuple[Any, int | None, int | None]]:
    """Every place with the figure or the line it belongs to."""
    for number, anchor in enumerate(facts.anchors):
        for place in Anchor.parse(anchor).places if anchor else ():
            yield place, number, None
    for number, traced in enumerate(facts.lines):
        if traced.anchor and traced.fate not in ("body", "table"):
            for place in Anchor.parse(traced.anchor).places:
                yield place, None, number


def _add(
    marks: Marks, spans: tuple[tuple[int, int], ...], figure: int | None, line: int | None
) -> None:
    for start, end in spans or ((0, 1 << 62),):
        if figure is not None:
            marks.figures.append((start, end, figure))
        elif line is not None:
            marks.lines.append((start, end, line))


def marked(text: str, marks: Marks | None) -> str:
    """A text as HTML, its marks as elements."""
    return "".join(map(_piece, (marks or Marks()).pieces(text)))


def _piece(piece: Piece) -> str:
    text = escape("".join(c if c >= " " or c == "\t" else " " for c in piece.text))
    if piece.plain:
        return text
    found = f" data-f='{' '.join(map(str, piece.figures))}'" if piece.figures else ""
    gap = " class='gap'" if not text and not piece.figures else ""
    found += f"{gap} data-n='{piece.line}'" if piece.line is not None else ""
    found += " data-d" if piece.digit else ""
    return f"<gc-m{found}>{text}</gc-m>"


def _document(data: bytes) -> Any:
    with zipfile.ZipFile(BytesIO(data)) as package:
        names = [n for n in package.namelist() if n.startswith("word/document")]
        parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        return lxml.etree.fromstring(
            package.read(min(names)).replace(_STRICT, _W[1:-1].encode()), parser
        )


def _cells(root: Any) -> dict[tuple[int, int, int], Any]:
    """Cells by the numbers of their table, row and place in the row."""
    found = {}
    for t, table in enumerate(root.iter(f"{_W}tbl"), 1):
        rows = [r for r in table.iter(f"{_W}tr") if next(r.iterancestors(f"{_W}tbl")) is table]
        for r, row in enumerate(rows, 1):
            inside = [c for c in row.iter(f"{_W}tc") if next(c.iterancestors(f"{_W}tr")) is row]
            for c, cell in enumerate(inside, 1):
                found[t, r, c] = cell
    return found


def _text_of(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(f"{_W}t"))


def _docx_blocks(parent: Any, marks: dict[Any, Marks]) -> Iterator[str]:
    """Paragraphs and tables below an element, outermost tables as tables."""
    for element in parent if parent is not None else ():
        if element.tag == f"{_W}p":
            yield f"<p>{marked(_text_of(element), marks.get(element))}</p>"
        elif element.tag == f"{_W}tbl":
            rows = _rows(element)
            down = _merged_down(rows, marks)
            yield "<table>"
            for row in rows:
                yield "<tr>"
                for cell in row:
                    if down.get(cell) != 0:
                        yield _docx_cell(cell, marks, down.get(cell, 1))
                yield "</tr>"
            yield "</table>"
        elif len(element):
            yield from _docx_blocks(element, marks)


def _rows(table: Any) -> list[list[Any]]:
    """The cells of a table's own rows."""
    return [
        [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]
        for row in table.iter(f"{_W}tr")
        if next(row.iterancestors(f"{_W}tbl")) is table
    ]


def _merged_down(rows: list[list[Any]], marks: dict[Any, Marks]) -> dict[Any, int]:
    """How many rows a cell reaches over; 0 of an empty one that another reaches over."""
    found: dict[Any, int] = {}
    above: dict[int, Any] = {}
    for row in rows:
        column, here = 0, {}
        for cell in row:
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val") != "restart"
            opener = above.get(column) if goes_on and cell not in marks else None
            if opener is not None and not _text_of(cell).strip():
                found[opener] = found.get(opener, 1) + 1
                found[cell] = 0
                here[column] = opener
            elif merge is not None:
                here[column] = cell
            column += _width(cell)
        above = here
    return found


def _width(cell: Any) -> int:
    """The columns that a cell takes."""
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    width = span.get(f"{_W}val", "") if span is not None else ""
    return int(width) if width.isdecimal() and 0 < int(width[:4]) < _MAX_WIDTH else 1


def _docx_cell(cell: Any, marks: dict[Any, Marks], rows: int) -> str:
    width = _width(cell)
    attribute = f" colspan='{width}'" if width > 1 else ""
    attribute += f" rowspan='{rows}'" if rows > 1 else ""
    if cell in marks or cell.find(f".//{_W}tbl") is None:
        text = _text_of(cell)
        found = marks.get(cell)
        inner = marked(text, found or _joined(cell, marks))
    else:
        inner = "".join(_docx_blocks(cell, marks))
    return f"<td{attribute}>{inner}</td>"


def _joined(cell: Any, marks: dict[Any, Marks]) -> Marks:
    """Marks of the paragraphs of a cell, as marks of the cell's whole text."""
    joined, at = Marks(), 0
    for paragraph in cell.iter(f"{_W}p"):
        length = len(_text_of(paragraph))
        found = marks.get(paragraph)
        if found:
            for mine, theirs in ((joined.figures, found.figures), (joined.lines, found.lines)):
                mine += [(at + a, at + min(b, length), n) for a, b, n in theirs]
        at += length
    return joined

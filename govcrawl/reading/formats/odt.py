"""ODT and ODS → blocks, from ``content.xml`` itself (OpenDocument 1.3, part 3)."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, NamedTuple
from zipfile import BadZipFile, ZipFile

import lxml.etree

from govcrawl.anchors import XmlPlace, encoded
from govcrawl.reading.formats import issues
from govcrawl.reading.formats.contents import mark_contents
from govcrawl.reading.formats.docx.docx_tables import join
from govcrawl.reading.formats.sheets.sheets import sheet_blocks
from govcrawl.reading.formats.sniff import ODS
from govcrawl.reading.model import Block, Document, Grid, GridCell, PlaceCache
from govcrawl.reading.tables import is_statistical
from govcrawl.text import collapse
from govcrawl.text.characters import raised_digits
from govcrawl.text.ink import ink_length, ink_span

_NS: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TEXT, TABLE, STYLE, OFFICE = (_NS % n for n in ("text", "table", "style", "office"))
FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_PART: Final = "content.xml"
MAX_PART: Final = 48 * 1024 * 1024
MAX_COLUMNS: Final = 200
MAX_ROWS: Final = 20_000
#: Notes, comments, deleted text and the like.
_SKIPPED: Final = frozenset(
    f"{TEXT}{name}" for name in ("note", "tracked-changes", "sequence-decls", "variable-decls")
) | {f"{OFFICE}annotation", f"{OFFICE}forms"}
_SPACES: Final = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": "\n"}


def read_odf(data: bytes, media_type: str) -> Document:
    """Turn a text or spreadsheet of OpenDocument into paragraphs and grids. Never raises."""
    try:
        with ZipFile(BytesIO(data)) as package, package.open(_PART) as stream:
            content = stream.read(MAX_PART + 1)
    except (
        KeyError,
        RuntimeError,
        BadZipFile,
        NotImplementedError,
        OSError,
        EOFError,
        zlib.error,
    ) as error:
        return issues.damaged(media_type, error)
    if len(content) > MAX_PART:
        return issues.not_parsed(media_type, "too_large", "too_large")
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, huge_tree=False
    )
    try:
        root = lxml.etree.fromstring(content, parser)
    except lxml.etree.XMLSyntaxError as error:
        return issues.damaged(media_type, error)
    kind = "spreadsheet" if media_type == ODS else "text"
    body = root.find(f"{OFFICE}body/{OFFICE}{kind}") if root is not None else None
    if body is None:
        return issues.damaged(media_type, BadZipFile())
    reader = _Reader(_styles(root))
    if media_type == ODS:
        blocks = [block for sheet in body.iter(f"{TABLE}table") for block in reader.sheet(sheet)]
    else:
        blocks = reader.blocks_of(body)
    mark_contents(blocks)
    reader.keep_deleted(body)
    document = Document(blocks=blocks, media_type=media_type, unseen=lambda: reader.unseen)
    if not blocks:
        return issues.not_parsed(media_type, "no_text", "no_text")
    return document


class _Run(NamedTuple):
    """A text of an element in the order of the document. ``held``: it is there as such;
    ``apart``: why it is not read with the text around it."""

    text: str
    held: bool
    apart: str
    raised: bool


@dataclass(slots=True)
class _OdtPlace:
    """An element of ``content.xml``; ``runs`` gives its texts."""

    element: Any
    runs: Callable[[Any], Iterator[_Run]]

    def anchor(self, start: int, end: int | None, _cache: PlaceCache) -> str:
        path: list[int] = []
        node = self.element
        while (parent := node.getparent()) is not None:
            path.append(1 + sum(1 for _ in node.itersiblings("*", preceding=True)))
            node = parent
        spans: list[tuple[int, int]] = []
        at = done = 0
        for run in self.runs(self.element):
            size = ink_length(run.text) if not run.apart else 0
            first = max(start - done, 0)
            last = size if end is None else min(end - done, size)
            if run.held and first < last:
                a, b = ink_span(run.text, first, last)
                spans.append((at + a, at + b))
            done += size
            at += len(run.text) if run.held else 0
        return f"{encoded(_PART)}!{XmlPlace(tuple(reversed(path)), tuple(spans))}"


def _styles(root: Any) -> dict[str, dict[str, str]]:
    """What text styles state that matters here, by their names."""
    found: dict[str, dict[str, str]] = {}
    for style in root.iter(f"{STYLE}style"):
        name = style.get(f"{STYLE}name", "")
        said = dict(found.get(style.get(f"{STYLE}parent-style-name", ""), {}))
        for part in style.iterchildren(f"{STYLE}text-properties", f"{STYLE}paragraph-properties"):
            said.update(part.attrib)
        found[name] = said
    return found


class _Reader:
    def __init__(self, styles: dict[str, dict[str, str]]) -> None:
        self.styles = styles
        self.unseen: list[Block] = []

    def blocks_of(self, parent: Any) -> list[Block]:
        """The paragraphs and tables below an element, in order."""
        blocks: list[Block] = []
        for element in _blocks_below(parent):
            if element.tag == f"{TABLE}table":
                blocks += self._table(element)
                continue
            for line in map(collapse, self._text(element).split("\n")):
                if line:
                    blocks.append(
                        Block(
                            kind="paragraph",
                            text=line,
                            prominent=self._is_prominent(element),
                            place=self._place(element),
                        )
                    )
        return blocks

    def keep_deleted(self, body: Any) -> None:
        """Keep what tracked changes took away."""
        for deletion in body.iter(f"{TEXT}deletion"):
            for element in deletion.iter(f"{TEXT}p", f"{TEXT}h"):
                if shown := collapse(self._text(element)):
                    place = _OdtPlace(element, self.runs)
                    block = Block("paragraph", shown, fate="unseen:deleted", place=place)
                    self.unseen.append(block)

    def _is_prominent(self, element: Any) -> bool:
        style = self.styles.get(element.get(f"{TEXT}style-name", ""), {})
        return (
            element.tag == f"{TEXT}h"
            or style.get(f"{FO}text-align") == "center"
            or style.get(f"{FO}font-weight") == "bold"
        )

    def _text(self, element: Any) -> str:
        return "".join(
            raised_digits(run.text) if run.raised else run.text
            for run in self.runs(element)
            if not run.apart
        )

    def runs(self, element: Any, apart: str = "", raised: bool = False) -> Iterator[_Run]:
        """All texts below an element."""
        if element.text:
            yield _Run(element.text, True, apart, raised)
        for child in element:
            if isinstance(child.tag, str):
                if child.tag in _SPACES:
                    count = child.get(f"{TEXT}c", "1")
                    times = int(count) if count.isdecimal() and len(count) < 4 else 1
                    yield _Run(_SPACES[child.tag] * times, False, apart, raised)
                else:
                    style = self.styles.get(child.get(f"{TEXT}style-name", ""), {})
                    why = apart or _apart(child, style)
                    high = raised or style.get(f"{STYLE}text-position", "").startswith("super")
                    yield from self.runs(child, why, high)
            if child.tail:
                yield _Run(child.tail, True, apart, raised)

    def _place(self, element: Any) -> _OdtPlace:
        for run in self.runs(element):
            if run.apart in ("struck", "hidden") and (shown := collapse(run.text)):
                self.unseen.append(Block("paragraph", shown, fate=f"unseen:{run.apart}"))
        return _OdtPlace(element, self.runs)

    def sheet(self, sheet: Any) -> list[Block]:
        """A sheet: its lines of text and its tables."""
        grid, _ = self._grid(sheet)
        if not any(cell.text for cell in grid.cells):
            return []
        return sheet_blocks(sheet.get(f"{TABLE}name", ""), grid)

    def _table(self, table: Any) -> list[Block]:
        grid, inner = self._grid(table)
        filled = [cell.text for cell in grid.cells if cell.text]
        tables = [block for block in inner if block.kind == "table"]
        if len(filled) <= 1 or (tables and not is_statistical(grid)):
            return inner
        return [Block(kind="table", text=" ".join(filled), grid=grid), *tables]

    def _grid(self, table: Any) -> tuple[Grid, list[Block]]:
        """The cells of a table, and what is in them as blocks."""
        cells: list[GridCell] = []
        inner: list[Block] = []
        n_rows = width = 0
        for row in table.iter(f"{TABLE}table-row"):
            if next(row.iterancestors(f"{TABLE}table")) is not table or n_rows >= MAX_ROWS:
                continue
            column = 0
            for cell in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                repeat = min(_count(cell, "number-columns-repeated"), MAX_COLUMNS - column)
                if cell.tag == f"{TABLE}covered-table-cell":
                    column += repeat
                    continue
                blocks = self.blocks_of(cell)
                inner += blocks
                text = join([b.text for b in blocks if b.kind == "paragraph"])
                for _ in range(repeat):
                    cells.append(
                        GridCell(
                            text,
                            n_rows,
                            column,
                            _count(cell, "number-rows-spanned"),
                            min(_count(cell, "number-columns-spanned"), MAX_COLUMNS),
                            place=_OdtPlace(cell, self.runs),
                        )
                    )
                    column += 1
                if text or repeat == 1:
                    width = max(width, column)
            n_rows += 1
        # a sheet's rows end in blank cells up to its last column
        cells = [cell for cell in cells if cell.text or cell.column < width]
        return Grid(cells, n_rows, width), inner


def _apart(element: Any, style: dict[str, str]) -> str:
    if element.tag in _SKIPPED:
        return "note"
    lines = (f"{STYLE}text-line-through-style", f"{STYLE}text-line-through-type")
    if any(style.get(line, "none") != "none" for line in lines):
        return "struck"
    return "hidden" if style.get(f"{TEXT}display") == "none" else ""


def _blocks_below(parent: Any) -> Iterator[Any]:
    """Paragraphs, headings and tables below an element, whatever sections, lists and frames
    are between."""
    wanted = {f"{TEXT}p", f"{TEXT}h", f"{TABLE}table"}
    walker = lxml.etree.iterwalk(parent, events=("start",))
    for _, element in walker:
        if element is parent or not isinstance(element.tag, str):
            continue
        if element.tag in wanted:
            yield element
            walker.skip_subtree()
        elif element.tag in _SKIPPED:
            walker.skip_subtree()


def _count(element: Any, name: str) -> int:
    value = element.get(f"{TABLE}{name}", "1")
    return max(1, int(value)) if value.isdecimal() and len(value) < 7 else 1

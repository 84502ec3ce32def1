"""DOC and WPS (Word 97-2003, [MS-DOC]) → blocks.

Python packages for this format read its text only, and a table without its columns cannot be
read. The parts that matter are few: the text by its pieces, and at each paragraph mark what it
ends. No program is run and nothing touches the disk.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from io import BytesIO
from itertools import accumulate
from typing import Any, Final

from govcrawl.messages import issue
from govcrawl.reading.formats import issues
from govcrawl.reading.formats.contents import mark_contents
from govcrawl.reading.formats.doc.doc_binary import (
    CHPX,
    CLX,
    LISTS,
    OVERRIDES,
    PAPX,
    STYLES,
    Fib,
    NotWordError,
    Piece,
    read_fib,
    read_pieces,
    read_runs,
)
from govcrawl.reading.formats.doc.doc_lists import Lists
from govcrawl.reading.formats.doc.doc_places import DocPlace, Stretch, joined
from govcrawl.reading.formats.doc.doc_properties import (
    Paragraph,
    Run,
    read_paragraph,
    read_run,
    read_styles,
)
from govcrawl.reading.formats.doc.doc_tables import TableRow, parts, to_blocks
from govcrawl.reading.formats.docx.docx_tables import join
from govcrawl.reading.formats.numbering import Counters
from govcrawl.reading.formats.ole import is_sane, stream
from govcrawl.reading.formats.sniff import DOC, ENCRYPTED_OFFICE
from govcrawl.reading.model import Block, Document
from govcrawl.report import Issue
from govcrawl.text import collapse
from govcrawl.text.ink import ink_length

MAX_CHARS: Final = 2_000_000

_CELL, _FIELD, _RESULT, _FIELD_END = "\x07", "\x13", "\x14", "\x15"
#: What ends a paragraph or a cell, and what parts a field's source from its result.
_MARKS = re.compile("[\x07\x0c\x0d\x0e\x13-\x15]")
_FIELD_SOURCE = re.compile("\x13[^\x13-\x15]*[\x14\x15]")
#: Characters that mean something else: pictures, notes and optional hyphens for nothing.
_SPECIAL: Final = {
    **dict.fromkeys(range(0x20)),
    0x09: " ",
    0x0A: "\n",
    0x0B: "\n",
    0x1E: "-",
}
_NARROW: Final = {c: bytes([c]).decode("cp1252", "ignore") or chr(c) for c in range(0x80, 0xA0)}
#: A line of a paragraph, between the two breaks of lines.
_LINE = re.compile("[^\n\x0b]+")
#: Headings of level 1-4 count as prominent.
_HEADING = 4
_LONGEST_HEADING = 80
_MAX_ISSUE_TEXT = 200


def read_doc(data: bytes) -> Document:
    """Turn a Word 97-2003 file into paragraphs and grids. Never raises."""
    try:
        import olefile
    except ImportError:
        return issues.missing_library(DOC, "office")
    try:
        if not is_sane(data):
            raise ValueError("sector counts")
        with olefile.OleFileIO(BytesIO(data)) as container:
            main = stream(container, "WordDocument", len(data))
            fib = read_fib(main)
            table = stream(container, fib.table, len(data))
            extra = stream(container, "Data", len(data)) if container.exists("Data") else b""
            metadata = _metadata(container)
        return _Reader(fib, main, table, extra).read(metadata)
    except NotWordError as error:
        return _refused(str(error))
    except Exception as error:  # damaged containers raise many kinds
        return issues.damaged(DOC, error)


def _refused(reason: str) -> Document:
    if reason == "encrypted":
        return issues.not_parsed(ENCRYPTED_OFFICE, "encrypted")
    return issues.not_parsed(DOC, "doc_version")


def _metadata(container: Any) -> dict[str, str]:
    try:
        stated = container.get_metadata()
        codec = f"cp{stated.codepage}" if stated.codepage else "gbk"
        found = {}
        for name in ("title", "subject", "author", "keywords", "company"):
            value = getattr(stated, name, None)
            if isinstance(value, bytes):
                value = value.decode("utf-8" if codec == "cp65001" else codec, "replace")
            if isinstance(value, str) and collapse(value):
                found[name] = collapse(value)[:1000]
        return found
    except Exception:  # properties are a courtesy, and may be damaged
        return {}


class _Reader:
    """Walks the text once, in order."""

    def __init__(self, fib: Fib, main: bytes, table: bytes, data: bytes) -> None:
        self.fib, self.main, self.table, self.data = fib, main, table, data
        self.paragraphs = read_runs(main, fib.slice(table, PAPX), paragraphs=True)
        self.runs = read_runs(main, fib.slice(table, CHPX), paragraphs=False)
        self.styles = read_styles(fib.slice(table, STYLES), data)
        self.counters = Counters()
        self.blocks: list[Block] = []
        self.issues: list[Issue] = []
        self._known: dict[int, Paragraph] = {}
        self._known_runs: dict[bytes, Run] = {}
        # the paragraph, cell, row and table that are open
        self._text: list[str] = []
        self._at: list[int] = []  # positions of the texts
        self._bold = self._plain = 0
        self._cell: list[tuple[str, DocPlace]] = []
        self._row: list[str] = []
        self._places: list[DocPlace | None] = []
        self._rows: list[TableRow] = []
        #: For each open field whether its source is being read.
        self._fields: list[bool] = []

    @cached_property
    def lists(self) -> Lists:
        start = self.fib.places[LISTS][0] if len(self.fib.places) > OVERRIDES else 0
        return Lists(self.table[start:] if start else b"", self.fib.slice(self.table, OVERRIDES))

    def read(self, metadata: dict[str, str]) -> Document:
        """The whole main text; what is in text boxes is named."""
        pieces = read_pieces(self.fib.slice(self.table, CLX))
        if not pieces:
            return _refused("doc_version")
        length = self.fib.counts[0]
        if length > MAX_CHARS:
            self.issues.append(issues.capped("characters", length, MAX_CHARS))
        lost = 0
        for piece in pieces:
            lost += self._read_piece(piece, min(length, MAX_CHARS))
        lost += max(0, min(length, MAX_CHARS) - pieces[-1].end)
        self._end_paragraph(Paragraph())
        self._close_table()
        mark_contents(self.blocks)
        if lost:
            self.issues.append(issue("damaged", str(lost), count=lost))
        self._report_boxes(pieces)
        if names := self.counters.unknown_formats:
            self.issues.append(issues.numbering_lost(names))
        if not self.blocks and not self.issues:
            self.issues.append(issues.not_parsed_issue("no_text"))
        return Document(blocks=self.blocks, media_type=DOC, metadata=metadata, issues=self.issues)

    def _read_piece(self, piece: Piece, limit: int) -> int:
        """Read one piece up to the main text's end; returns how many characters are missing."""
        size = (min(piece.end, limit) - piece.start) * piece.width
        if size <= 0:
            return 0
        end = min(piece.offset + size, len(self.main))
        for start, stop, grpprl in self.runs.within(piece.offset, end):
            run = self._known_runs.get(grpprl)
            if run is None:
                run = self._known_runs[grpprl] = read_run(grpprl)
            at = piece.start + (start - piece.offset) // piece.width
            self._read_run(_decode(self.main[start:stop], piece.width), start, piece.width, run, at)
        return max(0, piece.offset + size - max(end, piece.offset)) // piece.width

    def _read_run(self, text: str, place: int, width: int, run: Run, position: int) -> None:
        at = 0
        for match in _MARKS.finditer(text):
            self._add(text[at : match.start()], run, position + at)
            at = match.end()
            mark = match[0]
            if mark == _FIELD:
                self._fields.append(True)
            elif mark == _RESULT and self._fields:
                self._fields[-1] = False
            elif mark == _FIELD_END and self._fields:
                self._fields.pop()
            elif mark not in (_RESULT, _FIELD_END):
                # a field's source never runs over a paragraph; one left open is damage
                self._fields = [False] * len(self._fields)
                self._end(mark, place + match.start() * width, position + match.start())
        self._add(text[at:], run, position + at)

    def _add(self, text: str, run: Run, position: int) -> None:
        if not text or run.gone or (self._fields and any(self._fields)):
            return
        if run.symbol:
            # fonts of symbols keep their signs in a private area that says nothing
            text = text.replace("(", chr(run.symbol) if run.symbol < 0xE000 else "\0")
        self._text.append(text)
        self._at.append(position)
        if run.bold:
            self._bold += len(text.strip())
        else:
            self._plain += len(text.strip())

    def _end(self, mark: str, place: int, position: int) -> None:
        index = self.paragraphs.index(place)
        if index not in self._known:
            self._known[index] = self._properties(index)
        paragraph = self._known[index]
        if mark != _CELL:
            self._end_paragraph(paragraph)
        elif paragraph.row_end and paragraph.depth <= 1:
            self._text.clear()
            self._at.clear()
            self._rows.append(TableRow(self._row, paragraph.row, self._places))
            self._row, self._places = [], []
        else:
            self._end_paragraph(paragraph if paragraph.depth else Paragraph(depth=1))
            self._end_cell(position)

    def _end_cell(self, position: int) -> None:
        """``position``: of the mark that ends it, where an empty cell is."""
        self._row.append(join([text for text, _ in self._cell]))
        blank = DocPlace((Stretch("", ((0, position),)),), _shown)
        self._places.append(joined([place for _, place in self._cell] or [blank]))
        self._cell = []

    def _properties(self, index: int) -> Paragraph:
        if index < 0:
            return Paragraph()
        style = self.styles.get(self.paragraphs.styles[index], Paragraph())
        return read_paragraph(style, self.paragraphs.lists[index], self.data)

    def _end_paragraph(self, paragraph: Paragraph) -> None:
        bold = self._bold > 0 and self._plain == 0
        lines = self._lines()
        self._text.clear()
        self._at.clear()
        self._bold = self._plain = 0
        if lines and paragraph.list_id and (found := self.lists.get(paragraph.list_id)):
            number = self.counters.next(*found, paragraph.list_level)
            text, place = lines[0]
            stretch = place.stretches[0]._replace(drawn=ink_length(number))
            lines[0] = number + text, DocPlace((stretch,), _shown)
        if paragraph.depth:
            self._cell += lines
            return
        self._close_table()
        marked = paragraph.centred or paragraph.outline < _HEADING
        for line, place in lines:
            prominent = marked or (bold and len(line) <= _LONGEST_HEADING)
            self.blocks.append(Block(kind="paragraph", text=line, prominent=prominent, place=place))

    def _lines(self) -> list[tuple[str, DocPlace]]:
        """The lines of the open paragraph that hold text, and where they are."""
        raw = "".join(self._text)
        runs = list(zip(accumulate(map(len, self._text), initial=0), self._at, strict=False))
        lines = []
        for part in _LINE.finditer(raw):
            start, end = part.span()
            if text := collapse(part[0].translate(_SPECIAL)):
                before = bisect_right(runs, start, key=lambda run: run[0]) - 1
                after = bisect_left(runs, end, key=lambda run: run[0])
                own = tuple(
                    (max(index, start) - start, at + max(start - index, 0))
                    for index, at in runs[before:after]
                )
                lines.append((text, DocPlace((Stretch(part[0], own),), _shown)))
        return lines

    def _close_table(self) -> None:
        if self._row or self._cell:  # the file ends in a row, or marks are missing
            if self._cell:
                self._end_cell(0)
            self._rows.append(TableRow(self._row, Paragraph().row, self._places))
            self._row, self._places = [], []
        rows, self._rows = self._rows, []
        for part in parts(rows):
            blocks, doubts = to_blocks(part)
            self.blocks += blocks
            self.issues += doubts

    def _report_boxes(self, pieces: list[Piece]) -> None:
        """Text boxes come after the main text, notes, headers, comments and endnotes."""
        start = sum(self.fib.counts[:6])
        end = start + self.fib.counts[6] if len(self.fib.counts) > 6 else start
        parts = []
        for piece in pieces:
            first, last = max(piece.start, start), min(piece.end, end)
            if first < last:
                at = piece.offset + (first - piece.start) * piece.width
                stop = at + (last - first) * piece.width
                parts.append(_decode(self.main[at:stop], piece.width))
        shown = _FIELD_SOURCE.sub("", "".join(parts)).replace("\r", " ")
        text = collapse(shown.translate(_SPECIAL))
        if text:
            self.issues.append(issue("text_box", text[:_MAX_ISSUE_TEXT]))


def _shown(char: str) -> str:
    """What a stored character is printed as."""
    return char.translate(_SPECIAL)


def _decode(content: bytes, width: int) -> str:
    if width == 2:
        return content.decode("utf-16-le", "replace")
    text = content.decode("latin-1")
    return text.translate(_NARROW)

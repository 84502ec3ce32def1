"""RTF → blocks: paragraphs, and tables by the edges of their cells (RTF specification 1.9.1).

Packages for this format give its text and lose the columns of its tables. What matters is little:
the text with its code pages, what a reader does not see, and where cells end. Of each character the
bytes that write it are kept: its place in the file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from govcrawl.reading.formats import issues
from govcrawl.reading.formats.contents import mark_contents
from govcrawl.reading.formats.doc.doc_places import DocPlace, Stretch, joined
from govcrawl.reading.formats.doc.doc_properties import Row
from govcrawl.reading.formats.doc.doc_tables import TableRow, to_blocks
from govcrawl.reading.formats.docx.docx_tables import join
from govcrawl.reading.formats.sniff import RTF
from govcrawl.reading.model import Block, Document
from govcrawl.report import Issue
from govcrawl.text import collapse
from govcrawl.text.characters import raised_digits

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_CELLS: Final = 50_000
_MAX_DEPTH: Final = 500

_TOKEN: Final = re.compile(
    rb"\\(?:'([0-9a-fA-F]{2})|([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|([^a-zA-Z]))|([{}])|([^\\{}\r\n]+)"
)
#: Groups that hold no text of the document, beside all that begin with ``\*``.
_SKIPPED: Final = frozenset(
    (
        "fonttbl colortbl stylesheet info pict header headerl headerr headerf footer footerl"
        " footerr footerf footnote annotation fldinst object objdata themedata colorschememapping"
        " datastore listtable listoverridetable rsidtbl generator xmlnstbl nonshppict filetbl"
        " revtbl latentstyles"
    ).split()
)
#: Groups that begin with ``\*`` and hold text, or how a table is cut.
_KEPT: Final = frozenset(("shptxt", "nesttableprops", "ud"))
_CHARACTERS: Final = {
    "tab": " ",
    "line": "\n",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "~": " ",
    "_": "-",
}
#: Code pages by the character set of a font.
_CHARSETS: Final = {
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "cp950",
    204: "cp1251",
    238: "cp1250",
}
_SHORT_HEADING: Final = 80


@dataclass(frozen=True, slots=True)
class _State:
    """What is in force within a group."""

    codec: str = "cp1252"
    skipped: int = 1  # characters after \\u that mean it in other programs
    unseen: str = ""  # why text is not read: hidden, struck
    raised: bool = False
    bold: bool = False
    muted: bool = False  # in a group without text of the document
    fonts: bool = False  # in the table of fonts


class _Char(NamedTuple):
    """A character as printed, with the bytes that write it."""

    text: str
    start: int
    end: int


class _Line(NamedTuple):
    """A line of text with its place."""

    text: str
    place: DocPlace


def _line(chars: list[_Char]) -> _Line:
    spans = tuple((char.start, char.end) for char in chars)
    stored = "".join(char.text for char in chars)
    return _Line(collapse(stored), DocPlace((Stretch(stored, (), spans=spans),), _shown))


def _empty(at: int) -> DocPlace:
    """The place of a cell without text: where it ends."""
    return DocPlace((Stretch("", ((0, at),)),), _shown)


def _shown(char: str) -> str:
    return char


#: Control words that only change what is in force within a group.
_IN_FORCE: Final[dict[str, Callable[[_State, bool], _State]]] = {
    "v": lambda state, on: replace(state, unseen="hidden" if on else ""),
    "deleted": lambda state, on: replace(state, unseen="hidden" if on else ""),
    "strike": lambda state, on: replace(state, unseen="struck" if on else ""),
    "striked": lambda state, on: replace(state, unseen="struck" if on else ""),
    "super": lambda state, on: replace(state, raised=on),
    "nosupersub": lambda state, _: replace(state, raised=False),
    "sub": lambda state, _: replace(state, raised=False),
    "b": lambda state, on: replace(state, bold=on),
    "plain": lambda state, _: replace(state, unseen="", raised=False, bold=False),
}


@dataclass(slots=True)
class _Table:
    """A table while it is read, at one depth."""

    rows: list[TableRow] = field(default_factory=list)
    row: list[_Line] = field(default_factory=list)
    cell: list[_Line] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    across: list[int] = field(default_factory=list)
    down: list[int] = field(default_factory=list)
    #: merging of the cell whose edge comes next
    next_across: int = 0
    next_down: int = 0
    left: int = 0


def read_rtf(data: bytes) -> Document:
    """Turn RTF into paragraphs and grids. Never raises."""
    if not data.startswith(b"{\\rtf"):
        return issues.damaged(RTF, ValueError("no RTF"))
    if len(data) > MAX_BYTES:
        return issues.not_parsed(RTF, "too_large", "too_large")
    try:
        return _Reader().read(data)
    except (ValueError, LookupError, IndexError) as error:
        return issues.damaged(RTF, error)


class _Reader:
    def __init__(self) -> None:
        self.state = _State()
        self.stack: list[_State] = []
        self.default = "cp1252"
        self.fonts: dict[int, str] = {}
        self.font = 0
        self.blocks: list[Block] = []
        self.unseen: list[Block] = []
        self.issues: list[Issue] = []
        self.tables = [_Table()]
        self.depth = 0  # of the paragraph: the tables it is in
        self.centred = False
        self.text: list[_Char] = []
        self.hidden: dict[str, list[_Char]] = {}
        self.bold = self.plain = 0
        self.raw = bytearray()
        self.raw_at: list[tuple[int, int]] = []
        self.skip = 0
        self.starred = False
        self.n_cells = 0
        self.here = (0, 0)  # the bytes of the token that is read

    def read(self, data: bytes) -> Document:
        at, size = 0, len(data)
        while at < size:
            match = _TOKEN.match(data, at)
            if match is None:
                at += 1
                continue
            self.here = match.span()
            at = match.end() + self._token(match)
        self._decode()
        self._paragraph()
        self._close(0)
        mark_contents(self.blocks)
        document = Document(self.blocks, RTF, issues=self.issues, unseen=lambda: self.unseen)
        if not self.blocks:
            document.issues.append(issues.not_parsed_issue("no_text"))
        return document

    def _token(self, match: re.Match[bytes]) -> int:
        """Take one token; the number of bytes after it that are no text."""
        code, word, number, sign, brace, plain = match.groups()
        if code is not None:
            self._bytes(bytes([int(code, 16)]), [self.here])
        elif plain is not None:
            first = match.start()
            self._bytes(plain, [(first + n, first + n + 1) for n in range(len(plain))])
        elif brace is not None:
            self._group(opens=brace == b"{")
        elif word is not None:
            value = int(number) if number is not None else None
            if word == b"bin" and value:
                return max(0, value)
            self._decode(keep=word == b"u")
            self._word(word.decode("ascii"), value)
        else:
            self._sign(sign)
        return 0

    def _group(self, *, opens: bool) -> None:
        self._decode()
        if not opens:
            self.state = self.stack.pop() if self.stack else self.state
            return
        self.starred = False
        if len(self.stack) < _MAX_DEPTH:
            self.stack.append(self.state)

    def _sign(self, sign: bytes) -> None:
        """A control symbol."""
        if sign == b"*":
            self.starred = True
        elif sign in (b"\\", b"{", b"}"):
            self._bytes(sign, [self.here])
        elif sign in (b"\r", b"\n"):
            self._decode()
            self._word("par", None)
        else:
            self._decode()
            self._add(_CHARACTERS.get(sign.decode("latin-1"), ""))

    # -- text ----------------------------------------------------------------------------------

    def _bytes(self, content: bytes, at: list[tuple[int, int]]) -> None:
        dropped = min(self.skip, len(content))
        self.skip -= dropped
        self.raw += content[dropped:]
        self.raw_at += at[dropped:]

    def _decode(self, *, keep: bool = False) -> None:
        """Bytes so far → text, in the code page of their font."""
        if not keep:
            self.skip = 0
        if not self.raw:
            return
        raw, at = bytes(self.raw), self.raw_at
        self.raw, self.raw_at = bytearray(), []
        if self.state.fonts or self.state.muted:
            return
        codec = self.state.codec
        if codec == "cp1252" and max(raw) >= 0x80:
            codec = self.default
        self._take(list(_decoded(raw, at, codec)))

    def _add(self, text: str) -> None:
        """Text that a control word means."""
        self._take([_Char(char, *self.here) for char in text])

    def _take(self, chars: list[_Char]) -> None:
        if not chars or self.state.muted:
            return
        if self.state.unseen:
            self.hidden.setdefault(self.state.unseen, []).extend(chars)
            return
        if self.state.raised:
            chars = [char._replace(text=raised_digits(char.text)) for char in chars]
        self.text += chars
        inked = sum(not char.text.isspace() for char in chars)
        if self.state.bold:
            self.bold += inked
        else:
            self.plain += inked

    # -- control words ---------------------------------------------------------------------------

    def _word(self, name: str, value: int | None) -> None:
        starred, self.starred = self.starred, False
        state = self.state
        if name in _SKIPPED or (starred and name not in _KEPT):
            self.state = replace(state, muted=True, fonts=name == "fonttbl")
        elif state.fonts:
            self._font(name, value)
        elif name in _IN_FORCE:
            self.state = _IN_FORCE[name](state, value != 0)
        elif name in _CHARACTERS:
            self._add(_CHARACTERS[name])
        elif not self._encoding(name, value) and not state.muted:
            self._layout(name, value)

    def _font(self, name: str, value: int | None) -> None:
        """An entry of the table of fonts."""
        if name == "f" and value is not None:
            self.font = value
        elif name == "fcharset" and value is not None:
            self.fonts[self.font] = _CHARSETS.get(value, "cp1252")

    def _encoding(self, name: str, value: int | None) -> bool:
        """A word that says how characters are written; False for any other."""
        if name == "ansicpg" and value:
            self.default = "gb18030" if value == 936 else f"cp{value}"
            "".encode(self.default)  # an unknown code page is damage
        elif name == "u" and value is not None:
            self._add(chr(value & 0xFFFF))
            self.skip = self.state.skipped
        elif name == "uc":
            self.state = replace(self.state, skipped=max(0, value or 0))
        elif name == "f" and value is not None:
            self.state = replace(self.state, codec=self.fonts.get(value, self.default))
        else:
            return False
        return True

    def _layout(self, name: str, value: int | None) -> None:
        if name in ("par", "sect", "page"):
            self._paragraph()
        elif name == "pard":
            self.depth, self.centred = 0, False
        elif name == "intbl":
            self.depth = max(self.depth, 1)
        elif name == "itap":
            self.depth = min(max(0, value or 0), 8)
        elif name == "qc":
            self.centred = True
        elif name in ("cell", "nestcell"):
            depth = max(2, self.depth) if name == "nestcell" else 1
            self._paragraph(depth)
            table = self._table(depth)
            table.row.append(_cell(table.cell, self.here[0]))
            table.cell = []
            self.n_cells += 1
            if self.n_cells > MAX_CELLS:
                raise ValueError("cells")
        elif name in ("row", "nestrow"):
            self._end_row(max(2, self.depth) if name == "nestrow" else 1)
        else:
            self._cell_property(name, value)

    def _cell_property(self, name: str, value: int | None) -> None:
        """The definition of a row: that of a table within another comes after its cells."""
        table = self._table(max(1, self.depth))
        if name == "trowd":
            table.edges, table.across, table.down, table.left = [], [], [], 0
            table.next_across = table.next_down = 0
        elif name == "trleft":
            table.left = value or 0
        elif name == "clmgf":
            table.next_across = 1
        elif name == "clmrg":
            table.next_across = 2
        elif name == "clvmgf":
            table.next_down = 3
        elif name == "clvmrg":
            table.next_down = 1
        elif name == "cellx" and value is not None:
            table.edges.append(value)
            table.across.append(table.next_across)
            table.down.append(table.next_down)
            table.next_across = table.next_down = 0

    # -- blocks ----------------------------------------------------------------------------------

    def _table(self, depth: int) -> _Table:
        while len(self.tables) < depth:
            self.tables.append(_Table())
        return self.tables[depth - 1]

    def _paragraph(self, depth: int | None = None) -> None:
        chars, self.text = self.text, []
        bold = self.bold > 0 and self.plain == 0
        self.bold = self.plain = 0
        for why, hidden in self.hidden.items():
            line = _line(hidden)
            if line.text:
                fate = f"unseen:{why}"
                self.unseen.append(Block("paragraph", line.text, fate=fate, place=line.place))
        self.hidden.clear()
        lines = [line for line in _lines(chars) if line.text]
        depth = self.depth if depth is None else depth
        if depth:
            self._table(depth).cell += lines
            return
        if lines:
            self._close(0)
        for text, place in lines:
            prominent = self.centred or (bold and len(text) <= _SHORT_HEADING)
            self.blocks.append(Block(kind="paragraph", text=text, prominent=prominent, place=place))

    def _end_row(self, depth: int) -> None:
        table = self._table(depth)
        if table.cell:
            table.row.append(_cell(table.cell, self.here[0]))
            table.cell = []
        self._close(depth)
        if not table.row:
            return
        left = min([table.left, *(edge - 1 for edge in table.edges[:1])])
        row = Row((left, *table.edges), tuple(table.across), tuple(table.down))
        table.rows.append(_row(table.row, row))
        table.row = []

    def _close(self, depth: int) -> None:
        """End the tables deeper than this."""
        for table in self.tables[depth:]:
            if table.row or table.cell:  # the file ends within a row
                cells = [*table.row]
                if table.cell:
                    cells.append(_cell(table.cell, self.here[0]))
                table.rows.append(_row(cells, Row(edited=True)))
            rows, table.rows = table.rows, []
            table.row, table.cell = [], []
            blocks, doubts = to_blocks(rows)
            self.blocks += blocks
            self.issues += doubts


def _decoded(raw: bytes, at: list[tuple[int, int]], codec: str) -> Iterator[_Char]:
    """Characters with their bytes: those of one character may be written in several ways."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    first = 0
    for n in range(len(raw)):
        text = decoder.decode(raw[n : n + 1], final=n == len(raw) - 1)
        for char in text:
            yield _Char(char, at[first][0], at[n][1])
        first = n + 1 if text else first


def _lines(chars: list[_Char]) -> Iterator[_Line]:
    """The lines of a paragraph."""
    line: list[_Char] = []
    for char in chars:
        if char.text == "\n":
            yield _line(line)
            line = []
        else:
            line.append(char)
    yield _line(line)


def _cell(lines: list[_Line], end: int) -> _Line:
    """The text of a cell; ``end``: where it ends in the file."""
    place = joined([line.place for line in lines]) or _empty(end)
    return _Line(join([line.text for line in lines]), place)


def _row(cells: list[_Line], row: Row) -> TableRow:
    return TableRow([cell.text for cell in cells], row, [cell.place for cell in cells])

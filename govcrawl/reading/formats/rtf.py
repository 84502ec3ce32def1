"""RTF → blocks: paragraphs, and tables by the edges of their cells (RTF specification 1.9.1).

Packages for this format give its text and lose the columns of its tables. What matters is little:
the text with its code pages, what a reader does not see, and where cells end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from govcrawl.reading.formats import issues
from govcrawl.reading.formats.contents import mark_contents
from govcrawl.reading.formats.doc_properties import Row
from govcrawl.reading.formats.doc_tables import TableRow, to_blocks
from govcrawl.reading.formats.docx_tables import join
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


@dataclass(slots=True)
class _Table:
    """A table while it is read, at one depth."""

    rows: list[TableRow] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
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
        self.text: list[str] = []
        self.hidden: dict[str, list[str]] = {}
        self.bold = self.plain = 0
        self.raw = bytearray()
        self.skip = 0
        self.starred = False
        self.n_cells = 0

    def read(self, data: bytes) -> Document:
        at, size = 0, len(data)
        while at < size:
            match = _TOKEN.match(data, at)
            if match is None:
                at += 1
                continue
            at = match.end()
            code, word, number, sign, brace, plain = match.groups()
            if code is not None:
                self._bytes(bytes([int(code, 16)]))
            elif plain is not None:
                self._bytes(plain)
            elif brace == b"{":
                self._decode()
                self.starred = False
                if len(self.stack) < _MAX_DEPTH:
                    self.stack.append(self.state)
            elif brace == b"}":
                self._decode()
                if self.stack:
                    self.state = self.stack.pop()
            elif word is not None:
                name = word.decode("ascii")
                value = int(number) if number is not None else None
                if name == "bin" and value:
                    at += max(0, value)
                    continue
                self._decode(keep=name == "u")
                self._word(name, value)
            elif sign == b"*":
                self.starred = True
            elif sign in (b"\\", b"{", b"}"):
                self._bytes(sign)
            elif sign in (b"\r", b"\n"):
                self._decode()
                self._word("par", None)
            else:
                self._decode()
                self._add(_CHARACTERS.get(sign.decode("latin-1"), ""))
        self._decode()
        self._paragraph()
        self._close(0)
        mark_contents(self.blocks)
        document = Document(self.blocks, RTF, issues=self.issues, unseen=lambda: self.unseen)
        if not self.blocks:
            document.issues.append(issues.not_parsed_issue("no_text"))
        return document

    # -- text ----------------------------------------------------------------------------------

    def _bytes(self, content: bytes) -> None:
        if self.skip:
            dropped = min(self.skip, len(content))
            self.skip -= dropped
            content = content[dropped:]
        self.raw += content

    def _decode(self, *, keep: bool = False) -> None:
        """Bytes so far → text, in the code page of their font."""
        if not keep:
            self.skip = 0
        if not self.raw:
            return
        raw, self.raw = bytes(self.raw), bytearray()
        if self.state.fonts or self.state.muted:
            return
        codec = self.state.codec
        if codec == "cp1252" and max(raw) >= 0x80:
            codec = self.default
        self._add(raw.decode(codec, "replace"))

    def _add(self, text: str) -> None:
        if not text or self.state.muted:
            return
        if self.state.unseen:
            self.hidden.setdefault(self.state.unseen, []).append(text)
            return
        self.text.append(raised_digits(text) if self.state.raised else text)
        if self.state.bold:
            self.bold += len(text.strip())
        else:
            self.plain += len(text.strip())

    # -- control words ---------------------------------------------------------------------------

    def _word(self, name: str, value: int | None) -> None:
        starred, self.starred = self.starred, False
        state = self.state
        if name in _SKIPPED or (starred and name not in _KEPT):
            self.state = replace(state, muted=True, fonts=name == "fonttbl")
            return
        if state.fonts:
            if name == "f" and value is not None:
                self.font = value
            elif name == "fcharset" and value is not None:
                self.fonts[self.font] = _CHARSETS.get(value, "cp1252")
            return
        on = value != 0
        if name == "ansicpg" and value:
            self.default = "gb18030" if value == 936 else f"cp{value}"
            "".encode(self.default)  # an unknown code page is damage
        elif name == "u" and value is not None:
            self._add(chr(value & 0xFFFF))
            self.skip = state.skipped
        elif name == "uc":
            self.state = replace(state, skipped=max(0, value or 0))
        elif name == "f" and value is not None:
            self.state = replace(state, codec=self.fonts.get(value, self.default))
        elif name in ("v", "deleted"):
            self.state = replace(state, unseen="hidden" if on else "")
        elif name in ("strike", "striked"):
            self.state = replace(state, unseen="struck" if on else "")
        elif name == "super":
            self.state = replace(state, raised=on)
        elif name in ("nosupersub", "sub"):
            self.state = replace(state, raised=False)
        elif name == "b":
            self.state = replace(state, bold=on)
        elif name == "plain":
            self.state = replace(state, unseen="", raised=False, bold=False)
        elif name in _CHARACTERS:
            self._add(_CHARACTERS[name])
        elif not state.muted:
            self._layout(name, value)

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
            table.row.append(join(table.cell))
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
        raw = "".join(self.text)
        bold = self.bold > 0 and self.plain == 0
        self.text.clear()
        self.bold = self.plain = 0
        for why, texts in self.hidden.items():
            if shown := collapse("".join(texts)):
                self.unseen.append(Block("paragraph", shown, fate=f"unseen:{why}"))
        self.hidden.clear()
        lines = [line for line in map(collapse, raw.split("\n")) if line]
        depth = self.depth if depth is None else depth
        if depth:
            self._table(depth).cell += lines
            return
        if lines:
            self._close(0)
        for line in lines:
            prominent = self.centred or (bold and len(line) <= _SHORT_HEADING)
            self.blocks.append(Block(kind="paragraph", text=line, prominent=prominent))

    def _end_row(self, depth: int) -> None:
        table = self._table(depth)
        if table.cell:
            table.row.append(join(table.cell))
            table.cell = []
        self._close(depth)
        if not table.row:
            return
        left = min([table.left, *(edge - 1 for edge in table.edges[:1])])
        row = Row((left, *table.edges), tuple(table.across), tuple(table.down))
        table.rows.append(TableRow(table.row, row))
        table.row = []

    def _close(self, depth: int) -> None:
        """End the tables deeper than this."""
        for table in self.tables[depth:]:
            if table.row or table.cell:  # the file ends within a row
                texts = [*table.row, *([join(table.cell)] if table.cell else [])]
                table.rows.append(TableRow(texts, Row(edited=True)))
            rows, table.rows = table.rows, []
            table.row, table.cell = [], []
            blocks, doubts = to_blocks(rows)
            self.blocks += blocks
            self.issues += doubts

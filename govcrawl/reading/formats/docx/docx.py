"""DOCX → blocks, from the XML itself.

python-docx hides what reports use: inserted revisions, content controls and text boxes are
skipped, automatic numbers are lost, and merged cells repeat their text. The parts read here
are few, and lxml is there anyway.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

import lxml.etree

from govcrawl.messages import issue
from govcrawl.reading.formats import issues
from govcrawl.reading.formats.contents import mark_contents
from govcrawl.reading.formats.docx.docx_numbering import Numbering
from govcrawl.reading.formats.docx.docx_places import DocxText, Piece
from govcrawl.reading.formats.docx.docx_sight import Looks
from govcrawl.reading.formats.docx.docx_tables import MAX_TABLES, TableBuilder, pieces_of
from govcrawl.reading.formats.ooxml import MC, STRICT_R, STRICT_W, R, W, attribute, is_on
from govcrawl.reading.formats.sniff import DOCX, ENCRYPTED_OFFICE
from govcrawl.reading.model import Block, Document
from govcrawl.reading.tables import is_statistical
from govcrawl.report import Issue
from govcrawl.text import collapse
from govcrawl.text.characters import raised_digits
from govcrawl.text.ink import ink_length

#: Bytes one part of the package may unpack to; a report's text has some hundred thousand.
MAX_PART = 48 * 1024 * 1024
#: Elements visited in one document.
MAX_ELEMENTS = 2_000_000

_BODIES: Final = ("word/document.xml", "word/document2.xml")
#: Runs that are not the document's text: deletions, the source of fields, alternatives
#: for old programs (the same text box again), notes and comments.
_SKIPPED: Final = frozenset(
    [
        f"{W}del",
        f"{W}moveFrom",
        f"{W}instrText",
        f"{W}delText",
        f"{W}rPr",
        f"{W}pPr",
        f"{W}sectPr",
        f"{W}sdtPr",
        f"{W}tblPr",
        f"{W}tblGrid",
        f"{W}footnoteReference",
        f"{W}endnoteReference",
        f"{MC}Fallback",
    ]
)
#: Those and rows that tracked changes took away.
_DELETED: Final = frozenset([f"{W}del", f"{W}moveFrom", f"{W}tr"])
_CHARACTERS: Final = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}


def read_docx(data: bytes, *, chunk: Callable[[bytes, str], Document] | None = None) -> Document:
    """Turn a DOCX file into paragraphs and grids. Never raises. ``chunk`` reads parts in other
    formats that are in the text (``w:altChunk``), from their bytes and name."""
    try:
        with ZipFile(BytesIO(data)) as package:
            parts = _Parts(package)
            root = next((r for r in map(parts.xml, _BODIES) if r is not None), None)
            numbering = parts.xml("word/numbering.xml")
            styles = parts.xml("word/styles.xml")
            properties = parts.xml("docProps/core.xml")
            chunks = parts.chunks(root) if root is not None and chunk is not None else {}
    except (BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        return issues.damaged(DOCX, error)
    if parts.encrypted:
        return issues.not_parsed(ENCRYPTED_OFFICE, "encrypted")
    if root is None and isinstance(parts.error, OverflowError):
        return issues.over(DOCX, "bytes", MAX_PART + 1, MAX_PART)
    if root is None:
        unread = issues.damaged(DOCX, parts.error or BadZipFile())
        unread.issues[:0] = parts.issues
        return unread
    reader = _Reader(Numbering(numbering, styles), _Styles(styles), Looks(styles))
    if chunk is not None:
        reader.chunks = {id_: chunk(content, name) for id_, (content, name) in chunks.items()}
    reader.read(root)
    for document in reader.chunks.values():
        if list(map(id, reader.blocks)) == list(map(id, document.blocks)):
            return document  # nothing but a page in a package
    mark_contents(reader.blocks)
    if not reader.blocks and not parts.issues and not reader.issues:
        return issues.not_parsed(DOCX, "no_text")
    return Document(
        blocks=reader.blocks,
        media_type=DOCX,
        metadata=_metadata(properties),
        issues=parts.issues + reader.issues,
        unseen=lambda: reader.unseen,
    )


class _Parts:
    """Reads parts of the package with a limit on what they unpack to."""

    def __init__(self, package: ZipFile) -> None:
        self.package = package
        self.issues: list[Issue] = []
        self.error: Exception | None = None
        self.encrypted = False

    def chunks(self, root: Any) -> dict[str, tuple[bytes, str]]:
        """The parts that ``w:altChunk`` elements name, by the id of their relation."""
        wanted = {e.get(f"{R}id") for e in root.iter(f"{W}altChunk")}
        relations = self.xml("word/_rels/document.xml.rels") if wanted else None
        found: dict[str, tuple[bytes, str]] = {}
        for relation in relations if relations is not None else ():
            target = relation.get("Target", "")
            name = target.lstrip("/") if target.startswith("/") else f"word/{target}"
            if relation.get("Id") not in wanted or name not in self.package.namelist():
                continue
            try:
                with self.package.open(name) as stream:
                    content = stream.read(MAX_PART + 1)
            except (RuntimeError, BadZipFile, NotImplementedError, OSError, EOFError, zlib.error):
                continue
            if len(content) <= MAX_PART:
                found[relation.get("Id")] = (content, name)
        return found

    def xml(self, name: str) -> Any:
        """Root of a part; None where it is missing or cannot be read (``error`` says why)."""
        try:
            with self.package.open(name) as stream:
                content = stream.read(MAX_PART + 1)
        except KeyError:
            return None
        except RuntimeError as error:  # zipfile's word for a password
            self.encrypted, self.error = True, error
            return None
        except (BadZipFile, NotImplementedError, OSError, EOFError, zlib.error) as error:
            self.error = error
            return None
        if len(content) > MAX_PART:
            self.error = OverflowError(name)
            self.issues.append(issues.capped("bytes", len(content), MAX_PART))
            return None
        content = content.replace(STRICT_W, W[1:-1].encode()).replace(STRICT_R, R[1:-1].encode())
        parser = lxml.etree.XMLParser(
            resolve_entities=False, no_network=True, recover=True, huge_tree=False
        )
        try:
            root = lxml.etree.fromstring(content, parser)
        except lxml.etree.XMLSyntaxError as error:
            self.error = error
            return None
        if root is not None and (damage := _damage(parser, root)):
            self.issues.append(issue("damaged_xml", damage, part=name))
        return root


def _damage(parser: Any, root: Any) -> str:
    """What the parser could not read. Entities are left out: no word processor writes any."""
    if parser.error_log:
        return str(parser.error_log[0].message[:200])
    return "<!DOCTYPE" if root.getroottree().docinfo.internalDTD is not None else ""


class _Styles:
    """Which paragraph styles are headings or centred, by id, through ``basedOn``."""

    def __init__(self, root: Any) -> None:
        self._elements: dict[str, Any] = {}
        for style in root.iter(f"{W}style") if root is not None else ():
            self._elements.setdefault(style.get(f"{W}styleId", ""), style)
        self._known: dict[str, bool] = {}

    def prominent(self, style_id: str | None) -> bool:
        """Whether a style is a heading (has an outline level), a title, or centres its text."""
        if not style_id:
            return False
        if style_id not in self._known:
            self._known[style_id] = self._look_up(style_id)
        return self._known[style_id]

    def _look_up(self, style_id: str) -> bool:
        seen: set[str] = set()
        while style_id in self._elements and style_id not in seen:
            seen.add(style_id)
            style = self._elements[style_id]
            name = attribute(style.find(f"{W}name"), "val") or ""
            outline = attribute(style.find(f"{W}pPr/{W}outlineLvl"), "val")
            if name.lower() == "title" or outline in {"0", "1", "2", "3"}:
                return True
            if attribute(style.find(f"{W}pPr/{W}jc"), "val") == "center":
                return True
            style_id = attribute(style.find(f"{W}basedOn"), "val") or ""
        return False


class _Reader:
    """Walks the body once, in order, without recursion."""

    def __init__(self, numbering: Numbering, styles: _Styles, looks: Looks) -> None:
        self.blocks: list[Block] = []
        #: text that is not seen as part of the text around it
        self.unseen: list[Block] = []
        self.issues: list[Issue] = []
        self.looks = looks
        #: what ``w:altChunk`` elements refer to, by the id of their relation
        self.chunks: dict[str, Document] = {}
        self.numbering = numbering
        self.styles = styles
        self._tables: list[TableBuilder] = []
        self._paragraphs: list[_Paragraph] = []
        self._n_tables = 0

    def read(self, root: Any) -> None:
        for visited, (event, element) in enumerate(_walk(root)):
            if visited > MAX_ELEMENTS:
                self.issues.append(issues.capped("elements", visited, MAX_ELEMENTS))
                break
            if event == "start":
                self._start(element)
            elif event == "deleted":
                self._delete(element)
            else:
                self._end(element)
        while self._paragraphs:  # a walk cut short leaves them open
            self._close_paragraph()
        if unknown := self.numbering.counters.unknown_formats:
            self.issues.append(issues.numbering_lost(unknown))

    def _delete(self, element: Any) -> None:
        """Keep what a tracked change took away, a paragraph at a time."""
        parts: dict[Any, list[Piece]] = {}
        for text in element.iter(f"{W}t", f"{W}delText"):
            paragraph = next(text.iterancestors(f"{W}p"), None)
            if paragraph is not None:
                parts.setdefault(paragraph, []).append((text.text or "", text))
        for pieces in parts.values():
            if shown := collapse("".join(text for text, _ in pieces)):
                place = DocxText(pieces)
                self.unseen.append(Block("paragraph", shown, fate="unseen:deleted", place=place))

    def _start(self, element: Any) -> None:
        tag = element.tag
        if tag == f"{W}p":
            self._paragraphs.append(_Paragraph(element, self.numbering, self.styles))
        elif tag == f"{W}altChunk":
            self._take_chunk(element)
        elif tag == f"{W}tbl":
            self._tables.append(TableBuilder())
        elif tag == f"{W}tr" and self._tables:
            self._tables[-1].start_row(element)
        elif tag == f"{W}tc" and self._tables:
            self._tables[-1].start_cell(element)
        elif self._paragraphs:
            if tag == f"{W}t":
                self._text(element)
            elif tag in _CHARACTERS:
                self._paragraphs[-1].add(_CHARACTERS[tag], None)
            elif tag == f"{W}br":
                # a line break inside a paragraph parts lines of a title or an address
                self._paragraphs[-1].add("\n", None)

    def _end(self, element: Any) -> None:
        tag = element.tag
        if tag == f"{W}p" and self._paragraphs:
            self._close_paragraph()
        elif tag == f"{W}tc" and self._tables:
            self._tables[-1].end_cell()
        elif tag == f"{W}tbl" and self._tables:
            self._close_table()

    def _take_chunk(self, element: Any) -> None:
        document = self.chunks.get(element.get(f"{R}id", ""))
        if document is None:
            return
        self.issues += document.issues
        if self._tables and self._tables[-1].in_cell:
            self._tables[-1].add_blocks(document.blocks)
        else:
            self.blocks += document.blocks

    def _text(self, element: Any) -> None:
        look = self.looks.look(element.getparent())
        text = element.text or ""
        merged = self._tables and self._tables[-1].in_cell and self._tables[-1].continued
        if look.apart or merged:
            self._set_apart(text, element, look.apart or "hidden")
            return
        if look.raised:
            text = raised_digits(text)
        self._paragraphs[-1].add(text, element, white=look.white)

    def _set_apart(self, text: str, element: Any, why: str) -> None:
        if shown := collapse(text):
            place = DocxText([(text, element)])
            self.unseen.append(Block("paragraph", shown, fate=f"unseen:{why}", place=place))

    def _close_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        for text, element in paragraph.take_white():
            self._set_apart(text, element, "hidden")
        lines = paragraph.lines()
        blocks = []
        first = 0
        for line in lines:
            place = DocxText(paragraph.pieces, first)
            prominent = paragraph.prominent(line)
            blocks.append(Block(kind="paragraph", text=line, prominent=prominent, place=place))
            first += ink_length(line)
        if self._tables and self._tables[-1].in_cell:
            self._tables[-1].add_text(lines, paragraph.pieces)
            self._tables[-1].add_blocks(blocks)
        else:
            self.blocks += blocks

    def _close_table(self) -> None:
        builder = self._tables.pop()
        grid = builder.grid()
        texts = [c.text for c in grid.cells if c.text]
        outer = self._tables[-1] if self._tables and self._tables[-1].in_cell else None
        if builder.holds_table and not is_statistical(grid):
            # a table that only lays out: what is in its cells, in order
            result = builder.in_order()
        elif grid.n_rows * grid.n_columns == 1 or len(texts) <= 1:
            # a frame around text, no table
            result = builder.in_order()
            if outer is not None and not builder.holds_table:
                for cell in grid.cells:
                    outer.add_text([cell.text] if cell.text else [], pieces_of(cell))
        else:
            self._n_tables += 1
            if self._n_tables == MAX_TABLES + 1:
                self.issues.append(issues.capped("tables", self._n_tables, MAX_TABLES))
            if self._n_tables > MAX_TABLES:
                return
            result = [Block(kind="table", text=" ".join(texts), grid=grid)]
            result += [b for b in builder.in_order() if b.kind == "table"]
        if outer is not None:
            outer.add_blocks(result)
        elif not self._tables:
            self.blocks += result


class _Paragraph:
    """One ``w:p`` while it is open."""

    def __init__(self, element: Any, numbering: Numbering, styles: _Styles) -> None:
        #: what the paragraph's text is made of, the automatic number first
        self.pieces: list[Piece] = []
        self._white: list[Piece] = []
        self._bold = self._plain = 0
        properties = element.find(f"{W}pPr")
        style = attribute(element.find(f"{W}pPr/{W}pStyle"), "val")
        outline = attribute(element.find(f"{W}pPr/{W}outlineLvl"), "val")
        self._marked = (
            styles.prominent(style)
            or attribute(element.find(f"{W}pPr/{W}jc"), "val") == "center"
            or outline in {"0", "1", "2", "3"}
        )
        self._numbering = numbering
        self._properties, self._style = properties, style

    def add(self, text: str, source: Any, *, white: bool = False) -> None:
        """Take a text of the paragraph: that of a ``w:t``, or what means a tab or break."""
        self.pieces.append((text, source))
        if white:
            self._white.append((text, source))
        size = len(text.strip())
        if source is not None and size:
            if is_on(source.getparent().find(f"{W}rPr/{W}b")):
                self._bold += size
            else:
                self._plain += size

    def take_white(self) -> list[Piece]:
        """White text between text of another colour leaves the paragraph."""
        if not self._white or not any(
            source is not None and text.strip() and (text, source) not in self._white
            for text, source in self.pieces
        ):
            return []
        self.pieces = [piece for piece in self.pieces if piece not in self._white]
        return self._white

    def lines(self) -> list[str]:
        """The paragraph's lines, white space collapsed, its automatic number in front. A
        break inside running text is only a break of the line, not of the paragraph."""
        text = "".join(text for text, _ in self.pieces)
        lines = [line for line in map(collapse, text.split("\n")) if line]
        if not lines:
            return []
        prefix = self._numbering.prefix(self._properties, self._style)
        if prefix:
            self.pieces.insert(0, (prefix, None))
        lines[0] = prefix + lines[0]
        return lines

    def prominent(self, line: str) -> bool:
        return self._marked or (self._bold > 0 and self._plain == 0 and len(line) <= 80)


def _walk(root: Any) -> Iterator[tuple[str, Any]]:
    """Start and end of every element but the skipped ones, in document order, and as ``deleted``
    what tracked changes took away.

    A text box is inside a paragraph: its paragraphs are opened and closed while the outer
    one is open, so they come before it.
    """
    body = root.find(f"{W}body")
    if body is None:
        return
    walker = lxml.etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        if not isinstance(element.tag, str):
            continue
        if event == "start" and (element.tag in _SKIPPED or _row_deleted(element)):
            walker.skip_subtree()
            if element.tag in _DELETED:
                yield "deleted", element
        elif element.tag not in _SKIPPED and not (event == "end" and _row_deleted(element)):
            yield event, element


def _row_deleted(element: Any) -> bool:
    return element.tag == f"{W}tr" and element.find(f"{W}trPr/{W}del") is not None


def _metadata(root: Any) -> dict[str, str]:
    if root is None:
        return {}
    found: dict[str, str] = {}
    for element in root.iterchildren():
        if isinstance(element.tag, str) and element.text and element.text.strip():
            found[lxml.etree.QName(element).localname.lower()] = collapse(element.text)[:1000]
    return found

"""Anchors: where a piece of text is in the bytes of a source, as one short string.

An anchor is made of the parts that lead to the text (the members of a ZIP or mail, or the
script of a page that holds its article; none for the file itself) and of one or more places::

    anchor = [ part "!" ]… place [ " " place ]…
    place  = "html:" [ carrier ">" ] path [ spans ]
           | "pdf:" page "@" x0 "," y0 "," x1 "," y1
           | "docx:p" n [ spans ]          n-th w:p of the part's body
           | "docx:t" n "/r" n "/c" n [ spans ]
           | "text:" line spans            columns of a line
           | "sheet:" name "/" cell [ spans ]
           | "xml:" path [ spans ]         element of a part in XML (ODT)
           | "chars:" a "-" b              characters of a text without lines ([MS-DOC]);
                                           bytes of the file (RTF)
    carrier = path [ "[" a "-" b "]" ]
    spans  = "@" a "-" b [ "+" a "-" b ]…

Numbers of elements, lines, paragraphs, rows and cells count from 1; characters and columns from
0, the end is not included. Names of parts and sheets are percent-encoded.

``html``
    ``/2/1/3`` is the third element in the first in the second below the root (XPath
    ``/*/*[2]/*[1]/*[3]``), in the tree that lxml makes of the decoded page without comments and
    without its tags ``</body>`` and ``</html>``, which are too early in many pages. Spans count
    the characters of the element's whole text content (XPath ``string()``, DOM ``textContent``);
    the text of an ``input`` is its ``value``.
    A carrier is an element that holds markup as text: a ``textarea``, an ``iframe`` (its
    ``srcdoc``), or a ``script``, with the characters of the string literal in it. That markup
    is parsed as the content of a ``div``, and the path leads from this ``div``.
``pdf``
    A box in points, from the lower left corner of the page; OCR uses the same.
``docx``
    Paragraphs and tables count in document order, those inside others too. Rows and cells count
    those of the table itself. Spans count the text of all ``w:t`` below it.
``text``, ``sheet``
    Lines end with a line feed. Cells are named as in spreadsheets (``B7``).

What an anchor leads to is the text as printed, but for white space and invisible characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, unquote

Spans: TypeAlias = tuple[tuple[int, int], ...]

_PATH = re.compile(r"(?:/[1-9][0-9]*)*")
_HTML = re.compile(rf"(?:({_PATH.pattern})(?:\[([0-9]+)-([0-9]+)\])?>)?({_PATH.pattern})")
_PARAGRAPH = re.compile(r"p([1-9][0-9]*)")
_DOCX_CELL = re.compile(r"t([1-9][0-9]*)/r([1-9][0-9]*)/c([1-9][0-9]*)")
_LINE = re.compile(r"[1-9][0-9]*")
_SHEET_CELL = re.compile(r"([^/]+)/([A-Z]{1,4})([1-9][0-9]*)")
_SPAN = re.compile(r"([0-9]+)-([0-9]+)")
_NUMBER = r"(-?[0-9]+(?:[.][0-9]+)?)"
_BOX = re.compile(rf"([1-9][0-9]*)@{_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}")


@dataclass(frozen=True, slots=True)
class Carrier:
    """An element whose text, or the string literal at ``literal`` in it, is markup."""

    path: tuple[int, ...]
    literal: tuple[int, int] | None = None

    def __str__(self) -> str:
        literal = "[{}-{}]".format(*self.literal) if self.literal else ""
        return f"{_format_path(self.path)}{literal}>"


@dataclass(frozen=True, slots=True)
class HtmlPlace:
    """An element, or some of its characters."""

    path: tuple[int, ...]
    spans: Spans = ()
    carrier: Carrier | None = None

    def __str__(self) -> str:
        return f"html:{self.carrier or ''}{_format_path(self.path)}{format_spans(self.spans)}"


@dataclass(frozen=True, slots=True)
class XmlPlace:
    """An element of a part that is XML, or some of its characters."""

    path: tuple[int, ...]
    spans: Spans = ()

    def __str__(self) -> str:
        return f"xml:{_format_path(self.path)}{format_spans(self.spans)}"


@dataclass(frozen=True, slots=True)
class PdfPlace:
    """A box on a page, in points from the page's lower left corner, to a tenth."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    def __str__(self) -> str:
        box = ",".join(f"{round(v, 1):g}" for v in (self.x0, self.y0, self.x1, self.y1))
        return f"pdf:{self.page}@{box}"


@dataclass(frozen=True, slots=True)
class ParagraphPlace:
    """A paragraph of a DOCX file, or some of its characters."""

    number: int
    spans: Spans = ()

    def __str__(self) -> str:
        return f"docx:p{self.number}{format_spans(self.spans)}"


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell of a table in a DOCX file, or some of its characters."""

    table: int
    row: int
    cell: int
    spans: Spans = ()

    def __str__(self) -> str:
        return f"docx:t{self.table}/r{self.row}/c{self.cell}{format_spans(self.spans)}"


@dataclass(frozen=True, slots=True)
class LinePlace:
    """Columns of a line of a text file."""

    line: int
    spans: Spans = ()

    def __str__(self) -> str:
        return f"text:{self.line}{format_spans(self.spans)}"


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """A cell of a spreadsheet; ``row`` and ``column`` count from 1."""

    sheet: str
    row: int
    column: int
    spans: Spans = ()

    def __str__(self) -> str:
        cell = f"{_letters(self.column)}{self.row}"
        return f"sheet:{encoded(self.sheet)}/{cell}{format_spans(self.spans)}"


@dataclass(frozen=True, slots=True)
class CharsPlace:
    """Characters of a text that has no lines: positions in the main text of a Word 97 file."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"chars:{self.start}-{self.end}"


Place: TypeAlias = (
    HtmlPlace
    | XmlPlace
    | PdfPlace
    | ParagraphPlace
    | CellPlace
    | LinePlace
    | SheetPlace
    | CharsPlace
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Parts from the outermost container inwards, then at least one place.

    >>> str(Anchor((HtmlPlace((2, 14, 3), ((0, 4),)),)))
    'html:/2/14/3@0-4'
    >>> Anchor.parse("年报.zip!report.html!html:/2/1").parts
    ('年报.zip', 'report.html')
    """

    places: tuple[Place, ...]
    parts: tuple[str, ...] = ()

    def __str__(self) -> str:
        lead = "".join(f"{encoded(part)}!" for part in self.parts)
        return lead + " ".join(map(str, self.places))

    @classmethod
    def parse(cls, text: str) -> Anchor:
        """The anchor a string says; ``ValueError`` for anything else."""
        *parts, places = text.split("!")
        if not all(parts):
            raise ValueError(f"not an anchor: {text!r}")
        return cls(
            tuple(_place(place) for place in places.split(" ")),
            tuple(unquote(part) for part in parts),
        )


def _place(text: str) -> Place:
    kind, colon, rest = text.partition(":")
    found: Place | None = None
    if kind == "pdf" and (box := _BOX.fullmatch(rest)):
        page, *corners = box.groups()
        found = PdfPlace(int(page), *map(float, corners))
    elif kind == "chars" and (span := _SPAN.fullmatch(rest)):
        found = CharsPlace(int(span[1]), int(span[2]))
    elif colon:
        where, at, tail = rest.partition("@")
        spans = _spans(tail) if at else ()
        if kind == "html" and (match := _HTML.fullmatch(where)):
            held, start, end, path = match.groups()
            literal = (int(start), int(end)) if start else None
            carrier = None if held is None else Carrier(_path(held), literal)
            found = HtmlPlace(_path(path), spans, carrier)
        elif kind == "xml" and _PATH.fullmatch(where):
            found = XmlPlace(_path(where), spans)
        elif kind == "docx" and (match := _PARAGRAPH.fullmatch(where)):
            found = ParagraphPlace(int(match[1]), spans)
        elif kind == "docx" and (match := _DOCX_CELL.fullmatch(where)):
            found = CellPlace(int(match[1]), int(match[2]), int(match[3]), spans)
        elif kind == "text" and _LINE.fullmatch(where):
            found = LinePlace(int(where), spans)
        elif kind == "sheet" and (match := _SHEET_CELL.fullmatch(where)):
            found = SheetPlace(unquote(match[1]), int(match[3]), _ordinal(match[2]), spans)
    if found is None:
        raise ValueError(f"not a place: {text!r}")
    return found


def _path(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split("/")[1:]))


def _format_path(path: tuple[int, ...]) -> str:
    return "".join(f"/{n}" for n in path)


def format_spans(spans: Spans) -> str:
    """Spans as they are in an anchor; "" for the whole text."""
    return "@" + "+".join(f"{start}-{end}" for start, end in spans) if spans else ""


def _spans(text: str) -> Spans:
    matches = [_SPAN.fullmatch(part) for part in text.split("+")]
    if not all(matches):
        raise ValueError(f"not spans of characters: {text!r}")
    return tuple((int(m[1]), int(m[2])) for m in matches if m)


def encoded(name: str) -> str:
    """Percent-encode what parts the pieces of an anchor, and nothing that can be read.

    >>> encoded("年报 1!/a.zip")
    '年报%201%21%2Fa.zip'
    """
    return "".join(c if c.isalnum() or c in "-_.~:[](),=" else quote(c, safe="") for c in name)


def joined(anchors: Iterable[str]) -> str:
    """One anchor of several that are in the same part; of those in other parts than the first
    nothing can be determined.

    >>> joined(["a.zip!text:1@0-2", "a.zip!text:2@0-1"])
    'a.zip!text:1@0-2 text:2@0-1'
    """
    found = [anchor.rpartition("!") for anchor in anchors if anchor]
    if not found:
        return ""
    part, mark, _ = found[0]
    return part + mark + " ".join(places for other, _, places in found if other == part)


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _ordinal(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number

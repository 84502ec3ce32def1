"""What the stages of reading hand to each other. Plain data, no behaviour beyond access."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar

import msgspec

from govcrawl.report import Attachment, FieldEvidence, Issue, Report

BlockKind: TypeAlias = Literal["paragraph", "table"]
#: Where the loss ledger puts a block; ``unassigned`` is said.
Fate: TypeAlias = Literal[
    "body", "table", "metadata", "boilerplate", "other_document", "unassigned"
]


class Place(Protocol):
    """Where the text of a block or cell is in its source. It is asked only for what is
    published, so that finding an anchor costs nothing before."""

    def anchor(self, start: int, end: int | None, cache: PlaceCache) -> str:
        """The places (``govcrawl.anchors``) of the characters ``start:end`` of the text, white
        space and invisible characters not counted; ``end`` None: to its end. Of an empty text
        the place itself. "" where there is none: numbers that a word processor draws."""
        ...


class RecognisedPlace(Protocol):
    """A place whose text may have been read by character recognition."""

    def confidence(self, start: int, end: int | None) -> float | None:
        """The least confidence, 0 to 1, of the characters ``start:end``; None where they are
        printed."""
        ...


def recognised(place: Any) -> RecognisedPlace | None:
    """A place whose text may have been recognised; None for any other. (A protocol's own
    ``isinstance`` takes longer than reading a cell.)"""
    return place if hasattr(type(place), "confidence") else None


#: What places of one document have worked out, for each other.
PlaceCache: TypeAlias = dict[Any, Any]


# Structs that nothing they hold leads back to need not be looked through for cycles (gc=False):
# a page makes thousands of them.
class GridCell(msgspec.Struct, frozen=True, eq=False, gc=False):
    """One cell of a source table. ``row``/``column`` (from 0) are its upper left corner in
    the expanded grid; ``text`` is as printed, white space collapsed."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    page: int | None = None
    place: Place | None = None


@dataclass(slots=True)
class Grid:
    """A source table with its spans expanded. ``kind`` is ``ruled`` where the source gives
    rows and columns (HTML, DOCX, PDF lines) and ``dump`` where they were rebuilt from text
    that had lost them."""

    cells: list[GridCell]
    n_rows: int
    n_columns: int
    caption: str = ""
    kind: Literal["ruled", "dump"] = "ruled"
    #: what has been worked out of these cells, for the next who asks (``tables.report_tables``)
    worked_out: Any = field(default=None, compare=False, repr=False)

    def expanded(self) -> list[list[GridCell | None]]:
        """Rows of the grid, each position holding the cell that covers it, or None."""
        rows: list[list[GridCell | None]] = [[None] * self.n_columns for _ in range(self.n_rows)]
        for cell in self.cells:
            for r in range(cell.row, min(cell.row + cell.rowspan, self.n_rows)):
                for c in range(cell.column, min(cell.column + cell.colspan, self.n_columns)):
                    rows[r][c] = cell
        return rows


class Block(msgspec.Struct, eq=False, gc=False):
    """A paragraph or a table in reading order. ``text`` of a paragraph has its white space
    collapsed and is otherwise verbatim; ``prominent`` marks headings, bold or centred lines."""

    kind: BlockKind
    text: str = ""
    grid: Grid | None = None
    page: int | None = None
    prominent: bool = False
    #: HTML only: the element the block is in, its table row, and how many of its
    #: characters are link text.
    node: Any = None
    row: Any = None
    link_chars: int = 0
    #: Where the loss ledger puts the block: ``body``, ``table``, ``other_document``,
    #: ``unassigned``, or ``metadata:<rule>`` and ``boilerplate:<rule>``. Empty until decided.
    fate: str = ""
    place: Place | None = None

    @property
    def is_links(self) -> bool:
        """Whether at least half of the text is that of links: a list of links, not prose."""
        return self.link_chars * 2 >= len(self.text)

    def settle(self, fate: Fate, rule: str = "") -> None:
        """Decide what becomes of the block, and by which rule. A later stage may know better."""
        self.fate = f"{fate}:{rule}" if rule else fate

    def settle_as(self, other: Block) -> None:
        """Decide as for another block with this text."""
        self.fate = other.fate


@dataclass(slots=True)
class Document:
    """One file turned into blocks, whatever its format. ``metadata`` holds what the format
    itself states (meta tags, PDF properties), keys in lower case."""

    blocks: list[Block]
    media_type: str
    encoding: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    attachments: list[Attachment] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    #: Where it came from, of a page that links the document being read.
    url: str | None = None
    #: HTML only: the root of the one parse that all stages share.
    tree: Any = None
    #: Makes, when called, blocks of the text that a reader does not see as part of the text
    #: around it: fate ``unseen:struck``, ``hidden``, ``deleted``, ``ruby``, ``dialog``,
    #: ``drawn`` (in a figure or formula), ``fallback``.
    unseen: Callable[[], list[Block]] = field(default=list, compare=False, repr=False)
    #: What the places of the document's blocks share.
    place_cache: PlaceCache = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkedFrom:
    """The page that only links a document: its bytes, address and Content-Type. The document
    is the report, the page says when, where and by whom it was published."""

    body: bytes
    url: str | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that a page attaches, as it came. ``title``: what the page calls it; ``file_name``:
    what the server calls it."""

    url: str
    body: bytes
    title: str = ""
    content_type: str | None = None
    file_name: str | None = None

    @property
    def name(self) -> str:
        """What tells its format: the server's name for it, else its address."""
        return self.file_name or self.url

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Listed:
    """What the listing that led to a file printed of it: its title, and its date in ISO form. A
    document has no page to say when it was published; there the listing's word counts. ``body``:
    the body that its link names on a page of many bodies' files, whose own title is none of theirs."""

    title: str = ""
    date: str | None = None
    body: str = ""


@dataclass(slots=True)
class Reading:
    """The result of reading one file: its reports and what is said about the rest. ``trace``
    makes, when called, the list of all blocks of the file with what became of them."""

    reports: list[Report]
    issues: list[Issue]
    trace: Callable[[], list[Traced]] = field(default=list, compare=False, repr=False)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """A value that a stage has read, with what it was read from and what is said about it."""

    value: T
    evidence: list[FieldEvidence] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Traced:
    """What became of one block: ``fate`` (``body``, ``table``, ``metadata``, ``boilerplate``,
    ``other_document``, ``unassigned``, ``unseen``), the ``rule`` that decided it ("" where
    none has a name) and its anchor. ``numbers``: the anchors of the runs of digits in it, of
    formats that are shown as pictures of their pages."""

    text: str
    fate: str
    rule: str = ""
    anchor: str | None = None
    numbers: tuple[str, ...] = ()

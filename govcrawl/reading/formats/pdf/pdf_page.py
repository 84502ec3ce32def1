"""What one PDF page shows: its characters, ruling lines and filled boxes.

Coordinates are points with the origin at the lower left of the page as a reader sees it: text
that runs upwards on a turned page is turned back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

#: Objects, path segments and characters taken from one page.
MAX_OBJECTS = 40_000
MAX_SEGMENTS = 40_000
MAX_CHARS = 40_000
#: A filled shape thinner than this (points) is a line.
THIN: Final = 3.5
#: Characters below which a page has no text layer worth the name; a page number or a stamp on
#: a picture that fills the page is none either.
_SPARSE, _STAMP = 6, 60
_SCAN_SHARE, _PICTURE = 0.3, 0.8
_OUTLINE_PATHS = 150

Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
Matrix: TypeAlias = tuple[float, float, float, float, float, float]
#: ``(position, start, end)``: y, x0, x1 of a horizontal line; x, y0, y1 of a vertical one.
Edge: TypeAlias = tuple[float, float, float]


@dataclass(slots=True)
class Char:
    """A printed character: its advance box, baseline ``y`` and place in the page's stream.
    ``run`` tells the text objects apart that were shown in one go; -1 where there are none.
    ``confidence`` is that of its recognition, None for what is printed."""

    text: str
    x0: float
    x1: float
    y: float
    bottom: float
    top: float
    index: int
    run: int = -1
    confidence: float | None = None

    @property
    def size(self) -> float:
        """Height of the font's box, a little more than its em."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled box, no line: its colour (RGB), and its place among all that is drawn."""

    box: Box
    colour: tuple[int, int, int]
    order: int


@dataclass(slots=True)
class Page:
    """What one page shows. ``number`` counts from 1, the pages that are printed side by side on one
    sheet each by itself; ``sheet`` is the page of the file, ``left`` the distance of the left edge
    from the sheet's; ``turn`` the angle (degrees, anticlockwise) and centre by which its picture was
    set straight, ``failed`` whether that could not be read, ``unread`` how many cells of it with
    ink; ``image_share`` is the share of the page
    its images cover; ``scores`` are the texts that were recognised, with their confidence;
    ``turned`` is text that runs another way (watermarks), ``unseen`` what else is in the text
    layer and is no text of the page, by kind, ``apart`` its characters with their kind; ``n_parts`` counts characters, objects and path
    segments, looked at or not."""

    number: int
    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    horizontal: list[Edge] = field(default_factory=list)
    vertical: list[Edge] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    fonts: dict[int, tuple[str, int]] = field(default_factory=dict)
    image_share: float = 0.0
    image_pixels: int = 0
    n_parts: int = 0
    n_paths: int = 0
    n_texts: int = 0
    n_hidden: int = 0
    unmapped: int = 0
    repaired: int = 0
    turned: str = ""
    unseen: dict[str, list[str]] = field(default_factory=dict)
    apart: list[tuple[str, list[Char]]] = field(default_factory=list)
    capped: bool = False
    sheet: int = 0
    left: float = 0.0
    turn: tuple[float, float, float] | None = None
    unread: int = 0
    failed: bool = False
    scores: list[tuple[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sheet = self.sheet or self.number

    @property
    def n_printed(self) -> int:
        """How many characters the text layer prints."""
        return sum(1 for c in self.chars if c.text != " ")

    def is_scanned(self) -> bool:
        """Whether the page is a picture with hardly any text layer."""
        n = self.n_printed
        return self.image_share > (_PICTURE if n >= _SPARSE else _SCAN_SHARE) and n < _STAMP

    def is_outlined(self) -> bool:
        """Whether the text is drawn as shapes, without a text layer."""
        return self.n_printed < _SPARSE and self.n_paths > _OUTLINE_PATHS

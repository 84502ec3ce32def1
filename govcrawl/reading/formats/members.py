"""Documents found within other files, or attached to them: their places name the part they are in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from govcrawl.anchors import encoded
from govcrawl.reading.model import Block, Document, Place, PlaceCache, recognised


@dataclass(slots=True)
class InPart:
    """A place within a named part of the file. ``own``: what the places of that part share, where
    it is read together with other documents."""

    part: str
    place: Place
    own: PlaceCache | None = None

    def anchor(self, start: int, end: int | None, cache: PlaceCache) -> str:
        found = self.place.anchor(start, end, cache if self.own is None else self.own)
        return f"{encoded(self.part)}!{found}" if found else ""

    def is_joined(self) -> bool:
        """Whether the text was put together of lines, or of two pages."""
        inner: Any = self.place
        return hasattr(type(inner), "is_joined") and bool(inner.is_joined())


@dataclass(slots=True)
class RecognisedInPart(InPart):
    """Such a place whose text may have been read by character recognition."""

    def confidence(self, start: int, end: int | None) -> float | None:
        inner: Any = self.place
        found: float | None = inner.confidence(start, end)
        return found


def within(part: str, document: Document, *, apart: bool = False) -> Document:
    """The document with the places of all its text told within a part. ``apart``: its text is
    read together with that of other documents."""
    own = document.place_cache if apart else None
    document.blocks = [_block(part, block, own) for block in document.blocks]
    unseen = document.unseen
    document.unseen = lambda: [_block(part, block, own) for block in unseen()]
    return document


def _block(part: str, block: Block, own: PlaceCache | None) -> Block:
    if block.place is not None:
        block.place = _placed(part, block.place, own)
    if block.grid is not None:
        block.grid.cells = [
            replace(cell, place=_placed(part, cell.place, own)) if cell.place is not None else cell
            for cell in block.grid.cells
        ]
    return block


def _placed(part: str, place: Place, own: PlaceCache | None) -> InPart:
    kind = InPart if recognised(place) is None else RecognisedInPart
    return kind(part, place, own)

"""Documents found within other files: their places are told with the part they stand in."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from govcrawl.anchors import encoded
from govcrawl.reading.model import Block, Document, Place, PlaceCache


@dataclass(slots=True)
class InPart:
    """A place within a named part of the file."""

    part: str
    place: Place

    def anchor(self, start: int, end: int | None, cache: PlaceCache) -> str:
        found = self.place.anchor(start, end, cache)
        return f"{encoded(self.part)}!{found}" if found else ""


def within(part: str, document: Document) -> Document:
    """The document with the places of all its text told within a part."""
    document.blocks = [_block(part, block) for block in document.blocks]
    unseen = document.unseen
    document.unseen = lambda: [_block(part, block) for block in unseen()]
    return document


def _block(part: str, block: Block) -> Block:
    if block.place is not None:
        block.place = InPart(part, block.place)
    if block.grid is not None:
        block.grid.cells = [
            replace(cell, place=InPart(part, cell.place)) if cell.place is not None else cell
            for cell in block.grid.cells
        ]
    return block

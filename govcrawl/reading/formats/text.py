"""Plain text → blocks: one paragraph a line, as a page saved or dumped as text has them."""

from __future__ import annotations

from dataclasses import dataclass

from govcrawl import anchors
from govcrawl.reading.model import Block, Document, PlaceCache
from govcrawl.text import collapse
from govcrawl.text.ink import ink_length, ink_span

#: Lines read from one file.
MAX_LINES = 200_000


def read_text(text: str) -> Document:
    """Turn a decoded text file into blocks. Empty lines end nothing and are dropped, except
    where they mean an empty cell, which ``|`` marks."""
    blocks = []
    for number, line in enumerate(text.split("\n", MAX_LINES)[:MAX_LINES], 1):
        collapsed = collapse(line)
        if collapsed:
            place = TextLine(number, line)
            blocks.append(Block(kind="paragraph", text=collapsed, place=place))
    return Document(blocks=blocks, media_type="text/plain")


@dataclass(slots=True)
class TextLine:
    """One line of the file, as it is there."""

    number: int
    line: str

    def anchor(self, start: int, end: int | None, _cache: PlaceCache) -> str:
        if end is None:
            end = ink_length(self.line)
        if start < end:
            span = ink_span(self.line, start, end)
        else:
            at = ink_span(self.line, start - 1, start)[1] if start else 0
            span = (at, at)
        return str(anchors.LinePlace(self.number, (span,)))

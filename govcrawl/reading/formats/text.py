"""Plain text → blocks: one paragraph a line, as a page saved or dumped as text has them."""

from __future__ import annotations

from govcrawl.reading.model import Block, Document
from govcrawl.reading.text import collapse

#: Lines read from one file.
MAX_LINES = 200_000


def read_text(text: str) -> Document:
    """Turn a decoded text file into blocks. Empty lines end nothing and are dropped, except
    where they stand for an empty cell, which ``|`` marks."""
    blocks = []
    for line in text.split("\n", MAX_LINES)[:MAX_LINES]:
        collapsed = collapse(line)
        if collapsed:
            blocks.append(Block(kind="paragraph", text=collapsed))
    return Document(blocks=blocks, media_type="text/plain")

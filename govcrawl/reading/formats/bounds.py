"""The end of what is read of one file, whatever its format: said, never silent."""

from __future__ import annotations

from typing import Final

from govcrawl.reading.formats import issues
from govcrawl.reading.model import Document

#: Characters read of one file, some 3 µs each; the longest reports have some 100,000.
MAX_TEXT: Final = 1_000_000


def bound(document: Document) -> Document:
    """Drop what comes after the first ``MAX_TEXT`` characters, and say so."""
    total = sum(len(block.text) for block in document.blocks)
    if total <= MAX_TEXT:
        return document
    document.issues.append(issues.capped("characters", total, MAX_TEXT))
    room = MAX_TEXT
    for n, block in enumerate(document.blocks):
        if len(block.text) > room:
            # a table is read whole or not at all: a row cut off would be a wrong figure
            keep = n + (block.kind == "paragraph")
            block.text = block.text[:room]
            del document.blocks[keep:]
            break
        room -= len(block.text)
    return document

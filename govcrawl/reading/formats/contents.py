"""Tables of contents in paged documents: found by leaders and page numbers, kept out of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from govcrawl.reading.model import Block
from govcrawl.text import squash

#: ``一、概述……………3``: leaders, then a page number.
LEADERS = re.compile(r"(?:(?:[.．·・‥⋯_-]\s?){3,}|(?:…\s?){2,})[(（-]?\d{1,3}[)）-]?$")
#: ``一、概述 3``: the tab of a word processor became a space.
_NUMBERED = re.compile(r"(?P<text>\S.{0,60}?)\s[-—]?\d{1,3}[-—]?$")
_HEADING = re.compile(r"目录|目次")
_RULE = "contents"


def mark_contents(blocks: Sequence[Block]) -> None:
    """Set the fate of entries and of the heading above them. An entry without leaders must
    repeat a paragraph that follows, and have another entry or the heading as its neighbour."""
    paragraphs = [b for b in blocks if b.kind == "paragraph" and not b.fate]
    folded = [squash(b.text) for b in paragraphs]
    whole = set(folded)
    likely: list[bool] = []
    for block in paragraphs:
        match = _NUMBERED.match(block.text) if len(block.text) <= 80 else None
        likely.append(match is not None and squash(match["text"]) in whole)
    heading = [_HEADING.fullmatch(text) is not None for text in folded]
    for i, block in enumerate(paragraphs):
        beside = (i > 0 and (likely[i - 1] or heading[i - 1])) or (
            i + 1 < len(likely) and likely[i + 1]
        )
        if LEADERS.search(block.text[-200:]) or (likely[i] and beside):
            block.settle("boilerplate", _RULE)
    for i, block in enumerate(paragraphs[:-1]):
        if heading[i] and paragraphs[i + 1].fate:
            block.settle("boilerplate", _RULE)

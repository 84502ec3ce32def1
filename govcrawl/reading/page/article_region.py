"""Which part of the page holds the article: the smallest element that holds the page's running text.

It is told by mass, not by class names: reports are in footers, table cells and containers of any
name, and a list of the containers of CMS families changed no page. An element is entered only while what stays outside is not itself part
of a report, so that no section is cut off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec
from lxml.etree import _Element as Element

from govcrawl.lexicon.page import REPORT_WORDS
from govcrawl.reading.model import Block
from govcrawl.text import squash
from govcrawl.text.patterns import HAN_HEADING

_HEADING = re.compile(f"^{HAN_HEADING}")
_HEAD = 12  # characters that hold the number of a heading
_SENTENCE = re.compile(r"[。；;！？]")
_SENTENCE_MIN = 20
#: A figure that counts something, and how many of them a report's sentence has: the site's own
#: sentences hold a telephone number, or the hours of work.
_COUNTED = re.compile(r"[0-9]余?[件条次份篇人期宗例项个]")
_COUNTS = 2
#: An element that holds this share of the mass is entered.
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Region:
    """``blocks[start:end]`` of the page are in ``element``; ``rule`` says how it was found."""

    start: int
    end: int
    element: Element | None
    rule: str


class _Extent(msgspec.Struct, eq=False, gc=False):
    mass: float
    first: int
    last: int
    #: that of the element around it
    above: _Extent | None = None


def is_report_like(block: Block) -> bool:
    """Whether a block reads like part of a report: a table of figures, a numbered heading, or
    a sentence about disclosure, or one that counts, that is not a link."""
    if block.kind == "table":
        return True
    if block.is_links:
        return False
    if _HEADING.match(squash(block.text[:_HEAD])):
        return True
    if len(block.text) < _SENTENCE_MIN or not _SENTENCE.search(block.text):
        return False
    folded = squash(block.text)
    return REPORT_WORDS.search(folded) is not None or len(_COUNTED.findall(folded)) >= _COUNTS


def _mass(block: Block) -> float:
    size = len(block.text)
    if block.is_links:
        return 0.0
    if block.kind == "table":
        return float(size)
    if size < 12 and not _SENTENCE.search(block.text):
        return size * 0.25
    return size * (2.0 if REPORT_WORDS.search(squash(block.text)) else 1.0)


def find_region(blocks: list[Block], tree: Element | None) -> Region:
    """Find the article among the blocks of a page. Without a tree it is all of them."""
    if tree is None or not blocks:
        return Region(0, len(blocks), None, "whole")
    extents = _extents(blocks)
    likeness = [is_report_like(block) for block in blocks]
    # prefix[i] = report-like blocks before i: how many are outside an extent, in O(1)
    prefix = [0]
    for like in likeness:
        prefix.append(prefix[-1] + like)
    total = extents.get(tree)
    if total is None:
        return Region(0, len(blocks), None, "whole")
    element = _descend(tree, extents, prefix, blocks)
    extent = extents[element]
    return Region(extent.first, extent.last + 1, element, "density")


def _extents(blocks: list[Block]) -> dict[Element, _Extent]:
    extents: dict[Element, _Extent] = {}
    for i, block in enumerate(blocks):
        mass = _mass(block)
        element = block.node
        below: _Extent | None = None
        while element is not None and (known := extents.get(element)) is None:
            fresh = extents[element] = _Extent(mass, i, i)
            if below is not None:
                below.above = fresh
            below = fresh
            element = element.getparent()
        if element is None:
            continue
        if below is not None:
            below.above = known
        extent = known
        while extent is not None:
            extent.mass += mass
            extent.last = i
            extent = extent.above
    return extents


def _descend(
    tree: Element, extents: dict[Element, _Extent], prefix: list[int], blocks: list[Block]
) -> Element:
    current = tree
    while True:
        here = extents[current]
        children = [child for child in current if child in extents]
        if not children or current.tag == "table":
            return current
        best = max(children, key=lambda child: extents[child].mass)
        extent = extents[best]
        if extent.last == extent.first and _is_prose_beside(blocks, here, extent):
            return current  # a paragraph, whatever its element is called
        if best.tag in ("p", "span", "font", "strong", "b", "a", "tr", "tbody", "li"):
            # A paragraph is never the article, unless it wraps a whole layout.
            if extent.last == extent.first or extent.mass < here.mass * 0.98:
                return current
        inside = prefix[extent.last + 1] - prefix[extent.first]
        outside = prefix[here.last + 1] - prefix[here.first] - inside
        if outside:
            twin = _twin(best, children, extents, blocks)
            if twin is None:
                return current
            best = twin
        elif extent.mass < here.mass * _MOST:
            return current
        current = best


def _is_prose_beside(blocks: list[Block], here: _Extent, inner: _Extent) -> bool:
    """Whether sentences that are no links are in ``here`` outside of ``inner``."""
    around = [*blocks[here.first : inner.first], *blocks[inner.last + 1 : here.last + 1]]
    return any(
        b.kind == "paragraph"
        and not b.is_links
        and len(b.text) >= _SENTENCE_MIN
        and _SENTENCE.search(b.text)
        for b in around
    )


def _twin(
    best: Element, children: list[Element], extents: dict[Element, _Extent], blocks: list[Block]
) -> Element | None:
    """Pages carry a desktop and a mobile copy of the same article: the first of two children
    with the same text, when all that is report-like is in them."""
    texts: dict[Element, str] = {}
    for child in children:
        extent = extents[child]
        if extent.mass >= extents[best].mass * 0.9:
            texts[child] = "".join(
                b.text for b in blocks[extent.first : extent.last + 1] if is_report_like(b)
            )
    if len(texts) < 2 or len(set(texts.values())) != 1 or not next(iter(texts.values())):
        return None
    rest = [c for c in children if c not in texts]
    if any(
        is_report_like(b)
        for child in rest
        for b in blocks[extents[child].first : extents[child].last + 1]
    ):
        return None
    return next(iter(texts))

"""Anchors into an HTML page: which element, and which characters of its text content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

import msgspec
from lxml.etree import _Element as HtmlElement
from msgspec.structs import replace

from govcrawl import anchors
from govcrawl.reading.model import Block, PlaceCache
from govcrawl.text import collapse
from govcrawl.text.ink import ink_length, ink_span

_CARRIERS = "carriers"
#: More characters than any text has.
_FAR = 1 << 62
#: A visible text and where it begins in an element's text, or the field whose value it is.
Piece: TypeAlias = tuple[int | HtmlElement, str]
#: A text node is known by its element and by whether it is in it or after it.
_Key: TypeAlias = tuple[HtmlElement, bool]


class TextNode(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A text of the page: ``holder`` is the element that it is in, or after (``tail``),
    ``owner`` the element around it, ``skip`` why it is not read with the text there."""

    text: str
    holder: HtmlElement
    tail: bool
    owner: HtmlElement
    skip: str = ""


@dataclass(slots=True)
class PageNodes:
    """What all blocks of a page share: its texts in document order. None means a line
    break, a blank text, and one that is no text of a paragraph."""

    nodes: list[TextNode | None] = field(default_factory=list)
    #: whether the page holds more than are taken
    truncated: bool = False

    def unseen(self) -> list[Block]:
        """The texts that are not read with those around them, each with its reason."""
        blocks: list[Block] = []
        for node in self.nodes:
            if node is None or not node.skip:
                continue
            place = HtmlText(PageNodes([replace(node, skip="")]), node.owner, 0, 1)
            text = collapse(node.text)
            blocks.append(Block("paragraph", text, fate=f"unseen:{node.skip}", place=place))
        return blocks


class HtmlText(msgspec.Struct, eq=False, gc=False):
    """A paragraph: text nodes ``first:last`` of the page, directly or deeper in ``block``.
    ``lead`` characters of the first belong to the line before (``<pre>``)."""

    page: PageNodes
    block: HtmlElement
    first: int
    last: int
    lead: int = 0

    def anchor(self, start: int, end: int | None, cache: PlaceCache) -> str:
        end = _FAR if end is None else end
        at = -self.lead
        found: list[tuple[TextNode, int, int]] = []
        nodes = [n for n in self.page.nodes[self.first : self.last] if n is not None and not n.skip]
        for node in nodes:
            # what the text ends with need not be counted: most texts are one node
            size = ink_length(node.text) if node is not nodes[-1] or end == _FAR else end - at
            first, last = max(start - at, 0), min(end - at, size)
            if first < last:
                found.append((node, *ink_span(node.text, first, last)))
            elif start == end and first <= size:  # between two characters
                offset = ink_span(node.text, first - 1, first)[1] if first else 0
                found = [(node, offset, offset)]
            at += size
            if at >= end:
                break
        return _of_nodes(found, self.block, cache)


class HtmlCell(msgspec.Struct, eq=False, gc=False):
    """A table cell. Unless its text is ``whole`` what is in it, ``pieces`` gives the offset
    in the element's text content and the text of each piece that a reader sees."""

    element: HtmlElement
    whole: bool
    pieces: Callable[[HtmlElement], list[Piece]]

    def anchor(self, start: int, end: int | None, cache: PlaceCache) -> str:
        if self.whole and start == 0 and end is None:
            return _place(self.element, (), cache)
        end = _FAR if end is None else end
        done = 0
        spans: list[tuple[int, int]] = []
        fields: list[str] = []
        for at, text in self.pieces(self.element):
            size = ink_length(text)
            first, last = max(start - done, 0), min(end - done, size)
            done += size
            if first >= last:
                continue
            if isinstance(at, int):
                a, b = ink_span(text, first, last)
                spans.append((at + a, at + b))
            else:
                fields.append(_place(at, (), cache))
        if fields and not spans:
            return " ".join(fields)
        return _place(self.element, tuple(spans), cache)


def note_carrier(
    holder: HtmlElement, carrier: HtmlElement, literal: tuple[int, int] | None, cache: PlaceCache
) -> None:
    """Let all places in ``holder`` be told from the element that carries its markup as text."""
    cache[holder] = ""
    cache.setdefault(_CARRIERS, {})[holder] = (carrier, literal)


def note_drawn(element: HtmlElement, cache: PlaceCache) -> None:
    """Say that what is in an element was put there by the reader: it has no place."""
    cache.setdefault(_CARRIERS, {})[element] = None


def _place(element: HtmlElement, spans: anchors.Spans, cache: PlaceCache) -> str:
    held = cache.get(_CARRIERS)
    if held is None:
        return f"html:{path_of(element, cache)}{anchors.format_spans(spans)}"
    chain = (e for e in (element, *element.iterancestors()) if e in held)
    carrier = ""
    if (holder := next(chain, None)) is not None:
        if held[holder] is None:
            return ""
        owner, literal = held[holder]
        carrier = path_of(owner, cache) + ("[{}-{}]".format(*literal) if literal else "") + ">"
    return f"html:{carrier}{path_of(element, cache)}{anchors.format_spans(spans)}"


def path_of(element: HtmlElement, cache: PlaceCache) -> str:
    """The path that leads from the root, or from where a carrier's markup begins, to an
    element."""
    known: str | None = cache.get(element)
    if known is not None:
        return known
    chain = [element]
    node = element
    path = ""
    while (parent := node.getparent()) is not None:
        found = cache.get(parent)
        chain.append(parent)
        node = parent
        if found is not None:
            path = found
            break
    cache[chain[-1]] = path
    for holder in chain[:0:-1]:
        # all children at once: to count those before each would be quadratic
        above = cache[holder]
        for n, child in enumerate(holder.iterchildren(), 1):
            cache.setdefault(child, f"{above}/{n}")
    return str(cache[element])


def _of_nodes(found: list[tuple[TextNode, int, int]], block: HtmlElement, cache: PlaceCache) -> str:
    """The innermost element that holds all the text, and its spans there."""
    if not found:
        return ""
    if len(found) == 1 and not _is_field(only := found[0][0]) and not only.tail:
        # what is in an element before its children begins the element's text
        return _place(only.owner, (found[0][1:],), cache)
    fields = [n for n, (node, _, _) in enumerate(found) if _is_field(node)]
    if fields:
        # a field is a place of its own between those of the texts around it
        edges = sorted({0, len(found), *fields, *(n + 1 for n in fields)})
        return " ".join(
            _place(found[a][0].holder, (), cache)
            if a in fields
            else _of_nodes(found[a:b], block, cache)
            for a, b in pairwise(edges)
        )
    owners = {node.owner for node, _, _ in found}
    element = owners.pop() if len(owners) == 1 else block
    offsets = cache.get((_text_offsets, element))
    if offsets is None:
        offsets = cache[_text_offsets, element] = _text_offsets(element)
    spans: list[tuple[int, int]] = []
    for node, start, end in found:
        at = offsets.get((node.holder, node.tail))
        if at is None:
            return ""
        if spans and spans[-1][1] == at + start:
            spans[-1] = (spans[-1][0], at + end)
        else:
            spans.append((at + start, at + end))
    return _place(element, tuple(spans), cache)


def _is_field(node: TextNode) -> bool:
    """Whether a text is what a field of a form shows."""
    return not node.tail and node.holder.tag in ("input", "textarea", "option")


def _text_offsets(element: HtmlElement) -> dict[_Key, int]:
    """Where the texts in an element begin in its text content."""
    offsets: dict[_Key, int] = {}
    at = 0
    opened: list[HtmlElement] = []
    for node in (*element.iter(), None):
        parent = node.getparent() if node is not None else None
        while opened and opened[-1] is not parent and (closed := opened.pop()) is not element:
            if tail := closed.tail:
                offsets[closed, True] = at
                at += len(tail)
        if node is not None:
            opened.append(node)
            if text := node.text:
                offsets[node, False] = at
                at += len(text)
    return offsets

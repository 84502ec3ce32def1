"""What trafilatura keeps of an article: a second opinion about lines that no rule decides.

It is asked about a tree of its own, built from the blocks of the article's region: the elements that
hold them with the names that trafilatura looks at, and their text, links apart. Tables that may hold
figures are no part of it. Of trafilatura's steps only those run that judge an article's parts: which
part of the page the article is we have decided. Numbers never come from here, nothing is remembered from page to page, and
what trafilatura drops is only dropped where its word counts (``govcrawl.reading.page.clean``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

import lxml.html
from lxml import etree

from govcrawl.reading.model import Block
from govcrawl.reading.page.lines import SENTENCE
from govcrawl.text import squash

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its warnings are about our tree

#: Blocks that it is asked about at most: it takes more than twice as long for twice as many.
_MOST_BLOCKS: Final = 2_000
#: Share of the article's sentences that it must keep for its word to count: where it finds another
#: article than ours, or none, what it drops says nothing.
_TRUSTED: Final = 0.9
#: Attributes that it tells chrome by.
_ATTRIBUTES: Final = ("id", "class", "style", "role")
#: Elements that it reads as they are; all others are a ``div`` to it: cells of a layout table it
#: would take for a table of data, and drop.
_KNOWN: Final = frozenset(
    {"p", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote",
     "pre", "article", "section", "main", "header", "figcaption"}
)  # fmt: skip
#: Elements that it drops with all that they hold, before anything else.
_DROPPED: Final = frozenset(
    {"aside", "nav", "footer", "menu", "marquee", "button", "label", "select"}
)


@cache
def _trafilatura() -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """A function from a tree to its text, and the ways to call it: trafilatura's usual one, and
    the one that takes more where an article is outside of paragraphs. It loads when a page
    first needs it."""
    from trafilatura.htmlprocessing import convert_tags
    from trafilatura.main_extractor import recover_wild_text
    from trafilatura.settings import Extractor

    def text_of(tree: Any, way: Any) -> str:
        body = recover_wild_text(convert_tags(tree, way), etree.Element("body"), way)
        return " ".join(str(text) for text in body.itertext())

    return text_of, tuple(
        Extractor(fast=True, tables=False, comments=False, dedup=False, recall=recall)
        for recall in (False, True)
    )


def kept_text(region: etree._Element, blocks: Sequence[Block]) -> str | None:
    """The text that trafilatura keeps of a region, squashed; None where its word does not count.
    ``blocks`` are the region's, in order."""
    if len(blocks) > _MOST_BLOCKS:
        return None
    sentences = [squash(b.text) for b in blocks if is_sentence(b)]
    total = sum(map(len, sentences))
    if not total:
        return None
    text_of, ways = _trafilatura()
    for way in ways:
        try:
            kept = squash(text_of(_tree(region, blocks), way))
        except Exception:  # a third party's code on arbitrary markup must not cost the page
            return None
        if sum(len(s) for s in sentences if s in kept) >= total * _TRUSTED:
            return kept
    return None


def is_sentence(block: Block) -> bool:
    """Whether an undecided line of an article is a sentence of its text."""
    return (
        not block.fate
        and block.kind == "paragraph"
        and not block.is_links
        and SENTENCE.search(block.text) is not None
    )


def _tree(region: etree._Element, blocks: Sequence[Block]) -> etree._Element:
    """The page that trafilatura sees: the blocks' elements with their text."""
    page: etree._Element = lxml.html.Element("html")
    root = etree.SubElement(etree.SubElement(page, "body"), "div", _names(region))
    made: dict[etree._Element, etree._Element | None] = {region: root}
    for block in blocks:
        if block.kind == "paragraph" and block.node is not None:
            twin = _twin(block.node, made)
            if twin is not None:
                _write(twin, block)
    return page


def _twin(
    element: etree._Element, made: dict[etree._Element, etree._Element | None]
) -> etree._Element | None:
    """The element's twin in the tree, made with those around it where it is new; None where it
    is dropped."""
    chain = []
    while element not in made:
        chain.append(element)
        above = element.getparent()
        assert above is not None  # all blocks are in the region
        element = above
    twin = made[element]
    for one in reversed(chain):
        if twin is not None:
            twin = _made(twin, one)
        made[one] = twin
    return twin


def _made(above: etree._Element, one: etree._Element) -> etree._Element | None:
    if one.tag in _DROPPED:
        return None
    return etree.SubElement(above, one.tag if one.tag in _KNOWN else "div", _names(one))


def _names(element: etree._Element) -> dict[str, str]:
    return {name: value for name in _ATTRIBUTES if (value := element.get(name))}


def _write(twin: etree._Element, block: Block) -> None:
    """Set a block's text after what its element holds already."""
    links, rest = block.text[: block.link_chars], block.text[block.link_chars :]
    if twin.text or len(twin):
        etree.SubElement(twin, "br")
    if links:
        link = etree.SubElement(twin, "a", href="#")
        link.text, link.tail = links, rest
    elif len(twin):
        twin[-1].tail = rest
    else:
        twin.text = rest

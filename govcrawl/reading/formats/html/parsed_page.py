"""A page decoded and parsed once, for whoever looks at what it links and for the reader."""

from __future__ import annotations

from typing import NamedTuple

from lxml.etree import _Element as HtmlElement

from govcrawl.reading.formats.decode import Decoded
from govcrawl.reading.formats.html.html import EARLY_END
from govcrawl.reading.formats.overlong import tame
from govcrawl.reading.formats.parsing import parse_tame


class Page(NamedTuple):
    """The text and the tree that the reader of HTML makes of it."""

    decoded: Decoded
    tree: HtmlElement

    @classmethod
    def of(cls, decoded: Decoded) -> Page | None:
        """None for what no page is: tags that a parser needs hours for, elements nested by the
        thousand, no markup."""
        text = EARLY_END.sub("", decoded.text)
        if tame(text) is not text:
            return None
        tree, deep = parse_tame(text)
        return None if deep or tree is None else cls(decoded, tree)

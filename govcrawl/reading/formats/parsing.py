"""Markup → a tree of lxml's plain elements: classes of elements written in Python, as
``lxml.html`` has them, would be looked up again for each of a page."""

from __future__ import annotations

import lxml.etree
from lxml.etree import _Element as HtmlElement

from govcrawl.reading.formats.overlong import tame


def parse(text: str) -> tuple[HtmlElement | None, bool]:
    """The root of a page, None where there is none, and whether it nests deeper than libxml2
    reads. Comments and processing instructions are left out."""
    return parse_tame(tame(text))


def parse_tame(text: str) -> tuple[HtmlElement | None, bool]:
    """The same of a page without tags that a parser needs hours for (``overlong.tame``)."""
    parser = lxml.etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = lxml.etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return None, False
    deep = any(
        e.type_name == "ERR_RESOURCE_LIMIT" or "depth" in e.message.lower()
        for e in parser.error_log.filter_from_level(lxml.etree.ErrorLevels.FATAL)
    )
    return tree, deep

"""Articles that an element of the page holds as text, for a script or frame to show: in a
``textarea``, an ``iframe``'s ``srcdoc``, a string of a script, or a ``noscript``.

What is held is parsed as the content of a ``div`` that becomes the element's child, so that it is
read where the page shows it and nothing else moves.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml.etree import _Element as HtmlElement

from govcrawl.reading.formats.html.html_sight import text_of
from govcrawl.reading.formats.parsing import parse
from govcrawl.reading.model import Block
from govcrawl.text import squash

#: Characters that an article has at least, and that are looked at at most.
_SHORTEST, _LONGEST = 300, 2_000_000
_HELD_BY = ("textarea", "iframe", "script", "noscript")
_MARKUP = re.compile(
    r"<(?:p|div|table|span|section|br|h\d)\b|\\u003c(?:p|div|table)", re.IGNORECASE
)
_LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.DOTALL)
_ESCAPED_OR_QUOTE = re.compile(r'\\.|"', re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_PROBE = 30


class Held(NamedTuple):
    """An element, the markup it holds, and where the string literal is in a script."""

    element: HtmlElement
    markup: str
    literal: tuple[int, int] | None = None


def held_articles(tree: HtmlElement, visible: list[Block]) -> list[Held]:
    """What elements of a page hold that may be an article and is not among its ``visible`` blocks.
    Of ``noscript`` the markup is "": it has been parsed with the page."""
    found: list[Held] = []
    shown: str | None = None
    for held in _candidates(tree):
        text = squash(html.unescape(_TAG.sub("", held.markup or text_of(held.element))))
        if len(text) < _SHORTEST:
            continue
        if shown is None:
            shown = squash("".join(block.text for block in visible))
        middle = len(text) // 2
        if text[-_PROBE:] in shown or text[middle : middle + _PROBE] in shown:
            continue
        found.append(held)
    return found


def _is_about(text: str) -> bool:
    """Whether a text, or what a script writes of one, is about disclosure."""
    return "公开" in text or ("\\u" in text and "\\u516c\\u5f00" in text.lower())


def _candidates(tree: HtmlElement) -> Iterator[Held]:
    for element in tree.iter(*_HELD_BY):
        tag = element.tag
        if tag == "noscript":
            if len(element) and _is_about(text_of(element)):
                yield Held(element, "")
            continue
        text = (element.get("srcdoc") if tag == "iframe" else element.text) or ""
        if not _SHORTEST <= len(text) <= _LONGEST or not _is_about(text):
            continue
        if tag != "script":
            if _MARKUP.search(text):
                yield Held(element, text)
        elif _MARKUP.search(text):
            for literal in _LITERAL.finditer(text):
                if literal.end() - literal.start() < _SHORTEST or not _MARKUP.search(literal[0]):
                    continue
                if (markup := unquoted(literal[0])) is not None and _is_about(markup):
                    yield Held(element, markup, literal.span())


def unquoted(literal: str) -> str | None:
    """The text of a string literal of a script; None where it is none that JSON knows.

    >>> unquoted(r"'it\\'s'"), unquoted('"no')
    ("it's", None)
    """
    if len(literal) < 2 or literal[0] != literal[-1]:
        return None
    inner = literal[1:-1]
    if literal[0] == "'":
        inner = _ESCAPED_OR_QUOTE.sub(lambda m: {"\\'": "'", '"': '\\"'}.get(m[0], m[0]), inner)
    try:
        text: str = json.loads(f'"{inner}"', strict=False)
    except ValueError:
        return None
    return text


def show(held: Held) -> HtmlElement | None:
    """Put the markup that an element holds below it; the ``div`` around it."""
    if not held.markup:
        return held.element
    page, _ = parse(f"<div>{held.markup}</div>")
    holder = page.find("body/div") if page is not None else None
    if holder is not None:
        holder.tail = None
        held.element.append(holder)
    return holder

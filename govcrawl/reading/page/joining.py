"""An article that a site cuts into several pages, put together before it is read.

The pages differ in the article and repeat everything around it. ``joined`` goes down both trees to
the element that holds what differs, and sets what the further pages have of their own after what
the first page has. The bytes that come out are those that are read and archived; the pages that
they were made of are named in their head, and become the record's attachments (``pages_of``).
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence
from typing import NamedTuple

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from govcrawl.reading.formats.decode import decode
from govcrawl.report import Attachment

_MARK = "govcrawl-page"
_MOST = 0.75  # share of what differs that makes a single element the article's
_STATED = re.compile(
    rb'<meta name="govcrawl-page" content="([^"<>]{1,4000})" data-sha256="([0-9a-f]{64})">'
)
_HEAD = 200_000
_DEPTH = 60
_HOLDERS = frozenset(
    {"div", "section", "article", "main", "form", "center", "font", "span", "td", "body"}
)
_TABLE = frozenset({"table", "tbody", "tr"})
_FRAME = 4  # cells of a table that a page is set in


class Piece(NamedTuple):
    """One page of the article as it was fetched."""

    url: str
    body: bytes


def joined(pieces: Sequence[Piece]) -> bytes:
    """One page with the text of all pieces, in UTF-8. Raises ValueError where one of them is no
    HTML page."""
    try:
        first, *others = [lxml.html.document_fromstring(decode(p.body).text) for p in pieces]
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ValueError(f"no page: {error}") from None
    if others:
        _add_all(first, others)
    head = first.find("head")
    if head is None:
        head = etree.SubElement(first, "head")
        first.insert(0, head)
    for meta in list(head.iter("meta")):
        if meta.get("charset") or "content-type" in (meta.get("http-equiv") or "").lower():
            head.remove(meta)
    text: str = lxml.html.tostring(first, encoding="unicode", doctype="<!DOCTYPE html>")
    marks = '<meta charset="utf-8">' + "".join(
        f'<meta name="{_MARK}" content="{html.escape(p.url, quote=True)}"'
        f' data-sha256="{hashlib.sha256(p.body).hexdigest()}">'
        for p in pieces
    )
    return text.replace("<head>", f"<head>{marks}", 1).encode("utf-8", "replace")


def pages_of(data: bytes) -> list[Attachment]:
    """The pages that an article was put together of; none for any other bytes."""
    if data.find(_MARK.encode(), 0, _HEAD) < 0:
        return []
    return [
        Attachment(
            url=html.unescape(url.decode("utf-8", "replace")),
            title=f"第{number}页 page {number}",
            media_type="text/html",
            sha256=digest.decode(),
            parsed=True,
        )
        for number, (url, digest) in enumerate(_STATED.findall(data[:_HEAD]), 1)
    ]


class _Place(NamedTuple):
    """Where a further page differs from the first: the way down by numbers of children, and at
    each step the first page's children and the further one's."""

    way: list[int]
    levels: list[tuple[list[HtmlElement], HtmlElement]]


def _add_all(target: HtmlElement, others: Sequence[HtmlElement]) -> None:
    """Set what each of the others has of its own into ``target``, all into one element."""
    plain = lxml.html.document_fromstring(lxml.html.tostring(target, encoding="unicode"))
    places = [_place(plain, other) for other in others]
    depth = min(len(place.way) for place in places)
    while depth and len({tuple(place.way[:depth]) for place in places}) > 1:
        depth -= 1
    here = target.find("body")
    for number in places[0].way[:depth]:
        here = here[number]
    behind = min(_alike(*place.levels[depth])[1] for place in places)
    for place in places:
        own, two = place.levels[depth]
        before, after = _alike(own, two)
        differing = list(two)[before : len(two) - after]
        known = {_text(element) for element in own if _text(element)}
        for element in differing:
            if _text(element) not in known:
                element.tail = element.tail or "\n"
                here.insert(len(here) - behind, element)
        if not differing and (two.text or "").strip():
            block = etree.Element("div")
            block.text = two.text
            here.insert(len(here) - behind, block)


def _place(plain: HtmlElement, other: HtmlElement) -> _Place:
    one, two = plain.find("body"), other.find("body")
    if one is None or two is None:
        raise ValueError("no body")
    place = _Place([], [(list(one), two)])
    for _ in range(_DEPTH):
        own = list(one)
        before, behind = _alike(own, two)
        inner = _article(own[before : len(own) - behind], list(two)[before : len(two) - behind])
        if inner is None:
            break
        place.way.append(own.index(inner[0]))
        one, two = inner
        place.levels.append((list(one), two))
    return place


def _alike(own: list[HtmlElement], other: HtmlElement) -> tuple[int, int]:
    """How many children two elements begin and end with alike."""
    others = list(other)
    before = _same(own, others)
    return before, _same(own[before:][::-1], others[before:][::-1])


def _article(
    mine: list[HtmlElement], others: list[HtmlElement]
) -> tuple[HtmlElement, HtmlElement] | None:
    """The element that holds nearly all that differs, on both pages; None where it is spread
    over several, or where these are the article's own paragraphs."""
    mine = [e for e in mine if isinstance(e.tag, str)]
    others = [e for e in others if isinstance(e.tag, str)]
    if not mine or not others:
        return None
    total = sum(len(_text(e)) for e in others) or 1
    best = max(others, key=lambda e: len(_text(e)))
    if len(_text(best)) < _MOST * total or not len(best) or not _holds_text(best):
        return None
    alike = [e for e in mine if _looks(e) == _looks(best)]
    return (max(alike, key=lambda e: len(_text(e))), best) if alike else None


def _holds_text(element: HtmlElement) -> bool:
    """Whether an element may hold an article; a table does only where it is the page's frame."""
    if element.tag in _TABLE:
        return sum(1 for _ in element.iter("td", "th")) <= _FRAME
    return element.tag in _HOLDERS


def _looks(element: HtmlElement) -> tuple[str, str, str]:
    return str(element.tag), element.get("id") or "", element.get("class") or ""


def _text(element: HtmlElement) -> str:
    if not isinstance(element.tag, str):
        return ""
    return "".join("".join(element.itertext()).split())


def _same(one: list[HtmlElement], other: list[HtmlElement]) -> int:
    """The number of elements with which two rows of them begin alike."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if etree.tostring(a, with_tail=False) != etree.tostring(b, with_tail=False):
            break
        count += 1
    return count

"""A web page as saved: its text and its tables, every figure marked, nothing that acts.

Only elements and attributes of the lists below stay. Scripts, styles, links, forms, pictures and
frames go, so that a hostile page stays inert and legible.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import lxml.html
from lxml.html import HtmlElement

from govcrawl.anchors import Anchor, Carrier, HtmlPlace
from govcrawl.inspection.facts import Facts
from govcrawl.inspection.marks import Marks, attributes
from govcrawl.reading.formats.html.html import parse_tree
from govcrawl.text import squash

_KEPT = frozenset(
    "html body div p span br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot "
    "tr td th col colgroup pre blockquote b strong i em u s del ins sub sup small center font "
    "article section main header footer nav aside address figure figcaption a label fieldset legend "
    "q cite code mark ruby rt rp abbr time big tt strike".split()
)
GONE = frozenset(
    "script style link meta base title head object embed applet canvas audio video "
    "template noscript iframe frame frameset dialog param source track map area".split()
)
_ATTRIBUTES = {"td": ("colspan", "rowspan"), "th": ("colspan", "rowspan"), "ol": ("start",)}
#: Colspan or rowspan kept in the copy.
_MAX_SPAN = 200
_INLINE = frozenset("span a b strong i em u s font label small sub sup q cite code mark".split())
_TAG = "gc-m"


def html_view(text: str, facts: Facts) -> str:
    """The body of the marked page as HTML; ``text`` is the decoded page."""
    tree, _ = parse_tree(text)
    if tree is None:
        return ""
    view = _View(tree)
    for number, anchor in enumerate(facts.anchors):
        view.mark(anchor, figure=number)
    for number, line in enumerate(facts.lines):
        view.mark(line.anchor, line=None if line.fate in ("body", "table") else number)
    return view.render()


def shows(text: str, wanted: str) -> bool:
    """Whether a page shows a text, be it part of what was read or not: in an element or as the
    value of a field; ``text`` is the decoded page."""
    tree, _ = parse_tree(text)
    if tree is None:
        return False
    parts: list[str] = []
    framed = [root for frame in tree.iter("iframe") if (root := _framed(frame)) is not None]
    parts += ["".join(root.itertext()) for root in framed]
    for element in tree.iter():
        seen = isinstance(element.tag, str) and element.tag.lower() not in GONE
        parts.append((element.text or "") if seen else "")
        if seen and element.tag == "input" and element.get("type", "text") == "text":
            parts.append(element.get("value") or "")
    tails = [element.tail or "" for element in tree.iter()]
    return any(squash(wanted) in squash(part) for part in (*parts, *tails))


class _View:
    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self._carried: dict[Carrier, HtmlElement] = {}
        #: marks of the text of an element (False) and of what follows it (True)
        self._marks: dict[tuple[Any, bool], Marks] = defaultdict(Marks)
        #: elements that are shown though their like is not: something in them was read
        self._shown: set[Any] = set()
        #: elements that are figures without a text of their own: empty cells
        self._empty: dict[Any, list[int]] = defaultdict(list)

    def mark(
        self, anchor: str | None, *, figure: int | None = None, line: int | None = None
    ) -> None:
        """Mark what an anchor leads to; one that leads to other formats is passed over."""
        if anchor is None or (figure is None and line is None):
            return
        for place in Anchor.parse(anchor).places:
            if isinstance(place, HtmlPlace):
                root = self._carrier(place.carrier) if place.carrier else self.tree
                element = element_at(root, place.path) if root is not None else None
                if element is not None:
                    self._mark(element, place.spans, figure, line)

    def _mark(
        self, element: Any, spans: tuple[tuple[int, int], ...], figure: int | None, line: int | None
    ) -> None:
        at, found = 0, False
        for text in element.xpath("descendant::text()"):
            length = len(text)
            for start, end in spans or ((0, 1 << 62),):
                first, last = max(start - at, 0), min(end - at, length)
                if first < last and (spans or text[first:last].strip()):
                    found = True
                    marks = self._marks[text.getparent(), bool(text.is_tail)]
                    around = text.getparent().iterancestors(*GONE)
                    self._shown.update(around)
                    if text.getparent().tag in GONE and not text.is_tail:
                        self._shown.add(text.getparent())
                    if figure is not None:
                        marks.figures.append((first, last, figure))
                    elif line is not None:
                        marks.lines.append((first, last, line))
            at += length
        if not found and figure is not None:
            self._empty[element].append(figure)

    def _carrier(self, carrier: Carrier) -> HtmlElement | None:
        """The markup that an element holds as text, parsed as the reader does."""
        if carrier not in self._carried:
            element = element_at(self.tree, carrier.path)
            if element is None:
                return None
            text = element.get("srcdoc") or element.xpath("string()")
            if carrier.literal is not None:
                text = json.loads(text[slice(*carrier.literal)])
            root, _ = parse_tree(f"<div>{text}</div>")
            found = root.find("body/div") if root is not None else None
            if found is None:
                return None
            self._carried[carrier] = found
        return self._carried[carrier]

    def render(self) -> str:
        body = self.tree.find("body")
        parts = [self._element(body if body is not None else self.tree)]
        # What the page draws by a script or in a frame comes after it, read or not.
        parts += [self._element(root) for root in self._carried.values()]
        carried = [element_at(self.tree, carrier.path) for carrier in self._carried]
        for frame in self.tree.iter("iframe"):
            if frame not in carried and (root := _framed(frame)) is not None:
                parts.append(self._element(root))
        out = lxml.html.Element("div")
        for part in parts:
            if part is not None:
                out.append(part)
        rendered = lxml.html.tostring(out, encoding="unicode")
        return str(rendered)

    def _element(self, source: Any) -> HtmlElement | None:
        """A clean copy of an element, its children included; without recursion, since pages nest
        without bound."""
        top = self._shell(source)
        if top is None:
            return None
        stack = [(source, top)]
        while stack:
            element, copy = stack.pop()
            self._text(copy, None, element, tail=False)
            for child in element:
                if not isinstance(child.tag, str):
                    self._text(copy, _last(copy), child, tail=True)
                    continue
                clean = self._shell(child)
                if clean is not None:
                    copy.append(clean)
                    stack.append((child, clean))
                self._text(copy, _last(copy), child, tail=True)
        return top

    def _shell(self, element: Any) -> HtmlElement | None:
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if (
            not tag
            or (tag in GONE and element not in self._shown)
            or (tag == "textarea" and self._is_carrier(element))
        ):
            return None
        if tag == "body" or tag == "html":
            tag = "div"
        copy = lxml.html.Element(tag if tag in _KEPT else "span" if tag in _INLINE else "div")
        for name in _ATTRIBUTES.get(tag, ()):
            value = element.get(name, "")
            if value.isascii() and value.isdigit() and 0 < int(value[:4]) <= _MAX_SPAN:
                copy.set(name, str(int(value[:4])))
        if tag in ("input", "button"):
            copy.tag = "span"
            if element.get("type", "text") == "text":
                for piece in _NONE.pieces(element.get("value") or ""):
                    mark = lxml.html.Element(_TAG, **({} if piece.plain else attributes(piece)))
                    mark.text = "".join(c if c >= " " else " " for c in piece.text)
                    copy.append(mark)
        if element in self._empty:
            copy.set("data-f", " ".join(map(str, self._empty[element])))
        return copy

    def _is_carrier(self, element: Any) -> bool:
        return any(element_at(self.tree, c.path) is element for c in self._carried)

    def _text(self, copy: Any, before: Any, source: Any, *, tail: bool) -> None:
        """Append the text of a source element (or what follows it) to a copy, marks as elements."""
        text = (source.tail if tail else source.text) or ""
        if not text:
            return
        marks = self._marks.get((source, tail), _NONE)
        for piece in marks.pieces(text):
            shown = "".join(c if c >= " " or c in "\n\t" else " " for c in piece.text)
            if piece.plain:
                if before is None:
                    copy.text = (copy.text or "") + shown
                else:
                    before.tail = (before.tail or "") + shown
            else:
                before = lxml.html.Element(_TAG, **attributes(piece))
                before.text = shown
                copy.append(before)


_NONE = Marks()


def _framed(frame: Any) -> Any:
    """What a frame shows that the page itself holds (``srcdoc``); None where that is nothing."""
    held = frame.get("srcdoc")
    root, _ = parse_tree(f"<div>{held}</div>") if held else (None, [])
    return root.find("body/div") if root is not None else None


def _last(element: Any) -> Any:
    return element[-1] if len(element) else None


def element_at(root: Any, path: tuple[int, ...]) -> Any:
    """The element that a path leads to, None where there is none."""
    element = root
    for number in path:
        children = [child for child in element if isinstance(child.tag, str)]
        if number > len(children):
            return None
        element = children[number - 1]
    return element

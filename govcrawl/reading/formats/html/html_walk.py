"""One walk over the elements of a page in document order, which turns its text into blocks.

What an element means for the text directly in it (block, link, hidden, row) is worked out once,
from that of the element around it; most elements in a line change nothing and share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import msgspec
from lxml.etree import _Element as HtmlElement

from govcrawl.reading.formats.html.html_grid import FIELDS, figure_of, holder_of
from govcrawl.reading.formats.html.html_places import HtmlText, PageNodes, TextNode
from govcrawl.reading.formats.html.html_sight import NO_TEXT, SPECIAL, Look, Sight, by_name
from govcrawl.reading.model import Block
from govcrawl.text import collapse, unwrap
from govcrawl.text.characters import raised_digits
from govcrawl.text.ink import ink_length

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset"
    " figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li main"
    " menu nav ol p pre section summary table tbody td tfoot th thead tr ucapcontent ucaptitle"
    " ul".split()
)
_PROMINENT = frozenset("h1 h2 h3 h4 h5 h6 strong b center ucaptitle th".split())
#: Elements of a table that hold text.
_CELLS = frozenset(["td", "th", "caption"])
#: What ends a line, and fields among words.
_BREAKING = FIELDS | {"br", "hr"}
#: What may be read as a whole.
_PASSED = frozenset(["head", "table"])
#: Text nodes that one element makes at most: in it, after it, a line's end.
_MOST_NODES = 3


class _Place(msgspec.Struct, gc=False):
    """What an element means for the text directly in it."""

    block: HtmlElement
    row: HtmlElement | None = None
    #: the table of figures around it, which is a block of its own
    grid: Block | None = None
    link: bool = False
    #: why the text is not read here ("" where it is)
    skip: str = ""
    prominent: bool = False
    preformatted: bool = False
    raised: bool = False
    #: whether it is in a cell of that table
    celled: bool = False


class _Own(msgspec.Struct, frozen=True, gc=False):
    """What an element's own name, style and alignment mean for the text in it."""

    block: bool
    row: bool
    cell: bool
    link: bool
    #: why the text is not read here ("" where it is)
    skip: str
    prominent: bool
    preformatted: bool
    raised: bool


def _own(tag: str, align: str | None, look: Look) -> _Own | None:
    """None where it says nothing."""
    centred = look.centred or (align is not None and align.lower() == "center")
    own = _Own(
        block=tag in _BLOCKS,
        row=tag == "tr",
        cell=tag in _CELLS,
        link=tag == "a",
        skip=look.apart,
        prominent=centred or tag in _PROMINENT,
        preformatted=tag == "pre",
        raised=look.raised,
    )
    return None if own == _SILENT else own


_SILENT = _Own(False, False, False, False, "", False, False, False)
#: By the names of all elements that say something by it alone.
_BY_NAME = {
    tag: own
    for tag in _BLOCKS | _PROMINENT | _CELLS | SPECIAL | {"a"}
    if (look := by_name(tag, "")) is not None and (own := _own(tag, None, look)) is not None
}


class Walk:
    """Takes the elements of a page; ``blocks`` and ``page`` are what it found. ``grids``: the
    tables of figures by their element; ``tidy``: those of them in which there is nothing else. No
    more than ``most`` text nodes are taken."""

    def __init__(
        self,
        sight: Sight,
        grids: dict[HtmlElement, Block],
        tidy: set[HtmlElement],
        most: int,
    ) -> None:
        self.blocks: list[Block] = []
        self.page = PageNodes()
        self._most = most
        self._sight = sight
        self._shown = sight.shown
        self._marked = sight.shown | sight.ruled.keys()
        self._known: dict[tuple[str, str | None, str | None], _Own | None] = {}
        self._grids = grids
        self._tidy = tidy
        self._emitted: set[int] = set()
        self._current: _Place | None = None
        self._pieces: list[str] = []
        self._links = self._prominent = 0
        self._first = self._lead = 0

    def take(self, elements: Sequence[HtmlElement]) -> None:
        """Take all elements, the root first."""
        if not elements:
            return
        nodes, pieces = self.page.nodes, self._pieces
        #: the open elements and what each means for its text
        opened: list[HtmlElement] = []
        places = [_Place(elements[0])]
        if len(elements) * _MOST_NODES > self._most:
            self._tidy = set()  # who counts the nodes has to see them
        left = iter(elements)
        for element in left:
            parent = element.getparent()
            while opened and opened[-1] is not parent:
                self._close(opened, places)
            if len(nodes) > self._most:
                break
            place = self._place_in(element, places[-1])
            tag = element.tag
            if tag in _PASSED and self._is_read(element, place):
                last = sum(1 for _ in element.iterdescendants())
                next(islice(left, last, last), None)
            elif tag in _BREAKING:
                self._break(element, tag, place, places[-1])
            elif text := element.text:
                if not text.isspace():
                    self._text(text, element, False, element, place)
                else:
                    nodes.append(None)
                    if pieces:
                        pieces.append(" ")
            opened.append(element)
            places.append(place)
        else:
            while opened:
                self._close(opened, places)
        self.page.truncated = len(nodes) > self._most
        self._flush(len(nodes))

    def _is_read(self, element: HtmlElement, place: _Place) -> bool:
        """Whether all that is in an element is read with it: a page's head holds no text,
        and a tidy table is its grid's."""
        if self._shown:
            return False
        if element.tag == "head":
            return place.skip == "no text" and not self._pieces
        if place.skip or element not in self._tidy or place.grid is None:
            return False
        self._grid(place.grid)
        return True

    def _close(self, opened: list[HtmlElement], places: list[_Place]) -> None:
        """Leave the innermost element, and take the text after it."""
        closed = opened.pop()
        places.pop()
        if opened and (text := closed.tail):
            if not text.isspace():
                self._text(text, closed, True, opened[-1], places[-1])
            else:
                self._blank()

    def _break(self, element: HtmlElement, tag: str, place: _Place, above: _Place) -> None:
        """Take a line's end or a field."""
        if tag not in FIELDS:
            if self._pieces:
                self._flush(len(self.page.nodes))
            self.page.nodes.append(None)
        elif self._pieces and (value := figure_of(element)):
            # a field among words, where its element's own text would be passed over
            holder = holder_of(element)
            self._text(value, holder, False, holder, place if tag == "input" else above)
            return
        if text := element.text:
            if text.isspace():
                self._blank()
            else:
                self._text(text, element, False, element, place)

    def _blank(self) -> None:
        self.page.nodes.append(None)
        if self._pieces:
            self._pieces.append(" ")

    def _flush(self, last: int) -> None:
        """End the paragraph at hand before text node ``last``."""
        current, pieces = self._current, self._pieces
        if pieces and current is not None:
            text = collapse("".join(pieces) if len(pieces) > 1 else pieces[0])
            if text:
                size, links = len(text), self._links
                self.blocks.append(
                    Block(
                        "paragraph",
                        text,
                        prominent=self._prominent * 10 >= size * 8,
                        node=current.block,
                        row=current.row,
                        link_chars=links if links < size else size,
                        place=HtmlText(self.page, current.block, self._first, last, self._lead),
                    )
                )
        pieces.clear()
        self._links = self._prominent = 0
        self._current = None

    def _text(
        self, text: str, holder: HtmlElement, tail: bool, owner: HtmlElement, place: _Place
    ) -> None:
        """Take a text, not blank, that is in ``owner``."""
        nodes = self.page.nodes
        i = len(nodes)
        if i >= self._most:
            nodes.append(None)
        elif place.skip:
            unread = place.skip != "no text"
            nodes.append(TextNode(text, holder, tail, owner, place.skip) if unread else None)
        elif (grid := place.grid) is None:
            nodes.append(TextNode(text, holder, tail, owner))
            if (current := self._current) is not None and place.block is not current.block:
                self._flush(i)
            self._current = place
            if not self._pieces:
                self._first, self._lead = i, 0
            self._piece(text, i, place)
        elif not place.celled:
            self._stray(text, holder, tail, owner, grid)
        else:
            self._grid(grid)

    def _grid(self, grid: Block) -> None:
        """Take a text in a cell of a table of figures."""
        nodes = self.page.nodes
        nodes.append(None)
        if self._pieces:
            self._flush(len(nodes) - 1)
        if id(grid) not in self._emitted:
            self._emitted.add(id(grid))
            self.blocks.append(grid)

    def _piece(self, text: str, i: int, place: _Place) -> None:
        """Add text node ``i`` to the paragraph at hand."""
        pieces = self._pieces
        broken = "\n" in text
        if broken and place.preformatted:
            taken = 0
            for n, line in enumerate(text.split("\n")):
                if n:
                    self._flush(i + 1)
                    self._current, self._first, self._lead = place, i, taken
                pieces.append(line)
                taken += ink_length(line)
            return
        if place.raised:
            text = raised_digits(text)
        pieces.append(unwrap(text) if broken else text)
        if place.link or place.prominent:
            size = len(text.strip())
            if place.link:
                self._links += size
            if place.prominent:
                self._prominent += size

    def _stray(
        self, text: str, holder: HtmlElement, tail: bool, owner: HtmlElement, grid: Block
    ) -> None:
        """Take a text of a table that is in none of its cells: browsers show it before the
        table."""
        nodes, blocks = self.page.nodes, self.blocks
        n = len(nodes)
        if self._pieces:
            self._flush(n)
        while owner.tag not in _BLOCKS and (around := owner.getparent()) is not None:
            owner = around
        nodes.append(TextNode(text, holder, tail, owner, ""))
        at = len(blocks) - 1 if blocks and blocks[-1] is grid else len(blocks)
        last = blocks[at - 1].place if at else None
        if isinstance(last, HtmlText) and last.last == n and last.block is owner:
            before = nodes[n - 1]
            space = " " if before is not None and before.text[-1:].isspace() else ""
            blocks[at - 1].text = collapse(f"{blocks[at - 1].text}{space}{text}")
            last.last = n + 1
            return
        place = HtmlText(self.page, owner, n, n + 1)
        node = grid.node.getparent()
        blocks.insert(at, Block("paragraph", collapse(text), node=node, place=place))

    def _place_in(self, element: HtmlElement, above: _Place) -> _Place:
        """What an element means: the very same as the one around it where it says nothing."""
        tag = element.tag
        if above.skip and not self._shown and tag not in NO_TEXT:
            return above
        own = self._own_of(element, tag)
        if own is None:
            return above
        place = _Place(
            element if own.block else above.block,
            element if own.row else above.row,
            above.grid,
            # <a name="_Toc1"> is a bookmark of a word processor, not a link
            above.link or (own.link and element.get("href") is not None),
            _skipped(above.skip, own.skip) if own.skip else above.skip,
            above.prominent or own.prominent,
            above.preformatted or own.preformatted,
            above.raised or own.raised,
            above.celled or own.cell,
        )
        if tag == "table":
            place.grid = grid = self._grids.get(element)
            # one of a single cell belongs to that of the table around it
            place.celled = (
                grid is not None
                and element is not grid.node
                and not _beside_cells(element, grid.node)
            )
        if self._shown and element in self._shown:
            place.skip = ""
        return place

    def _own_of(self, element: HtmlElement, tag: str) -> _Own | None:
        """What an element itself means; None where it says nothing."""
        style, align = element.get("style"), element.get("align")
        if element.get("hidden") is not None or (self._marked and element in self._marked):
            return _own(tag, align, self._sight.look(element)) or _SILENT
        if style is None and align is None and tag != "dialog":
            return _BY_NAME.get(tag)
        known = self._known
        key = (tag, style, align)
        if key in known:
            return known[key]
        look = by_name(tag, style or "")
        if look is None:  # it depends on what is in and around the element
            return _own(tag, align, self._sight.look(element))
        own = known[key] = _own(tag, align, look)
        return own


def _skipped(above: str, own: str) -> str:
    """Why a text is not read in an element: what is no text at all is none anywhere."""
    return own if own == "no text" else above or own


def _beside_cells(owner: HtmlElement, table: HtmlElement) -> bool:
    """Whether what is in an element of a table is in none of its cells."""
    element: HtmlElement | None = owner
    while element is not None and element.tag not in _CELLS:
        if element is table:
            return True
        element = element.getparent()
    return False

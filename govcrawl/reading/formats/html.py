"""HTML → blocks, from one parse of the page that every later stage shares.

Text nodes are visited once, in document order; what each element means for the text in it
(block, link, hidden, row) is worked out once per element. Tables that may hold figures become
grids; layout tables become paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from urllib.parse import urljoin, urlsplit

import msgspec
from lxml.etree import _Element as HtmlElement

from govcrawl.messages import issue, phrase
from govcrawl.reading.formats.carried import held_articles, show
from govcrawl.reading.formats.embedded import HOLDER, embedded_article, literal_in
from govcrawl.reading.formats.html_places import (
    HtmlText,
    PageNodes,
    TextNode,
    note_carrier,
    note_drawn,
)
from govcrawl.reading.formats.html_sight import NO_TEXT, SPECIAL, Sight, text_of
from govcrawl.reading.formats.parsing import parse
from govcrawl.reading.model import Block, Document
from govcrawl.reading.tables import is_statistical
from govcrawl.reading.tables.grid import FIELDS, figure_of, grid_from_html, holder_of
from govcrawl.report import Attachment, Issue
from govcrawl.text import collapse, unwrap
from govcrawl.text.characters import raised_digits
from govcrawl.text.ink import ink_length

#: Tags of one page; what stands behind them is not parsed. Real pages have some thousands.
MAX_TAGS = 800_000
#: Text nodes and line breaks read from one page, some 30 µs each; real pages have some thousands.
MAX_TEXT_NODES = 60_000
MAX_TABLES = 400
MAX_LINKS = 20_000

#: What links other files, and the attribute that names them.
_LINKING = {"a": "href", "iframe": "src", "embed": "src", "object": "data"}

_EARLY_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_OPEN = re.compile("<")
_TAG = re.compile(r"<[^<>]*>")
_DEEP_TAG = re.compile(
    r"</?(?!(?:p|br|h[1-6]|table|tr|t[dh]|li|a|meta|title|script|style)\b)[a-zA-Z][^<>]*>"
)
_FILE = re.compile(r"\.(pdf|docx?|wps|xlsx?|et|ofd|rtf|zip|rar)(?=$|[?#&])", re.IGNORECASE)
_MEDIA = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "wps": "application/vnd.ms-works",
    "ofd": "application/ofd",
    "rtf": "application/rtf",
    "zip": "application/zip",
}

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ucapcontent",
        "ucaptitle",
        "ul",
    ]
)
_PROMINENT = frozenset(
    ["h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "center", "ucaptitle", "th"]
)
#: Elements of a table that hold text.
_CELLS = frozenset(["td", "th", "caption"])
#: Elements whose text does not stand as that of the element around them.
_TELLING = _BLOCKS | _PROMINENT | SPECIAL | {"a"}
#: In a table of figures, which is one block, these change nothing.
_TELLING_IN_GRID = _TELLING - {"td", "tbody", "thead", "tfoot", "p", "div"}


class _Place(msgspec.Struct):
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


def parse_tree(text: str) -> tuple[HtmlElement | None, list[Issue]]:
    """Parse a page. A ``</html>`` before the body is ignored; a tree deeper than libxml2
    reads is flattened and parsed again, so that no text is lost to nesting."""
    tree, deep = parse(_EARLY_END.sub("", text))
    issues: list[Issue] = []
    if deep:
        tree, _ = parse(_DEEP_TAG.sub(" ", text))
        issues.append(issue("deep_nesting"))
    return tree, issues


def read_html(text: str, *, url: str | None = None) -> Document:
    """Turn a decoded page into blocks of the whole visible page, with its meta tags
    (names in lower case; ``title`` is the ``<title>``) and the files it links."""
    if len(text) > MAX_TAGS and text.count("<") > MAX_TAGS:
        end = next(islice(_OPEN.finditer(text), MAX_TAGS, None)).start()
        document = _read_page(text[:end], url)
        document.issues.append(_truncated("tags", MAX_TAGS))
        return document
    document = _read_page(text, url)
    if "DETAIL" not in text:
        return document
    drawn = embedded_article(text, "".join(block.text for block in document.blocks))
    if drawn is None:
        return document
    document = _read_page(f"{text}{drawn}", url)
    _note_literal(document)
    return document


def _note_literal(document: Document) -> None:
    """Say for anchors where the script holds what was drawn at the end of the page."""
    holders = document.tree.xpath(f"//div[@{HOLDER}]") if document.tree is not None else []
    if not holders:
        return
    note_drawn(holders[-1].getparent(), document.place_cache)
    for script in document.tree.iter("script"):
        if "DETAIL" in (script.text or "") and (span := literal_in(script.text)):
            note_carrier(holders[-1], script, span, document.place_cache)
            return


def _truncated(what: str, limit: int) -> Issue:
    return issue("page_truncated", what=phrase(what), limit=limit)


def _read_page(text: str, url: str | None) -> Document:
    tree, issues = parse_tree(text)
    document = Document(blocks=[], media_type="text/html", issues=issues, tree=tree)
    if tree is None:
        return document
    # lxml makes an element again each time it is asked for one that nobody holds
    elements = list(tree.iter())
    document.metadata = _metadata(tree)
    sight = Sight.of_page(tree)
    _take_blocks(document, elements, sight)
    visible = "".join(block.text for block in document.blocks)
    # what a known platform's script draws is read with its header block (read_html)
    drawn = "DETAIL" in text and embedded_article(text, "") is not None
    if not drawn and (held := held_articles(tree, visible)):
        for article in held:
            if (holder := show(article)) is not None:
                sight.shown.add(holder)
                if article.markup:
                    carrier = (article.element, article.literal)
                    note_carrier(holder, *carrier, document.place_cache)
        document.issues = [i for i in issues if i.code not in ("tables_unread", "page_truncated")]
        elements = list(tree.iter())
        _take_blocks(document, elements, sight)
    links = [e for e in tree.iter(*_LINKING) if e.get(_LINKING[e.tag]) is not None]
    if len(links) > MAX_LINKS:
        document.issues.append(_truncated("links", MAX_LINKS))
    document.attachments = _attachments(links[:MAX_LINKS], url)
    elements.clear()
    return document


def _take_blocks(document: Document, elements: list[HtmlElement], sight: Sight) -> None:
    """Turn the text and tables of a page into the document's blocks."""
    tables = list(elements[0].iter("table")) if elements else []
    if len(tables) > MAX_TABLES:
        document.issues.append(_many_tables(len(tables)))
    grids = _grids(tables[:MAX_TABLES], sight)
    walk = _Walk(sight, grids)
    walk.take(elements)
    if walk.page.truncated:
        document.issues.append(_truncated("texts", MAX_TEXT_NODES))
    document.blocks = walk.blocks
    document.unseen = walk.page.unseen


class _Walk:
    """One walk over the elements of a page in document order, which turns text into blocks."""

    def __init__(self, sight: Sight, grids: dict[HtmlElement, Block]) -> None:
        self.blocks: list[Block] = []
        self.page = PageNodes()
        self._sight = sight
        self._grids = grids
        self._emitted: set[int] = set()
        self._current: _Place | None = None
        self._pieces: list[str] = []
        self._links = self._prominent = 0
        self._first = self._lead = 0

    def take(self, elements: Sequence[HtmlElement]) -> None:
        if not elements:
            return
        pieces, nodes = self._pieces, self.page.nodes
        shown, marked = self._sight.shown, self._sight.shown | self._sight.ruled.keys()
        #: the open elements and what each means for its text
        opened: list[HtmlElement] = []
        places = [_Place(elements[0])]
        for element in (*elements, None):  # the last closes all
            parent = element.getparent() if element is not None else None
            while opened and opened[-1] is not parent:
                closed = opened.pop()
                places.pop()
                if opened and (text := closed.tail):
                    if not text.isspace():
                        self._text(text, closed, True, opened[-1], places[-1])
                    else:
                        nodes.append(None)
                        if pieces:
                            pieces.append(" ")
            if element is None or len(nodes) > MAX_TEXT_NODES:
                break
            opened.append(element)
            tag = str(element.tag)
            place = places[-1]
            if place.skip and not shown:
                if tag in NO_TEXT:
                    place = self._place_in(element, tag, place)
            elif (
                # most elements in a line say nothing, and those in a table of figures
                tag in (_TELLING if place.grid is None else _TELLING_IN_GRID)
                or element.get("style") is not None
                or element.get("align") is not None
                or element.get("hidden") is not None
                or element in marked
            ):
                place = self._place_in(element, tag, place)
            places.append(place)
            if tag == "br" or tag == "hr":
                if pieces:
                    self._flush(len(nodes))
                nodes.append(None)
            if tag in FIELDS and pieces and (value := figure_of(element)):
                # a field among words, where its element's own text would be passed over
                holder = holder_of(element)
                self._text(value, holder, False, holder, place if tag == "input" else places[-2])
            elif text := element.text:
                if not text.isspace():
                    self._text(text, element, False, element, place)
                else:
                    nodes.append(None)
                    if pieces:
                        pieces.append(" ")
        self.page.truncated = len(nodes) > MAX_TEXT_NODES
        self._flush(len(nodes))

    def _flush(self, last: int) -> None:
        """End the paragraph at hand before text node ``last``."""
        current, pieces = self._current, self._pieces
        if pieces and current is not None:
            text = collapse("".join(pieces) if len(pieces) > 1 else pieces[0])
            if text:
                size = len(text)
                self.blocks.append(
                    Block(
                        kind="paragraph",
                        text=text,
                        node=current.block,
                        row=current.row,
                        link_chars=min(self._links, size),
                        prominent=self._prominent * 10 >= size * 8,
                        place=HtmlText(self.page, current.block, self._first, last, self._lead),
                    )
                )
        pieces.clear()
        self._links = self._prominent = 0
        self._current = None

    def _text(
        self, text: str, holder: HtmlElement, tail: bool, owner: HtmlElement, place: _Place
    ) -> None:
        """Take a text, not blank, that stands in ``owner``."""
        nodes = self.page.nodes
        i = len(nodes)
        if i >= MAX_TEXT_NODES:
            nodes.append(None)
            return
        if place.skip:
            unread = place.skip != "no text"
            nodes.append(TextNode(text, holder, tail, owner, place.skip) if unread else None)
            return
        pieces = self._pieces
        if (grid := place.grid) is not None:
            if _beside_cells(owner, grid.node):
                self._stray(text, holder, tail, owner, grid)
                return
            nodes.append(None)
            if pieces:
                self._flush(i)
            if id(grid) not in self._emitted:
                self._emitted.add(id(grid))
                self.blocks.append(grid)
            return
        nodes.append(TextNode(text, holder, tail, owner))
        current = self._current
        if current is not None and place.block is not current.block:
            self._flush(i)
        self._current = place
        if not pieces:
            self._first, self._lead = i, 0
        if place.preformatted and "\n" in text:
            taken = 0
            for n, line in enumerate(text.split("\n")):
                if n:
                    self._flush(i + 1)
                    self._current, self._first, self._lead = place, i, taken
                pieces.append(line)
                taken += ink_length(line)
            return
        pieces.append(unwrap(raised_digits(text) if place.raised else text))
        if place.link or place.prominent:
            size = len(text.strip())
            if place.link:
                self._links += size
            if place.prominent:
                self._prominent += size

    def _stray(
        self, text: str, holder: HtmlElement, tail: bool, owner: HtmlElement, grid: Block
    ) -> None:
        """Take a text of a table that stands in none of its cells: browsers show it before the
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

    def _place_in(self, element: HtmlElement, tag: str, above: _Place) -> _Place:
        sight = self._sight
        look = sight.look(element) if above.grid is None else sight.again(element)
        align = element.get("align")
        centred = look.centred or (align is not None and align.lower() == "center")
        return _Place(
            element if tag in _BLOCKS else above.block,
            element if tag == "tr" else above.row,
            self._grids.get(element) if tag == "table" else above.grid,
            # <a name="_Toc1"> is a bookmark of a word processor, not a link
            above.link or (tag == "a" and element.get("href") is not None),
            "" if element in self._sight.shown else _skipped(above.skip, look.apart),
            above.prominent or centred or tag in _PROMINENT,
            above.preformatted or tag == "pre",
            above.raised or look.raised,
        )


def _skipped(above: str, own: str) -> str:
    """Why a text is not read in an element: what is no text at all is none anywhere."""
    return own if own == "no text" else above or own


def _beside_cells(owner: HtmlElement, table: HtmlElement) -> bool:
    """Whether what stands in an element of a table stands in none of its cells."""
    element: HtmlElement | None = owner
    while element is not None and element.tag not in _CELLS:
        if element is table:
            return True
        element = element.getparent()
    return False


def _many_tables(found: int) -> Issue:
    return issue("tables_unread", str(found), found=found, limit=MAX_TABLES)


def _grids(tables: list[HtmlElement], sight: Sight) -> dict[HtmlElement, Block]:
    """The innermost tables that may hold figures, as blocks keyed by their element."""
    grids: dict[HtmlElement, Block] = {}
    for table in tables:
        grid = grid_from_html(table, sight)
        if grid is not None and is_statistical(grid):
            text = " ".join(cell.text for cell in grid.cells if cell.text)
            grids[table] = Block(kind="table", text=text, grid=grid, node=table)
    for table, block in list(grids.items()):
        # A table of one cell inside a cell is that cell's text; a larger one reads itself.
        for inner in table.iterdescendants("table"):
            if inner not in grids and sum(1 for _ in inner.iter("td", "th")) < 2:
                grids[inner] = block
    return grids


def _metadata(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    title = next((text_of(element) for element in tree.iter("title")), "")
    if title := collapse(_TAG.sub("", title)):
        found["title"] = title
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = meta.get("content") or ""
        content = collapse(_TAG.sub("", content) if "<" in content else content)
        if name and content and name not in found:
            found[name] = content
    return found


def links_file(element: HtmlElement) -> bool:
    """Whether an element holds a link to a document file."""
    return any(_FILE.search(a.get("href") or "") for a in element.iter("a"))


def _attachments(links: list[HtmlElement], url: str | None) -> list[Attachment]:
    """Linked files of document types, in page order, each once."""
    seen: dict[str, Attachment] = {}
    for element in links:
        target = (element.get("href") or element.get("src") or element.get("data") or "").strip()
        match = _FILE.search(target)
        if not match or target.lower().startswith(("javascript:", "mailto:", "data:")):
            continue
        if element.tag == "a":
            title = collapse(element.get("title") or text_of(element))
        else:
            title = collapse(element.get("title") or "")
        try:
            absolute = urljoin(url or "", target)
            name = urlsplit(absolute).path.rsplit("/", 1)[-1]
        except ValueError:
            continue
        if absolute not in seen:
            seen[absolute] = Attachment(
                url=absolute, title=title or name, media_type=_MEDIA.get(match.group(1).lower())
            )
    return list(seen.values())

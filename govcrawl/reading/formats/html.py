"""HTML → blocks, from one parse of the page that every later stage shares.

Text nodes are visited once, in document order; what each element means for the text in it
(block, link, hidden, row) is worked out once per element. Tables that may hold figures become
grids; layout tables become paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.etree
import lxml.html

from govcrawl.messages import issue, phrase
from govcrawl.reading.formats.carried import held_articles, show
from govcrawl.reading.formats.embedded import HOLDER, embedded_article, literal_in
from govcrawl.reading.formats.html_places import HtmlText, PageNodes, note_carrier, note_drawn
from govcrawl.reading.formats.html_sight import PLAIN, Sight
from govcrawl.reading.formats.overlong import tame
from govcrawl.reading.model import Block, Document
from govcrawl.reading.tables import is_statistical
from govcrawl.reading.tables.grid import grid_from_html
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

# in one step: a union of paths costs the product of their numbers of nodes
_NODES: Any = lxml.etree.XPath("/descendant::node()[not(self::*) or self::br or self::hr]")
_METAS: Any = lxml.etree.XPath("//meta[@name or @property][@content]")
_TITLE: Any = lxml.etree.XPath("string(//title[1])")
_TABLES: Any = lxml.etree.XPath("//table")
_LINKS: Any = lxml.etree.XPath(
    "/descendant::*[self::a[@href] or self::iframe[@src] or self::embed[@src] or self::object[@data]]"
)

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
#: Elements whose text does not stand as that of the element around them.
_OWN_PLACE = _BLOCKS | _PROMINENT | {"a"}


@dataclass(slots=True)
class _Place:
    """What an element means for the text directly in it."""

    block: lxml.html.HtmlElement
    row: lxml.html.HtmlElement | None
    table: lxml.html.HtmlElement | None
    link: bool
    #: why the text is not read here ("" where it is)
    skip: str
    prominent: bool
    preformatted: bool
    raised: bool


def parse_tree(text: str) -> tuple[lxml.html.HtmlElement | None, list[Issue]]:
    """Parse a page. A ``</html>`` before the body is ignored; a tree deeper than libxml2
    reads is flattened and parsed again, so that no text is lost to nesting."""
    tree, deep = _parse(_EARLY_END.sub("", text))
    issues: list[Issue] = []
    if deep:
        tree, _ = _parse(_DEEP_TAG.sub(" ", text))
        issues.append(issue("deep_nesting"))
    return tree, issues


def _parse(text: str) -> tuple[lxml.html.HtmlElement | None, bool]:
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = lxml.html.document_fromstring(tame(text).encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return None, False
    deep = any(
        e.type_name == "ERR_RESOURCE_LIMIT" or "depth" in e.message.lower()
        for e in parser.error_log.filter_from_level(lxml.etree.ErrorLevels.FATAL)
    )
    return tree, deep


def read_html(text: str, *, url: str | None = None) -> Document:
    """Turn a decoded page into blocks of the whole visible page, with its meta tags
    (names in lower case; ``title`` is the ``<title>``) and the files it links."""
    tags = text.count("<")
    if tags > MAX_TAGS:
        end = next(islice(_OPEN.finditer(text), MAX_TAGS, None)).start()
        document = _read_page(text[:end], url)
        document.issues.append(_truncated("tags", MAX_TAGS))
        return document
    document = _read_page(text, url)
    visible = "".join(b.text for b in document.blocks) if "DETAIL" in text else ""
    drawn = embedded_article(text, visible) if "DETAIL" in text else None
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
    held_elements = list(tree.iter())
    document.metadata = _metadata(tree)
    sight = Sight.of_page(tree)
    _take_blocks(document, tree, sight)
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
        _take_blocks(document, tree, sight)
    links = _LINKS(tree)
    if len(links) > MAX_LINKS:
        document.issues.append(_truncated("links", MAX_LINKS))
    document.attachments = _attachments(links[:MAX_LINKS], url)
    held_elements.clear()
    return document


def _take_blocks(document: Document, tree: lxml.html.HtmlElement, sight: Sight) -> None:
    """Turn the text and tables of a page into the document's blocks."""
    tables = _TABLES(tree)
    if len(tables) > MAX_TABLES:
        document.issues.append(_many_tables(len(tables)))
    grids = _grids(tables[:MAX_TABLES], sight)
    nodes = _NODES(tree)
    if len(nodes) > MAX_TEXT_NODES:
        document.issues.append(_truncated("texts", MAX_TEXT_NODES))
        nodes = nodes[:MAX_TEXT_NODES]
    document.blocks = []
    document.unseen = _collect(nodes, {}, grids, document.blocks, sight).unseen


def _collect(
    nodes: list[object],
    places: dict[lxml.html.HtmlElement, _Place],
    grids: dict[lxml.html.HtmlElement, Block],
    blocks: list[Block],
    sight: Sight,
) -> PageNodes:
    pieces: list[str] = []
    links = 0
    prominent = 0
    current: _Place | None = None
    emitted: set[lxml.html.HtmlElement] = set()
    page = PageNodes(nodes, places, grids)
    first = lead = i = 0

    def flush(last: int) -> None:
        nonlocal links, prominent, current
        if pieces and current is not None:
            text = collapse("".join(pieces))
            if text:
                size = len(text)
                blocks.append(
                    Block(
                        kind="paragraph",
                        text=text,
                        node=current.block,
                        row=current.row,
                        link_chars=min(links, size),
                        prominent=prominent * 10 >= size * 8,
                        place=HtmlText(page, current.block, first, last, lead),
                    )
                )
        pieces.clear()
        links = prominent = 0
        current = None

    for i, node in enumerate(nodes):
        if not isinstance(node, str):
            flush(i)  # <br>, <hr>
            continue
        if node.isspace():
            if pieces:
                pieces.append(" ")
            continue
        parent = node.getparent()  # type: ignore[attr-defined]
        if node.is_tail:  # type: ignore[attr-defined]
            parent = parent.getparent()
        if parent is None:
            continue
        place = places.get(parent) or _place(parent, places, sight)
        if place.skip:
            continue
        table = place.table
        if table is not None and table in grids:
            flush(i)
            if table not in emitted:
                emitted.add(table)
                blocks.append(grids[table])
            continue
        if current is not None and place.block is not current.block:
            flush(i)
        current = place
        if not pieces:
            first, lead = i, 0
        if place.preformatted and "\n" in node:
            taken = 0
            for n, line in enumerate(node.split("\n")):
                if n:
                    flush(i + 1)
                    current, first, lead = place, i, taken
                pieces.append(line)
                taken += ink_length(line)
            continue
        pieces.append(unwrap(raised_digits(node) if place.raised else node))
        size = len(node.strip())
        if place.link:
            links += size
        if place.prominent:
            prominent += size
    flush(len(nodes))
    return page


def _place(
    element: lxml.html.HtmlElement, places: dict[lxml.html.HtmlElement, _Place], sight: Sight
) -> _Place:
    """Work out (and remember) the place of an element and of all its ancestors."""
    chain = [element]
    parent = element.getparent()
    while parent is not None and parent not in places:
        chain.append(parent)
        parent = parent.getparent()
    above = places[parent] if parent is not None else None
    for el in reversed(chain):
        tag = el.tag if isinstance(el.tag, str) else ""
        look = sight.look(el)
        align = el.get("align")
        centred = look.centred or (align is not None and align.lower() == "center")
        if (
            above is not None
            and look is PLAIN
            and not centred
            and tag not in _OWN_PLACE
            and el not in sight.shown
        ):
            places[el] = above  # most elements in a line say nothing
            continue
        block = above is None or tag in _BLOCKS
        assert above is not None or block
        above = _Place(
            block=el if above is None or block else above.block,
            row=el if tag == "tr" else (above.row if above else None),
            table=el if tag == "table" else (above.table if above else None),
            # <a name="_Toc1"> is a bookmark of a word processor, not a link
            link=(tag == "a" and el.get("href") is not None) or (above.link if above else False),
            skip="" if el in sight.shown else (above.skip if above else "") or look.apart,
            prominent=tag in _PROMINENT or centred or (above.prominent if above else False),
            preformatted=tag == "pre" or (above.preformatted if above else False),
            raised=look.raised or (above.raised if above else False),
        )
        places[el] = above
    assert above is not None
    return above


def _many_tables(found: int) -> Issue:
    return issue("tables_unread", str(found), found=found, limit=MAX_TABLES)


def _grids(tables: list[lxml.html.HtmlElement], sight: Sight) -> dict[lxml.html.HtmlElement, Block]:
    """The innermost tables that may hold figures, as blocks keyed by their element."""
    grids: dict[lxml.html.HtmlElement, Block] = {}
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


def _metadata(tree: lxml.html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    title = collapse(_TAG.sub("", str(_TITLE(tree))))
    if title:
        found["title"] = title
    for meta in _METAS(tree):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = collapse(_TAG.sub("", meta.get("content") or ""))
        if name and content and name not in found:
            found[name] = content
    return found


def links_file(element: lxml.html.HtmlElement) -> bool:
    """Whether an element holds a link to a document file."""
    return any(_FILE.search(a.get("href") or "") for a in element.iter("a"))


def _attachments(links: list[lxml.html.HtmlElement], url: str | None) -> list[Attachment]:
    """Linked files of document types, in page order, each once."""
    seen: dict[str, Attachment] = {}
    for element in links:
        target = (element.get("href") or element.get("src") or element.get("data") or "").strip()
        match = _FILE.search(target)
        if not match or target.lower().startswith(("javascript:", "mailto:", "data:")):
            continue
        if element.tag == "a":
            title = collapse(element.get("title") or "".join(element.itertext()))
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

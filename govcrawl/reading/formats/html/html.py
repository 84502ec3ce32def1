"""HTML → blocks, from one parse of the page that every later stage shares.

Text nodes are visited once, in document order; what each element means for the text in it
(block, link, hidden, row) is worked out once per element. Tables that may hold figures become
grids; layout tables become paragraphs.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element as HtmlElement

from govcrawl.messages import issue, phrase
from govcrawl.reading.formats.carried import held_articles, show
from govcrawl.reading.formats.embedded import HOLDER, embedded_article, literal_in
from govcrawl.reading.formats.html.html_grid import grid_from_html, is_tidy
from govcrawl.reading.formats.html.html_places import note_carrier, note_drawn
from govcrawl.reading.formats.html.html_sight import Sight, text_of
from govcrawl.reading.formats.html.html_walk import Walk
from govcrawl.reading.formats.parsing import parse
from govcrawl.reading.model import Block, Document
from govcrawl.reading.tables import is_statistical
from govcrawl.report import Attachment, Issue
from govcrawl.text import collapse

if TYPE_CHECKING:
    from govcrawl.reading.formats.html.parsed_page import Page

#: Tags of one page; what comes after them is not parsed. Real pages have some thousands.
MAX_TAGS = 800_000
#: Text nodes and line breaks read from one page, some 30 µs each; real pages have some thousands.
MAX_TEXT_NODES = 60_000
MAX_TABLES = 400
MAX_LINKS = 20_000

#: What links other files, and the attribute that names them.
_LINKING = {"a": "href", "iframe": "src", "embed": "src", "object": "data"}

EARLY_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
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


def parse_tree(text: str) -> tuple[HtmlElement | None, list[Issue]]:
    """Parse a page. A ``</html>`` before the body is ignored; a tree deeper than libxml2
    reads is flattened and parsed again, so that no text is lost to nesting."""
    tree, deep = parse(EARLY_END.sub("", text))
    issues: list[Issue] = []
    if deep:
        tree, _ = parse(_DEEP_TAG.sub(" ", text))
        issues.append(issue("deep_nesting"))
    return tree, issues


def read_html(text: str, *, url: str | None = None, page: Page | None = None) -> Document:
    """Turn a decoded page into blocks of the whole visible page, with its meta tags
    (names in lower case; ``title`` is the ``<title>``) and the files it links. ``page``: the same,
    where it is parsed already."""
    if len(text) > MAX_TAGS and text.count("<") > MAX_TAGS:
        end = next(islice(_OPEN.finditer(text), MAX_TAGS, None)).start()
        document = _read_page(text[:end], url)
        document.issues.append(_truncated("tags", MAX_TAGS))
        return document
    document = _read_page(text, url, page)
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


def _read_page(text: str, url: str | None, page: Page | None = None) -> Document:
    tree, issues = (page.tree, []) if page is not None else parse_tree(text)
    document = Document(blocks=[], media_type="text/html", issues=issues, tree=tree)
    if tree is None:
        return document
    # lxml makes an element again each time it is asked for one that nobody holds
    elements = list(tree.iter())
    document.metadata = _metadata(tree)
    sight = Sight.of_page(tree)
    _take_blocks(document, elements, sight)
    # what a known platform's script draws is read with its header block (read_html)
    drawn = "DETAIL" in text and embedded_article(text, "") is not None
    if not drawn and (held := held_articles(tree, document.blocks)):
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
    tidy = {t for t, block in grids.items() if block.grid and is_tidy(t, block.grid, sight)}
    walk = Walk(sight, grids, tidy, MAX_TEXT_NODES)
    walk.take(elements)
    if walk.page.truncated:
        document.issues.append(_truncated("texts", MAX_TEXT_NODES))
    document.blocks = walk.blocks
    document.unseen = walk.page.unseen


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

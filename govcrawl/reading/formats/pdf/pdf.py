"""PDF → blocks, with pdfium (pypdfium2): text layer, ruled tables, paragraphs over pages.

What has no text layer is said (``not_parsed: scanned``), page by page; text that someone's OCR
laid under a scan is read but named. Work is bounded by pages, characters and lines.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from govcrawl.messages import issue
from govcrawl.reading.formats import issues, ocr
from govcrawl.reading.formats.contents import mark_contents
from govcrawl.reading.formats.pdf import pdf_scans
from govcrawl.reading.formats.pdf.pdf_drawing import has_fields
from govcrawl.reading.formats.pdf.pdf_filters import UntoldError
from govcrawl.reading.formats.pdf.pdf_fonts import own_fonts
from govcrawl.reading.formats.pdf.pdf_forms import unfolds_too_far
from govcrawl.reading.formats.pdf.pdf_furniture import drop_furniture
from govcrawl.reading.formats.pdf.pdf_heads import set_headings
from govcrawl.reading.formats.pdf.pdf_lines import Line, to_lines
from govcrawl.reading.formats.pdf.pdf_page import Page
from govcrawl.reading.formats.pdf.pdf_paragraphs import Layout, to_paragraphs
from govcrawl.reading.formats.pdf.pdf_pieces import to_pieces
from govcrawl.reading.formats.pdf.pdf_places import PrintedText, Sheet
from govcrawl.reading.formats.pdf.pdf_reader import read_page
from govcrawl.reading.formats.pdf.pdf_rival import is_lumped, rivals
from govcrawl.reading.formats.pdf.pdf_sheets import split_sheets
from govcrawl.reading.formats.pdf.pdf_stitch import continues, stitch, to_grid
from govcrawl.reading.formats.pdf.pdf_streams import MAX_CONTENT, largest_content
from govcrawl.reading.formats.pdf.pdf_tables import RuledTable, find_tables
from govcrawl.reading.formats.pdf.pdf_unruled import Found, find_unruled
from govcrawl.reading.formats.sniff import PDF
from govcrawl.reading.model import Block, Document
from govcrawl.report import Issue

#: Pages read from one file; a report has some dozens.
MAX_PAGES: Final = 300
#: Characters, drawn objects and path segments that the pages read may hold, looked at or not.
#: Each costs some 20 µs; accounts of 30 pages with tables have 43,000.
MAX_PARTS: Final = 120_000
_SCAN_SHARE = 0.3
#: What is said of the kinds of text that no reader of the page sees as its text.
_UNSEEN: Final = {
    "text_hidden": "hidden",
    "text_struck": "struck",
    "text_raised": "raised",
    "text_watermark": "watermark",
}
_MAX_QUOTED: Final = 300
#: Lines of text in the corner of a table.
_MOST_BESIDE: Final = 8


@dataclass(slots=True)
class Content:
    """A page after its tables were taken out."""

    page: Page
    lines: list[Line] = field(default_factory=list)
    tables: list[RuledTable] = field(default_factory=list)


def read_pdf(data: bytes) -> Document:
    """Turn a PDF into paragraphs and grids, pages counted from 1. Never raises."""
    try:
        import pypdfium2
        import pypdfium2.raw as raw
    except ImportError:
        return issues.missing_library(PDF, "pdf")
    with own_fonts(raw):
        return _open(pypdfium2, raw, data)


def _open(pypdfium2: Any, raw: Any, data: bytes) -> Document:
    try:
        largest = largest_content(data)
    except UntoldError:
        return issues.not_parsed(PDF, "unsafe")
    if largest is None or largest > MAX_CONTENT:  # opening it unpacks streams already
        return issues.not_parsed(PDF, "too_large")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            return issues.not_parsed(PDF, "encrypted")
        return issues.damaged(PDF, error)
    except Exception as error:  # ctypes and the library's own checks raise other kinds
        return issues.damaged(PDF, error)
    try:
        pages = min(len(document), MAX_PAGES)
        if largest * pages > MAX_CONTENT:
            return issues.not_parsed(PDF, "too_large", "content", pages=pages)
        if unfolds_too_far(data, pages=pages):
            return issues.not_parsed(PDF, "too_large", "unfolds")
        return _read(raw, document)
    finally:
        document.close()


def _read(raw: Any, document: Any) -> Document:
    result = Document(blocks=[], media_type=PDF, metadata=_metadata(document))
    pages = _read_pages(raw, document, result.issues)
    _report_unread(pages, result.issues)
    finish(result, pages)
    return result


def finish(result: Document, pages: list[Page]) -> None:
    """Turn pages into the blocks of a document, and say what was left out or recognised."""
    if issue := pdf_scans.ocr_issue(pages):
        result.issues.append(issue)
    contents: list[Content] = []
    crowded: list[int] = []
    for page in split_sheets(pages):
        content, capped = to_content(page)
        contents.append(content)
        if capped:
            crowded.append(page.sheet)
    if crowded:
        result.issues.append(issues.of_pages("page_too_complex", crowded))
    kept, dropped = drop_furniture([(c.page.number, c.page.height, c.lines) for c in contents])
    for content, lines in zip(contents, kept, strict=True):
        content.lines = lines
    take_unruled(contents)
    result.blocks, headers = _assemble(contents)
    mark_contents(result.blocks)
    if dropped or headers:
        # for the loss ledger: what is on the page and in no block
        result.metadata["page_furniture"] = "\n".join([line.text for line in dropped] + headers)
    result.unseen = partial(_unseen, pages, contents, dropped)
    if not result.blocks and not result.issues:
        result.issues.append(issues.not_parsed_issue("no_text"))


def _unseen(pages: list[Page], contents: list[Content], dropped: list[Line]) -> list[Block]:
    """Running heads and page numbers, and what is no text of its page."""
    blocks: list[Block] = []
    sheets = {c.page.number: Sheet(c.page.sheet, c.page.left, c.page.turn) for c in contents}
    for line in dropped:
        place = PrintedText([line], sheets)
        blocks.append(Block("paragraph", line.text, fate="boilerplate:page_furniture", place=place))
    sheets = {page.sheet: Sheet(page.sheet, 0.0, page.turn) for page in pages}
    for page in pages:
        for kind, chars in page.apart:
            for line in to_lines(chars, page=page.sheet):
                place = PrintedText([line], sheets)
                blocks.append(Block("paragraph", line.text, fate=f"unseen:{kind}", place=place))
    return blocks


def take_unruled(contents: list[Content]) -> None:
    """Move tables without lines from the lines of the pages to their tables, and tables whose
    lines are not their own from the ruled ones."""
    by_number = {content.page.number: content for content in contents}
    ruled = [table for content in contents for table in content.tables]
    if is_lumped(ruled, [line for content in contents for line in content.lines]):
        found = rivals(
            [(c.page.number, [x for line in c.lines for x in line.chars]) for c in contents],
            {c.page.number: c.tables for c in contents},
        )
        for each, stood in found:
            for table in stood:
                content = by_number[table.page]
                content.tables = [other for other in content.tables if other is not table]
                chars = [x for cell in table.cells for x in cell.chars]
                rest = [x for line in content.lines for x in line.chars]
                content.lines = to_lines([*rest, *chars], page=table.page)
                _set_fonts(content.lines, content.page)
            _take([each], by_number)
    for content in contents:
        if content.tables and (gone := set_headings(content.tables, content.lines)):
            content.lines = _without(content.lines, gone, content.page.number)
    pieces = to_pieces(
        [(c.page.number, (x for line in c.lines for x in line.chars)) for c in contents]
    )
    _take(find_unruled(pieces), by_number)


def _take(found: Sequence[Found], by_number: dict[int, Content]) -> None:
    """Move tables from the lines of their pages to the pages' tables."""
    taken: dict[int, set[int]] = {}
    for each in found:
        by_number[each.table.page].tables.append(each.table)
        for piece in each.pieces:
            taken.setdefault(piece.page, set()).update(c.index for c in piece.chars)
    for number, gone in taken.items():
        content = by_number[number]
        content.lines = _without(content.lines, gone, number)


def _without(lines: Sequence[Line], gone: set[int], page: int) -> list[Line]:
    """Lines without the characters with these indices."""
    kept: list[Line] = []
    for line in lines:
        rest = [c for c in line.chars if c.index not in gone]
        if len(rest) == len(line.chars):
            kept.append(line)
        elif rest:
            kept += to_lines(rest, page=page)
    return kept


def to_content(page: Page) -> tuple[Content, bool]:
    """Take a page's tables out; whether it had more lines than are looked at."""
    tables, rest, capped = find_tables(page)
    lines = to_lines(rest, page=page.number)
    _set_fonts(lines, page)
    return Content(page, lines, tables), capped or page.capped


def _read_pages(raw: Any, document: Any, found: list[Issue]) -> list[Page]:
    count = len(document)
    pages: list[Page] = []
    n_parts = tried = 0
    broken: list[int] = []
    unshown: list[int] = []
    for index in range(min(count, MAX_PAGES)):
        handle = raw.FPDF_LoadPage(document.raw, index)
        if not handle:
            broken.append(index + 1)
            continue
        if has_fields(raw, handle):
            # what fields show becomes part of the page, and is found when it is loaded again
            flat = raw.FPDFPage_Flatten(handle, raw.FLAT_NORMALDISPLAY)
            raw.FPDF_ClosePage(handle)
            unshown += [index + 1] * (flat == raw.FLATTEN_FAIL)
            handle = raw.FPDF_LoadPage(document.raw, index)
        try:
            page = read_page(raw, handle, index + 1)
        finally:
            raw.FPDF_ClosePage(handle)
        if page.is_scanned() or page.is_outlined():
            tried += pdf_scans.recognise_page(document, page, tried=tried)
        pages.append(page)
        n_parts += page.n_parts
        if n_parts > MAX_PARTS and index + 1 < count:
            found.append(issues.capped("parts_to_page", n_parts, MAX_PARTS, page=page.number))
            break
    if count > MAX_PAGES:
        found.append(issues.capped("pages", count, MAX_PAGES))
    if broken or unshown:
        found.append(issues.of_pages("page_damaged", sorted({*broken, *unshown})))
    return pages


def _set_fonts(lines: list[Line], page: Page) -> None:
    """A line's font is the one in force at its first character: known where a run began."""
    starts = sorted(page.fonts)
    if not starts:
        return
    for line in lines:
        at = bisect_right(starts, line.chars[0].index) - 1
        line.font = page.fonts[starts[max(at, 0)]]


def _report_unread(pages: Sequence[Page], found: list[Issue]) -> None:
    """Say which pages have no text to read, and which text is not to be trusted as printed."""
    printed = [page for page in pages if not page.scores]
    scanned = [page.number for page in printed if page.is_scanned()]
    if scanned:
        # Sheets without anything printed are as good as none.
        whole = all(page.number in scanned or not (page.scores or page.n_texts) for page in pages)
        found.append(
            issues.not_parsed_issue(
                "scanned",
                "scanned" if whole else "scanned_pages",
                severity="error" if whole else "warn",
                limit=ocr.MAX_PAGES,
                pages=issues.ranges(scanned),
            )
        )
    drawn = [page for page in printed if not page.is_scanned()]
    if outlined := [page.number for page in drawn if page.is_outlined()]:
        found.append(
            issues.not_parsed_issue("outlines", severity="warn", pages=issues.ranges(outlined))
        )
    by_code = {
        "ocr_failed": [page.sheet for page in pages if page.failed],
        "ocr_cells_unread": [page.sheet for page in pages if page.unread],
        "ocr_text_layer": [page.number for page in drawn if _has_hidden_layer(page)],
        "text_unmapped": [page.number for page in printed if _is_garbled(page)],
    }
    for code, numbers in by_code.items():
        if numbers:
            found.append(issues.of_pages(code, numbers))
    if turned := [page.turned[:60] for page in printed if len(page.turned) > 1]:
        found.append(issue("turned_text", " | ".join(turned[:5])))
    _report_unseen(pages, found)
    if repaired := sum(page.repaired for page in printed):
        found.append(issue("radicals_repaired", str(repaired), count=repaired))


def _has_hidden_layer(page: Page) -> bool:
    """Whether most of a page's text is laid under its picture."""
    hidden = page.n_hidden * 2 > page.n_texts and page.image_share > _SCAN_SHARE
    return hidden and not page.is_outlined()


def _is_garbled(page: Page) -> bool:
    """Whether many characters of a page map to no known character."""
    return page.unmapped > 20 and page.unmapped * 4 > page.n_printed


def _report_unseen(pages: Sequence[Page], found: list[Issue]) -> None:
    """Say what is in the text layer and is no text of its page."""
    for code, kind in _UNSEEN.items():
        texts = [text for page in pages for text in page.unseen.get(kind, ())]
        if texts:
            quoted = " | ".join(dict.fromkeys(texts))
            found.append(issue(code, quoted[:_MAX_QUOTED], count=len(texts)))


def _assemble(contents: list[Content]) -> tuple[list[Block], list[str]]:
    """Blocks in reading order, tables stitched; and the repeated headers that were dropped."""
    flow: list[Line | RuledTable] = []
    headers: list[str] = []
    for content in contents:
        items: list[tuple[float, Line | RuledTable]] = [(-x.y, x) for x in content.lines]
        items += [(-t.top, t) for t in content.tables]
        for _, item in sorted(items, key=lambda pair: pair[0]):
            last = _last_table(flow) if isinstance(item, RuledTable) else None
            if (
                isinstance(item, RuledTable)
                and last is not None
                and not (last.unruled or item.unruled)
                and continues(last, item)
            ):
                headers += stitch(last, item)
            else:
                flow.append(item)
    flow = [part for item in flow for part in _lines_of_box(item)]
    lines = [item for item in flow if isinstance(item, Line)]
    layout = Layout(lines, {c.page.number: (c.page.width, c.page.height) for c in contents})
    sheets = {c.page.number: Sheet(c.page.sheet, c.page.left, c.page.turn) for c in contents}
    blocks: list[Block] = []
    run: list[Line] = []
    for item in flow:
        if isinstance(item, Line):
            run.append(item)
            continue
        blocks += to_paragraphs(run, layout, sheets)
        run = []
        grid = to_grid(item, sheets)
        text = " ".join(c.text for c in grid.cells if c.text)
        blocks.append(Block(kind="table", text=text, grid=grid, page=sheets[item.page].number))
    return blocks + to_paragraphs(run, layout, sheets), headers


def _last_table(flow: Sequence[Line | RuledTable]) -> RuledTable | None:
    """The table that ends the page, lines that are beside it left out: the corner of a table
    without a line on its left."""
    beside: list[Line] = []
    for item in flow[: -_MOST_BESIDE - 2 : -1]:
        if isinstance(item, RuledTable):
            level = all(x.page == item.last_page and x.y > item.bottom for x in beside)
            return item if level else None
        beside.append(item)
    return None


def _lines_of_box(item: Line | RuledTable) -> Sequence[Line | RuledTable]:
    """A box around text that no other page goes on with is no table."""
    if isinstance(item, Line):
        return [item]
    filled = [cell for cell in item.cells if cell.text]
    return filled[0].lines if len(filled) == 1 else [item]


def _metadata(document: Any) -> dict[str, str]:
    try:
        stated = document.get_metadata_dict(skip_empty=True)
    except Exception:  # a damaged information dictionary says nothing
        return {}
    return {str(k).lower(): str(v)[:1000] for k, v in stated.items()}

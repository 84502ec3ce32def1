"""A report in several files: the page (or the body of a mail) says the narrative, the statutory
tables are in what it attaches.

The page is read first. Only where tables of its form were not found in it are its attachments
opened, and of them nothing is taken but tables: the record's text stays that of the page. Tables
of another year are left alone, and that is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from govcrawl.messages import issue
from govcrawl.reading.anchoring import trace
from govcrawl.reading.documents.found import parted, take_dumps
from govcrawl.reading.model import Attached, Block, Document, Reading, Traced
from govcrawl.reading.page.clean import clean
from govcrawl.report import Attachment, Issue, Report

#: Attachments that are opened for one page, the first ones.
MAX_OPENED = 20
_YEAR = re.compile(r"(20[0-2]\d)\s*年")
_OPENING = 400  # characters of an attachment in which its year is
_LINES = 20  # its blocks that are looked at for that
_ABSENT = "table_absent"


@dataclass(slots=True)
class Opened:
    """An attachment as a document. ``name``: what messages call it; ``sha256``: of its bytes, to
    find it among the record's attachments."""

    name: str
    document: Document
    sha256: str = ""


def lacks_tables(report: Report) -> bool:
    """Whether tables that the report should have were not found where it was read."""
    if any(one.code == _ABSENT for one in report.issues):
        return True
    return report.format_era == "narrative_pre2019" and not report.tables


def note_archived(report: Report, attached: Sequence[Attached], kinds: Sequence[str]) -> None:
    """Give the record's attachments their digests; those it does not list yet are added. ``kinds``:
    their media types, by their bytes."""
    known = {attachment.url: attachment for attachment in report.attachments}
    for one, kind in zip(attached, kinds, strict=True):
        entry = known.get(one.url)
        if entry is None:
            title = one.title or one.file_name or ""
            entry = known[one.url] = Attachment(url=one.url, title=title)
            report.attachments.append(entry)
        entry.sha256, entry.media_type = one.sha256, kind


def joined(
    own: Reading,
    opened: Sequence[Opened],
    again: Callable[[Sequence[Block]], Reading],
) -> tuple[Reading, list[Opened]]:
    """The reading with the tables of the attachments, and those that gave any; ``own`` where none
    did. ``again`` reads the page once more, with further tables after its own."""
    report = own.reports[0]
    tables: list[Block] = []
    holding: list[tuple[Opened, list[Block]]] = []
    said: list[Issue] = []
    for one in opened[:MAX_OPENED]:
        found = tables_of(one.document)
        other = _other_year(one, report.report_year) if found else None
        if other is not None:
            said.append(issue("attachment_of_another_year", one.name, name=one.name, year=other))
        elif found:
            holding.append((one, found))
            tables += found
    if not tables:
        report.issues += said
        return own, []
    whole = again(tables)
    if not whole.reports or _read(whole.reports[0]) <= _read(report):
        report.issues += said
        return own, []
    used = _used(whole.reports[0], holding)
    whole.reports[0].issues += said
    for one in used:
        whole.reports[0].issues.append(issue("attachment_joined", one.name, name=one.name))
    pages, documents = whole.trace, [one.document for one in used]
    whole.trace = lambda: [*pages(), *_traced(documents)]
    return whole, used


def tables_of(document: Document) -> list[Block]:
    """The tables of a document, those that were flattened to text as well."""
    if not document.blocks:
        return []
    document.blocks = list(parted(document.blocks))
    # only a web page has anything around its article
    page = document.media_type == "text/html"
    article = take_dumps(clean(document).article if page else document.blocks)
    return [block for block in article if block.kind == "table" and block.grid is not None]


def _read(report: Report) -> int:
    return sum(value is not None for value in report.tables.values())


def _used(report: Report, holding: list[tuple[Opened, list[Block]]]) -> list[Opened]:
    """The attachments that the record's cells are in, by their anchors."""
    parts = {(cell.anchor or "").rpartition("!")[0] for cell in report.table_cells}
    return [one for one, blocks in holding if any(_part_of(block) in parts for block in blocks)]


def _part_of(block: Block) -> str:
    """The part in which a table is."""
    assert block.grid is not None
    anchors = (
        cell.place.anchor(0, None, {}) for cell in block.grid.cells if cell.place is not None
    )
    return next(filter(None, anchors), "").rpartition("!")[0]


def _other_year(one: Opened, year: int | None) -> int | None:
    """The year that an attachment states, where it is not the report's. A form that is filled in
    the next year may name that one too."""
    if year is None:
        return None
    texts = [one.name, *(block.text for block in one.document.blocks[:_LINES])]
    stated = [int(match) for match in _YEAR.findall("\n".join(texts)[:_OPENING])]
    if not stated or year in stated or year + 1 in stated:
        return None
    return stated[0]


def _traced(documents: Sequence[Document]) -> Iterator[Traced]:
    for document in documents:
        for block in document.blocks:
            if block.kind == "table":
                block.settle("table")
            elif not block.fate or block.fate == "body":
                block.settle("other_document", "attachment")
        yield from trace(document)

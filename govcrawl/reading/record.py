"""From a document's blocks to records: runs the stages and puts their results together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from govcrawl.checks import check_acts, check_narrative, check_record
from govcrawl.domains import host_kind, host_of, is_local
from govcrawl.messages import issue
from govcrawl.reading.agency.resolving_agency import AgencyClues, AgencyResult, resolve_agency
from govcrawl.reading.anchoring import anchor_fields, anchor_report, trace
from govcrawl.reading.documents.contact import read_contact
from govcrawl.reading.documents.found import Part, parted, split, take_dumps
from govcrawl.reading.documents.identifiers import Identifier, identify
from govcrawl.reading.documents.identity import PageTitle, as_listed, page_title_of, report_title
from govcrawl.reading.documents.origin import (
    Origin,
    provenance_of,
    with_parsed,
)
from govcrawl.reading.documents.period import Printed, find_period, impossible_dates, read_period
from govcrawl.reading.documents.recogniser import judge
from govcrawl.reading.documents.years import YearClues, report_year
from govcrawl.reading.entries import (
    disputed,
    lost,
    not_a_report,
    nothing,
    unassigned,
    unread_tables,
)
from govcrawl.reading.model import Block, Document, Finding, Listed, Reading
from govcrawl.reading.narrative import StatisticsResult, read_statistics
from govcrawl.reading.page.clean import Cleaned, clean, ledger
from govcrawl.reading.page.metadata import PageMetadata, read_metadata
from govcrawl.reading.page.sections import read_sections, split_glued
from govcrawl.reading.page.signature import Signature, take_signature
from govcrawl.reading.repairs import find_defects
from govcrawl.reading.tables import TablesResult, complete, read_tables
from govcrawl.reading.tables.doubts import hold_against_reading
from govcrawl.reading.titles import classify_title
from govcrawl.report import (
    SCHEMA_VERSION,
    Attachment,
    Check,
    Contact,
    Coverage,
    Era,
    FieldEvidence,
    Issue,
    Ledger,
    Period,
    Report,
    Section,
    Source,
)

_OPENING_LINES, _PARAGRAPH = 12, 25
_LAST_NARRATIVE_YEAR, _LAST_TRIAL_YEAR = 2018, 2020


@dataclass(frozen=True, slots=True)
class _File:
    """A file that is read: its blocks, where its bytes came from, and what the page, its own or the
    one that links it, and a listing state about it. ``linked``: another page links it."""

    document: Document
    origin: Origin
    linked: bool
    page: PageMetadata
    title: PageTitle
    link: Listed | None

    def about(self, attached: Sequence[Block], *, first: bool) -> _About:
        """What of this is about one of its documents: most of it is about the first one."""
        if not first:
            page = replace(
                self.page,
                publish_date=None,
                document_date=None,
                index_number=None,
                doc_number=None,
                issuer=None,
                content_source=None,
                evidence=[],
                issues=[],
            )
            return _About(page, third_party=True)
        return _About(
            self.page,
            third_party=host_kind(self.origin.url) == "third_party",
            title=self.title,
            link=self.link,
            attached=attached,
            attachments=self.document.attachments,
        )


@dataclass(frozen=True, slots=True)
class _About:
    """What a file's page states about one document. ``attached``: tables of the page's attachments,
    read after its own as those of its report."""

    page: PageMetadata
    third_party: bool
    title: PageTitle | None = None
    link: Listed | None = None
    attached: Sequence[Block] = ()
    attachments: list[Attachment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of one document, and what it states about itself: title, signature, period, year."""

    paragraphs: list[Block]
    body: str
    signature: Signature
    title: Finding[str | None]
    printed: Printed | None
    year: Finding[int | None]


@dataclass(frozen=True, slots=True)
class _Read:
    """What the stages have read of one document."""

    text: _Text
    tables: TablesResult
    era: Era
    sections: Finding[list[Section]]
    contact: Finding[Contact]
    statistics: StatisticsResult
    period: Finding[Period | None]
    agency: AgencyResult


def build_reports(
    document: Document,
    origin: Origin,
    linking: Document | None = None,
    listed: Listed | None = None,
    attached: Sequence[Block] = (),
) -> Reading:
    """Run every stage that follows decoding on one document. What a page states about
    its article (dates, index number, issuer, site) is taken from the page that links it, where
    there is one; what a listing states about a document fills what is left open. ``attached``: tables of the page's
    attachments, read after its own as those of its report."""
    if not document.blocks:
        return Reading([], nothing(document))
    document.blocks = list(parted(document.blocks))
    cleaned = clean(document)
    file = _file(document, cleaned, origin, linking, listed)
    place = linking.url if linking is not None else origin.url
    parts = split(take_dumps(cleaned.article), cleaned.titles)
    page_title = file.title
    judge(parts, page_title.text, settled=page_title.settled, url=place, column=file.page.column)
    reports, others = _records(parts, file, attached)
    issues = [*document.issues, *_refused(parts, others, page_title.text)]
    left = [*unread_tables(document), *unassigned(document)]
    left += disputed(cleaned.disputed, document.place_cache)
    _complete(reports, parts, file)
    if reports:
        reports[0].issues.extend([*issues, *left])
        issues = [i for i in issues if i.code == "not_a_report"]
    elif unread := lost(document, parts):
        issues = [i for i in issues if i.code != "not_a_report"] + unread
    return Reading(reports, issues, lambda: trace(document))


def _file(
    document: Document,
    cleaned: Cleaned,
    origin: Origin,
    linking: Document | None,
    listed: Listed | None,
) -> _File:
    """What the page, or the one that links it, and a listing state about a file."""
    page = read_metadata(document, cleaned, url=origin.url)
    title = page_title_of(document, page, cleaned)
    if linking is not None and linking.blocks:
        around = clean(linking)
        page = read_metadata(linking, around, url=linking.url)
        carried = page_title_of(linking, page, around)
        own = listed is None or not listed.body  # a page of many files belongs to no single body
        if own and carried.text and classify_title(carried.text).kind in ("report", "maybe"):
            title = carried
        document.attachments = with_parsed(linking.attachments, document, origin)
    link = listed if document.media_type != "text/html" else None
    if link is not None:
        title = as_listed(page, title, link)
    return _File(document, origin, linking is not None, page, title, link)


def _records(
    parts: Sequence[Part], file: _File, attached: Sequence[Block]
) -> tuple[list[Report], list[Part]]:
    """The records of a file's documents, and the documents that are no reports."""
    reports: list[Report] = []
    others: list[Part] = []
    for part in parts:
        if part.kind != "report":
            others.append(part)
            continue
        report = _build(part, file, file.about(attached, first=not reports))
        if isinstance(report, str):
            part.kind, part.reason = "fragment", report
            others.append(part)
        else:
            reports.append(report)
    return reports, others


def _refused(parts: Sequence[Part], others: Sequence[Part], title: str | None) -> list[Issue]:
    """Why documents, or the whole file, were not taken for reports; settles their blocks."""
    if not parts:
        return [not_a_report(Part(reason="no_article"), title)]
    for part in others:
        for block in part.blocks:
            block.settle("other_document")
    return [not_a_report(part, title if part is parts[0] else None) for part in others]


def _complete(reports: Sequence[Report], parts: list[Part], file: _File) -> None:
    """Fill in what is known only once all documents of a file have been read."""
    document = file.document
    provenance = provenance_of(file.origin.url, file.title.text, parts, len(reports))
    total = ledger(document.blocks)
    for report in reports:
        report.source.provenance = provenance
        report.ledger = total
        if not file.linked:
            anchor_fields(report.field_evidence, document.blocks, document.place_cache)


def _build(part: Part, file: _File, about: _About) -> Report | str:
    """The record of one document, or the reason why it is none after all."""
    read = _read(part, file, about)
    if isinstance(read, str):
        return read
    _settle(part, read.text.signature)
    report = _record(read, file, about)
    report.field_evidence = [*about.page.evidence, *part.evidence, *report.field_evidence]
    cache, tables = file.document.place_cache, read.tables
    anchor_report(report, read.text.paragraphs, tables.sources, tables.statistic_sources, cache)
    return report


def _read(part: Part, file: _File, about: _About) -> _Read | str:
    """Run the stages that read a document."""
    text = _text_of(part, about)
    body, year = text.body, text.year.value
    blocks = [*(b for b in part.blocks if b.kind == "table"), *about.attached]
    tables = read_tables([b.grid for b in blocks if b.grid is not None], report_year=year)
    if _is_empty_form(tables, body):
        return "empty_form"
    era = _era(tables.era, year)
    tables = complete(tables, era)
    sections, section_issues = read_sections(body)
    contact, contact_evidence = read_contact(body.split("\n"))
    statistics = read_statistics(
        body, sections, report_year=year, own=text.title.value or "", contact=contact
    )
    agency = resolve_agency(_clues(text, file, about, contact, tables))
    if agency.agency.name is None and year is None and not (statistics.statistics or tables.values):
        return "nothing_to_identify"
    return _Read(
        text=text,
        tables=tables,
        era=era,
        sections=Finding(sections, issues=section_issues),
        contact=Finding(contact, contact_evidence),
        statistics=statistics,
        period=read_period(text.printed, year, document_date=text.signature.date),
        agency=agency,
    )


def _record(read: _Read, file: _File, about: _About) -> Report:
    """The record of a document, with the evidence of what it states itself."""
    text, tables, statistics, agency = read.text, read.tables, read.statistics, read.agency
    page, signature = about.page, text.signature
    host = host_of(file.origin.url)
    year, body = text.year.value, text.body
    identifier = identify(agency.agency, year, agency.coverage, body, host=host)
    return Report(
        schema_version=SCHEMA_VERSION,
        report_id=identifier.text,
        id_provisional=identifier.provisional,
        title=text.title.value,
        report_year=year,
        coverage=agency.coverage,
        format_era=read.era,
        period=read.period.value,
        agency=agency.agency,
        publish_date=page.publish_date,
        document_date=signature.date or page.document_date,
        index_number=page.index_number,
        doc_number=page.doc_number,
        issuer=page.issuer,
        content_source=page.content_source,
        contact=read.contact.value,
        site=page.site,
        body=body,
        sections=read.sections.value,
        statistics=[*statistics.statistics, *tables.statistics],
        candidates=statistics.candidates,
        quantities=statistics.quantities,
        tables=tables.values,
        table_cells=tables.cells,
        checks=_checks(tables, statistics, text, agency.coverage),
        issues=[*page.issues, *_issues(read, identifier)],
        attachments=about.attachments,
        changes=[],
        source=_source(file),
        table_quality=tables.quality,
        field_evidence=_evidence(read),
        ledger=Ledger(
            visible=0, body=0, table=0, metadata=0, boilerplate=0, other_documents=0, unassigned=0
        ),
    )


def _evidence(read: _Read) -> list[FieldEvidence]:
    """What a record's fields rest on in the document."""
    text = read.text
    found = [*text.title.evidence, *text.year.evidence, *read.period.evidence]
    if text.signature.date:
        printed = text.signature.date_text or ""
        found.append(FieldEvidence(field="document_date", rule="signature", text=printed))
    return [*found, *read.contact.evidence, *read.agency.evidence]


def _issues(read: _Read, identifier: Identifier) -> list[Issue]:
    """The issues of all stages, in their order."""
    text = read.text
    found = [
        *text.title.issues,
        *text.year.issues,
        *impossible_dates(text.body),
        *read.period.issues,
        *text.signature.issues,
    ]
    if identifier.provisional:
        found.append(issue("id_provisional", identifier.text, stand_in=identifier.stand_in))
    return [
        *found,
        *read.sections.issues,
        *find_defects(text.body),
        *read.statistics.issues,
        *read.tables.issues,
        *read.agency.issues,
    ]


def _text_of(part: Part, about: _About) -> _Text:
    """The text of a document and what it states about itself."""
    page, title = about.page, about.title
    signature = take_signature(part.blocks, not_after=page.publish_date)
    paragraphs = [b for b in part.blocks if b.kind == "paragraph" and b not in signature.blocks]
    body = "\n".join(split_glued([b.text for b in paragraphs]))
    own = report_title(part, title)
    printed = find_period(body)
    clues = YearClues(
        title=own.value,
        other_titles=[e.value or "" for e in title.evidence] if title is not None else [],
        body=body,
        period=printed,
        signature_date=signature.date,
        document_date=page.document_date,
        listed_title=about.link.title if about.link is not None else None,
        publish_date=page.publish_date,
    )
    return _Text(paragraphs, body, signature, own, printed, report_year(clues, part))


def _settle(part: Part, signature: Signature) -> None:
    """Give the blocks of a report their fates."""
    for block in part.blocks:
        if block in signature.blocks:
            block.settle("metadata", "signature")
        elif not block.fate:
            block.settle("table" if block.kind == "table" else "body")


def _checks(
    tables: TablesResult, statistics: StatisticsResult, text: _Text, coverage: Coverage
) -> list[Check]:
    """The checks of a record."""
    checks = [
        *check_record(tables.values, statistics=statistics.statistics, cells=tables.cells),
        *check_narrative(
            tables.values, statistics.statistics, coverage=coverage, unread=statistics.unread
        ),
        *check_acts(tables.values, text.body, year=text.year.value),
    ]
    hold_against_reading(checks, tables.doubts)
    return checks


def _source(file: _File) -> Source:
    origin, document = file.origin, file.document
    return Source(
        url=origin.url,
        aliases=[],
        portal=origin.portal,
        fetched_at=origin.fetched_at,
        sha256=origin.sha256,
        media_type=document.media_type,
        encoding=document.encoding,
        provenance="local",
    )


def _clues(
    text: _Text, file: _File, about: _About, contact: Contact, tables: TablesResult
) -> AgencyClues:
    """What speaks for the body that reports."""
    host, page = host_of(file.origin.url), about.page
    return AgencyClues(
        title=text.title.value,
        report_year=text.year.value,
        signature=text.signature.agencies,
        opening=_opening(text.body),
        body=text.body,
        issuer=page.issuer,
        content_source=page.content_source,
        breadcrumb=page.breadcrumb,
        column=page.column,
        site_name=page.site_name,
        site_code=page.site.site_code,
        police_record=page.site.police_record,
        icp=page.site.icp,
        footer=page.footer,
        index_number=page.index_number,
        contact_address=contact.address,
        contact_postal_code=contact.postal_code,
        contact_phone=contact.phone,
        host=host if host and not is_local(host) else None,
        beside_title=about.title.beside if about.title is not None else [],
        third_party=about.third_party,
        linked=about.link.body if about.link is not None else None,
        tables=tables.values,
    )


def _opening(body: str) -> str:
    """The lines up to the third paragraph; short lines before them do not count."""
    lines = body.split("\n")[:_OPENING_LINES]
    paragraphs = [i for i, line in enumerate(lines) if len(line) >= _PARAGRAPH]
    return "\n".join(lines[: paragraphs[2] + 1 if len(paragraphs) > 2 else len(lines)])


def _is_empty_form(tables: TablesResult, body: str) -> bool:
    """A blank form has tables, no value in them and hardly a word between its headings."""
    if not tables.values or any(v is not None for v in tables.values.values()):
        return False
    if any(character.isdigit() for cell in tables.cells for character in cell.text):
        return False  # filled, if not with what is a number
    prose = [line for line in body.split("\n") if len(line) > 30]
    return sum(map(len, prose)) < 200


def _era(from_labels: Era | None, year: int | None) -> Era:
    """The form by its labels; the year only where no form is printed."""
    if from_labels:
        return from_labels
    if year is None or year <= _LAST_NARRATIVE_YEAR:
        return "narrative_pre2019"
    return "format_2019_trial" if year <= _LAST_TRIAL_YEAR else "format_2021"

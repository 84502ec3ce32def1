"""From a document's blocks to records: runs the stages and puts their results together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from govcrawl.checks import check_narrative, check_record
from govcrawl.domains import host_kind, host_of, is_local
from govcrawl.messages import issue
from govcrawl.reading.agency import AgencyClues, resolve_agency
from govcrawl.reading.anchoring import anchor_fields, anchor_report, trace
from govcrawl.reading.clean import clean, ledger
from govcrawl.reading.contact import read_contact
from govcrawl.reading.documents import Part, parted, split, take_dumps
from govcrawl.reading.entries import (
    disputed,
    lost,
    not_a_report,
    nothing,
    unassigned,
    unread_tables,
)
from govcrawl.reading.identifiers import identify
from govcrawl.reading.identity import PageTitle, as_listed, page_title_of, report_title
from govcrawl.reading.metadata import PageMetadata, read_metadata
from govcrawl.reading.model import Block, Document, Listed, PlaceCache, Reading
from govcrawl.reading.narrative import read_statistics
from govcrawl.reading.origin import (
    Origin,
    provenance_of,
    with_parsed,
)
from govcrawl.reading.period import find_period, impossible_dates, read_period
from govcrawl.reading.recogniser import judge
from govcrawl.reading.repairs import find_defects
from govcrawl.reading.sections import read_sections, split_glued
from govcrawl.reading.signature import Signature, take_signature
from govcrawl.reading.tables import TablesResult, complete, read_tables
from govcrawl.reading.tables.doubts import hold_against_reading
from govcrawl.reading.title_kinds import classify_title
from govcrawl.reading.years import YearClues, report_year
from govcrawl.report import (
    SCHEMA_VERSION,
    Contact,
    Era,
    FieldEvidence,
    Issue,
    Ledger,
    Report,
    Source,
)

_OPENING_LINES, _PARAGRAPH = 12, 25
_LAST_NARRATIVE_YEAR, _LAST_TRIAL_YEAR = 2018, 2020


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
    page = read_metadata(document, cleaned, url=origin.url)
    page_title = page_title_of(document, page, cleaned)
    if linking is not None and linking.blocks:
        around = clean(linking)
        page = read_metadata(linking, around, url=linking.url)
        carried = page_title_of(linking, page, around)
        own = listed is None or not listed.body  # a page of many files belongs to no single body
        if own and carried.text and classify_title(carried.text).kind in ("report", "maybe"):
            page_title = carried
        document.attachments = with_parsed(linking.attachments, document, origin)
    link = listed if document.media_type != "text/html" else None
    if link is not None:
        page_title = as_listed(page, page_title, link)
    place = linking.url if linking is not None else origin.url
    parts = split(take_dumps(cleaned.article), cleaned.titles)
    judge(parts, page_title.text, settled=page_title.settled, url=place, column=page.column)
    issues = list(document.issues)
    reports: list[Report] = []
    cache = document.place_cache
    others: list[Part] = []
    for part in parts:
        if part.kind != "report":
            others.append(part)
            continue
        behind = attached if not reports else ()
        report = _build(
            part, document, page, origin, page_title, cache, link, behind, first=not reports
        )
        if isinstance(report, str):
            part.kind, part.reason = "fragment", report
            others.append(part)
        else:
            reports.append(report)
    for part in others:
        for block in part.blocks:
            block.settle("other_document")
        issues.append(not_a_report(part, page_title.text if part is parts[0] else None))
    if not parts:
        issues.append(not_a_report(Part(reason="no_article"), page_title.text))
    provenance = provenance_of(origin.url, page_title.text, parts, len(reports))
    total = ledger(document.blocks)
    left = [*unread_tables(document), *unassigned(document)]
    left += disputed(cleaned.disputed, cache)
    for report in reports:
        report.source.provenance = provenance
        report.ledger = total
        if linking is None:
            anchor_fields(report.field_evidence, document.blocks, cache)
    if reports:
        reports[0].issues.extend([*issues, *left])
        issues = [i for i in issues if i.code == "not_a_report"]
    elif unread := lost(document, parts):
        issues = [i for i in issues if i.code != "not_a_report"] + unread
    return Reading(reports, issues, lambda: trace(document))


def _build(
    part: Part,
    document: Document,
    page: PageMetadata,
    origin: Origin,
    page_title: PageTitle,
    cache: PlaceCache,
    link: Listed | None,
    attached: Sequence[Block],
    *,
    first: bool,
) -> Report | str:
    """The record of one document, or the reason why it is none after all."""
    evidence: list[FieldEvidence] = [*(page.evidence if first else []), *part.evidence]
    issues: list[Issue] = list(page.issues) if first else []
    publish_date = page.publish_date if first else None
    signature = take_signature(part.blocks, not_after=publish_date)
    paragraphs = [b for b in part.blocks if b.kind == "paragraph" and b not in signature.blocks]
    tables_of_part = [b for b in part.blocks if b.kind == "table"]
    grids = [b.grid for b in [*tables_of_part, *attached] if b.grid is not None]
    body = "\n".join(split_glued([b.text for b in paragraphs]))
    title = report_title(part, page_title if first else None, evidence, issues)
    printed = find_period(body)
    header_date = page.document_date if first else None
    year_clues = YearClues(
        title=title,
        other_titles=[e.value or "" for e in page_title.evidence] if first else [],
        body=body,
        period=printed,
        signature_date=signature.date,
        document_date=header_date,
        listed_title=link.title if link is not None and first else None,
        publish_date=publish_date,
    )
    year = report_year(year_clues, part, evidence, issues)
    issues += impossible_dates(body)
    tables = read_tables(grids, report_year=year)
    if _is_empty_form(tables, body):
        return "empty_form"
    era = _era(tables.era, year)
    tables = complete(tables, era)
    sections, section_issues = read_sections(body)
    contact, contact_evidence = read_contact(body.split("\n"))
    statistics = read_statistics(body, sections, report_year=year, own=title or "", contact=contact)
    period = read_period(
        printed, year, document_date=signature.date, evidence=evidence, issues=issues
    )
    document_date = signature.date or header_date
    if signature.date:
        evidence.append(
            FieldEvidence(field="document_date", rule="signature", text=signature.date_text or "")
        )
    issues += signature.issues
    agency = resolve_agency(
        replace(
            _clues(
                title, year, signature, body, page, contact, origin, page_title.beside, first=first
            ),
            linked=link.body if link is not None and first else None,
            tables=tables.values,
        )
    )
    if agency.agency.name is None and year is None and not (statistics.statistics or tables.values):
        return "nothing_to_identify"
    identifier = identify(agency.agency, year, agency.coverage, body, host=host_of(origin.url))
    if identifier.provisional:
        issues.append(issue("id_provisional", identifier.text, stand_in=identifier.stand_in))
    for block in part.blocks:
        if block in signature.blocks:
            block.settle("metadata", "signature")
        elif not block.fate:
            block.settle("table" if block.kind == "table" else "body")
    checks = [
        *check_record(tables.values, statistics=statistics.statistics, cells=tables.cells),
        *check_narrative(
            tables.values,
            statistics.statistics,
            coverage=agency.coverage,
            unread=statistics.unread,
        ),
    ]
    hold_against_reading(checks, tables.doubts)
    report = Report(
        schema_version=SCHEMA_VERSION,
        report_id=identifier.text,
        id_provisional=identifier.provisional,
        title=title,
        report_year=year,
        coverage=agency.coverage,
        format_era=era,
        period=period,
        agency=agency.agency,
        publish_date=publish_date,
        document_date=document_date,
        index_number=page.index_number if first else None,
        doc_number=page.doc_number if first else None,
        issuer=page.issuer if first else None,
        content_source=page.content_source if first else None,
        contact=contact,
        site=page.site,
        body=body,
        sections=sections,
        statistics=[*statistics.statistics, *tables.statistics],
        candidates=statistics.candidates,
        quantities=statistics.quantities,
        tables=tables.values,
        table_cells=tables.cells,
        checks=checks,
        issues=[
            *issues,
            *section_issues,
            *find_defects(body),
            *statistics.issues,
            *tables.issues,
            *agency.issues,
        ],
        attachments=document.attachments if first else [],
        changes=[],
        source=Source(
            url=origin.url,
            aliases=[],
            portal=origin.portal,
            fetched_at=origin.fetched_at,
            sha256=origin.sha256,
            media_type=document.media_type,
            encoding=document.encoding,
            provenance="local",
        ),
        table_quality=tables.quality,
        field_evidence=[*evidence, *contact_evidence, *agency.evidence],
        ledger=Ledger(
            visible=0, body=0, table=0, metadata=0, boilerplate=0, other_documents=0, unassigned=0
        ),
    )
    anchor_report(report, paragraphs, tables.sources, tables.statistic_sources, cache)
    return report


def _clues(
    title: str | None,
    year: int | None,
    signature: Signature,
    body: str,
    page: PageMetadata,
    contact: Contact,
    origin: Origin,
    beside: list[str],
    *,
    first: bool,
) -> AgencyClues:
    host = host_of(origin.url)
    return AgencyClues(
        title=title,
        report_year=year,
        signature=signature.agencies,
        opening=_opening(body),
        body=body,
        issuer=page.issuer if first else None,
        content_source=page.content_source if first else None,
        breadcrumb=page.breadcrumb,
        column=page.column,
        site_name=page.site_name,
        site_code=page.site.site_code,
        police_record=page.site.police_record,
        icp=page.site.icp,
        footer=page.footer,
        index_number=page.index_number if first else None,
        contact_address=contact.address,
        contact_postal_code=contact.postal_code,
        contact_phone=contact.phone,
        host=host if host and not is_local(host) else None,
        beside_title=beside if first else [],
        third_party=not first or host_kind(origin.url) == "third_party",
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

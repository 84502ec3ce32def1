"""From a document's blocks to records: runs the stages and puts their results together."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from govcrawl.checks import check_narrative, check_record
from govcrawl.reading.agency import AgencyClues, resolve_agency
from govcrawl.reading.agency_names import name_in_title
from govcrawl.reading.clean import Cleaned, clean, ledger
from govcrawl.reading.contact import read_contact
from govcrawl.reading.documents import Part, judge, opening_subject, split, take_dumps, year_of
from govcrawl.reading.metadata import PageMetadata, read_metadata
from govcrawl.reading.model import Block, Document, Reading
from govcrawl.reading.period import read_period
from govcrawl.reading.repairs import find_defects
from govcrawl.reading.sections import read_sections, split_glued
from govcrawl.reading.signature import Signature, take_signature
from govcrawl.reading.statistics import read_statistics
from govcrawl.reading.tables import TablesResult, read_tables
from govcrawl.reading.text import squash
from govcrawl.reading.titles import classify_title, report_year_of
from govcrawl.report import (
    SCHEMA_VERSION,
    Agency,
    Attachment,
    Contact,
    Coverage,
    Era,
    FieldEvidence,
    Issue,
    Ledger,
    Provenance,
    Report,
    Source,
)

#: A site's name behind the article's in ``<title>``.
_TITLE_SUFFIX = re.compile(r"\s*(?:[_|｜]|\s[-–—]{1,2}\s|[-–—]{1,2}\s|\s[-–—]{1,2}).*$")
#: A column's or organ's name glued behind the title itself.
_GLUED_SUFFIX = re.compile(r"(?<=报告|年报)\s*[-_—–|｜>»].*$")
#: ``<title>`` with the site's name in front.
_SITE_FIRST = re.compile(r"^.{2,40}?(?:网|网站|政府|平台|门户)\s*(?:[-–—_|｜]+|>+)\s*")
_CUT = re.compile(r"(?:…|\.{3})\s*$")
_YEAR = re.compile(r"(20[01]\d|202\d)\s*年")
#: The opening names the report it opens: ``2014年度……信息公开年度报告``.
_NAMED_YEAR = re.compile(
    r"(20[0-2]\d)\s*年度?[^。;；,，《》]{0,30}(?:信息公开|政务公开)[^。;；,，《》]{0,12}(?:报告|年报)"
)
_OPENING = 800
_LAST_NARRATIVE_YEAR, _LAST_TRIAL_YEAR = 2018, 2020


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the bytes came from."""

    url: str | None
    portal: str | None
    fetched_at: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """The page that links the document being read."""

    document: Document
    url: str | None


def build_reports(document: Document, origin: Origin, carrier: Carrier | None = None) -> Reading:
    """Run every stage behind decoding on one document. With a carrier, what a page says of
    its article (dates, index number, issuer, site) is taken from the carrier."""
    if not document.blocks:
        return Reading([], document.issues or [_nothing(document)])
    cleaned = clean(document)
    page = read_metadata(document, cleaned, url=origin.url)
    page_title = _page_title(document, page, cleaned)
    if carrier is not None and carrier.document.blocks:
        around = clean(carrier.document)
        page = read_metadata(carrier.document, around, url=carrier.url)
        carried_title = _page_title(carrier.document, page, around)
        if carried_title and classify_title(carried_title).kind in ("report", "maybe"):
            page_title = carried_title
        document.attachments = _with_parsed(carrier.document.attachments, document, origin)
    place = carrier.url if carrier is not None else origin.url
    parts = split(take_dumps(cleaned.article), cleaned.titles)
    judge(parts, page_title, url=place, column=page.column)
    issues = list(document.issues)
    reports: list[Report] = []
    others: list[Part] = []
    for part in parts:
        if part.kind != "report":
            others.append(part)
            continue
        report = _build(part, document, page, origin, page_title, first=not reports)
        if report is None:
            part.kind, part.reason = "fragment", "empty_form"
            others.append(part)
        else:
            reports.append(report)
    for part in others:
        for block in part.blocks:
            block.fate = "other_document"
        issues.append(_not_a_report(part, page_title if part is parts[0] else None))
    if not parts:
        issues.append(_not_a_report(Part(reason="no_article"), page_title))
    provenance = _provenance(origin.url, page_title, parts, len(reports))
    total = ledger(document.blocks)
    unassigned = _unassigned(document)
    for report in reports:
        report.source.provenance = provenance
        report.ledger = total
    if reports:
        reports[0].issues.extend([*issues, *unassigned])
        issues = [i for i in issues if i.code == "not_a_report"]
    return Reading(reports, issues)


def _with_parsed(
    attachments: list[Attachment], document: Document, origin: Origin
) -> list[Attachment]:
    """The carrier's attachments, the one that was read marked and with its hash."""
    parsed = Attachment(
        url=origin.url or "",
        title="",
        media_type=document.media_type,
        sha256=origin.sha256,
        parsed=True,
    )
    for attachment in attachments:
        if attachment.url == origin.url:
            parsed.title = attachment.title
    return [parsed, *(a for a in attachments if a.url != origin.url)]


def _build(
    part: Part,
    document: Document,
    page: PageMetadata,
    origin: Origin,
    page_title: str | None,
    *,
    first: bool,
) -> Report | None:
    evidence: list[FieldEvidence] = list(page.evidence) if first else []
    issues: list[Issue] = list(page.issues) if first else []
    publish_date = page.publish_date if first else None
    signature = take_signature(part.blocks, not_after=publish_date)
    paragraphs = [b for b in part.blocks if b.kind == "paragraph" and b not in signature.blocks]
    grids = [b.grid for b in part.blocks if b.kind == "table" and b.grid is not None]
    body = "\n".join(split_glued([b.text for b in paragraphs]))
    title = _title(part, page_title if first else None, evidence, issues)
    year = _year(part, title, body, signature, publish_date, evidence, issues)
    tables = read_tables(grids, report_year=year)
    if _is_empty_form(tables, body):
        return None
    sections, section_issues = read_sections(body)
    statistics = read_statistics(body, sections, report_year=year)
    contact, contact_evidence = read_contact(body.split("\n"))
    period = read_period(body, year, document_date=signature.date, evidence=evidence, issues=issues)
    document_date = signature.date or (page.document_date if first else None)
    if signature.date:
        evidence.append(
            FieldEvidence(field="document_date", rule="signature", text=signature.date_text or "")
        )
    issues += signature.issues
    agency = resolve_agency(
        _clues(title, year, signature, body, page, contact, origin, first=first)
    )
    for block in part.blocks:
        if block in signature.blocks:
            block.fate = "metadata:signature"
        elif not block.fate:
            block.fate = "table" if block.kind == "table" else "body"
    checks = [
        *check_record(tables.values, statistics=statistics.statistics, cells=tables.cells),
        *check_narrative(tables.values, statistics.statistics),
    ]
    return Report(
        schema_version=SCHEMA_VERSION,
        report_id=_report_id(agency.agency, year, agency.coverage, body),
        title=title,
        report_year=year,
        coverage=agency.coverage,
        format_era=_era(tables.era, year),
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


def _page_title(document: Document, page: PageMetadata, cleaned: Cleaned) -> str | None:
    """The title the page gives its article: the tag made for it, the header block, the line
    above the text, the ``<title>`` without the site's name; the first that names a report."""
    meta = document.metadata
    in_article = cleaned.titles[-1].text if cleaned.titles else None
    bare = _TITLE_SUFFIX.sub("", meta["title"]) if "title" in meta else None
    behind = _SITE_FIRST.sub("", meta["title"], count=1) if "title" in meta else ""
    candidates = [
        meta.get("articletitle"),
        page.header_title,
        in_article,
        behind if behind != meta.get("title") and name_in_title(behind) else None,
        bare,
        meta.get("title"),
    ]
    named = [_GLUED_SUFFIX.sub("", c) for c in candidates if c]
    verdicts = [(c, classify_title(c)) for c in named]
    reports = [c for c, verdict in verdicts if verdict.kind == "report"]
    if not reports:
        return next((c for c, verdict in verdicts if verdict.reason != "no_title"), None)
    # A tag left over from another year's report is outvoted.
    years = [year for c in reports if (year := report_year_of(c))]
    best = reports[0]
    if years and years.count(agreed := max(years, key=years.count)) > 1:
        best = next(c for c in reports if report_year_of(c) == agreed)
    if _CUT.search(best):
        stem = squash(_CUT.sub("", best))
        best = next((c for c in reports if not _CUT.search(c) and squash(c).startswith(stem)), best)
    return best


def _title(
    part: Part, page_title: str | None, evidence: list[FieldEvidence], issues: list[Issue]
) -> str | None:
    if page_title and classify_title(page_title).kind in ("report", "maybe"):
        evidence.append(FieldEvidence(field="title", rule="page", text=page_title))
        return page_title
    if part.title:
        evidence.append(FieldEvidence(field="title", rule="title_line", text=part.title))
        return part.title
    for block in part.blocks[:3]:
        subject = opening_subject(block.text) if block.kind == "paragraph" else None
        if subject:
            evidence.append(FieldEvidence(field="title", rule="opening", text=block.text[:120]))
            issues.append(
                Issue(
                    code="title_derived",
                    severity="info",
                    message="页面没有标题行,标题取自开头一句",
                    message_en="the page prints no title; it was taken from the opening sentence",
                    evidence=subject,
                )
            )
            return subject
    return page_title


def _year(
    part: Part,
    title: str | None,
    body: str,
    signature: Signature,
    publish_date: str | None,
    evidence: list[FieldEvidence],
    issues: list[Issue],
) -> int | None:
    year = (report_year_of(title) if title else None) or year_of(part)
    if year:
        evidence.append(FieldEvidence(field="report_year", rule="title", text=title or ""))
        return year
    named = _NAMED_YEAR.search(body[:_OPENING])
    if named:
        evidence.append(FieldEvidence(field="report_year", rule="opening", text=named[0]))
        return int(named[1])
    match = _YEAR.search(body[:_OPENING])
    dated = signature.date or publish_date
    if match and (not dated or int(match[1]) in (int(dated[:4]), int(dated[:4]) - 1)):
        year, rule, text = int(match[1]), "opening", match[0]
    elif dated:
        year, rule, text = int(dated[:4]) - 1, "dated", dated
    else:
        return None
    evidence.append(FieldEvidence(field="report_year", rule=rule, text=text))
    issues.append(
        Issue(
            code="year_inferred",
            severity="warn",
            message=f"标题没有年份,按{'正文' if rule == 'opening' else '日期'}推断为 {year} 年",
            message_en=f"the title has no year; {year} was inferred from the {rule} text",
            evidence=text,
        )
    )
    return year


def _clues(
    title: str | None,
    year: int | None,
    signature: Signature,
    body: str,
    page: PageMetadata,
    contact: Contact,
    origin: Origin,
    *,
    first: bool,
) -> AgencyClues:
    host = urlsplit(origin.url).hostname if origin.url else None
    return AgencyClues(
        title=title,
        report_year=year,
        signature=signature.agencies,
        opening="\n".join(body.split("\n", 3)[:3]),
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
        host=host if host and not _is_local(host) else None,
        third_party=not first or _host_kind(origin.url) == "third_party",
    )


def _is_empty_form(tables: TablesResult, body: str) -> bool:
    """A blank form has tables, no value in them and hardly a word between its headings."""
    if not tables.values or any(v is not None for v in tables.values.values()):
        return False
    prose = [line for line in body.split("\n") if len(line) > 30]
    return sum(map(len, prose)) < 200


def _era(from_labels: Era | None, year: int | None) -> Era:
    """The form by its labels; the year only where no form is printed."""
    if from_labels:
        return from_labels
    if year is None or year <= _LAST_NARRATIVE_YEAR:
        return "narrative_pre2019"
    return "format_2019_trial" if year <= _LAST_TRIAL_YEAR else "format_2021"


def _report_id(agency: Agency, year: int | None, coverage: Coverage, body: str) -> str:
    """Region, agency, year and coverage; an agency that could not be resolved is told apart by
    the text itself."""
    name = agency.name or agency.name_as_written or body
    digest = hashlib.sha256(squash(name).encode()).hexdigest()[:10]
    return f"{agency.region.adcode or '000000'}-{digest}-{year or 0}-{coverage}"


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_private


def _host_kind(url: str | None) -> Provenance:
    host = urlsplit(url).hostname if url else None
    if not host or _is_local(host):
        return "local"
    return "official" if host == "gov.cn" or host.endswith(".gov.cn") else "third_party"


def _provenance(
    url: str | None, page_title: str | None, parts: list[Part], reports: int
) -> Provenance:
    kind = _host_kind(url)
    if kind == "official":
        return kind
    opening = "\n".join(p.text for p in parts)[:3000]
    if classify_title(page_title or "", opening=opening).third_party:
        return "third_party"
    # Documents of several organs on one page are an aggregator's mark.
    return "third_party" if reports > 1 or len(parts) > 3 else kind


def _nothing(document: Document) -> Issue:
    return Issue(
        code="empty",
        severity="error",
        message="文件里没有可读的文字",
        message_en=f"no readable text in the file ({document.media_type})",
    )


_REASONS = {
    "listing": ("报告列表", "a list of reports"),
    "no_article": ("页面没有正文", "the page has no article"),
    "no_body": (
        "有标题而无正文(可能只有附件)",
        "a title without a body (perhaps only an attachment)",
    ),
    "empty_form": ("空白表格,没有填写", "an empty form"),
    "excerpt_of_report": ("另一份报告的摘录", "an excerpt of another report"),
    "no_title_no_opening": ("没有报告标题或开头", "neither a report's title nor its opening"),
}


def _not_a_report(part: Part, title: str | None) -> Issue:
    zh, en = _REASONS.get(part.reason, (f"规则 {part.reason}", f"rule {part.reason}"))
    shown = part.title or title or ""
    return Issue(
        code="not_a_report",
        severity="info",
        message=f"不是年度报告:{zh}",
        message_en=f"not an annual report: {en}",
        evidence=f"{shown} {part.text[:100]}".strip() or None,
    )


def _unassigned(document: Document) -> list[Issue]:
    lost: list[Block] = [b for b in document.blocks if b.fate in ("", "unassigned")]
    if not lost:
        return []
    size = sum(len(b.text) for b in lost)
    return [
        Issue(
            code="unassigned_text",
            severity="info",
            message=f"页面上有 {len(lost)} 段共 {size} 字没有归入任何部分",
            message_en=f"{len(lost)} pieces of visible text ({size} characters) were not assigned",
            evidence=" | ".join(b.text[:60] for b in lost[:5]),
        )
    ]

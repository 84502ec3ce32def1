"""Which title and which year a report bears, and on what evidence."""

from __future__ import annotations

import re

from govcrawl.messages import issue, phrase
from govcrawl.reading.agency_names import name_in_title
from govcrawl.reading.clean import Cleaned
from govcrawl.reading.dates import find_date
from govcrawl.reading.documents import Part, opening_subject, year_of
from govcrawl.reading.metadata import PageMetadata
from govcrawl.reading.model import Document, Listed
from govcrawl.reading.signature import Signature
from govcrawl.reading.text import squash
from govcrawl.reading.titles import classify_title, report_year_of
from govcrawl.report import FieldEvidence, Issue

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


def page_title_of(document: Document, page: PageMetadata, cleaned: Cleaned) -> str | None:
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


def as_listed(page: PageMetadata, page_title: str | None, listed: Listed) -> str | None:
    """Fill what neither a document nor its page states from its row in a listing: the day of
    publication, into ``page`` with its evidence, and the title, which is returned."""
    of_date = [e for e in page.evidence if e.field == "publish_date"]
    day = find_date(listed.date or "")
    if day and all(e.rule == "url" for e in of_date):  # what is printed outranks an address
        page.publish_date = day
        page.evidence = [e for e in page.evidence if e not in of_date]
        evidence = FieldEvidence(
            field="publish_date", rule="listing", text=(listed.date or "")[:200]
        )
        page.evidence.append(evidence)
    named = page_title and classify_title(page_title).kind in ("report", "maybe")
    if named or classify_title(listed.title).kind != "report":
        return page_title
    return listed.title


def report_title(
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
            issues.append(issue("title_derived", subject))
            return subject
    return page_title


def report_year(
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
        issue(
            "year_inferred",
            text,
            year=year,
            source=phrase(f"year_inferred.{'opening' if rule == 'opening' else 'date'}"),
        )
    )
    return year

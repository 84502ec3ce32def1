"""Entries for what gave no record: nothing to read, no report, text that no stage claimed."""

from __future__ import annotations

import re
from dataclasses import replace

from govcrawl.messages import Both, has_phrase, issue, phrase
from govcrawl.reading.agency.agency_names import name_in_title
from govcrawl.reading.documents.found import UNREAD_TABLE, Part
from govcrawl.reading.formats.issues import not_parsed_issue
from govcrawl.reading.model import Block, Document, PlaceCache
from govcrawl.reading.plain import plain
from govcrawl.reading.titles import report_year_of
from govcrawl.report import Issue

#: Rules whose texts are about one report.
_ABOUT_REPORTS = frozenset(
    ("no_article", "no_body", "correction", "explanation", "interview", "interpretation", "covering_letter", "notice_body",
     "comparison_body", "interview_body", "news_body", "review")
)  # fmt: skip
_DISPUTED = 20  # sentences of one page that are said one by one
_ABOUT = re.compile(r"(?:关于)?(?:撤回|更正|撤销|报送|上报|提交|对|就)?(.{2,40}(?:报告|年报))")


#: Formats whose every page of a site is looked at: one of them without text is no loss.
_PAGES = frozenset({"text/html", "text/plain"})
#: What is said where a part of a file was not read.
_NOT_WHOLE = frozenset({"damaged", "damaged_xml", "page_damaged", "truncated"})
#: Issues in the same words that are said one by one.
_ALIKE = 10
#: Reasons for which a part is no report that rest on what is not there.
_ON_ABSENCE = frozenset({"no_article", "no_body", "no_title_no_opening"})


def nothing(document: Document) -> list[Issue]:
    """What is said of a file that gave no text: never only warnings, where it is a document."""
    if not document.issues:
        return [issue("empty", media_type=document.media_type)]
    said = list(document.issues)
    if document.media_type not in _PAGES and all(one.severity != "error" for one in said):
        said.append(not_parsed_issue("unreadable"))
    return said


def lost(document: Document, parts: list[Part]) -> list[Issue]:
    """Said of a document that gave no report, where a part of it was not read and all that speaks
    against a report is that something is not there."""
    absent = all(part.reason in _ON_ABSENCE for part in parts)
    whole = not any(one.code in _NOT_WHOLE for one in document.issues)
    if document.media_type in _PAGES or whole or not absent:
        return []
    return [not_parsed_issue("unreadable", "lost")]


def not_a_report(part: Part, title: str | None) -> Issue:
    own = f"not_a_report.{part.reason}"
    why = phrase(own) if has_phrase(own) else phrase("not_a_report.rule", rule=part.reason)
    shown = part.title or title or ""
    if part.reason in _ABOUT_REPORTS and (about := _speaks_of(shown)):
        said = phrase("not_a_report.about", report=about)
        why = Both(f"{why.zh}；{said.zh}", f"{why.en}; {said.en}")
    return issue("not_a_report", f"{shown} {part.text[:100]}".strip() or None, why=why)


def alike(issues: list[Issue]) -> list[Issue]:
    """What is said of the members of a container; what is said of more than a few in the same
    words, once, with their number and the first of them."""
    groups: dict[tuple[str, str, str], list[Issue]] = {}
    for one in issues:
        groups.setdefault((one.code, one.severity, one.message), []).append(one)
    said: list[Issue] = []
    for one in issues:
        group = groups[one.code, one.severity, one.message]
        if len(group) <= _ALIKE:
            said.append(one)
        elif one is group[0]:
            words = phrase("alike", said=Both(one.message, one.message_en), count=len(group))
            named = " | ".join(other.evidence or "" for other in group[:_ALIKE])
            evidence = f"{named} | …"
            said.append(replace(one, message=words.zh, message_en=words.en, evidence=evidence))
    return said


def _speaks_of(title: str) -> str:
    """The report that a notice, a correction or an explanation names: its body and year."""
    year = report_year_of(title)
    inner = _ABOUT.search(plain(title))
    name = name_in_title(inner[1]) if inner else name_in_title(title)
    return f"{name} {year}" if name and year else ""


def unread_tables(document: Document) -> list[Issue]:
    """Text of tables that could not be made tables again."""
    lines = [b.text for b in document.blocks if b.fate == UNREAD_TABLE]
    if not lines:
        return []
    return [
        issue("table_text_unread", " | ".join(line[:60] for line in lines[:3]), count=len(lines))
    ]


def unassigned(document: Document) -> list[Issue]:
    lost: list[Block] = [b for b in document.blocks if b.fate in ("", "unassigned")]
    if not lost:
        return []
    size = sum(len(b.text) for b in lost)
    return [
        issue(
            "unassigned_text",
            " | ".join(b.text[:60] for b in lost[:5]),
            pieces=len(lost),
            characters=size,
        )
    ]


def disputed(sentences: list[Block], cache: PlaceCache) -> list[Issue]:
    """Sentences that a rule took out of the article and trafilatura keeps, each with its place."""
    return [
        issue(
            "sentence_disputed",
            block.text[:200],
            rule=block.fate.partition(":")[2],
            place=(block.place.anchor(0, None, cache) if block.place else "") or "?",
        )
        for block in sentences[:_DISPUTED]
        if block.fate.startswith("boilerplate:")
    ]

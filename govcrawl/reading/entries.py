"""Entries for what gave no record: nothing to read, no report, text that no stage claimed."""

from __future__ import annotations

from govcrawl.messages import has_phrase, issue, phrase
from govcrawl.reading.documents import UNREAD_TABLE, Part
from govcrawl.reading.model import Block, Document
from govcrawl.report import Issue


def nothing(document: Document) -> Issue:
    return issue("empty", media_type=document.media_type)


def not_a_report(part: Part, title: str | None) -> Issue:
    own = f"not_a_report.{part.reason}"
    why = phrase(own) if has_phrase(own) else phrase("not_a_report.rule", rule=part.reason)
    shown = part.title or title or ""
    return issue("not_a_report", f"{shown} {part.text[:100]}".strip() or None, why=why)


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

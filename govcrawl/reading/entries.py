"""Entries for what gave no record: nothing to read, no report, text that no stage claimed."""

from __future__ import annotations

from govcrawl.reading.documents import Part
from govcrawl.reading.model import Block, Document
from govcrawl.report import Issue

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


def nothing(document: Document) -> Issue:
    return Issue(
        code="empty",
        severity="error",
        message="文件里没有可读的文字",
        message_en=f"no readable text in the file ({document.media_type})",
    )


def not_a_report(part: Part, title: str | None) -> Issue:
    zh, en = _REASONS.get(part.reason, (f"规则 {part.reason}", f"rule {part.reason}"))
    shown = part.title or title or ""
    return Issue(
        code="not_a_report",
        severity="info",
        message=f"不是年度报告:{zh}",
        message_en=f"not an annual report: {en}",
        evidence=f"{shown} {part.text[:100]}".strip() or None,
    )


def unassigned(document: Document) -> list[Issue]:
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

"""Issues that several formats share."""

from __future__ import annotations

from govcrawl.reading.model import Document
from govcrawl.report import Issue, Severity


def not_parsed_issue(reason: str, zh: str, en: str, *, severity: Severity = "error") -> Issue:
    """The issue ``not_parsed: reason``; ``evidence`` is the reason alone, for programs."""
    return Issue(
        code="not_parsed",
        severity=severity,
        message=f"not_parsed: {reason}({zh})",
        message_en=f"not_parsed: {reason} ({en})",
        evidence=reason,
    )


def not_parsed(media_type: str, reason: str, zh: str, en: str) -> Document:
    """An empty document that says why it is empty."""
    return Document(blocks=[], media_type=media_type, issues=[not_parsed_issue(reason, zh, en)])


def missing_library(media_type: str, extra: str) -> Document:
    """The format is known, the package that reads it is not installed."""
    command = f'pip install "govcrawl[{extra}]"'
    return not_parsed(
        media_type,
        "library_missing",
        f"读取此格式的库没有安装:{command}",
        f"the library that reads this format is not installed: {command}",
    )


def damaged(media_type: str, error: Exception) -> Document:
    """The library could not open the file."""
    kind = type(error).__name__
    return not_parsed(
        media_type,
        "damaged",
        f"文件损坏或不完整,打不开({kind})",
        f"damaged or truncated, cannot be opened ({kind})",
    )


def capped(zh: str, en: str, found: int, limit: int) -> Issue:
    """More of something than is read from one file."""
    return Issue(
        code="truncated",
        severity="warn",
        message=f"{zh}有 {found},超过上限 {limit},超出部分未读",
        message_en=f"{found} {en} are over the limit of {limit}; the rest was not read",
        evidence=str(found),
    )


def numbering_lost(formats: set[str]) -> Issue:
    """Automatic numbers in formats that are not rebuilt."""
    return Issue(
        code="numbering_lost",
        severity="info",
        message="有自动编号的格式未能还原:" + "、".join(sorted(formats)),
        message_en="automatic numbers of these formats were not rebuilt: "
        + ", ".join(sorted(formats)),
    )


def of_pages(code: str, pages: list[int], zh: str, en: str) -> Issue:
    """A warning about some pages."""
    return Issue(
        code=code,
        severity="warn",
        message=f"第 {ranges(pages)} 页{zh}",
        message_en=f"pages {ranges(pages)} {en}",
        evidence=ranges(pages),
    )


def ranges(pages: list[int]) -> str:
    """Pages in order as text.

    >>> ranges([1, 2, 3, 7])
    '1-3,7'
    """
    parts: list[list[int]] = []
    for page in pages:
        if parts and page == parts[-1][1] + 1:
            parts[-1][1] = page
        else:
            parts.append([page, page])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)

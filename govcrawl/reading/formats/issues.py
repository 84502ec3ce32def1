"""Issues that several formats share."""

from __future__ import annotations

from govcrawl.messages import issue, phrase
from govcrawl.reading.model import Document
from govcrawl.report import Issue, Severity


def not_parsed_issue(
    reason: str, why: str | None = None, *, severity: Severity = "error", **values: object
) -> Issue:
    """The issue ``not_parsed: reason``; ``evidence`` is the reason alone, for programs. The
    phrase of the catalogue that explains it is ``not_parsed.<why>``, by default the reason's."""
    said = phrase(f"not_parsed.{why or reason}", **values)
    return issue("not_parsed", reason, severity=severity, reason=reason, why=said)


def not_parsed(media_type: str, reason: str, why: str | None = None, **values: object) -> Document:
    """An empty document that says why it is empty."""
    said = not_parsed_issue(reason, why, severity="error", **values)
    return Document(blocks=[], media_type=media_type, issues=[said])


def missing_library(media_type: str, extra: str) -> Document:
    """The format is known, the package that reads it is not installed."""
    command = f'pip install "govcrawl[{extra}]"'
    return not_parsed(media_type, "library_missing", command=command)


def damaged(media_type: str, error: Exception) -> Document:
    """The library could not open the file."""
    return not_parsed(media_type, "damaged", kind=type(error).__name__)


def capped(what: str, found: int, limit: int, **values: object) -> Issue:
    """More of something than is read from one file; ``what`` is a phrase of the catalogue."""
    named = phrase(what, **values)
    return issue("truncated", str(found), what=named, found=found, limit=limit)


def over(media_type: str, what: str, found: int, limit: int) -> Document:
    """A file that holds more than is read, of which nothing was; ``what`` is a phrase."""
    return not_parsed(media_type, "too_large", "over", what=phrase(what), found=found, limit=limit)


def numbering_lost(formats: set[str]) -> Issue:
    """Automatic numbers in formats that are not rebuilt."""
    return issue("numbering_lost", formats=", ".join(sorted(formats)))


def of_pages(code: str, pages: list[int]) -> Issue:
    """A warning about some pages."""
    shown = ranges(pages)
    return issue(code, shown, pages=shown)


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

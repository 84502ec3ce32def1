"""The origin of the bytes, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from govcrawl.domains import host_kind
from govcrawl.reading.documents.found import Part
from govcrawl.reading.model import Document
from govcrawl.reading.titles import classify_title
from govcrawl.report import Attachment, Provenance


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the bytes came from."""

    url: str | None
    portal: str | None
    fetched_at: str | None
    sha256: str


def with_parsed(
    attachments: list[Attachment], document: Document, origin: Origin
) -> list[Attachment]:
    """The attachments of the page that links a document, the one that was read marked and with its hash."""
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


def provenance_of(
    url: str | None, page_title: str | None, parts: list[Part], reports: int
) -> Provenance:
    kind = host_kind(url)
    if kind == "official":
        return kind
    opening = "\n".join(p.text for p in parts)[:3000]
    if classify_title(page_title or "", opening=opening).third_party:
        return "third_party"
    # Documents of several organs on one page are an aggregator's mark.
    return "third_party" if reports > 1 or len(parts) > 3 else kind

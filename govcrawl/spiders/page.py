"""What the spider hands on: one fetched page that may hold reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from govcrawl.reading.model import LinkedFrom, Listed

#: Addresses of one document in several formats, the best first.
Alternatives: TypeAlias = tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Page:
    """The bytes of one response and where they belong.

    ``headers`` holds what matters for reading (Content-Type), ``target`` the number of the
    run's target, ``fetched_at`` an ISO time in UTC. ``announced`` says that the listing
    announced a report here; without it the page is only asked whether it is one. ``at_home``
    says that it lies in the folder of that listing, not in another column. ``unlisted``: no listing shows it any more. ``asked`` is the
    address that the listing gave, where that is not ``url``.

    ``documents`` are those that the page links, to be read where it carries no report itself;
    a document has the page that links it as ``linked_from``, and its other formats in ``others``.
    ``listed`` is what the listing printed of a document, or of the page that links it.
    """

    url: str
    body: bytes = field(repr=False)
    headers: dict[str, str]
    portal: str | None
    fetched_at: str
    target: int
    announced: bool
    at_home: bool = True
    unlisted: bool = False
    asked: str = ""
    documents: tuple[Alternatives, ...] = ()
    linked_from: LinkedFrom | None = field(default=None, repr=False)
    others: Alternatives = ()
    listed: Listed | None = None

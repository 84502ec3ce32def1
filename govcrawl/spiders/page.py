"""What the spider hands on: one fetched page that may hold reports."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Page:
    """The bytes of one response and where they belong.

    ``headers`` holds what matters for reading (Content-Type), ``target`` the number of the
    run's target, ``fetched_at`` an ISO time in UTC. ``announced`` says that the listing
    announced a report here; without it the page is only asked whether it is one. ``at_home``
    says that it lies in the folder of that listing, not in another column.
    """

    url: str
    body: bytes = field(repr=False)
    headers: dict[str, str]
    portal: str | None
    fetched_at: str
    target: int
    announced: bool
    at_home: bool = True

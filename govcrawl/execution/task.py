"""What is known of a page before it is read: one value, whether it comes from a crawl, from a
file or from an archive. Small and picklable; a worker loads the bytes where they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from govcrawl.execution.first_look import Look
from govcrawl.reading.model import Listed
from govcrawl.storage import name_of

#: Addresses of one document in several formats, the best first. The addresses are unknown where
#: an archive says no more than that there are some: ``UNKNOWN``.
Alternatives: TypeAlias = tuple[str, ...]
UNKNOWN: Alternatives = ("",)


@dataclass(frozen=True, slots=True)
class Inline:
    """The bytes themselves, decompressed."""

    data: bytes = field(repr=False)


class InFile(NamedTuple):
    """All bytes of a file."""

    path: Path


class RecordPlace(NamedTuple):
    """Where a WARC record begins: offset of its gzip member (of itself, in a plain file), and
    the bytes to pass within the member once it is unpacked."""

    path: Path
    start: int
    skip: int = 0


class InArchive(NamedTuple):
    """The payload of a record of a WARC file. ``record``: whose HTTP head counts; ``content``:
    the record that holds the payload, where that one only refers to it. ``foreign``: another
    crawler's record, of which nothing is known but what its own head says."""

    record: RecordPlace
    content: RecordPlace | None = None
    foreign: bool = False


Place: TypeAlias = Inline | InFile | InArchive


@dataclass(slots=True, kw_only=True)
class PageTask:
    """One page to read, and where it belongs.

    ``place``: where its bytes are. ``url``: the address that answered, ``asked`` the one that
    the listing gave, empty where they are the same. ``content_type``: as the server said it. ``target``: number of the run's target;
    ``run``: the crawl that fetched it, None for saved files and other crawlers' archives;
    ``fetched_at``: ISO 8601 in UTC.

    ``announced``: a listing listed a report here; without it the page is only asked whether
    it is one. ``at_home``: it is in the folder of that listing, not in another column.
    ``unlisted``: no listing shows it any more. ``years``: the report years asked for, empty for all.

    ``documents``: those that the page links, to be read where it carries no report itself; a
    document has the page that links it as ``linked_from`` (of which ``place``, ``url`` and
    ``content_type`` count), and its other formats in ``others``.
    ``attached``: the files that a page which carries a report attaches, as they came (of each count
    ``place``, ``url``, ``content_type``, ``disposition`` and the title in ``listed``).
    ``disposition``: the header Content-Disposition as the server wrote it (Latin-1).
    ``listed``: what the listing printed of a document, or of the page that links it.
    ``saved``: the file that holds the page, where its address is known or it was put together of
    several; the record is the file's. ``local``: addresses that links of a saved page seem to have,
    with those of the files that they lead to.
    ``traced``: whether the outcome says what became of every block.
    ``look``: what looks at the page first, in the same worker and on the same tree. The ``documents``
    are those that it finds then, and ``listed`` counts where it finds some. A page that is not to be
    read as it is comes back unread (``Outcome.looked``).
    """

    place: Place
    url: str
    asked: str = ""
    content_type: str | None = None
    disposition: str | None = None
    portal: str | None = None
    target: int = 0
    run: str | None = None
    fetched_at: str | None = None
    announced: bool = False
    at_home: bool = True
    unlisted: bool = False
    years: frozenset[int] = frozenset()
    documents: tuple[Alternatives, ...] = ()
    others: Alternatives = ()
    linked_from: PageTask | None = None
    attached: tuple[PageTask, ...] = ()
    listed: Listed | None = None
    saved: Path | None = None
    local: tuple[tuple[str, str], ...] = ()
    traced: bool = False
    look: Look | None = None

    @property
    def name(self) -> str:
        """What messages call the page."""
        if self.saved is not None:
            return name_of(self.saved)
        return name_of(self.place.path) if isinstance(self.place, InFile) else self.url

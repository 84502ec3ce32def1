"""What earlier runs know of one portal: ``<data>/state/<name>.jsonl``.

One line an entry, each with a digest of its own, the first with that of all others: whatever
happens to the file, what is left of it can be distinguished from what is not. It is read whole when a run
begins and replaced whole when the run publishes; nothing is written on the way.

``page`` entries are articles and their documents by address, ``listing`` the bodies of listing
pages that came with validators, for the day that the portal says "not modified"; ``report`` the
records of ``latest`` in their order, ``change`` every change that was ever seen, ``holding`` what
the portal held in its last good run.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from govcrawl.expectations import Good, Holding
from govcrawl.report import Change
from govcrawl.runs import replacing

#: Of the form of the file; a file of another version is migrated or rebuilt.
VERSION = 3
_DIGEST = 16  # hex digits of a line's own digest


class Validators(NamedTuple):
    """What a server gave to ask it again with."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


class KnownPage(NamedTuple):
    """An article, or a document of one, as it was last seen.

    ``target``: the portal (or start address) whose listing led to it; ``title`` and ``date`` as
    that listing prints them; ``keys``: the records read from it, as in ``latest`` (none: it was
    read and is no report); ``wasted``: answers in a row that held nothing new in spite of
    validators; ``reader``: the version of the reader that read it. Times are ISO
    8601 in UTC: ``last_seen`` as it was then, ``last_fetched`` with its body, ``last_changed``
    with another body than before; ``failed_at`` while the last attempt failed, ``gone_at`` while
    the server states that it is gone. ``documents``: addresses of the documents that its records
    were read from; ``parts``: those of its further pages, where it has several.
    """

    title: str
    date: str | None
    keys: tuple[str, ...] = ()
    validators: Validators = Validators()
    sha256: str | None = None
    target: str = ""
    wasted: int = 0
    reader: str | None = None
    first_seen: str = ""
    last_seen: str = ""
    last_fetched: str | None = None
    last_changed: str | None = None
    failed_at: str | None = None
    gone_at: str | None = None
    documents: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


class KnownListing(NamedTuple):
    """A listing page as it was last seen."""

    validators: Validators
    content_type: str | None
    body: bytes


class Address(NamedTuple):
    """One address of a report: when it was first and last seen to give it, and since when the
    server states that nothing is there any more."""

    url: str
    first_seen: str
    last_seen: str
    gone_at: str | None = None


class Place(NamedTuple):
    """Where a record of the archive is that a report rests on."""

    file: str
    start: int
    length: int


class KnownReport(NamedTuple):
    """A record of ``latest``.

    ``addresses``: all that it was ever found at, ``url`` the one that the record names. Digests
    in hex: ``sha256`` of the bytes it was read from, ``content``, ``facts``, ``text`` and
    ``site`` as in ``RecordLine``, ``line`` of its line in ``latest``, which is ``length`` bytes
    long. ``last_changed``: when its source last said something else; ``vanished_at`` while none of its
    addresses answers with it. ``held``: where its bytes are in the archive.
    """

    key: str
    report_id: str
    url: str
    portal: str | None
    addresses: tuple[Address, ...]
    sha256: str
    content: str
    facts: str
    text: str
    site: str
    rank: int
    holding: Holding
    first_seen: str
    last_seen: str
    last_changed: str
    vanished_at: str | None = None
    duplicate_of: str | None = None
    line: str = ""
    length: int = 0
    held: tuple[Place, ...] = ()

    @property
    def urls(self) -> frozenset[str]:
        return frozenset({self.url, *(address.url for address in self.addresses)})

    @property
    def aliases(self) -> list[str]:
        """Its other addresses, as a record names them."""
        return sorted(self.urls - {self.url})


class KnownChange(NamedTuple):
    """One change, as it was seen by a run."""

    report_id: str
    url: str
    run: str
    change: Change


class KnownHolding(NamedTuple):
    """One report in short, as the last good run of a target found it."""

    target: str
    run: str
    holding: Holding


class _Head(msgspec.Struct):
    """The first line: ``sha256`` is that of all bytes after it, ``latest`` that of the file of
    records that belongs to it, ``run`` the run that wrote both."""

    version: int
    portal: str
    run: str | None
    lines: int
    sha256: str
    latest: str


_page = msgspec.json.Decoder(tuple[str, str, KnownPage])
_listing = msgspec.json.Decoder(tuple[str, str, KnownListing])
_report = msgspec.json.Decoder(tuple[str, KnownReport])
_change = msgspec.json.Decoder(tuple[str, KnownChange])
_holding = msgspec.json.Decoder(tuple[str, KnownHolding])


class State:
    """All of it, in memory. ``damage``: how many of its lines could not be used, None where the
    file is whole; ``missing``: there is no such file; ``latest``: digest of the file of records
    that it belongs to."""

    def __init__(self, portal: str = "") -> None:
        self.portal = portal
        self.published_by: str | None = None
        self.latest = ""
        self.missing = True
        self.damage: int | None = None
        self.reports: dict[str, KnownReport] = {}
        self.changes: list[KnownChange] = []
        self.good: list[KnownHolding] = []
        self._pages: dict[str, KnownPage] = {}
        self._listings: dict[str, KnownListing] = {}

    # --- reading and writing --------------------------------------------------------------

    @classmethod
    def read(cls, path: Path, portal: str) -> State:
        """Raises OSError where the file is there and cannot be read."""
        state = cls(portal)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return state
        state.missing = False
        first, _, rest = data.partition(b"\n")
        head = _head(first)
        whole = head is not None and hashlib.sha256(rest).hexdigest() == head.sha256
        lost = 0
        count = 0
        for line in rest.splitlines():
            count += 1
            text = line[_DIGEST + 1 :]
            try:
                if not whole and _own(text) != line[:_DIGEST]:
                    raise ValueError("digest")
                state._take(text)
            except (ValueError, msgspec.MsgspecError):
                lost += 1
        if head is not None:
            state.published_by, state.latest = head.run, head.latest
            lost += max(0, head.lines - count)
        if not whole:
            state.damage = max(lost, 1)
        return state

    def write(self, path: Path, run: str | None, latest: str) -> None:
        """``latest``: digest of the file of records that it belongs to. Raises OSError."""
        lines = [_own(text) + b" " + text for text in map(msgspec.json.encode, self._entries())]
        rest = b"".join(line + b"\n" for line in lines)
        sha256 = hashlib.sha256(rest).hexdigest()
        head = msgspec.json.encode(_Head(VERSION, self.portal, run, len(lines), sha256, latest))
        with replacing(path) as file:
            file.write(_own(head) + b" " + head + b"\n" + rest)

    def _entries(self) -> Iterator[tuple[Any, ...]]:
        for key in sorted(self._pages):
            yield "page", key, self._pages[key]
        for key in sorted(self._listings):
            yield "listing", key, self._listings[key]
        for report in self.reports.values():
            yield "report", report
        for change in self.changes:
            yield "change", change
        for holding in self.good:
            yield "holding", holding

    def _take(self, text: bytes) -> None:
        kind = text[2 : text.index(b'"', 2)]
        if kind == b"page":
            _, url, page = _page.decode(text)
            self._pages[url] = page
        elif kind == b"listing":
            _, url, listing = _listing.decode(text)
            self._listings[url] = listing
        elif kind == b"report":
            _, report = _report.decode(text)
            self.reports[report.key] = report
        elif kind == b"change":
            self.changes.append(_change.decode(text)[1])
        elif kind == b"holding":
            self.good.append(_holding.decode(text)[1])

    # --- pages ----------------------------------------------------------------------------

    def page(self, url: str) -> KnownPage | None:
        return self._pages.get(url)

    def pages(self) -> Iterator[tuple[str, KnownPage]]:
        """Every page, by address."""
        yield from sorted(self._pages.items())

    def pages_of(self, target: str) -> Iterator[tuple[str, KnownPage]]:
        """The pages of a target that gave records and are not gone, by address."""
        for url, page in self.pages():
            if page.target == target and page.keys and page.gone_at is None:
                yield url, page

    def keep_page(self, url: str, page: KnownPage) -> None:
        self._pages[url] = page

    def forget_page(self, url: str) -> None:
        """It will be asked for in full."""
        self._pages.pop(url, None)

    def listing(self, url: str) -> KnownListing | None:
        known = self._listings.get(url)
        return known and known._replace(body=zlib.decompress(known.body))

    def keep_listing(self, url: str, listing: KnownListing) -> None:
        self._listings[url] = listing._replace(body=zlib.compress(listing.body))

    # --- reports --------------------------------------------------------------------------

    def report(self, key: str) -> KnownReport | None:
        return self.reports.get(key)

    def add_changes(self, report_id: str, url: str, run: str, changes: Iterable[Change]) -> None:
        """Add to the history; it is never rewritten."""
        self.changes += [KnownChange(report_id, url, run, change) for change in changes]

    # --- the last good run ----------------------------------------------------------------

    def last_good(self, target: str) -> Good | None:
        """What a target held in its last good run."""
        held = [known for known in self.good if known.target == target]
        if not held:
            return None
        return Good(max(known.run for known in held), [known.holding for known in held])

    def keep_good(
        self, target: str, holdings: Iterable[Holding], years: frozenset[int] | None, run: str
    ) -> None:
        """Replace what is known of these report years (all for None) by the holdings."""
        self.good = [
            known
            for known in self.good
            if known.target != target or (years is not None and known.holding.year not in years)
        ]
        for holding in sorted(holdings, key=lambda h: h.report_id):
            if years is None or holding.year in years:
                self.good.append(KnownHolding(target, run, holding))


def _own(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest()[:_DIGEST].encode()


def _head(line: bytes) -> _Head | None:
    text = line[_DIGEST + 1 :]
    if _own(text) != line[:_DIGEST]:
        return None
    try:
        head = msgspec.json.decode(text, type=_Head)
    except msgspec.MsgspecError:
        return None
    return head if head.version == VERSION else None

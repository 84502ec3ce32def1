"""What a run has found, kept on disk until it is over, and how it compares with what its
portals held before.

Records come in the order in which pages answer; they leave in the order of their addresses, so
that two runs over the same bytes write the same feed. Only an index is held in memory, and no
record is decoded that need not be compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from govcrawl import feed
from govcrawl.execution.digests import Record
from govcrawl.execution.outcome import RecordLine
from govcrawl.expectations import Holding
from govcrawl.feed import Doubts
from govcrawl.messages import say
from govcrawl.report import Change, Report
from govcrawl.runs import Run
from govcrawl.store.comparing import Became, Comparison
from govcrawl.store.state import KnownReport
from govcrawl.store.store import Store


class Entry(NamedTuple):
    """A record that the run met: what is known of it (without its line and those of its doubts),
    where they are, one after the other, and what led to it. ``store``: of which portal it is. ``asked``: the address that the listing
    gives, or gave (``unlisted``)."""

    record: RecordLine
    store: str
    target: int
    at_home: bool
    unlisted: bool
    asked: str
    offset: int
    length: int
    doubts: int

    @property
    def report_id(self) -> str:
        return self.record.report_id

    @property
    def url(self) -> str:
        return self.record.url

    @property
    def portal(self) -> str | None:
        return self.record.portal

    @property
    def key(self) -> str:
        return self.record.key

    @property
    def holding(self) -> Holding:
        return self.record.holding


@dataclass(slots=True)
class Found:
    """One distinct report of the run. ``targets`` are the numbers of those that led to it;
    it is still there, but no listing shows it, where there are none. ``copies``: all of it that
    the run met, the kept one first; ``replaces`` is the current record that it takes the place
    of, or equals; ``changes`` are between the two; ``moved``: it says the same, and is kept under
    an address at which it was read now."""

    entry: Entry
    aliases: list[str]
    copies: list[Entry]
    targets: frozenset[int] = frozenset()
    state: Became = "new"
    replaces: KnownReport | None = None
    changes: list[Change] = field(default_factory=list)
    moved: bool = False

    @property
    def fresh(self) -> bool:
        """Whether it is new, or says something else than before."""
        return self.state != "unchanged"

    @property
    def key(self) -> str:
        """Tells its record from the portal's others, once the run is published."""
        stays = self.state == "unchanged" and not self.moved and self.replaces
        return (stays or self.entry).key


class Collection:
    """Records of one run, on disk in the run's folder. ``names``: of which store each target is;
    without them a record is of the portal that it names.

    A record is the same report as another of its portal where id and facts agree; the copy kept is the official one, else the one with the shortest URL, and the others become its
    aliases. Records that share an id and differ otherwise are all kept, and reported: a report
    published twice is a finding.
    """

    def __init__(self, run: Run, names: Sequence[str] | None = None) -> None:
        self.run, self._names = run, names
        self._path = run.folder / "found.jsonl"
        self._file = self._path.open("w+b")
        self._entries: list[Entry] = []

    def __len__(self) -> int:
        return len(self._entries)

    def add(
        self,
        record: RecordLine,
        target: int,
        *,
        at_home: bool = True,
        unlisted: bool = False,
        asked: str | None = None,
    ) -> None:
        """Keep a record that the target of this number led to; ``asked`` is the address that
        its listing gives, or gave (``unlisted``)."""
        offset = self._file.seek(0, 2)
        told = record.doubts
        self._file.write(record.line)
        self._file.write(told.lines)
        self._entries.append(
            Entry(
                record=record._replace(line=b"", doubts=told._replace(lines=b"")),
                store=(record.portal or "") if self._names is None else self._names[target],
                target=target,
                at_home=at_home,
                unlisted=unlisted,
                asked=asked or record.url,
                offset=offset,
                length=len(record.line),
                doubts=len(told.lines),
            )
        )

    def read_from(self, store: str) -> dict[str, list[Entry]]:
        """The records that the run met at a portal, by the address that led to them."""
        pages: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries:
            if entry.store == store:
                pages[entry.asked].append(entry)
        return pages

    def resolve(
        self, stores: Mapping[str, Store] | None = None, compare: Comparison | None = None
    ) -> list[Found]:
        """The distinct reports by address, those of one page in its order (its own first), each
        compared with what its portal held; without ``compare`` all are new."""
        groups: dict[tuple[str, str], dict[bytes, list[Entry]]]
        groups = defaultdict(lambda: defaultdict(list))
        for entry in self._entries:
            record = entry.record
            groups[entry.store, record.report_id][record.facts].append(entry)
        known = {name: store.by_id for name, store in (stores or {}).items()} if compare else {}
        found: list[Found] = []
        for name, report_id in sorted(groups):
            here = [_first(copies) for copies in groups[name, report_id].values()]
            here.sort(key=lambda f: (f.entry.record.rank, f.entry.url))
            if len(here) > 1:
                self.run.issue(
                    say("id_shared", count=len(here), report_id=report_id),
                    "warn",
                    url=here[0].entry.url,
                    portal=here[0].entry.portal,
                    evidence=" ".join(f.entry.url for f in here)[:2000],
                )
            if compare and stores is not None and name in stores:
                _match(here, known[name].get(report_id, []))
                for f in here:
                    self._compare(f, stores[name], compare)
            found += here
        found.sort(key=lambda f: (f.entry.url, f.entry.offset))
        return found

    def _compare(self, found: Found, store: Store, compare: Comparison) -> None:
        before = found.replaces
        if before is None:
            return
        if before.content == found.entry.record.content.hex():
            found.state = "unchanged"  # neither needs to be decoded
        else:
            old, new = store.record(before), self.record(found)
            found.state, found.changes = compare.judge(store.state, before, old, new)
        if found.state == "unchanged" and found.entry.unlisted:
            found.targets = frozenset()

    def line(self, found: Found) -> bytes:
        """The record as it is published, its aliases and changes filled in."""
        return feed.complete(self._line(found), aliases=found.aliases, changes=found.changes)

    def report(self, found: Found) -> Report:
        """The same, decoded."""
        return feed.decode(self.line(found))

    def record(self, found: Found) -> Record:
        """The record as it was read, as plain data."""
        record: Record = msgspec.json.decode(self._line(found))
        return record

    def doubts(self, found: Found) -> Doubts:
        """The issues of the record."""
        entry = found.entry
        self._file.seek(entry.offset + entry.length)
        return entry.record.doubts._replace(lines=self._file.read(entry.doubts))

    def _line(self, found: Found) -> bytes:
        self._file.seek(found.entry.offset)
        return self._file.read(found.entry.length)

    def close(self, *, keep: bool) -> None:
        """Let the file go; ``keep`` leaves it where the run did not end well."""
        self._file.close()
        if not keep:
            self._path.unlink(missing_ok=True)


def _first(copies: list[Entry]) -> Found:
    """The copy to keep, and the others as its aliases."""
    copies = sorted(
        copies,
        key=lambda e: (e.unlisted, e.record.rank, not e.at_home, len(e.url), e.url, e.target),
    )
    urls = frozenset[str]().union(*(copy.record.urls for copy in copies))
    targets = frozenset(copy.target for copy in copies)
    return Found(copies[0], sorted(urls - {copies[0].url}), copies, targets)


def _match(found: list[Found], known: list[KnownReport]) -> None:
    """Pair the reports of one id with their last published versions.

    The same content, or the same facts, is the same report; then a shared URL; then, where one
    is left on each side and both come from the same portal, the report moved and changed at
    once.
    """
    left, waiting = list(known), list(found)
    for same in (_same_content, _same_facts, _same_address):
        for f in list(waiting):
            alike = [e for e in left if same(f, e)]
            pair = next((e for e in alike if f.entry.url in e.urls), alike[0] if alike else None)
            if pair:
                f.replaces = pair
                left.remove(pair)
                waiting.remove(f)
    if len(waiting) == len(left) == 1 and _origin(waiting[0].entry) == _origin(left[0]):
        waiting[0].replaces = left[0]


def _same_content(found: Found, known: KnownReport) -> bool:
    return found.entry.record.content.hex() == known.content


def _same_facts(found: Found, known: KnownReport) -> bool:
    return found.entry.record.facts.hex() == known.facts


def _same_address(found: Found, known: KnownReport) -> bool:
    return not known.urls.isdisjoint({found.entry.url, *found.aliases})


def _origin(entry: Entry | KnownReport) -> tuple[str | None, str]:
    return entry.portal, urlsplit(entry.url).netloc

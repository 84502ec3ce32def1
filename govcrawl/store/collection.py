"""What a run has found, kept on disk until it is over, and how it compares with ``latest``.

Records come in the order in which pages answer; they leave in the order of their addresses, so
that two runs over the same bytes write the same feed. Only an index is held in memory. What
``latest`` was when the run began is what it is compared with (``Run.base``), also where a killed
process has published a part of the run already.
"""

from __future__ import annotations

import contextlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.parse import urlsplit

import msgspec

from govcrawl import feed
from govcrawl.execution.digests import Record
from govcrawl.execution.outcome import RecordLine
from govcrawl.expectations import Holding
from govcrawl.messages import say
from govcrawl.report import Change, Report
from govcrawl.runs import Run, replacing
from govcrawl.store.comparing import Became, Comparison


class Line(NamedTuple):
    """Where a record's line lies, and what it is compared by."""

    report_id: str
    url: str
    urls: frozenset[str]
    portal: str | None
    rank: int
    sha256: str
    content: bytes
    facts: bytes
    text: bytes
    site: bytes
    target: int
    at_home: bool
    unlisted: bool
    offset: int
    length: int
    asked: str
    holding: Holding

    @property
    def key(self) -> str:
        """Tells the record from others: its id and its content."""
        return f"{self.report_id}#{self.content.hex()[:16]}"


@dataclass(slots=True)
class Found:
    """One distinct report of the run. ``targets`` are the numbers of those that led to it;
    it is still there, but no listing shows it, where there are none. ``copies``: the keys of its copies in this run, its own included;
    ``replaces`` is the entry of ``latest`` that it takes the place of, or equals; ``changes``
    lie between the two."""

    entry: Line
    aliases: list[str]
    copies: frozenset[str] = frozenset()
    targets: frozenset[int] = frozenset()
    state: Became = "new"
    replaces: Line | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Tells its record in ``latest`` from others, once that is written."""
        stays = self.state == "unchanged" and self.replaces
        return (stays or self.entry).key


class Collection:
    """Records of one run, on disk in the run's folder.

    A record is the same report as another where id, facts and website agree; the copy kept is
    the official one, else the one with the shortest URL, and the others become its aliases.
    Records that share an id and differ otherwise are all kept, and reported: a report published
    twice is a finding.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._path = run.folder / "found.jsonl"
        self._file = self._path.open("w+b")
        self._entries: list[Line] = []
        # Reparse has no base: it compares with nothing.
        self._base_path = run.base if run.base.exists() else run.latest
        self._old: BinaryIO | None = None
        self._latest: dict[str, list[Line]] | None = None
        self._keys: dict[str, Line] | None = None

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
        self._file.write(record.line)
        entry = _entry(record, target, offset, at_home=at_home, asked=asked)
        self._entries.append(entry._replace(unlisted=unlisted))

    def known(self, keys: Iterable[str]) -> list[Line] | None:
        """The entries of ``latest`` of these keys; None where it lacks one."""
        known = self._by_key()
        found = [known.get(key) for key in keys]
        return None if None in found else [entry for entry in found if entry]

    def holdings_of(self, keys: Iterable[str]) -> list[Holding]:
        """What ``latest`` holds under the keys, in short."""
        known = self._by_key()
        return [known[key].holding for key in sorted(keys) if key in known]

    def _by_key(self) -> dict[str, Line]:
        if self._keys is None:
            self._keys = {
                entry.key: entry for entries in self._known().values() for entry in entries
            }
        return self._keys

    def read_from(self) -> dict[str, list[str]]:
        """The keys of the run's records by the address that led to them."""
        pages: dict[str, list[str]] = defaultdict(list)
        for entry in self._entries:
            pages[entry.asked].append(entry.key)
        return pages

    def resolve(self, compare: Comparison | None = None) -> list[Found]:
        """The distinct reports by address, those of one page in its order (its own first), each
        compared with ``latest``; without ``compare`` all are new."""
        groups: dict[str, dict[tuple[bytes, bytes], list[Line]]]
        groups = defaultdict(lambda: defaultdict(list))
        for entry in self._entries:
            groups[entry.report_id][entry.facts, entry.site].append(entry)
        known = self._known() if compare else {}
        found: list[Found] = []
        for report_id in sorted(groups):
            here: list[Found] = []
            for copies in groups[report_id].values():
                copies.sort(
                    key=lambda e: (e.unlisted, e.rank, not e.at_home, len(e.url), e.url, e.target)
                )
                urls = frozenset().union(*(copy.urls for copy in copies))
                targets = frozenset(copy.target for copy in copies)
                aliases, keys = sorted(urls - {copies[0].url}), frozenset(c.key for c in copies)
                here.append(Found(copies[0], aliases, keys, targets))
            here.sort(key=lambda f: (f.entry.rank, f.entry.url))
            if len(here) > 1:
                self.run.issue(
                    say("id_shared", count=len(here), report_id=report_id),
                    "warn",
                    url=here[0].entry.url,
                    portal=here[0].entry.portal,
                    evidence=" ".join(f.entry.url for f in here)[:2000],
                )
            _match(here, known.get(report_id, []))
            for f in here:
                if f.replaces and compare:
                    old, new = self._base(f.replaces), self._record(f.entry)
                    f.state, f.changes = compare.judge(f.replaces.key, old, new)
                    if f.state == "unchanged" and f.entry.unlisted:
                        f.targets = frozenset()
            found += here
        found.sort(key=lambda f: (f.entry.url, f.entry.offset))
        return found

    def line(self, found: Found) -> bytes:
        """The record as it is published, its aliases and changes filled in."""
        self._file.seek(found.entry.offset)
        line = self._file.read(found.entry.length)
        return feed.complete(line, aliases=found.aliases, changes=found.changes)

    def report(self, found: Found) -> Report:
        """The same, decoded."""
        return feed.decode(self.line(found))

    @contextlib.contextmanager
    def writing_latest(self, resolved: list[Found]) -> Iterator[None]:
        """Bring ``latest`` up to date, once the block is over without an exception; all of it
        is on the disk before. New records join, changed ones replace theirs, all
        others keep their line byte for byte, also those that this run did not meet; only an
        address under which a record is found for the first time joins its aliases."""
        replaced = {f.replaces: f for f in resolved if f.replaces}
        lines: list[tuple[str, str, Found | Line]] = [
            (f.entry.report_id, f.entry.url, f) for f in resolved if f.state != "unchanged"
        ]
        for entries in self._known().values():
            for entry in entries:
                found = replaced.get(entry)
                if found is None or found.state == "unchanged":
                    lines.append((entry.report_id, entry.url, entry))
        lines.sort(key=lambda line: line[:2])
        with replacing(self.run.latest) as file:
            for _, _, what in lines:
                if isinstance(what, Found):
                    file.write(self.line(what))
                else:
                    file.write(self._kept_line(what, replaced.get(what)))
            file.flush()
            os.fsync(file.fileno())
            yield

    def _kept_line(self, entry: Line, found: Found | None) -> bytes:
        line = self._base_line(entry)
        come = {found.entry.url, *found.aliases} - entry.urls if found else set()
        if not come:
            return line
        record: Record = msgspec.json.decode(line)
        record["source"]["aliases"] = sorted({*record["source"]["aliases"], *come})
        return feed.encode_json(record)

    def close(self, *, keep: bool) -> None:
        """Let the file go; ``keep`` leaves it where the run did not end well."""
        self._file.close()
        if self._old is not None:
            self._old.close()
        if not keep:
            self._path.unlink(missing_ok=True)

    def _known(self) -> dict[str, list[Line]]:
        """The entries of ``latest`` by report id."""
        if self._latest is None:
            self._latest = defaultdict(list)
            for number, entry in enumerate(_read(self._base_path), 1):
                if entry is None:
                    message = say("bad_latest", path=self.run.latest, line=number)
                    self.run.issue(message, "warn")
                else:
                    self._latest[entry.report_id].append(entry)
        return self._latest

    def _record(self, entry: Line) -> Record:
        self._file.seek(entry.offset)
        record: Record = msgspec.json.decode(self._file.read(entry.length))
        return record

    def _base(self, entry: Line) -> Record:
        record: Record = msgspec.json.decode(self._base_line(entry))
        return record

    def _base_line(self, entry: Line) -> bytes:
        if self._old is None:
            self._old = self._base_path.open("rb")
        self._old.seek(entry.offset)
        return self._old.read(entry.length)


def _match(found: list[Found], known: list[Line]) -> None:
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


def _same_content(found: Found, known: Line) -> bool:
    return found.entry.content == known.content


def _same_facts(found: Found, known: Line) -> bool:
    return found.entry.facts == known.facts


def _same_address(found: Found, known: Line) -> bool:
    return not known.urls.isdisjoint({found.entry.url, *found.aliases})


def _origin(entry: Line) -> tuple[str | None, str]:
    return entry.portal, urlsplit(entry.url).netloc


def _read(path: Path) -> Iterator[Line | None]:
    if not path.exists():
        return
    offset = 0
    with path.open("rb") as file:
        for line in file:
            try:
                yield _entry(RecordLine.parse(line), -1, offset)
            except (msgspec.MsgspecError, KeyError, TypeError):
                yield None
            offset += len(line)


def _entry(
    record: RecordLine,
    target: int,
    offset: int,
    *,
    at_home: bool = True,
    asked: str | None = None,
) -> Line:
    return Line(
        report_id=record.report_id,
        url=record.url,
        urls=record.urls,
        portal=record.portal,
        rank=record.rank,
        sha256=record.sha256,
        content=record.content,
        facts=record.facts,
        text=record.text,
        site=record.site,
        target=target,
        at_home=at_home,
        unlisted=False,
        offset=offset,
        length=len(record.line),
        asked=asked or record.url,
        holding=record.holding,
    )

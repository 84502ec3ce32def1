"""What a run has found, kept on disk until it is over, and how it compares with ``latest``.

Records come in the order in which pages answer; they leave in the order of their ids, so that
two runs over the same bytes write the same feed. Only an index is held in memory.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias
from urllib.parse import urlsplit

import msgspec

from govcrawl import feed
from govcrawl.expectations import Holding, holding
from govcrawl.messages import say
from govcrawl.report import Report
from govcrawl.runs import Run, replacing

State: TypeAlias = Literal["new", "changed", "unchanged"]

_RANK = {"official": 0, "local": 1, "third_party": 2}
#: Fields that say where and how a report was read, not what it says. ``fetched_at``, ``aliases``
#: and ``changes`` stand outside the record's hash by contract; page counters also move the
#: page's hash, the ledger and the evidence of the page's furniture from one day to the next,
#: and a redesign changes the site's own identifiers.
_VOLATILE = frozenset({"source", "changes", "issues", "ledger", "field_evidence", "site"})


class _Entry(NamedTuple):
    """Where a record's line lies, and what it is compared by."""

    report_id: str
    url: str
    urls: frozenset[str]
    portal: str | None
    rank: int
    content: bytes
    site: bytes
    target: int
    at_home: bool
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
    ``replaces`` is the entry of ``latest`` that it takes the place of, or equals."""

    entry: _Entry
    aliases: list[str]
    targets: frozenset[int] = frozenset()
    state: State = "new"
    replaces: _Entry | None = None


class Collection:
    """Records of one run, on disk in the run's folder.

    A record is the same report as another where id, content and website agree; the copy kept is
    the official one, else the one with the shortest URL, and the others become its aliases.
    Records that share an id and differ otherwise are all kept, and reported: a report published
    twice is a finding.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._path = run.folder / "found.jsonl"
        self._file = self._path.open("w+b")
        self._entries: list[_Entry] = []
        self._latest: dict[str, list[_Entry]] | None = None
        self._keys: set[str] | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def add(
        self, report: Report, target: int, *, at_home: bool = True, asked: str | None = None
    ) -> None:
        """Keep a record that the target of this number led to; ``asked`` is the address that
        its listing gave."""
        line = feed.encode(report)
        offset = self._file.seek(0, 2)
        self._file.write(line)
        self._entries.append(_entry(line, target, offset, at_home=at_home, asked=asked))

    def knows(self, keys: Iterable[str]) -> bool:
        """Whether ``latest`` holds all the records."""
        if self._keys is None:
            self._keys = {entry.key for entries in self._known().values() for entry in entries}
        return self._keys.issuperset(keys)

    def holdings_of(self, keys: Iterable[str]) -> list[Holding]:
        """What ``latest`` holds under the keys, in short."""
        wanted = set(keys)
        entries = (entry for entries in self._known().values() for entry in entries)
        return [entry.holding for entry in entries if entry.key in wanted]

    def read_from(self) -> dict[str, list[str]]:
        """The keys of the run's records by the address that led to them."""
        pages: dict[str, list[str]] = defaultdict(list)
        for entry in self._entries:
            pages[entry.asked].append(entry.key)
        return pages

    def resolve(self) -> list[Found]:
        """The distinct reports by address, those of one page in its order (its own first), each
        compared with ``latest``."""
        groups: dict[str, dict[tuple[bytes, bytes], list[_Entry]]]
        groups = defaultdict(lambda: defaultdict(list))
        for entry in self._entries:
            groups[entry.report_id][entry.content, entry.site].append(entry)
        known = self._known()
        found: list[Found] = []
        for report_id in sorted(groups):
            here: list[Found] = []
            for copies in groups[report_id].values():
                copies.sort(key=lambda e: (e.rank, not e.at_home, len(e.url), e.url, e.target))
                urls = frozenset().union(*(copy.urls for copy in copies))
                targets = frozenset(copy.target for copy in copies)
                here.append(Found(copies[0], sorted(urls - {copies[0].url}), targets))
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
            found += here
        found.sort(key=lambda f: (f.entry.url, f.entry.offset))
        return found

    def report(self, found: Found) -> Report:
        """The record itself, its aliases filled in."""
        self._file.seek(found.entry.offset)
        report = feed.decode(self._file.read(found.entry.length))
        report.source.aliases = found.aliases
        return report

    def write_latest(self, resolved: list[Found]) -> None:
        """Bring ``latest`` up to date: new records join, changed ones replace theirs, all
        others keep their line byte for byte, also those that this run did not meet."""
        replaced = {f.replaces for f in resolved if f.state == "changed" and f.replaces}
        lines: list[tuple[str, str, Found | _Entry]] = [
            (f.entry.report_id, f.entry.url, f) for f in resolved if f.state != "unchanged"
        ]
        for entries in self._known().values():
            lines += [(e.report_id, e.url, e) for e in entries if e not in replaced]
        lines.sort(key=lambda line: line[:2])
        old = self.run.latest.open("rb") if self.run.latest.exists() else None
        try:
            with replacing(self.run.latest) as file:
                for _, _, what in lines:
                    if isinstance(what, Found):
                        file.write(feed.encode(self.report(what)))
                    elif old is not None:
                        old.seek(what.offset)
                        file.write(old.read(what.length))
        finally:
            if old is not None:
                old.close()

    def close(self, *, keep: bool) -> None:
        """Let the file go; ``keep`` leaves it where the run did not end well."""
        self._file.close()
        if not keep:
            self._path.unlink(missing_ok=True)

    def _known(self) -> dict[str, list[_Entry]]:
        """The entries of ``latest`` by report id."""
        if self._latest is None:
            self._latest = defaultdict(list)
            for number, entry in enumerate(_read(self.run.latest), 1):
                if entry is None:
                    message = say("bad_latest", path=self.run.latest, line=number)
                    self.run.issue(message, "warn")
                else:
                    self._latest[entry.report_id].append(entry)
        return self._latest


def _match(found: list[Found], known: list[_Entry]) -> None:
    """Pair the reports of one id with their last published versions.

    The same content is the same report; then a shared URL; then, where one is left on each side
    and both come from the same portal, the report moved and changed at once.
    """
    left = list(known)
    waiting: list[Found] = []
    for f in found:
        alike = [e for e in left if e.content == f.entry.content]
        same = next((e for e in alike if f.entry.url in e.urls), alike[0] if alike else None)
        if same:
            f.state, f.replaces = "unchanged", same
            left.remove(same)
        else:
            waiting.append(f)
    for f in list(waiting):
        urls = {f.entry.url, *f.aliases}
        same = next((e for e in left if urls & e.urls), None)
        if same:
            f.state, f.replaces = "changed", same
            left.remove(same)
            waiting.remove(f)
    if len(waiting) == len(left) == 1 and _origin(waiting[0].entry) == _origin(left[0]):
        waiting[0].state, waiting[0].replaces = "changed", left[0]


def _origin(entry: _Entry) -> tuple[str | None, str]:
    return entry.portal, urlsplit(entry.url).netloc


def _read(path: Path) -> Iterator[_Entry | None]:
    if not path.exists():
        return
    offset = 0
    with path.open("rb") as file:
        for line in file:
            try:
                yield _entry(line, -1, offset)
            except (msgspec.MsgspecError, KeyError, TypeError):
                yield None
            offset += len(line)


def _entry(
    line: bytes, target: int, offset: int, *, at_home: bool = True, asked: str | None = None
) -> _Entry:
    """The entry of one feed line. It is read as plain data: a line that an earlier version
    wrote must not be lost for want of a field."""
    record: dict[str, Any] = msgspec.json.decode(line)
    source = record["source"]
    said = {name: value for name, value in record.items() if name not in _VOLATILE}
    return _Entry(
        report_id=record["report_id"],
        url=source["url"] or "",
        urls=frozenset({source["url"] or "", *source["aliases"]}),
        portal=source["portal"],
        rank=_RANK.get(source["provenance"], len(_RANK)),
        content=_digest(said),
        site=_digest(record.get("site")),
        target=target,
        at_home=at_home,
        offset=offset,
        length=len(line),
        asked=asked or source["url"] or "",
        holding=holding(record),
    )


def _digest(value: object) -> bytes:
    return hashlib.sha256(msgspec.json.encode(value)).digest()

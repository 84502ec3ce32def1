"""The reports of one body, whatever it was called: records by body and year, bodies joined over
their certain renamings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from govcrawl.bodies.names import Body, body_of, head_of
from govcrawl.domains import site_of
from govcrawl.lexicon.agencies import kind_of
from govcrawl.lexicon.reforms import renamed

_YEARS = range(1990, 2100)  # what a report's year can be at all


class _Region(Protocol):
    @property
    def adcode(self) -> str | None: ...


class _Agency(Protocol):
    @property
    def name(self) -> str | None: ...
    @property
    def name_as_written(self) -> str | None: ...
    @property
    def type(self) -> str | None: ...
    @property
    def region(self) -> _Region: ...


class _Source(Protocol):
    @property
    def url(self) -> str | None: ...
    @property
    def aliases(self) -> list[str]: ...
    @property
    def portal(self) -> str | None: ...
    @property
    def provenance(self) -> str: ...


class Record(Protocol):
    """What is asked of a record: the record itself or any shorter form of it."""

    @property
    def report_id(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def report_year(self) -> int | None: ...
    @property
    def agency(self) -> _Agency: ...
    @property
    def source(self) -> _Source: ...


R = TypeVar("R", bound=Record)


@dataclass(slots=True, eq=False)
class Series(Generic[R]):
    """One body. ``agency`` is its newest name, ``former`` are its earlier ones; ``reports`` are by
    year, ``undated`` those whose year is not known; ``named`` is False where the records do not
    name their body."""

    agency: str
    body: Body
    named: bool = True
    former: list[str] = field(default_factory=list)
    reports: dict[int, list[R]] = field(default_factory=lambda: defaultdict(list))
    undated: list[R] = field(default_factory=list)
    portals: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)

    @property
    def lines(self) -> list[R]:
        """Its reports by year."""
        return [line for year in sorted(self.reports) for line in self.reports[year]]

    @property
    def type(self) -> str | None:
        """The kind of body, of its last report, else by its name."""
        types = [line.agency.type for line in self.lines if line.agency.type]
        return types[-1] if types else kind_of(self.body.organ)

    @property
    def label(self) -> str:
        """Its name, with the earlier ones."""
        return f"{self.agency}（原{'、'.join(self.former)}）" if self.former else self.agency


S = TypeVar("S", bound=Series[Any])


class Places(Generic[S]):
    """Series by their place, so that those of one place and of what is within or above it are
    found without looking at all."""

    def __init__(self, rows: Iterable[S]) -> None:
        self._at: dict[str | None, list[S]] = defaultdict(list)
        self._below: dict[str, list[S]] = defaultdict(list)
        for row in rows:
            self.add(row)

    def add(self, row: S) -> None:
        place = row.body.place
        self._at[place].append(row)
        for length in {2, 4, 6} if place else ():
            self._below[(place or "")[:length]].append(row)

    def near(self, place: str | None) -> list[S]:
        """Every series whose place may be that of a code."""
        if place is None:
            return [row for rows in self._at.values() for row in rows]
        above = {f"{place[:2]}0000", f"{place[:4]}00"} - {place}
        found = [*self._below[head_of(place)], *self._at[None]]
        head = head_of(place)
        return found + [
            row for code in sorted(above) if not code.startswith(head) for row in self._at[code]
        ]


def series_of(records: Iterable[Record], kind: type[S]) -> list[S]:
    """The records by body, each a ``kind`` of series, joined over their certain renamings. The
    result does not depend on the order of the records."""
    rows: dict[object, S] = {}
    for line in sorted(
        records, key=lambda x: (x.report_year or 0, x.report_id, x.source.url or "")
    ):
        name, adcode = line.agency.name, line.agency.region.adcode
        body = body_of(name or "", adcode, line.report_year)
        key: object = body if name else line.report_id
        label = name or line.agency.name_as_written or line.title or line.report_id
        row = rows.setdefault(key, kind(label, body, named=name is not None))
        row.agency = label  # the newest, since lines come by year
        if line.report_year not in _YEARS:
            row.undated.append(line)
        else:
            row.reports[line.report_year or 0].append(line)
        if line.source.portal:
            row.portals.add(line.source.portal)
        if line.source.provenance != "third_party":
            row.hosts |= _sites(line)
    return _joined(list(rows.values()))


def _sites(record: Record) -> set[str]:
    urls = (record.source.url, *record.source.aliases)
    return {site_of(url) for url in urls if url} - {""}


def _joined(rows: list[S]) -> list[S]:
    """Rows whose names are known to follow one another in one place become one: only where each
    has no other partner, and the years of the one end before those of the other begin."""
    by_place: dict[tuple[str, str, str], list[S]] = defaultdict(list)
    for row in rows:
        if row.named and row.body.place and row.reports:
            by_place[row.body.place, row.body.zone, row.body.township].append(row)
    gone: set[int] = set()
    for here in by_place.values():
        pairs = [(old, new) for old in here for new in here if _succeeds(old, new)]
        pairs.sort(key=lambda pair: min(pair[1].reports))
        for old, new in pairs:
            alone = sum(o is old for o, _ in pairs) == 1 and sum(n is new for _, n in pairs) == 1
            if alone:
                _merge(old, new)
                gone.add(id(old))
    return [row for row in rows if id(row) not in gone]


def _succeeds(old: S, new: S) -> bool:
    year = renamed(old.body.organ, new.body.organ)
    return year is not None and max(old.reports) <= year <= min(new.reports) > max(old.reports)


def _merge(old: S, new: S) -> None:
    new.former = [*old.former, old.agency]
    for year, lines in old.reports.items():
        new.reports[year] += lines
    new.undated += old.undated
    new.portals |= old.portals
    new.hosts |= old.hosts

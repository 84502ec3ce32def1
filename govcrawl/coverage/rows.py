"""The rows of the matrix: which records are those of one body, whatever it was called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from govcrawl.coverage.inputs import Line, host_of
from govcrawl.lexicon import regions
from govcrawl.lexicon.agencies import full_form, function_key, kind_of
from govcrawl.lexicon.reforms import renamed
from govcrawl.portals import Portal
from govcrawl.reading.agency_names import name_in_title, parse_name

_YEARS = range(1990, 2100)  # what a report's year can be at all
_LONGEST = 300  # characters of a name that are looked at
_BRANCH = re.compile(r"(.+?局).{1,16}分局")
#: A government's report may be signed by its office; the two are told apart by nothing else.
_GOVERNMENT = frozenset({"government", "general_office"})


class Body(NamedTuple):
    """What a name says: the code of its place today, its zone or township, its organ in full."""

    place: str | None
    zone: str
    township: str
    organ: str

    @property
    def family(self) -> str | None:
        """What the organ is there for, across reforms; None where that is not known."""
        branch = _BRANCH.fullmatch(self.organ)
        return function_key(branch[1] if branch else self.organ)


@dataclass(slots=True, eq=False)
class Row:
    """One body. ``former`` are its earlier names; ``reports`` are by year, ``undated`` those
    whose year is not known; ``named`` is False where the records do not name their body;
    ``expected`` where a portal's file names it, for the years of ``years``."""

    agency: str
    body: Body
    named: bool = True
    expected: bool = False
    years: frozenset[int] | None = None
    former: list[str] = field(default_factory=list)
    reports: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))
    undated: list[Line] = field(default_factory=list)
    portals: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)

    @property
    def lines(self) -> list[Line]:
        return [line for year in sorted(self.reports) for line in self.reports[year]]

    @property
    def type(self) -> str | None:
        """The kind of body, of its last report, else by its name."""
        types = [line.agency.type for line in self.lines if line.agency.type]
        return types[-1] if types else kind_of(self.body.organ)

    @property
    def label(self) -> str:
        return f"{self.agency}（原{'、'.join(self.former)}）" if self.former else self.agency


@lru_cache(maxsize=4096)
def body_of(name: str, adcode: str | None, year: int | None) -> Body:
    """Take a full name apart; ``adcode`` is the code of its region in ``year``, where known."""
    written = parse_name(name[:_LONGEST])
    if adcode is None and written.places:
        rows = regions.find_any_year(written.places[-1], year)
        codes = {today(row.code, year) for row in rows}
        adcode = codes.pop() if len(codes) == 1 else None
    elif adcode is not None:
        adcode = today(adcode, year)
    return Body(adcode, written.zone, written.township, full_form(written.organ))


def titled(title: str) -> Body:
    """The body that a report's title names, as far as it does."""
    return body_of(name_in_title(title[:_LONGEST]), None, None)


def today(adcode: str, year: int | None) -> str:
    """The code that a place bears now."""
    row = regions.lookup(adcode, year) or regions.lookup(adcode)
    return regions.counterpart(row).code if row else adcode


def alike(one: Body, other: Body) -> bool:
    """Whether two names may be those of one body: told by less, by a short form, by another
    name of the same function, or with a place that one of them leaves open."""
    if not _near(one.place, other.place):
        return False
    if not any(one[1:]) or not any(other[1:]):
        return True
    if (one.zone, one.township) != (other.zone, other.township):
        return False
    a, b = one.organ, other.organ
    if not a or not b or a.endswith(b) or b.endswith(a):
        return True
    families = {one.family, other.family}
    return None not in families and (len(families) == 1 or families == _GOVERNMENT)


def may_name(title: Body, body: Body) -> bool:
    """Whether a title may name a body: as ``alike``, but a place that it writes is meant."""
    return alike(title, body) and (None in (title.place, body.place) or title.place == body.place)


def _near(one: str | None, other: str | None) -> bool:
    """Whether two codes are of one place, or of one within the other."""
    if one is None or other is None:
        return True
    a, b = _head(one), _head(other)
    return a.startswith(b) or b.startswith(a)


def _head(code: str) -> str:
    """What the codes of all places within a place begin with."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


class Places:
    """Rows by their place, so that those of one place and of what is within or above it are
    found without looking at all."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._at: dict[str | None, list[Row]] = defaultdict(list)
        self._below: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self.add(row)

    def add(self, row: Row) -> None:
        place = row.body.place
        self._at[place].append(row)
        for length in {2, 4, 6} if place else ():
            self._below[(place or "")[:length]].append(row)

    def near(self, place: str | None) -> list[Row]:
        """Every row whose place may be that of a code."""
        if place is None:
            return [row for rows in self._at.values() for row in rows]
        above = {f"{place[:2]}0000", f"{place[:4]}00"} - {place}
        found = [*self._below[_head(place)], *self._at[None]]
        head = _head(place)
        return found + [
            row for code in sorted(above) if not code.startswith(head) for row in self._at[code]
        ]


def rows_of(lines: Iterable[Line], portals: Mapping[str, Portal]) -> list[Row]:
    """The records by body, bodies joined over their certain renamings, and those that portals'
    files expect."""
    rows: dict[object, Row] = {}
    for line in sorted(lines, key=lambda x: (x.report_year or 0, x.report_id, x.source.url or "")):
        name, adcode = line.agency.name, line.agency.region.adcode
        body = body_of(name or "", adcode, line.report_year)
        key: object = body if name else line.report_id
        label = name or line.agency.name_as_written or line.title or line.report_id
        row = rows.setdefault(key, Row(label, body, named=name is not None))
        row.agency = label  # the newest, since lines come by year
        if line.report_year not in _YEARS:
            row.undated.append(line)
        else:
            row.reports[line.report_year or 0].append(line)
        if line.source.portal:
            row.portals.add(line.source.portal)
        if line.source.provenance != "third_party":
            row.hosts |= {host_of(url) for url in line.urls()} - {""}
    joined = _joined(list(rows.values()))
    for portal_id, portal in portals.items():
        for agency in portal.agencies:
            _expect(joined, agency, portal_id, portal)
    return joined


def _joined(rows: list[Row]) -> list[Row]:
    """Rows whose names are known to follow one another in one place become one: only where each
    has no other partner, and the years of the one end before those of the other begin."""
    by_place: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
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


def _succeeds(old: Row, new: Row) -> bool:
    year = renamed(old.body.organ, new.body.organ)
    return year is not None and max(old.reports) <= year <= min(new.reports) > max(old.reports)


def _merge(old: Row, new: Row) -> None:
    new.former = [*old.former, old.agency]
    for year, lines in old.reports.items():
        new.reports[year] += lines
    new.undated += old.undated
    new.portals |= old.portals
    new.hosts |= old.hosts


def _expect(rows: list[Row], agency: str, portal_id: str, portal: Portal) -> None:
    """A body that a portal's file names: the row that has its name or may be it, else a new
    one, so that a name written otherwise accuses nobody."""
    written = parse_name(agency)
    body = body_of(agency, None if written.places else portal.adcode, None)
    if body.place is None:
        body = body._replace(place=today(portal.adcode, None))
    met = [row for row in rows if row.agency == agency or agency in row.former or row.body == body]
    met = met or [row for row in rows if portal_id in row.portals and alike(row.body, body)]
    if not met:
        met = [Row(agency, body)]
        rows += met
    for row in met if len(met) == 1 else []:
        row.expected, row.years = True, portal.expected_years()
        row.portals.add(portal_id)

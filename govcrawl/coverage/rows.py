"""The rows of the matrix: the bodies of the records, and those that portals' files expect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from govcrawl.bodies import Series, alike, body_of, series_of, today
from govcrawl.coverage.inputs import Line
from govcrawl.portals import Portal
from govcrawl.reading.agency.agency_names import parse_name


@dataclass(slots=True, eq=False)
class BodyRow(Series[Line]):
    """One body; ``expected`` where a portal's file names it, for the years of ``years``."""

    expected: bool = False
    years: frozenset[int] | None = None


def rows_of(lines: Iterable[Line], portals: Mapping[str, Portal]) -> list[BodyRow]:
    """The records by body, and the bodies that portals' files expect."""
    rows = series_of(lines, BodyRow)
    for portal_id, portal in portals.items():
        for agency in portal.agencies:
            _expect(rows, agency, portal_id, portal)
    return rows


def _expect(rows: list[BodyRow], agency: str, portal_id: str, portal: Portal) -> None:
    """A body that a portal's file names: the row that has its name or may be it, else a new
    one, so that a name written otherwise is no contradiction."""
    written = parse_name(agency)
    body = body_of(agency, None if written.places else portal.region, None)
    if body.place is None and portal.region is not None:
        body = body._replace(place=today(portal.region, None))
    met = [row for row in rows if row.agency == agency or agency in row.former or row.body == body]
    met = met or [row for row in rows if portal_id in row.portals and alike(row.body, body)]
    if not met:
        met = [BodyRow(agency, body)]
        rows += met
    for row in met if len(met) == 1 else []:
        row.expected, row.years = True, portal.expected_years()
        row.portals.add(portal_id)

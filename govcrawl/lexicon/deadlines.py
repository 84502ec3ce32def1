"""Loads ``deadlines.toml``: by when a report was due, by its year and the kind of its body."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, NamedTuple, TypeAlias

import msgspec

from govcrawl.lexicon.loading import load_toml

Kind: TypeAlias = Literal["department", "government", "other"]
_DEPARTMENTS = frozenset({"department", "government_office"})


class _Deadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    first: Annotated[int, msgspec.Meta(ge=2008)]
    kinds: list[Kind]
    month: Annotated[int, msgspec.Meta(ge=1, le=12)]
    day: Annotated[int, msgspec.Meta(ge=1, le=31)]
    source: str
    last: int = 9999


class _Deadlines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    deadline: list[_Deadline]


_DATA = load_toml("deadlines.toml", _Deadlines)


class Deadline(NamedTuple):
    """The last day on which a report was in time, and the article that says so."""

    day: datetime.date
    source: str


def kind_of(agency_type: str | None, coverage: str) -> Kind:
    """The kind of body that a report's agency (``report.AgencyType``) is to the law."""
    if coverage == "aggregate" or agency_type == "government":
        return "government"
    return "department" if agency_type in _DEPARTMENTS else "other"


def deadline(year: int, kind: Kind) -> Deadline | None:
    """The deadline of the report of a year; None for years before there was one.

    >>> deadline(2018, "department").day, deadline(2019, "department").day
    (datetime.date(2019, 3, 31), datetime.date(2020, 1, 31))
    """
    for rule in _DATA.deadline:
        if rule.first <= year <= rule.last and kind in rule.kinds:
            return Deadline(datetime.date(year + 1, rule.month, rule.day), rule.source)
    return None

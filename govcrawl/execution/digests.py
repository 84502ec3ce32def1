"""Hashes of a record as plain data (a feed line as decoded JSON, perhaps of an earlier version):
of everything it says, and of its facts alone.

A fact is what the report says: its figures, its sentences, whose it is and for when. Where and
how it was read is none: a page that moves, counts its visitors or gets new clothes has not changed.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, TypeAlias

import msgspec

Record: TypeAlias = dict[str, Any]

#: Fields that say where and how a report was read. ``fetched_at``, ``aliases``, ``changes``,
#: ``seen`` and ``duplicate_of`` are outside the record's hash by contract; page counters also move the page's hash, the
#: ledger and the evidence of the page's furniture from one day to the next, and a redesign
#: changes the site's own identifiers.
VOLATILE = frozenset(
    {"source", "changes", "seen", "duplicate_of", "issues", "ledger", "field_evidence", "site"}
)
#: Facts that are fields of their own.
SCALARS = ("title", "report_year", "coverage", "document_date")
_SPACE = re.compile(r"\s+")


def content_digest(record: Record) -> bytes:
    """Hash of everything a record says, as this version of the reader says it."""
    return digest({name: value for name, value in record.items() if name not in VOLATILE})


def facts_digest(record: Record) -> bytes:
    """Hash of the facts alone. Page metadata is outside: null is no other value there."""
    agency, period = record.get("agency") or {}, record.get("period") or {}
    return digest(
        [
            [bare(record.get(name)) for name in SCALARS],
            agency.get("name"),
            period.get("start"),
            period.get("end"),
            text_of(record),
            sorted((k, v) for k, v in (record.get("tables") or {}).items() if v is not None),
            [figure(statistic) for statistic in of_text(record)],
        ]
    )


def text_of(record: Record) -> str:
    """The narrative without white space: what its text hash is taken of."""
    return str(bare(record.get("body")))


def of_text(record: Record) -> list[Record]:
    """Statistics of the narrative; those of a table are its cells."""
    return [s for s in record.get("statistics") or () if s.get("source") != "table"]


def figure(statistic: Record) -> tuple[Any, ...]:
    """What a statistic says, whatever sentence it is in."""
    names = ("metric", "value", "unit", "modifier", "lower", "upper", "scope")
    return tuple(statistic.get(name) for name in names)


def bare(value: Any) -> Any:
    """A value without white space; empty for null."""
    return _SPACE.sub("", value) if isinstance(value, str) else value if value is not None else ""


def digest(value: object) -> bytes:
    """Hash of plain data."""
    return hashlib.sha256(msgspec.json.encode(value)).digest()

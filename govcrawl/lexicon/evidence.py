"""Loads ``evidence.toml``: for each field of a report's identity, what can tell it, in order."""

from __future__ import annotations

import msgspec

from govcrawl.lexicon.loading import LexiconError, load_toml


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file; an unknown or missing key is an error when the file is loaded."""


class Rung(_Strict, frozen=True):
    """One place that can tell a field. ``witness``: it is about the report itself, so that its
    contradiction is an issue; ``inferred``: a value from it was concluded, not read."""

    id: str
    zh: str
    en: str
    witness: bool = False
    inferred: bool = False


class Ladder(_Strict, frozen=True):
    """The rungs of one field, the strongest first, and where the order comes from."""

    field: str
    source: str
    rung: list[Rung]


class _Ladders(_Strict, frozen=True):
    ladder: list[Ladder]


def _load() -> dict[str, dict[str, Rung]]:
    ladders: dict[str, dict[str, Rung]] = {}
    for ladder in load_toml("evidence.toml", _Ladders).ladder:
        rungs = {rung.id: rung for rung in ladder.rung}
        if ladder.field in ladders or len(rungs) < len(ladder.rung):
            raise LexiconError(
                f"govcrawl/lexicon/evidence.toml: {ladder.field} or one of its rungs stands twice"
            )
        ladders[ladder.field] = rungs
    return ladders


#: Field → its rungs by id, in order.
LADDERS = _load()
_RANKS = {field: {id: n for n, id in enumerate(rungs)} for field, rungs in LADDERS.items()}


def rank(field: str, rung: str) -> int:
    """The place of a rung on a field's ladder, 0 at the top. Raises KeyError for others.

    >>> rank("report_year", "printed_period") < rank("report_year", "title")
    True
    """
    return _RANKS[field][rung]

"""The first and the last fetch that are known to show a value in its report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

Sighting: TypeAlias = "tuple[str | None, str | None]"


class Sightings:
    """The fetches between which the values of one record are known to have been there.

    A value that the portal changed was first seen at the fetch that showed it. Beside such a
    change, a value that stayed is known from the fetch before it: what was there earlier is no
    longer in the record. Without any, it is as old as the report. A change that the reader made
    leaves what the portal said as it was. Of a record that no crawl has seen, only its own fetch
    is known.
    """

    def __init__(self, record: Mapping[str, Any]) -> None:
        seen = record.get("seen") or {}
        fetched = record["source"].get("fetched_at")
        self._first: str | None = seen.get("first") or fetched
        self._last: str | None = seen.get("last") or fetched
        self._changed: dict[str, list[tuple[Any, str | None]]] = {}
        for change in record.get("changes") or ():
            if change["by"] == "source":
                now = change["to"], change["seen_after"]
                self._changed.setdefault(change["field"], []).append(now)
                self._first = max(filter(None, (self._first, change["seen_before"])), default=None)

    def of(self, field: str, value: object) -> Sighting:
        """Of a field as changes name it (``tables.<key>``) and its value."""
        for to, at in self._changed.get(field, ()):
            if to == value:
                return at, self._last
        return self._first, self._last

    def of_all(self, facts: Iterable[tuple[str, object]]) -> Sighting:
        """Of a value that is made of several: since all of them were there. A figure of the
        narrative is given without its value: any change of its field counts."""
        firsts = [self._first]
        for field, value in facts:
            for to, at in self._changed.get(field, ()):
                if field.startswith("statistics.") or to == value:
                    firsts.append(at)
        return max(filter(None, firsts), default=None), self._last

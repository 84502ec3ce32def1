"""``QUALITY.md`` beside an export: what is in it, how it was made, what can be compared with what.

The text is a template (``quality.md.j2``), the numbers are counted as the rows go by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from importlib import resources
from typing import Any

import jinja2

from govcrawl import __version__
from govcrawl.codebook import authority
from govcrawl.outputs.record_rows import Row
from govcrawl.outputs.tables import Table
from govcrawl.report import SCHEMA_VERSION

#: Columns whose values are counted: table → column.
_COUNTED = {
    "reports": ("report_year", "format_era", "agency_level", "provenance", "coverage"),
    "figures": ("grade",),
    "indicators": ("status",),
    "checks": ("status",),
    "issues": ("code",),
    "changes": ("by",),
    "coverage": ("state",),
}
#: Columns of ``reports`` that are added up.
_SUMS = ("cells_expected", "cells_read", "cells_blank", "cells_refused")
_SHOWN = 15  # codes of issues


class Tally:
    """Counts of an export, and the page that tells them."""

    def __init__(self) -> None:
        self.rows: Counter[str] = Counter()
        self.of: dict[str, Counter[Any]] = {
            f"{table}.{column}": Counter() for table, names in _COUNTED.items() for column in names
        }
        self.sums: Counter[str] = Counter()
        self.fetched: set[str] = set()
        self.flags: Counter[str] = Counter()
        self._places: dict[str, dict[str, int]] = {}

    def add(self, table: Table, row: Row) -> None:
        """One row as it is exported."""
        self.rows[table.name] += 1
        counted = _COUNTED.get(table.name, ())
        if not counted:
            return
        place = self._places.get(table.name)
        if place is None:
            place = {column.name: n for n, column in enumerate(table.columns)}
            self._places[table.name] = place
        for name in counted:
            self.of[f"{table.name}.{name}"][row[place[name]]] += 1
        if table.name == "reports":
            for name in _SUMS:
                value = row[place[name]]
                self.sums[name] += value if isinstance(value, int) else 0
            self.flags["provisional"] += bool(row[place["id_provisional"]])
            self.flags["duplicate"] += row[place["duplicate_of"]] is not None
            self.flags["gone"] += row[place["gone_since"]] is not None
            self.flags["no_table"] += not row[place["cells_expected"]]
            fetched = row[place["fetched_at"]]
            if isinstance(fetched, str):
                self.fetched = {min(self.fetched | {fetched}), max(self.fetched | {fetched})}

    def page(self, state: Mapping[str, Any], unread: int) -> str:
        """The page. ``state`` is what the descriptor states about the export, ``unread`` the lines of
        the feed that were no records."""
        text = resources.files(__package__).joinpath("quality.md.j2").read_text("utf-8")
        environment = jinja2.Environment(  # noqa: S701 - Markdown, of numbers and our own words
            trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
        )
        eras = [era for era in self.of["reports.format_era"] if era != "narrative_pre2019"]
        return (
            environment.from_string(text).render(
                tally=self,
                state=state,
                unread=unread,
                version=__version__,
                schema=SCHEMA_VERSION,
                eras={era: authority(era) for era in sorted(eras)},
                counts=_listed,
                shown=_SHOWN,
            )
            + "\n"
        )


def _listed(counts: Counter[Any], most: int = 0) -> str:
    """``name n · name n``: in the order of the names, or the ``most`` frequent ones."""
    found = sorted(counts.items(), key=lambda item: str(item[0]))
    if most:
        found = sorted(found, key=lambda item: -item[1])
    shown = found[: most or None]
    more = f" · … (+{len(found) - len(shown)})" if len(found) > len(shown) else ""
    names = [f"{'—' if name is None else name} {count}" for name, count in shown]
    return " · ".join(names) + more or "0"

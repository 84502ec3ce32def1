"""What reading a narrative gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from govcrawl.report import Candidate, Issue, Statistic


class Fate(NamedTuple):
    """What became of one quantity or denial: ``start:end`` in the body, the fate and why."""

    start: int
    end: int
    fate: str
    reason: str = ""


#: A fate of its four parts: what the tuple's own constructor does, in a third of the time.
new_fate: Callable[[tuple[int, int, str, str]], Fate] = partial(tuple.__new__, Fate)


@dataclass(slots=True)
class StatisticsResult:
    """The figures in the order of the text, what may be figures, what contradicts itself, and
    the fate of every quantity."""

    statistics: list[Statistic]
    issues: list[Issue]
    candidates: list[Candidate] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)

    @property
    def unread(self) -> list[tuple[int, int]]:
        """Where quantities are that were not understood whole."""
        return [(f.start, f.end) for f in self.fates if f.fate in ("unknown", "candidate")]

    @property
    def quantities(self) -> dict[str, int]:
        """How many quantities had which fate."""
        count: dict[str, int] = {}
        for fate in self.fates:
            count[fate.fate] = count.get(fate.fate, 0) + 1
        return dict(sorted(count.items()))

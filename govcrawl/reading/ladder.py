"""Climb a ladder of evidence: which witness is taken, which are passed over, which disagree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from govcrawl.lexicon.evidence import LADDERS, rank
from govcrawl.messages import Both, issue
from govcrawl.report import FieldEvidence, Issue

T = TypeVar("T")
_SHOWN = 200
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Witness(Generic[T]):
    """One place that tells a field: its rung, the value it gives, and the text as printed."""

    rung: str
    value: T
    text: str


@dataclass(frozen=True, slots=True)
class Climb(Generic[T]):
    """``taken`` gave the value (None where nothing was said); ``passed`` are the others in the
    order of their rungs."""

    field: str
    taken: Witness[T] | None
    passed: list[Witness[T]]

    @property
    def value(self) -> T | None:
        """The value of the witness taken."""
        return self.taken.value if self.taken else None

    @property
    def inferred(self) -> bool:
        """Whether the value was concluded and not read."""
        return self.taken is not None and LADDERS[self.field][self.taken.rung].inferred

    def against(self, same: Callable[[T, T], bool]) -> list[Witness[T]]:
        """The witnesses of the report itself that say something else than the one taken."""
        if self.taken is None:
            return []
        value = self.taken.value
        return [
            w
            for w in self.passed
            if LADDERS[self.field][w.rung].witness and not same(value, w.value)
        ]

    def told(self, show: Callable[[T], str]) -> list[FieldEvidence]:
        """What the record keeps of the climb: the rung taken, then those passed over."""
        kept = [(self.taken, True)] if self.taken else []
        kept += [(w, False) for w in self.passed]
        return [
            FieldEvidence(
                field=self.field,
                rule=w.rung,
                text=w.text[:_SHOWN],
                value=show(w.value),
                taken=taken,
            )
            for w, taken in kept
            if w is not None
        ]


def climb(field: str, witnesses: Sequence[Witness[T]]) -> Climb[T]:
    """Take the witness on the highest rung of a field's ladder (of one rung the first)."""
    order = sorted(witnesses, key=lambda w: rank(field, w.rung))
    return Climb(field, order[0] if order else None, order[1:])


def disagreement(
    code: str, climbed: Climb[T], against: Sequence[Witness[T]], show: Callable[[T], str]
) -> list[Issue]:
    """One issue for all witnesses that were overruled, each with what it reads and where."""
    if not against or climbed.taken is None:
        return []
    rungs = LADDERS[climbed.field]
    taken = climbed.taken
    shown = against[:_MOST_NAMED]
    others = Both(
        "；".join(f"{rungs[w.rung].zh}为“{show(w.value)}”" for w in shown),
        "; ".join(f"{rungs[w.rung].en} says “{show(w.value)}”" for w in shown),
    )
    read = " | ".join(w.text[:80] for w in (taken, *shown))
    rung = Both(rungs[taken.rung].zh, rungs[taken.rung].en)
    return [issue(code, read, taken=rung, value=show(taken.value), others=others)]

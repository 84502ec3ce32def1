"""What stands around a number: its label, the clauses before it, what follows it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from govcrawl.lexicon import metrics
from govcrawl.reading.numbers import Quantity

_LABEL = 100  # characters a label may reach back
_CHAIN = 400
_RIGHT = 80

_ASIDE = re.compile(r"\([^()]{3,60}\)")
_BREAK = re.compile(r"[,;:。]|\((?!.{1,2}\))|(?<!\(.)(?<!\(..)\)")
_LEAD = re.compile(r"^(?:[、.]|以及|另外|此外|同时|和|及|与|另|并|还)+")
_QUOTES = re.compile("[\"'‘’]")
_STOP = re.compile(r"[;。]")
_JOINT = re.compile(r"(?:[、,]|、?(?:和|及|与|以及))$")
_EACH = re.compile(r"(?:分别|依次)")
_ITEMS = re.compile(r"[、和及与]|以及")
_EACH_TAIL = re.compile(r"^(?:各|为|是|有|达|到|占|:)*")


@dataclass(frozen=True, slots=True)
class Place:
    """A number with its surroundings. ``chain_start`` is the chain's offset in the sentence."""

    quantity: Quantity
    unit: str | None
    label: str
    chain: str
    chain_start: int
    right: str


def _label(chunk: str, behind_number: bool) -> str:
    chunk = _ASIDE.sub("", chunk).rstrip(":")
    breaks = [0, *(m.end() for m in _BREAK.finditer(chunk))]
    label = chunk[breaks[-1] :]
    # 共 says nothing by itself; but the clause right behind a number belongs to that number.
    if label and len(breaks) > 1 + behind_number and metrics.FILLER.match(label):
        label = chunk[breaks[-2] : breaks[-1] - 1] + label
    return _LEAD.sub("", _QUOTES.sub("", label))


def _runs(text: str, found: Sequence[Quantity]) -> list[list[int]]:
    """Indices of numbers that follow each other with nothing between but 、 or 和."""
    runs: list[list[int]] = []
    for i, quantity in enumerate(found):
        gap = text[found[i - 1].right : quantity.left] if i else ""
        if i and len(gap) <= 3 and _JOINT.match(gap):
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _distributed(chunk: str, count: int) -> list[str] | None:
    """The labels of ``count`` numbers behind 分别; [] where they cannot be told, None where
    the text has no 分别."""
    each = _EACH.search(chunk)
    if each is None:
        return None
    while (later := _EACH.search(chunk, each.end())) is not None:
        each = later
    suffix = _EACH_TAIL.sub("", chunk[each.end() :])
    head = _QUOTES.sub("", _ASIDE.sub("", chunk[: each.start()]))
    head = re.split(r"[;:。]", head)[-1]
    clauses = head.rstrip(",").split(",")
    for parts in (_ITEMS.split(clauses[-1]), _ITEMS.split(head.replace(",", "、"))):
        items = [part for part in parts if part]
        if len(items) == count:
            return [item + suffix for item in items]
    return []


def _shared(
    text: str, found: Sequence[Quantity]
) -> tuple[dict[int, tuple[str, str | None]], set[int]]:
    """Labels and units, by the number's start, that 分别 deals out, and the starts of the
    numbers for which that does not come out even."""
    dealt: dict[int, tuple[str, str | None]] = {}
    refused: set[int] = set()
    for run in _runs(text, found):
        if len(run) < 2:
            continue
        left = found[run[0]].left
        floor = found[run[0] - 1].right if run[0] else 0
        labels = _distributed(text[max(floor, left - _CHAIN) : left], len(run))
        if labels is None:
            continue
        if not labels:
            refused.update(found[i].start for i in run)
            continue
        unit = found[run[-1]].unit
        for i, label in zip(run, labels, strict=True):
            dealt[found[i].start] = (label, found[i].unit or unit)
    return dealt, refused


def places(text: str, found: Sequence[Quantity]) -> list[Place]:
    """The numbers of a sentence that may be figures, each with its surroundings. Numbers
    without a definite value, and the numbers of a 分别 that does not come out even, are left
    out."""
    dealt, refused = _shared(text, found)
    stops = [m.start() for m in _STOP.finditer(text)]
    lefts = [q.left for q in found if q.unit is not None]
    out: list[Place] = []
    barrier = 0
    for quantity in found:
        if quantity.value is not None and quantity.start not in refused:
            stop = bisect_right(stops, quantity.left)
            follower = bisect_right(lefts, quantity.left)
            end = min(
                quantity.right + _RIGHT,
                stops[stop] if stop < len(stops) else len(text),
                lefts[follower] if follower < len(lefts) else len(text),
            )
            chain_start = max(stops[stop - 1] + 1 if stop else 0, quantity.left - _CHAIN)
            label, unit = dealt.get(quantity.start) or (
                _label(text[max(barrier, quantity.left - _LABEL) : quantity.left], barrier > 0),
                quantity.unit,
            )
            chain, right = text[chain_start : quantity.left], text[quantity.right : end]
            out.append(Place(quantity, unit, label, chain, chain_start, right))
        if quantity.unit is not None:
            barrier = quantity.right
    return out

"""What stands around a number: its label, the clauses before it, what follows it."""

from __future__ import annotations

import re
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


def _label(chunk: str) -> str:
    chunk = _ASIDE.sub("", chunk).rstrip(":")
    breaks = [0, *(m.end() for m in _BREAK.finditer(chunk))]
    label = chunk[breaks[-1] :]
    if len(breaks) > 1 and metrics.FILLER.match(label):
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


def places(text: str, found: Sequence[Quantity]) -> list[Place]:
    """The numbers of a sentence that may be figures, each with its surroundings. Numbers
    without a definite value, and the numbers of a 分别 that does not come out even, are left
    out."""
    usable = [q for q in found if q.value is not None]
    shown = [q for q in found if q.unit is not None]
    labels: dict[int, str] = {}
    units: dict[int, str | None] = {}
    refused: set[int] = set()
    for run in _runs(text, found):
        if len(run) < 2:
            continue
        first = found[run[0]]
        labelled = _distributed(text[max(0, first.left - _CHAIN) : first.left], len(run))
        if labelled is None:
            continue
        if not labelled:
            refused.update(found[i].start for i in run)
            continue
        unit = found[run[-1]].unit
        for i, label in zip(run, labelled, strict=True):
            labels[found[i].start] = label
            units[found[i].start] = found[i].unit or unit
    out: list[Place] = []
    barrier = 0
    starts = [q.left for q in shown]
    following = 0
    stops = [m.start() for m in _STOP.finditer(text)]
    stop_at = 0
    for quantity in usable:
        while stop_at < len(stops) and stops[stop_at] < quantity.left:
            stop_at += 1
        while following < len(starts) and starts[following] <= quantity.left:
            following += 1
        end = min(
            quantity.right + _RIGHT,
            stops[stop_at] if stop_at < len(stops) else len(text),
            starts[following] if following < len(starts) else len(text),
        )
        chain_start = max(stops[stop_at - 1] + 1 if stop_at else 0, quantity.left - _CHAIN)
        if quantity.start not in refused:
            label = labels.get(quantity.start)
            if label is None:
                label = _label(text[max(barrier, quantity.left - _LABEL) : quantity.left])
            out.append(
                Place(
                    quantity,
                    units.get(quantity.start, quantity.unit),
                    label,
                    text[chain_start : quantity.left],
                    chain_start,
                    text[quantity.right : end],
                )
            )
        if quantity.unit is not None:
            barrier = quantity.right
    return out

"""Labels printed with one wrong, missing or extra character."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from govcrawl.reading.tables.collect import Collector
from govcrawl.reading.tables.labels import LabelIndex, respelt
from govcrawl.reading.tables.layout import GridRow
from govcrawl.text.numerals import TENS

#: Characters of a label in which one wrong character still leaves it unique.
_SHORTEST = 6
#: Characters that make another label of one: a difference in one of them is no slip.
_TELLING = frozenset(f"不未非无没否已可上下本前后去今来次新旧增减自内外有免{TENS}两年月日季总小合")


def correct(rows: Sequence[GridRow], indexes: Sequence[LabelIndex[Any]], out: Collector) -> None:
    """Give a label that no index has the one label it differs from in one character, and say
    so. Nothing is done where the label meant is short, is not the only one, or is itself
    printed among the rows, and where a page end may have cut it."""
    printed = {cell.label for row in rows for cell in row.own if cell.label}
    for row in rows:
        for cell in row.own:
            if not cell.label or any(index.find(cell.label) for index in indexes):
                continue
            text = respelt(cell.source.text)
            meant = _meant(text, indexes)
            if meant is None or (row is rows[-1] and meant[0].startswith(text)):
                continue
            stem, index, label = meant
            entries = index.find(label)
            if any(index.find(other) == entries for other in printed):
                continue
            cell.label = label
            out.corrected.add(id(cell.source))
            out.issue(
                "table_label_variant",
                f"{cell.source.text} → {stem}",
                label=cell.source.text,
                official=stem,
            )


def _meant(
    text: str, indexes: Sequence[LabelIndex[Any]]
) -> tuple[str, LabelIndex[Any], str] | None:
    """The official wording, its index and its skeleton; None unless there is exactly one."""
    if len(text) < _SHORTEST - 1:
        return None
    found: tuple[str, LabelIndex[Any], str] | None = None
    for index in indexes:
        for stem, label in index.stems.items():
            if not -2 < len(stem) - len(text) < 2:
                continue
            if len(stem) < _SHORTEST or not one_slip(text, stem):
                continue
            if found is None:
                found = (stem, index, label)
            elif found[1] is not index or found[1].find(found[2]) != index.find(label):
                return None
    return found


def one_slip(a: str, b: str) -> bool:
    """Whether two labels differ by one character, put in, left out or replaced, that does not
    change what is meant.

    >>> one_slip("结转下年继续办里", "结转下年继续办理"), one_slip("结转上年", "结转下年")
    (True, False)
    """
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    different = a[start : len(a) - end] + b[start : len(b) - end]
    one_each = len(a) - end - start <= 1 and len(b) - end - start <= 1
    return one_each and _TELLING.isdisjoint(different)

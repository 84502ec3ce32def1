"""Rows that are on top of each other in one row of cells, a line each, made rows again.

Pasted from a picture or another program, a column's figures end in one cell, parted by line ends;
the labels of their rows in another. Lines of labels and figures are put together only where there
are as many of each in every cell, and the labels are those of a form, in its order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from msgspec.structs import replace

from govcrawl.lexicon.forms import FORMS
from govcrawl.reading.model import GridCell
from govcrawl.reading.tables import proactive
from govcrawl.reading.tables.cells import parse_cell
from govcrawl.reading.tables.dump_places import Slice
from govcrawl.reading.tables.labels import skeleton
from govcrawl.reading.tables.layout import Cell, GridRow
from govcrawl.text import has_han, squash
from govcrawl.text.ink import ink_length

#: Figures in one cell that may be several rows', and how many rows a form has.
_FEWEST, _MOST = 2, 40
_FIGURES: Final = re.compile(r"^\S{1,16}(?: \S{1,16}){1,39}$")


def unstacked(rows: Sequence[GridRow]) -> list[GridRow]:
    """The rows, each that holds several made as many."""
    if not any(_is_stack(cell.source.text) for row in rows for cell in row.own):
        return list(rows)
    made: list[GridRow] = []
    for row in rows:
        made += _unstack(row) or [row]
    return made


def _is_stack(text: str) -> bool:
    return (
        not has_han(text)
        and " " in text
        and _FIGURES.match(text) is not None
        and all(parse_cell(part).state != "refused" for part in text.split(" "))
    )


def _unstack(row: GridRow) -> list[GridRow] | None:
    stacks = [cell for cell in row.own if _is_stack(cell.source.text)]
    labels = [cell for cell in row.own if cell.label]
    if not stacks or not labels:
        return None
    sizes = {len(cell.source.text.split(" ")) for cell in stacks}
    others = [c for c in row.own if c not in stacks and c not in labels and c.source.text]
    if len(sizes) != 1 or others or not _FEWEST <= (n := sizes.pop()) <= _MOST:
        return None
    if any(cell.start < labels[-1].end for cell in stacks):
        return None
    names = _labels(labels[-1].source.text, n)
    if names is None:
        return None
    made: list[GridRow] = []
    rest = [cell for cell in row.cells if cell not in stacks and cell not in labels and cell.label]
    for k, name in enumerate(names):
        source = replace(labels[-1].source, text=name)
        leaf = Cell(source, labels[-1].start, labels[-1].end, parse_cell(name), skeleton(name))
        own = [leaf, *(_part(cell, k) for cell in row.own if cell in stacks)]
        made.append(GridRow(row.number, [*rest, *own], own))
    return made


def _part(cell: Cell, number: int) -> Cell:
    parts = cell.source.text.split(" ")
    at = sum(map(ink_length, parts[:number]))
    text = parts[number]
    place = cell.source.place
    if place is not None:
        place = Slice(place, at, at + ink_length(text))
    source: GridCell = replace(cell.source, text=text, place=place)
    return Cell(source, cell.start, cell.end, parse_cell(text), "")


@lru_cache(maxsize=1)
def _known() -> tuple[re.Pattern[str], dict[str, int]]:
    """A pattern of all labels of rows, the longest first, and the order of each in its form."""
    order: dict[str, int] = {}
    for number, row in enumerate(FORMS.applications.rows):
        for label in row.labels:
            order[squash(label)] = number
    pattern = "|".join(map(re.escape, sorted(order, key=len, reverse=True)))
    return re.compile(pattern), order


def _labels(text: str, count: int) -> list[str] | None:
    """The labels that a text holds, ``count`` of them; None where it holds others, or more."""
    pattern, order = _known()
    folded = squash(text)
    found = [match.group() for match in pattern.finditer(folded)]
    places = [order[label] for label in found]
    # 其他, 总计 and 其他处理 are also in other labels' names and name groups
    if len(found) == count and all(a <= b for a, b in pairwise(places)):
        return found
    parts = [part for part in text.split(" ") if part]
    if len(parts) == count and all(proactive.ROWS.find(skeleton(part)) for part in parts):
        return parts
    return None

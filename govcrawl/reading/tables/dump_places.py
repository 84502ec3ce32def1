"""Anchors for the cells of tables that were flattened to text: where in which line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from govcrawl.reading.model import Block, Place, PlaceCache
from govcrawl.text import squash
from govcrawl.text.ink import ink_length

#: A cell of a flattened table: the number of its line and its own number in that line.
At: TypeAlias = tuple[int, int]
#: More characters than any text has.
_FAR = 1 << 62


@dataclass(slots=True)
class DumpLines:
    """The lines of a run of paragraphs, each with the texts of the cells found in it, and the
    blocks that the lines are the text of."""

    texts: Sequence[str]
    cells: dict[int, list[str]] = field(default_factory=dict)
    blocks: Sequence[Block] = ()
    _found: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def spans(self, line: int) -> list[tuple[int, int]]:
        """For each cell of a line where it is, white space not counted."""
        if line not in self._found:
            self._found[line] = _find(self.texts[line], self.cells.get(line, []))
        return self._found[line]


@dataclass(slots=True)
class DumpCell:
    """A cell made of one or more cells of the flattened text, in order."""

    lines: DumpLines
    at: tuple[At, ...]

    def anchor(self, start: int, end: int | None, cache: PlaceCache) -> str:
        end = _FAR if end is None else end
        found: list[str] = []
        done = 0
        for line, number in self.at:
            first, last = self.lines.spans(line)[number]
            a, b = max(start - done, 0), min(end - done, last - first)
            done += last - first
            if a > b or (a == b and last > first):
                continue
            place = self.lines.blocks[line].place if self.lines.blocks else None
            if place is not None:
                found.append(place.anchor(first + a, first + b, cache))
        return " ".join(filter(None, found))


@dataclass(slots=True)
class Slice:
    """The characters ``first:last`` of a cell that holds several numbers."""

    place: Place
    first: int
    last: int

    def anchor(self, start: int, end: int | None, cache: PlaceCache) -> str:
        end = self.last if end is None else self.first + end
        return self.place.anchor(self.first + start, end, cache)


def _find(line: str, cells: Sequence[str]) -> list[tuple[int, int]]:
    folded: list[str] = []
    origin: list[int] = []
    n = 0
    for character in line:
        if not ink_length(character):
            continue
        for part in squash(character):
            folded.append(part)
            origin.append(n)
        n += 1
    text = "".join(folded)
    origin.append(n)
    spans: list[tuple[int, int]] = []
    at = 0
    for cell in cells:
        wanted = squash(cell)
        start = text.find(wanted, at)
        if start < 0:  # folding across characters: the place is not told
            spans.append((origin[at], origin[at]))
            continue
        at = start + len(wanted)
        spans.append((origin[start], origin[at - 1] + 1 if wanted else origin[start]))
    return spans

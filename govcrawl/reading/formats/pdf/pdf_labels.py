"""Lines of a label column → labels: which lines belong together is told by what the form has.

A label of two lines and two labels of one line look alike. So lines are joined downwards as long
as they may belong together, and what reads like a label of the form is one; longer ones first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from govcrawl.reading.formats.pdf.pdf_lines import join
from govcrawl.reading.formats.pdf.pdf_pieces import Piece
from govcrawl.reading.tables.labels import skeleton

#: Lines of one label: an upright one has a line a character.
_MOST_LINES: Final = 16
_MOST_TRIED: Final = 40
#: Lines of a label column, and lines looked at for the next of a label.
_MOST_PIECES: Final = 4000
_MOST_BELOW: Final = 60
#: Distance between two lines of a label, in heights of the font's box, which may be less than an
#: em: a leading of 1.9 em is seen.
_STEP: Final = 2.4
#: Indent of a label's first line, in the same.
_INDENT: Final = 2.2


@dataclass(slots=True)
class Label:
    """A label of the form, its lines, and its skeleton."""

    label: str
    kind: Literal["row", "group"]
    pieces: list[Piece]

    @property
    def top(self) -> float:
        return self.pieces[0].v

    @property
    def bottom(self) -> float:
        return self.pieces[-1].v

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def x0(self) -> float:
        return min(p.x0 for p in self.pieces)

    @property
    def x1(self) -> float:
        return max(p.x1 for p in self.pieces)


def find_labels(
    pieces: Sequence[Piece],
    is_row: Callable[[str], bool],
    is_group: Callable[[str], bool],
) -> list[Label]:
    """Labels of the form among lines, from top to bottom; no line is in two."""
    pieces = sorted(pieces, key=lambda p: (p.v, p.x0))[:_MOST_PIECES]
    found: list[Label] = []
    for i in range(len(pieces)):
        found += _from(pieces, i, is_row, is_group)
    # the most of the form's own words first; of equals the one with more of its note's lines
    found.sort(key=lambda x: (-len(x.label), -len(x.pieces), x.top))
    taken: set[int] = set()
    kept: list[Label] = []
    for label in found:
        own = set(map(id, label.pieces))
        if own & taken:
            continue
        taken |= own
        kept.append(label)
    kept.sort(key=lambda x: (x.middle, x.x0))
    return kept


def _from(
    pieces: Sequence[Piece],
    start: int,
    is_row: Callable[[str], bool],
    is_group: Callable[[str], bool],
) -> list[Label]:
    """Labels that begin with this line."""
    found: list[Label] = []
    stack: list[list[int]] = [[start]]
    tried = 0
    while stack and tried < _MOST_TRIED:
        tried += 1
        path = stack.pop()
        lines = [pieces[k] for k in path]
        text = ""
        for line in lines:
            text = join(text, line.text, wrapped=True)
        label = skeleton(text)
        if is_row(label):
            found.append(Label(label, "row", lines))
        elif is_group(label):
            found.append(Label(label, "group", lines))
        if len(path) < _MOST_LINES:
            stack += [[*path, k] for k in _below(pieces, path[-1], first=len(path) == 1)]
    return found


def _below(pieces: Sequence[Piece], at: int, *, first: bool = False) -> list[int]:
    """Lines that may go on with this one: just below it and in its column, which may begin further
    left than its first line."""
    piece = pieces[at]
    indent = _INDENT * piece.size if first else 0.0
    found: list[int] = []
    for k in range(at + 1, min(at + 1 + _MOST_BELOW, len(pieces))):
        other = pieces[k]
        step = other.v - piece.v
        if step > _STEP * piece.size:
            break
        if step < 0.5 * piece.size or abs(other.size - piece.size) > 0.15 * piece.size:
            continue
        # the nearest of each column: what is beyond it is not just below
        if _overlap(piece, other, indent=indent) and not any(
            _overlap(pieces[n], other) and other.v - pieces[n].v > 0.3 * other.size for n in found
        ):
            found.append(k)
    return found[:3]


def _overlap(piece: Piece, other: Piece, *, indent: float = 0.0) -> bool:
    shared = min(piece.x1, other.x1) - max(piece.x0 - indent, other.x0)
    return shared > 0.3 * min(piece.x1 - piece.x0, other.x1 - other.x0)

"""Where the text of a Word 97-2003 file is: positions of characters in its main text; of an RTF file:
the bytes that write each character."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from govcrawl.anchors import CharsPlace
from govcrawl.reading.model import PlaceCache
from govcrawl.text.ink import ink_length


class Stretch(NamedTuple):
    """Characters as they are stored, with the position of each run of them (index, position).
    ``drawn``: how many characters a list number draws before them, which are nowhere. ``spans``:
    where each character begins and ends, where it takes more than one position."""

    chars: str
    runs: tuple[tuple[int, int], ...]
    drawn: int = 0
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class DocPlace:
    """A text made of stretches; ``shown`` gives what a stored character is printed as."""

    stretches: tuple[Stretch, ...]
    shown: Callable[[str], str]

    def anchor(self, start: int, end: int | None, _cache: PlaceCache) -> str:
        spots = list(self._spots())[start:end]
        found = [spot for spot in spots if spot is not None]
        if not found:
            at = self.stretches[0].runs[0][1] if not any(self._spots()) else None
            return "" if at is None else str(CharsPlace(at, at))
        spans: list[list[int]] = []
        for first, last in found:
            if spans and first == spans[-1][1]:
                spans[-1][1] = last
            else:
                spans.append([first, last])
        return " ".join(str(CharsPlace(first, last)) for first, last in spans)

    def _spots(self) -> Iterator[tuple[int, int] | None]:
        """Where each character that is no white space begins and ends; None for a drawn one."""
        for stretch in self.stretches:
            yield from [None] * stretch.drawn
            if stretch.spans:
                for char, span in zip(stretch.chars, stretch.spans, strict=True):
                    if ink_length(self.shown(char)):
                        yield span
                continue
            size = (len(stretch.chars), 0)
            for (first, position), (last, _) in pairwise((*stretch.runs, size)):
                for n in range(first, last):
                    if ink_length(self.shown(stretch.chars[n])):
                        yield position + n - first, position + n - first + 1


def joined(places: Iterable[DocPlace | None]) -> DocPlace | None:
    """The place of texts that became one."""
    found = [place for place in places if place is not None]
    if not found:
        return None
    stretches = tuple(stretch for place in found for stretch in place.stretches)
    # An empty text has a place only where there is no other.
    filled = tuple(stretch for stretch in stretches if stretch.chars or stretch.drawn)
    return DocPlace(filled or stretches[:1], found[0].shown)

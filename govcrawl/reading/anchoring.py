"""The last stage: anchors for what is published, and the trace of what is not.

Body and blocks differ in white space only, so that a place in one is found in the other by
counting the characters that are not white space.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from govcrawl.anchors import joined
from govcrawl.reading.model import (
    Block,
    Document,
    GridCell,
    Place,
    PlaceCache,
    Traced,
    recognised,
)
from govcrawl.report import FieldEvidence, Report
from govcrawl.text import fold, squash
from govcrawl.text.ink import InkIndex, ink_length
from govcrawl.text.patterns import PRINTED_DIGITS

_DIGITS = re.compile(rf"[{PRINTED_DIGITS}]+")


class _Body:
    """Where the text of a report's body is. ``paragraphs`` are the blocks it was made of."""

    def __init__(self, body: str, paragraphs: Sequence[Block], cache: PlaceCache) -> None:
        self._paragraphs = paragraphs
        self._cache = cache
        self._ink = InkIndex(body)
        #: for each paragraph, how many characters come before it
        self._starts = [0, *accumulate(ink_length(b.text) for b in paragraphs)]
        self._fits = self._starts[-1] == self._ink.length

    def anchor(self, start: int | None, end: int | None) -> str | None:
        """The anchor of ``body[start:end]``."""
        places = (
            place.anchor(first, last, self._cache)
            for place, first, last in self._places(start, end)
        )
        return joined(places) or None

    def confidence(self, start: int | None, end: int | None) -> float | None:
        """The least confidence with which ``body[start:end]`` was recognised."""
        return _least(
            ocr.confidence(first, last)
            for place, first, last in self._places(start, end)
            if (ocr := recognised(place)) is not None
        )

    def _places(self, start: int | None, end: int | None) -> Iterator[tuple[Place, int, int]]:
        """The places of a stretch of the body, with the characters of each."""
        if start is None or end is None or not self._fits:
            return
        first, last = self._ink.before(start), self._ink.before(end)
        while first < last:
            i = bisect_right(self._starts, first) - 1
            upto = min(last, self._starts[i + 1])
            place = self._paragraphs[i].place
            if place is not None:
                at = self._starts[i]
                yield place, first - at, upto - at
            first = upto


def _whole(place: Place | None, cache: PlaceCache) -> str | None:
    """The anchor of a whole text, or of what could hold one."""
    return (place.anchor(0, None, cache) or None) if place is not None else None


def _least(scores: Iterable[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return round(min(known), 2) if known else None


def _recognised(place: Place | None) -> float | None:
    """The confidence of a whole text; None where it is printed."""
    ocr = recognised(place)
    return _least([ocr.confidence(0, None)]) if ocr is not None else None


def anchor_report(
    report: Report,
    paragraphs: Sequence[Block],
    cells: Sequence[GridCell],
    statistic_cells: Sequence[GridCell],
    cache: PlaceCache,
) -> None:
    """Give the figures and cells of a report their anchors. ``cells`` and ``statistic_cells``
    are the source cells of ``table_cells`` and of the statistics from tables, in order."""
    body = _Body(report.body, paragraphs, cache)
    for taken, source in zip(report.table_cells, cells, strict=True):
        taken.anchor = _whole(source.place, cache)
        taken.confidence = _recognised(source.place)
    from_tables = iter(statistic_cells)
    for statistic in [*report.statistics, *report.candidates]:
        evidence = statistic.evidence
        if statistic.source == "table":
            cell = next(from_tables)
            evidence.anchor = _whole(cell.place, cache)
            evidence.confidence = _recognised(cell.place)
        else:
            evidence.anchor = body.anchor(evidence.value_start, evidence.value_end)
            evidence.confidence = body.confidence(evidence.value_start, evidence.value_end)


def anchor_fields(
    evidence: Sequence[FieldEvidence], blocks: Sequence[Block], cache: PlaceCache
) -> None:
    """Give what metadata rests on its anchor, where its text is among the blocks: as it is,
    or in other forms of its characters, which are then told as printed."""
    text = "".join(block.text for block in blocks)
    starts = [0, *accumulate(len(block.text) for block in blocks)]
    squashed, folded = "", None
    for item in evidence:
        if len(item.text) < 2:
            continue
        start, end = text.find(item.text), 0
        if start < 0:
            wanted = squash(item.text)
            # what a page's tags alone say need not be looked for with its place
            squashed = squashed or "".join(squash(block.text) for block in blocks)
            if len(wanted) < 2 or wanted not in squashed:
                continue
            folded = folded or fold(text)
            at = folded.text.find(wanted)
            if at < 0:
                continue
            start, end = folded.span(at, at + len(wanted))
            item.text = text[start:end]
        else:
            end = start + len(item.text)
        places = []
        number = bisect_right(starts, start) - 1
        while start < end:  # a label and its value may be in two blocks
            block, begin = blocks[number], starts[number]
            upto = min(end, starts[number + 1])
            first = ink_length(text[begin:start])
            last = first + ink_length(text[start:upto])
            if block.place is not None and first < last:
                places.append(block.place.anchor(first, last, cache))
            start, number = upto, number + 1
        item.anchor = joined(places) or None


def trace(document: Document) -> list[Traced]:
    """Every block of a document with what became of it, then what is not seen of it."""
    blocks = [*document.blocks, *document.unseen()]
    return [_traced(block, document.place_cache) for block in blocks]


def _traced(block: Block, cache: PlaceCache) -> Traced:
    fate, _, rule = (block.fate or "unassigned").partition(":")
    if block.kind == "table" and block.place is None and block.grid is not None:
        anchor = _first(block.grid.cells, cache)
    else:
        anchor = _whole(block.place, cache)
    return Traced(block.text, fate, rule, anchor, tuple(_numbers(block, cache)))


def _numbers(block: Block, cache: PlaceCache) -> Iterator[str]:
    """The anchors of the runs of digits on a page."""
    if block.page is None:
        return
    cells = block.grid.cells if block.grid is not None else ()
    texts = [(c.text, c.place) for c in cells] or [(block.text, block.place)]
    for text, place in texts:
        if place is None:
            continue
        for run in _DIGITS.finditer(text):
            first = ink_length(text[: run.start()])
            anchor = place.anchor(first, first + ink_length(run[0]), cache)
            if anchor:
                yield anchor


def _first(cells: Iterable[GridCell], cache: PlaceCache) -> str | None:
    found: Iterator[str | None] = (_whole(cell.place, cache) for cell in cells)
    return next((anchor for anchor in found if anchor), None)

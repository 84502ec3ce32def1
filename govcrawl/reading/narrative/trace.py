"""How one sentence is read: which words explained which part, and the fate of every quantity."""

from __future__ import annotations

from typing import NamedTuple

from govcrawl.reading.narrative.notes import without_marks
from govcrawl.reading.narrative.numbers import quantities
from govcrawl.reading.narrative.reading import read_statistics
from govcrawl.reading.narrative.result import StatisticsResult
from govcrawl.reading.narrative.tokens import tokenise
from govcrawl.text import fold


class Word(NamedTuple):
    """A part of the sentence; ``kind`` is ``unknown`` where no entry explains it."""

    text: str
    kind: str
    concept: str


def trace(sentence: str, *, report_year: int | None) -> tuple[list[Word], StatisticsResult]:
    """The words of a sentence with their meanings, and what is read from it."""
    text = fold(without_marks(sentence)).text
    tokens = tokenise(text, list(quantities(text)))
    words = [Word(text[t.start : t.end], t.kind, t.concept) for t in tokens]
    return words, read_statistics(sentence, [], report_year=report_year)

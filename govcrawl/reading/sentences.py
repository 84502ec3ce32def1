"""Sentences of a narrative, with what their place says: headings above, topics before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from govcrawl.lexicon import metrics
from govcrawl.reading.folding import Folded, fold
from govcrawl.report import Section

#: Longer sentences are cut at a clause: text without full stops is a list, and every figure
#: repeats its sentence as evidence.
LONGEST = 2000
_MARKS = 20  # characters a heading's line may have beyond its title
_BACK = 30  # sentences of a line that a topic lasts

_SENTENCE = re.compile(r"[^\n。!?]+[。!?]*")
MARKER = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:部分|章)?[、.]|\([一二三四五六七八九十0-9]{1,3}\)|[0-9]{1,2}[、.](?![0-9]))"
)
_NOISE = re.compile(r"[\s,.。、:;()0-9一二三四五六七八九十]+")


# Their outcomes are also listed line by line, without naming the matter again.
_LISTED = frozenset({"applications", "administrative_reconsideration", "administrative_litigation"})
_TOPICS = {
    "matter": (metrics.MATTER, metrics.MATTER_NAMES),
    "medium": (metrics.MEDIUM, metrics.MEDIUM_NAMES),
}
_MATTERS = tuple(dict.fromkeys(metrics.MATTER_NAMES.values()))


@dataclass(slots=True)
class Sentence:
    """``text`` is the folded text from folded offset ``start``. ``headings`` are the folded
    titles above it, nearest first; ``is_heading`` where it is itself a title. ``before`` is
    the sentence before it in its line, ``line_before`` the last of the line before, where
    that goes on here. Topics are looked up when first asked for."""

    text: str
    start: int
    headings: tuple[str, ...]
    is_heading: bool
    before: Sentence | None
    line_before: Sentence | None
    told: str | None = None
    _matters: list[tuple[int, str]] | None = None
    _media: list[tuple[int, str]] | None = None

    def tell(self, metric: str) -> None:
        """A figure of ``metric`` was read: what follows is about the same matter."""
        for name in _MATTERS:
            if metric.startswith(name):
                self.told = name

    @property
    def matters(self) -> list[tuple[int, str]]:
        """The topics it names, by offset."""
        if self._matters is None:
            self._matters = mentions(metrics.MATTER, metrics.MATTER_NAMES, self.text)
        return self._matters

    @property
    def media(self) -> list[tuple[int, str]]:
        """The media it names, by offset."""
        if self._media is None:
            self._media = mentions(metrics.MEDIUM, metrics.MEDIUM_NAMES, self.text)
        return self._media

    def matter_at(self, offset: int) -> str | None:
        """The topic named last before ``offset``: here, earlier in the line, by the titles
        above, or by the line before."""
        found = _last_before(self.matters, offset) or self.told or _matter_of(self.before)
        if found is None:
            found = _only("matter", self.headings)
        if found is None and self.line_before is not None:
            earlier = _matter_of(self.line_before)
            found = earlier if earlier in _LISTED else None
        return found

    def medium_at(self, offset: int) -> str | None:
        """The medium named last before ``offset``, here, earlier in the passage or above it."""
        found = _last_before(self.media, offset)
        for earlier in _line_back(self.before) if found is None else ():
            if earlier.media:
                found = earlier.media[-1][1]
                break
        return found or self.medium_above

    @property
    def medium_above(self) -> str | None:
        """The one medium that the titles name."""
        return _only("medium", self.headings)

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether it, its line before it or the titles above it hold the pattern."""
        return any(map(pattern.search, self.headings)) or any(
            pattern.search(sentence.text) for sentence in _line_back(self)
        )

    def media_between(self, start: int, end: int) -> set[str]:
        """The media named in ``text[start:end]``."""
        return {name for at, name in self.media if start <= at < end}


def _line_back(sentence: Sentence | None) -> Iterator[Sentence]:
    for _ in range(_BACK):
        if sentence is None:
            return
        yield sentence
        sentence = sentence.before


def _matter_of(sentence: Sentence | None) -> str | None:
    """The topic in force at the end of a sentence of a line."""
    for earlier in _line_back(sentence):
        if earlier.told or earlier.matters:
            return earlier.told or earlier.matters[-1][1]
    return None


def _last_before(mentions: list[tuple[int, str]], offset: int) -> str | None:
    at = bisect_right(mentions, (offset, ""))
    return mentions[at - 1][1] if at else None


def mentions(
    pattern: re.Pattern[str], names: Mapping[str, str], text: str
) -> list[tuple[int, str]]:
    """Where a text names topics, in order."""
    return [(m.start(), names[m.lastgroup or ""]) for m in pattern.finditer(text)]


@lru_cache(maxsize=256)
def _only(kind: Literal["matter", "medium"], titles: tuple[str, ...]) -> str | None:
    """The one topic of the nearest title that names any; None where it names several."""
    pattern, names = _TOPICS[kind]
    for title in titles:
        found = {name for _, name in mentions(pattern, names, title)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while end - start > LONGEST:
            cut = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in ";,、")
            cut = start + LONGEST if cut < 0 else cut + 1
            yield start, cut
            start = cut
        yield start, end


class _Headings:
    """The titles above an offset of the body."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sorted(sections, key=lambda s: (s.start, s.level))
        self._titles = [fold(s.title).text for s in self._sections]
        self._open: list[tuple[int, str]] = []
        self._next = 0

    def at(self, offset: int) -> tuple[str, ...]:
        """Nearest first; offsets must not decrease from call to call."""
        while self._next < len(self._sections):
            section = self._sections[self._next]
            if section.start > offset:
                break
            while self._open and self._open[-1][0] >= section.level:
                self._open.pop()
            self._open.append((section.level, self._titles[self._next]))
            self._next += 1
        return tuple(title for _, title in reversed(self._open[-6:]))


def _bare(text: str) -> str:
    return _NOISE.sub("", text)


def sentences(body: Folded, sections: Sequence[Section]) -> Iterator[Sentence]:
    """The sentences of a folded body in order."""
    headings = _Headings(sections)
    text = body.text
    line_end = -1
    titles: tuple[str, ...] = ()
    last = before_line = None
    for start, end in _pieces(text):
        line = text[start:end]
        titles_before = titles
        new_line = start > line_end
        if new_line:
            line_end = text.find("\n", end)
            line_end = len(text) if line_end < 0 else line_end
        if sections:
            # A section may begin behind its own marker.
            titles = headings.at(min(body.printed(end - 1), body.printed(start) + 8))
            is_heading = (
                bool(titles)
                and len(line) <= len(titles[0]) + _MARKS
                and _bare(line) == _bare(titles[0])
            )
        else:
            is_heading = new_line and len(line) <= 45 and MARKER.match(line) is not None
            titles = (line,) if is_heading else titles
        if new_line:
            listed = titles == titles_before and not MARKER.match(line)
            before_line = last if listed else None
            last = None
        last = Sentence(line, start, titles, is_heading, last, before_line)
        yield last

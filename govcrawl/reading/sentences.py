"""Sentences of a narrative, with what their place says: headings above, topics before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from govcrawl.lexicon import metrics
from govcrawl.reading.folding import Folded, fold
from govcrawl.report import Section

#: Longer sentences are cut at a clause: text without full stops is a list, and every figure
#: repeats its sentence as evidence.
LONGEST = 2000

_SENTENCE = re.compile(r"[^\n。!?]+[。!?]*")
_MARKER = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:部分|章)?[、.]|\([一二三四五六七八九十0-9]{1,3}\)|[0-9]{1,2}[、.](?![0-9]))"
)
_NOISE = re.compile(r"[\s,.。、:;()0-9一二三四五六七八九十]+")


_MATTERS = tuple(dict.fromkeys(metrics.MATTER_NAMES.values()))


@dataclass(slots=True)
class Sentence:
    """``text`` is the folded text from folded offset ``start``. ``headings`` are the folded
    titles above it, nearest first; ``is_heading`` where it is itself a title. ``matters`` and
    ``media`` are the topics it names, by offset; ``matter_before`` and ``medium_before`` those
    in force where it begins."""

    text: str
    start: int
    headings: tuple[str, ...]
    is_heading: bool
    matters: list[tuple[int, str]] = field(default_factory=list)
    media: list[tuple[int, str]] = field(default_factory=list)
    matter_before: str | None = None
    medium_before: str | None = None
    told: str | None = None

    def tell(self, metric: str) -> None:
        """A figure of ``metric`` was read: what follows is about the same matter."""
        for name in _MATTERS:
            if metric.startswith(name):
                self.told = name

    def matter_at(self, offset: int) -> str | None:
        """The topic named last before ``offset``."""
        return _last_before(self.matters, offset) or self.matter_before

    def medium_at(self, offset: int) -> str | None:
        """The medium named last before ``offset``."""
        return _last_before(self.media, offset) or self.medium_before

    def media_between(self, start: int, end: int) -> set[str]:
        """The media named in ``text[start:end]``."""
        return {name for at, name in self.media if start <= at < end}


def _last_before(mentions: list[tuple[int, str]], offset: int) -> str | None:
    at = bisect_right(mentions, (offset, ""))
    return mentions[at - 1][1] if at else None


def mentions(
    pattern: re.Pattern[str], names: Mapping[str, str], text: str
) -> list[tuple[int, str]]:
    """Where a text names topics, in order."""
    return [(m.start(), names[m.lastgroup or ""]) for m in pattern.finditer(text)]


def _only(pattern: re.Pattern[str], names: Mapping[str, str], titles: Sequence[str]) -> str | None:
    """The one topic of the nearest title that names any; None where it names several."""
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
    matter = medium = None
    own: tuple[str, ...] = ()
    for start, end in _pieces(text):
        line = text[start:end]
        new_line = start > line_end
        if new_line:
            line_end = text.find("\n", end)
            line_end = len(text) if line_end < 0 else line_end
        if sections:
            titles = headings.at(body.printed(start))
            is_heading = bool(titles) and _bare(line) == _bare(titles[0])
        else:
            is_heading = new_line and len(line) <= 45 and _MARKER.match(line) is not None
            own = (line,) if is_heading else own
            titles = own
        if new_line:
            matter = _only(metrics.MATTER, metrics.MATTER_NAMES, titles)
            medium = _only(metrics.MEDIUM, metrics.MEDIUM_NAMES, titles)
        sentence = Sentence(
            line,
            start,
            titles,
            is_heading,
            mentions(metrics.MATTER, metrics.MATTER_NAMES, line),
            mentions(metrics.MEDIUM, metrics.MEDIUM_NAMES, line),
            matter,
            medium,
        )
        yield sentence
        if sentence.told or sentence.matters:
            matter = sentence.told or sentence.matters[-1][1]
        if sentence.media:
            medium = sentence.media[-1][1]

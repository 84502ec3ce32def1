"""Automatic numbers of paragraphs: ``一、`` and ``(一)`` that word processors count and no text
holds. Simple lists are rebuilt; formats that are not known are named, not guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from govcrawl.text import numerals

_SILENT: Final = frozenset(["bullet", "none"])
_PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(slots=True)
class Level:
    """One level of a list: the number format by its name in ECMA-376 17.18.59, the text with
    ``%1``…``%9`` where the levels' numbers go, the first number, and the style it belongs to."""

    format: str
    text: str
    start: int
    style: str | None = None


@dataclass(slots=True)
class Counters:
    """The numbers reached while a document is read in order."""

    unknown_formats: set[str] = field(default_factory=set)
    _reached: dict[str, dict[int, int]] = field(default_factory=dict)

    def next(self, counted_with: str, levels: dict[int, Level], level: int) -> str:
        """Count one paragraph and return the number it is printed with. Lists that name the
        same ``counted_with`` count together."""
        if level not in levels:
            return ""
        counters = self._reached.setdefault(counted_with, {})
        counters[level] = counters.get(level, levels[level].start - 1) + 1
        for deeper in [k for k in counters if k > level]:
            del counters[deeper]
        return self._render(levels, level, counters)

    def _render(self, levels: dict[int, Level], level: int, counters: dict[int, int]) -> str:
        own = levels[level]
        if own.format in _SILENT:
            return ""
        parts: list[str] = []
        at = 0
        for match in _PLACEHOLDER.finditer(own.text):
            index = int(match[1]) - 1
            shown = levels.get(index)
            if shown is None:
                return ""
            number = counters.setdefault(index, shown.start)
            printed = format_number(number, shown.format)
            if printed is None:
                self.unknown_formats.add(shown.format)
                return ""
            parts += [own.text[at : match.start()], printed]
            at = match.end()
        return "".join(parts) + own.text[at:]


def format_number(number: int, style: str) -> str | None:
    """A number as a list prints it; None for formats (17.18.59) that are not rebuilt.

    >>> format_number(12, "chineseCounting"), format_number(3, "decimalEnclosedCircle")
    ('十二', '③')
    """
    if style == "decimal":
        return str(number)
    if style == "decimalZero":
        return f"{number:02d}"
    if style == "decimalFullWidth":
        return numerals.wide(number)
    if style.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if style in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((97 if style == "lowerLetter" else 65) + number - 1)
    if style in _CHINESE and 1 <= number <= 99:
        return numerals.write(number)
    return None


_CHINESE: Final = frozenset(
    ["chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
     "taiwaneseCountingThousand", "ideographTraditionalCounting"]
)  # fmt: skip

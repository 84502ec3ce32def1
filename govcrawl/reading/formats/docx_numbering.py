"""Automatic numbers of DOCX paragraphs (ECMA-376 clause 17.9): ``一、`` and ``(一)`` that stand
in no run. Simple lists are rebuilt; formats that are not known are named, not guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from govcrawl.reading.formats.ooxml import W, attribute, integer

_HAN: Final = "零一二三四五六七八九"
_SILENT: Final = frozenset(["bullet", "none"])
_PLACEHOLDER = re.compile(r"%([1-9])")
_LEVELS = 9


@dataclass(slots=True)
class _Level:
    format: str
    text: str
    start: int
    style: str | None


@dataclass(slots=True)
class Numbering:
    """The numbering part and the counters while the document is read in order."""

    unknown_formats: set[str]
    _lists: dict[str, dict[int, _Level]]
    _styles: dict[str, tuple[str, int]]
    _abstract: dict[str, str]
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.unknown_formats = set()
        self._lists, self._abstract, self._counters = {}, {}, {}
        self._styles = {}
        if numbering is not None:
            self._read(numbering)
        if styles is not None:
            self._read_styles(styles)

    def prefix(self, properties: Any, style: str | None) -> str:
        """The number a paragraph is printed with, ``""`` where it has none. Counts it."""
        number_id, level = None, 0
        direct = properties.find(f"{W}numPr") if properties is not None else None
        if direct is not None:
            number_id = attribute(direct.find(f"{W}numId"), "val")
            level = integer(direct.find(f"{W}ilvl"), "val", 0)
        elif style in self._styles:
            number_id, level = self._styles[style]
        levels = self._lists.get(number_id or "")
        if not number_id or not levels or level not in levels:
            return ""
        # lists that share an abstract definition count together
        counters = self._counters.setdefault(self._abstract[number_id], {})
        counters[level] = counters.get(level, levels[level].start - 1) + 1
        for deeper in [k for k in counters if k > level]:
            del counters[deeper]
        return self._render(levels, level, counters)

    def _render(self, levels: dict[int, _Level], level: int, counters: dict[int, int]) -> str:
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

    def _read(self, root: Any) -> None:
        abstracts: dict[str, dict[int, _Level]] = {}
        for element in root.iterchildren(f"{W}abstractNum"):
            levels = {}
            for lvl in element.iterchildren(f"{W}lvl"):
                index = integer(lvl, "ilvl", 0)
                if 0 <= index < _LEVELS:
                    levels[index] = _level(lvl)
            abstracts[attribute(element, "abstractNumId") or ""] = levels
        for element in root.iterchildren(f"{W}num"):
            number_id = attribute(element, "numId") or ""
            abstract_id = attribute(element.find(f"{W}abstractNumId"), "val") or ""
            levels = dict(abstracts.get(abstract_id, {}))
            counts_on = True
            for override in element.iterchildren(f"{W}lvlOverride"):
                index = integer(override, "ilvl", 0)
                lvl = override.find(f"{W}lvl")
                if lvl is not None:
                    levels[index] = _level(lvl)
                start = integer(override.find(f"{W}startOverride"), "val", -1)
                if start >= 0 and index in levels:
                    old = levels[index]
                    levels[index] = _Level(old.format, old.text, start, old.style)
                    counts_on = False
            self._lists[number_id] = levels
            self._abstract[number_id] = (
                f"abstract {abstract_id}" if counts_on else f"num {number_id}"
            )
            for index, level in levels.items():
                if level.style:
                    self._styles.setdefault(level.style, (number_id, index))

    def _read_styles(self, root: Any) -> None:
        for style in root.iterchildren(f"{W}style"):
            properties = style.find(f"{W}pPr/{W}numPr")
            number_id = attribute(
                properties.find(f"{W}numId") if properties is not None else None, "val"
            )
            if number_id:
                level = integer(properties.find(f"{W}ilvl"), "val", 0)
                self._styles.setdefault(style.get(f"{W}styleId", ""), (number_id, level))


def _level(element: Any) -> _Level:
    return _Level(
        format=attribute(element.find(f"{W}numFmt"), "val") or "decimal",
        text=attribute(element.find(f"{W}lvlText"), "val") or "",
        start=integer(element.find(f"{W}start"), "val", 1),
        style=attribute(element.find(f"{W}pStyle"), "val"),
    )


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
        return str(number).translate({48 + d: 0xFF10 + d for d in range(10)})
    if style.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if style in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((97 if style == "lowerLetter" else 65) + number - 1)
    if style in _CHINESE and 1 <= number <= 99:
        return _chinese(number)
    return None


_CHINESE: Final = frozenset(
    ["chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
     "taiwaneseCountingThousand", "ideographTraditionalCounting"]
)  # fmt: skip


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _HAN[ones]
    return ("" if tens == 1 else _HAN[tens]) + "十" + (_HAN[ones] if ones else "")

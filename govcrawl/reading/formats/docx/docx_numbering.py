"""Lists of DOCX (ECMA-376 clause 17.9): which list and level a paragraph belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from govcrawl.reading.formats.numbering import Counters, Level
from govcrawl.reading.formats.ooxml import W, attribute, integer

_LEVELS = 9


@dataclass(slots=True)
class Numbering:
    """The numbering part and the counters while the document is read in order."""

    _lists: dict[str, dict[int, Level]]
    _styles: dict[str, tuple[str, int]]
    _abstract: dict[str, str]
    counters: Counters = field(default_factory=Counters)

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.counters = Counters()
        self._lists, self._abstract, self._styles = {}, {}, {}
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
        if not number_id or not levels:
            return ""
        # lists that share an abstract definition count together
        return self.counters.next(self._abstract[number_id], levels, level)

    def _read(self, root: Any) -> None:
        abstracts: dict[str, dict[int, Level]] = {}
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
                    levels[index] = Level(old.format, old.text, start, old.style)
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


def _level(element: Any) -> Level:
    return Level(
        format=attribute(element.find(f"{W}numFmt"), "val") or "decimal",
        text=attribute(element.find(f"{W}lvlText"), "val") or "",
        start=integer(element.find(f"{W}start"), "val", 1),
        style=attribute(element.find(f"{W}pStyle"), "val"),
    )

"""Lists of Word's binary format ([MS-DOC] 2.9.131 LSTF, 2.9.150 LVLF, 2.9.132 LFO)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from govcrawl.reading.formats.doc.doc_binary import u16, u32
from govcrawl.reading.formats.numbering import Level

_MAX_LISTS: Final = 4000
#: Number formats ([MS-OSHARED] 2.2.1.3) by their names in ECMA-376; those with gaps are named
#: by their code, so that an issue can say which was met.
_FORMATS: Final = {
    0: "decimal",
    1: "upperRoman",
    2: "lowerRoman",
    3: "upperLetter",
    4: "lowerLetter",
    10: "ideographDigital",
    11: "japaneseCounting",
    14: "decimalFullWidth",
    18: "decimalEnclosedCircle",
    19: "decimalFullWidth2",
    22: "decimalZero",
    23: "bullet",
    28: "decimalEnclosedCircleChinese",
    30: "ideographTraditional",
    33: "taiwaneseCounting",
    35: "taiwaneseCountingThousand",
    37: "chineseCounting",
    39: "chineseCountingThousand",
    255: "none",
}


class Lists:
    """Levels of each list by the number that paragraphs name (1 for the first)."""

    def __init__(self, definitions: bytes, overrides: bytes) -> None:
        """``definitions`` is the table stream from PlfLst on: the levels come after it."""
        defined = _read_definitions(definitions)
        self._lists: list[tuple[str, dict[int, Level]]] = []
        count = min(u32(overrides, 0), _MAX_LISTS)
        at = 4 + 16 * count
        for i in range(count):
            own = overrides[4 + 16 * i : 20 + 16 * i]
            if len(own) < 16:
                break
            list_id, n_levels = u32(own, 0), own[12]
            levels = dict(defined.get(list_id, {}))
            counted_with = f"list {list_id}"
            at += 4
            for _ in range(min(n_levels, 9)):
                start, flags = u32(overrides, at), u32(overrides, at + 4)
                at += 8
                level = flags & 15
                if flags & 0x20:
                    read, at = _read_level(overrides, at)
                    levels[level] = read
                elif flags & 0x10 and level in levels:
                    levels[level] = replace(levels[level], start=min(start, 0x7FFF))
                if flags & 0x10:
                    counted_with = f"override {i}"
            self._lists.append((counted_with, levels))

    def get(self, number: int) -> tuple[str, dict[int, Level]] | None:
        """What the list counts with, and its levels."""
        return self._lists[number - 1] if 0 < number <= len(self._lists) else None


def _read_definitions(table: bytes) -> dict[int, dict[int, Level]]:
    count = min(u16(table, 0), _MAX_LISTS)
    at = 2 + 28 * count
    found: dict[int, dict[int, Level]] = {}
    for i in range(count):
        head = table[2 + 28 * i : 30 + 28 * i]
        if len(head) < 28 or at >= len(table):
            break
        levels = found.setdefault(u32(head, 0), {})
        for level in range(1 if head[26] & 1 else 9):
            levels[level], at = _read_level(table, at)
    return found


def _read_level(table: bytes, at: int) -> tuple[Level, int]:
    head = table[at : at + 28]
    if len(head) < 28:
        return Level("none", "", 1), len(table)
    code = head[4]
    at += 28 + head[25] + head[24]
    size = u16(table, at)
    text = table[at + 2 : at + 2 + 2 * size].decode("utf-16-le", "replace")
    # a character below 9 is the number of that level
    shown = "".join(f"%{ord(c) + 1}" if ord(c) < 9 else c for c in text)
    start = min(u32(head, 0), 0x7FFF)
    return Level(_FORMATS.get(code, f"nfc {code}"), shown, start), at + 2 + 2 * size

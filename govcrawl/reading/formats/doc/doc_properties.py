"""Property modifiers of Word's binary format → what is needed of a paragraph, a run, a row."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import Final

from govcrawl.reading.formats.doc.doc_binary import sprms, u16

_MAX_STYLES: Final = 4096
_MAX_DEPTH: Final = 12
_MAX_CELLS: Final = 64
#: Outline level of the built-in headings and the title, by their number in every program.
_HEADINGS: Final = {**{n: n - 1 for n in range(1, 10)}, 62: 0}


@dataclass(frozen=True, slots=True)
class Row:
    """A table row's columns: ``edges`` in twips, one more than cells, and how each cell is
    merged. ``edited`` marks rows whose cells were changed in a way that is not followed."""

    edges: tuple[int, ...] = ()
    across: tuple[int, ...] = ()
    down: tuple[int, ...] = ()
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What a paragraph mark says. ``depth`` counts the tables it is in; ``row_end`` marks
    the end of a row of the outermost one. ``list_id`` is 0 without automatic number."""

    depth: int = 0
    row_end: bool = False
    centred: bool = False
    outline: int = 9
    list_id: int = 0
    list_level: int = 0
    row: Row = field(default_factory=Row)


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of characters says: ``gone`` for deleted and hidden text; ``symbol`` is the
    character of a symbol font, 0 for none."""

    gone: bool = False
    bold: bool = False
    symbol: int = 0


def read_paragraph(style: Paragraph, grpprl: bytes, data: bytes) -> Paragraph:
    """The style's properties with the paragraph's own on top (2.6.2)."""
    changed: dict[str, int | bool] = {}
    in_table, depth = style.depth > 0, style.depth
    row = style.row
    for code, operand in sprms(grpprl, data):
        value = operand[0] if operand else 0
        if code == 0x2416:
            in_table = bool(value)
        elif code == 0x2417:
            changed["row_end"] = bool(value)
        elif code == 0x6649:
            depth = int.from_bytes(operand, "little", signed=True)
        elif code in (0x2403, 0x2461):
            changed["centred"] = value == 1
        elif code == 0x2640:
            changed["outline"] = value
        elif code == 0x460B:
            changed["list_id"] = u16(operand, 0)
        elif code == 0x260A:
            changed["list_level"] = value
        elif code >> 10 & 7 == 5:
            row = _table_property(row, code, operand)
    # the depth was added in Word 2000; the older mark is beside it or alone
    depth = max(depth, 1) if in_table else max(depth, 0)
    return replace(style, depth=depth, row=row, **changed)  # type: ignore[arg-type]


def _table_property(row: Row, code: int, operand: bytes) -> Row:
    if code == 0xD608:
        return _defined(operand)
    if code == 0xD62B and len(operand) >= 2 and operand[0] < len(row.down):
        down = list(row.down)
        down[operand[0]] = operand[1] & 3
        return replace(row, down=tuple(down))
    if code == 0x5624 and len(operand) >= 2:  # merge cells [first, limit)
        across = list(row.across)
        for i in range(operand[0], min(operand[1], len(across))):
            across[i] = 1 if i == operand[0] else 2
        return replace(row, across=tuple(across))
    if code in (0x7621, 0x7623) and len(operand) >= 4:
        return _resized(row, operand[0], operand[1], u16(operand, 2), insert=code == 0x7621)
    if code in (0x5622, 0x5625):  # cells deleted, split
        return replace(row, edited=True)
    return row


def _resized(row: Row, first: int, second: int, width: int, *, insert: bool) -> Row:
    """sprmTInsert (``second`` is how many cells) and sprmTDxaCol (the limit of cells set)."""
    left = row.edges[0] if row.edges else 0
    widths = [b - a for a, b in pairwise(row.edges)]
    across, down = list(row.across), list(row.down)
    if insert:
        count = min(second, _MAX_CELLS - len(widths)) + max(0, first - len(widths))
        at = min(first, len(widths))
        widths[at:at] = [width] * count
        across[at:at] = [0] * count
        down[at:at] = [0] * count
    else:
        for i in range(first, min(second, len(widths))):
            widths[i] = width
    edges = tuple(accumulate(widths, initial=left)) if widths else ()
    return replace(row, edges=edges, across=tuple(across), down=tuple(down))


def _defined(operand: bytes) -> Row:
    """sprmTDefTable (2.9.326): columns, their edges, and 20 bytes a cell."""
    n = operand[0] if operand else 0
    if not n or len(operand) < 1 + 2 * (n + 1):
        return Row()
    edges = struct.unpack_from(f"<{n + 1}h", operand, 1)
    flags = [u16(operand, 1 + 2 * (n + 1) + 20 * i) for i in range(n)]
    return Row(edges, tuple(f & 3 for f in flags), tuple(f >> 5 & 3 for f in flags))


def read_run(grpprl: bytes) -> Run:
    """Character properties (2.6.1)."""
    gone = bold = False
    symbol = 0
    for code, operand in sprms(grpprl):
        value = operand[0] if operand else 0
        if code in (0x0800, 0x083C):  # a tracked deletion; hidden text
            gone = gone or value == 1
        elif code == 0x0835:
            bold = value in (1, 0x81)
        elif code == 0x6A09:
            symbol = u16(operand, 2)
    return Run(gone, bold, symbol)


def read_styles(table: bytes, data: bytes) -> dict[int, Paragraph]:
    """Paragraph styles by number, through the styles they are based on (2.9.271 STSH)."""
    count = min(u16(table, 2), _MAX_STYLES)
    base_size = u16(table, 4)
    at = 2 + u16(table, 0)
    own: dict[int, tuple[int, bytes]] = {}
    built_in: dict[int, int] = {}
    for number in range(count):
        size = u16(table, at)
        std = table[at + 2 : at + 2 + size]
        at += 2 + size
        if size <= base_size or u16(std, 2) & 15 != 1:  # only paragraph styles
            continue
        name_end = base_size + 2 + 2 * u16(std, base_size) + 2
        upx_size = u16(std, name_end)
        own[number] = (u16(std, 2) >> 4, std[name_end + 4 : name_end + 2 + upx_size])
        built_in[number] = u16(std, 0) & 0xFFF
    styles: dict[int, Paragraph] = {}
    for number in own:
        chain: list[int] = []
        step = number
        while step in own and step not in styles and step not in chain and len(chain) < _MAX_DEPTH:
            chain.append(step)
            step = own[step][0]
        for each in reversed(chain):
            base = styles.get(own[each][0], Paragraph())
            if built_in[each] in _HEADINGS:
                base = replace(base, outline=_HEADINGS[built_in[each]])
            styles[each] = read_paragraph(base, own[each][1], data)
    return styles

"""Tables without lines: columns and rows told by where the text is.

What is where does not say what belongs together: a label of two lines beside one figure, a
group's label beside ten rows. The statutory forms do. A table is looked for where its headings
are printed; the lines of its label column are put together to labels that the form has; a row of
figures belongs to the label beside it; figures of one column are above each other. A row whose
figures find no place is handed on as one cell, which the readers of tables refuse and say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from govcrawl.reading.formats.pdf.pdf_labels import Label, find_labels
from govcrawl.reading.formats.pdf.pdf_pieces import Piece
from govcrawl.reading.formats.pdf.pdf_rows import (
    Column,
    Row,
    check_sums,
    columns_of,
    join_wrapped,
    keep_sums,
    match,
    merged,
    place,
    settle_single,
    text_of,
    to_rows,
)
from govcrawl.reading.formats.pdf.pdf_tables import RuledCell, RuledTable
from govcrawl.reading.tables import applicants, applications, outcomes, proactive, schedules
from govcrawl.reading.tables.cells import is_count_unit, money_unit
from govcrawl.reading.tables.labels import skeleton
from govcrawl.text import has_han
from govcrawl.text.patterns import PRINTED_DIGITS

#: Headings tried, and pieces that one table may have from a little before its heading.
_MOST_TRIED: Final = 80
#: Heights of the font's box within which two lines of figures may be one row.
_WRAPPED: Final = 2.2
_MOST_PIECES: Final = 3000
_BEFORE: Final = 60
#: Heights of the font's box within which the lines of one table follow each other.
_NEAR: Final = 4.5
#: A heading of table 3 or 4 has so many lines at most.
_MAX_HEADING: Final = 12.0
_GROUP_TEXTS: Final = frozenset(applicants.APPLICANTS | applicants.ORGANISATIONS)
_APPLICANTS: Final = [x.key for x in applicants.FORM.columns if x.key != applicants.SUBTOTAL]
_NATURAL: Final = skeleton("自然人")
_INFORMATION: Final = skeleton("信息内容")
_LIST_HEADS: Final = frozenset(map(skeleton, ("统计指标", "指标", "项目", "指标名称", "统计项目")))
_DASHES: Final = re.compile("[-—–]+")
#: Characters of a cell with a figure, its unit and the sign of a note.
_LONGEST_CELL: Final = 16
_HAS_DIGIT: Final = re.compile(f"[{PRINTED_DIGITS}]")
#: Gap, in heights of the font's box, within which pieces of one column belong together.
_CLOSE: Final = 0.5
#: Pieces that spaces part a heading into.
_MOST_PARTS: Final = 5
_UNITS: Final = frozenset(map(skeleton, ("单位", "计量单位")))


@dataclass(slots=True)
class Found:
    """A table, and the pieces that went into it."""

    table: RuledTable
    pieces: list[Piece]


def find_unruled(pieces: Sequence[Piece]) -> list[Found]:
    """Tables among the pieces of a document, from top to bottom."""
    found: list[Found] = []
    start = tried = 0
    while start < len(pieces) and tried < _MOST_TRIED:
        opener = _OPENERS.get(pieces[start].label) if not pieces[start].is_value else None
        tried += opener is not None
        made = (
            opener(pieces[max(0, start - _BEFORE) :][:_MOST_PIECES], min(start, _BEFORE))
            if opener
            else None
        )
        if made is None:
            start += 1
            continue
        found.append(made)
        taken = set(map(id, made.pieces))
        last = max(i for i in range(start, len(pieces)) if id(pieces[i]) in taken)
        # pieces on the table's last line, left out, begin nothing
        start = last + 1
    return found


# -- table 3 -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Start:
    """Where table 3 begins: the heading it is known by, the left edge and the height of its figures'
    first column, the pieces from there to its end, and those near the heading."""

    anchor: Piece
    left: float
    top: float
    below: list[Piece]
    near: list[Piece]


def _applications(pieces: Sequence[Piece], at: int) -> Found | None:
    """From the headings of applicants: seven columns of figures, 25 or 23 rows."""
    start = _start_of_applications(pieces, at)
    if start is None:
        return None
    below, left, anchor = start.below, start.left, start.anchor
    labels = find_labels(
        [p for p in below if p.middle < left and (not p.is_value or has_han(p.text))],
        _is_application,
        _is_group,
    )
    rows_of_form = [label for label in labels if label.kind == "row"]
    if len(rows_of_form) < 3:
        return None
    rows = to_rows(_application_values(start, labels, rows_of_form))
    head_end = _end_of_heads(start, rows, rows_of_form[0])
    rows = [row for row in rows if row.v > head_end]
    heads = _application_heads(pieces, start, head_end)
    # what is no figure may reach over several columns: it does not tell where they are
    plain = to_rows(p for row in rows for p in row.values if p.is_value)
    columns, texts = columns_of(heads, plain, len(_APPLICANTS))
    if columns is None or not _are_applicants(texts):
        return None
    last = max(label.bottom for label in rows_of_form)
    rows = _settled([r for r in rows if r.v <= last + 1.2 * anchor.size], labels, columns)
    top = min([p.v for p in heads], default=start.top) - 3 * anchor.size
    used = _used(rows, labels, heads)
    used += [
        p
        for p in pieces
        if (top <= p.v < head_end and (p.label in _GROUP_TEXTS or "勾稽关系" in p.text))
        or (p.v < last and p.v > top and p.middle < left and p not in used)
    ]
    return _build(rows, labels, [_heading_row(heads, columns)], used, columns)


def _start_of_applications(pieces: Sequence[Piece], at: int) -> _Start | None:
    near = [p for p in pieces[max(0, at - 40) : at + 60] if abs(p.v - pieces[at].v) < 7 * p.size]
    # the note of the corner, in brackets, may be beside the heading and would be read as its own
    natural = find_labels(
        [p for p in near if not p.is_value and "勾稽" not in p.text],
        lambda label: label == _NATURAL,
        lambda _: False,
    )
    if natural:
        anchor, left, top = natural[0].pieces[0], natural[0].x0, natural[0].top
        below = [p for p in pieces if p.v > top - 0.5 * anchor.size and p not in natural[0].pieces]
        return _Start(anchor, left, top, _until(below, _ends_applications), near)
    # its characters are spread over the width of its column: the first whole row tells where
    anchor, top = pieces[at], pieces[at].v
    below = _until([p for p in pieces[at:] if p.v > top + 0.3 * anchor.size], _ends_applications)
    row = next((r for r in to_rows(p for p in below if p.is_value) if len(r.values) >= 7), None)
    if row is None:
        return None
    return _Start(anchor, row.values[-len(_APPLICANTS)].x0, top, below, near)


def _application_values(
    start: _Start, labels: Sequence[Label], rows_of_form: Sequence[Label]
) -> list[Piece]:
    """The figures, and what has one among other characters: that is refused in its cell, not
    passed over."""
    first, left = rows_of_form[0], start.left
    figures = [p for p in start.below if p.is_value and p.x0 > first.x0 and not _belongs(p, labels)]
    whole = [r.values for r in to_rows(figures) if len(r.values) >= len(_APPLICANTS)]
    # figures may be set to the left of their heading
    edge = min((v[-len(_APPLICANTS)].x0 for v in whole), default=left - 20)
    values = [p for p in figures if p.middle > min(edge, left - 20)]
    values += [
        p
        for p in start.below
        if not p.is_value
        and p.middle > max(edge, left)
        and first.top <= p.v <= rows_of_form[-1].bottom
        and len(p.text) < _LONGEST_CELL
        and _HAS_DIGIT.search(p.text)
        and not _belongs(p, labels)
    ]
    return values


def _end_of_heads(start: _Start, rows: Sequence[Row], first: Label) -> float:
    """The height at which the headings have ended."""
    step = 0.3 * start.anchor.size
    end = min([first.top, *(r.v for r in rows if len(r.values) > 1)]) - step
    for row in reversed([r for r in rows if r.v <= end]):
        # the first line of a figure that was wrapped
        if row.v > start.top and end - row.v < _WRAPPED * row.values[0].size:
            end = row.v - step
    return end


def _application_heads(pieces: Sequence[Piece], start: _Start, end: float) -> list[Piece]:
    over = [p.v + 0.3 * p.size for p in start.near if p.label in applicants.APPLICANTS]
    first = max((v for v in over if v < start.top), default=start.top - 1.6 * start.anchor.size)
    return _without_groups(
        [p for p in pieces if first < p.v < end and p.x1 > start.left - 1 and not p.is_value]
    )


def _settled(rows: list[Row], labels: Sequence[Label], columns: Sequence[Column]) -> list[Row]:
    """The rows with their labels and columns; those that are not sure are not placed."""
    placed = place(rows, columns)
    sure = match(rows, labels) and placed
    if not sure:
        rows = join_wrapped(rows, columns)
        sure = all(row.label is not None and row.placed for row in rows)
    if sure:
        check_sums(rows)
    else:
        keep_sums(rows)
    return rows


def _without_groups(heads: Sequence[Piece]) -> list[Piece]:
    """Headings without those over several columns, which spaces may part."""
    gone: set[int] = set()
    for line in to_rows(heads):
        for start in range(len(line.values)):
            text = ""
            for end in range(start, min(start + _MOST_PARTS, len(line.values))):
                text += line.values[end].text
                if skeleton(text) in _GROUP_TEXTS:
                    gone |= set(map(id, line.values[start : end + 1]))
    return [p for p in heads if id(p) not in gone]


def _is_application(label: str) -> bool:
    return label in applications.ROWS


def _is_group(label: str) -> bool:
    return label in applications.GROUPS


def _ends_applications(piece: Piece) -> bool:
    label = piece.label
    return (
        label in outcomes.TELLING
        or label in (outcomes.RECONSIDERATION, outcomes.LITIGATION, _INFORMATION)
        or (
            piece.text.startswith(("四、", "五、", "六、"))
            and not any(row.startswith(label) for row in applications.ROWS)
        )
    )


def _are_applicants(texts: Sequence[str]) -> bool:
    """Whether the headings are those of the form, in its order, however many are beside them."""
    known = [found[0].key for t in texts if (found := applicants.COLUMNS.find(skeleton(t)))]
    return known == _APPLICANTS and len(texts) == len(_APPLICANTS)


# -- table 4 -------------------------------------------------------------------------------------


def _outcomes(pieces: Sequence[Piece], at: int) -> Found | None:
    """From 行政复议: fifteen columns, each heading set below itself in a narrow column, and one row
    of figures."""
    anchor = pieces[at]
    below = [p for p in pieces if p.v > anchor.v - 0.5 * anchor.size]
    below = [p for p in below if p.v < anchor.v + 2.2 * _MAX_HEADING * anchor.size]
    if not any(p.label == outcomes.LITIGATION for p in below[:8]):
        return None
    rows = to_rows([p for p in below if p.is_value])
    data = next((row for row in rows if len(row.values) > 3), None)
    if data is None:
        return None
    heads = [p for p in below if p.v < data.v - 0.3 * anchor.size and not p.is_value]
    groups = [p for p in heads if outcomes.GROUPS.find(p.label)]
    leaves = [p for p in heads if p not in groups]
    columns, texts = columns_of(leaves, [data], 3 * len(_OUTCOME_KEYS))
    keys = [found[0].key for t in texts if (found := outcomes.COLUMNS.find(skeleton(t)))]
    if columns is None or keys != _OUTCOME_KEYS * 3:
        return None
    order = [columns[5 * n][0] for n in range(3)]
    named = {outcomes.GROUPS.find(p.label)[0].key: p for p in groups}
    kinds = [named.get(key) for key in ("litigation.direct", "litigation.after_reconsideration")]
    over = (
        named.get("reconsideration"),
        *sorted((p for p in kinds if p), key=lambda p: p.middle),
    )
    if len(over) != 3 or any(
        p is None or not order[n] - 2 <= p.middle or (n < 2 and p.middle > order[n + 1])
        for n, p in enumerate(over)
    ):
        return None
    settle_single(data, rows, columns, len(_OUTCOME_KEYS))
    used = [*heads, *data.values]
    grid_rows = [
        [_cell([over[0]], 0, 0, 5), _cell([named.get("litigation")], 0, 5, 10)],
        [_cell([p], 1, 5 * n, 5) for n, p in enumerate(over) if p],
        _heading_row(leaves, columns, row=2, first=0)[:],
    ]
    table = _table(grid_rows, used, len(columns))
    _add_values(table, data, columns, 3, first=0)
    table.n_rows = 4
    return Found(table, used)


_OUTCOME_KEYS: Final = ["upheld", "corrected", "other", "pending", "total"]


# -- table 2 -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Blocks:
    """Table 2 as it is put together: rows of cells, the pieces used, and the rows of figures with
    their columns and numbers."""

    rows: list[list[RuledCell]] = field(default_factory=list)
    used: list[Piece] = field(default_factory=list)
    pending: list[tuple[Row, list[Column], int]] = field(default_factory=list)
    widest: int = 0


def _proactive(pieces: Sequence[Piece], at: int) -> Found | None:
    """From the first caption or 信息内容: blocks with headings of their own."""
    anchor = pieces[at]
    below = [p for p in pieces if p.v > anchor.v - 0.5 * anchor.size]
    below = _connected(below)
    below = _until(below, _ends_proactive)
    labels = find_labels(
        [p for p in below if not p.is_value],
        lambda label: label in proactive.ROWS,
        lambda label: label in proactive.CAPTIONS or label == _INFORMATION,
    )
    body = [x for x in labels if x.kind == "row"]
    if not body or not any(x.kind == "group" and x.label == _INFORMATION for x in labels):
        return None
    last = max(x.bottom for x in body)
    made = _Blocks()
    marks = _without_repeats(sorted(labels, key=lambda x: x.top), below, made.used)
    if not _put_blocks(made, marks, below, last + 1.5 * anchor.size):
        return None
    table = _table(made.rows, made.used, made.widest + 1)
    left = min(x.x0 for x in body)
    stray = [
        p for p in below if p.is_value and p not in made.used and p.x0 > left and p.v < last + 40
    ]
    _put_figures(table, made, stray)
    for number, cells in enumerate(made.rows):
        if any(c.column == 1 for c in cells):
            _stretch([c for c in table.cells if c.row == number], made.widest + 1)
    table.n_rows = len(made.rows)
    return Found(table, made.used)


def _put_blocks(made: _Blocks, marks: Sequence[Label], below: Sequence[Piece], end: float) -> bool:
    """Captions, headings and labels, a row each; whether each label has headings over it."""
    columns: list[Column] = []
    repeated = set(map(id, made.used))
    for n, mark in enumerate(marks):
        following = marks[n + 1].top if n + 1 < len(marks) else end
        if mark.kind == "row":
            if not columns:
                return False
            values = [
                p
                for p in below
                if p.is_value
                and p.x0 > mark.x0
                and mark.top - 0.8 * p.size <= p.v <= mark.bottom + 0.8 * p.size
            ]
            row = Row(mark.middle, sorted(values, key=lambda p: p.x0), mark)
            made.rows.append([_cell(mark.pieces, n, 0)])
            made.used += [*mark.pieces, *values]
            made.pending.append((row, columns, n))
        elif mark.label == _INFORMATION:
            heads = [
                p
                for p in below
                if p.x0 > mark.x1
                and mark.top - 1.6 * p.size < p.v < min(following, mark.bottom + 3 * p.size) - 0.3
                and not p.is_value
                and id(p) not in repeated
                and not _belongs(p, marks)
            ]
            columns = merged([(p.x0, p.x1) for p in heads])
            if not columns or len(columns) > 4:
                return False
            made.rows.append([_cell(mark.pieces, n, 0), *_heading_row(heads, columns, row=n)])
            made.used += [*mark.pieces, *heads]
        else:
            made.rows.append([_cell(mark.pieces, n, 0, 4)])
            made.used += mark.pieces
            columns = []
        made.widest = max(made.widest, len(columns))
    return True


def _put_figures(table: RuledTable, made: _Blocks, stray: Sequence[Piece]) -> None:
    """The figures of the rows under one heading, placed together."""
    groups: dict[int, list[tuple[Row, list[Column], int]]] = {}
    for entry in made.pending:
        groups.setdefault(id(entry[1]), []).append(entry)
    for entries in groups.values():
        columns = entries[0][1]
        place([row for row, _, _ in entries], columns, headed=True)
        for row, _, number in entries:
            if _is_beside(row, stray):
                row.placed = False
            _add_values(table, row, columns, number, first=1, width=made.widest)


def _without_repeats(marks: list[Label], below: Sequence[Piece], used: list[Piece]) -> list[Label]:
    """The labels without the first headings that a page repeats, which join ``used``: a page begins
    with the caption of the first block, or with headings that are those of the first."""
    kept: list[Label] = []
    heads: list[str] | None = None
    for mark in marks:
        beside = _beside(below, mark) if mark.label == _INFORMATION else []
        if heads is None and mark.label == _INFORMATION:
            heads = [p.text for p in beside]
        before = kept[-1] if kept else None
        if before is None or mark.kind == "row" or mark.pieces[0].page == before.pieces[-1].page:
            kept.append(mark)
        elif mark.label == _INFORMATION:
            captioned = before.kind == "group" and before.label != _INFORMATION
            if captioned or [p.text for p in beside] != heads:
                kept.append(mark)
            else:
                used += [*mark.pieces, *beside]
        elif mark.label == marks[0].label:
            used += mark.pieces
        else:
            kept.append(mark)
    return kept


def _beside(below: Sequence[Piece], mark: Label) -> list[Piece]:
    """Words to the right of a label, on its line."""
    return [
        p
        for p in below
        if p.x0 > mark.x1 and abs(p.v - mark.middle) < 1.6 * p.size and not p.is_value
    ]


def _is_beside(row: Row, stray: Sequence[Piece]) -> bool:
    """Whether a figure that is in no row is just above or below a row's: they may be one,
    wrapped."""
    return any(
        abs(piece.v - value.v) < 2.2 * piece.size and piece.x0 < value.x1 and value.x0 < piece.x1
        for piece in stray
        for value in row.values
    )


def _belongs(piece: Piece, labels: Iterable[Label]) -> bool:
    return any(piece in label.pieces for label in labels)


def _ends_proactive(piece: Piece) -> bool:
    return (
        piece.label in applicants.APPLICANTS
        or bool(applicants.COLUMNS.find(piece.label))
        or piece.text.startswith(("三、", "四、", "五、"))
    )


# -- lists ---------------------------------------------------------------------------------------


def _list(pieces: Sequence[Piece], at: int) -> Found | None:
    """From 指标 | 单位 | 数量: one figure a row. The units mark the rows, as every row has one."""
    anchor = pieces[at]
    heads = [p for p in pieces if abs(p.v - anchor.v) < 0.8 * anchor.size and p.x0 > anchor.x1]
    unit = next((p for p in heads if p.label in _UNITS), None)
    number = [p for p in heads if unit is not None and p.x0 > unit.x1]
    if (
        unit is None
        or len(heads) != len(number) + 1
        or len(merged((p.x0, p.x1) for p in number)) != 1
    ):
        return None
    below = [p for p in pieces if p.v > anchor.v + 0.5 * anchor.size and p not in number]
    below = _connected(below, anchor)
    again = next((k for k, p in enumerate(below) if p.label in _LIST_HEADS and k), len(below))
    below = below[:again]
    units, span = _units_of(below)
    if not units:
        return None
    labels = find_labels(
        # to the left of the units is nothing but labels
        _joined([p for p in below if p.x1 < span[0] + 0.5 * unit.size and p not in units]),
        schedules.is_label,
        lambda _: False,
    )
    if len(labels) < 2:
        return None
    last = max(x.bottom for x in labels) + 0.9 * anchor.size
    units = [p for p in units if p.v <= last]
    values = [p for p in below if p.is_value and p.x0 > span[1] - 1 and p.v <= last]
    rows = [
        Row(mark.v, [p for p in values if abs(p.v - mark.v) < 0.5 * mark.size]) for mark in units
    ]
    if not match(rows, labels):
        return None
    if sum(len(row.values) for row in rows) != len(values) or any(len(r.values) > 1 for r in rows):
        return None
    return _build_list([[anchor], [unit], number], rows, units)


def _units_of(below: Sequence[Piece]) -> tuple[list[Piece], Column]:
    """The units of a list's rows, dashes for rows without one, and where their column is."""
    worded = [
        p
        for p in below
        if (is_count_unit(p.text) or money_unit(p.text) == p.text) and not _DASHES.fullmatch(p.text)
    ]
    if not worded:
        return [], (0.0, 0.0)
    # the end of a wrapped label may read like a unit
    spans = merged((p.x0, p.x1) for p in worded)
    start, end = max(spans, key=lambda s: sum(s[0] <= p.middle <= s[1] for p in worded))
    units = [
        p
        for p in below
        if (p in worded and start <= p.middle <= end)
        or (_DASHES.fullmatch(p.text) and p.x0 < end and p.x1 > start)
    ]
    return units, (start, end)


def _build_list(heads: Sequence[list[Piece]], rows: Sequence[Row], units: Sequence[Piece]) -> Found:
    """A label, its unit and its figure a row, under their headings."""
    grid_rows = [[_cell(parts, 0, n) for n, parts in enumerate(heads)]]
    used = [*(p for parts in heads for p in parts), *units]
    for n, (row, mark) in enumerate(zip(rows, units, strict=True), start=1):
        assert row.label is not None
        used += [*row.values, *row.label.pieces]
        grid_rows.append(
            [
                _cell(row.label.pieces, n, 0),
                _cell([mark], n, 1),
                _cell(row.values, n, 2, page=mark.page),
            ]
        )
    return Found(_table(grid_rows, used, 3), used)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces of one line that are close are one: word processors set figures among words apart."""
    joined: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (p.v, p.x0)):
        last = joined[-1] if joined else None
        if (
            last is not None
            and abs(last.v - piece.v) < 0.2 * piece.size
            and -0.1 * piece.size < piece.x0 - last.x1 < _CLOSE * piece.size
        ):
            joined[-1] = replace(
                last, chars=[*last.chars, *piece.chars], text=last.text + piece.text, x1=piece.x1
            )
        else:
            joined.append(piece)
    return joined


# -- what they share -----------------------------------------------------------------------------


def _until(pieces: Sequence[Piece], ends: Callable[[Piece], bool]) -> list[Piece]:
    """The pieces above the line on which the table has ended."""
    stop = next((p.v - 0.5 * p.size for p in pieces if ends(p)), float("inf"))
    return [p for p in pieces if p.v < stop]


def _connected(pieces: Sequence[Piece], anchor: Piece | None = None) -> list[Piece]:
    """The pieces down to the first gap that no table has."""
    kept: list[Piece] = []
    before = anchor.v if anchor else pieces[0].v if pieces else 0.0
    for piece in pieces:
        if piece.v - before > _NEAR * piece.size:
            break
        kept.append(piece)
        before = max(before, piece.v)
    return kept


def _used(rows: Sequence[Row], labels: Sequence[Label], heads: Sequence[Piece]) -> list[Piece]:
    return [
        *heads,
        *(p for row in rows for p in row.values),
        *(p for label in labels for p in label.pieces),
    ]


def _build(
    rows: Sequence[Row],
    labels: Sequence[Label],
    headings: list[list[RuledCell]],
    used: list[Piece],
    columns: Sequence[Column],
) -> Found:
    """A label and its figures a row; labels of groups, rows without figures, and figures without
    a label in their places."""
    table = _table(headings, used, len(columns) + 1)
    n = len(headings)
    matched = {id(row.label): row for row in rows if row.label}
    entries: list[tuple[float, Label | None, Row | None]] = [
        (label.middle, label, matched.get(id(label))) for label in labels
    ]
    entries += [(row.v, None, row) for row in rows if row.label is None]
    order = sorted(entries, key=lambda e: (e[1] is not None and e[1].kind == "group", e[0]))
    groups = [e for e in order if e[1] is not None and e[1].kind == "group"]
    for _, label, row in [*groups, *(e for e in order if e not in groups)]:
        if label is not None:
            table.cells.append(_cell(label.pieces, n, 0))
        if row is not None:
            _add_values(table, row, columns, n, first=1)
        elif label is not None and label.kind == "row":
            for c in range(len(columns)):
                table.cells.append(_cell([], n, c + 1, page=label.pieces[0].page))
        n += 1
    table.n_rows = n
    return Found(table, used)


def _add_values(
    table: RuledTable,
    row: Row,
    columns: Sequence[Column],
    number: int,
    *,
    first: int,
    width: int | None = None,
) -> None:
    """Put a row's figures into the cells of row ``number``; all into one where they find no place.
    ``width`` is how many columns there are, more than ``columns`` where other rows have more."""
    width = width or len(columns)
    page = table.page
    if row.label or row.values:
        page = [*row.values, *(row.label.pieces if row.label else ())][0].page
    if not row.placed:
        table.cells.append(_cell(row.values, number, first, width, apart=True))
        return
    for c in range(len(columns)):
        pieces = row.at.get(c, ())
        span = width - len(columns) + 1 if c == len(columns) - 1 else 1
        table.cells.append(_cell(pieces, number, first + c, span, page=page))


def _stretch(cells: Sequence[RuledCell], n_columns: int) -> None:
    """Have the last heading reach to the table's right edge, as the figures below it do."""
    if cells:
        last = max(cells, key=lambda c: c.column)
        if last.column:
            last.colspan = n_columns - last.column


def _heading_row(
    heads: Sequence[Piece], columns: Sequence[Column], *, row: int = 0, first: int = 1
) -> list[RuledCell]:
    groups: list[list[Piece]] = [[] for _ in columns]
    for piece in heads:
        at = min(range(len(columns)), key=lambda n: _outside(piece, columns[n]))
        groups[at].append(piece)
    return [_cell(parts, row, first + n) for n, parts in enumerate(groups)]


def _outside(piece: Piece, column: Column) -> float:
    return max(column[0] - piece.middle, piece.middle - column[1], 0.0)


def _cell(
    pieces: Sequence[Piece | None],
    row: int,
    column: int,
    colspan: int = 1,
    *,
    page: int = 0,
    apart: bool = False,
) -> RuledCell:
    there = [p for p in pieces if p is not None]
    return RuledCell(
        row,
        column,
        1,
        colspan,
        0.0,
        there[0].page if there else page,
        lines=[p.line() for p in sorted(there, key=lambda p: (p.v, p.x0))],
        text=text_of(there, apart=apart),
    )


def _table(rows: list[list[RuledCell]], used: Sequence[Piece], n_columns: int) -> RuledTable:
    first = min(used, key=lambda p: p.v)
    last = max(used, key=lambda p: p.v)
    for cell in (cell for row in rows for cell in row):
        cell.page = cell.page or first.page
    return RuledTable(
        page=first.page,
        xs=[float(n) for n in range(n_columns + 1)],
        n_rows=len(rows),
        cells=[cell for row in rows for cell in row],
        top=first.y,
        bottom=last.y,
        last_page=last.page,
        unruled=True,
    )


_OPENERS: Final[dict[str, Callable[[Sequence[Piece], int], Found | None]]] = {
    **dict.fromkeys(proactive.CAPTIONS, _proactive),
    _INFORMATION: _proactive,
    **dict.fromkeys((_NATURAL, skeleton("自然"), *_GROUP_TEXTS), _applications),
    outcomes.RECONSIDERATION: _outcomes,
    **dict.fromkeys(_LIST_HEADS, _list),
}

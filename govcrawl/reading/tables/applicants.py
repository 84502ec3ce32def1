"""The columns of table 3: who applied."""

from __future__ import annotations

from collections.abc import Sequence

from govcrawl.lexicon.forms import FORMS, Item
from govcrawl.reading.tables.column_kinds import scope_of
from govcrawl.reading.tables.labels import LabelIndex, skeleton
from govcrawl.reading.tables.layout import MAX_HEADINGS, Cell, GridRow, Leaf

FORM = FORMS.applications
COLUMNS = LabelIndex[Item]((item, item.labels) for item in FORM.columns)
ORGANISATIONS = frozenset(map(skeleton, FORM.organisations))
APPLICANTS = frozenset(map(skeleton, FORM.applicants))
SUBTOTAL = "org_subtotal"
_NATURAL, _TOTAL, _OTHER = "natural_person", "total", "other_org"
#: Column labels that tell this table from any other; 其他 and 总计 are everywhere.
TELLING = {
    key
    for item in FORM.columns
    if item.key not in (_TOTAL, _OTHER, SUBTOTAL)
    for key in map(skeleton, item.labels)
}


def is_heading(row: GridRow) -> bool:
    """Whether a row holds column headings of this table."""
    return names_several(row) or not APPLICANTS.isdisjoint(row.labels)


def names_several(row: GridRow) -> bool:
    """Whether a row names two kinds of applicants or more."""
    return sum(label in TELLING for label in row.labels) >= 2


def leaves_of(rows: Sequence[GridRow], report_year: int | None) -> list[Leaf]:
    """Column headings, left to right; of several years side by side only the report's own are
    known."""
    cells = [cell for row in rows for cell in row.own]
    if len(cells) > MAX_HEADINGS:
        return []
    left = _left(cells)
    cells = _without_periods(cells, report_year)
    naturals = [cell for cell in cells if _key(cell) == _NATURAL]
    if len(naturals) < 2:
        return _leaves_of(cells, left)
    periods = [
        cell
        for cell in cells
        if cell.label
        and _key(cell) is None
        and cell.label not in ORGANISATIONS
        and sum(_covers(cell, natural) for natural in naturals) == 1
    ]
    if len(periods) != len(naturals):
        leaves = _leaves_of(cells, left)
        for i, leaf in enumerate(leaves, 1):
            leaf.known = False
            leaf.key = f"{leaf.key}#{i}"
        return leaves
    own = [cell for cell in periods if scope_of(cell.source.text, report_year) == "year"]
    leaves = []
    for period in sorted(periods, key=lambda cell: cell.start):
        covered = [cell for cell in cells if _covers(period, cell)]
        inner = _leaves_of(covered, period.start)
        for leaf in inner:
            if own != [period]:
                leaf.known = False
                leaf.key = f"{period.label}.{leaf.key}"
        leaves += inner
    beside = [c for c in cells if c.label and leaves and c.start >= max(p.end for p in periods)]
    leaves += [Leaf(c.label, c.source.text, c.start, c.end, known=False) for c in beside]
    return leaves


def _left(cells: Sequence[Cell]) -> int:
    """Where the columns of figures begin."""
    telling = (
        cell.start
        for cell in cells
        if cell.label in APPLICANTS or _key(cell) not in (None, _TOTAL, _OTHER)
    )
    return min(telling, default=0)


def splits_years(row: GridRow, report_year: int | None) -> bool:
    """Whether a row of headings divides the columns above into years."""
    labelled = [cell for cell in row.own if cell.label]
    scopes = {scope_of(cell.source.text, report_year) for cell in labelled}
    return len(labelled) == len(row.own) > 1 and scopes == {"year", "other"}


def _key(cell: Cell) -> str | None:
    found = COLUMNS.find(cell.label)
    return found[0].key if found else None


def _covers(above: Cell, below: Cell) -> bool:
    return (
        above.source.row < below.source.row
        and above.start <= below.start
        and below.end <= above.end
    )


def _without_periods(cells: list[Cell], report_year: int | None) -> list[Cell]:
    """A column that is split into this year and last is the part of this year; the other
    parts are unknown columns."""
    kept: list[Cell] = []
    taken: set[int] = set()
    for cell in cells:
        if id(cell) in taken:
            continue
        parts = [
            other
            for other in cells
            if other.label
            and _covers(cell, other)
            and _key(other) is None
            and other.label not in ORGANISATIONS
        ]
        if _key(cell) is None or not parts:
            kept.append(cell)
            continue
        taken.update(map(id, parts))
        own = [p for p in parts if scope_of(p.source.text, report_year) == "year"]
        for part in parts:
            label = cell.label if own == [part] else f"{cell.label}{part.label}"
            kept.append(Cell(part.source, part.start, part.end, part.value, label))
    return kept


def _leaves_of(cells: list[Cell], left: int) -> list[Leaf]:
    """Headings of one year, from column ``left`` on. Those of the organisations keep their place under 法人或其他组织
    even where broken spans move them."""
    organisations = next((cell for cell in cells if cell.label in ORGANISATIONS), None)
    reach = max(
        (c.end for c in cells if organisations is not None and _covers(organisations, c)), default=0
    )
    heading_cells, cells = cells, [cell for cell in cells if cell.label]
    if all(_key(cell) in (None, _TOTAL, _OTHER) for cell in cells):
        return []
    tops: list[Cell] = []
    children: list[Cell] = []
    for cell in cells:
        if cell is organisations or cell.label in APPLICANTS:
            continue
        if _is_child(cell, organisations):
            children.append(cell)
        elif cell.start >= left or COLUMNS.find(cell.label):
            parent = _key(cell) is None and any(_covers(cell, other) for other in cells)
            if not parent:
                tops.append(cell)
    if organisations is None and _is_orphaned(tops, heading_cells):
        return []
    children.sort(key=lambda cell: cell.start)
    tops.sort(key=lambda cell: cell.start)
    leaves: list[Leaf] = []
    seen: set[str] = set()
    inserted = organisations is None
    for cell in tops:
        if not inserted and organisations is not None and cell.start >= organisations.end:
            inserted = True
            _add_children(leaves, seen, children, organisations, reach)
        _add(leaves, seen, cell, under=False, start=cell.start, end=cell.end)
    if not inserted and organisations is not None:
        _add_children(leaves, seen, children, organisations, reach)
    return leaves


def _is_orphaned(tops: Sequence[Cell], cells: Sequence[Cell]) -> bool:
    """Whether headings of the second level are under none of the first: with 法人或其他组织
    gone, it cannot be determined which columns the others have."""
    first = min((cell.source.row for cell in tops), default=0)
    return any(
        cell.source.row > first
        and not any(c.source.row >= first and _covers(c, cell) for c in cells)
        for cell in tops
    )


def _is_child(cell: Cell, organisations: Cell | None) -> bool:
    if organisations is None or cell.source.row <= organisations.source.row:
        return False
    if organisations.start <= cell.start and cell.end <= organisations.end:
        return True
    found = COLUMNS.find(cell.label)
    return bool(found) and found[0].key != _NATURAL


def _add_children(
    leaves: list[Leaf], seen: set[str], children: list[Cell], organisations: Cell, reach: int
) -> None:
    """Headings under 法人或其他组织, which they fill up to ``reach``."""
    if not children:
        _add_leaf(leaves, seen, SUBTOTAL, organisations, organisations.start, organisations.end)
        return
    inside = all(
        organisations.start <= cell.start and cell.end <= organisations.end for cell in children
    )
    # room left at the end of the span: a heading may be missing anywhere
    inside = inside and reach == organisations.end
    width = organisations.end - organisations.start
    for i, cell in enumerate(children):
        start, end = cell.start, cell.end
        if not inside:
            start, end = -1, -1
            if width == len(children):
                start = organisations.start + i
                end = start + 1
        _add(leaves, seen, cell, under=True, start=start, end=end)


def _add(
    leaves: list[Leaf], seen: set[str], cell: Cell, *, under: bool, start: int, end: int
) -> None:
    found = COLUMNS.find(cell.label)
    key = found[0].key if found else None
    if key == _TOTAL and under:
        key = SUBTOTAL
    if key == _OTHER and not under and not (seen & {"business_enterprise", "legal_service_org"}):
        key = None
    _add_leaf(leaves, seen, key, cell, start, end)


def _add_leaf(
    leaves: list[Leaf], seen: set[str], key: str | None, cell: Cell, start: int, end: int
) -> None:
    if key is None or key in seen:
        leaves.append(Leaf(cell.label, cell.source.text, start, end, known=False))
        return
    seen.add(key)
    leaves.append(Leaf(key, cell.source.text, start, end))

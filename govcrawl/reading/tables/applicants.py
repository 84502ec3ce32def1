"""The columns of table 3: who applied."""

from __future__ import annotations

from collections.abc import Sequence

from govcrawl.lexicon.forms import FORMS, Item
from govcrawl.reading.tables.labels import LabelIndex, skeleton
from govcrawl.reading.tables.layout import Cell, Leaf, Row

FORM = FORMS.applications
COLUMNS = LabelIndex[Item]((item, item.labels) for item in FORM.columns)
ORGANISATIONS = frozenset(map(skeleton, FORM.organisations))
APPLICANTS = frozenset(map(skeleton, FORM.applicants))
SUBTOTAL = "org_subtotal"
_TOTAL, _OTHER = "total", "other_org"
#: Column labels that tell this table from any other; 其他 and 总计 are everywhere.
TELLING = {
    key
    for item in FORM.columns
    if item.key not in (_TOTAL, _OTHER, SUBTOTAL)
    for key in map(skeleton, item.labels)
}


def is_heading(row: Row) -> bool:
    """Whether a row holds column headings of this table."""
    labels = row.labels
    return sum(label in TELLING for label in labels) >= 2 or not APPLICANTS.isdisjoint(labels)


def leaves_of(rows: Sequence[Row]) -> list[Leaf]:
    """Column headings, left to right. Those of the organisations keep their place under
    法人或其他组织 even where broken spans move them."""
    cells = [cell for row in rows for cell in row.own if cell.label]
    organisations = next((cell for cell in cells if cell.label in ORGANISATIONS), None)
    applicants = next((cell for cell in cells if cell.label in APPLICANTS), None)
    first = next(
        (c for c in cells if (f := COLUMNS.find(c.label)) and f[0].key not in (_TOTAL, _OTHER)),
        None,
    )
    if first is None:
        return []
    left = min(first.start, applicants.start) if applicants is not None else first.start
    tops: list[Cell] = []
    children: list[Cell] = []
    for cell in cells:
        if cell is organisations or cell is applicants:
            continue
        if _is_child(cell, organisations):
            children.append(cell)
        elif cell.start >= left or COLUMNS.find(cell.label):
            parent = not COLUMNS.find(cell.label) and any(
                other.source.row > cell.source.row
                and cell.start <= other.start
                and other.end <= cell.end
                for other in cells
            )
            if not parent:
                tops.append(cell)
    children.sort(key=lambda cell: cell.start)
    tops.sort(key=lambda cell: cell.start)
    leaves: list[Leaf] = []
    seen: set[str] = set()
    inserted = organisations is None
    for cell in tops:
        if not inserted and organisations is not None and cell.start >= organisations.end:
            inserted = True
            _add_children(leaves, seen, children, organisations)
        _add(leaves, seen, cell, under=False, start=cell.start, end=cell.end)
    if not inserted and organisations is not None:
        _add_children(leaves, seen, children, organisations)
    return leaves


def _is_child(cell: Cell, organisations: Cell | None) -> bool:
    if organisations is None or cell.source.row <= organisations.source.row:
        return False
    if organisations.start <= cell.start and cell.end <= organisations.end:
        return True
    found = COLUMNS.find(cell.label)
    return bool(found) and found[0].key != "natural_person"


def _add_children(
    leaves: list[Leaf], seen: set[str], children: list[Cell], organisations: Cell
) -> None:
    inside = all(
        organisations.start <= cell.start and cell.end <= organisations.end for cell in children
    )
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
    if key is None or key in seen:
        leaves.append(Leaf(cell.label, cell.source.text, start, end, known=False))
        return
    seen.add(key)
    leaves.append(Leaf(key, cell.source.text, start, end))

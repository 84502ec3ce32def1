"""The statutory tables that figures are in, laid out as the forms print them.

A table is ``{r, title, head, rows}``: the number of its report, its caption, the rows of its head
as lists of ``[text, columns, rows]`` (1 is left out), and its rows as ``[labels, numbers]``: labels
as in the head, and for each column the number of its figure, null where the report has none. A form
of which hardly any cell is there shows the rows of those alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from govcrawl.inspection.facts import Json
from govcrawl.lexicon.forms import FORMS, Applications, Block, Item, Outcomes, Schedule

#: Numbers of the figures of one report by key.
_Figures: TypeAlias = dict[str, int]
_INDENT = "\u3000"
_WHAT = "信息内容"


def layout(figures: list[Json]) -> list[Json]:
    """The tables of all reports, in the order of the forms."""
    by_report: dict[int, _Figures] = {}
    for n, figure in enumerate(figures):
        if "c" in figure:
            by_report.setdefault(figure["r"], {}).setdefault(figure["k"], n)
    return [{"r": report, **table} for report, own in by_report.items() for table in _tables(own)]


def _tables(own: _Figures) -> Iterator[Json]:
    """The tables of one report."""
    for block in FORMS.blocks:
        yield from _block(block, own)
    yield from _applications(FORMS.applications, own)
    yield from _outcomes(FORMS.outcomes, own)
    for schedule in FORMS.schedules:
        yield from _schedule(schedule, own)


def _cell(text: str, columns: int = 1, rows: int = 1) -> list[Any]:
    return [text, columns, rows] if rows > 1 else [text, columns] if columns > 1 else [text]


def _block(block: Block, own: _Figures) -> Iterator[Json]:
    keys = [[f"{block.key}.{row.key}.{c.key}" for c in block.columns] for row in block.rows]
    # an item of the article is there in the form of its year: under its columns
    if any(key in own for row in keys for key in row):
        rows = [
            [[_cell(row.labels[0])], list(map(own.get, names))]
            for row, names in zip(block.rows, keys, strict=True)
        ]
        head = [[_cell(_WHAT), *(_cell(column.labels[0]) for column in block.columns)]]
        yield {"title": block.labels[0], "head": head, "rows": rows}


def _columns(items: Iterable[Item], prefixes: Iterable[str], own: _Figures) -> list[Item]:
    """Columns that are prescribed, or there."""
    prefixes = list(prefixes)
    return [c for c in items if not c.optional or any(f"{p}.{c.key}" in own for p in prefixes)]


def _applications(form: Applications, own: _Figures) -> Iterator[Json]:
    keys = [f"applications.{row.key}" for row in form.rows]
    columns = _columns(form.columns, keys, own)
    found = [
        (row, [own.get(f"applications.{row.key}.{column.key}") for column in columns])
        for row in form.rows
    ]
    there = [(row, numbers) for row, numbers in found if any(n is not None for n in numbers)]
    if not there:
        return
    if len(there) * 2 > len(form.rows):  # rows of the other form are not missing
        era = max(
            ("format_2019_trial", "format_2021"), key=lambda e: sum(e in r.eras for r, _ in there)
        )
        present = {row.key for row, _ in there}
        there = [(r, n) for r, n in found if r.key in present or era in r.eras]
    groups = {group.key: group.labels[0] for group in form.groups}
    outer = groups["results"]
    names = [row.group for row, _ in there]
    rows: list[Any] = []
    for at, (row, numbers) in enumerate(there):
        labels: list[list[Any]] = []
        in_results = row.group.startswith("results")
        if in_results and not any(name.startswith("results") for name in names[:at]):
            labels.append(_cell(outer, 1, sum(name.startswith("results") for name in names)))
        inner = row.group if row.group in groups and row.group != "results" else ""
        if inner and (at == 0 or names[at - 1] != inner):
            labels.append(_cell(groups[inner], 1, _run(names, at)))
        labels.append(_cell(row.labels[0], 1 if inner else 2 if in_results else 3))
        rows.append([labels, numbers])
    organisations = [c for c in columns if c.key not in ("natural_person", "total")]
    first, last = columns[0], next(c for c in columns if c.key == "total")
    inside = [c for c in organisations if columns.index(c) < columns.index(last)]
    behind = [c for c in organisations if c not in inside]
    head = [
        [_cell("", 3, 3), _cell(form.applicants[0], len(columns))],
        [
            _cell(first.labels[0], 1, 2),
            _cell(form.organisations[0], len(inside)),
            _cell(last.labels[0], 1, 2),
            *(_cell(c.labels[0], 1, 2) for c in behind),
        ],
        [_cell(c.labels[0]) for c in inside],
    ]
    yield {"title": form.caption, "head": head, "rows": rows}


def _run(names: list[str], at: int) -> int:
    """How many rows from here on are of one group."""
    end = at
    while end < len(names) and names[end] == names[at]:
        end += 1
    return end - at


def _outcomes(form: Outcomes, own: _Figures) -> Iterator[Json]:
    there = [g for g in form.groups if any(f"{g.key}.{c.key}" in own for c in form.columns)]
    if not there:
        return
    whole = next(g for g in form.groups if g.optional)  # lawsuits of both kinds together
    groups = there if whole in there else [g for g in form.groups if not g.optional]
    width = len(form.columns)
    kinds = [g for g in groups if g.key.startswith(f"{whole.key}.")]
    upper = [_cell(g.labels[0], width) for g in groups if g not in kinds]
    if kinds:
        place = groups.index(kinds[0])
        upper.insert(place, _cell(whole.labels[0], width * len(kinds)))
    high = 2 if kinds else 1
    head = [upper]
    if kinds:
        middle = []
        for group in groups:
            if group in kinds:
                middle.append(_cell(group.labels[0], width))
            else:
                middle += [_cell(c.labels[0], 1, high) for c in form.columns]
        head += [middle, [_cell(c.labels[0]) for _ in kinds for c in form.columns]]
    else:
        head.append([_cell(c.labels[0]) for _ in groups for c in form.columns])
    numbers = [own.get(f"{g.key}.{c.key}") for g in groups for c in form.columns]
    yield {"title": form.caption, "head": head, "rows": [[[], numbers]]}


def _schedule(schedule: Schedule, own: _Figures) -> Iterator[Json]:
    """A list; of its headings those that a row below them is there of."""
    rows: list[Any] = []
    above: dict[int, str] = {}
    for row in schedule.rows:
        text = _INDENT * (row.level - 1) + row.labels[0]
        above = {level: name for level, name in above.items() if level < row.level}
        if row.key is None:
            above[row.level] = text
        elif row.key in own:
            rows += [[[_cell(name)], [None]] for name in above.values()]
            above = {}
            rows.append([[_cell(text)], [own[row.key]]])
    if rows:
        yield {"title": schedule.title, "head": [], "rows": rows}

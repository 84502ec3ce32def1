"""The statutory tables as data (``forms.toml``): their label trees, keys and units."""

from __future__ import annotations

from collections import Counter

import msgspec

from govcrawl.lexicon.loading import LexiconError, load_toml
from govcrawl.report import Era


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row or column of a form. ``optional`` ones are seen in print but not prescribed."""

    key: str
    labels: tuple[str, ...]
    unit: str | None = None
    optional: bool = False


class ApplicationRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of table 3. ``ambiguous``: its label also names something else (其他, 总计), so it
    counts only under its own ``group``."""

    key: str
    group: str
    eras: tuple[Era, ...]
    labels: tuple[str, ...]
    ambiguous: bool = False


class Applications(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Table 3: rows (what was done) by columns (who applied). ``applicants`` and
    ``organisations`` head all columns and those of organisations."""

    caption: str
    unit: str
    applicants: tuple[str, ...]
    organisations: tuple[str, ...]
    columns: tuple[Item, ...]
    groups: tuple[Item, ...]
    rows: tuple[ApplicationRow, ...]


class Outcomes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Table 4: one row of figures under two or three levels of headings."""

    caption: str
    unit: str
    columns: tuple[Item, ...]
    groups: tuple[Item, ...]


class Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One block of table 2: an item of article 20 with its own heading row."""

    era: Era
    key: str
    labels: tuple[str, ...]
    columns: tuple[Item, ...]
    rows: tuple[Item, ...]


class ScheduleRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of a list; headings have no ``key``. The parent of a row is the nearest row
    before it of a lower level."""

    level: int
    labels: tuple[str, ...]
    key: str | None = None
    unit: str | None = None


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table with one figure a row, found by its labels, its caption a hint only."""

    name: str
    era: Era
    title: str
    captions: tuple[str, ...]
    rows: tuple[ScheduleRow, ...]


class Forms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All tables that are known by name."""

    applications: Applications
    outcomes: Outcomes
    blocks: tuple[Block, ...]
    schedules: tuple[Schedule, ...]


class Units(msgspec.Struct, frozen=True):
    """The units that figures are printed with (``metrics/units.toml``), by what they count."""

    classes: dict[str, str]


def check_units(forms: Forms, units: Units) -> None:
    """Raises LexiconError where a form names a unit that is none."""
    known = {word for words in units.classes.values() for word in words.split()}
    named: list[tuple[str, str | None]] = [
        ("applications", forms.applications.unit),
        ("outcomes", forms.outcomes.unit),
    ]
    for block in forms.blocks:
        named += [(f"block {block.key}: {i.key}", i.unit) for i in (*block.rows, *block.columns)]
    for schedule in forms.schedules:
        named += [(f"schedule {schedule.name}: {row.key}", row.unit) for row in schedule.rows]
    for place, unit in named:
        if unit is not None and unit not in known:
            raise LexiconError(f"govcrawl/lexicon/forms.toml: {place}: no unit {unit!r}")


def cell_keys(forms: Forms) -> frozenset[str]:
    """Every key of the tables. Raises LexiconError where one form has a key twice: the later
    label would take the place of the earlier, and a column or row be lost."""
    each: list[tuple[str, str]] = []  # form (a table of one era) and key
    for block in forms.blocks:
        form = f"block {block.era} {block.key}"
        each += [(f"{form} rows", row.key) for row in block.rows]
        each += [(f"{form} columns", column.key) for column in block.columns]
    applications, outcomes = forms.applications, forms.outcomes
    each += [("applications.columns", column.key) for column in applications.columns]
    each += [("applications.groups", group.key) for group in applications.groups]
    each += [(f"applications {era}", row.key) for row in applications.rows for era in row.eras]
    each += [("outcomes.columns", column.key) for column in outcomes.columns]
    each += [("outcomes.groups", group.key) for group in outcomes.groups]
    each += [(f"schedule {s.name}", row.key) for s in forms.schedules for row in s.rows if row.key]
    for (form, key), count in Counter(each).items():
        if count > 1:
            raise LexiconError(f"govcrawl/lexicon/forms.toml: {form}: {key} is there {count} times")
    keys = {f"{b.key}.{r.key}.{c.key}" for b in forms.blocks for r in b.rows for c in b.columns}
    keys |= {
        f"applications.{r.key}.{c.key}" for r in applications.rows for c in applications.columns
    }
    keys |= {f"{g.key}.{c.key}" for g in outcomes.groups for c in outcomes.columns}
    return frozenset(keys | {row.key for s in forms.schedules for row in s.rows if row.key})


FORMS = load_toml("forms.toml", Forms)
check_units(FORMS, load_toml("metrics/units.toml", Units))
KEYS = cell_keys(FORMS)

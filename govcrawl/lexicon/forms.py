"""The statutory tables as data (``forms.toml``): their label trees, keys and units."""

from __future__ import annotations

import msgspec

from govcrawl.lexicon.loading import load_toml
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


FORMS = load_toml("forms.toml", Forms)

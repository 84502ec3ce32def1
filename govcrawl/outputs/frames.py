"""Tables as data frames of pandas or polars, where those are installed."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from govcrawl import MissingLibraryError
from govcrawl.codebook import cells
from govcrawl.outputs.package import feed_files, rows_of
from govcrawl.outputs.tables import tables

_LIBRARIES = ("pandas", "polars")


def frame_of_feed(path: str | PathLike[str], table: str, library: str | None) -> Any:
    """See ``govcrawl.read_feed``."""
    by_name = {t.name: t for t in tables()}
    if table not in by_name:
        raise ValueError(f"没有表 {table} / no table {table}: {', '.join(by_name)}")
    chosen = by_name[table]
    unread: list[str] = []
    rows = list(rows_of(chosen, list(feed_files([Path(path)])), unread))
    if unread:
        raise ValueError(f"不是记录 / no record: {', '.join(unread[:5])}")
    return frame([c.name for c in chosen.columns], rows, library)


def frame(columns: list[str], rows: list[tuple[Any, ...]], library: str | None = None) -> Any:
    """A data frame; numbers that are whole stay whole, blanks are nulls."""
    if library not in (None, *_LIBRARIES):
        raise ValueError(f"library: pandas or polars, not {library}")
    for name in (library,) if library else _LIBRARIES:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        if name == "polars":
            return module.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
        return module.DataFrame.from_records(rows, columns=columns).convert_dtypes()
    wanted = library or "pandas"
    raise MissingLibraryError(f"需要 {wanted}：pip install {wanted} / pip install {wanted}")


_TABLES = {
    "applications": ("applications.",),
    "outcomes": ("reconsideration.", "litigation."),
    "proactive": ("proactive.",),
    "stat2014": ("stat2014.",),
    "gz": ("gz.",),
}


def frame_of_table(values: Mapping[str, Any], name: str, library: str | None) -> Any:
    """See ``Report.table``. ``values`` are a record's ``tables``."""
    if name not in _TABLES:
        raise ValueError(f"没有表 {name} / no table {name}: {', '.join(_TABLES)}")
    book = cells()
    keys = [key for key in book if key.startswith(_TABLES[name]) and key in values]
    if name in ("stat2014", "gz"):
        rows = [(key, book[key].zh, values[key]) for key in keys]
        return frame(["key", "label", "value"], rows, library)
    columns = list(dict.fromkeys(key.rpartition(".")[2] for key in keys))
    found: dict[str, dict[str, Any]] = {}
    for key in keys:
        row, _, column = key.rpartition(".")
        found.setdefault(row, {"key": row, "label": book[key].row})[column] = values[key]
    heads = ["key", "label", *columns]
    return frame(heads, [tuple(row.get(h) for h in heads) for row in found.values()], library)

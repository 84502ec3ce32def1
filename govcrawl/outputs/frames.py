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
from govcrawl.outputs.tables import Type, tables

_LIBRARIES = ("pandas", "polars")


def frame_of_feed(path: str | PathLike[str], table: str, library: str | None) -> Any:
    """See ``govcrawl.read_feed``."""
    by_name = {t.name: t for t in tables()}
    if table not in by_name:
        raise ValueError(f"没有表 {table} / no table {table}: {', '.join(by_name)}")
    chosen = by_name[table]
    if isinstance(path, str) and "://" in path:
        raise ValueError(
            f"read_feed 不联网，请先下载：{path} / read_feed reads files, not addresses: {path}"
        )
    if not isinstance(path, str | PathLike):
        raise TypeError(
            f"read_feed 需要路径，得到 {type(path).__name__} / read_feed takes a path, not "
            f"{type(path).__name__}"
        )
    unread: list[str] = []
    rows = list(rows_of(chosen, list(feed_files([Path(path)])), unread))
    if unread:
        raise ValueError(f"不是记录 / no record: {', '.join(unread[:5])}")
    return frame([(c.name, c.type) for c in chosen.columns], rows, library)


#: Types of columns in pandas and polars; dates stay ISO texts, as in the feed.
_PANDAS = {"integer": "Int64", "number": "Float64", "boolean": "boolean"}
_POLARS = {"integer": "Int64", "number": "Float64", "boolean": "Boolean"}


def frame(
    columns: list[tuple[str, Type]], rows: list[tuple[Any, ...]], library: str | None = None
) -> Any:
    """A data frame; a column of numbers that are all whole is whole, blanks are nulls."""
    if library not in (None, *_LIBRARIES):
        raise ValueError(
            f"library 为 pandas 或 polars，不是 {library} / library: pandas or polars, not {library}"
        )
    types = {name: _whole(n, rows) if t == "number" else t for n, (name, t) in enumerate(columns)}
    for name in (library,) if library else _LIBRARIES:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        if name == "polars":
            schema = {n: getattr(module, _POLARS.get(t, "String")) for n, t in types.items()}
            return module.DataFrame(rows, schema=schema, orient="row", strict=False)
        made = module.DataFrame.from_records(rows, columns=list(types))
        return made.astype({n: _PANDAS.get(t, "string") for n, t in types.items()})
    wanted = library or "pandas"
    raise MissingLibraryError(f"需要 {wanted}：pip install {wanted} / pip install {wanted}")


def _whole(place: int, rows: list[tuple[Any, ...]]) -> Type:
    """Whether the numbers of a column are all whole."""
    values = [row[place] for row in rows if row[place] is not None]
    return "integer" if values and all(isinstance(v, int) for v in values) else "number"


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
    keys = [key for key in book if key.startswith(_TABLES[name])]
    if name in ("stat2014", "gz"):
        rows = [(key, book[key].zh, values[key]) for key in keys if key in values]
        return frame([("key", "string"), ("label", "string"), ("value", "number")], rows, library)
    columns = list(dict.fromkeys(key.rpartition(".")[2] for key in keys))
    found: dict[str, dict[str, Any]] = {}
    for key in keys:
        row, _, column = key.rpartition(".")
        if key in values:
            found.setdefault(row, {"key": row, "label": book[key].row})[column] = values[key]
    heads: list[tuple[str, Type]] = [("key", "string"), ("label", "string")]
    heads += [(column, "number") for column in columns]
    return frame(heads, [tuple(row.get(h) for h, _ in heads) for row in found.values()], library)

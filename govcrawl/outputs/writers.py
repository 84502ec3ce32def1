"""How the tables of an export are written: CSV, SQLite, Parquet, DuckDB (``workbook``: XLSX).

Rows come one by one and leave in the order given; only a batch of each table is held. The same
rows give the same bytes (DuckDB's file apart: there the same rows).
"""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, ClassVar

from govcrawl.outputs.record_rows import Row, Value
from govcrawl.outputs.tables import Table
from govcrawl.outputs.workbook import XlsxWriter
from govcrawl.outputs.writer import MissingExtraError, Writer

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CsvWriter(Writer):
    """One UTF-8 file a table (RFC 4180, LF). For Excel (``excel``) with a byte order mark, and
    texts that Excel would take for formulas after an apostrophe."""

    def __init__(self, folder: Path, tables: Sequence[Table], *, excel: bool = False) -> None:
        super().__init__(folder, tables)
        self.excel = excel
        self._open: dict[str, IO[str]] = {}
        for table in tables:
            path = folder / f"{table.name}.csv"
            file = path.open("w", encoding="utf-8-sig" if excel else "utf-8", newline="")
            file.write(",".join(column.name for column in table.columns) + "\n")
            self._open[table.name] = file
            self.files.append(path)

    def _write(self, table: Table, rows: list[Row]) -> None:
        self._open[table.name].writelines(",".join(map(self._cell, row)) + "\n" for row in rows)

    def _cell(self, value: Value) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            if self.excel and value.startswith(_FORMULA):
                value = f"'{value}"
            return '"' + value.replace('"', '""') + '"'
        return repr(value)

    def _finish(self) -> None:
        for file in self._open.values():
            file.close()


class SqliteWriter(Writer):
    """One database with keys and foreign keys declared."""

    _TYPES: ClassVar[dict[str, str]] = {
        "string": "TEXT",
        "integer": "INTEGER",
        "number": "REAL",
        "boolean": "INTEGER",
    }

    def __init__(self, folder: Path, tables: Sequence[Table]) -> None:
        super().__init__(folder, tables)
        path = folder / "govcrawl.sqlite"
        path.unlink(missing_ok=True)
        self.files = [path]
        self._db = sqlite3.connect(path)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        for table in tables:
            self._db.execute(create(table, self._TYPES | {"date": "TEXT", "number": "NUMERIC"}))

    def _write(self, table: Table, rows: list[Row]) -> None:
        marks = ", ".join("?" * len(table.columns))
        self._db.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)  # noqa: S608

    def _finish(self) -> None:
        self._db.commit()
        self._db.close()


class ParquetWriter(Writer):
    """One file a table; columns carry their labels and unit as field metadata."""

    def __init__(self, folder: Path, tables: Sequence[Table]) -> None:
        super().__init__(folder, tables)
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError:
            raise MissingExtraError("parquet", "pyarrow") from None
        self._pa = pa
        self._schemas = {table.name: arrow_schema(table, pa) for table in tables}
        self._open: dict[str, Any] = {}
        for table in tables:
            path = folder / f"{table.name}.parquet"
            self._open[table.name] = pq.ParquetWriter(
                path, self._schemas[table.name], compression="zstd"
            )
            self.files.append(path)

    def _write(self, table: Table, rows: list[Row]) -> None:
        if rows:
            batch = arrow_batch(table, rows, self._schemas[table.name], self._pa)
            self._open[table.name].write_batch(batch)

    def _finish(self) -> None:
        for file in self._open.values():
            file.close()


class DuckDbWriter(Writer):
    """One database, types and keys declared."""

    _TYPES: ClassVar[dict[str, str]] = {
        "string": "VARCHAR",
        "integer": "BIGINT",
        "number": "DOUBLE",
        "boolean": "BOOLEAN",
        "date": "DATE",
    }

    def __init__(self, folder: Path, tables: Sequence[Table]) -> None:
        super().__init__(folder, tables)
        try:
            import duckdb
            import pyarrow as pa
        except ImportError:
            raise MissingExtraError("duckdb", "duckdb") from None
        self._pa = pa
        self._schemas = {table.name: arrow_schema(table, pa) for table in tables}
        path = folder / "govcrawl.duckdb"
        path.unlink(missing_ok=True)
        self.files = [path]
        self._db = duckdb.connect(str(path))
        for table in tables:
            # Foreign keys are declared in datapackage.json: here they would forbid inserting
            # the tables' batches in any order.
            self._db.execute(create(table, self._TYPES, references=False))

    def _write(self, table: Table, rows: list[Row]) -> None:
        if rows:
            batch = self._pa.Table.from_batches(
                [arrow_batch(table, rows, self._schemas[table.name], self._pa)]
            )
            self._db.register("batch", batch)
            self._db.execute(f'INSERT INTO "{table.name}" SELECT * FROM batch')  # noqa: S608
            self._db.unregister("batch")

    def _finish(self) -> None:
        self._db.close()


FORMATS: dict[str, type[Writer]] = {
    "csv": CsvWriter,
    "parquet": ParquetWriter,
    "xlsx": XlsxWriter,
    "duckdb": DuckDbWriter,
    "sqlite": SqliteWriter,
}


def create(table: Table, types: dict[str, str], *, references: bool = True) -> str:
    """The CREATE TABLE statement of a table. ``references``: with its foreign key."""
    lines = [f'"{column.name}" {types[column.type]}' for column in table.columns]
    lines.append(f"PRIMARY KEY ({', '.join(f'{chr(34)}{name}{chr(34)}' for name in table.key)})")
    if references and table.name != "reports" and not table.whole:
        lines.append('FOREIGN KEY ("record") REFERENCES "reports" ("record")')
    return f'CREATE TABLE "{table.name}" ({", ".join(lines)})'


def arrow_schema(table: Table, pa: Any) -> Any:
    """The Arrow schema of a table; ``pa`` is the module pyarrow."""
    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    return pa.schema(
        [
            pa.field(
                column.name,
                types[column.type],
                metadata={"zh": column.zh, "en": column.en, "unit": column.unit or ""},
            )
            for column in table.columns
        ]
    )


def arrow_batch(table: Table, rows: list[Row], schema: Any, pa: Any) -> Any:
    """Rows as one record batch."""
    arrays = []
    for number, column in enumerate(table.columns):
        values: list[Any] = [row[number] for row in rows]
        if column.type == "date":
            values = [None if v is None else datetime.date.fromisoformat(v) for v in values]
        arrays.append(pa.array(values, type=schema.field(number).type))
    return pa.record_batch(arrays, schema=schema)

"""How the tables of an export are written: CSV, Parquet, XLSX, DuckDB, SQLite.

Rows come one by one and leave in the order given; only a batch of each table is held. The same
rows give the same bytes (DuckDB's file apart: there the same rows).
"""

from __future__ import annotations

import datetime
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, ClassVar

from govcrawl.outputs.tables import Row, Table, Value

_BATCH = 5_000  # rows held of one table
_XLSX_ROWS = 1_048_576  # of one sheet, header included (Excel's own limit)
_XLSX_TEXT = 32_767  # characters of one cell
_XLSX_LINKS = 65_000  # hyperlinks of one sheet, below Excel's 65,530
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class MissingExtraError(ImportError):
    """A format needs a library that is not installed; the text names the command."""

    def __init__(self, format_: str, library: str) -> None:
        super().__init__(
            f"{format_} 需要 {library}：pip install 'govcrawl[data]' / "
            f"{format_} needs {library}: pip install 'govcrawl[data]'"
        )


class Writer(ABC):
    """Writes all tables of an export in one format into a folder. ``files`` are what it has
    written once closed, ``notes`` what did not fit the format."""

    def __init__(self, folder: Path, tables: Sequence[Table]) -> None:
        self.folder, self.tables = folder, tables
        self.files: list[Path] = []
        self.notes: list[str] = []
        self._batches: dict[str, list[Row]] = {table.name: [] for table in tables}

    def add(self, table: Table, row: Row) -> None:
        batch = self._batches[table.name]
        batch.append(row)
        if len(batch) >= _BATCH:
            self._write(table, batch)
            batch.clear()

    def close(self) -> None:
        for table in self.tables:
            self._write(table, self._batches[table.name])
            self._batches[table.name].clear()
        self._finish()

    @abstractmethod
    def _write(self, table: Table, rows: list[Row]) -> None: ...

    @abstractmethod
    def _finish(self) -> None: ...


class CsvWriter(Writer):
    """One UTF-8 file a table (RFC 4180, LF). For Excel (``excel``) with a byte order mark, and
    texts that Excel would take for formulas behind an apostrophe."""

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


class XlsxWriter(Writer):
    """One workbook, a sheet a table: two frozen header rows (column name; label), filters,
    widths, addresses as links. Texts are written as texts, so that none is a formula."""

    def __init__(self, folder: Path, tables: Sequence[Table]) -> None:
        super().__init__(folder, tables)
        try:
            import xlsxwriter
        except ImportError:
            raise MissingExtraError("xlsx", "XlsxWriter") from None
        path = folder / "govcrawl.xlsx"
        self.files = [path]
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        # A fixed date: the same rows give the same bytes.
        self._book.set_properties({"created": datetime.datetime(2000, 1, 1), "author": "govcrawl"})  # noqa: DTZ001
        self._name = self._book.add_format({"bold": True, "bg_color": "#DDE6F0"})
        self._label = self._book.add_format(
            {"italic": True, "text_wrap": True, "valign": "top", "bg_color": "#EEF3F8"}
        )
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._sheets: dict[str, tuple[Any, int, int]] = {}
        for table in tables:
            self._sheets[table.name] = (self._sheet(table, table.name), 2, 0)

    def _sheet(self, table: Table, name: str) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(2, 1)
        sheet.set_row(1, 45)
        for number, column in enumerate(table.columns):
            sheet.set_column(number, number, _width(column.name, column.type))
            sheet.write_string(0, number, column.name, self._name)
        for number, column in enumerate(table.columns):
            unit = f" ({column.unit})" if column.unit else ""
            sheet.write_string(1, number, f"{column.zh}{unit}\n{column.en}", self._label)
        return sheet

    def _write(self, table: Table, rows: list[Row]) -> None:
        for row in rows:
            sheet, at, links = self._sheets[table.name]
            if at >= _XLSX_ROWS:
                count = sum(s.startswith(table.name) for s in self._book.sheetnames) + 1
                sheet.autofilter(1, 0, at - 1, len(table.columns) - 1)
                sheet, at, links = self._sheet(table, f"{table.name}_{count}"), 2, 0
            for number, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                if value is None:
                    continue
                if isinstance(value, str):
                    if len(value) > _XLSX_TEXT:
                        self.notes.append(
                            f"{table.name}.{column.name}: {len(value)} > {_XLSX_TEXT}"
                        )
                        value = value[: _XLSX_TEXT - 1] + "…"
                    if column.type == "date":
                        day = datetime.date.fromisoformat(value)
                        sheet.write_datetime(at, number, day, self._date)
                    elif column.name == "url" and links < _XLSX_LINKS and _is_link(value):
                        sheet.write_url(at, number, value, string=value[:255])
                        links += 1
                    else:
                        sheet.write_string(at, number, value)
                elif isinstance(value, bool):
                    sheet.write_boolean(at, number, value)
                else:
                    sheet.write_number(at, number, value)
            self._sheets[table.name] = (sheet, at + 1, links)

    def _finish(self) -> None:
        for table in self.tables:
            sheet, at, _ = self._sheets[table.name]
            sheet.autofilter(1, 0, max(at - 1, 1), len(table.columns) - 1)
        self._book.close()


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
    if references and table.name != "reports":
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


def _width(name: str, kind: str) -> float:
    if name in ("title", "evidence", "text", "message", "message_en", "agency"):
        return 42
    if name in ("url", "anchor", "keys", "label", "label_en", "key", "record"):
        return 30
    return {"string": 16, "date": 11}.get(kind, 10)


def _is_link(value: str) -> bool:
    return value.startswith(("http://", "https://")) and len(value) <= 2000 and " " not in value

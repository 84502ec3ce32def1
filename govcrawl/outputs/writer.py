"""What every format of an export has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from govcrawl.outputs.record_rows import Row
from govcrawl.outputs.tables import Table

_BATCH = 5_000  # rows held of one table


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

"""Where each content and each record of an archive is: a small SQLite file beside it.

The index can always be made again from the files (``scrapy archive verify --rebuild``), so
nothing is lost with it but the knowledge of what need not be stored twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

NAME = "index.sqlite"
#: Of the layout of the index; another one is rebuilt from the WARC files.
_VERSION = 1
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS record (
    file TEXT NOT NULL, start INTEGER NOT NULL, skip INTEGER NOT NULL, length INTEGER NOT NULL,
    id TEXT NOT NULL, type TEXT NOT NULL, uri TEXT NOT NULL, date TEXT NOT NULL,
    payload TEXT, run TEXT, portal TEXT, page INTEGER NOT NULL, named INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS record_id ON record (id);
CREATE INDEX IF NOT EXISTS record_payload ON record (payload) WHERE payload IS NOT NULL;
CREATE INDEX IF NOT EXISTS record_uri ON record (uri);
CREATE INDEX IF NOT EXISTS record_mark ON record (portal) WHERE type = 'mark';
CREATE TEMP TABLE IF NOT EXISTS reference (
    file TEXT, start INTEGER, uri TEXT, id TEXT, payload TEXT
);
PRAGMA user_version = {_VERSION};
"""


_INSERT = "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class IndexRow(NamedTuple):
    """One record; a mark (type ``mark``) has the id of the record it is about. ``start``: offset of its gzip member (of itself in a plain file); ``skip``:
    bytes before it in that member; ``length``: bytes on disk, 0 where not known. ``payload``:
    digest, of records that hold the content themselves. ``page``: a candidate for reading;
    ``named``: of a file that was asked for. ``run``: of our own records."""

    file: str
    start: int
    skip: int
    length: int
    id: str
    type: str
    uri: str
    date: str
    payload: str | None = None
    run: str | None = None
    portal: str | None = None
    page: bool = False
    named: bool = True


class Reference(NamedTuple):
    """A record that refers to another one, by its id or by the digest of its payload."""

    file: str
    start: int
    uri: str
    id: str | None
    payload: str | None


class Index:
    """Raises sqlite3.Error where the file is no usable index, or cannot be written."""

    def __init__(self, path: Path | None, *, read_only: bool = False) -> None:
        """``path`` None: a temporary index, on disk where it grows large. Several threads may use
        it, one after the other."""
        if path:
            _check_versions(path)
        if read_only:
            uri = f"{path.absolute().as_uri()}?mode=ro" if path else ""
            self._db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        else:
            self._db = sqlite3.connect(
                str(path or ""), isolation_level=None, check_same_thread=False
            )
        self._db.text_factory = _text
        try:
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if read_only and version != _VERSION:
                raise sqlite3.DatabaseError(f"version {version}")
            _check_schema(self._db)
            if not read_only:
                if version not in (0, _VERSION):
                    raise sqlite3.DatabaseError(f"version {version}")
                if path:
                    # A killed process loses nothing; a power cut may lose the last rows.
                    self._db.execute("PRAGMA journal_mode = WAL")
                    self._db.execute("PRAGMA synchronous = NORMAL")
                self._db.executescript(_SCHEMA)
        except sqlite3.Error:
            self._db.close()
            raise

    def add(self, *rows: IndexRow) -> None:
        self._db.executemany(_INSERT, rows)

    def refer(self, reference: Reference) -> None:
        """Note that a record refers to another one; ``dangling`` looks whether it is there."""
        self._db.execute("INSERT INTO reference VALUES (?, ?, ?, ?, ?)", reference)

    def dangling(self) -> Iterator[Reference]:
        """The references noted that lead to no record of this index."""
        rows = self._db.execute(
            "SELECT * FROM reference AS r WHERE NOT EXISTS (SELECT 1 FROM record AS s "
            "WHERE s.id = r.id AND s.type != 'mark') AND NOT EXISTS "
            "(SELECT 1 FROM record AS s WHERE s.payload = r.payload) ORDER BY rowid"
        )
        for row in rows.fetchall():
            yield Reference(*row)

    def begin(self) -> None:
        """Rows until ``commit`` go in at once."""
        self._db.execute("BEGIN")

    def commit(self) -> None:
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()

    def by_payload(self, payload: str) -> Iterator[IndexRow]:
        """The records that hold a content."""
        return self._rows("payload = ? ORDER BY rowid", payload)

    def by_id(self, record_id: str) -> Iterator[IndexRow]:
        return self._rows("id = ? AND type != 'mark' ORDER BY rowid", record_id)

    def marks(self, uri: str) -> Iterator[IndexRow]:
        """The pages that the reader got from an address, the newest first."""
        return self._rows("uri = ? AND type = 'mark' ORDER BY date DESC, rowid DESC", uri)

    def all_marks(self, portal: str | None, *, every: bool = False) -> Iterator[IndexRow]:
        """The pages that the reader got for a portal (``every``: for any), by address, the oldest
        first; without a portal those of crawls that named none."""
        which = "" if every else "AND portal IS ?"
        values = () if every else (portal,)
        rows = self._db.execute(
            f"SELECT * FROM record WHERE type = 'mark' {which} ORDER BY uri, date, rowid",  # noqa: S608
            values,
        )
        for row in rows.fetchall():
            yield _row(row)

    def forget(self, file: str) -> None:
        """Drop what is known of a file."""
        self._db.execute("DELETE FROM record WHERE file = ?", (file,))

    def places(self) -> Iterator[tuple[str, int, str]]:
        """File, offset and type of every record. Raises sqlite3.Error where a row is damaged."""
        for file, start, kind in self._db.execute("SELECT file, start, type FROM record"):
            _check((file, kind), (start,))
            yield file, start, kind

    def after(self, file: str, end: int) -> int | None:
        """How many records of a file end after an offset; None where nothing is known of it."""
        count, after = self._db.execute(
            "SELECT COUNT(*), SUM(start + MAX(length, 1) > ?) FROM record WHERE file = ?",
            (end, file),
        ).fetchone()
        return int(after) if count else None

    def rows(self) -> list[IndexRow]:
        """Every record."""
        return list(self._rows("rowid > ?", "0"))

    def forget_record(self, file: str, start: int) -> None:
        """Drop what is known of one record."""
        self._db.execute("DELETE FROM record WHERE file = ? AND start = ?", (file, start))

    def page_files(self) -> list[str]:
        """The files that hold pages to read, in the order in which they were added."""
        rows = self._db.execute(
            f"SELECT file FROM ({_NEWEST}) GROUP BY file ORDER BY MIN(number)"  # noqa: S608
        )
        return [file for (file,) in rows]

    def runs(self) -> set[str | None]:
        """The runs that the pages to read are of; None for other crawlers."""
        return {run for (run,) in self._db.execute(f"SELECT DISTINCT run FROM ({_NEWEST})")}  # noqa: S608

    def count_pages(self) -> int:
        return int(self._db.execute(f"SELECT COUNT(*) FROM ({_NEWEST})").fetchone()[0])  # noqa: S608

    def pages(self, file: str) -> Iterator[IndexRow]:
        """The pages to read in a file, in its order: of each address (and portal) only the
        newest fetch, where it was fetched more than once."""
        rows = self._db.execute(f"{_NEWEST} AND file = ? ORDER BY start, skip", (file,))
        for row in rows.fetchall():
            yield _row(row[1:])

    def _rows(self, where: str, *values: str) -> Iterator[IndexRow]:
        for row in self._db.execute(f"SELECT * FROM record WHERE {where}", values).fetchall():  # noqa: S608
            yield _row(row)


def _text(stored: bytes) -> str:
    """Raises sqlite3.DatabaseError for what is no UTF-8: sqlite3 has no one error for it."""
    try:
        return stored.decode()
    except UnicodeDecodeError as error:
        raise sqlite3.DatabaseError(f"damaged text: {error}") from None


#: Of the SQLite file format: with a rollback journal, with a write-ahead log.
_FILE_FORMATS = (1, 2)
#: What sqlite3 calls an OperationalError and is damage.
_DAMAGE = ("malformed", "unsupported file format")
#: As bytes: damaged text is no UTF-8.
_TABLES = (
    "SELECT CAST(name AS BLOB), CAST(sql AS BLOB) FROM main.sqlite_master WHERE sql IS NOT NULL"
)


def _check_versions(path: Path) -> None:
    """Raises sqlite3.DatabaseError where a file names a version of its format that SQLite does not
    write (bytes 18 and 19 of the header): it calls such a file read-only, which is no word for
    damage."""
    try:
        with path.open("rb") as file:
            versions = file.read(20)[18:]
    except OSError:
        return  # SQLite says why
    if any(version not in _FILE_FORMATS for version in versions):
        raise sqlite3.DatabaseError("unknown version of the file format")


def _check_schema(db: sqlite3.Connection) -> None:
    """Raises sqlite3.DatabaseError where the file has other tables than an index has: damage to
    its first page is met there, often as text that is SQL still."""
    try:
        found = set(db.execute(_TABLES))
    except UnicodeDecodeError as error:  # of the message, which names a damaged table
        raise sqlite3.DatabaseError(str(error)) from None
    except sqlite3.OperationalError as error:
        if not any(word in str(error) for word in _DAMAGE):
            raise  # full, locked or not readable: the index itself may be sound
        raise sqlite3.DatabaseError(str(error)) from None
    if found and found != _expected_tables():
        raise sqlite3.DatabaseError("other tables than an index has")


@lru_cache(maxsize=1)
def _expected_tables() -> frozenset[tuple[bytes, bytes]]:
    with closing(sqlite3.connect("")) as db:
        db.executescript(_SCHEMA)
        return frozenset(db.execute(_TABLES))


def _row(values: Sequence[Any]) -> IndexRow:
    """Raises sqlite3.DatabaseError where the row is damaged."""
    row = IndexRow(*values)
    _check((row.file, row.id, row.type, row.uri, row.date), (row.start, row.skip, row.length))
    return row


def _check(texts: tuple[Any, ...], numbers: tuple[Any, ...]) -> None:
    """SQLite gives damaged bytes as any type, whatever the columns say."""
    if not all(isinstance(t, str) for t in texts) or not all(isinstance(n, int) for n in numbers):
        raise sqlite3.DatabaseError("damaged row")


# One run may read an address for two of its targets: all marks of the newest run count. Pages
# of other crawlers have no run, their newest capture counts.
_NEWEST = """
SELECT rowid AS number, * FROM record AS r WHERE page AND named AND NOT EXISTS (
    SELECT 1 FROM record AS s
    WHERE s.uri = r.uri AND s.page AND s.named AND s.portal IS r.portal
    AND (s.run IS NOT r.run OR r.run IS NULL) AND (s.date, s.rowid) > (r.date, r.rowid)
)
"""

"""What earlier runs know: ``<data>/state.sqlite``.

A cache beside ``latest`` and the archive, but for the history of changes: a page counts as known
only while ``latest`` still holds what it gave, and without the file the next run fetches
everything again. All writes of a run are one transaction, committed when the run publishes;
``published_by`` names the run that did so last.

``page`` holds articles and their documents by address, ``listing`` the bodies of listing pages
that came with validators, for the day that the portal says "not modified"; ``report`` every
record of ``latest``, ``change`` every change that was ever seen.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from govcrawl.report import Change

_VERSION = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS page (
    url TEXT PRIMARY KEY, title TEXT NOT NULL, date TEXT, keys TEXT NOT NULL, etag TEXT,
    last_modified TEXT, sha256 TEXT, target TEXT NOT NULL, wasted INTEGER NOT NULL,
    reader TEXT, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, last_fetched TEXT,
    last_changed TEXT, failed_at TEXT, gone_at TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS page_target ON page (target);
CREATE TABLE IF NOT EXISTS listing (
    url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, content_type TEXT,
    body BLOB NOT NULL, last_seen TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS report (
    key TEXT PRIMARY KEY, report_id TEXT NOT NULL, url TEXT NOT NULL, portal TEXT,
    aliases TEXT NOT NULL, sha256 TEXT NOT NULL, text_hash TEXT NOT NULL,
    record_hash TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
    last_changed TEXT NOT NULL, vanished_at TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS change (
    report_id TEXT NOT NULL, url TEXT NOT NULL, run TEXT NOT NULL, field TEXT NOT NULL,
    "from" TEXT, "to" TEXT, seen_before TEXT, seen_after TEXT, by TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS change_report ON change (report_id);
CREATE TABLE IF NOT EXISTS published (run TEXT NOT NULL);
"""


class Validators(NamedTuple):
    """What a server gave to ask it again with."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


class KnownPage(NamedTuple):
    """An article, or a document of one, as it was last seen.

    ``target``: the portal (or start address) whose listing led to it; ``title`` and ``date`` as
    that listing prints them; ``keys``: the records read from it, as in ``latest`` (none: it was
    read and is no report); ``wasted``: answers in a row that held nothing new in spite of
    validators; ``reader``: the version of the reader that read it. Times are ISO
    8601 in UTC: ``last_seen`` as it was then, ``last_fetched`` with its body, ``last_changed``
    with another body than before; ``failed_at`` while the last attempt failed, ``gone_at`` while
    the server says that it is gone.
    """

    title: str
    date: str | None
    keys: tuple[str, ...] = ()
    validators: Validators = Validators()
    sha256: str | None = None
    target: str = ""
    wasted: int = 0
    reader: str | None = None
    first_seen: str = ""
    last_seen: str = ""
    last_fetched: str | None = None
    last_changed: str | None = None
    failed_at: str | None = None
    gone_at: str | None = None


class KnownListing(NamedTuple):
    """A listing page as it was last seen."""

    validators: Validators
    content_type: str | None
    body: bytes


class KnownReport(NamedTuple):
    """A record of ``latest``. Hashes: of the bytes it was read from, of its narrative without
    white space, of its facts. ``vanished_at`` while none of its addresses answers with it."""

    key: str
    report_id: str
    url: str
    portal: str | None
    aliases: tuple[str, ...]
    sha256: str
    text_hash: str
    record_hash: str
    first_seen: str
    last_seen: str
    last_changed: str
    vanished_at: str | None = None


class State:
    """The open file. Raises OSError or sqlite3.Error where it can neither be read nor made."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.put_aside: Path | None = None
        try:
            self._db = _open(path)
        except sqlite3.OperationalError:
            raise  # full, locked or read-only: the file itself may be sound
        except sqlite3.DatabaseError:
            # Damaged, or of another version: what it knew will be learnt again.
            self.put_aside = path.with_name(f"{path.name}.unreadable")
            path.replace(self.put_aside)
            self._db = _open(path)

    @property
    def connection(self) -> sqlite3.Connection:
        """For what else a run remembers; its writes are part of the run's transaction."""
        return self._db

    @property
    def published_by(self) -> str | None:
        """The run whose results this file and ``latest`` hold."""
        row = self._db.execute("SELECT run FROM published").fetchone()
        return row[0] if row else None

    def page(self, url: str) -> KnownPage | None:
        row = self._db.execute("SELECT * FROM page WHERE url = ?", (url,)).fetchone()
        return _page(row) if row else None

    def pages_of(self, target: str) -> Iterator[tuple[str, KnownPage]]:
        """The pages of a target that gave records and are not gone, by address."""
        rows = self._db.execute(
            "SELECT * FROM page WHERE target = ? AND keys != '[]' AND gone_at IS NULL ORDER BY url",
            (target,),
        )
        for row in rows.fetchall():
            yield row[0], _page(row)

    def keep_page(self, url: str, page: KnownPage) -> None:
        title, date, keys, validators, *rest = page
        self._db.execute(
            "INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (url, title, date, json.dumps(keys), *validators, *rest),
        )

    def listing(self, url: str) -> KnownListing | None:
        row = self._db.execute(
            "SELECT etag, last_modified, content_type, body FROM listing WHERE url = ?", (url,)
        ).fetchone()
        if row is None:
            return None
        etag, last_modified, content_type, body = row
        return KnownListing(Validators(etag, last_modified), content_type, zlib.decompress(body))

    def keep_listing(self, url: str, listing: KnownListing, seen: str) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO listing VALUES (?, ?, ?, ?, ?, ?)",
            (url, *listing.validators, listing.content_type, zlib.compress(listing.body), seen),
        )

    def report(self, key: str) -> KnownReport | None:
        row = self._db.execute("SELECT * FROM report WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        known = KnownReport(*row)
        return known._replace(aliases=tuple(json.loads(row[4])))

    def keep_report(self, report: KnownReport, *, instead_of: str | None = None) -> None:
        """Keep a record; ``instead_of``: the key of the version that it takes the place of."""
        if instead_of is not None and instead_of != report.key:
            self._db.execute("DELETE FROM report WHERE key = ?", (instead_of,))
        row = report._replace(aliases=json.dumps(report.aliases))  # type: ignore[arg-type]
        self._db.execute(
            "INSERT OR REPLACE INTO report VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row
        )

    def add_changes(self, report_id: str, url: str, run: str, changes: Iterable[Change]) -> None:
        """Add to the history; it is never rewritten."""
        self._db.executemany(
            "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    report_id,
                    url,
                    run,
                    change["field"],
                    json.dumps(change["from"], ensure_ascii=False),
                    json.dumps(change["to"], ensure_ascii=False),
                    change["seen_before"],
                    change["seen_after"],
                    change["by"],
                )
                for change in changes
            ],
        )

    def close(self, *, publish: str | None) -> None:
        """End the run's transaction: what the run ``publish`` wrote is kept, else nothing."""
        try:
            if publish is not None:
                self._db.execute("DELETE FROM published")
                self._db.execute("INSERT INTO published VALUES (?)", (publish,))
                self._db.commit()
        finally:
            self._db.close()


def _page(row: Sequence[Any]) -> KnownPage:
    _, title, date, keys, etag, last_modified, *rest = row
    keys, validators = tuple(json.loads(keys)), Validators(etag, last_modified)
    return KnownPage(title, date, keys, validators, *rest)


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path)
    try:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _VERSION):
            raise sqlite3.DatabaseError(f"version {version}")
        db.executescript(_SCHEMA)
        db.execute(f"PRAGMA user_version = {_VERSION}")
        db.commit()
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db

"""What earlier runs know of each address: ``<data>/state.sqlite``.

A cache beside ``latest``: a page counts as known only while ``latest`` still holds what it gave,
and without the file the next run fetches everything again. All writes of a run are one
transaction, committed when the run publishes.

``page`` holds articles by the address that the listing gives: the listing's title and date, the
records read from it (``keys``, as in ``latest``), validators, the hash of the bytes. ``listing``
holds the bodies of listing pages that came with validators, for the day that the portal says
"not modified".
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from pathlib import Path
from typing import NamedTuple

_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS page (
    url TEXT PRIMARY KEY, title TEXT NOT NULL, date TEXT, keys TEXT NOT NULL,
    etag TEXT, last_modified TEXT, sha256 TEXT, last_seen TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listing (
    url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, content_type TEXT,
    body BLOB NOT NULL, last_seen TEXT NOT NULL
) WITHOUT ROWID;
"""


class Validators(NamedTuple):
    """What a server gave to ask it again with."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


class KnownPage(NamedTuple):
    """An article as it was last seen. No ``keys``: it was read and is no report."""

    title: str
    date: str | None
    keys: tuple[str, ...]
    validators: Validators
    sha256: str | None


class KnownListing(NamedTuple):
    """A listing page as it was last seen."""

    validators: Validators
    content_type: str | None
    body: bytes


class State:
    """The open file. Raises OSError or sqlite3.Error where it can neither be read nor made."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = _open(path)
        except sqlite3.DatabaseError:
            # Damaged, or of another version: what it knew will be learnt again.
            path.unlink()
            self._db = _open(path)

    @property
    def connection(self) -> sqlite3.Connection:
        """For what else a run remembers; its writes are part of the run's transaction."""
        return self._db

    def page(self, url: str) -> KnownPage | None:
        row = self._db.execute(
            "SELECT title, date, keys, etag, last_modified, sha256 FROM page WHERE url = ?", (url,)
        ).fetchone()
        if row is None:
            return None
        title, date, keys, etag, last_modified, sha256 = row
        return KnownPage(
            title, date, tuple(json.loads(keys)), Validators(etag, last_modified), sha256
        )

    def keep_page(self, url: str, page: KnownPage, seen: str) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                url,
                page.title,
                page.date,
                json.dumps(page.keys),
                *page.validators,
                page.sha256,
                seen,
            ),
        )

    def forget_page(self, url: str) -> None:
        """The page was asked again and failed: the next run asks once more."""
        self._db.execute("DELETE FROM page WHERE url = ?", (url,))

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

    def close(self, *, commit: bool) -> None:
        """End the run's transaction."""
        if commit:
            self._db.commit()
        self._db.close()


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

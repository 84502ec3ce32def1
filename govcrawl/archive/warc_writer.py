"""Appends exchanges to ``<folder>/<run id>-NNNNN.warc.gz``.

Every record is one gzip member and reaches the system in one write before the call returns, so
a killed process leaves at most one torn member at the end of one file. Files are synced to the
disk when they are full and when the run ends. A file of an earlier run is never opened again.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from govcrawl.archive import records
from govcrawl.archive.index import NAME, Index, IndexRow
from govcrawl.archive.mending import mend_index
from govcrawl.archive.records import Exchange, Mark, Stored, Verdict

_T = TypeVar("_T")


class ArchiveError(OSError):
    """The archive cannot be written; everything stored before is safe."""


class Writer:
    """``store`` an exchange, ``mark`` it as a page once the spider hands it on.

    ``max_bytes``: a file is closed once it is larger. ``info``: fields of the ``warcinfo``
    record. Raises ArchiveError; from then on no exchange is stored.
    """

    def __init__(self, folder: Path, run_id: str, max_bytes: int, info: dict[str, str]) -> None:
        self.folder, self.run_id, self.max_bytes, self.info = folder, run_id, max_bytes, info
        self.records = self.bytes = self.repeated = 0
        self.failure: str | None = None
        self._fd: int | None = None
        self._name = ""
        self._size = self._number = 0
        self._shared: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = self._open_index()
        except (OSError, sqlite3.Error) as error:
            raise self._failed(error) from error

    def store(self, exchange: Exchange, record_id: str | None = None) -> str:
        """Write a request and its response; return the id of the record that refers to it, which
        the caller may have made.

        A content that the archive holds already is referred to, not written again.
        """
        try:
            self._ready(exchange.date)
            record_id, content = record_id or records.new_id(), records.digest(exchange.body)
            stored = self._stored(content) if exchange.body else None
            request = records.request(exchange, record_id, self._shared)
            args = (exchange, record_id, content, self._shared, self.run_id)
            if stored:
                answer = records.revisit(*args, stored)
                self.repeated += 1
            else:
                answer = records.response(*args)
            start, length = self._append(answer), len(answer)
            self._append(request)
            kind = "revisit" if stored else "response"
            holds = content if exchange.body and not stored else None
            row = IndexRow(
                self._name, start, 0, length, record_id, kind, exchange.url, exchange.date
            )
            self._with_index(
                lambda index: index.add(
                    row._replace(payload=holds, run=self.run_id, portal=exchange.portal)
                )
            )
        except (OSError, sqlite3.Error) as error:
            raise self._failed(error) from error
        return record_id

    def store_resource(self, url: str, date: str, body: bytes, content_type: str) -> str:
        """Keep bytes that are no response as it came (made by the crawler, or of an earlier
        run); return the id of the record that holds them."""
        try:
            self._ready(date)
            content = records.digest(body)
            stored = self._stored(content)
            if stored:
                return stored.record_id
            record_id = records.new_id()
            data = records.resource(url, date, body, content_type, record_id, self._shared)
            start = self._append(data)
            row = IndexRow(self._name, start, 0, len(data), record_id, "resource", url, date)
            self._with_index(
                lambda index: index.add(row._replace(payload=content, run=self.run_id))
            )
        except (OSError, sqlite3.Error) as error:
            raise self._failed(error) from error
        return record_id

    def mark(self, mark: Mark) -> None:
        """Write that the spider handed a page to the reader. Also tried once a larger record
        did not fit: the page itself is in the archive."""
        try:
            if self._fd is None:
                self._ready(mark.fetched_at)
            data = records.mark_record(mark, self._shared)
            start = self._append(data)
            row = IndexRow(
                self._name, start, 0, len(data), mark.of, "mark", mark.url, mark.fetched_at
            )
            try:
                self._with_index(
                    lambda index: index.add(
                        row._replace(run=self.run_id, portal=mark.portal, page=True)
                    )
                )
            except sqlite3.Error:
                self._take_back(start)  # the crawl does not use the page, so `reparse` must not
                raise
        except (OSError, sqlite3.Error) as error:
            raise self._failed(error) from error

    def judge(self, verdict: Verdict, date: str) -> None:
        """Write what became of a report that was known before the run."""
        try:
            self._ready(date)
            self._append(records.verdict_record(verdict, date, self._shared))
        except OSError as error:
            raise self._failed(error) from error

    def sync(self) -> None:
        """Bring what is written to the disk. Raises ArchiveError where that fails."""
        try:
            if self._fd is not None:
                os.fsync(self._fd)
        except OSError as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Bring the last file to the disk. Raises ArchiveError where that fails."""
        try:
            self._close_file()
        except OSError as error:
            raise self._failed(error) from error
        finally:
            if hasattr(self, "_index"):
                with contextlib.suppress(sqlite3.Error):
                    self._index.close()

    def _ready(self, date: str) -> None:
        """A file that takes the next record."""
        if self.failure:
            raise OSError(self.failure)
        if self._fd is not None and self._size >= self.max_bytes:
            self._close_file()
        if self._fd is None:
            self._open_file(date)

    def _open_file(self, date: str) -> None:
        while self._fd is None:  # a run that is taken up again finds files of its own
            self._number += 1
            self._name = f"{self.run_id}-{self._number:05}.warc.gz"
            with contextlib.suppress(FileExistsError):
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
                flags |= getattr(os, "O_BINARY", 0)  # Windows
                self._fd = os.open(self.folder / self._name, flags, 0o644)
        self._size = 0
        info_id, data = records.warcinfo(self._name, date, self.info)
        self._append(data)
        self._shared = {"WARC-Warcinfo-ID": info_id}

    def _close_file(self) -> None:
        if self._fd is None:
            return
        fd, self._fd = self._fd, None
        self._sizes.pop(self._name, None)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    def _append(self, data: bytes) -> int:
        """Write one member; return its offset. What cannot be written whole is taken back."""
        assert self._fd is not None
        start = self._size
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError:
            self._take_back(start)
            raise
        self._size += len(data)
        self.records += 1
        self.bytes += len(data)
        return start

    def _take_back(self, start: int) -> None:
        """Drop what was written from this offset on."""
        if self._fd is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, start)
                self._size = start

    def _stored(self, content: str) -> Stored | None:
        """The record that holds a content, if its file is still there and long enough."""
        for row in self._with_index(lambda index: list(index.by_payload(content))):
            size = self._size if row.file == self._name else self._size_of(row.file)
            if row.start + row.length <= size:
                return Stored(row.id, row.uri, row.date)
        return None

    def _size_of(self, file: str) -> int:
        """Bytes of an earlier file; 0 where it is no longer there."""
        if file not in self._sizes:
            try:
                self._sizes[file] = (self.folder / file).stat().st_size
            except OSError:
                self._sizes[file] = 0
        return self._sizes[file]

    def _open_index(self) -> Index:
        """The index of the folder; one that cannot be used is made again."""
        mend_index(self.folder)
        try:
            return Index(self.folder / NAME)
        except sqlite3.OperationalError:
            raise  # full or locked
        except sqlite3.DatabaseError:  # damage that is met where it is written only
            mend_index(self.folder, force=True)
        return Index(self.folder / NAME)

    def _with_index(self, ask: Callable[[Index], _T]) -> _T:
        """Ask the index; one that turns out to be damaged is made again and asked once more."""
        try:
            return ask(self._index)
        except sqlite3.OperationalError:
            raise  # full or locked: the index itself may be sound
        except sqlite3.DatabaseError:
            self._index.close()
            mend_index(self.folder, force=True)
            self._index = Index(self.folder / NAME)
            return ask(self._index)

    def _failed(self, error: Exception) -> ArchiveError:
        self.failure = self.failure or str(error)
        return ArchiveError(self.failure)

"""The archive of a run that was killed, as the run's memory: every response that it has stored
need not be asked for again.

A resumed run takes the same walk from its start. What it asks and the archive holds is answered
from there, in the order in which it was stored; the first request without an answer is where
the killed process had come to.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict, deque
from pathlib import Path
from typing import NamedTuple

import msgspec

from govcrawl.archive.archived_pages import Archives, index_row
from govcrawl.archive.content import Http
from govcrawl.archive.index import NAME, Index
from govcrawl.archive.records import Mark, Verdict, read_mark, read_verdict
from govcrawl.archive.warc_reader import Problem, Record, WarcReader

_HEAD = 16 * 1024 * 1024  # of each block: requests, marks and verdicts are read whole


class Answer(NamedTuple):
    """A stored response: its record, its fetch time, what it says (body still encoded)."""

    record_id: str
    date: str
    http: Http


class Replay:
    """The stored exchanges of one run. Its files are mended first: a torn end is cut off, and
    so is a response whose request did not reach the disk.

    Raises OSError or sqlite3.Error where the files or the index cannot be read or mended.
    """

    def __init__(self, folder: Path, run_id: str, max_bytes: int) -> None:
        self._waiting: dict[bytes, deque[tuple[str, str]]] = defaultdict(deque)
        self._said: set[bytes] = set()
        files = sorted(folder.glob(f"{run_id}-*.warc.gz"))
        index = Index(folder / NAME) if files else None
        try:
            for path in files:
                records = _mended(path)
                assert index is not None
                index.forget(path.name)
                index.begin()
                for record in records:
                    if row := index_row(record):
                        index.add(row._replace(file=path.name))
                index.commit()
                self._take(records)
        finally:
            if index is not None:
                index.close()
        kept = [path for path in files if path.exists()]
        self._archives = Archives(kept, max_bytes, known=kept, folder=folder)

    def __len__(self) -> int:
        """Answers that wait to be asked for."""
        return sum(map(len, self._waiting.values()))

    def answer(self, method: str, url: str, body: bytes) -> Answer | None:
        """The next stored response to a request; None where it has to be sent."""
        waiting = self._waiting.get(_key(method, url, body))
        while waiting:
            record_id, date = waiting.popleft()
            http = self._archives.content(record_id)
            if http is not None:
                return Answer(record_id, date, http)
        return None

    def holds(self, said: Mark | Verdict) -> bool:
        """Whether the archive says this already."""
        return msgspec.json.encode(said) in self._said

    def close(self) -> None:
        self._archives.close()

    def _take(self, records: list[Record]) -> None:
        responses = {record.get("WARC-Record-ID"): record for record in records}
        for record in records:
            if record.type == "request":
                response = responses[record.get("WARC-Concurrent-To")]
                request = _request(record)
                if request:
                    place = response.get("WARC-Record-ID"), response.get("WARC-Date")
                    self._waiting[_key(request[0], record.uri, request[1])].append(place)
            elif record.type == "metadata":
                said = _read(record)
                if said:
                    self._said.add(msgspec.json.encode(said))


def _mended(path: Path) -> list[Record]:
    """The records of a file, their blocks dropped where they are no longer needed; what a
    killed process left unfinished at its end is cut off."""
    records: list[Record] = []
    cut: int | None = None
    with WarcReader(path, _HEAD) as reader:
        for found in reader.records():
            if isinstance(found, Problem):
                cut = found.start if found.torn else cut
                continue
            if found.type not in ("request", "metadata"):
                found.block = found.block[:0] if found.type == "response" else found.block
            records.append(found)
    asked = {r.get("WARC-Concurrent-To") for r in records if r.type == "request"}
    while records and records[-1].type in ("response", "revisit"):
        if records[-1].get("WARC-Record-ID") in asked:
            break
        cut = records.pop().start
    if not records or (len(records) == 1 and records[0].type == "warcinfo"):
        path.unlink()  # nothing but its own name
        return []
    if cut is not None:
        os.truncate(path, cut)
    return records


def _request(record: Record) -> tuple[str, bytes] | None:
    """Method and body of a request record."""
    first, _, rest = record.block.partition(b"\r\n")
    method = first.partition(b" ")[0].decode("ascii", "replace")
    return (method, rest.partition(b"\r\n\r\n")[2]) if method else None


def _read(record: Record) -> Mark | Verdict | None:
    for read in (read_mark, read_verdict):
        try:
            return read(record.block)
        except ValueError:
            continue
    return None


def _key(method: str, url: str, body: bytes) -> bytes:
    return hashlib.sha256(b"\0".join((method.encode(), url.encode(), body))).digest()

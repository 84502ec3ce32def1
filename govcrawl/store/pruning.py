"""Drops from the archive what only old runs refer to.

A file of an old run is written anew with the records that something still rests on: what current
records name (``needed``), and what the records that stay refer to, a content that is stored once or
the page of a mark. Each is copied as it is there, a gzip member with its digests; a file without
any goes. Files of others are never touched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from govcrawl.archive.archived_pages import index_row
from govcrawl.archive.index import NAME, Index, IndexRow
from govcrawl.archive.mending import Damage, damages, files_in, remember_damage
from govcrawl.archive.records import read_mark
from govcrawl.archive.warc_reader import Problem, Record, WarcReader, same
from govcrawl.runs import replacing

_OURS = re.compile(r"(\d{8}T\d{6}Z-[0-9a-f]+)-\d+\.warc\.gz")
#: Share of a file that may be kept for it to be written anew: for less than a fifth the copying
#: does not pay.
_KEPT_SHARE = 0.8
#: Bytes of a block held: the headers of a record; payloads are copied unread.
_HEAD = 64 * 1024


class Pruned(NamedTuple):
    """What was done: files that went, files that were written anew, bytes that it saved; where the
    records of the latter are now, by their place before."""

    removed: int
    rewritten: int
    saved: int
    places: dict[Damage, int]


class Plan:
    """What of a folder's old files stays. ``is_old``: of the run that wrote a file.

    Raises OSError or sqlite3.Error where the archive cannot be read.
    """

    def __init__(
        self, folder: Path, is_old: Callable[[str], bool], needed: frozenset[Damage]
    ) -> None:
        self.folder = folder
        self._index = Index(folder / NAME)
        named = {path.name: path for path in files_in(folder)}
        self.old = {
            name: path
            for name, path in named.items()
            if (match := _OURS.fullmatch(name)) and is_old(match[1])
        }
        self._readers: dict[str, WarcReader] = {}
        self.stay: dict[str, dict[int, IndexRow]] = defaultdict(dict)
        try:
            self._settle(needed)
        finally:
            for reader in self._readers.values():
                reader.close()
        self.changed = {
            name: path for name, path in self.old.items() if self._saves(name, path.stat().st_size)
        }

    def close(self) -> None:
        self._index.close()

    def _saves(self, name: str, size: int) -> bool:
        """Whether it is worth while to write a file anew."""
        rows = self.stay[name].values()
        return (
            all(row.length for row in rows) and sum(row.length for row in rows) < _KEPT_SHARE * size
        )

    def _settle(self, needed: frozenset[Damage]) -> None:
        waiting = [
            row
            for row in self._index.rows()
            if row.file not in self.old or Damage(row.file, row.start) in needed
        ]
        while waiting:
            row = waiting.pop()
            if row.file in self.old:
                if row.start in self.stay[row.file]:
                    continue
                self.stay[row.file][row.start] = row
            waiting += self._refers(row)

    def _refers(self, row: IndexRow) -> Iterator[IndexRow]:
        """The records of old files that a record rests on."""
        if row.type not in ("mark", "revisit"):
            return
        if row.file not in self._readers:
            path = self.folder / row.file
            if not path.exists():
                return
            self._readers[row.file] = WarcReader(path, _HEAD)
        record = self._readers[row.file].at(row.start, row.skip)
        if isinstance(record, Problem):
            return
        if row.type == "mark":
            mark = read_mark(record.block)
            for of in mark.records:
                yield from (r for r in self._index.by_id(of) if r.file in self.old)
            return
        holders = list(self._index.by_payload(same(record.get("WARC-Payload-Digest"))))
        if holders and all(holder.file in self.old for holder in holders):
            yield holders[0]

    def carry_out(self) -> Pruned:
        """Remove and rewrite files. The index forgets them first: a process that is killed on the
        way leaves an index to be made again, and no reference to what is gone."""
        places: dict[Damage, int] = {}
        removed = saved = 0
        for name in self.changed:
            self._index.forget(name)
        for name, path in self.changed.items():
            size = path.stat().st_size
            if not self.stay[name]:
                path.unlink()
                removed, saved = removed + 1, saved + size
                continue
            rows = sorted(self.stay[name].values(), key=lambda row: row.start)
            places |= {Damage(name, start): now for start, now in _rewritten(path, rows)}
            saved += size - path.stat().st_size
            self._index.begin()
            with WarcReader(path, _HEAD) as reader:
                for found in reader.records():
                    if isinstance(found, Record) and (row := index_row(found)):
                        self._index.add(row._replace(file=name))
            self._index.commit()
        damaged = damages(self.folder)
        if any(damage.file in self.changed for damage in damaged):
            remember_damage(self.folder, (d for d in damaged if d.file not in self.changed))
        return Pruned(removed, len(self.changed) - removed, saved, places)


def _rewritten(path: Path, rows: list[IndexRow]) -> list[tuple[int, int]]:
    """Write a file anew with these records and the one that is about the file itself, which is its
    first; where each is before and after."""
    with WarcReader(path, _HEAD) as reader:
        first = next(reader.records(), None)
    begins = first.length if isinstance(first, Record) and first.type == "warcinfo" else 0
    members = [(0, begins)] if begins else []
    members += [(row.start, row.length) for row in rows]
    with replacing(path) as file, path.open("rb") as old:
        places, now = [], 0
        for start, length in members:
            old.seek(start)
            file.write(old.read(length))
            places.append((start, now))
            now += length
    return places

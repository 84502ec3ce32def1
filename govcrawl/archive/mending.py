"""Sets a damaged index aside and makes it again from the files; remembers which records of the
files are known to be damaged.

The index holds nothing that the files do not, so that nothing is lost with it but time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec
from filelock import FileLock

from govcrawl.archive.archived_pages import index_row, is_archive
from govcrawl.archive.index import NAME, Index
from govcrawl.archive.warc_reader import Record, WarcReader
from govcrawl.messages import Message, say

DAMAGED = "damaged.jsonl"
#: Bytes of a payload held while its digest is checked.
_PAYLOAD = 64 * 1024 * 1024
_SIDES = ("", "-wal", "-shm")


class Damage(NamedTuple):
    """A record that does not hold what it held when it was written: its file and offset."""

    file: str
    start: int


def files_in(folder: Path) -> list[Path]:
    """The WARC files of a folder, by name."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if is_archive(path) and path.is_file())


def mend_index(folder: Path, *, force: bool = False) -> Message | None:
    """Make the index of a folder again where it is missing beside files, cannot be read or is of
    another version (``force``: in any case); the messages about it.

    Raises OSError or sqlite3.Error where that fails.
    """
    files = files_in(folder)
    if not files or not (force or _is_unusable(folder / NAME)):
        return None
    with FileLock(folder / ".index.lock"):
        if not force and not _is_unusable(folder / NAME):
            return None  # another run was quicker
        aside = None
        for suffix in _SIDES:
            side = folder / f"{NAME}{suffix}"
            if side.exists():
                side.replace(folder / f"{NAME}{suffix}.damaged")
                aside = aside or f"{NAME}.damaged"
        rebuild(folder, files)
    return say("archive_index_mended", path=folder / NAME, aside=aside or "-", files=len(files))


def _is_unusable(path: Path) -> bool:
    if not path.exists():
        return True
    try:
        Index(path, read_only=True).close()
    except sqlite3.OperationalError:
        return False  # full, locked or not readable: the index itself may be sound
    except sqlite3.DatabaseError:
        return True
    return False


def rebuild(folder: Path, files: Iterable[Path]) -> Path:
    """Write ``index.sqlite`` of a folder anew, from its files; the old one is replaced at the
    end. Raises OSError or sqlite3.Error where that fails; the old index stays then."""
    part = folder / f".{NAME}.part"
    for suffix in _SIDES:
        (folder / f".{NAME}.part{suffix}").unlink(missing_ok=True)
    index = Index(part)
    try:
        for path in files:
            index.begin()
            with WarcReader(path, _PAYLOAD) as reader:
                for found in reader.records():
                    if isinstance(found, Record) and found.sound is not False:
                        if row := index_row(found):
                            index.add(row._replace(file=path.name))
            index.commit()
    finally:
        index.close()
    for suffix in ("-wal", "-shm"):
        (folder / f"{NAME}{suffix}").unlink(missing_ok=True)
    part.replace(folder / NAME)
    return folder / NAME


def damages(folder: Path) -> frozenset[Damage]:
    """The records of a folder that ``scrapy archive verify`` found damaged."""
    found = set()
    try:
        lines = (folder / DAMAGED).read_bytes().splitlines()
    except OSError:
        return frozenset()
    for line in lines:
        try:
            found.add(Damage(*msgspec.json.decode(line, type=tuple[str, int])))
        except msgspec.MsgspecError:
            continue
    return frozenset(found)


def remember_damage(folder: Path, damaged: Iterable[Damage]) -> None:
    """Note which records of a folder are damaged, in place of what was noted before; no content
    is referred to them any more. Raises OSError or sqlite3.Error."""
    places = sorted(damaged)
    path = folder / DAMAGED
    if not places:
        path.unlink(missing_ok=True)
        return
    path.write_bytes(b"".join(msgspec.json.encode(place) + b"\n" for place in places))
    if (folder / NAME).exists() and not _is_unusable(folder / NAME):
        index = Index(folder / NAME)
        try:
            for place in places:
                index.forget_record(*place)
        finally:
            index.close()

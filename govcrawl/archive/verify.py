"""Checks archives: every digest, every reference, every end of a file; makes the index again."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from govcrawl.archive.archived_pages import Archives, index_row, is_archive
from govcrawl.archive.index import NAME, Index, Reference
from govcrawl.archive.mending import Damage, files_in
from govcrawl.archive.places import changed, payload_right
from govcrawl.archive.records import read_mark
from govcrawl.archive.warc_reader import Problem, Record, WarcReader, same
from govcrawl.messages import say

_PAYLOAD = 64 * 1024 * 1024  # larger payloads are checked with their block only


@dataclass(slots=True)
class Checked:
    """What was looked at. ``revisits``: records of contents that are stored once,
    elsewhere; ``pages``: those that the crawls read; ``unchecked``: records without any digest
    that can be checked. ``damaged``: records that cannot be used any more;
    ``wanted``: places that the stores of portals name, those that hold a sound record taken out."""

    files: int = 0
    records: int = 0
    revisits: int = 0
    pages: int = 0
    unchecked: int = 0
    problems: int = 0
    damaged: set[Damage] = field(default_factory=set)
    wanted: set[Damage] = field(default_factory=set)


def archive_files(path: Path) -> list[Path]:
    """The WARC files of a folder, its sub-folders included; a file is itself.

    Raises OSError where a folder cannot be read.
    """
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.rglob("*") if is_archive(p) and p.is_file())


def verify(
    paths: Iterable[Path], checked: Checked, progress: Callable[[int], None]
) -> Iterator[Problem]:
    """Every problem of the files, in their order; then the references that lead nowhere.
    ``progress`` is told how many bytes of files are done."""
    paths = list(paths)
    index = Index(None)
    try:
        for path in paths:
            checked.files += 1
            index.begin()
            try:
                with WarcReader(path, _PAYLOAD) as reader:
                    for found in reader.records():
                        for problem in _look(found, checked, index):
                            checked.problems += 1
                            if not problem.torn:
                                checked.damaged.add(Damage(path.name, problem.start))
                            yield problem
                progress(path.stat().st_size)
            except OSError as error:
                checked.problems += 1
                message = say("unreadable_file", path=path, error=error.strerror or error)
                yield Problem(path, 0, message)
            finally:
                index.commit()
        for problem in (*_dangling(paths, index), *_beside(paths, index, checked.damaged)):
            checked.problems += not problem.torn
            yield problem
    finally:
        index.close()


def _dangling(paths: list[Path], index: Index) -> Iterator[Problem]:
    """References to what is neither in these files nor in those beside them."""
    archives = Archives(paths, _PAYLOAD, known=paths)
    try:
        for reference in index.dangling():
            if not archives.holds(record_id=reference.id, payload=reference.payload):
                path, start, uri = Path(reference.file), reference.start, reference.uri
                message = say("archive_unresolved", path=path, start=start, url=uri)
                yield Problem(path, start, message)
    finally:
        archives.close()


def _beside(paths: list[Path], found: Index, damaged: set[Damage]) -> Iterator[Problem]:
    """How the indexes beside the files differ from what the files hold."""
    for folder in dict.fromkeys(path.parent for path in paths):
        if not (folder / NAME).exists():
            continue
        here = {path.name: str(path) for path in paths if path.parent == folder}
        held: dict[str, set[tuple[int, str]]] = defaultdict(set)
        try:
            index = Index(folder / NAME, read_only=True)
        except sqlite3.Error as error:
            message = say("unreadable_file", path=folder / NAME, error=error)
            yield Problem(folder / NAME, 0, message)
            continue
        try:
            for file, start, kind in index.places():
                held[file].add((start, kind))
        except sqlite3.Error as error:
            message = say("unreadable_file", path=folder / NAME, error=error)
            yield Problem(folder / NAME, 0, message)
            continue
        finally:
            index.close()
        real: dict[str, set[tuple[int, str]]] = defaultdict(set)
        for file, start, kind in found.places():
            real[file].add((start, kind))
        whole = here.keys() >= {path.name for path in files_in(folder)}
        for name in sorted(here.keys() | (held.keys() if whole else set())):
            lacks = real.get(here.get(name, ""), set()) - held.get(name, set())
            wrong = {
                place
                for place in held.get(name, set()) - real.get(here.get(name, ""), set())
                if Damage(name, place[0]) not in damaged  # reported before
            }
            behind = max((start for start, _ in held.get(name, set())), default=-1)
            if lacks and not wrong and all(start > behind for start, _ in lacks):
                # The writer was stopped between a record and its row: nothing is lost.
                message = say(
                    "archive_index_behind", path=folder / NAME, file=name, lacks=len(lacks)
                )
                yield Problem(folder / NAME, 0, message, torn=True)
            elif lacks or wrong:
                given = {"file": name, "lacks": len(lacks), "wrong": len(wrong)}
                message = say("archive_index_differs", path=folder / NAME, **given)
                yield Problem(folder / NAME, 0, message)


def _look(found: Record | Problem, checked: Checked, index: Index) -> Iterator[Problem]:
    """The problems of one record; what it holds and refers to goes into the index."""
    if isinstance(found, Problem):
        yield found
        return
    checked.records += 1
    if found.sound is False:
        yield changed(found)
        return
    right = payload_right(found, _PAYLOAD)
    if right is False:
        yield changed(found, "WARC-Payload-Digest")
        return
    checked.unchecked += found.sound is None and right is None
    checked.revisits += found.type == "revisit"
    row = index_row(found)
    if row is None:
        return
    checked.wanted.discard(Damage(found.path.name, row.start))
    index.add(row._replace(file=str(found.path)))
    refers: list[tuple[str | None, str | None]] = []
    if row.type == "mark":
        checked.pages += 1
        mark = read_mark(found.block)
        refers += [(of, None) for of in mark.records]
    elif found.type == "revisit" and "identical" in found.get("WARC-Profile"):
        refers.append((None, same(found.get("WARC-Payload-Digest"))))
    for record_id, payload in refers:
        index.refer(Reference(str(found.path), found.start, found.uri, record_id, payload))

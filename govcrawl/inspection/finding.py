"""From what a user names to the page that is meant: a file, the id of a record, or an address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from govcrawl.archive.archived_pages import Archives
from govcrawl.execution.load import MAX_BYTES, NotLoadedError, load
from govcrawl.execution.task import InArchive, InFile, PageTask
from govcrawl.inspection.facts import Json
from govcrawl.messages import Message
from govcrawl.reading.model import Attached


class Found(NamedTuple):
    """A page with what is known of it, its bytes, where they are in an archive (``file``,
    ``offset``, ``digest``), and the files that it attaches."""

    task: PageTask
    data: bytes
    archived: Json | None = None
    attached: tuple[Attached, ...] = ()


class NotFoundError(LookupError):
    """Nothing is stored under a name; the text is the name. ``said``: what may be the reason."""

    said: list[Message]


def find(name: str, data_dir: Path) -> Found:
    """The source of a file, of a current record's id, or of an address in the archive, as the
    crawl handed it to the reader.

    Raises NotLoadedError where a file cannot be read, NotFoundError where neither a record nor
    the archive of ``data_dir`` knows the name.
    """
    path = Path(name)
    if path.exists():
        task = PageTask(
            place=InFile(path), url=path.resolve().as_uri(), announced=True, traced=True
        )
        return Found(task, load(task).body)
    sources = list(_sources(name, data_dir / "latest"))
    return archived(sources, data_dir, name)


def archived(sources: list[dict[str, Any]], data_dir: Path, name: str) -> Found:
    """The first of these sources of records (``url``, ``sha256``) that the archive holds. Raises
    NotFoundError where it holds none."""
    archives = Archives([], MAX_BYTES, folder=data_dir / "archive")
    try:
        for source in sources:
            page = archives.at(source["url"] or "", source["sha256"])
            if page is None:
                continue
            # All that the page holds itself, whatever the run asked for and wherever it led on.
            task = replace(
                page, announced=True, years=frozenset(), documents=(), others=(), traced=True
            )
            try:
                loaded = load(task)
            except NotLoadedError:
                continue
            place: Json = {"digest": f"sha256:{source['sha256']}"}
            if isinstance(task.place, InArchive):
                record = task.place.content or task.place.record
                place = {"file": record.path.name, "offset": record.start, **place}
            return Found(task, loaded.body, place, loaded.attached)
    finally:
        archives.close()
    error = NotFoundError(name)
    error.said = archives.damaged
    raise error


def _sources(name: str, latest: Path) -> Iterator[dict[str, Any]]:
    """The sources of current records with this id, address or alias."""
    for feed in sorted(latest.glob("*.jsonl")):
        with feed.open("rb") as file:
            for line in file:
                if name.encode() not in line:
                    continue
                try:
                    record = msgspec.json.decode(line)
                    source: dict[str, Any] = record["source"]
                    if name in (record["report_id"], source["url"], *source["aliases"]):
                        yield source
                except (msgspec.MsgspecError, KeyError, TypeError):
                    continue

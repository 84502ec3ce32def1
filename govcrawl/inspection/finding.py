"""From what a user names to the bytes behind it: a file, the id of a record, or an address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from govcrawl.archive.pages import Archives
from govcrawl.execution.load import MAX_BYTES, NotLoadedError, load
from govcrawl.execution.task import InArchive
from govcrawl.inspection.facts import Json


class Found(NamedTuple):
    """The bytes of a source, where they came from, and where they lie in an archive (``file``,
    ``offset``, ``digest``)."""

    data: bytes
    url: str
    content_type: str | None = None
    archived: Json | None = None


class NotFoundError(LookupError):
    """Nothing is stored under a name; the text is the name."""


def find(name: str, data_dir: Path) -> Found:
    """The source of a file, of a current record's id, or of an address in the archive.

    Raises OSError where a file cannot be read, NotFoundError where neither a record nor the
    archive of ``data_dir`` knows the name.
    """
    path = Path(name)
    if path.exists():
        return Found(path.read_bytes(), path.resolve().as_uri())
    archives = Archives([], MAX_BYTES, folder=data_dir / "archive")
    try:
        for source in _sources(name, data_dir / "latest"):
            task = archives.at(source["url"] or "", source["sha256"])
            if task is None:
                continue
            try:
                loaded = load(task)
            except NotLoadedError:
                continue
            place = task.place
            archived: Json = {"digest": f"sha256:{source['sha256']}"}
            if isinstance(place, InArchive):
                record = place.content or place.record
                archived = {"file": record.path.name, "offset": record.start, **archived}
            return Found(loaded.body, task.url, loaded.content_type, archived)
    finally:
        archives.close()
    raise NotFoundError(name)


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

"""The bytes of a task, from where they are: in worker processes, where a bomb or a slow
encoding does no harm to other pages."""

from __future__ import annotations

import hashlib
import stat
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from govcrawl.archive.content import TooLargeError
from govcrawl.archive.places import HEAD, UnreadableError, content_at
from govcrawl.archive.warc_reader import Reader
from govcrawl.execution.task import InArchive, InFile, Inline, PageTask, Place
from govcrawl.messages import Message, say
from govcrawl.reading.model import LinkedFrom

#: Bytes of one page where the caller sets no other limit: ``DOWNLOAD_MAXSIZE`` of the settings.
MAX_BYTES = 32 * 1024 * 1024
_OPEN_FILES = 8


class Loaded(NamedTuple):
    """The bytes of a page and of the page that links it; the Content-Type, of the record's own
    head where nothing else states it. ``truncated``: its archive says that it broke off."""

    body: bytes
    content_type: str | None
    linked_from: LinkedFrom | None = None
    truncated: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of all bytes that are read together, in hex."""
        seen = hashlib.sha256(self.body)
        if self.linked_from is not None:
            seen.update(hashlib.sha256(self.linked_from.body).digest())
        return seen.hexdigest()


class NotLoadedError(Exception):
    """The bytes cannot be had; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def load(task: PageTask, max_bytes: int = MAX_BYTES) -> Loaded:
    """Raises NotLoadedError where the bytes are not there, damaged, or more than ``max_bytes``."""
    body, content_type, truncated = _bytes(task.place, task.url, max_bytes)
    linked = task.linked_from
    linked_from = None
    if linked is not None:
        source, _, _ = _bytes(linked.place, linked.url, max_bytes)
        linked_from = LinkedFrom(source, linked.url or None, linked.content_type)
    foreign = isinstance(task.place, InArchive) and task.place.foreign
    kind = content_type if foreign else task.content_type
    return Loaded(body, kind, linked_from, truncated and foreign)


def _bytes(place: Place, url: str, max_bytes: int) -> tuple[bytes, str | None, bool]:
    """The bytes, and what the record says of their kind and of their end."""
    if isinstance(place, Inline):
        return place.data, None, False
    if isinstance(place, InFile):
        return _of_file(place, max_bytes), None, False
    try:
        return content_at(place, url, max_bytes, partial(_reader, max_block=max_bytes + HEAD))
    except UnreadableError as error:
        message = error.message
    except TooLargeError:
        size = f"> {max_bytes}"
        message = say("archive_too_large", url=url, size=size, limit=max_bytes)
    except OSError as error:
        reason = error.strerror or error
        message = say("unreadable_file", path=place.record.path, error=reason)
    raise NotLoadedError(message)


def _of_file(place: InFile, max_bytes: int) -> bytes:
    path = place.path
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for without end
            raise NotLoadedError(say("unreadable_file", path=path, error="not a regular file"))
        if status.st_size > max_bytes:
            limits = {"size": status.st_size, "limit": max_bytes}
            raise NotLoadedError(say("file_too_large", path=path, **limits))
        return path.read_bytes()
    except OSError as error:
        raise NotLoadedError(
            say("unreadable_file", path=path, error=error.strerror or error)
        ) from None


@lru_cache(maxsize=_OPEN_FILES)
def _reader(path: Path, max_block: int) -> Reader:
    """Files stay open: records that share a gzip member are read in one pass."""
    return Reader(path, max_block)

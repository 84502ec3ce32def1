"""The bytes of a task, from where they are: in worker processes, where a bomb or a slow
encoding does no harm to other pages."""

from __future__ import annotations

import hashlib
import stat
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from govcrawl.archive.content import TooLargeError
from govcrawl.archive.places import HEAD, Content, UnreadableError, content_at
from govcrawl.archive.warc_reader import WarcReader
from govcrawl.execution.task import InArchive, InFile, Inline, PageTask, Place
from govcrawl.messages import Message, say
from govcrawl.reading.model import Attached, LinkedFrom
from govcrawl.reading.page.file_names import file_name

#: Bytes of one page where the caller sets no other limit: ``DOWNLOAD_MAXSIZE`` of the settings.
MAX_BYTES = 32 * 1024 * 1024
_OPEN_FILES = 8


class Loaded(NamedTuple):
    """The bytes of a page, of the page that links it and of what it attaches; Content-Type and
    Content-Disposition, of the record's own head where nothing else states them. ``truncated``: its
    archive states that it broke off; ``missing``: what is said of attachments that cannot be had."""

    body: bytes
    content_type: str | None
    linked_from: LinkedFrom | None = None
    truncated: bool = False
    disposition: str | None = None
    attached: tuple[Attached, ...] = ()
    missing: tuple[Message, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of all bytes that are read together, in hex."""
        seen = hashlib.sha256(self.body)
        if self.linked_from is not None:
            seen.update(hashlib.sha256(self.linked_from.body).digest())
        for one in self.attached:
            seen.update(hashlib.sha256(one.body).digest())
        return seen.hexdigest()


class NotLoadedError(Exception):
    """The bytes cannot be had; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def load(task: PageTask, max_bytes: int = MAX_BYTES) -> Loaded:
    """Raises NotLoadedError where the bytes are not there, damaged, or more than ``max_bytes``."""
    content = _bytes(task.place, task.url, max_bytes)
    linked = task.linked_from
    linked_from = None
    if linked is not None:
        source = _bytes(linked.place, linked.url, max_bytes).body
        linked_from = LinkedFrom(source, linked.url or None, linked.content_type)
    foreign = isinstance(task.place, InArchive) and task.place.foreign
    attached, missing = _attached(task.attached, max_bytes)
    return Loaded(
        content.body,
        content.content_type if foreign else task.content_type,
        linked_from,
        content.truncated and foreign,
        content.disposition if foreign else task.disposition,
        attached,
        missing,
    )


def _attached(
    tasks: tuple[PageTask, ...], max_bytes: int
) -> tuple[tuple[Attached, ...], tuple[Message, ...]]:
    """What a page attaches; one that cannot be had does not cost the page."""
    found: list[Attached] = []
    missing: list[Message] = []
    for one in tasks:
        try:
            body = _bytes(one.place, one.url, max_bytes).body
        except NotLoadedError as error:
            missing.append(error.message)
            continue
        title = one.listed.title if one.listed is not None else ""
        name = file_name(one.disposition or "")
        found.append(Attached(one.url, body, title, one.content_type, name))
    return tuple(found), tuple(missing)


def _bytes(place: Place, url: str, max_bytes: int) -> Content:
    """The bytes, and what their record states about them."""
    if isinstance(place, Inline):
        return Content(place.data, None, False)
    if isinstance(place, InFile):
        return Content(_of_file(place, max_bytes), None, False)
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
def _reader(path: Path, max_block: int) -> WarcReader:
    """Files stay open: records that share a gzip member are read in one pass."""
    return WarcReader(path, max_block)

"""The two files of a shard: the tasks that a job is given, and the part that it gives back.

Tasks: a ``Head``, then each ``PageTask``. Part: the outcome of each task in their order, then the
SHA-256 of all before it, so that one that was cut or changed on its way is told from a whole one.
Both are plain data (MessagePack, each value after its length in four bytes): whoever may write to the
shared folder can change what is read, and nothing else.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple, TypeVar, get_type_hints

import msgspec

from govcrawl.execution.outcome import Outcome
from govcrawl.execution.read_settings import Limits
from govcrawl.execution.task import InArchive, InFile, Inline, PageTask, Place, RecordPlace
from govcrawl.storage import Folder, State, state_of

_T = TypeVar("_T")
_DIGEST: Final = hashlib.sha256().digest_size
_PIECE: Final = 1 << 20
_LENGTH: Final = struct.Struct("!I")
_encode: Final = msgspec.msgpack.Encoder(enc_hook=str).encode  # paths


class Head(NamedTuple):
    """What holds of all tasks of a shard. ``reader``: the version that has to read them; ``data``:
    the run's data directory; ``files``: those that the tasks read, as they were when the run
    began; ``tasks``: how many follow."""

    limits: Limits
    reader: str
    data: str
    files: tuple[State, ...]
    tasks: int


def head_of(limits: Limits, reader: str, data: Path) -> Head:
    """What all shards of a run have in common."""
    return Head(limits, reader, str(data), (), 0)


class NotWholeError(ValueError):
    """A part that is not there, or not whole."""


# --- a task as plain data -------------------------------------------------------------------


class _Bytes(msgspec.Struct, tag=True):
    data: bytes


class _File(msgspec.Struct, tag=True):
    path: str


class _Record(msgspec.Struct, tag=True):
    record: tuple[str, int, int]
    content: tuple[str, int, int] | None
    foreign: bool


class _Task(msgspec.Struct):
    """``plain``: the fields that are plain data already."""

    place: _Bytes | _File | _Record
    linked_from: _Task | None
    attached: list[_Task]
    saved: str | None
    plain: Any


_OTHERS: Final = ("place", "linked_from", "attached", "saved")
_NAMES: Final = tuple(field.name for field in fields(PageTask) if field.name not in _OTHERS)
_Plain: Final = msgspec.defstruct(
    "_Plain", [(name, get_type_hints(PageTask)[name]) for name in _NAMES], array_like=True
)


def _data_of(task: PageTask) -> _Task:
    return _Task(
        place=_place_data(task.place),
        linked_from=_data_of(task.linked_from) if task.linked_from is not None else None,
        attached=[_data_of(one) for one in task.attached],
        saved=None if task.saved is None else str(task.saved),
        plain=[getattr(task, name) for name in _NAMES],
    )


def _place_data(place: Place) -> _Bytes | _File | _Record:
    if isinstance(place, Inline):
        return _Bytes(place.data)
    if isinstance(place, InFile):
        return _File(str(place.path))
    return _Record(_at(place.record), _at(place.content) if place.content else None, place.foreign)


def _at(place: RecordPlace) -> tuple[str, int, int]:
    return str(place.path), place.start, place.skip


def _task_of(data: _Task) -> PageTask:
    plain = msgspec.convert(data.plain, _Plain)
    return PageTask(
        place=_place_of(data.place),
        linked_from=_task_of(data.linked_from) if data.linked_from is not None else None,
        attached=tuple(_task_of(one) for one in data.attached),
        saved=None if data.saved is None else Path(data.saved),
        **{name: getattr(plain, name) for name in _NAMES},
    )


def _place_of(data: _Bytes | _File | _Record) -> Place:
    if isinstance(data, _Bytes):
        return Inline(data.data)
    if isinstance(data, _File):
        return InFile(Path(data.path))
    content = _record_place(*data.content) if data.content is not None else None
    return InArchive(_record_place(*data.record), content, data.foreign)


def _record_place(path: str, start: int, skip: int) -> RecordPlace:
    return RecordPlace(Path(path), start, skip)


# --- the files ------------------------------------------------------------------------------


def _framed(value: object) -> bytes:
    data = _encode(value)
    return _LENGTH.pack(len(data)) + data


def _next(file: BinaryIO, kind: type[_T]) -> _T:
    """Raises msgspec.MsgspecError, struct.error."""
    (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
    return msgspec.msgpack.decode(file.read(length), type=kind)


def write_tasks(file: BinaryIO, head: Head, tasks: Iterable[PageTask]) -> None:
    file.write(_framed(head))
    file.writelines(_framed(_data_of(task)) for task in tasks)


def read_tasks(file: BinaryIO) -> tuple[Head, Iterator[PageTask]]:
    """Raises msgspec.MsgspecError, struct.error."""
    head = _next(file, Head)
    return head, (_task_of(_next(file, _Task)) for _ in range(head.tasks))


def write_part(file: BinaryIO, outcomes: Iterable[Outcome]) -> int:
    """How many there were."""
    digest, count = hashlib.sha256(), 0
    for outcome in outcomes:
        count += 1
        data = _framed(outcome)
        digest.update(data)
        file.write(data)
    file.write(digest.digest())
    return count


def is_whole(folder: Folder, name: str) -> bool:
    """Whether a part is there, and as it was written."""
    try:
        with closing(folder.open(name)) as file:
            return _is_whole(file)
    except FileNotFoundError:
        return False


def read_part(folder: Folder, name: str, count: int) -> Iterator[Outcome]:
    """The outcomes of a part. Raises NotWholeError before the first, StorageError, OSError."""
    try:
        file = folder.open(name)
    except FileNotFoundError:
        raise NotWholeError(name) from None
    with closing(file):
        if not _is_whole(file):
            raise NotWholeError(name)
        file.seek(0)
        for _ in range(count):
            yield _next(file, Outcome)


def _is_whole(file: BinaryIO) -> bool:
    digest, end = hashlib.sha256(), b""
    while piece := file.read(_PIECE):
        end += piece
        digest.update(end[:-_DIGEST])
        end = end[-_DIGEST:]
    return len(end) == _DIGEST and end == digest.digest()


def files_of(tasks: Iterable[PageTask]) -> tuple[State, ...]:
    """The files that tasks read, as they are now."""
    found: dict[Path, None] = {}
    for task in tasks:
        for one in filter(None, (task, task.linked_from, *task.attached)):
            if isinstance(one.place, InFile):
                found[one.place.path] = None
            elif isinstance(one.place, InArchive):
                places = (one.place.record, one.place.content)
                found |= dict.fromkeys(place.path for place in places if place is not None)
    return tuple(map(state_of, found))


def key_of(head: Head, tasks: Iterable[PageTask]) -> str:
    """Names a shard after all that decides what is read: two runs that ask for the same pages of
    the same files, by the same reader within the same limits, ask for the same part."""
    digest = hashlib.sha256(_encode(head._replace(data="")))
    for task in tasks:
        digest.update(_encode(_data_of(task)))
    return digest.hexdigest()[:32]

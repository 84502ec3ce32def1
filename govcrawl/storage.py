"""Files at addresses of fsspec (``s3://bucket/pages``, ``memory://…``), used as files of this machine.

What is read from such an address is copied first, once per machine, below a folder that says where it
came from: ``<cache>/govcrawl-stored/s3/bucket/pages/a.html``. So a path tells its address, and another
machine that is given the path gets the file for itself (``bring``). Records and messages name the
address. fsspec is an extra (``storage``), and so is what it needs for a protocol (``s3fs``).
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import quote

from govcrawl.messages import Message, say

_MARK = "govcrawl-stored"
_NO_HOST = "@"  # of addresses like hdfs:///pages
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://(.*)", re.DOTALL)
#: What file systems call the time of a file's last change, in their descriptions of it.
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "created")


class StorageError(OSError):
    """An address cannot be used; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class State(NamedTuple):
    """What tells two versions of a file: its size and the time of its last change (ns)."""

    path: str
    size: int
    changed: int


def is_address(name: str) -> bool:
    """Whether a name is an address of a storage, and no path of this machine.

    >>> is_address("s3://b/x.warc.gz"), is_address("file:///x"), is_address("saved/x.html")
    (True, False, False)
    """
    found = _ADDRESS.match(name)
    return found is not None and found[1] != "file"


def path_of(name: str) -> Path:
    """The path of this machine for a name: of an address, where its files are copied to.

    >>> path_of("file:///data/pages").as_posix()
    '/data/pages'
    """
    found = _ADDRESS.match(name)
    if found is None:
        return Path(name)
    if found[1] == "file":
        return Path(found[2])
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    folder, rest = Path(cache, _MARK, found[1]), found[2]
    return _below(folder / _NO_HOST if rest.startswith("/") else folder, rest)


def _below(folder: Path, name: str) -> Path:
    """A name as a path of a folder; ".." leads out of none."""
    return folder / posixpath.normpath(f"/{name}").lstrip("/")


def address_of(path: Path) -> str | None:
    """The address of the file that a path holds a copy of; None for a file of this machine."""
    if _MARK not in path.parts:
        return None
    scheme, *rest = path.parts[path.parts.index(_MARK) + 1 :]
    if rest[:1] == [_NO_HOST]:
        rest[0] = ""
    return f"{scheme}://{'/'.join(rest)}"


def name_of(path: Path) -> str:
    """What messages call a file: its address where it has one, else its path."""
    return address_of(path) or str(path)


def uri_of(path: Path) -> str:
    """A file as an address: of the storage where it comes from one, else ``file://…``."""
    address = address_of(path)
    return path.as_uri() if address is None else quote(address, safe="/:~")


def fetch(name: str) -> Path:
    """Copy what an address holds, a file or all files below a folder; the path of the copy,
    which does not exist where the address holds nothing. Any other name is a path as it is.

    Raises StorageError where the storage cannot be asked.
    """
    if not is_address(name):
        return path_of(name)
    whole = path_of(name)
    system, inner = _system(name)
    try:
        found = {
            _below(whole, key.removeprefix(inner)): (key, info)
            for key, info in system.find(inner, detail=True).items()
        }
        for path, (key, info) in found.items():
            _copy(system, key, info, path)
    except StorageError:
        raise
    except Exception as error:  # whatever its library raises
        raise _unusable(name, error) from error
    if whole.is_dir():  # what is no longer there is not read
        for path in whole.rglob("*"):
            if path.is_file() and path not in found:
                path.unlink()
    elif not found:
        whole.unlink(missing_ok=True)
    return whole


def bring(states: Iterable[State]) -> None:
    """Copy the files that paths are copies of, where they are not on this machine as they are said to
    be. Raises StorageError."""
    for state in states:
        path = Path(state.path)
        address = address_of(path)
        if address is None or state_of(path) == state:
            continue
        system, inner = _system(address)
        try:
            _copy(system, inner, system.info(inner), path)
            os.utime(path, ns=(state.changed, state.changed))
        except Exception as error:
            raise _unusable(address, error) from error


def state_of(path: Path) -> State:
    """The state of a file as it is now; zeros where it cannot be asked."""
    try:
        found = path.stat()
    except OSError:
        return State(str(path), 0, 0)
    return State(str(path), found.st_size, found.st_mtime_ns)


# --- a folder of files that are written once ------------------------------------------------


class Folder:
    """A folder, of this machine or of a storage, whose files are written once and as a whole.
    Everything raises StorageError or OSError."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._system: Any = None
        self._inner = ""
        if is_address(name):
            self._system, self._inner = _system(name)
        self._path = None if self._system is not None else path_of(name).absolute()

    def __str__(self) -> str:
        return self.name if self._path is None else str(self._path)

    def put(self, name: str, file: Path) -> None:
        """Make a file of this machine one of the folder."""
        if self._path is None:
            with suppress(Exception):  # object stores have no folders, and may forbid to ask
                self._system.makedirs(self._inner, exist_ok=True)
            self._do(lambda: self._system.put_file(str(file), f"{self._inner}/{name}"))
            return
        self._path.mkdir(parents=True, exist_ok=True)
        part = self._path / f".{name}.{os.getpid()}.part"
        try:
            shutil.copyfile(file, part)
            part.replace(self._path / name)
        finally:
            part.unlink(missing_ok=True)

    def open(self, name: str) -> BinaryIO:
        """Raises FileNotFoundError where there is none of that name."""
        if self._path is not None:
            return (self._path / name).open("rb")
        found: BinaryIO = self._do(lambda: self._system.open(f"{self._inner}/{name}", "rb"))
        return found

    def remove(self, name: str) -> None:
        """Take a file away, if it is there; and the folder, once it is empty."""
        if self._path is None:
            with suppress(FileNotFoundError):
                self._do(lambda: self._system.rm_file(f"{self._inner}/{name}"))
            return
        (self._path / name).unlink(missing_ok=True)
        with suppress(OSError):
            self._path.rmdir()

    def _do(self, what: Any) -> Any:
        try:
            return what()
        except FileNotFoundError:
            raise
        except Exception as error:
            raise _unusable(self.name, error) from error


# --- fsspec ---------------------------------------------------------------------------------


def _system(address: str) -> tuple[Any, str]:
    """The file system of an address, and what it calls what is there."""
    try:
        import fsspec
    except ImportError as error:
        raise StorageError(say("storage_missing", url=address, error=error)) from None
    try:
        system, inner = fsspec.core.url_to_fs(address)
    except ImportError as error:  # what fsspec needs for this protocol
        raise StorageError(say("storage_missing", url=address, error=error)) from None
    except Exception as error:
        raise _unusable(address, error) from error
    return system, str(inner).rstrip("/")


def _copy(system: Any, key: str, info: dict[str, Any], path: Path) -> None:
    """Copy a file, unless the copy is as new as it."""
    changed = _changed(info)
    if changed is not None and state_of(path) == State(str(path), int(info["size"] or 0), changed):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        system.get_file(key, str(part))
        if changed is not None:
            os.utime(part, ns=(changed, changed))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _changed(info: dict[str, Any]) -> int | None:
    """When a file was changed last (ns), as its file system says it."""
    told = next((info[name] for name in _TIMES if info.get(name)), None)
    if isinstance(told, datetime):
        return int(told.timestamp()) * 10**9
    return int(told) * 10**9 if isinstance(told, int | float) else None


def _unusable(address: str, error: Exception) -> StorageError:
    said = str(error) or type(error).__name__
    return StorageError(say("storage_unusable", url=address, error=said[:300]))

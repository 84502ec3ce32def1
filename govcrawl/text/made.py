"""What is made of data files, kept between processes.

TOML is parsed in Python, which takes a good part of a short command. The result is written
beside the compiled modules of the package, or into the user's cache folder where the package cannot
be written to, with the digest of what it was made of: another text is never taken for this one. A
file that is damaged, or of another text, is made again. Several processes may write at once; each
replaces the file as a whole. ``PYTHONDONTWRITEBYTECODE`` is kept to.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec

_T = TypeVar("_T")
_PACKAGE = Path(__file__).resolve().parents[1]
_SHORT = 1000  # bytes that are parsed sooner than looked up
_DATES = (dt.datetime, dt.date, dt.time)


def toml(name: str, text: str, model: type[_T]) -> _T:
    """The value of a TOML text, as ``msgspec.toml.decode`` gives it and with its errors. ``name``
    distinguishes the text from others that are kept."""
    plain = kept(name, text.encode(), lambda: msgspec.toml.decode(text))
    return msgspec.convert(plain, model, builtin_types=_DATES, str_keys=True)


def kept(name: str, source: bytes, make: Callable[[], Any]) -> Any:
    """What ``make`` makes of a source: plain values, which must not be changed. Values that cannot
    be kept are made each time."""
    if len(source) < _SHORT:
        return make()
    digest = hashlib.sha256(source).digest()
    file = f"{name}.{digest.hex()[:12]}.{sys.implementation.cache_tag}.data"
    for folder in _folders():
        with suppress(OSError, ValueError, EOFError, TypeError):
            data = (folder / file).read_bytes()
            if data.startswith(digest):
                body = data[2 * len(digest) :]
                if hashlib.sha256(body).digest() == data[len(digest) : 2 * len(digest)]:
                    return msgspec.msgpack.decode(body)
    value = make()
    if sys.dont_write_bytecode:
        return value
    with suppress(TypeError, ValueError, OverflowError):
        body = msgspec.msgpack.encode(value)
        if msgspec.msgpack.decode(body) == value:  # a date, for one, comes back as a text
            _write(file, digest + hashlib.sha256(body).digest() + body)
    return value


def _folders() -> list[Path]:
    """Where it may be, the first place first."""
    beside = _PACKAGE / "__pycache__"
    if sys.pycache_prefix is not None:
        beside = Path(sys.pycache_prefix, *_PACKAGE.parts[1:])
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - there may be no home
    # Packages that are elsewhere have files of their own.
    own = hashlib.sha256(str(_PACKAGE).encode()).hexdigest()[:12]
    return [beside, Path(cache, "govcrawl", own)]


def _write(file: str, data: bytes) -> None:
    for folder in _folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            number, part = tempfile.mkstemp(prefix=f".{file}.", dir=folder)
        except OSError:
            continue
        try:
            with os.fdopen(number, "wb") as out:
                out.write(data)
            os.chmod(part, 0o644)  # noqa: PTH101
            os.replace(part, folder / file)  # noqa: PTH105
        except OSError:  # a full disk
            with suppress(OSError):
                os.unlink(part)  # noqa: PTH108
            continue
        return

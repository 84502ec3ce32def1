"""Where a command's records go: standard output is a stream, files are replaced."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from scrapy.exceptions import UsageError

from govcrawl.messages import say
from govcrawl.runs import replacing

_SUFFIXES = (".jsonl", ".jl", ".jsonlines")
STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def is_stream(name: str) -> bool:
    """Whether records are written there as they come: standard output, a pipe, a device."""
    path = Path(name)
    return name in STDOUT or (path.exists() and not path.is_file() and not path.is_dir())


def feed_name(name: str) -> str:
    """A name that the user gave for a feed. Raises UsageError where it is none."""
    if not is_stream(name) and not name.lower().endswith(_SUFFIXES):
        raise UsageError(str(say("bad_feed", path=name)), print_help=False)
    return name


class Output:
    """Lines of one run; a context manager. They are kept in the run's own file, and go from
    there to the file that the user named once ``publish`` is called: until then that file is as
    it was. A stream gets each line as it comes."""

    def __init__(self, own: Path, name: str | None, *, append: bool) -> None:
        """``own``: the run's file; ``name``: what the user gave, None for nothing; ``append``:
        the records join those that are there."""
        self._own, self._append = own, append
        self._stream: BinaryIO | None = None
        self._name: Path | None = None
        if name and is_stream(name):
            self._stream = (
                sys.stdout.buffer if name in STDOUT else Path(name).open("wb")  # noqa: SIM115
            )
        elif name:
            self._name = Path(name)
        self._file = own.open("wb")

    @property
    def replaces(self) -> Path | None:
        """The file whose records are to be replaced."""
        return None if self._append else self._name

    @property
    def shown(self) -> Path:
        """The message about where the records are."""
        return self._name or self._own

    def write(self, line: bytes) -> None:
        self._file.write(line)
        if self._stream is not None:
            self._stream.write(line)
            self._stream.flush()

    def publish(self) -> None:
        """Raises OSError where the file cannot be written; it is as it was then."""
        self._file.flush()
        os.fsync(self._file.fileno())
        if self._name is None:
            return
        with replacing(self._name) as file, self._own.open("rb") as own:
            if self._append and self._name.exists():
                with self._name.open("rb") as old:
                    shutil.copyfileobj(old, file)
            shutil.copyfileobj(own, file)

    def __enter__(self) -> Output:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        if self._stream is sys.stdout.buffer:
            try:
                self._stream.flush()
            except OSError:  # who read it is gone, or has no room; else it is said once more
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                raise
        elif self._stream is not None:
            with suppress(BrokenPipeError):
                self._stream.close()

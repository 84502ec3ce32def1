"""Pages at which a reader process died, remembered so that no later run tries them again.

``<data>/killers.jsonl``: one line a page, appended; by the digest of all its bytes and the
version of the reader. A page is tried again by another version of the reader, and, where it died
of a limit, once it is given more than it had.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from govcrawl.execution.outcome import Outcome, failure
from govcrawl.execution.read_settings import Limits
from govcrawl.execution.task import PageTask
from govcrawl.messages import say

NAME = "killers.jsonl"
Cause: TypeAlias = Literal["time", "memory", "death"]


class Killer(msgspec.Struct, frozen=True):
    """One page. ``seconds`` and ``memory``: the limits under which it killed its reader."""

    digest: str
    reader: str
    cause: Cause
    name: str
    seconds: float
    memory: int


class Killers:
    """Those of one version of the reader. Raises OSError where the file cannot be read."""

    def __init__(self, path: Path | None, reader: str, limits: Limits) -> None:
        """``path``: where they are kept, None for this run alone; ``reader``: its version."""
        self._path, self._reader, self._limits = path, reader, limits
        self._known = {one.digest: one for one in self._read() if self._holds(one)}

    def __getitem__(self, digest: str) -> Killer:
        return self._known[digest]

    def __contains__(self, digest: str) -> bool:
        return digest in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def add(self, digest: str, cause: Cause, name: str) -> Killer:
        """Remember a page. Raises OSError where it cannot be written."""
        limits = self._limits
        one = Killer(digest, self._reader, cause, name, limits.seconds, limits.memory)
        self._known[digest] = one
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # One write at the end of the file: runs side by side do not mix their lines.
            out = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
            try:
                os.write(out, msgspec.json.encode(one) + b"\n")
                os.fsync(out)
            finally:
                os.close(out)
        return one

    def _holds(self, one: Killer) -> bool:
        """Whether it would kill its reader again, as far as is known."""
        if one.reader != self._reader:
            return False
        if one.cause == "time":
            return self._limits.seconds <= one.seconds
        return one.cause == "death" or self._limits.memory <= one.memory

    def _read(self) -> Iterator[Killer]:
        try:
            lines = self._path.read_bytes().splitlines() if self._path else []
        except FileNotFoundError:
            return
        for line in lines:
            try:
                yield msgspec.json.decode(line, type=Killer)
            except msgspec.MsgspecError:
                continue  # damaged: its page is tried once more


def known_killer(task: PageTask, known: Killer) -> Outcome:
    """The outcome of a page that is not tried again."""
    return failure(say("reading_known", path=task.name, cause=known.cause), killed=True)

"""A job, how it ended, and what an engine is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

#: The job that reads a shard of a reparse (``read_shard``); all others are commands of ``govcrawl``.
READ_SHARD = "read-shard"
#: Characters of what a job says on standard error that are kept, from its end.
_SAID = 2000


class Job(NamedTuple):
    """One command. ``arguments``: of ``govcrawl``, or of ``READ_SHARD``; ``again``: what is added where it is run once
    more; ``claims``: what no two jobs may have at once (hosts, addresses)."""

    name: str
    arguments: tuple[str, ...]
    again: tuple[str, ...] = ()
    claims: frozenset[str] = frozenset()


class Ended(NamedTuple):
    """How a job ended: its exit status, None where it was lost with its worker or node; what it
    said last."""

    status: int | None
    said: str = ""


class Engine(Protocol):
    """Runs commands. ``slots``: how many at a time."""

    slots: int

    def start(self, arguments: Sequence[str]) -> Any:
        """Begin a command; a handle for ``wait``."""
        ...

    def wait(self, handles: Sequence[Any], seconds: float) -> list[tuple[Any, Ended]]:
        """Those that have ended, after ``seconds`` at most."""
        ...

    def stop(self) -> None:
        """Ask all that run to stop, as Ctrl-C does."""
        ...

    def close(self) -> None: ...


def command(arguments: Sequence[str]) -> list[str]:
    """The command line of a job, which ends with the process that starts it."""
    return [sys.executable, "-m", "govcrawl.jobs.child", str(os.getpid()), *arguments]


def environment(given: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a job finds in its environment: this package, whatever folder it runs in."""
    path = [p for p in (*sys.path, os.environ.get("PYTHONPATH", "")) if p]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(path)), **(given or {})}


def begin(
    arguments: Sequence[str], given: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """The process of a job, in a session of its own: Ctrl-C is the supervisor's to answer. ``given``:
    what its environment has beside this one's."""
    return subprocess.Popen(  # noqa: S603 - this program itself
        command(arguments),
        env=environment(given),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def finish(process: subprocess.Popen[bytes]) -> Ended:
    """Wait for a job's process; only the end of what it says is held."""
    assert process.stderr is not None
    said = b""
    while piece := process.stderr.read1(1 << 16):  # type: ignore[attr-defined]
        said = (said + piece)[-4 * _SAID :]
    return Ended(process.wait(), said.decode("utf-8", "replace")[-_SAID:])

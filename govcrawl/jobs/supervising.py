"""What runs when: no two jobs that claim the same at once, and what broke down once more."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from govcrawl import runs
from govcrawl.jobs.job import Ended, Engine, Job

#: How often one job is begun, at most.
ATTEMPTS = 3
_LOOK = 0.5  # seconds between two looks whether to stop


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """How a job ended in the end, after how many attempts."""

    name: str
    status: int | None
    attempts: int
    said: str = ""


class Supervisor:
    """Runs jobs on an engine. ``ended`` is told of each as it ends; ``stop`` may be called from a
    signal handler."""

    def __init__(
        self, engine: Engine, ended: Callable[[Result], None], attempts: int = ATTEMPTS
    ) -> None:
        self.engine, self._told, self.attempts = engine, ended, attempts
        self.stopped = False

    def stop(self) -> None:
        self.stopped = True
        self.engine.stop()

    def run(self, jobs: Iterable[Job]) -> None:
        """All of them, in their order as far as their claims allow; what is not begun when
        everything is stopped is left."""
        waiting = list(jobs)
        tries = dict.fromkeys((job.name for job in waiting), 0)
        running: dict[Any, Job] = {}
        claimed: set[str] = set()
        while (waiting and not self.stopped) or running:
            while len(running) < self.engine.slots and not self.stopped:
                job = next((j for j in waiting if claimed.isdisjoint(j.claims)), None)
                if job is None:
                    break
                waiting.remove(job)
                claimed |= job.claims
                tries[job.name] += 1
                again = job.again if tries[job.name] > 1 else ()
                running[self.engine.start((*job.arguments, *again))] = job
            for handle, end in self.engine.wait(list(running), _LOOK):
                job = running.pop(handle)
                claimed -= job.claims
                if broke_down(end) and tries[job.name] < self.attempts and not self.stopped:
                    waiting.append(job)
                elif not self.stopped or end.status == runs.OK:  # what is broken off is not done
                    self._told(_result(job, end, tries[job.name]))


def broke_down(end: Ended) -> bool:
    """Whether a job did not come to a verdict of its own: a crash, a signal, a lost node."""
    return end.status is None or end.status == runs.CRASH or end.status < 0


def _result(job: Job, end: Ended, attempts: int) -> Result:
    return Result(name=job.name, status=end.status, attempts=attempts, said=end.said)


class Journal:
    """How each job of a batch ended, a line each, so that a batch that was killed can be taken
    up: jobs that ended are not done again. ``path``: replaced where it is another batch's."""

    def __init__(self, path: Path, batch: str, *, resume: bool) -> None:
        self.path = path
        self.done: dict[str, Result] = {}
        head = msgspec.json.encode({"batch": batch})
        lines = _lines(path) if resume else []
        if lines and lines[0] == head:
            for line in lines[1:]:
                try:
                    result = msgspec.json.decode(line, type=Result)
                except msgspec.MsgspecError:  # torn by a kill
                    continue
                self.done[result.name] = result
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f".{path.name}.part")
            part.write_bytes(head + b"\n")
            os.replace(part, path)  # noqa: PTH105
        self._torn = bool(lines) and not path.read_bytes().endswith(b"\n")

    def write(self, result: Result) -> None:
        with self.path.open("ab") as out:
            out.write((b"\n" if self._torn else b"") + msgspec.json.encode(result) + b"\n")
            out.flush()
            os.fsync(out.fileno())
        self._torn = False
        self.done[result.name] = result


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().splitlines()
    except OSError:
        return []

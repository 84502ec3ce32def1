"""An execution whose pages are read by jobs, on this machine or on several.

The run itself stays in one process: it names the pages, gets their outcomes in the same order as from
workers of its own, and makes of them what it always makes, so that the outcome does not depend on how
many machines read. Pages are given out in shards of equal size; each is a job with a file of tasks, and
its part, named after its contents, stays where it is until the run is done. A run that is begun again
after it broke off reads only what is not there.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple, TypeVar

import msgspec

from govcrawl import runs
from govcrawl.execution.execution import Execution
from govcrawl.execution.outcome import Outcome
from govcrawl.execution.task import PageTask
from govcrawl.jobs.job import READ_SHARD, Engine, Job
from govcrawl.jobs.read_shard import part_name, tasks_name
from govcrawl.jobs.shard_files import (
    Head,
    NotWholeError,
    files_of,
    is_whole,
    key_of,
    read_part,
    read_tasks,
    write_tasks,
)
from govcrawl.jobs.supervising import Result, Supervisor
from govcrawl.messages import Message, say
from govcrawl.storage import Folder

_T = TypeVar("_T")
_POLL = 0.1  # seconds between two looks whether to stop
#: A round with fewer pages than this share of a shard is read here: documents that pages link come in small rounds,
#: and a job takes a second to begin.
_SMALL = 4


class ShardError(RuntimeError):
    """A shard could not be read; ``message`` says which and why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class _Shard(NamedTuple):
    """``pages``: how many; ``tasks``: the file of this machine that holds them."""

    number: int
    key: str
    pages: int
    tasks: Path


class Round(NamedTuple):
    """Of shards that are read together: how many there are, whose parts were there already, that are done;
    ``ended``: the one that has just ended, None at the beginning."""

    total: int
    kept: int
    done: int
    ended: Result | None = None


class Sharded(Execution):
    """``inner`` looks through files and reads small rounds, in this process and its workers;
    ``told`` is told how it goes. ``plan`` before the first round."""

    def __init__(
        self,
        inner: Execution,
        engine: Engine,
        folder: Folder,
        head: Head,
        told: Callable[[Round], None],
    ) -> None:
        super().__init__()
        self._inner, self._engine, self._folder = inner, engine, folder
        self._head, self._told = head, told
        self.size = 1
        self._scratch = tempfile.TemporaryDirectory(prefix="govcrawl-")
        self._keys: set[str] = set()
        self._supervisor: Supervisor | None = None

    def plan(self, pages: int, shards: int | None) -> None:
        """Say how many pages there are, and into how many shards they go, None for what is good."""
        self.size = size_of(pages, shards, self._engine.slots)

    def submit(self, task: PageTask) -> Future[Outcome]:
        return self._inner.submit(task)

    def call(self, function: Callable[..., _T], *args: object) -> Future[_T]:
        return self._inner.call(function, *args)

    def stop(self) -> None:
        super().stop()
        self._inner.stop()
        if self._supervisor is not None:
            self._supervisor.stop()

    def close(self) -> None:
        self._inner.close()
        self._engine.close()
        self._scratch.cleanup()

    def discard(self) -> None:
        """Take away the parts of this run, once its outcome is published."""
        for key in self._keys:
            self._folder.remove(part_name(key))
            self._folder.remove(tasks_name(key))  # of a run that was killed

    def map(self, tasks: Iterable[PageTask]) -> Iterator[tuple[PageTask, Outcome]]:
        """Raises ShardError where a shard cannot be read, after all others were."""
        waiting = iter(tasks)
        first = list(islice(waiting, self.size // _SMALL + 1))
        if len(first) <= self.size // _SMALL:
            yield from self._inner.map(first)
            return
        shards = list(self._planned(chain(first, waiting)))
        self._keys |= {shard.key for shard in shards}
        left = [shard for shard in shards if not is_whole(self._folder, part_name(shard.key))]
        self._told(Round(len(shards), len(shards) - len(left), 0))
        ended = SimpleQueue[Result | BaseException]()
        supervisor = self._supervisor = Supervisor(self._engine, ended.put)
        args = (supervisor, left, ended)
        thread = threading.Thread(target=self._run, args=args, daemon=True)
        thread.start()
        try:
            yield from self._merged(shards, left, ended)
        finally:
            supervisor.stop()  # what is left where nobody asks for more
            thread.join()
            self._supervisor = None
            for shard in left:
                self._folder.remove(tasks_name(shard.key))

    def _planned(self, tasks: Iterator[PageTask]) -> Iterator[_Shard]:
        number = 0
        while some := list(islice(tasks, self.size)):
            number += 1
            head = self._head._replace(files=files_of(some), tasks=len(some))
            key = key_of(head, some)
            path = Path(self._scratch.name, tasks_name(key))
            with path.open("wb") as file:
                write_tasks(file, head, some)
            yield _Shard(number, key, len(some), path)

    def _run(
        self,
        supervisor: Supervisor,
        shards: list[_Shard],
        ended: SimpleQueue[Result | BaseException],
    ) -> None:
        try:
            for shard in shards:
                if supervisor.stopped:
                    return
                self._folder.put(tasks_name(shard.key), shard.tasks)
            supervisor.run(Job(s.key, (READ_SHARD, str(self._folder), s.key)) for s in shards)
        except BaseException as error:  # nobody may wait for ever
            ended.put(error)

    def _merged(
        self, shards: list[_Shard], left: list[_Shard], ended: SimpleQueue[Result | BaseException]
    ) -> Iterator[tuple[PageTask, Outcome]]:
        """The outcomes in the order of the tasks, of each shard as it is done."""
        results: dict[str, Result] = {}
        numbers = {shard.key: shard.number for shard in shards}
        kept = len(shards) - len(left)
        asked = {shard.key for shard in left}
        wrong: list[Message] = []
        for shard in shards:
            while shard.key in asked and shard.key not in results:
                with suppress(Empty):
                    got = ended.get(timeout=_POLL)
                    if isinstance(got, BaseException):
                        raise got
                    results[got.name] = got
                    named = msgspec.structs.replace(got, name=f"{numbers[got.name]}/{len(shards)}")
                    self._told(Round(len(shards), kept, len(results), named))
                if self.stopped.is_set():
                    return
            result = results.get(shard.key)
            if result is not None and result.status != runs.OK:
                wrong.append(_failed(shard, len(shards), result))
            if wrong:  # the others are read, so that they need not be again
                continue
            try:
                with shard.tasks.open("rb") as file:
                    _, tasks = read_tasks(file)
                    outcomes = read_part(self._folder, part_name(shard.key), shard.pages)
                    yield from zip(tasks, outcomes, strict=True)
            except NotWholeError:
                given = {"shard": shard.number, "count": len(shards), "path": self._folder}
                raise ShardError(say("shard_not_whole", **given)) from None
        if wrong:
            raise ShardError(wrong[0])


def _failed(shard: _Shard, count: int, result: Result) -> Message:
    why = (result.said.strip().splitlines() or [f"exit {result.status}"])[-1]
    given = {"shard": shard.number, "count": count, "attempts": result.attempts, "error": why[:300]}
    return say("shard_failed", **given)


def size_of(pages: int, shards: int | None, slots: int) -> int:
    """Pages of a shard: as many as asked for; else so that each slot gets several and a job is
    worth its start (some 200 pages, 3 s) and what is lost with it is little (2,000, half a minute).

    >>> size_of(1000, 4, 1), size_of(100_000, None, 8), size_of(100, None, 8)
    (250, 2000, 200)
    """
    if shards:
        return max(1, -(-pages // shards))
    return max(200, min(2000, pages // (4 * slots)))

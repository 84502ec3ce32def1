"""Ways to run tasks, with one interface: the result of a page does not depend on where it is read."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import TypeVar

from govcrawl.execution.killers import Killers, known_killer
from govcrawl.execution.load import NotLoadedError, load
from govcrawl.execution.outcome import Outcome, failure
from govcrawl.execution.process import process_loaded
from govcrawl.execution.read_settings import Limits
from govcrawl.execution.task import PageTask

_T = TypeVar("_T")
_POLL = 0.1  # seconds between two looks whether a waiting caller was told to stop


class StoppedError(RuntimeError):
    """The execution was closed before it reached a task."""


class Execution(ABC):
    """Runs tasks; ``close`` at the end. ``stop`` may be called from a signal handler: no further task is begun by
    ``map``, which ends after those that are done."""

    #: Tasks that ``map`` has under way or waiting for their turn.
    window = 1

    def __init__(self) -> None:
        self.stopped = threading.Event()

    @abstractmethod
    def submit(self, task: PageTask) -> Future[Outcome]:
        """Run a task; its outcome. The future raises StoppedError where it will not be run."""

    @abstractmethod
    def call(self, function: Callable[..., _T], *args: object) -> Future[_T]:
        """Run other work where the tasks run, without a limit of time. The future raises what
        the function does not, where its worker dies."""

    def close(self) -> None:  # noqa: B027 - nothing to end where nothing was started
        """End all work at once, and what was started for it."""

    def stop(self) -> None:
        self.stopped.set()

    def run(self, task: PageTask) -> Outcome:
        """Run one task and wait for it."""
        return self.submit(task).result()

    async def run_async(self, task: PageTask) -> Outcome:
        """The same beside an event loop that goes on."""
        return await asyncio.wrap_future(self.submit(task))

    def map(self, tasks: Iterable[PageTask]) -> Iterator[tuple[PageTask, Outcome]]:
        """Every task with its outcome, in the order given; few are held at any time."""
        waiting, begun = iter(tasks), deque[tuple[PageTask, Future[Outcome]]]()
        while True:
            while len(begun) < self.window and not self.stopped.is_set():
                try:
                    task = next(waiting)
                except StopIteration:
                    break
                begun.append((task, self.submit(task)))
            if not begun:
                return
            # Woken once for several pages: to be woken for each costs more than all else that is
            # done here for it.
            several = max(1, min(len(begun), self.window // 2))
            self._wait(begun[several - 1][1])
            for _ in range(several):
                task, future = begun.popleft()
                outcome = self._wait(future)
                if outcome is None:
                    return
                yield task, outcome

    def _wait(self, future: Future[_T]) -> _T | None:
        """The result of a future; None where everything is to stop before there is one."""
        while True:
            try:
                return future.result(_POLL)
            except NotYet:
                if self.stopped.is_set():
                    return None
            except StoppedError:
                return None


class Inline(Execution):
    """In this process, one after the other: for debugging, and where there are no other
    processes. Nothing guards it but the memory of pages that killed a reader."""

    def __init__(self, limits: Limits, killers: Killers) -> None:
        super().__init__()
        self.limits, self.killers = limits, killers
        self._read = limits.read()

    def submit(self, task: PageTask) -> Future[Outcome]:
        future: Future[Outcome] = Future()
        future.set_result(self._outcome(task))
        return future

    def call(self, function: Callable[..., _T], *args: object) -> Future[_T]:
        future: Future[_T] = Future()
        try:
            future.set_result(function(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def _outcome(self, task: PageTask) -> Outcome:
        try:
            loaded = load(task, self.limits.max_bytes)
        except NotLoadedError as error:
            return failure(error.message)
        if self.killers and loaded.digest in self.killers:
            return known_killer(task, self.killers[loaded.digest])
        return process_loaded(task, loaded, read=self._read)

"""A pool of worker processes: where one dies, only its page is lost.

Each page is read by one worker. A worker that dies, of its page's limits or of a defect, is
replaced; its page is tried once more, alone, since the neighbours may have taken the memory; what kills
two readers is said, remembered, and not tried again until the reader changes.

One thread looks after the workers, so that callers may wait for a page or go on (``submit``).
Workers are started as there is work for them. Where many pages wait, a worker is given several at
once: to be woken for each costs the parent more than all else that it does for it.
"""

from __future__ import annotations

import os
import pickle
import selectors
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from govcrawl.execution.execution import Execution, StoppedError
from govcrawl.execution.killers import Cause, Killers
from govcrawl.execution.load import NotLoadedError, load
from govcrawl.execution.nursery import Nursery, NurseryError
from govcrawl.execution.outcome import Outcome, failure
from govcrawl.execution.read_settings import Limits
from govcrawl.execution.task import PageTask
from govcrawl.execution.worker import OUT_OF_MEMORY, Call, Done
from govcrawl.messages import say

_T = TypeVar("_T")
#: Tasks under way or waiting for their turn, per worker.
_WINDOW = 32
#: Pages that a worker is given at once, at most.
_SEVERAL = 8
#: A page may take this many times its limit of processor time by the clock: it may wait for the
#: processor, which others want too, but not for ever.
_CLOCK = 10
_CODES = {"time": "reading_timeout", "memory": "reading_memory", "death": "reading_crashed"}


class WorkerDiedError(RuntimeError):
    """The worker of a call died."""


class _Job:
    """One piece of work and who waits for it. ``alone``: it has killed a worker already."""

    __slots__ = ("alone", "begun", "future", "work")

    def __init__(self, work: PageTask | Call) -> None:
        self.work, self.future = work, Future[Any]()
        self.alone, self.begun = False, 0.0


class _Worker:
    """``jobs``: one, or several pages; ``progress``: the end of a pipe that gets a byte for each
    page that is begun."""

    __slots__ = ("jobs", "pid", "pipe", "progress", "worn")

    def __init__(self, pid: int, pipe: Connection, progress: int) -> None:
        self.pid, self.pipe, self.progress = pid, pipe, progress
        self.jobs: list[_Job] = []
        self.worn = False

    def at_fault(self) -> _Job | None:
        """The piece of work that it died of."""
        return self.jobs[max(0, min(self.begun(), len(self.jobs)) - 1)] if self.jobs else None

    def begun(self) -> int:
        """How many pages it has begun since this was asked last."""
        try:
            return len(os.read(self.progress, 1 << 10))
        except BlockingIOError:
            return 0


class Pool(Execution):
    """Up to ``jobs`` workers. ``warm``: the dotted name of what loads what their work needs;
    ``forked``: they may be forked from this process as it is now."""

    def __init__(
        self, limits: Limits, killers: Killers, jobs: int, warm: str = "", *, forked: bool = False
    ) -> None:
        super().__init__()
        self._warm = warm
        self.limits, self.killers, self.jobs = limits, killers, jobs
        self.window = _WINDOW * jobs
        self._nursery: Nursery | None = Nursery(warm, forked=True) if forked else None
        self._workers: list[_Worker] = []
        self._lock = threading.Lock()  # guards what follows
        self._waiting: deque[_Job] = deque()
        self._again: deque[_Job] = deque()
        self._closed = False
        self._idle = False  # the thread sleeps though it could give out work: to be woken for it
        self._thread: threading.Thread | None = None
        self._selector = selectors.DefaultSelector()
        self._bell, self._ring = socket.socketpair()
        self._bell.setblocking(False)
        self._selector.register(self._bell, selectors.EVENT_READ)

    def submit(self, task: PageTask) -> Future[Outcome]:
        return self._submit(task)

    def call(self, function: Callable[..., _T], *args: object) -> Future[_T]:
        return self._submit(Call(function, args))

    def close(self) -> None:
        with self._lock:
            closed, self._closed = self._closed, True
        if closed:
            return
        self._ring.send(b"!")
        if self._thread is not None:
            self._thread.join()
        self._selector.close()
        self._bell.close()
        self._ring.close()

    def _submit(self, work: PageTask | Call) -> Future[Any]:
        job = _Job(work)
        with self._lock:
            if self._closed:
                job.future.set_exception(StoppedError())
                return job.future
            self._waiting.append(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="pool", daemon=True)
                self._thread.start()
            if self._idle:
                self._idle = False
                self._ring.send(b"!")
        return job.future

    # --- the thread that looks after the workers --------------------------------------------

    def _serve(self) -> None:
        error: BaseException = StoppedError()
        try:
            while not self._closed:
                self._dispatch()
                for key, _ in self._selector.select(self._patience()):
                    if key.data is None:
                        with suppress(BlockingIOError):
                            self._bell.recv(1 << 12)
                    else:
                        self._hear(key.data)
                self._give_up()
        except BaseException as defect:  # a caller must not wait for ever
            error = defect
        finally:
            self._end(error)

    def _dispatch(self) -> None:
        """Give work to those that are free. A page that has killed a worker is read alone."""
        while True:
            busy = [w for w in self._workers if w.jobs]
            with self._lock:
                if self._again:
                    if busy:
                        return
                    jobs = [self._again.popleft()]
                elif (
                    self._waiting
                    and len(busy) < self.jobs
                    and not any(w.jobs[0].alone for w in busy)
                ):
                    jobs = self._next()
                else:
                    self._idle = not self._waiting
                    return
            try:
                self._give(jobs)
            except (
                BaseException
            ):  # no worker can be had: who waits for these is told with the others
                with self._lock:
                    self._waiting.extendleft(reversed(jobs))
                raise

    def _next(self) -> list[_Job]:
        """The next piece of work, or some pages where there are many: half of a worker's share."""
        jobs = [self._waiting.popleft()]
        several = min(_SEVERAL, (len(self._waiting) + 1) // (2 * self.jobs))
        while len(jobs) < several and not any(
            isinstance(job.work, Call) for job in (jobs[0], self._waiting[0])
        ):
            jobs.append(self._waiting.popleft())
        return jobs

    def _give(self, jobs: list[_Job]) -> None:
        first = jobs[0].work
        work = first if isinstance(first, Call) else [job.work for job in jobs]
        while True:
            worker = next((w for w in self._workers if not w.jobs and not w.worn), None)
            worker = worker or self._hire()
            worker.jobs = jobs
            for job in jobs:
                job.begun = time.monotonic()
            try:
                worker.pipe.send_bytes(pickle.dumps(work, pickle.HIGHEST_PROTOCOL))
            except OSError:  # it died while it had nothing to do: its pages are not to blame
                worker.jobs = []
                self._bury(worker)
            else:
                return

    def _hire(self) -> _Worker:
        for last in (False, True):
            ours, theirs = Pipe()
            progress, begun = os.pipe()
            os.set_blocking(progress, False)
            with theirs, os.fdopen(begun, "wb", 0):
                try:
                    if self._nursery is None:
                        self._nursery = Nursery(self._warm)
                    pid = self._nursery.fork(theirs, begun)
                except NurseryError:
                    ours.close()
                    os.close(progress)
                    self._lose_nursery()
                    if last:
                        raise
                    continue
            worker = _Worker(pid, ours, progress)
            with suppress(OSError):  # seen when it is given its work
                ours.send((self.limits, {one: self.killers[one] for one in self.killers}))
            self._workers.append(worker)
            self._selector.register(ours, selectors.EVENT_READ, worker)
            return worker
        raise AssertionError

    def _hear(self, worker: _Worker) -> None:
        """A worker has sent something, or is gone."""
        try:
            done: Done = worker.pipe.recv()
        except (EOFError, OSError):
            self._died(worker)
            return
        jobs, worker.jobs, worker.worn = worker.jobs, [], done.worn
        if not jobs:
            return
        worker.begun()
        results = [done.result] if isinstance(jobs[0].work, Call) else done.result
        for job, result in zip(jobs, results, strict=False):
            _settle(job.future, result)
        with self._lock:  # those that a worn worker did not come to
            self._waiting.extendleft(reversed(jobs[len(results) :]))

    def _died(self, worker: _Worker) -> None:
        """The page that it died of is read again, alone; the others that it had are not to blame."""
        job, jobs = worker.at_fault(), worker.jobs
        status = self._bury(worker)
        if job is None:
            return
        others = [one for one in jobs if one is not job]
        with self._lock:
            self._waiting.extendleft(reversed(others))
        if isinstance(job.work, Call):
            _settle(job.future, WorkerDiedError(f"exit status {status}"))
        elif job.alone:
            _settle(job.future, self._killed(job.work, self._cause(job, status)))
        else:
            job.alone = True
            with self._lock:
                self._again.append(job)

    def _cause(self, job: _Job, status: int | None) -> Cause:
        if status == OUT_OF_MEMORY:
            return "memory"
        late = time.monotonic() - job.begun >= _CLOCK * self.limits.seconds
        return "time" if late or status == -signal.SIGPROF else "death"

    def _killed(self, task: PageTask, cause: Cause) -> Outcome:
        """What is said of a page that killed two readers; it is remembered by its bytes."""
        try:
            digest = load(task, self.limits.max_bytes).digest
            known = self.killers.add(digest, cause, task.name)
        except (NotLoadedError, OSError):
            known = None  # it is tried again next time
        if known is not None:
            for worker in self._workers:
                with suppress(OSError):
                    worker.pipe.send(known)
        limit = {"time": f"{self.limits.seconds:g}", "memory": str(self.limits.memory >> 20)}
        message = say(_CODES[cause], path=task.name, limit=limit.get(cause, ""))
        return failure(message, killed=True)

    def _bury(self, worker: _Worker) -> int | None:
        """Let a worker go that is dead or dying; how it ended, None where it is not known."""
        self._workers.remove(worker)
        self._selector.unregister(worker.pipe)
        worker.pipe.close()
        os.close(worker.progress)
        try:
            return self._nursery.ended(worker.pid) if self._nursery else None
        except NurseryError:
            self._lose_nursery()
            return None

    def _lose_nursery(self) -> None:
        if self._nursery is not None:
            self._nursery.close()
            self._nursery = None

    def _patience(self) -> float | None:
        """Seconds until a page has taken too long by the clock; None where none is read."""
        ends = [end for w in self._workers if (end := self._end_of(w)) is not None]
        return max(0.0, min(ends) - time.monotonic()) if ends else None

    def _end_of(self, worker: _Worker) -> float | None:
        """When a worker's pages have taken too long; None where it reads none."""
        if not worker.jobs or not isinstance(worker.jobs[0].work, PageTask):
            return None
        return worker.jobs[0].begun + len(worker.jobs) * _CLOCK * self.limits.seconds

    def _give_up(self) -> None:
        now = time.monotonic()
        for worker in self._workers:
            end = self._end_of(worker)
            if end is not None and end <= now:
                with suppress(ProcessLookupError):
                    os.kill(worker.pid, signal.SIGKILL)  # heard of when its pipe ends

    def _end(self, error: BaseException) -> None:
        with self._lock:
            self._closed = True
            left = [*self._again, *self._waiting]
        if self._nursery is not None:
            self._nursery.close()
        for worker in self._workers:
            worker.pipe.close()
            os.close(worker.progress)
            left += worker.jobs
        for job in left:
            _settle(job.future, error)


def _settle(future: Future[Any], result: Any) -> None:
    with suppress(InvalidStateError):  # whoever waited has given it up
        if isinstance(result, BaseException):
            future.set_exception(result)
        else:
            future.set_result(result)

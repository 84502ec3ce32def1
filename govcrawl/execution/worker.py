"""A worker process: takes tasks from its pipe, one by one, and sends back the result of each.

It ends when its pipe does, when a page takes more processor time or memory than it may, and
with the process that it was forked from.
"""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeAlias

from govcrawl.execution.killers import Killer, known_killer
from govcrawl.execution.load import NotLoadedError, load
from govcrawl.execution.outcome import Outcome, failure
from govcrawl.execution.process import Read, process_loaded
from govcrawl.execution.read_settings import Limits
from govcrawl.execution.task import PageTask

#: Exit status of a worker that ended itself because its page took too much memory.
OUT_OF_MEMORY = 82
_WATCH = 0.05  # seconds between two looks at the memory in use
#: Beyond the watch, the address space has a limit too: an allocation that is larger than this many
#: times the allowed memory fails at once, before it fills the machine between two looks.
_ADDRESS_SPACE = 2
#: Share of the allowed memory beyond which a worker is not given another page: what one page
#: left after must not count against the next.
_WORN = 0.5
_STATM = Path("/proc/self/statm")
_PAGE = resource.getpagesize()

#: What a worker is sent: pages, a page that killed another worker meanwhile, or a function to
#: call with its arguments.
Job: TypeAlias = "list[PageTask] | Killer | Call"


class Call(NamedTuple):
    """Any other work that must not hold up the parent."""

    function: Callable[..., Any]
    args: tuple[Any, ...]


class Done(NamedTuple):
    """What a worker sends back: of pages a list, of the first ones where it is worn before the
    last. ``worn``: it ends now, and takes no more work."""

    result: Any
    worn: bool = False


def begin(pipe: Connection, progress: int, parent: int) -> NoReturn:
    """Be a worker, of the process that forked this one. The pipe gives the limits and the known
    killers first; ``progress`` gets a byte for each page that is begun."""
    status = 1
    try:
        _die_with(parent)
        # The outcome says what is to be said; the parent's log may have a form of its own.
        logging.getLogger().addHandler(logging.NullHandler())
        serve(pipe, progress, *pipe.recv())
        status = 0
    except (EOFError, OSError):
        pass  # the parent has closed the pipe
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def serve(pipe: Connection, progress: int, limits: Limits, killers: dict[str, Killer]) -> None:
    """Work until the pipe ends."""
    read = limits.read()
    _bound_address_space(limits.memory)
    threading.Thread(target=_watch, args=(limits.memory,), daemon=True).start()
    while True:
        try:
            job: Job = pipe.recv()
        except EOFError:
            return
        if isinstance(job, Killer):
            killers[job.digest] = job
            continue
        if isinstance(job, list):
            done: Any = []
            for task in job:
                os.write(progress, b".")
                done.append(_page(task, limits, read, killers))
                if worn := memory_used() > _WORN * limits.memory:
                    break
        else:
            done = job.function(*job.args)
            worn = memory_used() > _WORN * limits.memory
        pipe.send(Done(done, worn))
        if worn:
            return


def _page(task: PageTask, limits: Limits, read: Read, killers: dict[str, Killer]) -> Outcome:
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)  # its signal ends the process
    try:
        loaded = load(task, limits.max_bytes)
        known = killers.get(loaded.digest) if killers else None
        if known is not None:
            return known_killer(task, known)
        return process_loaded(task, loaded, read=read)
    except NotLoadedError as error:
        return failure(error.message)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def memory_used() -> int:
    """Bytes that the process has in memory; on systems without ``/proc`` the most it ever had."""
    try:
        return int(_STATM.read_bytes().split()[1]) * _PAGE
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def _watch(limit: int) -> None:
    while True:
        time.sleep(_WATCH)
        if memory_used() > limit:
            os._exit(OUT_OF_MEMORY)


def _bound_address_space(memory: int) -> None:
    try:
        used = int(_STATM.read_bytes().split()[0]) * _PAGE
    except OSError:
        return
    limit = used + _ADDRESS_SPACE * memory
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _die_with(parent: int) -> None:
    """End with the parent process, also where that is killed. Linux has a signal for it; elsewhere the end of
    the pipe and the limit of time do it."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:  # it was quicker
        os._exit(1)

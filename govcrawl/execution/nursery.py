"""The process that workers are forked from: it has the reader loaded, has read a page where it was
told to, so that no worker loads and compiles again what every page needs, and does nothing else.

A process of its own, because forking the crawl would copy what its threads hold, and because
it sees by the end of a socket that the parent is gone, however that died, and ends its workers.
It is in a session of its own: Ctrl-C and the end of a terminal are the parent's to answer.

Protocol, on one socket: ``F`` with the worker's ends of two pipes → its process id; ``W`` with the process id → how that process ended (as ``subprocess`` says it).
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import struct
import sys
import threading
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from subprocess import DEVNULL, Popen

_ID = struct.Struct("!cq")
_IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_START = (
    "import sys; sys.path[:] = sys.argv[3:]; "
    "from govcrawl.execution.nursery import main; main(int(sys.argv[1]), sys.argv[2])"
)


class NurseryError(OSError):
    """The process is gone."""


class Nursery:
    """The parent's side."""

    def __init__(self, warm: str = "", *, forked: bool = False) -> None:
        """``warm``: the dotted name of what is called once before any worker is forked, to load what
        their work needs. ``forked``: forked from this process, where that can be, rather than begun
        anew, which takes a good part of a short command."""
        self._process: Popen[bytes] | None = None
        self._socket, theirs = socket.socketpair()
        with theirs:
            if forked and _may_fork():
                self.pid = self._fork(theirs, warm)
                return
            # The same modules as in this process, and none that is in the current folder.
            path = [os.path.abspath(p) for p in sys.path]  # noqa: PTH100 - also of ""
            command = [sys.executable, "-c", _START, str(theirs.fileno()), warm, *path]
            self._process = Popen(  # noqa: S603 - this program itself
                command,
                pass_fds=[theirs.fileno()],
                stdin=DEVNULL,
                stdout=DEVNULL,  # it may be a feed
                start_new_session=True,
            )
        self.pid = self._process.pid

    def _fork(self, theirs: socket.socket, warm: str) -> int:
        """The process id of a copy of this process, which is the nursery and nothing else."""
        gc.disable()
        pid = os.fork()
        if pid:
            gc.enable()
            return pid
        try:
            gc.freeze()  # what owns a file of the parent is never freed, and closes none
            gc.enable()
            fd = _leave_parent(theirs)
            handlers, logging.getLogger().handlers = logging.getLogger().handlers, []
            main(fd, warm)
            del handlers
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)

    def fork(self, pipe: Connection, progress: int) -> int:
        """A new worker that gets this end of its pipe, and of the one that hears of each page that
        it begins; its process id. Raises NurseryError."""
        return self._ask(b"F", 0, [pipe.fileno(), progress])

    def ended(self, pid: int) -> int:
        """How a worker ended, which must be about to: its exit status, or minus the number of
        its signal. Raises NurseryError."""
        return self._ask(b"W", pid)

    def close(self) -> None:
        """End it, and all its workers at once."""
        self._socket.close()
        if self._process is not None:
            self._process.wait()
        else:
            with suppress(ChildProcessError):
                os.waitpid(self.pid, 0)

    def _ask(self, what: bytes, number: int, fds: Sequence[int] = ()) -> int:
        try:
            socket.send_fds(self._socket, [_ID.pack(what, number)], fds)
            answer = self._socket.recv(_ID.size)
        except OSError as error:
            raise NurseryError(str(error)) from None
        if len(answer) != _ID.size:
            raise NurseryError(
                "读取进程无法启动，原因见上 / no worker can be started; the reason is printed above"
            )
        return int(_ID.unpack(answer)[1])


def _leave_parent(theirs: socket.socket) -> int:
    """Let go of what a forked process shares with its parent, but for this socket (whose number is
    returned) and standard error: its files and locks end with the parent, its loop hears no signal."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nothing, standard)
    fd = theirs.detach()
    os.closerange(3, fd)
    os.closerange(fd + 1, os.sysconf("SC_OPEN_MAX"))
    return fd


def _may_fork() -> bool:
    """Whether nothing is lost by forking this process: no other thread holds anything."""
    return sys.platform == "linux" and threading.active_count() == 1


def _load(warm: str) -> None:
    """Load once what all workers need."""
    from govcrawl.execution import worker  # noqa: F401
    from govcrawl.reading import reader  # noqa: F401

    if warm:
        module, _, name = warm.rpartition(".")
        with suppress(Exception):  # workers load what is missing, and say what is wrong
            getattr(import_module(module), name)()
    gc.freeze()  # what is loaded stays: no collection in a worker goes through it, or copies it


def main(fd: int, warm: str = "") -> None:
    """The process's side: serve until the socket ends."""
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    loaded = False
    nursery, workers = os.getpid(), set[int]()
    with socket.socket(fileno=fd) as ours:
        while True:
            try:
                message, fds, _, _ = socket.recv_fds(ours, _ID.size, 2)
            except OSError:
                message = b""
            if not message:
                break
            what, pid = _ID.unpack(message)
            if what == b"W":
                _, status = os.waitpid(pid, 0)
                workers.discard(pid)
                answer = _ID.pack(b"W", os.waitstatus_to_exitcode(status))
                with suppress(OSError):  # the end of the socket is seen above
                    ours.sendall(answer)
                continue
            if not loaded:
                _load(warm)
                loaded = True
            child = os.fork()
            if child == 0:
                ours.close()
                from govcrawl.execution import worker

                worker.begin(Connection(fds[0]), fds[1], nursery)
            workers.add(child)
            for fd_of_child in fds:
                os.close(fd_of_child)
            with suppress(OSError):
                ours.sendall(_ID.pack(b"F", child))
    for child in workers:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)

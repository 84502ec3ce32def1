"""The process that workers are forked from: it has the reader loaded, and does nothing else.

A process of its own, because forking the crawl would copy what its threads hold, and because
it sees by the end of a socket that the parent is gone, however that died, and ends its workers.
It is in a session of its own: Ctrl-C and the end of a terminal are the parent's to answer.

Protocol, on one socket: ``F`` with the worker's ends of two pipes → its process id; ``W`` with the process id → how that process ended (as ``subprocess`` says it).
"""

from __future__ import annotations

import os
import signal
import socket
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from subprocess import DEVNULL, Popen

_ID = struct.Struct("!cq")
_IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_START = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from govcrawl.execution.nursery import main; main(int(sys.argv[1]))"
)


class NurseryError(OSError):
    """The process is gone."""


class Nursery:
    """The parent's side."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            # The same modules as in this process, and none that is in the current folder.
            path = [os.path.abspath(p) for p in sys.path]  # noqa: PTH100 - also of ""
            command = [sys.executable, "-c", _START, str(theirs.fileno()), *path]
            self._process = Popen(  # noqa: S603 - this program itself
                command,
                pass_fds=[theirs.fileno()],
                stdin=DEVNULL,
                stdout=DEVNULL,  # it may be a feed
                start_new_session=True,
            )

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
        self._process.wait()

    def _ask(self, what: bytes, number: int, fds: Sequence[int] = ()) -> int:
        try:
            socket.send_fds(self._socket, [_ID.pack(what, number)], fds)
            answer = self._socket.recv(_ID.size)
            return int(_ID.unpack(answer)[1])
        except (OSError, struct.error) as error:
            raise NurseryError(str(error)) from None


def main(fd: int) -> None:
    """The process's side: serve until the socket ends."""
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    from govcrawl.execution import worker
    from govcrawl.reading import reader  # noqa: F401 - loaded once for all workers

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
            child = os.fork()
            if child == 0:
                ours.close()
                worker.begin(Connection(fds[0]), fds[1], nursery)
            workers.add(child)
            for fd_of_child in fds:
                os.close(fd_of_child)
            with suppress(OSError):
                ours.sendall(_ID.pack(b"F", child))
    for child in workers:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)

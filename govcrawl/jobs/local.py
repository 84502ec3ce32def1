"""The engine of one machine: a process a job."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue

from govcrawl.jobs.job import Ended, begin, finish


class Local:
    """Runs commands as processes of this machine."""

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._ended: SimpleQueue[tuple[int, Ended]] = SimpleQueue()

    def start(self, arguments: Sequence[str]) -> int:
        process = begin(arguments)
        self._running[process.pid] = process
        threading.Thread(target=self._watch, args=(process,), daemon=True).start()
        return process.pid

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        self._ended.put((process.pid, finish(process)))

    def wait(self, handles: Sequence[int], seconds: float) -> list[tuple[int, Ended]]:  # noqa: ARG002
        found = []
        with suppress(Empty):
            found.append(self._ended.get(timeout=seconds))
            while True:
                found.append(self._ended.get_nowait())
        for pid, _ in found:
            self._running.pop(pid, None)
        return found

    def stop(self) -> None:
        for pid in list(self._running):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def close(self) -> None:
        for process in self._running.values():
            with suppress(ProcessLookupError):
                process.kill()
        for process in self._running.values():
            process.wait()

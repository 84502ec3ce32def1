"""Work in a thread of its own, one piece after the other, for a caller that must not wait.

The loop of a crawl hands over what is to be written; compressing, hashing and writing let go of the
interpreter, so that the loop goes on. What waits is bounded: who hands over more than ``limit``
bytes waits for the disk.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

_T = TypeVar("_T")
#: Bytes waiting to be written, above which the caller has to wait.
_LIMIT = 64 << 20


class Behind:
    """``do`` in order; ``close`` at the end, after which nothing is done any more."""

    def __init__(self, name: str, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._changed = threading.Condition()
        self._waiting: deque[tuple[Future[Any], Callable[[], Any], int]] = deque()
        self._bytes = 0
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def do(self, work: Callable[[], _T], size: int = 0) -> Future[_T]:
        """``size``: the bytes that the work holds until it is done."""
        future: Future[_T] = Future()
        with self._changed:
            if self._closed:
                raise RuntimeError("closed")
            while self._bytes and self._bytes + size > self._limit:
                self._changed.wait()
            self._bytes += size
            self._waiting.append((future, work, size))
            self._changed.notify_all()
        return future

    def wait(self) -> None:
        """Until all that was handed over is done."""
        self.do(lambda: None).result()

    def close(self) -> None:
        """The same, and end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            with self._changed:
                while not self._waiting:
                    if self._closed:
                        return
                    self._changed.wait()
                future, work, size = self._waiting.popleft()
            try:
                result = work()
            except BaseException as error:  # whoever asks for the result gets it
                future.set_exception(error)
            else:
                future.set_result(result)
            del future, work
            with self._changed:
                self._bytes -= size
                self._changed.notify_all()

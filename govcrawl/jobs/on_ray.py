"""The engine of several machines: a task of Ray a job.

The cluster is that of ``RAY_ADDRESS``, or one of this machine alone. The nodes have this package and
see the data directory under the same path. A task starts the job's process and ends it with itself:
what a dead node or worker leaves is begun again elsewhere by the supervisor, not by Ray.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from typing import Any

from govcrawl.jobs.job import Ended, begin, finish


def _run(arguments: list[str], folder: str, given: dict[str, str]) -> tuple[int, str]:
    """On a node: the job from its beginning to its end. ``given``: the settings of the command's own
    environment."""
    os.chdir(folder)
    status, said = finish(begin(arguments, given))
    assert status is not None
    return status, said


class OnRay:
    """Runs commands as tasks of Ray, each on a core; ``slots`` at a time, or
    as many as the cluster has cores. Raises ImportError where Ray (an extra) is missing."""

    def __init__(self, slots: int | None) -> None:
        import ray

        self._ray: Any = ray
        self._ours = not ray.is_initialized()
        if self._ours:
            ray.init(
                address=os.environ.get("RAY_ADDRESS"),
                ignore_reinit_error=True,
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
            )
        self.slots: int = slots or max(1, int(self._ray.cluster_resources().get("CPU", 1)))
        self._task: Any = ray.remote(_run).options(
            num_cpus=1, max_retries=0, scheduling_strategy="SPREAD"
        )
        self._running: list[Any] = []
        self._given = {k: v for k, v in os.environ.items() if k.startswith("GOVCRAWL_")}

    def start(self, arguments: Sequence[str]) -> Any:
        handle = self._task.remote(list(arguments), os.getcwd(), self._given)  # noqa: PTH109
        self._running.append(handle)
        return handle

    def wait(self, handles: Sequence[Any], seconds: float) -> list[tuple[Any, Ended]]:
        if not handles:
            return []
        done, _ = self._ray.wait(list(handles), num_returns=1, timeout=seconds)
        return [(handle, self._ended(handle)) for handle in done]

    def _ended(self, handle: Any) -> Ended:
        self._running.remove(handle)
        try:
            return Ended(*self._ray.get(handle))
        except self._ray.exceptions.RayError as error:
            return Ended(None, f"{type(error).__name__}: {error}"[:500])

    def stop(self) -> None:
        for handle in list(self._running):
            self._ray.cancel(handle, force=True)

    def close(self) -> None:
        if self._ours:
            self._ray.shutdown()

"""The engine that is asked for by its name."""

from __future__ import annotations

import os

from govcrawl.jobs.job import Engine
from govcrawl.jobs.local import Local
from govcrawl.jobs.on_ray import OnRay

NAMES = ("local", "ray")


class MissingError(RuntimeError):
    """The engine's library is not installed."""


def engine(name: str, jobs: int | None) -> Engine:
    """``jobs``: how many at a time; as many as there are cores where it is None. Raises MissingError."""
    if name == "local":
        return Local(jobs or os.cpu_count() or 1)
    try:
        return OnRay(jobs)
    except ImportError as error:
        raise MissingError(str(error)) from error

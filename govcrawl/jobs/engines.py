"""The engine that is asked for by its name."""

from __future__ import annotations

from govcrawl.jobs.job import Engine
from govcrawl.jobs.local import Local
from govcrawl.jobs.on_ray import OnRay

NAMES = ("local", "ray")


class MissingError(RuntimeError):
    """The engine's library is not installed."""


def engine(name: str, jobs: int) -> Engine:
    """Raises MissingError."""
    if name == "local":
        return Local(jobs)
    try:
        return OnRay(jobs)
    except ImportError as error:
        raise MissingError(str(error)) from error

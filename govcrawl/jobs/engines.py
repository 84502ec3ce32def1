"""The engine that is asked for by its name."""

from __future__ import annotations

from govcrawl.jobs.job import Engine
from govcrawl.jobs.local import Local

NAMES = ("local", "ray")


class MissingError(RuntimeError):
    """The engine's library is not installed."""


def engine(name: str, jobs: int) -> Engine:
    """Raises MissingError."""
    if name == "local":
        return Local(jobs)
    try:
        from govcrawl.jobs.on_ray import OnRay
    except ImportError as error:
        raise MissingError(str(error)) from error
    return OnRay(jobs)

"""How pages are read: limits of one page, and the function that reads."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple, cast

from govcrawl.execution.load import MAX_BYTES
from govcrawl.execution.process import Read

READER = "govcrawl.reading.read"


class Limits(NamedTuple):
    """What one page may take: ``seconds`` of processor time, ``memory`` in bytes of the worker
    that reads it (resident, the reader itself included), ``max_bytes`` once it is decompressed.
    ``reader``: the dotted name of the function that reads it."""

    seconds: float = 60
    memory: int = 2 << 30
    max_bytes: int = MAX_BYTES
    reader: str = READER

    def read(self) -> Read:
        """The function that reads. Raises ImportError or AttributeError where there is none."""
        module, _, name = self.reader.rpartition(".")
        return cast(Read, getattr(import_module(module), name))

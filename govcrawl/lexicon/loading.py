"""Load and validate the data files that ship with the package."""

from __future__ import annotations

from importlib import resources
from typing import TypeVar

import msgspec

T = TypeVar("T")


class LexiconError(ValueError):
    """A data file does not say what it must; the message names the file and the place."""


def load_toml(name: str, model: type[T]) -> T:
    """Read ``govcrawl/lexicon/<name>`` and validate it against a msgspec model.

    Raises LexiconError naming the file and the path of the faulty value.
    """
    data = resources.files("govcrawl.lexicon").joinpath(name).read_bytes()
    try:
        return msgspec.toml.decode(data, type=model)
    except msgspec.DecodeError as error:
        raise LexiconError(f"govcrawl/lexicon/{name}: {error}") from error

"""Load and validate the data files that ship with the package."""

from __future__ import annotations

from importlib import resources
from typing import TypeVar

import msgspec

from govcrawl.text.made import toml
from govcrawl.text.patterns import compose

T = TypeVar("T")


class LexiconError(ValueError):
    """A data file does not say what it must; the message names the file and the place."""


def load_toml(name: str, model: type[T]) -> T:
    """Read ``govcrawl/lexicon/<name>``, fill in the named parts of its patterns
    (``govcrawl.text.patterns.compose``) and validate it against a msgspec model.

    Raises LexiconError naming the file and the path of the faulty value.
    """
    data = resources.files("govcrawl.lexicon").joinpath(name).read_text("utf-8")
    try:
        return toml(name, compose(data), model)
    except (msgspec.DecodeError, ValueError) as error:
        raise LexiconError(f"govcrawl/lexicon/{name}: {error}") from error

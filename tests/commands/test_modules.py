"""Scrapy finds commands by looking at every name of a command's module."""

from __future__ import annotations

import importlib
import pkgutil
from types import GenericAlias

import pytest

import govcrawl.commands


@pytest.mark.parametrize("name", [m.name for m in pkgutil.iter_modules(govcrawl.commands.__path__)])
def test_no_alias_of_a_type_stands_among_the_names(name: str) -> None:
    """Python 3.10 takes ``list[int]`` for a class, and Scrapy falls over it."""
    module = importlib.import_module(f"govcrawl.commands.{name}")
    assert not [name for name, value in vars(module).items() if isinstance(value, GenericAlias)]

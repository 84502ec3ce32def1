"""Scrapy finds commands by looking at every name of a command's module."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from types import GenericAlias

import pytest

import govcrawl.commands


@pytest.mark.parametrize("name", [m.name for m in pkgutil.iter_modules(govcrawl.commands.__path__)])
def test_no_alias_of_a_type_stands_among_the_names(name: str) -> None:
    """Python 3.10 takes ``list[int]`` for a class, and Scrapy falls over it."""
    module = importlib.import_module(f"govcrawl.commands.{name}")
    assert not [name for name, value in vars(module).items() if isinstance(value, GenericAlias)]


def test_a_list_of_the_commands_loads_no_reader() -> None:
    """``scrapy -h`` loads every command: what they work with loads when they run."""
    code = (
        "import sys; from scrapy.utils.misc import walk_modules; walk_modules('govcrawl.commands');"
        "print(*(m for m in ('govcrawl.reading', 'govcrawl.platforms', 'govcrawl.lexicon.regions',"
        " 'govcrawl.store', 'trafilatura', 'lxml.html.clean') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []

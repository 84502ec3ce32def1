"""The error of a command line that is not understood: one line, with the nearest known word.

Scrapy answers a word that is no command with a list, and any other usage error with the command's
syntax, and has no place to say it otherwise: this module, which it loads with the commands
(``COMMANDS_MODULE``), puts its own functions in the place of Scrapy's.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from typing import NoReturn

from scrapy import cmdline
from scrapy.settings import BaseSettings

from govcrawl.messages import phrase, say


def nearest(word: str, known: list[str]) -> object:
    """A hint at the known word that is nearest, for ``hint`` of a message; empty where none is."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return phrase("unknown_argument.near", word=near[0]) if near else ""


def options_of(parser: argparse.ArgumentParser) -> list[str]:
    """The options that a command takes."""
    return [option for action in parser._actions for option in action.option_strings]


def unknown(settings: BaseSettings, cmdname: str, inproject: bool) -> None:
    """In place of ``scrapy.cmdline._print_unknown_command``; Scrapy exits with 2 after it."""
    hint = nearest(cmdname, list(cmdline._get_commands_dict(settings, inproject)))
    sys.stderr.write(f"{say('unknown_command', name=cmdname, hint=hint)}\n")


class Parser(cmdline.ScrapyArgumentParser):
    """In place of Scrapy's: an option that no command has is an error and not an argument; an
    error is one line."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{' '.join(message.split())}\n")
        sys.exit(2)

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        found, rest = super().parse_known_args(args, namespace)
        for word in rest:
            if word.startswith("--"):
                name = word.partition("=")[0]
                hint = nearest(name, options_of(self))
                self.error(str(say("unknown_option", option=name, hint=hint)))
        return found, rest


cmdline._print_unknown_command = unknown
cmdline.ScrapyArgumentParser = Parser  # type: ignore[misc]

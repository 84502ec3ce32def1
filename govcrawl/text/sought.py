"""Patterns that are looked for in whole pages: first for a text that each match must hold.

A pattern is tried at every character; a plain text is found fifty times faster, and nearly no
page holds any of those that tell a platform or a block page.
"""

from __future__ import annotations

import importlib
import re
import sys
from functools import lru_cache
from typing import Any

# The parser of patterns has moved in Python 3.11.
_NEW = sys.version_info >= (3, 11)
_parser: Any = importlib.import_module("re._parser" if _NEW else "sre_parse")
_codes: Any = importlib.import_module("re._constants" if _NEW else "sre_constants")

_MOST = 24  # texts that one pattern is looked for by
_SHORTEST = 2  # characters of one
#: What every page holds tells nothing.
_COMMON = ("<", "http", "html", "script")


def search(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """``pattern.search(text)``, for a pattern that hardly any text holds."""
    return pattern.search(text) if may_hold(pattern, text) else None


def may_hold(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a text holds one of the texts that every match holds."""
    needed = literals(pattern)
    return not needed or any(word in text for word in needed)


@lru_cache(maxsize=1024)
def literals(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Texts one of which every match holds; empty where that is not known.

    >>> literals(re.compile(r"list\\d?\\.trsapi|listModel\\s*[(]"))
    ('.trsapi', 'Model')
    >>> literals(re.compile(r"a(?:bc|bd)?\\w+"))
    ()
    """
    try:
        parsed = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    except (re.error, RecursionError):
        return ()
    found = _of(parsed, bool(pattern.flags & re.IGNORECASE))
    return tuple(found) if 0 < len(found) <= _MOST else ()


def _of(items: Any, folding: bool) -> list[str]:
    """The best of the sets of texts that a sequence must hold one of."""
    best: list[str] = []
    run = ""

    def offer(words: list[str]) -> None:
        nonlocal best
        if words and _worth(words) > _worth(best):
            best = words

    for code, value in items:
        if code is _codes.LITERAL and not (folding and _is_cased(chr(value))):
            run += chr(value)
            continue
        offer([run])
        run = ""
        if code is _codes.SUBPATTERN:
            added, taken = value[1], value[2]
            inner = (folding or bool(added & re.IGNORECASE)) and not taken & re.IGNORECASE
            offer(_of(value[3], inner))
        elif code in (_codes.MAX_REPEAT, _codes.MIN_REPEAT) and value[0] > 0:
            offer(_of(value[2], folding))
        elif code is _codes.BRANCH:
            branches = [_of(branch, folding) for branch in value[1]]
            if all(branches):
                offer(list(dict.fromkeys(word for branch in branches for word in branch)))
    offer([run])
    return best


def _worth(words: list[str]) -> tuple[bool, int, float]:
    """How much a set of texts tells: by the shortest of them, then by all."""
    shortest = min(map(len, words), default=0)
    if shortest < _SHORTEST:
        return False, 0, 0.0
    common = any(word.startswith(_COMMON) for word in words)
    return not common, shortest, sum(map(len, words)) / len(words)


def _is_cased(char: str) -> bool:
    return char.lower() != char.upper()

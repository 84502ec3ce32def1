"""Patterns that are looked for in whole pages: first for a text that each match must hold.

A pattern is tried at every character; a plain text is found fifty times faster, and nearly no
page holds any of those that tell a platform or a block page. Of patterns that are ``expected``, all
texts are looked for in one pass over a page's bytes (Aho-Corasick).
"""

from __future__ import annotations

import importlib
import re
import sys
from functools import lru_cache
from typing import Any

import ahocorasick_rs

# The parser of patterns has moved in Python 3.11.
_NEW = sys.version_info >= (3, 11)
_parser: Any = importlib.import_module("re._parser" if _NEW else "sre_parse")
_codes: Any = importlib.import_module("re._constants" if _NEW else "sre_constants")

_MOST = 24  # texts that one pattern is looked for by
_SHORTEST = 2  # characters of one
#: What every page holds tells nothing.
_COMMON = ("<", "http", "html", "script")


#: The texts that are looked for together.
_EXPECTED: dict[str, None] = {}
#: Encodings of Chinese pages in which a text's bytes are looked for.
_ENCODINGS = ("utf-8", "gb18030")


def expect(*patterns: re.Pattern[str]) -> None:
    """Look for what these patterns must hold, in every page that ``held`` is asked about."""
    words = [word for pattern in patterns for word in literals(pattern)]
    if not _EXPECTED.keys() >= set(words):
        _EXPECTED.update(dict.fromkeys(words))
        _automaton.cache_clear()


@lru_cache(maxsize=1)
def _automaton() -> tuple[ahocorasick_rs.BytesAhoCorasick, tuple[str, ...]]:
    """All expected texts as bytes, and the text of each of them."""
    forms = {word.encode(name): word for word in _EXPECTED for name in _ENCODINGS}
    made = ahocorasick_rs.BytesAhoCorasick(
        list(forms), implementation=ahocorasick_rs.Implementation.DFA
    )
    return made, tuple(forms.values())


def held(data: bytes) -> frozenset[str] | None:
    """The expected texts that bytes hold in UTF-8 or GB18030, where a text of ASCII may be part of
    other characters; None where the bytes are in neither (UTF-16)."""
    if b"\0" in data:
        return None
    automaton, words = _automaton()
    found = {at for at, _, _ in automaton.find_matches_as_indexes(data, overlapping=True)}
    return frozenset(words[at] for at in found)


def search(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """``pattern.search(text)``, for a pattern that hardly any text holds."""
    return pattern.search(text) if may_hold(pattern, text) else None


def may_hold(pattern: re.Pattern[str], text: str, there: frozenset[str] | None = None) -> bool:
    """Whether a text holds one of the texts that every match holds. ``there``: what is ``held`` by
    the bytes of the text, where they were searched before."""
    needed = literals(pattern)
    if there is not None and _EXPECTED.keys() >= set(needed):
        return not needed or not there.isdisjoint(needed)
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

"""Every regular expression of the package, and texts that make a bad one slow.

``python -m tests.fuzz.patterns`` imports all of ``govcrawl`` with ``re`` under observation, reads
some sample pages (for patterns made while reading) and prints the patterns with their places.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    try:
        from re import _constants as sre
        from re import _parser as parser
    except ImportError:  # Python 3.10
        import sre_constants as sre  # type: ignore[no-redef]
        import sre_parse as parser  # type: ignore[no-redef]

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "govcrawl"
#: Repeats up to this many times are no loop.
_LOOP = 20


class Pattern(NamedTuple):
    """A pattern and where it is compiled; ``anchored`` where it is used for ``match`` alone."""

    pattern: str
    flags: int
    binary: bool
    place: str
    anchored: bool

    def compiled(self) -> re.Pattern[Any]:
        text = self.pattern.encode("latin-1") if self.binary else self.pattern
        return re.compile(text, self.flags)


def collect() -> list[Pattern]:
    """All patterns compiled by modules of the package."""
    found: dict[tuple[str | bytes, int], str] = {}
    original: Any = re._compile  # type: ignore[attr-defined]

    def observed(pattern: Any, flags: int) -> Any:
        compiled = original(pattern, flags)
        if place := _caller(sys._getframe(1)):
            found.setdefault((compiled.pattern, compiled.flags), place)
        return compiled

    re._compile = observed  # type: ignore[attr-defined]
    import govcrawl

    for module in pkgutil.walk_packages(govcrawl.__path__, "govcrawl."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    from govcrawl.reading import read

    for path in sorted((ROOT / "samples" / "pages").iterdir()):
        read(path.read_bytes(), url=f"http://www.mouxian.gov.cn/{path.name}")
    re._compile = original  # type: ignore[attr-defined]
    return [
        Pattern(
            p.decode("latin-1") if isinstance(p, bytes) else p,
            flags & ~re.DEBUG,
            isinstance(p, bytes),
            place,
            place in _anchored(place.partition(":")[0]),
        )
        for (p, flags), place in found.items()
    ]


def _caller(frame: FrameType | None) -> str | None:
    """``file:line`` of the package's code that asks for a pattern, through ``re`` only."""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if PACKAGE in path.parents:
            return f"{path.relative_to(PACKAGE).as_posix()}:{frame.f_lineno}"
        if path.name != "re.py" and path.parent.name != "re":
            return None
        frame = frame.f_back
    return None


@cache
def _anchored(module: str) -> frozenset[str]:
    """Places of the patterns that a module gives a private name and only ever matches from a
    given position."""
    tree = ast.parse((PACKAGE / module).read_text("utf-8"))
    places: dict[str, list[str]] = {}
    matched: dict[str, bool] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            end = node.end_lineno or node.lineno
            lines = [f"{module}:{n}" for n in range(node.lineno, end + 1)]
            places.setdefault(node.targets[0].id, []).extend(lines)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load):
                only = isinstance(node, ast.Attribute) and node.attr in ("match", "fullmatch")
                matched[child.id] = matched.get(child.id, True) and only
    return frozenset(
        line
        for name, lines in places.items()
        if name.startswith("_") and matched.get(name)
        for line in lines
    )


class _Sampler:
    """Texts that a pattern takes, gathered while one is built: single characters, bodies of
    loops, beginnings."""

    def __init__(self, pattern: Pattern) -> None:
        self.pieces: dict[str, None] = {}
        self._short: dict[str, None] = {}
        text = pattern.pattern.encode("latin-1") if pattern.binary else pattern.pattern
        whole = self._sequence(parser.parse(text, pattern.flags))
        self.pieces |= self._short | {whole: None, whole[:-1]: None}

    def _sequence(self, items: Any) -> str:
        text = ""
        for op, value in items:
            text += self._one(op, value)
            if len(self.pieces) < 60:
                self.pieces[text] = None
        return text

    def _one(self, op: Any, value: Any) -> str:
        name = str(op)
        if name == "LITERAL":
            self._keep(chr(value))
            return chr(value)
        if name == "NOT_LITERAL":
            return "b" if value == ord("a") else "a"
        if name == "ANY":
            return "a"
        if name == "IN":
            chars = _members(value)
            for char in chars[:4]:
                self._keep(char)
            return chars[0]
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, inner = value
            body = self._sequence(inner)
            if high is sre.MAXREPEAT or high >= _LOOP:
                self.pieces[body] = None
            return body * max(1, min(low, 5))
        if name == "SUBPATTERN":
            return self._sequence(value[-1])
        if name == "ATOMIC_GROUP":
            return self._sequence(value)
        if name == "BRANCH":
            texts = [self._sequence(branch) for branch in value[1][:12]]
            return next(filter(None, texts), "")
        if name in ("ASSERT", "ASSERT_NOT"):
            self._sequence(value[1])
        return ""

    def _keep(self, char: str) -> None:
        if len(self._short) < 24:
            self._short[char] = None


def _members(items: Any) -> list[str]:
    """Characters of a class; one outside those named where it is negated."""
    named: list[int] = []
    negated = False
    categories = {"DIGIT": [49], "SPACE": [32, 10], "WORD": [97, 0x4E00]}
    for op, value in items:
        name = str(op)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            named.append(value)
        elif name == "RANGE":
            named += value
        else:
            kind = str(value).rpartition("_")[2]
            named += [33] if "NOT" in str(value) else categories.get(kind, [33])
    if negated:
        return [next((c for c in "a1 一，。x-\n（<~" if ord(c) not in named), "ß")]
    return [*map(chr, named)] or ["a"]


def attacks(pattern: Pattern, size: int, *, collapsed: bool) -> Iterator[str]:
    """Texts of ``size`` characters: every piece repeated, with and without an end that fits
    nowhere. ``collapsed`` where runs of white space never reach the pattern."""
    for piece in _Sampler(pattern).pieces:
        if not piece or len(piece) > 200:
            continue
        if collapsed:
            piece = re.sub(r"\s+", " ", piece)
            if piece.isspace():
                continue
        text = (piece * (size // len(piece) + 1))[:size]
        yield text
        yield f"{text}\0"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    json.dump(collect(), sys.stdout)

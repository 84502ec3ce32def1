"""The catalogue of narrative metrics (metrics.toml): which words around a number name which
metric, which phrases state a zero, which words mark another period or a wider scope."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from govcrawl.lexicon.loading import LexiconError, load_toml

FILE = "metrics.toml"


class _Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    emit: list[str]
    unit: list[str]
    left: str | None = None
    right: str | None = None
    chain: str | None = None
    unless: str | None = None
    chain_unless: str | None = None
    matter: list[str] = []
    medium: list[str] = []
    media: Literal["one", "not_one"] | None = None
    after: list[str] = []
    first: Literal["sentence", "report"] | None = None
    bare: bool = False


class _Zero(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    emit: list[str]
    unit: str | None
    noun: str
    cue: str | None = None
    unless: str | None = None
    matter: list[str] = []


class _Follow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    after: list[str]
    emit: list[str]
    pattern: str


class _Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    pattern: str


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cue: str
    growth: str
    partial: str
    subset: str
    each: str
    behind: str
    planned: str
    other_year: str
    comparison: str
    cumulative: str
    running: str
    ahead: str
    new_part: str
    future: str
    agency: str
    region: str
    disclosure: str
    filler: str
    tail: str


class _Metrics(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    units: list[str]
    unit_classes: dict[str, list[str]]
    repeatable: list[str]
    matter_begins: str
    medium_begins: str
    words: _Words
    matter: list[_Topic]
    medium: list[_Topic]
    rule: list[_Rule]
    zero: list[_Zero]
    follow: list[_Follow]


class Rule(msgspec.Struct, frozen=True):
    """Words around a number that name its metrics; tried in the order of the file.

    ``left`` is matched at the end of the number's label, ``right`` at the start of what
    follows it, ``chain`` anywhere in the clauses before it; ``unless`` must not be found in
    the label and what follows, ``chain_unless`` not in the clauses before. ``emit`` may hold
    ``{matter}`` or ``{medium}``; ``matter`` and ``medium`` list what the passage may be about.
    ``media``: the clauses name exactly one medium, or none or the website and others.
    ``after``: only behind a number of one of these metrics in the same sentence (``running``
    before the name: behind a running total of it); ``first``: not behind one of the same metric in the
    sentence, or in the whole report; ``bare`` (in the file): a number without unit will do.
    """

    emit: tuple[str, ...]
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    chain: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    chain_unless: re.Pattern[str] | None
    matter: frozenset[str]
    medium: frozenset[str]
    media: Literal["one", "not_one"] | None
    after: frozenset[str]
    first: Literal["sentence", "report"] | None


class Zero(msgspec.Struct, frozen=True):
    """A noun phrase that, denied (未发生 …), says that metrics are zero. ``cue`` limits the
    words of denial."""

    emit: tuple[str, ...]
    unit: str | None
    noun: re.Pattern[str]
    cue: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    matter: frozenset[str]


class Follow(msgspec.Struct, frozen=True):
    """A clause behind a number that says the same of all its cases (均已按时答复)."""

    after: frozenset[str]
    emit: tuple[str, ...]
    pattern: re.Pattern[str]


def _compile(where: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise LexiconError(f"{FILE}: {where}: {error}") from error


def _optional(where: str, pattern: str | None) -> re.Pattern[str] | None:
    return None if pattern is None else _compile(where, pattern)


def _topics(name: str, begins: str, topics: list[_Topic]) -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern for all topics, and the topic's name by the pattern's group."""
    names = {f"t{i}": topic.name for i, topic in enumerate(topics)}
    joined = "|".join(f"(?P<t{i}>{topic.pattern})" for i, topic in enumerate(topics))
    return _compile(name, f"(?=[{begins}])(?:{joined})"), names


def _rule(index: int, rule: _Rule, tail: str) -> Rule:
    where = f"rule {index} ({', '.join(rule.emit)})"
    left = None if rule.left is None else _compile(where, f"(?:{rule.left}){tail}$")
    return Rule(
        tuple(rule.emit),
        left,
        _optional(where, rule.right),
        _optional(where, rule.chain),
        _optional(where, rule.unless),
        _optional(where, rule.chain_unless),
        frozenset(rule.matter),
        frozenset(rule.medium),
        rule.media,
        frozenset(rule.after),
        rule.first,
    )


_DATA = load_toml(FILE, _Metrics)

UNITS: tuple[str, ...] = tuple(_DATA.units)
REPEATABLE = frozenset(_DATA.repeatable)
MATTER, MATTER_NAMES = _topics("matter", _DATA.matter_begins, _DATA.matter)
MEDIUM, MEDIUM_NAMES = _topics("medium", _DATA.medium_begins, _DATA.medium)
FOLLOWS = tuple(
    Follow(frozenset(f.after), tuple(f.emit), _compile(f"follow {f.emit}", f.pattern))
    for f in _DATA.follow
)
ZEROS = tuple(
    Zero(
        tuple(z.emit),
        z.unit,
        _compile(f"zero {z.emit}", z.noun),
        _optional(f"zero {z.emit}", z.cue),
        _optional(f"zero {z.emit}", z.unless),
        frozenset(z.matter),
    )
    for z in _DATA.zero
)

_words = _DATA.words
CUE = _compile("words.cue", _words.cue)
GROWTH = _compile("words.growth", _words.growth)
PARTIAL = _compile("words.partial", _words.partial)
SUBSET = _compile("words.subset", _words.subset)
EACH = _compile("words.each", _words.each)
BEHIND = _compile("words.behind", _words.behind)
PLANNED = _compile("words.planned", _words.planned)
OTHER_YEAR = _compile("words.other_year", _words.other_year)
COMPARISON = _compile("words.comparison", _words.comparison)
CUMULATIVE = _compile("words.cumulative", _words.cumulative)
AHEAD = _compile("words.ahead", _words.ahead)
RUNNING = _compile("words.running", _words.running)
NEW_PART = _compile("words.new_part", _words.new_part)
FUTURE = _compile("words.future", _words.future)
AGENCY = _compile("words.agency", _words.agency)
REGION = _compile("words.region", _words.region)
DISCLOSURE = _compile("words.disclosure", _words.disclosure)
FILLER = _compile("words.filler", _words.filler)


def _by_unit() -> dict[str | None, tuple[Rule, ...]]:
    """Rules by the unit that calls for them; None holds those that need no unit."""
    for rule in _DATA.rule:
        for name in rule.unit:
            if name not in _DATA.unit_classes:
                raise LexiconError(f"{FILE}: rule {rule.emit}: no unit class {name!r}")
    rules = [(_rule(i, r, _words.tail), r) for i, r in enumerate(_DATA.rule)]
    table: dict[str | None, tuple[Rule, ...]] = {
        None: tuple(rule for rule, source in rules if source.bare)
    }
    for unit in UNITS:
        table[unit] = tuple(
            rule
            for rule, source in rules
            if any(unit in _DATA.unit_classes[name] for name in source.unit)
        )
    return table


RULES = _by_unit()

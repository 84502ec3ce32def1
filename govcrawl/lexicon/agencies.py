"""Loads ``agencies.toml``: names of organs, their abbreviations, kinds and functions."""

from __future__ import annotations

import re

import msgspec

from govcrawl.lexicon.loading import load_toml
from govcrawl.report import AgencyType


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file; an unknown or missing key is an error when the file is loaded."""


class Function(_Strict, frozen=True):
    """Names that one function has carried; ``short`` maps abbreviations to full forms."""

    key: str
    names: list[str]
    short: dict[str, str] = {}


class Kind(_Strict, frozen=True):
    """A name in which ``pattern`` is found is an organ of ``type``."""

    type: AgencyType
    pattern: str


class Central(_Strict, frozen=True):
    """Organs of the State Council, and local organs that carry the centre's name."""

    pattern: str
    names: list[str]
    short: dict[str, str]
    vertical: str
    seated: str


class Zone(_Strict, frozen=True):
    """Words that functional zones end in."""

    words: list[str]


class Coverage(_Strict, frozen=True):
    """Cues that a report covers a whole region, or its own organ."""

    aggregated: str
    whole: str
    own: str
    first_aggregate_year: int


class AgencyLexicon(_Strict, frozen=True):
    """``agencies.toml`` as a whole. ``postal``: two digits → adcode of the province."""

    function: list[Function]
    kind: list[Kind]
    central: Central
    zone: Zone
    coverage: Coverage
    postal: dict[str, str]


AGENCIES = load_toml("agencies.toml", AgencyLexicon)

_SHORT = {short: full for f in AGENCIES.function for short, full in f.short.items()}
_SHORT |= AGENCIES.central.short
_KEYS = {name: f.key for f in AGENCIES.function for name in [*f.names, *f.short, *f.short.values()]}
_KINDS = [(kind.type, re.compile(kind.pattern)) for kind in AGENCIES.kind]
_CENTRAL = frozenset([*AGENCIES.central.names, *AGENCIES.central.short])
_CENTRAL_PATTERN = re.compile(AGENCIES.central.pattern)
_VERTICAL = re.compile(AGENCIES.central.vertical)
_SEATED = re.compile(AGENCIES.central.seated)


def full_form(organ: str) -> str:
    """The organ's name without abbreviation; unknown names come back unchanged.

    >>> full_form("建管委"), full_form("文物局")
    ('建设和管理委员会', '文物局')
    """
    return _SHORT.get(organ, organ)


def is_abbreviation(organ: str) -> bool:
    """Whether the list knows the name as a short form of another."""
    return organ in _SHORT


def function_key(organ: str) -> str | None:
    """The function that a name (full or short, without place) belongs to across reforms.

    >>> function_key("经信委") == function_key("工业和信息化局")
    True
    """
    return _KEYS.get(organ)


def kind_of(organ: str) -> AgencyType | None:
    """The type of an organ, told by the end of its name.

    >>> kind_of("人民政府办公室"), kind_of("经济和信息化委员会")
    ('government_office', 'department')
    """
    return next((kind for kind, pattern in _KINDS if pattern.search(organ)), None)


def is_central(name: str) -> bool:
    """Whether the whole name is that of a ministry or another organ of the State Council."""
    if name in _CENTRAL:
        return True
    prefix = vertical_prefix(name)
    return prefix in ("", name) and _CENTRAL_PATTERN.fullmatch(name) is not None


def vertical_prefix(name: str) -> str:
    """The centre's name that a local organ leads with, or ''.

    >>> vertical_prefix("国家税务总局合肥市税务局")
    '国家税务总局'
    """
    match = _VERTICAL.match(name)
    return match[0] if match else ""


def is_seated(organ: str) -> bool:
    """Whether an organ of the centre is named after its seat (海关 in 南京海关)."""
    return _SEATED.search(organ) is not None

"""Loads ``agencies.toml``: names of organs, their abbreviations, kinds and functions."""

from __future__ import annotations

import re
from collections.abc import Iterable

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


class Organ(_Strict, frozen=True):
    """What names of organs are made of: ``words`` (parted by white space), ``joints`` between
    them, ``ends``; ``inner`` are an organ's own offices after its name."""

    words: str
    joints: list[str]
    ends: list[str]
    inner: str


class ZoneWords(_Strict, frozen=True):
    """Words that functional zones end in."""

    all: list[str]


class Zone(_Strict, frozen=True):
    """Functional zones: the words they end in, and ``seats``, the codes of the regions of those
    whose name does not tell."""

    words: ZoneWords
    seats: dict[str, str]


class Coverage(_Strict, frozen=True):
    """Cues that a report covers a whole region, or its own organ."""

    adds_up: list[str]
    own_only: str
    title_aggregate: str
    title_own: str
    whole: str
    own: str
    first_aggregate_year: int


class AgencyLexicon(_Strict, frozen=True):
    """``agencies.toml`` as a whole. ``postal``: two digits → adcode of the province."""

    function: list[Function]
    kind: list[Kind]
    central: Central
    organ: Organ
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


def _by_head(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Words by their first character, longest first."""
    heads: dict[str, list[str]] = {}
    for word in dict.fromkeys(words):
        heads.setdefault(word[:1], []).append(word)
    return {head: tuple(sorted(of, key=len, reverse=True)) for head, of in heads.items()}


_SHORT_HEADS = _by_head(_SHORT)
_ENDS = frozenset(AGENCIES.organ.ends)
_WORDS = _by_head([*AGENCIES.organ.words.split(), *AGENCIES.organ.joints, *AGENCIES.organ.ends])
#: Ends that are an organ's name by themselves.
_ALONE = frozenset(word for word in _ENDS if "政府" in word or word in ("行政公署", "海关"))
_GOVERNMENTS = frozenset(("政府", "人民政府", "行政公署"))
_JOINTS = frozenset(AGENCIES.organ.joints)
#: No name of an organ, its place left out, is longer.
_LONGEST_ORGAN = 32


def organ_ends(text: str, start: int = 0) -> list[int]:
    """Where an organ's name that begins at ``start`` of folded text can end, first to last;
    empty where none begins there. A name is made of known words and ends in an organ's word.

    >>> text = "统计局办公室联系"
    >>> [text[:end] for end in organ_ends(text)]
    ['统计局', '统计局办', '统计局办公室']
    >>> organ_ends("落实国务院办公厅文件")
    []
    """
    reached = {start: False}  # position: whether a word (no joint) ends there
    ends: list[int] = []
    for at in range(start, min(len(text), start + _LONGEST_ORGAN)):
        if at not in reached:
            continue
        for word in _WORDS.get(text[at], ()):
            if not text.startswith(word, at) or (word in _JOINTS and not reached[at]):
                continue
            if len(word) == 1 if at == start else word in _GOVERNMENTS:
                continue  # 统计局政府信息公开: the next word begins there
            end = at + len(word)
            reached[end] = reached.get(end, False) or word not in _JOINTS
            if word in _ENDS and (at > start or word in _ALONE) and end not in ends:
                ends.append(end)
    return sorted(ends)


def short_ends(text: str, start: int = 0) -> list[int]:
    """As ``organ_ends``, for the listed abbreviations: 建管委, 市监局.

    >>> short_ends("住建委编制")
    [3]
    """
    return [
        start + len(short)
        for short in _SHORT_HEADS.get(text[start : start + 1], ())
        if text.startswith(short, start)
    ]


def is_organ(name: str) -> bool:
    """Whether a name, its place left out, is made of the known words of organs' names.

    >>> is_organ("农业农村局"), is_organ("民政局"), is_organ("我局"), is_organ("局")
    (True, True, False, False)
    """
    return name in _SHORT or (bool(name) and organ_ends(name)[-1:] == [len(name)])


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


def zone_seat(zone: str) -> str | None:
    """The code of the region a zone of its own name is in, where the list has it.

    >>> zone_seat("横琴粤澳深度合作区"), zone_seat("高新区")
    ('440400', None)
    """
    for name, code in AGENCIES.zone.seats.items():
        if name in zone:
            return code
    return None


def is_seated(organ: str) -> bool:
    """Whether an organ of the centre is named after its seat (海关 in 南京海关)."""
    return _SEATED.search(organ) is not None

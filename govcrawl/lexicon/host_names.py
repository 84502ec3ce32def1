"""Divisions that the name of a government's host spells: ruian.gov.cn, xxgk.zhoushan.gov.cn.

``data/pinyin.csv`` holds the syllables of every division's name, ``data/host_names.csv`` the
labels that cities use instead (``sz``, ``ordos``). Hosts write the bare name
(``ruian``), the whole one (``xinchengqu``), or initials (``qzlj`` for 泉州 洛江): initials never
decide, they only tell one of several candidates.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from govcrawl.lexicon import regions

#: Parts of a host name that say nothing about the place.
_COMMON = re.compile(r"^(?:www\d?|xxgk|zfxxgk|gk|gkml|m|wap|zwgk|info|portal|new|old|english)$")
_AROUND = re.compile(r"^(?:www|china)|(?:zf|gov|government|xxgk|info|net|online)$")
#: Labels of a host looked at, from the right.
_LABELS = 6
#: Letters of initials that can name a division; fewer are ambiguous.
_SHORTEST_INITIALS = 4


class HostPlaces(NamedTuple):
    """Codes whose names a host spells out, and codes whose initials it has."""

    spelled: tuple[str, ...]
    initials: tuple[str, ...]


def _rows(name: str) -> list[list[str]]:
    table = resources.files("govcrawl.lexicon").joinpath("data").joinpath(name)
    return [line.split(",") for line in table.read_text(encoding="utf-8").splitlines()[1:]]


@lru_cache(maxsize=1)
def _spellings() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Spelling → codes, and initials → codes, of all years."""
    spelled: dict[str, set[str]] = {}
    initials: dict[str, set[str]] = {}
    short: dict[str, str] = {}
    whole: dict[str, str] = {}
    syllables_of = {name: syllables.split(" ") for name, syllables in _rows("pinyin.csv")}
    for row in regions.every():
        syllables = syllables_of.get(row.name)
        if syllables is None:
            continue
        bare = syllables[: len(row.stem)] if row.stem else syllables[:-1]
        spelled.setdefault("".join(syllables), set()).add(row.code)
        spelled.setdefault("".join(bare), set()).add(row.code)
        spelled.setdefault("".join(bare) + syllables[-1], set()).add(row.code)
        short[row.code] = "".join(s[0] for s in bare)
        whole[row.code] = "".join(bare)
    for label, code in _rows("host_names.csv"):
        spelled.setdefault(label, set()).add(code)
    for code, letters in short.items():
        above = (short.get(code[:4] + "00", ""), short.get(code[:2] + "0000", ""))
        tail = {"", *({"x", "q", "s"} if code[4:] != "00" else {"s", "z"})}
        for upper in above:
            if upper and upper != letters:
                spelled.setdefault(upper + whole[code], set()).add(code)
                for end in tail:
                    initials.setdefault(upper + letters + end, set()).add(code)
    return spelled, initials


def places_of(host: str, year: int | None = None) -> HostPlaces:
    """The divisions a host under ``gov.cn`` names, outermost first; empty for other hosts.

    >>> places_of("www.ruian.gov.cn").spelled, places_of("qzlj.gov.cn").initials[:1]
    (('330381',), ('350504',))
    >>> places_of("www.example.com").spelled
    ()
    """
    if not host.endswith(".gov.cn"):
        return HostPlaces((), ())
    spelled, initials = _spellings()
    labels = [label for label in host.lower().split(".")[:-2] if not _COMMON.match(label)]
    found: list[str] = []
    hinted: list[str] = []
    for label in labels[-_LABELS:][::-1]:
        bare = _AROUND.sub("", label)
        for word in dict.fromkeys((label, bare)):
            codes = spelled.get(word, set())
            found += sorted(code for code in codes if regions.lookup(code, year))
        if len(bare) >= _SHORTEST_INITIALS:
            codes = initials.get(bare, set()) | initials.get(label, set())
            hinted += sorted(code for code in codes if regions.lookup(code, year))
    return HostPlaces(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(hinted)))

"""What the names of a body tell: place, zone, township, organ; and whether two may be
those of one body."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from govcrawl.lexicon import regions
from govcrawl.lexicon.agencies import full_form, function_key
from govcrawl.reading.agency.agency_names import name_in_title, parse_name

_LONGEST = 300  # characters of a name that are looked at
_BRANCH = re.compile(r"(.+?局).{1,16}分局")
#: A government's report may be signed by its office; the two are distinguished by nothing else.
_GOVERNMENT = frozenset({"government", "general_office"})


class Body(NamedTuple):
    """What a name says: the code of its place today, its zone or township, its organ in full."""

    place: str | None
    zone: str
    township: str
    organ: str

    @property
    def family(self) -> str | None:
        """What the organ is there for, across reforms; None where that is not known."""
        branch = _BRANCH.fullmatch(self.organ)
        return function_key(branch[1] if branch else self.organ)


@lru_cache(maxsize=4096)
def body_of(name: str, adcode: str | None, year: int | None) -> Body:
    """Take a full name apart; ``adcode`` is the code of its region in ``year``, where known."""
    written = parse_name(name[:_LONGEST])
    if adcode is None and written.places:
        rows = regions.find_any_year(written.places[-1], year)
        codes = {regions.counterpart(row).code for row in rows}
        adcode = codes.pop() if len(codes) == 1 else None
    elif adcode is not None:
        adcode = today(adcode, year)
    return Body(adcode, written.zone, written.township, full_form(written.organ))


def titled(title: str) -> Body:
    """The body that a report's title names, as far as it does."""
    return body_of(name_in_title(title[:_LONGEST]), None, None)


def today(adcode: str, year: int | None) -> str:
    """The code that a place has now."""
    row = regions.lookup(adcode, year) or regions.lookup(adcode)
    return regions.counterpart(row).code if row else adcode


def alike(one: Body, other: Body) -> bool:
    """Whether two names may be those of one body: told by less, by a short form, by another
    name of the same function, or with a place that one of them leaves open."""
    if not _near(one.place, other.place):
        return False
    if not any(one[1:]) or not any(other[1:]):
        return True
    if (one.zone, one.township) != (other.zone, other.township):
        return False
    a, b = one.organ, other.organ
    if not a or not b or a.endswith(b) or b.endswith(a):
        return True
    families = {one.family, other.family}
    return None not in families and (len(families) == 1 or families == _GOVERNMENT)


def may_name(title: Body, body: Body) -> bool:
    """Whether a title may name a body: as ``alike``, but a place that it writes is meant."""
    return alike(title, body) and (None in (title.place, body.place) or title.place == body.place)


def _near(one: str | None, other: str | None) -> bool:
    """Whether two codes are of one place, or of one within the other."""
    if one is None or other is None:
        return True
    a, b = head_of(one), head_of(other)
    return a.startswith(b) or b.startswith(a)


def head_of(code: str) -> str:
    """What the codes of all places within a place begin with."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code

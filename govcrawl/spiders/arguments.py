"""The spider's ``-a`` arguments, checked before anything is asked of any host."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from govcrawl.messages import Both, phrase, say
from govcrawl.portals import Portal

_KNOWN = ("portal", "url", "years", "full", "bodies")
_BODIES = ("own", "all")
_SCHEDULERS = ("_job",)  # Scrapyd numbers its jobs with it
_YEARS = re.compile(r"(20\d\d)(?:-(20\d\d))?")


class ArgumentsError(ValueError):
    """An argument is missing, unknown or not written as it should be; the text says how."""


class Arguments(NamedTuple):
    """``starts``: (portal id or None, URL). ``years``: report years wanted, None for all.
    ``full``: emit every report, not only new and changed ones. ``bodies``: ``own`` for the start's
    own, ``all`` for every body that it leads to, empty where the start decides."""

    starts: list[tuple[str | None, str]]
    years: frozenset[int] | None
    full: bool
    bodies: str = ""


def check(given: Mapping[str, str], portals: Mapping[str, Portal]) -> Arguments:
    """The arguments as values. Raises ArgumentsError saying what to write instead."""
    for name in given:
        if name not in (*_KNOWN, *_SCHEDULERS):
            raise ArgumentsError(str(say("unknown_argument", name=name, hint=_hint(name, _KNOWN))))
    starts: list[tuple[str | None, str]] = []
    broken: Mapping[str, Exception] = getattr(portals, "broken", {})
    for portal_id in filter(None, map(str.strip, given.get("portal", "").split(","))):
        if portal_id in broken:
            raise ArgumentsError(str(say("portal_broken", error=broken[portal_id])))
        if portal_id not in portals:
            known = "、".join(portals) or "-"
            hint = _hint(portal_id, list(portals))
            raise ArgumentsError(
                str(say("unknown_portal", portal=portal_id, known=known, hint=hint))
            )
        starts += [(portal_id, url) for url in portals[portal_id].start]
    if given.get("url"):
        url = given["url"].strip()
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise ArgumentsError(str(say("bad_url", url=url)))
        starts.append((None, url))
    if not starts:
        raise ArgumentsError(str(say("needs_target", known="、".join(portals) or "-")))
    full = given.get("full", "0")
    if full not in ("0", "1"):
        raise ArgumentsError(str(say("bad_full", full=full)))
    bodies = given.get("bodies", "")
    if bodies and bodies not in _BODIES:
        raise ArgumentsError(str(say("bad_bodies", bodies=bodies)))
    years = years_of(given.get("years"))
    return Arguments(list(dict.fromkeys(starts)), years, full == "1", bodies)


def years_of(text: str | None) -> frozenset[int] | None:
    """The years of ``2019``, ``2019-2024`` or ``2014,2016-2018``; None for none given. Raises
    ArgumentsError for anything else."""
    if text is None:
        return None
    years: set[int] = set()
    for part in text.split(","):
        match = _YEARS.fullmatch(part.strip())
        first, last = (match.group(1), match.group(2) or match.group(1)) if match else (1, 0)
        if int(first) > int(last):
            raise ArgumentsError(str(say("bad_years", years=text)))
        years.update(range(int(first), int(last) + 1))
    return frozenset(years)


def _hint(word: str, known: list[str] | tuple[str, ...]) -> Both | str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return phrase("unknown_argument.near", word=near[0]) if near else ""

"""The identifier of a report: region, body, year and coverage, or what takes their place.

``<adcode>-<digest of the body's name>-<year>-<coverage>``. Organs of the State Council have no
region, so theirs begins with ``000000`` and is no substitute. Where the region or the body is
unknown, the site's host takes its place, for a local file its content: three towns of one name and no
told county are three bodies. A host can hold several bodies without a name, so there the text
joins in.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from govcrawl.messages import Both, phrase
from govcrawl.report import Agency, Coverage
from govcrawl.text import squash

_NO_REGION = "000000"


@dataclass(frozen=True, slots=True)
class Identifier:
    """``text`` is the ``report_id``; where it is ``provisional``, ``stand_in`` says what is
    in for the region or the body."""

    text: str
    provisional: bool
    stand_in: Both


def identify(
    agency: Agency, year: int | None, coverage: Coverage, body: str, *, host: str | None
) -> Identifier:
    """The identifier of a report. ``host`` is that of its address, None for a local file."""
    known = agency.name is not None and (
        agency.region.adcode is not None or agency.level == "central"
    )
    parts = [agency.name or agency.name_as_written or ""]
    stand_in = Both("", "")
    if not known:
        if host:
            parts.append(host)
            stand_in = phrase("id_provisional.host")
        if not host or agency.name is None:
            parts.append(body)
            stand_in = phrase("id_provisional.content") if not host else stand_in
    digest = hashlib.sha256("\n".join(map(squash, parts)).encode()).hexdigest()[:10]
    region = agency.region.adcode or _NO_REGION
    return Identifier(f"{region}-{digest}-{year or 0}-{coverage}", not known, stand_in)

"""Portals are data: one TOML file each, named after the portal's id.

Files are in this package; more come from the setting ``GOVCRAWL_PORTALS`` (id → the same keys).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from govcrawl.expectations import Expect
from govcrawl.lexicon import regions

_YEAR = datetime.timedelta(days=366)
#: The code of organs that belong to no region: those of the State Council.
COUNTRY = "000000"
_ID = re.compile(r"[a-z][a-z0-9_-]{1,40}")


class PortalError(ValueError):
    """A portal's data does not say what it must; the message names the portal and the place."""


class Policy(NamedTuple):
    """How one portal is crawled where that is not as usual: seconds between requests (never
    fewer than usual), listing pages read per column, pages through a browser, the last day on
    which its certificate need not be valid."""

    delay: float = 0.0
    listing_limit: int | None = None
    browser: bool = False
    unverified_until: datetime.date | None = None


class Deviation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A deviation from the usual policy, with the day it was decided and why. That of an
    ``unverified_certificate`` ends, within a year, on the day ``until``."""

    what: Literal["delay", "listing_limit", "browser", "unverified_certificate"]
    value: Annotated[float, msgspec.Meta(gt=0)] | bool
    since: datetime.date
    reason: Annotated[str, msgspec.Meta(min_length=4)]
    until: datetime.date | None = None

    def __post_init__(self) -> None:
        if self.what == "unverified_certificate":
            if self.until is None or not self.since <= self.until <= self.since + _YEAR:
                raise ValueError("an unverified_certificate needs until, within a year of since")


class Portal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A portal: its name, its 行政区划代码 (GB/T 2260, six digits; 000000 where it belongs to no
    region) and where to begin: home page or annual-report column. ``years`` (``2008-2024``) and
    ``agencies`` (full names) are what its column should hold, for ``scrapy coverage``; ``expect``
    is what a crawl must find there for its run to be well."""

    name: Annotated[str, msgspec.Meta(min_length=2)]
    adcode: Annotated[str, msgspec.Meta(pattern=r"^\d{6}$")]
    start: Annotated[
        list[Annotated[str, msgspec.Meta(pattern=r"^https?://")]], msgspec.Meta(min_length=1)
    ]
    years: Annotated[str, msgspec.Meta(pattern=r"^20\d\d(-20\d\d)?$")] | None = None
    agencies: list[Annotated[str, msgspec.Meta(min_length=2)]] = []
    deviation: list[Deviation] = []
    expect: Expect | None = None

    @property
    def region(self) -> str | None:
        """The code of its region; None where it belongs to none."""
        return None if self.adcode == COUNTRY else self.adcode

    def expected_years(self) -> frozenset[int] | None:
        """The report years that its column should hold; None where the file does not say."""
        if self.years is None:
            return None
        first, _, last = self.years.partition("-")
        return frozenset(range(int(first), int(last or first) + 1))

    def policy(self) -> Policy:
        """How the portal is crawled."""
        values = {deviation.what: deviation.value for deviation in self.deviation}
        limit = values.get("listing_limit")
        excepted = [
            d.until for d in self.deviation if d.what == "unverified_certificate" and d.value
        ]
        return Policy(
            delay=float(values.get("delay", 0)),
            listing_limit=int(limit) if limit else None,
            browser=bool(values.get("browser", False)),
            unverified_until=max((day for day in excepted if day), default=None),
        )


class Portals(dict[str, Portal]):
    """Portals by their ids. ``broken``: those whose file does not say what it must, and why;
    they are left out, and stop no other."""

    def __init__(self) -> None:
        super().__init__()
        self.broken: dict[str, PortalError] = {}


def load(extra: Mapping[str, Any] | None = None) -> Portals:
    """Every portal by its id, sorted; those of ``extra`` come before those that ship."""
    given: dict[str, Portal | PortalError] = dict(_shipped())
    for portal_id, data in (extra or {}).items():
        given[portal_id] = _portal(portal_id, lambda data=data: msgspec.convert(data, Portal))
    portals = Portals()
    for portal_id, portal in sorted(given.items()):
        if isinstance(portal, PortalError):
            portals.broken[portal_id] = portal
        else:
            portals[portal_id] = portal
    return portals


@cache
def _shipped() -> tuple[tuple[str, Portal | PortalError], ...]:
    files = sorted(
        (file for file in resources.files(__name__).iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    return tuple(
        (
            portal_id := file.name.removesuffix(".toml"),
            _portal(
                portal_id, lambda file=file: msgspec.toml.decode(file.read_bytes(), type=Portal)
            ),
        )
        for file in files
    )


def _portal(portal_id: str, read: Any) -> Portal | PortalError:
    if not _ID.fullmatch(portal_id):
        return PortalError(
            f"portal {portal_id!r}: an id is a-z, 0-9, _ and -, at most 41 characters"
        )
    try:
        portal: Portal = read()
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return PortalError(f"portal {portal_id}: {error}")
    if portal.adcode not in _adcodes() | {COUNTRY}:
        return PortalError(f"portal {portal_id}: {portal.adcode} is no 行政区划代码")
    return portal


@cache
def _adcodes() -> frozenset[str]:
    """Every code that was ever valid."""
    return frozenset(division.code for division in regions.every())

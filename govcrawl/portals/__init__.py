"""Portals are data: one TOML file each, named after the portal's id.

Files lie in this package; more come from the setting ``GOVCRAWL_PORTALS`` (id → the same keys).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Any

import msgspec

_ID = re.compile(r"[a-z][a-z0-9_-]{1,40}")


class PortalError(ValueError):
    """A portal's data does not say what it must; the message names the portal and the place."""


class Portal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A portal: its name, its 行政区划代码 (GB/T 2260, six digits) and where to begin: home
    page or annual-report column."""

    name: Annotated[str, msgspec.Meta(min_length=2)]
    adcode: Annotated[str, msgspec.Meta(pattern=r"^\d{6}$")]
    start: Annotated[
        list[Annotated[str, msgspec.Meta(pattern=r"^https?://")]], msgspec.Meta(min_length=1)
    ]


def load(extra: Mapping[str, Any] | None = None) -> dict[str, Portal]:
    """Every portal by its id, sorted. Raises PortalError where one is not well formed."""
    portals = dict(_shipped())
    for portal_id, data in (extra or {}).items():
        portals[portal_id] = _portal(portal_id, lambda data=data: msgspec.convert(data, Portal))
    return dict(sorted(portals.items()))


@cache
def _shipped() -> tuple[tuple[str, Portal], ...]:
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


def _portal(portal_id: str, read: Any) -> Portal:
    if not _ID.fullmatch(portal_id):
        raise PortalError(
            f"portal {portal_id!r}: an id is a-z, 0-9, _ and -, at most 41 characters"
        )
    try:
        portal: Portal = read()
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise PortalError(f"portal {portal_id}: {error}") from error
    return portal

"""Reading: bytes of one file → its annual reports. ``read`` is the one way in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from govcrawl.reading.model import Attached, LinkedFrom, Listed, Reading

if TYPE_CHECKING:
    from govcrawl.reading.formats.html.parsed_page import Page


def read(
    data: bytes,
    *,
    url: str | None = None,
    headers: Mapping[str, str] | None = None,
    portal: str | None = None,
    fetched_at: str | None = None,
    linked_from: LinkedFrom | None = None,
    listed: Listed | None = None,
    attached: Sequence[Attached] = (),
    page: Page | None = None,
) -> Reading:
    """See ``govcrawl.reading.reader.read``, imported on first use so that the parts of this
    package stay light to import."""
    from govcrawl.reading.reader import read as read_now

    return read_now(
        data,
        url=url,
        headers=headers,
        portal=portal,
        fetched_at=fetched_at,
        linked_from=linked_from,
        listed=listed,
        attached=attached,
        page=page,
    )

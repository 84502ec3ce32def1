"""govcrawl: annual reports on government information disclosure, read with their evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from govcrawl.report import Report

__version__ = "0.1.0"


def parse(data: bytes | str | PathLike[str], *, url: str | None = None) -> list[Report]:
    """Read one saved page or document and return its reports, the page's own report first.

    ``data`` is the bytes of a file or a path to one; ``url`` is where it came from (a path
    has its ``file://`` URL). What is not a report gives an empty list. Raises OSError where a
    path cannot be read; bytes never raise. ``govcrawl.reading.read`` returns the issues too.
    """
    # Imported here: the data files of the reader are not needed to import the package.
    from pathlib import Path

    from govcrawl.reading import read

    if not isinstance(data, bytes):
        path = Path(data).resolve()
        data, url = path.read_bytes(), url or path.as_uri()
    return read(data, url=url).reports

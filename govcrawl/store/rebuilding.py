"""A portal's records from the archive alone: what is left where neither its state nor its current
records are, or both are damaged.

The archive knows which pages the crawls handed to the reader, and for which portal; of each address
the newest counts. Only pages of runs that published are read: what a run refused, or was killed
with, was never a record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import msgspec

from govcrawl.archive.archived_pages import Kept
from govcrawl.execution.outcome import RecordLine
from govcrawl.runs import OK, PARTIAL
from govcrawl.store.comparing import Comparison
from govcrawl.store.keeping import RunFile
from govcrawl.store.settling import completed
from govcrawl.store.state import Address, KnownReport
from govcrawl.store.store import known_report
from govcrawl.store.store_names import is_portal, store_name

_PUBLISHED = (OK, PARTIAL)


def names_in_archive(data_dir: Path, compare: Comparison) -> list[str]:
    """The names of the stores whose pages an archive holds."""
    owner = _owners(data_dir)
    return sorted({name for kept in compare.kept() if (name := owner(kept)) is not None})


def is_archived(data_dir: Path, name: str, compare: Comparison) -> bool:
    """Whether the archive holds pages of a store."""
    return next(_pages(data_dir, name, compare), None) is not None


def from_archive(
    data_dir: Path, name: str, compare: Comparison, known: frozenset[str]
) -> Iterator[tuple[KnownReport, bytes]]:
    """The records of a store with their lines, but for those of the addresses ``known``."""
    found: dict[tuple[str, bytes], list[tuple[RecordLine, Kept]]] = defaultdict(list)
    for kept in _pages(data_dir, name, compare):
        if kept.url not in known:
            for record in compare.read(kept):
                found[record.report_id, record.facts].append((record, kept))
    for copies in found.values():
        copies.sort(key=lambda copy: (copy[0].rank, len(copy[0].url), copy[0].url))
        record, _ = copies[0]
        addresses = {
            url: Address(url, kept.first, kept.last) for copy, kept in copies for url in copy.urls
        }
        report = known_report(
            record,
            min(kept.first for _, kept in copies),
            last_seen=max(kept.last for _, kept in copies),
            addresses=tuple(addresses[url] for url in sorted(addresses)),
        )
        yield report, completed(record.line, report)


def _pages(data_dir: Path, name: str, compare: Comparison) -> Iterator[Kept]:
    owner = _owners(data_dir)
    portal = name if is_portal(name) else None
    return (kept for kept in compare.kept(portal) if owner(kept) == name)


class _Run(RunFile):
    exit_status: int | None = None


def _owners(data_dir: Path) -> Callable[[Kept], str | None]:
    """A function that names the store that a page was read for; None for a page of a run that
    published nothing. A run whose folder was pruned had published."""

    @cache
    def of_run(run: str | None) -> tuple[bool, str | None]:
        folder = data_dir / "runs" / (run or "-")
        if not folder.is_dir():
            return True, None
        try:
            said = msgspec.json.decode((folder / "run.json").read_bytes(), type=_Run)
        except (OSError, msgspec.MsgspecError):
            return False, None
        names = {store_name(None, t.url) for t in said.targets if t.portal is None}
        return said.exit_status in _PUBLISHED, min(names, default=None)

    def owner(kept: Kept) -> str | None:
        published, name = of_run(kept.run)
        if not published:
            return None
        return kept.portal or name or store_name(None, kept.url)

    return owner

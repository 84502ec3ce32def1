"""What became of a report since it was last published, and who made the difference.

The source changed it where the same reader sees other facts in other bytes; the parser where
another reader sees other things in the same bytes. Where both changed, the old bytes are read
once more, from the archive, with the reader of today: one difference lies on each side of that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from govcrawl.archive.content import TooLargeError
from govcrawl.archive.pages import ArchivedPage, Archives
from govcrawl.execution.digests import Record, content_digest
from govcrawl.fingerprint import reader_version
from govcrawl.reading import read
from govcrawl.report import Change, Report
from govcrawl.store.history import Seen, changes, rereading
from govcrawl.store.state import State

Became: TypeAlias = Literal["new", "changed", "reparsed", "unchanged"]


class Verdict(NamedTuple):
    """What a report became, and its changes."""

    state: Became
    changes: list[Change]


class Comparison:
    """Compares records of this run with those of ``latest``."""

    def __init__(self, state: State, archive: Path, max_bytes: int) -> None:
        self.state, self.max_bytes = state, max_bytes
        self._archives = Archives([], max_bytes, folder=archive)

    def close(self) -> None:
        self._archives.close()

    def archived(self, url: str, sha256: str) -> ArchivedPage | None:
        """The page with these bytes that was read at an address, from the archive."""
        return self._archives.at(url, sha256)

    def judge(self, key: str, old: Record, new: Record) -> Verdict:
        """``key``: of the old record, as the state knows it."""
        if content_digest(old) == content_digest(new):
            return Verdict("unchanged", [])
        known = self.state.report(key)
        source = old.get("source") or {}
        before = known.last_seen if known else source.get("fetched_at")
        after = new["source"].get("fetched_at")
        if source.get("sha256") == new["source"]["sha256"]:
            found = rereading(old, new, Seen(before, after, "parser"))
            return Verdict("reparsed" if found else "unchanged", found)
        now = self._read_again(old) if self._other_reader(source.get("url")) else None
        if now is None:
            found = changes(old, new, Seen(before, after, "source"))
            return Verdict("changed" if found else "unchanged", found)
        by_source = changes(now, new, Seen(before, after, "source"))
        by_parser = rereading(old, now, Seen(before, before, "parser"))
        if by_source:
            return Verdict("changed", by_source + by_parser)
        return Verdict("reparsed" if by_parser else "unchanged", by_parser)

    def _other_reader(self, url: str | None) -> bool:
        page = self.state.page(url) if url else None
        return page is None or page.reader != reader_version()

    def _read_again(self, old: Record) -> Record | None:
        """An earlier version of a report, as the reader of today reads it."""
        source = old["source"]
        page = self.archived(source.get("url") or "", source.get("sha256") or "")
        if page is None:
            return None
        try:
            reports = reports_of(page, self.max_bytes)
        except TooLargeError:
            return None
        same = [r for r in reports if r.report_id == old["report_id"]] or reports
        record: dict[str, Any] = msgspec.to_builtins(same[0]) if same else {}
        return record or None


def reports_of(page: ArchivedPage, max_bytes: int) -> list[Report]:
    """The reports of an archived page. Raises TooLargeError."""
    given = {"linked_from": page.linked_from(max_bytes), "listed": page.listed}
    more: dict[str, Any] = {name: value for name, value in given.items() if value}
    reading = read(
        page.body(max_bytes),
        url=page.url,
        headers={"Content-Type": page.content_type} if page.content_type else {},
        portal=page.portal,
        fetched_at=page.fetched_at,
        **more,
    )
    return reading.reports

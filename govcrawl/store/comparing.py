"""What became of a report since it was last published, and who made the difference.

The source changed it where the same reader sees other facts in other bytes; the parser where
another reader sees other things in the same bytes. Where both changed, the old bytes are read
once more, from the archive, with the reader of today: one difference is on each side of that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias, TypeVar

import msgspec

from govcrawl.archive.archived_pages import Archives, Kept
from govcrawl.archive.mending import mend_index
from govcrawl.execution.digests import Record
from govcrawl.execution.execution import Execution
from govcrawl.execution.outcome import RecordLine
from govcrawl.execution.task import PageTask
from govcrawl.fingerprint import reader_version
from govcrawl.messages import Message
from govcrawl.report import Change
from govcrawl.store.history import Seen, changes, rereading
from govcrawl.store.state import KnownReport, Place, State

_T = TypeVar("_T")

Became: TypeAlias = Literal["new", "changed", "reparsed", "unchanged"]


class Verdict(NamedTuple):
    """What a report became, and its changes."""

    state: Became
    changes: list[Change]


class Comparison:
    """Compares records of this run with those of ``latest``."""

    def __init__(self, archive: Path, max_bytes: int, execution: Execution) -> None:
        """``execution``: where old bytes are read once more."""
        self._execution = execution
        self._folder, self._max_bytes = archive, max_bytes
        self._archives = Archives([], max_bytes, folder=archive)
        self.mended: list[Message] = []

    def close(self) -> None:
        self._archives.close()

    def archived(self, url: str, sha256: str) -> PageTask | None:
        """The page with these bytes that was read at an address, from the archive."""
        return self._asked(lambda archives: archives.at(url, sha256))

    def held(self, url: str, sha256: str) -> tuple[Place, ...] | None:
        """Where the bytes that were read at an address are; None where they are not there."""
        rows = self._asked(lambda archives: archives.held(url, sha256))
        if rows is None:
            return None
        return tuple(Place(row.file, row.start, row.length) for row in rows)

    def kept(self, portal: str | None = "") -> list[Kept]:
        """The pages that crawls have read for a portal (None: for one without a file), by address;
        those for any without an argument."""
        every = portal == ""
        return self._asked(lambda archives: archives.kept(self._folder, portal, every=every))

    def read(self, kept: Kept) -> tuple[RecordLine, ...]:
        """The records of such a page, as the reader of today reads it; none where its bytes are
        lost."""
        page = self._asked(lambda archives: archives.page_of(self._folder, kept))
        if page is None:
            return ()
        return self._execution.run(replace(page, years=frozenset())).records

    def _asked(self, ask: Callable[[Archives], _T]) -> _T:
        """Ask the archive; an index that turns out to be damaged is made again first."""
        found = ask(self._archives)
        if not self._archives.damaged:
            return found
        said = mend_index(self._folder, force=True)
        if said is None:
            return found
        self.mended.append(said)
        self._archives.close()
        self._archives = Archives([], self._max_bytes, folder=self._folder)
        return ask(self._archives)

    def judge(self, state: State, known: KnownReport, old: Record, new: Record) -> Verdict:
        """``known``: the old record as the portal's state knows it; the two are not the same."""
        source = old.get("source") or {}
        before = known.last_seen
        # Bytes of an earlier fetch, read again or found at another address, were last seen then.
        after = max(new["source"].get("fetched_at") or "", before or "") or None
        if source.get("sha256") == new["source"]["sha256"]:
            found = rereading(old, new, Seen(before, after, "parser"))
            return Verdict("reparsed" if found else "unchanged", found)
        now = self._read_again(old) if _other_reader(state, source.get("url")) else None
        if now is None:
            found = changes(old, new, Seen(before, after, "source"))
            return Verdict("changed" if found else "unchanged", found)
        by_source = changes(now, new, Seen(before, after, "source"))
        by_parser = rereading(old, now, Seen(before, before, "parser"))
        if by_source:
            return Verdict("changed", by_source + by_parser)
        return Verdict("reparsed" if by_parser else "unchanged", by_parser)

    def reread(self, url: str, sha256: str, report_id: str) -> RecordLine | None:
        """A record as the reader of today reads it, from the archive; None where the archive
        does not hold its bytes any more, or they no longer give it."""
        page = self.archived(url, sha256)
        if page is None:
            return None
        records = self._execution.run(replace(page, years=frozenset())).records
        return next((r for r in records if r.report_id == report_id), None)

    def _read_again(self, old: Record) -> Record | None:
        """An earlier version of a report, as the reader of today reads it."""
        source = old["source"]
        page = self.archived(source.get("url") or "", source.get("sha256") or "")
        if page is None:
            return None
        records = self._execution.run(replace(page, years=frozenset())).records
        same = [r for r in records if r.report_id == old["report_id"]] or records
        record: Record | None = msgspec.json.decode(same[0].line) if same else None
        return record


def _other_reader(state: State, url: str | None) -> bool:
    page = state.page(url) if url else None
    return page is None or page.reader != reader_version()

"""One portal's store: its current records, what is known of its pages, its lock.

``<data>/latest/<name>.jsonl`` holds the records, ``<data>/state/<name>.jsonl`` all else. The state
names the digest of the records that belong to it, so that two files that do not fit each other
are distinguished from two that do, whenever a process was killed. A run works on a copy of both as they
were when it began (``base``: hard links, since files are replaced and never written into) and
puts the new ones side by side in its folder (``next``) before either takes its place.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from govcrawl.execution.digests import Record
from govcrawl.execution.outcome import RecordLine
from govcrawl.runs import replacing
from govcrawl.store.state import Address, KnownReport, State

#: Bytes read at a time.
_CHUNK = 1 << 20


class Store:
    """Read with ``load``; ``state`` and ``lines`` are of the moment when the run began."""

    def __init__(self, data_dir: Path, name: str) -> None:
        self.data_dir, self.name = data_dir, name
        self.state = State(name)
        self._places: dict[str, tuple[int, int]] = {}
        self._path: Path | None = None
        self._file: BinaryIO | None = None

    @property
    def latest(self) -> Path:
        return self.data_dir / "latest" / f"{self.name}.jsonl"

    @property
    def state_path(self) -> Path:
        return self.data_dir / "state" / f"{self.name}.jsonl"

    def load(self, latest: Path | None = None, state: Path | None = None) -> bool:
        """Read both files; whether they are whole and fit each other."""
        self._path = latest or self.latest
        self.state = State.read(state or self.state_path, self.name)
        self._locate()
        digest = digest_of(self._path)
        if self.state.missing:
            return digest is None
        return self.state.damage is None and digest == self.state.latest

    def _locate(self) -> None:
        self._places, offset = {}, 0
        for report in self.state.reports.values():
            self._places[report.key] = offset, report.length
            offset += report.length

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    # --- records --------------------------------------------------------------------------

    @property
    def by_id(self) -> dict[str, list[KnownReport]]:
        """The current records by their report id."""
        found: dict[str, list[KnownReport]] = defaultdict(list)
        for report in self.state.reports.values():
            found[report.report_id].append(report)
        return found

    def line(self, report: KnownReport) -> bytes:
        """The line of a current record, as it was when the run began."""
        offset, length = self._places[report.key]
        if self._file is None:
            assert self._path is not None
            self._file = self._path.open("rb")
        self._file.seek(offset)
        return self._file.read(length)

    def record(self, report: KnownReport) -> Record:
        """The same, as plain data."""
        record: Record = msgspec.json.decode(self.line(report))
        return record

    # --- a run ----------------------------------------------------------------------------

    def keep_base(self, folder: Path) -> None:
        """Keep both files as they are now in a run's folder."""
        for path, kept in self._kept(folder / "base"):
            kept.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                continue
            try:
                kept.hardlink_to(path)
            except OSError:
                shutil.copyfile(path, kept)

    def load_base(self, folder: Path) -> None:
        """Read both files as they were when the run began."""
        (_, latest), (_, state) = self._kept(folder / "base")
        self.load(latest, state)

    def stage(self, folder: Path, run: str, reports: Iterable[tuple[KnownReport, bytes]]) -> None:
        """Write both files as they will be into a run's folder, and see that their places can be
        written: feeds are published in between. Raises OSError."""
        (_, latest), (_, state) = self._kept(folder / "next")
        self._write(latest, state, run, reports)
        for path in (self.latest, self.state_path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path.parent):
                pass

    def staged(self, folder: Path) -> Path:
        """The file of records that a run has staged."""
        return folder / "next" / f"{self.name}.jsonl"

    def commit(self, folder: Path) -> None:
        """Bring what was staged to its place: first the records, then the state. Done once more
        after a kill, it does what is left to do. Raises OSError."""
        for path, staged in self._kept(folder / "next"):
            if staged.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                staged.replace(path)

    def take_up(self, folder: Path) -> bool:
        """What a run was about to publish when it was killed: its records are in their place
        and the state is not. Whether that was so and is mended."""
        (_, latest), (_, state) = self._kept(folder / "next")
        if latest.exists() or not state.exists():
            return False
        if State.read(state, self.name).latest != digest_of(self.latest):
            return False
        self.commit(folder)
        return True

    def _kept(self, folder: Path) -> list[tuple[Path, Path]]:
        return [
            (self.latest, folder / f"{self.name}.jsonl"),
            (self.state_path, folder / f"{self.name}.state.jsonl"),
        ]

    def replace(self, reports: Iterable[tuple[KnownReport, bytes]], run: str | None) -> None:
        """Write both files at once, outside of a run's own results. Raises OSError."""
        self._write(self.latest, self.state_path, run, reports)

    def _write(
        self,
        latest: Path,
        state: Path,
        run: str | None,
        reports: Iterable[tuple[KnownReport, bytes]],
    ) -> None:
        seen = hashlib.sha256()
        new: dict[str, KnownReport] = {}
        with replacing(latest) as file:
            for report, line in reports:
                file.write(line)
                seen.update(line)
                digest = hashlib.sha256(line).hexdigest()
                new[report.key] = report._replace(line=digest, length=len(line))
        self.state.reports = new
        self.state.write(state, run, seen.hexdigest())


def digest_of(path: Path) -> str | None:
    """SHA-256 of a file in hex; None where it is not there."""
    seen = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                seen.update(chunk)
    except FileNotFoundError:
        return None
    return seen.hexdigest()


def known_report(record: RecordLine, seen: str, **given: Any) -> KnownReport:
    """What is kept of a record, seen at this moment for the first time at all its addresses."""
    known = KnownReport(
        key=record.key,
        report_id=record.report_id,
        url=record.url,
        portal=record.portal,
        addresses=tuple(Address(url, seen, seen) for url in sorted(record.urls)),
        sha256=record.sha256,
        content=record.content.hex(),
        facts=record.facts.hex(),
        text=record.text.hex(),
        site=record.site.hex(),
        rank=record.rank,
        holding=record.holding,
        first_seen=seen,
        last_seen=seen,
        last_changed=seen,
    )
    return known._replace(**given)


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a file, none where it is not there."""
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        yield from file


def set_aside(path: Path) -> Path | None:
    """Give a damaged file another name beside it; None where there is none. Raises OSError."""
    if not path.exists():
        return None
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    path.replace(aside)
    return aside


def names_in(data_dir: Path) -> list[str]:
    """The names of all stores of a data directory."""
    found = {
        path.stem for name in ("latest", "state") for path in (data_dir / name).glob("*.jsonl")
    }
    return sorted(found)

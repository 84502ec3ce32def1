"""What differs between two exports, and the new one made of the old one and the difference.

A delta is a folder: ``versions.csv`` has a row a report with what became of it, in the order of the
new export; ``differences.csv`` a row a fact that differs; each table's CSV the rows of the reports that
are not as they were; ``delta.json`` says between which versions it is. Everything that is of
the export as a whole (``coverage``, ``codebook``, descriptor, page) is there as it is now.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from govcrawl.outputs.record_rows import Row, Value
from govcrawl.outputs.tables import Table, tables

FOLDER = "since"
_WHOLE = ("datapackage.json", "QUALITY.md")
#: By what a row of one report is known in another version of it, beside its order.
_IDENTITY: Mapping[str, tuple[str, ...]] = {
    "figures": ("grade", "source", "key"),
    "indicators": ("indicator",),
    "sections": ("path",),
    "checks": ("rule",),
    "issues": ("code",),
    "attachments": ("url",),
    "changes": ("field",),
}
_DIGEST = 16  # bytes
#: Columns that say when and where something was read: no facts of the report.
_PLACES = frozenset(
    "number fetched_at first_seen last_seen sha256 anchor evidence_start value_start value_end "
    "start end table row column page".split()
)
#: A cell of a CSV file as a value of its column's type.
_READERS: Mapping[str, Callable[[str], Value]] = {
    "integer": int,
    "number": lambda text: int(text) if text.lstrip("-").isdigit() else float(text),
    "boolean": lambda text: text == "true",
}
STATES = ("added", "changed", "withdrawn", "seen_again", "unchanged")


class DeltaError(ValueError):
    """Two exports that cannot be compared with each other, or a delta that is not of this one."""


class _Span(NamedTuple):
    """The rows of one report in a table's file."""

    start: int
    size: int
    digest: bytes


class _Spans:
    """Where the rows of each report are in a table's file, in the order of the reports. An export of a
    hundred thousand reports has more than a million spans: they are held as numbers."""

    def __init__(self, numbers: dict[str, int], found: Iterable[tuple[str, _Span]]) -> None:
        """``numbers``: of the export's reports, the same for all its tables; new ones are added."""
        self._numbers = numbers
        self._starts, self._sizes, self._digests = array("q"), array("q"), bytearray()
        for record, span in found:
            number = numbers.setdefault(record, len(numbers))
            missing = number + 1 - len(self._sizes)
            if missing > 0:
                self._starts.extend([0] * missing)
                self._sizes.extend([0] * missing)
                self._digests += bytes(_DIGEST * missing)
            self._starts[number], self._sizes[number] = span.start, span.size
            self._digests[_DIGEST * number : _DIGEST * (number + 1)] = span.digest

    def __contains__(self, record: str) -> bool:
        return self.get(record) is not None

    def __iter__(self) -> Iterator[str]:
        return (record for record in self._numbers if record in self)

    def get(self, record: str) -> _Span | None:
        number = self._numbers.get(record)
        if number is None or number >= len(self._sizes) or not self._sizes[number]:
            return None
        digest = bytes(self._digests[_DIGEST * number : _DIGEST * (number + 1)])
        return _Span(self._starts[number], self._sizes[number], digest)


class _Export:
    """An export's CSV files: of every table where each report's rows are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            text = (folder / "datapackage.json").read_text("utf-8")
            self.state: dict[str, Any] = json.loads(text)["govcrawl"]
            self.version: str = self.state["data_version"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DeltaError(f"{folder}: {error}") from None
        self.heads: dict[str, bytes] = {}
        self.spans: dict[str, _Spans] = {}
        self._numbers: dict[str, int] = {}

    def index(self, table: Table) -> _Spans:
        """Where the rows of each report are. Raises DeltaError where there is no such table."""
        if table.name not in self.spans:
            try:
                with self.path(table).open("rb") as file:
                    self.heads[table.name] = file.readline()
                    self.spans[table.name] = _Spans(self._numbers, _spans(file))
            except FileNotFoundError as error:
                raise DeltaError(str(error)) from None
        return self.spans[table.name]

    def path(self, table: Table) -> Path:
        return self.folder / f"{table.name}.csv"

    def rows(self, file: BinaryIO, table: Table, record: str) -> bytes:
        """The rows of one report, as they are."""
        span = self.index(table).get(record)
        if span is None:
            return b""
        file.seek(span.start)
        return file.read(span.size)


def _spans(file: BinaryIO) -> Iterator[tuple[str, _Span]]:
    """The reports of a table in their order; their rows follow each other."""
    at = start = file.tell()
    digest, last = hashlib.blake2b(digest_size=_DIGEST), None
    for row in _raw_rows(file):
        record = row[1 : row.index(b'"', 1)].decode()
        if record != last:
            if last is not None:
                yield last, _Span(start, at - start, digest.digest())
            start, last, digest = at, record, hashlib.blake2b(digest_size=_DIGEST)
        digest.update(row)
        at += len(row)
    if last is not None:
        yield last, _Span(start, at - start, digest.digest())


def _raw_rows(file: BinaryIO) -> Iterator[bytes]:
    """Rows as they are: a line break between quotes ends none."""
    held = b""
    for line in file:
        held += line
        if held.count(b'"') % 2 == 0:
            yield held
            held = b""


def write_delta(old: Path, new: Path) -> dict[str, int]:
    """Write the difference between two exports into the folder ``since`` of the new one; the number of
    reports by state. Raises DeltaError where they cannot be compared."""
    before, now = _Export(old), _Export(new)
    for name in ("schema_version", "personal_data_masked", "csv_for_excel"):
        if before.state.get(name) != now.state.get(name):
            raise DeltaError(f"{name}: {before.state.get(name)} → {now.state.get(name)}")
    kept = [table for table in tables() if not table.whole]
    for table in kept:
        before.index(table)
        now.index(table)
        if before.heads[table.name] != now.heads[table.name]:
            raise DeltaError(f"{table.name}.csv: other columns")
    folder = new / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    states = _compare(before, now, kept, folder)
    for table in kept:
        with (
            now.path(table).open("rb") as file,
            (folder / f"{table.name}.csv").open("wb") as out,
        ):
            out.write(now.heads[table.name])
            for record, state in states.items():
                if state in ("added", "changed", "seen_again"):
                    out.write(now.rows(file, table, record))
    for name in _whole_files(now.folder):
        shutil.copyfile(new / name, folder / name)
    with (folder / "versions.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["record", "state"])
        writer.writerows(states.items())
    counts = Counter(states.values())
    said = {
        "from": before.version,
        "to": now.version,
        "reports": {state: counts[state] for state in STATES},
        "whole": list(_whole_files(now.folder)),
    }
    (folder / "delta.json").write_text(json.dumps(said, indent=1) + "\n", "utf-8")
    return {state: counts[state] for state in STATES}


def _whole_files(folder: Path) -> Iterator[str]:
    names = [f"{table.name}.csv" for table in tables() if table.whole]
    yield from (name for name in (*names, *_WHOLE) if (folder / name).is_file())


def _compare(before: _Export, now: _Export, kept: list[Table], folder: Path) -> dict[str, str]:
    """What became of every report; the facts that differ go to ``differences.csv``."""
    reports = kept[0]
    states: dict[str, str] = {}
    olds = {table.name: before.path(table).open("rb") for table in kept}
    news = {table.name: now.path(table).open("rb") for table in kept}
    with (folder / "differences.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["record", "table", "which", "column", "from", "to"])
        for record in now.index(reports):
            if record not in before.index(reports):
                states[record] = "added"
                continue
            changed = [t for t in kept if _digest(before, t, record) != _digest(now, t, record)]
            found = [
                (record, table.name, *difference)
                for table in changed
                for difference in _differences(
                    _parsed(before, table, olds[table.name], record),
                    _parsed(now, table, news[table.name], record),
                )
            ]
            writer.writerows(found)
            states[record] = "changed" if found else "seen_again" if changed else "unchanged"
        for record in before.index(reports):
            if record not in states:
                states[record] = "withdrawn"
    for file in (*olds.values(), *news.values()):
        file.close()
    return states


def _digest(export: _Export, table: Table, record: str) -> bytes | None:
    span = export.index(table).get(record)
    return span.digest if span else None


def _parsed(
    export: _Export, table: Table, file: BinaryIO, record: str
) -> dict[tuple[str, ...], dict[str, str]]:
    """The rows of a report by what they are known by."""
    names = [column.name for column in table.columns]
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    times: Counter[tuple[str, ...]] = Counter()
    text = export.rows(file, table, record).decode()
    for values in csv.reader(io.StringIO(text, newline="")):
        row = dict(zip(names, values, strict=True))
        known = tuple(row[name] for name in _IDENTITY.get(table.name, ()))
        times[known] += 1
        again = (str(times[known]),) if times[known] > 1 else ()
        rows[known + again] = row
    return rows


def _differences(
    old: dict[tuple[str, ...], dict[str, str]],
    new: dict[tuple[str, ...], dict[str, str]],
) -> Iterator[tuple[str, str, str, str]]:
    """Which row, which column, before, after. A row of one side only is one difference."""
    for which in dict.fromkeys((*old, *new)):
        a, b = old.get(which), new.get(which)
        said = " ".join(which)
        if a is None or b is None:
            yield said, "", _short(a), _short(b)
            continue
        for name, value in b.items():
            if name not in _PLACES and a[name] != value:
                yield said, name, a[name], value


def _short(row: dict[str, str] | None) -> str:
    """A whole row as one text: what it says, without where."""
    if row is None:
        return ""
    said = {k: v for k, v in row.items() if v and k != "record" and k not in _PLACES}
    return json.dumps(said, ensure_ascii=False)


def typed_rows(folder: Path) -> Iterator[tuple[Table, Row]]:
    """Every row of an export's CSV files with its types, in the order in which the export wrote
    them: report by report, then the tables of the whole. Raises DeltaError for an export that is
    none, or whose CSV files are meant for Excel (their texts are not as they were read)."""
    made = _Export(folder)
    if made.state.get("csv_for_excel"):
        raise DeltaError(f"{folder}: csv_for_excel")
    kept = [table for table in tables() if not table.whole]
    with ExitStack() as stack:
        files = {table.name: stack.enter_context(made.path(table).open("rb")) for table in kept}
        for record in made.index(kept[0]):
            for table in kept:
                rows = made.rows(files[table.name], table, record).decode()
                yield from ((table, row) for row in _typed(table, io.StringIO(rows, newline="")))
    for table in (table for table in tables() if table.whole):
        with made.path(table).open(encoding="utf-8", newline="") as file:
            next(file)
            yield from ((table, row) for row in _typed(table, file))


def _typed(table: Table, lines: Iterable[str]) -> Iterator[Row]:
    readers = [_READERS.get(column.type, str) for column in table.columns]
    for values in csv.reader(lines):
        yield tuple(
            read(value) if value else None for read, value in zip(readers, values, strict=True)
        )


def apply_delta(old: Path, delta: Path, folder: Path) -> list[Path]:
    """Make the new export's CSV files of the old ones and the delta, byte for byte. Raises
    DeltaError where the delta is not one of this export."""
    before = _Export(old)
    try:
        said = json.loads((delta / "delta.json").read_text("utf-8"))
        with (delta / "versions.csv").open(encoding="utf-8", newline="") as file:
            states = dict(list(csv.reader(file))[1:])
    except (OSError, ValueError) as error:
        raise DeltaError(f"{delta}: {error}") from None
    if said["from"] != before.version:
        raise DeltaError(f"{delta}: {said['from']} ≠ {before.version} ({old})")
    later = _Export(delta)
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for table in tables():
        if table.whole:
            continue
        later.index(table)
        made.append(folder / f"{table.name}.csv")
        with (
            before.path(table).open("rb") as was,
            later.path(table).open("rb") as came,
            made[-1].open("wb") as out,
        ):
            out.write(later.heads[table.name])
            for record, state in states.items():
                if state == "unchanged":
                    out.write(before.rows(was, table, record))
                elif state != "withdrawn":
                    out.write(later.rows(came, table, record))
    for name in said["whole"]:
        made.append(folder / name)
        shutil.copyfile(delta / name, made[-1])
    return made

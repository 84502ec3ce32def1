"""``datapackage.json`` beside an export: every table, column, key and file (Frictionless Data
Package v1), and the export itself."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec

from govcrawl import __version__, feed
from govcrawl.codebook import authority
from govcrawl.lexicon.forms import FORMS
from govcrawl.outputs.delta import typed_rows
from govcrawl.outputs.matrix import matrix_of
from govcrawl.outputs.personal import mask
from govcrawl.outputs.quality import Tally
from govcrawl.outputs.record_rows import Record, Row, codebook_rows
from govcrawl.outputs.tables import Column, Table, tables
from govcrawl.outputs.writer import Writer
from govcrawl.outputs.writers import FORMATS, CsvWriter
from govcrawl.portals import Portal
from govcrawl.portals import load as load_portals
from govcrawl.report import SCHEMA_VERSION

#: Columns whose text is masked for personal data unless the user turns it off.
_MASKED = frozenset({"evidence", "text", "from", "to"})
#: What XML cannot hold.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_TYPES = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
}


class Exported(NamedTuple):
    """The result of an export: the files in its folder, rows by table, lines that were no record
    (``path:line``), and what did not fit a format."""

    files: list[Path]
    rows: dict[str, int]
    unread: list[str]
    notes: list[str]


def export(
    feeds: Sequence[Path],
    formats: Sequence[str],
    folder: Path,
    *,
    masked: bool = True,
    excel: bool = False,
    data_dir: Path | None = None,
    known: Mapping[str, Portal] | None = None,
) -> Exported:
    """Write the tables of all records of ``feeds`` (files, in this order) into ``folder``.

    ``data_dir``: the data directory of the runs that the feeds come from, for feeds outside of
    one; ``known``: the declared portals; both for the table ``coverage``. Everything is written to
    a temporary folder first and moved at the end, so that a failing export changes nothing. Raises OSError, FeedError for records of a later schema, and
    MissingExtraError for a format without its library.
    """
    chosen = tables()
    folder.mkdir(parents=True, exist_ok=True)
    unread: list[str] = []
    with TemporaryDirectory(dir=folder, prefix=".export-") as name:
        part = Path(name)
        writers: list[Writer] = [
            CsvWriter(part, chosen, excel=excel) if f == "csv" else FORMATS[f](part, chosen)
            for f in formats
        ]
        sink = _Sink(chosen, writers, masked)
        sink.add_records(_records(feeds, unread))
        seen = matrix_of(feeds, data_dir, known or {})
        sink.add_whole({"coverage": seen.rows, "codebook": codebook_rows()})
        for writer in writers:
            writer.close()
        files = [path for writer in writers for path in writer.files]
        state = {
            "data_version": _version(feeds),
            "as_of": seen.as_of.isoformat() if seen.as_of else None,
            "personal_data_masked": masked,
            "csv_for_excel": excel,
        }
        package, page = part / "datapackage.json", part / "QUALITY.md"
        description = describe(chosen, files, state)
        package.write_text(json.dumps(description, ensure_ascii=False, indent=1) + "\n", "utf-8")
        page.write_text(sink.tally.page(state, len(unread)), "utf-8")
        placed = [_moved(path, folder) for path in (*files, package, page)]
    notes = [note for writer in writers for note in writer.notes]
    return Exported(placed, sink.counts, unread, notes)


class _Sink:
    """Takes the rows of all tables: cleans each, counts it and hands it to every writer.
    ``counts``: rows by table; ``tally``: what ``QUALITY.md`` reports."""

    def __init__(self, chosen: Sequence[Table], writers: Sequence[Writer], masked: bool) -> None:
        self._tables = chosen
        self._writers = writers
        self._masked = masked
        self.counts = dict.fromkeys((table.name for table in chosen), 0)
        self.tally = Tally()

    def add_records(self, records: Iterable[Record]) -> None:
        for record, key in _keyed(records):
            for table in self._tables:
                for row in table.rows(record, key):
                    self._add(table, row)

    def add_whole(self, rows: Mapping[str, Iterable[Row]]) -> None:
        """Add the rows of the tables that describe the export as a whole, by their names."""
        for table in self._tables:
            for row in rows[table.name] if table.whole else ():
                self._add(table, row)

    def _add(self, table: Table, row: Row) -> None:
        cleaned = _cleaned(table, row, masked=self._masked)
        self.counts[table.name] += 1
        self.tally.add(table, cleaned)
        for writer in self._writers:
            writer.add(table, cleaned)


def _moved(path: Path, folder: Path) -> Path:
    shutil.move(path, folder / path.name)
    return folder / path.name


def export_again(folder: Path, formats: Sequence[str]) -> list[Path]:
    """Write an export's CSV files in further formats beside them, as the export of the same feed
    would have: the same bytes. Raises DeltaError, OSError and MissingExtraError."""
    chosen = tables()
    with TemporaryDirectory(dir=folder, prefix=".export-") as name:
        writers = [FORMATS[format_](Path(name), chosen) for format_ in formats]
        for table, row in typed_rows(folder):
            for writer in writers:
                writer.add(table, row)
        for writer in writers:
            writer.close()
        made = [path for writer in writers for path in writer.files]
        return [Path(shutil.move(path, folder / path.name)) for path in made]


def feed_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The feeds named: files as they are, of folders those in them. Raises FeedFileError for a path that is not there, or a folder without a feed."""
    for path in paths:
        yield from feed.files(path)


def rows_of(table: Table, feeds: Sequence[Path], unread: list[str]) -> Iterator[Row]:
    """The rows of one table; lines that are no record are added to ``unread``."""
    if table.name == "codebook":
        yield from codebook_rows()
    elif table.name == "coverage":
        yield from matrix_of(feeds, None, load_portals({})).rows
    for record, key in _keyed(_records(feeds, unread)):
        for row in table.rows(record, key):
            yield _cleaned(table, row, masked=False)


def _records(feeds: Iterable[Path], unread: list[str]) -> Iterator[Record]:
    decoder = msgspec.json.Decoder(dict[str, Any])
    for path in feeds:
        for number, line in feed.lines(path):
            try:
                record = decoder.decode(line)
                feed.check_version(record.get("schema_version"), f"{path}:{number}")
                record["report_id"], record["agency"]["region"], record["source"]["url"]
            except (msgspec.MsgspecError, KeyError, TypeError):
                unread.append(f"{path}:{number}")
            else:
                yield record


def _keyed(records: Iterable[Record]) -> Iterator[tuple[Record, str]]:
    """Each record with its key in the export: its id, numbered where it comes again."""
    times: dict[str, int] = {}
    for record in records:
        report_id = record["report_id"]
        times[report_id] = count = times.get(report_id, 0) + 1
        yield record, report_id if count == 1 else f"{report_id}~{count}"


def _cleaned(table: Table, row: Row, *, masked: bool) -> Row:
    """Empty texts are null; personal data masked; a control character that no format takes is
    dropped."""
    cleaned = [
        (value if value.isprintable() else _UNFIT.sub("", value)) or None
        if type(value) is str
        else value
        for value in row
    ]
    for place in _masked_places(table.name) if masked else ():
        value = cleaned[place]
        if isinstance(value, str):
            cleaned[place] = mask(value)
    return tuple(cleaned)


@lru_cache(maxsize=32)
def _masked_places(name: str) -> tuple[int, ...]:
    """The columns of a table whose text is masked."""
    table = next(table for table in tables() if table.name == name)
    return tuple(n for n, column in enumerate(table.columns) if column.name in _MASKED)


def _version(feeds: Iterable[Path]) -> str:
    """The same for the same feeds."""
    digest = hashlib.sha256()
    for path in feeds:
        digest.update(_sha256(path).encode())
    return digest.hexdigest()[:16]


def describe(
    chosen: Sequence[Table], files: Iterable[Path], state: Mapping[str, Any]
) -> dict[str, Any]:
    """The Data Package descriptor. CSV files are tabular resources with their schema; others are
    files with their digest. ``state``: what is particular to this export."""
    by_name = {table.name: table for table in chosen}
    resources = []
    for path in files:
        resource: dict[str, Any] = {"name": path.name.lower().replace(".", "-"), "path": path.name}
        if path.suffix == ".csv":
            table = by_name[path.stem]
            resource |= {
                "name": table.name,
                "type": "table",
                "title": f"{table.zh} / {table.en}",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": schema(table),
            }
        else:
            resource |= {"type": "file", "format": path.suffix[1:], "bytes": path.stat().st_size}
            if path.suffix != ".duckdb":  # its bytes differ from run to run
                resource["hash"] = f"sha256:{_sha256(path)}"
        resources.append(resource)
    eras = dict.fromkeys([*(b.era for b in FORMS.blocks), *(s.era for s in FORMS.schedules)])
    return {
        "name": "govcrawl",
        "title": "政府信息公开工作年度报告 / Annual reports on government information disclosure",
        "description": "QUALITY.md",
        "version": state["data_version"],
        "keywords": ["政府信息公开", "freedom of information", "China"],
        "sources": [
            {
                "title": "各行政机关公布的年度报告；网址在 reports.url / "
                "annual reports as published by the bodies; their addresses stand in reports.url"
            }
        ],
        "contributors": [
            {
                "title": f"govcrawl {__version__}",
                "role": "wrangler",
            }
        ],
        "govcrawl": {
            "version": __version__,
            "schema_version": SCHEMA_VERSION,
            **state,
            "forms": {era: dict(zip(("zh", "en"), authority(era), strict=True)) for era in eras},
        },
        "resources": resources,
    }


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def schema(table: Table) -> dict[str, Any]:
    """The Table Schema of a table."""
    described: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    if table.name != "reports" and not table.whole:
        reference = {"resource": "reports", "fields": "record"}
        described["foreignKeys"] = [{"fields": "record", "reference": reference}]
    return described


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.type],
        "title": column.zh,
        "description": column.en,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.entry:
        field |= {
            "key": column.entry.key,
            "definition": column.entry.definition,
            "definition_en": column.entry.definition_en,
            "source": column.entry.source,
            "eras": list(column.entry.eras),
        }
    return field

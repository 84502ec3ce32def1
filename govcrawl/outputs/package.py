"""``datapackage.json`` beside an export: every table, column, key and file (Frictionless Data
Package v1), and the export itself."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec

from govcrawl import __version__, feed
from govcrawl.codebook import authority
from govcrawl.lexicon.forms import FORMS
from govcrawl.outputs.personal import mask
from govcrawl.outputs.tables import Column, Record, Row, Table, tables
from govcrawl.outputs.writers import FORMATS, CsvWriter, Writer
from govcrawl.report import SCHEMA_VERSION

#: Columns whose text is masked for personal data unless the user turns it off.
_MASKED = frozenset({"evidence", "text", "from", "to"})
_TYPES = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
}


class Exported(NamedTuple):
    """What an export came to: the files in its folder, rows by table, lines that were no record
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
) -> Exported:
    """Write the tables of all records of ``feeds`` (files, in this order) into ``folder``.

    Everything is written beside it first and moved in at the end, so that a failing export
    leaves what was there. Raises OSError, and MissingExtraError for a format without its library.
    """
    chosen = tables()
    folder.mkdir(parents=True, exist_ok=True)
    unread: list[str] = []
    counts = dict.fromkeys((table.name for table in chosen), 0)
    with TemporaryDirectory(dir=folder, prefix=".export-") as name:
        part = Path(name)
        writers: list[Writer] = [
            CsvWriter(part, chosen, excel=excel) if f == "csv" else FORMATS[f](part, chosen)
            for f in formats
        ]
        for record, key in _keyed(_records(feeds, unread)):
            for table in chosen:
                for row in table.rows(record, key):
                    cleaned = _cleaned(table, row, masked=masked)
                    counts[table.name] += 1
                    for writer in writers:
                        writer.add(table, cleaned)
        for writer in writers:
            writer.close()
        files = [path for writer in writers for path in writer.files]
        package = part / "datapackage.json"
        description = describe(chosen, files, masked=masked)
        package.write_text(json.dumps(description, ensure_ascii=False, indent=1) + "\n", "utf-8")
        placed = []
        for path in (*files, package):
            placed.append(folder / path.name)
            shutil.move(path, placed[-1])
    return Exported(placed, counts, unread, [note for writer in writers for note in writer.notes])


def feed_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The feeds named: files as they are, of folders those in them. Raises FileNotFoundError for
    a path that is not there, or a folder without a feed."""
    for path in paths:
        yield from feed.files(path)


def rows_of(table: Table, feeds: Sequence[Path], unread: list[str]) -> Iterator[Row]:
    """The rows of one table; lines that are no record are added to ``unread``."""
    for record, key in _keyed(_records(feeds, unread)):
        for row in table.rows(record, key):
            yield _cleaned(table, row, masked=False)


def _records(feeds: Iterable[Path], unread: list[str]) -> Iterator[Record]:
    decoder = msgspec.json.Decoder(dict[str, Any])
    for path in feeds:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    record = decoder.decode(line)
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
    cleaned: list[Any] = []
    for column, value in zip(table.columns, row, strict=True):
        if isinstance(value, str):
            if not value.isprintable():
                value = "".join(c for c in value if c >= " " or c in "\n\t")
            if masked and column.name in _MASKED:
                value = mask(value)
            value = value or None
        elif column.type == "number" and isinstance(value, bool):
            value = int(value)
        cleaned.append(value)
    return tuple(cleaned)


def describe(chosen: Sequence[Table], files: Iterable[Path], *, masked: bool) -> dict[str, Any]:
    """The Data Package descriptor. CSV files are tabular resources with their schema; others are
    files with their digest."""
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
        "version": __version__,
        "govcrawl": {
            "schema_version": SCHEMA_VERSION,
            "personal_data_masked": masked,
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
    if table.name != "reports":
        reference = {"resource": "reports", "fields": "record"}
        described["foreignKeys"] = [{"fields": "record", "reference": reference}]
    return described


def _field(column: Column) -> dict[str, Any]:
    field = {
        "name": column.name,
        "type": _TYPES[column.type],
        "title": column.zh,
        "description": column.en,
    }
    return field | ({"unit": column.unit} if column.unit else {})

"""From the data directory of earlier versions, with one file of records and one state for all
portals, to a store a portal. Done once, on first use; the old files keep their content under another name."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from govcrawl.execution.outcome import RecordLine
from govcrawl.expectations import Holding
from govcrawl.messages import Message, say
from govcrawl.runs import stamp, whole_directory
from govcrawl.store.settling import completed
from govcrawl.store.state import (
    Address,
    KnownChange,
    KnownHolding,
    KnownPage,
    KnownReport,
    Validators,
)
from govcrawl.store.store import Store, known_report, lines_of
from govcrawl.store.store_names import store_name

_KEPT = ".migrated"  # suffix of the old files


def old_latest(data_dir: Path) -> Path:
    return data_dir / "latest" / "reports.jsonl"


def old_state(data_dir: Path) -> Path:
    return data_dir / "state.sqlite"


def _is_old(data_dir: Path) -> bool:
    if (data_dir / "state" / "reports.jsonl").exists():  # the store of a portal of that name
        return old_state(data_dir).exists()
    return old_latest(data_dir).exists() or old_state(data_dir).exists()


def migrate(data_dir: Path) -> list[Message]:
    """Migrate an old data directory; the messages about it, nothing where it is not old.

    Raises LockedError where a run is under way, OSError where a file fails.
    """
    if not _is_old(data_dir):
        return []
    with whole_directory(data_dir):
        if not _is_old(data_dir):
            return []
        return _migrate(data_dir)


def _migrate(data_dir: Path) -> list[Message]:
    old = _Old(old_state(data_dir))
    stores: dict[str, Store] = {}
    lines: dict[str, list[tuple[KnownReport, bytes]]] = defaultdict(list)
    named: dict[str, str] = {}  # keys as they were → as they are
    home: dict[str, str] = {}  # report ids → stores
    keys: dict[str, set[str]] = defaultdict(set)
    bad = twice = 0

    def store(name: str) -> Store:
        if name not in stores:
            stores[name] = Store(data_dir, name)
        return stores[name]

    for line in lines_of(old_latest(data_dir)):
        try:
            record = RecordLine.parse(line)
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError, AttributeError):
            bad += 1
            continue
        key, told = old.report(record)
        target = record.portal or old.targets.get(key) or record.url
        name = _name(target)
        store(name)
        home[record.report_id] = name
        named[key] = record.key
        if record.key in keys[name]:
            twice += 1
            continue
        keys[name].add(record.key)
        report = _report(record, told)
        lines[name].append((report, completed(line.rstrip(b"\n") + b"\n", report)))
    for url, page in old.pages():
        if not page.target:
            continue
        known = tuple(named[key] for key in page.keys if key in named)
        page = page._replace(documents=old.documents(url, page))
        whole = len(known) == len(page.keys)
        kept = page._replace(keys=known) if whole else page._replace(keys=("lost",))
        store(_name(page.target)).state.keep_page(url, kept)
    for change in old.changes():
        if change.report_id in home:
            store(home[change.report_id]).state.changes.append(change)
    for holding in old.holdings():
        store(_name(holding.target)).state.good.append(holding)
    for name, one in stores.items():
        one.replace(sorted(lines[name], key=lambda pair: pair[0].url), None)
    for path in (old_latest(data_dir), old_state(data_dir)):
        if path.exists():
            path.replace(path.with_name(path.name + _KEPT))
    count = sum(map(len, lines.values()))
    said = [say("migrated", path=data_dir, records=count, portals=len(stores), bad=bad + twice)]
    return said if not old.damaged else [*said, say("migrated_without_state", path=data_dir)]


def _name(target: str) -> str:
    return store_name(None, target) if "://" in target else store_name(target, "")


def _report(record: RecordLine, told: dict[str, Any] | None) -> KnownReport:
    now = stamp()
    if told is None:
        seen = (msgspec.json.decode(record.line)["source"].get("fetched_at")) or now
        return known_report(record, seen)
    urls = {record.url, *record.urls, *json.loads(told["aliases"])}
    first, last = told["first_seen"], told["last_seen"]
    return known_report(
        record,
        first,
        last_seen=last,
        last_changed=told["last_changed"],
        vanished_at=told["vanished_at"],
        addresses=tuple(Address(url, first, last, told["vanished_at"]) for url in sorted(urls)),
    )


class _Old:
    """The state of earlier versions; ``damaged``: it could not be read."""

    def __init__(self, path: Path) -> None:
        self.damaged = False
        self._tables: dict[str, list[dict[str, Any]]] = {}
        if path.exists():
            try:
                with closing(
                    sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
                ) as db:
                    db.row_factory = sqlite3.Row
                    for table in ("page", "report", "change", "holding"):
                        self._tables[table] = _rows(db, table)
            except sqlite3.Error:
                self.damaged, self._tables = True, {}
        self._documents = {
            row["url"] for row in self._tables.get("page", []) if row["keys"] == "[]"
        }
        self._reports = {(r["report_id"], r["url"]): r for r in self._tables.get("report", [])}
        self.targets = {
            key: row["target"]
            for row in self._tables.get("page", [])
            for key in json.loads(row["keys"])
            if row["target"]
        }

    def report(self, record: RecordLine) -> tuple[str, dict[str, Any] | None]:
        """The key of a record in the old state, and its row there."""
        row = self._reports.get((record.report_id, record.url))
        return (row["key"], row) if row else (record.key, None)

    def pages(self) -> list[tuple[str, KnownPage]]:
        found = []
        for row in self._tables.get("page", []):
            page = KnownPage(
                row["title"],
                row["date"],
                tuple(json.loads(row["keys"])),
                Validators(row["etag"], row["last_modified"]),
                **{name: row[name] for name in KnownPage._fields[4:14]},
            )
            found.append((row["url"], page))
        return found

    def documents(self, url: str, page: KnownPage) -> tuple[str, ...]:
        """The documents that the records of a page were read from."""
        urls = {row["url"] for row in self._tables.get("report", []) if row["key"] in page.keys}
        return tuple(sorted(urls & self._documents - {url}))

    def changes(self) -> list[KnownChange]:
        return [
            KnownChange(
                row["report_id"],
                row["url"],
                row["run"],
                {
                    "field": row["field"],
                    "from": json.loads(row["from"]),
                    "to": json.loads(row["to"]),
                    "seen_before": row["seen_before"],
                    "seen_after": row["seen_after"],
                    "by": row["by"],
                },
            )
            for row in self._tables.get("change", [])
        ]

    def holdings(self) -> list[KnownHolding]:
        names = ("report_id", "year", "agency", "filled")
        return [
            KnownHolding(row["portal"], row["run_id"], Holding(*(row[name] for name in names)))
            for row in self._tables.get("holding", [])
        ]


def _rows(db: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    known = db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    return [dict(row) for row in db.execute(f"SELECT * FROM {table}")] if known else []  # noqa: S608

"""``govcrawl query FEED|FOLDER SQL``: a question to the tables of an export, in SQL.

A feed is exported for it into a temporary SQLite database; of a folder with ``govcrawl.sqlite`` that is
asked, of a folder of CSV files (the ``since`` of an export) these. Nothing is written. The answer
is CSV on standard output, or a table where that is a terminal.

Exit status: 0 answered · 3 answered, but some lines of the feed were no records (named) · 2 usage, or no SQL that the tables understand.
"""

from __future__ import annotations

import argparse
import csv
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl import runs
from govcrawl.commands.stopping import in_one_line
from govcrawl.messages import printable, say

_SHOWN = 20  # lines that were no records
_DATABASE = "govcrawl.sqlite"
_NAME = re.compile(r"[a-z_]+")


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "FEED|FOLDER SQL"

    def short_desc(self) -> str:
        return "用 SQL 提问 / Ask the tables of a feed or an export in SQL"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. Tables and columns: scrapy query FEED tables. "  # noqa: S608
            "Example: scrapy query data/latest 'SELECT agency, report_year FROM reports'"
        )

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        from govcrawl.feed import FeedError, FeedFileError

        self._unread: list[str] = []
        if len(args) != 2:
            raise UsageError(str(say("query_needs_two")), print_help=False)
        with ExitStack() as stack:
            try:
                database = stack.enter_context(self._database(Path(args[0])))
                sql = _TABLES if args[1].strip().lower() == "tables" else args[1]
                answer = database.execute(sql)
            except sqlite3.Error as error:
                raise _failed(error) from None
            except (FeedError, FeedFileError) as error:
                raise UsageError(str(error), print_help=False) from None
            except OSError as error:
                said = say("unreadable_file", path=error.filename or args[0], error=error.strerror)
                raise UsageError(str(said), print_help=False) from None
            _show([column[0] for column in answer.description or ()], _rows(answer))
        for place in self._unread[:_SHOWN]:
            sys.stderr.write(f"{say('export_bad_line', place=place)}\n")
        self.exitcode = runs.PARTIAL if self._unread else runs.OK

    @contextmanager
    def _database(self, path: Path) -> Iterator[sqlite3.Connection]:
        """The tables of a path, not to be written. Raises OSError, sqlite3.Error."""
        ready = path if path.suffix == ".sqlite" else path / _DATABASE
        with TemporaryDirectory() as folder:
            if not ready.is_file():
                tables = sorted(path.glob("*.csv")) if path.is_dir() else []
                ready = Path(folder) / _DATABASE
                if tables:
                    _load(tables, ready)
                else:
                    self._exported(path, Path(folder))
            database = sqlite3.connect(f"{ready.resolve().as_uri()}?mode=ro", uri=True)
            try:
                yield database
            finally:
                database.close()

    def _exported(self, path: Path, folder: Path) -> None:
        from govcrawl import portals
        from govcrawl.outputs.package import export, feed_files

        assert self.settings is not None
        self._unread += export(
            list(feed_files([path])),
            ["sqlite"],
            folder,
            data_dir=Path(self.settings["GOVCRAWL_DATA_DIR"]),
            known=portals.load(self.settings.getdict("GOVCRAWL_PORTALS")),
        ).unread


_TABLES = (
    'SELECT m.name AS "table", c.name AS "column", c.type AS type FROM sqlite_schema AS m '
    "JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'"
)


def _load(files: list[Path], database: Path) -> None:
    """CSV files as tables of texts; an empty field is null."""
    made = sqlite3.connect(database)
    for path in files:
        if not _NAME.fullmatch(path.stem):
            continue
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            head = next(rows, None)
            if not head:
                continue
            names = ", ".join('"' + name.replace('"', '""') + '"' for name in head)
            made.execute(f'CREATE TABLE "{path.stem}" ({names})')
            marks = ", ".join("?" * len(head))
            made.executemany(
                f'INSERT INTO "{path.stem}" VALUES ({marks})',  # noqa: S608 - our own names
                ([value or None for value in row] for row in rows if len(row) == len(head)),
            )
    made.commit()
    made.close()


def _failed(error: sqlite3.Error) -> UsageError:
    return UsageError(str(say("query_failed", error=error)), print_help=False)


def _rows(answer: sqlite3.Cursor) -> Iterator[tuple[object, ...]]:
    """The rows of an answer. Raises UsageError where one cannot be worked out."""
    try:
        yield from answer
    except sqlite3.Error as error:
        raise _failed(error) from None


def _show(names: list[str], rows: Iterable[tuple[object, ...]]) -> None:
    """The answer as it comes: it may be as large as the tables."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    if sys.stdout.isatty():
        table = Table(*map(escape, names))
        for row in rows:
            table.add_row(*(escape(printable("" if v is None else str(v))) for v in row))
        Console().print(table)
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(["" if v is None else printable(str(v)) for v in row] for row in rows)

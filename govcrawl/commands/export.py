"""``scrapy export FEED|FOLDER… --to csv,parquet,xlsx,duckdb,sqlite DIR``: a feed as tables.

Exit status: 0 every line was read · 3 some lines were no records (named) · 2 usage.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl import runs
from govcrawl.messages import say

_NAMES = ("csv", "parquet", "xlsx", "duckdb", "sqlite")


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "FEED [FEED ...] --to FORMAT[,FORMAT] DIR"

    def short_desc(self) -> str:
        return "把结果导出为表格 / Export feeds as tables: csv, parquet, xlsx, duckdb, sqlite"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}, with a datapackage.json that describes every table and column. "
            "Example: scrapy export data/latest --to csv,xlsx tables"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--to", metavar="FORMATS", default="csv", help=f"one or more of {','.join(_NAMES)}"
        )
        parser.add_argument(
            "--excel", action="store_true", help="CSV with a byte order mark, formulas inert"
        )
        parser.add_argument(
            "--no-mask",
            action="store_true",
            help="keep mobile numbers, identity card numbers and names of applicants",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) < 2:
            raise UsageError(str(say("export_needs_feed_and_folder")), print_help=False)
        formats = list(dict.fromkeys(name.strip().lower() for name in opts.to.split(",")))
        for name in formats:
            if name not in _NAMES:
                known = ", ".join(_NAMES)
                raise UsageError(
                    str(say("export_format", name=name, known=known)), print_help=False
                )
        from govcrawl.outputs.package import export, feed_files
        from govcrawl.outputs.writers import MissingExtraError

        *feeds, folder = map(Path, args)
        try:
            files = list(feed_files(feeds))
            done = export(files, formats, folder, masked=not opts.no_mask, excel=opts.excel)
        except MissingExtraError as error:
            raise UsageError(str(error), print_help=False) from None
        except OSError as error:
            raise UsageError(str(say("export_failed", error=error)), print_help=False) from None
        lines = [f"{name:<12} {count}" for name, count in done.rows.items()]
        sys.stderr.write("\n".join(lines) + "\n")
        for place in done.unread[:20]:
            sys.stderr.write(f"{say('export_bad_line', place=place)}\n")
        for note in done.notes[:20]:
            sys.stderr.write(f"{say('export_cut', place=note)}\n")
        sys.stderr.write("".join(f"{path}\n" for path in done.files))
        self.exitcode = runs.PARTIAL if done.unread else runs.OK

"""``scrapy export FEED|FOLDER… --to csv,parquet,xlsx,duckdb,sqlite DIR``: a feed as tables.

``--since OLD`` also writes ``DIR/since``: what was added, changed and withdrawn since the export in
the folder OLD. ``scrapy export OLD --apply DIR/since NEW`` makes the new CSV files of the old ones,
and with ``--to`` the other formats of these.

Exit status: 0 every line was read · 3 some lines were no records (named) · 2 usage.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl import runs
from govcrawl.commands.stopping import in_one_line
from govcrawl.messages import say

_SHOWN = 20  # lines that were no records
_NAMES = ("csv", "parquet", "xlsx", "duckdb", "sqlite")


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "FEED [FEED ...] --to FORMAT[,FORMAT] [--since OLD] DIR"

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
            "--since",
            metavar="OLD",
            type=Path,
            help="also write DIR/since: what differs from the export in the folder OLD",
        )
        parser.add_argument(
            "--apply",
            metavar="DELTA",
            type=Path,
            help="make DIR of the export named first and this delta",
        )
        parser.add_argument(
            "--no-mask",
            action="store_true",
            help="keep mobile numbers, identity card numbers and names of applicants",
        )

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from govcrawl.feed import FeedError, FeedFileError
        from govcrawl.portals import PortalError

        if len(args) < 2 or (opts.apply and len(args) != 2):
            raise UsageError(str(say("export_needs_feed_and_folder")), print_help=False)
        from govcrawl.outputs.delta import DeltaError
        from govcrawl.outputs.writer import MissingExtraError

        *feeds, folder = map(Path, args)
        try:
            if opts.apply:
                self._apply(feeds[0], folder, opts)
            else:
                self._export(feeds, folder, opts)
        except MissingExtraError as error:
            raise UsageError(str(error), print_help=False) from None
        except DeltaError as error:
            raise UsageError(str(say("export_no_delta", error=error)), print_help=False) from None
        except (FeedError, FeedFileError) as error:
            raise UsageError(str(error), print_help=False) from None
        except OSError as error:
            said = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
            raise UsageError(str(say("export_failed", error=said)), print_help=False) from None
        except PortalError as error:
            raise UsageError(str(say("export_failed", error=error)), print_help=False) from None

    def _export(self, feeds: list[Path], folder: Path, opts: argparse.Namespace) -> None:
        from govcrawl import portals
        from govcrawl.outputs.delta import FOLDER, DeltaError, write_delta
        from govcrawl.outputs.package import export, feed_files

        formats = _formats(opts.to, delta=opts.since is not None)
        if opts.since and opts.since.resolve() == folder.resolve():
            raise DeltaError(f"{folder} = {opts.since}")
        assert self.settings is not None
        done = export(
            list(feed_files(feeds)),
            formats,
            folder,
            masked=not opts.no_mask,
            excel=opts.excel,
            data_dir=Path(self.settings["GOVCRAWL_DATA_DIR"]),
            known=portals.load(self.settings.getdict("GOVCRAWL_PORTALS")),
        )
        lines = [f"{name:<12} {count}" for name, count in done.rows.items()]
        lines += [str(say("export_bad_line", place=place)) for place in done.unread[:_SHOWN]]
        lines += [str(say("export_cut", place=note)) for note in done.notes[:_SHOWN]]
        lines += map(str, done.files)
        if opts.since:
            counts = write_delta(opts.since, folder)
            lines.append(str(say("export_since", path=opts.since, **counts)))
            lines.append(str(folder / FOLDER / "differences.csv"))
        sys.stderr.write("\n".join(lines) + "\n")
        self.exitcode = runs.PARTIAL if done.unread else runs.OK

    def _apply(self, old: Path, folder: Path, opts: argparse.Namespace) -> None:
        from govcrawl.outputs.delta import apply_delta
        from govcrawl.outputs.package import export_again

        formats = [name for name in _formats(opts.to, delta=True) if name != "csv"]
        made = apply_delta(old, opts.apply, folder)
        made += export_again(folder, formats) if formats else []
        for path in made:
            sys.stderr.write(f"{path}\n")
        self.exitcode = runs.OK


def _formats(given: str, *, delta: bool) -> list[str]:
    """The formats named; a delta is made of CSV."""
    formats = list(dict.fromkeys(name.strip().lower() for name in given.split(",")))
    for name in formats:
        if name not in _NAMES:
            said = say("export_format", name=name, known=", ".join(_NAMES))
            raise UsageError(str(said), print_help=False)
    return ["csv", *formats] if delta and "csv" not in formats else formats

"""``scrapy archive verify [PATH…]``: is everything in the archive as it was written?

Checks every digest, every reference from one record to another, and the end of every file.
PATH is a WARC file (also another crawler's) or a folder; without one, the project's archive.
``--rebuild`` makes the index of the folder again, from the files.

Exit status: 0 everything holds · 1 the index could not be written · 2 usage · 3 something does
not hold, or a file ends unfinished · 5 a run holds the lock that ``--rebuild`` needs.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl import runs
from govcrawl.archive.verify import Checked, archive_files, rebuild, verify
from govcrawl.messages import say

_SHOWN = 1000  # problems printed; all are counted


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "verify [PATH ...] [--rebuild]"

    def short_desc(self) -> str:
        return "核对归档 / Verify the archive: scrapy archive verify [PATH ...]"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. Checks every digest and reference of WARC files; PATH is a "
            "file or a folder (default: the project's archive). Exit status: 0 everything "
            "holds, 3 something does not."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="make the index of each folder again, from its files",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if not args or args[0] != "verify" or any(arg.startswith("-") for arg in args):
            raise UsageError("scrapy archive verify [PATH ...] [--rebuild]", print_help=False)
        data = Path(self.settings["GOVCRAWL_DATA_DIR"])
        folders = [Path(arg) for arg in args[1:]] or [data / "archive"]
        files: list[Path] = []
        for folder in folders:
            found = archive_files(folder) if folder.exists() else []
            if not found:
                raise UsageError(str(say("archive_none", path=folder)), print_help=False)
            files += [path for path in found if path not in files]
        self.exitcode = self._verify(files)
        if opts.rebuild:
            self.exitcode = self._rebuild(data, files) or self.exitcode

    def _verify(self, files: list[Path]) -> int:
        checked = Checked()
        console = Console(stderr=True)
        bar = Bar(
            TextColumn("核对 verifying"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        with bar:
            task = bar.add_task("", total=sum(p.stat().st_size for p in files if p.is_file()))
            for problem in verify(files, checked, lambda size: bar.advance(task, size)):
                if checked.problems <= _SHOWN:
                    print(problem.message)
        given = {"files": checked.files, "records": checked.records, "problems": checked.problems}
        print(say("archive_not_whole" if checked.problems else "archive_whole", **given))
        print(
            f"网页 pages {checked.pages} · 引用已存内容 stored before {checked.revisits} · "
            f"无摘要 without digest {checked.unchecked}"
        )
        return runs.PARTIAL if checked.problems else runs.OK

    def _rebuild(self, data: Path, files: list[Path]) -> int:
        """0, or the exit status of what went wrong."""
        try:
            with runs.whole_directory(data):
                for folder in dict.fromkeys(path.parent for path in files):
                    here = [path for path in archive_files(folder) if path.parent == folder]
                    print(say("archive_rebuilt", path=rebuild(folder, here)))
        except runs.LockedError as error:
            sys.stderr.write(f"{error}\n")
            return runs.LOCKED
        except (OSError, sqlite3.Error) as error:
            sys.stderr.write(f"{say('crashed', error=error)}\n")
            return runs.CRASH
        return runs.OK

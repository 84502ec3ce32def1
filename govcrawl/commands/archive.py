"""``scrapy archive verify|rebuild|prune|pack``: is everything as it was written, what to do if not,
and the archive for other programs.

``verify [PATH…]`` checks every digest, every reference from one record to another, and the end of
every file. PATH is a WARC file (also another crawler's) or a folder; without one, the project's archive,
which is also compared with its index and with the stores of the portals. A record that is
damaged is remembered: the next crawl fetches its bytes again. ``rebuild`` makes the index again from
the files, and the stores from what is left of them and from the archive. ``prune [--days N]`` removes
the folders of runs that are older, but for the last of each portal, and what of the archive only they
rest on; without ``--days`` as GOVCRAWL_KEEP_DAYS says. ``pack PORTAL… -o X.wacz`` writes the captures of
portals and the list of their report pages into a file that replay viewers open.

Exit status: 0 everything holds · 1 something could not be written · 2 usage · 3 something does
not hold, or a file ends unfinished · 5 a run is under way.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl import MissingLibraryError, runs
from govcrawl.commands.stopping import in_one_line
from govcrawl.messages import Message, say

if TYPE_CHECKING:
    from govcrawl.archive.packing import Page
    from govcrawl.archive.verify import Checked

_SHOWN = 1000  # problems printed; all are counted
_USAGE = "scrapy archive verify [PATH ...] | rebuild | prune --days N | pack [PORTAL ...] -o X.wacz"


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "verify [PATH ...] | rebuild | prune --days N | pack [PORTAL ...] -o X.wacz"

    def short_desc(self) -> str:
        return "核对、重建、清理、打包归档 / Verify, rebuild, prune, pack the archive"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. verify checks digests and references of WARC files, and of the "
            "project's archive also its index and the stores; rebuild makes index and stores "
            "again from what is left; pack makes a WACZ file for replay viewers. Exit status: 0 everything holds, 3 something does not."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--rebuild", action="store_true", help="verify, then rebuild")
        parser.add_argument(
            "--days", type=int, help="of prune: remove what is older than so many days"
        )

        parser.add_argument("-o", "--output", type=Path, help="of pack: the WACZ file")

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        data = Path(self.settings["GOVCRAWL_DATA_DIR"])
        what, *rest = args or [""]
        if what not in ("verify", "rebuild", "prune", "pack") or any(
            arg.startswith("-") for arg in rest
        ):
            raise UsageError(_USAGE, print_help=False)
        if rest and what not in ("verify", "pack"):
            raise UsageError(_USAGE, print_help=False)
        days = self.settings.getint("GOVCRAWL_KEEP_DAYS") if opts.days is None else opts.days
        if what == "prune" and (days < 0 or (days == 0 and opts.days is None)):
            raise UsageError(_USAGE, print_help=False)
        if (what == "pack") != (opts.output is not None):
            raise UsageError(_USAGE, print_help=False)
        self.exitcode = runs.OK
        if what == "verify":
            self.exitcode = self._verify_all(data, [Path(arg) for arg in rest])
        if what == "rebuild" or opts.rebuild:
            self.exitcode = self._whole(data, self._rebuild) or self.exitcode
        if what == "prune":
            self.exitcode = self._whole(data, lambda d: _prune(d, days))
        if what == "pack":
            self._pack(data, rest, opts.output)

    def _pack(self, data: Path, portals: list[str], out: Path) -> None:
        """The portals named, or all. Raises UsageError where one has no records."""
        from govcrawl.archive.packing import pack
        from govcrawl.archive.verify import archive_files
        from govcrawl.store.store import names_in

        known = names_in(data)
        for name in portals:
            if name not in known:
                raise UsageError(
                    str(say("pack_unknown", portal=name, known=", ".join(known) or "-")),
                    print_help=False,
                )
        pages = [
            page for name in portals or known for page in _pages(data / "latest" / f"{name}.jsonl")
        ]
        title = "政府信息公开工作年度报告: " + ", ".join(portals or known)
        try:
            done = pack(archive_files(data / "archive"), pages, out, title)
        except MissingLibraryError as error:
            raise UsageError(str(error), print_help=False) from None
        except ValueError as error:
            text = say("pack_nothing", hosts=error, path=data / "archive")
            raise UsageError(str(text), print_help=False) from None
        except OSError as error:
            raise UsageError(str(say("crashed", error=error)), print_help=False) from None
        print(say("packed", path=out, captures=done.captures, pages=done.pages))

    def _verify_all(self, data: Path, given: list[Path]) -> int:
        from govcrawl.archive.mending import Damage, remember_damage
        from govcrawl.archive.verify import Checked, archive_files
        from govcrawl.store.store import Store, names_in

        files: list[Path] = []
        for folder in given or [data / "archive"]:
            found = archive_files(folder) if folder.exists() else []
            if not found:
                raise UsageError(str(say("archive_none", path=folder)), print_help=False)
            files += [path for path in found if path not in files]
        checked = Checked()
        stores = [] if given else [Store(data, name) for name in names_in(data)]
        unsound = 0
        for store in stores:
            if not store.load():
                unsound += 1
                print(say("store_unsound", portal=store.name))
            places = [p for report in store.state.reports.values() for p in report.held if p.file]
            checked.wanted |= {Damage(place.file, place.start) for place in places}
        status = self._verify(files, checked)
        for store in stores:
            reports = store.state.reports.values()
            lost = sum(any(Damage(*p[:2]) in checked.wanted for p in r.held) for r in reports)
            if lost:
                print(say("store_unarchived", portal=store.name, count=lost))
        if not given:
            remember_damage(data / "archive", checked.damaged)
        return runs.PARTIAL if unsound or checked.wanted else status

    def _verify(self, files: list[Path], checked: Checked) -> int:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        from govcrawl.archive.verify import verify

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

    @staticmethod
    def _whole(data: Path, work: Callable[[Path], Iterable[Message]]) -> int:
        """Work on the whole directory while no run does; 0, or the exit status of what went
        wrong."""
        try:
            with runs.whole_directory(data):
                for message in work(data):
                    print(message)
        except runs.LockedError as error:
            sys.stderr.write(f"{error}\n")
            return runs.LOCKED
        except (OSError, sqlite3.Error) as error:
            sys.stderr.write(f"{say('crashed', error=error)}\n")
            return runs.CRASH
        return runs.OK

    def _rebuild(self, data: Path) -> Iterator[Message]:
        from govcrawl.archive.index import NAME
        from govcrawl.archive.mending import mend_index
        from govcrawl.execution.start import start
        from govcrawl.fingerprint import reader_version
        from govcrawl.store.comparing import Comparison
        from govcrawl.store.rebuilding import names_in_archive
        from govcrawl.store.repair import mend
        from govcrawl.store.store import Store, names_in

        assert self.settings is not None
        archive = data / "archive"
        if mend_index(archive, force=True):
            yield say("archive_rebuilt", path=archive / NAME)
        execution = start(self.settings, reader_version())
        compare = Comparison(archive, self.settings.getint("DOWNLOAD_MAXSIZE"), execution)
        try:
            for name in sorted({*names_in(data), *names_in_archive(data, compare)}):
                store = Store(data, name)
                if not store.load() or store.state.missing:
                    yield from mend(store, compare, store.state.published_by)
        finally:
            compare.close()
            execution.close()


def _pages(path: Path) -> Iterator[Page]:
    """The report pages of a portal's current records."""
    from govcrawl import feed
    from govcrawl.archive.packing import Page

    if not path.is_file():
        return
    with path.open("rb") as lines:
        for line in lines:
            report = feed.decode(line)
            if report.source.url and report.source.fetched_at:
                title = report.title or report.report_id
                yield Page(report.source.url, report.source.fetched_at, title)


def _prune(data: Path, days: int) -> Iterator[Message]:
    from govcrawl.store.keeping import prune_archive, prune_runs

    yield from prune_runs(data, days)
    yield from prune_archive(data, days)

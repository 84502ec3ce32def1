"""``scrapy reparse PATH… -O FILE.jsonl [--jobs N]``: saved pages → records, offline.

Every file is read by the function that the crawl uses, so the same bytes give the same record;
a record is written for each file that holds one, also where two files hold the same report.
The pages of WARC files come after the files; they are told apart, merged and sorted as the
crawl does it, so that the archive of a crawl gives that crawl's feed (of an address that several
of the runs given have fetched, the newest run's). ``latest/`` belongs to crawls and stays as it is.

Exit status: 0 every file was read (what is no report is counted, not failed) · 3 some files
failed · 4 nothing was got: files failed and none gave a record, or no file gave a record and
``-O`` names a feed that already holds some. The feed is untouched on 4.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from govcrawl import runs
from govcrawl.archive.pages import Archives, is_archive
from govcrawl.archive.reader import Problem
from govcrawl.commands.console import Progress, summary
from govcrawl.execution.outcome import RecordLine
from govcrawl.messages import Message, say
from govcrawl.reparsing import SUFFIXES, Outcome, files_under, read_items
from govcrawl.report import Change, Severity
from govcrawl.runs import Run, Target, replacing
from govcrawl.store.collection import Collection, Found

if TYPE_CHECKING:
    # Scrapy looks for commands among a module's names, and Python 3.10 takes aliases for classes.
    from govcrawl.reparsing import Item, Read

_TARGET_BITS = 20
_SCANNING = "查看归档 looking through the archives"
_FEED_SUFFIXES = (".jsonl", ".jl", ".jsonlines")


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] PATH [PATH ...]"

    def short_desc(self) -> str:
        return "重新解析已保存的网页和文件（离线） / Re-parse saved pages and documents, offline"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. PATH is a file or a folder ({' '.join(SUFFIXES)}). "
            "Example: scrapy reparse saved_pages -O reports.jsonl"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "-O",
            "--overwrite-output",
            metavar="FILE",
            help="write the records to FILE.jsonl, replaced whole at the end (- for stdout; "
            "default: reports.jsonl in the run's folder)",
        )
        parser.add_argument(
            "--jobs",
            metavar="N",
            type=_positive,
            default=os.cpu_count() or 1,
            help="worker processes (default: one per core); the output does not depend on it",
        )
        parser.add_argument(
            "--everything",
            action="store_true",
            help="of a crawl's archive also the reports that the crawl found unchanged or withheld",
        )
        parser.add_argument(
            "--timeout",
            metavar="SECONDS",
            type=_positive,
            default=60,
            help="time for one file, after which it is given up (default: 60)",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        for arg in args:
            if arg.startswith("-"):
                raise UsageError(str(say("unknown_option", option=arg)), print_help=False)
        if not args:
            raise UsageError(str(say("needs_paths")), print_help=False)
        output: str | None = opts.overwrite_output
        if output not in (None, "-") and not str(output).lower().endswith(_FEED_SUFFIXES):
            raise UsageError(str(say("bad_feed", path=output)), print_help=False)
        # Imported late: the command line is checked before half a second of data is loaded.
        from govcrawl.reading import read

        try:
            run = Run.begin(
                Path(self.settings["GOVCRAWL_DATA_DIR"]),
                f"reparse {' '.join(args)}",
                exclusive=False,
            )
        except OSError as error:
            sys.stderr.write(f"{say('crashed', error=error)}\n")
            self.exitcode = runs.CRASH
            return
        feed = Path(output) if output else run.folder / "reports.jsonl"
        if output == "-":
            feed = Path("/dev/stdout")
        try:
            status, reason = _Reparse(run, feed, read, self.settings, opts).run(args)
        except (Exception, KeyboardInterrupt) as error:
            run.finish(runs.CRASH, str(say("crashed", error=repr(error))))
            sys.stderr.write(f"{run.reason}\n")
            self.exitcode = runs.CRASH
            return
        run.finish(status, str(reason))
        self.exitcode = status
        sys.stderr.write(summary(run, None if status == runs.REFUSED else feed))


def _shown(archives: Archives) -> bool:
    return bool(archives.paths) and sys.stderr.isatty()


class _RefusedError(Exception):
    """Leaves the feed as it was."""


class _Reparse:
    """One run of the command: files first, in the order of their paths, then the pages of the
    archives."""

    def __init__(
        self, run: Run, feed: Path, read: Read, settings: BaseSettings, opts: argparse.Namespace
    ) -> None:
        self.reparse_run, self.feed = run, feed
        self.runs: dict[tuple[str, str], str] = {}  # that fetched a report last
        self.everything: bool = opts.everything
        self.max_bytes = settings.getint("DOWNLOAD_MAXSIZE")
        self.read_items = partial(
            read_items, read=read, jobs=opts.jobs, seconds=opts.timeout, max_bytes=self.max_bytes
        )

    def run(self, args: list[str]) -> tuple[int, Message]:
        """Write the feed, unless the verdict forbids it."""
        run = self.reparse_run
        self.named = _collect(args, run)
        files = sorted(path for path in self.named if not is_archive(path))
        archives = Archives(sorted(path for path in self.named if is_archive(path)), self.max_bytes)
        self.collection = Collection(run)
        try:
            with Console(stderr=True).status(_SCANNING) if _shown(archives) else nullcontext():
                for path, problems in archives.scan():
                    for problem in problems:
                        self._problem(problem, path)
            total = len(files) + len(archives)
            with suppress(_RefusedError), replacing(self.feed) as sink, Progress(total) as progress:
                for outcome in self.read_items(files):
                    self._said(outcome)
                    self._target(outcome.path).new += len(outcome.lines)
                    sink.writelines(outcome.lines)
                    progress.advance(records=len(outcome.lines), failed=outcome.failed)
                for outcome in self.read_items(self._pages(archives)):
                    self._said(outcome)
                    self._keep(outcome)
                    progress.advance(records=len(outcome.lines), failed=outcome.failed)
                for found in self.collection.resolve():
                    if self._as_published(found, archives):
                        run.targets[found.entry.target >> _TARGET_BITS].new += 1
                        sink.write(self.collection.line(found))
                verdict = _verdict(run, self.feed)
                if verdict[0] == runs.REFUSED:
                    raise _RefusedError
        finally:
            archives.close()
            self.collection.close(keep=False)
        return verdict

    def _pages(self, archives: Archives) -> Iterator[Item]:
        for page in archives.pages():
            if isinstance(page, Problem):
                self._problem(page, page.path)
            else:
                yield page

    def _problem(self, problem: Problem, path: Path) -> None:
        """Something in an archive cannot be read. An unfinished end loses nothing that the
        crawl has used."""
        severity: Severity = "warn" if problem.torn else "error"
        self.reparse_run.issue(problem.message, severity, url=path.as_uri())
        self._target(path).failed += not problem.torn

    def _as_published(self, found: Found, archives: Archives) -> bool:
        """Give a record the changes that its crawl saw; whether it stands in that crawl's feed.
        The archives of several crawls give every report, whatever each of them emitted."""
        verdict = None
        run = self.runs.get((found.entry.report_id, found.entry.url))
        if run:
            verdict = archives.verdict(run, found.entry.report_id, found.entry.url)
        if verdict is None:
            return True
        found.changes = cast("list[Change]", verdict.changes)
        return verdict.emitted or self.everything or not archives.one_run

    def _keep(self, outcome: Outcome) -> None:
        # The crawl's own number of the target decides between copies, as it did in the crawl.
        number = self.named[outcome.path] << _TARGET_BITS
        number |= min(outcome.place.target, (1 << _TARGET_BITS) - 1)
        for line in outcome.lines:
            record = RecordLine.parse(line)
            if outcome.place.run:
                self.runs[record.report_id, outcome.place.url] = outcome.place.run
            self.collection.add(record, number, at_home=outcome.place.at_home)

    def _said(self, outcome: Outcome) -> None:
        place, target = outcome.place, self._target(outcome.path)
        for message, severity, evidence in outcome.issues:
            self.reparse_run.issue(
                message, severity, url=place.url, portal=place.portal, evidence=evidence
            )
        target.pages += 1
        if outcome.failed:
            target.failed += 1
        elif not outcome.lines and not outcome.silent:
            target.not_reports += 1

    def _target(self, path: Path) -> Target:
        """The target (argument) that named a file first."""
        return self.reparse_run.targets[self.named[path]]


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _collect(args: list[str], run: Run) -> dict[Path, int]:
    """Every file to read → the number of the argument (and target) that named it first."""
    files: dict[Path, int] = {}
    for number, arg in enumerate(args):
        path = Path(arg)
        target = Target(portal=None, url=arg, listing_complete=True)
        run.targets.append(target)
        if not path.exists():
            target.failed += 1
            run.issue(say("no_such_path", path=arg), url=arg)
            continue
        before = len(files)
        for file in files_under(path):
            # Not resolved: a link is read under its own name.
            files.setdefault(Path(os.path.abspath(file)), number)  # noqa: PTH100
        if len(files) == before:
            run.issue(say("no_files", path=arg, suffixes=" ".join(SUFFIXES)), "warn", url=arg)
    return files


def _verdict(run: Run, feed: Path) -> tuple[int, Message]:
    for target in run.targets:
        target.found = target.new + target.failed
        if not target.failed:
            target.outcome, reason = ("ok" if target.new else "empty"), say("all_well")
        else:
            target.outcome = "incomplete" if target.new or target.not_reports else "failed"
            reason = say("children_failed", failed=target.failed)
        target.reason = str(reason)
    total = run.counts
    for name in ("found", "new", "not_reports", "failed"):
        setattr(total, name, sum(getattr(target, name) for target in run.targets))
    if total.new:
        return (runs.PARTIAL, say("partial")) if total.failed else (runs.OK, say("all_well"))
    if total.failed:
        return runs.REFUSED, say("refused")
    if feed.is_file() and feed.stat().st_size:
        return runs.REFUSED, say("nothing_to_write", path=feed)
    return runs.OK, say("all_well")

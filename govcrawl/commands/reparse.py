"""``scrapy reparse PATH… -O FILE.jsonl [--jobs N]``: saved pages → records, offline.

Every file is read by the function that the crawl uses, so the same bytes give the same record;
a record is written for each file that holds one, also where two files hold the same report.
The pages of WARC files come after the files; they are told apart, merged and sorted as the
crawl does it, so that the archive of a crawl gives that crawl's feed (of an address that several
of the runs given have fetched, the newest run's). ``latest/`` belongs to crawls and stays as it is.

Exit status: 0 every file was read (what is no report is counted, not failed) · 3 some files
failed, or the run was stopped and what it had read is published · 4 nothing was got: files failed and
none gave a record, or ``-O`` names a feed that holds records and there is none, or only a part
of them, to take their place. The feed is untouched on 4.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl import runs
from govcrawl.commands.checking import check_settings
from govcrawl.commands.console import Progress, summary
from govcrawl.commands.output import Output, feed_name
from govcrawl.commands.stopping import StoppedError, stopping
from govcrawl.messages import say
from govcrawl.runs import Run

if TYPE_CHECKING:
    from govcrawl.parts import Shard

_SCANNING = "查看归档 looking through the archives"


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] PATH [PATH ...]"

    def short_desc(self) -> str:
        return "重新解析已保存的网页和文件（离线） / Re-parse saved pages and documents, offline"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. PATH is a file or a folder, whose files are told by what they are; "
            "a manifest (CSV or JSON lines: file,url,fetched_at,content_type) beside them says where they came from. "
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
            "-o",
            "--output",
            metavar="FILE",
            help="append the records to FILE.jsonl (- for stdout)",
        )
        parser.add_argument(
            "--jobs",
            metavar="N",
            type=_positive,
            help="worker processes (default: one per core); the output does not depend on it",
        )
        parser.add_argument(
            "--shard",
            metavar="I/N",
            type=_shard,
            help="read the I-th of N parts only (from 1); scrapy merge makes one feed of all parts",
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
            help="processor time for one file, after which it is given up (default: 60)",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from rich.console import Console

        from govcrawl.execution.start import start
        from govcrawl.fingerprint import reader_version
        from govcrawl.reparsing import Reparse, verdict

        assert self.settings is not None
        for arg in args:
            if arg.startswith("-"):
                raise UsageError(str(say("unknown_option", option=arg, hint="")), print_help=False)
        check_settings(self.settings)
        if not args:
            raise UsageError(str(say("needs_paths")), print_help=False)
        if opts.output and opts.overwrite_output:
            raise UsageError(str(say("one_output")), print_help=False)
        name = opts.overwrite_output or opts.output
        name = feed_name(name) if name else None
        if opts.timeout:
            self.settings.set("GOVCRAWL_READ_SECONDS", opts.timeout, priority="cmdline")
        try:
            run = Run.begin(
                Path(self.settings["GOVCRAWL_DATA_DIR"]),
                f"reparse {' '.join(args)}",
            )
        except OSError as error:
            sys.stderr.write(f"{say('crashed', error=error)}\n")
            self.exitcode = runs.CRASH
            return
        try:
            output = Output(run.folder / "reports.jsonl", name, append=bool(opts.output))
            execution = start(self.settings, reader_version(), jobs=opts.jobs)
            stopped: list[str] = []

            def stop(by: str) -> None:
                stopped.append(by)
                execution.stop()

            with stopping(stop), closing(execution), output:
                max_bytes = self.settings.getint("DOWNLOAD_MAXSIZE")
                everything: bool = opts.everything
                with Reparse(
                    run, args, execution, max_bytes, everything=everything, shard=opts.shard
                ) as reparse:
                    shown = bool(reparse.archives.paths) and sys.stderr.isatty()
                    with Console(stderr=True).status(_SCANNING) if shown else nullcontext():
                        total = reparse.scan()
                    with Progress(total) as progress:
                        reparse.read(output, progress)
                by = stopped[0] if stopped else None
                status, reason = verdict(run, replaces=output.replaces, stopped=by)
                run.all_said()
                if status != runs.REFUSED:
                    output.publish()
        except (Exception, StoppedError, KeyboardInterrupt) as error:
            said = error.args[0] if isinstance(error, StoppedError) else repr(error)
            said = str(error) if isinstance(error, OSError) else said
            run.finish(runs.CRASH, str(say("crashed", error=said)))
            sys.stderr.write(f"{run.reason}\n")
            self.exitcode = runs.CRASH
            return
        run.finish(status, str(reason))
        self.exitcode = status
        sys.stderr.write(summary(run, None if status == runs.REFUSED else output.shown))


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(str(say("bad_number", value=text)))
    return int(text)


def _shard(text: str) -> Shard:
    from govcrawl.parts import Shard

    try:
        return Shard.parse(text)
    except ValueError:
        raise argparse.ArgumentTypeError(str(say("bad_shard", value=text))) from None

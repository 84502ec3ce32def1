"""``scrapy reparse PATH… -O FILE.jsonl [--jobs N]``: saved pages → records, offline.

Every file is read by the function that the crawl uses, so the same bytes give the same record;
a record is written for each file that holds one, also where two files hold the same report.
The pages of WARC files come after the files; they are told apart, merged and sorted as the
crawl does it, so that the archive of a crawl gives that crawl's feed (of an address that several
of the runs given have fetched, the newest run's). ``latest/`` belongs to crawls and stays as it is.

A path may be an address of a storage (``s3://bucket/pages``, extra ``storage``). ``--engine local|ray``
has shards of the pages read by jobs, on this machine or on a cluster; what comes out is the same. A job
that breaks down is begun again elsewhere, and the same command after a run that was broken off reads
only the shards that are not there.

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
    from govcrawl.execution.execution import Execution
    from govcrawl.jobs.sharded import Round
    from govcrawl.jobs.sharded import Sharded as Shards
    from govcrawl.messages import Message
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
        from govcrawl.jobs.engines import NAMES

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
            "--engine",
            choices=NAMES,
            help="分片读取：在本机，或在 Ray 集群上 / read in shards, jobs of this machine or of a cluster of Ray "
            "(extra ray); --jobs says how many at a time",
        )
        parser.add_argument(
            "--shards",
            metavar="N",
            type=_positive,
            help="分片数 / into how many shards --engine divides the pages (default: 200 to 2000 pages each)",
        )
        parser.add_argument(
            "--parts",
            metavar="FOLDER",
            help="分片结果的目录或地址，各节点都能访问；运行结束后保留 / where the parts of shards lie and stay, a folder "
            "that all nodes see or an address such as s3://bucket/parts (default: <data>/parts, until the run is done)",
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
        assert self.settings is not None
        _check(args, opts)
        check_settings(self.settings)
        name = opts.overwrite_output or opts.output
        name = feed_name(name) if name else None
        if opts.timeout:
            self.settings.set("GOVCRAWL_READ_SECONDS", opts.timeout, priority="cmdline")
        data_dir = Path(self.settings["GOVCRAWL_DATA_DIR"])
        try:
            _fetch(args)
            run = Run.begin(data_dir, f"reparse {' '.join(args)}")
        except OSError as error:
            sys.stderr.write(f"{say('crashed', error=error)}\n")
            self.exitcode = runs.CRASH
            return
        shards: Shards | None = None
        try:
            output = Output(run.folder / "reports.jsonl", name, append=bool(opts.output))
            execution, shards = self._execution(opts, data_dir)
            status, reason = _read(run, args, opts, execution, shards, output, self._max_bytes())
        except UsageError as error:
            run.finish(runs.USAGE, str(error))
            raise
        except (Exception, StoppedError, KeyboardInterrupt) as error:
            run.finish(runs.CRASH, str(_crashed(error)))
            sys.stderr.write(f"{run.reason}\n")
            self.exitcode = runs.CRASH
            return
        run.finish(status, str(reason))
        if shards is not None and not opts.parts and not shards.stopped.is_set():
            shards.discard()
        self.exitcode = status
        sys.stderr.write(summary(run, None if status == runs.REFUSED else output.shown))

    def _max_bytes(self) -> int:
        assert self.settings is not None
        return self.settings.getint("DOWNLOAD_MAXSIZE")

    def _execution(
        self, opts: argparse.Namespace, data_dir: Path
    ) -> tuple[Execution, Shards | None]:
        """What reads the pages: workers of this process, or shards on an engine."""
        from govcrawl.execution.start import limits_of, start
        from govcrawl.fingerprint import reader_version

        assert self.settings is not None
        reader = reader_version()
        if opts.engine is None:
            return start(self.settings, reader, jobs=opts.jobs, forked=True), None
        from govcrawl.jobs.engines import MissingError, engine
        from govcrawl.jobs.shard_files import head_of
        from govcrawl.jobs.sharded import Sharded
        from govcrawl.storage import Folder, StorageError

        try:
            folder = Folder(opts.parts or str(data_dir.absolute() / "parts"))
            runner = engine(opts.engine, opts.jobs)
        except MissingError as error:
            raise UsageError(str(say("engine_missing", error=error)), print_help=False) from None
        except StorageError as error:
            raise UsageError(str(error), print_help=False) from None
        head = head_of(limits_of(self.settings), reader, data_dir.absolute())
        shards = Sharded(start(self.settings, reader), runner, folder, head, _told)
        return shards, shards


def _check(args: list[str], opts: argparse.Namespace) -> None:
    """Raises UsageError."""
    for arg in args:
        if arg.startswith("-"):
            raise UsageError(str(say("unknown_option", option=arg, hint="")), print_help=False)
    if not args:
        raise UsageError(str(say("needs_paths")), print_help=False)
    if opts.output and opts.overwrite_output:
        raise UsageError(str(say("one_output")), print_help=False)
    if opts.engine and opts.shard:
        raise UsageError(str(say("engine_or_shard")), print_help=False)
    if not opts.engine and (opts.shards or opts.parts):
        option = "--shards" if opts.shards else "--parts"
        raise UsageError(str(say("needs_engine", option=option)), print_help=False)


def _fetch(args: list[str]) -> None:
    """Copy what addresses of a storage hold. Raises UsageError where one cannot be used."""
    from govcrawl.storage import StorageError, fetch, is_address

    for arg in args:
        if is_address(arg):
            sys.stderr.write(f"复制 copying {arg}\n")
            try:
                fetch(arg)
            except StorageError as error:
                raise UsageError(str(error), print_help=False) from None


def _read(
    run: Run,
    args: list[str],
    opts: argparse.Namespace,
    execution: Execution,
    shards: Shards | None,
    output: Output,
    max_bytes: int,
) -> tuple[int, Message]:
    """Read everything and publish it; the exit status and what it says."""
    from rich.console import Console

    from govcrawl.reparsing import Reparse, verdict

    stopped: list[str] = []

    def stop(by: str) -> None:
        stopped.append(by)
        execution.stop()

    with stopping(stop), closing(execution), output:
        with Reparse(
            run, args, execution, max_bytes, everything=opts.everything, shard=opts.shard
        ) as reparse:
            shown = bool(reparse.archives.paths) and sys.stderr.isatty()
            with Console(stderr=True).status(_SCANNING) if shown else nullcontext():
                total = reparse.scan()
            if shards is not None:
                shards.plan(total, opts.shards)
            with Progress(total) as progress:
                reparse.read(output, progress)
        by = stopped[0] if stopped else None
        status, reason = verdict(run, replaces=output.replaces, stopped=by)
        run.all_said()
        if status != runs.REFUSED:
            output.publish()
    return status, reason


def _crashed(error: BaseException) -> Message:
    """What is said of a run that was broken off: by a shard in its own words."""
    from govcrawl.jobs.sharded import ShardError

    if isinstance(error, ShardError):
        return error.message
    said = error.args[0] if isinstance(error, StoppedError) else repr(error)
    return say("crashed", error=str(error) if isinstance(error, OSError) else said)


def _told(at: Round) -> None:
    """Say how a round of shards goes."""
    if at.ended is None:
        kept = f" · 已有 already there {at.kept}" if at.kept else ""
        sys.stderr.write(f"分片 shards {at.total}{kept}\n")
    elif at.ended.attempts > 1 or at.ended.status != runs.OK:
        status = "-" if at.ended.status is None else at.ended.status
        tries = f"第 {at.ended.attempts} 次 attempt {at.ended.attempts}"
        sys.stderr.write(f"分片 shard {at.ended.name} · {tries} · 退出码 exit {status}\n")


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

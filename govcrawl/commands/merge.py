"""``scrapy merge PART… -O FILE``: the parts of ``scrapy reparse … --shard i/N`` as one feed, which
equals that of the run in one piece byte for byte.

A folder means the feeds in it. Exit status: 0 merged · 2 the parts are not one whole, or a file
is none · 3 merged, and a record states that something of it was not read · 4 no part holds a record and
FILE does.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl import feed, runs
from govcrawl.commands.console import summary
from govcrawl.commands.output import Output, feed_name
from govcrawl.commands.stopping import in_one_line
from govcrawl.messages import say
from govcrawl.runs import Run, Target


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "PART [PART ...] -O FILE"

    def short_desc(self) -> str:
        return "合并 reparse --shard 的各部分 / Merge the parts of reparse --shard into one feed"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "-O", "--overwrite-output", metavar="FILE", help="the feed to write (- for stdout)"
        )

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from govcrawl.parts import PartsError, merged
        from govcrawl.reparsing import verdict
        from govcrawl.store.collection import Collection

        assert self.settings is not None
        if not args or not opts.overwrite_output:
            raise UsageError(str(say("needs_parts")), print_help=False)
        name = feed_name(opts.overwrite_output)
        paths: list[Path] = []
        for arg in args:
            try:
                found = feed.files(Path(arg))
            except feed.FeedFileError as error:
                raise UsageError(str(error), print_help=False) from None
            # a folder of parts may be where the whole is too
            paths += [p for p in found if p == Path(arg) or p.absolute() != Path(name).absolute()]
        data_dir = Path(self.settings["GOVCRAWL_DATA_DIR"])
        run = Run.begin(data_dir, f"merge {' '.join(args)}")
        target = Target(portal=None, url=" ".join(args), listing_complete=True)
        run.targets.append(target)
        collection = Collection(run)
        try:
            with Output(run.folder / "reports.jsonl", name, append=False) as output:
                for line in merged(paths, collection):
                    target.new += 1
                    output.write(line)
                    run.doubts(feed.doubts_in(line))
                status, reason = verdict(run, replaces=output.replaces, stopped=None)
                run.all_said()
                if status != runs.REFUSED:
                    output.publish()
        except PartsError as error:
            status, reason = runs.USAGE, error.message
        except Exception as error:
            status, reason = runs.CRASH, say("crashed", error=repr(error))
        finally:
            collection.close(keep=False)
        run.finish(status, str(reason))
        self.exitcode = status
        sys.stderr.write(summary(run, output.shown if status in (runs.OK, runs.PARTIAL) else None))

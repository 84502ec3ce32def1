"""``scrapy inspect FILE [-o OUT.html] [--why TEXT] [--figures]``: a source with every figure in its
place and every line with its reason.

Exit status: 0 · 2 usage · 4 the file gives no report (the page is written all the same, and shows
why).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl import runs
from govcrawl.messages import say


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] FILE"

    def short_desc(self) -> str:
        return "查看原件，每个数字都在原处 / Inspect a source with every figure in its place"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. Writes one HTML file that needs no network. "
            "Example: scrapy inspect report.html -o report.view.html"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="OUT", help="default: FILE.view.html, here")
        parser.add_argument("--why", metavar="TEXT", help="where this text of the file went")
        parser.add_argument("--figures", action="store_true", help="list the figures here")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError(str(say("inspect_needs_one")), print_help=False)
        path = Path(args[0])
        try:
            data = path.read_bytes()
        except OSError as error:
            text = say("unreadable_file", path=args[0], error=error.strerror or error)
            raise UsageError(str(text), print_help=False) from None
        from rich.console import Console

        from govcrawl.inspection.facts import gather
        from govcrawl.inspection.page import inspect
        from govcrawl.inspection.terminal import figure_lines, why
        from govcrawl.reading.reader import read
        from govcrawl.runs import replacing

        url = path.resolve().as_uri()
        reading = read(data, url=url)
        console = Console(highlight=False, soft_wrap=True)
        if opts.why is not None:
            found = list(why(reading.trace(), opts.why))
            for line in found:
                console.print(line)
            if not found:
                sys.stderr.write(f"{say('inspect_not_there', text=opts.why)}\n")
            self.exitcode = runs.OK if found else runs.REFUSED
            return
        if opts.figures:
            for line in figure_lines(gather(reading.reports, reading.trace(), reading.issues)):
                console.print(line)
        else:
            out = Path(opts.output or f"{path.name}.view.html")
            try:
                with replacing(out) as file:
                    file.write(inspect(data, url=url, reading=reading).encode())
            except OSError as error:
                text = say("unwritable_file", path=out, error=error.strerror or error)
                raise UsageError(str(text), print_help=False) from None
            sys.stderr.write(f"{say('inspect_written', path=out)}\n")
        self.exitcode = runs.OK if reading.reports else runs.REFUSED

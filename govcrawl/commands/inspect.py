"""``scrapy inspect FILE|URL|REPORT_ID [-o OUT.html] [--why TEXT] [--figures]``: a source with every figure in its
place and every line with its reason. Addresses and ids are those of current records; their bytes
come from the archive.

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
from govcrawl.commands.stopping import in_one_line
from govcrawl.messages import say


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] FILE|URL|REPORT_ID"

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

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError(str(say("inspect_needs_one")), print_help=False)
        if opts.why is not None and not opts.why.strip():
            raise UsageError(str(say("inspect_empty_why")), print_help=False)
        assert self.settings is not None
        from govcrawl.execution.load import NotLoadedError
        from govcrawl.inspection.finding import NotFoundError, find

        try:
            found = find(args[0], Path(self.settings["GOVCRAWL_DATA_DIR"]))
        except NotLoadedError as error:
            raise UsageError(str(error.message), print_help=False) from None
        except NotFoundError as error:
            text = say("inspect_unknown", name=args[0], folder=self.settings["GOVCRAWL_DATA_DIR"])
            why_not = "".join(f"\n{said}" for said in error.said)
            raise UsageError(f"{text}{why_not}", print_help=False) from None
        from rich.console import Console

        from govcrawl.execution.process import process
        from govcrawl.inspection.facts import gather
        from govcrawl.inspection.html_view import shows
        from govcrawl.inspection.page import OccupiedError, drawn, may_write
        from govcrawl.inspection.terminal import claims, figure_lines, why
        from govcrawl.reading.decode import decode
        from govcrawl.reading.formats.sniff import HTML, sniff
        from govcrawl.runs import replacing

        facts = gather(process(found.task))
        console = Console(highlight=False, soft_wrap=True)
        if opts.why is not None:
            lines = list(why(facts.lines, opts.why))
            if lines:
                for line in (*claims(facts, opts.why), *lines):
                    console.print(line)
            if not lines:
                content_type = found.task.content_type
                kind = sniff(found.data, name=found.task.url, content_type=content_type)
                page = decode(found.data, content_type=content_type).text if kind == HTML else ""
                code = "inspect_no_block" if shows(page, opts.why) else "inspect_not_there"
                sys.stderr.write(f"{say(code, text=opts.why)}\n")
            self.exitcode = runs.OK if lines else runs.REFUSED
            return
        if opts.figures:
            for line in figure_lines(facts):
                console.print(line)
        else:
            name = Path(args[0]).name if Path(args[0]).exists() else _safe(args[0])
            out = Path(opts.output or f"{name}.view.html")
            try:
                may_write(out, Path(args[0]))
                with replacing(out) as file:
                    page = drawn(facts, found.data, found.task, archived=found.archived)
                    file.write(page.encode())
            except OccupiedError:
                text = say("inspect_would_overwrite", path=out)
                raise UsageError(str(text), print_help=False) from None
            except OSError as error:
                text = say("unwritable_file", path=out, error=error.strerror or error)
                raise UsageError(str(text), print_help=False) from None
            sys.stderr.write(f"{say('inspect_written', path=out)}\n")
        if not facts.data["reports"]:
            for issue in facts.data["issues"]:
                sys.stderr.write(f"{issue['zh']} / {issue['en']}\n")
        self.exitcode = runs.OK if facts.data["reports"] else runs.REFUSED


def _safe(name: str) -> str:
    """A file name from an address or an id."""
    kept = (c if c.isalnum() or c in "-._" else "_" for c in name.split("://")[-1])
    return "".join(kept)[-100:]

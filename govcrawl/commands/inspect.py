"""``scrapy inspect FILE|URL|REPORT_ID [-o OUT.html] [--why TEXT] [--figures]``: a source with every figure in its
place and every line with its reason. Addresses and ids are those of current records; their bytes
come from the archive.

Exit status: 0 · 2 usage · 4 the file gives no report (the page is written all the same, and shows
why).
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl import runs
from govcrawl.commands.stopping import in_one_line
from govcrawl.messages import say

if TYPE_CHECKING:
    from rich.console import Console

    from govcrawl.execution.execution import Execution
    from govcrawl.inspection.facts import Facts
    from govcrawl.inspection.finding import Found


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
        from govcrawl.execution.start import start
        from govcrawl.fingerprint import reader_version
        from govcrawl.inspection.facts import gather

        with closing(start(self.settings, reader_version(), jobs=self._jobs())) as execution:
            facts = gather(execution.run(found.task))
            if opts.why is not None:
                self._why(facts, found, opts.why, execution)
                return
            if opts.figures:
                self._figures(facts)
            else:
                name = Path(args[0]).name if Path(args[0]).exists() else _safe(args[0])
                out = Path(opts.output or f"{name}.view.html")
                self._write(facts, found, out, Path(args[0]), execution)
        if not facts.data["reports"]:
            for issue in facts.data["issues"]:
                sys.stderr.write(f"{issue['zh']} / {issue['en']}\n")
        self.exitcode = runs.OK if facts.data["reports"] else runs.REFUSED

    def _jobs(self) -> int:
        """One worker, or none where pages are read in this process."""
        assert self.settings is not None
        return min(self.settings.getint("GOVCRAWL_READ_JOBS"), 1)

    def _why(self, facts: Facts, found: Found, wanted: str, execution: Execution) -> None:
        from govcrawl.inspection.guarded import guarded_shows
        from govcrawl.inspection.terminal import claims, why

        lines = list(why(facts.lines, wanted))
        for line in (*claims(facts, wanted), *lines) if lines else ():
            _console().print(line)
        if not lines:
            shown = guarded_shows(execution, found.data, found.task, wanted)
            code = "inspect_no_block" if shown else "inspect_not_there"
            sys.stderr.write(f"{say(code, text=wanted)}\n")
        self.exitcode = runs.OK if lines else runs.REFUSED

    def _figures(self, facts: Facts) -> None:
        from govcrawl.inspection.terminal import figure_lines

        for line in figure_lines(facts):
            _console().print(line)

    def _write(
        self, facts: Facts, found: Found, out: Path, source: Path, execution: Execution
    ) -> None:
        from govcrawl.inspection.guarded import guarded_view
        from govcrawl.inspection.viewer_file import OccupiedError, drawn, may_write
        from govcrawl.runs import replacing

        try:
            may_write(out, source)
            shown = guarded_view(execution, facts, found.data, found.task, found.attached)
            page = drawn(facts, found.data, found.task, archived=found.archived, source=shown)
            with replacing(out) as file:
                file.write(page.encode())
        except OccupiedError:
            raise UsageError(
                str(say("inspect_would_overwrite", path=out)), print_help=False
            ) from None
        except OSError as error:
            text = say("unwritable_file", path=out, error=error.strerror or error)
            raise UsageError(str(text), print_help=False) from None
        sys.stderr.write(f"{say('inspect_written', path=out)}\n")


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def _safe(name: str) -> str:
    """A file name from an address or an id."""
    kept = (c if c.isalnum() or c in "-._" else "_" for c in name.split("://")[-1])
    return "".join(kept)[-100:]

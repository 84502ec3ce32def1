"""``scrapy crawl reports``: Scrapy's command with an exit status for its outcome."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.spiderloader import SpiderLoader

from govcrawl import runs
from govcrawl.commands.checking import check_settings
from govcrawl.commands.console import summary
from govcrawl.commands.feed_options import feed_of
from govcrawl.commands.stopping import hangup_as_termination
from govcrawl.logs import FORMATS
from govcrawl.messages import say
from govcrawl.runs import LockedError, Run

if TYPE_CHECKING:
    from govcrawl.store import stores


class Command(ScrapyCrawl):
    crawler: Crawler | None = None
    names_a_spider = True  # commands that crawl in their own way take other words

    def short_desc(self) -> str:
        return "抓取年报 / Crawl annual reports: scrapy crawl reports -a portal=ID | -a url=URL"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. Arguments: portal=ID[,ID], url=URL, years=2019-2024, full=1. "
            "Exit status: 0 all well, 1 crash, 2 usage, 3 partial, 4 refused (the last good "
            "files are untouched), 5 another run holds the lock."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--resume",
            action="store_true",
            help="续跑同一命令被中断的运行 / take up the same run where it was killed",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        options = self._name_feeds(opts)
        super().process_options(args, opts)
        assert self.settings is not None
        check_settings(self.settings)
        if options:
            feeds = self.settings.getdict("FEEDS")
            named = {uri: {**feed, **options.get(uri, {})} for uri, feed in feeds.items()}
            self.settings.set("FEEDS", named, priority="cmdline")
        if sys.stderr.isatty() and not opts.loglevel and not self.settings["LOG_FILE"]:
            # The status line takes the place of the log, which would tear it apart; the summary
            # counts the issues.
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
            logging.getLogger("govcrawl.issues").setLevel(logging.CRITICAL)
        wanted = self.settings["GOVCRAWL_LOG_FORMAT"]
        if wanted not in FORMATS:
            raise UsageError(str(say("bad_log_format", format=wanted)), print_help=False)
        if self.names_a_spider and not self._is_other(args):
            self.check(opts.spargs)

    @staticmethod
    def _name_feeds(opts: argparse.Namespace) -> dict[str, dict[str, Any]]:
        """Give the feeds their formats; further options of those that have some, by address."""
        options: dict[str, dict[str, Any]] = {}
        for attribute in ("output", "overwrite_output"):
            named = []
            for name in getattr(opts, attribute) or ():
                uri, more = feed_of(name, append=attribute == "output")
                named.append(uri)
                if more:
                    options[uri.rpartition(":")[0]] = more
            if named:
                setattr(opts, attribute, named)
        return options

    def _is_other(self, args: list[str]) -> bool:
        """Whether another spider is asked for. Raises UsageError where none is, or one that is
        not there."""
        from govcrawl.spiders.reports import ReportsSpider

        if args == [ReportsSpider.name]:
            return False
        assert self.settings is not None
        known = SpiderLoader.from_settings(self.settings).list()
        if len(args) == 1 and args[0] in known:
            return True
        said = say("crawl_what", given=" ".join(args) or "-", known="、".join(known))
        raise UsageError(str(said), print_help=False)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if self._is_other(args):
            super().run(args, opts)
            return
        command = f"crawl reports {_line(opts.spargs)}".strip()
        run = self.crawl(opts.spargs, command, resume=opts.resume)
        if run is not None:
            sys.stderr.write(summary(run, None))
            assert self.settings is not None
            if not self.settings["GOVCRAWL_CONTACT"]:
                sys.stderr.write(f"{say('no_contact')}\n")

    def check(self, arguments: dict[str, str]) -> None:
        """Raises UsageError (exit 2) for ``-a`` arguments that are not as they should be."""
        from govcrawl.portals import PortalError
        from govcrawl.spiders.arguments import ArgumentsError
        from govcrawl.spiders.reports import ReportsSpider

        assert self.settings is not None
        try:
            ReportsSpider.check_arguments(self.settings, arguments)
        except (ArgumentsError, PortalError) as error:
            raise UsageError(str(error), print_help=False) from None

    def crawl(self, arguments: dict[str, str], command: str, *, resume: bool = False) -> Run | None:
        """Run the spider to its end and set the exit status; None where it could not begin.
        ``resume``: take up the same run, if it was killed."""
        from govcrawl.spiders.reports import ReportsSpider
        from govcrawl.store import stores

        assert self.settings is not None
        assert self.crawler_process is not None
        try:
            data_dir = Path(self.settings["GOVCRAWL_DATA_DIR"])
            starts = ReportsSpider.check_arguments(self.settings, arguments).starts
            run = _resumed(data_dir, command, starts) if resume else None
            if run is not None and run.exit_status is not None:
                self.exitcode = run.exit_status
                return run
            run = run or stores.begin(data_dir, command, starts)
        except LockedError as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = runs.LOCKED
            return None
        except OSError as error:
            sys.stderr.write(f"{say('crashed', error=error)}\n")
            self.exitcode = runs.CRASH
            return None
        self.crawler = self._create_crawler(ReportsSpider.name)
        self.crawler_process.crawl(self.crawler, run=run, **arguments)
        with hangup_as_termination():
            self.crawler_process.start()
        # A run that is concluded has its status by now; any other one crashed on the way.
        run.finish(runs.CRASH, str(say("crashed", error="see the log")))
        self.exitcode = runs.CRASH if run.exit_status is None else run.exit_status
        return run


def _resumed(data_dir: Path, command: str, starts: stores.Starts) -> Run | None:
    """The run to take up, said on standard error. One that was killed when everything was
    published but its ``run.json`` is concluded by now."""
    from govcrawl.store import stores

    run = stores.resume(data_dir, command, starts)
    if run is None:
        sys.stderr.write(f"{say('nothing_to_resume')}\n")
        return None
    sys.stderr.write(f"{say('resuming', run=run.run_id, started=run.started_at)}\n")
    if run.staged.exists() and stores.published(run):
        run.finish_staged()
    return run


def _line(arguments: dict[str, str]) -> str:
    return " ".join(f"-a {name}={value}" for name, value in arguments.items())

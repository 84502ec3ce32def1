"""``scrapy genportal URL|FILE [-a url=URL] [-O FILE.toml]``: proposes a portal's file.

A URL is walked as the spider walks it, politely, up to the column's first page; no report is
fetched. A saved page is read as it is, offline; ``-a url=``
says where it came from, if it does not say so itself. Exit status: 0 a file was proposed · 2 usage ·
4 the portal could not be read.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from govcrawl import runs
from govcrawl.commands.crawl import Command as CrawlCommand
from govcrawl.messages import say
from govcrawl.runs import replacing

if TYPE_CHECKING:
    from govcrawl.proposal import Proposal


class Command(CrawlCommand):
    names_a_spider = False

    def syntax(self) -> str:
        return "[options] URL|FILE"

    def short_desc(self) -> str:
        return "建议网站配置文件 / Propose a portal's file, from its address or a saved page"

    def long_desc(self) -> str:
        return f"{self.short_desc()}. Example: scrapy genportal http://www.example.gov.cn/"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        opts.loglevel = opts.loglevel or "WARNING"
        output, opts.overwrite_output = opts.overwrite_output, None  # no feed
        super().process_options(args, opts)
        opts.proposal = Path(output[0]) if output else None

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from govcrawl.proposal import NOWHERE, address_of, propose

        if len(args) != 1:
            raise UsageError(str(say("needs_page")), print_help=False)
        if args[0].startswith(("http://", "https://")):
            proposal = self._walk(args[0])
        else:
            try:
                data = Path(args[0]).read_bytes()
                given = opts.spargs.get("url") or address_of(data)
                proposal = propose(data, given or NOWHERE)
            except (OSError, ValueError) as error:
                message = say("unreadable_file", path=args[0], error=error)
                raise UsageError(str(message), print_help=False) from None
        if proposal is None:
            self.exitcode = runs.REFUSED
            return
        if opts.proposal:
            with replacing(opts.proposal) as file:
                file.write(proposal.toml().encode())
        else:
            sys.stdout.write(proposal.toml())

    def _walk(self, url: str) -> Proposal | None:
        """Walk to the column; None where the portal gave nothing, which is reported."""
        from govcrawl.proposal import propose
        from govcrawl.spiders.crawl_context import job_of

        assert self.settings is not None
        with tempfile.TemporaryDirectory() as folder:
            self.settings.set("GOVCRAWL_DATA_DIR", folder, priority="cmdline")
            self.settings.set("GOVCRAWL_PROBE", True, priority="cmdline")
            given = {"url": url}
            self.check(given)
            self.crawl(given, "genportal")
            job = job_of(self.crawler.spider if self.crawler else None)
            if job is None:
                return None
            walk = job.walks[0]
            if walk.home is None:
                sys.stderr.write(f"{walk.target.reason}\n")
                return None
            usable = [x for x in walk.listings if x.usable and x.counts and not x.teaser]
            # Its years and departments are found from the column itself.
            columns = [x.shown for x in usable if not x.part and (x.wanted or x.parts)]
            columns = list(dict.fromkeys(columns or [x.shown for x in usable[:1]]))
            self.exitcode = runs.OK
            url, data = walk.home
            return propose(
                data,
                url,
                columns=columns,
                platform=walk.target.platform,
                titles=[entry.title for entry in walk.entries.values()] if columns else [],
                bodies=[body.name for body in walk.seen_bodies.values()],
            )

"""What the parts of one crawl share: arguments, the run, its walks, what earlier runs know."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from govcrawl.execution.outcome import Outcome
from govcrawl.execution.start import start
from govcrawl.execution.task import Inline, PageTask
from govcrawl.fetching import browsing
from govcrawl.fetching.conditional import now
from govcrawl.fingerprint import reader_version
from govcrawl.messages import Message, say
from govcrawl.platforms.links import Fetch
from govcrawl.portals import Policy
from govcrawl.runs import Run, Target
from govcrawl.spiders.arguments import Arguments
from govcrawl.spiders.asking import Ask
from govcrawl.spiders.failures import Why, why
from govcrawl.spiders.hosts import Hosts
from govcrawl.spiders.memory import Memory
from govcrawl.spiders.walk import Walk


class Job:
    """One crawl. ``probing``: only the way to the column is asked for (``scrapy genportal``)."""

    def __init__(
        self,
        arguments: Arguments,
        run: Run,
        settings: BaseSettings,
        policies: dict[str, Policy],
    ) -> None:
        self.arguments = arguments
        self.run = run
        self.settings = settings
        self.probing = settings.getbool("GOVCRAWL_PROBE")
        years = sorted(arguments.years) if arguments.years else None
        run.targets += [Target(portal=p, url=url, years=years) for p, url in arguments.starts]
        self.walks = [
            Walk(target, policies.get(target.portal or "", Policy()), Hosts(target.url))
            for target in run.targets
        ]
        self.execution = start(
            settings, reader_version(), warm="govcrawl.spiders.looking.warm", forked=True
        )
        self.memory = Memory(run, self.walks, settings, self.execution)
        self.collection = self.memory.collection
        #: Pages on their way into the archive, by the identity of their tasks, until the pipeline
        #: takes them.
        self.archiving: dict[int, Future[None]] = {}
        #: Takes a response that is read together with others, as what is at an address, for the
        #: page's mark in the archive; set by the archive.
        self.attaches: Callable[[Response, str], None] = lambda response, url: None  # noqa: ARG005
        #: What pages came to that are read already, likewise.
        self.outcomes: dict[int, Outcome] = {}
        #: When the archive has got a response; None where it has not. Set by the archive.
        self.archived_at: Callable[[Response], str | None] = lambda response: None  # noqa: ARG005
        #: Requests for the documents of a page, set by the spider.
        self.ask_back: Callable[[PageTask], list[Request]] = lambda page: []  # noqa: ARG005

    def why(self, failure: Failure, request: Request, walk: Walk) -> Why:
        """What became of a request that failed; it is said in the run."""
        found = why(failure, request, self.settings)
        asked = request.meta.get("redirect_urls", [request.url])[0]
        self.run.issue(found.message, url=asked, portal=walk.target.portal)
        if found.robots:
            self.run.ledger[request.url].robots.disallowed += 1
        return found

    def lost(self, walk: Walk, asked: str, message: Message | None) -> None:
        """A page that should be a report could not be had."""
        if message is not None:
            self.run.issue(message, url=asked, portal=walk.target.portal)
        walk.target.failed += 1
        walk.came_to(asked, "failed")

    def not_archived(self, page: PageTask) -> None:
        """A page that is not in the archive is not used: a failed one of its target."""
        walk = self.walks[page.target]
        self.outcomes.pop(id(page), None)
        walk.target.failed += 1
        walk.came_to(page.asked, "failed")
        self.memory.forget(page.url, walk)
        with suppress(OSError):
            message = say("archive_not_kept", url=page.url)
            self.run.issue(message, url=page.url, portal=walk.target.portal)

    def page(
        self,
        response: Response,
        target: int,
        announced: bool,
        at_home: bool = True,
        *,
        asked: str | None = None,
    ) -> PageTask:
        """A response as it goes to the reader."""
        content_type = response.headers.get("Content-Type")
        disposition = response.headers.get("Content-Disposition")
        return PageTask(
            place=Inline(response.body),
            url=response.url,
            asked=asked or response.url,
            content_type=content_type.decode("latin-1") if content_type else None,
            disposition=disposition.decode("latin-1") if disposition else None,
            portal=self.walks[target].target.portal,
            target=target,
            run=self.run.run_id,
            fetched_at=self.archived_at(response) or now(),
            announced=announced,
            at_home=at_home,
            unlisted=asked in self.walks[target].unlisted,
            years=self.arguments.years or frozenset(),
        )

    def in_browser(self, page: HtmlResponse, ask: Ask) -> Ask | None:
        """The same page once more, through a browser, where there is one and it was not."""
        request = page.request
        if request is None or request.meta.get("playwright") or not browsing.ready(self.settings):
            return None
        return Ask(
            Fetch(request.url, request.body.decode("utf-8", "replace")),
            ask.what,
            ask.target,
            ask.given,
            conditional=ask.conditional,
            browser=True,
        )


def job_of(spider: Any) -> Job | None:
    """The crawl that a spider carries out; others (of ``scrapy shell``) have none."""
    job: Job | None = getattr(spider, "job", None)
    return job

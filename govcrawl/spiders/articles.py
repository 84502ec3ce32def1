"""The reader of articles: pages that should be reports, their further parts, their documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from scrapy import Request
from scrapy.http import HtmlResponse, Response
from twisted.python.failure import Failure

from govcrawl.execution.first_look import Looked
from govcrawl.execution.outcome import Outcome
from govcrawl.execution.task import UNKNOWN, Alternatives, Inline, PageTask
from govcrawl.fetching import browsing
from govcrawl.fetching.conditional import now
from govcrawl.messages import say
from govcrawl.platforms.links import Fetch, Link
from govcrawl.platforms.pages import MAGIC, as_html
from govcrawl.platforms.split import further
from govcrawl.reading.model import Listed
from govcrawl.reading.page.joining import Piece, joined
from govcrawl.reading.titles import classify_title
from govcrawl.runs import Entry
from govcrawl.spiders.addresses import is_home, steady
from govcrawl.spiders.asking import Ask, Output
from govcrawl.spiders.crawl_context import Job
from govcrawl.spiders.failures import why
from govcrawl.spiders.looking import Article, links
from govcrawl.store.state import KnownPage

_PARTS = 60  # pages of one article
_ATTACHMENTS = 20  # files of one page that are fetched


class Visit(NamedTuple):
    """Why an address is asked for as an article. ``announced``: a listing states that a report is
    there; ``at_home``: it is in the folder of that listing; ``guess``: nothing names it, and the
    search of this number waits for it; ``column``: the listing."""

    link: Link
    announced: bool
    at_home: bool
    guess: bool = False
    search: int = 0
    column: str = ""


class Parts(NamedTuple):
    """An article of which not all pages are in: the first page as it is to be read, the pieces
    that are in, the addresses of those that are not, and what the first page attaches."""

    item: PageTask
    visit: Visit
    pieces: tuple[Piece, ...]
    waiting: tuple[str, ...]
    attachments: tuple[tuple[str, str], ...] = ()


class Gathering(NamedTuple):
    """A page that carries a report, and of which not all attachments are in: the page as it is to be
    read, the address and name of those that are not, the tasks of those that are. ``again``: one of
    them may be had another time."""

    item: PageTask
    visit: Visit
    waiting: tuple[tuple[str, str], ...]
    got: tuple[PageTask, ...] = ()
    again: bool = False


class Seen(NamedTuple):
    """A page at an article's address: what was seen at it, the task that it is read by, and what
    that came to, where it is read already."""

    looked: Looked
    item: PageTask
    outcome: Outcome | None = None

    @property
    def gathers(self) -> bool:
        """Whether it holds a report, and attaches files that the report is to be read with."""
        if self.outcome is None or not self.looked.attachments:
            return False
        return any(not record.is_notice for record in self.outcome.records)


class ArticleReader:
    """Of one crawl. ``as_listing`` takes a page that proves to be a list of reports."""

    def __init__(self, job: Job, as_listing: Callable[[HtmlResponse, int, int], Output]) -> None:
        self.job = job
        self.memory = job.memory
        self.as_listing = as_listing
        # What the page that links a document calls it, where it links those of several bodies.
        self._names: dict[str, Listed] = {}

    # --- which pages are asked for --------------------------------------------------------

    def ask(self, visit: Visit, target: int) -> Output:
        """An article that a listing shows: fetched, or known and as it was."""
        job, walk = self.job, self.job.walks[target]
        link = visit.link._replace(url=steady(visit.link.url))
        if not walk.first_visit(link.url):
            return
        if job.probing:
            walk.entries[link.url] = _entry(target, visit._replace(link=link))
            return
        wanted_years = job.arguments.years
        year = classify_title(link.title).year if wanted_years else None
        if year is not None and year not in (wanted_years or ()):
            walk.skipped += 1
            return
        walk.entries.setdefault(link.url, _entry(target, visit._replace(link=link)))
        yield from self._due(visit._replace(link=link), target)

    def guess(self, link: Link, target: int, search: int) -> Output:
        """An address that nothing names, and that may be a report."""
        yield from self._due(Visit(link, False, True, guess=True, search=search), target)

    def is_known(self, url: str, target: int) -> bool:
        """Whether an earlier run has read reports at an address."""
        known = self.memory.known(steady(url), self.job.walks[target])
        return known is not None and bool(known.keys)

    def _due(self, visit: Visit, target: int) -> Output:
        walk = self.job.walks[target]
        known, due = self.memory.look(visit.link, walk, full=self.job.arguments.full)
        if known and due == "not":
            yield from self._kept(visit.link, known, target, "skipped")
            return
        if visit.guess:
            walk.searches[visit.search].pending += 1
        yield self._article(visit, target, conditional=due == "conditional")

    def _article(self, visit: Visit, target: int, *, conditional: bool = False) -> Ask:
        self.memory.asked(visit.link, self.job.walks[target], guess=visit.guess)
        return Ask(
            Fetch(visit.link.url), "article", target, {"visit": visit}, conditional=conditional
        )

    # --- what came back -------------------------------------------------------------------

    async def look(self, response: Response, target: int, visit: Visit) -> Seen:
        """What is at an article's address, for ``read``: it is looked at and read in one go, beside
        the loop."""
        link = visit.link
        item = self._item(response, target, visit)
        item.listed = _listed(link)
        if response.status == 304 or _is_document(response):
            return Seen(Looked(page=False), item)
        item.look = Article.of(
            response,
            link.title,
            announced=visit.announced,
            alone=_leads_home(response.url, link.url),
        )
        task, item.look = replace(item), None
        try:
            outcome = await self.job.execution.run_async(task)
        except Exception:  # the pipeline, which asks for the page itself, counts it as lost
            return Seen(Looked(page=False), item)
        looked = outcome.looked
        if looked is None:  # it killed its reader
            return Seen(Looked(page=False), item, outcome)
        if looked.page:
            item.documents = tuple(file.urls for file in looked.files)
            item.listed = item.listed if item.documents else None
        return Seen(looked, item, None if outcome.status == "looked" else outcome)

    def read(self, response: Response, target: int, visit: Visit, seen: Seen) -> Output:
        """A page that should be a report, or only carries it as a document, or lists reports."""
        walk, link = self.job.walks[target], visit.link
        if response.status == 304:
            yield from self._not_modified(visit, target)
            return
        self.memory.answered(link.url, response, walk)
        if not seen.looked.page:
            yield self._taken(seen)
        elif _leads_home(response.url, link.url):
            self.job.lost(walk, link.url, say("to_home", url=link.url))
        elif seen.looked.bare:
            page = as_html(response)
            assert page is not None
            ask = Ask(Fetch(link.url), "article", target, {"visit": visit})
            again = self.job.in_browser(page, ask)
            if again is None:
                self.job.lost(walk, link.url, browsing.advice(page, self.job.settings))
            else:
                yield again
        else:
            yield from self._arrived(response, target, visit, seen)

    def arrived(self, page: HtmlResponse, target: int, visit: Visit) -> Output:
        """A page at an article's address that nobody has looked at yet."""
        item = self._item(page, target, visit)
        looked = links(page, visit.link.title, announced=visit.announced)
        item.documents = tuple(file.urls for file in looked.files)
        item.listed = _listed(visit.link) if item.documents else None
        yield from self._arrived(page, target, visit, Seen(looked, item))

    def _arrived(self, response: Response, target: int, visit: Visit, seen: Seen) -> Output:
        walk, link = self.job.walks[target], visit.link
        looked, item = seen.looked, seen.item
        for file in looked.files:
            if file.body:
                listed = Listed(file.title, link.date, body=file.body)
                self._names.update(dict.fromkeys(file.urls, listed))
        if looked.lists:
            page = as_html(response)
            assert page is not None
            yield from self.as_listing(page, target, visit.search)
            item.announced = False
            self.memory.forget(link.url, walk)  # to be read again: it may list more next time
            if link.url in walk.entries:
                walk.entries[link.url].outcome = "listing"
        if looked.further:
            pieces = (Piece(response.url, response.body),)
            yield from self._next_part(
                Parts(item, visit, pieces, looked.further, looked.attachments), target
            )
        elif seen.gathers:
            self.job.attaches(response, item.url)
            yield from self._gather(item, visit, looked.attachments, target)
        else:
            yield self._taken(seen)

    def _taken(self, seen: Seen) -> PageTask:
        """The task of a page, with what it came to where it is read already."""
        if seen.outcome is not None:
            self.job.outcomes[id(seen.item)] = seen.outcome
        return seen.item

    def _item(self, response: Response, target: int, visit: Visit) -> PageTask:
        return self.job.page(response, target, visit.announced, visit.at_home, asked=visit.link.url)

    def _next_part(self, parts: Parts, target: int) -> Output:
        if parts.waiting and len(parts.pieces) < _PARTS:
            where = parts.waiting[0]
            yield Ask(Fetch(steady(where)), "part", target, {"parts": parts})
            return
        walk, url = self.job.walks[target], parts.visit.link.url
        try:
            body = joined(parts.pieces)
        except ValueError:
            self.job.lost(walk, url, say("part_missing", url=url, part=len(parts.pieces)))
            return
        self.memory.put_together(url, (piece.url for piece in parts.pieces[1:]), walk)
        item = replace(parts.item, place=Inline(body), content_type="text/html; charset=utf-8")
        yield from self._gather(item, parts.visit, parts.attachments, target)

    def read_part(self, response: Response, target: int, parts: Parts) -> Output:
        """A further page of an article."""
        page = as_html(response)
        if page is None:
            yield from self.part_failed(target, parts)
            return
        self.memory.answered(page.url, response, self.job.walks[target])
        known = {piece.url for piece in parts.pieces} | {page.url}
        pieces = (*parts.pieces, Piece(page.url, page.body))
        waiting = dict.fromkeys((*parts.waiting[1:], *further(page, parts.item.url)))
        left = tuple(url for url in waiting if url not in known)
        yield from self._next_part(parts._replace(pieces=pieces, waiting=left), target)

    def part_failed(self, target: int, parts: Parts) -> Output:
        """A further page could not be had: half of a report reads like a whole one."""
        url = parts.visit.link.url
        message = say("part_missing", url=parts.waiting[0], part=len(parts.pieces) + 1)
        self.job.lost(self.job.walks[target], url, message)
        yield from ()

    # --- what a report's page attaches ----------------------------------------------------

    def _gather(
        self, item: PageTask, visit: Visit, attachments: Sequence[tuple[str, str]], target: int
    ) -> Output:
        """Fetch what a page attaches, one after the other, before it is read with all of it."""
        if len(attachments) > _ATTACHMENTS:
            message = say("attachments_not_asked", count=len(attachments), limit=_ATTACHMENTS)
            self.job.run.issue(message, "warn", url=item.url, portal=item.portal)
        yield from self._next_attachment(
            Gathering(item, visit, tuple(attachments[:_ATTACHMENTS])), target
        )

    def _next_attachment(self, gathering: Gathering, target: int) -> Output:
        item, walk = gathering.item, self.job.walks[target]
        if gathering.waiting:
            fetch = Fetch(gathering.waiting[0][0])
            given = {"gathering": gathering}
            yield Ask(fetch, "attachment", target, given, referer=item.url)
            return
        url = gathering.visit.link.url
        self.memory.put_together(url, (one.url for one in gathering.got), walk)
        if gathering.again:
            self.memory.forget(url, walk)
        yield replace(item, attached=gathering.got)

    async def whole(self, item: PageTask) -> PageTask:
        """A page with what it attaches, read; where it is the summary of a report that it attaches, that
        document, with the page that links it."""
        if not item.attached:
            return item
        try:
            outcome = await self.job.execution.run_async(replace(item))
        except Exception:  # the pipeline, which asks for the page itself, counts it as lost
            return item
        whole = next((one for one in item.attached if one.url == outcome.holder), None)
        if whole is None:
            self.job.outcomes[id(item)] = outcome
            return item
        return replace(
            whole,
            asked=item.asked,
            announced=item.announced,
            at_home=item.at_home,
            unlisted=item.unlisted,
            linked_from=replace(item, attached=()),
            listed=item.listed,
        )

    def read_attachment(self, response: Response, target: int, gathering: Gathering) -> Output:
        """A file that a page attaches."""
        url, title = gathering.waiting[0]
        self.memory.answered(url, response, self.job.walks[target])
        self.job.attaches(response, url)
        task = replace(
            self.job.page(response, target, announced=False),
            url=url,
            listed=Listed(title) if title else None,
        )
        done = gathering._replace(waiting=gathering.waiting[1:], got=(*gathering.got, task))
        yield from self._next_attachment(done, target)

    def attachment_failed(
        self, failure: Failure, request: Request, target: int, gathering: Gathering
    ) -> Output:
        """A file that a page attaches could not be had, which is reported; the page is read all the
        same."""
        walk = self.job.walks[target]
        found = self.job.why(failure, request, walk)
        if found.refused:
            walk.blocked = walk.blocked or found.message
        again = gathering.again or not found.gone
        left = gathering._replace(waiting=gathering.waiting[1:], again=again)
        yield from self._next_attachment(left, target)

    def failed(self, failure: Failure, request: Request, target: int, visit: Visit) -> Output:
        """A page of a listing could not be fetched."""
        if visit.guess:
            return
        walk, url = self.job.walks[target], visit.link.url
        instead = walk.hosts.instead(url)
        if instead is not None and request.url != instead:
            self.memory.asked(visit.link, walk)
            yield Ask(Fetch(instead), "article", target, {"visit": visit})
            return
        found = self.job.why(failure, request, walk)
        if found.gone:
            walk.gone.add(url)
        self.job.lost(walk, url, None)
        if found.refused:
            walk.blocked = walk.blocked or found.message

    # --- documents ------------------------------------------------------------------------

    def documents(self, page: PageTask) -> list[Ask]:
        """The documents of a page that carries no report, or the next format of a document
        that could not be read; none where an old archive does not say where they are."""
        linked_from = page.linked_from or page
        groups: Iterable[Alternatives] = [page.others] if page.linked_from else page.documents
        return [
            Ask(
                Fetch(group[0]),
                "document",
                page.target,
                {
                    "page": page,
                    "linked_from": linked_from,
                    "others": group[1:],
                },
            )
            for group in groups
            if group and group != UNKNOWN
        ]

    def read_document(
        self, response: Response, page: PageTask, linked_from: PageTask, others: Alternatives
    ) -> Output:
        """A document, to be read with what its page states about it."""
        walk = self.job.walks[page.target]
        self.memory.answered(response.url, response, walk)
        item = self.job.page(response, page.target, page.announced, page.at_home, asked=page.asked)
        item.linked_from, item.others = linked_from, others
        item.listed = self._names.get(asked_at(response), page.listed)
        yield item

    def document_failed(
        self,
        failure: Failure,
        request: Request,
        page: PageTask,
        linked_from: PageTask,
        others: Alternatives,
    ) -> Output:
        """A document could not be had: its next format, or the page's report is lost."""
        walk = self.job.walks[page.target]
        found = self.job.why(failure, request, walk)
        if others:
            again = replace(page, linked_from=linked_from, others=others)
            yield from self.documents(again)
            return
        self.job.lost(walk, page.asked or page.url, None)
        if found.refused:
            walk.blocked = walk.blocked or found.message

    # --- known pages ----------------------------------------------------------------------

    def _not_modified(self, visit: Visit, target: int) -> Output:
        """The server states that a known page is as it was; its documents are asked about too."""
        link = visit.link
        known = self.memory.known(link.url, self.job.walks[target])
        assert known is not None  # its validators were sent
        documents = list(self.memory.documents(link.url, known, self.job.walks[target]))
        if not documents:
            yield from self._kept(link, known, target, "kept")
        for number, url in enumerate(documents):
            last = number == len(documents) - 1
            yield Ask(
                Fetch(url), "known_document", target, {"link": link, "last": last}, conditional=True
            )

    def read_known_document(
        self, response: Response, target: int, link: Link, last: bool
    ) -> Output:
        """A document of a page that has not changed. A new one is read with its page again."""
        walk = self.job.walks[target]
        if walk.asked.get(link.url):
            return  # one of its documents has changed, and the page is under way
        if response.status != 304:
            walk.came_to(link.url, "none")
            yield self._article(Visit(link, True, True), target)
        elif last:
            known = self.memory.known(link.url, walk)
            assert known is not None
            yield from self._kept(link, known, target, "kept")

    def known_document_failed(
        self, failure: Failure, request: Request, target: int, link: Link
    ) -> Output:
        """A document of a page that has not changed could not be had."""
        walk = self.job.walks[target]
        found = self.job.why(failure, request, walk)
        if found.gone:
            walk.gone.add(link.url)
        self.job.lost(walk, link.url, None)
        yield from ()

    def _kept(self, link: Link, known: KnownPage, target: int, what: str) -> Iterator[PageTask]:
        """A known page counts as it is in ``latest``; another version of the reader reads it
        once more, from the archive."""
        walk = self.job.walks[target]
        self.memory.unchanged(link, known, walk)
        archived = self.memory.archived(link.url, known, walk)
        if archived:
            for page in archived:
                yield self._again(page, target, link.url)
            return
        walk.came_to(link.url, what)
        (walk.alive if link.url in walk.unlisted else walk.kept).update(known.keys)
        walk.target.not_reports += not known.keys
        entry = walk.entries.get(link.url)
        if entry is not None:
            entry.outcome = "report" if known.keys else "none"
            entry.reports = list(known.keys)

    def _again(self, page: PageTask, target: int, asked: str) -> PageTask:
        """A page that an earlier run has archived, as this run hands it on."""
        return replace(
            page,
            asked=asked,
            target=target,
            run=self.job.run.run_id,
            fetched_at=page.fetched_at or now(),
            years=self.job.arguments.years or frozenset(),
        )

    def unlisted(self, target: int) -> Iterator[Ask]:
        """Known reports that no listing of the target shows any more, once all of them are read
        to their end."""
        job, walk = self.job, self.job.walks[target]
        walk.swept = True
        if job.arguments.years or job.probing or not walk.complete:
            return
        for url, known in self.memory.pages_of(walk):
            if not walk.first_visit(url):
                continue
            walk.unlisted.add(url)
            link = Link(url, known.title, date=known.date)
            job.run.issue(say("unlisted", url=url), "info", url=url, portal=walk.target.portal)
            self.memory.asked(link, walk)
            visit = Visit(link, announced=False, at_home=False)
            yield Ask(Fetch(url), "unlisted", target, {"visit": visit}, conditional=True)

    def unlisted_failed(self, failure: Failure, request: Request, target: int, url: str) -> None:
        """A report that no listing shows cannot be had either: gone, if the server says so."""
        walk = self.job.walks[target]
        found = why(failure, request, self.job.settings)
        if found.gone:
            walk.gone.add(url)
        else:
            self.job.run.issue(found.message, "warn", url=url, portal=walk.target.portal)


def _leads_home(url: str, asked: str) -> bool:
    """Whether a request for an article was sent to the site's home page."""
    return is_home(url) and not is_home(asked)


def _is_document(response: Response) -> bool:
    """Whether a response is none to look for links in by its first bytes."""
    return response.body[:5].lstrip()[:4] in MAGIC


def asked_at(response: Response) -> str:
    """The address that a response was asked for at, before redirects."""
    request = response.request
    before = request.meta.get("redirect_urls") if request is not None else None
    return str(before[0]) if before else response.url


def _entry(target: int, visit: Visit) -> Entry:
    link = visit.link
    return Entry(target, link.url, link.title, link.date, column=visit.column)


def _listed(link: Link) -> Listed | None:
    return Listed(link.title, link.date) if link.title or link.date else None

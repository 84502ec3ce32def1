"""What earlier runs know of a page, and what this run learns of it.

A known page is asked for again only on conditions: with the validators that came with it, or,
where the server gives none (or does not keep to them), once it has not been looked at for
``GOVCRAWL_REFETCH_DAYS``. A page that another version of the reader has read is read again from
the archive, without a request.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Literal, TypeAlias

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from govcrawl.execution.execution import Execution
from govcrawl.execution.task import PageTask
from govcrawl.expectations import Holding
from govcrawl.fetching.conditional import now, validators_of
from govcrawl.fingerprint import reader_version
from govcrawl.platforms.links import Link
from govcrawl.runs import Run, stamp
from govcrawl.spiders.walk import Walk, weightier
from govcrawl.store.collection import Collection
from govcrawl.store.comparing import Comparison
from govcrawl.store.state import KnownPage, KnownReport, State
from govcrawl.store.store import Store
from govcrawl.store.store_names import store_name
from govcrawl.store.stores import Stores
from govcrawl.store.visit import PortalVisit

#: How a page is asked for: in full, with validators, or not at all.
Due: TypeAlias = Literal["all", "conditional", "not"]

_WASTED = 3  # whole answers without anything new after which validators are no longer used


class Memory:
    """Of one run: the stores of its portals, and what it has learnt on the way."""

    def __init__(
        self, run: Run, walks: list[Walk], settings: BaseSettings, execution: Execution
    ) -> None:
        self.run, self.walks = run, walks
        max_bytes = settings.getint("DOWNLOAD_MAXSIZE")
        self.compare = Comparison(run.data_dir / "archive", max_bytes, execution)
        self.stores = Stores(run, self.compare)
        self._names = [store_name(walk.target.portal, walk.target.url) for walk in walks]
        self.collection = Collection(run, self._names)
        self._visits: dict[str, PortalVisit] = defaultdict(PortalVisit)
        self._asked: dict[tuple[str, str], KnownPage] = {}
        moment = datetime.now(timezone.utc)
        self._recheck = stamp(moment - timedelta(days=settings.getfloat("GOVCRAWL_RECHECK_DAYS")))
        self._refetch = stamp(moment - timedelta(days=settings.getfloat("GOVCRAWL_REFETCH_DAYS")))

    # --- what is known ----------------------------------------------------------------------

    def _store(self, walk: Walk) -> Store:
        return self.stores.of(walk.target.portal, walk.target.url)

    def _visit(self, walk: Walk) -> PortalVisit:
        return self._visits[self._store(walk).name]

    def state_of(self, request: Request) -> State | None:
        """What is known at the portal that a request is sent for."""
        given = request.cb_kwargs
        target = given.get("target", getattr(given.get("page"), "target", None))
        return self._store(self.walks[target]).state if isinstance(target, int) else None

    def known(self, url: str, walk: Walk) -> KnownPage | None:
        """What is known of a page of the walk's portal."""
        return self._store(walk).state.page(url)

    def pages_of(self, walk: Walk) -> Iterator[tuple[str, KnownPage]]:
        """The pages of a target that gave records and are not gone, by address. Those of a
        report that has vanished are looked for now and then: it may have come back."""
        state = self._store(walk).state
        for url, page in state.pages():
            if page.target == name_of(walk) and page.keys:
                if page.gone_at is None or (
                    page.gone_at <= self._refetch and self._has_vanished(state, page)
                ):
                    yield url, page

    @staticmethod
    def _has_vanished(state: State, page: KnownPage) -> bool:
        reports = [state.report(key) for key in page.keys]
        return any(report is not None and report.vanished_at for report in reports)

    def reports(self, keys: Iterable[str], walk: Walk) -> list[KnownReport] | None:
        """The portal's records of these keys; None where it lacks one."""
        found = [self._store(walk).state.report(key) for key in keys]
        return None if None in found else [report for report in found if report]

    def holdings_of(self, walks: Iterable[Walk], without: set[str]) -> list[Holding]:
        """What the walks met of the portal's records without reading it, in short."""
        held: dict[str, Holding] = {}
        for walk in walks:
            for key in walk.kept - without:
                report = self._store(walk).state.report(key)
                if report is not None:
                    held[key] = report.holding
        return [held[key] for key in sorted(held)]

    def look(self, link: Link, walk: Walk, *, full: bool) -> tuple[KnownPage | None, Due]:
        """What is known of a page that a listing shows, and how to ask for it."""
        known = None if full else self.known(link.url, walk)
        if known is None or self.reports(known.keys, walk) is None:
            return None, "all"  # new, or the store has lost it
        moved = (known.title, known.date) != (link.title, link.date) or known.failed_at
        if known.validators and known.wasted < _WASTED:
            return known, "conditional" if moved or known.last_seen <= self._recheck else "not"
        return known, "all" if moved or (known.last_fetched or "") <= self._refetch else "not"

    def documents(self, url: str, known: KnownPage, walk: Walk) -> Iterator[str]:
        """Documents and further pages of a page whose reports the store holds, and that the
        server can be asked about."""
        for address in dict.fromkeys((*known.documents, *known.parts)):
            document = self.known(address, walk) if address != url else None
            if document and document.validators and document.wasted < _WASTED:
                yield address

    def archived(self, url: str, known: KnownPage, walk: Walk) -> list[PageTask]:
        """What was read at a page, where another version of the reader did; nothing where one
        of its parts is not in the archive."""
        if known.reader == reader_version():
            return []
        wanted = {(url, known.sha256)}
        if known.documents:
            told = {address: self.known(address, walk) for address in known.documents}
            wanted = {(address, page.sha256) for address, page in told.items() if page}
        elif known.parts:  # put together before they were read
            reports = self.reports(known.keys, walk) or []
            wanted = {(report.url, report.sha256) for report in reports}
        found = [self.compare.archived(at, sha256) for at, sha256 in sorted(wanted) if sha256]
        return [page for page in found if page] if all(found) else []

    # --- what is learnt -----------------------------------------------------------------------

    def asked(self, link: Link, walk: Walk, *, guess: bool = False) -> None:
        """The page is asked for; one that no listing has (``guess``) is no known page until
        it is a report: another may be there tomorrow."""
        if guess:
            self._visit(walk).guesses.add(link.url)
        place = self._store(walk).name, link.url
        self._asked[place] = KnownPage(link.title, link.date, target=name_of(walk))

    def answered(self, url: str, response: Response, walk: Walk) -> None:
        """A page or document came with its body."""
        page = self._asked.get((self._store(walk).name, url))
        page = page or KnownPage("", None, target=name_of(walk))
        self._visit(walk).learnt[url] = page._replace(
            validators=validators_of(response),
            sha256=hashlib.sha256(response.body).hexdigest(),
            last_fetched=now(),
        )

    def put_together(self, url: str, parts: Iterable[str], walk: Walk) -> None:
        """The page is the first of an article whose further pages are ``parts``, or it is read with
        what it attaches there."""
        learnt = self._visit(walk).learnt
        if url in learnt:
            together = dict.fromkeys((*learnt[url].parts, *parts))
            learnt[url] = learnt[url]._replace(parts=tuple(together))

    def forget(self, url: str, walk: Walk) -> None:
        """The page is to be read again by the next run."""
        self._visit(walk).learnt.pop(url, None)

    def missed(self, url: str, first: str, walk: Walk) -> None:
        """Nothing is at an address that was tried beside the page whose hash is ``first``."""
        self._visit(walk).learnt[url] = KnownPage(
            "", None, target=name_of(walk), sha256=first, last_fetched=now()
        )

    def was_missed(self, url: str, first: str, walk: Walk) -> bool:
        """Whether an earlier run found nothing there, beside the same first page."""
        known = self.known(url, walk)
        return known is not None and not known.keys and bool(first) and known.sha256 == first

    def unchanged(self, link: Link, known: KnownPage, walk: Walk) -> None:
        """The page is as it was: said by the server, or taken as given."""
        title, date = (link.title, link.date) if link.title else (known.title, known.date)
        page = known._replace(title=title, date=date, target=name_of(walk))
        self._visit(walk).learnt[link.url] = page

    # --- at the end of the run ------------------------------------------------------------

    def read_from(self, number: int) -> dict[str, list[str]]:
        """The keys of the records that a walk's portal gave, by the address that led to them."""
        read = self.collection.read_from(self._names[number])
        return {url: [entry.key for entry in entries] for url, entries in read.items()}

    def visits(self) -> Iterator[tuple[Store, PortalVisit]]:
        """Every store of the run with what was seen of its portal."""
        for walk in self.walks:
            visit = self._visit(walk)
            visit.gone |= walk.gone
            visit.unlisted |= walk.unlisted
            for url, what in walk.asked.items():
                visit.asked[url] = weightier(visit.asked.get(url, "skipped"), what)
        for store in self.stores:
            visit = self._visits[store.name]
            # An article under way without any recorded outcome was lost.
            asked = {url for name, url in self._asked if name == store.name}
            for url in asked - visit.asked.keys():
                visit.learnt.pop(url, None)
            yield store, visit

    def close(self) -> None:
        self.compare.close()
        self.stores.close()


def name_of(walk: Walk) -> str:
    """What the pages of a target are kept under."""
    return walk.target.portal or walk.target.url

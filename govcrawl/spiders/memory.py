"""What earlier runs know of a page, and what this run learns of it.

A known page is asked for again only on conditions: with the validators that came with it, or,
where the server gives none (or does not keep to them), once it has not been looked at for
``GOVCRAWL_REFETCH_DAYS``. A page that another version of the reader has read is read again from
the archive, without asking anybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Literal, TypeAlias

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from govcrawl.execution.execution import Execution
from govcrawl.execution.task import PageTask
from govcrawl.fetching.conditional import now, validators_of
from govcrawl.fingerprint import reader_version
from govcrawl.messages import say
from govcrawl.platforms.links import Link
from govcrawl.runs import Run
from govcrawl.spiders.walk import Walk
from govcrawl.store.collection import Collection, Found, Line
from govcrawl.store.comparing import Comparison
from govcrawl.store.state import KnownPage, KnownReport, State

#: How a page is asked for: in full, with validators, or not at all.
Due: TypeAlias = Literal["all", "conditional", "not"]

_WASTED = 3  # whole answers without anything new after which validators are no longer believed


class Memory:
    """Of one run. ``learnt``: the pages that answered, by the address that was asked for."""

    def __init__(
        self, run: Run, walks: list[Walk], settings: BaseSettings, execution: Execution
    ) -> None:
        self.max_bytes = settings.getint("DOWNLOAD_MAXSIZE")
        self.walks = walks
        self.collection = Collection(run)
        self.state = State(run.data_dir / "state.sqlite")
        self.compare = Comparison(self.state, run.data_dir / "archive", self.max_bytes, execution)
        if self.state.put_aside:
            run.issue(say("state_unreadable", path=self.state.put_aside), "warn")
        self.learnt: dict[str, KnownPage] = {}
        self._asked: dict[str, KnownPage] = {}
        self._guesses: set[str] = set()
        moment = datetime.now(timezone.utc)
        self._recheck = _stamp(moment - timedelta(days=settings.getfloat("GOVCRAWL_RECHECK_DAYS")))
        self._refetch = _stamp(moment - timedelta(days=settings.getfloat("GOVCRAWL_REFETCH_DAYS")))

    def state_of(self, request: Request) -> State | None:  # noqa: ARG002
        """What is known at the portal that a request is sent for."""
        return self.state

    def known(self, url: str, walk: Walk) -> KnownPage | None:  # noqa: ARG002
        """What is known of a page of the walk's portal."""
        return self.state.page(url)

    def pages_of(self, walk: Walk) -> Iterator[tuple[str, KnownPage]]:
        """The pages of a target that gave records and are not gone, by address."""
        return self.state.pages_of(name_of(walk))

    def look(self, link: Link, walk: Walk, *, full: bool) -> tuple[KnownPage | None, Due]:  # noqa: ARG002
        """What is known of a page that a listing shows, and how to ask for it."""
        known = None if full else self.state.page(link.url)
        if known is None or self.collection.known(known.keys) is None:
            return None, "all"  # new, or `latest` has lost it
        moved = (known.title, known.date) != (link.title, link.date) or known.failed_at
        if known.validators and known.wasted < _WASTED:
            return known, "conditional" if moved or known.last_seen <= self._recheck else "not"
        return known, "all" if moved or (known.last_fetched or "") <= self._refetch else "not"

    def asked(self, link: Link, walk: Walk, *, guess: bool = False) -> None:
        """The page is asked for; one that nobody announced (``guess``) is no known page until
        it is a report: another may stand there tomorrow."""
        if guess:
            self._guesses.add(link.url)
        self._asked[link.url] = KnownPage(link.title, link.date, target=name_of(walk))

    def answered(self, url: str, response: Response, walk: Walk) -> None:
        """A page or document came with its body."""
        page = self._asked.get(url) or KnownPage("", None, target=name_of(walk))
        self.learnt[url] = page._replace(
            validators=validators_of(response),
            sha256=hashlib.sha256(response.body).hexdigest(),
            last_fetched=now(),
        )

    def forget(self, url: str, walk: Walk) -> None:  # noqa: ARG002
        """The page is to be read again by the next run."""
        self.learnt.pop(url, None)

    def missed(self, url: str, first: str, walk: Walk) -> None:
        """Nothing stands at an address that was tried beside the page whose hash is ``first``."""
        self.learnt[url] = KnownPage(
            "", None, target=name_of(walk), sha256=first, last_fetched=now()
        )

    def was_missed(self, url: str, first: str, walk: Walk) -> bool:
        """Whether an earlier run found nothing there, beside the same first page."""
        known = self.known(url, walk)
        return known is not None and not known.keys and bool(first) and known.sha256 == first

    def unchanged(self, link: Link, known: KnownPage, walk: Walk) -> None:
        """The page is as it was: said by the server, or taken as given."""
        title, date = (link.title, link.date) if link.title else (known.title, known.date)
        self.learnt[link.url] = known._replace(title=title, date=date, target=name_of(walk))

    def documents(self, url: str, known: KnownPage, walk: Walk) -> Iterator[str]:  # noqa: ARG002
        """Documents of a page whose reports stand in ``latest``, and that the server can be
        asked about."""
        for entry in self.collection.known(known.keys) or ():
            document = self.state.page(entry.url) if entry.url != url else None
            if document and document.validators and document.wasted < _WASTED:
                yield entry.url

    def archived(self, url: str, known: KnownPage, walk: Walk) -> list[PageTask]:  # noqa: ARG002
        """What was read at a page, where another version of the reader did; nothing where one
        of its parts is not in the archive."""
        if known.reader == reader_version():
            return []
        entries: Iterable[Line] = self.collection.known(known.keys) or ()
        wanted = {(entry.url, entry.sha256) for entry in entries}
        if not known.keys and known.sha256:
            wanted = {(url, known.sha256)}
        found = [self.compare.archived(*place) for place in sorted(wanted)]
        return [page for page in found if page] if all(found) else []

    # --- at the end of the run ------------------------------------------------------------

    def remember(self, walks: list[Walk], resolved: list[Found], run_id: str) -> list[KnownReport]:
        """Write everything into the state; the known reports that none of their addresses
        gives any more."""
        seen, read = now(), self.collection.read_from()
        final = {key: found.key for found in resolved for key in found.copies}
        changed = {found.key for found in resolved if found.state != "unchanged"}
        met = {found.key for found in resolved}.union(*(walk.kept | walk.alive for walk in walks))
        for walk in walks:
            for url, what in walk.asked.items():
                keys = [final[key] for key in read.get(url, ()) if key in final]
                if len(keys) < len(read.get(url, ())):
                    what = "failed"  # a report was withheld: to be asked for again
                self._keep_page(url, what, keys, changed, seen)
            for url in walk.gone:
                known = self.state.page(url)
                if known:
                    self.state.keep_page(url, known._replace(gone_at=seen))
        # An article that came to nothing that anybody knows of was lost: it is asked for again.
        articles = self._asked.keys() | set().union(*(walk.asked for walk in walks))
        for url in self.learnt.keys() - articles:
            self._keep_page(url, "document", [], changed, seen)
        for found in resolved:
            self._keep_found(found, run_id, seen)
        for key in sorted(met.difference(found.key for found in resolved)):
            self._keep_known(key, seen, vanished=False)
        gone = {key for walk in walks for url in walk.gone for key in self._keys(url)}
        return [
            report
            for key in sorted(gone - met)
            if (report := self._keep_known(key, seen, vanished=True)) is not None
        ]

    def _keys(self, url: str) -> tuple[str, ...]:
        known = self.state.page(url)
        return known.keys if known else ()

    def _keep_page(
        self, url: str, what: str, keys: list[str], changed: set[str], seen: str
    ) -> None:
        old, learnt = self.state.page(url), self.learnt.get(url)
        if what == "failed":
            if old:
                self.state.keep_page(url, old._replace(failed_at=seen))
            return
        if learnt is None or (url in self._guesses and not (keys or learnt.keys)):
            return
        fetched = learnt.last_fetched is not None and (
            old is None or learnt.last_fetched != old.last_fetched
        )
        stays = what in ("kept", "skipped")
        fresh = learnt.keys if stays else tuple(dict.fromkeys(keys))
        wasted = 0
        if old and fetched and old.validators and not changed.intersection(fresh):
            wasted = old.wasted + 1 if old.wasted < _WASTED else 0
        elif old and not fetched:
            wasted = old.wasted if what == "skipped" else 0
        moved = fetched and (old is None or old.sha256 != learnt.sha256)
        self.state.keep_page(
            url,
            learnt._replace(
                keys=fresh,
                wasted=wasted,
                reader=learnt.reader if stays else reader_version(),
                first_seen=old.first_seen if old else seen,
                last_seen=old.last_seen if old and what == "skipped" else seen,
                last_changed=seen if moved or old is None else old.last_changed,
                failed_at=None,
                gone_at=None,
            ),
        )

    def _keep_found(self, found: Found, run_id: str, seen: str) -> None:
        entry, before = found.entry, found.replaces
        old = self.state.report(before.key) if before else None
        kept = before if before and found.state == "unchanged" else entry
        urls = entry.urls | set(found.aliases) | (before.urls if before else set())
        changed = old is None or found.state == "changed"
        self.state.keep_report(
            _known(kept, urls, old.first_seen if old else seen, seen)._replace(
                last_changed=seen if changed or old is None else old.last_changed
            ),
            instead_of=before.key if before else None,
        )
        self.state.add_changes(entry.report_id, entry.url, run_id, found.changes)

    def _keep_known(self, key: str, seen: str, *, vanished: bool) -> KnownReport | None:
        """A report that was not read in this run; None where it had vanished before."""
        report = self.state.report(key)
        if report is None:
            entries = self.collection.known([key])
            if not entries:
                return None
            report = _known(entries[0], entries[0].urls, seen, seen)
        was = report.vanished_at
        if vanished:
            report = report._replace(vanished_at=was or seen)
        else:
            report = report._replace(last_seen=seen, vanished_at=None)
        self.state.keep_report(report)
        return None if vanished and was else report


def name_of(walk: Walk) -> str:
    """What the pages of a target are kept under."""
    return walk.target.portal or walk.target.url


def _known(entry: Line, urls: Iterable[str], first: str, seen: str) -> KnownReport:
    return KnownReport(
        key=entry.key,
        report_id=entry.report_id,
        url=entry.url,
        portal=entry.portal,
        aliases=tuple(sorted(set(urls) - {entry.url})),
        sha256=entry.sha256,
        text_hash=entry.text.hex(),
        record_hash=entry.facts.hex(),
        first_seen=first,
        last_seen=seen,
        last_changed=first,
    )


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

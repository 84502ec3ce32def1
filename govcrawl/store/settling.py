"""What a run makes of one portal's store: pages, addresses and records as they are after it.

An address lives from when a record was first read there until the server states that it is gone. A
record names one of its living addresses: it moves where the one that it names is no longer listed,
is gone, or goes on to another. It has vanished once none of its addresses gives it any more, and
heals as soon as one does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from govcrawl import feed
from govcrawl.execution.digests import Record
from govcrawl.fingerprint import reader_version
from govcrawl.messages import phrase, say
from govcrawl.report import Change, Seen
from govcrawl.store.collection import Collection, Entry, Found
from govcrawl.store.state import Address, KnownReport
from govcrawl.store.store import Store, known_report
from govcrawl.store.visit import PortalVisit

_WASTED = 3  # whole answers without anything new after which validators are no longer used


@dataclass(slots=True)
class Current:
    """One record of the portal after the run. ``found``: as the run met it, None where its line
    stays but for what the store fills in; ``before``: the version that it takes the place of;
    ``order``: among the records of one address."""

    report: KnownReport
    found: Found | None
    before: KnownReport | None
    order: int


@dataclass(slots=True)
class Settled:
    """The portal's records after the run, in the order of a feed, and what became of those that
    are not found: gone from now on, or there again."""

    current: list[Current]
    vanished: list[KnownReport]
    returned: list[KnownReport]


#: Addresses → whether a listing shows them.
_Alive = dict[str, bool]


class Settling:
    """Of one portal. ``found``: the reports that the run may publish, ``read``: the records met,
    by the address that led to them."""

    def __init__(
        self,
        store: Store,
        visit: PortalVisit,
        found: list[Found],
        read: Mapping[str, list[Entry]],
        run_id: str,
        seen: str,
    ) -> None:
        self.store, self.state, self.visit, self.found = store, store.state, visit, found
        self.read, self.run_id, self.seen = read, run_id, seen
        self._old = dict(self.state.pages())
        self._pages_before = self._pages_by_key()
        self._order = {key: number for number, key in enumerate(self.state.reports)}
        self._alive: dict[str, _Alive] = defaultdict(dict)  # by the keys of known records

    def settle(self) -> Settled:
        """Bring the state up to date."""
        self._look_around()
        for one in self.found:
            one.moved = self._moves(one)
        self._keep_pages()
        return self._keep_reports()

    # --- addresses ------------------------------------------------------------------------

    def _look_around(self) -> None:
        """Where the known records were met in this run."""
        for url, what in self.visit.asked.items():
            page = self.visit.learnt.get(url)
            if what in ("kept", "skipped") and page is not None:
                for key in page.keys:
                    for address in (url, *page.documents):
                        self._met(self._alive[key], address, url not in self.visit.unlisted)
        for one in self.found:
            if one.replaces is not None:
                alive = self._alive[one.replaces.key]
                for url, listed in _where(one).items():
                    self._met(alive, url, listed)

    @staticmethod
    def _met(alive: _Alive, url: str, listed: bool) -> None:
        alive[url] = alive.get(url, False) or listed

    def _moves(self, found: Found) -> bool:
        """Whether a record that says the same is kept as it was read at another address."""
        before = found.replaces
        if before is None or found.fresh or found.entry.url == before.url:
            return False
        if any(copy.asked == before.url != copy.url for copy in found.copies):
            return True  # the address goes on to another one
        return self._is_left(before)

    def _is_left(self, report: KnownReport) -> bool:
        """Whether the address that a record names is gone, or no listing shows it any more
        while one shows another address of it."""
        pages = self._pages_of(report)
        alive = self._alive.get(report.key, {})
        if any(alive.get(url) for url in (report.url, *pages)):
            return False
        if not any(alive.values()) and any(url in alive for url in (report.url, *pages)):
            return False  # still there, and no other is listed
        return all(self._gone(url) or url in self.visit.unlisted for url in pages)

    def _pages_of(self, report: KnownReport) -> list[str]:
        """The pages that give a record at the address that it names."""
        return [
            url
            for url in self._pages_before.get(report.key, ())
            if (page := self.state.page(url)) and report.url in (url, *page.documents)
        ]

    def _gone(self, url: str) -> bool:
        page = self.state.page(url)
        return url in self.visit.gone or (page is not None and page.gone_at is not None)

    def _pages_by_key(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for url, page in self.state.pages():
            for key in page.keys:
                found[key].append(url)
        return found

    # --- pages ----------------------------------------------------------------------------

    def _keep_pages(self) -> None:
        final = {copy.key: one.key for one in self.found for copy in one.copies}
        changed = {one.key for one in self.found if one.fresh}
        for url, what in self.visit.asked.items():
            entries = self.read.get(url, ())
            keys = [final[entry.key] for entry in entries if entry.key in final]
            if len(keys) < len(entries):
                what = "failed"  # a report was withheld: to be asked for again
            self._keep_page(url, what, keys, changed)
        for url in self.visit.gone:
            known = self.state.page(url)
            if known:
                self.state.keep_page(url, known._replace(gone_at=self.seen))
        # An article without any recorded outcome was lost: it is asked for again.
        for url in self.visit.learnt.keys() - self.visit.asked.keys():
            self._keep_page(url, "document", [], changed)
        renamed = {
            one.replaces.key: one.key
            for one in self.found
            if one.replaces and one.state != "changed" and one.replaces.key != one.key
        }
        for key in renamed:
            for url in self._pages_before.get(key, ()):
                page = self.state.page(url)
                if page is not None:
                    keys = [renamed.get(k, k) for k in page.keys]
                    self.state.keep_page(url, page._replace(keys=tuple(dict.fromkeys(keys))))

    def _keep_page(self, url: str, what: str, keys: list[str], changed: set[str]) -> None:
        old, learnt = self.state.page(url), self.visit.learnt.get(url)
        if what == "failed":
            if old:
                self.state.keep_page(url, old._replace(failed_at=self.seen))
            return
        if learnt is None or (url in self.visit.guesses and not (keys or learnt.keys)):
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
        documents = learnt.documents if stays else self._documents(url)
        self.state.keep_page(
            url,
            learnt._replace(
                keys=fresh,
                wasted=wasted,
                reader=learnt.reader if stays else reader_version(),
                first_seen=old.first_seen if old else self.seen,
                last_seen=old.last_seen if old and what == "skipped" else self.seen,
                last_changed=self.seen if moved or old is None else old.last_changed,
                failed_at=None,
                gone_at=None,
                documents=documents,
            ),
        )

    def _documents(self, url: str) -> tuple[str, ...]:
        """The documents that the records of a page were read from: they answered beside it, and
        no listing shows them."""
        old = self._old.get(url)
        beside = self.visit.learnt.keys() | set(old.documents if old else ())
        urls = dict.fromkeys(entry.url for entry in self.read.get(url, ()))
        return tuple(u for u in urls if u != url and u in beside and u not in self.visit.asked)

    # --- records --------------------------------------------------------------------------

    def _keep_reports(self) -> Settled:
        settled = Settled([], [], [])
        replaced = {one.replaces.key: one for one in self.found if one.replaces}
        after = self._pages_by_key()
        for report in self.state.reports.values():
            if report.key not in replaced:
                kept = self._unmet(report, after, settled)
                settled.current.append(Current(kept, None, report, self._order[report.key]))
        number = len(self.state.reports)
        for one in self.found:
            before = one.replaces
            report = self._met_again(one)
            if before is not None and before.vanished_at:
                settled.returned.append(report)
            stays = before is not None and not one.fresh and not one.moved
            order = self._order[before.key] if stays and before else number + one.entry.offset
            settled.current.append(Current(report, None if stays else one, before, order))
            self.state.add_changes(one.entry.report_id, one.entry.url, self.run_id, one.changes)
        settled.current.sort(key=lambda c: (c.report.url, c.order))
        return settled

    def _met_again(self, one: Found) -> KnownReport:
        """A record that the run has read."""
        before = one.replaces
        report = known_report(one.entry.record, self.seen)
        if before is None:
            return report._replace(addresses=self._addresses((), _where(one)))
        changed = one.state == "changed"
        kept = before if not (one.fresh or one.moved) else report
        return kept._replace(
            addresses=self._addresses(before.addresses, self._alive[before.key]),
            first_seen=before.first_seen,
            last_seen=self.seen,
            last_changed=self.seen if changed else before.last_changed,
            vanished_at=None,
            held=() if one.fresh or one.moved else before.held,
        )

    def _unmet(
        self, report: KnownReport, after: Mapping[str, list[str]], settled: Settled
    ) -> KnownReport:
        """A record that was not read in this run."""
        alive = self._alive.get(report.key)
        addresses = self._addresses(report.addresses, alive or {})
        if alive:
            if report.vanished_at:
                settled.returned.append(report)
            report = report._replace(last_seen=self.seen, vanished_at=None, addresses=addresses)
        else:
            report = report._replace(addresses=addresses)
            if self._has_vanished(report, after) and not report.vanished_at:
                report = report._replace(vanished_at=self.seen)
                settled.vanished.append(report)
        return self._move(report, after) if self._is_left(report) else report

    def _has_vanished(self, report: KnownReport, after: Mapping[str, list[str]]) -> bool:
        """Whether it was lost in this run: its last page is gone, or says something else."""
        before = self._pages_before.get(report.key, [])
        if not before or not any(url in self.visit.gone or self._says_else(url) for url in before):
            return False
        return all(self._gone(url) for url in after.get(report.key, ()))

    def _says_else(self, url: str) -> bool:
        """Whether a page answered with other bytes in this run, as the reader that knew it reads
        them."""
        old, new = self._old.get(url), self.state.page(url)
        if old is None or new is None or self.visit.asked.get(url) not in ("none", "report"):
            return False
        return old.sha256 != new.sha256 and old.reader == reader_version()

    def _move(self, report: KnownReport, after: Mapping[str, list[str]]) -> KnownReport:
        """Name a living address in place of one that is left, if there is one whose bytes are
        known."""
        alive = self._alive.get(report.key, {})
        pages = [url for url in after.get(report.key, ()) if not self._gone(url)]
        pages.sort(key=lambda url: (not alive.get(url, False), len(url), url))
        for url in pages:
            page = self.state.page(url)
            assert page is not None
            for address in page.documents or (url,):
                told = self.state.page(address)
                if address != report.url and told is not None and told.sha256:
                    return report._replace(url=address, sha256=told.sha256, held=())
        return report

    def _addresses(self, known: Iterable[Address], alive: _Alive) -> tuple[Address, ...]:
        """All addresses of a record, with what this run saw of them."""
        found = {address.url: address for address in known}
        for url in alive:
            before = found.get(url)
            first = before.first_seen if before else self.seen
            found[url] = Address(url, first, self.seen)
        for url, address in found.items():
            if url not in alive and self._gone(url) and not address.gone_at:
                found[url] = address._replace(gone_at=self.seen)
        return tuple(found[url] for url in sorted(found))


def _where(found: Found) -> _Alive:
    """The addresses at which a run met a report."""
    alive: _Alive = {}
    for copy in found.copies:
        for url in copy.record.urls:
            alive[url] = alive.get(url, False) or not copy.unlisted
    return alive


# --- lines ------------------------------------------------------------------------------------


def written(
    settled: Settled, store: Store, collection: Collection
) -> Iterator[tuple[Current, bytes]]:
    """The portal's records with their lines, as they are to be published. What the run did not
    read keeps its line but for what the store fills in."""
    others = _versions(settled, store, collection)
    for current in settled.current:
        report = current.report
        report = current.report = report._replace(duplicate_of=others.get(report.key))
        found, before = current.found, current.before
        changes: list[Change] | None = None
        if found is not None:
            line = collection.line(found)
            if not found.fresh and before is not None:  # moved: its history stays
                changes = store.record(before).get("changes", [])
        else:
            assert before is not None
            line = store.line(before)
            if report.url != before.url:
                line = _readdressed(line, report, store)
        yield current, completed(line, report, changes)


def completed(line: bytes, report: KnownReport, changes: list[Change] | None = None) -> bytes:
    """A line with what the store has on its record."""
    seen = Seen(first=report.first_seen, last=report.last_seen, gone_since=report.vanished_at)
    aliases, other = report.aliases, report.duplicate_of
    try:
        return feed.complete(line, aliases=aliases, changes=changes, seen=seen, duplicate_of=other)
    except ValueError:  # of an earlier version, whose fields are in another order
        record: Record = msgspec.json.decode(line)
        record["source"]["aliases"] = aliases
        record["changes"] = record.get("changes", []) if changes is None else changes
        return feed.encode_json({**record, "seen": seen, "duplicate_of": other})


def _readdressed(line: bytes, report: KnownReport, store: Store) -> bytes:
    """The line of a record under another of its addresses."""
    record: Record = msgspec.json.decode(line)
    page = store.state.page(report.url)
    record["source"] |= {"url": report.url, "sha256": report.sha256}
    if page is not None and page.last_fetched:
        record["source"]["fetched_at"] = page.last_fetched
    return feed.encode_json(record)


def _versions(settled: Settled, store: Store, collection: Collection) -> dict[str, str]:
    """The keys of records that are older versions of another one under the same id."""
    by_id: dict[str, list[Current]] = defaultdict(list)
    for current in settled.current:
        by_id[current.report.report_id].append(current)
    others: dict[str, str] = {}
    for report_id, versions in by_id.items():
        if len(versions) > 1:
            versions.sort(key=lambda v: v.report.url)
            versions.sort(key=lambda v: _dated(v, store, collection), reverse=True)
            versions.sort(key=lambda v: (v.report.vanished_at is not None, v.report.rank))
            others |= {version.report.key: report_id for version in versions[1:]}
            if any(v.found is not None and v.found.fresh for v in versions):
                _say_current(report_id, versions, store, collection)
    return others


def _say_current(
    report_id: str, versions: list[Current], store: Store, collection: Collection
) -> None:
    """Say which of the versions of a report is current, and why the next one is not."""
    first, second = versions[0], versions[1]
    dates, others = (_dated(v, store, collection) for v in (first, second))
    if (first.report.vanished_at is None) != (second.report.vanished_at is None):
        why = "there"
    elif first.report.rank != second.report.rank:
        why = "official"
    elif dates[0] != others[0]:
        why = "later"
    else:
        why = "first_seen" if dates != others else "address"
    message = say(
        "version_current",
        report_id=report_id,
        count=len(versions),
        url=first.report.url,
        why=phrase(f"version_current.{why}"),
    )
    urls = " ".join(v.report.url for v in versions)[:2000]
    collection.run.issue(message, "info", url=first.report.url, evidence=urls)


def _dated(current: Current, store: Store, collection: Collection) -> tuple[str, str]:
    """When a version was published, as it says itself; when it was first seen."""
    if current.found is not None:
        record = collection.record(current.found)
    else:
        assert current.before is not None
        record = store.record(current.before)
    published = record.get("publish_date") or record.get("document_date") or ""
    return published, current.report.first_seen

"""The stores of one run: opened when it begins, mended where they are damaged, published at its
end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from govcrawl import feed
from govcrawl.archive.mending import damages, mend_index
from govcrawl.messages import say
from govcrawl.report import Report
from govcrawl.runs import Run
from govcrawl.store.collection import Collection
from govcrawl.store.comparing import Comparison
from govcrawl.store.migration import migrate
from govcrawl.store.rebuilding import is_archived
from govcrawl.store.repair import LOST, mend, missing_bytes
from govcrawl.store.settling import Current, Settled, written
from govcrawl.store.state import KnownReport, State
from govcrawl.store.store import Store
from govcrawl.store.store_names import store_name

#: (portal id or None, start address) of each target.
Starts = Iterable[tuple[str | None, str]]


def begin(data_dir: Path, command: str, starts: Starts) -> Run:
    """Begin a run on the portals of these targets; an old data directory is migrated first.

    Raises LockedError, OSError, as ``Run.begin`` does.
    """
    said = migrate(data_dir)
    run = Run.begin(data_dir, command, stores=[store_name(*start) for start in starts])
    for message in said:
        run.issue(message, "info")
    return run


def resume(data_dir: Path, command: str, starts: Starts) -> Run | None:
    """Take up the last run on these portals, if it was killed and was asked for the same."""
    return Run.resume(data_dir, command, stores=[store_name(*start) for start in starts])


def published(run: Run) -> bool:
    """Whether what a run was about to publish is in its place, at every portal."""
    for name in run.stores:
        state = State.read(Store(run.data_dir, name).state_path, name)
        if state.published_by != run.run_id:
            return False
    return True


@dataclass(slots=True)
class Staged:
    """A current record as it is about to be published: its line, its report year, and whether it
    is new or changed."""

    line: bytes
    year: int | None
    fresh: bool

    @property
    def report(self) -> Report:
        """The record itself."""
        return feed.decode(self.line)


class Stores:
    """By name. Raises OSError where a file cannot be read or written."""

    def __init__(self, run: Run, compare: Comparison) -> None:
        self.run, self._compare = run, compare
        self.by_name: dict[str, Store] = {}
        archive = run.data_dir / "archive"
        said = mend_index(archive)
        if said is not None:
            run.issue(said, "warn")
        damaged = damages(archive)
        for name in run.stores:
            store = self.by_name[name] = Store(run.data_dir, name)
            if run.resumed:
                store.load_base(run.folder)
                continue
            before = run.interrupted.get(name)
            if before is not None:
                store.take_up(before)
            whole = store.load()
            if whole and store.state.missing:  # new, or both of its files are gone
                whole = not is_archived(run.data_dir, name, compare)
            if not whole:
                for message in mend(store, compare, store.state.published_by):
                    run.issue(message, "warn", portal=name)
            store.keep_base(run.folder)
        for store in self:
            lost = missing_bytes(store, compare, archive, damaged)
            if lost:
                said = say("archive_lost", portal=store.name, count=lost)
                run.issue(said, "warn", portal=store.name)
        if not run.resumed:
            run.note()

    def __iter__(self) -> Iterator[Store]:
        return iter(self.by_name.values())

    def of(self, portal: str | None, url: str) -> Store:
        """The store of a target."""
        return self.by_name[store_name(portal, url)]

    def stage(self, settled: Mapping[str, Settled], collection: Collection) -> Iterator[Staged]:
        """Write all stores as they will be into the run's folder, then give their records in the
        order of a feed: by address, those of one page in its order. Raises OSError."""
        order: list[tuple[str, int, int]] = []
        records: list[list[tuple[Current, int, int]]] = []
        for number, store in enumerate(self):
            places: list[tuple[Current, int, int]] = []

            def lines(
                places: list[tuple[Current, int, int]] = places, store: Store = store
            ) -> Iterator[tuple[KnownReport, bytes]]:
                offset = 0
                for current, line in written(settled[store.name], store, collection):
                    if not current.report.held:
                        report = current.report
                        held = self._compare.held(report.url, report.sha256) or (LOST,)
                        current.report = report._replace(held=held)
                    places.append((current, offset, len(line)))
                    offset += len(line)
                    yield current.report, line

            store.stage(self.run.folder, self.run.run_id, lines())
            order += [(current.report.url, number, n) for n, (current, *_) in enumerate(places)]
            records.append(places)
        with ExitStack() as stack:
            files = [
                stack.enter_context(store.staged(self.run.folder).open("rb")) for store in self
            ]
            for _, number, n in sorted(order):
                current, offset, length = records[number][n]
                files[number].seek(offset)
                fresh = current.found is not None and current.found.fresh
                yield Staged(files[number].read(length), current.report.holding.year, fresh)

    def commit(self) -> None:
        """Bring everything staged to its place. Raises OSError."""
        for store in self:
            store.commit(self.run.folder)

    def close(self) -> None:
        for store in self:
            store.close()

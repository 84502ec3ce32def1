"""Deletes what need not be kept for ever: the folders of old runs, and the records of the archive
that only they refer to.

Records are not touched, nor the bytes that they were read from.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec

from govcrawl.archive.index import NAME
from govcrawl.archive.mending import Damage, mend_index
from govcrawl.messages import Message, say
from govcrawl.store.pruning import Plan
from govcrawl.store.state import Place
from govcrawl.store.store import Store, names_in
from govcrawl.store.store_names import store_name


class _Target(msgspec.Struct):
    portal: str | None
    url: str


class RunFile(msgspec.Struct):
    """What matters of a ``run.json`` here."""

    run_id: str
    targets: list[_Target] = []


def prune_runs(data_dir: Path, days: int) -> Iterator[Message]:
    """Remove the folders of runs that began more than so many days ago, but for the last one of
    each portal and those that were killed on a portal and can be taken up. Raises OSError."""
    before = f"{datetime.now(timezone.utc) - timedelta(days=days):%Y%m%dT%H%M%SZ}"
    kept = {path.read_text("utf-8").strip() for path in (data_dir / "state").glob("*.run")}
    seen: set[str] = set()
    removed = 0
    for folder in sorted((data_dir / "runs").glob("*Z-*"), reverse=True):
        try:
            run = msgspec.json.decode((folder / "run.json").read_bytes(), type=RunFile)
            stores = {store_name(target.portal, target.url) for target in run.targets}
        except (OSError, msgspec.MsgspecError):
            stores = set()
        last = bool(stores - seen)
        seen |= stores
        if folder.name[:16] >= before or last or folder.name in kept:
            continue
        shutil.rmtree(folder)
        removed += 1
    yield say("runs_pruned", count=removed, days=days)


def prune_archive(data_dir: Path, days: int) -> Iterator[Message]:
    """Drop from the archive what runs wrote that began more than so many days ago, have no folder
    any more (``prune_runs``), and that nothing rests on. Raises OSError or sqlite3.Error."""
    archive = data_dir / "archive"
    before = f"{datetime.now(timezone.utc) - timedelta(days=days):%Y%m%dT%H%M%SZ}"
    mended = mend_index(archive)
    if mended is not None:
        yield mended
    if not (archive / NAME).exists():
        return
    stores = [Store(data_dir, name) for name in names_in(data_dir)]
    unsound = [store.name for store in stores if not store.load()]
    if unsound:  # what they rest on is not known
        yield say("store_unsound", portal=unsound[0])
        return
    needed = frozenset(Damage(*place[:2]) for place in _held(stores))

    def is_old(run: str) -> bool:
        return run[:16] < before and not (data_dir / "runs" / run).is_dir()

    plan = Plan(archive, is_old, needed)
    try:
        moving = [s for s in stores if any(p.file in plan.changed for p in _held([s]))]
        was = {store.name: dict(store.state.reports) for store in moving}
        for store in moving:  # killed on the way, the next run looks where the bytes are
            for key, report in was[store.name].items():
                if any(place.file in plan.changed for place in report.held):
                    store.state.reports[key] = report._replace(held=())
            store.state.write(store.state_path, store.state.published_by, store.state.latest)
        pruned = plan.carry_out()
    finally:
        plan.close()
    for store in moving:
        for key, report in was[store.name].items():
            held = tuple(
                place._replace(start=pruned.places.get(Damage(*place[:2]), place.start))
                for place in report.held
            )
            store.state.reports[key] = report._replace(held=held)
        store.state.write(store.state_path, store.state.published_by, store.state.latest)
    yield say(
        "archive_pruned",
        removed=pruned.removed,
        rewritten=pruned.rewritten,
        saved=pruned.saved,
        days=days,
    )


def _held(stores: Iterable[Store]) -> Iterator[Place]:
    for store in stores:
        for report in store.state.reports.values():
            yield from report.held

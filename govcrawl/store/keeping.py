"""What need not be kept for ever: the folders of old runs.

Records, states and the archive are not touched: what was read from where stays.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec

from govcrawl.messages import Message, say
from govcrawl.store.names import store_name


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

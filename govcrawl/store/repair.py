"""Mends a store whose files are damaged, missing, or do not fit each other.

The damaged file is set aside. Where the state is damaged, what neither file tells of any more is
read again from the archive (``rebuilding``). A record whose line still has the digest that the state names is
sound. One that lacks its line is read again from the archive, under the address and the bytes that
the state names; where the archive has lost them, its pages are asked for again. A line that no
state vouches for is kept only where the state itself is damaged: else nothing says where it comes
from.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from govcrawl.archive.mending import Damage
from govcrawl.execution.outcome import RecordLine
from govcrawl.messages import Message, say
from govcrawl.runs import stamp
from govcrawl.store.comparing import Comparison
from govcrawl.store.rebuilding import from_archive
from govcrawl.store.settling import completed
from govcrawl.store.state import KnownPage, KnownReport, Place, Validators
from govcrawl.store.store import Store, known_report, lines_of, set_aside


@dataclass(slots=True)
class _Lines:
    """What a file of records holds: sound lines by key, others that are records, and how many
    are not even that."""

    sound: dict[str, bytes] = field(default_factory=dict)
    strangers: list[RecordLine] = field(default_factory=list)
    broken: int = 0
    twice: int = 0


def mend(store: Store, compare: Comparison, run: str | None) -> Iterator[Message]:
    """Mend a store, as far as can be, on the disk too; what is to be said of it.

    Raises OSError where a file cannot be read or written.
    """
    state = store.state
    lines = _read(store)
    trusted = not state.missing and state.damage is None
    kept: list[tuple[KnownReport, bytes]] = []
    again, lost = 0, []
    renamed: dict[str, str] = {}
    for report in state.reports.values():
        line = lines.sound.get(report.key)
        if line is not None:
            kept.append((report, line))
            continue
        found = compare.reread(report.url, report.sha256, report.report_id)
        if found is None:
            lost.append(report)
            continue
        again += 1
        renewed = report._replace(
            key=found.key,
            content=found.content.hex(),
            facts=found.facts.hex(),
            text=found.text.hex(),
            site=found.site.hex(),
            holding=found.holding,
        )
        renamed[report.key] = found.key
        kept.append((renewed, completed(found.line, renewed)))
    refused = 0
    keys = {report.key for report, _ in kept}
    known = {(report.report_id, report.url) for report in state.reports.values()}
    for record in lines.strangers:
        if trusted or (record.report_id, record.url) in known or record.key in keys:
            refused += 1
            continue
        known.add((record.report_id, record.url))
        keys.add(record.key)
        kept.append(_adopted(record))
    for report, line in () if trusted else _archived(store, compare, kept):
        keys.add(report.key)
        again += 1
        kept.append((report, line))
    for report in lost:
        _forget(store, report.key)
    _rename(store, renamed)
    for report, _ in kept:
        for url in report.urls:
            if state.page(url) is None and not trusted:
                state.keep_page(url, KnownPage("", None, (report.key,), target=report.portal or ""))
    kept.sort(key=lambda pair: pair[0].url)
    bad_latest = bool(lines.broken or lines.twice or lines.strangers or again or lost)
    if state.damage is not None or state.missing:
        aside = set_aside(store.state_path)
        said = {"path": store.state_path, "aside": aside or "-", "records": len(kept)}
        yield say("state_rebuilt", lost=state.damage or 0, **said)
    if bad_latest and not (state.missing and not lines.broken and not lines.twice):
        aside = set_aside(store.latest)
        given = {"path": store.latest, "aside": aside or "-", "again": again, "lost": len(lost)}
        yield say("latest_mended", refused=refused + lines.broken + lines.twice, **given)
    store.replace(kept, run)
    store.load()


#: Stands for bytes that were looked for in vain, which was said.
LOST = Place("", 0, 0)


def missing_bytes(
    store: Store, compare: Comparison, archive: Path, damaged: frozenset[Damage]
) -> int:
    """Look whether the archive still holds what the portal's records rest on. The pages of those
    whose bytes are lost are asked for in full; their number, without those that were said."""
    state, sizes, count = store.state, dict[str, int](), 0
    pages: dict[str, list[str]] = defaultdict(list)
    for url, page in state.pages():
        for key in page.keys:
            pages[key] += (url, *page.documents)
    for report in list(state.reports.values()):
        held = report.held
        if not held:
            held = compare.held(report.url, report.sha256) or ()
            state.reports[report.key] = report._replace(held=held)
        if held and all(_is_there(place, archive, sizes, damaged) for place in held):
            continue
        count += held != (LOST,)
        state.reports[report.key] = report._replace(held=())
        for address in pages[report.key]:
            known = state.page(address)
            if known is not None:
                bare = known._replace(validators=Validators(), last_fetched=None)
                state.keep_page(address, bare)
    return count


def _is_there(
    place: Place, archive: Path, sizes: dict[str, int], damaged: frozenset[Damage]
) -> bool:
    if place.file not in sizes:
        try:
            sizes[place.file] = (archive / place.file).stat().st_size if place.file else -1
        except OSError:
            sizes[place.file] = -1
    whole = place.start + max(place.length, 1) <= sizes[place.file]
    return whole and Damage(place.file, place.start) not in damaged


def _read(store: Store) -> _Lines:
    found = _Lines()
    by_digest = {report.line: report.key for report in store.state.reports.values()}
    for line in lines_of(store.latest):
        key = by_digest.get(hashlib.sha256(line).hexdigest())
        if key is not None:
            found.twice += key in found.sound
            found.sound[key] = line
            continue
        try:
            found.strangers.append(RecordLine.parse(line))
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError, AttributeError):
            found.broken += 1
    return found


def _archived(
    store: Store, compare: Comparison, kept: list[tuple[KnownReport, bytes]]
) -> list[tuple[KnownReport, bytes]]:
    """The reports that only the archive tells of."""
    ids = {report.report_id for report, _ in kept}
    keys = {report.key for report, _ in kept}
    known = {url for url, page in store.state.pages() if keys.issuperset(page.keys)}
    known = known.union(*(report.urls for report, _ in kept))
    found = from_archive(store.data_dir, store.name, compare, frozenset(known))
    return [(report, line) for report, line in found if report.report_id not in ids]


def _adopted(record: RecordLine) -> tuple[KnownReport, bytes]:
    """A record that only its own line tells of."""
    try:
        told = msgspec.json.decode(record.line).get("seen") or {}
    except msgspec.MsgspecError:
        told = {}
    now = stamp()
    first, last = told.get("first") or now, told.get("last") or now
    report = known_report(record, first, last_seen=last, vanished_at=told.get("gone_since"))
    return report, record.line


def _forget(store: Store, key: str) -> None:
    """The pages that gave a record are asked for in full."""
    for url, page in list(store.state.pages()):
        if key in page.keys:
            store.state.forget_page(url)


def _rename(store: Store, renamed: dict[str, str]) -> None:
    for url, page in list(store.state.pages()):
        if not renamed.keys().isdisjoint(page.keys):
            keys = tuple(renamed.get(key, key) for key in page.keys)
            store.state.keep_page(url, page._replace(keys=keys))

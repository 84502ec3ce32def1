"""Mends a store whose files are damaged, missing, or do not fit each other.

The damaged file is set aside. Where the state is damaged, the records that neither file holds are
read again from the archive (``rebuilding``). A record whose line still has the digest that the state names is
sound. One that lacks its line is read again from the archive, under the address and the bytes that
the state names; where the archive has lost them, its pages are asked for again. A line that no
state names is kept only where the state itself is damaged: else its origin is not
known.
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
    """What a file of records holds: ``sound`` lines by the key of the record that the state
    names, ``unnamed`` records that the state does not name, how many lines are ``broken`` (no
    record) and how many a repetition of a sound one (``twice``)."""

    sound: dict[str, bytes] = field(default_factory=dict)
    unnamed: list[RecordLine] = field(default_factory=list)
    broken: int = 0
    twice: int = 0


@dataclass(slots=True)
class _Mended:
    """The records of a mended store with their lines, and how they were had: ``again`` of them
    read again from the archive, ``refused`` lines left out, ``lost`` records whose bytes are gone,
    ``renamed`` keys (old to new) of records whose line changed."""

    kept: list[tuple[KnownReport, bytes]] = field(default_factory=list)
    again: int = 0
    refused: int = 0
    lost: list[KnownReport] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)


def mend(store: Store, compare: Comparison, run: str | None) -> Iterator[Message]:
    """Mend a store, as far as can be, on the disk too; gives the messages about it.

    Raises OSError where a file cannot be read or written.
    """
    state = store.state
    lines = _read(store)
    trusted = not state.missing and state.damage is None
    mended = _named_by_state(store, compare, lines)
    _add_unnamed(mended, store, lines, trusted=trusted)
    for pair in () if trusted else _archived(store, compare, mended.kept):
        mended.again += 1
        mended.kept.append(pair)
    for report in mended.lost:
        _forget(store, report.key)
    _rename(store, mended.renamed)
    for report, _ in mended.kept:
        for url in report.urls:
            if state.page(url) is None and not trusted:
                state.keep_page(url, KnownPage("", None, (report.key,), target=report.portal or ""))
    mended.kept.sort(key=lambda pair: pair[0].url)
    yield from _set_aside(store, lines, mended)
    store.replace(mended.kept, run)
    store.load()


def _named_by_state(store: Store, compare: Comparison, lines: _Lines) -> _Mended:
    """The records that the state names: by their sound line, else read again from the archive."""
    mended = _Mended()
    for report in store.state.reports.values():
        line = lines.sound.get(report.key)
        if line is not None:
            mended.kept.append((report, line))
            continue
        found = compare.reread(report.url, report.sha256, report.report_id)
        if found is None:
            mended.lost.append(report)
            continue
        mended.again += 1
        renewed = report._replace(
            key=found.key,
            content=found.content.hex(),
            facts=found.facts.hex(),
            text=found.text.hex(),
            site=found.site.hex(),
            holding=found.holding,
        )
        mended.renamed[report.key] = found.key
        mended.kept.append((renewed, completed(found.line, renewed)))
    return mended


def _add_unnamed(mended: _Mended, store: Store, lines: _Lines, *, trusted: bool) -> None:
    """Keep the lines that the state does not name, where the state itself is damaged."""
    keys = {report.key for report, _ in mended.kept}
    known = {(report.report_id, report.url) for report in store.state.reports.values()}
    for record in lines.unnamed:
        if trusted or (record.report_id, record.url) in known or record.key in keys:
            mended.refused += 1
            continue
        known.add((record.report_id, record.url))
        keys.add(record.key)
        mended.kept.append(_adopted(record))


def _set_aside(store: Store, lines: _Lines, mended: _Mended) -> Iterator[Message]:
    """Set the damaged files aside, with a message for each."""
    state = store.state
    bad_lines = bool(lines.broken or lines.twice)
    bad_latest = bool(bad_lines or lines.unnamed or mended.again or mended.lost)
    if state.damage is not None or state.missing:
        aside = set_aside(store.state_path)
        said = {"path": store.state_path, "aside": aside or "-", "records": len(mended.kept)}
        yield say("state_rebuilt", lost=state.damage or 0, **said)
    if bad_latest and not (state.missing and not bad_lines):
        aside = set_aside(store.latest)
        given = {"path": store.latest, "aside": aside or "-", "again": mended.again}
        refused = mended.refused + lines.broken + lines.twice
        yield say("latest_mended", refused=refused, lost=len(mended.lost), **given)


#: In place of bytes that the archive does not hold, where a message was given before.
LOST = Place("", 0, 0)


def missing_bytes(
    store: Store, compare: Comparison, archive: Path, damaged: frozenset[Damage]
) -> int:
    """Look whether the archive still holds what the portal's records rest on. The pages of those
    whose bytes are lost are asked for in full; their number, without those that were reported."""
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
            found.unnamed.append(RecordLine.parse(line))
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

"""What differs between two versions of one report, fact by fact.

A fact is what the report says: its figures, its sentences, whose it is and for when. Where and
how it was read is none: a page that moves, counts its visitors or gets new clothes has not
changed. Records are plain data here (a feed line as decoded JSON), since one of the two may
have been written by an earlier version.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from govcrawl.execution.digests import SCALARS, VOLATILE, Record, bare, figure, of_text
from govcrawl.report import Change

By: TypeAlias = Literal["source", "parser"]

#: Of the page around the report: a new design may hide them or show them for the first time,
#: which says nothing of the report. Only another value does.
_PAGE = ("publish_date", "index_number", "doc_number", "issuer", "content_source")
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；]|[^。！？；\n]+")
#: Sentences compared in order; beyond it only as sets, since the order costs their product.
_IN_ORDER = 3000
_SHOWN = 2000  # characters of a field that is no figure and no sentence


class Seen(NamedTuple):
    """The two fetches between which a change is (ISO times in UTC), and who made it."""

    before: str | None
    after: str | None
    by: By


def changes(old: Record, new: Record, seen: Seen) -> list[Change]:
    """What changed, figure by figure and sentence by sentence.

    A figure is named once, also where the sentence around it differs in nothing else:
    ``tables.<key>``, ``statistics.<metric>`` with numbers; ``body`` with sentences; other fields
    by name. Work is bounded by the product of the sentences that differ, up to 3,000 of them.
    """
    found: list[tuple[str, Any, Any]] = []
    for name in SCALARS:
        if bare(old.get(name)) != bare(new.get(name)):
            found.append((name, old.get(name), new.get(name)))
    for name, part in (("agency", "name"), ("period", "start"), ("period", "end")):
        before, after = (old.get(name) or {}).get(part), (new.get(name) or {}).get(part)
        if before != after:
            found.append((f"{name}.{part}", before, after))
    for name in _PAGE:
        if old.get(name) and new.get(name) and old[name] != new[name]:
            found.append((name, old[name], new[name]))
    found += _tables(old.get("tables") or {}, new.get("tables") or {})
    figures, gone, come = _statistics(old, new)
    found += figures
    found += _sentences(old, new, gone, come)
    return [_change(name, before, after, seen) for name, before, after in found]


def rereading(old: Record, new: Record, seen: Seen) -> list[Change]:
    """What another version of the reader states about the same bytes: the facts that differ, and
    where none does, every other field with the parts that differ, as JSON."""
    found = changes(old, new, seen)
    if found:
        return found
    for name in sorted((old.keys() | new.keys()) - VOLATILE):
        before, after = old.get(name), new.get(name)
        if before != after:
            found.append(_change(name, *_parts(before, after), seen))
    return found


def _change(name: str, before: Any, after: Any, seen: Seen) -> Change:
    return {
        "field": name,
        "from": before,
        "to": after,
        "seen_before": seen.before,
        "seen_after": seen.after,
        "by": seen.by,
    }


def _tables(old: Record, new: Record) -> Iterator[tuple[str, Any, Any]]:
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):  # a blank cell and a missing one are both null
            yield f"tables.{key}", old.get(key), new.get(key)


class _Span(NamedTuple):
    """A figure in the narrative: its place in ``body`` and what it counts as."""

    start: int
    end: int
    metric: str
    figure: tuple[Any, ...]
    value: Any


def _statistics(
    old: Record, new: Record
) -> tuple[list[tuple[str, Any, Any]], list[_Span], list[_Span]]:
    """The figures that differ, paired in their order within each metric; and where each is
    in the old and in the new body. Two metrics read from one figure are one event."""
    before, after = list(map(_span, of_text(old))), list(map(_span, of_text(new)))
    gone, come = _without(before, after), _without(after, before)
    found: list[tuple[str, Any, Any]] = []
    places: set[tuple[int, int, int, int]] = set()
    for metric in sorted({span.metric for span in (*gone, *come)}):
        left = [span for span in gone if span.metric == metric]
        right = [span for span in come if span.metric == metric]
        for n in range(max(len(left), len(right))):
            a = left[n] if n < len(left) else None
            b = right[n] if n < len(right) else None
            place = (
                a.start if a else -1,
                a.end if a else -1,
                b.start if b else -1,
                b.end if b else -1,
            )
            if place not in places:
                places.add(place)
                found.append(
                    (f"statistics.{metric}", a.value if a else None, b.value if b else None)
                )
    return found, gone, come


def _without(these: list[_Span], those: list[_Span]) -> list[_Span]:
    left = Counter((span.metric, span.figure) for span in those)
    rest = []
    for span in these:
        if left[span.metric, span.figure]:
            left[span.metric, span.figure] -= 1
        else:
            rest.append(span)
    return rest


def _sentences(
    old: Record, new: Record, gone: list[_Span], come: list[_Span]
) -> Iterator[tuple[str, Any, Any]]:
    """Sentences that differ in more than the figures already named."""
    before, after = _split(old.get("body") or "", gone), _split(new.get("body") or "", come)
    a, b = [bare for bare, _ in before], [bare for bare, _ in after]
    if a == b:
        return
    if max(len(a), len(b)) > _IN_ORDER:
        first, second = Counter(a), Counter(b)
        for bare, printed in before:
            if bare not in second:
                yield "body", printed, None
        for bare, printed in after:
            if bare not in first:
                yield "body", None, printed
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for n in range(max(i2 - i1, j2 - j1)):
            left = before[i1 + n][1] if i1 + n < i2 else None
            right = after[j1 + n][1] if j1 + n < j2 else None
            yield "body", left, right


def _split(body: str, named: list[_Span]) -> list[tuple[str, str]]:
    """The sentences of a body: without white space and without the figures that are named
    already, and as printed. Those that hold nothing are left out."""
    marks = sorted({(span.start, span.end) for span in named})
    sentences, at = [], 0
    for match in _SENTENCE.finditer(body):
        pieces, begin = [], match.start()
        while at < len(marks) and marks[at][0] < match.end():
            start, end = marks[at]
            if start >= begin:
                pieces += [body[begin:start], "\0"]
                begin = end
            at += 1
        pieces.append(body[begin : match.end()])
        plain = bare("".join(pieces))
        if plain:
            sentences.append((plain, match[0].strip()))
    return sentences


def _span(statistic: Record) -> _Span:
    evidence = statistic.get("evidence") or {}
    value = statistic.get("value")
    return _Span(
        start=evidence.get("value_start", -1),
        end=evidence.get("value_end", -1),
        metric=statistic.get("metric") or "",
        figure=figure(statistic)[1:],
        value=value if value is not None else statistic.get("value_text"),
    )


def _parts(before: Any, after: Any) -> tuple[Any, Any]:
    """The elements of two lists or mappings that the other one lacks, as JSON; anything else
    as it is."""
    if isinstance(before, list) and isinstance(after, list):
        rest = [x for x in before if x not in after], [x for x in after if x not in before]
        before, after = rest if any(rest) else (before, after)  # the order alone may differ
    elif isinstance(before, dict) and isinstance(after, dict):
        keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
        before, after = ({k: side[k] for k in keys if k in side} for side in (before, after))
    return _shown(before), _shown(after)


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, (int, float)):
        return value
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"

"""The figures of a document together: one owner a span, and what contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import itemgetter

from govcrawl.lexicon import vocabulary
from govcrawl.messages import issue
from govcrawl.reading.narrative.clause_context import Figure
from govcrawl.reading.narrative.naming import named, owned
from govcrawl.reading.narrative.notes import torn
from govcrawl.reading.narrative.reading import Reader
from govcrawl.reading.narrative.result import Fate, StatisticsResult, new_fate
from govcrawl.reading.narrative.witnesses import weigh
from govcrawl.report import OWN_SCOPES, Candidate, Contact, Issue, Scope, Statistic

_INCLUDED = re.compile(r"^[件宗条起份]?[,(]?(?:其中)?含[^,;。)]{0,8}(?:结转|转入)")
_PARTLY = re.compile(r"[件宗条起份]?[,(](?:其中)?(?:含|包括)(?:部分公开|区分处理)")
#: What each office of a body has figures of.
_OF_BODIES = frozenset(
    {
        "applications.received",
        "applications.replied",
        "applications.concluded",
        "proactive_disclosure.total",
    }
)
_QUOTED = 40  # unread quantities that one message quotes


def settle(
    reader: Reader, body: str, issues: list[Issue], contact: Contact | None = None
) -> StatisticsResult:
    """The result of a reader that has seen every sentence: statistics, candidates (at most one
    a span), the fate of every quantity, contradictions and what was not read."""
    if contact is not None:
        _leave_to_contact(reader, contact)
    _tell_accepted(reader.figures)
    _tell_partly(reader.figures)
    weigh(reader.figures)
    statistics, candidates, fates = _recorded(reader)
    told = bytearray(len(body) + 1)
    for fate in fates:
        _tell(told, fate)
    fates += _untold(reader, told, ((a, b, name, "") for a, b, name in named(reader.folded.text)))
    fates += _untold(
        reader, told, ((a, b, "unknown", mark) for a, b, mark in torn(reader.folded.text))
    )
    fates.sort(key=itemgetter(0, 1))
    issues += _conflicts(statistics)
    unread = [fate for fate in fates if fate.fate == "unknown"]
    if unread:
        quotes = " | ".join(
            body[max(0, fate.start - 16) : fate.end + 6].replace("\n", " ")
            for fate in unread[:_QUOTED]
        )
        issues.append(issue("quantities_unread", quotes[:2000], count=len(unread)))
    return StatisticsResult(statistics, issues, candidates, fates)


def _recorded(reader: Reader) -> tuple[list[Statistic], list[Candidate], list[Fate]]:
    """The record's figures and candidates (at most one a span), and the fates told up to now."""
    parts = _parts_told(reader.figures) | _own_offices(reader.figures)
    parts |= _kinds_of_fees(reader.figures)
    statistics: list[Statistic] = []
    candidates: list[Candidate] = []
    fates = list(reader.fates)
    spans: set[tuple[int, int]] = set()
    for figure in reader.figures:
        built = reader.built(figure)
        span = (built.evidence.value_start or 0, built.evidence.value_end or 0)
        if id(figure) in parts:
            fates.append(new_fate((*span, "part", figure.metric)))
            continue
        candidate = isinstance(built, Candidate)
        if isinstance(built, Candidate):
            if span in spans:
                continue
            candidates.append(built)
        else:
            statistics.append(built)
        if span not in spans:
            fates.append(
                new_fate(
                    (*span, "candidate", figure.reason)
                    if candidate
                    else (*span, "statistic", figure.metric)
                )
            )
        spans.add(span)
    return statistics, candidates, fates


def _leave_to_contact(reader: Reader, contact: Contact) -> None:
    """What the record holds as contact is no figure and no unread quantity."""
    folded = reader.folded
    for first, last, owner in owned(folded, contact):
        start, end = folded.span(first, last)
        for i, fate in enumerate(reader.fates):
            if start <= fate.start and fate.end <= end:
                reader.fates[i] = fate._replace(fate=owner, reason="")
        for figure in reader.figures:
            at = figure.sentence.start + figure.span[0]
            if first <= at < last:
                reader.fates.append(
                    Fate(*folded.span(at, figure.sentence.start + figure.span[1]), owner)
                )
        reader.figures = [
            f for f in reader.figures if not first <= f.sentence.start + f.span[0] < last
        ]


def _tell(told: bytearray, fate: Fate) -> None:
    """Mark where a fate is."""
    told[fate.start : fate.end] = b"\1" * (fate.end - fate.start)


def _untold(
    reader: Reader, told: bytearray, found: Iterable[tuple[int, int, str, str]]
) -> list[Fate]:
    """The fates of numbers of which nothing was ``told`` yet: those that name something, and those
    that a mark parts from what they count (10³条)."""
    span = reader.folded.span
    fates: list[Fate] = []
    for first, last, what, why in found:
        start, end = span(first, last)
        if told.find(1, start, end) < 0:
            fates.append(new_fate((start, end, what, why)))
    for fate in fates:
        _tell(told, fate)
    return fates


def _tell_accepted(figures: Sequence[Figure]) -> None:
    """受理 is what was received, unless the report tells 新收 or 收到 beside it, or says that
    what was carried over is in it."""
    received = [
        f
        for f in figures
        if f.metric == "applications.received" and f.scope in OWN_SCOPES and not f.reason
    ]
    for figure in received:
        plain = {
            f.value
            for f in received
            if not f.accept and (f.scope == "region") == (figure.scope == "region")
        }
        behind = figure.sentence.text[figure.span[1] : figure.span[1] + 24]
        if figure.accept and ((plain and figure.value not in plain) or _INCLUDED.search(behind)):
            figure.metric = "applications.accepted"
    carried = {
        id(f.sentence): f.value or 0 for f in figures if f.metric == "applications.carried_in"
    }
    for figure in received:
        # 办理65件(新收62件,上年结转3件): the sum of both
        new = {f.value for f in received if f.sentence is figure.sentence and f is not figure}
        over = carried.get(id(figure.sentence))
        if over and figure.value is not None and figure.value - over in new:
            figure.metric = "applications.accepted"


def _tell_partly(figures: Sequence[Figure]) -> None:
    """依法公开30件(含部分公开6件): what was granted in part is in it."""
    for figure in figures:
        if figure.metric == "applications.granted" and _PARTLY.match(
            figure.sentence.text, figure.span[1]
        ):
            figure.metric = "applications.granted_or_partially_granted"


def _parts_told(figures: Sequence[Figure]) -> set[int]:
    """Figures of one metric that the last of them in their sentence sums up: 各部门6210条,
    各乡镇2340条,总计8550条."""
    groups: dict[tuple[int, str, str | None], list[Figure]] = {}
    for f in figures:
        if f.value and f.scope in OWN_SCOPES and not f.reason:
            groups.setdefault((id(f.sentence), f.metric, f.unit), []).append(f)
    parts: set[int] = set()
    for told in groups.values():
        total = sum(f.value or 0 for f in told)
        if len(told) > 2 and told[-1].value == total / 2:
            parts.update(id(f) for f in told[:-1])
        elif len(told) > 2 and told[0].value == total / 2 and told[0].metric in _OF_BODIES:
            parts.update(id(f) for f in told[1:])  # 答复40件,局机关9件,中心31件
    return parts


def _own_offices(figures: Sequence[Figure]) -> set[int]:
    """Figures of one office beside the whole and the rest of it: 答复80件,局机关答复16件,中心答复64件."""
    parts: set[int] = set()
    first: dict[tuple[int, str, str | None], Figure] = {}
    for f in figures:
        if not f.value or f.scope not in OWN_SCOPES or f.reason or f.metric not in _OF_BODIES:
            continue
        whole = first.setdefault((id(f.sentence), f.metric, f.unit), f)
        rest = (whole.value or 0) - f.value
        if f.scope == "agency" and whole.scope != "region" and rest > 0:
            behind = f.sentence.text[f.span[1] :]
            if re.search(rf"(?<![0-9.]){rest}{f.unit}", behind):
                parts.add(id(f))
    return parts


def _kinds_of_fees(figures: Sequence[Figure]) -> set[int]:
    """Fees told by their kinds, without their sum, are none of them what was collected; the
    figures that are parts of one told before: 共收取45元,其中邮寄费20元."""
    parts: set[int] = set()
    by_sentence: dict[int, list[Figure]] = {}
    for f in figures:
        if f.metric == "fees.amount" and f.value and not f.reason:
            by_sentence.setdefault(id(f.sentence), []).append(f)
    for told in by_sentence.values():
        parts.update(id(f) for f in told[1:] if f.part and (f.value or 0) <= (told[0].value or 0))
        told = [f for f in told if id(f) not in parts]
        values = [float(f.value or 0) for f in told]
        if len(set(values)) > 1 and not any(2 * v == sum(values) for v in values):
            for f in told:
                f.reason = "几项费用之一,没有合计"
    return parts


def _range(figure: Statistic) -> tuple[float, float]:
    """What a printed figure may mean: 800余 is at least 800 and below 900."""
    value = float(figure.value or 0)
    if figure.modifier != "approx":
        return value, value
    step = 1.0
    while value and value % (step * 10) == 0:
        step *= 10
    low = value if figure.lower is not None else value - step
    high = value if figure.upper is not None else value + step
    return low, high


def _whose(scope: Scope) -> str:
    """Figures that may contradict each other: of all bodies, of cases that may have nothing to do
    with disclosure, or of the body itself."""
    return scope if scope in ("region", "unspecified") else "own"


def _conflicts(figures: Sequence[Statistic]) -> list[Issue]:
    """One issue for each metric of one scope and unit that is given different values (X4)."""
    groups: dict[tuple[str, str, str | None], list[Statistic]] = {}
    for figure in figures:
        metric = vocabulary.METRICS.get(figure.metric)
        if figure.scope in OWN_SCOPES and metric is not None and metric.single:
            key = figure.metric, _whose(figure.scope), figure.unit
            groups.setdefault(key, []).append(figure)
    issues: list[Issue] = []
    for (name, _, _), group in groups.items():
        if len(group) == 1:
            continue
        ranges = [_range(figure) for figure in group]
        if max(low for low, _ in ranges) <= min(high for _, high in ranges):
            continue
        printed = "、".join(dict.fromkeys(figure.value_text for figure in group))
        places = " | ".join(dict.fromkeys(figure.evidence.text for figure in group))
        label = f"{name}（{vocabulary.METRICS[name].zh}）"
        issues.append(issue("conflicting_values", places[:2000], metric=label, values=printed))
    return issues

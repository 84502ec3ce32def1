"""The figures of a narrative: which number says what, of whom and of when.

Every number of a sentence is tried against the catalogue (``lexicon/metrics.toml``); a number
that no rule knows gets no metric. Evidence is the sentence as printed. Rules: domain
description §3.1, §3.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from govcrawl.lexicon import metrics
from govcrawl.lexicon.metrics import Rule
from govcrawl.messages import issue
from govcrawl.reading.folding import Folded, fold
from govcrawl.reading.labels import Place, places
from govcrawl.reading.numbers import quantities
from govcrawl.reading.sentences import Sentence, sentences
from govcrawl.reading.zero import denials, zeros_of
from govcrawl.report import OWN_SCOPES, Evidence, Issue, Modifier, Number, Scope, Section, Statistic

#: Numbers, denials and sentences with either looked at in one narrative; the longest reports
#: hold a tenth of it.
LIMIT = 6000

# What a sentence must hold to be looked at: a digit, a numeral or a word of denial.
_GATE = re.compile(r"[0-9一二两三四五六七八九十百千万未没无零]|不存在|不收")
_TITLE = re.compile(r"《[^》\n]{0,120}》")
_YEAR = re.compile(r"(?<![0-9〔\[])((?:19|20)[0-9]{2})年(?!度?(?:工作)?报告|本\))")
_ASIDE = re.compile(r"^\([^()]{0,80}\)")
_NOUN = re.compile(
    r"^[^,;。()0-9]{1,14}(?:申请|案件|事项)(?=,)|^,(?:均|全部|都)?(?:来自|为|由|系)[^,;。0-9]{0,14}(?=,(?:均|全部|都|已))"
)
_NOT_ONE = re.compile(
    r"(?:没有|无|未(?:曾|再|能)?(?:发生|收到|接到|出现|产生|受理|有)?(?:过|任何)?)$"
)  # 没有一件
_BARE_END = re.compile(r"^(?:[,;。、)]|$)")
_LISTED = re.compile(r"[、和及与或]")
_OWN = re.compile(r"[^,;:、。()]*")
_CAPTION = 12  # characters of a sentence that is a title
_SHORT_OF = ("不足", "不到", "少于")
_OUTCOMES = ("administrative_reconsideration.", "administrative_litigation.")
_THIS_YEAR = re.compile(r"今年|本年|年初|全年")


@dataclass(frozen=True, slots=True)
class StatisticsResult:
    """The figures in the order of the text, and what contradicts itself."""

    statistics: list[Statistic]
    issues: list[Issue]


def _media_fit(rule: Rule, place: Place, sentence: Sentence) -> str | bool | None:
    """The medium to name, None where the rule asks for none, False where it does not fit."""
    if rule.media is None:
        return sentence.medium_at(place.quantity.left)
    named = {metrics.MEDIUM_NAMES[m.lastgroup or ""] for m in metrics.MEDIUM.finditer(place.label)}
    if not named:
        named = sentence.media_between(place.chain_start, place.quantity.left)
    named.discard("press")
    heading = sentence.medium_above
    if not named and heading and sentence.headings and "通过" in sentence.headings[0]:
        named = {heading}
    if not named and sentence.before and len(sentence.before.text) <= _CAPTION:
        named = {name for _, name in sentence.before.media}  # 1.政府网站。全年发布…
    several = "many" in named or (len(named) > 1 and "website" in named)
    if rule.media == "one":
        return next(iter(named)) if len(named) == 1 and not several else False
    return None if several or not named else False


@lru_cache(maxsize=8192)
def _rules(unit: str | None, matter: str | None, medium: str | None) -> tuple[Rule, ...]:
    """The rules for a unit in a passage about a matter and a medium."""
    return tuple(
        rule
        for rule in metrics.RULES.get(unit, ())
        if (not rule.matter or matter in rule.matter) and (not rule.medium or medium in rule.medium)
    )


def _fits(rule: Rule, place: Place) -> bool:
    """Whether the words around a number say what a rule asks for, its ``left`` apart."""
    own = _OWN.match(place.right)
    return not (
        (rule.right and not rule.right.search(place.right))
        or (rule.chain and not rule.chain.search(place.chain))
        or (rule.unless and rule.unless.search(f"{place.label}\n{own[0] if own else ''}"))
        or (rule.chain_unless and rule.chain_unless.search(place.chain))
    )


def _bounds_each(place: Place, sentence: Sentence) -> bool:
    """Whether a number says of single agencies how few they have (不足10条的部门)."""
    quantity = place.quantity
    return sentence.text.startswith(_SHORT_OF, quantity.left) and (
        place.right.startswith("的") or metrics.EACH.search(place.chain) is not None
    )


def _metrics_of(
    place: Place, sentence: Sentence, seen: set[str], stated: set[str]
) -> tuple[str, ...]:
    """The metrics a number counts, () where no rule knows it."""
    label = place.label
    if place.unit is None and not _BARE_END.match(place.right):
        return ()
    if (
        metrics.GROWTH.search(label)
        or metrics.PARTIAL.search(label)
        or metrics.PLANNED.search(label)
        or metrics.BEHIND.match(place.right)
        or metrics.SUBSET.search(place.chain)
        or _bounds_each(place, sentence)
    ):
        return ()
    at = place.quantity.left
    own = list(metrics.MATTER.finditer(label))
    matter = metrics.MATTER_NAMES[own[-1].lastgroup or ""] if own else sentence.matter_at(at)
    for rule in _rules(place.unit, matter, sentence.medium_at(at)):
        if rule.after and rule.after.isdisjoint(seen):
            continue
        if rule.left is not None and not rule.left.search(label):
            continue
        if rule.first and (seen if rule.first == "sentence" else stated).intersection(rule.emit):
            continue
        if not _fits(rule, place):
            continue
        medium = _media_fit(rule, place, sentence)
        if medium is False:
            continue
        return tuple(
            name.replace("{matter}", str(matter)).replace("{medium}", str(medium))
            for name in rule.emit
        )
    return ()


def _followed(place: Place, sentence: Sentence, found: tuple[str, ...]) -> Iterator[str]:
    """Metrics that the clause behind a number gives the same value (均已按时答复)."""
    if not found:
        return
    ahead = sentence.text[place.quantity.right : place.quantity.right + 120]
    ahead = _NOUN.sub("", _ASIDE.sub("", ahead))
    names = set(found)
    for rule in metrics.FOLLOWS:
        if rule.after & names and rule.pattern.match(ahead):
            for name in rule.emit:
                if name not in names:
                    names.add(name)
                    yield name


def _masked(sentence: Sentence) -> list[tuple[int, int]]:
    if "《" not in sentence.text:
        return []
    return [m.span() for m in _TITLE.finditer(sentence.text)]


class _Reader:
    def __init__(self, body: str, folded: Folded, report_year: int | None) -> None:
        self._body = body
        self._folded = folded
        self._year = report_year
        self.statistics: list[Statistic] = []
        self.stated: set[str] = set()
        self.tried = 0

    def read(self, sentence: Sentence) -> None:
        """Add the sentence's figures."""
        if not _GATE.search(sentence.text):
            return
        self.tried += 1
        titles = _masked(sentence)
        found = [
            q for q in quantities(sentence.text) if not any(a <= q.start < b for a, b in titles)
        ]
        seen: set[str] = set()
        future = metrics.AHEAD.match(sentence.text) or any(
            metrics.FUTURE.search(title) for title in sentence.headings[:1]
        )
        for place in places(sentence.text, found) if found and not future else ():
            self.tried += 1
            names = _metrics_of(place, sentence, seen, self.stated)
            quantity = place.quantity
            if sentence.text[quantity.start] == "一" and _NOT_ONE.search(place.chain):
                continue
            if not names and quantity.value == 0 and _LISTED.search(place.label):
                names = tuple(dict(zeros_of(place.label, "", frozenset())))
            for name in (*names, *_followed(place, sentence, names)):
                sentence.tell(name)
                scope = self._add(
                    sentence,
                    name,
                    (quantity.start, quantity.end),
                    quantity.value,
                    place.unit,
                    quantity.modifier,
                    (quantity.lower, quantity.upper),
                )
                if scope in OWN_SCOPES:
                    seen.add(name)
                    self.stated.add(name)
                elif scope == "cumulative":
                    seen.add(f"running {name}")
        for denial in denials(sentence):
            self.tried += 1
            if denial.metric not in seen:
                seen.add(denial.metric)
                span = (denial.start, denial.end)
                self._add(sentence, denial.metric, span, 0, denial.unit, "zero_expression", (0, 0))

    def _add(
        self,
        sentence: Sentence,
        metric: str,
        span: tuple[int, int],
        value: Number | None,
        unit: str | None,
        modifier: Modifier,
        bounds: tuple[Number | None, Number | None],
    ) -> Scope:
        printed = self._folded.printed
        first, last = sentence.start, sentence.start + len(sentence.text) - 1
        start, end = printed(first), printed(last) + 1
        value_start = printed(sentence.start + span[0])
        value_end = printed(sentence.start + span[1] - 1) + 1
        scope = self._scope(sentence, metric, span[0])
        self.statistics.append(
            Statistic(
                metric=metric,
                value=value,
                value_text=self._body[value_start:value_end],
                unit=unit,
                modifier=modifier,
                lower=bounds[0],
                upper=bounds[1],
                scope=scope,
                source="text",
                evidence=Evidence(
                    text=self._body[start:end],
                    start=start,
                    end=end,
                    value_start=value_start,
                    value_end=value_end,
                ),
            )
        )
        return scope

    def _scope(self, sentence: Sentence, metric: str, at: int) -> Scope:
        before = sentence.text[max(0, at - 200) : at]
        period = self._period(sentence, before, at)
        if period is not None and ".carried_" not in metric:
            return period
        if metric.startswith(_OUTCOMES) and not sentence.says(metrics.DISCLOSURE):
            return "unspecified"
        region = [m.start() for m in metrics.REGION.finditer(before)]
        agency = [m.start() for m in metrics.AGENCY.finditer(before)]
        if region and (not agency or region[-1] > agency[-1]):
            return "region"
        return "agency" if agency else "report"

    def _period(self, sentence: Sentence, before: str, at: int) -> Scope | None:
        """``cumulative`` or ``out_of_period``; None for the year reported on."""
        since = list(metrics.CUMULATIVE.finditer(before))
        start = -1
        if since and not (_THIS_YEAR.search(since[-1][0]) or str(self._year) in since[-1][0]):
            start = since[-1].end()
        running = metrics.RUNNING.search(before)
        if running and not (
            _YEAR.search(before[: running.start()]) or _THIS_YEAR.search(before[: running.start()])
        ):
            start = max(start, running.end())
        if start >= 0 and not metrics.NEW_PART.search(before, start):
            return "cumulative"
        if (
            "累计" in before[-16:]
            and not (_THIS_YEAR.search(before) or _YEAR.search(before))
            and metrics.NEW_PART.search(sentence.text, at, at + 120)
        ):
            return "cumulative"
        years = [
            m for m in _YEAR.finditer(before) if not metrics.COMPARISON.search(before[: m.start()])
        ]
        if years:
            other = self._year is not None and int(years[-1][1]) != self._year
            return "out_of_period" if other else None
        words = [
            m
            for m in metrics.OTHER_YEAR.finditer(before)
            if not metrics.COMPARISON.search(before[: m.start()])
        ]
        if words and not _THIS_YEAR.search(before[words[-1].end() :]):
            return "out_of_period"
        return None


def _range(figure: Statistic) -> tuple[float, float]:
    """What a printed figure may stand for: 800余 is at least 800 and below 900."""
    value = float(figure.value or 0)
    if figure.modifier != "approx":
        return value, value
    step = 1.0
    while value and value % (step * 10) == 0:
        step *= 10
    low = value if figure.lower is not None else value - step
    high = value if figure.upper is not None else value + step
    return low, high


def _conflicts(figures: Sequence[Statistic]) -> list[Issue]:
    """One issue for each metric of one scope and unit that is given different values (X4)."""
    groups: dict[tuple[str, bool, str | None], list[Statistic]] = {}
    for figure in figures:
        if figure.scope in OWN_SCOPES and figure.metric not in metrics.REPEATABLE:
            key = figure.metric, figure.scope == "region", figure.unit
            groups.setdefault(key, []).append(figure)
    issues: list[Issue] = []
    for (metric, _, _), group in groups.items():
        ranges = [_range(figure) for figure in group]
        if max(low for low, _ in ranges) <= min(high for _, high in ranges):
            continue
        printed = "、".join(dict.fromkeys(figure.value_text for figure in group))
        places = " | ".join(dict.fromkeys(figure.evidence.text for figure in group))
        issues.append(issue("conflicting_values", places[:2000], metric=metric, values=printed))
    return issues


def read_statistics(
    body: str, sections: Sequence[Section], *, report_year: int | None
) -> StatisticsResult:
    """The figures of a narrative (one paragraph a line).

    ``sections`` (offsets into ``body``) give context and may be empty; ``report_year`` tells
    figures of other years apart. Never raises; the work is linear in the body's length.
    """
    folded = fold(body)
    reader = _Reader(body, folded, report_year)
    issues: list[Issue] = []
    for sentence in sentences(folded, sections):
        if reader.tried > LIMIT:
            issues.append(issue("too_many_numbers", sentence.text[:80], limit=LIMIT))
            break
        reader.read(sentence)
    return StatisticsResult(reader.statistics, issues + _conflicts(reader.statistics))

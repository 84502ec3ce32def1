"""Figures and fates as they are added, and the record's form of a figure."""

from __future__ import annotations

import re
from dataclasses import fields

from govcrawl.reading.narrative.clause_context import Figure
from govcrawl.reading.narrative.clauses import Clause
from govcrawl.reading.narrative.numbers import Quantity
from govcrawl.reading.narrative.result import new_fate
from govcrawl.reading.narrative.scoping import Scoping
from govcrawl.reading.narrative.sentences import Sentence
from govcrawl.report import OWN_SCOPES, Candidate, Evidence, Scope, Statistic

_WHOLES = ("proactive_disclosure.total", "proactive_disclosure.channel.")
#: Lines of single matters (legal aid, taxes, labour); 12345 and 96128 are for any matter.
_OTHER_LINE = re.compile(
    r"(?<![0-9])(?P<number>(?!12345|96128)(?:12[0-9]{3}|9[56][0-9]{3}))(?![0-9])"
    r"(?:(?<=(?:热线|专线|电话|拨打).{5})|(?=[^0-9,;。]{0,14}(?:热线|专线)))"
)
_FIELDS = tuple(f.name for f in fields(Statistic))


class Recording(Scoping):
    """What was read, in the order of the text."""

    def _fate(self, sentence: Sentence, quantity: Quantity, fate: str, reason: str) -> None:
        self._other = sentence.text if fate == "other_matter" and reason else ""
        self._fates(sentence, (quantity.left, quantity.right), fate, reason)

    def _fates(self, sentence: Sentence, span: tuple[int, int], fate: str, reason: str) -> None:
        printed = self.folded.printed
        start = printed(sentence.start + span[0])
        end = printed(sentence.start + span[1] - 1) + 1
        self.fates.append(new_fate((start, end, fate, reason)))

    def _add(
        self,
        sentence: Sentence,
        clause: Clause,
        metric: str,
        seen: set[str],
        *,
        part: bool = False,
        reason: str = "",
        scope: Scope | None = None,
    ) -> None:
        quantity = clause.quantity
        scope = scope or self._scope(sentence, metric, quantity.start)
        if clause.dealt and self._year is not None:
            years = [t.concept for t in clause.left if t.kind == "period" and t.concept]
            if years:
                own = int(years[-1]) == self._year
                scope = "report" if own else "out_of_period"
            elif "other_period" in clause.left_concepts:
                scope = "out_of_period"
        marked = part or "part" in clause.left_concepts
        if not reason and metric.startswith("consultation."):
            line = _OTHER_LINE.search(sentence.text, 0, quantity.start)
            if line and "公开" not in sentence.text[line.end() : quantity.start]:
                reason = f"另一事项的热线:{line['number']}"
        self.figures.append(
            Figure(
                metric,
                (quantity.start, quantity.end),
                quantity.value,
                clause.unit,
                quantity.modifier,
                (quantity.lower, quantity.upper),
                sentence,
                scope,
                reason,
                marked,
                "accept" in clause.left_concepts,
            )
        )
        if not reason and scope in OWN_SCOPES:
            seen.add(metric)
            if metric.startswith(_WHOLES) or metric.endswith(".posts"):
                self._listing = self._line
                self._listed = sentence
                self._topic = tuple(dict.fromkeys((*self._topic, "disclosure")))
        if metric.startswith("proactive_disclosure.by_category.") and not reason:
            self._listing = self._line
            self._listed = sentence
        self._metric_of[int(clause.tokens[clause.at].concept)] = metric

    def built(self, figure: Figure) -> Statistic:
        """The record's form of a figure."""
        printed = self.folded.printed
        sentence, span = figure.sentence, figure.span
        if self._quoted is None or self._quoted[0] is not sentence:
            start = printed(sentence.start)
            end = printed(sentence.start + len(sentence.text) - 1) + 1
            self._quoted = (sentence, self._body[start:end], start, end)
        _, text, start, end = self._quoted
        value_start = printed(sentence.start + span[0])
        value_end = printed(sentence.start + span[1] - 1) + 1
        evidence = Evidence(
            text=text, start=start, end=end, value_start=value_start, value_end=value_end
        )
        statistic = Statistic(
            metric=figure.metric,
            value=figure.value,
            value_text=self._body[value_start:value_end],
            unit=figure.unit,
            modifier=figure.modifier,
            lower=figure.bounds[0],
            upper=figure.bounds[1],
            scope=figure.scope,
            source="text",
            evidence=evidence,
        )
        if not figure.reason:
            return statistic
        told = {name: getattr(statistic, name) for name in _FIELDS}
        return Candidate(**told, reason=figure.reason)

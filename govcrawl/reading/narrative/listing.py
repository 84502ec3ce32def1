"""Lists of the kinds of information disclosed: 概况类12条、财政类8条, one figure a category."""

from __future__ import annotations

from collections.abc import Sequence

from govcrawl.reading.narrative.category_labels import CATEGORY_MARK, KINDS_FOLLOW
from govcrawl.reading.narrative.clauses import Clause, has_content
from govcrawl.reading.narrative.recording import Recording
from govcrawl.reading.narrative.sentences import Sentence
from govcrawl.reading.narrative.wording import opens_list, topics_in

_VERBS = frozenset({"publish", "disclose", "proactive", "carry"})
_NO_WHOLES = frozenset(
    {"proactive_disclosure.key_areas", "proactive_disclosure.major_matters", "interpretation.count"}
)


class Listing(Recording):
    """Lists of the kinds of information disclosed."""

    def _in_list(
        self, sentence: Sentence, clause: Clause, label: str, topics: Sequence[str]
    ) -> bool:
        """Whether a clause is an item of a list of kinds of what was disclosed."""
        text, at = sentence.text, clause.quantity.left
        return (
            (
                self._line - self._listing <= 1
                and (self._listed is sentence or not clause.said_before(_VERBS))
            )
            or (
                bool(CATEGORY_MARK.search(label))
                and not {"applications", "mailbox"} & {*topics, *topics_in(clause.earlier)}
            )
            or any("类别" in t or "分类" in t for t in sentence.headings[:1])
            or opens_list(clause.earlier)
            or bool(KINDS_FOLLOW.search(self._before[-24:]))
            or bool(KINDS_FOLLOW.search(text[max(0, at - 60) : at]))
        )

    def _disclosed(self, clause: Clause) -> bool:
        """Whether a clause or the list it goes on says 公开."""
        if "disclose" in clause.left_concepts or "proactive" in clause.left_concepts:
            return True
        last = self.figures[-1] if self.figures else None
        return (
            last is not None
            and not last.reason
            and last.metric.startswith("proactive_disclosure.by_category.")
            and clause.last is not None
            and clause.last.kind in ("number", "join")
        )

    def _kinds_of_a_part(self, sentence: Sentence, clause: Clause) -> bool:
        """Whether the list divides a part (重点领域 …), not what was disclosed."""
        part = "part" in clause.left_concepts
        for token in reversed(clause.earlier):
            if token.kind == "stop" and token.concept in ";。":
                break
            if token.concept == "part":
                part = True
            elif token.kind == "number" and part:
                if self._metric_of.get(int(token.concept), "").startswith(
                    "proactive_disclosure.by_category."
                ):
                    return True
                break
        for figure in reversed(self.figures):
            if figure.sentence is not sentence:
                return False
            if not figure.part:
                return figure.metric in _NO_WHOLES and any(
                    t.concept == "part" and t.start >= figure.span[1]
                    for t in (*clause.earlier, *clause.left)
                )
        return False

    def _read_list(self, sentence: Sentence, listed: list[tuple[Clause, str]]) -> None:
        """Labels that no category knows: among known ones they are kinds without a key."""
        known = sum(1 for _, category in listed if category)
        last = self.figures[-1] if self.figures else None
        if (
            listed
            and sentence.new_line
            and self._line - self._listing == 1
            and last is not None
            and last.metric.startswith("proactive_disclosure.by_category.")
            and last.unit == listed[0][0].unit
            and not has_content(listed[0][0].earlier)
        ):
            known += 1  # the next line of a list
        for clause, category in listed:
            if category:
                continue
            if known >= 1 and clause.quantity.value is not None:
                self._add(
                    sentence,
                    clause,
                    "proactive_disclosure.by_category.unlisted",
                    set(),
                    part=True,
                    reason="词汇没有这一类别",
                )
            else:
                self._fate(sentence, clause.quantity, "unknown", "")

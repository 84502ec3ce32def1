"""What only figures told before explain: sums, the same for another period, 其他 at a list's end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from govcrawl.lexicon import vocabulary
from govcrawl.reading.narrative.clauses import Clause
from govcrawl.reading.narrative.figures import Meaning
from govcrawl.reading.narrative.recording import Recording
from govcrawl.reading.narrative.sentences import Sentence
from govcrawl.report import OWN_SCOPES, Number

_TOTALS = frozenset({"合计", "总计", "共计", "总共", "合计共"})
_TAKEN_IN = frozenset({"receive", "accept", "application", "on_application", "info"})
_VERBS = frozenset({"publish", "disclose", "proactive", "carry"})
_SAME_VERBS = {
    "proactive_disclosure.": {"disclose", "proactive", "publish"},
    "applications.received": {"receive", "accept"},
    "wechat.posts": {"publish"},
    "weibo.posts": {"publish"},
    "new_media.posts": {"publish"},
    "website.visits": {"visits"},
}
_RECEIVED = ("applications.received", "applications.applicants.")
_RESULTS = frozenset(
    read.metric.id
    for reads in vocabulary.READS.values()
    for read in reads
    if read.metric.id.startswith("applications.")
    and any(vocabulary.KINDS.get(c) == "outcome" for c in read.needs)
    and not any(
        word in read.metric.id
        for word in ("replied", "concluded", "extended", "carried", "pending", "rate")
    )
)
_REASONED = ("applications.denied.", "applications.not_processed.")
_SITE = re.compile(r"网站|门户|官网")
#: What a region and the bodies in it have each of their own.
_OF_BODIES = (
    "applications.received",
    "proactive_disclosure.total",
    "proactive_disclosure.channel.",
)
_OUTCOMES = ("administrative_reconsideration", "administrative_litigation")


#: Outcomes that are beside their reasons in a list that goes through all of them.
_GROUPS = frozenset(
    {"applications.granted", "applications.partially_granted", "applications.denied"}
)
_WITHIN = re.compile(r"[(:]|其中|包括|分别")


def _whole_of(metrics: Sequence[str]) -> str | None:
    """The metric of the sum of parts that have these."""
    if not metrics:
        return None
    if all(metric in _RESULTS for metric in metrics):
        return "applications.concluded"
    if all(metric.startswith(_RECEIVED) for metric in metrics):
        return "applications.received"
    if all(metric.startswith("proactive_disclosure.") for metric in metrics):
        return "proactive_disclosure.total"
    return None


def _same_verbs(metric: str, verbs: set[str]) -> bool:
    """Whether verbs alone may tell a metric again."""
    return any(metric.startswith(p) and verbs <= allowed for p, allowed in _SAME_VERBS.items())


class Earlier(Recording):
    """What only figures told before explain."""

    def _sum(self, sentence: Sentence, clause: Clause, said: Meaning, text: str) -> str | None:
        """The whole that a total states after its parts: 网上105件,快递17件,合计122件."""
        if said.unknown or said.others or clause.right:
            return None
        parted = self._ellipsis is not None and self._ellipsis[0] == sentence.text
        if said.concepts and not set(said.concepts) <= (_VERBS | _TAKEN_IN if parted else _VERBS):
            return None
        words = {text[t.start : t.end] for t in clause.left}
        if words.isdisjoint(_TOTALS) and not (parted and "全年" in words):
            return None
        if all(token.kind != "number" for token in clause.earlier):
            return self._sum_of_list(clause.quantity.value)
        count = self._adding_up(clause)
        if not count:
            return None
        if (
            parted
            and self._ellipsis is not None
            and self._ellipsis[3] in ("part_of_year", "bodies")
        ):
            return self._ellipsis[1]
        return _whole_of([f.metric for f in self.figures if f.sentence is sentence][-count:])

    def _sum_of_list(self, total: Number | None) -> str | None:
        """The last line of a list of kinds: 总计350条."""
        added: Number = 0
        for count, figure in enumerate(reversed(self.figures)):
            if not figure.metric.startswith("proactive_disclosure.by_category."):
                return None
            added += figure.value or 0
            if count and added == total:
                return "proactive_disclosure.total"
        return None

    def _adding_up(self, clause: Clause) -> int:
        """How many numbers before a clause, from the last one back, add up to its own; else 0."""
        added: Number = 0
        count = 0
        for token in reversed(clause.earlier):
            if token.kind != "number":
                continue
            earlier = self._numbers[int(token.concept)]
            if earlier.value is None or (earlier.unit or clause.unit) != clause.unit:
                return 0
            added += earlier.value
            count += 1
            if count > 1 and added == clause.quantity.value:
                return count
        return 0

    def _own_part(self, sentence: Sentence, clause: Clause, said: Meaning) -> str | None:
        """全市收到386件,其中市局本级97件: the body's own part of what a region counts."""
        last = self.figures[-1] if self.figures else None
        if (
            last is None
            or last.sentence is not sentence
            or last.scope != "region"
            or last.unit != clause.unit
            or said.owners != {"own"}
            or said.bodies
            or said.unknown
            or said.others
            or clause.right
            or not any(t.concept == "part" for t in clause.left)
            or not set(said.concepts) <= _TAKEN_IN | _VERBS
        ):
            return None
        return last.metric if last.metric.startswith(_OF_BODIES) else None

    def _same_again(self, sentence: Sentence, clause: Clause, said: Meaning) -> str | None:
        """The metric that figures told before give to a clause which does not name its own."""
        plain = not (said.unknown or said.others or clause.right)
        same = (
            self._own_part(sentence, clause, said)
            or (self._left_open(sentence, clause, said) if plain else None)
            or self._of_all_matters(sentence, clause, said)
            or self._of_figure_before(sentence, clause, said)
        )
        if same is not None or not plain:
            return same
        if not said.concepts and self._of_a_fee(clause):
            return "fees.amount"
        return self._for_another_period(sentence, clause, set(said.concepts))

    def _left_open(self, sentence: Sentence, clause: Clause, said: Meaning) -> str | None:
        """申请量比上年少4件,为11件; 全省125万条,我县3200条: what the number before was not."""
        if not self._ellipsis or self._ellipsis[0] != sentence.text:
            return None
        _, metric, unit, why = self._ellipsis
        concepts = set(said.concepts)
        if why in ("growth", "part_of_year"):
            same = clause.unit == unit and said.flags <= {"part"} and concepts <= {"subject"}
            return metric if same else None
        return metric if why == "other_body" and _same_verbs(metric, concepts) else None

    def _of_all_matters(self, sentence: Sentence, clause: Clause, said: Meaning) -> str | None:
        """其中涉及政府信息公开的12件, beside reviews of all matters."""
        if said.concepts != ["subject"] or "part" not in clause.left_concepts or not self.figures:
            return None
        last = self.figures[-1]
        if (
            last.sentence is sentence
            and last.metric.startswith(_OUTCOMES)
            and last.metric.endswith(".total")
        ):
            return last.metric
        return None

    def _of_a_fee(self, clause: Clause) -> bool:
        """收取信息处理费2件,共计280元: an amount after a fee."""
        return clause.unit in vocabulary.UNITS["money"] and any(
            t.concept == "fee" for t in clause.earlier[-8:]
        )

    def _for_another_period(
        self, sentence: Sentence, clause: Clause, verbs: set[str]
    ) -> str | None:
        """The metric of the figure before where only the period is another: 其中本年度新增53条."""
        last = self.figures[-1] if self.figures else None
        if last is None:
            return None
        if (
            verbs
            and verbs <= {"receive", "accept"}
            and last.metric.startswith("applications.received.channel.")
        ):
            # 当面3件、网上5件;历年累计受理88件: of all of them
            scope = self._scope(sentence, "applications.received", clause.quantity.start)
            return None if scope in OWN_SCOPES else "applications.received"
        if verbs and not _same_verbs(last.metric, verbs):
            return None
        goes_on = last.sentence is sentence or (
            sentence.text.startswith("其中") and last.sentence.text == self._before
        )
        if last.reason or not goes_on or last.unit != clause.unit:
            return None
        scope = self._scope(sentence, last.metric, clause.quantity.start)
        return last.metric if (scope in OWN_SCOPES) != (last.scope in OWN_SCOPES) else None

    def _of_figure_before(self, sentence: Sentence, clause: Clause, said: Meaning) -> str | None:
        """What only the figure before in its sentence explains: 新闻发布会4次,其中主要负责人出席2次;
        粉丝1256人、发布380条; 组织1次培训,75人参加."""
        last = self.figures[-1] if self.figures else None
        if last is None or last.sentence is not sentence or last.reason or said.unknown:
            return None
        concepts = set(said.concepts)
        if (
            last.metric == "press_conference.count"
            and concepts <= {"by_principal", "hold", "attend"}
            and "by_principal" in concepts
            and clause.unit == last.unit
        ):
            return "press_conference.by_principal"
        if (
            last.metric == "information.submitted_items"
            and concepts == {"adopt"}
            and _SITE.search(sentence.text, 0, last.span[0])
            and clause.unit == last.unit
        ):
            return "website.portal_adopted"  # 报送信息486条,被采用203条
        account, _, told = last.metric.partition(".")
        if (
            account in ("wechat", "weibo")
            and self._medium in ((), (account,))
            and told in ("followers", "reads", "posts")
            and concepts
            and concepts <= {"publish", "info", "article", "followers", "reads"}
            and not said.media
        ):
            name = next((c for c in ("followers", "reads") if c in concepts), "posts")
            if name == "followers" and any(
                sentence.text[t.start : t.end].startswith("新增") for t in clause.left
            ):
                return None  # 新增粉丝1.1万人
            metric = vocabulary.METRICS[f"{account}.{name}"]
            if clause.unit in vocabulary.UNITS[metric.counts]:
                return metric.id
        if (
            last.metric == "training.courses"
            and clause.unit in vocabulary.UNITS["heads"]
            and concepts <= {"attend", "trained", "receive", "public_word", "covers"}
            and concepts
        ):
            return "training.persons"
        if (
            last.metric == "applications.applicants.natural_persons"
            and not concepts
            and said.owners == {"body"}
            and clause.unit == last.unit
        ):
            return "applications.applicants.organisations"
        return None

    def _kind_of_other(self, sentence: Sentence, said: Meaning) -> str:
        """What 其他15件 ends: a list of outcomes, of ways of asking, or of contents (nothing)."""
        if set(said.concepts) - {"item", "info", "public_word"} != {"other"}:
            return "applications.other_outcome"
        before = self.figures[-1] if self.figures else None
        if before is None or before.sentence is not sentence:
            listed = before is not None and before.metric in _RESULTS and sentence.new_line
            return "applications.other_outcome" if listed else ""
        if before.metric.startswith("applications.received.channel."):
            return "applications.received.channel.other"
        if before.metric.startswith(_REASONED):
            # 不予公开9件(商业秘密3件、其他6件), but 予以公开5件、信访类2件、其他1件
            groups = [f for f in self.figures if f.sentence is sentence and f.metric in _GROUPS]
            between = sentence.text[groups[-1].span[1] : before.span[0]] if groups else "("
            return "" if _WITHIN.search(between) else "applications.other_outcome"
        return "applications.other_outcome" if before.metric in _RESULTS else ""

"""What only figures told before explain: sums, the same for another period, 其他 at a list's end."""

from __future__ import annotations

import re

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


#: Outcomes that stand beside their reasons in a list that goes through all of them.
_GROUPS = frozenset(
    {"applications.granted", "applications.partially_granted", "applications.denied"}
)
_WITHIN = re.compile(r"[(:]|其中|包括|分别")


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
        total = clause.quantity.value
        added: Number = 0
        count = 0
        if all(token.kind != "number" for token in clause.earlier):
            # the last line of a list
            for figure in reversed(self.figures):
                if not figure.metric.startswith("proactive_disclosure.by_category."):
                    return None
                added += figure.value or 0
                count += 1
                if count > 1 and added == total:
                    return "proactive_disclosure.total"
            return None
        for token in reversed(clause.earlier):
            if token.kind != "number":
                continue
            earlier = self._numbers[int(token.concept)]
            if earlier.value is None or (earlier.unit or clause.unit) != clause.unit:
                return None
            added += earlier.value
            count += 1
            if count > 1 and added == total:
                break
        else:
            return None
        if (
            parted
            and self._ellipsis is not None
            and self._ellipsis[3] in ("part_of_year", "bodies")
        ):
            return self._ellipsis[1]
        parts = [f for f in self.figures if f.sentence is sentence][-count:]
        if not parts:
            return None
        if all(f.metric in _RESULTS for f in parts):
            return "applications.concluded"
        if all(f.metric.startswith(_RECEIVED) for f in parts):
            return "applications.received"
        if all(f.metric.startswith("proactive_disclosure.") for f in parts):
            return "proactive_disclosure.total"
        return None

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
        """The metric of the figure before where only the period is another: 其中本年度新增53条."""
        own = self._own_part(sentence, clause, said)
        if own is not None:
            return own
        verbs = set(said.concepts)
        if (
            self._ellipsis
            and self._ellipsis[0] == sentence.text
            and not (said.unknown or said.others or clause.right)
        ):
            metric = self._ellipsis[1]
            if self._ellipsis[3] in ("growth", "part_of_year"):
                if (
                    clause.unit == self._ellipsis[2]
                    and said.flags <= {"part"}
                    and verbs <= {"subject"}
                ):
                    return metric
            elif self._ellipsis[3] == "other_body" and any(
                metric.startswith(p) and verbs <= allowed for p, allowed in _SAME_VERBS.items()
            ):
                return metric
        if said.concepts == ["subject"] and "part" in clause.left_concepts and self.figures:
            last = self.figures[-1]
            if (
                last.sentence is sentence
                and last.metric.startswith(_OUTCOMES)
                and last.metric.endswith(".total")
            ):
                return last.metric  # 其中涉及政府信息公开的12件
        same = self._of_figure_before(sentence, clause, said)
        if same is not None:
            return same
        if said.unknown or said.others or clause.right:
            return None
        if (
            verbs
            and verbs <= {"receive", "accept"}
            and self.figures
            and self.figures[-1].metric.startswith("applications.received.channel.")
        ):
            # 当面3件、网上5件;历年累计受理88件: of all of them
            scope = self._scope(sentence, "applications.received", clause.quantity.start)
            return None if scope in OWN_SCOPES else "applications.received"
        if verbs and not (
            self.figures
            and any(
                self.figures[-1].metric.startswith(prefix) and verbs <= allowed
                for prefix, allowed in _SAME_VERBS.items()
            )
        ):
            return None
        if clause.unit in vocabulary.UNITS["money"] and any(
            t.concept == "fee" for t in clause.earlier[-8:]
        ):
            return "fees.amount"
        if not self.figures:
            return None
        last = self.figures[-1]
        if last.reason or not (
            last.sentence is sentence
            or (sentence.text.startswith("其中") and last.sentence.text == self._before)
        ):
            return None
        scope = self._scope(sentence, last.metric, clause.quantity.start)
        if last.unit != clause.unit:
            return None
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

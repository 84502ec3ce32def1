"""What the number of one clause becomes: a figure, a candidate, or a fate that says why not.

A figure is confirmed where words of the vocabulary explain the whole clause; one word that none
explains makes it a candidate that names the word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from govcrawl.lexicon import vocabulary
from govcrawl.reading.narrative.category_labels import NAMED, category_by_end, category_of
from govcrawl.reading.narrative.clauses import Clause
from govcrawl.reading.narrative.earlier import Earlier
from govcrawl.reading.narrative.figures import Found, Meaning, best, meaning, readings
from govcrawl.reading.narrative.following import followed
from govcrawl.reading.narrative.listing import Listing
from govcrawl.reading.narrative.numbers import Quantity
from govcrawl.reading.narrative.refusing import OF_ALL_MATTERS, Refusing
from govcrawl.reading.narrative.resolving import Resolving
from govcrawl.reading.narrative.sentences import Sentence
from govcrawl.reading.narrative.tokens import Token
from govcrawl.reading.narrative.wording import bare_ok, broken, media_of, specific, told
from govcrawl.report import OWN_SCOPES

_APART = frozenset({"reconsideration", "litigation", "applications"})
_LISTED_UNITS = vocabulary.UNITS["item"] - {"期", "期次", "组", "宗"}
_WHOLES = ("proactive_disclosure.total", "proactive_disclosure.channel.")
_APPLICATIONS = "applications"
_HEADS = frozenset(w.concept for w in vocabulary.WORDS.values() if w.kind == "head")
_ONE_WHOLE = frozenset(
    {
        "applications.received",
        "proactive_disclosure.total",
        "press_conference.count",
        "interpretation.count",
    }
)
_OF_BODIES = frozenset({"own", "region", "body", "suffix"})
_ANSWERED = frozenset({"concluded", "reply", "application", "on_application"})
_REVIEWED_RULES = re.compile(r"清理[^。;]{0,60}保留")
_EACH_OF = re.compile(r"各有?$")
_ONE_KIND = re.compile(r"各(?:乡|镇|街道|村|社区)[镇街乡(]?(?:街道)?")
#: 其余33件分别为:甲14件、乙12件 …
_REST_LISTED = re.compile(r",?(?:分别|其中|中|包括|含|:|具体)")


#: What applications were about: 其中涉及土地征收的5件, 社会保障方面17件.
_OF_CONTENT = re.compile(
    r"(?:方面|领域|事项|(?<!分)类)(?:的|有|共|为|信息)*$"
    r"|^(?:其中|主要)*(?:涉及|关于|有关)(?!第三|商业|个人|国家|秘密)"
)


#: 县政府(不含部门)制定4件
_NARROWED = re.compile(r"\((?:不含|不包括|不包含|未含|除)[^()]{0,6}(?:部门|单位)[^()]{0,6}\)")


@dataclass(slots=True)
class Case:
    """A number to be decided: its clause, what the clause says, and the metrics that may be meant
    (``explained``: those that leave no word over; ``exact``: nothing else is unexplained either)."""

    sentence: Sentence
    clause: Clause
    tokens: list[Token]
    seen: set[str]
    said: Meaning
    topics: list[str]
    label: str
    found: list[Found]
    explained: list[Found]
    exact: bool

    @property
    def quantity(self) -> Quantity:
        return self.clause.quantity

    @property
    def text(self) -> str:
        return self.sentence.text


def _is_part_of(clause: Clause) -> bool:
    """Whether what comes before a clause, back to the ; before it, says that a part is told."""
    if not clause.said_before(("part",)):
        return False
    for concept in reversed(clause.before.concepts[: clause.begin]):
        if concept == ";":
            return False
        if concept == "part":
            return True
    return False


class Deciding(Resolving, Refusing, Listing, Earlier):
    """What the number of one clause becomes."""

    def _read_clause(
        self,
        sentence: Sentence,
        clause: Clause,
        tokens: list[Token],
        seen: set[str],
        listed: list[tuple[Clause, str]],
    ) -> None:
        quantity, text = clause.quantity, sentence.text
        fate = self._plain_fate(clause, text)
        if fate:
            self._fate(sentence, quantity, *fate)
            return
        topics = self._topics(clause)
        said = self._understood(clause, topics, text)
        if self._no_figure(sentence, clause, said, topics, seen):
            return
        label = clause.label(text)
        attribute = self._attribute(clause, said)
        if attribute:
            self._fate(sentence, quantity, attribute, "")
            return
        found = self._metrics(clause, said, topics, sentence)
        found = self._documents(clause, said, found)
        found = self._applicants(clause, said, found, tokens)
        explained = [f for f in found if not f.leftover]
        explained = self._posts_or_channel(clause, explained)
        if len(explained) > 1 and any(f.metric == "hotline.program_appeals" for f in explained):
            # 节目接受诉求57个: the programme's own key
            explained = [f for f in explained if f.metric != "hotline.handled"]
        exact = explained and not said.unknown and not said.others
        case = Case(
            sentence, clause, tokens, seen, said, topics, label, found, explained, bool(exact)
        )
        decided = (
            self._as_category(case, listed)
            or self._not_this_one(case)
            or self._as_explained(case)
            or self._as_likely(case)
        )
        if not decided:
            self._fate(
                sentence,
                quantity,
                "unknown",
                "、".join(text[t.start : t.end] for t in said.unknown),
            )

    def _understood(self, clause: Clause, topics: Sequence[str], text: str) -> Meaning:
        """What a clause says, with what only its sentence or the report's name explains."""
        said = meaning(told(clause))
        if said.media:
            self._medium = tuple(said.media)
            if not media_of(clause.left):
                # 17个微信公众号、9个微博: what follows may be told of either
                self._counted_media.update(said.media)
                if len(self._counted_media) > 1:
                    self._medium = ()
        if said.concepts == ["weight_share"] and clause.said_before(("weight",)):
            said.concepts.append("weight")
        if said.unknown:
            said.unknown = [t for t in said.unknown if not self._is_name(text, t)]
        if not said.unknown:
            said.tail_unknown = False
        if "不存在" in text and "applications" in topics:
            last = next((t for t in reversed(clause.left) if t.kind != "fill"), None)
            if last is not None and text[last.start : last.end] == "不存在":
                said.flags.discard("deny")
                said.concepts.append("not_exist")
        if "share" in said.flags and "weight" in said.concepts:
            said.flags.discard("share")
            said.concepts.append("weight_share")
        self._carried(clause, said)
        return said

    def _no_figure(
        self,
        sentence: Sentence,
        clause: Clause,
        said: Meaning,
        topics: list[str],
        seen: set[str],
    ) -> bool:
        """What its words make something else than a figure of the year: growth, a share, a plan."""
        quantity, text = clause.quantity, sentence.text
        if said.concepts == ["other"] and _REST_LISTED.match(text, quantity.right):
            self._fate(sentence, quantity, "part", "")
            return True
        self._of_the_rest(clause, said, text)
        grown = self._grown(clause, said, text)
        if grown is not None:
            metric, named = grown
            scope = "report" if named else self._scope(sentence, metric, quantity.start)
            if scope in OWN_SCOPES:
                self._add(sentence, clause, metric, seen, scope=scope)
                return True
        flag = (
            self._flagged(clause, said, text) or self._bounds(clause, text) or self._goes_on(clause)
        )
        if flag:
            narrowed = flag == "other_matter" and OF_ALL_MATTERS.match(text, quantity.right)
            if (narrowed or flag in ("part_of_year", "growth")) and said.concepts:
                # 申请量比上年少4件,为11件; 上半年收到3件,下半年6件,全年共9件
                whole = [f for f in self._metrics(clause, said, topics, sentence) if not f.leftover]
                if len(whole) == 1 and not said.unknown and not said.others:
                    self._ellipsis = (
                        text,
                        whole[0].metric,
                        clause.unit,
                        "growth" if narrowed else flag,
                    )
            self._fate(sentence, quantity, flag, "")
            return True
        return False

    def _as_category(self, case: Case, listed: list[tuple[Clause, str]]) -> bool:
        """An item of a list of the kinds of information disclosed."""
        sentence = case.sentence
        clause = case.clause
        quantity = case.quantity
        label = case.label
        topics = case.topics
        said = case.said
        exact = case.exact
        seen = case.seen
        item_unit = clause.unit in _LISTED_UNITS
        if (
            not (exact and specific(case.explained))
            and item_unit
            and label
            and not clause.content_right
            and not clause.dealt
        ):
            asked = any(
                f.metric == "applications.received" and f.sentence is sentence
                for f in self.figures[-4:]
            )
            if (asked or topics[:1] == ["applications"]) and _OF_CONTENT.match(label):
                self._fate(sentence, quantity, "part", "")
                return True
            category, plain = category_of(label)
            in_list = self._in_list(sentence, clause, label, topics)
            if not in_list and not _APART.isdisjoint(topics):
                category = None
            if self._kinds_of_a_part(sentence, clause):
                self._fate(sentence, quantity, "part", "")
                return True
            named = NAMED.search(label) is not None
            if category is None and in_list:
                category = category_by_end(plain)
            if category is not None and (in_list or (named and self._disclosed(clause))):
                self._add(
                    sentence,
                    clause,
                    f"proactive_disclosure.by_category.{category}",
                    seen,
                    part=True,
                )
                listed.append((clause, category))
                return True
            if category is not None and said.others and not in_list:
                self._fate(sentence, quantity, "other_matter", plain)
                return True
            if category is not None and not exact:
                self._add(
                    sentence,
                    clause,
                    f"proactive_disclosure.by_category.{category}",
                    seen,
                    part=True,
                    reason=f"没有说明是主动公开信息的类别:{plain}",
                )
                return True
            if (
                in_list
                and not exact
                and 1 < len(plain) <= 24
                and not clause.uneven
                and said.tail_unknown
            ):
                listed.append((clause, ""))
                return True
        return False

    def _not_this_one(self, case: Case) -> bool:
        """Numbers that cannot be told apart or count what was counted before; and sums, and the
        same told for another period."""
        sentence = case.sentence
        clause = case.clause
        quantity = case.quantity
        text = case.text
        said = case.said
        exact = case.exact
        seen = case.seen
        if clause.uneven:
            self._fate(sentence, quantity, "unknown", "分别")
            return True
        if not clause.dealt and broken(text, quantity):
            self._fate(sentence, quantity, "broken", "")
            return True
        if said.others and not exact:
            other = said.others[-1]
            if other.concept == "other_body":
                self._fate(sentence, quantity, "other_body", text[other.start : other.end])
                return True
            self._fate(sentence, quantity, "other_matter", text[other.start : other.end])
            return True
        last = self.figures[-1] if self.figures else None
        if (
            clause.doubled
            and last is not None
            and last.metric == "training.courses"
            and last.sentence is sentence
            and clause.unit in vocabulary.UNITS["heads"]
        ):
            # 培训3期280余人次
            self._add(sentence, clause, "training.persons", seen)
            return True
        if clause.doubled or self._other_unit(clause):
            self._fate(sentence, quantity, "same_figure", "")
            return True
        again = self._sum(sentence, clause, said, text) or self._same_again(sentence, clause, said)
        if again is not None:
            self._add(sentence, clause, again, seen)
            return True
        if quantity.value is None:
            ordinal = text[quantity.left - 1 : quantity.left] in ("第", "〔", "[")
            self._fate(sentence, quantity, "ordinal" if ordinal else "vague", "")
            return True
        if clause.left and text[clause.left[-1].start : clause.left[-1].end] in (
            "这",
            "该",
            "此",
            "上述",
        ):
            self._fate(sentence, quantity, "same_figure", "")
            return True
        if "other" in clause.left_concepts and any(
            one.concept == "other" and two.kind in ("body", "suffix") and one.end == two.start
            for one, two in pairwise(clause.left)
        ):
            self._fate(sentence, quantity, "other_body", "")  # 其他单位2件
            return True
        return False

    def _as_explained(self, case: Case) -> bool:
        """A clause that is explained whole."""
        sentence = case.sentence
        clause = case.clause
        quantity = case.quantity
        text = case.text
        said = case.said
        exact = case.exact
        seen = case.seen
        label = case.label
        topics = case.topics
        explained = case.explained
        tokens = case.tokens
        if exact and explained[0].metric == "applications.other_outcome":
            kind = self._kind_of_other(sentence, said)
            if not kind:
                self._fate(sentence, quantity, "unknown", "")
                return True
            if kind != explained[0].metric:
                self._add(sentence, clause, kind, seen)
                return True
        if exact:
            body = (
                self._other_body(clause, said, text)
                or self._kind_of_bodies(clause, explained, text)
                or self._same_body(clause, said, explained, text)
            )
            if explained[0].metric.endswith("accounts") and "新增" in label:
                self._fate(sentence, quantity, "growth", "")
                return True
            if explained[0].metric in seen and "失效" in label:
                # 废止7件,宣布失效5件
                self._fate(sentence, quantity, "part", "")
                return True
            if (
                "新增" in label
                and "proactive_disclosure.total" in seen
                and all(f.metric == "proactive_disclosure.total" for f in explained)
            ):
                self._fate(sentence, quantity, "part", "")
                return True
            if (
                all(f.metric in seen and f.metric in _ONE_WHOLE for f in explained)
                and ("part" in clause.left_concepts or _is_part_of(clause))
                and not self._own_of_region(said, explained)
            ):
                self._fate(sentence, quantity, "part", "")
                return True
            if (
                len(explained) == 1
                and explained[0].metric == "proactive_disclosure.total"
                and set(said.concepts) <= {"disclose", "info"}
                and topics[:1] == ["applications"]
                and clause.said_before(("application", "on_application"))
            ):
                self._fate(sentence, quantity, "unknown", "")
                return True
            if (
                explained[0].metric == "proactive_disclosure.total"
                and set(said.concepts) == {"proactive"}
                and topics[:1] == ["applications"]
                and clause.said_before(_ANSWERED)
            ):
                # 381件办结件中,主动公开32件: what the answer was
                self._add(sentence, clause, "applications.already_public", seen)
                return True
            explained = [
                self._part_of_whole(sentence, clause, one, seen, text) for one in explained
            ]
            if (
                len(explained) == 1
                and explained[0].metric == "applications.replied_on_time"
                and "concluded" not in said.concepts
            ):
                # replied in time is replied
                explained += [
                    f
                    for f in best(
                        readings(Meaning(concepts=["reply"]), clause.unit, ("applications",), [])
                    )
                    if f.metric not in seen
                ]
            for one in explained:
                if clause.unit is None and not (
                    (one.read.metric.bare or quantity.value == 0) and bare_ok(clause, one, text)
                ):
                    self._fate(sentence, quantity, "unknown", "")
                    return True
                wider = self._wider_body(clause, text)
                if wider:
                    self._ellipsis = (text, explained[0].metric, clause.unit, "other_body")
                    self._fate(sentence, quantity, "other_body", wider)
                    return True
                if body:
                    if self._ellipsis is None or self._ellipsis[0] != text:
                        self._ellipsis = (text, explained[0].metric, clause.unit, "bodies")
                    self._told_of(text, body, explained[0].metric, quantity.right)
                    self._fate(sentence, quantity, "other_body", body)
                    return True
                narrowed = (
                    _NARROWED.search(text, clause.left[0].start if clause.left else 0)
                    if "(" in text
                    else None
                )
                if narrowed and narrowed.end() <= quantity.left:
                    self._add(
                        sentence, clause, one.metric, seen, reason=f"只计一部分:{narrowed[0]}"
                    )
                    return True
                if one.metric.endswith("_in_force") and _REVIEWED_RULES.search(
                    text[max(0, quantity.left - 40) : quantity.left]
                ):
                    self._add(
                        sentence,
                        clause,
                        one.metric,
                        seen,
                        reason="清理后保留的,不一定是全部现行有效",
                    )
                    return True
                self._add(sentence, clause, one.metric, seen)
            for name in followed(clause, tokens, explained, text):
                self._add(sentence, clause, name, seen)
            return True
        return False

    def _as_likely(self, case: Case) -> bool:
        """A likely meaning with an open question."""
        sentence = case.sentence
        clause = case.clause
        quantity = case.quantity
        text = case.text
        said = case.said
        found = case.found
        seen = case.seen
        label = case.label
        topics = case.topics
        if clause.unit is None:
            self._fate(sentence, quantity, "unknown", "")
            return True
        if (topics[:1] == ["applications"] and said.unknown and _OF_CONTENT.search(label)) or (
            set(said.concepts) == {"kind_of_reading"}
            and self.figures
            and self.figures[-1].metric == "interpretation.count"
            and self.figures[-1].sentence is sentence
        ):
            # 申请内容涉及土地征收方面28件; 解读50篇,其中图解20篇
            self._fate(sentence, quantity, "part", "")
            return True
        if (
            said.concepts == ["disclose"]
            and clause.unit == "条"
            and not (said.unknown or said.others or topics)
        ):
            self._add(
                sentence, clause, "proactive_disclosure.total", seen, reason="没有说公开的是什么"
            )
            return True
        if clause.unit in ("个", "家") and not found and (said.platform or said.media):
            self._fate(sentence, quantity, "other_matter", "")
            return True
        posted = found and found[0].metric.endswith(".posts") and bool(said.media)
        if found and (posted or not said.tail_unknown) and len(found) == 1:
            words = [text[t.start : t.end] for t in said.unknown]
            words += [self._word_of(clause, c, text) for c in sorted(found[0].leftover)]
            if (
                len(said.unknown) > 2
                or _EACH_OF.search(text[: quantity.left])
                or (clause.unit in ("期", "期次") and found[0].metric.startswith(_WHOLES))
            ):
                # too much is unexplained to call it likely
                self._fate(sentence, quantity, "unknown", "、".join(words))
                return True
            metric, leftover = found[0].metric, found[0].leftover
            if (
                "secondary" in leftover
                or ("handle" in leftover and metric.startswith(_WHOLES))
                or ("attend" in leftover and metric == "training.persons")
                or (metric.startswith("hotline.") and any(t.kind == "digits" for t in said.unknown))
                or (clause.unit == "次" and metric.startswith(f"{_APPLICATIONS}."))
            ):
                # done for another matter, at a meeting of others, on another line
                self._fate(sentence, quantity, "other_matter", "、".join(words))
                return True
            if (
                found[0].metric.startswith(_WHOLES)
                and not said.media
                and self._in_list(sentence, clause, label, topics)
            ):
                # a kind of what was disclosed that no category knows
                self._add(
                    sentence,
                    clause,
                    "proactive_disclosure.by_category.unlisted",
                    seen,
                    part=True,
                    reason="词汇没有这一类别",
                )
                return True
            if len(found[0].leftover) <= 1 and not found[0].leftover & _HEADS:
                self._add(
                    sentence, clause, found[0].metric, seen, reason="未解释的词:" + "、".join(words)
                )
                return True
        if not said.unknown and not said.concepts and not clause.content_left:
            self._fate(sentence, quantity, "unknown", "")
            return True
        return False

    def _kind_of_bodies(self, clause: Clause, found: Sequence[Found], text: str) -> str:
        """各乡镇收到11件: of one kind of bodies, where the whole is what counts."""
        if found[0].metric not in _ONE_WHOLE:
            return ""
        if _OF_BODIES.isdisjoint(clause.left_kinds):
            return ""
        names = [text[t.start : t.end] for t in clause.left if t.kind in _OF_BODIES]
        return names[0] if names and all(_ONE_KIND.match(name) for name in names) else ""

    def _told_of(self, text: str, body: str, metric: str, end: int) -> None:
        """Another body is the subject of its sentence, unless a second one is."""
        family = metric.partition(".")[0]
        if self._subject is None or self._subject[0] != text:
            self._subject = (text, body, family, end)
        elif self._subject[1] != body:
            self._subject = (text, "", family, end)

    def _same_body(self, clause: Clause, said: Meaning, found: Sequence[Found], text: str) -> str:
        """县住建局收到申请15件,予以公开6件: of the body that the sentence is about."""
        if self._subject is None or self._subject[0] != text or said.bodies:
            return ""
        _, body, family, end = self._subject
        metric = found[0].metric
        if said.owners == {"body"} and metric.startswith(f"{family}."):
            # 县直部门收到51件,乡镇收到11件
            return next((text[t.start : t.end] for t in clause.left if t.kind == "body"), body)
        if said.owners:
            return ""
        if (
            not metric.startswith(f"{family}.")
            or metric == "applications.received"
            or ";" in text[end : clause.quantity.left]
            or "total" in clause.left_concepts
        ):
            return ""
        return body

    def _own_of_region(self, said: Meaning, found: Sequence[Found]) -> bool:
        """全县收到130件,其中我局收到4件: the reporting body's own figure beside the region's."""
        return "own" in said.owners and any(
            f.metric == found[0].metric and f.scope == "region" for f in self.figures[-3:]
        )

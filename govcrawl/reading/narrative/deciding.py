"""What the number of one clause becomes: a figure, a candidate, or a fate that says why not.

A figure is confirmed where words of the vocabulary explain the whole clause; one word that none
explains makes it a candidate that names the word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

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

_LISTED_UNITS = vocabulary.UNITS["item"] - {"期", "期次", "组", "宗"}
_WHOLES = ("proactive_disclosure.total", "proactive_disclosure.channel.")
_REVIEWS = ("administrative_reconsideration.", "administrative_litigation.")
_APPLICATIONS = "applications"
_APART = frozenset({"reconsideration", "litigation", "applications"})
_OF_BODIES = frozenset({"own", "region", "body", "suffix"})
_HEADS = frozenset(w.concept for w in vocabulary.WORDS.values() if w.kind == "head")
_ONE_WHOLE = frozenset(
    {
        "applications.received",
        "proactive_disclosure.total",
        "press_conference.count",
        "interpretation.count",
    }
)
_ANSWERED = frozenset({"concluded", "reply", "application", "on_application"})
_REVIEWED_RULES = re.compile(r"清理[^。;]{0,60}保留")
_EACH_OF = re.compile(r"各有?$")
#: Bodies of one kind, whose figures are not the whole: 各乡镇, 各县(市、区)公安局, 村级.
_ONE_KIND = re.compile(
    r"各(?:乡|镇|街道|村|社区)[镇街乡(]?(?:街道)?|各(?:区县|县区|县市区?|区|县|旗县|(?:县|区|旗)\([^()]{1,6}\))(?:、区)?[^各]{0,8}"
    r"|(?:村|社区|镇|乡|街道|乡镇|县区|区县)级"
)
#: 其余33件分别为:甲14件、乙12件 …
_REST_LISTED = re.compile(r",?(?:分别|其中|中|包括|含|:|具体)")


#: What applications were about: 其中涉及土地征收的5件, 社会保障方面17件.
_OF_CONTENT = re.compile(
    r"(?:方面|领域|事项|(?<!分)类)(?:的|有|共|为|信息)*$"
    r"|^(?:其中|主要)*(?:涉及|关于|有关)(?!第三|商业|个人|国家|秘密)"
)


#: Acts whose decisions are counted in 件; what was published of them is counted in 条.
_ACTS = frozenset(
    {"行政许可", "行政处罚", "行政强制", "行政征收", "行政检查", "行政确认", "行政给付"}
)
_ACTS_UNITS = frozenset({"件", "起", "宗", "份"})
_BEHIND_SHARE = re.compile(r"[,(](?:共计?|计|合计|有|为|计有)?")
#: 涉及申请4件, 3人提出的申请达88件: applications of some, not all that were received.
_OF_SOME = re.compile(
    r"^(?:其中|共|分别)*(?:涉及|牵涉|关系到)|(?:人|家|户|位|名|者)(?:提出|提交|递交)(?:的|了)?(?!人)"
)
_BY_ALL = re.compile(r"(?:公民|法人|组织|自然人|申请人|群众|公众|社会|个人)(?:提出|提交|递交)")
#: 县政府(不含部门)制定4件
_NARROWED = re.compile(r"\((?:不含|不包括|不包含|未含|除)[^()]{0,6}(?:部门|单位)[^()]{0,6}\)")


class Case(msgspec.Struct, gc=False):
    """A number to be decided: its clause, what the clause says, and the metrics that may be meant
    (``explained``: those that leave no word over; ``exact``: nothing else is unexplained either)."""

    sentence: Sentence
    text: str
    clause: Clause
    quantity: Quantity
    tokens: list[Token]
    seen: set[str]
    said: Meaning
    topics: list[str]
    found: list[Found]
    explained: list[Found]
    exact: bool

    @property
    def label(self) -> str:
        return self.clause.label(self.text)


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


def _one_kind(clause: Clause, text: str) -> str:
    """The bodies of one kind that a clause is about: 各乡镇, 各县(市、区)公安局."""
    if _OF_BODIES.isdisjoint(clause.left_kinds):
        return ""
    named = [t for t in clause.left if t.kind in _OF_BODIES]
    if not all(t.kind == "suffix" or _ONE_KIND.match(text, t.start) for t in named):
        return ""
    kind = _ONE_KIND.match(text, named[0].start)
    return kind[0] if kind is not None else ""


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
        attribute = self._attribute(clause, said)
        if attribute:
            self._fate(sentence, quantity, attribute, "")
            return
        found = self._metrics(clause, said, topics, sentence)
        if "proactive" in said.concepts:
            found = self._documents(clause, said, found)
        if "natural" in said.concepts or "organisation" in said.concepts:
            found = self._applicants(clause, said, found, tokens)
        explained = [f for f in found if not f.leftover]
        if len(explained) > 1:
            explained = self._posts_or_channel(clause, explained)
            if any(f.metric == "hotline.program_appeals" for f in explained):
                # 节目接受诉求57个: the programme's own key
                explained = [f for f in explained if f.metric != "hotline.handled"]
        exact = bool(explained) and not said.unknown and not said.others
        case = Case(
            sentence, text, clause, quantity, tokens, seen, said, topics, found, explained, exact
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
        if "carried" in said.concepts or "pending" in said.concepts:
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
        grown = self._grown(clause, said, text) if "growth" in said.flags else None
        if grown is not None:
            metric, named = grown
            scope = "report" if named else self._scope(sentence, metric, quantity.start)
            if scope in OWN_SCOPES:
                self._add(sentence, clause, metric, seen, scope=scope)
                return True
        flag = (
            self._flagged(clause, said, text)
            or self._bounds(clause, said, text)
            or (clause.unit == "%" and self._goes_on(clause))
        )
        if flag == "share":
            at = next((i for i, t in enumerate(clause.left) if t.concept == "share"), 0)
            label = "".join(text[t.start : t.end] for t in clause.left[:at])
            self._share_of = (sentence, quantity.right, label)
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
        clause = case.clause
        if (
            (case.exact and specific(case.explained))
            or not self._listed_unit(clause.unit)
            or clause.content_right
            or clause.dealt
        ):
            return False
        label = self._shared_label(case) or case.label
        if not label:
            return False
        asked = any(
            f.metric == "applications.received" and f.sentence is case.sentence
            for f in self.figures[-4:]
        )
        if (asked or case.topics[:1] == ["applications"]) and _OF_CONTENT.match(label):
            self._fate(case.sentence, case.quantity, "part", "")
            return True
        in_list = self._in_list(case.sentence, clause, label, case.topics)
        if self._kinds_of_a_part(case.sentence, clause):
            self._fate(case.sentence, case.quantity, "part", "")
            return True
        category, plain = self._category(case, label, in_list=in_list)
        if category is not None:
            return self._in_category(case, listed, category, plain, in_list=in_list)
        if (
            in_list
            and not case.exact
            and 1 < len(plain) <= 24
            and not clause.uneven
            and case.said.tail_unknown
        ):
            listed.append((clause, ""))
            return True
        return False

    def _listed_unit(self, unit: str | None) -> bool:
        """Whether kinds of what was disclosed may be counted so: in 宗 where the whole is."""
        return unit in _LISTED_UNITS or (
            unit == "宗"
            and any(
                f.unit == unit and f.metric.startswith("proactive_disclosure.")
                for f in self.figures[-8:]
            )
        )

    def _category(self, case: Case, label: str, *, in_list: bool) -> tuple[str | None, str]:
        """The category that a label names where it is, and the label's own words."""
        category, plain = category_of(label)
        if not in_list and not _APART.isdisjoint(case.topics):
            category = None
        if category is None and in_list:
            category = category_by_end(plain)
        return category, plain

    def _in_category(
        self,
        case: Case,
        listed: list[tuple[Clause, str]],
        category: str,
        plain: str,
        *,
        in_list: bool,
    ) -> bool:
        """A number after the name of a category: its figure where kinds of what was disclosed
        are listed, else a candidate."""
        clause = case.clause
        metric = f"proactive_disclosure.by_category.{category}"
        if clause.unit in _ACTS_UNITS and plain in _ACTS:
            # 行政许可3108件: the acts themselves, not what was published of them
            self._fate(case.sentence, case.quantity, "other_matter", plain)
            return True
        named = NAMED.search(case.label) is not None
        if in_list or (named and self._disclosed(clause)):
            self._add(case.sentence, clause, metric, case.seen, part=True)
            listed.append((clause, category))
            return True
        if case.said.others:
            self._fate(case.sentence, case.quantity, "other_matter", plain)
            return True
        if not case.exact:
            reason = f"没有说明是主动公开信息的类别:{plain}"
            self._add(case.sentence, clause, metric, case.seen, part=True, reason=reason)
            return True
        return False

    def _shared_label(self, case: Case) -> str:
        """财政类信息占6.1%,共181条: the label of the share before, which the number has too."""
        clause = case.clause
        if clause.content_left or self._share_of is None:
            return ""
        sentence, end, label = self._share_of
        between = case.text[end : clause.quantity.left]
        return label if sentence is case.sentence and _BEHIND_SHARE.fullmatch(between) else ""

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
        if not case.exact:
            return False
        sentence, clause = case.sentence, case.clause
        if self._as_other_outcome(case):
            return True
        fate = self._told_before(case)
        if fate:
            self._fate(sentence, case.quantity, fate, "")
            return True
        told_as = self._told_as(case)
        if told_as:
            self._add(sentence, clause, told_as, case.seen)
            return True
        body = (
            self._other_body(clause, case.said, case.text)
            or self._kind_of_bodies(clause, case.explained, case.text)
            or self._same_body(clause, case.said, case.explained, case.text)
        )
        case.explained = [
            self._part_of_whole(sentence, clause, one, case.seen, case.text)
            for one in case.explained
        ]
        case.explained += self._replied_too(case)
        for one in case.explained:
            if self._ends_with(case, one, body):
                return True
        for name in followed(clause, case.tokens, case.explained, case.text):
            self._add(sentence, clause, name, case.seen)
        return True

    def _as_other_outcome(self, case: Case) -> bool:
        """其他15件: of which list it is the rest."""
        if case.explained[0].metric != "applications.other_outcome":
            return False
        kind = self._kind_of_other(case.sentence, case.said)
        if not kind:
            self._fate(case.sentence, case.quantity, "unknown", "")
            return True
        if kind == case.explained[0].metric:
            return False
        self._add(case.sentence, case.clause, kind, case.seen)
        return True

    def _told_before(self, case: Case) -> str:
        """The fate of a number that is growth of what was told, a part of it, or that the
        passage leaves open."""
        clause, label, seen = case.clause, case.label, case.seen
        metrics = {f.metric for f in case.explained}
        first = case.explained[0].metric
        if first.endswith(("accounts", "followers")) and "新增" in label:
            return "growth"
        if first in seen and "失效" in label:
            return "part"  # 废止7件,宣布失效5件
        if "新增" in label and seen >= metrics == {"proactive_disclosure.total"}:
            return "part"
        if (
            first in _ONE_WHOLE
            and not {"receive", "accept"} & set(case.said.concepts)
            and self._of_some(case)
        ):
            return "part"  # 涉及申请4件, 职业举报人提出的申请88件
        if (
            first == "applications.applicants.organisations"
            and "applications.applicants.business_enterprise" in seen
            and "法人" not in label
        ):
            return "part"  # 企业42件,其他组织5件
        if (
            metrics <= seen & _ONE_WHOLE
            and ("part" in clause.left_concepts or _is_part_of(clause))
            and not self._own_of_region(case.said, case.explained)
        ):
            return "part"
        if (
            metrics == {"proactive_disclosure.total"}
            and set(case.said.concepts) <= {"disclose", "info"}
            and case.topics[:1] == ["applications"]
            and clause.said_before(("application", "on_application"))
        ):
            return "unknown"
        return ""

    def _of_some(self, case: Case) -> bool:
        """涉及申请4件; 职业举报人3人提出的申请88件: not all that were received."""
        left = case.quantity.left
        ahead = case.text[max(0, left - 24) : left]
        ahead = ahead[max(ahead.rfind(mark) for mark in ",;。:") + 1 :]
        return _OF_SOME.search(ahead) is not None and not _BY_ALL.search(ahead)

    def _told_as(self, case: Case) -> str:
        """The metric of a number whose words name another one only in its passage."""
        first, concepts = case.explained[0].metric, set(case.said.concepts)
        if (
            first == "proactive_disclosure.total"
            and concepts == {"proactive"}
            and case.topics[:1] == ["applications"]
            and case.clause.said_before(_ANSWERED)
        ):
            return "applications.already_public"  # 381件办结件中,主动公开32件: the answer
        if first == "training.courses" and case.label.startswith(("参加", "出席")):
            return "training.city_meetings"  # 参加区政府办组织的培训2次
        if (
            first == "applications.concluded"
            and "on_time" in concepts
            and first in case.seen
            and ("part" in case.clause.left_concepts or _is_part_of(case.clause))
        ):
            return "applications.replied_on_time"  # 办结623件,其中按时办结601件
        return ""

    def _replied_too(self, case: Case) -> list[Found]:
        """Replied in time is replied."""
        explained = case.explained
        if (
            len(explained) != 1
            or explained[0].metric != "applications.replied_on_time"
            or "concluded" in case.said.concepts
        ):
            return []
        replied = readings(Meaning(concepts=["reply"]), case.clause.unit, ("applications",), [])
        return [f for f in best(replied) if f.metric not in case.seen]

    def _ends_with(self, case: Case, one: Found, body: str) -> bool:
        """Add a figure, or what keeps its clause from being one; whether nothing more is read."""
        sentence, clause, quantity, text = case.sentence, case.clause, case.quantity, case.text
        if clause.unit is None and not (
            (one.read.metric.bare or quantity.value == 0) and bare_ok(clause, one, text)
        ):
            self._fate(sentence, quantity, "unknown", "")
            return True
        first = case.explained[0].metric
        wider = self._wider_body(clause, text)
        if wider:
            self._ellipsis = (text, first, clause.unit, "other_body")
            self._fate(sentence, quantity, "other_body", wider)
            return True
        if body:
            if self._ellipsis is None or self._ellipsis[0] != text:
                self._ellipsis = (text, first, clause.unit, "bodies")
            self._told_of(text, body, first, quantity.right)
            self._fate(sentence, quantity, "other_body", body)
            return True
        reason = self._counts_some(case, one)
        self._add(sentence, clause, one.metric, case.seen, reason=reason)
        return bool(reason)

    def _counts_some(self, case: Case, one: Found) -> str:
        """Why a figure that is understood may count only some of what its metric counts."""
        clause, left = case.clause, case.quantity.left
        narrowed = (
            _NARROWED.search(case.text, clause.left[0].start if clause.left else 0)
            if "(" in case.text
            else None
        )
        if narrowed and narrowed.end() <= left:
            return f"只计一部分:{narrowed[0]}"
        if one.metric.endswith("_in_force") and _REVIEWED_RULES.search(
            case.text[max(0, left - 40) : left]
        ):
            return "清理后保留的,不一定是全部现行有效"
        reasons = set(case.said.concepts) & one.read.metric.group
        if len(reasons) > 1 and "等" not in case.label and "etc_reason" not in case.said.concepts:
            return "只说了其中几种原因"  # 因不掌握或没有现成信息无法提供20件
        return ""

    def _as_likely(self, case: Case) -> bool:
        """A likely meaning with an open question."""
        sentence, clause, said = case.sentence, case.clause, case.said
        if clause.unit is None:
            self._fate(sentence, case.quantity, "unknown", "")
            return True
        if self._of_a_kind(case):
            self._fate(sentence, case.quantity, "part", "")
            return True
        body = self._other_body(clause, said, case.text) or _one_kind(clause, case.text)
        if body and (case.found or "disclose" in said.concepts):
            self._fate(sentence, case.quantity, "other_body", body)
            return True
        if (
            said.concepts == ["disclose"]
            and clause.unit == "条"
            and not (said.unknown or said.others or case.topics)
        ):
            reason = "没有说公开的是什么"
            self._add(sentence, clause, "proactive_disclosure.total", case.seen, reason=reason)
            return True
        if clause.unit in ("个", "家") and not case.found and (said.platform or said.media):
            self._fate(sentence, case.quantity, "other_matter", "")
            return True
        posted = case.found and case.found[0].metric.endswith(".posts") and bool(said.media)
        if (posted or not said.tail_unknown) and len(case.found) == 1 and self._likely(case):
            return True
        if not said.unknown and not said.concepts and not clause.content_left:
            self._fate(sentence, case.quantity, "unknown", "")
            return True
        return False

    def _of_a_kind(self, case: Case) -> bool:
        """申请内容涉及土地征收方面28件; 解读50篇,其中图解20篇."""
        if case.topics[:1] == ["applications"] and case.said.unknown:
            if _OF_CONTENT.search(case.label):
                return True
        if set(case.said.concepts) != {"kind_of_reading"} or not self.figures:
            return False
        last = self.figures[-1]
        return last.metric == "interpretation.count" and last.sentence is case.sentence

    def _likely(self, case: Case) -> bool:
        """The one metric that a clause names with words left over: a candidate, or why not."""
        sentence, clause, found = case.sentence, case.clause, case.found[0]
        words = [case.text[t.start : t.end] for t in case.said.unknown]
        words += [self._word_of(clause, c, case.text) for c in sorted(found.leftover)]
        fate = self._unlikely(case, found)
        if fate:
            self._fate(sentence, case.quantity, fate, "、".join(words))
            return True
        if (
            found.metric.startswith(_WHOLES)
            and not case.said.media
            and self._in_list(sentence, clause, case.label, case.topics)
        ):
            # a kind of what was disclosed that no category knows
            unlisted = "proactive_disclosure.by_category.unlisted"
            self._add(sentence, clause, unlisted, case.seen, part=True, reason="词汇没有这一类别")
            return True
        if len(found.leftover) <= 1 and not found.leftover & _HEADS:
            reason = "未解释的词:" + "、".join(words)
            self._add(sentence, clause, found.metric, case.seen, reason=reason)
            return True
        return False

    def _unlikely(self, case: Case, found: Found) -> str:
        """The fate of a clause of which too much is open, or whose open word is another matter's:
        done for another matter, at a meeting of others, on another line."""
        said, unit, metric = case.said, case.clause.unit, found.metric
        if (
            len(said.unknown) > 2
            or (metric == "meetings.count" and said.unknown)
            or _EACH_OF.search(case.text[: case.quantity.left])
            or (unit in ("期", "期次") and metric.startswith(_WHOLES))
        ):
            return "unknown"
        if (
            "secondary" in found.leftover
            or ("handle" in found.leftover and metric.startswith(_WHOLES))
            or ("attend" in found.leftover and metric == "training.persons")
            or ("opened" in found.leftover and metric.endswith("accounts"))
            or (
                metric.startswith((*_REVIEWS, "complaints."))
                and any(t.kind == "other" for t in said.unknown)
            )
            or (metric.startswith("hotline.") and any(t.kind == "digits" for t in said.unknown))
            or (unit == "次" and metric.startswith(f"{_APPLICATIONS}."))
        ):
            return "other_matter"
        return ""

    def _kind_of_bodies(self, clause: Clause, found: Sequence[Found], text: str) -> str:
        """各乡镇收到11件: of one kind of bodies, where the whole is what counts."""
        return _one_kind(clause, text) if found[0].metric in _ONE_WHOLE else ""

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

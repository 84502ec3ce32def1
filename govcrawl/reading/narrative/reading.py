"""The figures of a narrative: which number says what, of whom and of when.

A figure is a statistic only where its whole clause is explained by words of the vocabulary
(``lexicon/metrics``); where a word is not, it is a candidate that names the word. Every
quantity and denial of the text gets one fate. Rules: domain description §3.1, §3.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import pairwise

from govcrawl.lexicon import vocabulary
from govcrawl.messages import issue
from govcrawl.reading.narrative.clauses import Clause, clauses, has_content
from govcrawl.reading.narrative.denials import denials
from govcrawl.reading.narrative.figures import Found, Meaning, best, meaning, readings
from govcrawl.reading.narrative.labels import (
    CATEGORY_MARK,
    KINDS_FOLLOW,
    NAMED,
    category_by_end,
    category_of,
)
from govcrawl.reading.narrative.notes import without_marks
from govcrawl.reading.narrative.numbers import Quantity, quantities
from govcrawl.reading.narrative.periods import period_scope
from govcrawl.reading.narrative.refusing import OF_ALL_MATTERS, Refusing
from govcrawl.reading.narrative.resolving import Resolving
from govcrawl.reading.narrative.result import Fate, StatisticsResult
from govcrawl.reading.narrative.sentences import Sentence, sentences, unwrapped
from govcrawl.reading.narrative.state import Figure
from govcrawl.reading.narrative.tokens import Token, in_word, tokenise
from govcrawl.reading.narrative.wording import (
    bare_ok,
    broken,
    opens_list,
    outside,
    specific,
    title_tokens,
    title_topics,
    told,
    topics_in,
)
from govcrawl.report import (
    OWN_SCOPES,
    Candidate,
    Contact,
    Evidence,
    Issue,
    Number,
    Scope,
    Section,
    Statistic,
)
from govcrawl.text import fold
from govcrawl.text.numerals import TENS

#: Numbers, denials and sentences with either looked at in one narrative; the longest reports
#: hold a tenth of it.
LIMIT = 6000


def _firsts(words: Iterable[str]) -> str:
    return re.escape("".join(sorted({word[0] for word in words})))


_CLASSIFIED = _firsts(vocabulary.CLASSIFIERS)
_COUNTED = _firsts(
    word for name, words in vocabulary.UNITS.items() if name != "other" for word in words
)
#: What a sentence must hold to be looked at: a digit or numeral before a classifier or at a
#: clause's end, or a denial before what can be denied.
_GATE = re.compile(
    rf"[0-9万亿][余多来]?[万亿]?[ ]?[{_CLASSIFIED}(]|[零两百千{TENS}][余多来]?[{_COUNTED}]|百分之"
    r"|[0-9零](?=[,;。、)]|$|主要|其中|包括)"
    r"|(?:[未没无零]|不[存收]|暂不)[^。;]{0,60}(?:申请|复议|诉|费|减免|举报|咨询|发布会|访谈|事项|规章|规范性|结转|公开|纠|收)"
    r"|^[^。]{0,14}(?:无|未发生|没有|未收)[^。]{0,14}。?$|:(?:无|没有|零|未发生)(?=[。;,]|$)"
)
_TRIGGER = re.compile(r"申请|复议|诉讼|热线|12345|信箱|留言|提案|建议|培训")
_TRIGGERED = {
    "申请": "applications", "复议": "reconsideration", "诉讼": "litigation", "热线": "hotline",
    "12345": "hotline", "信箱": "mailbox", "留言": "netizen", "培训": "training",
}  # fmt: skip
_TITLES = re.compile(r"《[^》\n]{0,120}》")
_FUTURE = re.compile(r"下一?步|打算|工作计划|明年|努力方向|工作思路|今后")
_AHEAD = re.compile(
    rf"^(?:第?[{TENS}0-9]{{1,3}}[、.是]|\([^()]{{1,3}}\))?,?(?:下一?步|今后|接下来|来年|明年|下一?年度?)"
)
_LISTED_UNITS = vocabulary.UNITS["item"] - {"期", "期次", "组", "宗"}
_STOCKS = ("staff.", "reading_points.", "dedicated_bodies")
_WHOLES = ("proactive_disclosure.total", "proactive_disclosure.channel.")
_OF_WHOM = frozenset(
    {"natural", "organisation", "online", "letter", "in_person", "website", "email"}
)
_TAKEN_IN = frozenset({"receive", "accept", "application", "on_application", "info"})
_VERBS = frozenset({"publish", "disclose", "proactive", "carry"})
_SAME_VERBS = {
    "proactive_disclosure.": {"disclose", "proactive", "publish"},
    "applications.received": {"receive", "accept"},
    "wechat.posts": {"publish"},
    "weibo.posts": {"publish"},
    "new_media.posts": {"publish"},
}
_TELLING = frozenset(
    {
        "granted",
        "partially",
        "denied",
        "unable",
        "not_processed",
        "not_exist",
        "not_held",
        "concluded",
        "not_this_agency",
        "carried_in",
        "carried_out",
    }
)
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
_OUTCOMES = ("administrative_reconsideration", "administrative_litigation")


def _statement(clause: Clause) -> Sequence[Token]:
    """What stands before a clause back to the ; before it."""
    for i in range(len(clause.earlier) - 1, -1, -1):
        if clause.earlier[i].kind == "stop" and clause.earlier[i].concept == ";":
            return clause.earlier[i + 1 :]
    return clause.earlier


class Reader(Resolving, Refusing):
    """Reads the sentences of one narrative."""

    # -- sentences

    def read(self, sentence: Sentence) -> None:
        """Add the sentence's figures and the fates of its quantities."""
        text = sentence.text
        if sentence.new_line:
            self._line += 1
            titled = title_topics(sentence.headings)
            if titled or not sentence.listed:
                self._topic = titled
            elif not set(self._topic) & {"applications", "reconsideration", "litigation"}:
                self._topic = ()
            self._medium = ()
            self._document = ""
        if not _GATE.search(text):
            found = _TRIGGER.findall(text)
            if found and not sentence.is_heading:
                topic = _TRIGGERED.get(found[-1])
                if topic:
                    self._topic = (topic,)
            self._before = text
            return
        self.tried += 1
        masked = [m.span() for m in _TITLES.finditer(text)] if "《" in text else []
        found = list(quantities(text))
        if masked:
            inside = [q for q in found if any(a <= q.start < b for a, b in masked)]
            for quantity in inside:
                self._fate(sentence, quantity, "title", "")
            found = [q for q in found if q not in inside]
        numbers = [
            q
            for q in found
            if not (q.unit is None and self._is_no_quantity(text, q)) and not in_word(text, q)
        ]
        tokens = self._with_carried(tokenise(text, numbers))
        future = bool(_AHEAD.match(text) or any(_FUTURE.search(t) for t in sentence.headings[:1]))
        seen: set[str] = set()
        self._numbers = numbers
        self._metric_of = {}
        self._other = ""
        self._read_numbers(sentence, tokens, numbers, future, seen)
        if not sentence.is_heading and not future:
            self._read_denials(sentence, tokens, seen)
        topics = topics_in(outside(tokens))
        if topics and not sentence.is_heading:
            self._topic = (topics[-1], *[t for t in self._topic if t == "disclosure"])
        self._before = text

    def _read_numbers(
        self,
        sentence: Sentence,
        tokens: list[Token],
        numbers: list[Quantity],
        future: bool,
        seen: set[str],
    ) -> None:
        listed: list[tuple[Clause, str]] = []
        outcomes = {t.concept for t in tokens if t.kind == "outcome"} & _TELLING
        if len(outcomes) > 1 and not self._topic and set(topics_in(tokens)) <= {"applications"}:
            # outcomes of applications say themselves what they are about
            self._topic = ("applications",)
        for clause in clauses(tokens, sentence.text, numbers):
            self.tried += 1
            quantity = clause.quantity
            if future:
                self._fate(sentence, quantity, "plan", "")
                continue
            self._read_clause(sentence, clause, tokens, seen, listed)
        self._read_list(sentence, listed)

    def _is_no_quantity(self, text: str, quantity: Quantity) -> bool:
        """A list's number: 2、主动公开."""
        before = text[quantity.left - 1 : quantity.left]
        return text[quantity.right : quantity.right + 1] in ("、", ".") and before in (
            "",
            ";",
            "。",
            ":",
            ",",
        )

    def _with_carried(self, tokens: list[Token]) -> list[Token]:
        """结转至2017年: carried out of the year reported on; 2015年结转: carried into it."""
        if self._year is None or all(t.concept != "carried" for t in tokens):
            return tokens
        named = {str(self._year - 1): "carried_in", str(self._year + 1): "carried_out"}
        for i, token in enumerate(tokens):
            if token.concept != "carried":
                continue
            near = tokens[i + 1 : i + 3] + tokens[max(0, i - 2) : i]
            for other in near:
                if other.kind == "period" and other.concept in named:
                    tokens[i] = token._replace(concept=named[other.concept])
                    break
        return tokens

    # -- one number

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
        said = meaning(told(clause))
        topics = self._topics(clause)
        if said.media:
            self._medium = tuple(said.media)
        if said.concepts == ["weight_share"] and any(t.concept == "weight" for t in clause.earlier):
            said.concepts.append("weight")
        said.unknown = [t for t in said.unknown if not self._is_name(text, t)]
        if not said.unknown:
            said.tail_unknown = False
        last = next((t for t in reversed(clause.left) if t.kind != "fill"), None)
        if (
            last is not None
            and text[last.start : last.end] == "不存在"
            and "applications" in topics
        ):
            said.flags.discard("deny")
            said.concepts.append("not_exist")
        if "share" in said.flags and "weight" in said.concepts:
            said.flags.discard("share")
            said.concepts.append("weight_share")
        self._carried(clause, said)
        if _REST_LISTED.match(text, quantity.right) and said.concepts == ["other"]:
            self._fate(sentence, quantity, "part", "")
            return
        self._of_the_rest(clause, said, text)
        grown = self._grown(clause, said, text)
        if grown is not None:
            self._add(sentence, clause, grown, seen, scope="report")
            return
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
            return
        label = "".join(text[t.start : t.end] for t in clause.left)
        attribute = self._attribute(clause, said, tokens)
        if attribute:
            self._fate(sentence, quantity, attribute, "")
            return
        found = self._metrics(clause, said, topics, sentence)
        found = self._documents(clause, said, found)
        found = self._applicants(clause, said, found, tokens)
        explained = [f for f in found if not f.leftover]
        explained = self._posts_or_channel(clause, explained)
        if any(f.metric == "hotline.program_appeals" for f in explained):
            # 节目接受诉求57个: the programme's own key
            explained = [f for f in explained if f.metric != "hotline.handled"]
        exact = explained and not said.unknown and not said.others
        item_unit = clause.unit in _LISTED_UNITS
        if (
            not (exact and specific(explained))
            and item_unit
            and label
            and not has_content(clause.right)
            and not clause.dealt
        ):
            category, plain = category_of(label)
            in_list = self._in_list(sentence, clause, label, topics)
            if {"reconsideration", "litigation", "applications"} & set(topics) and not in_list:
                category = None
            if self._kinds_of_a_part(sentence, clause):
                self._fate(sentence, quantity, "part", "")
                return
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
                return
            if category is not None and said.others and not in_list:
                self._fate(sentence, quantity, "other_matter", plain)
                return
            if category is not None and not exact:
                self._add(
                    sentence,
                    clause,
                    f"proactive_disclosure.by_category.{category}",
                    seen,
                    part=True,
                    reason=f"没有说明是主动公开信息的类别:{plain}",
                )
                return
            if (
                in_list
                and not exact
                and 1 < len(plain) <= 24
                and not clause.uneven
                and said.tail_unknown
            ):
                listed.append((clause, ""))
                return
        if clause.uneven:
            self._fate(sentence, quantity, "unknown", "分别")
            return
        if not clause.dealt and broken(text, quantity):
            self._fate(sentence, quantity, "broken", "")
            return
        if said.others and not exact:
            other = said.others[-1]
            if other.concept == "other_body":
                self._fate(sentence, quantity, "other_body", text[other.start : other.end])
                return
            self._fate(sentence, quantity, "other_matter", text[other.start : other.end])
            return
        if clause.doubled or self._other_unit(clause):
            self._fate(sentence, quantity, "same_figure", "")
            return
        again = self._sum(sentence, clause, said, text) or self._same_again(sentence, clause, said)
        if again is not None:
            self._add(sentence, clause, again, seen)
            return
        if quantity.value is None:
            ordinal = text[quantity.left - 1 : quantity.left] in ("第", "〔", "[")
            self._fate(sentence, quantity, "ordinal" if ordinal else "vague", "")
            return
        if clause.left and text[clause.left[-1].start : clause.left[-1].end] in (
            "这",
            "该",
            "此",
            "上述",
        ):
            self._fate(sentence, quantity, "same_figure", "")
            return
        if any(
            one.concept == "other" and two.kind in ("body", "suffix") and one.end == two.start
            for one, two in pairwise(clause.left)
        ):
            self._fate(sentence, quantity, "other_body", "")  # 其他单位2件
            return
        if exact and explained[0].metric == "applications.other_outcome":
            kind = self._kind_of_other(sentence, said)
            if not kind:
                self._fate(sentence, quantity, "unknown", "")
                return
            if kind != explained[0].metric:
                self._add(sentence, clause, kind, seen)
                return
        if exact:
            body = self._other_body(clause, said, text) or self._kind_of_bodies(
                clause, explained, text
            )
            if explained[0].metric.endswith("accounts") and "新增" in label:
                self._fate(sentence, quantity, "growth", "")
                return
            if (
                "新增" in label
                and "proactive_disclosure.total" in seen
                and all(f.metric == "proactive_disclosure.total" for f in explained)
            ):
                self._fate(sentence, quantity, "part", "")
                return
            if (
                any(t.concept == "part" for t in (*clause.left, *_statement(clause)))
                and all(f.metric in seen and f.metric in _ONE_WHOLE for f in explained)
                and not self._own_of_region(said, explained)
            ):
                self._fate(sentence, quantity, "part", "")
                return
            if (
                len(explained) == 1
                and explained[0].metric == "proactive_disclosure.total"
                and set(said.concepts) <= {"disclose", "info"}
                and topics[:1] == ["applications"]
                and any(t.concept in ("application", "on_application") for t in clause.earlier)
            ):
                self._fate(sentence, quantity, "unknown", "")
                return
            if (
                explained[0].metric == "proactive_disclosure.total"
                and set(said.concepts) == {"proactive"}
                and topics[:1] == ["applications"]
                and any(t.concept in _ANSWERED for t in clause.earlier)
            ):
                # 381件办结件中,主动公开32件: what the answer was
                self._add(sentence, clause, "applications.already_public", seen)
                return
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
                    return
                wider = self._wider_body(clause, text)
                if wider:
                    self._ellipsis = (text, explained[0].metric, clause.unit, "other_body")
                    self._fate(sentence, quantity, "other_body", wider)
                    return
                if body:
                    if self._ellipsis is None or self._ellipsis[0] != text:
                        self._ellipsis = (text, explained[0].metric, clause.unit, "bodies")
                    self._fate(sentence, quantity, "other_body", body)
                    return
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
                    return
                self._add(sentence, clause, one.metric, seen)
            for name in self._followed(clause, tokens, explained, text):
                self._add(sentence, clause, name, seen)
            return
        if clause.unit is None:
            self._fate(sentence, quantity, "unknown", "")
            return
        if (
            said.concepts == ["disclose"]
            and clause.unit == "条"
            and not (said.unknown or said.others or topics)
        ):
            self._add(
                sentence, clause, "proactive_disclosure.total", seen, reason="没有说公开的是什么"
            )
            return
        if clause.unit in ("个", "家") and not found and (said.platform or said.media):
            self._fate(sentence, quantity, "other_matter", "")
            return
        if found and not said.tail_unknown and len(found) == 1:
            words = [text[t.start : t.end] for t in said.unknown]
            words += [self._word_of(clause, c, text) for c in found[0].leftover]
            if (
                len(said.unknown) > 2
                or _EACH_OF.search(text[: quantity.left])
                or (clause.unit in ("期", "期次") and found[0].metric.startswith(_WHOLES))
            ):
                # too much is unexplained to call it likely
                self._fate(sentence, quantity, "unknown", "、".join(words))
                return
            if "secondary" in found[0].leftover or (
                clause.unit == "次" and found[0].metric.startswith(f"{_APPLICATIONS}.")
            ):
                self._fate(sentence, quantity, "other_matter", "、".join(words))
                return
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
                return
            if len(found[0].leftover) <= 1 and not found[0].leftover & _HEADS:
                self._add(
                    sentence, clause, found[0].metric, seen, reason="未解释的词:" + "、".join(words)
                )
                return
        if not said.unknown and not said.concepts and not has_content(clause.left):
            self._fate(sentence, quantity, "unknown", "")
            return
        self._fate(
            sentence, quantity, "unknown", "、".join(text[t.start : t.end] for t in said.unknown)
        )

    def _in_list(
        self, sentence: Sentence, clause: Clause, label: str, topics: Sequence[str]
    ) -> bool:
        """Whether a clause is an item of a list of kinds of what was disclosed."""
        text, at = sentence.text, clause.quantity.left
        return (
            (
                self._line - self._listing <= 1
                and (self._listed is sentence or not _VERBS & {t.concept for t in clause.earlier})
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

    def _sum(self, sentence: Sentence, clause: Clause, said: Meaning, text: str) -> str | None:
        """The whole that a total states behind its parts: 网上105件,快递17件,合计122件."""
        words = {text[t.start : t.end] for t in clause.left}
        parted = self._ellipsis is not None and self._ellipsis[0] == sentence.text
        if (
            (said.concepts and not (parted and set(said.concepts) <= _VERBS | _TAKEN_IN))
            or said.unknown
            or said.others
            or clause.right
            or not words
            & {"合计", "总计", "共计", "总共", "合计共", *(("全年",) if parted else ())}
        ):
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

    def _same_again(self, sentence: Sentence, clause: Clause, said: Meaning) -> str | None:
        """The metric of the figure before where only the period is another: 其中本年度新增53条."""
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
        if (
            said.concepts == ["subject"]
            and any(t.concept == "part" for t in clause.left)
            and self.figures
        ):
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
        if last.sentence is not sentence or last.reason:
            return None
        scope = self._scope(sentence, last.metric, clause.quantity.start)
        if last.unit != clause.unit:
            return None
        return last.metric if (scope in OWN_SCOPES) != (last.scope in OWN_SCOPES) else None

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
        return "applications.other_outcome" if before.metric in _RESULTS else ""

    def _kind_of_bodies(self, clause: Clause, found: Sequence[Found], text: str) -> str:
        """各乡镇收到11件: of one kind of bodies, where the whole is what counts."""
        if found[0].metric not in _ONE_WHOLE:
            return ""
        names = [
            text[t.start : t.end]
            for t in clause.left
            if t.kind in ("own", "region", "body", "suffix")
        ]
        return names[0] if names and all(_ONE_KIND.match(name) for name in names) else ""

    def _own_of_region(self, said: Meaning, found: Sequence[Found]) -> bool:
        """全县收到130件,其中我局收到4件: the reporting body's own figure beside the region's."""
        return "own" in said.owners and any(
            f.metric == found[0].metric and f.scope == "region" for f in self.figures[-3:]
        )

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

    def _disclosed(self, clause: Clause) -> bool:
        """Whether a clause or the list it goes on says 公开."""
        if any(t.concept in ("disclose", "proactive") for t in clause.left):
            return True
        last = self.figures[-1] if self.figures else None
        return (
            last is not None
            and not last.reason
            and last.metric.startswith("proactive_disclosure.by_category.")
            and bool(clause.earlier)
            and clause.earlier[-1].kind in ("number", "join")
        )

    # -- what is no figure

    # -- clauses behind a number that say the same of all its cases

    def _followed(
        self,
        clause: Clause,
        tokens: list[Token],
        found: Sequence[Found],
        text: str,
    ) -> list[str]:
        names = {f.metric for f in found}
        i = clause.at + 1
        while i < len(tokens) and tokens[i].kind != "stop":
            if tokens[i].kind == "number":
                return []
            i += 1
        if i < len(tokens) and tokens[i].concept == "(":
            while i < len(tokens) and tokens[i].concept != ")":
                i += 1
            i += 1
        if i >= len(tokens) or tokens[i].concept != ",":
            return []
        ahead: list[Token] = []
        for token in tokens[i + 1 :]:
            if token.kind in ("stop", "number"):
                if token.kind == "number":
                    return []
                if token.concept == "," and _OF_WHOM.issuperset(meaning(ahead).concepts):
                    ahead = []
                    continue
                break
            ahead.append(token)
        words = [text[t.start : t.end] for t in ahead[:4]]
        if not any(w.startswith(("均", "全部", "都", "已")) for w in words):
            return []
        said = meaning(ahead)
        if said.unknown or said.others or said.flags or not said.concepts:
            return []
        concepts = set(said.concepts)
        everyone = any(w.startswith(("均", "全部", "都", "已全部")) for w in words)
        out: list[str] = []
        received = "applications.received" in names
        if received or "applications.replied" in names or "applications.concluded" in names:
            if "reply" in concepts and concepts <= {
                "reply",
                "on_time",
                "handle",
                "concluded",
                "application",
                "paper",
            }:
                if received:
                    out.append("applications.replied")
                if "on_time" in concepts and everyone:
                    out.append("applications.replied_on_time")
            elif (
                received
                and "concluded" in concepts
                and concepts <= {"concluded", "on_time", "handle"}
                and everyone
            ):
                out.append("applications.concluded")
            elif received and concepts <= {"disclose"} and (everyone or words[0].startswith("已")):
                out.append("applications.granted")
            elif received and concepts <= {"handle"} and words[0].startswith("已"):
                out.append("applications.replied")
            elif received and concepts <= {"granted"} and everyone:
                out.append("applications.granted")
        for family in _OUTCOMES:
            if f"{family}.total" in names and everyone:
                if concepts <= {"upheld", "reviewed_by", "cause"} and "upheld" in concepts:
                    out.append(f"{family}.upheld")
                elif concepts <= {"accept"} and family.endswith("reconsideration"):
                    out.append(f"{family}.accepted")
        return [name for name in out if name not in names]

    # -- lists of categories

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

    # -- denials

    def _read_denials(self, sentence: Sentence, tokens: list[Token], seen: set[str]) -> None:
        if all(t.kind != "deny" for t in tokens):
            return
        title = title_tokens(sentence.headings[0]) if sentence.headings else ()
        topics = list(dict.fromkeys((*topics_in(tokens), *self._topic)))
        for denial in denials(tokens, sentence.text, title, topics):
            self.tried += 1
            span = (denial.start, denial.end)
            if not denial.metrics:
                self._fates(sentence, span, "other_matter" if not denial.unknown else "unknown", "")
                continue
            reason = ""
            if denial.unknown:
                reason = "未解释的词:" + "、".join(
                    sentence.text[t.start : t.end] for t in denial.unknown
                )
            new = [f for f in denial.metrics if f.metric not in seen]
            for found in new[:1] if reason else new:
                seen.add(found.metric)
                self.figures.append(
                    Figure(
                        found.metric,
                        span,
                        0,
                        found.read.metric.unit,
                        "zero_expression",
                        (0, 0),
                        sentence,
                        self._scope(sentence, found.metric, span[0]),
                        reason,
                    )
                )
            if not new:
                self._fates(sentence, span, "same_figure", "")

    # -- output

    def _fate(self, sentence: Sentence, quantity: Quantity, fate: str, reason: str) -> None:
        self._other = sentence.text if fate == "other_matter" and reason else ""
        self._fates(sentence, (quantity.left, quantity.right), fate, reason)

    def _fates(self, sentence: Sentence, span: tuple[int, int], fate: str, reason: str) -> None:
        printed = self.folded.printed
        start = printed(sentence.start + span[0])
        end = printed(sentence.start + span[1] - 1) + 1
        self.fates.append(Fate(start, end, fate, reason))

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
            elif any(t.concept == "other_period" for t in clause.left):
                scope = "out_of_period"
        marked = part or any(t.concept == "part" for t in clause.left)
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
                any(t.concept == "accept" for t in clause.left),
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
        for i, number in enumerate(self._numbers):
            if number is quantity:
                self._metric_of[i] = metric

    def _scope(self, sentence: Sentence, metric: str, at: int) -> Scope:
        text = sentence.text
        before = text[max(0, at - 200) : at]
        if "《" in before:
            before = _TITLES.sub(lambda m: "《" * len(m[0]), before)
        if (
            metric.startswith(_STOCKED)
            and "信息" in before[-24:]
            and _STOCK.search(before)
            and _NEWLY.search(text[: max(0, at - 24)] + text[at + 4 :])
        ):
            return "cumulative"
        period = period_scope(before, text, at, self._year, stock=metric.startswith(_STOCKS))
        if period is not None and ".carried_" not in metric:
            return period
        own = (
            text[max(text.rfind(mark, 0, at) for mark in ",;。:") + 1 : at]
            if "累计" in before
            else ""
        )
        if (
            "累计" in own
            and not _THIS_YEARS.search(own)
            and any(
                f.metric == metric
                and f.sentence is sentence
                and f.scope in OWN_SCOPES
                and not f.reason
                for f in self.figures[-3:]
            )
        ):
            return "cumulative"
        if metric.startswith(_OUTCOMES) and not self._says_disclosure(sentence):
            return "unspecified"
        agency = [m.start() for m in _AGENCY.finditer(before)] if _MAY_AGENCY.search(before) else []
        if not _MAY_REGION.search(before):
            return "agency" if agency else "report"
        region = [
            m.start()
            for m in _REGION.finditer(before)
            if not _ATTENDED.search(before, max(0, m.start() - 10), m.start())
        ]
        if region and (not agency or region[-1] > agency[-1]):
            return "region"
        return "agency" if agency else "report"

    def _says_disclosure(self, sentence: Sentence) -> bool:
        return bool(
            _DISCLOSURE.search(sentence.text)
            or any(_DISCLOSURE.search(t) for t in sentence.headings)
            or _DISCLOSURE.search(self._before)
        )

    def built(self, figure: Figure) -> Statistic:
        """The record's form of a figure."""
        printed = self.folded.printed
        sentence, span = figure.sentence, figure.span
        first, last = sentence.start, sentence.start + len(sentence.text) - 1
        start, end = printed(first), printed(last) + 1
        value_start = printed(sentence.start + span[0])
        value_end = printed(sentence.start + span[1] - 1) + 1
        evidence = Evidence(
            text=self._body[start:end],
            start=start,
            end=end,
            value_start=value_start,
            value_end=value_end,
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
        told = {f.name: getattr(statistic, f.name) for f in fields(statistic)}
        return Candidate(**told, reason=figure.reason)


#: Lines of single matters (legal aid, taxes, labour); 12345 and 96128 are for any matter.
_OTHER_LINE = re.compile(
    r"(?<![0-9])(?P<number>(?!12345|96128)(?:12[0-9]{3}|9[56][0-9]{3}))(?![0-9])"
    r"(?:(?<=(?:热线|专线|电话|拨打).{5})|(?=[^0-9,;。]{0,14}(?:热线|专线)))"
)
#: 其余33件分别为:甲14件、乙12件 …
_REST_LISTED = re.compile(r",?(?:分别|其中|中|包括|含|:|具体)")
#: 网站共有信息24630条, beside what the year added.
_STOCK = re.compile(
    r"(?:总信息量|信息总量|信息存量|库存信息|存量信息|(?:共|现|存|拥|已)有(?:各类|政府|政务|公开|主动公开|的)*信息(?:总量|总数)?)"
    r"(?:已|共|达到?|为|有|累计|约)*$"
)
_NEWLY = re.compile(
    r"(?:新增|新公开|新发布|新上|本年|当年|今年|20[0-9]{2}年)度?(?![末底])[^,;。]{0,16}[0-9]"
)
_STOCKED = ("proactive_disclosure.total", "proactive_disclosure.channel.website")
_EACH_OF = re.compile(r"各有?$")
_ONE_KIND = re.compile(r"各(?:乡|镇|街道|村|社区)[镇街乡(]?(?:街道)?")
_ANSWERED = frozenset({"concluded", "reply", "application", "on_application"})
_REVIEWED_RULES = re.compile(r"清理[^。;]*保留")
# 参加全市组织的培训: the body itself took part
_ATTENDED = re.compile(r"(?:参加|出席|选派|参与)[^,;。:]{0,6}$")
_THIS_YEARS = re.compile(r"(?:19|20)[0-9]{2}年|全年|本年|今年|年度")
_REGION = re.compile(
    r"全[市区县省州旗盟镇乡]|我[市区县省州旗盟]|各级|(?:各|全市|全区|全县)(?:区|县|镇|乡|街道|部门|单位)"
)
_AGENCY = re.compile(
    r"我(?:局|委|办|厅|院|会|部|处|中心|队|站|所|校|镇|乡|街道|社|行|单位|机关|大队|支队|台|馆|街)"
    r"|本(?:机关|部门|单位|局|委|办|厅|级|街道|镇|乡)(?!职责|掌握|制作|保存|(?:政府)?(?:受理|公开|主动公开|负责)(?:范围|职责))|市局|局机关|委机关"
)
_MAY_REGION = re.compile(r"[全我各]")
_MAY_AGENCY = re.compile(r"[我本]|市局|局机关|委机关")
_DISCLOSURE = re.compile(r"信息公开|政务公开|公开(?:政府)?信息|依申请")


def read_statistics(
    body: str,
    sections: Sequence[Section],
    *,
    report_year: int | None,
    own: str = "",
    contact: Contact | None = None,
) -> StatisticsResult:
    """The figures of a narrative (one paragraph a line).

    ``sections`` (offsets into ``body``) give context and may be empty; ``report_year`` tells
    figures of other years apart; ``own`` is the text that names the reporting body (its
    title); ``contact`` owns its spans. Never raises; the work is linear in the body's length.
    """
    from govcrawl.reading.narrative.document import settle

    folded = fold(without_marks(unwrapped(body, sections)))
    reader = Reader(body, folded, report_year, fold(own).text)
    issues: list[Issue] = []
    for sentence in sentences(folded, sections):
        if reader.tried > LIMIT:
            issues.append(issue("too_many_numbers", sentence.text[:80], limit=LIMIT))
            break
        reader.read(sentence)
    return settle(reader, body, issues, contact)

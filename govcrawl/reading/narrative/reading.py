"""The figures of a narrative: which number says what, of whom and of when.

A figure is a statistic only where its whole clause is explained by words of the vocabulary
(``lexicon/metrics``); where a word is not, it is a candidate that names the word. Every
quantity and denial of the text gets one fate. Rules: domain description §3.1, §3.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import structs

from govcrawl.lexicon import vocabulary
from govcrawl.messages import issue
from govcrawl.reading.narrative.clause_context import Figure
from govcrawl.reading.narrative.clauses import Before, Clause, clauses
from govcrawl.reading.narrative.deciding import Deciding
from govcrawl.reading.narrative.denials import denials
from govcrawl.reading.narrative.notes import without_marks
from govcrawl.reading.narrative.numbers import PARTED, Quantity, quantities
from govcrawl.reading.narrative.result import StatisticsResult
from govcrawl.reading.narrative.sentences import Sentence, sentences, unwrapped
from govcrawl.reading.narrative.tokens import Token, in_word, tokenise
from govcrawl.reading.narrative.wording import (
    outside,
    title_tokens,
    title_topics,
    topics_in,
)
from govcrawl.report import (
    Contact,
    Issue,
    Section,
)
from govcrawl.text import fold
from govcrawl.text.numerals import TENS, plain

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
#: clause's end, or a denial before what can be denied. One class first, which lets the search
#: skip ahead.
_GATE = re.compile(
    rf"[0-9万亿零两百千{TENS}未没无不暂:](?:(?<=[0-9万亿])[余多来]?[万亿]?[ ]?[{_CLASSIFIED}(]"
    rf"|(?<=[零两百千{TENS}])[余多来]?[{_COUNTED}]|(?<=百)分之"
    r"|(?<=[0-9零])(?=[,;。、)]|$|主要|其中|包括)"
    r"|(?:(?<=[未没无零])|(?<=不)[存收]|(?<=暂)不)[^。;]{0,60}"
    r"(?:申请|复议|诉|费|减免|举报|咨询|发布会|访谈|事项|规章|规范性|结转|公开|纠|收)"
    r"|(?<=:)(?:无|没有|零|未发生)(?=[。;,]|$))"
)
#: Short sentences that only deny.
_DENYING = re.compile(r"[^。]{0,14}(?:无|未发生|没有|未收)[^。]{0,14}。?$")
_LONGEST_DENYING = 32
_TRIGGER = re.compile(r"申请|复议|诉讼|热线|12345|信箱|留言|提案|建议|培训")
_TRIGGERED = {
    "申请": "applications", "复议": "reconsideration", "诉讼": "litigation", "热线": "hotline",
    "12345": "hotline", "信箱": "mailbox", "留言": "netizen", "培训": "training",
}  # fmt: skip
_TITLES = re.compile(r"《[^》\n]{0,120}》")
_WAYS = re.compile(r"公开的?(?:主要)?(?:渠道|形式|方式|途径|载体)")
_HEADED_WAYS = re.compile(r"^[^,;]{0,6}(?:公开)?(?:渠道|形式|方式|途径|载体)[。:]$")
_FUTURE = re.compile(r"下一?步|打算|工作计划|明年|努力方向|工作思路|今后")
_AHEAD = re.compile(
    rf"^(?:第?[{TENS}0-9]{{1,3}}[、.是]|\([^()]{{1,3}}\))?,?(?:下一?步|今后|接下来|来年|明年|下一?年度?)"
)
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
#: Topics that go on over the lines of a list.
_KEPT = frozenset({"applications", "reconsideration", "litigation"})
_BEFORE_LISTED = frozenset({"", ";", "。", ":", ","})
#: Reasons in the words of the form, and decisions, which are of applications only.
_REASONS = frozenset(
    {"internal_affairs", "process_information", "enforcement_file", "administrative_inquiry"}
)
_DECIDED = re.compile(r"[作做]出[^,;。]{0,8}公开(?:的)?(?:决定|答复)")


def _without_parted(tokens: list[Token], text: str, numbers: Sequence[Quantity]) -> list[Token]:
    """A sentence's tokens without the classifiers that a bracket parts from their numbers."""
    if "(" not in text:
        return tokens
    for quantity in numbers:
        if quantity.unit is not None and text.startswith("(", quantity.right):
            parted = PARTED.match(text, quantity.right)
            if parted is not None:
                span = parted.span("unit")
                tokens = [t for t in tokens if (t.start, t.end) != span]
    return tokens


def _is_told(text: str) -> bool:
    """Whether a sentence may tell a figure or deny one."""
    return _GATE.search(text) is not None or (
        len(text) <= _LONGEST_DENYING and _DENYING.match(text) is not None
    )


@lru_cache(maxsize=512)
def _plans(title: str) -> bool:
    """Whether a title is one of plans."""
    return _FUTURE.search(title) is not None


@lru_cache(maxsize=512)
def _tells_ways(title: str) -> bool:
    """Whether a title is of ways of disclosure."""
    return _WAYS.search(title) is not None


def _is_listed(text: str, quantity: Quantity) -> bool:
    """Whether a number is that of a list: 2、主动公开."""
    return text[quantity.right : quantity.right + 1] in ("、", ".") and (
        text[quantity.left - 1 : quantity.left] in _BEFORE_LISTED
    )


class Reader(Deciding):
    """Reads the sentences of one narrative."""

    def read(self, sentence: Sentence) -> None:
        """Add the sentence's figures and the fates of its quantities."""
        text = sentence.text
        if sentence.new_line:
            self._begin_line(sentence)
        if not _is_told(text):
            found = _TRIGGER.findall(text)
            if found and not sentence.is_heading:
                topic = _TRIGGERED.get(found[-1])
                if topic:
                    self._topic = (topic,)
            self._before = text
            return
        self.tried += 1
        headings = sentence.headings
        self._ways = bool(headings) and (
            _tells_ways(headings[0])
            or (
                _HEADED_WAYS.search(self._before) is not None
                and any("主动公开" in title for title in headings)
            )
        )
        numbers = self._numbers_of(sentence)
        tokens = _without_parted(tokenise(text, numbers), text, numbers)
        before = Before(tokens)
        if self._year is not None and "carried" in before.first:
            tokens = _with_carried(tokens, self._year)
            before = Before(tokens)
        future = bool(_AHEAD.match(text) or (headings and _plans(headings[0])))
        seen: set[str] = set()
        self._numbers = numbers
        self._counted_media = set()
        self._metric_of = {}
        self._other = ""
        self._read_numbers(sentence, tokens, before, future, seen)
        if not (sentence.is_heading or future) and "deny" in before.kinds:
            self._read_denials(sentence, tokens, before, seen)
        if before.named and not sentence.is_heading:
            topics = topics_in(outside(tokens)) if ")" in before.first else before.named
            if topics:
                self._topic = (topics[-1], *[t for t in self._topic if t == "disclosure"])
        self._before = text

    def _begin_line(self, sentence: Sentence) -> None:
        """What a new line leaves of what was said."""
        self._line += 1
        titled = title_topics(sentence.headings)
        if titled or not sentence.listed:
            self._topic = titled
        elif _KEPT.isdisjoint(self._topic):
            self._topic = ()
        self._medium = ()
        self._document = ""

    def _numbers_of(self, sentence: Sentence) -> list[Quantity]:
        """The quantities of a sentence, but for those in titles, which have their fate, and those
        that are a list's or part of a word."""
        text = sentence.text
        found = quantities(text)
        if "《" in text:
            masked = [m.span() for m in _TITLES.finditer(text)]
            inside = [q for q in found if any(a <= q.start < b for a, b in masked)]
            for quantity in inside:
                self._fate(sentence, quantity, "title", "")
            found = [q for q in found if q not in inside]
        return [
            q
            for q in found
            if not (q.unit is None and _is_listed(text, q)) and not in_word(text, q)
        ]

    def _read_numbers(
        self,
        sentence: Sentence,
        tokens: list[Token],
        before: Before,
        future: bool,
        seen: set[str],
    ) -> None:
        if not self._topic and _on_applications(sentence.text, tokens, before):
            self._topic = ("applications",)
        listed: list[tuple[Clause, str]] = []
        for clause in clauses(tokens, sentence.text, self._numbers, before):
            self.tried += 1
            if future:
                self._fate(sentence, clause.quantity, "plan", "")
            else:
                self._read_clause(sentence, clause, tokens, seen, listed)
        if listed:
            self._read_list(sentence, listed)

    def _read_denials(
        self, sentence: Sentence, tokens: list[Token], before: Before, seen: set[str]
    ) -> None:
        title = title_tokens(sentence.headings[0]) if sentence.headings else ()
        topics = list(dict.fromkeys((*before.named, *self._topic)))
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
            if not any(m.startswith("staff.") for m in seen):
                # 没有专职人员,力量不足: a complaint, where no staff is counted beside it
                new = [f for f in new if f.metric != "staff.full_time"]
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


def _on_applications(text: str, tokens: Sequence[Token], before: Before) -> bool:
    """Whether a sentence tells outcomes of applications, which say themselves what they are
    about."""
    if "outcome" not in before.kinds or not set(before.named) <= {"applications"}:
        return False
    outcomes = {t.concept for t in tokens if t.kind == "outcome"} & _TELLING
    return len(outcomes) > 1 or (
        bool(outcomes)
        and (not _REASONS.isdisjoint(before.first) or _DECIDED.search(text) is not None)
    )


def _with_carried(tokens: list[Token], year: int) -> list[Token]:
    """结转至2017年: carried out of the year reported on; 2015年结转: carried into it."""
    named = {str(year - 1): "carried_in", str(year + 1): "carried_out"}
    for i, token in enumerate(tokens):
        if token.concept != "carried":
            continue
        near = tokens[i + 1 : i + 3] + tokens[max(0, i - 2) : i]
        for other in near:
            if other.kind == "period" and other.concept in named:
                tokens[i] = structs.replace(token, concept=named[other.concept])
                break
    return tokens


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

    folded = fold(without_marks(unwrapped(plain(body), sections)))
    reader = Reader(body, folded, report_year, fold(own).text)
    issues: list[Issue] = []
    for sentence in sentences(folded, sections):
        if reader.tried > LIMIT:
            issues.append(issue("too_many_numbers", sentence.text[:80], limit=LIMIT))
            break
        reader.read(sentence)
    return settle(reader, body, issues, contact)

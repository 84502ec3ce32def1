"""The figures of a narrative: which number says what, of whom and of when.

A figure is a statistic only where its whole clause is explained by words of the vocabulary
(``lexicon/metrics``); where a word is not, it is a candidate that names the word. Every
quantity and denial of the text gets one fate. Rules: domain description §3.1, §3.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from govcrawl.lexicon import vocabulary
from govcrawl.messages import issue
from govcrawl.reading.narrative.clause_context import Figure
from govcrawl.reading.narrative.clauses import Clause, clauses
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
#: Reasons in the words of the form, and decisions, which are of applications only.
_REASONS = frozenset(
    {"internal_affairs", "process_information", "enforcement_file", "administrative_inquiry"}
)
_DECIDED = re.compile(r"[作做]出[^,;。]{0,8}公开(?:的)?(?:决定|答复)")


def _without_parted(tokens: list[Token], text: str, numbers: Sequence[Quantity]) -> list[Token]:
    """A sentence's tokens without the classifiers that a bracket parts from their numbers."""
    for quantity in numbers:
        if quantity.unit is not None and text.startswith("(", quantity.right):
            parted = PARTED.match(text, quantity.right)
            if parted is not None:
                span = parted.span("unit")
                tokens = [t for t in tokens if (t.start, t.end) != span]
    return tokens


class Reader(Deciding):
    """Reads the sentences of one narrative."""

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
        if not (_GATE.search(text) or (len(text) <= _LONGEST_DENYING and _DENYING.match(text))):
            found = _TRIGGER.findall(text)
            if found and not sentence.is_heading:
                topic = _TRIGGERED.get(found[-1])
                if topic:
                    self._topic = (topic,)
            self._before = text
            return
        self.tried += 1
        self._ways = bool(sentence.headings) and _WAYS.search(sentence.headings[0]) is not None
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
        tokens = self._with_carried(_without_parted(tokenise(text, numbers), text, numbers))
        future = bool(_AHEAD.match(text) or any(_FUTURE.search(t) for t in sentence.headings[:1]))
        seen: set[str] = set()
        self._numbers = numbers
        self._counted_media = set()
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
        reasons = outcomes and (
            not _REASONS.isdisjoint([t.concept for t in tokens]) or _DECIDED.search(sentence.text)
        )
        if (
            (len(outcomes) > 1 or reasons)
            and not self._topic
            and set(topics_in(tokens)) <= {"applications"}
        ):
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


#: Lines of single matters (legal aid, taxes, labour); 12345 and 96128 are for any matter.
#: 其余33件分别为:甲14件、乙12件 …
#: 网站共有信息24630条, beside what the year added.
# 参加全市组织的培训: the body itself took part


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

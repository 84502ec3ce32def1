"""A sentence as words with their meanings, numbers, periods and marks.

The longest word of the vocabulary wins at each place; what no word claims is one ``unknown``
token up to the next word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from govcrawl.lexicon import vocabulary
from govcrawl.reading.narrative.numbers import Quantity
from govcrawl.text.numerals import by_digit
from govcrawl.text.patterns import ANY_YEAR

#: Marks that end a clause; brackets open and close one of their own.
STOPS = frozenset(",;:。!?()\n")
_SKIPPED = frozenset("@\"'‘’“” ·…-—[]【】*<>「」『』#.~●■◆★▲○◎□◇△▪•➢")
_QUOTES = frozenset('"“”「」『』')
_PERIOD = re.compile(
    r"(?:(?:19|20)[0-9]{2}年?度?[-至到~](?=(?:19|20)[0-9]{2}年))?"
    rf"(?:{ANY_YEAR}年度?"
    r"(?:1[0-2]|[1-9])月份?(?:[0-9]{1,2}[日号])?"
    rf"|{ANY_YEAR}年度?"
    r"|(?:19|20)[0-9]{2}(?:1[0-2]|0?[1-9])月(?:[0-9]{1,2}日)?"
    r"|(?:19|20)[0-9]{6}日?"
    r"|(?:1[0-2]|0?[1-9])(?:[-至到~](?:1[0-2]|0?[1-9]))?月份?(?:[0-9]{1,2}[日号])?"
    r"|[0-9]{1,2}日)"
)
_YEAR = re.compile(ANY_YEAR)
_PRESS = ("日报", "晚报", "时报", "都市报", "旅游报", "早报", "晨报", "商报", "周报", "杂志")
#: 《X报》 is a newspaper, 《X简报》 and 《X工作年报》 are none.
_PAPER = re.compile(r"[^》]{1,8}(?<![简通公年月季快专汇预情海举填申呈上周])报")
_TITLE = re.compile(r"《[^》\n]{0,120}》")
_DIGITS = re.compile(r"[0-9]+(?:[-.][0-9]+)*")


class Token(NamedTuple):
    """``text[start:end]`` of a sentence. ``kind`` is a kind of the vocabulary, or ``number``
    (``concept`` its index), ``period`` (``concept`` its year, if it names one), ``title``,
    ``digits``, ``stop`` (``concept`` the mark) or ``unknown``. ``topic``: what the passage is
    about from here on; ``other`` for applications for something else."""

    start: int
    end: int
    kind: str
    concept: str
    topic: str = ""


#: A token of its five parts: what the tuple's own constructor does, which words ask for most.
_new: Callable[[tuple[int, int, str, str, str]], Token] = partial(tuple.__new__, Token)


def _lengths() -> dict[str, tuple[int, ...]]:
    table: dict[str, set[int]] = {}
    for word in vocabulary.WORDS:
        table.setdefault(word[:2], set()).add(len(word))
    return {
        first: tuple(sorted(sizes, reverse=True))
        for first, sizes in table.items()
        if len(first) > 1
    }


#: 告知申请人向国土局咨询: the applicant is sent to another body.
_DIRECTED = re.compile(
    r"(?:告知|建议|引导|指引|请|告之)(?:申请人|其|当事人|申请者)?(?:可以|可|应当|应|直接)?向[^,;。:()0-9]{1,16}?"
    r"(?:局|委|办|厅|部门|机关|政府|单位|院|部|中心|处|会|站|所|镇|乡|街道|公司)"
    r"(?:提出|进行|另行|直接|依法)?(?:申请公开|申请|咨询|了解|查询|获取|索取|查阅|反映)(?:信息|相关信息|有关信息)?"
)
#: Verbs that carry a case over where a year follows: 转2017年办理.
_CARRIES = frozenset({"转", "转入", "顺延", "延", "延期至", "结", "留"})
_LENGTHS = _lengths()
_WORDS = vocabulary.WORDS
_MEANT = {word: (w.kind, w.concept, w.topic) for word, w in _WORDS.items()}
#: The first two characters of words, and for the first three how long such words are.
_PAIRS = frozenset(_LENGTHS)
_LONGER: dict[str, tuple[int, ...]] = {}
for _word in _WORDS:
    if len(_word) > 2:
        _LONGER[_word[:3]] = (*_LONGER.get(_word[:3], ()), len(_word))
_LONGER = {first: tuple(sorted(set(sizes), reverse=True)) for first, sizes in _LONGER.items()}
#: Characters that are more than part of a word.
_MARKS = STOPS | _SKIPPED | set("0123456789二《")


def year_of(text: str) -> str:
    """The last year a period names, in digits; empty where it names none."""
    found = _YEAR.findall(text)
    return str(by_digit(found[-1])) if found else ""


def _unclaimed(text: str, start: int, end: int) -> Token:
    """What no word claims; a newspaper by its name."""
    if end - start >= 4 and text.endswith(_PRESS, start, end):
        return Token(start, end, "medium", "newspaper")
    return Token(start, end, "unknown", "")


def in_word(text: str, quantity: Quantity) -> bool:
    """Whether a numeral belongs to a word of the vocabulary: 三类内部事务信息."""
    at = quantity.left
    return text[at] not in "0123456789" and any(
        size > quantity.right - at and text[at : at + size] in _WORDS
        for size in _LENGTHS.get(text[at : at + 2], ())
    )


def tokenise(text: str, numbers: Sequence[Quantity]) -> list[Token]:
    """The tokens of a folded sentence in order. Linear in its length."""
    out: list[Token] = []
    add = out.append
    starts = {q.left: i for i, q in enumerate(numbers)}
    directed = {m.start(): m.end() for m in _DIRECTED.finditer(text)} if "向" in text else {}
    special = starts.keys() | directed.keys() if directed else starts
    at, end = 0, len(text)
    unknown = -1
    of_others: list[int] = []
    while at < end:
        char = text[at]
        if char not in _MARKS and at not in special:
            # a word, or a character of none
            two = text[at : at + 2]
            meant = None
            size = 1
            if two in _PAIRS:
                for size in _LONGER.get(text[at : at + 3], ()):
                    meant = _MEANT.get(text[at : at + size])
                    if meant is not None:
                        break
                else:
                    size = 2
                    meant = _MEANT.get(two)
            if meant is None:
                size = 1
                meant = _MEANT.get(char)
                if meant is None:
                    if unknown < 0:
                        unknown = at
                    at += 1
                    continue
            if unknown >= 0:
                add(_unclaimed(text, unknown, at))
                unknown = -1
            if at + size > end:
                size = end - at
            if meant[1] == "application" and size <= 4:
                of_others.append(len(out))
            add(_new((at, at + size, *meant)))
            at += size
            continue
        known: Token | None = None
        if at in directed:
            known = Token(at, directed[at], "outcome", "not_this_agency", "applications")
        elif at in starts:
            index = starts[at]
            known = _new((at, numbers[index].right, "number", str(index), ""))
            period = _PERIOD.match(text, at) if numbers[index].unit is None else None
            if period is not None:
                known = Token(at, period.end(), "period", year_of(period[0]))
        elif char in "0123456789二":
            period = _PERIOD.match(text, at)
            if period is not None:
                known = Token(at, period.end(), "period", year_of(period[0]))
            elif char != "二":
                digits = _DIGITS.match(text, at)
                end_ = digits.end() if digits else at + 1
                spelled = next(
                    (
                        w
                        for w in (text[at : at + n] for n in _LENGTHS.get(text[at : at + 2], ()))
                        if w in _WORDS
                    ),
                    None,
                )
                if spelled is not None:
                    known = Token(at, at + len(spelled), *_MEANT[spelled])
                else:
                    known = Token(at, end_, "digits", "")
        elif char in STOPS:
            known = _new((at, at + 1, "stop", char, ""))
        elif char == "《":
            title = _TITLE.match(text, at)
            end_ = title.end() if title else at + 1
            name = text[at + 1 : end_ - 1]
            medium = (
                "gazette"
                if name.endswith("公报")
                else "newspaper"
                if name.endswith(_PRESS) or _PAPER.fullmatch(name)
                else ""
            )
            known = Token(at, end_, *(("medium", medium) if medium else ("title", "")))
        if known is None:
            for size in _LENGTHS.get(text[at : at + 2], ()):
                word = _WORDS.get(text[at : at + size])
                if word is not None:
                    known = Token(at, min(at + size, end), word.kind, word.concept, word.topic)
                    break
            else:
                word = _WORDS.get(char)
                if word is not None:
                    known = Token(at, at + 1, word.kind, word.concept, word.topic)
        if known is None and char == "." and out and out[-1].kind == "number" and unknown < 0:
            known = Token(at, at + 1, "stop", "。")  # 3条. ends a sentence
        if known is None and char in _SKIPPED:
            known = Token(at, at + 1, "fill", "quote" if char in _QUOTES else "mark")
        if known is None:
            if unknown < 0:
                unknown = at
            at += 1
            continue
        if unknown >= 0:
            add(_unclaimed(text, unknown, known.start))
            unknown = -1
            if known.kind == "period" and known.concept and text[out[-1].start : at] in _CARRIES:
                out[-1] = out[-1]._replace(kind="outcome", concept="carried", topic="applications")
        if known.concept == "application" and known.end - known.start <= 4:
            of_others.append(len(out))
        add(known)
        at = known.end
    if unknown >= 0:
        add(_unclaimed(text, unknown, end))
    for i in of_others:
        if _of_others(out, i):
            out[i] = out[i]._replace(topic="other")
    return out


def _of_others(tokens: Sequence[Token], at: int) -> bool:
    """Whether 申请 is for something else: a licence, a benefit."""
    token = tokens[at]
    before = tokens[at - 1] if at else None
    if (
        before is not None
        and before.end == token.start
        and before.kind in ("other", "unknown")
        and before.concept != "other_body"
    ):
        return True
    if token.end - token.start > 2:
        return False
    for earlier in reversed(tokens[:at]):
        if earlier.kind in ("stop", "number"):
            return False
        if earlier.kind == "other" and earlier.concept != "other_body":
            return True
    return False

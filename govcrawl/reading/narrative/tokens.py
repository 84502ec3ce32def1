"""A sentence as words with their meanings, numbers, periods and marks.

The longest word of the vocabulary wins at each place; what no word claims is one ``unknown``
token up to the next word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from msgspec import structs

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


class Token(msgspec.Struct, frozen=True, gc=False):
    """``text[start:end]`` of a sentence. ``kind`` is a kind of the vocabulary, or ``number``
    (``concept`` its index), ``period`` (``concept`` its year, if it names one), ``title``,
    ``digits``, ``stop`` (``concept`` the mark) or ``unknown``. ``topic``: what the passage is
    about from here on; ``other`` for applications for something else."""

    start: int
    end: int
    kind: str
    concept: str
    topic: str = ""


#: What a word means: kind, concept and topic.
_Meant = tuple[str, str, str]


#: 告知申请人向国土局咨询: the applicant is sent to another body.
_DIRECTED = re.compile(
    r"(?:告知|建议|引导|指引|请|告之)(?:申请人|其|当事人|申请者)?(?:可以|可|应当|应|直接)?向[^,;。:()0-9]{1,16}?"
    r"(?:局|委|办|厅|部门|机关|政府|单位|院|部|中心|处|会|站|所|镇|乡|街道|公司)"
    r"(?:提出|进行|另行|直接|依法)?(?:申请公开|申请|咨询|了解|查询|获取|索取|查阅|反映)(?:信息|相关信息|有关信息)?"
)
#: Verbs that carry a case over where a year follows: 转2017年办理.
_CARRIES = frozenset({"转", "转入", "顺延", "延", "延期至", "结", "留"})
_WORDS = vocabulary.WORDS
_MEANT: dict[str, _Meant] = {word: (w.kind, w.concept, w.topic) for word, w in _WORDS.items()}
#: Characters that are more than part of a word.
_MARKS = STOPS | _SKIPPED | set("0123456789二《")
_DIGIT = frozenset("0123456789")


def _longer() -> dict[str, list[int]]:
    """For the first three characters of words how long such words are, the longest first."""
    sizes: dict[str, list[int]] = {}
    for word in sorted(_WORDS, key=len, reverse=True):
        if len(word) < 3:
            break
        known = sizes.setdefault(word[:3], [])
        if not known or known[-1] != len(word):
            known.append(len(word))
    return sizes


_LONGER = _longer()
#: How long words are.
_LENGTHS = sorted({len(word) for word in _WORDS})
#: The first two characters of words, and what they mean by themselves.
_PAIRS: dict[str, _Meant | None] = {word[:2]: None for word in _WORDS if len(word) > 1}
_PAIRS.update((word, meant) for word, meant in _MEANT.items() if len(word) == 2)


def year_of(text: str) -> str:
    """The last year a period names, in digits; empty where it names none."""
    found = _YEAR.findall(text)
    return str(by_digit(found[-1])) if found else ""


def _unclaimed(text: str, start: int, end: int) -> Token:
    """What no word claims; a newspaper by its name."""
    if end - start >= 4 and text.endswith(_PRESS, start, end):
        return Token(start, end, "medium", "newspaper")
    return Token(start, end, "unknown", "")


def _word_at(text: str, at: int) -> tuple[int, _Meant] | None:
    """The longest word at a place: where it ends and what it means."""
    pair = text[at : at + 2]
    if pair in _PAIRS:
        for size in _LONGER.get(text[at : at + 3], ()):
            longer = _MEANT.get(text[at : at + size])
            if longer is not None:
                return min(at + size, len(text)), longer
        meant = _PAIRS[pair]
        if meant is not None:
            return at + 2, meant
    alone = _MEANT.get(text[at])
    return None if alone is None else (at + 1, alone)


def in_word(text: str, quantity: Quantity) -> bool:
    """Whether a numeral belongs to a word of the vocabulary: 三类内部事务信息."""
    at = quantity.left
    pair = text[at : at + 2]
    if text[at] in _DIGIT or pair not in _PAIRS:
        return False
    size = quantity.right - at
    return any(
        longer > size and at + longer <= len(text) and text[at : at + longer] in _MEANT
        for longer in _LENGTHS
    )


def _given(text: str, numbers: Sequence[Quantity]) -> dict[int, Token]:
    """The tokens that are no words, by their place: numbers (or the periods they are), and the
    advice to ask another body."""
    given: dict[int, Token] = {}
    for i, quantity in enumerate(numbers):
        at = quantity.left
        period = _PERIOD.match(text, at) if quantity.unit is None else None
        given[at] = (
            Token(at, quantity.right, "number", str(i))
            if period is None
            else Token(at, period.end(), "period", year_of(period[0]))
        )
    if "向" in text:
        for advice in _DIRECTED.finditer(text):
            at, end = advice.span()
            given[at] = Token(at, end, "outcome", "not_this_agency", "applications")
    return given


def _digits_at(text: str, at: int) -> Token | None:
    """A period, a word that begins with digits, or a run of digits; 二 may begin a year only."""
    period = _PERIOD.match(text, at)
    if period is not None:
        return Token(at, period.end(), "period", year_of(period[0]))
    if text[at] == "二":
        return None
    word = _word_at(text, at)
    if word is not None and word[0] > at + 1:
        return Token(at, word[0], *word[1])
    digits = _DIGITS.match(text, at)
    return Token(at, digits.end() if digits else at + 1, "digits", "")


def _title_at(text: str, at: int) -> Token:
    """A title in its marks; a gazette or a newspaper is a medium."""
    title = _TITLE.match(text, at)
    end = title.end() if title else at + 1
    name = text[at + 1 : end - 1]
    if name.endswith("公报"):
        return Token(at, end, "medium", "gazette")
    if name.endswith(_PRESS) or _PAPER.fullmatch(name):
        return Token(at, end, "medium", "newspaper")
    return Token(at, end, "title", "")


def _mark_at(text: str, at: int, *, after_number: bool) -> Token | None:
    """The token that begins with a mark or a digit, where one does."""
    char = text[at]
    if char == "《":
        return _title_at(text, at)
    if char in _DIGIT or char == "二":
        found = _digits_at(text, at)
        if found is not None:
            return found
    word = _word_at(text, at)
    if word is not None:
        return Token(at, word[0], *word[1])
    if char == "." and after_number:
        return Token(at, at + 1, "stop", "。")  # 3条. ends a sentence
    if char in _SKIPPED:
        return Token(at, at + 1, "fill", "quote" if char in _QUOTES else "mark")
    return None


#: What single characters mean, marks that end a clause among them; nothing for those that may
#: begin more than a word.
_ALONE: dict[str, _Meant | None] = {
    **{word: meant for word, meant in _MEANT.items() if len(word) == 1},
    **dict.fromkeys(_MARKS),
    **{mark: ("stop", mark, "") for mark in STOPS},
}
#: The pairs that begin no more than a word.
_PLAIN_PAIRS = {pair: meant for pair, meant in _PAIRS.items() if pair[0] not in _MARKS}
_UNCLAIMED: _Meant = ("", "", "")


def _scan(text: str, at: int, stop: int, unknown: int, out: list[Token]) -> tuple[int, int]:
    """Add the words from ``at`` on, and what is between them, up to ``stop`` or to what may begin
    more than a word; gives where that is. ``unknown``, as taken and given: where what no word
    claims begins that is still to be added, or -1."""
    add = out.append
    while at < stop:
        size = 2
        meant = _PLAIN_PAIRS.get(text[at : at + 2], _UNCLAIMED)
        if meant is not _UNCLAIMED:
            for longer in _LONGER.get(text[at : at + 3], ()):
                piece = text[at : at + longer]
                word = _MEANT.get(piece)
                if word is not None:
                    size, meant = len(piece), word
                    break
        if meant is None or meant is _UNCLAIMED:
            size, meant = 1, _ALONE.get(text[at], _UNCLAIMED)
            if meant is None:
                break
            if meant is _UNCLAIMED:
                if unknown < 0:
                    unknown = at
                at += 1
                continue
        if unknown >= 0:
            add(_unclaimed(text, unknown, at))
            unknown = -1
        kind, concept, topic = meant
        add(Token(at, at + size, kind, concept, topic))
        at += size
    return at, unknown


def tokenise(text: str, numbers: Sequence[Quantity]) -> list[Token]:
    """The tokens of a folded sentence in order. Linear in its length."""
    out: list[Token] = []
    given = _given(text, numbers)
    places = sorted(given, reverse=True)
    at, end = 0, len(text)
    unknown = -1
    while at < end:
        while places and places[-1] < at:
            places.pop()  # inside a word
        stop = places[-1] if places else end
        at, unknown = _scan(text, at, stop, unknown, out)
        if at > stop or at >= end:
            continue
        if at == stop:
            known: Token | None = given[at]
        else:
            known = _mark_at(
                text, at, after_number=unknown < 0 and bool(out) and out[-1].kind == "number"
            )
        if known is None:
            unknown = at if unknown < 0 else unknown
            at += 1
            continue
        if unknown >= 0:
            out.append(_unclaimed(text, unknown, at))
            unknown = -1
            if known.kind == "period" and known.concept and text[out[-1].start : at] in _CARRIES:
                out[-1] = Token(out[-1].start, at, "outcome", "carried", "applications")
        out.append(known)
        at = known.end
    if unknown >= 0:
        out.append(_unclaimed(text, unknown, end))
    _tell_others(out)
    return out


def _tell_others(tokens: list[Token]) -> None:
    """Mark applications for something else."""
    for i, token in enumerate(tokens):
        if (
            token.concept == "application"
            and token.end - token.start <= 4
            and _of_others(tokens, i)
        ):
            tokens[i] = structs.replace(token, topic="other")


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

"""Which tokens belong to which number: its clause to the left and to the right.

A clause ends at a mark or at the next number. What stands between two numbers belongs to the
one whose noun it is: a number whose clause has a noun to its left is followed by the next
number's words, one without takes the words behind it. ``分别`` deals out periods, bodies, media
and labels to the numbers of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from govcrawl.lexicon import vocabulary
from govcrawl.reading.narrative.numbers import Quantity
from govcrawl.reading.narrative.tokens import Token

_BACK = 40  # clauses that are looked back over
#: Kinds that say something of what is counted.
CONTENT = frozenset(
    {"head", "outcome", "rate", "act", "mark", "medium", "other", "unknown", "title"}
)
_NOUNS = frozenset({"head", "outcome", "rate", "other", "unknown"})
#: Words that a number may count and that are no figure: 三个渠道.
COUNTED_WORDS = frozenset(
    {"渠道", "途径", "方式", "形式", "载体", "方面", "平台", "部分", "类别", "类", "环节", "领域"}
)
_PEOPLE = frozenset({"public_word", "natural", "staff", "staff_for_disclosure"})
_OF_PEOPLE = frozenset({"位", "名", "人", "个"})
_EACH = frozenset({"分别", "依次", "分别为", "各为"})


#: Where an applicant may take back an application of another kind.
_REVIEWS = frozenset({"reconsideration", "litigation", "appeal"})


class Before:
    """What the tokens of a sentence say up to each place, found once for all its clauses:
    where each concept comes ``first``, and the topic in force (a bracket that closes takes its
    topics with it)."""

    __slots__ = ("first", "first_topic", "topics")

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.first: dict[str, int] = {}
        self.first_topic = len(tokens)
        self.topics = [""]
        topic = ""
        opened: list[str] = []
        for i, token in enumerate(tokens):
            self.first.setdefault(token.concept, i)
            if token.topic and not (token.concept == "withdrawn" and topic in _REVIEWS):
                if self.first_topic > i:
                    self.first_topic = i
                topic = token.topic
            elif token.kind == "stop":
                if token.concept == "(":
                    opened.append(topic)
                elif token.concept == ")" and opened:
                    topic = opened.pop()
            self.topics.append(topic)


@dataclass(slots=True)
class Clause:
    """A number (``at``: its token) with the words it is read from. ``earlier`` are the
    tokens of the sentence before ``left``; ``dealt`` where 分别 gave it its words, ``uneven``
    where 分别 does not come out even, ``several`` where it deals out bodies."""

    at: int
    quantity: Quantity
    unit: str | None
    left: list[Token]
    right: list[Token]
    tokens: Sequence[Token]
    begin: int
    before: Before
    dealt: bool = False
    uneven: bool = False
    several: bool = False
    doubled: bool = False
    aside: list[Token] = field(default_factory=list)

    @property
    def earlier(self) -> Sequence[Token]:
        return self.tokens[: self.begin]

    @property
    def last(self) -> Token | None:
        """The token before its words."""
        return self.tokens[self.begin - 1] if self.begin else None

    @property
    def topic_before(self) -> str:
        """The topic that the words before it leave in force."""
        return self.before.topics[self.begin]

    @property
    def any_topic_before(self) -> bool:
        return self.before.first_topic < self.begin

    def said_before(self, concepts: Iterable[str]) -> bool:
        """Whether any of the concepts is told in the sentence before its words."""
        first, begin = self.before.first, self.begin
        for concept in concepts:
            at = first.get(concept)
            if at is not None and at < begin:
                return True
        return False


def _closing(tokens: Sequence[Token]) -> dict[int, int]:
    """For every bracket that closes, the index of the one it closes; and the other way."""
    if all(t.concept != "(" for t in tokens):
        return {}
    open_: list[int] = []
    pairs: dict[int, int] = {}
    for i, token in enumerate(tokens):
        if token.kind == "stop" and token.concept == "(":
            open_.append(i)
        elif token.kind == "stop" and token.concept == ")" and open_:
            first = open_.pop()
            pairs[i] = first
            pairs[first] = i
    return pairs


def has_content(tokens: Sequence[Token]) -> bool:
    """Whether any of the tokens says something of what is counted."""
    return not CONTENT.isdisjoint([token.kind for token in tokens])


def _left(
    tokens: Sequence[Token], at: int, pairs: dict[int, int], limit: int
) -> tuple[list[Token], list[Token], int, bool]:
    """The words before token ``at`` back to a mark or a number, the asides among them, the
    index before which they begin, and whether a number bounds them."""
    found: list[Token] = []
    aside: list[Token] = []
    i = at - 1
    steps = 0
    while i >= 0:
        token = tokens[i]
        if token.kind == "number":
            return found[::-1], aside, i + 1, True
        if token.kind == "stop":
            if token.concept == ")" and i in pairs:
                aside[:0] = tokens[pairs[i] + 1 : i]
                i = pairs[i] - 1
                continue
            if token.concept == ":" and not has_content(found):
                i -= 1
                continue
            if has_content(found) or token.concept in "(;。" or steps >= limit:
                return found[::-1], aside, i + 1, False
            steps += 1
        else:
            found.append(token)
        i -= 1
    return found[::-1], aside, 0, False


def _from_period(left: list[Token]) -> list[Token]:
    """The words from a year on where what stands before it is another statement (a heading
    that lost its mark)."""
    for i in range(len(left) - 1, 0, -1):
        if left[i].kind == "period" and left[i].concept:
            if any(t.kind in ("head", "act", "other", "outcome") for t in left[:i]) and left[
                i - 1
            ].concept not in (
                "particle",
                "asof",
                "compared",
                "carried",
                "carried_in",
                "carried_out",
            ):
                return left[i:]
            break
    return left


def _right(tokens: Sequence[Token], at: int, pairs: dict[int, int]) -> tuple[list[Token], int]:
    """The words behind token ``at`` up to a mark or a number, and the index behind them."""
    found: list[Token] = []
    i = at + 1
    while i < len(tokens):
        token = tokens[i]
        if token.kind == "number":
            return found, i
        if token.kind == "stop":
            if token.concept == "(" and i in pairs:
                i = pairs[i] + 1
                continue
            return found, i
        found.append(token)
        i += 1
    return found, i


def _runs(tokens: Sequence[Token]) -> list[list[int]]:
    """Number tokens that follow each other with nothing between but 、 , 和."""
    runs: list[list[int]] = []
    last = -1
    for i, token in enumerate(tokens):
        if token.kind != "number":
            continue
        gap = tokens[last + 1 : i] if last >= 0 else ()
        joined = 0 < len(gap) <= 2 and all(
            t.kind == "join" or (t.kind == "stop" and t.concept == ",") for t in gap
        )
        if runs and joined:
            runs[-1].append(i)
        else:
            runs.append([i])
        last = i
    return [run for run in runs if len(run) > 1]


def _shared(items: list[list[Token]]) -> list[list[Token]]:
    """What the last item of a list says for all: 2019年、2020年[公开信息], 当面、网上[申请]."""
    last = items[-1]
    noun = next((k for k, t in enumerate(last) if t.kind == "head"), len(last))
    if noun < len(last) and any(t.kind in ("act", "outcome") for t in last[:noun]):
        # 受理、答复[申请]: each verb has the noun
        return [
            item
            if any(t.kind == "head" for t in item)
            or not any(t.kind in ("act", "outcome") for t in item)
            else item + last[noun:]
            for item in items
        ]
    begin = next((k for k, t in enumerate(last) if t.kind in ("head", "act")), len(last))
    if begin and begin < len(last) and not any(t.kind == "outcome" for t in last[:begin]):
        tail = last[begin:]
        return [
            item if any(t.kind in ("head", "act") for t in item) else item + tail for item in items
        ]
    return items


def _deal(
    tokens: Sequence[Token], run: list[int], text: str, pairs: dict[int, int]
) -> list[list[Token]] | None:
    """The words for each number of a run behind 分别; [] where they do not come out even,
    None where there is no 分别."""
    left: list[Token] = []
    i = run[0] - 1
    each = -1
    while i >= 0 and tokens[i].kind != "number":
        token = tokens[i]
        if token.kind == "stop" and token.concept == ")" and i in pairs:
            i = pairs[i] - 1
            continue
        if token.kind == "stop" and token.concept in "(;。":
            break
        if (
            token.kind == "stop"
            and token.concept == ","
            and each >= 0
            and has_content(left[each + 1 :])
        ):
            # items may be listed over commas
            pass
        if text[token.start : token.end] in _EACH and each < 0:
            each = len(left)
        left.append(token)
        i -= 1
    if each < 0:
        return None
    left.reverse()
    cut = len(left) - 1 - each
    before, behind = left[:cut], left[cut + 1 :]
    before = [part for token in before for part in _parted(token, text)]
    while before and before[-1].kind in ("own", "region", "fill"):
        # 2014年、2015年,我县分别…: whose it is stands behind the list
        k = len(before) - 1
        while k >= 0 and before[k].kind in ("own", "region", "fill"):
            k -= 1
        if k < 0 or not (before[k].kind == "stop" and before[k].concept == ","):
            break
        behind = before[k + 1 :] + behind
        before = before[:k]
    before = [t for t in before if not (t.kind == "stop" and t.concept == ":")]
    while before and before[-1].kind == "stop":
        before.pop()
    for commas in (False, True):
        items: list[list[Token]] = [[]]
        start = 0
        if not commas:
            marks = [k for k, t in enumerate(before) if t.kind == "stop"]
            start = marks[-1] + 1 if marks else 0
        for token in before[start:]:
            if token.kind == "join" or token.kind == "stop":
                items.append([])
            else:
                items[-1].append(token)
        items = [item for item in items if item]
        if len(items) == len(run):
            return [item + behind for item in _shared(items)]
        if any(t.concept == "share" for t in behind):
            return [behind for _ in run]
        if len(items) == 1:
            years = _range_of_years(before, text)
            if len(years) == len(run):
                rest = [t for t in before if t.kind not in ("period", "stop")]
                return [[year, *rest, *behind] for year in years]
        if len(items) > len(run) and start == 0 and not commas and len(run) > 1:
            continue
    return []


_RANGE = re.compile(r"((?:19|20)[0-9]{2})年?度?[-至到~]((?:19|20)[0-9]{2})年")


def _range_of_years(tokens: Sequence[Token], text: str) -> list[Token]:
    """The years of a range, as tokens: 2014年至2016年 before three numbers."""
    for token in tokens:
        found = _RANGE.match(text, token.start) if token.kind == "period" else None
        if found is not None:
            first, last = int(found[1]), int(found[2])
            return [
                token._replace(concept=str(year)) for year in range(first, min(last, first + 9) + 1)
            ]
    return []


def _parted(token: Token, text: str) -> list[Token]:
    """A word that coordinates two others as these: 人大代表建议、政协提案."""
    word = text[token.start : token.end]
    for mark in "、和与及":
        at = word.find(mark)
        if at <= 0:
            continue
        first, second = vocabulary.WORDS.get(word[:at]), vocabulary.WORDS.get(word[at + 1 :])
        if first is None or second is None or token.kind in ("flag", "fill", "deny"):
            continue
        middle = token.start + at
        return [
            Token(token.start, middle, first.kind, first.concept, first.topic),
            Token(middle, middle + 1, "join", "and"),
            Token(middle + 1, token.end, second.kind, second.concept, second.topic),
        ]
    return [token]


def _several_bodies(items: Sequence[Sequence[Token]]) -> bool:
    """Whether 分别 deals the numbers out to bodies."""
    return sum(any(t.kind in ("suffix", "body", "own", "region") for t in i) for i in items) > 1


def clauses(tokens: Sequence[Token], text: str, numbers: Sequence[Quantity]) -> list[Clause]:
    """The clauses of a sentence's numbers, in order."""
    pairs = _closing(tokens)
    places = [i for i, token in enumerate(tokens) if token.kind == "number"]
    if not places:
        return []
    before = Before(tokens)
    dealt: dict[int, list[Token]] = {}
    uneven: set[int] = set()
    units: dict[int, str | None] = {}
    several: set[int] = set()
    for run in _runs(tokens) if any(word in text for word in _EACH) else ():
        words = _deal(tokens, run, text, pairs)
        if words == []:
            # 分别为44件、43件,1件结转: what stands behind the comma is another statement
            comma = next(
                (k for k in range(1, len(run)) if tokens[run[k] - 1].kind == "stop"), len(run)
            )
            again = _deal(tokens, run[:comma], text, pairs) if 1 < comma < len(run) else None
            if again:
                run, words = run[:comma], again
        if words is None:
            continue
        if words and _several_bodies(words):
            several.update(run)
        if not words:
            uneven.update(run)
            continue
        unit = numbers[int(tokens[run[-1]].concept)].unit
        for place, item in zip(run, words, strict=True):
            dealt[place] = item
            units[place] = numbers[int(tokens[place].concept)].unit or unit
    out: list[Clause] = []
    taken = 0  # tokens before this belong to an earlier number
    for place in places:
        quantity = numbers[int(tokens[place].concept)]
        right, stop = _right(tokens, place, pairs)
        noun_right = (
            bool(right) and right[0].kind != "join" and any(t.kind in _NOUNS for t in right)
        )
        left, aside, begin, bounded = _left(tokens, place, pairs, 0 if noun_right else 2)
        left = _from_period(left)
        if begin < taken:
            left = [t for t in left if t.start >= tokens[taken].start] if taken < place else []
        doubled = bounded and place > 0 and tokens[place - 1].kind == "number"
        while left and left[0].kind == "join":
            left = left[1:]
        if right and right[0].kind == "join":
            right = []
        elif stop < len(tokens) and tokens[stop].kind == "number":
            cut = next((k for k, t in enumerate(right) if t.kind == "join"), len(right))
            unit_next = numbers[int(tokens[stop].concept)].unit
            noun_left = any(t.kind in _NOUNS for t in left)
            if (
                cut == len(right)
                and right
                and (
                    right[0].kind in ("suffix", "body")
                    or (right[0].concept in _PEOPLE and quantity.unit in _OF_PEOPLE)
                    or text[right[0].start : right[0].end] in COUNTED_WORDS
                )
            ):
                # 12个街道收到申请68件, 36位申请人提出申请40件: the first number counts who
                cut = next(
                    (
                        k
                        for k, t in enumerate(right)
                        if k and t.kind not in ("suffix", "body", "unknown")
                    ),
                    cut,
                )
                right = right[:cut]
            elif cut == len(right) and (noun_left or unit_next == "%"):
                right = []
            else:
                right = right[:cut]
        if right:
            taken = next(i for i in range(place + 1, len(tokens)) if tokens[i] is right[-1]) + 1
        clause = Clause(
            place, quantity, units.get(place, quantity.unit), left, right, tokens, begin, before,
            doubled=doubled, aside=aside,
        )  # fmt: skip
        if place in dealt:
            clause.left, clause.right, clause.dealt, clause.doubled = dealt[place], [], True, False
            clause.begin = place
        clause.uneven = place in uneven
        clause.several = place in several
        out.append(clause)
    return out

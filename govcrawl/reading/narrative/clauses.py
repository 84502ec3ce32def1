"""Which tokens belong to which number: its clause to the left and to the right.

A clause ends at a mark or at the next number. What is between two numbers belongs to the
one whose noun it is: a number whose clause has a noun to its left is followed by the next
number's words, one without takes the words after it. ``分别`` deals out periods, bodies, media
and labels to the numbers of a list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import structs

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
    {
        "渠道",
        "途径",
        "方式",
        "形式",
        "载体",
        "方面",
        "平台",
        "部分",
        "类别",
        "类",
        "环节",
        "领域",
        "栏目",
        "子栏目",
    }
)
_PEOPLE = frozenset({"public_word", "natural", "staff", "staff_for_disclosure"})
_OF_PEOPLE = frozenset({"位", "名", "人", "个"})
_EACH = frozenset({"分别", "依次", "分别为", "各为"})


#: Where an applicant may take back an application of another kind.
_REVIEWS = frozenset({"reconsideration", "litigation", "appeal"})


class Before:
    """What the tokens of a sentence say up to each place, found once for all its clauses: their
    ``kinds`` and ``concepts``, the topics they name, where each concept comes ``first``, and the
    topic in force (a bracket that closes takes its topics with it)."""

    __slots__ = ("_changes", "_topics", "concepts", "first", "first_topic", "kinds", "named")

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.kinds = [token.kind for token in tokens]
        self.concepts = concepts = [token.concept for token in tokens]
        self.first = dict(zip(reversed(concepts), range(len(concepts) - 1, -1, -1), strict=True))
        topics = [token.topic for token in tokens]
        self.named = [topic for topic in topics if topic]
        #: Where the first topic is named, and where the one in force changes, and to what.
        self.first_topic = len(tokens)
        self._changes: list[int] = [-1]
        self._topics = [""]
        if self.named:
            self._follow(topics)

    def _follow(self, topics: Sequence[str]) -> None:
        """Where the topic in force changes."""
        topic = ""
        opened: list[str] = []
        for i, (concept, named) in enumerate(zip(self.concepts, topics, strict=True)):
            if named:
                if concept == "withdrawn" and topic in _REVIEWS:
                    continue
                if self.first_topic > i:
                    self.first_topic = i
                topic = named
            elif concept == "(":
                opened.append(topic)
                continue
            elif concept == ")" and opened:
                topic = opened.pop()
            else:
                continue
            self._changes.append(i)
            self._topics.append(topic)

    def topic(self, at: int) -> str:
        """The topic that the tokens before ``at`` leave in force."""
        return self._topics[bisect_left(self._changes, at) - 1]


_NO_WORDS: frozenset[str] = frozenset()


class Clause:
    """A number (``at``: its token) with the words it is read from. ``earlier`` are the
    tokens of the sentence before ``left``; ``dealt`` where 分别 gave it its words, ``uneven``
    where 分别 names more or fewer things than there are numbers, ``several`` where it deals out bodies. What its words are
    (``left_kinds``, ``left_concepts`` …) is found once."""

    __slots__ = (
        "_label", "at", "before", "begin", "dealt", "doubled", "left", "left_concepts",
        "left_kinds", "quantity", "right", "right_concepts", "right_kinds", "several", "tokens",
        "uneven", "unit",
    )  # fmt: skip

    def __init__(
        self,
        at: int,
        quantity: Quantity,
        unit: str | None,
        words: tuple[list[Token], list[Token]],
        begin: int,
        tokens: Sequence[Token],
        before: Before,
        *,
        doubled: bool = False,
        dealt: bool = False,
        uneven: bool = False,
        several: bool = False,
    ) -> None:
        self.at = at
        self.quantity = quantity
        self.unit = unit
        self.left, self.right = left, right = words
        self.begin = begin
        self.tokens = tokens
        self.before = before
        self.doubled = doubled
        self.dealt = dealt
        self.uneven = uneven
        self.several = several
        self.left_kinds = {token.kind for token in left} if left else _NO_WORDS
        self.left_concepts = {token.concept for token in left} if left else _NO_WORDS
        self.right_kinds = {token.kind for token in right} if right else _NO_WORDS
        self.right_concepts = {token.concept for token in right} if right else _NO_WORDS
        self._label: str | None = None

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
        return self.before.topic(self.begin)

    @property
    def any_topic_before(self) -> bool:
        return self.before.first_topic < self.begin

    @property
    def content_left(self) -> bool:
        """Whether its words to the left say something of what is counted."""
        return not CONTENT.isdisjoint(self.left_kinds)

    @property
    def content_right(self) -> bool:
        return not CONTENT.isdisjoint(self.right_kinds)

    def says(self, concept: str) -> bool:
        """Whether its own words say a concept, on either side of the number."""
        return concept in self.left_concepts or concept in self.right_concepts

    def said_before(self, concepts: Iterable[str]) -> bool:
        """Whether any of the concepts is told in the sentence before its words."""
        first, begin = self.before.first, self.begin
        for concept in concepts:
            at = first.get(concept)
            if at is not None and at < begin:
                return True
        return False

    def label(self, text: str) -> str:
        """Its words to the left as the sentence ``text`` has them, without what is between."""
        if self._label is None:
            self._label = "".join([text[token.start : token.end] for token in self.left])
        return self._label


def _closing(concepts: Sequence[str]) -> dict[int, int]:
    """For every bracket that closes, the index of the one it closes; and the other way."""
    if "(" not in concepts:
        return {}
    open_: list[int] = []
    pairs: dict[int, int] = {}
    for i, concept in enumerate(concepts):
        if concept == "(":
            open_.append(i)
        elif concept == ")" and open_:
            first = open_.pop()
            pairs[i] = first
            pairs[first] = i
    return pairs


def has_content(tokens: Sequence[Token]) -> bool:
    """Whether any of the tokens says something of what is counted."""
    return not CONTENT.isdisjoint([token.kind for token in tokens])


def _left(
    tokens: Sequence[Token], at: int, pairs: dict[int, int], limit: int
) -> tuple[list[Token], int, bool]:
    """The words before token ``at`` back to a mark or a number but for what is in brackets,
    where they begin, and whether a number bounds them."""
    found: list[Token] = []
    content = False
    i = at - 1
    steps = 0
    bounded = False
    while i >= 0:
        token = tokens[i]
        kind = token.kind
        if kind == "number":
            bounded = True
            break
        if kind != "stop":
            found.append(token)
            content = content or kind in CONTENT
        else:
            concept = token.concept
            if concept == ")" and i in pairs:
                i = pairs[i]
            elif concept != ":" or content:
                if content or concept in "(;。" or steps >= limit:
                    break
                steps += 1
        i -= 1
    found.reverse()
    return found, i + 1, bounded


#: Words before a year that go on in it.
_JOINED_TO_YEAR = frozenset(
    {"particle", "asof", "compared", "carried", "carried_in", "carried_out"}
)
_STATING = frozenset({"head", "act", "other", "outcome"})


def _from_period(left: list[Token]) -> list[Token]:
    """The words from a year on where what comes before it is another statement (a heading
    that lost its mark)."""
    for i in range(len(left) - 1, 0, -1):
        if left[i].kind == "period" and left[i].concept:
            if left[i - 1].concept not in _JOINED_TO_YEAR and any(
                t.kind in _STATING for t in left[:i]
            ):
                return left[i:]
            break
    return left


def _right(tokens: Sequence[Token], at: int, pairs: dict[int, int]) -> tuple[list[int], int]:
    """Where the words after token ``at`` are up to a mark or a number, and the index after
    them."""
    found: list[int] = []
    i = at + 1
    while i < len(tokens):
        kind = tokens[i].kind
        if kind == "number":
            break
        if kind == "stop":
            if tokens[i].concept != "(" or i not in pairs:
                break
            i = pairs[i]
        else:
            found.append(i)
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


def _around_each(
    tokens: Sequence[Token], first: int, text: str, pairs: dict[int, int]
) -> tuple[list[Token], list[Token]] | None:
    """What comes before and after the 分别 of a list whose first number is token ``first``."""
    left: list[Token] = []
    i = first - 1
    each = -1
    while i >= 0 and tokens[i].kind != "number":
        token = tokens[i]
        if token.kind == "stop" and token.concept == ")" and i in pairs:
            i = pairs[i] - 1
            continue
        if token.kind == "stop" and token.concept in "(;。":
            break
        if text[token.start : token.end] in _EACH and each < 0:
            each = len(left)
        left.append(token)
        i -= 1
    if each < 0:
        return None
    left.reverse()
    cut = len(left) - 1 - each
    return left[:cut], left[cut + 1 :]


def _parted_list(
    before: list[Token], behind: list[Token], text: str
) -> tuple[list[Token], list[Token]]:
    """The listed words and what is said of each of them: whose it is may come after the list
    (2014年、2015年,我县分别…)."""
    before = [part for token in before for part in _parted(token, text)]
    while before and before[-1].kind in ("own", "region", "fill"):
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
    return before, behind


def _items(before: Sequence[Token], *, commas: bool) -> list[list[Token]]:
    """The words of a list by items; with ``commas`` it may go back over them."""
    start = 0
    if not commas:
        marks = [k for k, t in enumerate(before) if t.kind == "stop"]
        start = marks[-1] + 1 if marks else 0
    items: list[list[Token]] = [[]]
    for token in before[start:]:
        if token.kind == "join" or token.kind == "stop":
            items.append([])
        else:
            items[-1].append(token)
    return [item for item in items if item]


def _deal(
    tokens: Sequence[Token], run: list[int], text: str, pairs: dict[int, int]
) -> list[list[Token]] | None:
    """The words for each number of a run after 分别; [] where there are more or fewer of
    them than numbers, None where there is no 分别."""
    around = _around_each(tokens, run[0], text, pairs)
    if around is None:
        return None
    before, behind = _parted_list(*around, text)
    for commas in (False, True):
        items = _items(before, commas=commas)
        if len(items) == len(run):
            return [item + behind for item in _shared(items)]
        if any(t.concept == "share" for t in behind):
            return [behind for _ in run]
        if len(items) == 1:
            years = _range_of_years(before, text)
            if len(years) == len(run):
                rest = [t for t in before if t.kind not in ("period", "stop")]
                return [[year, *rest, *behind] for year in years]
    return []


_RANGE = re.compile(r"((?:19|20)[0-9]{2})年?度?[-至到~]((?:19|20)[0-9]{2})年")


def _range_of_years(tokens: Sequence[Token], text: str) -> list[Token]:
    """The years of a range, as tokens: 2014年至2016年 before three numbers."""
    for token in tokens:
        found = _RANGE.match(text, token.start) if token.kind == "period" else None
        if found is not None:
            first, last = int(found[1]), int(found[2])
            return [
                structs.replace(token, concept=str(year))
                for year in range(first, min(last, first + 9) + 1)
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


class _Dealt(NamedTuple):
    """What 分别 gives the number at each place: its words and its unit; the places where it names
    more or fewer things than there are numbers, and those where it deals out bodies."""

    words: dict[int, list[Token]]
    units: dict[int, str | None]
    uneven: set[int]
    several: set[int]


_NONE_DEALT = _Dealt({}, {}, set(), set())


def _dealt(
    tokens: Sequence[Token], text: str, numbers: Sequence[Quantity], pairs: dict[int, int]
) -> _Dealt:
    """The words that 分别 deals out to the numbers of a sentence."""
    dealt = _Dealt({}, {}, set(), set())
    for run in _runs(tokens):
        words = _deal(tokens, run, text, pairs)
        if words == []:
            # 分别为44件、43件,1件结转: what comes after the comma is another statement
            comma = next(
                (k for k in range(1, len(run)) if tokens[run[k] - 1].kind == "stop"), len(run)
            )
            again = _deal(tokens, run[:comma], text, pairs) if 1 < comma < len(run) else None
            if again:
                run, words = run[:comma], again
        if words is None:
            continue
        if words and _several_bodies(words):
            dealt.several.update(run)
        if not words:
            dealt.uneven.update(run)
            continue
        unit = numbers[int(tokens[run[-1]].concept)].unit
        for place, item in zip(run, words, strict=True):
            dealt.words[place] = item
            dealt.units[place] = numbers[int(tokens[place].concept)].unit or unit
    return dealt


def _own_right(
    right: list[Token], left: Sequence[Token], text: str, unit: str | None, unit_next: str | None
) -> list[Token]:
    """Of the words between two numbers those that belong to the first. ``unit``, ``unit_next``:
    theirs."""
    cut = next((k for k, t in enumerate(right) if t.kind == "join"), len(right))
    if cut < len(right) or not right:
        return right[:cut]
    first = right[0]
    if (
        first.kind in ("suffix", "body")
        or (first.concept in _PEOPLE and unit in _OF_PEOPLE)
        or text[first.start : first.end] in COUNTED_WORDS
    ):
        # 12个街道收到申请68件, 36位申请人提出申请40件: the first number counts who
        cut = next(
            (k for k, t in enumerate(right) if k and t.kind not in ("suffix", "body", "unknown")),
            cut,
        )
        return right[:cut]
    if unit_next == "%" or any(t.kind in _NOUNS for t in left):
        return []
    return right


def clauses(
    tokens: Sequence[Token], text: str, numbers: Sequence[Quantity], before: Before
) -> list[Clause]:
    """The clauses of a sentence's numbers, in order."""
    places = [i for i, kind in enumerate(before.kinds) if kind == "number"]
    if not places:
        return []
    pairs = _closing(before.concepts)
    dealing = len(places) > 1 and any(word in text for word in _EACH)
    dealt = _dealt(tokens, text, numbers, pairs) if dealing else _NONE_DEALT
    out: list[Clause] = []
    taken = 0  # tokens before this belong to an earlier number
    for place in places:
        quantity = numbers[int(before.concepts[place])]
        behind, stop = _right(tokens, place, pairs)
        right = [tokens[i] for i in behind]
        noun_right = (
            bool(right) and right[0].kind != "join" and any(t.kind in _NOUNS for t in right)
        )
        left, begin, bounded = _left(tokens, place, pairs, 0 if noun_right else 2)
        left = _from_period(left)
        if begin < taken:
            left = [t for t in left if t.start >= tokens[taken].start] if taken < place else []
        while left and left[0].kind == "join":
            left = left[1:]
        if right and right[0].kind == "join":
            right = []
        elif right and stop < len(tokens) and before.kinds[stop] == "number":
            unit_next = numbers[int(before.concepts[stop])].unit
            right = _own_right(right, left, text, quantity.unit, unit_next)
        if right:
            taken = behind[len(right) - 1] + 1
        if place in dealt.words:
            out.append(
                Clause(
                    place, quantity, dealt.units[place], (dealt.words[place], []), place,
                    tokens, before, dealt=True, several=place in dealt.several,
                )
            )  # fmt: skip
            continue
        doubled = bounded and before.kinds[place - 1] == "number"
        out.append(
            Clause(
                place, quantity, quantity.unit, (left, right), begin, tokens, before,
                doubled=doubled, uneven=place in dealt.uneven, several=place in dealt.several,
            )
        )  # fmt: skip
    return out

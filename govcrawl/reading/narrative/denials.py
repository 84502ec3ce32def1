"""Zero expressions: what a sentence says has not happened (domain description §3.2).

A denial is a zero of exactly what is denied: each of a coordinated list, narrowed by every
modifier. A denial with a word that nothing explains is a candidate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from govcrawl.reading.narrative.figures import Found, best, meaning, readings
from govcrawl.reading.narrative.tokens import Token

_ZERO_HEADS = frozenset(
    {"application", "on_application", "reconsideration", "litigation", "appeal", "fee", "waiver",
     "consultation", "complaint", "denounce", "demand", "other_matters", "press", "interview", "denied", "valid", "collect"}
)  # fmt: skip
#: What bodies have at all times: said of the reporting one only where no other is named.
_STANDING = frozenset({"full_time", "body_head", "special_fund"})
_CARRIED = frozenset({"carried_in", "carried_out"})
_COUNTED = _ZERO_HEADS | _STANDING | _CARRIED
_CASES = frozenset({"reconsideration", "litigation", "appeal"})
_WAYS = frozenset(
    {
        "paper",
        "website",
        "online",
        "in_person",
        "letter",
        "email",
        "fax",
        "other_way",
        "mailbox",
        "phone_way",
    }
)
_EVENTS = frozenset(
    {"receive", "accept", "handle", "exist", "collect", "hold", "cause", "file", "fee"}
)
_NOT_ALONE = frozenset({"不", "零", "未予", "不再"})
_NARROWED = frozenset({"alone"})
_PARTIAL = frozenset({"其余", "个别", "部分单位", "少数", "多数", "其他单位", "其他部门"})


class Denial(msgspec.Struct, frozen=True, gc=False):
    """A denial at ``start:end`` of the sentence: the metrics it says are zero, or the words
    that keep it from being understood. ``metrics`` is empty where it denies nothing that is
    counted."""

    start: int
    end: int
    metrics: tuple[Found, ...]
    unknown: tuple[Token, ...]


def _items(tokens: Sequence[Token]) -> list[list[Token]]:
    """The coordinated items; an item without a noun of its own belongs to the next one."""
    items: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == "join":
            if any(t.concept in _COUNTED for t in items[-1]):
                items.append([])
            continue
        if (
            items[-1]
            and token.concept in _CASES
            and items[-1][-1].concept in _CASES - {token.concept}
        ):
            items.append([])  # 复议诉讼:无
        items[-1].append(token)
    if len(items) > 1 and not any(t.concept in _COUNTED for t in items[-1]):
        last = items.pop()
        items[-1] += last
    return [item for item in items if item]


def _zero(item: Sequence[Token], topics: Sequence[str]) -> tuple[list[Found], list[Token]]:
    """What one denied item says is zero, and its unexplained words. The last noun counts,
    those before it only say of what kind it is."""
    said = meaning(item)
    said.concepts = [c for c in said.concepts if c != "other"]
    if said.others or said.flags & {"condition", "plan", "rank"}:
        return [], []
    if (
        "organisation" in said.concepts
        and not {"natural", "public_word"} & set(said.concepts)
        and {"application", "on_application"} & set(said.concepts)
    ):
        return [], []  # 无企业申请: said of one kind of applicants
    ways = [c for c in said.concepts if c in _WAYS]
    if len(set(ways) - {"website"}) > 1 and not {"paper", "other_way"} & set(ways):
        # 无传真和电子邮件申请: of each
        each = [t for t in item if t.concept not in _WAYS]
        told = [_zero([t, *each], topics) for t in item if t.concept in _WAYS]
        return [f for found, _ in told for f in found], [t for _, rest in told for t in rest]
    if len(ways) > 1 and {"paper", "other_way"} & set(ways):
        # 书面或网上: in whatever way
        said.concepts = [c for c in said.concepts if c not in _WAYS]
        said.media = []
    found = [f for f in readings(said, None, topics, said.media, denied=True) if not f.leftover]
    found += [
        f
        for f in readings(said, None, topics, said.media)
        if not f.leftover and f.metric.startswith("applications.received.channel")
    ]
    if not found and not any(t.concept in _COUNTED for t in item):
        found = [
            f
            for topic in topics
            for f in readings(
                said, None, topics, said.media, add=(_TOPIC_HEAD.get(topic, topic),), denied=True
            )
            if not f.leftover
        ]
    if not found and {"complaint", "denounce"} & set(said.concepts) and _REVIEWS & set(topics):
        found = [
            f
            for f in readings(said, None, topics, said.media, add=("subject",), denied=True)
            if not f.leftover
        ]
    last = [t.concept for t in item if t.concept in _COUNTED]
    ranked = best(found)
    if len(ranked) > 1 and last:
        ranked = [f for f in ranked if last[-1] in f.read.needs] or ranked
    if not last:
        # 均未被纠错: of every topic in force
        return ranked, said.unknown
    return ranked[:1], said.unknown


_REVIEWS = frozenset({"reconsideration", "litigation", "appeal"})
_TOPIC_HEAD = {"applications": "application", "fees": "fee"}


_OUTCOME = frozenset({"outcome"})
_NUMBER = frozenset({"number"})
_SAYING = frozenset({"head", "outcome", "mark", "medium", "other", "unknown", "rate"})
_THINGS = frozenset({"head", "other"})
_OF_OTHERS = frozenset({"region", "body", "suffix"})
_WHOSE = frozenset({"own", "region", "body"})
_HALVES = frozenset({"上半年", "下半年"})
#: Denials that say nothing before a word that none explains, and with nothing after them.
_PREFIXES = frozenset({"未", "没", "不", "无", "零"})
_OPEN = frozenset({"未", "没", "不", "零", "未能", "尚未"})
#: What may be denied by a word that is mostly part of another.
_FREE_OF = frozenset({"collect", "fee"})
_NOUGHT = frozenset({"application", "receive", "reconsideration", "litigation"})


def _kind_in(tokens: Sequence[Token], kinds: frozenset[str]) -> bool:
    return any(t.kind in kinds for t in tokens)


def _said_in(tokens: Sequence[Token], concepts: frozenset[str]) -> bool:
    return any(t.concept in concepts for t in tokens)


def denials(
    tokens: Sequence[Token],
    text: str,
    title: Sequence[Token],
    topics: Sequence[str],
) -> Iterator[Denial]:
    """The denials of a sentence. ``title`` are the tokens of the heading above it."""
    at = 0
    while at < len(tokens):
        if tokens[at].kind != "deny":
            at += 1
            continue
        stop = at + 1
        while stop < len(tokens) and not (
            tokens[stop].kind == "stop" or (tokens[stop].kind == "deny" and stop > at + 1)
        ):
            stop += 1
        denial = _denial(tokens, at, stop, text, title, topics)
        if denial is not None:
            yield denial
        at = stop


def _denial(
    tokens: Sequence[Token],
    at: int,
    stop: int,
    text: str,
    title: Sequence[Token],
    topics: Sequence[str],
) -> Denial | None:
    """What the denial at token ``at``, whose words end before ``stop``, says; None for nothing."""
    token = tokens[at]
    right = list(tokens[at + 1 : stop])
    if len(right) > 1 and text[right[-1].start : right[-1].end] == "情形":
        right.pop()  # 未发生不予公开情形
    numbers = [i for i, t in enumerate(right) if t.kind == "number"]
    if numbers and not all(text[right[i].start] in "一任" for i in numbers):
        counted = _kind_in(right[: numbers[0]], _THINGS)
        return Denial(token.start, token.end, (), ()) if counted else None
    if numbers:
        # 没有一件, 未发生一起: the numeral belongs to the denial
        right = [t for t in right if t.kind != "number"]
    first = at
    while first > 0 and tokens[first - 1].kind != "stop":
        first -= 1
    left = list(tokens[first:at])
    end = right[0].end if right and right[0].concept in _EVENTS - {"cause"} else token.end
    nothing = Denial(token.start, end, (), ())
    if _of_part(left, right, text, ended=stop == len(tokens)):
        return nothing if _kind_in(right, _THINGS) else None
    if _is_part_of_word(text[token.start : token.end], right):
        return None
    if _said_in(right[:2], _NARROWED) or any(
        t.concept == "portion_year" or text[t.start : t.end] in _HALVES for t in left
    ):
        return nothing  # 未单独召开: not that none was held
    scope = right
    if not _kind_in(right, _SAYING):
        scope = _said_before(tokens, first, left, right)
        if not scope:  # only the heading may name it
            scope = [t for t in (*title, *right) if t.kind != "unknown"]
    scope = _last_of_kind(scope, text)
    found, unknown = _zeros(scope, right, topics)
    return Denial(token.start, end, tuple(found), tuple(unknown))


def _of_part(left: Sequence[Token], right: Sequence[Token], text: str, *, ended: bool) -> bool:
    """Whether a denial is said of some bodies or of one kind, or where it were so; ``ended``: the
    sentence ends with it."""
    if _kind_in(left, _NUMBER) and not _said_in(left, _COUNTED):
        return True
    if any(t.concept == "condition" or text[t.start : t.end] in _PARTIAL for t in left):
        return True
    if _said_in(right, _STANDING) and _kind_in(left, _OF_OTHERS):
        return True
    return bool(right) and not ended and text[right[-1].end - 1] == "的"  # 未收到申请的有26个


def _is_part_of_word(word: str, right: Sequence[Token]) -> bool:
    """Whether a denial is only part of a word, or nothing is denied by it."""
    if not right:
        return word in _OPEN or word in _NOT_ALONE
    if right[0].kind == "unknown" and word in _PREFIXES:
        return True
    return word in _NOT_ALONE and not (
        _said_in(right[:3], _FREE_OF) or (word == "零" and _said_in(right[:3], _NOUGHT))
    )


def _said_before(
    tokens: Sequence[Token], first: int, left: Sequence[Token], right: Sequence[Token]
) -> list[Token]:
    """What is denied by words that name nothing themselves: 依申请公开无; 均未发生; 无此类情况.
    Empty where the sentence does not say it."""
    scope = [*(t for t in left if t.kind not in _WHOSE), *right]
    before = first - 1
    while not _said_in(scope, _COUNTED):
        if before < 0 or tokens[before].kind != "stop" or tokens[before].concept not in ",:":
            return []
        earlier = before
        while earlier > 0 and tokens[earlier - 1].kind != "stop":
            earlier -= 1
        if _kind_in(tokens[earlier:before], _NUMBER):
            return []
        scope = [*tokens[earlier:before], *scope]
        before = earlier - 1
    return scope


def _last_of_kind(scope: list[Token], text: str) -> list[Token]:
    """与行政复议有关的费用: only what is last."""
    for k in range(len(scope) - 2, 0, -1):
        start, end = scope[k].start, scope[k].end
        word = text[start:end]
        if word in ("有关的", "相关的") or (
            word in ("有关", "相关") and text[end : end + 1] == "的"
        ):
            return scope[k:] if scope[k - 1].kind == "head" else scope
    return scope


def _zeros(
    scope: list[Token], right: Sequence[Token], topics: Sequence[str]
) -> tuple[list[Found], list[Token]]:
    """What the items of ``scope`` say is zero, and their unexplained words. ``right`` is what
    follows the denial, the same list where that is all."""
    items = _items(scope)
    # 没有复议、诉讼被纠错的: what ends the list is said of each
    ending = [t for t in items[-1] if t.kind == "outcome"] if len(items) > 1 else []
    event = right[0] if right and right[0].concept in _EVENTS and scope is right else None
    found: list[Found] = []
    unknown: list[Token] = []
    carried: list[Token] = []
    for one in items:
        item = one if _kind_in(one, _OUTCOME) else [*one, *ending]
        if event is not None and event not in item:
            item = [event, *item]
        item = [*carried, *item]
        carried = [t for t in item if t.concept in ("subject", "on_application")] or carried
        zeros, rest = _zero(item, topics)
        found += [f for f in zeros if f.metric not in {g.metric for g in found}]
        unknown += rest
    if scope is right:
        found = [f for f in found if f.metric != "other_matters"]
    return found, unknown

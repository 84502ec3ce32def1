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


def _bare(tokens: Sequence[Token]) -> bool:
    return not any(
        t.kind in ("head", "outcome", "mark", "medium", "other", "unknown", "rate") for t in tokens
    )


def denials(
    tokens: Sequence[Token],
    text: str,
    title: Sequence[Token],
    topics: Sequence[str],
) -> Iterator[Denial]:
    """The denials of a sentence. ``title`` are the tokens of the heading above it."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind != "deny":
            at += 1
            continue
        begin = at
        word = text[token.start : token.end]
        stop = at + 1
        while stop < len(tokens) and not (
            tokens[stop].kind == "stop" or (tokens[stop].kind == "deny" and stop > at + 1)
        ):
            stop += 1
        right = list(tokens[at + 1 : stop])
        at = stop
        # 没有一件, 未发生一起: the numeral belongs to the denial
        numbers = [t for t in right if t.kind == "number"]
        if numbers and all(text[t.start] in "一任" for t in numbers):
            right = [t for t in right if t.kind != "number"]
        elif numbers:
            counted = next(i for i, t in enumerate(right) if t.kind == "number")
            if any(t.kind in ("head", "other") for t in right[:counted]):
                yield Denial(token.start, token.end, (), ())
            continue
        first = begin
        while first > 0 and tokens[first - 1].kind != "stop":
            first -= 1
        left = list(tokens[first:begin])
        end = right[0].end if right and right[0].concept in _EVENTS - {"cause"} else token.end
        if any(t.kind == "number" for t in left) and not any(t.concept in _COUNTED for t in left):
            if any(t.kind in ("head", "other") for t in right):
                yield Denial(token.start, end, (), ())
            continue
        if any(t.concept == "condition" or text[t.start : t.end] in _PARTIAL for t in left) or (
            any(t.concept in _STANDING for t in right)
            and any(t.kind in ("region", "body", "suffix") for t in left)
        ):
            if any(t.kind in ("head", "other") for t in right):
                yield Denial(token.start, end, (), ())  # of some bodies, or where it were so
            continue
        if right and text[right[-1].end - 1] == "的" and stop < len(tokens):
            if any(t.kind in ("head", "other") for t in right):
                yield Denial(token.start, end, (), ())  # 未收到申请的有26个
            continue
        if right and right[0].kind == "unknown" and word in ("未", "没", "不", "无", "零"):
            continue
        if word in _NOT_ALONE and not any(
            t.concept in ("collect", "fee")
            or (
                word == "零"
                and t.concept in ("application", "receive", "reconsideration", "litigation")
            )
            for t in right[:3]
        ):
            continue
        if not right and word in ("未", "没", "不", "零", "未能", "尚未"):
            continue
        if any(t.concept in _NARROWED for t in right[:2]) or any(
            t.concept == "portion_year" or text[t.start : t.end] in ("上半年", "下半年")
            for t in left
        ):
            # 未单独召开: not that none was held
            yield Denial(token.start, end, (), ())
            continue
        scope = right
        local = list(topics)
        if _bare(right):
            # 依申请公开无; 均未发生; 无此类情况
            scope = [t for t in left if t.kind not in ("own", "region", "body")] + right
            if not any(t.concept in _COUNTED for t in scope):
                before = first - 1
                while (
                    before >= 0 and tokens[before].kind == "stop" and tokens[before].concept in ",:"
                ):
                    earlier = before
                    while earlier > 0 and tokens[earlier - 1].kind != "stop":
                        earlier -= 1
                    if any(t.kind == "number" for t in tokens[earlier:before]):
                        break
                    scope = list(tokens[earlier:before]) + scope
                    if any(t.concept in _COUNTED for t in scope):
                        break
                    before = earlier - 1
            if not any(t.concept in _COUNTED for t in scope):
                scope = [*title, *right]
                if any(t.kind == "unknown" for t in right):
                    continue
                scope = [t for t in scope if t.kind not in ("unknown",)]
        for k in range(len(scope) - 2, 0, -1):
            # 与行政复议有关的费用: only what is last
            if text[scope[k].start : scope[k].end] in ("有关的", "相关的") or (
                text[scope[k].start : scope[k].end] in ("有关", "相关")
                and text[scope[k].end : scope[k].end + 1] == "的"
            ):
                if scope[k - 1].kind == "head":
                    scope = scope[k:]
                break
        items = _items(scope)
        # 没有复议、诉讼被纠错的: what ends the list is said of each
        ending = [t for t in items[-1] if t.kind == "outcome"] if len(items) > 1 else []
        items = [
            item if any(t.kind == "outcome" for t in item) else [*item, *ending] for item in items
        ]
        found: list[Found] = []
        unknown: list[Token] = []
        carried: list[Token] = []
        for item in items:
            if right and right[0].concept in _EVENTS and right[0] not in item and scope is right:
                item = [right[0], *item]
            item = [*carried, *item]
            carried = [t for t in item if t.concept in ("subject", "on_application")] or carried
            ones, rest = _zero(item, local)
            found += [f for f in ones if f.metric not in {g.metric for g in found}]
            unknown += rest
        if scope is right:
            found = [f for f in found if f.metric != "other_matters"]
        if found or unknown or any(t.kind in ("head", "other") for t in right):
            yield Denial(token.start, end, tuple(found), tuple(unknown))
        else:
            yield Denial(token.start, end, (), ())

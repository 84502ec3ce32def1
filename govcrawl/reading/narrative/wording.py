"""What the words around a number say, looked at by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from govcrawl.lexicon import vocabulary
from govcrawl.reading.narrative.clauses import Clause
from govcrawl.reading.narrative.figures import Found
from govcrawl.reading.narrative.numbers import Quantity
from govcrawl.reading.narrative.tokens import Token, tokenise

_DIGITS = frozenset("0123456789")
_BARE_END = re.compile(r"(?:[,;。、)和及]|主要|包括|其中|内容|$)")


@lru_cache(maxsize=512)
def title_tokens(title: str) -> tuple[Token, ...]:
    return tuple(tokenise(title, ()))


@lru_cache(maxsize=512)
def title_topics(titles: tuple[str, ...]) -> tuple[str, ...]:
    """The topics of the nearest title that names any."""
    for title in titles:
        found = tuple(dict.fromkeys(topics_in(title_tokens(title))))
        if found:
            return found
    return ()


def topics_in(tokens: Sequence[Token]) -> list[str]:
    """The topics that tokens name, in order."""
    return [token.topic for token in tokens if token.topic]


def outside(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens but for what is in brackets that are closed."""
    if not any(t.kind == "stop" and t.concept == ")" for t in tokens):
        return tokens
    out: list[Token] = []
    opened: list[int] = []
    for token in tokens:
        if token.kind == "stop" and token.concept == "(":
            opened.append(len(out))
        elif token.kind == "stop" and token.concept == ")" and opened:
            del out[opened.pop() :]
            continue
        out.append(token)
    return out


def ways_follow(earlier: Sequence[Token]) -> bool:
    """公开方式:, 公开渠道: and media after it."""
    for i in range(len(earlier) - 1, 0, -1):
        if earlier[i].concept == "form" and earlier[i - 1].concept in ("disclose", "proactive"):
            return True
        if earlier[i].kind == "stop" and earlier[i].concept in "。;":
            break
    return False


def same_statement(clause: Clause) -> bool:
    """Whether a medium is earlier in the same statement (no ; between)."""
    for token in reversed(clause.earlier):
        if token.kind == "stop" and token.concept in ";。":
            return False
        if token.kind == "medium":
            return True
    return False


def broken(text: str, quantity: Quantity) -> bool:
    """Whether a separator is where it parts no thousands: 1,23条; 1、234条."""
    left, right = quantity.left, quantity.right
    if left > 1 and text[left - 1] in ",、" and text[left - 2] in _DIGITS:
        return True
    return (
        quantity.unit is None
        and text[right : right + 1] in (",", "、")
        and text[right + 1 : right + 2] in _DIGITS
    )


def told(clause: Clause) -> list[Token]:
    """The tokens that say what a number counts: not the places a reading point is at, not the
    duties of staff."""
    left, right = clause.left, clause.right
    if clause.unit is None:
        return left
    if not (
        clause.says("reading_point")
        or "staff" in clause.right_concepts
        or "staff_for_disclosure" in clause.right_concepts
    ):
        return left + right
    point = next((i for i, t in enumerate(left) if t.concept == "reading_point"), -1)
    if point > 0:
        # 在档案馆、图书馆设立查阅点: not the places
        left = [
            t
            for t in left[:point]
            if t.concept in ("set_up", "assign", "via")
            or t.kind in ("flag", "deny", "period", "own")
        ] + left[point:]
    if any(t.concept == "reading_point" for t in right):
        left = [
            t
            for t in left
            if t.concept in ("set_up", "assign") or t.kind in ("flag", "deny", "period", "own")
        ]
    for i, token in enumerate(right):
        if token.concept in ("responsible", "part_time", "full_time") and any(
            t.concept in ("staff", "staff_for_disclosure") for t in right[:i]
        ):
            behind = [t for t in right[i + 1 :] if t.concept in ("subject", "responsible")]
            return [*left, *right[: i + 1], *behind]
    return [*left, *right]


def opens_list(earlier: Sequence[Token]) -> bool:
    """Whether what comes before a clause says that kinds of what was disclosed follow."""
    disclosed = False
    for i, token in enumerate(earlier):
        if token.concept in ("disclose", "proactive", "publish") and any(
            t.concept in ("info", "subject") for t in earlier[i : i + 4]
        ):
            disclosed = True
        if token.concept == "proactive":
            disclosed = True
        if disclosed and (
            token.concept == "part"
            or (token.kind == "stop" and token.concept == ":")
            or (
                token.kind == "stop"
                and token.concept == ","
                and i > 1
                and earlier[i - 1].concept == "during"
                and earlier[i - 2].concept == "info"
            )
        ):
            return True
    return False


def media_of(tokens: Sequence[Token]) -> list[str]:
    out: list[str] = []
    for token in tokens:
        if token.kind == "medium" and token.concept not in ("platform", "many"):
            key = vocabulary.medium_of(token.concept)
            if key not in out:
                out.append(key)
    return out


def specific(found: Sequence[Found]) -> bool:
    return not any(f.metric == "proactive_disclosure.total" for f in found)


def own_medium_free(found: Sequence[Found]) -> bool:
    """Whether a reading has nothing to do with media."""
    return all(f.read.metric.media is None for f in found)


def bare_ok(clause: Clause, found: Found, text: str) -> bool:
    value = clause.quantity.value
    if value == 0:
        return True
    if "part" in clause.left_concepts:
        return False
    if value is None or value >= 10**8 or not _BARE_END.match(text, clause.quantity.right):
        return False
    return not found.read.within or (value < 10**5 and "fax" not in found.metric)


def same_body(name: str, own: str) -> bool:
    """Whether a name can be the reporting body's: its characters, places' endings apart,
    are in the report's own name in that order."""
    if not own:
        return True
    at = 0
    for char in name:
        if char in "省市县区州旗盟镇乡的人民政府关及和各部门所属单位办事处机关":
            continue
        place = own.find(char, at)
        if place < 0:
            return False
        at = place + 1
    return True

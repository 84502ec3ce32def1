"""What the clause after a number says of all its cases: 收到12件,均已按时答复."""

from __future__ import annotations

from collections.abc import Sequence

from govcrawl.reading.narrative.clauses import Clause
from govcrawl.reading.narrative.figures import Found, meaning
from govcrawl.reading.narrative.tokens import Token

_OF_WHOM = frozenset(
    {"natural", "organisation", "online", "letter", "in_person", "website", "email"}
)
_REPLIES = frozenset({"reply", "on_time", "handle", "concluded", "application", "paper"})
_CONCLUDED = frozenset({"concluded", "on_time", "handle"})
_UPHELD = frozenset({"upheld", "reviewed_by", "cause"})
_FAMILIES = ("administrative_reconsideration", "administrative_litigation")
#: The metrics that a clause which follows says more of.
_WHOLES = frozenset(
    {
        "applications.received",
        "applications.replied",
        "applications.concluded",
        *(f"{family}.total" for family in _FAMILIES),
    }
)


def followed(
    clause: Clause,
    tokens: list[Token],
    found: Sequence[Found],
    text: str,
) -> list[str]:
    """The metrics besides ``found`` that the clause after a number gives its value to."""
    names = {f.metric for f in found}
    if names.isdisjoint(_WHOLES):
        return []
    ahead = _ahead(tokens, clause.at)
    words = [text[t.start : t.end] for t in ahead[:4]]
    if not any(w.startswith(("均", "全部", "都", "已")) for w in words):
        return []
    said = meaning(ahead)
    if said.unknown or said.others or said.flags or not said.concepts:
        return []
    concepts = set(said.concepts)
    everyone = any(w.startswith(("均", "全部", "都", "已全部")) for w in words)
    out = _of_applications(names, concepts, everyone, words[0].startswith("已"))
    if everyone:
        out += _of_reviews(names, concepts)
    return [name for name in out if name not in names]


def _ahead(tokens: Sequence[Token], at: int) -> list[Token]:
    """The words of the clause after the number at token ``at``, up to its end, without what only
    says of whom; empty where there is none, or where it has a number of its own."""
    i = at + 1
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
        if token.kind == "number":
            return []
        if token.kind == "stop":
            if token.concept == "," and _OF_WHOM.issuperset(meaning(ahead).concepts):
                ahead = []
                continue
            break
        ahead.append(token)
    return ahead


def _of_applications(names: set[str], concepts: set[str], everyone: bool, done: bool) -> list[str]:
    """What the clause says of the applications counted; ``done``: it begins with 已."""
    received = "applications.received" in names
    if not (received or "applications.replied" in names or "applications.concluded" in names):
        return []
    if "reply" in concepts and concepts <= _REPLIES:
        out = ["applications.replied"] if received else []
        if "on_time" in concepts and everyone:
            out.append("applications.replied_on_time")
        return out
    if not received:
        return []
    if "concluded" in concepts and concepts <= _CONCLUDED and everyone:
        return ["applications.concluded"]
    if (concepts <= {"disclose"} and (everyone or done)) or (concepts <= {"granted"} and everyone):
        return ["applications.granted"]
    return ["applications.replied"] if concepts <= {"handle"} and done else []


def _of_reviews(names: set[str], concepts: set[str]) -> list[str]:
    """What the clause says of all the reconsiderations or lawsuits counted."""
    out: list[str] = []
    for family in _FAMILIES:
        if f"{family}.total" not in names:
            continue
        if "upheld" in concepts and concepts <= _UPHELD:
            out.append(f"{family}.upheld")
        elif concepts <= {"accept"} and family.endswith("reconsideration"):
            out.append(f"{family}.accepted")
    return out
